"""Reckon a whole class anew by dates.csv, in a few queries: for exports, after an extension or another due date."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from dlcourse.course.grading.dates.entering import aware, extension_of
from dlcourse.course.grading.dates.table import Dates

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

_TINY = 1e-9  # points


@dataclass
class _Sums:
    """One submission as the gradebook has it."""

    raw_score: float = 0.0
    penalty: float = 0.0
    max_score: float = 0.0
    parts: list[str] = field(default_factory=list)  # its notebooks


def renew_all(book: "Gradebook", dates: Dates, exercises: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Give all submissions whose extension or penalty is not the table's those of the table; commit nothing.

    A few queries over the whole class. Return exercise and student of each submission that has to be reckoned by
    itself: late ones where a plugin has the rule, and those of several notebooks.
    """
    from nbgrader.api import SubmittedAssignment, SubmittedNotebook

    wanted, sums = set(exercises), _sums(book)
    submissions, times = [], defaultdict[str, dict[str, datetime | None]](dict)
    for submission, student, name, timestamp, extension in _submissions(book):
        times[student][name] = aware(timestamp)
        submissions.append((submission, student, name, extension))
    standing = {student: dates.lateness(student, by_exercise) for student, by_exercise in times.items()}
    extensions, penalties, others = [], [], []
    for submission, student, name, before in submissions:
        lateness, handed_in, known = standing[student].get(name), times[student][name], sums[submission]
        if wanted and name not in wanted:
            continue
        if lateness is None:
            others += [(name, student)] * bool(dates.is_lifted(name) and (known.penalty or before is not None))
            continue
        extension = extension_of(lateness, handed_in)
        taken = lateness.penalty(handed_in, dates.zone, known.raw_score, known.max_score)
        if not dates.has_rules or len(known.parts) != 1:
            is_other = extension != before or lateness.seconds_late or known.penalty
            others += [(name, student)] * bool(is_other)
            continue
        if extension != before:
            extensions.append({"id": submission, "extension": extension})
        if abs(taken - known.penalty) > _TINY:
            penalties.append({"id": known.parts[0], "late_submission_penalty": taken or None})
    book.db.bulk_update_mappings(SubmittedAssignment, extensions)
    book.db.bulk_update_mappings(SubmittedNotebook, penalties)
    return others


def _submissions(book):
    """Return id, student, exercise, time and extension of all submissions."""
    from nbgrader.api import Assignment, SubmittedAssignment

    return book.db.query(
        *(SubmittedAssignment.id, SubmittedAssignment.student_id, Assignment.name),
        *(SubmittedAssignment.timestamp, SubmittedAssignment.extension),
    ).join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)


def _sums(book):
    """Return, by submission, the points earned, the penalty, and the points possible."""
    from nbgrader.api import Grade, SubmittedNotebook
    from sqlalchemy import func

    possible = {
        notebook.id: notebook.max_score or 0.0 for assignment in book.assignments for notebook in assignment.notebooks
    }
    raw = dict(map(tuple, book.db.query(Grade.notebook_id, func.sum(Grade.score)).group_by(Grade.notebook_id)))
    found = defaultdict[str, _Sums](_Sums)
    columns = *(SubmittedNotebook.id, SubmittedNotebook.assignment_id), SubmittedNotebook.notebook_id
    for part, submission, notebook, penalty in book.db.query(*columns, SubmittedNotebook.late_submission_penalty):
        one = found[submission]
        one.raw_score += raw.get(part) or 0.0
        one.penalty += penalty or 0.0
        one.max_score += possible[notebook]
        one.parts.append(part)
    return found
