"""`dlcourse feedback`: write a page of feedback for each graded student."""

import argparse
import os

from dlcourse.course.commands.common import (
    Commands,
    add_command,
    choose_students,
    for_students,
    on_exercise,
    prints_json,
    with_progress,
)
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.terminal import to_json


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Write a page of feedback for each graded student."
    add_command(commands, "feedback", run, text, on_exercise(), for_students(), prints_json())


def run(options: argparse.Namespace) -> int:
    """Write the pages and print their paths; return 0 if all were written."""
    from dlcourse.course.grading.feedback.pages import write_feedback

    course = Course.find(options.course)
    name = course.exercise(options.exercise)
    students = choose_students(options.student, course.students(name, "autograded"))
    if not students:
        raise CourseError(f"nobody is graded yet: run dlcourse grade {options.exercise} first")
    pages = []
    for page in with_progress(write_feedback(course, name, students), len(students), "writing"):
        pages.append(page)
        if not options.json:
            where = page["path"] and os.path.relpath(page["path"])
            print("  ".join(filter(None, [page["student"], where, page["message"]])), flush=True)
    if options.json:
        print(to_json({"feedback": pages}))
    return int(any(page["path"] is None for page in pages))
