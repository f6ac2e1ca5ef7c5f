"""A notebook of an older course with a newer package: a card says to run `dlcourse update`, in place of a traceback."""

import json
import shutil

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient
from paths import ROOT

from dlcourse import __version__, _older_course
from dlcourse._missing_names import follow
from dlcourse.course.authoring.explorers import makers
from dlcourse.course.authoring.notebook import to_text
from dlcourse.course.commands import main
from dlcourse.course.folder import Course
from dlcourse.course.learner import edition as editions
from dlcourse.course.learner.edition import Edition
from dlcourse.course.learner.own_folder import newer_files, start
from dlcourse.course.learner.standing import standing_of
from dlcourse.course.learner.start_page import write

LECTURE = "lectures/04_forward_propagation.ipynb"
SETUP = "import numpy as np\nfrom dlcourse.widgets.networks.forward_propagation import forward_explorer"
OLD_CALL = 'forward_explorer(forward=lambda x: (x, x), images={"a blank pad": np.zeros(64)})'


def notebook_of(*sources):
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"cell-{k}") for k, source in enumerate(sources)]
    )


def folder_of(tmp_path, *sources, version="0.0.1"):
    """A learner's folder of an older edition, whose lecture has these cells."""
    data = to_text(notebook_of(*sources)).encode()
    files = {"nbgrader_config.py": (ROOT / "nbgrader_config.py").read_bytes(), LECTURE: data}
    start(tmp_path / "mine", Edition("dlcourse", version, files, "older"))
    return tmp_path / "mine"


def run_as_a_reader(folder, tmp_path, monkeypatch):
    """The outputs of every cell of the lecture, run in a kernel as this environment starts one."""
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    shutil.copy(ROOT / "dlcourse" / "_startup" / "50-dlcourse.ipy", startup)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / LECTURE))
    notebook = nbformat.read(folder / LECTURE, as_version=4)
    resources = {"metadata": {"path": str(folder / "lectures")}}
    NotebookClient(notebook, timeout=600, allow_errors=True, resources=resources).execute()
    return [cell.outputs for cell in notebook.cells]


def test_a_lecture_that_calls_an_explorer_in_its_older_way_says_what_to_do(tmp_path, monkeypatch):
    folder = folder_of(tmp_path, SETUP, OLD_CALL)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    _, (card,) = run_as_a_reader(folder, tmp_path, monkeypatch)
    assert card.output_type == "display_data"
    assert "This notebook is from an older course than the one that is installed" in card.data["text/plain"]
    assert "run `dlcourse update` in a terminal" in card.data["text/plain"]
    assert card.data["text/plain"].endswith("unexpected keyword argument 'forward'")
    assert "<code>dlcourse update</code>" in card.data["text/html"]
    assert "<details><summary>The error</summary><pre>Traceback" in card.data["text/html"]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.fixture
def shell(monkeypatch):
    """A fresh shell, as a kernel has it; `displayed` is what it shows and `cleared` how often it removed outputs."""
    made = InteractiveShell()
    made.displayed, made.cleared = [], []
    monkeypatch.setattr("IPython.get_ipython", lambda: made)
    monkeypatch.setattr("IPython.core.formatters.get_ipython", lambda: made)
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: made.displayed.append(bundle))
    monkeypatch.setattr("IPython.display.clear_output", lambda: made.cleared.append(True))
    follow()
    return made


@pytest.fixture
def newer(monkeypatch):
    """Say that the installed course has the lecture in a newer form."""
    monkeypatch.setattr(_older_course, "_newer", lambda root: [LECTURE])


def run(shell, monkeypatch, folder, *sources):
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / LECTURE))
    for source in sources:
        shell.run_cell(source, store_history=True)
    return [bundle["text/plain"].rpartition("\n")[2] for bundle in shell.displayed]


@pytest.mark.parametrize("name", [name for name, _ in makers()])
def test_every_explorer_whose_arguments_have_changed_gets_the_card(name, shell, newer, tmp_path, monkeypatch):
    module = next(function.__module__ for found, function in makers() if found == name)
    call = f"from {module} import {name}\n{name}(an_argument_of_old=1)"
    (said,) = run(shell, monkeypatch, folder_of(tmp_path, call), call)
    assert said == f"TypeError: {name}() got an unexpected keyword argument 'an_argument_of_old'"
    assert shell.cleared == [True]


IN_THE_DISPLAY = """class Drawn:
    def _repr_html_(self):
        return f"{1 / 0}"
Drawn()"""


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ("from dlcourse.plots import what_was_there", "ImportError: cannot import name 'what_was_there'"),
        ("import dlcourse.plots.of_old", "ModuleNotFoundError: No module named 'dlcourse.plots.of_old'"),
        ("import dlcourse.plots as plots\nplots.of_old()", "AttributeError: module 'dlcourse.plots' has no attribute"),
        (IN_THE_DISPLAY, "ZeroDivisionError: division by zero"),
    ],
)
def test_names_that_are_gone_and_errors_while_a_value_is_shown_get_it_too(
    cell, error, shell, newer, tmp_path, monkeypatch
):
    (said,) = run(shell, monkeypatch, folder_of(tmp_path, cell), cell)
    assert said.startswith(error)


def test_a_cell_that_the_learner_has_changed_keeps_its_traceback(shell, newer, tmp_path, monkeypatch):
    folder = folder_of(tmp_path, "x = 1 / 0")
    assert run(shell, monkeypatch, folder, "x = 2 / 0", "y = 1", "y + 'a'") == []
    assert shell.cleared == []


def test_an_error_in_the_learners_function_that_a_cell_of_the_course_calls_keeps_its_traceback(
    shell, newer, tmp_path, monkeypatch
):
    folder = folder_of(tmp_path, "def half(x):\n    return x / 2", "half(3)", "half('a')")
    assert run(shell, monkeypatch, folder, "def half(x):\n    return x / 0", "half(3)") == []
    (said,) = run(shell, monkeypatch, folder, "def half(x):\n    return x / 2", "half('a')")  # both are the course's
    assert said.startswith("TypeError: unsupported operand")


def test_a_package_that_is_missing_keeps_the_line_that_installs_it(shell, newer, tmp_path, monkeypatch):
    cells = "import a_package_of_others", "raise ImportError('Keras is missing. Run this line in a terminal')"
    assert run(shell, monkeypatch, folder_of(tmp_path, *cells), *cells) == []


def test_a_name_that_is_not_there_yet_keeps_its_own_line(shell, newer, tmp_path, monkeypatch):
    folder = folder_of(tmp_path, "x = 1", "x + 1")
    (said,) = run(shell, monkeypatch, folder, "x + 1")
    assert said.startswith("`x` is not there yet")


def test_outside_a_learners_folder_and_in_one_that_is_up_to_date_a_traceback_is_one(shell, tmp_path, monkeypatch):
    folder = folder_of(tmp_path, "1 / 0")
    monkeypatch.setattr(_older_course, "_newer", lambda root: ["lectures/05_loss_functions.ipynb"])
    assert run(shell, monkeypatch, folder, "1 / 0") == []
    monkeypatch.setattr(_older_course, "_newer", lambda root: [LECTURE])
    shutil.move(folder / LECTURE, tmp_path / "copy.ipynb")
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "copy.ipynb"))
    shell.run_cell("1 / 0", store_history=True)
    assert shell.displayed == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": [{"cell_type": "code"}]}'])
def test_a_damaged_copy_of_what_was_handed_out_leaves_the_traceback(text, shell, newer, tmp_path, monkeypatch):
    folder = folder_of(tmp_path, "1 / 0")
    folder.joinpath(".dlcourse", LECTURE).write_text(text)
    assert run(shell, monkeypatch, folder, "1 / 0") == []


# what asks: `dlcourse update --check`


@pytest.fixture
def installed(monkeypatch):
    """An edition of which one lecture is new, and one file as in the folder."""
    files = {
        "nbgrader_config.py": (ROOT / "nbgrader_config.py").read_bytes(),
        LECTURE: to_text(notebook_of("2 + 2")).encode(),
    }
    edition = Edition("dlcourse", __version__, files, "newer")
    monkeypatch.setattr(editions, "edition_here", lambda: edition)
    return edition


def test_update_check_names_what_is_newer_and_changes_nothing(installed, tmp_path, capsys):
    folder = folder_of(tmp_path, "1 + 1")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert main(["update", "--check", "--json", "--course", str(folder)]) == 0
    assert json.loads(capsys.readouterr().out) == {"newer": [LECTURE]}
    assert main(["update", "--check", "--course", str(folder)]) == 0
    said = "A newer course is here: 1 file is new or changed.\nNext: dlcourse update\n"
    assert capsys.readouterr().out == said
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert main(["update", "--course", str(folder)]) == 0
    capsys.readouterr()
    assert newer_files(Course(folder), installed) == []
    assert main(["update", "--check", "--course", str(folder)]) == 0
    assert capsys.readouterr().out == "Up to date.\n"


def test_update_check_in_a_folder_that_is_newer_than_the_package_is_one_line(installed, tmp_path, capsys):
    folder = folder_of(tmp_path, "1 + 1", version="99.0")
    assert main(["update", "--check", "--course", str(folder)]) == 2
    assert capsys.readouterr().err.endswith(f"older, {__version__}: install the newer one\n")


def test_the_start_page_says_that_a_newer_course_is_here_until_it_is_brought(installed, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("dlcourse.course.learner.standing.fingerprint_here", lambda: installed.fingerprint)
    course = Course(folder_of(tmp_path, "1 + 1"))
    assert "<code>dlcourse update</code> in a terminal" in write(course)[1]
    assert main(["update", "--course", str(course.root)]) == 0
    assert "A newer course is here" not in write(course)[1]
    course.root.joinpath(".dlcourse", "course.json").write_text("{")
    assert not standing_of(course).is_behind
