"""Exercises in the gradebook, kept as they are in solutions/ while a course runs.

nbgrader refuses a question that is added or removed once anybody has handed in. Here a new question is entered for all
who have, and what was given for one that is gone goes into a table beside the gradebook: no mark is thrown away.
"""

import csv
import datetime
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    SolutionCell,
    SourceCell,
    TaskCell,
)
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from dlcourse._files import replace
from dlcourse.course.grading.judge.cells import grade_id
from dlcourse.course.grading.nbgrader.export import harmless

ASIDE = "removed_marks.csv"
MARKS = ("auto_score", "manual_score", "extra_credit", "comment")
COLUMNS = ("removed", "exercise", "question", "student", "max_score", *MARKS)


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


class Generate(GenerateAssignment):
    """nbgrader's step that makes a release, for an exercise whose notebooks changed while a course runs."""

    def _clean_old_notebooks(self, assignment_id: str, student_id: str) -> None:  # noqa: ARG002 - nbgrader's own
        """Remove the notebooks that the exercise has no longer."""
        there = {Path(path).stem for path in self.notebooks}
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            for notebook in book.find_assignment(assignment_id).notebooks:
                if notebook.name not in there:
                    keep_marks(notebook._base_cells, Path(self.coursedir.root), assignment_id, self.log)
                    book.remove_notebook(notebook.name, assignment_id)


class SaveChangedCells(SaveCells):
    """nbgrader's step that enters cells in the gradebook, for an exercise that changed while a course runs."""

    def _create_notebook(self, nb: Any) -> None:
        """Enter the cells that were collected from the notebook."""
        try:
            notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
            if notebook.submissions:
                self._follow(notebook)
        except MissingEntry:
            pass
        except BaseException:
            self.gradebook.db.rollback()
            raise
        super()._create_notebook(nb)

    def _follow(self, notebook):
        """Give the gradebook the exercise's cells, in one transaction."""
        db = self.gradebook.db
        wanted = {
            **{GradeCell: self.new_grade_cells, SolutionCell: self.new_solution_cells},
            **{TaskCell: self.new_task_cells, SourceCell: self.new_source_cells},
        }
        cells = [*notebook._base_cells, *notebook.source_cells]
        gone = [cell for cell in cells if cell.name not in wanted[type(cell)]]
        keep_marks(gone, Path(self.parent.parent.coursedir.root), self.assignment_id, self.log)
        _flag_changed(cells, {**self.new_grade_cells, **self.new_task_cells})
        _remove(db, gone)
        known = {(type(cell), cell.name) for cell in cells}
        for kind, new in wanted.items():
            for name in new:
                if (kind, name) not in known:
                    db.add(kind(name=name, notebook=notebook, **new[name]))
        db.flush()
        db.expire_all()
        for submission in notebook.submissions:
            complete(db, submission)
        db.commit()


def complete(db: Any, submission: Any) -> None:
    """Add the rows for scores and comments that a submitted notebook lacks, such as those of a new question."""
    graded = {grade.cell_id for grade in submission.grades}
    said = {comment.cell_id for comment in submission.comments}
    for cell in submission.notebook._base_cells:
        if not isinstance(cell, SolutionCell) and cell.id not in graded:
            db.add(Grade(cell_id=cell.id, notebook=submission))
        if not isinstance(cell, GradeCell) and cell.id not in said:
            db.add(Comment(cell_id=cell.id, notebook=submission))


def keep_marks(cells: Iterable[Any], root: Path, exercise: str, log: Any) -> None:
    """Add the marks and comments of cells that are to be removed to a table in the course folder, and log a line."""
    today = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")
    kept = []
    for cell in (cell for cell in cells if isinstance(cell, BaseCell)):
        found = [_row_of(one) for one in [*(cell.grades or []), *(cell.comments or [])]]
        rows = [row for row in found if any(row.get(mark) is not None for mark in MARKS)]
        rows.sort(key=lambda row: row["student"])
        kept += [{"removed": today, "exercise": exercise, "question": cell.name} | row for row in rows]
        if rows:
            students = len({row["student"] for row in rows})
            line = f"{exercise} has no question {cell.name} any more: what {students:,} had for it is in {ASIDE}"
            log.warning(line, extra={"for_the_instructor": True})
    if kept:
        path = root / ASIDE
        text = io.StringIO()
        csv.DictWriter(text, COLUMNS, lineterminator="\n").writerows(kept)
        before = path.read_text(encoding="utf-8") if path.exists() else ",".join(COLUMNS) + "\n"
        replace(path, before + text.getvalue())


def _row_of(mark):
    """Return a score or a comment as a row of the table."""
    student = harmless(mark.notebook.student.id)
    if isinstance(mark, Comment):
        return {"student": student, "comment": mark.manual_comment and harmless(mark.manual_comment)}
    scores = {name: getattr(mark, name) for name in MARKS if name != "comment"}
    return {"student": student, "max_score": mark.max_score, **scores}


def _remove(db, cells):
    """Remove cells, with the scores and comments that belong to them."""
    for cell in cells:
        if isinstance(cell, BaseCell):
            for one in [*(cell.grades or []), *(cell.comments or [])]:
                db.delete(one)
    db.flush()
    for cell in cells:
        db.delete(cell)


def _flag_changed(cells, wanted):
    """Have points that were given by hand looked at again where a question has other points than before."""
    for cell in cells:
        if isinstance(cell, GradeCell | TaskCell) and cell.name in wanted:
            is_changed = cell.max_score != wanted[cell.name]["max_score"]
            for grade in cell.grades if is_changed else []:
                grade.needs_manual_grade = grade.needs_manual_grade or grade.manual_score is not None
