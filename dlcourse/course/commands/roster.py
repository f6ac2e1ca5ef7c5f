"""`dlcourse roster`: enter the students of a file in the gradebook, or show who is in it."""

import argparse
import sys
from pathlib import Path

from dlcourse.course.commands.common import Commands, add_command, prints_json, require_gradebook
from dlcourse.course.commands.display import complain, print_line, print_next
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.terminal import to_json, visible

SHOWN = 20  # students and faults, before the rest is counted; --json has all
TEXT = "Enter the students of a file in the gradebook: shows what it will do first."


def add(commands: Commands) -> None:
    """Add the command."""
    roster = add_command(commands, "roster", run, TEXT, prints_json())
    help_ = (
        "a table (CSV) as Moodle, Canvas, Gradescope, Excel, LibreOffice or an office write it; none: show who is in"
    )
    roster.add_argument("file", nargs="?", type=Path, help=help_)
    roster.add_argument("--yes", action="store_true", help="enter them without asking")
    roster.add_argument("--id", metavar="COLUMN", help="the heading of the ids (default: found by its name)")
    roster.epilog = "An empty cell erases nothing, and nobody is removed: nbgrader db student remove ID does that."


def run(options: argparse.Namespace) -> int:
    """Show what the file says and what would change; enter it if asked to. Return 0 if the gradebook has all of it."""
    require_gradebook()
    from dlcourse.course.grading.lms.directory import merged
    from dlcourse.course.grading.lms.enrol import enrol, known_people, plan
    from dlcourse.course.grading.lms.people import read_people
    from dlcourse.course.grading.nbgrader.api import load_config

    course = Course.find(options.course)
    config = load_config(course)
    known = known_people(course, config)
    if options.file is None:
        return _show_known(known, options)
    found = read_people(options.file, options.id)
    if found.faults:
        for line in found.faults[:SHOWN]:
            complain("roster", line)
        more = len(found.faults) - SHOWN
        rest = f"{more:,} more like these; " if more > 0 else ""
        raise CourseError(f"{rest}nobody is entered: fix the file, then run the same command again")
    enrolment = plan(found.people, known)
    whole = {one.id: one for one in merged(found.people, known)}
    is_new = bool(enrolment.new or enrolment.changed)
    if not options.json:
        _show(found, enrolment, whole)
    is_entered = is_new and (options.yes or (not options.json and _agreed(enrolment)))
    if is_entered:
        enrol(course, config, enrolment)
    if options.json:
        print(to_json(_as_data(found, enrolment, is_entered, whole)))
    elif is_entered:
        print_line(f"{len(enrolment.new):,} entered, {len(enrolment.changed):,} changed")
        print_next("dlcourse collect FILE.zip --from moodle|canvas|gradescope|folder, or dlcourse grade 07")
    elif is_new:
        print_next("the same command with --yes: nobody is entered yet")
    else:
        print_line("The gradebook has all of them: nothing to do")
    return int(is_new and not is_entered)


def _agreed(enrolment):
    """Return True if whoever sits at the terminal agrees; without a terminal nobody does."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return input(f"Enter {len(enrolment.new):,} and change {len(enrolment.changed):,}? [y/N] ").strip().lower() in (
        "y",
        "yes",
    )


def _show_known(known, options):
    if options.json:
        print(to_json({"students": [vars(person) for person in known]}))
        return 0
    for person in known:
        print_line("  ".join(filter(None, map(visible, (person.id, person.name, person.email)))))
    print_line(f"{_counted(known)} in the gradebook")
    if not known:
        print_next("dlcourse roster FILE.csv")
    return 0


def _show(found, enrolment, whole):
    """Print how the file is read and what would change; `whole` are the people by id with what either says of them."""
    from dlcourse.course.grading.lms.tables import DELIMITERS

    table = found.table
    delimiter = DELIMITERS.get(table.delimiter, repr(table.delimiter))
    print_line(f"{table.name}: {_counted(found.people)} ({table.encoding}, {delimiter})")
    for name, heading in found.columns.items():
        print_line(f"  {name} from {visible(heading)!r}")
    if found.unused:
        print_line(f"  not used: {', '.join(map(visible, found.unused))}")
    for line in found.notes:
        print_line(line)
    for word, lines in _changes(enrolment, whole).items():
        for line in lines[:SHOWN]:
            print_line(f"{word}  {line}")
        if len(lines) > SHOWN:
            print_line(f"{word}  and {len(lines) - SHOWN:,} more")
    if enrolment.same:
        print_line(f"as before  {len(enrolment.same):,}")


def _changes(enrolment, whole):
    """Return the lines on who is new, who changes and who is not in the file."""
    from dlcourse.course.grading.lms.people import names_in_words

    told = {
        names_in_words([whole[person.id]]): ", ".join(
            f"{name} {visible(a) or 'none'} → {visible(b)}" for name, (a, b) in news.items()
        )
        for person, news in enrolment.changed
    }
    return {
        "new": ["  ".join(filter(None, map(visible, (one.id, one.name, one.email)))) for one in enrolment.new],
        "changed": [f"{student}  {news}" for student, news in told.items()],
        "not in the file, stays": [
            "  ".join(filter(None, map(visible, (one.id, one.name)))) for one in enrolment.others
        ],
    }


def _counted(people):
    return f"{len(people):,} student{'s' if len(people) != 1 else ''}"


def _as_data(found, enrolment, is_entered, whole):
    return {
        "file": found.table.name,
        "encoding": found.table.encoding,
        "delimiter": found.table.delimiter,
        "columns": found.columns,
        "not_used": found.unused,
        "left_out": found.notes,
        "new": [vars(person) for person in enrolment.new],
        "changed": [
            {"id": person.id, "name": whole[person.id].name, "news": news} for person, news in enrolment.changed
        ],
        "as_before": [person.id for person in enrolment.same],
        "not_in_file": [person.id for person in enrolment.others],
        "entered": is_entered,
    }
