"""Enter a roster's people in the gradebook: what would change is known first, and all of it is written or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dlcourse.course.folder import Course
from dlcourse.course.grading.lms.people import STORED, Person

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from traitlets.config import Config


@dataclass
class Enrolment:
    """The changes that entering a roster makes in the gradebook."""

    new: list[Person] = field(default_factory=list)
    changed: list[tuple[Person, dict[str, tuple[str, str]]]] = field(default_factory=list)  # field: (before, after)
    same: list[Person] = field(default_factory=list)
    others: list[Person] = field(default_factory=list)  # in the gradebook alone: they stay


def known_people(course: Course, config: "Config") -> list[Person]:
    """Return the people in the course's gradebook; nobody if there is none yet, and none is begun."""
    from dlcourse.course.grading.nbgrader.api import has_gradebook, open_gradebook

    if not has_gradebook(course, config):
        return []
    with open_gradebook(course, config) as book:
        return people_in(book)


def plan(people: Sequence[Person], known: Sequence[Person]) -> Enrolment:
    """Return what entering people changes; an empty cell of a roster erases nothing."""
    found, there = Enrolment(), {one.id: one for one in known}
    for person in people:
        before = there.pop(person.id, None)
        if before is None:
            found.new.append(person)
            continue
        news = {
            name: (getattr(before, name), getattr(person, name))
            for name in STORED
            if getattr(person, name) not in ("", getattr(before, name))
        }
        if news:
            found.changed.append((person, news))
        else:
            found.same.append(person)
    found.others = list(there.values())
    return found


def enrol(course: Course, config: "Config", enrolment: Enrolment) -> None:
    """Write an enrolment into the gradebook, in one transaction."""
    from nbgrader.api import Student

    from dlcourse.course.grading.nbgrader.api import open_gradebook

    with open_gradebook(course, config) as book:
        try:
            for person in enrolment.new:
                book.db.add(Student(id=person.id, **{name: getattr(person, name) or None for name in STORED}))
            for person, news in enrolment.changed:
                student = book.find_student(person.id)
                for name, (_, after) in news.items():
                    setattr(student, name, after)
            book.db.commit()
        except BaseException:
            book.db.rollback()
            raise


def people_in(book: "Gradebook") -> list[Person]:
    """Return the people in an open gradebook, in the order of their ids."""
    from nbgrader.api import Student

    columns = [getattr(Student, name) for name in STORED]
    rows = book.db.query(Student.id, *columns).order_by(Student.id)
    return [Person(student, *(value or "" for value in about)) for student, *about in rows]
