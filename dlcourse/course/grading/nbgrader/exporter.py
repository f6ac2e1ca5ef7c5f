"""The exporter of our feedback pages, for `nbgrader generate_feedback` and Formgrader's button.

`nbgrader_config.py` names them: `GenerateFeedback.exporter_class` and `GenerateFeedback.preprocessors`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import Exporter
from nbgrader.preprocessors import GetGrades
from traitlets import Unicode

from dlcourse.course.folder import Course
from dlcourse.course.grading.feedback.lecture_links import links_of
from dlcourse.course.grading.feedback.page import to_page
from dlcourse.course.grading.feedback.report import read_report, to_text
from dlcourse.course.grading.feedback.unread import why_unread
from dlcourse.course.grading.judge.intake import read_beside
from dlcourse.course.grading.nbgrader.marks import LatePenalties, seconds_late


class GetMarks(GetGrades):
    """A preprocessor that writes the gradebook's points into the notebook, and how late it came into the resources."""

    def preprocess_cell(
        self, cell: nbformat.NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[nbformat.NotebookNode, dict[str, Any]]:
        """Return the cell with its points and comment; the gradebook is open while there are cells."""
        if cell_index == 0:
            submission = self.gradebook.find_submission(self.assignment_id, self.student_id)
            penalties = LatePenalties(Course.find(Path(resources["metadata"]["path"])), self.config)
            if penalties.dates is not None:  # an extension given since the last grading counts
                penalties.apply(submission, self.student_id)
                self.gradebook.db.commit()
            resources["nbgrader"]["seconds_late"] = seconds_late(submission)
            resources["nbgrader"]["late_note"] = penalties.note(submission, self.student_id)
        return super().preprocess_cell(cell, resources, cell_index)


class FeedbackExporter(Exporter):
    """An exporter of a judged notebook as a page, with the same as plain text in a file beside it."""

    site = Unicode("", help="The address of the class's site, to which a mistake's lecture is a link.").tag(config=True)

    def _file_extension_default(self):
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # a page is text, as with nbconvert's own exporters
        self, nb: nbformat.NotebookNode, resources: Any = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page, and resources with the text for nbconvert's writer."""
        nb, resources = super().from_notebook_node(nb, resources, **options)
        about = resources["nbgrader"]
        report = read_report(nb, about, handed_in(resources), _unread(resources))
        resources.setdefault("outputs", {})[f"{about['notebook']}.txt"] = to_text(report).encode()
        return to_page(report, links_of(_course_of(resources), self.config)), resources


def _unread(resources):
    """Return why what was handed in after the judged notebook cannot be read; "" if it can, or nothing was."""
    about = resources["nbgrader"]
    return why_unread(_course_of(resources), about["assignment"], about["student"])


def _course_of(resources):
    """Return the course folder that the judged notebook lies in."""
    return Course(Path(resources["metadata"]["path"]).parents[2])


def handed_in(resources: Mapping[str, Any]) -> str:
    """Return the time of submission, from the file beside the judged notebook; "" if it is not known."""
    judged = Path(resources["metadata"]["path"], resources["nbgrader"]["notebook"])
    return read_beside(judged).get("timestamp.txt", "")
