"""`dlcourse hand-out`: write the archive that the students of a class get, without texts and solutions."""

import argparse

from dlcourse.course.commands.common import Commands, a_path, add_command, counted, prints_json
from dlcourse.course.commands.display import print_line, print_next
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.terminal import as_argument, to_json


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Write the archive that the students of a class get: no solutions, no texts."
    command = add_command(commands, "hand-out", run, text, prints_json())
    command.add_argument("archive", type=a_path, metavar="FILE.zip", help="new, or an earlier one of this class")


def run(options: argparse.Namespace) -> int:
    """Build the class, write the archive, and say what students do with it; return 0."""
    from dlcourse.course.class_folder.hand_out import hand_out

    course = Course.find(options.course)
    if not course.is_class:
        raise CourseError(f"{course.root} is no class's folder: make one with dlcourse new-class DIR --lectures 1,3,5")
    done = hand_out(course, options.archive)
    edition = done.edition
    exercises = sorted(name.split("/")[1] for name in edition.files if name.endswith(".ipynb") and "exercises/" in name)
    if options.json:
        found = {"archive": str(options.archive.absolute()), "class": edition.course, "version": edition.version}
        print(to_json(found | {"exercises": exercises, "questions": sorted(edition.questions), "built": done.built}))
        return 0
    for path in done.built:
        print_line(f"built: {path}")
    lectures = sum(name.startswith("lectures/") and name.endswith(".ipynb") for name in edition.files)
    holds = f"{counted(lectures, 'lecture')}, {counted(len(exercises), 'exercise')}"
    print_line(f"{options.archive}: {holds}, for the class {edition.course}.")
    archive = as_argument(options.archive)
    print_next(
        f"give it to your students; each unpacks it, or runs dlcourse start DIR --from {archive}", is_copied=True
    )
    return 0
