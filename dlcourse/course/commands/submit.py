"""`dlcourse submit`: hand in your exercise."""

import argparse
from pathlib import Path

from dlcourse.course.commands.common import (
    NO_EXCHANGE,
    Commands,
    add_command,
    find_exercise,
    has_exchange,
    has_grader,
    on_exercise,
    own_id,
    prints_json,
)
from dlcourse.course.commands.display import print_line, print_next
from dlcourse.course.folder import Course, CourseError, require_student_id
from dlcourse.course.terminal import as_argument, to_json


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Hand in your exercise: a copy, yours stays as it is."
    command = add_command(commands, "submit", run, text, on_exercise(), prints_json())
    command.add_argument(
        "--student", default=None, metavar="ID", help="hand in under this id (default: your user name)"
    )


def run(options: argparse.Namespace) -> int:
    """Submit, and print the receipt; return 0."""
    course = Course.find_own(options.course)
    name = find_exercise(course, options.exercise)
    student = own_id() if options.student is None else require_student_id(options.student)
    course.require_notebook(name)
    if not has_exchange():
        raise CourseError(NO_EXCHANGE.format(course.notebook(name).relative_to(course.root).as_posix(), name[:2]))
    from dlcourse.course.grading.dates.showing import learners_dates, told_on_handing_in
    from dlcourse.course.grading.nbgrader.exchange import submit

    receipt = submit(course, name, student)
    told = told_on_handing_in(learners_dates(course), name, receipt["timestamp"])
    if options.json:
        print(to_json(receipt | ({"due": told} if told else {})))
    else:
        print_line(f"Submitted {receipt['exercise']} as {receipt['student']}, {receipt['timestamp']}.")
        elsewhere = "" if Path.cwd().is_relative_to(course.root) else f" --course {as_argument(course.root)}"
        if told:
            print_line(told)
        print_line("Your notebook stays where it is.")
        print_next(f"dlcourse {'grade' if has_grader() else 'done'} {name[:2]}{elsewhere}")
    return 0
