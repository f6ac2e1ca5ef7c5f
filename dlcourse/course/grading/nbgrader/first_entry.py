"""A student's first submission of an exercise, as nearly all are: its rows are known, and written in a few statements.

nbgrader's objects would be made one by one, and read back; that takes longer than all else that writing needs.
"""

from collections.abc import Mapping
from datetime import datetime

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import and_, bindparam, insert, select

from dlcourse.course.grading.nbgrader.marks import LatePenalties, Marks, seconds_after

STUDENT, SUBMISSION, NOTEBOOK, GRADE, COMMENT = (
    insert(kind.__table__) for kind in (Student, SubmittedAssignment, SubmittedNotebook, Grade, Comment)
)
IS_KNOWN = (
    select(Student.id, SubmittedAssignment.id)
    .outerjoin(
        SubmittedAssignment,
        and_(
            SubmittedAssignment.student_id == Student.id,
            SubmittedAssignment.assignment_id == bindparam("assignment"),
        ),
    )
    .where(Student.id == bindparam("student"))
)


def enter_first(
    book: Gradebook,
    exercise: str,
    student: str,
    found: Mapping[str, float | None],
    time: datetime | None,
    penalties: LatePenalties,
) -> tuple[Marks, dict[str, float]] | None:
    """Commit a first submission with these scores (None: to be read by hand); return its marks, and its scores by name.

    Returns None, and writes nothing, if there is one already, if it came late or dates.csv has a say, or if the
    gradebook lacks the exercise or a question of it.
    """
    assignment = _assignment(book, exercise)
    if assignment is None or penalties.dates is not None:
        return None
    late = seconds_after(time, assignment.duedate, None)
    cells = [cell for notebook in assignment.notebooks for cell in notebook._base_cells]
    names = {cell.name for cell in cells if not isinstance(cell, SolutionCell)}
    if late or not names.issuperset(found):
        return None
    known = book.db.execute(IS_KNOWN, {"student": student, "assignment": assignment.id}).first()
    if known is not None and known[1] is not None:
        return None
    if known is None:
        book.db.execute(STUDENT, {"id": student})
    _insert(book, assignment, student, found, time)
    book.db.commit()
    scores = {name: found.get(name) or 0.0 for name in (cell.name for cell in cells) if name in names}
    return Marks(sum(scores.values()), 0.0, assignment.max_score, late), scores


def _assignment(book, exercise):
    """Return the exercise's entry in the gradebook, read once for all submissions; None if there is none."""
    for one in book.db:
        if isinstance(one, Assignment) and one.name == exercise:
            return one
    try:
        return book.find_assignment(exercise)
    except MissingEntry:
        return None


def _insert(book, assignment, student, found, time):
    """Add a submission, its notebooks, and a row for each score and comment."""
    submission = {"id": new_uuid(), "assignment_id": assignment.id, "student_id": student, "timestamp": time}
    book.db.execute(SUBMISSION, submission)
    for notebook in assignment.notebooks:
        own = {"id": new_uuid(), "notebook_id": notebook.id, "assignment_id": submission["id"]}
        book.db.execute(NOTEBOOK, own)
        cells = notebook._base_cells
        grades = [_grade(cell, own["id"], found) for cell in cells if not isinstance(cell, SolutionCell)]
        comments = [{"cell_id": cell.id, "notebook_id": own["id"]} for cell in cells if not isinstance(cell, GradeCell)]
        for statement, rows in ((GRADE, grades), (COMMENT, comments)):
            if rows:
                book.db.execute(statement, rows)


def _grade(cell, notebook, found):
    """Return the row for the score of a cell."""
    score = found.get(cell.name)
    return {"cell_id": cell.id, "notebook_id": notebook, "auto_score": score, "needs_manual_grade": score is None}
