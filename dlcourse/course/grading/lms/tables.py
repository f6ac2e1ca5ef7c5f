"""Read the tables that spreadsheets, learning platforms and offices write: whatever encoding, delimiter and line ends.

Rows are numbered as a spreadsheet numbers them, so that a line on a fault leads to the cell.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dlcourse.course.folder import CourseError
from dlcourse.course.terminal import visible

MAX_BYTES = 50_000_000
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
BYTE_ORDER_MARKS = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
NO_TEXT = {  # how files begin that are no text, and what they are
    b"PK\x03\x04": "a workbook (.xlsx, .ods) or an archive",
    b"\xd0\xcf\x11\xe0": "a workbook of an older Excel (.xls)",
    b"%PDF": "a PDF",
    b"{\\rtf": "a text document (.rtf)",
}
INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\u202a\u202c"))
CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")  # which no table of text holds
QUOTED_NUMBER = re.compile(r'="?([^"]*)"?')  # ="0042", which keeps the zeros in Excel


HEAD = 20  # rows in which headings are looked for: offices put a title above them
Row = tuple[int, tuple[str, ...]]  # its number, from 1, and its cells
_Read = tuple[str, list[Row], str | None]  # a delimiter, the rows that it makes, and what stopped reading them


@dataclass(frozen=True)
class Table:
    """A table as its file has it: cells without blanks around them, each row with its number, from 1."""

    name: str  # of the file
    encoding: str
    delimiter: str
    rows: tuple[Row, ...]  # those that are not empty

    def where(self, row: int, column: str | None = None) -> str:
        """Return "students.csv, row 3, column 'Email'" for a fault."""
        return f"{self.name}, row {row}" + (f", column '{visible(column)}'" if column else "")


def read_table(path: Path, quality: Callable[[Sequence[str]], int]) -> Table:
    """Return the table in a file; of the delimiters, the one whose best row has the highest `quality`.

    `quality` says how many of a row's cells are headings that the reader knows. Raises CourseError if the file is no
    table of text, or a quotation mark in it is never closed.
    """
    name = visible(path.name)
    return table_of(name, _bytes_of(path, name), quality)


def table_of(name: str, data: bytes, quality: Callable[[Sequence[str]], int]) -> Table:
    """Return the table in the bytes of a file of this name, as `read_table` does."""
    text, encoding = _decoded(data, name)
    told = re.match(r"sep=(.)\r?\n", text, flags=re.IGNORECASE)  # a line for Excel, and a row of its own
    first = 1 if told else 0
    read = [(delimiter, *_rows(text, delimiter, name)) for delimiter in ([told[1]] if told else DELIMITERS)]

    def rank(one: _Read) -> tuple[int, int]:
        head = [cells for _, cells in one[1][first : first + HEAD]]
        return max(map(quality, head), default=0), max(map(len, head), default=0)

    delimiter, rows, fault = max(read, key=rank)
    if fault:
        raise CourseError(fault)
    if not rows[first:]:
        raise CourseError(f"{name}: expected a table with a row of headings. Received: an empty file")
    return Table(name, encoding, delimiter, tuple(rows[first:]))


def clean(cell: str) -> str:
    """Return a cell's text: one blank between words, nothing invisible, without what spreadsheets put around it."""
    text = " ".join(unicodedata.normalize("NFC", cell.translate(INVISIBLE)).split())
    if text.startswith("=") and (quoted := QUOTED_NUMBER.fullmatch(text)):
        return quoted[1].strip()
    return text[1:] if re.match("'[=+@-]", text) else text  # which keeps a spreadsheet from computing it


def _bytes_of(path, name):
    try:
        if path.is_dir():
            raise CourseError(f"{name}: expected a file. Received: a folder")
        if path.stat().st_size > MAX_BYTES:
            raise CourseError(
                f"{name}: expected a table of at most {MAX_BYTES // 1_000_000} MB. Received: a larger file"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise CourseError(f"{visible(str(path))}: there is no such file") from None


def _decoded(data, name):
    """Return a file's text and its encoding; raises CourseError if it is not text."""
    kind = next((what for start, what in NO_TEXT.items() if data.startswith(start)), None)
    if re.match(rb"\s*<(!doctype|html|\?xml|table)", data[:100], flags=re.IGNORECASE):
        kind = "a web page or XML, whatever its name says"
    if kind:
        raise CourseError(
            f"{name}: expected a table as text (CSV). Received: {kind}: open it in a spreadsheet, save as CSV"
        )
    encoding = next((it for mark, it in BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)
    if encoding is None and b"\x00" in data[:400]:
        encoding = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
    for candidate in filter(None, (encoding, "utf-8", "cp1252", "latin-1")):
        try:
            text = data.decode(candidate)
        except UnicodeError:
            continue
        if CONTROL.search(text):
            break
        return text, candidate
    raise CourseError(f"{name}: expected a table as text (CSV). Received: bytes that are no text")


def _rows(text: str, delimiter: str, name: str) -> tuple[list[Row], str | None]:
    """Return the rows that are not empty, with their numbers, and what stopped reading them, None if nothing did."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, began, rows = 0, 1, []
    try:
        for row in reader:
            number += 1
            began = reader.line_num + 1
            cells = tuple(map(clean, row))
            if any(cells):
                rows.append((number, cells))
    except csv.Error as error:
        return rows, (
            f"{name}, row {number + 1}: expected cells whose quotation marks are closed or doubled. "
            f"Received, from line {began} on: {error}"
        )
    return rows, None
