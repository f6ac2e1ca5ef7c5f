"""Judge one submission: a function of plain data alone, the same in a local process and on a remote worker.

Its input can be sent over a network and its result is text: it needs no course folder, and it writes nothing.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from dlcourse._files import digest
from dlcourse.checks.broken import BrokenQuestionError
from dlcourse.checks.own_questions import Files, given
from dlcourse.course.folder import Course, require_student_id
from dlcourse.course.grading.batch.faults import describe_fault
from dlcourse.course.grading.judge.attachments import Beside, files_for
from dlcourse.course.grading.judge.exercise import parse_solution
from dlcourse.course.grading.judge.grader import grade_notebook, needs_keras, seed_of
from dlcourse.course.grading.judge.intake import IntakeError, parse_notebook, read_submission, refuse_links
from dlcourse.course.grading.judge.marking import restore, write_outputs
from dlcourse.course.grading.judge.results import SubmissionResult
from dlcourse.course.grading.judge.versions import packages, versions
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.process import CrowdedError
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.tiers import Sandbox


@dataclass(frozen=True)
class Job:
    """One submission to judge, with all that its result depends on but the sandbox's tier and installed versions."""

    student: str
    exercise: str
    submission: bytes
    solution: bytes  # its notebook, and so the version of the exercise
    wanted: str  # tier of the sandbox: auto for the best available
    limits: Limits
    files: dict[str, bytes] = field(default_factory=dict)  # that lie beside the notebook, by their paths from there
    notes: tuple[str, ...] = ()  # on what was left out beside it
    hidden: tuple[Path, ...] = ()  # what no worker may see
    own_questions: Files | None = None  # of the class, those that the exercise asks; no sandbox ever has them
    is_own_copy: bool = False  # of a student's, who is told of a question that is broken, and of the others' verdicts

    def key(self, tier: str) -> str:
        """Return the digest under which the result is cached, for a sandbox of this tier and all that is installed."""
        about = repr((versions(), packages(), tier, self.limits, self.notes))
        files = [part for name, data in sorted(self.files.items()) for part in (os.fsencode(name), data)]
        own = [repr(self.own_questions).encode()] if self.own_questions else []
        return digest(about.encode(), self.solution, self.submission, *files, *own)


@dataclass(frozen=True)
class Batch:
    """Data that all jobs of an exercise share."""

    course: Course
    exercise: str
    solution: bytes  # its notebook
    wanted: str  # tier of the sandbox
    limits: Limits
    own: Beside  # the files beside the solution
    hidden: tuple[Path, ...] = ()  # what no worker may see
    own_questions: Files | None = None  # of the class, those that the exercise asks


def job_of(batch: Batch, student: str) -> Job:
    """Return the job of a submission, unparsed; raises CourseError for a bad student id, IntakeError for a bad file."""
    path = batch.course.submitted(require_student_id(student), batch.exercise)
    refuse_links(path)
    submission = read_submission(path)
    files, notes = files_for(path.parent, batch.own)
    about = batch.wanted, batch.limits, files, tuple(notes), batch.hidden, batch.own_questions
    return Job(student, batch.exercise, submission, batch.solution, *about)


class NoRoomError(Exception):
    """A submission for which there was no memory beside the others; it has no result yet."""


class Judged(str):
    """The text of a judged notebook, with what judging it took: that is no part of the text, which never varies."""

    usage: dict[str, Any]


def judge(job: Job) -> Judged | SubmissionResult:
    """Return the judged notebook as text, or a result if the submission cannot be read.

    Raises SandboxError if this machine has no sandbox of the wanted tier, BrokenQuestionError if a question of the
    class's own cannot judge: a submission has all its points or none.
    """
    with given(job.own_questions):
        return _judge(job)


def _judge(job):
    solution = parse_solution(job.solution)
    sandbox = sandbox_for(solution, job.wanted, job.limits, job.hidden)
    try:
        notebook = parse_notebook(f"{job.exercise}.ipynb", job.submission)
    except IntakeError as error:
        return rejected(job.student, job.exercise, sandbox.tier, error)
    notebook = restore(notebook, solution)
    about = job.solution, job.files, job.notes
    usage = write_results(notebook, sandbox, solution, *about, is_own_copy=job.is_own_copy)
    notebook.metadata.dlcourse["key"] = job.key(sandbox.tier)
    judged = Judged(json.dumps(notebook, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n")
    judged.usage = usage
    return judged


def write_results(
    notebook: nbformat.NotebookNode,
    sandbox: Sandbox,
    solution: nbformat.NotebookNode,
    exercise: bytes,
    files: Mapping[str, bytes],
    notes: Iterable[str],
    *,
    is_own_copy: bool = False,
) -> dict[str, Any]:
    """Grade a restored notebook, and write into it what came of it; return what that took.

    - `notebook`, `sandbox`: what is graded, and where it runs.
    - `solution`, `exercise`: the solution, and its bytes.
    - `files`, `notes`: what lies beside the notebook, and what was left out there.
    - `is_own_copy`: whether it is a student's own, in which a question may be broken.

    Raises NoRoomError if the machine has too little memory at this time, BrokenQuestionError if a question of a class's
    own cannot judge.
    """
    text = "\n".join(cell.source for cell in notebook.cells)
    try:
        graded = grade_notebook(sandbox, solution, notebook, seed_of(text.encode(), exercise), files)
    except CrowdedError as error:
        raise NoRoomError(f"{error}: grade again, with fewer programs beside it") from None
    if graded.broken and not is_own_copy:
        raise graded.broken[0]
    write_outputs(notebook, graded)
    notebook.metadata["dlcourse"] = nbformat.from_dict({"sandbox": sandbox.tier, "notes": list(notes)})
    return graded.usage


def sandbox_for(solution: nbformat.NotebookNode, wanted: str, limits: Limits, hidden: tuple[Path, ...] = ()) -> Sandbox:
    """Return this process's sandbox for an exercise, built and probed once, then cached."""
    return shared_sandbox(wanted, needs_keras(solution), limits, hidden)


def reason(error: Exception) -> str:
    """Return one line on a fault of the machine or of the grader."""
    if isinstance(error, BrokenQuestionError):
        return f"not judged, and no points are entered: {error}"
    lines = str(error).splitlines() or [""]
    return describe_fault(error) or f"the grader failed with {type(error).__name__}: {lines[0]}"


def rejected(student: str, name: str, tier: str, why: Exception) -> SubmissionResult:
    """Return the result of a submission that cannot be read."""
    return SubmissionResult(student, name, None, None, "rejected", message=str(why), sandbox=tier)
