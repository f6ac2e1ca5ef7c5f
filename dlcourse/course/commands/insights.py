"""`dlcourse insights`: show what a class got wrong."""

import argparse
import json
import sys
from pathlib import Path

from dlcourse.course.commands.common import Commands, add_command, on_exercise, prints_json
from dlcourse.course.folder import Course, CourseError


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Show what a class got wrong, from what was graded."
    command = add_command(commands, "insights", run, text, on_exercise(), prints_json())
    command.add_argument("--html", type=Path, metavar="FILE", help="write a page instead")


def run(options: argparse.Namespace) -> int:
    """Print the insights, or write their page; return 0."""
    from dlcourse.course.grading.feedback.insights import insights_into, to_html, to_text

    course = Course.find(options.course)
    insights = insights_into(course, course.exercise(options.exercise))
    if not insights.students:
        raise CourseError(f"nobody is graded yet: run dlcourse grade {options.exercise} first")
    if options.html:
        options.html.write_text(to_html(insights), encoding="utf-8")
        print(f"Written: {options.html}", file=sys.stderr if options.json else sys.stdout)
    if options.json:
        print(json.dumps(insights.to_dict(), indent=1, ensure_ascii=False))
    elif not options.html:
        print(to_text(insights))
    return 0
