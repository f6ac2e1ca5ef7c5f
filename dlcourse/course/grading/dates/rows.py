"""Read dates.csv: each row with the values of its cells, and a line on whatever cannot be taken."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from dlcourse.course.folder import CourseError, is_student_id, last_name
from dlcourse.course.grading.dates.for_students import COLUMN_OF, EVERYBODY, HEADINGS, plain
from dlcourse.course.grading.dates.late import Amount, LateRule, read_amount, read_rule
from dlcourse.course.grading.dates.moments import Span, day_first, read_moment, read_span, read_zone
from dlcourse.course.grading.lms.tables import HEAD, Table
from dlcourse.course.terminal import visible

ALL = "*"  # exercises, or students
ALL_EXERCISES = ("*", "all")
NONE = ("none", "-", "–")  # in the cell of a due date: the exercise has none
NEVER = Span(10_000, "day")
UNLIMITED = {"cap": Amount(100, is_percent=True), "not_below": Amount(0), "closes": NEVER, "slip_days_each": 1000}


@dataclass
class Row:
    """One row: which exercise and student it is about, `*` for all, and what it says of them."""

    number: int  # as a spreadsheet counts
    exercise: str
    student: str
    due: datetime | None = None
    has_no_due: bool = False
    extension: Span | None = None
    late: LateRule | None = None
    cap: Amount | None = None
    not_below: Amount | None = None
    grace_minutes: float | None = None
    closes: datetime | Span | None = None
    slip_days: int | None = None
    slip_days_each: int | None = None
    texts: dict[str, str] = field(default_factory=dict)  # its cells as they are written


@dataclass
class Rows:
    """The contents of a table."""

    table: Table
    zone: tzinfo | None = None
    rows: list[Row] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)  # the heading of each
    faults: list[str] = field(default_factory=list)  # a line each: file, row, column, expected, received

    def where(self, row: int, column: str) -> str:
        """Return the place of a cell."""
        return self.table.where(row, self.columns.get(column, column))

    def refuse(self, row: int, column: str, expected: object, received: str) -> None:
        """Note a fault."""
        shown = repr(visible(received)) if received else "an empty cell"
        self.faults.append(f"{self.where(row, column)}: expected {expected}. Received: {shown}")


def quality(cells: Sequence[str]) -> int:
    """Return how many of a row's cells are headings."""
    return len({COLUMN_OF[plain(cell)] for cell in cells if plain(cell) in COLUMN_OF})


def read_rows(table: Table, exercises: Sequence[str], is_known: Callable[[str], bool] | None = None) -> Rows:
    """Return what a table says of these exercises; `is_known` says of a student whether the roster knows them.

    Faults of rows and cells are lines of the result; raises CourseError if the table has no row of headings.
    """
    found, head, columns = _with_headings(table)
    cells_of = [(number, _cells(cells, columns)) for number, cells in table.rows[head + 1 :]]
    for number, cells in table.rows[head + 1 :]:
        if any(cells[len(table.rows[head][1]) :]):
            found.faults.append(f"{table.where(number)}: expected {len(columns)} cells. Received: {len(cells)}")
    _read_zone(found, cells_of)
    try:
        is_day_first = day_first([cells.get(name, "") for _, cells in cells_of for name in ("due", "closes")])
    except ValueError as error:
        found.faults.append(f"{table.name}, column '{columns and found.columns['due']}': expected {error}")
        is_day_first = None
    for number, cells in cells_of:
        _read_row(found, number, cells, exercises, is_known, is_day_first)
    _require_one_row_each(found)
    _require_sense(found)
    return found


def _with_headings(table):
    """Return an empty result, which row has the headings, and the column of each."""
    best = max(range(len(table.rows[:HEAD])), key=lambda at: (quality(table.rows[at][1]), -at))
    number, cells = table.rows[best]
    columns: dict[str, int] = {}
    found = Rows(table)
    for at, heading in enumerate(cells):
        name = COLUMN_OF.get(plain(heading))
        if name is None and heading:
            near = difflib.get_close_matches(heading.casefold(), HEADINGS, n=1)
            meant = f" (did you mean {near[0]}?)" if near else ""
            found.faults.append(
                f"{table.where(number)}: expected headings among {', '.join(HEADINGS)}. "
                f"Received: '{visible(heading)}'{meant}"
            )
        elif name in columns:
            found.faults.append(f"{table.where(number, heading)}: expected one column {name}. Received: two")
        elif name:
            columns[name], found.columns[name] = at, heading
    if "exercise" not in columns or len(columns) < 2:
        received = ", ".join(visible(cell) for cell in cells[:8] if cell)
        raise CourseError(
            f"{table.where(number)}: expected a row of headings, exercise and due at least. Received: {received}"
        )
    return found, best, columns


def _cells(cells, columns):
    """Return the text of each named cell."""
    return {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}


def _read_zone(found, cells_of):
    """Read the time zone of the course, which may stand in several rows."""
    for number, cells in cells_of:
        text = cells.get("time_zone", "")
        if not text:
            continue
        try:
            zone = read_zone(text)
        except ValueError as error:
            found.refuse(number, "time_zone", error, text)
            continue
        if found.zone not in (None, zone):
            found.refuse(number, "time_zone", f"{found.zone}, as above (a date may have its own: … 23:59 UTC)", text)
        found.zone = found.zone or zone


def _read_row(found, number, cells, exercises, is_known, is_day_first):
    """Read one row."""
    exercise = _exercise(found, number, cells["exercise"], exercises)
    student = _student(found, number, cells.get("student", ""), is_known)
    if exercise is None or student is None:
        return
    row = Row(number, exercise, student, texts=cells)
    for name, reader in _readers(found.zone, is_day_first).items():
        text = cells.get(name, "")
        if not text:
            continue
        if name == "due" and text.casefold() in NONE:
            row.has_no_due = True
            continue
        try:
            setattr(row, name, UNLIMITED[name] if name in UNLIMITED and text.casefold() in NONE else reader(text))
        except ValueError as error:
            found.refuse(number, name, error, text)
    found.rows.append(row)


def _readers(zone: tzinfo | None, is_day_first: bool | None) -> dict[str, Callable[[str], Any]]:
    """Return the function that reads each column's cells."""

    def moment(text):
        return read_moment(text, zone, is_day_first)

    def moment_or_span(text):
        try:
            return read_span(text)
        except ValueError:
            return moment(text)

    return {
        **{"due": moment, "extension": read_span, "late": read_rule, "cap": read_amount},
        "not_below": lambda text: read_amount(text, of_max=True),
        **{"grace_minutes": _number, "closes": moment_or_span, "slip_days": _count, "slip_days_each": _count},
    }


def _exercise(found, number, text, exercises):
    """Return the name of a cell's exercise; None, and a fault, if there is none."""
    if text.casefold() in ALL_EXERCISES:
        return ALL
    asked = last_name(text)
    names = [name for name in exercises if asked and (name == asked or name.split("_")[0] == asked.zfill(2))]
    if names:
        return names[0]
    there = ", ".join(exercises[:8]) + (", …" if len(exercises) > 8 else "")
    found.refuse(number, "exercise", f"an exercise of the course ({there}), or * for all", text)
    return None


def _student(found, number, text, is_known):
    """Return the id in a cell; None, and a fault, if it is not one."""
    if text.casefold() in EVERYBODY:
        return ALL
    if not is_student_id(text):
        found.refuse(number, "student", "a student's id, or nothing for all", text)
        return None
    if is_known is not None and not is_known(text):
        found.refuse(number, "student", "a student of the roster (dlcourse roster shows it)", text)
        return None
    return text


def _number(text):
    """Return a number from 0; raises ValueError."""
    plain_text = text.casefold().removesuffix("minutes").removesuffix("min").strip().replace(",", ".")
    try:
        value = float(plain_text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise ValueError("a number of minutes from 0")
    return value


def _count(text):
    """Return a whole number from 0; raises ValueError."""
    digits = text.removesuffix(".0").removesuffix(",0")
    if not (digits.isascii() and digits.isdecimal() and int(digits) <= 1000):
        raise ValueError("a whole number of days from 0 to 1000")
    return int(digits)


def _require_one_row_each(found):
    """Note rows about the same exercise and student."""
    first: dict[tuple[str, str], int] = {}
    for row in found.rows:
        earlier = first.setdefault((row.exercise, row.student), row.number)
        if earlier != row.number:
            whose = "all students" if row.student == ALL else visible(row.student)
            what = "all exercises" if row.exercise == ALL else row.exercise
            found.faults.append(
                f"{found.table.where(row.number)}: expected one row for {what} and {whose}. "
                f"Received: a second one, after row {earlier}"
            )


def _require_sense(found):
    """Note cells that say nothing where they stand."""
    dues = {row.exercise: row.due for row in found.rows if row.student == ALL and row.due}
    for row in found.rows:
        class_due = None if (row.exercise, ALL) in _without_due(found) else dues.get(row.exercise) or dues.get(ALL)
        for name, expected in _out_of_place(row, class_due):
            found.refuse(row.number, name, expected, row.texts[name])


def _without_due(found):
    return {(row.exercise, row.student) for row in found.rows if row.has_no_due}


def _out_of_place(row, class_due):
    """Yield the column of each value that makes no sense in its row, and what was expected there."""
    is_of_class, is_of_all = row.student == ALL, row.exercise == ALL
    if row.slip_days is not None and not is_of_all:
        yield "slip_days", "* in the column of exercises: slip days are for the term (slip_days_each is for one)"
    if row.extension is not None and is_of_class:
        yield "extension", "a student in this row: for all, another due date"
    if isinstance(row.closes, datetime) and class_due is not None and row.closes < class_due and not is_of_all:
        yield "closes", "a date that is not before the due date"
    if is_of_class:
        return
    if row.extension is not None and row.due is not None:
        yield "extension", "nothing beside a due date of the student's own"
    for name in ("due", "extension"):
        if getattr(row, name) is None or (is_of_all and name == "extension"):
            continue
        if is_of_all:
            yield name, "an exercise in this row"
        elif class_due is None:
            yield name, f"another row with the due date of {row.exercise} for all"
        elif name == "due" and row.due < class_due:
            yield name, "a date that is not before that of the class"
    if row.has_no_due:
        yield "due", "a date: late work of one student is free with none in the column late"
