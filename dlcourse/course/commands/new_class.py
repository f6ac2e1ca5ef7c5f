"""`dlcourse new-class`: make a folder for a class, with the lectures that you want and questions of your own."""

import argparse

from dlcourse.course.commands.common import Commands, a_path, add_command, counted, prints_json
from dlcourse.course.commands.display import print_line, print_next
from dlcourse.course.terminal import as_argument, to_json


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Make a folder for a class: the lectures that you want, and your own questions and exercises beside them."
    command = add_command(commands, "new-class", run, text, prints_json())
    command.add_argument("folder", type=a_path, metavar="DIR", help="a new or an empty folder")
    command.add_argument("--lectures", default="all", metavar="LIST", help="such as 1,3,5-8, or none (default: all)")
    command.add_argument("--exercises", metavar="LIST", help="likewise (default: those of the lectures)")
    command.add_argument("--name", metavar="ID", help="the class's name on the exchange (default: the folder's)")
    command.add_argument(
        "--exchange", type=a_path, metavar="DIR", help="where the class hands in (default: in the folder itself)"
    )
    command.add_argument(
        "--root", type=a_path, metavar="DIR", help="the clone of the course to take the text from (default: this one)"
    )


def run(options: argparse.Namespace) -> int:
    """Make the folder, and say what to do next; return 0."""
    from dlcourse.course.class_folder.begin import course_for, new_class

    course = course_for(options.root, options.course)
    exchange = options.exchange.absolute() if options.exchange else None
    about = new_class(options.folder, course, options.lectures, options.exercises, options.name, exchange)
    if options.json:
        found = {"folder": str(options.folder.absolute()), "class": about.name, "version": about.version}
        print(to_json(found | {"lectures": about.lectures, "exercises": about.exercises}))
        return 0
    print_line(
        f"{options.folder} holds {counted(len(about.lectures), 'lecture')} and "
        f"{counted(len(about.exercises), 'exercise')} for "
        f"the class {about.name}, with solutions: students get what dlcourse hand-out writes."
    )
    print_line("Questions of your own go into questions/, exercises into source/exercises/.")
    print_next(f"cd {as_argument(options.folder)}, then dlcourse hand-out {about.name}.zip", is_copied=True)
    return 0
