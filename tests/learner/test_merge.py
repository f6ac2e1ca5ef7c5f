"""A newer version of a notebook comes into a learner's copy, and nothing that the learner wrote is lost."""

import copy
import re

import nbformat
import pytest
from course_copy import EXERCISE, cell_of, read
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from paths import ROOT

from dlcourse.course.authoring.notebook import to_text
from dlcourse.course.learner.merge import is_untouched, merge

DAY = "2026-11-29"
ANSWER = "def relu_backward(da, z):\n    return da * (z > 0)"


@pytest.fixture
def base():
    """The exercise as the course handed it out."""
    return read(ROOT / "exercises" / EXERCISE / f"{EXERCISE}.ipynb")


@pytest.fixture
def mine(base):
    """The exercise with one answer, its output, and a note of the learner's own below its check."""
    mine = copy.deepcopy(base)
    cell_of(mine, "relu_backward").source = ANSWER
    cell_of(mine, "check-relu_backward").outputs = [nbformat.v4.new_output("stream", text="Right")]
    place = mine.cells.index(cell_of(mine, "check-relu_backward"))
    mine.cells.insert(place + 1, nbformat.v4.new_markdown_cell("My note: the gate."))
    return mine


@pytest.fixture
def new(base):
    """The course's next version, which is to be changed."""
    return copy.deepcopy(base)


def prose(text):
    return nbformat.v4.new_markdown_cell(text, id=re.sub(r"\W", "", text)[:20].lower())


def question(name, points=1):
    """The cells of a question: its answer and its check."""
    about = {"grade_id": name, "grade": False, "locked": False, "solution": True, "schema_version": 3, "task": False}
    check = about | {"grade_id": f"check-{name}", "grade": True, "locked": True, "solution": False, "points": points}
    return [
        nbformat.v4.new_code_cell(
            f"def {name}(x):\n    raise NotImplementedError()", id=name, metadata={"nbgrader": about}
        ),
        nbformat.v4.new_code_cell(f'check("{name}", {name})', id=f"check-{name}", metadata={"nbgrader": check}),
    ]


def merged(base, mine, new):
    """The merged notebook, proven readable, and the news; the same update once more changes nothing."""
    made = merge(*map(copy.deepcopy, (base, mine, new)), DAY)
    text = to_text(made.notebook)
    nbformat.validate(nbformat.reads(text, as_version=4))
    again = merge(*map(copy.deepcopy, (new, made.notebook, new)), DAY)
    assert to_text(again.notebook) == text
    resumed = merge(*map(copy.deepcopy, (base, made.notebook, new)), DAY)  # killed before the new base was noted
    assert sources(resumed.notebook) == sources(made.notebook)
    return made.notebook, made.news


def sources(notebook):
    return [cell.source for cell in notebook.cells]


def names(notebook):
    return [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in notebook.cells]


def place_of(notebook, text):
    return sources(notebook).index(text)


def test_an_update_without_changes_changes_nothing(base, mine, new):
    made, news = merged(base, mine, new)
    assert to_text(made) == to_text(mine)
    assert news == []


def test_an_untouched_notebook_becomes_the_new_one(base, new):
    new.cells[0].source += "\n\nMore."
    new.cells[2:2] = question("bias_gradient")
    made, _ = merged(base, base, new)
    assert to_text(made) == to_text(new)


def test_outputs_are_no_change_and_a_note_is_one(base, mine):
    ran = copy.deepcopy(base)
    cell_of(ran, "setup").outputs = [nbformat.v4.new_output("stream", text="ran")]
    assert is_untouched(ran, base)
    assert not is_untouched(mine, base)


def test_a_new_question_comes_in_at_its_place_and_the_answers_stay(base, mine, new):
    place = new.cells.index(cell_of(new, "check-relu_backward")) + 1
    new.cells[place:place] = [prose("## 4. The bias"), *question("bias_gradient")]
    made, news = merged(base, mine, new)
    assert cell_of(made, "relu_backward").source == ANSWER
    assert cell_of(made, "check-relu_backward").outputs[0].text == "Right"
    at = names(made).index("check-relu_backward")
    assert sources(made)[at + 1 : at + 3] == ["My note: the gate.", "## 4. The bias"]
    assert names(made)[at + 3 : at + 5] == ["bias_gradient", "check-bias_gradient"]
    assert news == ["new: bias_gradient", "1 cell has a new text"]


def test_the_answer_to_a_question_that_is_removed_is_kept_without_a_check(base, mine, new):
    new.cells = [
        cell for cell in new.cells if "relu_backward" not in cell.metadata.get("nbgrader", {}).get("grade_id", "")
    ]
    made, news = merged(base, mine, new)
    at = place_of(made, ANSWER)
    assert "nbgrader" not in made.cells[at].metadata
    assert "no longer in the course" in made.cells[at - 1].source
    assert made.cells[at + 1].source == "My note: the gate."
    assert "check-relu_backward" not in names(made)
    assert news[0] == "no longer asked: relu_backward"
    assert "relu_backward is no longer in the course; what you wrote is kept" in news


def test_a_removed_question_without_an_answer_is_gone(base, mine, new):
    new.cells = [
        cell for cell in new.cells if "sigmoid_backward" not in cell.metadata.get("nbgrader", {}).get("grade_id", "")
    ]
    made, news = merged(base, mine, new)
    assert not any("sigmoid_backward" in name for name in names(made))
    assert news == ["no longer asked: sigmoid_backward"]


@pytest.mark.parametrize("id_changes", [True, False])
def test_a_changed_text_around_an_answer_never_costs_the_answer(base, mine, new, id_changes):
    place = new.cells.index(cell_of(new, "relu_backward")) - 1
    new.cells[place].source += "\n\nMind the kink at zero."
    if id_changes:  # as the build has it: the id of a text is made of its words
        new.cells[place].id = "another"
    made, news = merged(base, mine, new)
    at = names(made).index("relu_backward")
    assert made.cells[at].source == ANSWER
    assert made.cells[at - 1].source == new.cells[place].source
    assert len(made.cells) == len(mine.cells)
    assert news == ["1 cell has a new text"]


def test_a_note_stays_below_the_text_it_stood_under_if_that_has_changed(base, mine, new):
    place = new.cells.index(cell_of(new, "dense_backward")) - 1
    mine.cells.insert(mine.cells.index(cell_of(mine, "dense_backward")), prose("What is u?"))
    new.cells[place].source += " And so on."
    new.cells[place].id = "another"
    made, _ = merged(base, mine, new)
    at = place_of(made, "What is u?")
    assert made.cells[at - 1].source == new.cells[place].source
    assert names(made)[at + 1] == "dense_backward"


def test_where_both_changed_an_answers_cell_the_answer_stays_and_the_new_text_stands_below(base, mine, new):
    cell_of(new, "relu_backward").source = 'def relu_backward(da, z):\n    """New."""\n    raise NotImplementedError()'
    made, news = merged(base, mine, new)
    at = names(made).index("relu_backward")
    assert made.cells[at].source == ANSWER
    assert made.cells[at + 1].cell_type == "markdown"
    assert made.cells[at + 1].source.startswith(f"**From an update of the course, {DAY}.** ")
    assert f"```python\n{cell_of(new, 'relu_backward').source}\n```" in made.cells[at + 1].source
    assert "your answer to relu_backward is kept; the course's new text for it stands below it" in news


def test_an_answer_not_begun_takes_the_new_text(base, mine, new):
    cell_of(new, "dense_backward").source = "def dense_backward(x, W, b, dz):\n    raise NotImplementedError()"
    made, news = merged(base, mine, new)
    assert cell_of(made, "dense_backward").source == cell_of(new, "dense_backward").source
    assert news == ["1 cell has a new text"]


@pytest.mark.parametrize("course_moves", [True, False])
def test_a_moved_cell(base, mine, new, course_moves):
    """Where the course has moved nothing, the learner's order stays; else it is the course's, notes at their cells."""
    moving = new if course_moves else mine
    answer, check = cell_of(moving, "relu_backward"), cell_of(moving, "check-relu_backward")
    moving.cells = [cell for cell in moving.cells if cell not in (answer, check)] + [answer, check]
    made, news = merged(base, mine, new)
    assert names(made)[-2:] == ["relu_backward", "check-relu_backward"] or names(made)[-3:-1] == [
        "relu_backward",
        "check-relu_backward",
    ]
    assert cell_of(made, "relu_backward").source == ANSWER
    assert sources(made).count("My note: the gate.") == 1
    assert news == (["the course has put its cells in another order"] if course_moves else [])
    if course_moves:
        assert sources(made)[-1] == "My note: the gate."


def test_a_given_cell_that_only_the_learner_edited_stays(base, mine, new):
    cell_of(mine, "setup").source += "\nimport math"
    new.cells[0].source += "\n\nMore."
    made, _ = merged(base, mine, new)
    assert cell_of(made, "setup").source.endswith("\nimport math")


def test_a_given_cell_that_both_edited_is_the_courses_and_the_learners_code_is_a_cell_of_its_own(base, mine, new):
    cell_of(mine, "setup").source += "\n\n# for the slope\nimport math"
    cell_of(new, "setup").source += "\nimport warnings"
    made, news = merged(base, mine, new)
    at = names(made).index("setup")
    assert made.cells[at].source == cell_of(new, "setup").source
    assert made.cells[at + 1].source.startswith(f"**From an update of the course, {DAY}.** ")
    assert (made.cells[at + 2].cell_type, made.cells[at + 2].source) == ("code", "# for the slope\nimport math")
    assert "nbgrader" not in made.cells[at + 2].metadata
    assert "setup was changed by you and by the course: your code stands in a cell of yours below it" in news


def test_a_given_cell_with_magics_that_both_edited_keeps_all_of_the_learners(base, mine, new):
    cell_of(mine, "setup").source = f"%matplotlib inline\n{cell_of(mine, 'setup').source}"
    cell_of(new, "setup").source += "\nimport warnings"
    made, _ = merged(base, mine, new)
    assert made.cells[names(made).index("setup") + 2].source == cell_of(mine, "setup").source


def test_a_given_cell_of_which_the_learner_only_took_away_is_shown_below(base, mine, new):
    cell_of(mine, "setup").source = "import numpy as np"
    cell_of(new, "setup").source += "\nimport warnings"
    made, news = merged(base, mine, new)
    assert "```python\nimport numpy as np\n```" in made.cells[names(made).index("setup") + 1].source
    assert "setup was changed by you and by the course: yours stands below the course's" in news


def test_code_that_the_learner_wrote_into_a_given_cell_outlives_it(base, mine, new):
    cell_of(mine, "setup").source += "\nimport math"
    new.cells.remove(cell_of(new, "setup"))
    made, news = merged(base, mine, new)
    at = place_of(made, "import math")
    assert made.cells[at].cell_type == "code"
    assert "has removed a cell here" in made.cells[at - 1].source
    assert "setup is no longer in the course; what you wrote is kept" in news


def test_an_answer_in_its_check_stands_above_the_check_when_the_course_has_changed_that(base, mine, new):
    answer, check = cell_of(mine, "relu_backward"), cell_of(mine, "check-relu_backward")
    mine.cells.remove(answer)
    check.source = f"{ANSWER}\n{check.source}"
    cell_of(new, "check-relu_backward").source += "  # of ReLU"
    made, _ = merged(base, mine, new)
    at = names(made).index("check-relu_backward")
    assert sources(made)[at - 1 : at + 1] == [ANSWER, cell_of(new, "check-relu_backward").source]
    assert "NotImplementedError" not in cell_of(made, "relu_backward").source


def test_an_answer_follows_its_question_under_another_name_of_nbgraders(base, mine, new):
    for old, other in (("relu_backward", "gate"), ("check-relu_backward", "check-gate")):
        cell = cell_of(new, old)
        cell.metadata["nbgrader"]["grade_id"], cell.id = other, other
    made, news = merged(base, mine, new)
    assert cell_of(made, "gate").source == ANSWER
    assert cell_of(made, "check-gate").outputs[0].text == "Right"
    assert len(made.cells) == len(mine.cells)
    assert news == []


def test_what_other_programs_left_out_is_back_and_told(base, mine, new):
    for cell in mine.cells[:3]:
        cell.metadata = NotebookNode()
    new.cells[0].source += "\n\nMore."
    made, news = merged(base, mine, new)
    assert names(made)[:3] == names(base)[:3]
    assert news == [
        "1 cell has a new text",
        "1 cell had lost what grading knows it by, as some programs leave it out: it is back",
    ]


def test_a_text_that_both_edited_is_shown_in_both_versions_with_its_pictures(base, mine, new):
    mine.cells[0].source += "\n\nMine: ````x````"
    mine.cells[0]["attachments"] = {"a.png": {"image/png": "AAAA"}}
    new.cells[0].source += "\n\nThe course's."
    new.cells[0].id = "another"
    made, _ = merged(base, mine, new)
    assert made.cells[0].source == new.cells[0].source
    assert f"`````markdown\n{mine.cells[0].source}\n`````" in made.cells[1].source
    assert made.cells[1].attachments == mine.cells[0].attachments


def test_two_updates_missed_are_one_update(base, mine, new):
    cell_of(new, "setup").source += "\nimport warnings"
    newest = copy.deepcopy(new)
    newest.cells[1:1] = question("bias_gradient")
    newest.cells[0].source = "# Rewritten from scratch"
    newest.cells[0].id = "rewritten"
    step, _ = merged(base, mine, new)
    twice, _ = merged(new, step, newest)
    once, _ = merged(base, mine, newest)
    assert sources(once) == sources(twice)
    assert cell_of(once, "relu_backward").source == ANSWER


def test_an_update_after_a_conflict_does_not_tell_it_again(base, mine, new):
    cell_of(new, "relu_backward").source += "  # new"
    newest = copy.deepcopy(new)
    newest.cells[0].source += "\n\nMore."
    first, _ = merged(base, mine, new)
    second, news = merged(new, first, newest)
    assert news == ["1 cell has a new text"]
    assert sum("From an update" in source for source in sources(second)) == 1


def test_what_the_learner_deleted_stays_away_unless_it_is_needed_or_new(base, mine, new):
    intro, check = mine.cells[0], cell_of(mine, "check-relu_backward")
    mine.cells = [cell for cell in mine.cells if cell not in (intro, check)]
    new.cells[2].source += "\n\nMore."
    made, news = merged(base, mine, new)
    assert intro.source not in sources(made)
    at = names(made).index("relu_backward")
    assert sources(made)[at + 1] == "My note: the gate."
    assert names(made)[at + 2] == "check-relu_backward"
    assert news == ["1 cell has a new text", "check-relu_backward was missing, and is back"]


@pytest.mark.parametrize("has_ids", [True, False])
def test_cells_are_known_when_an_editor_has_given_them_other_ids_or_none(base, mine, new, has_ids):
    for number, cell in enumerate(mine.cells):
        cell.id = f"fresh-{number}"
        if not has_ids:
            del cell["id"]
    new.cells[0].source += "\n\nMore."
    cell_of(new, "setup").source += "\nimport warnings"
    made, _ = merged(base, mine, new)
    assert sources(made) == [
        new.cells[0].source,
        cell_of(new, "setup").source,
        *sources(mine)[2:],
    ]


def test_a_copied_answer_is_the_learners_own_and_stays_beside_the_answer(base, mine, new):
    draft = copy.deepcopy(cell_of(mine, "relu_backward"))
    draft.source, draft.id = "draft = 1", "a-copy"
    mine.cells.insert(mine.cells.index(cell_of(mine, "relu_backward")), draft)
    new.cells[0].source += "\n\nMore."
    made, _ = merged(base, mine, new)
    assert sources(made)[1:] == sources(mine)[1:]
    assert [cell.source for cell in made.cells if cell.id == "relu_backward"] == [ANSWER]


def test_changed_points_are_told(base, mine, new):
    cell_of(new, "check-relu_backward").metadata["nbgrader"]["points"] = 2
    made, news = merged(base, mine, new)
    assert cell_of(made, "check-relu_backward").metadata["nbgrader"]["points"] == 2
    assert news == ["relu_backward gives 2 points (before: 1)"]


def test_a_lecture_with_notes_and_tried_code_keeps_both(new):
    base = read(ROOT / "lectures" / f"{EXERCISE}.ipynb")
    mine, new = copy.deepcopy(base), copy.deepcopy(base)
    code = [place for place, cell in enumerate(base.cells) if cell.cell_type == "code"]
    mine.cells[code[2]].source += "\nprint('tried')"
    mine.cells.insert(5, prose("I do not see why yet."))
    new.cells[4].source, new.cells[4].id = new.cells[4].source + " Indeed.", "another4"
    del new.cells[-1]
    made, _ = merged(base, mine, new)
    assert sources(made)[4:6] == [new.cells[4].source, "I do not see why yet."]
    assert any(source.endswith("\nprint('tried')") for source in sources(made))
    assert base.cells[-1].source not in sources(made)
    assert len(made.cells) == len(new.cells) + 1


def test_a_changed_cell_that_the_course_removes_from_a_lecture_is_kept():
    base = read(ROOT / "lectures" / f"{EXERCISE}.ipynb")
    mine, new = copy.deepcopy(base), copy.deepcopy(base)
    place = next(place for place, cell in enumerate(base.cells) if cell.cell_type == "code")
    mine.cells[place].source += "\nprint('tried')"
    del new.cells[place]
    made, news = merged(base, mine, new)
    assert mine.cells[place].source in sources(made)
    assert "a cell that you changed is no longer in the course; what you wrote is kept" in news


# Whatever both sides do


@st.composite
def edits(draw, word):
    """Changes of a notebook: texts that begin with `word`, cells removed, added, moved, copied."""
    kind = st.sampled_from(["edit", "remove", "add", "move", "copy", "question"])
    return [
        (draw(kind), draw(st.integers(0, 99)), draw(st.integers(0, 99)), f"{word} {n}")
        for n in range(draw(st.integers(0, 6)))
    ]


def edited(notebook, changes, rename):
    """A copy of the notebook after these changes; `rename` gives a changed text another id, as the build does."""
    made = copy.deepcopy(notebook)
    for kind, place, other, text in changes:
        if not made.cells:
            break
        place, other = place % len(made.cells), other % len(made.cells)
        cell = made.cells[place]
        if kind == "edit":
            cell.source += f"\n# {text}"
            if rename and "nbgrader" not in cell.metadata:
                cell.id = text.replace(" ", "-")
        elif kind == "add":
            made.cells.insert(place, prose(text))
        elif kind == "question" and rename:
            made.cells[place:place] = question(text.replace(" ", "_"))
        elif kind == "copy" and not rename:
            made.cells.insert(place, NotebookNode({**copy.deepcopy(cell), "id": f"copy-{len(made.cells)}-{text[-1]}"}))
        elif kind == "remove":
            del made.cells[place]
        elif kind == "move":
            made.cells.insert(other, made.cells.pop(place))
    return made


@given(edits("mine"), edits("course"))
def test_whatever_both_sides_change_nothing_of_either_is_lost(of_learner, of_course):
    cells = [
        prose("# Title"),
        *question("one"),
        prose("## Part two"),
        *question("two"),
        prose("## Part three"),
        prose("End"),
    ]
    base = nbformat.v4.new_notebook(cells=cells)
    mine, new = edited(base, of_learner, rename=False), edited(base, of_course, rename=True)
    made = merge(*map(copy.deepcopy, (base, mine, new)), DAY).notebook
    nbformat.validate(made)
    everything = "\n".join(sources(made))
    known = set(sources(base))
    assert [source for source in sources(mine) if source not in known and source not in everything] == []
    left_alone = set(sources(base)) - set(sources(mine))
    assert [source for source in sources(new) if source not in everything and source not in left_alone] == []
    assert {name for name in names(new) if name} <= set(names(made))
    again = merge(*map(copy.deepcopy, (new, made, new)), DAY).notebook
    assert sources(again) == sources(made)
