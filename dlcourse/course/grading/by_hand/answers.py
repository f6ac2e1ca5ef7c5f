"""All answers in words to an exercise, question by question, with what the gradebook says of each."""

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import nbformat

from dlcourse._files import digest
from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.cells import about, grade_id, is_asked
from dlcourse.course.grading.judge.marking import UNTOUCHED

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

SCHEME = re.compile(r"^[^\n]*BEGIN MARK SCHEME[^\n]*\n(.*?)^[^\n]*END MARK SCHEME[^\n]*\n?", re.DOTALL | re.MULTILINE)
CODE = 6  # letters by which an anonymous answer is called


@dataclass
class AnswerInWords:
    """One student's answer, with the points and the comment that it has."""

    student: str
    text: str
    attachments: dict[str, Any]  # pictures, as nbformat keeps them
    points: float | None  # None while it waits to be read
    comment: str = ""

    @property
    def is_blank(self) -> bool:
        """Return True if nothing was written."""
        return self.text.strip() in UNTOUCHED and not self.attachments

    @property
    def key(self) -> str:
        """Return the digest of what was written, by which a table knows that it is still the answer that was read."""
        return digest(self.text, repr(sorted(self.attachments.items())))[:12]


@dataclass
class QuestionInWords:
    """One question that is answered in words, with everybody's answers."""

    name: str
    asked: str  # its text
    model: str  # the model answer
    scheme: str  # for what there are points, "" if the exercise does not say
    max_points: float
    answers: list[AnswerInWords] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """Return how many answers nobody has read yet."""
        return sum(answer.points is None for answer in self.answers)


def code_of(exercise: str, student: str) -> str:
    """Return the letters and digits that stand for a student where names are left out."""
    return digest(exercise, student)[:CODE]


def questions_in_words(solution: nbformat.NotebookNode) -> list[QuestionInWords]:
    """Return the questions of an exercise that a person reads, without answers."""
    found = []
    for at, cell in enumerate(solution.cells):
        nbgrader = about(cell)
        if "points" not in nbgrader or is_asked(cell):
            continue
        scheme = "\n".join(SCHEME.findall(cell.source)).strip()
        text = SCHEME.sub("", cell.source).strip()
        is_task = bool(nbgrader.get("task"))  # nbgrader's, which asks in the cell itself, and is answered elsewhere
        asked = text if is_task else _asked_before(solution.cells, at)
        found.append(QuestionInWords(grade_id(cell), asked, "" if is_task else text, scheme, float(nbgrader["points"])))
    return found


def _asked_before(cells, at):
    """Return the text in front of an answer: the cells of prose back to the last one that is something else."""
    texts: list[str] = []
    for cell in reversed(cells[:at]):
        if cell.cell_type != "markdown" or about(cell).get("solution"):
            break
        texts.insert(0, cell.source)
    return "\n\n".join(texts)


def read_answers(
    course: Course, book: "Gradebook", exercise: str, solution: nbformat.NotebookNode, students: Sequence[str]
) -> list[QuestionInWords]:
    """Return the questions with the answers of these students, as they were graded last."""
    questions = questions_in_words(solution)
    rows = _rows(book, exercise, [question.name for question in questions])
    for student in students:
        cells = _cells_of(course, exercise, student)
        for question in questions:
            row = rows.get((student, question.name))
            if row is None or question.name not in cells:
                continue
            points, comment = row
            cell = cells[question.name]
            attachments = dict(cell.get("attachments") or {})
            question.answers.append(AnswerInWords(student, cell.source, attachments, points, comment))
    return questions


def _cells_of(course, exercise, student):
    """Return the named cells of a judged notebook; none if it is not there."""
    with contextlib.suppress(OSError, ValueError):
        notebook = nbformat.reads(course.autograded(student, exercise).read_text(encoding="utf-8"), as_version=4)
        return {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}
    return {}


def _rows(book: "Gradebook", exercise: str, names: Sequence[str]) -> Mapping[tuple[str, str], tuple[Any, str]]:
    """Return the points, None while they wait, and the comment of each student and question."""
    from nbgrader.api import Assignment, BaseCell, Comment, Grade, SubmittedAssignment, SubmittedNotebook

    def joined(kind, *columns):
        return (
            book.db.query(SubmittedAssignment.student_id, BaseCell.name, *columns)
            .select_from(kind)
            .join(BaseCell, kind.cell_id == BaseCell.id)
            .join(SubmittedNotebook, kind.notebook_id == SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .filter(Assignment.name == exercise, BaseCell.name.in_(names))
        )

    comments = {(student, name): text or "" for student, name, text in joined(Comment, Comment.comment)}
    return {
        (student, name): (None if waits else score, comments.get((student, name), ""))
        for student, name, score, waits in joined(Grade, Grade.score, Grade.needs_manual_grade)
    }
