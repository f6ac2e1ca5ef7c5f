"""The data of a feedback page, from a judged notebook into which nbgrader has put the gradebook's scores."""

import re
from dataclasses import dataclass
from typing import Any

import nbformat

from dlcourse.checks.card import VERDICT_MIME
from dlcourse.checks.engine.verdict import points_in_words
from dlcourse.course.grading.judge.cells import asked_name, grade_id, has_points, is_asked
from dlcourse.course.grading.judge.results import (
    QuestionResult,
    by_hand_message,
    is_verdict,
    late_in_words,
    read_question,
)
from dlcourse.course.grading.judge.sanitize import inert_text
from dlcourse.course.grading.nbgrader.marks import Marks

LATER = "What you handed in after this cannot be read, and does not count: {}."
REFUSED = "Not graded: {}."
AGAIN = "Nothing of it counts as yet. Fix that, and hand in again if your class still takes it."
FRACTION = re.compile(r"(?<=:\d\d)\.\d+")  # of a second


@dataclass
class Report:
    """One graded submission."""

    exercise: str
    student: str
    score: float  # after the penalty
    max_score: float
    raw_score: float  # before it
    late_penalty: float
    seconds_late: float | None  # None if that is not known
    handed_in: str  # ", handed in …", empty if unknown
    questions: list[QuestionResult]
    notebook: Any
    notes: list[str]  # on dates of the student's own, and on files that were not there when the notebook ran


def read_report(notebook: nbformat.NotebookNode, about: dict, handed_in: str = "", unread: str = "") -> Report:
    """Return the report on a notebook processed by nbgrader's GetGrades; `about` is its data on the submission.

    `unread` says why what was handed in later cannot be read, if it cannot.
    """
    penalty = about["late_penalty"]
    marks = Marks(about["score"] + penalty, penalty, about["max_score"], about.get("seconds_late"))
    ran_without = notebook.metadata.get("dlcourse", {}).get("notes", [])
    graded = [cell for cell in notebook.cells if has_points(cell)]  # tasks of nbgrader's have points, and no grade
    return Report(
        exercise=about["assignment"],
        student=about["student"],
        score=marks.score,
        max_score=marks.max_score,
        raw_score=marks.raw_score,
        late_penalty=marks.late_penalty,
        seconds_late=marks.seconds_late,
        handed_in=_time_in_words(handed_in),
        questions=[_question_of(notebook, cell) for cell in graded],
        notebook=notebook,
        notes=[*filter(None, [about.get("late_note")]), *ran_without, *([LATER.format(unread)] if unread else [])],
    )


def _time_in_words(time):
    return f", handed in {FRACTION.sub('', time)}" if time else ""


def refusal_lines(exercise: str, student: str, handed_in: str, why: str) -> list[str]:
    """Return what to tell a student whose submission cannot be read: heading, why, what to do, whose it is."""
    return [f"Feedback: {exercise}", REFUSED.format(why), AGAIN, f"{student}{_time_in_words(handed_in)}"]


def refusal_text(exercise: str, student: str, handed_in: str, why: str) -> str:
    """Return the same as plain text."""
    heading, *said, whose = refusal_lines(exercise, student, handed_in, why)
    return "\n".join([heading, whose, "", *map(inert_text, said)]) + "\n"


def _question_of(notebook, cell):
    """Return a question's result with the points of the gradebook, which a person may have changed."""
    about = cell.metadata.nbgrader
    if is_asked(cell):
        question = read_question(notebook, cell)
    else:
        question = QuestionResult(grade_id(cell), 0.0, 0.0, "by hand", by_hand_message(cell))
    question.points, question.max_points = float(about.get("score") or 0.0), float(about.points)
    return question


def verdict_of(output: nbformat.NotebookNode, name: str) -> dict | None:
    """Return the verdict on question `name` in an output of its check cell, None for any other output."""
    verdict = output.get("data", {}).get(VERDICT_MIME)
    return verdict if is_verdict(verdict, name) else None


def to_text(report: Report) -> str:
    """Return the report as plain text: points, the checks' messages, the output of the student's cells, comments."""
    lines = [f"Feedback: {report.exercise}", f"{report.student}{report.handed_in}", ""]
    lines.append(points_text(report))
    lines += [inert_text(note) for note in report.notes]
    lines += [line for question in report.questions for line in _question_lines(report.notebook, question)]
    printed = [line for cell in report.notebook.cells for line in _cell_lines(cell)]
    if printed:
        lines += ["", "What your cells printed:", "", *printed]
    return "\n".join(lines) + "\n"


def points_text(report: Report) -> str:
    """Return the score in words, with what handing in late cost."""
    late = late_in_words(report.raw_score, report.late_penalty, report.seconds_late)
    return points_in_words(report.score, report.max_score) + late


def _question_lines(notebook, question):
    """Return a question's points, the check's card as text, and the instructor's comment on the answer."""
    lines = ["", f"{question.name}: {points_in_words(question.points, question.max_points)}"]
    cards = [
        output.data["text/plain"]
        for cell in notebook.cells
        if is_asked(cell) and asked_name(cell) == question.name
        for output in cell.get("outputs", [])
        if verdict_of(output, question.name)
    ]
    lines += [f"  {line}" for text in cards or [question.message] for line in inert_text(text).splitlines()]
    answers = [cell for cell in notebook.cells if grade_id(cell) == question.name]
    comments = filter(None, (cell.metadata.nbgrader.get("comment") for cell in answers))
    return lines + [f"  Your instructor: {line}" for text in comments for line in inert_text(text).splitlines()]


def _cell_lines(cell):
    """Return the output of a student's cell, and the exception that stopped it, under the cell's name."""
    name = grade_id(cell)
    if cell.cell_type != "code" or is_asked(cell):
        return []
    texts = [output.get("text") or output.get("evalue") or "" for output in cell.outputs]
    lines = [f"  {line}" for text in texts for line in inert_text(text).splitlines()]
    return [f"{name or 'a cell of your own'}:", *lines] if lines else []
