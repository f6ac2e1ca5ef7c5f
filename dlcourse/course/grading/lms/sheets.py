"""Marks as tables that platforms import in one step: a line for each student, a column for each exercise.

The score is the one after the penalty for handing in late; who has handed in nothing has an empty cell.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dlcourse.course.folder import Course
from dlcourse.course.grading.lms.people import Person

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from traitlets.config import Config

    from dlcourse.course.grading.nbgrader.marks import Marks

TOTAL = "Total (percent)"
CANVAS_POINTS = "    Points Possible"  # as Canvas's own export has it, with the blanks


@dataclass
class Sheet:
    """The marks of a class."""

    max_scores: dict[str, float] = field(default_factory=dict)  # of each exercise, in order
    people: list[Person] = field(default_factory=list)
    marks: dict[tuple[str, str], "Marks"] = field(default_factory=dict)  # by student and exercise
    questions: dict[str, list[str]] = field(default_factory=dict)  # of each exercise, in the notebook's order
    scores: dict[tuple[str, str, str], float] = field(default_factory=dict)  # by student, exercise, question
    by_hand: list[tuple[str, str]] = field(default_factory=list)  # student and exercise with an answer to be read
    lines: list[str] = field(default_factory=list)  # on due dates that were others in the gradebook

    def score(self, student: str, exercise: str) -> float | None:
        """Return a student's points, None for who has handed in nothing that was graded."""
        found = self.marks.get((student, exercise))
        return None if found is None else found.score


@dataclass(frozen=True)
class Rule:
    """A rule for the total of exercises: by weights, with the lowest left out."""

    weights: Mapping[str, float] = field(default_factory=dict)  # none: each exercise weighs its points
    drop: int = 0  # how many of the lowest do not count

    def total(self, sheet: Sheet, student: str) -> float:
        """Return the total in percent: 100 · Σ wᵢ·sᵢ/mᵢ / Σ wᵢ over what counts; nothing handed in is 0 points."""
        shares = []
        for exercise, max_score in sheet.max_scores.items():
            weight = self.weights.get(exercise, 1.0) if self.weights else max_score
            if weight and max_score:
                shares.append(((sheet.score(student, exercise) or 0.0) / max_score, weight))
        counting = sorted(shares, key=lambda one: (one[0], -one[1]))[self.drop :]
        in_all = sum(weight for _, weight in counting)
        return 100 * sum(share * weight for share, weight in counting) / in_all if in_all else 0.0


def read_sheet(course: Course, config: "Config", wanted: Sequence[str] = ()) -> Sheet:
    """Return the marks in the course's gradebook, of all exercises that anybody is graded in, or of those wanted.

    Penalties by dates.csv are first reckoned anew: an extension given since the last grading counts.
    """
    from dlcourse.course.grading.dates.entering import dates_of_class
    from dlcourse.course.grading.nbgrader.api import has_gradebook, open_gradebook
    from dlcourse.course.grading.nbgrader.marks import LatePenalties

    if not has_gradebook(course, config):
        return Sheet()
    penalties = LatePenalties(course, config, dates_of_class(course, config))
    with open_gradebook(course, config) as book:
        lines = penalties.renew(book)
        sheet = _sheet_of(book, wanted)
    sheet.lines = lines
    return sheet


def _sheet_of(book: "Gradebook", wanted: Sequence[str]) -> Sheet:
    """Return the marks: one pass over all scores, however many students there are."""
    from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook

    from dlcourse.course.grading.lms.enrol import people_in
    from dlcourse.course.grading.nbgrader.marks import Marks, seconds_after

    sheet = Sheet(people=people_in(book))
    notebooks = (
        book.db.query(
            *(SubmittedNotebook.id, SubmittedAssignment.student_id, Assignment.name, Assignment.duedate),
            *(SubmittedNotebook.late_submission_penalty, SubmittedAssignment.timestamp, SubmittedAssignment.extension),
        )
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    )
    whose, penalties = {}, defaultdict[tuple[str, str], float](float)
    late: dict[tuple[str, str], float | None] = {}
    for notebook, student, exercise, due, penalty, timestamp, extension in notebooks:
        if not wanted or exercise in wanted:
            whose[notebook] = student, exercise
            penalties[student, exercise] += penalty or 0.0
            late[student, exercise] = seconds_after(timestamp, due, extension)
    grades = book.db.query(Grade.notebook_id, BaseCell.name, Grade.score, Grade.needs_manual_grade).join(
        BaseCell, Grade.cell_id == BaseCell.id
    )
    raw, waiting = dict.fromkeys(penalties, 0.0), set()
    for notebook, question, score, needs_manual_grade in grades:
        if notebook in whose:
            student, exercise = whose[notebook]
            raw[student, exercise] += score or 0.0
            sheet.scores[student, exercise, question] = score or 0.0
            waiting |= {(student, exercise)} if needs_manual_grade else set()
    graded = wanted or {exercise for _, exercise in raw}
    for assignment in sorted((one for one in book.assignments if one.name in graded), key=lambda one: one.name):
        sheet.max_scores[assignment.name] = assignment.max_score
        cells = [cell for notebook in assignment.notebooks for cell in (*notebook.grade_cells, *notebook.task_cells)]
        asked = {question for _, exercise, question in sheet.scores if exercise == assignment.name}
        sheet.questions[assignment.name] = [cell.name for cell in cells if cell.name in asked]
    for (student, exercise), points in raw.items():
        if exercise in sheet.max_scores:
            penalty = penalties[student, exercise]
            how_late = late[student, exercise]
            sheet.marks[student, exercise] = Marks(points, penalty, sheet.max_scores[exercise], how_late)
    sheet.by_hand = sorted(waiting)
    return sheet


# The tables


def to_csv(rows: Iterator[list]) -> str:
    """Return rows as a table that no spreadsheet runs anything of."""
    from dlcourse.course.grading.nbgrader.export import spreadsheet_safe

    table = io.StringIO(newline="")
    csv.writer(table).writerows([spreadsheet_safe(value) for value in row] for row in rows)
    return table.getvalue()


def moodle(sheet: Sheet, rule: Rule) -> Iterator[list]:
    """Yield the rows for Moodle's import (Grades → Import → CSV file)."""
    yield ["Username", "ID number", "Email address", "First name", "Last name", *sheet.max_scores, TOTAL]
    for one in sheet.people:
        about = [one.id, one.lms_user_id or one.id, one.email, one.first_name, one.last_name]
        yield [*about, *_scores(sheet, one.id), number(rule.total(sheet, one.id))]


def canvas(sheet: Sheet, _: Rule) -> Iterator[list]:
    """Yield the rows for Canvas's gradebook (Grades → Import); each further column would become an exercise there."""
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *sheet.max_scores]
    yield [CANVAS_POINTS, "", "", "", "", *map(number, sheet.max_scores.values())]
    for one in sheet.people:
        name = ", ".join(filter(None, [one.last_name, one.first_name])) or one.id
        second = "" if one.lms_user_id else one.id  # Canvas finds somebody by its own number first
        yield [name, one.lms_user_id, second, one.id, "", *_scores(sheet, one.id)]


def plain(sheet: Sheet, rule: Rule) -> Iterator[list]:
    """Yield the rows of a table to work with."""
    yield ["student_id", "last_name", "first_name", "email", *sheet.max_scores, TOTAL]
    for one in sheet.people:
        about = [one.id, one.last_name, one.first_name, one.email]
        yield [*about, *_scores(sheet, one.id), number(rule.total(sheet, one.id))]


def questions(sheet: Sheet, _: Rule) -> Iterator[list]:
    """Yield the rows of a table with a column for each question; no penalty is taken off."""
    asked = [(exercise, question) for exercise, names in sheet.questions.items() for question in names]
    yield ["student_id", "last_name", "first_name", *(_heading(*pair) for pair in asked)]
    for one in sheet.people:
        scores = [sheet.scores.get((one.id, *pair)) for pair in asked]
        yield [one.id, one.last_name, one.first_name, *map(number, scores)]


FORMS = {"csv": plain, "moodle": moodle, "canvas": canvas, "questions": questions}


def _heading(exercise, question):
    """Return the heading of a question's column: a check's cell is named after the question that it asks."""
    return f"{exercise}/{question.removeprefix('check-')}"


def _scores(sheet, student):
    return [number(sheet.score(student, exercise)) for exercise in sheet.max_scores]


def number(value: float | None) -> float | int | str:
    """Return points with at most four digits behind the point, "" for none."""
    if value is None:
        return ""
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded
