"""`dlcourse update`: bring a newer course into your folder; your answers and notes are carried over."""

import argparse

from dlcourse.course.commands.common import Commands, add_command, prints_json, show_news
from dlcourse.course.commands.display import print_line, print_next
from dlcourse.course.folder import Course
from dlcourse.course.terminal import to_json


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Bring the installed course into your folder; your answers and notes are carried over."
    command = add_command(commands, "update", run, text, prints_json())
    command.add_argument("--check", action="store_true", help="only say whether a newer course is here")


def run(options: argparse.Namespace) -> int:
    """Update, and say what has changed in what was begun; return 0."""
    from dlcourse.course.learner.edition import edition_here
    from dlcourse.course.learner.own_folder import newer_files, update

    course = Course.find_own(options.course)
    if options.check:
        return _show_newer(newer_files(course, edition_here()), options.json)
    report = update(course, edition_here)
    if options.json:
        backup = str(report.backup) if report.backup else None
        print(to_json({"written": report.written, "news": report.news, "backup": backup}))
        return 0
    if not report.written and not report.news:
        print_line("Up to date: nothing has changed.")
        print_next("dlcourse lab")
        return 0
    print_line(f"{_counted(report.written)} new or changed.")
    show_news(report.news)
    if report.backup:
        print_line(f"What you had before lies in {report.backup.relative_to(course.root).as_posix()}/.")
    print_next("dlcourse lab")
    return 0


def _show_newer(files, as_json):
    """Say whether the installed course has newer files; return 0."""
    if as_json:
        print(to_json({"newer": files}))
    elif files:
        print_line(f"A newer course is here: {_counted(len(files))} new or changed.")
        print_next("dlcourse update")
    else:
        print_line("Up to date.")
    return 0


def _counted(number):
    return f"{number} {'file is' if number == 1 else 'files are'}"
