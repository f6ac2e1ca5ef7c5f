"""Tests of an instructor's own: which can be graded, how they score, and that what cannot is refused in one line."""

import contextlib
import io
import json
import logging

import nbformat
import numpy as np
import pytest
from course_copy import copy_course, run
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from odd_submissions import CHECKS, SOLUTIONS, TESTS, answer, check_of, essay, exercise_of, given
from odd_submissions import test as graded_cell

from dlcourse.cli import main
from dlcourse.course.folder import Course
from dlcourse.course.grading.inside.protocol import Opaque
from dlcourse.course.grading.judge.exercise import ExerciseError, read_asked, read_solution
from dlcourse.course.grading.judge.own_tests import VALUE, verdict_of_error, verdict_of_value, with_value
from dlcourse.course.grading.nbgrader.api import load_config, open_gradebook, quiet_log

SETUP = given("setup", "from dlcourse.checks import check\nimport dlcourse.checks as checks\nimport unittest, doctest")
ANSWER = answer("relu_backward", "def relu_backward(da, z):\n    return da * (z > 0)")


def with_test(source, **parts):
    """An exercise with one answer and one test."""
    cell = graded_cell(source, "graded", parts.pop("points", 1)) if "name" in parts else graded_cell("t", source, 1)
    cell.metadata.nbgrader.update(parts)
    return exercise_of(SETUP, ANSWER, cell)


# Which tests can be graded

REFUSED = {
    "no assert": ("pass", "nothing that could fail"),
    "comments": ("# assert relu_backward", "nothing that could fail"),
    "a function that nobody calls": ("def test():\n    assert False", "nothing that could fail"),
    "tests that nbgrader would write": ("### AUTOTEST relu_backward(1, 1)\nx = 1", "AUTOTEST lines are not"),
    "hashed ones": ("x = 1\n### HASHED AUTOTEST relu_backward(1, 1)", "AUTOTEST lines are not turned into"),
    "a magic": ("%time assert relu_backward(1, 1) == 1", "expected plain Python, without magics"),
    "a shell's line": ("!pytest -q", "expected plain Python, without magics"),
    "another language": ("%%bash\ntest -f answer.txt", "expected plain Python, without magics"),
    "no Python": ("assert relu_backward(1, 1 == 1", "expected plain Python"),
    "what was typed": ("assert 'z > 0' in In[2]", "In belongs to a notebook's kernel"),
    "what was shown": ("assert Out[2] == 3", "Out belongs to a notebook's kernel"),
    "the last value": ("assert _ == 3", "_ belongs to a notebook's kernel"),
    "a numbered value": ("assert _i3", "_i3 belongs to a notebook's kernel"),
    "the shell": ("assert get_ipython().user_ns", "get_ipython belongs to a notebook's kernel"),
    "a check and an assert": ("check('relu_backward', relu_backward)\nassert True", "has to be the only line"),
    "a check of something else": ("check('relu_backward', lambda da, z: da)", "has to be the only line of its cell"),
    "a check by its module": ("checks.check('relu_backward', relu_backward)", "imported by its name"),
    "unittest's runner": ("unittest.main(argv=[''], exit=False)", "unittest.main reports a failure"),
    "unittest's other runner": ("unittest.TextTestRunner().run(suite)", "TextTestRunner reports a failure"),
    "doctest": ("doctest.testmod()", "testmod reports a failure without raising"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_would_pass_whatever_is_answered_is_refused(source, reason):
    with pytest.raises(ExerciseError, match=r"^the test 't' cannot be graded: ") as caught:
        read_asked(with_test(source))
    assert reason in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "source",
    [
        "assert relu_backward(1, 1) == 1",
        "relu_backward(1, 1)",
        "for _ in range(3):\n    assert relu_backward(_, 1) == _",
        "from unittest import TestCase\nTestCase().assertEqual(relu_backward(1, 1), 1)",
        "async def one():\n    return 1\nassert await one() == 1",
        "if relu_backward(1, 1) != 1:\n    raise ValueError('wrong')",
        "### BEGIN HIDDEN TESTS\nassert relu_backward(1, 1) == 1\n### END HIDDEN TESTS",
    ],
)
def test_plain_python_that_can_fail_is_a_test(source):
    (asked,) = read_asked(with_test(source))
    assert (asked.name, asked.test, asked.function, asked.answers) == ("t", source, "", ("relu_backward",))


@pytest.mark.parametrize("points", [-1, "2", None, True, float("nan")])
def test_points_are_a_number_from_zero(points):
    with pytest.raises(ExerciseError, match=r"cell 't': expected points, a number from 0. Received: "):
        read_asked(with_test("assert True", points=points))


def test_a_check_of_an_unknown_question_is_refused():
    exercise = exercise_of(SETUP, ANSWER, check_of("relu_backwards", 1))
    with pytest.raises(ExerciseError, match="no question is called 'relu_backwards'; did you mean 'relu_backward'"):
        read_asked(exercise)


def test_two_cells_that_ask_one_question_are_refused():
    twice = [check_of("relu_backward", 1), graded_cell("again", 'check("relu_backward", relu_backward)', 1)]
    with pytest.raises(ExerciseError, match="two graded cells ask 'relu_backward'"):
        read_asked(exercise_of(SETUP, ANSWER, *twice))


def test_a_check_may_have_any_name_and_a_test_knows_the_answers_above_it():
    cells = [answer("one", "1"), answer("two", "2"), graded_cell("cell-1", 'check("relu_backward", relu_backward)', 1)]
    cells += [graded_cell("cell-2", "assert True == True", 1), answer("three", "3"), graded_cell("cell-3", "f()", 1)]
    asked = read_asked(exercise_of(SETUP, *cells))
    assert [(one.name, one.answers) for one in asked] == [
        ("relu_backward", ("one", "two")),
        ("cell-2", ("one", "two")),
        ("cell-3", ("three",)),
    ]


# How a test scores


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("x = 2\nx + 1", 3),
        ("x = 2; x + 1", 3),
        ("(1 +\n 2)", 3),
        ("'é'; x = 'ü'; len('äö'  # a comment\n)", 2),
        ("[n for n in range(3)][\n  -1\n]  # the last", 2),
        ("1, 2", (1, 2)),
    ],
)
def test_the_value_of_the_last_line_is_kept(source, value):
    names = {}
    exec(with_value(source), names)
    assert names[VALUE] == value


@pytest.mark.parametrize(
    "source", ["x = 1", "assert True", "x = 1\nx;", "x = 1\nx ;  # quiet", "'passed'", "for x in ():\n    x"]
)
def test_a_last_line_without_a_value_keeps_none(source):
    assert with_value(source) == source


@pytest.mark.parametrize(
    ("value", "status", "points"),
    [
        (None, "correct", 3),
        (True, "correct", 3),
        (False, "incorrect", 0),
        (3, "correct", 3),
        (3.0, "correct", 3),
        (0.1 + 0.2 + 2.7, "correct", 3),
        (1, "partial", 1),
        (0.5, "partial", 0.5),
        (np.float64(1.5), "partial", 1.5),
        (np.array(2), "partial", 2),
        (0, "incorrect", 0),
        (-1, "undecided", 0),
        (4, "undecided", 0),
        (float("nan"), "undecided", 0),
        (float("inf"), "undecided", 0),
        ("passed", "correct", 3),
        ([1, 2], "correct", 3),
        (Opaque("Figure"), "correct", 3),
    ],
    ids=repr,
)
def test_points_are_those_of_nbgrader(value, status, points):
    verdict = verdict_of_value("t", value, 3.0)
    assert (verdict.status, verdict.points, verdict.max_points) == (status, points, 3)
    assert verdict.points <= verdict.max_points


def test_a_value_that_is_no_number_is_told():
    assert (
        "Figure, which is not a number of points: it counts as passed"
        in verdict_of_value("t", Opaque("Figure"), 3).message
    )


@pytest.mark.parametrize(("share", "points"), [(0.0, 0), (1 / 3, 1 / 3), (1.0, 1)])
def test_a_test_worth_nothing_or_a_part_is_scored(share, points):
    assert verdict_of_value("t", share, 1.0).points == pytest.approx(points)
    assert verdict_of_value("t", 0, 0.0).points == 0


HIDDEN = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 4, 'of two'\n### END HIDDEN TESTS\nassert f(3) == 9"


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (("AssertionError", "", "assert f(1) == 1"), "incorrect", "The test failed at `assert f(1) == 1`."),
        (("AssertionError", "", "assert f(3) == 9"), "incorrect", "The test failed at `assert f(3) == 9`."),
        (("AssertionError", "of two", "assert f(2) == 4, 'of two'"), "incorrect", "The test failed: of two"),
        (("AssertionError", "", "assert f(2) == 4, 'of two'"), "incorrect", "The test failed."),
        (("TypeError", "no\n number", "return x + 1"), "error", "The test stopped with TypeError: no number"),
        (("NotImplementedError", "", ""), "not attempted", "This question was not answered."),
    ],
)
def test_what_stopped_a_test_is_told_but_no_line_of_a_hidden_one(error, status, message):
    verdict = verdict_of_error("t", dict(zip(("type", "text", "line"), error, strict=True)), HIDDEN, 2.0)
    assert (verdict.status, verdict.points, verdict.message) == (status, 0, message)


# By every way


def lay_down(folder, name, solution, students=("ada",)):
    """A course with one exercise, handed in as it is."""
    copy_course(folder)
    for place in (folder / "solutions", folder / "exercises", *(folder / "submitted" / one for one in students)):
        path = place / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(solution, path)
    with folder.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write("\nc.Judge.unsandboxed = True\n")
    return Course(folder)


def autograde(course, name):
    """What nbgrader's own autograder logs as errors; Formgrader's button runs the same."""
    log, handler = quiet_log("dlcourse.tests.autograde"), logging.StreamHandler(io.StringIO())
    handler.setLevel(logging.ERROR)
    log.addHandler(handler)
    config = load_config(course)
    api = NbGraderAPI(coursedir=CourseDirectory(config=config), config=config, log=log)
    result = api.autograde(name, "ada")
    return result, result.get("log", "") + handler.stream.getvalue()


@pytest.fixture
def refused(tmp_path):
    return lay_down(tmp_path, "22_own", with_test("%%bash\ntest -f x"))


REASON = "solutions/22_own: the test 't' cannot be graded: expected plain Python, without magics and other languages."


@pytest.mark.parametrize("command", [["check", "22"], ["grade", "22", "--unsandboxed"]])
def test_the_commands_refuse_such_an_exercise_in_one_line(refused, command):
    done = run("dlcourse", *command, cwd=refused.root)
    said = [line for line in done.stderr.splitlines() if "no sandbox" not in line]
    assert (done.returncode, done.stdout, len(said)) == (2, "", 1), done.stderr
    assert said[0].startswith(f"dlcourse {command[0]}: {REASON}")


def test_nbgraders_own_command_and_button_refuse_it_in_one_line_and_write_nothing(refused):
    result, said = autograde(refused, "22_own")
    assert not result["success"]
    assert [line for line in said.splitlines() if REASON in line and "Error" not in line.split(REASON)[0]]
    assert not refused.autograded("ada", "22_own").exists()
    with open_gradebook(refused, load_config(refused)) as book:
        assert book.assignments == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("22_other", "has graded cells, too: expected one notebook, 22_own.ipynb"),
        ("22_own", "22_own.ipynb is missing (found: 22_other.ipynb)"),
    ],
)
def test_an_exercise_of_two_notebooks_or_a_misnamed_one_is_refused(tmp_path, name, reason):
    path = tmp_path / "22_own" / "22_own.ipynb"
    path.parent.mkdir()
    nbformat.write(SOLUTIONS[CHECKS], path)
    if name == "22_own":
        path.rename(path.with_name("22_other.ipynb"))
    else:
        nbformat.write(SOLUTIONS[TESTS], path.with_name(f"{name}.ipynb"))
    with pytest.raises(ExerciseError, match=r"^solutions/22_own: ") as caught:
        read_solution(path)
    assert reason in str(caught.value)


def test_notes_beside_a_solution_are_no_second_exercise(tmp_path):
    nbformat.write(SOLUTIONS[CHECKS], tmp_path / "x.ipynb")
    nbformat.write(exercise_of(), tmp_path / "notes.ipynb")
    read_solution(tmp_path / "x.ipynb")


def test_an_exercise_in_another_language_is_refused(tmp_path):
    solution = exercise_of(ANSWER)
    solution.metadata.kernelspec.update(name="ir", language="R")
    nbformat.write(solution, tmp_path / "x.ipynb")
    with pytest.raises(ExerciseError, match=r"expected a notebook in Python\. Received: 'r'"):
        read_solution(tmp_path / "x.ipynb")


def test_a_page_of_feedback_shows_what_a_test_said_and_not_the_test(tmp_path):
    solution = exercise_of(
        ANSWER,
        graded_cell("test-relu", "seven = 7\nassert relu_backward(1, -1) == seven, 'of −1'", 2),
        essay("why", "", 1),
    )
    course = lay_down(tmp_path, "22_own", solution)
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(io.StringIO()):
        assert main(["grade", "22", "--unsandboxed", "--json", "--course", str(course.root)]) == 0
        assert main(["feedback", "22", "--course", str(course.root)]) == 0
    (submission,) = json.loads(said.getvalue()[: said.getvalue().rindex("}") + 1])["submissions"]
    assert [(q["name"], q["points"], q["max_points"]) for q in submission["questions"]] == [
        ("test-relu", 0, 2),
        ("why", 0, 1),
    ]
    page = course.feedback("ada", "22_own").read_text(encoding="utf-8")
    assert "The test failed" in page
    assert "of −1" in page
    assert "seven = 7" not in page
    assert "hint(" not in page
    assert "test-relu: 0 of 2 points" in course.feedback("ada", "22_own").with_suffix(".txt").read_text(
        encoding="utf-8"
    )
