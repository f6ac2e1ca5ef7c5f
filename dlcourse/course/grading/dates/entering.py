"""Enter what dates.csv says in the gradebook: due dates, extensions with slip days, and penalties.

nbgrader's gradebook has one due date for an exercise and one extension for a submission, which is where Formgrader, the
tables and the pages of feedback read how late a submission is. So the extension there has all that was allowed: the
student's own, the slip days that were spent, and the grace if it was needed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dlcourse.course.folder import Course
from dlcourse.course.grading.dates.for_students import FILE
from dlcourse.course.grading.dates.moments import in_words
from dlcourse.course.grading.dates.table import Dates, Lateness, read_dates

TINY = 1e-9  # points

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
        "without a due date" if each is None else f"due {in_words(_aware(each), dates.zone)}"
        for each in (before, assignment.duedate)
    )
    return f"{name} is now {has}, by {dates.path_name}; in the gradebook it was {had}"


def _on_a_date_of_its_own(assignment, dates):
    """Return a line on an exercise whose due date stands in the gradebook alone, None for others."""
    if assignment.duedate is None or dates.class_due(assignment.name) is not None:
        return None
    shown = in_words(_aware(assignment.duedate), dates.zone)
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
    handed_in = _aware(submission.timestamp)
    extension = _extension(lateness, handed_in)
    if submission.extension != extension:
        submission.extension = extension
    if by_rule:
        _take_off(submission, lateness, handed_in, dates)


def _extension(lateness, handed_in):
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
    return dates.lateness(student, {name: _aware(time) for name, time in times.items()})


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
        if each != submission.id and name in standing and extension != _extension(standing[name], _aware(timestamp))
    ]
    return session.query(SubmittedAssignment).filter(SubmittedAssignment.id.in_(changed)).all() if changed else []


def to_renew(book: "Gradebook", dates: Dates, exercises: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return exercise and student of each submission whose extension or penalty is not the table's.

    A few queries over the whole class. Where a plugin has the rule, each late submission is one of them.
    """
    wanted, sums = set(exercises), _sums(book)
    submissions, times = [], defaultdict[str, dict[str, datetime | None]](dict)
    for submission, student, name, timestamp, extension in _submissions(book):
        times[student][name] = _aware(timestamp)
        submissions.append((submission, student, name, extension))
    standing = {student: dates.lateness(student, by_exercise) for student, by_exercise in times.items()}
    found = []
    for submission, student, name, extension in submissions:
        lateness, handed_in = standing[student].get(name), times[student][name]
        raw, penalty, possible = sums.get(submission, (0.0, 0.0, 0.0))
        if wanted and name not in wanted:
            continue
        if lateness is None:
            is_other = dates.is_lifted(name) and (penalty or extension is not None)
        elif dates.has_rules:
            taken = lateness.penalty(handed_in, dates.zone, raw, possible)
            is_other = extension != _extension(lateness, handed_in) or abs(taken - penalty) > TINY
        else:
            is_other = extension != _extension(lateness, handed_in) or bool(lateness.seconds_late or penalty)
        found += [(name, student)] * bool(is_other)
    return found


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
    raw = dict(book.db.query(Grade.notebook_id, func.sum(Grade.score)).group_by(Grade.notebook_id))
    found = defaultdict[str, tuple[float, float, float]](lambda: (0.0, 0.0, 0.0))
    columns = *(SubmittedNotebook.id, SubmittedNotebook.assignment_id), SubmittedNotebook.notebook_id
    for part, submission, notebook, penalty in book.db.query(*columns, SubmittedNotebook.late_submission_penalty):
        before = found[submission]
        more = raw.get(part) or 0.0, penalty or 0.0, possible[notebook]
        found[submission] = before[0] + more[0], before[1] + more[1], before[2] + more[2]
    return found


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


def _aware(moment):
    return None if moment is None else moment.replace(tzinfo=UTC)


def _naive(moment):
    """Return a moment as the gradebook has it: in UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)
