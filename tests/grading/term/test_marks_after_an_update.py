"""An update of the course costs no answer a point, whatever a learner and their editors made of the notebook.

Each odd submission of `odd_submissions.py` is laid into a learner's folder, a newer course comes, and it is judged.
"""

import copy
import json

import nbformat
import pytest
from odd_submissions import CHECKS, DENSE, ODD, RELU, SETUP, SIGMOID, SOLUTIONS, cell_named, text, untouched

from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.own_copy import check_notebook
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.learner import own_folder
from dlcourse.course.learner.edition import Edition

NOTEBOOK = f"exercises/{CHECKS}/{CHECKS}.ipynb"
POINTS = {"sigmoid_backward": 1, "relu_backward": 1, "dense_backward": 3}
ANSWERS = {"sigmoid_backward": SIGMOID, "relu_backward": RELU, "dense_backward": DENSE}
HELPER = "def gate(z):\n    return z > 0"
BY_A_HELPER = "def relu_backward(da, z):\n    return da * gate(z)"


def released():
    """The exercise as it is handed out."""
    notebook = json.loads(json.dumps(SOLUTIONS[CHECKS]))
    untouched(notebook)
    text(why="YOUR ANSWER HERE")(notebook)
    return notebook


def with_a_new_sentence(notebook):
    """What most updates are."""
    notebook["cells"][0] |= {"source": notebook["cells"][0]["source"] + "\n\nMind the shapes.", "id": "another"}


def with_new_texts_everywhere(notebook):
    """A text above, the set-up, and the answers' cells."""
    with_a_new_sentence(notebook)
    cell_named(notebook, "setup")["source"] += "\nimport itertools"
    for name in ANSWERS:
        cell_named(notebook, name)["source"] = (
            f'def {name}(*arguments):\n    """New."""\n    raise NotImplementedError()'
        )


def with_another_order(notebook):
    """The second question comes first."""
    cells = notebook["cells"]
    cells[2:4], cells[4:6] = cells[4:6], cells[2:4]


def edition_of(notebook, version):
    settings = b'c = get_config()\nc.CourseDirectory.course_id = "dlcourse"\n'
    files = {"nbgrader_config.py": settings, NOTEBOOK: json.dumps(notebook).encode()}
    return Edition("dlcourse", version, files, version)


def points_after(folder, handed_in, newer, files=()):
    """The points of each question after an update to an exercise that is changed by `newer`; the notebook."""
    own_folder.start(folder, edition_of(released(), "1"))
    for name, data in {NOTEBOOK: handed_in, **dict(files)}.items():
        folder.joinpath(name).parent.mkdir(exist_ok=True)
        folder.joinpath(name).write_bytes(data)
    changed = released()
    newer(changed)
    own_folder.update(Course(folder), lambda: edition_of(changed, "2"))
    result = check_notebook(Course(folder), CHECKS, "none", Limits(seconds=1.5))
    notebook = nbformat.read(folder / NOTEBOOK, as_version=4)
    return {question.name: question.points for question in result.questions}, notebook


def solved(**sources):
    """A solved exercise as JSON; some of its cells have other texts."""
    notebook = released()
    text(**(ANSWERS | {"why": "By the chain rule."} | sources))(notebook)
    return notebook


@pytest.mark.parametrize("newer", [with_a_new_sentence, with_new_texts_everywhere])
@pytest.mark.parametrize(
    "name", [name for name, odd in ODD.items() if odd.exercise == CHECKS and odd.loses is not None]
)
def test_no_odd_notebook_loses_a_point(tmp_path, name, newer):
    odd = ODD[name]
    made = odd.change(notebook := json.loads(json.dumps(SOLUTIONS[CHECKS])))
    data = made if isinstance(made, bytes) else json.dumps(notebook).encode()
    files = {f"exercises/{CHECKS}/{name}": text.encode() for name, text in odd.files.items()}
    found, _ = points_after(tmp_path, data, newer, files)
    deserved = POINTS | {question: points for question, points in odd.loses.items() if question in POINTS}
    assert {question: points for question, points in deserved.items() if found[question] < points} == {}


# What learners, editors and converters do to all answers of a notebook


def written_anew(place):
    """Each answer, the one in words as well, in a new cell `place` cells below the deleted one."""

    def change(notebook):
        for name in (*ANSWERS, "why"):
            cell = cell_named(notebook, name)
            at = notebook["cells"].index(cell)
            notebook["cells"].remove(cell)
            notebook["cells"].insert(max(at + place, 0), own(cell))

    return change


def own(cell):
    """A cell of one's own with this text."""
    return {key: value for key, value in cell.items() if key != "id"} | {"id": f"own-{cell['id']}", "metadata": {}}


def without_metadata(notebook):
    """As some converters leave it."""
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def with_other_ids(notebook):
    """As others do."""
    without_metadata(notebook)
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"cell{number}"


def without_metadata_and_ids(notebook):
    """As Deepnote and older tools do."""
    without_metadata(notebook)
    notebook["nbformat_minor"] = 2
    for cell in notebook["cells"]:
        cell.pop("id")


def as_colab_saves_it(notebook):
    """Ids among the metadata, and nothing of nbgrader's."""
    notebook["nbformat_minor"] = 0
    for cell in notebook["cells"]:
        cell["metadata"] = {"id": cell.pop("id"), "colab": {}}


def by_a_converter_to_scripts(notebook):
    """Blanks at the ends are gone, too."""
    with_other_ids(notebook)
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].strip() + "\r\n"


REMADE = {
    "in its place": written_anew(0),
    "above": written_anew(-1),
    "below the check": written_anew(1),
    "without metadata": without_metadata,
    "without metadata, with other ids": with_other_ids,
    "without metadata and ids": without_metadata_and_ids,
    "by Colab": as_colab_saves_it,
    "by a converter": by_a_converter_to_scripts,
}


@pytest.mark.parametrize("newer", [with_a_new_sentence, with_new_texts_everywhere, with_another_order])
@pytest.mark.parametrize("name", REMADE)
def test_an_answer_is_known_however_its_cell_was_made_anew(tmp_path, name, newer):
    notebook = solved()
    REMADE[name](notebook)
    found, made = points_after(tmp_path, json.dumps(notebook).encode(), newer)
    assert found == POINTS | {"why": 0}  # nobody has read it yet
    assert [
        cell.source for cell in made.cells if "raise NotImplementedError" in cell.source and cell.cell_type == "code"
    ] == []
    named = {cell.metadata.nbgrader.grade_id: cell.source.strip() for cell in made.cells if "nbgrader" in cell.metadata}
    assert named == {**named, **ANSWERS, "why": "By the chain rule."}


def test_of_two_answers_in_words_without_metadata_and_ids_each_stays_where_it_was(tmp_path):
    """The first one is written, the other one not yet; both looked alike when they were handed out."""
    exercise = released()
    second = copy.deepcopy(cell_named(exercise, "why")) | {"id": "how"}
    second["metadata"]["nbgrader"]["grade_id"] = "how"
    exercise["cells"] += [{"cell_type": "markdown", "id": "next", "metadata": {}, "source": "## How?"}, second]
    own_folder.start(tmp_path, edition_of(exercise, "1"))
    mine, newer = copy.deepcopy(exercise), copy.deepcopy(exercise)
    text(why="By the chain rule.")(mine)
    with_other_ids(mine)
    tmp_path.joinpath(NOTEBOOK).write_text(json.dumps(mine))
    with_a_new_sentence(newer)
    own_folder.update(Course(tmp_path), lambda: edition_of(newer, "2"))
    made = json.loads(tmp_path.joinpath(NOTEBOOK).read_text())
    assert "".join(cell_named(made, "why")["source"]) == "By the chain rule."
    assert "".join(cell_named(made, "how")["source"]) == "YOUR ANSWER HERE"


# Code of one's own, which answers use


def helper_in_the_setup(notebook):
    cell_named(notebook, "setup")["source"] += f"\n{HELPER}"


def helper_in_a_cell_above(notebook):
    cell = {"cell_type": "code", "id": "h", "metadata": {}, "source": HELPER, "outputs": [], "execution_count": None}
    notebook["cells"].insert(notebook["cells"].index(cell_named(notebook, "relu_backward")), cell)


def without_the_setup(notebook):
    """The course's imports stand in another cell now, under another name."""
    cell = cell_named(notebook, "setup")
    cell["source"], cell["id"] = (
        "import sys\nimport numpy\n\n" + SETUP.source.replace("as np", "as np, math"),
        "imports",
    )
    cell["metadata"]["nbgrader"]["grade_id"] = "imports"


@pytest.mark.parametrize(
    "newer", [with_a_new_sentence, with_new_texts_everywhere, with_another_order, without_the_setup]
)
@pytest.mark.parametrize("helper", [helper_in_the_setup, helper_in_a_cell_above])
def test_a_helper_of_the_learners_own_stays_code_above_its_use(tmp_path, helper, newer):
    notebook = solved(relu_backward=BY_A_HELPER)
    helper(notebook)
    found, made = points_after(tmp_path, json.dumps(notebook).encode(), newer)
    assert found == POINTS | {"why": 0}
    exec_all(made)


def exec_all(notebook):
    """Run all cells as a kernel does, from top to bottom."""
    names = {"check": lambda name, function: None}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            exec(cell.source.replace("check, hint", "hint"), names)
    assert names["relu_backward"](3.0, 1.0) == 3.0
