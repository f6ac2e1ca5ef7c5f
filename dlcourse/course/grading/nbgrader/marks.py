"""Marks: the points earned, the penalty for handing in late, and the difference.

One reckoning for the terminal, JSON, the tables and the feedback, all of it from what stands in the gradebook.
"""

import functools
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.dates.table import Dates, read_dates
from dlcourse.course.grading.nbgrader.api import quiet_log

if TYPE_CHECKING:
    from nbgrader.api import Gradebook, SubmittedAssignment
    from traitlets.config import Config


@dataclass(frozen=True)
class Marks:
    """The mark of one submission."""

    raw_score: float  # the points of all questions
    late_penalty: float
    max_score: float
    seconds_late: float | None  # 0 if handed in in time or without a due date; None if the time is not known
    note: str = ""  # on an extension, slip days, or what came too late to count

    @property
    def score(self) -> float:
        """Return the points after the penalty; never fewer than 0, though points may have been lowered since."""
        return max(0.0, self.raw_score - self.late_penalty)


def marks_of(submission: "SubmittedAssignment") -> Marks:
    """Return the marks of a submission in the gradebook."""
    penalty = submission.late_submission_penalty or 0.0
    return Marks(submission.score, penalty, submission.max_score, seconds_late(submission))


def seconds_late(submission: "SubmittedAssignment") -> float | None:
    """Return how late a submission came, its extension allowed for; None if there is a due date, and no time."""
    return seconds_after(submission.timestamp, submission.assignment.duedate, submission.extension)


def seconds_after(handed_in: datetime | None, due: datetime | None, extension: timedelta | None) -> float | None:
    """Return by how many seconds a time lies after a due date with its extension; None if there is a date, and no time.

    Without a due date nothing is late.
    """
    if due is None:
        return 0.0
    if handed_in is None:
        return None
    allowed = due if extension is None else due + extension
    return max(0.0, (handed_in - allowed).total_seconds())


class LatePenalties:
    """The course's rule for late work: that of dates.csv, or nbgrader's step with the plugin of nbgrader_config.py.

    Raises CourseError if there is no such plugin, if the table cannot be read, or if both have a rule.
    """

    def __init__(self, course: Course, config: "Config", dates: Dates | None = None) -> None:
        self._course, self._config = course, config
        self.dates = read_dates(course) if dates is None else dates
        rule = _setting_with_a_rule(config)
        if rule and self.dates is not None and self.dates.has_rules:
            raise CourseError(
                f"nbgrader_config.py has a rule for late work ({rule}), and {self.dates.path_name} has one, too "
                f"({self.dates.where_the_rule_stands()}): take one of them out"
            )
        if config.get("AssignLatePenalties") or config.get("LateSubmissionPlugin"):
            _ = self._step  # now, so that an error in it is reported before anything is graded

    @functools.cached_property
    def _step(self):
        """nbgrader's step; importing it takes longer than one submission to grade, of which few come late."""
        from nbgrader.preprocessors import AssignLatePenalties

        if str(self._course.root) not in sys.path:
            sys.path.append(str(self._course.root))  # where nbgrader looks for a plugin of the instructor's own
        try:
            step = AssignLatePenalties(config=self._config, log=quiet_log())
            step.init_plugin()
        except Exception as error:  # the plugin's own code may raise anything
            why = " ".join(str(error).split())
            raise CourseError(f"nbgrader_config.py: c.AssignLatePenalties.plugin_class: {why}") from None
        return step

    def apply(self, submission: "SubmittedAssignment", student: str) -> float:
        """Set the penalty of a submission whose scores are written, or lift it; return the sum over its notebooks.

        With slip days, the student's other submissions are reckoned anew as well. Raises ValueError if the plugin fails
        or returns no number.
        """
        if self.dates is None:
            self._by_plugin(submission, student, seconds_late(submission))
        else:
            self._by_table(submission, student, self.dates)
        return sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks)

    def _by_plugin(self, submission, student, late):
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = self._of(notebook, student, late) if late else None

    def _by_table(self, submission, student, dates):
        """Set due date, extension and penalty of a submission, and of those whose slip days depend on it."""
        from dlcourse.course.grading.dates.entering import (
            enter_due_date,
            enter_lateness,
            lateness_of,
            others_to_renew,
        )

        enter_due_date(submission.assignment, dates)
        found = lateness_of(submission, dates)
        for one in [submission, *others_to_renew(submission, found)]:
            lateness = found.get(one.assignment.name)
            if lateness is not None:
                enter_due_date(one.assignment, dates)
                enter_lateness(one, lateness, dates, dates.has_rules)
            if lateness is None or not dates.has_rules:
                self._by_plugin(one, student, seconds_late(one))

    def note(self, submission: "SubmittedAssignment", student: str) -> str:
        """Return a line on what the student's dates did to a submission, "" if nothing."""
        if self.dates is None:
            return ""
        from dlcourse.course.grading.dates.entering import lateness_of, note_on

        found = lateness_of(submission, self.dates)
        return note_on(found.get(submission.assignment.name), self.dates, student)

    def enter_due_dates(self, book: "Gradebook") -> list[str]:
        """Give the gradebook's exercises the due dates of the table; return lines on those that it had otherwise."""
        if self.dates is None:
            return []
        from dlcourse.course.grading.dates.entering import enter_due_date

        lines = [enter_due_date(assignment, self.dates) for assignment in book.assignments]
        book.db.commit()
        return [line for line in lines if line]

    def renew(self, book: "Gradebook", exercises: Sequence[str] = ()) -> list[str]:
        """Reckon anew, by the table as it is now, what was graded before; return lines on changed due dates.

        Without a table nothing is changed: a plugin's penalties are those of the last grading.
        """
        if self.dates is None:
            return []
        from dlcourse.course.grading.dates.renewing import renew_all

        try:
            lines = self.enter_due_dates(book)
            for exercise, student in renew_all(book, self.dates, exercises):
                self.apply(book.find_submission(exercise, student), student)
            book.db.commit()
        except BaseException:
            book.db.rollback()
            raise
        book.db.expire_all()
        return lines

    def _of(self, notebook, student, late):
        """Return the plugin's penalty for one notebook, between 0 and its score; None if it has none."""
        raw_score = sum(grade.score for grade in notebook.grades)
        try:
            penalty = self._step.plugin_inst.late_submission_penalty(student, raw_score, late)
            return None if penalty is None else min(max(0.0, _number(penalty)), raw_score)
        except Exception as error:
            name = type(self._step.plugin_inst).__name__
            raise ValueError(f"the plugin for late work, {name}, failed with {type(error).__name__}: {error}") from None


def _setting_with_a_rule(config):
    """Return the setting that says what late work costs; None if there is none, or if it costs nothing."""
    if "plugin_class" in config.get("AssignLatePenalties", {}):
        return "c.AssignLatePenalties.plugin_class"
    if config.get("LateSubmissionPlugin", {}).get("penalty_method", "none") != "none":
        return "c.LateSubmissionPlugin.penalty_method"
    return None


def _number(value):
    """Return a number as a float; raises ValueError if it cannot be read as one."""
    if float(value) != float(value):
        raise ValueError("the penalty is not a number")
    return float(value)
