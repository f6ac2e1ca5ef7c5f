"""The tasks of a cluster's worker: report its versions, and judge a submission in its own sandbox."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from dlcourse.course.folder import CourseError
from dlcourse.course.grading.batch.faults import affects_whole_batch
from dlcourse.course.grading.judge.judging import Job, judge, reason
from dlcourse.course.grading.judge.results import SubmissionResult
from dlcourse.course.grading.judge.versions import versions
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.tiers import SandboxError

SETTLING = 3.0  # seconds that a worker must live for its nanny to restart it
SETTLED = threading.Event()
ONE_AT_A_TIME = threading.Lock()  # judging captures output and warnings of the whole process


@dataclass(frozen=True)
class Wrong:
    """An error on a worker, as text: a deeply nested exception might not be sent, and would be waited for."""

    text: str
    ends_the_batch: bool = False


def judge_on_worker(job: Job, wanted: dict[str, str]) -> str | SubmissionResult | Wrong:
    """Judge a submission on a worker; returns Wrong if its versions or its sandbox are unsuitable, or judging fails."""
    from distributed import get_worker

    worker = get_worker().address
    try:
        require_same(worker, versions(), wanted)
        _wait_for_nanny()
        with ONE_AT_A_TIME:
            return judge(job)
    except SandboxError as error:
        return Wrong(str(no_sandbox(worker, error)), True)
    except CourseError as error:
        return Wrong(str(error), True)
    except Exception as error:
        return Wrong(f"on the worker {worker}: {reason(error)}", affects_whole_batch(error))


def _wait_for_nanny():
    """Wait before the first job of a worker that joined during the batch: it may replace one that died."""
    if not SETTLED.is_set():
        time.sleep(SETTLING)
        SETTLED.set()


def probe_worker(wanted: str) -> tuple[dict[str, str], str]:
    """Return a worker's versions and the tier of its sandbox; raises SandboxError if it has none."""
    SETTLED.set()
    return versions(), shared_sandbox(wanted).tier


def require_same(worker: str, found: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Raise CourseError if a worker's versions differ from this machine's."""
    for what, version in found.items():
        if version != wanted[what]:
            raise CourseError(
                f"the worker {worker} has {what} {version}, this machine {wanted[what]}: results could differ; "
                "install the same on both (constraints.txt), and start the worker again"
            )


def no_sandbox(worker: str, error: SandboxError) -> CourseError:
    """Return the error for a worker without a sandbox."""
    return CourseError(
        f"the worker {worker} has no sandbox for the code of others: {error}. Fix that or stop it; or, where all "
        "workers are machines that hold nothing you would miss, use --unsandboxed"
    )
