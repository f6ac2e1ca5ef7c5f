"""`dlcourse reset`: have a fresh copy of an exercise; yours is kept in backups/."""

import argparse

from dlcourse.course.commands.common import Commands, add_command, on_exercise, prints_json
from dlcourse.course.folder import Course
from dlcourse.course.terminal import to_json


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Have a fresh copy of an exercise; yours is kept in backups/."
    command = add_command(commands, "reset", run, text, on_exercise(), prints_json())
    command.add_argument("--lecture", action="store_true", help="of the lecture with this number, not of the exercise")


def run(options: argparse.Namespace) -> int:
    """Give a fresh copy, and say where the old one is; return 0."""
    from dlcourse.course.learner.edition import edition_here
    from dlcourse.course.learner.place import fresh_copy, reset

    course = Course.find_own(options.course)
    exercise = course.exercise(options.exercise)
    name = f"lectures/{exercise}.ipynb" if options.lecture else f"exercises/{exercise}/{exercise}.ipynb"
    report = reset(course, name, fresh_copy(course, name, edition_here))
    backup = (report.backup / name).relative_to(course.root).as_posix() if report.backup else None
    if options.json:
        print(to_json({"notebook": name, "written": bool(report.written), "backup": backup}))
    elif not report.written:
        print(f"{name} is fresh already: nothing was changed.")
    else:
        print(f"{name} is as the course handed it out." + (f" Yours is kept: {backup}" if backup else ""))
    return 0
