"""The roster: the students whom the instructor entered in the gradebook, by `nbgrader db student` or Formgrader.

Without a roster, everybody who hands in is entered, as nbgrader does. With one, an id that it does not know is a typo
or a stranger: it is warned of, and not entered. `c.Autograde.create_student` settles it either way.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.handed_in import listed
from dlcourse.course.terminal import visible

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from traitlets.config import Config


@dataclass(frozen=True)
class Roster:
    """The ids that the gradebook knows, whether others may be entered, and the names that it has of them."""

    ids: frozenset[str] = frozenset()
    is_closed: bool = False
    names: Mapping[str, str] = field(default_factory=dict, hash=False)  # by id, of those who have one

    def fault(self, student: str) -> str | None:
        """Return why a student's work is not taken, None if it is."""
        if not self.is_closed or student in self.ids:
            return None
        return (
            f"the roster does not know {visible(student)}: enter the id (nbgrader db student add ID), or rename the "
            "folder, then grade again"
        )

    def require(self, student: str) -> None:
        """Raise CourseError if a student's work is not taken."""
        why = self.fault(student)
        if why:
            raise CourseError(why)

    def name(self, student: str) -> str:
        """Return a student's name, "" if there is none."""
        return self.names.get(student, "")

    def shown(self, student: str) -> str:
        """Return a student as it is printed: "ada (Ada Lovelace)", the id alone without a name."""
        return visible(student) + self.beside(student)

    def beside(self, student: str) -> str:
        """Return what stands behind an id: " (Ada Lovelace)", "" without a name."""
        return f" ({visible(self.names[student])})" if student in self.names else ""

    def listed(self, students: Sequence[str], most: int) -> str:
        """Return students in one line: the first of them, and how many more."""
        return listed(students, most, self.shown)

    def names_of(self, students: Iterable[str]) -> dict[str, str]:
        """Return the names of those of these students who have one, by id, for JSON."""
        return {student: self.names[student] for student in students if student in self.names}

    def missing(self, students: Iterable[str]) -> list[str]:
        """Return the students of the roster who are not among these; without a roster, none."""
        return sorted(self.ids.difference(students)) if self.is_closed else []


def roster_in(book: "Gradebook", course: Course, config: "Config") -> Roster:
    """Return the roster in the course's gradebook.

    Whom grading entered has an id alone, and has handed in. One student with a name, or who has handed in nothing, was
    entered by the instructor, and so all were.
    """
    from nbgrader.api import Student, SubmittedAssignment

    rows = book.db.query(Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id).all()
    graded = {student for (student,) in book.db.query(SubmittedAssignment.student_id).distinct()}
    is_entered = any(any(about) or not (student in graded or _has_folder(course, student)) for student, *about in rows)
    create = config.Autograde.get("create_student")
    named = {student: " ".join(filter(None, (first, last))) for student, first, last, *_ in rows}
    names = {student: name for student, name in named.items() if name and name != student}
    return Roster(frozenset(named), is_entered if create is None else not create, names)


def read_roster(course: Course, config: "Config") -> Roster:
    """Return the roster in the course's gradebook; an empty one if there is no gradebook yet."""
    from dlcourse.course.grading.nbgrader.api import has_gradebook, open_gradebook

    if not has_gradebook(course, config):
        return Roster(is_closed=config.Autograde.get("create_student") is False)
    with open_gradebook(course, config) as book:
        return roster_in(book, course, config)


def _has_folder(course, student):
    """Return True if there is anything of a student's in submitted/: nbgrader enters whom it then fails to grade."""
    return os.path.lexists(course.root / "submitted" / student)
