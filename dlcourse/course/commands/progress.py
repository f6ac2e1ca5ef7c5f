"""`dlcourse progress`: show what you have done, and what to repeat next."""

import argparse
import json
import sys
from pathlib import Path

from dlcourse.course.commands.common import Commands, add_command, prints_json
from dlcourse.course.folder import Course


def add(commands: Commands) -> None:
    """Add the command."""
    command = add_command(commands, "progress", run, "Show what you have done, and what to repeat next.", prints_json())
    command.add_argument("--html", type=Path, metavar="FILE", help="write a page instead")


def run(options: argparse.Namespace) -> int:
    """Print the progress, or write its page; return 0."""
    from dlcourse.course.progress import progress_of, to_html, to_text

    progress = progress_of(Course.find(options.course))
    if options.html:
        options.html.write_text(to_html(progress), encoding="utf-8")
        print(f"Written: {options.html}", file=sys.stderr if options.json else sys.stdout)
    if options.json:
        print(json.dumps(progress.to_dict(), indent=1, ensure_ascii=False))
    elif not options.html:
        print(to_text(progress))
    return 0
