"""The executor on the workers of a dask.distributed cluster, for a large class or an open course.

It runs the same function as the local one, on the same plain data; each worker builds and probes its own sandbox, and
refuses to judge without one. A worker that dies costs nothing: the scheduler reassigns its jobs. The gradebook stays
here.
"""

import asyncio
import logging
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from dlcourse import __version__
from dlcourse.course.folder import CourseError
from dlcourse.course.grading.batch.address import existing, is_in_the_open, safe_address
from dlcourse.course.grading.batch.on_worker import Wrong, judge_on_worker, no_sandbox, probe_worker, require_same
from dlcourse.course.grading.batch.pool import FaultError
from dlcourse.course.grading.judge.judging import Job
from dlcourse.course.grading.judge.results import SubmissionResult
from dlcourse.course.grading.judge.versions import versions
from dlcourse.course.grading.sandbox.tiers import SandboxError
from dlcourse.extras import install_line

try:
    import distributed
    from distributed.client import FutureCancelledError, FuturesCancelledError
except ImportError:
    raise ImportError(f"a cluster needs dask.distributed: run `{install_line('cluster')}`") from None

CONNECT_TIMEOUT_S = 5.0  # seconds for a scheduler to answer, and for its first worker to join
WORKER_TIMEOUTS = (
    12  # times as long: for workers to probe their sandboxes, and until a batch that has lost them all is aborted
)
PAUSED_MOST = 600.0  # seconds for which all workers may be paused

PAUSED = (
    "{} of {} paused, as dask does when their memory is nearly full: nothing new is judged until one goes on, which is "
    "waited for {:g} minutes"
)


class Cluster:
    """The workers of a scheduler. Raises CourseError if it does not answer, or if a worker must not be used."""

    def __init__(
        self,
        address: str,
        security: distributed.Security | None = None,
        wanted: str = "auto",
        connect_timeout: float = CONNECT_TIMEOUT_S,
    ) -> None:
        self.address, self.wanted, self.connect_timeout = address, wanted, connect_timeout
        self.unfetched: set[distributed.Future] = set()
        self.client = connect(safe_address(address), security, connect_timeout)
        self.workers, self.counted, self.seen = 1, 0.0, time.monotonic()
        self.paused: float | None = None  # since when all of them are
        try:
            self.tiers, self.on_this_machine = self.examine(), 1
        except BaseException:
            self.client.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        self.client.close()

    def examine(self) -> set[str]:
        """Return the tiers of the workers' sandboxes; raises CourseError if a worker must not be used."""
        try:
            self.client.wait_for_workers(1, timeout=self.connect_timeout)
        except TimeoutError:
            raise CourseError(f"{self.address} has no workers: start some with `dask worker {self.address}`") from None
        self.count()
        # dask pickles our functions by name, which another version may lack; every Python has this one
        for worker, version in self.ask(eval, "__import__('dlcourse').__version__").items():
            _require_version(worker, version)
        return {_tier_of(worker, found) for worker, found in self.ask(probe_worker, self.wanted).items()}

    def ask(self, function: Callable, *arguments: Any) -> dict[str, Any]:
        """Return each worker's result, or the exception that it raised."""
        timeout = WORKER_TIMEOUTS * self.connect_timeout
        try:
            return self.client.sync(self.client.run, function, *arguments, on_error="return", callback_timeout=timeout)
        except TimeoutError:
            raise CourseError(f"not all workers of {self.address} answer within {timeout:g} s") from None
        except OSError as error:
            raise self.lost() from error

    def size(self) -> int:
        """Return the number of workers now; each judges one submission at a time, however many threads it has."""
        if time.monotonic() > self.counted + 1:
            self.count()
        return max(self.workers, 1)

    def count(self) -> None:
        """Count the workers; raises CourseError if there have been none for too long, or one is remote without TLS.

        Workers that are all paused are told, and waited for, but not for ever.
        """
        timeout = WORKER_TIMEOUTS * self.connect_timeout
        try:
            scheduler = self.client.scheduler
            if scheduler is None:
                raise self.lost()
            found = self.client.sync(scheduler.identity, callback_timeout=timeout)["workers"]
        except OSError as error:
            raise self.lost() from error
        for worker in filter(is_in_the_open, found):
            raise CourseError(f"the worker {worker} is on another machine and without TLS: start all of them with TLS")
        self.look_for_pauses([worker["status"] for worker in found.values()])
        self.workers = len(found)
        self.counted = time.monotonic()
        if self.workers:
            self.seen = self.counted
        elif self.counted > self.seen + timeout:
            raise CourseError(f"{self.address} has no workers left. What was finished is kept: start some, grade again")

    def look_for_pauses(self, statuses: list[str]) -> None:
        """Say that all workers are paused, once; raises CourseError if they have been for too long."""
        if not statuses or set(statuses) != {"paused"}:
            self.paused = None
        elif self.paused is None:
            self.paused = time.monotonic()
            workers = f"all {len(statuses)} workers" if len(statuses) > 1 else "the worker"
            line = PAUSED.format(workers, self.address + (" are" if len(statuses) > 1 else " is"), PAUSED_MOST / 60)
            print(f"dlcourse grade: {line}", file=sys.stderr, flush=True)
        elif time.monotonic() > self.paused + PAUSED_MOST:
            raise CourseError(
                f"all workers of {self.address} have been paused for {PAUSED_MOST / 60:g} minutes. What was finished "
                "is kept: give them more memory (dask worker --memory-limit), grade again"
            )

    def submit(self, job: Job) -> distributed.Future:
        """Submit a job to the scheduler and return its future."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # dask advises to scatter large data, which would be lost with its worker
            future = self.client.submit(judge_on_worker, job, versions(), pure=False)
        self.unfetched.add(future)
        return future

    def wait(self, futures: list[distributed.Future]) -> None:
        """Wait until one of the futures is done, or until a timeout."""
        try:
            distributed.wait(futures, timeout=self.connect_timeout, return_when="FIRST_COMPLETED")
        except FuturesCancelledError as error:
            raise self.lost() from error
        except TimeoutError:
            self.count()

    def result(self, future: distributed.Future, job: Job) -> str | SubmissionResult:
        """Return the worker's result; raises FaultError if the job killed one worker after the other.

        The scheduler gives up all jobs of those workers, and nobody knows which one is to blame: a job is retried once,
        alone, when nothing else is left on the cluster that could be.
        """
        try:
            return self.fetch(future)
        except distributed.KilledWorker:
            self.wait_for_all()
        try:
            return self.fetch(self.submit(job))
        except distributed.KilledWorker:
            raise FaultError("this submission killed one worker after the other: see the workers' logs") from None

    def wait_for_all(self) -> None:
        """Wait until no job is waiting or running, and each has a result or was given up."""
        while self.unfetched:
            try:
                distributed.wait(list(self.unfetched), timeout=self.connect_timeout)
                return
            except FuturesCancelledError as error:
                raise self.lost() from error
            except TimeoutError:
                self.count()

    def fetch(self, future: distributed.Future) -> str | SubmissionResult:
        """Return a future's result, however often its worker dies before it is fetched."""
        self.unfetched.discard(future)
        while True:
            try:
                return taken(future.result(timeout=self.connect_timeout))
            except FutureCancelledError as error:
                raise self.lost() from error
            except TimeoutError:
                self.count()

    def lost(self) -> CourseError:
        """Return the error for a scheduler that was lost."""
        return CourseError(f"the scheduler at {self.address} is gone. What was finished is kept: grade again")


def connect(address: str, security: distributed.Security | None, connect_timeout: float) -> distributed.Client:
    """Return a client of the scheduler; raises CourseError if it does not answer."""
    for name in ("distributed", "distributed.client", "distributed.comm", "distributed.core"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # our errors say it in a line
    if address.startswith("tls://"):
        security = security or security_of()
    try:
        asyncio.run(asyncio.wait_for(_greet(address, security, connect_timeout), connect_timeout + 1))
        return distributed.Client(address, security=security, timeout=connect_timeout)
    except TimeoutError:
        reason = "the connection is taken, and nothing is said"
    except Exception as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
    raise CourseError(f"no dask scheduler answers at {address}: {reason}")


async def _greet(address, security, connect_timeout):
    """Shake hands with a scheduler: if it accepted the connection and stayed silent, a client would wait forever."""
    arguments = security.get_connection_args("client") if security else {}
    connection = await distributed.core.connect(address, timeout=connect_timeout, **arguments)
    connection.abort()


def security_of(
    ca: Path | None = None, certificate: Path | None = None, key: Path | None = None
) -> distributed.Security:
    """Return TLS settings with these files, or those of dask's configuration; raises CourseError if one is missing."""
    options = {
        "tls_ca_file": existing(ca, "--tls-ca"),
        "tls_client_cert": existing(certificate, "--tls-cert"),
        "tls_client_key": existing(key, "--tls-key"),
    }
    given = {name: path for name, path in options.items() if path is not None}
    security = distributed.Security(require_encryption=True, **given)
    files = security.get_tls_config_for_role("client")
    if not (files.get("ca_file") and files.get("cert")):
        raise CourseError(
            "TLS needs certificates: give --tls-ca, --tls-cert and --tls-key, or name the files in dask's "
            "configuration (distributed.comm.tls)"
        )
    return security


# Results from the workers


def taken(found: str | SubmissionResult | Wrong) -> str | SubmissionResult:
    """Return a worker's result, or raise its error: CourseError if that ends the batch, else FaultError."""
    if isinstance(found, Wrong):
        raise (CourseError if found.ends_the_batch else FaultError)(found.text)
    return found


def _require_version(worker, found):
    """Raise CourseError unless a worker has this version of the package."""
    if isinstance(found, ModuleNotFoundError):
        raise CourseError(f"the worker {worker} has no dlcourse: install version {__version__} there")
    if isinstance(found, Exception):
        raise CourseError(f"the worker {worker} cannot be used: {type(found).__name__}: {found}")
    require_same(worker, {"dlcourse": found}, versions())


def _tier_of(worker, found):
    """Return the tier of a worker's sandbox; raises CourseError if the worker must not be used."""
    if isinstance(found, SandboxError):
        raise no_sandbox(worker, found)
    if isinstance(found, Exception):
        raise CourseError(f"the worker {worker} cannot be used: {type(found).__name__}: {found}")
    there, tier = found
    require_same(worker, there, versions())
    return tier
