"""The whole term: who has stopped handing in, who is at risk, and each mistake from exercise to exercise.

The rules are few, and stand below and in `dlcourse insights --help`. A student whose due date is still to come misses
nothing yet, and work that is not graded yet is neither missing nor poor. Of a small class, or early in the term, the
rules say nothing: its teacher knows better.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from dlcourse.checks.families import families_of
from dlcourse.course.grading.insights.rules import COUNTS, EXERCISES, FEWEST, GONE, HALF, POOR, RULES
from dlcourse.course.grading.judge.results import QuestionResult

Graded = Mapping[str, Mapping[str, Sequence[QuestionResult]]]  # by exercise and student


@dataclass(frozen=True)
class Student:
    """One student: the share of the points in each exercise, None if it is missing; and what the rules say, and why."""

    id: str
    name: str
    shares: dict[str, float | None]
    status: str = ""  # "stopped", "at risk", "nothing yet" or ""
    why: str = ""


@dataclass(frozen=True)
class Exercise:
    """One exercise: whether it counts, by how many it was handed in, and the mean share of their points."""

    name: str
    counts: bool
    handed_in: int
    mean: float | None


@dataclass(frozen=True)
class Mistake:
    """A misconception in a question of an exercise: by how many students it was met, of how many who answered."""

    exercise: str
    question: str
    name: str
    students: int
    answered: int


@dataclass(frozen=True)
class Term:
    """The insights into a term."""

    exercises: list[Exercise]
    students: list[Student]
    mistakes: list[Mistake]  # in the order of the exercises, the most frequent first in each
    kinds: dict[str, dict[str, int]]  # how many students made a mistake of a kind, by exercise; most frequent first
    again: dict[str, int]  # by kind, how many students made it in two exercises or more
    remark: str = ""  # why nothing is said of anybody

    def of_status(self, status: str) -> list[Student]:
        """Return the students of whom the rules say this."""
        return [student for student in self.students if student.status == status]

    def to_dict(self) -> dict[str, Any]:
        """Return it as data for JSON."""
        return asdict(self) | {"rules": " ".join(RULES.split())}


@dataclass
class ClassMarks:
    """The marks of a class: names by id, and the share of the points by student and exercise."""

    names: dict[str, str]
    shares: dict[tuple[str, str], float] = field(default_factory=dict)
    ungraded: set[tuple[str, str]] = field(default_factory=set)  # handed in, without points so far
    is_still_open: Callable[[str, str], bool] = lambda student, exercise: False  # noqa: ARG005 - a due date to come


def term_of(marks: ClassMarks, graded: Graded) -> Term:
    """Return the insights into a term; `graded` are the results of each question."""
    exercises = _exercises(marks)
    counting = [one.name for one in exercises if one.counts]
    remark = _too_few(len(marks.names), len(counting))
    students = [_student(marks, student, exercises, [] if remark else counting) for student in sorted(marks.names)]
    met = {
        exercise: {
            student: {(one.name, name) for one in results for name in one.misconceptions}
            for student, results in of.items()
        }
        for exercise, of in sorted(graded.items())
    }
    kinds: dict[str, dict[str, int]] = {}
    again: Counter[tuple[str, str]] = Counter()
    for exercise, of_students in met.items():
        for student, mistakes in of_students.items():
            for kind in {kind for question, name in mistakes for kind in families_of(question, name)}:
                by_exercise = kinds.setdefault(kind, {})
                by_exercise[exercise] = by_exercise.get(exercise, 0) + 1
                again[kind, student] += 1
    ordered = dict(sorted(kinds.items(), key=lambda item: (-sum(item[1].values()), item[0])))
    repeated = {kind: sum(count > 1 for (one, _), count in again.items() if one == kind) for kind in ordered}
    return Term(exercises, students, _mistakes(graded), ordered, repeated, remark)


def _too_few(students, exercises):
    """Return why the rules say nothing, "" if they do."""
    if students < FEWEST:
        return f"Of {students} student{'s' * (students != 1)} nobody is called at risk: the rules need {FEWEST}."
    if exercises < EXERCISES:
        return f"Nobody is called at risk yet: the rules need {EXERCISES} exercises that count. There are {exercises}."
    return ""


def _exercises(marks):
    """Return the exercises that anybody has handed in, in order."""
    handed_in = {*marks.shares, *marks.ungraded}
    active = len({student for student, _ in handed_in})
    found = []
    for name in sorted({exercise for _, exercise in handed_in}):
        count = sum(exercise == name for _, exercise in handed_in)
        shares = [share for (_, exercise), share in marks.shares.items() if exercise == name]
        mean = sum(shares) / len(shares) if shares else None
        found.append(Exercise(name, count >= COUNTS * active, count, mean))
    return found


def _student(marks, student, exercises, counting):
    """Return what is known of a student, with what the rules say by the exercises that count."""
    shares = {one.name: marks.shares.get((student, one.name)) for one in exercises}
    there = {name for name in shares if shares[name] is not None or (student, name) in marks.ungraded}
    past = [name for name in counting if name in there or not marks.is_still_open(student, name)]
    status, why = _judged(shares, there, past) if len(past) >= EXERCISES else ("", "")
    return Student(student, marks.names[student], shares, status, why)


def _judged(shares, there, past):
    """Return what the rules say of a student who has handed in what is `there`, and why."""
    if not there:
        return "nothing yet", ""
    if not there.intersection(past[-GONE:]):
        return "stopped", f"last: {max(there)[:2]}"
    last = past[-EXERCISES:]
    poor = [name for name in last if name not in there or (shares[name] is not None and shares[name] < HALF)]
    told = [f"{name[:2]} {shares[name]:.0%}" if name in there else f"{name[:2]} missing" for name in poor]
    return ("at risk", ", ".join(told)) if len(poor) >= POOR else ("", "")


def _mistakes(graded):
    """Return the misconceptions of all exercises, the most frequent first in each."""
    found = []
    for exercise, of_students in sorted(graded.items()):
        answers = [one for results in of_students.values() for one in results if one.status != "not attempted"]
        answered = Counter(one.name for one in answers)
        met = Counter((one.name, name) for one in answers for name in set(one.misconceptions))
        found += [
            Mistake(exercise, question, name, count, answered[question])
            for (question, name), count in met.most_common()
        ]
    return found
