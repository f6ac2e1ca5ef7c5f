"""A roster's file as people: who stands in it, under which id and name, and what is wrong in which row and column."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dlcourse.course.folder import CourseError, require_student_id
from dlcourse.course.grading.lms.headings import PARTICIPANT, STUDENTS, columns_of, plain, quality
from dlcourse.course.grading.lms.tables import HEAD, Table, read_table
from dlcourse.course.terminal import visible

ROUNDED = re.compile(r"\d+([.,]\d+)?[eE]\+?\d+|\d+[.,]0+")
SUM = re.compile(r"(summe|gesamt|anzahl|stand|total|sum|count|exported)\b|.*:\s", flags=re.IGNORECASE)
NO_PERSON = ("points possible", "student, test", "test student", "testschüler", "manual posting")  # Canvas's own rows
STORED = ("first_name", "last_name", "email", "lms_user_id")


@dataclass(frozen=True)
class Person:
    """One student."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""  # the platform's own number or second id
    participant: str = ""  # Moodle's number of this student in one assignment

    @property
    def name(self) -> str:
        """Return the name to show, "" if there is none."""
        return " ".join(filter(None, (self.first_name, self.last_name)))


@dataclass
class People:
    """The people of a roster's file."""

    table: Table
    columns: dict[str, str] = field(default_factory=dict)  # the heading of each field
    unused: list[str] = field(default_factory=list)  # other headings
    people: list[Person] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # rows that are no students
    faults: list[str] = field(default_factory=list)  # a line each: file, row, column, expected, received


def read_people(path: Path, id_column: str | None = None) -> People:
    """Return the people in a roster's file; `id_column` names the heading of the ids, if it is not to be found.

    Raises CourseError if it is not a table, or no row of headings has an id or an e-mail address.
    """
    table = read_table(path, quality if id_column is None else lambda cells: quality(cells) + (id_column in cells))
    position, columns = _headings(table, id_column)
    headings = table.rows[position][1]
    found = People(table, {name: headings[column] for name, column in columns.items()})
    found.unused = [each for number, each in enumerate(headings) if each and number not in columns.values()]
    seen: dict[str, tuple[int, Person]] = {}
    for row, cells in table.rows[position + 1 :]:
        _take(found, row, cells, headings, columns, seen)
    found.people = [person for _, person in seen.values()]
    if not found.people and not found.faults:
        row = table.rows[position][0]
        found.faults.append(f"{table.where(row)}: expected students below the headings. Received: nobody")
    return found


def _headings(table, id_column):
    """Return which row has the headings, and the column of each field."""
    rows = table.rows[:HEAD]
    best = max(range(len(rows)), key=lambda at: (quality(rows[at][1]) + (id_column in rows[at][1]), -at))
    row, cells = rows[best]
    columns = columns_of(cells)
    if id_column is not None:
        if id_column not in cells:
            there = ", ".join(visible(cell) for cell in cells if cell)
            raise CourseError(f"{table.where(row)}: expected a column {visible(id_column)!r}. Received: {there}")
        columns = {name: at for name, at in columns.items() if at != cells.index(id_column)}
        columns["id"] = cells.index(id_column)
    if "id" not in columns and "email" in columns:
        columns["id"] = columns["email"]
    if "id" not in columns or (id_column is None and quality(cells) < 2):
        received = ", ".join(visible(cell) for cell in cells[:8] if cell)
        raise CourseError(
            f"{table.where(row)}: expected a row of headings with an id (such as id, username, ID number, "
            f"Matrikelnummer, SIS Login ID, SID) and a name or an e-mail address. Received: {received}: name the "
            "column of the ids with --id COLUMN, or add the headings"
        )
    return best, columns


def _take(found, row, cells, headings, columns, seen):
    """Read one row: a person, a note, or faults."""
    table = found.table
    if any(cells[len(headings) :]):
        found.faults.append(
            f"{table.where(row)}: expected {len(headings)} cells, as many as headings. Received: {len(cells)}: "
            "a cell that holds the delimiter needs quotation marks"
        )
        return
    values = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
    why = _no_student(cells, values, headings)
    if why:
        found.notes.append(f"{table.where(row)} is left out: {why}")
        return
    faults = list(_faults_in(table, row, values, found.columns))
    if faults:
        found.faults += faults
        return
    person = _person(values)
    earlier = seen.get(person.id.casefold())
    if earlier is None:
        seen[person.id.casefold()] = row, person
    elif earlier[1] == person:
        found.notes.append(f"{table.where(row)} is left out: the same student as in row {earlier[0]}")
    else:
        where = table.where(row, found.columns["id"])
        found.faults.append(
            f"{where}: expected an id for each student. Received: {visible(person.id)!r}, which row {earlier[0]} "
            f"has as {visible(earlier[1].id)!r} for {visible(earlier[1].name or earlier[1].email or 'another')}"
        )


def _no_student(cells, values, headings):
    """Return why a row is not a student's, None if it may be."""
    named = [plain(cell) for cell in cells]
    own = next((text for text in NO_PERSON if plain(text) in named), None)
    if own:
        return f"{visible(next(cell for cell in cells if plain(cell) == plain(own)))!r} is a row of the platform's own"
    role = values.get("role", "").casefold()
    if role and not any(word in role for word in STUDENTS):
        return f"{visible(values.get('email') or values['id'] or 'somebody')} is {visible(values['role'])}"
    filled = [cell for cell in cells if cell]
    if len(headings) > 2 and len(filled) == 1 and (not values["id"] or SUM.match(filled[0])):
        return f"it holds {visible(filled[0])!r} alone"
    if cells[: len(headings)] == headings:
        return "it repeats the headings"
    return None


def _faults_in(table, row, values, columns):
    """Yield a line on each cell that cannot be taken."""
    student = values["id"]
    where = table.where(row, columns["id"])
    if not student:
        whose = " ".join(values[name] for name in ("first_name", "last_name", "full_name", "email") if values.get(name))
        yield f"{where}: expected an id. Received: an empty cell ({visible(whose) or 'and no name'})"
    elif ROUNDED.fullmatch(student):
        yield (
            f"{where}: expected an id as text. Received: {student}, a number that a spreadsheet has changed: format "
            "the column as text and export again"
        )
    else:
        try:
            require_student_id(student)
        except CourseError as error:
            yield f"{where}: {error}"
    email = values.get("email", "")
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        yield f"{table.where(row, columns['email'])}: expected an e-mail address. Received: {visible(email)}"


def _person(values):
    """Return a row's person."""
    first, last = values.get("first_name", ""), values.get("last_name", "")
    if values.get("full_name"):
        first, last = split_name(values["full_name"])
    number = PARTICIPANT.fullmatch(values.get("participant", ""))
    return Person(
        id=unicodedata.normalize("NFC", values["id"]),
        first_name=first,
        last_name=last,
        email=values.get("email", ""),
        lms_user_id=values.get("lms_user_id", ""),
        participant=number[1] if number else "",
    )


def split_name(full: str) -> tuple[str, str]:
    """Return first and last name of "Lovelace, Ada" or "Ada Lovelace"; in the second form the last word is the last."""
    last, comma, first = full.partition(",")
    if not comma:
        first, _, last = full.rpartition(" ")
    return first.strip(), last.strip()


def names_in_words(people: Sequence[Person]) -> str:
    """Return "ada (Ada Lovelace), jm (Jürgen Müller)"."""
    return ", ".join(f"{visible(one.id)} ({visible(one.name)})" if one.name else visible(one.id) for one in people)
