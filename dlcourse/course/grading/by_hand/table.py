"""The table of points for answers in words: written to be filled in, read back, checked, and entered."""

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dlcourse.course.folder import CourseError
from dlcourse.course.grading.by_hand.answers import AnswerInWords, QuestionInWords, code_of
from dlcourse.course.grading.lms.tables import Table, clean, read_table
from dlcourse.course.terminal import visible

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

    from dlcourse.course.grading.nbgrader.marks import LatePenalties

HEADINGS = ("question", "student", "name", "points", "of", "comment", "answer")
NEEDED = ("question", "student", "points", "answer")


@dataclass(frozen=True)
class PointsRow:
    """One answer's points in a table."""

    question: str
    student: str
    points: float
    comment: str
    key: str  # of the answer that was read


@dataclass
class Filled:
    """The rows of a filled table, and what is wrong with the others."""

    rows: list[PointsRow] = field(default_factory=list)
    blank: int = 0  # answers without points
    changed: list[str] = field(default_factory=list)  # a line on each answer that is another one by now
    faults: list[str] = field(default_factory=list)  # a line each: file, row, column, expected, received


def to_csv(
    exercise: str, questions: Sequence[QuestionInWords], names: Mapping[str, str], is_anonymous: bool = False
) -> str:
    """Return the table of these answers, with the points that they have; blank ones wait."""
    from dlcourse.course.grading.nbgrader.export import spreadsheet_safe

    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for question in questions:
        for answer in question.answers:
            who = code_of(exercise, answer.student) if is_anonymous else answer.student
            name = "" if is_anonymous else names.get(answer.student, "")
            points = "" if answer.points is None else f"{answer.points:g}"
            row = [question.name, who, name, points, f"{question.max_points:g}", answer.comment, f"#{answer.key}"]
            writer.writerow([spreadsheet_safe(value) for value in row])
    return text.getvalue()


def read_filled(
    path: Path, exercise: str, questions: Sequence[QuestionInWords], shown: Callable[[str], str] = visible
) -> Filled:
    """Return what a filled table says of these answers; `shown` says how a student is printed.

    Raises CourseError if the file is not a table, or lacks a column.
    """
    table = read_table(path, lambda cells: sum(clean(cell).casefold() in HEADINGS for cell in cells))
    _, headings = table.rows[0]
    columns = {clean(heading).casefold(): at for at, heading in enumerate(headings)}
    lacking = [heading for heading in NEEDED if heading not in columns]
    if lacking:
        there = ", ".join(visible(heading) for heading in headings if heading)
        raise CourseError(f"{table.where(table.rows[0][0])}: expected a column {lacking[0]!r}. Received: {there}")
    known = {question.name: question for question in questions}
    answers = {(question.name, answer.student): answer for question in questions for answer in question.answers}
    codes = {code_of(exercise, student): student for _, student in answers}
    filled, seen = Filled(), dict[tuple[str, str], int]()
    for number, cells in table.rows[1:]:
        found = {name: clean(cells[at]) if at < len(cells) else "" for name, at in columns.items()}
        if found["student"] in codes:  # whose it is stays unsaid
            found |= {"CODE": found["student"], "student": codes[found["student"]]}
        _take(filled, table, number, found, known, answers, seen, shown)
    return filled


def _take(
    filled: Filled,
    table: Table,
    number: int,
    found: Mapping[str, str],
    known: Mapping[str, QuestionInWords],
    answers: Mapping[tuple[str, str], AnswerInWords],
    seen: dict[tuple[str, str], int],
    shown: Callable[[str], str],
) -> None:
    """Take one row into `filled`: its points, or a line on what is wrong.

    - `table`, `number`, `found`: the table, the row's number in it, and its cells by their headings.
    - `known`, `answers`: the questions by name, and the answers by question and student.
    - `seen`: the rows so far, by question and student.
    - `shown`: how a student is printed.
    """

    def fault(column, expected):
        received = found.get(column, "")
        filled.faults.append(f"{table.where(number, column)}: expected {expected}. Received: {visible(received)!r}")

    question = known.get(found["question"])
    if question is None:
        fault("question", f"one of {', '.join(known) or 'no question at all'}")
        return
    answer = answers.get((question.name, found["student"]))
    if answer is None:
        fault("student", f"a student whose answer to {question.name} is graded")
        return
    before = seen.setdefault((question.name, answer.student), number)
    if before != number:
        fault("student", f"each answer once (it stands in row {before}, too)")
        return
    if not found["points"]:
        filled.blank += 1
        return
    points = _number(found["points"])
    if points is None or not 0 <= points <= question.max_points:
        fault("points", f"a number from 0 to {question.max_points:g}, or nothing")
        return
    if found["answer"].removeprefix("#") != answer.key:
        whose = found.get("CODE") or shown(answer.student)
        filled.changed.append(
            f"{table.where(number)}: {whose} has another answer to {question.name} than the one that was read: its "
            "points are not entered"
        )
        return
    filled.rows.append(PointsRow(question.name, answer.student, points, found.get("comment", ""), answer.key))


def _number(text):
    """Return a number, also with a decimal comma; None for any other text."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def enter(book: "Gradebook", exercise: str, rows: Sequence[PointsRow], penalties: "LatePenalties") -> list[PointsRow]:
    """Enter points and comments in the gradebook, all or none; return the rows that changed something."""
    news = []
    try:
        for row in rows:
            grade = book.find_grade(row.question, exercise, exercise, row.student)
            comment = _comment_of(book, exercise, row)
            before = grade.manual_score, grade.needs_manual_grade, comment and (comment.manual_comment or "")
            if before == (row.points, False, comment and row.comment):
                continue
            grade.manual_score, grade.needs_manual_grade = row.points, False
            if comment is not None:
                comment.manual_comment = row.comment or None
            news.append(row)
        book.db.flush()
        for student in {row.student for row in news}:
            penalties.apply(book.find_submission(exercise, student), student)  # it may be a part of the points
        book.db.commit()
    except BaseException:
        book.db.rollback()
        raise
    return news


def _comment_of(book, exercise, row):
    """Return the gradebook's comment on an answer, None if it has no place for one."""
    from nbgrader.api import MissingEntry

    try:
        return book.find_comment(row.question, exercise, exercise, row.student)
    except MissingEntry:
        return None
