"""Set cells of dates.csv without an editor: all other cells, their order and the file's form stay as they are."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dlcourse._files import replace
from dlcourse.course.folder import Course, CourseError, last_name
from dlcourse.course.grading.dates.for_students import COLUMN_OF, EVERYBODY, FILE, plain
from dlcourse.course.grading.dates.rows import ALL, ALL_EXERCISES, quality
from dlcourse.course.grading.dates.table import dates_in
from dlcourse.course.grading.lms.tables import HEAD, Table, clean, table_of
from dlcourse.course.terminal import visible

BEGUN = ("exercise", "student", "due", "extension", "late", "grace_minutes", "closes", "slip_days", "time_zone")


@dataclass
class Change:
    """The changes that setting cells makes in the table."""

    content: bytes = b""
    new: dict[str, str] = field(default_factory=dict)  # by column
    changed: dict[str, tuple[str, str]] = field(default_factory=dict)  # before, after


Setting = tuple[str, str, Mapping[str, str]]  # exercise and student (`*` for all), and the cells of their row


def plan_change(course: Course, settings: Sequence[Setting]) -> Change:
    """Return the table with these cells; rows and columns that are not there are added.

    Raises CourseError if the table that would result cannot be read.
    """
    path = course.root / FILE
    data = path.read_bytes() if path.exists() else (",".join(BEGUN) + "\n").encode()
    table = table_of(FILE, data, quality)
    rows, end = _all_rows(data, table)
    head = max(range(min(HEAD, len(rows))), key=lambda at: (quality([clean(cell) for cell in rows[at]]), -at))
    change = Change()
    for exercise, student, values in settings:
        columns = _columns(rows, head, values)
        _set(_row_of(rows, head, columns, exercise, student), columns, values, change)
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=table.delimiter, lineterminator=end).writerows(rows)
    try:
        change.content = written.getvalue().encode(table.encoding)
    except UnicodeEncodeError:  # an id that the file's encoding has no letters for
        change.content = written.getvalue().encode("utf-8-sig")
    try:
        dates_in(table_of(FILE, change.content, quality), course.exercises())
    except CourseError as error:
        raise CourseError(f"nothing is changed: with this, {error}") from None
    return change


def _set(row, columns, values, change):
    """Set cells of a row, and note what that changes."""
    for name, value in values.items():
        before = clean(row[columns[name]])
        if not before:
            change.new[name] = value
        elif before != value:
            change.changed[name] = before, value
        row[columns[name]] = value


def write_change(course: Course, change: Change) -> None:
    """Write the table with a change, whole or not at all."""
    replace(course.root / FILE, change.content)


def _all_rows(data: bytes, table: Table) -> tuple[list[list[str]], str]:
    """Return all rows of a file as they stand there, and how its lines end."""
    text = data.decode(table.encoding)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter))
    return rows, "\r\n" if "\r\n" in text else "\n"


def _columns(rows: list[list[str]], head: int, values: Mapping[str, str]) -> dict[str, int]:
    """Return the column of each name; those that are missing are added."""
    columns = {COLUMN_OF.get(plain(clean(cell)), ""): at for at, cell in enumerate(rows[head])}
    for name in ("student", *values):
        if name not in columns:
            columns[name] = len(rows[head])
            for row in rows[head + 1 :]:
                row += [""] * (len(row) == len(rows[head]))
            rows[head].append(name)
    return columns


def _row_of(rows, head, columns, exercise, student):
    """Return the row of an exercise and a student, as long as the headings; it is added if there is none."""
    for row in rows[head + 1 :]:
        cells = [clean(cell) for cell in row] + [""] * (len(rows[head]) - len(row))
        if _is_about(cells[columns["exercise"]], exercise) and _is_of(cells[columns["student"]], student):
            row += [""] * (len(rows[head]) - len(row))
            return row
    row = [""] * len(rows[head])
    row[columns["exercise"]] = exercise
    row[columns["student"]] = "" if student == ALL else student
    rows.append(row)
    return row


def _is_about(cell, exercise):
    """Return True if a cell names an exercise, by number or name."""
    if exercise == ALL:
        return cell.casefold() in ALL_EXERCISES
    return last_name(cell).zfill(2) in (exercise, exercise.split("_")[0])


def _is_of(cell, student):
    return cell.casefold() in EVERYBODY if student == ALL else cell == student


def in_words(change: Change) -> list[str]:
    """Return a line on each cell that changes."""
    told = [f"{name}: {visible(value)}" for name, value in change.new.items()]
    return told + [f"{name}: {visible(before)} → {visible(after)}" for name, (before, after) in change.changed.items()]
