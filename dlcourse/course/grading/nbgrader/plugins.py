"""Preprocessors in place of nbgrader's own: `nbgrader autograde` and Formgrader's button grade as we do.

`nbgrader_config.py` names them: `Autograde.sanitize_preprocessors` and `Autograde.autograde_preprocessors`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Dict, Enum

from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.grader import grade_notebook, needs_checks, read_solution, seed_of
from dlcourse.course.grading.judge.intake import refuse_links
from dlcourse.course.grading.judge.marking import restore, write_outputs
from dlcourse.course.grading.sandbox.limits import limits_for
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.tiers import TIERS


class Restore(NbGraderPreprocessor):
    """A preprocessor that restores the structure of the exercise in a submission."""

    def preprocess(
        self, nb: nbformat.NotebookNode, resources: dict[str, Any]
    ) -> tuple[nbformat.NotebookNode, dict[str, Any]]:
        """Return the restored notebook; raises IntakeError if it is a link, to another student's work or to ours."""
        refuse_links(Path(resources["metadata"]["path"], f"{resources['nbgrader']['notebook']}.ipynb"))
        return restore(nb, solution_of(resources)[0]), resources


class Judge(NbGraderPreprocessor):
    """A preprocessor that runs the submission in a sandbox, and writes the results into its check cells."""

    unsandboxed = Bool(False, help="Grade without a sandbox: your own work, or inside a machine of its own.").tag(
        config=True
    )
    sandbox = Enum(
        ("auto", *TIERS), "auto", help="The sandbox to grade in; auto takes the best that this machine builds."
    ).tag(config=True)
    limits = Dict(
        help='What students\' code may use, by exercise, "*" for all: {"19": {"seconds": 60}}. The limits are seconds, '
        "cpu_seconds, memory_bytes, processes, file_bytes, disk_bytes, open_files and printed; see docs/instructor.md."
    ).tag(config=True)

    def preprocess(
        self, nb: nbformat.NotebookNode, resources: dict[str, Any]
    ) -> tuple[nbformat.NotebookNode, dict[str, Any]]:
        """Return the notebook with outputs, and with its sandbox's tier in the metadata."""
        solution, exercise = solution_of(resources)
        limits = limits_for(_course_of(resources), resources["nbgrader"]["assignment"], self.limits)
        wanted = "none" if self.unsandboxed else self.sandbox
        sandbox = shared_sandbox(wanted, needs_checks(solution), limits)
        text = "\n".join(cell.source for cell in nb.cells)
        write_outputs(nb, grade_notebook(sandbox, solution, nb, seed_of(text.encode(), exercise)))
        nb.metadata["dlcourse"] = nbformat.from_dict({"sandbox": sandbox.tier})
        return nb, resources


def solution_of(resources: Mapping[str, Any]) -> tuple[nbformat.NotebookNode, bytes]:
    """Return the solution notebook of the assignment that nbgrader is processing, and its bytes."""
    return read_solution(_course_of(resources).solution(resources["nbgrader"]["assignment"]))


def _course_of(resources):
    """Return the course that nbgrader is processing."""
    return Course.find(Path(resources["metadata"]["path"]))
