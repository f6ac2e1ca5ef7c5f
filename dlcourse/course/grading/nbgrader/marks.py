"""Marks: the points earned, the penalty for handing in late, and the difference.

One reckoning for the terminal, JSON, the tables and the feedback, all of it from what stands in the gradebook.
"""

import functools
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.nbgrader.api import quiet_log

if TYPE_CHECKING:
    from nbgrader.api import SubmittedAssignment
    from traitlets.config import Config


@dataclass(frozen=True)
class Marks:
    """What one submission is worth."""

    raw_score: float  # the points of all questions
    late_penalty: float
    max_score: float
    seconds_late: float | None  # 0 if handed in in time or without a due date; None if the time is not known

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
    due = submission.assignment.duedate
    if due is None:
        return 0.0
    if submission.timestamp is None:
        return None
    allowed = due if submission.extension is None else due + submission.extension
    return max(0.0, (submission.timestamp - allowed).total_seconds())


class LatePenalties:
    """The course's rule for late work: nbgrader's step with the plugin that nbgrader_config.py names.

    Raises CourseError if there is no such plugin.
    """

    def __init__(self, course: Course, config: "Config") -> None:
        self._course, self._config = course, config
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

        Raises ValueError if the plugin fails or returns no number.
        """
        late = seconds_late(submission)
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = self._of(notebook, student, late) if late else None
        return sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks)

    def _of(self, notebook, student, late):
        """Return the plugin's penalty for one notebook, between 0 and its score; None if it has none."""
        raw_score = sum(grade.score for grade in notebook.grades)
        try:
            penalty = self._step.plugin_inst.late_submission_penalty(student, raw_score, late)
            return None if penalty is None else min(max(0.0, _number(penalty)), raw_score)
        except Exception as error:
            name = type(self._step.plugin_inst).__name__
            raise ValueError(f"the plugin for late work, {name}, failed with {type(error).__name__}: {error}") from None


def _number(value):
    """Return a number as a float; raises ValueError if it cannot be read as one."""
    if float(value) != float(value):
        raise ValueError("the penalty is not a number")
    return float(value)
