"""An answer in words is read by the instructor: it is never a fault, and points given by hand stay."""

import json
import shutil

import pytest
from course_copy import copy_course, run, unsandboxed

from dlcourse.checks.catalogue import EXERCISES

NAME = "15_momentum"
CHECKED = sum(question.points for question in EXERCISES[NAME])

GIVE_POINTS = """
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    grade = book.find_grade("zigzag_choice", "15_momentum", "15_momentum", "ada")
    grade.manual_score = 1.5
    grade.needs_manual_grade = False
    book.db.commit()
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = copy_course(tmp_path_factory.mktemp("course"), NAME)
    handed_in = course / "submitted" / "ada" / NAME
    handed_in.mkdir(parents=True)
    shutil.copy(course / "solutions" / NAME / f"{NAME}.ipynb", handed_in)
    return course


def graded(course):
    done = run("dlcourse", "grade", "15", "--json", *unsandboxed(), cwd=course)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["submissions"][0]


def test_it_waits_for_the_instructor_and_what_is_given_by_hand_stays(course):
    before = graded(course)
    assert (before["score"], before["max_score"]) == (CHECKED, CHECKED + 2)
    answer = before["questions"][-1]
    assert (answer["name"], answer["status"], answer["points"]) == ("zigzag_choice", "by hand", 0.0)
    assert "instructor" in answer["message"]
    assert run("python", "-c", GIVE_POINTS, cwd=course).returncode == 0
    after = graded(course)
    assert after["score"] == CHECKED + 1.5
    assert after["questions"][-1]["points"] == 1.5


def test_a_learners_own_check_does_not_call_it_wrong(course):
    shutil.copy(course / "solutions" / NAME / f"{NAME}.ipynb", course / "exercises" / NAME)
    done = run("dlcourse", "check", "15", cwd=course)
    assert done.returncode == 0
    assert "0/2  zigzag_choice: Read by your instructor" in done.stdout
