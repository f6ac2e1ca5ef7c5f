"""`dlcourse check`: run your exercise and say which answers are right."""

import argparse

from dlcourse.course.commands.common import Commands, add_command, on_exercise, prints_json
from dlcourse.course.folder import Course
from dlcourse.course.terminal import to_json


def add(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands, "check", run, "Run your exercise and say which answers are right.", on_exercise(), prints_json()
    )


def run(options: argparse.Namespace) -> int:
    """Print the verdicts; return 0 if every answer is right."""
    from dlcourse.course.grading.batch.grade import choose_sandbox
    from dlcourse.course.grading.judge.own_copy import check_notebook
    from dlcourse.course.grading.judge.results import to_text
    from dlcourse.course.grading.nbgrader.api import limits_of, load_config

    course = Course.find_own(options.course)
    name = course.exercise(options.exercise)
    tier = choose_sandbox(["you"], "you")  # your own work is judged without one, where there is none
    result = check_notebook(course, name, tier, limits_of(course, load_config(course), name))
    print(to_json(result.to_dict()) if options.json else to_text(result))
    return int(any(question.status not in ("correct", "by hand") for question in result.questions))
