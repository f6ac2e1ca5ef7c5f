"""The part of dates.csv for students: the rows for the whole class, and no row, note or name of a single student.

`setup.py` runs this file to put the table into a wheel, so nothing is imported here but Python's own library.
"""

import codecs
import csv
import io

FILE = "dates.csv"
EVERYBODY = ("", "*", "all")  # in the column of students
HEADINGS = {  # each column, and how its heading may be written
    "exercise": ("exercise", "assignment", "übung", "aufgabe"),
    "student": ("student", "student_id", "id", "username", "benutzername", "kennung", "matrikelnummer"),
    "due": ("due", "due date", "deadline", "abgabe", "frist", "abgabefrist"),
    "extension": ("extension", "verlängerung", "fristverlängerung"),
    "late": ("late", "late penalty", "abzug"),
    "cap": ("cap",),
    "not_below": ("not_below",),
    "grace_minutes": ("grace_minutes", "grace"),
    "closes": ("closes",),
    "slip_days": ("slip_days",),
    "slip_days_each": ("slip_days_each",),
    "time_zone": ("time_zone", "zone", "zeitzone"),
    "note": ("note", "notes", "comment", "name", "notiz", "bemerkung", "kommentar"),
}
PRIVATE = ("student", "extension", "note")
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def plain(heading: str) -> str:
    """Return a heading as it is compared: letters and digits alone, in small letters."""
    return "".join(filter(str.isalnum, heading.casefold()))


COLUMN_OF = {plain(name): column for column, names in HEADINGS.items() for name in names}


def for_students(data: bytes) -> bytes:
    """Return the table that students get, in UTF-8 with commas.

    Raises ValueError, and so hands nothing out, if a column is not known: it might be about single students.
    """
    rows = _rows(data)
    head = next((at for at, row in enumerate(rows) if _known(row) >= 2), None)
    if head is None:
        raise ValueError(f"{FILE}: expected a row of headings, such as exercise and due")
    names = [COLUMN_OF.get(plain(heading), "") for heading in rows[head]]
    strange = [heading for heading, name in zip(rows[head], names, strict=True) if heading.strip() and not name]
    if strange or any(any(cell.strip() for cell in row[len(names) :]) for row in rows[head + 1 :]):
        raise ValueError(f"{FILE}: {strange[0] if strange else 'a cell beside the table'}: no column of it is known")
    public = [at for at, name in enumerate(names) if name and name not in PRIVATE]
    whose = [at for at, name in enumerate(names) if name == "student"]
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow([names[at] for at in public])
    for row in rows[head + 1 :]:
        cells = [cell.strip() for cell in row] + [""] * (len(names) - len(row))
        if all(cells[at].casefold() in EVERYBODY for at in whose) and any(cells[at] for at in public):
            writer.writerow([cells[at] for at in public])
    return table.getvalue().encode()


def _known(row):
    """Return how many cells of a row are headings."""
    return len({COLUMN_OF[plain(cell)] for cell in row if plain(cell) in COLUMN_OF})


def _rows(data):
    """Return the rows of a table as a spreadsheet writes it, by the delimiter with which most headings are known."""
    encodings = [MARKS[mark] for mark in MARKS if data.startswith(mark)] or ["utf-8", "cp1252"]
    text = next((text for encoding in encodings if (text := _decoded(data, encoding)) is not None), None)
    if text is None:
        raise ValueError(f"{FILE}: expected a table as text (CSV)")
    read = [list(csv.reader(io.StringIO(text, newline=""), delimiter=each)) for each in ",;\t|"]
    return max(read, key=lambda rows: max(map(_known, rows), default=0))


def _decoded(data, encoding):
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None
