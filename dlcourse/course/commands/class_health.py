"""Faults in a class's folder, or in a student's edition of it, for `dlcourse doctor`: of dates, roster, questions.

Only what is a fault is told, each with what mends it; what is merely unusual is not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from dlcourse.checks import LIMIT
from dlcourse.checks.broken import BrokenQuestionError, sound_draw
from dlcourse.checks.catalogue import find_question, of_this_class
from dlcourse.checks.own_questions import folder_of, look_in, names_asked
from dlcourse.course.class_folder.findings import faults_of_words
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.dates.for_students import FILE
from dlcourse.course.grading.dates.table import Dates, read_dates
from dlcourse.course.handed_in import listed
from dlcourse.course.terminal import visible

if TYPE_CHECKING:
    from traitlets.config import Config

    from dlcourse.course.grading.lms.people import Person

SHOWN = 5  # students, or groups of them, in a line
TELL = "tell whoever runs the class: the file came with it; dlcourse update brings a mended one"


class Health(NamedTuple):
    """One thing that was looked at: "ok", "problem" or "note", what was found, and for a problem what mends it."""

    status: str
    found: str
    fix: str = ""


def dates_handed_out(course: Course) -> Health | None:
    """Return how the dates in a student's folder are; None if there are none."""
    try:
        dates = read_dates(course)
    except CourseError as error:
        return Health("problem", str(error), TELL)
    return None if dates is None else Health("ok", _in_words(dates, course.exercises()))


def dates_of(course: Course, config: "Config") -> Health | None:
    """Return how the class's dates are, checked as grading checks them; None if it has none."""
    from dlcourse.course.grading.dates.entering import dates_of_class, unknown_students
    from dlcourse.course.grading.nbgrader.marks import LatePenalties
    from dlcourse.course.grading.nbgrader.roster import read_roster

    try:
        dates = dates_of_class(course, config)
        if dates is None:
            return None
        LatePenalties(course, config, dates)  # an error if nbgrader_config.py has a rule as well
        unknown, roster = unknown_students(course, config, dates), read_roster(course, config)
    except CourseError as error:
        return Health("problem", str(error), f"fix {FILE}, then dlcourse dates: until then nothing is graded")
    slips = [(student, near) for student, near in unknown if near]
    if slips:
        told = [f"{visible(student)} (did you mean {roster.shown(near)}?)" for student, near in slips]
        found = f"{FILE} has {listed(told, SHOWN)}, whom nobody knows"
        return Health("problem", found, f"write the id in {FILE} as the roster has it")
    return Health("ok", _in_words(dates, course.exercises()))


def _in_words(dates: Dates, exercises: Iterable[str]) -> str:
    due = sum(dates.class_due(name) is not None for name in exercises)
    own = len(dates.with_own_rows)
    told = [f"{due} due date{'s' * (due != 1)}"]
    told += [f"{own} student{'s' * (own != 1)} with rows of their own"] if own else []
    return f"{dates.path_name}: {', '.join(told)}"


def roster_of(course: Course, config: "Config") -> Health | None:
    """Return how the class's roster is; None if the gradebook has nobody."""
    from dlcourse.course.grading.lms.enrol import known_people
    from dlcourse.course.grading.nbgrader.roster import read_roster

    people = known_people(course, config)
    if not people:
        return None
    told = f"{len(people):,} student{'s' * (len(people) != 1)}"
    twice = list(_twice(people))
    if twice:
        fix = "give each student an address and an id of their own: dlcourse roster FILE, nbgrader db student remove ID"
        return Health("problem", f"{told}; {'; '.join(twice)}", fix)
    nameless = [person.id for person in people if not person.name]
    if nameless and read_roster(course, config).is_closed:
        fix = "dlcourse roster FILE enters names; who is no student: nbgrader db student remove ID"
        return Health("note", f"{told}; {len(nameless):,} without a name: {listed(nameless, SHOWN)}", fix)
    return Health("ok", told)


def _twice(people: list["Person"]) -> Iterator[str]:
    """Yield a line on each value that only one student can have, and several have."""
    from dlcourse.course.grading.lms.people import names_in_words

    kinds = {"the e-mail address": "email", "the platform's number": "lms_user_id", "but for capitals, the id": "id"}
    for what, name in kinds.items():
        owners: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            owners[getattr(person, name).casefold()].append(person)
        several = {value: each for value, each in owners.items() if value and len(each) > 1}
        if several:
            lines = [f"{visible(value)}: {names_in_words(each[:SHOWN])}" for value, each in several.items()]
            yield f"{what} of several students is {listed(lines, SHOWN)}"


def questions_of(course: Course) -> tuple[list[str], list[str]] | None:
    """Return the names of the class's own questions, and a line on each fault by which one cannot be asked, or judge.

    None if there are no files of questions, and no exercise asks one that is not there.
    """
    look_in(course.root)
    own, faults = of_this_class(), []
    for exercise in course.exercises():
        for name in names_asked(course.root, exercise):
            try:
                find_question(name)
            except LookupError as error:
                faults.append(f"{exercise}: {error}")
    for question in [*own.questions.values(), *own.extended.values()]:
        faults += faults_of_words(question)
        try:
            sound_draw(question, None, LIMIT)
        except BrokenQuestionError as error:
            faults.append(str(error))
    faults = list(dict.fromkeys([*own.faults, *faults]))
    if not (faults or folder_of(course.root).is_dir() or course.is_class):
        return None
    return list(own.questions), faults
