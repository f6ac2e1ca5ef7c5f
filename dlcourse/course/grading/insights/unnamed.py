"""The unnamed: wrong answers that no misconception explains, in groups by what they compute.

Two answers are in one group by the rule by which a misconception is recognised: the same numbers in every case, within
the tolerance of the check. A text that looks alike says nothing, and one that looks otherwise no more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.checks.engine.question import Question
from dlcourse.course.folder import CourseError
from dlcourse.course.grading.insights.again import Answer
from dlcourse.course.grading.insights.excerpt import as_written, cleaned
from dlcourse.course.grading.judge.results import QuestionResult
from dlcourse.course.terminal import visible

WRONG = ("partial", "incorrect", "undecided", "error")


@dataclass(frozen=True)
class Group:
    """Answers to one question that compute the same; the one that is shown is the shortest."""

    question: Question
    answers: list[Answer]

    @property
    def shown(self) -> Answer:
        """Return the answer that is easiest to read."""
        return min(self.answers, key=lambda answer: (len(cleaned(answer.statements)), answer.student))

    @property
    def students(self) -> list[str]:
        """Return whose they are."""
        return [answer.student for answer in self.answers]

    def to_dict(self, number: int, names: bool) -> dict[str, Any]:
        """Return the group as data for JSON; the students and their own words only if `names` are asked for."""
        shown, example = self.shown, self.shown.example
        data = {
            "question": self.question.name,
            "group": number,
            "size": len(self.answers),
            "source": as_written(shown.statements) if names else cleaned(shown.statements),
            "message": shown.message,
            "fails": shown.always_fails,
            "example": None if example is None else _as_data(self.question, example),
        }
        return data | ({"students": self.students} if names else {})


def _as_data(question, example):
    call = f"{question.name}({', '.join(question.arguments)})"
    return {"input": example.lines, "call": call, "theirs": example.yours, "expected": example.expected}


@dataclass
class Unnamed:
    """All groups of an exercise, the largest first within each question, and the questions by their largest."""

    exercise: str
    students: int  # who are graded
    wrong: int  # answers that are wrong
    named: int  # of them: those that a misconception explains, or in part
    groups: list[Group]
    not_run: list[str]  # a line on each submission that could not be run again
    names: Mapping[str, str] = field(default_factory=dict)  # of the students by id, to be printed beside it

    def numbered(self) -> list[tuple[int, Group]]:
        """Return the groups with their numbers, which begin with 1 in each question."""
        counts: dict[str, int] = {}
        numbered = []
        for group in self.groups:
            counts[group.question.name] = counts.get(group.question.name, 0) + 1
            numbered.append((counts[group.question.name], group))
        return numbered

    def find(self, question: str, number: int) -> Group:
        """Return a group by its question and number; raises CourseError if there is none."""
        of_question = [group for group in self.groups if group.question.name == question]
        if not of_question:
            shows = f"dlcourse insights {self.exercise[:2]} --unnamed shows those that there are"
            raise CourseError(f"no unnamed answers to the question {question!r}: {shows}")
        if not 1 <= number <= len(of_question):
            raise CourseError(f"--group: expected a number from 1 to {len(of_question)}. Received: {number}")
        return of_question[number - 1]

    def to_dict(self, names: bool = False) -> dict[str, Any]:
        """Return all of it as data for JSON."""
        counts = {key: getattr(self, key) for key in ("exercise", "students", "wrong", "named", "not_run")}
        counts["not_run"] = self.not_run if names else len(self.not_run)
        groups = [group.to_dict(number, names) for number, group in self.numbered()]
        whose = {one: self.names[one] for group in self.groups for one in group.students if one in self.names}
        return counts | {"groups": groups} | ({"names": whose} if names else {})

    def shown(self, student: str) -> str:
        """Return a student as it is printed: the id, and the name behind it."""
        return _shown(student, self.names)


def is_unnamed(result: QuestionResult) -> bool:
    """Return True for a wrong answer of which something was run, and in which no misconception was recognised."""
    return result.status in WRONG and not result.misconceptions and result.name in QUESTIONS


def _in_groups(answers: Iterable[Answer]) -> list[Group]:
    """Return the answers in groups by what they compute, the largest first."""
    groups: dict[str, list[Group]] = {}
    for answer in answers:
        of_question = groups.setdefault(answer.name, [])
        same = next((group for group in of_question if group.answers[0].computes(answer.outcomes)), None)
        if same is None:
            of_question.append(Group(answer.question, [answer]))
        else:
            same.answers.append(answer)
    return sorted((group for found in groups.values() for group in found), key=lambda group: -len(group.answers))


def summarised(
    exercise: str,
    graded: Mapping[str, list[QuestionResult]],
    looked: Mapping[str, list[Answer] | str],
    names: Mapping[str, str] | None = None,
) -> Unnamed:
    """Return the groups of a class from what is graded and from what was run again; `names` are the students', by id.

    What was run again are answers, or why a submission could not be run.
    """
    wrong = [result for results in graded.values() for result in results if result.status in WRONG]
    answers = [answer for found in looked.values() if not isinstance(found, str) for answer in found]
    lines = [f"{_shown(student, names or {})}: {found}" for student, found in looked.items() if isinstance(found, str)]
    named = sum(bool(result.misconceptions) for result in wrong)
    return Unnamed(exercise, len(graded), len(wrong), named, _in_groups(answers), lines, names or {})


def _shown(student, names):
    return visible(student) + (f" ({visible(names[student])})" if student in names else "")


def to_lines(unnamed: Unnamed, names: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the lines for a terminal, each with its style; code stands in lines of its own."""
    wrong = f"{unnamed.wrong:,} wrong answer{'s' * (unnamed.wrong != 1)}"
    explained = f"{unnamed.named:,} of them explained by a misconception"
    yield f"{unnamed.exercise}: {unnamed.students:,} graded, {wrong}, {explained}", "bold"
    for number, group in unnamed.numbered():
        yield "", ""
        yield from _lines_of(group, number, unnamed.shown if names else None)
    if unnamed.not_run:
        lines = unnamed.not_run if names else [f"{len(unnamed.not_run):,} could not be run again"]
        yield from (("", ""), *((line, "") for line in lines))


def _lines_of(group, number, said):
    """Yield the lines on one group; `said` says how a student is printed, None if nobody is to be named."""
    shown, size = group.shown, len(group.answers)
    what = "fail in the same way" if shown.always_fails else "compute the same"
    how_many = f"{size:,} students {what}" if size > 1 else "1 student"
    yield f"{shown.name}, group {number}: {how_many}", "bold"
    if said:
        yield f"  {', '.join(map(said, group.students))}", ""
    code = as_written(shown.statements) if said else cleaned(shown.statements)
    yield from ((f"    {line}", "code") for line in (code or "(its cell cannot be read)").splitlines())
    yield f"  The check says: {shown.message}", ""
    if shown.example is None:
        return
    yield "  The smallest input on which it is wrong:", ""
    call = f"{shown.name}({', '.join(shown.question.arguments)})"
    yield from ((f"    {line}", "code") for line in [*shown.example.lines, call])
    for whose, value in (("theirs", shown.example.yours), ("expected", shown.example.expected)):
        yield from ((f"    {line}", "code") for line in f"# {whose}: {value}".replace("\n", "\n#  ").splitlines())
