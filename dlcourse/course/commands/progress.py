"""`dlcourse progress`: show what you have done, and what to repeat next."""

import argparse
import contextlib
import sys
import webbrowser
from pathlib import Path

from dlcourse.course.commands.common import Commands, a_path, add_command, prints_json
from dlcourse.course.commands.display import print_next
from dlcourse.course.folder import Course
from dlcourse.course.terminal import to_json

PAGE = "progress.html"


def add(commands: Commands) -> None:
    """Add the command."""
    command = add_command(commands, "progress", run, "Show what you have done, and what to repeat next.", prints_json())
    command.add_argument(
        "--html",
        type=a_path,
        nargs="?",
        const=Path(),
        metavar="FILE",
        help=f"write the start page as an HTML file, and open it (default: {PAGE} in your folder)",
    )
    command.add_argument("--no-browser", action="store_true", help="with --html: write the page, and do not open it")


def run(options: argparse.Namespace) -> int:
    """Print the progress, or write its page; bring the start page up to date; return 0."""
    from dlcourse.course.learner import start_page
    from dlcourse.course.learner.standing import standing_of
    from dlcourse.course.progress import progress_of, to_text

    course = Course.find_own(options.course)
    if course.is_own:
        with contextlib.suppress(OSError):  # a folder that cannot be written to has its progress, too
            start_page.write(course)
    if options.html is not None:
        path = course.root / PAGE if options.html == Path() else options.html
        start_page.write_page(course, path)
        print(f"Written: {path}", file=sys.stderr if options.json else sys.stdout)
        if not (options.no_browser or options.json):
            webbrowser.open(path.resolve().as_uri())
    if options.json:
        print(to_json(progress_of(course).to_dict()))
    elif options.html is None:
        print(to_text(progress_of(course)))
        print()
        print_next(standing_of(course).next_step)
    return 0
