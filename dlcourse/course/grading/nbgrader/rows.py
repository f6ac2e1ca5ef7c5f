"""Rows of the gradebook: those of an exercise's cells, and those of a submitted notebook for scores and comments.

Without nbgrader's steps, which take longer to import than one submission to grade.
"""

import nbformat
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from sqlalchemy.orm import Session

from dlcourse.course.grading.judge.cells import grade_id


def is_entered(book: Gradebook, exercise: str, solution: nbformat.NotebookNode) -> bool:
    """Return True if the gradebook has the exercise with the questions, points and locked texts of its solution."""
    try:
        assignment = book.find_assignment(exercise)
    except MissingEntry:
        return False
    if [notebook.name for notebook in assignment.notebooks] != [exercise]:
        return False
    [notebook] = assignment.notebooks
    found = [(SourceCell, one.name, one.cell_type, one.source * one.locked) for one in notebook.source_cells]
    for cell in notebook._base_cells:
        found.append((type(cell), cell.name, *_points_in(cell)))
    return sorted(found, key=repr) == sorted(_cells_of(solution), key=repr)


def _points_in(cell):
    return () if isinstance(cell, SolutionCell) else (cell.max_score, cell.cell_type)


def _cells_of(solution):
    """Yield what nbgrader enters of each cell of a solution."""
    for cell in solution.cells:
        name = grade_id(cell)
        for kind, applies in ((GradeCell, is_grade), (TaskCell, is_task)):
            if applies(cell):
                yield kind, name, float(cell.metadata.nbgrader.points), cell.cell_type
        if is_solution(cell):
            yield SolutionCell, name
        if is_grade(cell) or is_solution(cell) or is_locked(cell) or is_task(cell):
            yield SourceCell, name, cell.cell_type, cell.source * is_locked(cell)


def complete(db: Session, submission: SubmittedNotebook, notebook: Notebook) -> None:
    """Add the rows for scores and comments that a submitted notebook lacks, such as those of a new question.

    `notebook` is the one of the exercise.
    """
    graded = {grade.cell_id for grade in submission.grades}
    said = {comment.cell_id for comment in submission.comments}
    for cell in notebook._base_cells:
        if not isinstance(cell, SolutionCell) and cell.id not in graded:
            db.add(Grade(cell_id=cell.id, notebook=submission))
        if not isinstance(cell, GradeCell) and cell.id not in said:
            db.add(Comment(cell_id=cell.id, notebook=submission))
