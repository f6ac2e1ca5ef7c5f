"""One step to finish from the notebook: where the button stands, what is judged, and what is shown."""

import json
import sys
from types import SimpleNamespace

import nbformat
import pytest
from course_copy import EXERCISE, copy_course, exercise_of
from paths import ROOT

from dlcourse import checks
from dlcourse.checks import finishing, runs
from dlcourse.checks.catalogue import EXERCISES
from dlcourse.course.grading.judge.cells import asked_name, is_asked
from dlcourse.course.grading.sandbox.library import STUB

NAMES = [question.name for question in EXERCISES[EXERCISE]]
FOUND = {
    "handed_in": {"saved": "11:57:19", "timestamp": "2026-11-29 10:57:20.0 UTC"},
    "exercise": EXERCISE,
    "score": 2.0,
    "max_score": 3.0,
    "message": "",
    "questions": [
        {"name": "relu_backward", "status": "correct", "points": 2.0, "max_points": 2.0},
        {"name": "fool_the_judge", "status": "partial", "points": 0.0, "max_points": 1.0},
    ],
    "notes": ["Judged <here>."],
    "next": "fool_the_judge; then dlcourse done 07 again",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of an exercise, as the kernel of its notebook knows it."""
    own = exercise_of(copy_course(tmp_path)).parent
    monkeypatch.chdir(own)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setattr(finishing, "shell", lambda: SimpleNamespace(user_ns={}))
    monkeypatch.setattr(finishing, "_right", set())
    monkeypatch.setattr(runs, "_runs", {})
    return own


@pytest.fixture
def shown(monkeypatch):
    """What is displayed: text, HTML and data."""
    displayed = []
    monkeypatch.setattr(finishing, "show", lambda *bundle: displayed.append(bundle))
    return displayed


def command_that_ends(monkeypatch, code=1, found=FOUND, err=""):
    """In place of the command: its exit code and what it printed; returns the arguments that it was called with."""
    called = []

    def run(command, **_):
        called.append(command)
        return SimpleNamespace(returncode=code, stdout=json.dumps(found), stderr=err)

    monkeypatch.setattr(finishing.subprocess, "run", run)
    return called


# The button


def test_the_last_questions_card_has_the_button_right_or_wrong(folder):
    assert finishing.button(EXERCISE, NAMES[0], True) == ""
    for is_right in (True, False):
        html = finishing.button(EXERCISE, NAMES[-1], is_right)
        assert "Hand in and see the feedback</button>" in html
        assert "dlcourse done 07" in html


def test_the_card_after_which_all_is_right_has_the_button_until_one_is_wrong_again(folder):
    for name in NAMES[1:]:
        finishing.button(EXERCISE, name, True)
    assert finishing.button(EXERCISE, NAMES[0], True)
    finishing.button(EXERCISE, NAMES[2], False)
    assert finishing.button(EXERCISE, NAMES[0], True) == ""


@pytest.mark.parametrize("name", EXERCISES)
def test_the_last_question_of_the_catalogue_is_the_last_that_the_notebook_asks(name):
    notebook = nbformat.read(ROOT / "exercises" / name / f"{name}.ipynb", as_version=4)
    asked = [asked_name(cell) for cell in notebook.cells if is_asked(cell)]
    assert asked[-1] == EXERCISES[name][-1].name


def test_outside_an_exercise_and_outside_a_notebook_there_is_no_button(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert finishing.button(EXERCISE, NAMES[-1], True) == ""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(finishing, "shell", lambda: None)
    assert finishing.button(EXERCISE, NAMES[-1], True) == ""


def test_without_a_script_the_button_is_hidden():
    assert finishing.FINISH.startswith("<div hidden ")


# done()


def test_done_hands_in_the_notebooks_exercise_in_a_process_of_its_own(folder, shown, monkeypatch):
    called = command_that_ends(monkeypatch, found=FOUND | {"page": str(folder.parents[1] / "feedback" / "x y.html")})
    checks.done()
    ((text, html, data),) = shown
    assert called == [
        [
            *(sys.executable, "-m", "dlcourse", "done", EXERCISE, "--course", str(folder)),
            *("--json", "--no-browser", "--from-notebook"),
        ]
    ]
    assert text.splitlines() == [
        "2 of 3 points",
        "Handed in and graded: your notebook as it was saved at 11:57:19.",
        "  ✓ relu_backward: Right",
        "  ◐ fool_the_judge: Partly right",
        "Judged <here>.",
        "Page: ../../feedback/x y.html",
        "Next: fool_the_judge; then hand in again",
    ]
    assert '<a href="../../feedback/x y.html">' in html
    assert "Judged &lt;here&gt;." in html
    assert data == {finishing.FINISHED_MIME: {"page": "../../feedback/x y.html"}}


def test_after_the_last_question_the_card_leads_to_the_next_lecture(folder, shown, monkeypatch):
    command_that_ends(monkeypatch, 0, FOUND | {"page": None, "next": "lectures/08_gradient_descent.ipynb"})
    checks.done()
    assert '<a href="../../lectures/08_gradient_descent.ipynb">' in shown[0][1]


def test_what_stopped_the_command_is_shown_as_it_said_it(folder, shown, monkeypatch):
    command_that_ends(monkeypatch, 2, err="dlcourse done: not submitted: its JSON is broken\n")
    checks.done()
    assert shown[0][0] == "not submitted: its JSON is broken"


def test_outside_an_exercise_done_says_what_it_expected(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    with pytest.raises(LookupError, match="done: expected the notebook of an exercise in a folder of the course"):
        checks.done()


# What stands unsaved


def run_of(folder, text, seconds, cell="relu_backward"):
    """A run of a cell, so many seconds after the notebook was saved."""
    time = exercise_of(folder.parents[1]).stat().st_mtime + seconds
    return {7: runs.Run(7, cell, text, "", time)}


@pytest.mark.parametrize(
    ("text", "seconds", "is_unsaved"),
    [
        ("def relu_backward(da, z):\n    return da", 5, True),
        ("def relu_backward(da, z):\n    return da", -5, False),  # edited since, and saved
        (None, 5, False),  # the file's own text, run after it was saved
    ],
    ids=["run after saving", "saved after running", "the same text"],
)
def test_a_run_that_the_file_does_not_have_hands_in_nothing(text, seconds, is_unsaved, folder, shown, monkeypatch):
    notebook = nbformat.read(exercise_of(folder.parents[1]), as_version=4)
    own = next(cell.source for cell in notebook.cells if cell.id == "relu_backward")
    monkeypatch.setattr(runs, "_runs", run_of(folder, text or own + "\n", seconds))
    called = command_that_ends(monkeypatch, 0, FOUND | {"page": None})
    checks.done()
    assert (called == []) is is_unsaved
    if is_unsaved:
        assert shown[0][0].startswith(
            "Nothing was handed in: run [7] of your cell `relu_backward` is not in the file yet"
        )


@pytest.mark.parametrize(
    ("text", "seconds", "is_unsaved"),
    [
        ("def relu_backward(da, z):\n    return da", 5, True),
        ("def relu_backward(da, z):\n    return da", -5, False),
        (None, 5, False),
        ("def a_helper_of_mine(z):\n    return z", 5, False),  # tried in a console, for all that is known
        ("1 + 1", 5, False),
    ],
    ids=["run after saving", "saved after running", "the same text", "no function of the file's", "no function"],
)
@pytest.mark.parametrize("cell", [None, "an id that the editor gave and the file has not"])
def test_without_ids_a_run_is_known_by_its_function_and_its_text(
    cell, text, seconds, is_unsaved, folder, shown, monkeypatch
):
    path = exercise_of(folder.parents[1])
    notebook = json.loads(path.read_text())
    own = next("".join(one["source"]) for one in notebook["cells"] if one["id"] == "relu_backward")
    notebook["nbformat_minor"] = 4
    for one in notebook["cells"]:
        del one["id"]
    path.write_text(json.dumps(notebook))
    monkeypatch.setattr(runs, "_runs", run_of(folder, text or own + "\n", seconds, cell))
    found = runs.not_in_file(path)
    assert found == (runs.Unsaved(7, "relu_backward") if is_unsaved else None)


def test_a_run_is_noted_with_its_time(monkeypatch):
    monkeypatch.setattr(runs, "_runs", {})
    monkeypatch.setattr(runs.time, "time", lambda: 12.5)
    info = SimpleNamespace(raw_cell="x = 1", cell_id="a")
    runs.note(SimpleNamespace(execution_count=3, error_before_exec=None, error_in_exec=None, info=info))
    assert runs._runs[3].time == 12.5


# In grading


def test_in_grading_done_does_nothing():
    names = {}
    exec(STUB, names)
    assert names["done"]() is None
