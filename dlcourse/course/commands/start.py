"""`dlcourse start`: begin a folder of your own, with all lectures and exercises."""

import argparse
from pathlib import Path

from dlcourse.course.commands.common import Commands, a_path, add_command, counted, prints_json
from dlcourse.course.commands.display import print_line, print_next
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.terminal import as_argument, to_json, visible


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Begin a folder of your own, with all lectures and exercises."
    command = add_command(commands, "start", run, text, prints_json())
    command.add_argument(
        "folder",
        type=a_path,
        metavar="DIR",
        help="a new or an empty folder, or one that a copy left without hidden files",
    )
    command.add_argument(
        "--from", type=a_path, dest="origin", metavar="FILE", help="a class's archive (default: the installed course)"
    )
    command.add_argument("--fresh", action="store_true", help="from a clone: without what was begun in it")


def run(options: argparse.Namespace) -> int:
    """Begin the folder, and say what to do next; return 0."""
    from dlcourse.course.learner.edition import clone_here, edition_here
    from dlcourse.course.learner.of_class import edition_at
    from dlcourse.course.learner.own_folder import begin

    edition = edition_here() if options.origin is None else edition_at(options.origin)
    clone = None if options.fresh or options.origin is not None else clone_here()
    try:
        lines = begin(options.folder, edition, clone)
    except FileNotFoundError as error:  # such as below /proc
        raise CourseError(f"{options.folder} cannot be made ({error.strerror}): choose another place") from None
    course = Course(options.folder.resolve())
    about = {"folder": str(course.root), "course": edition.course, "version": edition.version, "notes": lines}
    if options.json:
        print(to_json(about))
        return 0
    lectures = sum(name.startswith("lectures/") and name.endswith(".ipynb") for name in edition.files)
    print_line(
        f"{options.folder} holds {counted(lectures, 'lecture')} and {counted(len(course.exercises()), 'exercise')}; "
        "all of it is yours."
    )
    for line in lines:
        print_line(visible(line))
    is_here = course.root == Path.cwd()
    print_next("dlcourse lab" if is_here else f"cd {as_argument(options.folder)}, then dlcourse lab", is_copied=True)
    return 0
