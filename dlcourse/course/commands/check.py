"""`dlcourse check`: run your exercise and say which answers are right."""

import argparse

from dlcourse.course.commands.common import Commands, add_command, find_exercise, on_exercise, prints_json
from dlcourse.course.commands.display import print_next, print_result
from dlcourse.course.folder import Course
from dlcourse.course.terminal import to_json


def add(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands, "check", run, "Run your exercise and say which answers are right.", on_exercise(), prints_json()
    )


def run(options: argparse.Namespace) -> int:
    """Print the verdicts; return 0 if every answer is right."""
    from dlcourse.course.grading.sandbox.shared import begin

    course = Course.find_own(options.course)
    name = find_exercise(course, options.exercise)
    begin()  # before the imports, which take as long
    from dlcourse.course.grading.batch.grade import choose_sandbox
    from dlcourse.course.grading.judge.own_copy import check_notebook
    from dlcourse.course.grading.nbgrader.api import limits_of, load_config
    from dlcourse.course.learner.finish import is_wanting, next_question

    tier = choose_sandbox(["you"], "you")  # your own work is judged without one, where there is none
    result = check_notebook(course, name, tier, limits_of(course, load_config(course), name))
    if options.json:
        print(to_json(result.to_dict()))
    else:
        print_result(result)
        print_next(next_question(result, "check") or f"dlcourse done {name[:2]}")
    return int(any(map(is_wanting, result.questions)))
