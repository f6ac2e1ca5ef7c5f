"""Write feedback pages: the graded notebook with every card, as HTML and as plain text."""

import glob
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dlcourse._files import replaced
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.faults import describe_fault, raise_if_batch_fails
from dlcourse.course.grading.judge.intake import read_beside
from dlcourse.course.grading.nbgrader.api import connect, quiet_log, reason

if TYPE_CHECKING:
    from traitlets.config import Config


def write_feedback(course: Course, name: str, students: list[str]) -> Iterator[dict]:
    """Write feedback/STUDENT/NAME/NAME.html and .txt for each student, also to the exchange if the work came from it.

    Yields student, path (None if there is no page) and a message; a page that fails does not stop the next. An old page
    stays until the new one is complete. Raises CourseError if none could be written, as on a full disk.
    """
    api = connect(course)
    for student in students:
        try:
            path = _write_page(course, api.config, name, student)
        except Exception as error:
            raise_if_batch_fails(error)
            message = f"no feedback page: {describe_fault(error) or _first_line(error)}"
            yield {"student": student, "path": None, "message": message}
            continue
        message = ""
        if path.with_name("submission_secret.txt").exists():
            released = api.release_feedback(name, glob.escape(student))  # nbgrader takes an id for a pattern
            message = "" if released["success"] else f"not sent to the exchange: {reason(released)}"
        yield {"student": student, "path": str(path), "message": message}


def _write_page(course: Course, config: "Config", name: str, student: str) -> Path:
    """Write one student's page as `nbgrader generate_feedback` would, in place of the old one; return its path."""
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory

    coursedir = CourseDirectory(config=config, assignment_id=name)
    step = GenerateFeedback(coursedir=coursedir, config=config, log=quiet_log())
    exporter = step.exporter_class(parent=step, config=step.config)
    for preprocessor in step.preprocessors:
        exporter.register_preprocessor(preprocessor)
    judged, path = course.autograded(student, name), course.feedback(student, name)
    page, resources = exporter.from_filename(str(judged), step.init_single_notebook_resources(str(judged)))
    beside = {extra: data.decode() for extra, data in resources.get("outputs", {}).items()}
    beside |= read_beside(judged)
    with replaced({path: page, **{path.with_name(extra): text for extra, text in beside.items()}}):
        return path


def _first_line(error):
    """Return an unexpected error in one line."""
    lines = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"
