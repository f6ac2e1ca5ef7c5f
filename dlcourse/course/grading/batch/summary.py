"""Before and after grading a class: who has handed in, what was not taken, and at the end how many are graded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.results import SubmissionResult
from dlcourse.course.grading.nbgrader.collect import collect
from dlcourse.course.grading.nbgrader.roster import Roster, read_roster
from dlcourse.course.handed_in import misplaced

if TYPE_CHECKING:
    from traitlets.config import Config

MANY = 10  # submissions; what fewer took is in --json
SHOWN = 20  # ids in a line of the summary; --json has all


@dataclass(frozen=True)
class Class:
    """The submissions to grade."""

    students: list[str]  # who have handed in
    lines: list[str]  # to print before grading: what was not taken, and what else to know
    not_taken: list[str]  # those of the lines that are somebody's fault
    missing: list[str]  # by the roster
    roster: Roster = field(default_factory=Roster)


def read_class(course: Course, name: str, config: "Config", wanted: Sequence[str] | None = None) -> Class:
    """Collect what was handed in on the exchange, and return what there is to grade for exercise `name`.

    If students are named, faults in others' work are told, and do not count as faults of this grading.
    """
    collected = collect(course, name, config)
    roster = read_roster(course, config)
    lost = misplaced(course.root / "submitted", name, course.exercises(), roster.beside)
    of_wanted = [line for student, lines in collected.refused.items() if student in (wanted or ()) for line in lines]
    not_taken = [line for lines in collected.refused.values() for line in lines] + lost if wanted is None else of_wanted
    students = course.students(name)
    missing = roster.missing(students) if wanted is None else []
    return Class(students, collected.lines + lost, not_taken, missing, roster)


@dataclass
class Summary:
    """The outcome of grading a class."""

    submissions: int = 0
    graded: int = 0
    by_hand: int = 0  # of the graded: an answer waits to be read
    late: int = 0  # of the graded
    without_time: int = 0  # of the graded: there is a due date, and nobody knows when it was handed in
    rejected: int = 0
    failed: int = 0
    not_taken: list[str] = field(default_factory=list)  # a line on each thing that was not collected
    missing: list[str] = field(default_factory=list)  # students of the roster who have handed in nothing
    judged: int = 0  # of the submissions: the others' results were kept, or they could not be read
    cpu_seconds: float = 0.0  # that judging them took in their sandboxes
    peak_bytes: int = 0  # the largest memory of a process of theirs

    @classmethod
    def of(cls, results: Sequence[SubmissionResult], class_: Class) -> Self:
        """Return the summary of these results."""
        graded = [result for result in results if result.status == "graded"]
        used = [result.usage for result in results if result.usage]
        return cls(
            submissions=len(results),
            graded=len(graded),
            by_hand=sum(result.needs_manual_grade for result in graded),
            late=sum(bool(result.seconds_late) for result in graded),
            without_time=sum(result.seconds_late is None for result in graded),
            rejected=sum(result.status == "rejected" for result in results),
            failed=sum(result.status == "failed" for result in results),
            not_taken=class_.not_taken,
            missing=class_.missing,
            judged=len(used),
            cpu_seconds=round(sum(usage["cpu_seconds"] for usage in used), 3),
            peak_bytes=max((usage["peak_bytes"] for usage in used), default=0),
        )

    def to_text(self, results: Sequence[SubmissionResult] = (), roster: Roster | None = None) -> str:
        """Return the summary for a terminal; it says of these results who is late, rejected or failed."""
        roster = roster or Roster()
        counts = [f"{self.graded:,} graded"]
        counts += [f"{self.late:,} of them late"] if self.late else []
        counts += [f"{self.without_time:,} of them without a time, and so never late"] if self.without_time else []
        counts += [f"{self.by_hand:,} of them with answers to read by hand"] if self.by_hand else []
        counts += [f"{self.rejected:,} rejected"] if self.rejected else []
        counts += [f"{self.failed:,} failed"] if self.failed else []
        counts += [f"{len(self.not_taken):,} not taken (the first lines say why)"] if self.not_taken else []
        lines = [f"{self.submissions:,} submission{'s' if self.submissions != 1 else ''}: {', '.join(counts)}"]
        if self.judged >= MANY:
            used = (
                f"{self.cpu_seconds:,.1f} seconds of processor time, at most {self.peak_bytes / 2**20:,.0f} MB in one"
            )
            lines.append(f"The code of {self.judged:,} took {used} process")
        for word, students in _who_is(results).items():
            if students:
                lines.append(f"{len(students):,} {word}: {roster.listed(students, SHOWN)}")
        if self.missing:
            lines.append(f"{len(self.missing):,} of the roster missing: {roster.listed(self.missing, SHOWN)}")
        return "\n".join(lines)


def _who_is(results: Sequence[SubmissionResult]) -> dict[str, list[str]]:
    """Return the students whose submission is late, was rejected, or failed."""
    late = [result.student for result in results if result.status == "graded" and result.seconds_late]
    by_status = {
        status: [result.student for result in results if result.status == status] for status in ("rejected", "failed")
    }
    return {"late": late} | by_status
