"""The roster: strangers are warned of and not entered, and a class without one is entered as it hands in.

Before, an id with a typo became one student more in the gradebook.
"""

import shutil

import pytest
from course_copy import EXERCISE, copy_course, solution_of
from nbgrader.api import Gradebook

from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.nbgrader.api import load_config
from dlcourse.course.grading.nbgrader.exchange import prepare
from dlcourse.course.grading.nbgrader.roster import Roster, read_roster


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A course in whose gradebook there is an exercise, and nobody yet."""
    root = copy_course(tmp_path_factory.mktemp("prepared"))
    prepare(Course(root), [EXERCISE])
    return root


@pytest.fixture
def course(prepared, tmp_path):
    return Course(shutil.copytree(prepared, tmp_path / "course"))


def hand_in(course, *students):
    for student in students:
        path = course.submitted(student, EXERCISE)
        path.parent.mkdir(parents=True)
        shutil.copy(solution_of(course.root), path)


def enter(course, student, **about):
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "dlcourse") as book:
        book.add_student(student, **about)


def roster_of(course):
    return read_roster(course, load_config(course))


def statuses(course):
    students = course.students(EXERCISE)
    return {result.student: result.status for result in grade_all(course, EXERCISE, students, "none")}


def entered(course):
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "dlcourse") as book:
        return sorted(student.id for student in book.students)


def test_without_a_roster_everybody_who_hands_in_is_entered_also_later(course):
    hand_in(course, "ada")
    assert statuses(course) == {"ada": "graded"}
    hand_in(course, "zoe")
    assert statuses(course) == {"ada": "graded", "zoe": "graded"}
    assert entered(course) == ["ada", "zoe"]
    assert roster_of(course).missing(["ada"]) == []


def test_whom_nbgrader_entered_before_it_failed_makes_no_roster(course):
    hand_in(course, "ada", "zoe")
    enter(course, "ada")
    assert not roster_of(course).is_closed
    assert statuses(course) == {"ada": "graded", "zoe": "graded"}


@pytest.mark.parametrize("about", [{}, {"first_name": "Ada"}, {"email": "ada@uni.edu"}, {"lms_user_id": "7"}], ids=repr)
def test_one_student_whom_the_instructor_entered_makes_a_roster(course, about):
    enter(course, "ada", **about)
    hand_in(course, *(["ada"] if about else []), "adda")
    assert statuses(course) == ({"ada": "graded"} if about else {}) | {"adda": "rejected"}
    assert entered(course) == ["ada"]
    assert roster_of(course).missing(["adda"]) == ["ada"]


@pytest.mark.parametrize(("create", "status"), [(True, "graded"), (False, "rejected")])
def test_nbgraders_setting_decides_where_there_is_one(course, create, status):
    if create:
        enter(course, "ada", first_name="Ada")
    with course.root.joinpath("nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Autograde.create_student = {create}\n")
    hand_in(course, "zoe")
    assert statuses(course) == {"zoe": status}


def test_before_there_is_a_gradebook_nobody_is_missing(tmp_path):
    root = copy_course(tmp_path)
    assert roster_of(Course(root)) == Roster()
    assert not root.joinpath("gradebook.db").exists()
