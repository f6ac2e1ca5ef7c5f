"""`dlcourse feedback`: write a page of feedback for each graded student."""

import argparse

from dlcourse.course.commands.common import (
    Commands,
    add_command,
    choose_students,
    find_exercise,
    for_students,
    on_exercise,
    path_from_here,
    prints_json,
    require_gradebook,
    with_progress,
)
from dlcourse.course.commands.display import print_line, print_next
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.terminal import to_json


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Write a page of feedback for each graded student."
    add_command(commands, "feedback", run, text, on_exercise(), for_students(), prints_json())


def run(options: argparse.Namespace) -> int:
    """Write the pages and print their paths; return 0 if all were written."""
    require_gradebook()
    from dlcourse.course.grading.feedback.pages import write_feedback

    course = Course.find(options.course)
    name = find_exercise(course, options.exercise)
    students = choose_students(options.student, course.students(name, "autograded"))
    if not students:
        raise CourseError(f"nobody is graded yet: run dlcourse grade {name[:2]} first")
    pages = []
    for page in with_progress(write_feedback(course, name, students), len(students), "writing"):
        pages.append(page)
        if not options.json:
            where = page["path"] and path_from_here(page["path"])
            print_line("  ".join(filter(None, [page["student"], where, page["message"]])))
    if options.json:
        print(to_json({"feedback": pages}))
    else:
        print_next(f"dlcourse insights {name[:2]}" if len(pages) > 1 else "open the page in a browser or in JupyterLab")
    return int(any(page["path"] is None for page in pages))
