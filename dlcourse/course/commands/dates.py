"""`dlcourse dates`: show and check due dates, late rules, extensions and slip days, or set one."""

import argparse
from datetime import UTC

from dlcourse.course.commands.common import Commands, add_command, find_exercise, has_exchange, prints_json
from dlcourse.course.commands.display import complain, print_line, print_next
from dlcourse.course.folder import Course, CourseError, require_student_id
from dlcourse.course.terminal import to_json, visible

TEXT = "Show and check due dates, late rules, extensions and slip days (dates.csv), or set one."
SETS = {  # option, column: of the row that exercise and student name
    "due": ("due", "DATE", 'when it is due: "2026-11-30 23:59"'),
    "extension": ("extension", "SPAN", 'with --student: how much later, "3 days"'),
    "late": ("late", "RULE", 'what late work costs: "10%% a day", "2 points an hour", "20%% once", "none"'),
    "cap": ("cap", "AMOUNT", 'the most that it costs: "50%%", "5 points"'),
    "not_below": ("not_below", "AMOUNT", 'the score that it does not go below: "40%%" of the points possible'),
    "grace": ("grace_minutes", "MINUTES", "so many minutes are not late yet"),
    "closes": ("closes", "WHEN", 'nothing counts that is handed in later: "7 days", "2026-12-20 12:00"'),
    "slip_days": ("slip_days", "N", "so many days for the term, spent in the order of due dates"),
    "slip_days_each": ("slip_days_each", "N", "at most so many of them on one exercise"),
    "zone": ("time_zone", "ZONE", "of dates that name none: Europe/Berlin"),
}


def add(commands: Commands) -> None:
    """Add the command."""
    dates = add_command(commands, "dates", run, TEXT, prints_json())
    dates.add_argument("exercise", nargs="?", metavar="07", help="this exercise alone (default: all)")
    dates.add_argument("--student", metavar="ID", help="this student's dates, and what they did to what is graded")
    group = dates.add_argument_group(
        "set", "A cell of dates.csv, in the row of this exercise and this student; without them, in the one for all."
    )
    for option, (_, metavar, text) in SETS.items():
        group.add_argument(f"--{option.replace('_', '-')}", metavar=metavar, help=text)
    group.add_argument("--replace", action="store_true", help="also a cell in which something else stands")
    dates.epilog = (
        "Graded work follows with the next dlcourse grade, feedback or marks. docs/instructor.md has all of it."
    )


def run(options: argparse.Namespace) -> int:
    """Show the table, or set a cell of it; return 0, or 1 if a cell holds something else and is not to be replaced."""
    course = Course.find(options.course)
    exercise = None if options.exercise is None else find_exercise(course, options.exercise)
    student = None if options.student is None else require_student_id(options.student)
    values = {
        column: value for option, (column, _, _) in SETS.items() if (value := getattr(options, option)) is not None
    }
    if values:
        return _set(course, exercise, student, values, options)
    return _show(course, exercise, student, options)


def _set(course, exercise, student, values, options):
    """Set cells, and say which."""
    from dlcourse.course.grading.dates.editing import in_words, plan_change, write_change
    from dlcourse.course.grading.dates.rows import ALL
    from dlcourse.course.grading.nbgrader.api import load_config

    if course.is_own:
        raise CourseError("the dates of a class are set where it is graded: this folder has a copy of them")
    if student is not None:
        _require_known(course, student)
    empty = next((name for name, value in values.items() if not value.strip()), None)
    if empty:
        raise CourseError(f"{empty}: expected a value; an editor takes one out of dates.csv. Received: nothing")
    zone = {"time_zone": values.pop("time_zone")} if "time_zone" in values else {}
    settings = [(ALL, ALL, zone)] if zone else []
    settings += [(exercise or ALL, student or ALL, values)] if values else []
    change = plan_change(course, settings)
    is_written = bool(change.new or change.changed) and (options.replace or not change.changed)
    if is_written:
        write_change(course, change)
        if has_exchange():
            _publish(course, load_config(course))
    if options.json:
        print(to_json({"new": change.new, "changed": change.changed, "written": is_written}))
    else:
        for line in in_words(change) or ["dates.csv has it: nothing to do"]:
            print_line(line)
        if change.changed and not is_written:
            print_next("the same command with --replace: nothing is changed yet")
        elif is_written:
            print_next(f"dlcourse dates{f' {exercise[:2]}' if exercise else ''}")
    return int(bool(change.changed) and not is_written)


def _publish(course, config):
    """Lay the dates of the class on its exchange, where students' folders find them."""
    from dlcourse.course.grading.dates.on_exchange import publish

    if line := publish(course, config):
        complain("dates", line)


def _require_known(course, student):
    """Raise CourseError for a student whom the roster does not know."""
    if has_exchange():
        from dlcourse.course.grading.nbgrader.api import load_config
        from dlcourse.course.grading.nbgrader.roster import read_roster

        roster = read_roster(course, load_config(course))
        if roster.is_closed and roster.ids and student not in roster.ids:
            raise CourseError(f"the roster does not know {visible(student)}: dlcourse roster shows who is in it")


def _show(course, exercise, student, options):
    """Show the table for the class, or for one student."""
    from dlcourse.course.grading.dates import showing

    dates = _checked(course)
    exercises = [exercise] if exercise else course.exercises()
    if dates is None:
        if options.json:
            print(to_json({"file": None, "exercises": []}))
        else:
            print_line("There is no dates.csv: exercises have the due dates that the gradebook has, if any")
            if not course.is_own:
                print_next('dlcourse dates 07 --due "2026-11-30 23:59" --zone Europe/Berlin')
        return 0
    roster = _roster(course)
    if student is not None:
        told = dates, exercises, student, _handed_in(course, student), roster
        if options.json:
            print(to_json(showing.student_as_data(*told)))
        else:
            for line in showing.student_as_text(*told):
                print_line(line)
        return 0
    if options.json:
        print(to_json(showing.class_as_data(dates, exercises, roster)))
        return 0
    for line in showing.class_as_text(dates, exercises, roster):
        print_line(line)
    return 0


def _roster(course):
    """Return the roster of the class; that of a learner's folder has nobody."""
    from dlcourse.course.grading.nbgrader.roster import Roster, read_roster

    if course.is_own or not has_exchange():
        return Roster()
    from dlcourse.course.grading.nbgrader.api import load_config

    return read_roster(course, load_config(course))


def _checked(course):
    """Return the dates, checked as grading checks them."""
    from dlcourse.course.grading.dates.table import read_dates

    if course.is_own or not has_exchange():
        return read_dates(course)
    from dlcourse.course.grading.dates.entering import dates_of_class, unknown_students
    from dlcourse.course.grading.nbgrader.api import load_config
    from dlcourse.course.grading.nbgrader.marks import LatePenalties
    from dlcourse.course.grading.nbgrader.roster import read_roster

    config = load_config(course)
    dates = dates_of_class(course, config)
    if dates is not None:
        LatePenalties(course, config, dates)  # an error if nbgrader_config.py has a rule, too
        _publish(course, config)
        for student, near in unknown_students(course, config, dates):
            meant = f" (did you mean {read_roster(course, config).shown(near)}?)" if near else ""
            complain("dates", f"{dates.path_name} has {visible(student)}, and nobody of this id has handed in{meant}")
    for line in _of_the_gradebook_alone(course, config, dates):
        complain("dates", line)
    return dates


def _of_the_gradebook_alone(course, config, dates):
    """Return a line on each exercise whose due date in the gradebook is not that of the table."""
    from dlcourse.course.grading.dates.entering import what_differs
    from dlcourse.course.grading.nbgrader.api import has_gradebook, open_gradebook

    if dates is None or not has_gradebook(course, config):
        return []
    with open_gradebook(course, config) as book:
        return what_differs(book, dates)


def _handed_in(course, student):
    """Return when a student's graded submissions were handed in, by exercise."""
    if course.is_own or not has_exchange():
        return {}
    from dlcourse.course.grading.nbgrader.api import has_gradebook, load_config, open_gradebook

    config = load_config(course)
    if not has_gradebook(course, config):
        return {}
    with open_gradebook(course, config) as book:
        from nbgrader.api import MissingEntry

        try:
            submissions = book.student_submissions(student)
        except MissingEntry:
            return {}
        return {
            one.assignment.name: None if one.timestamp is None else one.timestamp.replace(tzinfo=UTC)
            for one in submissions
        }
