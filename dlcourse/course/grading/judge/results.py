"""The results of grading, as plain data and as text; read from the notebook that was run."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import nbformat

from dlcourse.checks.card import VERDICT_MIME
from dlcourse.checks.engine.verdict import points_in_words, status_in_words
from dlcourse.course.grading.judge.cells import about, asked_name, grade_id, has_points, is_asked, is_hidden_test
from dlcourse.course.grading.judge.sanitize import inert_text

NO_FUNCTION = "There is no function {}: the cell that defines it is missing or was renamed."
BY_HAND = "Your instructor reads this answer."
HIDDEN = "Its tests are hidden: your instructor's grading runs them."  # nothing of them was handed out
VERDICT_KEYS = {"name", "points", "max_points", "status", "message", "misconceptions"}


@dataclass
class QuestionResult:
    """One question: its points and its check's message."""

    name: str
    points: float
    max_points: float
    status: str
    message: str
    misconceptions: list[str] = field(default_factory=list)


@dataclass
class SubmissionResult:
    """One submission: "graded", "checked" (own copy), "rejected" (unreadable) or "failed" (by our fault, no score)."""

    student: str
    exercise: str
    score: float | None
    max_score: float | None
    status: str
    questions: list[QuestionResult] = field(default_factory=list)
    message: str = ""
    sandbox: str = ""  # the tier that the code ran in
    raw_score: float | None = None  # before the penalty for handing in late; the score is what is left
    late_penalty: float | None = None
    seconds_late: float | None = None  # 0 if in time or without a due date, None if the time is not known
    needs_manual_grade: bool = False  # whether an answer waits to be read
    usage: dict[str, Any] | None = field(default=None, compare=False)  # what judging took; None if nothing was run

    def to_dict(self) -> dict[str, Any]:
        """Return the result as data for JSON."""
        return asdict(self)


def all_questions(
    solution: nbformat.NotebookNode, notebook: nbformat.NotebookNode, scores: Mapping[str, float]
) -> list[QuestionResult]:
    """Return the result of every cell with points, in the order of the solution; those read by a person are "by hand".

    `scores` holds the gradebook's points by nbgrader's names. A question whose cell is missing says so.
    """
    there = {grade_id(cell): cell for cell in notebook.cells}
    questions = []
    for cell in filter(has_points, solution.cells):
        question = _result_of(cell, there.get(grade_id(cell)), notebook)
        question.points = scores.get(grade_id(cell), question.points)
        questions.append(question)
    return questions


def _result_of(cell, found, notebook):
    """Return the result of a cell of the solution, `found` in the notebook that was run or None."""
    points = float(about(cell)["points"])
    if not is_asked(cell):
        message = HIDDEN if is_hidden_test(cell) else by_hand_message(found)
        return QuestionResult(grade_id(cell), 0.0, points, "by hand", message)
    if found is None or not is_asked(found):
        message = "The check of this question is missing from the notebook."
        return QuestionResult(asked_name(cell), 0.0, points, "error", message)
    return read_question(notebook, found)


def by_hand_message(cell: nbformat.NotebookNode | None) -> str:
    """Return the line on an answer in words, which says so if the submission lacks its cell."""
    if cell is not None and cell.metadata.get("dlcourse", {}).get("missing"):
        return f"{BY_HAND} Its cell is missing from the notebook: what stands in other cells is no answer to it."
    return BY_HAND


def read_questions(notebook: nbformat.NotebookNode) -> list[QuestionResult]:
    """Return the result of each check and test of a notebook that was run."""
    return [read_question(notebook, cell) for cell in notebook.cells if is_asked(cell)]


def read_question(notebook: nbformat.NotebookNode, cell: nbformat.NotebookNode) -> QuestionResult:
    """Return the verdict in a check's outputs; without one, a result that says what stopped the check."""
    name = asked_name(cell)
    for output in cell.get("outputs", []):
        verdict = output.get("data", {}).get(VERDICT_MIME)
        if is_verdict(verdict, name):
            return QuestionResult(**verdict)
    points = float(about(cell)["points"])
    answers = [other for other in notebook.cells if grade_id(other) == name]
    error = _first_error(answers) or _first_error([cell])
    if error is None:
        return QuestionResult(name, 0.0, points, "not attempted", "This question was not run.")
    if error.ename == "NameError" and name in error.evalue:
        message = NO_FUNCTION.format(name)
    else:
        said = re.sub(r" \(\d+\.py, (line \d+)\)$", r" (\1)", error.evalue)  # without the kernel's name for a cell
        message = f"Your cell stopped with {error.ename}: {said}"
    return QuestionResult(name, 0.0, points, "error", message)


def is_verdict(data: Any, name: str) -> bool:
    """Return True for a verdict on question `name`: a student's code may display anything under its MIME type."""
    if not isinstance(data, dict) or data.keys() != VERDICT_KEYS:
        return False
    return (
        data["name"] == name
        and all(isinstance(data[key], int | float) for key in ("points", "max_points"))
        and all(isinstance(data[key], str) for key in ("status", "message"))
        and isinstance(data["misconceptions"], list)
        and all(isinstance(misconception, str) for misconception in data["misconceptions"])
    )


def _first_error(cells):
    """Return the first exception among the outputs of these cells, None if no cell raised one."""
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return next((output for output in outputs if output.output_type == "error"), None)


def to_text(result: SubmissionResult, whose: str = "") -> str:
    """Return a submission's result as lines for a terminal; `whose` it is stands for the id, if it is given."""
    lines = heading(result, whose)
    for question in result.questions if result.score is not None else ():
        points = f"{question.points:g}/{question.max_points:g}"
        lines.append(f"  {points:>6}  {question.name}: {status_in_words(question.status)}")
        if says_more(question):
            lines.append(f"          {inert_text(question.message)}")
    return "\n".join(lines)


def says_more(question: QuestionResult) -> bool:
    """Return True if a question's message is shown in a terminal: not where its status says all."""
    return question.status not in ("correct", "not attempted", "by hand")


def heading(result: SubmissionResult, whose: str = "") -> list[str]:
    """Return the lines above the questions: whose, the points, and what to know of the submission."""
    whose = whose or result.student
    if result.score is None:
        return [inert_text(f"{whose}  {result.exercise}  {result.status}: {result.message}")]
    late = late_in_words(result.raw_score, result.late_penalty, result.seconds_late)
    points = points_in_words(result.score, result.max_score or 0) + late
    lines = [f"{whose}  {result.exercise}  {points}"]
    lines += [f"  {inert_text(result.message)}"] if result.message else []
    near = result.usage["near"] if result.usage else []
    lines += [f"  near its limits: {', '.join(near)}"] if near else []
    return lines


def late_in_words(raw_score: float | None, penalty: float | None, seconds: float | None) -> str:
    """Return " (15, less 3 for handing in 2 days late)", " (2 days late)" if that cost nothing, "" for work in time."""
    how_late = f"{lateness(seconds)} late" if seconds else "late"
    if penalty:
        return f" ({raw_score:g}, less {penalty:g} for handing in {how_late})"
    return f" ({how_late})" if seconds else ""


def lateness(seconds: float) -> str:
    """Return a time in words, in its two largest units: "3 minutes", "2 days and 5 hours"."""
    parts = []
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, length)
        parts += [f"{count:.0f} {unit}{'s' if count > 1 else ''}"] if count else []
    return " and ".join(parts[:2]) or "less than a second"
