"""`dlcourse reset`: have a fresh copy of an exercise; yours is kept in backups/."""

import argparse

from dlcourse.course.commands.common import Commands, add_command, find_exercise, on_exercise, prints_json
from dlcourse.course.commands.display import print_line, print_next
from dlcourse.course.folder import Course, is_lecture, last_name
from dlcourse.course.terminal import to_json


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Have a fresh copy of an exercise; yours is kept in backups/."
    command = add_command(commands, "reset", run, text, on_exercise(), prints_json())
    command.add_argument("--lecture", action="store_true", help="of the lecture with this number, not of the exercise")


def run(options: argparse.Namespace) -> int:
    """Give a fresh copy, and say where the old one is; return 0."""
    from dlcourse.course.learner.of_class import edition_for
    from dlcourse.course.learner.own_folder import fresh_copy, reset
    from dlcourse.course.learner.trace import note_reset

    course = Course.find_own(options.course)
    of_lecture = options.lecture or is_lecture(options.exercise)
    exercise = find_exercise(course, last_name(options.exercise) if of_lecture else options.exercise)
    name = f"lectures/{exercise}.ipynb" if of_lecture else f"exercises/{exercise}/{exercise}.ipynb"
    report = reset(course, name, fresh_copy(course, name, lambda: edition_for(course)))
    if not of_lecture:
        note_reset(course, exercise)
    backup = (report.backup / name).relative_to(course.root).as_posix() if report.backup else None
    if options.json:
        print(to_json({"notebook": name, "written": bool(report.written), "backup": backup}))
        return 0
    if not report.written:
        print_line(f"{name} is fresh already: nothing was changed.")
    else:
        print_line(f"{name} is as the course handed it out." + (f" Yours is kept: {backup}" if backup else ""))
    print_next(f"open {name} in JupyterLab (dlcourse lab starts it)")
    return 0
