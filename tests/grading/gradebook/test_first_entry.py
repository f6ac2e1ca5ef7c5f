"""A first submission is written in a few statements: the same rows and marks as with nbgrader's objects, one by one."""

import datetime

import nbformat
import pytest
from nbgrader.api import Gradebook
from sqlalchemy import text
from traitlets.config import Config

from dlcourse.course.folder import Course
from dlcourse.course.grading.nbgrader import gradebook
from dlcourse.course.grading.nbgrader.gradebook import write_scores
from dlcourse.course.grading.nbgrader.marks import LatePenalties

DUE = datetime.datetime(2026, 5, 1, 12)
TABLES = {  # with names in the place of nbgrader's ids, which are drawn
    "student": "SELECT id, first_name, last_name, email, lms_user_id FROM student ORDER BY id",
    "submission": "SELECT a.name, s.student_id, s.timestamp, s.extension FROM submitted_assignment s "
    "JOIN assignment a ON a.id = s.assignment_id ORDER BY s.student_id",
    "notebook": "SELECT s.student_id, n.name, m.flagged, m.late_submission_penalty FROM submitted_notebook m "
    "JOIN notebook n ON n.id = m.notebook_id JOIN submitted_assignment s ON s.id = m.assignment_id ORDER BY 1, 2",
    "grade": "SELECT s.student_id, n.name, c.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade "
    "FROM grade g JOIN base_cell c ON c.id = g.cell_id JOIN submitted_notebook m ON m.id = g.notebook_id "
    "JOIN notebook n ON n.id = m.notebook_id JOIN submitted_assignment s ON s.id = m.assignment_id ORDER BY 1, 2, 3",
    "comment": "SELECT s.student_id, n.name, c.name, k.auto_comment, k.manual_comment "
    "FROM comment k JOIN base_cell c ON c.id = k.cell_id JOIN submitted_notebook m ON m.id = k.notebook_id "
    "JOIN notebook n ON n.id = m.notebook_id JOIN submitted_assignment s ON s.id = m.assignment_id ORDER BY 1, 2, 3",
}
HANDED_IN = {
    "in_time": ("2026-05-01 11:00:00 UTC", {"relu": 0.7, "sigmoid": 0.0}),
    "without_a_time": (None, {"relu": 1.0, "sigmoid": 2.0}),
    "on_the_roster": ("2026-04-01 11:00:00 UTC", {"relu": 1 / 3, "sigmoid": 2 / 3}),
    "late": ("2026-05-03 11:00:00 UTC", {"relu": 1.0, "sigmoid": 2.0}),
    "of_half_the_questions": ("2026-04-01 11:00:00 UTC", {"relu": 1.0}),
}


def judged(scores):
    """A judged notebook with these points; the essay and the task are read by hand."""
    cells = []
    for name in ("relu", "sigmoid", "essay", "task"):
        if name in ("relu", "sigmoid") and name not in scores:
            continue
        cell = nbformat.v4.new_code_cell(metadata={"nbgrader": {"grade_id": name, "points": 3}})
        if name in scores:
            data = {"text/plain": repr(scores[name])}
            cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells)


def gradebook_in(folder, due):
    """A gradebook with an exercise of checks, an essay, a task and an answer, and one student."""
    book = Gradebook(f"sqlite:///{folder / 'gradebook.db'}")
    book.add_assignment("07", duedate=due)
    book.add_notebook("07", "07")
    for name, points in (("relu", 1), ("sigmoid", 2), ("essay", 3)):
        book.add_grade_cell(name, "07", "07", max_score=points, cell_type="code")
    book.add_solution_cell("answer", "07", "07")
    book.add_solution_cell("essay", "07", "07")
    book.add_task_cell("task", "07", "07", max_score=4, cell_type="markdown")
    book.add_student("on_the_roster", first_name="Ada", email="ada@example.org")
    return book


def written(folder, due):
    """All rows after these students' work was written, and what was returned for each."""
    folder.mkdir()
    course = Course(folder)
    with gradebook_in(folder, due) as book:
        penalties = LatePenalties(course, Config())
        returned = {
            student: write_scores(book, "07", student, judged(scores), time, penalties)
            for student, (time, scores) in HANDED_IN.items()
        }
        rows = {name: book.db.execute(text(query)).fetchall() for name, query in TABLES.items()}
        sums = {student: book.find_submission("07", student).score for student in HANDED_IN}
    return rows, returned, sums


@pytest.mark.parametrize("due", [None, DUE])
def test_the_rows_and_the_marks_are_those_of_nbgraders_objects(tmp_path, monkeypatch, due):
    quick = written(tmp_path / "quick", due)
    monkeypatch.setattr(gradebook, "enter_first", lambda *_: None)
    slow = written(tmp_path / "slow", due)
    assert quick == slow
    rows, returned, sums = quick
    assert len(rows["grade"]) == len(HANDED_IN) * 4
    assert len(rows["comment"]) == len(HANDED_IN) * 3
    assert {student: one.marks.raw_score for student, one in returned.items()} == pytest.approx(sums)
    assert returned["in_time"].scores == {"relu": 0.7, "sigmoid": 0.0, "essay": 0.0, "task": 0.0}
    assert returned["in_time"].marks.max_score == 10
    assert returned["late"].marks.seconds_late == (2 * 86400 - 3600 if due else 0)


def test_what_is_handed_in_again_keeps_the_marks_by_hand(tmp_path):
    with gradebook_in(tmp_path, None) as book:
        penalties = LatePenalties(Course(tmp_path), Config())
        write_scores(book, "07", "ada", judged({"relu": 1.0, "sigmoid": 0.0}), None, penalties)
        book.find_grade("essay", "07", "07", "ada").manual_score = 2.5
        book.db.commit()
        again = write_scores(book, "07", "ada", judged({"relu": 1.0, "sigmoid": 2.0}), None, penalties)
        assert again.scores == {"relu": 1.0, "sigmoid": 2.0, "essay": 2.5, "task": 0.0}
        assert again.earned_before == 1.0


def test_a_question_that_the_gradebook_does_not_know_writes_nothing(tmp_path):
    with gradebook_in(tmp_path, None) as book:
        notebook = judged({"relu": 1.0, "sigmoid": 0.0})
        notebook.cells[0].metadata.nbgrader.grade_id = "unheard"
        with pytest.raises(LookupError, match="does not know the questions unheard"):
            write_scores(book, "07", "ada", notebook, None, LatePenalties(Course(tmp_path), Config()))
        assert book.db.execute(text("SELECT count(*) FROM student")).scalar() == 1
        assert book.db.execute(text("SELECT count(*) FROM grade")).scalar() == 0
