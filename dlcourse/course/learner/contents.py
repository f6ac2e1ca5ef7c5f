"""Contents of a course folder: the bytes of a file, and a notebook of a learner's with all that it holds."""

import contextlib
import json
import warnings
from pathlib import Path

import nbformat

from dlcourse.course.folder import CourseError
from dlcourse.course.grading.judge.intake import IntakeError, parse_notebook
from dlcourse.course.grading.judge.normalize import TYPES


def bytes_at(path: Path) -> bytes | None:
    """Return the bytes of a file; None if there is none; raises CourseError for a folder."""
    if path.is_dir():
        raise CourseError(f"nothing was changed: {path} is a folder, expected a file: move it away, run this again")
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def as_notebook(name: str, data: bytes) -> nbformat.NotebookNode:
    """Return a notebook with all that it holds; raises IntakeError if it is broken.

    What older tools wrote is completed as for grading, where outputs are left out. A cell of a type of the future is a
    raw one, as there.
    """
    with contextlib.suppress(Exception), warnings.catch_warnings():  # the other reader says in one line what is wrong
        warnings.simplefilter("ignore")  # missing and repeated cell ids are no fault of a learner's
        content = json.loads(data.decode("utf-8-sig"))
        nbformat.validate(content)
        content["cells"] = [_known_type(cell) for cell in content["cells"]]
        if content["nbformat"] == 4:
            return nbformat.reads(json.dumps(content), as_version=4)
    return parse_notebook(name, data)


def _known_type(cell):
    """Return a cell's JSON; one of a type that a newer format may have is a raw one."""
    if cell["cell_type"] in TYPES:
        return cell
    return {key: cell[key] for key in ("id", "metadata", "source") if key in cell} | {"cell_type": "raw"}


def is_readable(name: str, data: bytes) -> bool:
    """Return True if these are the bytes of a notebook."""
    try:
        as_notebook(name, data)
    except IntakeError:
        return False
    return True
