"""The dates of a course as text and as data: for the class, for one student, and what a learner reads."""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.dates.moments import in_words, zone_in_words
from dlcourse.course.grading.dates.on_exchange import folder_for
from dlcourse.course.grading.dates.rows import ALL
from dlcourse.course.grading.dates.table import Dates, Lateness, Terms, read_dates
from dlcourse.course.grading.judge.results import lateness
from dlcourse.course.grading.nbgrader.roster import Roster

NOBODY = Roster()


def class_as_data(dates: Dates, exercises: Sequence[str], roster: Roster = NOBODY) -> dict[str, Any]:
    """Return the whole table as data for JSON; an exercise without a due date is left out."""
    return {
        "file": dates.path_name,
        "time_zone": zone_in_words(dates.zone),
        "exercises": [
            {"name": name, **_terms_as_data(terms, dates), "students": _own_as_data(dates, name, roster)}
            for name in exercises
            if (terms := dates.terms(name, ALL)) is not None
        ],
        "slip_days": dates.slip_days(ALL),
        "slip_days_of_students": {one: dates.slip_days(one) for one in dates.with_own_slip_days},
        "names": roster.names_of(sorted({*dates.with_own_rows, *dates.with_own_slip_days})),
    }


def student_as_data(
    dates: Dates,
    exercises: Sequence[str],
    student: str,
    handed_in: Mapping[str, datetime | None],
    roster: Roster = NOBODY,
) -> dict[str, Any]:
    """Return one student's dates as data for JSON, with what was handed in and graded."""
    found = dates.lateness(student, handed_in)
    spent = sum(one.slip_days for one in found.values())
    return {
        "student": student,
        "name": roster.name(student),
        "time_zone": zone_in_words(dates.zone),
        "slip_days": dates.slip_days(student),
        "slip_days_left": dates.slip_days(student) - spent,
        "exercises": [
            {"name": name, **_terms_as_data(terms, dates), **_lateness_as_data(found.get(name), handed_in.get(name))}
            for name in exercises
            if (terms := dates.terms(name, student)) is not None
        ],
    }


def _terms_as_data(terms: Terms, dates: Dates) -> dict[str, Any]:
    return {
        "due": _iso(terms.due, dates),
        "late_work_loses": str(terms.rule) if terms.rule is not None else "nothing",
        "grace_minutes": terms.grace.total_seconds() / 60,
        "closes": _iso(terms.closes, dates),
        "slip_days_each": terms.slip_days_each,
    }


def _own_as_data(dates, exercise, roster):
    """Return the due dates of the students with others than the class."""
    whole = dates.terms(exercise, ALL)
    each = {student: dates.terms(exercise, student) for student in sorted(dates.with_own_rows)}
    return [
        {"id": one, "name": roster.name(one), **_terms_as_data(terms, dates)}
        for one, terms in each.items()
        if terms and terms != whole
    ]


def _lateness_as_data(found: Lateness | None, handed_in: datetime | None) -> dict[str, Any]:
    return {
        "handed_in": None if handed_in is None else handed_in.isoformat(),
        "seconds_late": None if found is None else found.seconds_late,
        "slip_days_spent": 0 if found is None else found.slip_days,
        "is_closed": found is not None and found.is_closed,
    }


def _iso(moment, dates):
    return None if moment is None else moment.astimezone(dates.zone).isoformat()


def class_as_text(dates: Dates, exercises: Sequence[str], roster: Roster = NOBODY) -> list[str]:
    """Return the table as lines: each exercise, students with dates of their own under it, the rules, slip days."""
    there = {name: terms for name in exercises if (terms := dates.terms(name, ALL)) is not None}
    lines = [f"{dates.path_name}: {_counted(len(there), 'due date')}, {zone_in_words(dates.zone)}"]
    is_one_rule = len({_rule_in_words(terms) for terms in there.values()}) <= 1
    for name, terms in there.items():
        lines.append(f"{name}  due {in_words(terms.due, dates.zone)}{_closing(terms, dates)}")
        if not is_one_rule and _rule_in_words(terms):
            lines.append(f"  {_rule_in_words(terms)}")
        for student in sorted(dates.with_own_rows):
            own = dates.terms(name, student)
            if own is not None and own != terms:
                rule = "" if own.rule == terms.rule and own.grace == terms.grace else f"; {_rule_in_words(own)}"
                due = in_words(own.due, dates.zone)
                lines.append(f"  {roster.shown(student)}  due {due}{_closing(own, dates)}{rule}")
    if is_one_rule and there and (rule := _rule_in_words(next(iter(there.values())))):
        lines.append(rule)
    if dates.has_slip_days:
        others = [f"{roster.shown(one)} {dates.slip_days(one)}" for one in dates.with_own_slip_days]
        lines.append(f"Slip days: {'; '.join([f'{dates.slip_days(ALL)} for each', *others])}")
    return lines


def student_as_text(
    dates: Dates,
    exercises: Sequence[str],
    student: str,
    handed_in: Mapping[str, datetime | None],
    roster: Roster = NOBODY,
) -> list[str]:
    """Return one student's dates as lines, with what was handed in and graded."""
    found, lines = dates.lateness(student, handed_in), []
    for name in exercises:
        terms = dates.terms(name, student)
        if terms is None:
            continue
        own = ", with an extension" if terms.due != terms.class_due else ""
        lines.append(f"{name}  due {in_words(terms.due, dates.zone)}{own}{_closing(terms, dates)}")
        if name in found:
            lines.append(f"  {_handed_in(found[name], handed_in[name], dates)}")
    if dates.slip_days(student):
        spent = sum(one.slip_days for one in found.values())
        lines.append(f"Slip days: {spent} of {dates.slip_days(student)} spent on what is graded")
    return [f"{roster.shown(student)}, {zone_in_words(dates.zone)}", *lines]


def _handed_in(found: Lateness, when: datetime | None, dates: Dates) -> str:
    if when is None:
        return "handed in at a time that is not known, which is never late"
    how = "in time" if not found.seconds_late else f"{lateness(found.seconds_late)} late"
    how += ", after closing: nothing of it counts" if found.is_closed else ""
    how += f", {_counted(found.slip_days, 'slip day')} spent" if found.slip_days else ""
    try:
        shown = in_words(when, dates.zone)
    except OverflowError:  # the year 1, or 9999, of a clock that is wrong
        shown = f"{when:%Y-%m-%d %H:%M} UTC"
    return f"handed in {shown}, {how}"


def _rule_in_words(terms: Terms) -> str:
    rule = f"Late work loses {terms.rule}" if terms.rule is not None else ""
    grace = f"{terms.grace.total_seconds() / 60:g} minutes are not late yet" if terms.grace else ""
    return "; ".join(filter(None, [rule, grace]))


def _closing(terms, dates):
    return f", nothing counts after {in_words(terms.closes, dates.zone)}" if terms.closes is not None else ""


def _counted(count, word):
    return f"{count:,} {word}{'s' if count != 1 else ''}"


# What a learner reads


def learners_dates(course: Course) -> Dates | None:
    """Return the dates of the class, those on its exchange or else those in the folder; None if it has none.

    It has none either if they cannot be read.
    """
    for where in (lambda: folder_for(course), lambda: course.root):
        with contextlib.suppress(CourseError, OSError):
            folder = where() if course.is_own else course.root
            dates = None if folder is None else read_dates(course, folder=folder)
            if dates is not None:
                return dates
    return None


def due_in_words(dates: Dates, exercise: str) -> str:
    """Return "due Mon 2026-11-30 23:59 (Europe/Berlin)", "" for an exercise without a due date."""
    terms = dates.terms(exercise, ALL)
    return "" if terms is None else f"due {in_words(terms.due, dates.zone)} ({zone_in_words(dates.zone)})"


def told_on_handing_in(dates: Dates | None, exercise: str, timestamp: str) -> str:
    """Return a line on the due date for who has handed in, "" if there is none.

    It says nothing of one's own extension, which students are not handed out; `timestamp` is nbgrader's.
    """
    from dlcourse.course.grading.nbgrader.exchange_inbox import moment_of

    terms = None if dates is None else dates.terms(exercise, ALL)
    when = moment_of(timestamp)
    if dates is None or terms is None or when is None:
        return ""
    when = when.replace(tzinfo=UTC)
    said = f"Due{due_in_words(dates, exercise).removeprefix('due')}"
    if when <= terms.due + terms.grace:
        return f"{said}: in time."
    how = f"{said}: {lateness((when - terms.due).total_seconds())} late, unless you have an extension"
    if terms.closes is not None and when > terms.closes:
        return f"{how}; nothing counts after {in_words(terms.closes, dates.zone)}."
    slip = f"; {_counted(dates.slip_days(ALL), 'slip day')} for the term" if dates.slip_days(ALL) else ""
    return f"{how}{slip}{f'; late work loses {terms.rule}' if terms.rule is not None else ''}."
