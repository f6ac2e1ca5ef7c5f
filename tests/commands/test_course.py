"""The course folder: found from within, its exercises by number or name, and no id that leaves it."""

import os

import pytest
from course_copy import EXERCISE

from dlcourse.course.folder import Course, CourseError, is_student_id, require_student_id


@pytest.fixture
def course(tmp_path):
    tmp_path.joinpath("nbgrader_config.py").touch()
    for name in (EXERCISE, "10_optimizers"):
        folder = tmp_path / "solutions" / name
        folder.mkdir(parents=True)
        folder.joinpath(f"{name}.ipynb").touch()
    return Course(tmp_path)


@pytest.mark.parametrize("folder", [".", "solutions", f"solutions/{EXERCISE}"])
def test_a_course_is_found_from_any_folder_in_it(course, folder):
    assert Course.find(course.root / folder) == course


def test_outside_a_course_the_error_says_where_to_go(tmp_path):
    with pytest.raises(CourseError, match=r"not in a course folder: go to the folder with nbgrader_config.py"):
        Course.find(tmp_path)


@pytest.mark.parametrize("wanted", ["7", "07", EXERCISE, f"{EXERCISE}/"])
def test_an_exercise_goes_by_number_or_name(course, wanted):
    assert course.exercise(wanted) == EXERCISE


@pytest.mark.parametrize("wanted", ["8", "1", "backpropagation", "7_", "07/other"])
def test_an_unknown_exercise_is_an_error_that_lists_what_there_is(course, wanted):
    with pytest.raises(CourseError, match=rf"; there are: {EXERCISE}, 10_optimizers$"):
        course.exercise(wanted)


def test_a_course_without_exercises_says_so(tmp_path):
    with pytest.raises(CourseError, match=r"there are: none$"):
        Course(tmp_path).exercise("07")


def test_students_are_those_with_a_folder_for_the_exercise(course):
    for student in ("zoe", "ada"):
        course.submitted(student, EXERCISE).parent.mkdir(parents=True)
    course.root.joinpath("submitted", "bob").mkdir()
    assert course.students(EXERCISE) == ["ada", "zoe"]
    assert course.students(EXERCISE, "autograded") == []


@pytest.mark.parametrize(
    "student",
    [
        *("ada", "a.b-c_d", "_x", "42", "ada@uni.edu", "Jürgen", "o'neil", "a+b", "DOMAIN\\ada"),
        *("Ada Lovelace", "~root", "[x]", "{x}", "$(id)", "`id`", "=cmd()", "%2e%2e", "<b>", "con:", "艾达", "ü" * 100),
    ],
)
def test_an_id_that_names_a_folder_safely_is_accepted(student):
    assert require_student_id(student) == student


@pytest.mark.parametrize(
    "student",
    [
        *("../x", ".hidden", "a/b", "", "..", " a", "a ", "-x", "a\n", "a*", "a?", "x\0", "x" * 101, "艾" * 67),
        *("a\x1b[2J", "a\x07", "a\x9b", "a\x7f", "a\u202eb", "a\u200bb", "a\u2028b", "a\udcffb"),
    ],
    ids=ascii,
)
def test_an_id_that_could_leave_its_folder_is_refused(student):
    with pytest.raises(CourseError, match="expected a name for a folder: at most 100 characters") as caught:
        require_student_id(student)
    assert str(caught.value).isprintable()


def test_on_windows_an_id_keeps_to_its_names(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(os, "name", "nt")
        taken = [student for student in ("a\\b", "con:", "a|b", "ada.", "o'neil+x@uni.edu") if is_student_id(student)]
    assert taken == ["o'neil+x@uni.edu"]
