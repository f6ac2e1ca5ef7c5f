"""What a worker of a cluster is asked to do: say what it has, and judge a submission in a sandbox of its own."""

import threading
import time
from dataclasses import dataclass

from dlcourse.course.folder import CourseError
from dlcourse.course.grading.batch.faults import affects_whole_batch
from dlcourse.course.grading.judge.judging import Job, judge, reason
from dlcourse.course.grading.judge.results import SubmissionResult
from dlcourse.course.grading.judge.versions import versions
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.tiers import SandboxError

SETTLING = 3.0  # seconds of a worker's life: one that dies sooner is not started again by its nanny
SETTLED = threading.Event()
ONE_AT_A_TIME = threading.Lock()  # judging catches what is printed and warned of, for the whole process


@dataclass(frozen=True)
class Wrong:
    """What went wrong on a worker, as text: an exception of any depth might not travel, and would be waited for."""

    text: str
    ends_the_batch: bool = False


def judge_on_worker(job: Job, wanted: dict[str, str]) -> str | SubmissionResult | Wrong:
    """Judge a submission on a worker that is as it must be."""
    from distributed import get_worker

    worker = get_worker().address
    try:
        require_same(worker, versions(), wanted)
        wait_for_nanny()
        with ONE_AT_A_TIME:
            return judge(job)
    except SandboxError as error:
        return Wrong(str(no_sandbox(worker, error)), True)
    except CourseError as error:
        return Wrong(str(error), True)
    except Exception as error:
        return Wrong(f"on the worker {worker}: {reason(error)}", affects_whole_batch(error))


def wait_for_nanny():
    """Wait before the first job, on a worker that came after the batch began: perhaps in the place of a dead one."""
    if not SETTLED.is_set():
        time.sleep(SETTLING)
        SETTLED.set()


def probe_worker(wanted: str) -> tuple[dict[str, str], str]:
    """What is installed on a worker, and the tier of its sandbox; raises SandboxError where it has none."""
    SETTLED.set()
    return versions(), shared_sandbox(wanted).tier


def require_same(worker, found, wanted):
    """Raise CourseError where a worker has another version than this machine."""
    for what, version in found.items():
        if version != wanted[what]:
            raise CourseError(
                f"the worker {worker} has {what} {version}, this machine {wanted[what]}: results could differ; "
                "install the same on both (constraints.txt), and start the worker again"
            )


def no_sandbox(worker, error):
    """A worker that could not keep students' code in, as an error."""
    return CourseError(
        f"the worker {worker} has no sandbox for the code of others: {error}. Mend that or stop it; or, where all "
        "workers are machines that hold nothing you would miss, use --unsandboxed"
    )
