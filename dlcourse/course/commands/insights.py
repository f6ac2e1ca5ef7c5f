"""`dlcourse insights`: a whole term, what a class got wrong, and the wrong answers that no misconception explains."""

import argparse
import sys
from pathlib import Path

from dlcourse._files import replace
from dlcourse.course.commands.common import (
    Commands,
    add_command,
    add_isolation,
    find_exercise,
    look_for_own_questions,
    own_id,
    prints_json,
    require_gradebook,
    require_grader,
    show,
    with_progress,
)
from dlcourse.course.commands.display import print_line, print_next
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.insights.rules import RULES
from dlcourse.course.terminal import to_json

NOBODY = "nobody is graded yet: run dlcourse grade {} first"


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Show what a class got wrong, and in a term who has stopped or is at risk, from what was graded."
    command = add_command(commands, "insights", run, text, prints_json())
    command.add_argument("exercise", nargs="?", help="number, name or path, as 07 (default: the whole term)")
    command.add_argument("--html", type=Path, metavar="FILE", help="write a page instead, without names")
    term = command.add_argument_group("the term", RULES)
    term.add_argument("--csv", type=Path, metavar="FILE", help="write a table of the students")
    term.add_argument("--csv-mistakes", type=Path, metavar="FILE", help="write a table of the misconceptions")
    unnamed = command.add_argument_group("wrong answers that no misconception explains", UNNAMED)
    unnamed.add_argument("--unnamed", action="store_true", help="show them, in groups by what they compute")
    unnamed.add_argument("--names", action="store_true", help="say whose they are, and show them as they were written")
    help_ = "write a skeleton of a misconception that explains a group of the answers to this question"
    unnamed.add_argument("--skeleton", metavar="QUESTION", help=help_)
    unnamed.add_argument("--group", type=int, metavar="N", help="which group of it (default: 1, the largest)")
    unnamed.add_argument("--name", help="the misconception's name (default: one of its numbers)")
    help_ = "a new file for it (default: in the class's folder questions/)"
    unnamed.add_argument("--to", type=Path, metavar="FILE", help=help_)
    add_isolation(command)


UNNAMED = """The submissions that hold such an answer run once more, in the sandbox, as when they were graded: on
the cases that their question draws for everybody, so that what they return can be compared."""


def run(options: argparse.Namespace) -> int:
    """Print the insights, or write their page; return 0."""
    require_gradebook()
    course = Course.find(options.course)
    _require_what_goes_together(options)
    if options.exercise is None:
        return _show_term(course, options)
    name = find_exercise(course, options.exercise)
    if options.unnamed or options.skeleton:
        return _show_unnamed(course, name, options)
    from dlcourse.course.grading.insights.exercise import insights_into, to_html, to_text

    insights = insights_into(course, name)
    if not insights.students:
        raise CourseError(NOBODY.format(options.exercise))
    show(insights, options, to_text, to_html)
    if not options.json and not options.html:
        print_next(f"dlcourse insights {name[:2]} --html insights.html, a page to show the class")
    return 0


def _require_what_goes_together(options):
    """Raise CourseError for options that would say nothing where they stand."""
    of_a_skeleton = options.group is not None or options.name is not None or options.to is not None
    about_unnamed = options.unnamed or options.skeleton
    if options.exercise is None and about_unnamed:
        raise CourseError("--unnamed and --skeleton are about one exercise: name it, such as 07")
    if options.exercise is not None and (options.csv or options.csv_mistakes):
        raise CourseError("--csv is for the term: leave the exercise out, or use --json")
    if of_a_skeleton and not options.skeleton:
        raise CourseError("--group, --name and --to go with --skeleton QUESTION")
    if options.names and not options.unnamed:
        raise CourseError("--names goes with --unnamed")
    if options.html and about_unnamed:
        raise CourseError("--html is for the term or for an exercise as a whole: use --json for the unnamed")


def _show_term(course, options):
    """Print the insights into the term, or write its tables and its page."""
    from dlcourse.course.grading.insights.class_marks import term_in
    from dlcourse.course.grading.insights.term_shown import mistakes_table, students_table, to_html, to_text
    from dlcourse.course.grading.lms.sheets import to_csv
    from dlcourse.course.grading.nbgrader.api import load_config

    look_for_own_questions(course)
    term = term_in(course, load_config(course))
    if not term.exercises:
        raise CourseError("nobody has handed in anything yet: run dlcourse grade 07 first")
    tables = {options.csv: students_table, options.csv_mistakes: mistakes_table}
    for path, rows in tables.items():
        if path is not None:
            replace(path, to_csv(rows(term)))
            print(f"Written: {path}", file=sys.stderr if options.json else sys.stdout)
    if options.json or options.html or not (options.csv or options.csv_mistakes):
        show(term, options, to_text, to_html)
    return 0


def _show_unnamed(course, name, options):
    """Print the groups of the unnamed, or write the skeleton of a misconception."""
    require_grader()
    from dlcourse.course.grading.insights.unnamed import to_lines

    found = _unnamed(course, name, options)
    if options.skeleton:
        return _write_skeleton(course, found, options)
    if options.json:
        print(to_json(found.to_dict(options.names)))
        return 0
    for line, style in to_lines(found, options.names):
        print_line(line, "bold" if style == "bold" else "", is_copied=style == "code")
    numbers = [(number, group) for number, group in found.numbered() if not group.shown.always_fails]
    if numbers:
        number, group = numbers[0]
        more = f" --group {number}" if number > 1 else ""
        print_next(f"dlcourse insights {name[:2]} --skeleton {group.shown.name}{more}", is_copied=True)
    return 0


def _names_in(course):
    """Return the names that the roster has, by id."""
    from dlcourse.course.grading.nbgrader.api import load_config
    from dlcourse.course.grading.nbgrader.roster import read_roster

    return read_roster(course, load_config(course)).names


def _unnamed(course, name, options):
    """Run the submissions with unnamed answers again; return the groups."""
    from dlcourse.course.grading.batch.grade import choose_sandbox
    from dlcourse.course.grading.insights.again import batch_for, look_at_all
    from dlcourse.course.grading.insights.exercise import graded_questions
    from dlcourse.course.grading.insights.unnamed import is_unnamed, summarised
    from dlcourse.course.grading.nbgrader.api import load_config

    graded = graded_questions(course, name)
    if not graded:
        raise CourseError(NOBODY.format(options.exercise))
    wanted = {
        student: {one.name for one in results if is_unnamed(one) and options.skeleton in (None, one.name)}
        for student, results in graded.items()
    }
    wanted = {student: names for student, names in wanted.items() if names}
    looked = {}
    if wanted:
        tier = choose_sandbox(list(wanted), own_id(default=""), options.sandbox)
        batch = batch_for(course, name, tier, load_config(course))
        looked = dict(with_progress(look_at_all(batch, wanted), len(wanted), "running again"))
    return summarised(name, graded, looked, _names_in(course) if options.names else None)


def _write_skeleton(course, found, options):
    """Write the skeleton of a misconception for one group, and say what is to be done with it."""
    from dlcourse.course.grading.insights.skeleton import skeleton_of, write

    group = found.find(options.skeleton, 1 if options.group is None else options.group)
    skeleton = skeleton_of(found.exercise, group, options.name)
    path = write(skeleton, course.root, options.to)
    if options.json:
        print(to_json({"file": str(path), "question": skeleton.question, "name": skeleton.name, "edit": skeleton.edit}))
        return 0
    what = f"the reference with a change, {skeleton.edit}" if skeleton.edit else "a student's function: read it"
    print_line(f"Written: {path}", is_copied=True)
    print_line(f"  The wrong answer is {what}.")
    print_next(
        f"say in it what the mistake is, then dlcourse prove {skeleton.question}, dlcourse grade {found.exercise[:2]}"
    )
    return 0
