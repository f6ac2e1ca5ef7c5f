"""`dlcourse update`: bring a newer course into your folder, or a class's; what is yours is carried over."""

import argparse

from dlcourse.course.commands.common import Commands, a_path, add_command, prints_json, show_news
from dlcourse.course.commands.display import print_line, print_next
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.terminal import to_json


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Bring the installed course into your folder; your answers and notes are carried over."
    command = add_command(commands, "update", run, text, prints_json())
    command.add_argument("--check", action="store_true", help="only say whether a newer course is here")
    command.add_argument(
        "--from",
        type=a_path,
        dest="origin",
        metavar="FILE",
        help="a class's newer archive (default: the last one)",
    )


def run(options: argparse.Namespace) -> int:
    """Update, and say what has changed in what was begun; return 0."""
    from dlcourse.course.learner.of_class import edition_for
    from dlcourse.course.learner.own_folder import newer_files, update

    course = _wanted(options)
    if course.is_class:
        return _update_class(course, options)
    if options.check:
        return _show_newer(newer_files(course, edition_for(course, options.origin)), options.json)
    report = update(course, lambda: edition_for(course, options.origin))
    return _show(course, report, "dlcourse lab", options)


def _wanted(options):
    """Return the folder to update: a class's if that is where one stands, not the learner's folder within."""
    course = Course.find(options.course)
    return course if course.is_class else Course.find_own(options.course)


def _update_class(course, options):
    """Bring a newer course into a class's folder; return 0."""
    from dlcourse.course.class_folder.begin import newer_texts, update_class

    if options.origin is not None:
        raise CourseError("--from is for a student's folder: a class's folder has its texts from a clone of the course")
    if options.check:
        return _show_newer(newer_texts(course), options.json)
    return _show(course, update_class(course), "dlcourse hand-out, for your students to have it, too", options)


def _show(course, report, following, options):
    """Say what an update has done; return 0."""
    if options.json:
        backup = str(report.backup) if report.backup else None
        print(to_json({"written": report.written, "news": report.news, "backup": backup}))
        return 0
    written = len(report.written) if course.is_class else report.written
    if not report.written and not report.news:
        print_line("Up to date: nothing has changed.")
        print_next("dlcourse doctor" if course.is_class else "dlcourse lab")
        return 0
    print_line(f"{_counted(written)} new or changed.")
    show_news(report.news)
    if report.backup:
        print_line(f"What you had before lies in {report.backup.relative_to(course.root).as_posix()}/.")
    print_next(following)
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
