"""nbgrader's own autograder, with its gradebook, through our steps; Formgrader's button runs the same."""

import json
import logging

import nbformat
import pytest
from course_copy import ROOT
from nbgrader.api import MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from odd_submissions import ASKED_BY_TESTS_FILES, ODD, POINTS, SOLUTIONS, TESTS

from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.cells import has_points
from dlcourse.course.grading.nbgrader import plugins
from dlcourse.course.grading.nbgrader.api import load_config, open_gradebook, quiet_log, start
from dlcourse.course.grading.nbgrader.exchange import prepare
from dlcourse.course.grading.nbgrader.export import MoodleExport
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.tiers import SandboxError


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with two exercises, entered in the gradebook."""
    folder = tmp_path_factory.mktemp("course")
    settings = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    folder.joinpath("nbgrader_config.py").write_text(settings + "\nc.Judge.unsandboxed = True\n", encoding="utf-8")
    for name in (POINTS, TESTS):
        for place in ("solutions", "exercises"):
            folder.joinpath(place, name).mkdir(parents=True)
            nbformat.write(SOLUTIONS[name], folder / place / name / f"{name}.ipynb")
    for name, text in ASKED_BY_TESTS_FILES.items():
        folder.joinpath("solutions", TESTS, name).write_text(text)
    prepare(Course(folder), [POINTS, TESTS])
    return Course(folder)


def hand_in(course, exercise, student, data):
    """Lay a submission where it belongs; its path."""
    path = course.submitted(student, exercise)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def made(odd):
    """The bytes of a submission of the table."""
    notebook = json.loads(json.dumps(SOLUTIONS[odd.exercise]))
    odd.change(notebook)
    return json.dumps(notebook).encode()


def autograde(course, exercise, student):
    config = load_config(course)
    api = NbGraderAPI(coursedir=CourseDirectory(config=config), config=config, log=quiet_log())
    return api.autograde(exercise, student)


def entered(course, exercise, student):
    """The score of each cell in the gradebook; None where nothing is entered."""
    with open_gradebook(course, load_config(course)) as book:
        try:
            submission = book.find_submission(exercise, student)
        except MissingEntry:
            return None
        return {grade.name: grade.auto_score for notebook in submission.notebooks for grade in notebook.grades}


@pytest.mark.parametrize(
    ("name", "scores"),
    [
        ("the solution, for other points", (2.5, 0, 7, None)),
        ("one part of three, for other points", (2.5, 0, 2.33, None)),
        ("tests: the solution", (3, 1, 2, 1)),
        ("tests: wrong", (0, 1, 2, 1)),
        ("tests: a part", (3, 1, 1, 0)),
        ("tests: turned to Markdown", (3, 1, 2, 1)),
        ("tests: untouched", (0, 0, 0, 0)),
    ],
)
def test_scores_are_those_of_the_table(course, name, scores):
    odd, student = ODD[name], f"s{list(ODD).index(name)}"
    hand_in(course, odd.exercise, student, made(odd))
    result = autograde(course, odd.exercise, student)
    assert result["success"], result
    cells = [cell.metadata.nbgrader for cell in SOLUTIONS[odd.exercise].cells if has_points(cell)]
    assert entered(course, odd.exercise, student) == dict(zip((cell.grade_id for cell in cells), scores, strict=True))


def test_one_step_asks_once_where_the_work_of_others_lies(course, monkeypatch):
    """Which submissions share; only a sandbox has anything to hide."""
    asked = []
    monkeypatch.setattr(plugins, "private_paths", lambda *_: asked.append(1) or [course.root])
    monkeypatch.setattr(plugins, "sandbox_for", lambda *_: shared_sandbox("none"))
    for student in ("shares", "shares-too"):
        hand_in(course, POINTS, student, made(ODD["the solution, for other points"]))
    config = load_config(course)
    config.Judge.unsandboxed = False
    config.CourseDirectory.update(assignment_id=POINTS, student_id="shares*")
    start(Autograde(coursedir=CourseDirectory(config=config), config=config, log=quiet_log()))
    assert entered(course, POINTS, "shares") == entered(course, POINTS, "shares-too") is not None
    assert asked == [1]


def in_r():
    notebook = json.loads(json.dumps(SOLUTIONS[TESTS]))
    notebook["metadata"]["kernelspec"].update(name="ir", language="R")
    return json.dumps(notebook).encode()


UNREADABLE = {
    "half a file": (lambda path: path.write_bytes(path.read_bytes()[:300]), "its JSON is broken"),
    "an empty file": (lambda path: path.write_bytes(b""), "its JSON is broken"),
    "another kernel": (lambda path: path.write_bytes(in_r()), "has the kernel 'ir'"),
    "another name": (lambda path: path.rename(path.with_name("mine.ipynb")), f"{TESTS}.ipynb is missing"),
    "a link": (lambda path: path.symlink_to(path.rename(path.with_name("mine.ipynb"))), "is a link"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_leaves_nothing_where_nothing_stood(course, name):
    student = f"u{list(UNREADABLE).index(name)}"
    spoil, reason = UNREADABLE[name]
    spoil(hand_in(course, TESTS, student, made(ODD["tests: the solution"])))
    result = autograde(course, TESTS, student)
    assert not result["success"]
    assert reason in result["log"] + result.get("error", "")
    assert entered(course, TESTS, student) is None
    assert not course.autograded(student, TESTS).exists()
    with open_gradebook(course, load_config(course)) as book:
        assert [row for row in MoodleExport().rows(book) if student in row] == []


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_leaves_the_marks_of_the_one_before(course, name):
    student = f"v{list(UNREADABLE).index(name)}"
    path = hand_in(course, TESTS, student, made(ODD["tests: the solution"]))
    assert autograde(course, TESTS, student)["success"]
    before = entered(course, TESTS, student)
    UNREADABLE[name][0](path)
    assert not autograde(course, TESTS, student)["success"]
    assert (
        entered(course, TESTS, student)
        == before
        == {"test-squares": 3, "test-mean": 1, "test-parts": 2, "test-file": 1}
    )


def test_a_fault_of_the_grader_leaves_nothing_where_nothing_stood(course, monkeypatch):
    def broken(*_):
        raise SandboxError("no sandbox here")

    monkeypatch.setattr(plugins, "sandbox_for", broken)
    hand_in(course, TESTS, "w", made(ODD["tests: the solution"]))
    assert not autograde(course, TESTS, "w")["success"]
    assert entered(course, TESTS, "w") is None


def test_whose_work_has_another_name_or_is_missing_is_an_error_of_the_whole_command(course, caplog):
    """nbgrader itself warns of an empty folder, says nothing of a folder with another name, and ends well."""
    hand_in(course, POINTS, "zoe", json.dumps(SOLUTIONS[POINTS]).encode())
    course.submitted("empty", POINTS).parent.mkdir(parents=True)
    hand_in(course, "21_Points", "misnamed", b"{}")
    config = load_config(course)
    coursedir = CourseDirectory(config=config, assignment_id=POINTS)
    with pytest.raises(NbGraderException):
        Autograde(coursedir=coursedir, config=config, log=logging.getLogger("nbgrader here")).start()
    assert f"{POINTS}.ipynb is missing: the notebook must keep its name" in caplog.text
    assert f"{POINTS}/{POINTS}.ipynb is missing (found: 21_Points/21_Points.ipynb)" in caplog.text
    assert entered(course, POINTS, "zoe") is not None
    assert (entered(course, POINTS, "empty"), entered(course, POINTS, "misnamed")) == (None, None)
