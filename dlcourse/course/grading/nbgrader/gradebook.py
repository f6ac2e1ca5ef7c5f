"""Write results into nbgrader's gradebook: one writer, one transaction for each submission."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.utils import parse_utc
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from dlcourse.course.grading.judge.results import grade_id
from dlcourse.course.grading.nbgrader.first_entry import enter_first
from dlcourse.course.grading.nbgrader.marks import LatePenalties, Marks, seconds_late
from dlcourse.course.grading.nbgrader.rows import complete

KEPT = Assignment, Notebook, BaseCell  # of an exercise


@dataclass(frozen=True)
class Written:
    """The marks written for one submission."""

    marks: Marks
    scores: dict[str, float]  # of each graded cell, by its name
    needs_manual_grade: bool
    earned_before: float  # points that code gave to what was handed in before; 0 for the first


def write_scores(
    book: Gradebook,
    exercise: str,
    student: str,
    notebook: nbformat.NotebookNode,
    timestamp: str | None,
    penalties: LatePenalties,
    before: Path | None = None,
) -> Written:
    """Record the scores of a judged notebook, and the penalty if it came late.

    A manual score stays, flagged for review if the automatic one changes, or the answer differs from the one in the
    judged notebook at `before`, which was read. The time is that of this submission: if it has none, that of an
    earlier one is forgotten.
    """
    book.db().expire_on_commit = False  # no need to read again after a commit: this is the only writer
    what = book, exercise, student, notebook, timestamp, penalties, before
    with contextlib.suppress(IntegrityError), _all_or_nothing(book):  # another program has just entered this student
        return _record(*what)
    with _all_or_nothing(book):
        return _record(*what)


def index_grades(book: Gradebook) -> None:
    """Give the gradebook an index by which a submission's rows are found; nbgrader's tables have none.

    Without it the whole table is read for each submission that is graded again: at 20,000, three times what judging is.
    Who may not make one, or not now, goes on without.
    """
    session = book.db()
    for table, column in (("grade", "notebook_id"), ("submitted_notebook", "assignment_id")):
        try:
            session.execute(text(f"CREATE INDEX IF NOT EXISTS dlcourse_{table}_{column} ON {table} ({column})"))
            session.commit()
        except DBAPIError:
            session.rollback()


@contextlib.contextmanager
def _all_or_nothing(book):
    """On an error, leave the gradebook as it was: the next submission can be written."""
    try:
        yield
    except BaseException:
        book.db.rollback()
        raise


def renew_penalty(book: Gradebook, exercise: str, student: str, penalties: LatePenalties) -> None:
    """Reckon the penalty of an earlier submission anew: rule or due date may have changed; without one, do nothing."""
    try:
        submission = book.find_submission(exercise, student)
    except MissingEntry:
        return
    with _all_or_nothing(book):
        penalties.apply(submission, student)
        book.db.commit()
    book.db.expunge_all()


def _record(book, exercise, student, notebook, timestamp, penalties, before):
    """Write one submission's scores and return them, as `write_scores` does."""
    time = None if timestamp is None else parse_utc(timestamp)
    found = {
        grade_id(cell): _points_of(cell) for cell in notebook.cells if "points" in cell.metadata.get("nbgrader", {})
    }
    first = enter_first(book, exercise, student, found, time, penalties)
    if first is not None:
        marks, scores = first
        return Written(marks, scores, any(found.get(name) is None for name in scores), 0.0)
    submission = _submission_of(book, exercise, student)
    submission.timestamp = time
    grades = _grades_of(book, submission, found)
    earned_before = sum(grade.auto_score or 0.0 for grade in grades)
    answers, read = answers_in(notebook), None
    for grade in grades:
        score = found.get(grade.name)
        if score is None and grade.auto_score is None and grade.manual_score is not None:
            read = read_answers(before) if read is None else read
            grade.needs_manual_grade |= grade.name not in read or read[grade.name] != answers.get(grade.name)
        elif grade.auto_score != score or score is None:
            grade.auto_score = score
            grade.needs_manual_grade = grade.manual_score is not None or score is None
    book.db.flush()  # for the database to add up scores by hand and automatic ones
    penalty = penalties.apply(submission, student)
    in_all = dict(
        book.db.query(Grade.id, Grade.score).filter(Grade.notebook_id.in_({one.notebook_id for one in grades}))
    )
    scores = {grade.name: in_all[grade.id] for grade in grades}
    book.db.commit()
    # submission.score is the same sum, found among the grades of all students
    note = penalties.note(submission, student)
    marks = Marks(sum(scores.values()), penalty, submission.max_score, seconds_late(submission), note)
    written = Written(marks, scores, any(grade.needs_manual_grade for grade in grades), earned_before)
    _forget(book)
    return written


def _grades_of(book, submission, found):
    """Return a submission's rows for scores, those that it lacks added; raises LookupError for unknown questions."""
    if any(name not in {grade.name for one in submission.notebooks for grade in one.grades} for name in found):
        for one in submission.notebooks:
            complete(book.db, one, one.notebook)
        book.db.flush()
        book.db.expire_all()
    grades = [grade for one in submission.notebooks for grade in one.grades]
    lost = sorted(set(found) - {grade.name for grade in grades})
    if lost:
        raise LookupError(f"the gradebook does not know the questions {', '.join(lost)}")
    return grades


def answers_in(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in the named cells of a judged notebook: text, and pictures in it."""
    cells = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id")]
    return {cell["metadata"]["nbgrader"]["grade_id"]: answer_in(cell) for cell in cells}


def answer_in(cell: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the text of a cell, and the pictures in it."""
    return "".join(cell["source"]), dict(cell.get("attachments") or {})


def read_answers(path: Path | None) -> dict[str, Any]:
    """Return the answers in the judged notebook at `path`; none if there is no such notebook."""
    try:
        return answers_in(json.loads(path.read_bytes())) if path else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _submission_of(book: Gradebook, exercise: str, student: str) -> SubmittedAssignment:
    """Return a student's submission, entered in the gradebook if it is the first.

    nbgrader's own function would commit here, and leave a submission of no points if the grader ended meanwhile.
    """
    try:
        return book.find_submission(exercise, student)
    except MissingEntry:
        pass
    try:
        whose = book.find_student(student)
    except MissingEntry:
        whose = Student(id=student)  # committed with the submission: without one, it would look like a roster
        book.db.add(whose)
    assignment = book.find_assignment(exercise)
    submission = SubmittedAssignment(assignment_id=assignment.id, student=whose)  # not in the list of all of them
    book.db.add(submission)
    for notebook in assignment.notebooks:
        entry = SubmittedNotebook(notebook_id=notebook.id, assignment=submission)
        book.db.add(entry)
        complete(book.db, entry, notebook)
    book.db.flush()
    book.db.refresh(submission)
    return submission


def _forget(book):
    """Let go of what belongs to one submission, or memory would grow with the class; the exercise is read once."""
    for one in list(book.db):
        if not isinstance(one, KEPT):
            book.db.expunge(one)


def _points_of(cell):
    """Return the points that a check left in its cell; None for an answer graded by hand."""
    for output in cell.get("outputs", []):
        if output.output_type == "execute_result":
            return float(output.data["text/plain"])
    return None
