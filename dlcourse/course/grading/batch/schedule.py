"""The queue of a batch: which submissions are being judged, and which one is next.

Results come as they are done: a slow submission holds up no other.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from dlcourse.course.folder import CourseError, require_student_id
from dlcourse.course.grading.batch.faults import raise_if_batch_fails
from dlcourse.course.grading.batch.pool import Executor, FaultError
from dlcourse.course.grading.judge.intake import IntakeError
from dlcourse.course.grading.judge.judging import Batch, Job, job_of, reason, rejected
from dlcourse.course.grading.judge.result_cache import Kept
from dlcourse.course.grading.judge.results import SubmissionResult
from dlcourse.course.grading.nbgrader.roster import Roster

AHEAD = 2  # submissions in progress per process, so that memory does not grow with the class
EVERYBODY = Roster()


@dataclass
class Waiting:
    """A submission in the queue: its result if it is known at once, else its job and future."""

    student: str
    known: str | SubmissionResult | None = None
    job: Job | None = None
    future: Any = None

    @property
    def is_done(self) -> bool:
        """Return True if nobody has to wait for the result."""
        return self.known is not None or self.future.done()


def judge_all(
    executor: Executor, batch: Batch, students: list[str], kept: Kept, roster: Roster = EVERYBODY
) -> Generator[tuple[str, str | SubmissionResult], None, None]:
    """Yield each student, as they are done, with the judged notebook as text, or with a result if it cannot be judged.

    Whom the roster does not know is not judged.
    """
    waiting: list[Waiting] = []
    todo = iter(students)
    with executor:
        while True:
            while len(waiting) < AHEAD * executor.size() and (student := next(todo, None)) is not None:
                waiting.append(begin(executor, batch, student, kept, roster))
            if not waiting:
                return
            done = next((one for one in waiting if one.is_done), None)
            if done is not None:
                waiting.remove(done)
                yield done.student, outcome(executor, batch.exercise, done)
                continue
            try:
                executor.wait([one.future for one in waiting])
            except KeyboardInterrupt:
                for one in filter(_is_done, waiting):
                    yield one.student, outcome(executor, batch.exercise, one)
                raise


def _is_done(one):
    return one.is_done


def begin(executor: Executor, batch: Batch, student: str, kept: Kept, roster: Roster) -> Waiting:
    """Begin a submission: use the kept result if nothing has changed, else submit it to the executor as a job."""
    try:
        roster.require(require_student_id(student))
        job = job_of(batch, student)
        text = kept.find(student, (job.key(tier) for tier in executor.tiers))
        return Waiting(student, text) if text else Waiting(student, None, job, executor.submit(job))
    except (CourseError, IntakeError) as error:
        return Waiting(student, rejected(student, batch.exercise, _tiers_of(executor), error))
    except Exception as error:
        raise_if_batch_fails(error)
        return Waiting(student, student_fault(student, batch.exercise, executor, error))


def outcome(executor: Executor, name: str, one: Waiting) -> str | SubmissionResult:
    """Return a submission's notebook or result; raises CourseError if the executor or the machine is broken."""
    if one.known is not None:
        return one.known
    try:
        return executor.result(one.future, one.job)  # type: ignore[arg-type]  # without a result there is a job
    except CourseError:
        raise
    except FaultError as error:
        return _fault(one.student, name, _tiers_of(executor), str(error))
    except Exception as error:
        raise_if_batch_fails(error)
        return student_fault(one.student, name, executor, error)


def _tiers_of(executor):
    """Return the tiers of the executor as text, for a submission that ran in none of them."""
    return " or ".join(sorted(executor.tiers))


def student_fault(student: str, name: str, executor: Executor, error: Exception) -> SubmissionResult:
    """Return the result of a fault of the grader or the machine, described in one line."""
    return _fault(student, name, _tiers_of(executor), reason(error))


def _fault(student, name, tier, message):
    """Return the result of our own fault: no score, and never a zero."""
    return SubmissionResult(student, name, None, None, "failed", message=message, sandbox=tier)
