"""Data of a term in the course folder: names and marks from the gradebook, hand-ins, dates, judged notebooks."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dlcourse.course.folder import Course
from dlcourse.course.grading.dates.entering import dates_of_class
from dlcourse.course.grading.dates.table import Dates
from dlcourse.course.grading.insights.exercise import graded_questions
from dlcourse.course.grading.insights.term import ClassMarks, Term, term_of
from dlcourse.course.grading.lms.sheets import read_sheet
from dlcourse.course.grading.nbgrader.roster import read_roster

if TYPE_CHECKING:
    from traitlets.config import Config


def term_in(course: Course, config: "Config", now: datetime | None = None) -> Term:
    """Return the insights into the term of a class; `now` is the present, unless it is given.

    While an answer in words waits to be read, a student's share is that of the questions that are judged already.
    """
    now = datetime.now(UTC) if now is None else now
    sheet, dates, roster = read_sheet(course, config), dates_of_class(course, config), read_roster(course, config)
    graded = {name: graded_questions(course, name) for name in course.exercises()}
    shares = {}
    for (student, exercise), marks in sheet.marks.items():
        if (student, exercise) in sheet.by_hand:
            results = graded.get(exercise, {}).get(student, [])
            points, most = sum(one.points for one in results), sum(one.max_points for one in results)
        else:
            points, most = marks.score, marks.max_score
        if most:
            shares[student, exercise] = points / most
    handed_in = {(student, name) for name in course.exercises() for student in course.students(name)}
    whose = {student for student, _ in {*shares, *handed_in}} | (roster.ids if roster.is_closed else set())
    people = {person.id: person.name for person in sheet.people}
    names = {student: people.get(student, "") for student in whose}
    return term_of(
        ClassMarks(names, shares, handed_in - set(shares), still_open(dates, now)),
        {n: of for n, of in graded.items() if of},
    )


def still_open(dates: Dates | None, now: datetime) -> Callable[[str, str], bool]:
    """Return a function that tells of a student and an exercise whether its due date is still to come."""

    def is_still_open(student: str, exercise: str) -> bool:
        terms = None if dates is None else dates.terms(exercise, student)
        return terms is not None and now < terms.due + terms.grace

    return is_still_open
