"""Write results into nbgrader's gradebook: one writer, one transaction for each submission."""

from dataclasses import dataclass

import nbformat
from nbgrader.api import Gradebook, MissingEntry, Student, SubmittedAssignment
from nbgrader.utils import parse_utc

from dlcourse.course.grading.judge.results import grade_id
from dlcourse.course.grading.nbgrader.marks import LatePenalties, Marks, seconds_late


@dataclass(frozen=True)
class Written:
    """What was written for one submission."""

    marks: Marks
    scores: dict[str, float]  # of each graded cell, by its name
    needs_manual_grade: bool


def write_scores(
    book: Gradebook,
    exercise: str,
    student: str,
    notebook: nbformat.NotebookNode,
    timestamp: str | None,
    penalties: LatePenalties,
) -> Written:
    """Record the scores of a judged notebook, and the penalty if it came late.

    A manual score stays, flagged for review if the automatic one changes. The time is that of this submission: where it
    has none, that of an earlier one is forgotten.
    """
    book.db().expire_on_commit = False  # no need to read again after a commit: this is the only writer
    try:
        return _record(book, exercise, student, notebook, timestamp, penalties)
    except BaseException:
        book.db.rollback()  # the gradebook is as it was, and the next submission can be written
        raise


def renew_penalty(book: Gradebook, exercise: str, student: str, penalties: LatePenalties) -> None:
    """Reckon the penalty of an earlier submission anew: rule or due date may have changed; without one, do nothing."""
    try:
        submission = book.find_submission(exercise, student)
    except MissingEntry:
        return
    try:
        penalties.apply(submission, student)
        book.db.commit()
    except BaseException:
        book.db.rollback()
        raise
    finally:
        book.db.expunge_all()


def _record(book, exercise, student, notebook, timestamp, penalties):
    """Write one submission's scores and return them, as `write_scores` does."""
    submission = _submission_of(book, exercise, student)
    submission.timestamp = None if timestamp is None else parse_utc(timestamp)
    found = {
        grade_id(cell): _points_of(cell) for cell in notebook.cells if "points" in cell.metadata.get("nbgrader", {})
    }
    grades = [grade for one in submission.notebooks for grade in one.grades]
    for grade in grades:
        score = found.get(grade.name)
        if grade.auto_score != score or score is None:
            grade.auto_score = score
            grade.needs_manual_grade = grade.manual_score is not None or score is None
    book.db.flush()  # for the database to add up scores by hand and automatic ones
    penalty = penalties.apply(submission, student)
    scores = {grade.name: grade.score for grade in grades}
    book.db.commit()
    # submission.score is the same sum, found among the grades of all students
    marks = Marks(sum(scores.values()), penalty, submission.max_score, seconds_late(submission))
    written = Written(marks, scores, any(grade.needs_manual_grade for grade in grades))
    book.db.expunge_all()  # or memory would grow with the class
    return written


def _submission_of(book: Gradebook, exercise: str, student: str) -> SubmittedAssignment:
    """Return a student's submission, entered in the gradebook if it is the first."""
    try:
        return book.find_submission(exercise, student)
    except MissingEntry:
        pass
    try:
        book.find_student(student)
    except MissingEntry:
        book.db.add(Student(id=student))  # committed with the submission: without one, it would look like a roster
    return book.add_submission(exercise, student)


def _points_of(cell):
    """Return the points that a check left in its cell; None for an answer graded by hand."""
    for output in cell.get("outputs", []):
        if output.output_type == "execute_result":
            return float(output.data["text/plain"])
    return None
