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

from nbgrader.api import (
    BaseCell,
    Comment,
    Gradebook,
    GradeCell,
    MissingEntry,
    SolutionCell,
    SourceCell,
    TaskCell,
)
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells

from dlcourse._files import replace
from dlcourse.course.grading.nbgrader.export import spreadsheet_safe
from dlcourse.course.grading.nbgrader.rows import complete

ASIDE = "removed_marks.csv"
MARKS = ("auto_score", "manual_score", "extra_credit", "comment")
COLUMNS = ("removed", "exercise", "question", "student", "max_score", *MARKS)


class Generate(GenerateAssignment):
    """nbgrader's step that makes a release, for an exercise whose notebooks changed while a course runs."""

    def _clean_old_notebooks(self, assignment_id: str, student_id: str) -> None:  # noqa: ARG002 - nbgrader's own
        """Remove the notebooks that the exercise has no longer."""
        there = {Path(path).stem for path in self.notebooks}
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            for notebook in book.find_assignment(assignment_id).notebooks:
                if notebook.name not in there:
                    _keep_marks(notebook._base_cells, Path(self.coursedir.root), assignment_id, self.log)
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
        _keep_marks(gone, Path(self.parent.parent.coursedir.root), self.assignment_id, self.log)
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
            complete(db, submission, notebook)
        db.commit()


def _keep_marks(cells: Iterable[Any], root: Path, exercise: str, log: Any) -> None:
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
    student = spreadsheet_safe(mark.notebook.student.id)
    if isinstance(mark, Comment):
        return {"student": student, "comment": mark.manual_comment and spreadsheet_safe(mark.manual_comment)}
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
