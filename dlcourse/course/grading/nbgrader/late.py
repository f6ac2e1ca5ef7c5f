"""The penalty for late work in `nbgrader autograde` and Formgrader, reckoned as `dlcourse grade` does.

`nbgrader_config.py` names it among `Autograde.autograde_preprocessors`, in the place of nbgrader's AssignLatePenalties,
whose settings it follows.
"""

from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import parse_utc

from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.intake import read_beside
from dlcourse.course.grading.nbgrader.exchange_inbox import STAMP, doubt_of
from dlcourse.course.grading.nbgrader.marks import LatePenalties


class LatePenalty(NbGraderPreprocessor):
    """A preprocessor that sets or lifts the penalty of a submission whose scores are in the gradebook."""

    def preprocess(
        self, nb: nbformat.NotebookNode, resources: dict[str, Any]
    ) -> tuple[nbformat.NotebookNode, dict[str, Any]]:
        """Return the notebook as it is; raises ValueError if the course's plugin for late work fails."""
        about = resources["nbgrader"]
        course = Course.find(Path(resources["metadata"]["path"]))
        submitted = course.submitted(about["student"], about["assignment"])
        time = read_beside(submitted).get(STAMP)
        doubt = doubt_of(submitted, time)
        if doubt:
            self.log.warning("%s: %s", about["student"], doubt)
        with Gradebook(about["db_url"]) as book:
            submission = book.find_submission(about["assignment"], about["student"])
            submission.timestamp = None if time is None else parse_utc(time)
            penalties = LatePenalties(course, self.config)
            penalty = penalties.apply(submission, about["student"])
            book.db.commit()
            note = penalties.note(submission, about["student"])
        if penalty:
            self.log.warning("%s: %g points less for handing in late", about["student"], penalty)
        if note:
            self.log.warning("%s: %s", about["student"], note)
        return nb, resources
