"""Submissions run once more, to see what their answers compute on cases that are the same for all.

Grading asks each submission on cases of its own, which nobody knows beforehand, so its outputs cannot be compared with
another's, and none are kept. So the few submissions in question run again as in grading, in the same sandbox and under
the same limits, on the cases that a question draws without a seed.
"""

import functools
import os
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlcourse.checks.catalogue import find_question, of_this_class
from dlcourse.checks.engine.diagnosis import fits
from dlcourse.checks.engine.outcome import Outcome, observe
from dlcourse.checks.engine.question import Question
from dlcourse.checks.engine.trial import Draw, Trial
from dlcourse.checks.own_questions import given
from dlcourse.course.authoring.release import is_given
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.pool import pool_of
from dlcourse.course.grading.insights.excerpt import Statement, excerpt
from dlcourse.course.grading.judge.attachments import read_folder
from dlcourse.course.grading.judge.exercise import parse_solution, read_asked, read_solution
from dlcourse.course.grading.judge.grader import grade_notebook
from dlcourse.course.grading.judge.intake import IntakeError, parse_notebook
from dlcourse.course.grading.judge.judging import Batch, Job, job_of, sandbox_for
from dlcourse.course.grading.judge.marking import restore
from dlcourse.course.grading.nbgrader.api import limits_of, private_paths
from dlcourse.course.grading.sandbox.process import CrowdedError
from dlcourse.course.grading.sandbox.readable_paths import to_hide

if TYPE_CHECKING:
    from traitlets.config import Config


@dataclass(frozen=True)
class Smallest:
    """The smallest input on which an answer is wrong, as text: its arguments in Python, and both results."""

    lines: list[str]
    yours: str
    expected: str


@dataclass(frozen=True)
class Answer:
    """A wrong answer that no misconception explains, and what it returned in each case that the question draws."""

    student: str
    name: str  # of the question
    outcomes: list[Outcome]
    function: str  # its name in the notebook
    statements: list[Statement]  # it, and what it needs of the notebook
    message: str  # of the check
    example: Smallest | None

    @property
    def question(self) -> Question:
        """Return the question."""
        return find_question(self.name)

    @property
    def trials(self) -> list[Trial]:
        """Return the cases that the question draws for everybody, with the answer's outcome and the right one."""
        draw = _draw_of(self.question)
        return [
            Trial(case, yours, right, self.question.tolerance)
            for case, yours, right in zip(draw.cases, self.outcomes, draw.right, strict=True)
        ]

    @property
    def always_fails(self) -> bool:
        """Return True for an answer that has numbers in no case."""
        return all(outcome.failure for outcome in self.outcomes)

    def computes(self, outcomes: list[Outcome]) -> bool:
        """Return True if these are the answer's own outcomes: the same numbers, or the same exceptions."""
        if not self.always_fails:
            return fits(self.question.parts, self.trials, outcomes)
        return list(map(_failure_of, self.outcomes)) == list(map(_failure_of, outcomes))


def _as_text(example):
    return example and Smallest(example.lines, example.yours, example.expected)


@functools.lru_cache(maxsize=64)
def _draw_of(question):
    """Return the cases that a question draws for everybody: they may hold functions, which no process can send."""
    return Draw(question)


def _failure_of(outcome):
    """Return what stopped a call, to be compared: the kind, and the exception or the sentence."""
    failure = outcome.failure
    return failure and (failure.kind, failure.exception or failure.message)


def _look_again(batch: Batch, student: str, wanted: Collection[str]) -> list[Answer]:
    """Run a submission again, and return its unnamed answers to the wanted questions.

    Raises IntakeError if it cannot be read any more, SandboxError if this machine has no sandbox of the wanted tier.
    """
    job = job_of(batch, student)
    with given(job.own_questions):
        return _looked(job, wanted)


def _looked(job: Job, wanted: Collection[str]) -> list[Answer]:
    """Return the unnamed answers of a job."""
    solution = parse_solution(job.solution)
    notebook = restore(parse_notebook(f"{job.exercise}.ipynb", job.submission), solution)
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    from_exercise = [cell.source for cell in solution.cells if cell.cell_type == "code" and is_given(cell)]
    functions = {asked.name: asked.function for asked in read_asked(solution)}
    found = []

    def look(question, answer, draw, verdict):
        if question.name in wanted and not verdict.misconceptions:
            outcomes = [
                observe(question, answer, case, right) for case, right in zip(draw.cases, draw.right, strict=True)
            ]
            smallest = _as_text(verdict.example)
            function = functions[question.name]
            code = excerpt(sources, function, from_exercise)
            found.append(Answer(job.student, question.name, outcomes, function, code, verdict.message, smallest))

    sandbox = sandbox_for(solution, job.wanted, job.limits, job.hidden)
    grade_notebook(sandbox, solution, notebook, None, job.files, look)
    return found


def look_at_all(batch: Batch, wanted: Mapping[str, Collection[str]]) -> Iterator[tuple[str, list[Answer] | str]]:
    """Yield each student with their unnamed answers to the wanted questions, or why they cannot be had.

    Several submissions run at a time, in processes that share this one's sandbox.
    """
    sandbox_for(parse_solution(batch.solution), batch.wanted, batch.limits, batch.hidden)  # once, before the fork
    with pool_of(min(os.cpu_count() or 1, len(wanted))) as pool:
        futures = {student: pool.submit(_look_again, batch, student, names) for student, names in wanted.items()}
        for student, future in futures.items():
            try:
                yield student, future.result()
            except (IntakeError, CourseError) as error:
                yield student, str(error)
            except (BrokenProcessPool, CrowdedError):
                raise CourseError("a process of the grader was killed, as by a lack of memory: try again") from None


def batch_for(course: Course, name: str, tier: str, config: "Config") -> Batch:
    """Return what all submissions of an exercise share when they run again, as in grading."""
    _, solution = read_solution(course.solution(name))
    limits = limits_of(course, config, name, os.cpu_count() or 1)
    hidden = () if tier == "none" else to_hide(private_paths(course, config))
    own = read_folder(course.solution(name).parent)
    return Batch(course, name, solution, tier, limits, own, hidden, of_this_class().part_for([name]))
