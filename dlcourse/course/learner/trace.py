"""Entries of commands in the journal: a line for each answer that `check` and `done` judged, or that `reset` undid.

A line is written only for what the journal does not hold already, so that the last one tells where the learner stands.
"""

import contextlib
from pathlib import Path

from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.checks.engine.verdict import STATUSES
from dlcourse.checks.journal import JOURNAL, append, read
from dlcourse.checks.own_questions import look_in
from dlcourse.checks.runs import digest_in
from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.definitions import names_defined
from dlcourse.course.grading.judge.exercise import read_asked, read_solution
from dlcourse.course.grading.judge.intake import IntakeError, read_notebook
from dlcourse.course.grading.judge.results import SubmissionResult
from dlcourse.course.progress import questions_of

FRESH = {"status": "not attempted", "points": 0.0, "misconceptions": [], "answer": ""}


def note_result(course: Course, result: SubmissionResult) -> None:
    """Add the answers of a learner's own notebook that were judged; if that cannot be written, do nothing."""
    answers = _answers(course, result.exercise)
    entries = [
        {
            "name": question.name,
            "status": question.status,
            "points": min(question.points, question.max_points),
            "max_points": question.max_points,
            "misconceptions": question.misconceptions,
            "answer": answers[question.name],
        }
        for question in result.questions
        if question.name in answers and question.status in STATUSES and question.status != "not attempted"
    ]
    _append_new(course.root / JOURNAL, entries)


def note_reset(course: Course, name: str) -> None:
    """Add that the questions of exercise `name` are open again, those of which the journal knows anything else."""
    look_in(course.root)
    known = {entry["name"] for entry in _read(course.root / JOURNAL)}
    asked = [question for question in questions_of(course, name) if question.name in known]
    entries = [{"name": one.name, **FRESH, "max_points": float(one.points), "reset": True} for one in asked]
    _append_new(course.root / JOURNAL, entries)


def _append_new(journal: Path, entries: list[dict]) -> None:
    """Append the entries that differ from the last one of their question."""
    known = {entry["name"]: entry for entry in _read(journal)}
    keys = ("status", "points", "misconceptions", "answer")
    new = [
        one for one in entries if one["name"] not in known or any(one[key] != known[one["name"]][key] for key in keys)
    ]
    with contextlib.suppress(OSError):
        append(journal, new)


def _read(journal):
    try:
        return read(journal)[0]
    except OSError:
        return []


def _answers(course: Course, name: str) -> dict[str, str]:
    """Return the fingerprint of each answer in a learner's notebook, by question; the last definition counts."""
    try:
        cells = [cell for cell in read_notebook(course.notebook(name)).cells if cell.cell_type == "code"]
    except IntakeError:  # gone since it was judged
        return {}
    found = {}
    for asked in read_asked(read_solution(course.solution(name))[0]):
        source = next((cell.source for cell in reversed(cells) if asked.function in names_defined(cell.source)), None)
        if source is not None and asked.name in QUESTIONS:
            found[asked.name] = digest_in(source, asked.function)
    return found
