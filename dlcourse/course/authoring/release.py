"""The students' version of a solution notebook, by nbgrader's own `generate_assignment`.

It runs in a temporary folder, because nbgrader deletes the old release before it knows that the new one is good.
"""

import logging
import re
import tempfile
from pathlib import Path

import nbformat

REGION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n\s*### END SOLUTION", re.DOTALL)
LEFTOVER = re.compile(r"(BEGIN|END)\s+(SOLUTION|HIDDEN|MARK)", re.IGNORECASE)


class ReleaseError(Exception):
    """A release that nbgrader could not make, or that would show students a solution."""


def generate_release(name: str, solution_text: str) -> str:
    """Return the text of the release notebook of exercise `name`, made from the text of its solution notebook."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells
    from traitlets.config import Config

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source", name)
        source.mkdir(parents=True)
        source.joinpath(f"{name}.ipynb").write_text(solution_text, encoding="utf-8")
        config = Config()
        config.CourseDirectory.update(root=folder, assignment_id=name, course_id="dlcourse")
        config.GenerateAssignment.no_database = True
        steps = [step for step in GenerateAssignment.preprocessors.default() if step is not SaveCells]
        config.GenerateAssignment.preprocessors = steps  # what `--no-db` does on nbgrader's command line
        try:
            GenerateAssignment(coursedir=CourseDirectory(config=config), config=config, log=_errors_only_log()).start()
        except NbGraderException as error:
            raise ReleaseError(f"exercises/{name}: nbgrader could not make the release: {error}") from None
        release = Path(folder, "release", name, f"{name}.ipynb").read_text(encoding="utf-8")
    leaks = find_leaks(solution_text, release)
    if leaks:
        raise ReleaseError(f"exercises/{name}: the release would show a solution: {leaks[0]}")
    return release


def _errors_only_log() -> logging.Logger:
    """Return a log that discards nbgrader's progress and keeps its errors."""
    logger = logging.getLogger("dlcourse.course.authoring")
    logger.setLevel(logging.ERROR)
    return logger


def find_leaks(solution_text: str, release_text: str) -> list[str]:
    """Return each line of a solution, and each marker of one, that the release still holds and that is not given."""
    released = [cell.source for cell in nbformat.reads(release_text, as_version=4).cells]
    lines = {line.strip() for source in released for line in source.splitlines()}
    leaks = [line for line in sorted(lines) if LEFTOVER.search(line)]
    cells = nbformat.reads(solution_text, as_version=4).cells
    lines -= {line.strip() for cell in cells if is_given(cell) for line in cell.source.splitlines()}
    for cell in cells:
        for region in REGION.findall(cell.source):
            leaks += shown(region, lines)
        if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
            leaks += shown(cell.source, lines)
    return leaks


def is_given(cell: nbformat.NotebookNode) -> bool:
    """Return True for locked code that students see, such as a broken function that they are to fix."""
    nbgrader = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and nbgrader.get("locked", False) and not nbgrader.get("grade", False)


def shown(secret: str, lines: set[str]) -> list[str]:
    """Return the lines of a secret text that are among `lines`."""
    return sorted(({line.strip() for line in secret.splitlines()} - {"", "pass"}) & lines)
