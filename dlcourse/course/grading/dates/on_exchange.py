"""The dates of a class on its exchange, where students' folders find those of today; nothing of single students."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dlcourse._files import replace
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.dates.for_students import FILE, for_students

if TYPE_CHECKING:
    from traitlets.config import Config


def publish(course: Course, config: "Config") -> str | None:
    """Lay the class's dates on an exchange outside the course folder, if it is there; return a line if that fails."""
    folder = _folder_on(course, config)
    if folder is None or not folder.is_dir() or not course.root.joinpath(FILE).is_file():
        return None
    path = folder / FILE
    try:
        data = for_students(course.root.joinpath(FILE).read_bytes())
        if not path.exists() or path.read_bytes() != data:
            replace(path, data)
            path.chmod(0o644)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        return f"students' folders have the dates that they had: {path} cannot be written: {why}"
    return None


def folder_for(course: Course) -> Path | None:
    """Return where a learner's folder finds the dates of its class: the exchange; None if none lie there."""
    if sys.platform == "win32":  # which has no exchange of nbgrader's
        return None
    from dlcourse.course.grading.nbgrader.api import load_config

    try:
        folder = _folder_on(course, load_config(course))
    except CourseError:  # settings that fail are told where handing in needs them
        return None
    return folder if folder is not None and folder.joinpath(FILE).is_file() else None


def _folder_on(course, config):
    """Return the course's folder on an exchange that is not in the course folder, None if there is none such."""
    root, name = config.get("Exchange", {}).get("root"), config.get("CourseDirectory", {}).get("course_id")
    if not isinstance(root, str) or not isinstance(name, str) or Path(root).resolve().is_relative_to(course.root):
        return None
    return Path(root, name)
