"""The dates of a course, as its table has them: what counts for an exercise and a student."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property
from pathlib import Path

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.dates.for_students import FILE
from dlcourse.course.grading.dates.late import LateRule
from dlcourse.course.grading.dates.moments import Span, later
from dlcourse.course.grading.dates.rows import ALL, NEVER, Row, quality, read_rows
from dlcourse.course.grading.lms.tables import Table, read_table

SHOWN = 5  # faults in an error
RULES = ("late", "cap", "not_below", "closes")  # columns that say what late work costs


@dataclass(frozen=True)
class Terms:
    """The dates and the rule that count for one exercise and one student."""

    due: datetime  # in UTC, with the student's extension
    class_due: datetime
    rule: LateRule | None  # None if the table has none: nothing is taken off, unless by a plugin
    grace: timedelta
    closes: datetime | None  # nothing counts that is handed in after it
    slip_days_each: int | None  # the most that may be spent on the exercise


@dataclass(frozen=True)
class Lateness:
    """One submission compared with its due date."""

    terms: Terms
    slip_days: int = 0  # spent on it
    seconds_late: float | None = 0.0  # after extension and slip days, 0 within the grace; None if it has no time
    is_closed: bool = False
    counted_from: datetime | None = None  # the due date with the slip days; None if it is not late

    def penalty(self, handed_in: datetime | None, zone: tzinfo, raw_score: float, max_score: float) -> float:
        """Return the points that are taken off: 0 in time, all of them after closing, else by the rule."""
        if self.is_closed:
            return raw_score
        if not self.seconds_late or self.counted_from is None or handed_in is None or self.terms.rule is None:
            return 0.0
        return self.terms.rule.penalty(self.counted_from, handed_in, zone, raw_score, max_score)

    @property
    def allowed(self) -> datetime:
        """Return until when the work would not have been late."""
        return self.terms.due if self.counted_from is None else self.counted_from


@dataclass(frozen=True)
class Dates:
    """The table of a course."""

    zone: tzinfo
    rows: tuple[Row, ...]
    path_name: str = FILE
    _terms: dict[tuple[str, str], Terms | None] = field(default_factory=dict, compare=False)

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str], Row]:
        return {(row.exercise, row.student): row for row in self.rows}

    @cached_property
    def with_own_rows(self) -> frozenset[str]:
        """Return the students with rows of their own."""
        return frozenset(row.student for row in self.rows) - {ALL}

    @property
    def with_own_slip_days(self) -> list[str]:
        """Return the students whose slip days are not those of the class."""
        return sorted(row.student for row in self.rows if row.student != ALL and row.slip_days is not None)

    @property
    def has_rules(self) -> bool:
        """Return True if the table says what late work costs."""
        return any(getattr(row, name) is not None for row in self.rows for name in RULES)

    def where_the_rule_stands(self) -> str:
        """Return row and column of the first cell that says what late work costs."""
        stated = ((row, name) for row in self.rows for name in RULES if getattr(row, name) is not None)
        return next((f"row {row.number}, column '{name}'" for row, name in stated), "")

    @property
    def has_slip_days(self) -> bool:
        """Return True if somebody has slip days."""
        return any(row.slip_days for row in self.rows)

    def class_due(self, exercise: str) -> datetime | None:
        """Return when an exercise is due for the class; None if it has no due date here."""
        row = self._by_key.get((exercise, ALL))
        if row is not None and (row.due or row.has_no_due):
            return row.due
        everything = self._by_key.get((ALL, ALL))
        return everything.due if everything else None

    def is_lifted(self, exercise: str) -> bool:
        """Return True if the table says that an exercise has no due date."""
        row = self._by_key.get((exercise, ALL))
        return row is not None and row.has_no_due

    def slip_days(self, student: str) -> int:
        """Return how many slip days a student has for the term."""
        return self._first("slip_days", ALL, student) or 0

    def terms(self, exercise: str, student: str) -> Terms | None:
        """Return what counts for an exercise and a student; None if the exercise has no due date in the table."""
        key = exercise, student if student in self.with_own_rows else ALL
        if key not in self._terms:
            self._terms[key] = self._terms_of(*key)
        return self._terms[key]

    def _first(self, name, exercise, student):
        """Return a value by the most particular row that has it: of a student's rows first, then of all students'."""
        for key in ((exercise, student), (ALL, student), (exercise, ALL), (ALL, ALL)):
            row = self._by_key.get(key)
            if row is not None and getattr(row, name) is not None:
                return getattr(row, name)
        return None

    def _terms_of(self, exercise, student):
        class_due = self.class_due(exercise)
        if class_due is None:
            return None
        due = self._own_due(exercise, student, class_due)
        rule = self._first("late", exercise, student)
        if rule is not None:
            limits = {name: self._first(name, exercise, student) for name in ("cap", "not_below")}
            rule = replace(rule, **limits)
        closes = self._first("closes", exercise, student)
        if closes == NEVER:
            closes = None
        elif isinstance(closes, Span):
            closes = later(due, closes, self.zone)
        elif closes is not None:
            closes = max(closes, due)
        grace = timedelta(minutes=self._first("grace_minutes", exercise, student) or 0)
        return Terms(due, class_due, rule, grace, closes, self._first("slip_days_each", exercise, student))

    def _own_due(self, exercise, student, class_due):
        """Return a student's due date: by the row for the exercise, or else by the one for all exercises."""
        for key in ((exercise, student), (ALL, student)):
            row = self._by_key.get(key) if student != ALL else None
            if row is not None and row.due is not None:
                return row.due
            if row is not None and row.extension is not None:
                return later(class_due, row.extension, self.zone)
        return class_due

    def lateness(self, student: str, times: Mapping[str, datetime | None]) -> dict[str, Lateness]:
        """Return how a student's submissions stand, by exercise; `times` says in UTC when each was handed in.

        Slip days are spent by themselves, in the order of the student's due dates (of two on the same day, the one
        with the smaller number): on each late submission as many as it is days late, as long as there are any. What
        is handed in after closing costs none, and neither does what may come late for nothing.
        """
        there = {name: terms for name in times if (terms := self.terms(name, student)) is not None}
        left, found = self.slip_days(student), {}
        for name in sorted(there, key=lambda one: (there[one].due, one)):
            found[name] = self._one(there[name], times[name], left)
            left -= found[name].slip_days
        return found

    def _one(self, terms, handed_in, left):
        """Return how one submission stands, with so many slip days left."""
        if handed_in is None:
            return Lateness(terms, seconds_late=None)
        if handed_in <= terms.due + terms.grace:
            return Lateness(terms)
        if terms.closes is not None and handed_in > terms.closes:
            return Lateness(terms, 0, (handed_in - terms.due).total_seconds(), True, terms.due)
        most = left if terms.slip_days_each is None else min(left, terms.slip_days_each)
        most = 0 if terms.rule is not None and terms.rule.is_free else most
        spent, due = 0, terms.due
        while spent < most and handed_in > due + terms.grace:
            spent += 1
            due = later(terms.due, Span(spent, "day"), self.zone)
        is_late = handed_in > due + terms.grace
        return Lateness(terms, spent, (handed_in - due).total_seconds() if is_late else 0.0, False, due)


def read_dates(
    course: Course, is_known: Callable[[str], bool] | None = None, folder: Path | None = None
) -> Dates | None:
    """Return the course's dates, None if it has no table; `is_known` says whether the roster knows a student.

    `folder` is another place of the table, such as the exchange. Raises CourseError, in one line with the first faults,
    if the table cannot be read.
    """
    path = (folder or course.root) / FILE
    return dates_in(read_table(path, quality), course.exercises(), is_known) if path.exists() else None


def dates_in(table: Table, exercises: Sequence[str], is_known: Callable[[str], bool] | None = None) -> Dates:
    """Return the dates in a table; raises CourseError as `read_dates` does."""
    found = read_rows(table, exercises, is_known)
    if found.faults:
        more = len(found.faults) - SHOWN
        raise CourseError("; ".join(found.faults[:SHOWN]) + (f"; and {more} more" if more > 0 else ""))
    return Dates(found.zone or UTC, tuple(found.rows), table.name)
