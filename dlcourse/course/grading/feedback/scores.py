"""Points and comments of a class's submissions of one exercise, read at once for all its feedback pages."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import nbformat

from dlcourse.course.grading.judge.cells import about, grade_id

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

    from dlcourse.course.grading.nbgrader.marks import LatePenalties


@dataclass
class Scores:
    """One submission's points and comments, as in the gradebook, which a person may have changed."""

    max_score: float
    late_penalty: float = 0.0
    seconds_late: float | None = None
    points: dict[str, tuple[float, float]] = field(default_factory=dict)  # of each cell: earned, and possible
    comments: dict[str, str | None] = field(default_factory=dict)
    late_note: str = ""  # on an extension, slip days, or what came too late to count

    @property
    def score(self) -> float:
        """Return the points after the penalty."""
        return sum(earned for earned, _ in self.points.values()) - self.late_penalty

    def to_about(self, exercise: str, student: str) -> dict[str, Any]:
        """Return the data that nbgrader's GetGrades puts into a notebook's resources."""
        about = {"assignment": exercise, "notebook": exercise, "student": student, "score": self.score}
        return about | {
            name: getattr(self, name) for name in ("max_score", "late_penalty", "seconds_late", "late_note")
        }


def read_scores(book: "Gradebook", exercise: str, penalties: "LatePenalties") -> dict[str, Scores]:
    """Return each student's points and comments in an exercise: a few queries, however many students there are.

    Penalties are reckoned anew before, by the course's dates as they are now.
    """
    from nbgrader.api import Assignment, Comment, Grade, SubmittedAssignment, SubmittedNotebook

    from dlcourse.course.grading.nbgrader.marks import seconds_late

    penalties.renew(book, [exercise])
    assignment = book.db.query(Assignment).filter(Assignment.name == exercise).one_or_none()
    notebooks = [one for one in assignment.notebooks if one.name == exercise] if assignment else []
    if not notebooks:
        return {}
    [notebook] = notebooks
    graded = {cell.id: (cell.name, cell.max_score) for cell in (*notebook.grade_cells, *notebook.task_cells)}
    answered = {cell.id: cell.name for cell in (*notebook.solution_cells, *notebook.task_cells)}
    of_exercise = SubmittedNotebook.notebook_id == notebook.id
    submissions = book.db.query(SubmittedNotebook, SubmittedAssignment).join(
        SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id
    )
    found, by_notebook = {}, {}
    for part, whole in submissions.filter(of_exercise):
        one = Scores(notebook.max_score, part.late_submission_penalty or 0.0, seconds_late(whole))
        one.late_note = penalties.note(whole, whole.student_id)
        found[whole.student_id] = by_notebook[part.id] = one
    grades = book.db.query(Grade.notebook_id, Grade.cell_id, Grade.score)
    for part, cell, score in grades.join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id).filter(
        of_exercise
    ):
        if cell in graded:
            name, possible = graded[cell]
            by_notebook[part].points[name] = score, possible
    comments = book.db.query(Comment.notebook_id, Comment.cell_id, Comment.comment)
    for part, cell, text in comments.join(SubmittedNotebook, Comment.notebook_id == SubmittedNotebook.id).filter(
        of_exercise
    ):
        if cell in answered:
            by_notebook[part].comments[answered[cell]] = text
    return found


def enter(notebook: nbformat.NotebookNode, scores: Scores) -> None:
    """Write points and comments into a judged notebook's cells, as nbgrader's GetGrades does.

    Raises LookupError if the gradebook lacks a cell, as after a question was added: the notebook is to be graded again.
    """
    for cell in notebook.cells:
        nbgrader, name = about(cell), grade_id(cell)
        is_task = bool(nbgrader.get("task"))
        if nbgrader.get("solution") or is_task:
            nbgrader["comment"] = _of(scores.comments, name)
        if nbgrader.get("grade") or is_task:
            nbgrader["score"], nbgrader["points"] = _of(scores.points, name)


def _of(table, name):
    if name not in table:
        raise LookupError(f"the gradebook has no {name}: grade it again, then write its feedback")
    return table[name]
