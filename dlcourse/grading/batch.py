"""A batch in hand: which submissions are being judged, and whose turn it is.

Results come in the order of the students; a slow submission keeps the place waiting only when many after it are done.
"""

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from dlcourse.course import Course, CourseError
from dlcourse.grading.faults import stop_where_all_would_fail
from dlcourse.grading.intake import IntakeError
from dlcourse.grading.judging import Job, job_of, read_judged, reason, rejected
from dlcourse.grading.limits import Limits
from dlcourse.grading.pool import FaultError, Place
from dlcourse.grading.results import SubmissionResult

AHEAD = 2  # submissions in hand for each process, so that memory does not grow with their number
DONE_AHEAD = 16  # of those, with the finished ones that wait for a slow one before them


@dataclass
class Waiting:
    """A submission in hand: what is known of it at once, or the job and the future of what will be."""

    student: str
    known: str | SubmissionResult | None = None
    job: Job | None = None
    future: Any = None

    @property
    def is_done(self):
        """True where nobody has to wait for it."""
        return self.known is not None or self.future.done()


def judged(
    place: Place, course: Course, name: str, students: list[str], limits: Limits
) -> Generator[tuple[str, str | SubmissionResult], None, None]:
    """Each student, in order, with the text of the judged notebook, or with a result where there is none to judge."""
    solution = course.solution(name).read_bytes()
    waiting: deque[Waiting] = deque()
    todo = iter(students)
    with place:
        while True:
            while has_room(place, waiting) and (student := next(todo, None)) is not None:
                waiting.append(begin(place, course, name, student, solution, limits))
            if not waiting:
                return
            if waiting[0].is_done:
                yield waiting[0].student, outcome(place, name, waiting.popleft())
            else:
                place.wait([one.future for one in waiting if not one.is_done])


def has_room(place, waiting):
    """True where another submission may be begun: a slow one keeps few of the others waiting, and memory is bounded."""
    size = place.size()
    return len(waiting) < DONE_AHEAD * size and sum(not one.is_done for one in waiting) < AHEAD * size


def begin(place, course, name, student, solution, limits):
    """Take a submission in hand: what was kept stands where nothing has changed, else it goes to the place as a job."""
    try:
        job = job_of(course, name, student, solution, place.wanted, limits)
        kept = read_judged(course.autograded(student, name), [job.key(tier) for tier in place.tiers])
        return Waiting(student, kept) if kept else Waiting(student, None, job, place.submit(job))
    except (CourseError, IntakeError) as error:
        return Waiting(student, rejected(student, name, tiers_of(place), error))
    except Exception as error:
        stop_where_all_would_fail(error)
        return Waiting(student, student_fault(student, name, place, error))


def outcome(place, name, one):
    """What became of a submission; raises CourseError where the place or the machine is no good."""
    if one.known is not None:
        return one.known
    try:
        return place.result(one.future, one.job)
    except CourseError:
        raise
    except FaultError as error:
        return fault(one.student, name, tiers_of(place), str(error))
    except Exception as error:
        stop_where_all_would_fail(error)
        return student_fault(one.student, name, place, error)


def tiers_of(place):
    """The sandboxes there, for a submission that was in none."""
    return " or ".join(sorted(place.tiers))


def student_fault(student, name, place, error):
    """Our fault or the machine's, told in one line."""
    return fault(student, name, tiers_of(place), reason(error))


def fault(student, name, tier, message):
    """Our fault: no score, and never a zero."""
    return SubmissionResult(student, name, None, None, "failed", message=message, sandbox=tier)
