"""`dlcourse progress`: show what you have done, and what to repeat next."""

import argparse
from pathlib import Path

from dlcourse.course.commands.common import Commands, add_command, prints_json, show
from dlcourse.course.folder import Course


def add(commands: Commands) -> None:
    """Add the command."""
    command = add_command(commands, "progress", run, "Show what you have done, and what to repeat next.", prints_json())
    command.add_argument("--html", type=Path, metavar="FILE", help="write a page instead")


def run(options: argparse.Namespace) -> int:
    """Print the progress, or write its page; return 0."""
    from dlcourse.course.progress import progress_of, to_html, to_text

    progress = progress_of(Course.find_own(options.course))
    show(progress, options, to_text, to_html)
    return 0
