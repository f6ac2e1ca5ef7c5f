"""The executor on processes of this machine; `cluster.py` has the other one."""

import concurrent.futures
import multiprocessing
import os
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, Self

from dlcourse.course.grading.batch.judging_process import begin, judging
from dlcourse.course.grading.judge.exercise import parse_solution
from dlcourse.course.grading.judge.judging import Job, NoRoomError, judge, sandbox_for
from dlcourse.course.grading.judge.results import SubmissionResult


class FaultError(Exception):
    """A job at which the grader failed; the text is the message of the fault."""


class Executor(Protocol):
    """An executor of jobs; a context manager that releases its resources."""

    wanted: str  # tier of the sandbox, as asked for
    tiers: set[str]  # of its sandboxes
    on_this_machine: int  # how many jobs are judged here at a time, and share its memory

    def __enter__(self) -> Any:
        """Return the executor, ready for jobs."""

    def __exit__(self, *error: Any) -> None:
        """Drop the unfinished jobs."""

    def size(self) -> int:
        """Return how many jobs are judged at a time."""

    def submit(self, job: Job) -> Any:
        """Submit a job and return its future."""

    def wait(self, futures: list) -> None:
        """Return when one of the futures is done, or earlier."""

    def result(self, future: Any, job: Job) -> str | SubmissionResult:
        """Return or raise what `judge` did; raises FaultError if the job kills the processes that run it.

        Raises CourseError if the executor itself is broken.
        """


class Pool:
    """An executor on local processes, which share the sandbox that this process builds."""

    def __init__(self, tier: str, submissions: int, processes: int | None = None) -> None:
        self.wanted, self.tiers = tier, {tier}
        self.processes = self.on_this_machine = min(processes or os.cpu_count() or 1, submissions)
        self.pool: ProcessPoolExecutor | None = None
        self.others: set[BaseProcess] = set()  # processes of this one that are not ours

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        if error[0] is not None:
            self.stop()
        self.drop()

    def size(self) -> int:
        """Return the number of processes."""
        return self.processes

    def submit(self, job: Job) -> Future:
        """Submit a job to the processes, or to new ones if one was killed."""
        if self.pool is None:
            sandbox_for(parse_solution(job.solution), job.wanted, job.limits, job.hidden)  # once, before the fork
            self.others = set(multiprocessing.active_children())
            self.pool = pool_of(self.processes)
        try:
            return self.pool.submit(judging, judge, job)
        except BrokenProcessPool:
            self.drop()
            return self.submit(job)

    def wait(self, futures: Iterable[Future]) -> None:
        """Wait until one of the futures is done."""
        concurrent.futures.wait(futures, return_when=concurrent.futures.FIRST_COMPLETED)

    def result(self, future: Future, job: Job) -> str | SubmissionResult:
        """Return the job's result; it is retried in a process of its own if one was killed, or memory was short.

        The job at fault is unknown then.
        """
        try:
            return future.result()
        except (BrokenProcessPool, NoRoomError):
            return self.judge_alone(job)

    def judge_alone(self, job: Job) -> str | SubmissionResult:
        """Judge a job in a process of its own."""
        with pool_of(1) as alone:
            try:
                return alone.submit(judging, judge, job).result()
            except BrokenProcessPool:
                raise FaultError("this submission ended the grader's own process twice; grade again") from None
            except NoRoomError as error:
                raise FaultError(f"there is too little memory: {error}") from None

    def stop(self) -> None:
        """End the processes in the middle of what they judge."""
        if self.pool is not None:
            for process in set(multiprocessing.active_children()) - self.others:
                process.terminate()

    def drop(self) -> None:
        """End the processes; jobs that have not begun are dropped."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None


def pool_of(processes: int) -> ProcessPoolExecutor:
    """Return processes that share the sandbox of this one."""
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(processes, context, initializer=begin, initargs=(os.getpid(),))
