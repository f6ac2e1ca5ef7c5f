"""`dlcourse check`: run your exercise and say which answers are right."""

import argparse

from dlcourse.course.commands.common import (
    Commands,
    add_command,
    find_exercise,
    has_grader,
    on_exercise,
    prints_json,
    still_at_it,
)
from dlcourse.course.commands.display import print_line, print_next, print_result
from dlcourse.course.folder import Course
from dlcourse.course.terminal import to_json


def add(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands, "check", run, "Run your exercise and say which answers are right.", on_exercise(), prints_json()
    )


def run(options: argparse.Namespace) -> int:
    """Print the verdicts; return 0 if every answer is right."""
    course = Course.find_own(options.course)
    name = find_exercise(course, options.exercise)
    course.require_notebook(name)
    with still_at_it("check"):
        result = _checked(course, name) if has_grader() else _checked_in_kernel(course, name)
    from dlcourse.course.learner.finish import is_wanting, next_question, what_is_missing
    from dlcourse.course.learner.trace import note_result

    note_result(course, result)
    if options.json:
        print(to_json(result.to_dict()))
    else:
        print_result(result)
        for line in what_is_missing(course, result):
            print_line(line)
        print_next(next_question(result, "check") or f"dlcourse done {name[:2]}")
    return int(any(map(is_wanting, result.questions)))


def _checked(course, name):
    """Return the result of the grader."""
    from dlcourse.course.grading.sandbox.shared import begin

    begin()  # before the imports, which take as long
    from dlcourse.course.grading.batch.grade import choose_own_sandbox
    from dlcourse.course.grading.judge.own_copy import check_notebook
    from dlcourse.course.grading.nbgrader.api import limits_of, load_config

    return check_notebook(course, name, choose_own_sandbox(), limits_of(course, load_config(course), name))


def _checked_in_kernel(course, name):
    """Return the result of the notebook's own checks, on a system without the grader."""
    from dlcourse.course.learner.by_kernel import judge_in_kernel

    return judge_in_kernel(course, name)[0]
