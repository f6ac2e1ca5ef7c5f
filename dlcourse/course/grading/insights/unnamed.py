"""The unnamed: wrong answers that no misconception explains, in groups by what they compute.

Grading asks each submission on cases of its own, which nobody knows beforehand, so its outputs cannot be compared with
another's. So the few submissions with an unnamed answer run once more as in grading, in the same sandbox and under the
same limits, on the cases that the question draws without a seed: the same for all. Two answers are in one group by the
rule by which a misconception is recognised: the same numbers in every case, within the tolerance of the check.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import nbformat

from dlcourse.checks.catalogue import QUESTIONS, find_question
from dlcourse.checks.engine.diagnosis import fits
from dlcourse.checks.engine.outcome import Outcome, observe
from dlcourse.checks.engine.question import Question
from dlcourse.checks.engine.smallest import Example
from dlcourse.checks.engine.trial import Trial
from dlcourse.course.authoring.release import is_given
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.pool import pool_of
from dlcourse.course.grading.insights.excerpt import Statement, as_written, cleaned, excerpt
from dlcourse.course.grading.judge.beside import read_folder
from dlcourse.course.grading.judge.exercise import parse_solution, read_asked, read_solution
from dlcourse.course.grading.judge.grader import grade_notebook
from dlcourse.course.grading.judge.intake import IntakeError, parse_notebook
from dlcourse.course.grading.judge.judging import Batch, job_of, sandbox_for
from dlcourse.course.grading.judge.marking import restore
from dlcourse.course.grading.judge.results import QuestionResult, read_questions
from dlcourse.course.grading.nbgrader.api import limits_of, private_paths
from dlcourse.course.grading.sandbox.process import CrowdedError
from dlcourse.course.grading.sandbox.sight import to_hide
from dlcourse.course.terminal import visible

if TYPE_CHECKING:
    from traitlets.config import Config

WRONG = ("partial", "incorrect", "undecided", "error")


@dataclass(frozen=True)
class Answer:
    """A wrong answer that no misconception explains, and what it returned in each case that the question draws."""

    student: str
    name: str  # of the question
    trials: list[Trial]
    function: str  # its name in the notebook
    statements: list[Statement]  # it, and what it needs of the notebook
    message: str  # of the check
    example: Example | None  # the smallest input on which it is wrong

    @property
    def question(self) -> Question:
        """Return the question."""
        return find_question(self.name)

    @property
    def raises_always(self) -> bool:
        """Return True for an answer that has numbers in no case."""
        return all(trial.yours.failure for trial in self.trials)

    def computes(self, outcomes: list[Outcome]) -> bool:
        """Return True if these are the answer's own outcomes: the same numbers, or the same exceptions."""
        if not self.raises_always:
            return fits(self.question.parts, self.trials, outcomes)
        return [_failure_of(trial.yours) for trial in self.trials] == [_failure_of(other) for other in outcomes]


def _failure_of(outcome):
    """Return what stopped a call, to be compared: the kind, and the exception or the sentence."""
    failure = outcome.failure
    return failure and (failure.kind, failure.exception or failure.message)


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
            "raises": shown.raises_always,
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
            there = ", ".join(dict.fromkeys(group.question.name for group in self.groups)) or "none"
            raise CourseError(f"no unnamed answers to the question {question!r}; there are some to: {there}")
        if not 1 <= number <= len(of_question):
            raise CourseError(f"--group: expected a number from 1 to {len(of_question)}. Received: {number}")
        return of_question[number - 1]

    def to_dict(self, names: bool = False) -> dict[str, Any]:
        """Return all of it as data for JSON."""
        counts = {key: getattr(self, key) for key in ("exercise", "students", "wrong", "named", "not_run")}
        counts["not_run"] = self.not_run if names else len(self.not_run)
        return counts | {"groups": [group.to_dict(number, names) for number, group in self.numbered()]}


def graded_questions(course: Course, name: str) -> dict[str, list[QuestionResult]]:
    """Return each student's results in exercise `name`, as they are graded; unreadable ones are left out."""
    found = {}
    for student in course.students(name, "autograded"):
        try:
            text = course.autograded(student, name).read_text(encoding="utf-8")
            found[student] = read_questions(nbformat.v4.reads_json(text))
        except (OSError, ValueError, AttributeError, KeyError):
            continue
    return found


def is_unnamed(result: QuestionResult) -> bool:
    """Return True for a wrong answer of which something was run, and in which no misconception was recognised."""
    return result.status in WRONG and not result.misconceptions and result.name in QUESTIONS


def look_again(batch: Batch, student: str, wanted: Collection[str]) -> list[Answer]:
    """Run a submission again, and return its unnamed answers to the wanted questions.

    Raises IntakeError if it cannot be read any more, SandboxError if this machine has no sandbox of the wanted tier.
    """
    job = job_of(batch, student)
    solution = parse_solution(job.solution)
    notebook = restore(parse_notebook(f"{job.exercise}.ipynb", job.submission), solution)
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    given = [cell.source for cell in solution.cells if cell.cell_type == "code" and is_given(cell)]
    functions = {asked.name: asked.function for asked in read_asked(solution)}
    found = []

    def look(question, answer, draw, verdict):
        if question.name in wanted and not verdict.misconceptions:
            trials = [
                Trial(case, observe(question, answer, case, right), right, question.tolerance)
                for case, right in zip(draw.cases, draw.right, strict=True)
            ]
            function = functions[question.name]
            code = excerpt(sources, function, given)
            found.append(Answer(student, question.name, trials, function, code, verdict.message, verdict.example))

    sandbox = sandbox_for(solution, job.wanted, job.limits, job.hidden)
    grade_notebook(sandbox, solution, notebook, None, job.files, look)
    return found


def look_at_all(batch: Batch, wanted: Mapping[str, Collection[str]]) -> Iterator[tuple[str, list[Answer] | str]]:
    """Yield each student with their unnamed answers to the wanted questions, or a line if they cannot be had.

    Several submissions run at a time, in processes that share this one's sandbox.
    """
    sandbox_for(parse_solution(batch.solution), batch.wanted, batch.limits, batch.hidden)  # once, before the fork
    with pool_of(min(os.cpu_count() or 1, len(wanted))) as pool:
        futures = {student: pool.submit(look_again, batch, student, names) for student, names in wanted.items()}
        for student, future in futures.items():
            try:
                yield student, future.result()
            except (IntakeError, CourseError) as error:
                yield student, f"{student}: {error}"
            except (BrokenProcessPool, CrowdedError):
                raise CourseError("a process of the grader was killed, as by a lack of memory: try again") from None


def batch_for(course: Course, name: str, tier: str, config: "Config") -> Batch:
    """Return what all submissions of an exercise share when they run again, as in grading."""
    _, solution = read_solution(course.solution(name))
    limits = limits_of(course, config, name, os.cpu_count() or 1)
    hidden = () if tier == "none" else to_hide(private_paths(course, config))
    return Batch(course, name, solution, tier, limits, read_folder(course.solution(name).parent), hidden)


def in_groups(answers: Iterable[Answer]) -> list[Group]:
    """Return the answers in groups by what they compute, the largest first."""
    groups: dict[str, list[Group]] = {}
    for answer in answers:
        of_question = groups.setdefault(answer.name, [])
        outcomes = [trial.yours for trial in answer.trials]
        same = next((group for group in of_question if group.answers[0].computes(outcomes)), None)
        if same is None:
            of_question.append(Group(answer.question, [answer]))
        else:
            same.answers.append(answer)
    return sorted((group for found in groups.values() for group in found), key=lambda group: -len(group.answers))


def summarised(
    exercise: str, graded: Mapping[str, list[QuestionResult]], looked: Mapping[str, list[Answer] | str]
) -> Unnamed:
    """Return the groups of a class from what is graded and from what was run again."""
    wrong = [result for results in graded.values() for result in results if result.status in WRONG]
    answers = [answer for found in looked.values() if not isinstance(found, str) for answer in found]
    lines = [found for found in looked.values() if isinstance(found, str)]
    named = sum(bool(result.misconceptions) for result in wrong)
    return Unnamed(exercise, len(graded), len(wrong), named, in_groups(answers), lines)


def to_lines(unnamed: Unnamed, names: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the lines for a terminal, each with its style; code stands in lines of its own."""
    wrong = f"{unnamed.wrong:,} wrong answer{'s' * (unnamed.wrong != 1)}"
    yield f"{unnamed.exercise}: {wrong} of {unnamed.students:,} graded, {unnamed.named:,} explained", "bold"
    for number, group in unnamed.numbered():
        yield "", ""
        yield from _lines_of(group, number, names)
    if unnamed.not_run:
        lines = unnamed.not_run if names else [f"{len(unnamed.not_run):,} could not be run again"]
        yield from (("", ""), *((line, "") for line in lines))


def _lines_of(group, number, names):
    """Yield the lines on one group."""
    shown, size = group.shown, len(group.answers)
    what = "raise the same exception" if shown.raises_always else "compute the same"
    how_many = f"{size:,} students {what}" if size > 1 else "1 student"
    yield f"{shown.name}, group {number}: {how_many}", "bold"
    if names:
        yield f"  {', '.join(visible(student) for student in group.students)}", ""
    code = as_written(shown.statements) if names else cleaned(shown.statements)
    yield from ((f"    {line}", "code") for line in (code or "(its cell cannot be read)").splitlines())
    yield f"  The check says: {shown.message}", ""
    if shown.example is None:
        return
    yield "  The smallest input on which it is wrong:", ""
    call = f"{shown.name}({', '.join(shown.question.arguments)})"
    yield from ((f"    {line}", "code") for line in [*shown.example.lines, call])
    yield f"    # theirs: {shown.example.yours}", "code"
    yield f"    # expected: {shown.example.expected}", "code"
