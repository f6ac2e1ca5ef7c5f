"""`dlcourse insights`: show what a class got wrong."""

import argparse
from pathlib import Path

from dlcourse.course.commands.common import (
    Commands,
    add_command,
    find_exercise,
    on_exercise,
    prints_json,
    require_gradebook,
    show,
)
from dlcourse.course.commands.display import print_next
from dlcourse.course.folder import Course, CourseError


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Show what a class got wrong, from what was graded."
    command = add_command(commands, "insights", run, text, on_exercise(), prints_json())
    command.add_argument("--html", type=Path, metavar="FILE", help="write a page instead")


def run(options: argparse.Namespace) -> int:
    """Print the insights, or write their page; return 0."""
    require_gradebook()
    from dlcourse.course.grading.feedback.insights import insights_into, to_html, to_text

    course = Course.find(options.course)
    name = find_exercise(course, options.exercise)
    insights = insights_into(course, name)
    if not insights.students:
        raise CourseError(f"nobody is graded yet: run dlcourse grade {options.exercise} first")
    show(insights, options, to_text, to_html)
    if not options.json and not options.html:
        print_next(f"dlcourse insights {name[:2]} --html insights.html, a page to show the class")
    return 0
