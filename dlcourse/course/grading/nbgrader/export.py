"""Export marks as CSV files, which spreadsheets open without running anything: `nbgrader export --exporter=…`.

A cell that a spreadsheet would take for a formula gets an apostrophe in front; everything is quoted as CSV asks.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment
from nbgrader.plugins import ExportPlugin

from dlcourse._files import replaced
from dlcourse.course.folder import Course
from dlcourse.course.grading.dates.entering import dates_of_class
from dlcourse.course.grading.nbgrader.marks import LatePenalties, Marks, marks_of

NOTHING = Marks(0.0, 0.0, 0.0, None)  # of who has handed in nothing
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def spreadsheet_safe(value: object) -> str:
    """Return the cell's text, sanitized so that it is never a formula; a number stays one."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULAS) and not isinstance(value, int | float) else text


class CsvExport(ExportPlugin):
    """All data of nbgrader's own export, one line for each student and exercise."""

    columns: tuple[str, ...] = (
        *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
        *("raw_score", "late_submission_penalty", "score", "max_score", "seconds_late"),
    )
    file_name = "grades.csv"

    def export(self, gradebook: Gradebook) -> None:
        """Write the file; an older one stays until the new one is complete.

        Penalties by dates.csv are first reckoned anew: an extension given since the last grading counts.
        """
        self._renew(gradebook)
        table = io.StringIO(newline="")
        writer = csv.writer(table)
        writer.writerow(self.columns)
        writer.writerows([spreadsheet_safe(value) for value in row] for row in self.rows(gradebook))
        with replaced({Path(self.to or self.file_name): table.getvalue()}):
            pass

    def _renew(self, gradebook):
        """Reckon penalties anew; where nobody says of which course the gradebook is, they stay as they are."""
        folder = getattr(self.parent, "coursedir", None)
        if folder is not None:
            course = Course(Path(folder.root))
            for line in LatePenalties(course, self.parent.config, dates_of_class(course, self.parent.config)).renew(
                gradebook
            ):
                self.log.warning(line)

    def rows(self, gradebook: Gradebook) -> Iterator[list]:
        """Yield the cells of each line."""
        for assignment, student, submission in self.submissions(gradebook):
            marks = marks_of(submission) if submission else NOTHING
            yield [
                *(assignment.name, assignment.duedate, getattr(submission, "timestamp", None)),
                *(student.id, student.last_name, student.first_name, student.email),
                *(marks.raw_score, marks.late_penalty, marks.score, assignment.max_score, marks.seconds_late),
            ]

    def submissions(self, gradebook: Gradebook) -> Iterator[tuple[Assignment, Student, SubmittedAssignment | None]]:
        """Yield each exercise and student asked for, with the submission (None if nothing was submitted)."""
        for assignment in gradebook.assignments:
            if self.assignment and assignment.name not in self.assignment:
                continue
            for student in gradebook.students:
                if self.student and student.id not in self.student:
                    continue
                try:
                    yield assignment, student, gradebook.find_submission(assignment.name, student.id)
                except MissingEntry:
                    yield assignment, student, None


class MoodleExport(CsvExport):
    """One line for each student and exercise, with the columns that Moodle's grade import maps."""

    columns = (
        *("ID number", "Email address", "Assignment", "Grade", "Maximum grade"),
        *("Grade before penalty", "Late penalty", "Seconds late"),
    )
    file_name = "moodle.csv"

    def rows(self, gradebook: Gradebook) -> Iterator[list]:
        """Yield the cells of each line; an exercise that was not submitted has no grade."""
        for assignment, student, submission in self.submissions(gradebook):
            about = [student.id, student.email, assignment.name]
            if submission is None:
                yield [*about, None, assignment.max_score, None, None, None]
                continue
            marks = marks_of(submission)
            score = [marks.score, assignment.max_score, marks.raw_score, marks.late_penalty, marks.seconds_late]
            yield [*about, *score]


class CanvasExport(CsvExport):
    """One line for each student and one column for each exercise, as Canvas' gradebook imports it.

    A column more would become an exercise there, so penalties are taken off and not listed.
    """

    file_name = "canvas.csv"

    def export(self, gradebook: Gradebook) -> None:
        """Write the file."""
        names = [a.name for a in gradebook.assignments if not self.assignment or a.name in self.assignment]
        self.columns = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *names)
        super().export(gradebook)

    def rows(self, gradebook: Gradebook) -> Iterator[list]:
        """Yield a line with the points possible, then one for each student."""
        table: dict[str, dict] = {}
        people, points = {}, {}
        for assignment, student, submission in self.submissions(gradebook):
            people[student.id] = student
            points[assignment.name] = assignment.max_score
            score = None if submission is None else marks_of(submission).score
            table.setdefault(student.id, {})[assignment.name] = score
        yield ["    Points Possible", "", "", "", "", *points.values()]
        for name, scores in table.items():
            student = people[name]
            full = ", ".join(filter(None, [student.last_name, student.first_name])) or name
            yield [full, "", name, name, "", *(scores.get(exercise) for exercise in points)]
