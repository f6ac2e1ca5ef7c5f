"""Limits for each exercise: said once, in nbgrader_config.py, and used by both ways of grading."""

import re

import nbformat
import pytest
from course_copy import EXERCISE, ROOT, answers, best_tier, copy_course, run

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.nbgrader.api import limits_of, load_config
from dlcourse.course.grading.sandbox.limits import NAMES, Limits, limits_for, share_of

COURSE = Course(ROOT)


def test_without_settings_an_exercise_has_the_defaults_and_keras_more_time():
    assert limits_for(COURSE, EXERCISE, {}) == Limits()
    assert limits_for(COURSE, "19_keras_tuner", {}).seconds > Limits().seconds


def test_what_is_said_of_all_holds_for_each_and_what_is_said_of_one_comes_before_it():
    settings = {"19": {"seconds": 300}, "*": {"seconds": 7, "open_files": 99}, "07_backpropagation": {"printed": 5}}
    assert limits_for(COURSE, "07_backpropagation", settings) == Limits(seconds=7, open_files=99, printed=5)
    keras_tuner = limits_for(COURSE, "19_keras_tuner", settings)
    assert (keras_tuner.seconds, keras_tuner.open_files) == (300, 99)
    assert limits_for(COURSE, "01_perceptron", settings) == Limits(seconds=7, open_files=99)


def test_settings_change_no_limit_that_they_do_not_name():
    default = limits_for(COURSE, "18_keras", {})
    changed = limits_for(COURSE, "18_keras", {"18": {"memory_bytes": 1 << 33}})
    assert {name for name in NAMES if getattr(changed, name) != getattr(default, name)} == {"memory_bytes"}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"77": {}}, r"expected \"\*\" or an exercise\. Received: '77'; no exercise '77'"),
        ({"7": 5}, r"\['7'\]: expected a dict such as .*\. Received: 5"),
        ({"7": {"second": 5}}, r"\['7'\]: expected one of seconds, submission_seconds, .*\. Received: 'second'"),
        ({"7": {"seconds": 0}}, r"\['7'\]\['seconds'\]: expected a positive number\. Received: 0"),
        ({"7": {"seconds": float("nan")}}, r"expected a positive number\. Received: nan"),
        ({"7": {"seconds": "60"}}, r"expected a positive number\. Received: '60'"),
        ({"7": {"processes": 1.5}}, r"expected a positive whole number\. Received: 1\.5"),
        ({"7": {"memory_bytes": True}}, r"expected a positive whole number\. Received: True"),
        ({"*": {"printed": 10**7}}, r"expected a positive whole number up to 1,000,000\. Received: 10000000"),
    ],
)
def test_a_setting_that_makes_no_sense_is_an_error_whatever_is_graded(settings, message):
    with pytest.raises(CourseError, match=message):
        limits_for(COURSE, "01_perceptron", settings)


def test_all_that_are_judged_at_a_time_keep_to_the_limits_of_the_class():
    in_all = {"memory_bytes": 6 << 30, "processes": 100}
    for at_a_time in (1, 2, 3, 12):
        share = share_of(Limits(), in_all, at_a_time)
        assert at_a_time * share.memory_in_all_bytes <= 6 << 30
        assert at_a_time * share.processes <= 100
        assert share.memory_in_all_bytes == min(Limits().memory_in_all_bytes, (6 << 30) // at_a_time)
    assert share_of(Limits(), {}, 8) == Limits()
    assert share_of(Limits(processes=5), {"processes": 100}, 2).processes == 5  # a share, and never more than one has


@pytest.mark.parametrize(
    ("in_all", "message"),
    [
        ({"memory": 1}, r"class_limits: expected memory_bytes or processes\. Received: 'memory'"),
        ({"processes": 0.5}, r"class_limits\['processes'\]: expected a positive whole number\. Received: 0\.5"),
        ({"processes": 15}, r"expected more, since 2 that are judged at a time need 16\. Received: 15"),
        ({"memory_bytes": 1 << 28}, r"expected more, since 2 .* need 536,870,912\. Received: 268,435,456"),
    ],
)
def test_limits_of_a_class_that_make_no_sense_are_an_error(in_all, message):
    with pytest.raises(CourseError, match=message):
        share_of(Limits(), in_all, 2)


def test_a_submission_that_takes_more_than_its_share_is_stopped_and_the_others_are_graded(course):
    greedy = "import numpy as np\nkept = np.ones(500 << 17)\ndef relu_backward(da, z):\n    return da * (z > 0)"
    for student, changes in {"ada": {}, "bob": {"relu_backward": greedy}}.items():
        path = course.submitted(student, EXERCISE)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(answers(course.root, **changes), path)
    with course.root.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write('\nc.Judge.class_limits = {"memory_bytes": 600 << 20}\n')
    ada, bob = grade_all(course, EXERCISE, ["ada", "bob"], best_tier(), workers=2)
    assert (ada.score, ada.status, bob.status) == (ada.max_score, "graded", "graded")
    (message,) = [question.message for question in bob.questions if question.name == "relu_backward"]
    assert "took more than 0.292969 GB of memory in all" in message or "MemoryError" in message, message


def test_the_page_for_instructors_shows_these_limits():
    page = (ROOT / "docs" / "instructor.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .* \| ([\d,]+)(?: (GB|MB))? \| (\d*) ?\| (\d*) ?\|$", page, flags=re.MULTILINE)
    scale = {"": 1, "MB": 1 << 20, "GB": 1 << 30}
    shown = {name: [int(number.replace(",", "")) * scale[unit], *own] for name, number, unit, *own in rows}
    exercises = [limits_for(COURSE, name, {}) for name in ("18_keras", "19_keras_tuner")]
    assert tuple(shown) == NAMES
    for name, (default, *own) in shown.items():
        assert default == getattr(Limits(), name)
        assert [int(value or default) for value in own] == [getattr(limits, name) for limits in exercises]


# Longer than ten times the limit: so much a busy machine may extend it.
SLOW = """import time
def relu_backward(da, z, slow=[11]):
    time.sleep(slow.pop() if slow else 0)
    return da * (z > 0)
"""


def set_limits(root, text):
    """Write limits into the course's settings, in place of those before."""
    settings = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    root.joinpath("nbgrader_config.py").write_text(f"{settings}\nc.Judge.limits = {text}\n", encoding="utf-8")


@pytest.fixture
def course(tmp_path):
    course = Course(copy_course(tmp_path))
    path = course.submitted("ada", EXERCISE)
    path.parent.mkdir(parents=True)
    nbformat.write(answers(course.root, relu_backward=SLOW), path)
    return course


def test_changed_limits_grade_again_and_both_ways_of_grading_use_them(course):
    def message():
        (result,) = grade_all(course, EXERCISE, ["ada"], best_tier())
        return next(question.message for question in result.questions if question.name == "relu_backward")

    set_limits(course.root, {"07": {"seconds": 1}})
    assert "had not ended after 1 seconds, so it was stopped" in message()
    set_limits(course.root, {"*": {"seconds": 1}, "07": {"seconds": 60}})
    assert "had not ended" not in message()
    set_limits(course.root, {"*": {"seconds": 1}})
    if best_tier() == "none":
        with course.root.joinpath("nbgrader_config.py").open("a") as settings:
            settings.write("c.Judge.unsandboxed = True\n")
    done = run("nbgrader", "autograde", EXERCISE, "--create", "--force", cwd=course.root)
    assert done.returncode == 0, done.stderr
    text = course.autograded("ada", EXERCISE).read_text(encoding="utf-8")
    assert "had not ended after 1 seconds, so it was stopped" in text


def test_the_command_says_what_is_wrong_with_the_limits_and_grades_nothing(course):
    set_limits(course.root, {"07": {"second": 1}})
    done = run("dlcourse", "grade", "07", "--sandbox", best_tier(), cwd=course.root)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "c.Judge.limits['07']: expected one of seconds" in done.stderr
    assert not course.autograded("ada", EXERCISE).exists()


def test_limits_that_are_no_dict_are_an_error(course):
    set_limits(course.root, 5)
    with pytest.raises(CourseError, match="'limits' trait of a Judge instance expected a dict"):
        limits_of(course, load_config(course), EXERCISE)
