"""Where submissions are judged: in processes of this machine. `cluster.py` has the other executor."""

import concurrent.futures
import multiprocessing
import os
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from dlcourse.course.grading.judge.judging import Job, judge, parse_solution, sandbox_for
from dlcourse.course.grading.judge.results import SubmissionResult


class FaultError(Exception):
    """A job that the grader failed at; its text is the message of the fault."""


class Executor(Protocol):
    """Judges jobs; a context that lets go of what it holds."""

    wanted: str  # tier of the sandbox, as asked for
    tiers: set[str]  # of its sandboxes

    def __enter__(self) -> Any:
        """Ready to take jobs."""

    def __exit__(self, *error) -> None:
        """Drop the jobs in hand."""

    def size(self) -> int:
        """How many jobs it judges at a time."""

    def submit(self, job: Job) -> Any:
        """Take a job; returns a future."""

    def wait(self, futures: list) -> None:
        """Return when one of these is done, or earlier."""

    def result(self, future: Any, job: Job) -> str | SubmissionResult:
        """What `judge` returned or raised; FaultError where that job ends the processes that take it on.

        Raises CourseError if the executor itself is broken.
        """


class Pool:
    """Processes of this machine, which share the sandbox that this one prepares."""

    def __init__(self, tier: str, submissions: int, processes: int | None = None):
        self.wanted, self.tiers = tier, {tier}
        self.processes = min(processes or os.cpu_count() or 1, submissions)
        self.pool: ProcessPoolExecutor | None = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.drop()

    def size(self) -> int:
        """The processes."""
        return self.processes

    def submit(self, job: Job) -> Future:
        """Give a job to a process; where one was killed, to new ones."""
        if self.pool is None:
            sandbox_for(parse_solution(job.solution), job.wanted, job.limits)  # once, before the fork
            self.pool = pool_of(self.processes)
        try:
            return self.pool.submit(judge, job)
        except BrokenProcessPool:
            self.drop()
            return self.submit(job)

    def wait(self, futures: Iterable[Future]) -> None:
        """Wait until one of them is done."""
        concurrent.futures.wait(futures, return_when=concurrent.futures.FIRST_COMPLETED)

    def result(self, future: Future, job: Job) -> str | SubmissionResult:
        """What the job's process found; where a process was killed, nobody knows over which job: it is tried alone."""
        try:
            return future.result()
        except BrokenProcessPool:
            return self.judge_alone(job)

    def judge_alone(self, job: Job) -> str | SubmissionResult:
        """Judge a job in a process of its own."""
        with pool_of(1) as alone:
            try:
                return alone.submit(judge, job).result()
            except BrokenProcessPool:
                raise FaultError("this submission ended the grader's own process twice; grade again") from None

    def drop(self):
        """End the processes; jobs that have not begun are forgotten."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None


def pool_of(processes: int) -> ProcessPoolExecutor:
    """Processes that share the sandbox that this one has prepared."""
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context(method))
