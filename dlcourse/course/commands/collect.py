"""`dlcourse collect`: take the submissions out of an archive of Moodle, Canvas, Gradescope, or a folder."""

import argparse
from collections import Counter
from pathlib import Path

from dlcourse.course.commands.common import Commands, add_command, find_exercise, prints_json, require_gradebook
from dlcourse.course.commands.display import complain, print_line, print_next
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.lms import SUBMISSION_FORMS
from dlcourse.course.terminal import to_json, visible

TEXT = "Take the submissions out of an archive of a platform, for grading."
SHOWN = 20  # names of who is missing; --json has all


def add(commands: Commands) -> None:
    """Add the command."""
    collect = add_command(commands, "collect", run, TEXT, prints_json())
    collect.add_argument("file", type=Path, help="the archive (.zip, .tar.gz), or a folder with what was in it")
    collect.add_argument("--from", dest="source", choices=SUBMISSION_FORMS, required=True, help="who made it")
    collect.add_argument(
        "--exercise", metavar="07", help="which exercise it is (default: each notebook says so by its cells)"
    )
    help_ = "a table of the students, such as Moodle's grading worksheet (default: the gradebook's)"
    collect.add_argument("--roster", type=Path, metavar="FILE", help=help_)
    collect.add_argument("--id", metavar="COLUMN", help="the roster's heading of the ids (default: found by its name)")
    help_ = "let the archive's work take the place of what was changed here, which goes to backups/"
    collect.add_argument("--replace", action="store_true", help=help_)
    limits = collect.add_argument_group("limits on what is unpacked")
    limits.add_argument("--max-files", type=_count, metavar="N", help="members of the archive (default: 20,000)")
    limits.add_argument("--max-mb", type=_count, metavar="N", help="all of them together (default: 4,000)")
    limits.add_argument("--max-file-mb", type=_count, metavar="N", help="one of them (default: 100)")
    collect.epilog = "The same archive a second time changes nothing. What is not taken has a line each."


def run(options: argparse.Namespace) -> int:
    """Collect, and say what was taken and what was not; return 0 if all was taken."""
    require_gradebook()
    from dlcourse.course.commands.common import with_progress
    from dlcourse.course.grading.lms.arrivals import Collection
    from dlcourse.course.grading.nbgrader.api import load_config
    from dlcourse.course.grading.nbgrader.roster import read_roster

    course = Course.find(options.course)
    exercise = None if options.exercise is None else find_exercise(course, options.exercise)
    config = load_config(course)
    roster = read_roster(course, config)
    people = _people(course, config, options)
    collection = Collection(course, people, roster, options.source, exercise, options.replace)
    try:
        for _ in with_progress(collection.take(options.file, _bounds(options)), len(people), "collecting"):
            pass
    except CourseError:
        for line in collection.taken.left:
            complain("collect", line)
        raise
    taken = collection.taken
    missing = {name: roster.missing(course.students(name)) for name in sorted({one.exercise for one in taken.arrivals})}
    if options.json:
        print(to_json(_as_data(taken, missing, roster)))
    else:
        _show(taken, missing, roster)
    if not taken.arrivals and not taken.left:
        raise CourseError(f"{visible(options.file.name)} holds no submission")
    return int(bool(taken.left))


def _people(course, config, options):
    """Return whose work may come: the gradebook's people, and those of --roster."""
    from dlcourse.course.grading.lms.directory import merged
    from dlcourse.course.grading.lms.enrol import known_people
    from dlcourse.course.grading.lms.people import read_people

    known = known_people(course, config)
    if options.roster is None:
        return known
    found = read_people(options.roster, options.id)
    for line in found.faults:
        complain("collect", line)
    if found.faults:
        raise CourseError("nothing is collected: fix the roster, then run the same command again")
    return merged(found.people, known)


def _bounds(options):
    from dlcourse.course.grading.nbgrader.unpack import ArchiveBounds

    wanted = {
        "files": options.max_files,
        "bytes_": options.max_mb and options.max_mb * 1_000_000,
        "member_bytes": options.max_file_mb and options.max_file_mb * 1_000_000,
    }
    return ArchiveBounds(**{name: value for name, value in wanted.items() if value})


def _show(taken, missing, roster):
    for one in taken.arrivals:
        if one.status in ("new", "newer"):
            late = "late, says the platform" if one.is_late else ""
            named = f" ({visible(one.name)})" if one.name else ""
            about = (visible(one.student) + named, one.exercise, one.status, late)
            print_line("  ".join(filter(None, about)))
    for line in taken.notes:
        print_line(line)
    for line in taken.left:
        complain("collect", line)
    counts = Counter(one.status for one in taken.arrivals)
    told = [
        f"{counts[status]:,} {status}" for status in ("new", "newer", "as before", "changed here") if counts[status]
    ]
    told += [f"{len(taken.left):,} left out"] if taken.left else []
    print_line(", ".join(told) or "nothing")
    if taken.backup:
        print_line(f"What newer work replaced is in {taken.backup.parent.name}/{taken.backup.name}")
    for exercise, students in missing.items():
        if students:
            print_line(f"{len(students):,} of the roster without {exercise}: {roster.listed(students, SHOWN)}")
    if len(missing) == 1:
        print_next(f"dlcourse grade {next(iter(missing))[:2]}")
    elif missing:
        print_next(f"dlcourse grade, for each of {', '.join(name[:2] for name in missing)}")


def _as_data(taken, missing, roster):
    return {
        "collected": [vars(one) for one in taken.arrivals],
        "left_out": taken.left,
        "notes": taken.notes,
        "missing": missing,
        "names_of_missing": roster.names_of(sorted({one for students in missing.values() for one in students})),
        "backup": taken.backup and str(taken.backup),
    }


def _count(text):
    """Return a limit; raises ArgumentTypeError unless it is a number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1. Received: {text}")
    return int(text)
