"""`dlcourse start`: begin a folder of your own, with all lectures and exercises."""

import argparse
from pathlib import Path

from dlcourse.course.commands.common import Commands, add_command, prints_json
from dlcourse.course.commands.display import print_line, print_next
from dlcourse.course.folder import Course
from dlcourse.course.terminal import to_json, visible


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Begin a folder of your own, with all lectures and exercises."
    command = add_command(commands, "start", run, text, prints_json())
    command.add_argument("folder", type=Path, metavar="DIR", help="a new or an empty folder")


def run(options: argparse.Namespace) -> int:
    """Begin the folder, and say what to do next; return 0."""
    from dlcourse.course.learner.edition import clone_here, edition_here
    from dlcourse.course.learner.own_folder import begin

    edition = edition_here()
    lines = begin(options.folder, edition, clone_here())
    course = Course(options.folder.resolve())
    about = {"folder": str(course.root), "course": edition.course, "version": edition.version, "notes": lines}
    if options.json:
        print(to_json(about))
        return 0
    lectures = sum(name.startswith("lectures/") and name.endswith(".ipynb") for name in edition.files)
    print_line(
        f"{options.folder} holds {lectures} lectures and {len(course.exercises())} exercises; all of it is yours."
    )
    for line in lines:
        print_line(visible(line))
    print_next(f"cd {options.folder}, then dlcourse lab")
    return 0
