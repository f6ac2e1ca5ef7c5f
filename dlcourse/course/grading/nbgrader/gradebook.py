"""Write results into nbgrader's gradebook: one writer, one transaction for each submission."""

import nbformat
from nbgrader.api import Gradebook

from dlcourse.course.grading.judge.results import grade_id


def write_scores(
    book: Gradebook, exercise: str, student: str, notebook: nbformat.NotebookNode, timestamp: str | None = None
) -> tuple[float, float, dict[str, float]]:
    """Record the scores of a judged notebook; a manual score stays, flagged for review if the automatic one changes.

    Returns the submission's score, the maximum, and the score of each graded cell by its name.
    """
    book.db().expire_on_commit = False  # no need to read again after a commit: this is the only writer
    try:
        return record(book, exercise, student, notebook, timestamp)
    except BaseException:
        book.db.rollback()  # the gradebook is as it was, and the next submission can be written
        raise


def record(
    book: Gradebook, exercise: str, student: str, notebook: nbformat.NotebookNode, timestamp: str | None
) -> tuple[float, float, dict[str, float]]:
    """Write one submission's scores and return the totals, as `write_scores` does."""
    book.update_or_create_student(student)
    found = {
        grade_id(cell): _points_of(cell) for cell in notebook.cells if "points" in cell.metadata.get("nbgrader", {})
    }
    options = {} if timestamp is None else {"timestamp": timestamp}
    submission = book.update_or_create_submission(exercise, student, **options)
    grades = [grade for one in submission.notebooks for grade in one.grades]
    for grade in grades:
        score = found.get(grade.name)
        if grade.auto_score != score or score is None:
            grade.auto_score = score
            grade.needs_manual_grade = grade.manual_score is not None or score is None
    book.db.commit()
    score = sum(grade.score for grade in grades)  # submission.score is the same, found among the grades of all students
    written = score, submission.max_score, {grade.name: grade.score for grade in grades}
    book.db.expunge_all()  # or memory would grow with the class
    return written


def _points_of(cell):
    """Return the points that a check left in its cell; None for an answer graded by hand."""
    for output in cell.get("outputs", []):
        if output.output_type == "execute_result":
            return float(output.data["text/plain"])
    return None
