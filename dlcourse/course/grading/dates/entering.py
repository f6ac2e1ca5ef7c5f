"""Enter what dates.csv says in the gradebook: due dates, extensions with slip days, and penalties.

nbgrader's gradebook has one due date for an exercise and one extension for a submission, which is where Formgrader, the
tables and the pages of feedback read how late a submission is. So the extension there has all that was allowed: the
student's own, the slip days that were spent, and the grace if it was needed.
"""

import difflib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dlcourse.course.folder import Course
from dlcourse.course.grading.dates.for_students import FILE
from dlcourse.course.grading.dates.moments import in_words
from dlcourse.course.grading.dates.table import Dates, Lateness, read_dates
from dlcourse.course.handed_in import names_in

if TYPE_CHECKING:
    from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
    from traitlets.config import Config


def dates_of_class(course: Course, config: "Config") -> Dates | None:
    """Return the course's dates, None if it has no table; with a roster, each student in the table must be in it.

    Raises CourseError as `read_dates` does.
    """
    from dlcourse.course.grading.nbgrader.roster import read_roster

    if not course.root.joinpath(FILE).exists():
        return None
    roster = read_roster(course, config)
    return read_dates(course, (lambda student: student in roster.ids) if roster.is_closed and roster.ids else None)


def unknown_students(course: Course, config: "Config", dates: Dates) -> list[tuple[str, str]]:
    """Return whom the table has and nobody knows as yet, each with the most similar id of who has handed in, or ""."""
    from dlcourse.course.grading.nbgrader.roster import read_roster

    known = read_roster(course, config).ids | set(names_in(course.root / "submitted"))
    by_letters = {one.casefold(): one for one in known}
    found = []
    for student in sorted(dates.with_own_rows - known):
        near = difflib.get_close_matches(student.casefold(), by_letters, n=1, cutoff=0.8)
        found.append((student, by_letters[near[0]] if near else ""))
    return found


def enter_due_date(assignment: "Assignment", dates: Dates) -> str | None:
    """Give an exercise in the gradebook the due date of the table; return a line if it had another one.

    What has none in the table keeps the one that it has.
    """
    name, before = assignment.name, assignment.duedate
    due = dates.class_due(name)
    if due is not None or dates.is_lifted(name):
        assignment.duedate = None if due is None else _naive(due)
    if before is None or before == assignment.duedate:
        return _on_a_date_of_its_own(assignment, dates)
    had, has = (
        "without a due date" if each is None else f"due {in_words(each.replace(tzinfo=UTC), dates.zone)}"
        for each in (before, assignment.duedate)
    )
    return f"{name} is now {has}, by {dates.path_name}; in the gradebook it was {had}"


def _on_a_date_of_its_own(assignment, dates):
    """Return a line on an exercise whose due date stands in the gradebook alone, None for others."""
    if assignment.duedate is None or dates.class_due(assignment.name) is not None:
        return None
    shown = in_words(assignment.duedate.replace(tzinfo=UTC), dates.zone)
    return (
        f"{assignment.name} is due {shown} by the gradebook alone, so no rule of {dates.path_name} counts for it: give "
        f'it a date there (dlcourse dates {assignment.name[:2]} --due "…"), or none (--due none)'
    )


def what_differs(book: "Gradebook", dates: Dates) -> list[str]:
    """Return lines on due dates that stand in the gradebook alone; nothing is written."""
    lines = [_on_a_date_of_its_own(assignment, dates) for assignment in book.assignments]
    names = [assignment.name for assignment in book.assignments]
    return [line for name, line in zip(names, lines, strict=True) if line and not dates.is_lifted(name)]


def enter_lateness(submission: "SubmittedAssignment", lateness: Lateness, dates: Dates, by_rule: bool) -> None:
    """Give a submission its extension and, if `by_rule`, the penalty by the table's rule."""
    handed_in = aware(submission.timestamp)
    extension = extension_of(lateness, handed_in)
    if submission.extension != extension:
        submission.extension = extension
    if by_rule:
        _take_off(submission, lateness, handed_in, dates)


def extension_of(lateness: Lateness, handed_in: datetime | None) -> timedelta | None:
    """Return by how much a submission was allowed to come after the class's date; None if not at all."""
    allowed = lateness.allowed
    if handed_in is not None and not lateness.seconds_late and handed_in > lateness.terms.due:
        allowed = max(allowed, handed_in)  # within the grace
    return allowed - lateness.terms.class_due or None


def _take_off(submission, lateness, handed_in, dates):
    """Set the penalty of each notebook of a submission: of the first as much as it has, the rest of the next."""
    raw = [sum(grade.score or 0.0 for grade in notebook.grades) for notebook in submission.notebooks]
    possible = sum(notebook.max_score or 0.0 for notebook in submission.assignment.notebooks)
    left = lateness.penalty(handed_in, dates.zone, sum(raw), possible)
    for notebook, score in zip(submission.notebooks, raw, strict=True):
        taken = min(left, score)
        left -= taken
        if (notebook.late_submission_penalty or 0.0) != taken:
            notebook.late_submission_penalty = taken or None


def lateness_of(submission: "SubmittedAssignment", dates: Dates) -> dict[str, Lateness]:
    """Return how a student's submissions stand, by exercise; without slip days, this one alone is looked at."""
    student = submission.student_id or submission.student.id
    times = {submission.assignment.name: submission.timestamp}
    if dates.slip_days(student):
        times = dict(_times_of(submission, student)) | times
    return dates.lateness(student, {name: aware(time) for name, time in times.items()})


def _times_of(submission, student):
    """Return when a student's submissions were handed in, by exercise."""
    from nbgrader.api import Assignment, SubmittedAssignment

    return (
        _session_of(submission)
        .query(Assignment.name, SubmittedAssignment.timestamp)
        .join(SubmittedAssignment, SubmittedAssignment.assignment_id == Assignment.id)
        .filter(SubmittedAssignment.student_id == student)
        .all()
    )


def others_to_renew(submission: "SubmittedAssignment", standing: Mapping[str, Lateness]) -> list["SubmittedAssignment"]:
    """Return the student's other submissions whose extension is another now, since slip days went to this one, or came.

    These alone are read as a whole; a student with slip days may have handed in many exercises.
    """
    from nbgrader.api import Assignment, SubmittedAssignment

    if len(standing) < 2:
        return []
    student, session = submission.student_id or submission.student.id, _session_of(submission)
    rows = (
        session.query(
            *(SubmittedAssignment.id, Assignment.name, SubmittedAssignment.timestamp, SubmittedAssignment.extension)
        )
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .filter(SubmittedAssignment.student_id == student)
    )
    changed = [
        each
        for each, name, timestamp, extension in rows
        if each != submission.id and name in standing and extension != extension_of(standing[name], aware(timestamp))
    ]
    return session.query(SubmittedAssignment).filter(SubmittedAssignment.id.in_(changed)).all() if changed else []


def note_on(lateness: Lateness | None, dates: Dates, student: str) -> str:
    """Return a line on what a student's dates did to a submission, "" if nothing."""
    if lateness is None or lateness.seconds_late is None:
        return ""
    said = []
    if lateness.terms.due != lateness.terms.class_due:
        said.append(f"due {in_words(lateness.terms.due, dates.zone)}, with an extension")
    if lateness.slip_days:
        said.append(f"{lateness.slip_days} of {dates.slip_days(student)} slip days spent on it")
    if lateness.is_closed and lateness.terms.closes is not None:
        said.append(f"nothing counts that was handed in after {in_words(lateness.terms.closes, dates.zone)}")
    return "; ".join(said)


def _session_of(submission):
    """Return the session of the gradebook that a submission was read in."""
    from sqlalchemy.orm import object_session

    return object_session(submission)


def aware(moment: datetime | None) -> datetime | None:
    """Return a moment of the gradebook, which has them in UTC and does not say so."""
    return None if moment is None else moment.replace(tzinfo=UTC)


def _naive(moment):
    """Return a moment as the gradebook has it: in UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)
