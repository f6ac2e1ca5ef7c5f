"""A notebook without answers that is handed in over a finished one counts, as the newest does, and is told."""

import contextlib
import os
import shutil
import sqlite3
import stat

import pytest
from course_copy import EXERCISE, copy_course, exercise_of, solution_of

from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all

LINE = "nothing in it is answered, and it counts: what was handed in before had 15 points"
WRONG = ("return da * gate", "return da")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return copy_course(tmp_path_factory.mktemp("course"))


def hand_in(root, student, source, change=("", "")):
    """The score and the message of what one student hands in."""
    path = root / "submitted" / student / EXERCISE / f"{EXERCISE}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, path)
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    (result,) = grade_all(Course(root), EXERCISE, [student], "none", 1)
    return result.score, result.message


def test_an_untouched_notebook_over_a_finished_one_is_told(root):
    assert hand_in(root, "ada", solution_of(root)) == (15, "")
    assert hand_in(root, "ada", exercise_of(root)) == (0, LINE)
    assert hand_in(root, "ada", solution_of(root)) == (15, "")


def test_an_untouched_notebook_that_is_the_first_is_no_news(root):
    assert hand_in(root, "bob", exercise_of(root)) == (0, "")


def test_a_notebook_with_fewer_points_that_was_worked_in_is_no_news(root):
    assert hand_in(root, "cy", solution_of(root)) == (15, "")
    assert hand_in(root, "cy", solution_of(root), WRONG) == (14, "")


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_the_gradebook_that_grading_makes_is_for_its_owner_alone(root):
    """Where others have accounts, marks are none of theirs; one that is there already keeps its permissions."""
    hand_in(root, "dot", exercise_of(root))
    path = root / "gradebook.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    hand_in(root, "dot", exercise_of(root))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_rows_of_a_submission_are_found_by_an_index_and_not_among_those_of_the_whole_class(root):
    hand_in(root, "eve", solution_of(root))
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as book:
        for table, column in (("grade", "notebook_id"), ("submitted_notebook", "assignment_id")):
            plan = book.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {column} = 'x'").fetchall()
            assert f"USING INDEX dlcourse_{table}_{column}" in plan[0][-1]
