"""`dlcourse marks`: write the marks as a table that a platform imports in one step."""

import argparse
import math
import os
from pathlib import Path

from dlcourse.course.commands.common import Commands, add_command, find_exercise, prints_json, require_gradebook
from dlcourse.course.commands.display import complain, print_line, print_next
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.lms import MARKS_FORMS
from dlcourse.course.terminal import to_json, visible

SHOWN = 10  # submissions with answers to be read
NEXT = {
    "csv": "open it in a spreadsheet, or dlcourse marks --for moodle|canvas",
    "moodle": "in Moodle, Grades → Import → CSV file: map Username, ID number or Email address, and each exercise",
    "canvas": "in Canvas, Grades → Import: say of each new column that it is a new assignment, or which one it is",
    "questions": "open it in a spreadsheet",
}


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Write the marks as a table: a line for each student, a column for each exercise."
    marks = add_command(commands, "marks", run, text, prints_json())
    marks.add_argument(
        "exercises", nargs="*", metavar="07", help="these alone (default: all that anybody is graded in)"
    )
    help_ = "whose import it is for; questions: a column for each question (default: csv)"
    marks.add_argument("--for", dest="form", choices=MARKS_FORMS, default="csv", help=help_)
    marks.add_argument("--to", type=Path, metavar="FILE", help="where to write it (default: marks/FORM.csv)")
    total = marks.add_argument_group("the total", "In percent of what counts; nothing handed in is 0 points.")
    help_ = "the weight of one exercise; the others weigh 1 (default: each weighs its points; may be repeated)"
    total.add_argument("--weight", action="append", type=_weight, default=[], metavar="07=2", help=help_)
    total.add_argument("--drop", type=_count, default=0, metavar="N", help="leave out each student's N lowest")
    marks.epilog = "The points are those after the penalty for handing in late."


def run(options: argparse.Namespace) -> int:
    """Write the table and say what is in it; return 0."""
    require_gradebook()
    from dlcourse._files import replace
    from dlcourse.course.grading.lms.sheets import FORMS as TABLES
    from dlcourse.course.grading.lms.sheets import Rule, read_sheet, to_csv
    from dlcourse.course.grading.nbgrader.api import load_config

    course = Course.find(options.course)
    wanted = [find_exercise(course, name) for name in options.exercises]
    weights = {find_exercise(course, name): weight for name, weight in options.weight}
    sheet = read_sheet(course, load_config(course), wanted)
    for line in sheet.lines:
        complain("marks", line)
    if not sheet.marks:
        raise CourseError(f"nobody is graded yet: run dlcourse grade {wanted[0][:2] if wanted else '07'} first")
    others = sorted(set(weights) - set(sheet.max_scores))
    if others:
        raise CourseError(f"--weight: expected exercises that are in the table. Received: {', '.join(others)}")
    if options.drop >= len(sheet.max_scores):
        raise CourseError(
            f"--drop: expected less than {len(sheet.max_scores)}, the exercises. Received: {options.drop}"
        )
    rule = Rule(weights, options.drop)
    path = options.to or course.root / "marks" / f"{options.form}.csv"
    replace(path, to_csv(TABLES[options.form](sheet, rule)))
    if options.json:
        print(to_json(_as_data(sheet, rule, path)))
        return 0
    _show(sheet, os.path.relpath(path))
    print_next(NEXT[options.form])
    return 0


def _show(sheet, path):
    from dlcourse.course.grading.lms.people import names_in_words

    exercises = f"{len(sheet.max_scores):,} exercise{'s' if len(sheet.max_scores) != 1 else ''}"
    print_line(f"{path}: {len(sheet.people):,} student{'s' if len(sheet.people) != 1 else ''}, {exercises}")
    for exercise, max_score in sheet.max_scores.items():
        scores = [sheet.score(one.id, exercise) for one in sheet.people]
        there = [score for score in scores if score is not None]
        mean = f", {sum(there) / len(there):.1f} of {max_score:g} points on average" if there else ""
        print_line(f"  {exercise}  {len(there):,} graded, {len(scores) - len(there):,} empty{mean}")
    if sheet.by_hand:
        shown = {one.id: names_in_words([one]) for one in sheet.people}
        told = [f"{shown.get(student, visible(student))} {exercise[:2]}" for student, exercise in sheet.by_hand[:SHOWN]]
        more = len(sheet.by_hand) - SHOWN
        rest = f" and {more:,} more" if more > 0 else ""
        print_line(
            f"{len(sheet.by_hand):,} with answers to read by hand, which count 0 as yet: {', '.join(told)}{rest}"
        )


def _as_data(sheet, rule, path):
    names = {one.id: one.name for one in sheet.people}
    return {
        "file": str(path),
        "exercises": [{"name": name, "max_score": score} for name, score in sheet.max_scores.items()],
        "students": [
            {
                "id": one.id,
                "name": one.name,
                "scores": {exercise: sheet.score(one.id, exercise) for exercise in sheet.max_scores},
                "late": {
                    exercise: {name: getattr(marks, name) for name in ("raw_score", "late_penalty", "seconds_late")}
                    for exercise in sheet.max_scores
                    if (marks := sheet.marks.get((one.id, exercise))) and (marks.late_penalty or marks.seconds_late)
                },
                "total_percent": rule.total(sheet, one.id),
            }
            for one in sheet.people
        ],
        "by_hand": [
            {"student": student, "name": names.get(student, ""), "exercise": exercise}
            for student, exercise in sheet.by_hand
        ],
    }


def _weight(text):
    """Return an exercise and its weight; raises ArgumentTypeError unless it is a number from 0."""
    name, sign, value = text.partition("=")
    try:
        weight = float(value)
    except ValueError:
        weight = math.nan
    if not (name and sign and 0 <= weight < math.inf):
        raise argparse.ArgumentTypeError(f"expected an exercise and a number from 0, such as 07=2. Received: {text}")
    return name, weight


def _count(text):
    """Return a number of exercises; raises ArgumentTypeError unless it is a whole number."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a whole number. Received: {text}")
    return int(text)
