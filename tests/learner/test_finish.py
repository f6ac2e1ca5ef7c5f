"""`dlcourse done`: an exercise handed in, graded and shown in one step, in a learner's folder, a clone and a class."""

import json
import os
import re
import time
from datetime import UTC, datetime

import nbformat
import pytest
from course_copy import EXERCISE, PROGRAMS, answers, copy_course, exercise_of, run
from paths import ROOT

from dlcourse import __version__
from dlcourse.course.commands import done as command
from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.results import QuestionResult, SubmissionResult
from dlcourse.course.learner import finish, own_folder
from dlcourse.course.learner.edition import Edition

NOTEBOOK = f"exercises/{EXERCISE}/{EXERCISE}.ipynb"
LATER = "exercises/08_gradient_descent/08_gradient_descent.ipynb"
UNGATED = "def relu_backward(da, z):\n    return da.copy()"


def begin(folder):
    """A learner's folder with two exercises, in the first of which one answer of eight is wrong."""
    names = ("nbgrader_config.py", NOTEBOOK, LATER)
    own_folder.start(
        folder, Edition("dlcourse", __version__, {name: (ROOT / name).read_bytes() for name in names}, "one")
    )
    nbformat.write(answers(ROOT, relu_backward=UNGATED), exercise_of(folder))
    return folder


def finished(folder, *options):
    done = run("dlcourse", "done", "07", "--no-browser", *options, cwd=folder)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A learner's folder with the lecture that comes next."""
    folder = begin(tmp_path_factory.mktemp("own"))
    folder.joinpath("lectures").mkdir(exist_ok=True)
    folder.joinpath("lectures", "08_gradient_descent.ipynb").touch()
    return folder


@pytest.fixture(scope="module")
def first(own):
    """The first time it is said, and the notebook before."""
    before = exercise_of(own).read_bytes()
    return *finished(own, "--student", "ada"), before


def handed_in(own):
    return sorted(own.glob("exchange/dlcourse/inbound/*/*.ipynb"))


def test_it_hands_in_grades_writes_the_page_and_names_the_next_question(own, first):
    code, out, err, before = first
    lines = out.splitlines()
    assert (code, err) == (1, "")
    assert re.fullmatch(rf"Handed in: {EXERCISE} as ada, as it was saved at [-\d: ]+\.", lines[0])
    assert lines[1] == f"ada  {EXERCISE}  14 of 15 points"
    assert "     0/1  relu_backward: Not right yet" in lines
    assert lines[-2] == f"Page: feedback/ada/{EXERCISE}/{EXERCISE}.html"
    assert (
        lines[-1]
        == "Next: relu_backward, lecture 07, “What each operation does with a gradient”; then dlcourse done 07 again"
    )
    page = own.joinpath(lines[-2].removeprefix("Page: ")).read_text(encoding="utf-8")
    assert "14 of 15 points" in page
    assert "You passed da on unchanged" in page
    assert exercise_of(own).read_bytes() == before == handed_in(own)[0].read_bytes()


def test_again_it_hands_in_another_copy_beside_the_first_and_names_the_next_lecture(own, first):
    earlier = {path: path.read_bytes() for path in handed_in(own)}
    nbformat.write(answers(ROOT), exercise_of(own))
    code, out, _ = finished(own, "--student", "ada", "--json")
    result = json.loads(out)
    assert (code, result["score"], result["max_score"], result["status"]) == (0, 15, 15, "graded")
    assert result["next"] == "lectures/08_gradient_descent.ipynb"
    assert result["page"] == str(own / f"feedback/ada/{EXERCISE}/{EXERCISE}.html")
    assert result["handed_in"]["student"] == "ada"
    assert len(handed_in(own)) == len(earlier) + 1
    assert {path: path.read_bytes() for path in earlier} == earlier


def test_in_a_class_it_hands_in_to_its_exchange_and_judges_here_without_the_gradebook(own, first, tmp_path):
    folder, exchange = begin(tmp_path / "mine"), tmp_path / "of the class"
    exchange.joinpath("dlcourse", "inbound").mkdir(parents=True)
    released = exchange.joinpath("dlcourse", "outbound", EXERCISE, f"{EXERCISE}.ipynb")
    released.parent.mkdir(parents=True)
    released.write_bytes(ROOT.joinpath(NOTEBOOK).read_bytes())
    exchange.joinpath("dlcourse", "inbound").chmod(0o733)  # as nbgrader has it: students write there, and cannot read
    with folder.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write(f"\nc.Exchange.root = {str(exchange)!r}\nc.Exchange.cache = {str(tmp_path / 'cache')!r}\n")
    code, out, err = finished(folder, "--student", "ada")
    assert (code, err) == (1, "")
    assert finish.IN_A_CLASS in out
    assert out.splitlines()[-2] == f"Page: feedback/ada/{EXERCISE}/checked.html"
    assert out.splitlines()[1] == first[1].splitlines()[1]  # the same points as in the gradebook
    assert len(list(exchange.glob(f"dlcourse/inbound/ada+{EXERCISE}+*/{EXERCISE}.ipynb"))) == 1
    assert not folder.joinpath("submitted").exists()
    page = folder.joinpath("feedback", "ada", EXERCISE, "checked.html").read_text(encoding="utf-8")
    assert "You passed da on unchanged" in page


def test_in_a_clone_other_work_in_the_place_of_the_copy_stays_and_is_not_taken_for_it(tmp_path):
    clone = copy_course(tmp_path)
    nbformat.write(answers(clone), exercise_of(clone))
    theirs = clone / "submitted" / "ada" / EXERCISE / f"{EXERCISE}.ipynb"
    theirs.parent.mkdir(parents=True)
    nbformat.write(answers(clone, relu_backward=UNGATED), theirs)
    before = theirs.read_bytes()
    code, out, _ = finished(clone, "--student", "ada", "--json")
    result = json.loads(out)
    assert (code, result["score"]) == (0, 15)
    assert result["notes"] == [finish.OTHER_WORK.format(f"submitted/ada/{EXERCISE}")]
    assert theirs.read_bytes() == before


def test_a_notebook_that_cannot_be_handed_in_is_one_line_and_nothing_is_judged(tmp_path):
    own = begin(tmp_path)
    exercise_of(own).write_text("{")
    code, out, err = finished(own)
    assert (code, out) == (2, "")
    assert err.startswith("dlcourse done: not submitted: ")
    assert err.endswith("restore an earlier copy, or have a fresh one: dlcourse reset 07 keeps this one\n")
    assert not own.joinpath("feedback").exists()
    assert run("dlcourse", "check", "07", cwd=own).stderr.endswith("dlcourse reset 07 keeps this one\n")
    assert run("dlcourse", "reset", "07", cwd=own).returncode == 0
    (kept,) = own.glob(f"backups/*/{NOTEBOOK}")
    assert kept.read_text() == "{"
    assert exercise_of(own).read_bytes() == ROOT.joinpath(NOTEBOOK).read_bytes()


# What stands unsaved in a browser


def opened(folder, used):
    """What a server says of the notebook, open with a kernel that did something at a time."""
    activity = datetime.fromtimestamp(used, UTC).isoformat().replace("+00:00", "Z")
    return lambda: iter([(exercise_of(folder).resolve(), {"kernel": {"last_activity": activity}})])


@pytest.mark.parametrize(("seconds", "says"), [(60, True), (-60, False)])
def test_a_notebook_that_was_used_after_it_was_saved_is_told(seconds, says, tmp_path, monkeypatch):
    own = begin(tmp_path)
    saved = exercise_of(own).stat().st_mtime
    monkeypatch.setattr("dlcourse.course.learner.running._opened", opened(own, saved + seconds))
    said = finish.unsaved(Course(own), EXERCISE)
    assert (said is not None) is says
    if says:
        assert "Save it (Ctrl+S)" in said


def test_a_closed_notebook_and_one_saved_on_another_day_have_nothing_unsaved(tmp_path, monkeypatch):
    own = begin(tmp_path)
    monkeypatch.setattr("dlcourse.course.learner.running._opened", lambda: iter(()))
    os.utime(exercise_of(own), (time.time() - 2e5,) * 2)
    assert finish.unsaved(Course(own), EXERCISE) is None


# What comes next, and the page


def result_of(exercise, *statuses):
    questions = [QuestionResult(f"q{n}", 0, 1, status, "") for n, status in enumerate(statuses)]
    return SubmissionResult("ada", exercise, 0, 1, "graded", questions)


@pytest.mark.parametrize(
    ("exercise", "statuses", "says"),
    [
        (EXERCISE, ["correct", "partial", "error"], "q1; then dlcourse done 07 again"),
        (EXERCISE, ["correct", "by hand"], "lectures/08_gradient_descent.ipynb"),
        ("08_gradient_descent", ["correct"], "you have reached the end of the course; dlcourse progress shows it"),
    ],
)
def test_the_next_step_is_the_first_question_that_is_not_right_or_the_next_lecture(exercise, statuses, says, own):
    assert finish.next_step(Course(own), result_of(exercise, *statuses)) == says


@pytest.mark.parametrize(("screen", "opens"), [({"DISPLAY": ":0"}, True), ({}, False)])
def test_a_page_is_opened_where_there_is_a_screen(screen, opens, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in screen.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    assert command.can_show_a_page() is opens


def test_in_jupyterlabs_terminal_the_page_has_an_address_to_click(tmp_path, monkeypatch):
    page = tmp_path / "feedback" / "Ada L" / "x.html"
    monkeypatch.delenv("JUPYTERHUB_SERVICE_URL", raising=False)
    monkeypatch.setenv("JUPYTER_SERVER_ROOT", str(tmp_path))
    monkeypatch.setenv("JUPYTER_SERVER_URL", "http://localhost:8888/")
    assert command._address(page) == "  http://localhost:8888/files/feedback/Ada%20L/x.html"
    monkeypatch.delenv("JUPYTER_SERVER_URL")
    assert command._address(page) == ""


def test_the_installed_program_has_the_command():
    assert "--no-browser" in run(PROGRAMS / "dlcourse", "done", "--help", cwd=ROOT).stdout
