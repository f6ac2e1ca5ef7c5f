"""`dlcourse read`: read answers in words, question by question, and enter their points."""

import argparse
from pathlib import Path

from dlcourse.course.commands.common import (
    Commands,
    a_path,
    add_command,
    choose_students,
    find_exercise,
    for_students,
    on_exercise,
    path_from_here,
    prints_json,
    require_gradebook,
)
from dlcourse.course.commands.display import complain, print_line, print_next
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.terminal import to_json, visible

FOLDER = "to_read"
SHOWN = 20  # faults, before the rest is counted; --json has all
TEXT = "Read answers in words, question by question beside the model answer, and enter their points."


def add(commands: Commands) -> None:
    """Add the command."""
    read = add_command(commands, "read", run, TEXT, on_exercise(), for_students(), prints_json())
    read.add_argument("--all", action="store_true", help="also what has been read (default: what waits)")
    read.add_argument("--anonymous", action="store_true", help="codes in the place of ids and names")
    help_ = "enter the points and comments of a filled table, all of them or, if it is faulty, none"
    read.add_argument("--enter", type=a_path, metavar="FILE", help=help_)
    read.add_argument("--to", type=a_path, metavar="DIR", help=f"where to write page and table (default: {FOLDER})")
    read.epilog = (
        "Fill in the page, which saves the table, or the table itself in a spreadsheet. What has no points waits."
    )


def run(options: argparse.Namespace) -> int:
    """Write page and table, or enter a table; return 0 if nothing of it was left out."""
    require_gradebook()
    from dlcourse.course.grading.judge.exercise import read_solution
    from dlcourse.course.grading.nbgrader.api import load_config, open_gradebook
    from dlcourse.course.grading.nbgrader.roster import read_roster

    course = Course.find(options.course)
    name = find_exercise(course, options.exercise)
    students = course.students(name, "autograded")
    if not students:
        raise CourseError(f"nobody is graded yet: run dlcourse grade {name[:2]} first")
    config = load_config(course)
    solution, _ = read_solution(course.solution(name))
    from dlcourse.course.grading.by_hand.answers import questions_in_words, read_answers

    if not questions_in_words(solution):
        raise CourseError(f"{name} asks for no answer in words: there is nothing to read")
    roster = read_roster(course, config)
    wanted = choose_students(options.student, students, roster.shown)
    with open_gradebook(course, config) as book:
        questions = read_answers(course, book, name, solution, wanted)
        if options.enter is not None:
            return _enter(course, config, book, name, questions, options, roster)
    return _write(course, config, name, questions, options)


def _enter(course, config, book, name, questions, options, roster):
    """Enter a filled table; return 0 if all its rows with points are in the gradebook."""
    from dlcourse.course.grading.by_hand.table import enter, read_filled
    from dlcourse.course.grading.nbgrader.marks import LatePenalties

    filled = read_filled(options.enter, name, questions, roster.shown)
    if filled.faults:
        for line in filled.faults[:SHOWN]:
            complain("read", line)
        more = len(filled.faults) - SHOWN
        rest = f"{more:,} more like these; " if more > 0 else ""
        raise CourseError(f"{rest}nothing is entered: fix the table, then run the same command again")
    news = enter(book, name, filled.rows, LatePenalties(course, config))
    still = sum(question.waiting for question in questions) - _newly_read(questions, filled.rows)
    if options.json:
        rows = [vars(row) | {"name": roster.name(row.student)} for row in news]
        print(
            to_json(
                {
                    "entered": rows,
                    "as_before": len(filled.rows) - len(news),
                    "waiting": still,
                    "changed": filled.changed,
                }
            )
        )
        return int(bool(filled.changed))
    for line in filled.changed:
        complain("read", line)
    as_before = len(filled.rows) - len(news)
    told = [f"{len(news):,} entered"] + ([f"{as_before:,} as before"] if as_before else [])
    print_line(f"{', '.join(told)}; {still:,} still to be read")
    print_next(f"dlcourse read {name[:2]}" if still else f"dlcourse feedback {name[:2]}")
    return int(bool(filled.changed))


def _newly_read(questions, rows):
    waited = {(one.name, answer.student) for one in questions for answer in one.answers if answer.points is None}
    return sum((row.question, row.student) in waited for row in rows)


def _write(course, config, name, questions, options):
    """Write the page and the table to fill in; return 0."""
    from dlcourse._files import replaced
    from dlcourse.course.grading.by_hand.page import to_page
    from dlcourse.course.grading.by_hand.table import to_csv
    from dlcourse.course.grading.lms.enrol import known_people

    counts = [(one.name, len(one.answers), one.waiting) for one in questions]
    for question in questions:
        chosen = question.answers if options.all else [each for each in question.answers if each.points is None]
        question.answers = sorted(chosen, key=lambda each: each.key)  # in the order of nobody's name
    folder = options.to or course.root / FOLDER
    page, table = folder / f"{name}.html", folder / f"{name}.csv"
    is_work = any(question.answers for question in questions)
    if is_work:
        _require_no_points(table, name, questions)
        names = {person.id: person.name for person in known_people(course, config)}
        with replaced(
            {
                page: to_page(name, questions, names, table, options.anonymous),
                table: to_csv(name, questions, names, options.anonymous),
            }
        ):
            pass
    if options.json:
        about = [{"question": one, "answers": number, "waiting": waiting} for one, number, waiting in counts]
        print(
            to_json(
                {"questions": about, "page": str(page) if is_work else None, "table": str(table) if is_work else None}
            )
        )
        return 0
    for one, number, waiting in counts:
        print_line(f"{visible(one)}: {number:,} answer{'s' if number != 1 else ''}, {waiting:,} to be read")
    if not is_work:
        print_next(f"dlcourse feedback {name[:2]}; --all shows what has been read")
        return 0
    print_line(f"Page: {visible(path_from_here(page))}")
    print_line(f"Table: {visible(path_from_here(table))}")
    print_next(f"fill in either, then dlcourse read {name[:2]} --enter FILE")
    return 0


def _require_no_points(table: Path, name: str, questions: list) -> None:
    """Raise CourseError if the table that is there has points which the gradebook has not."""
    from dlcourse.course.grading.by_hand.table import read_filled

    if not table.exists():
        return
    known = {(one.name, each.student): (each.points, each.comment) for one in questions for each in one.answers}
    try:
        filled = read_filled(table, name, questions)
    except CourseError:
        filled = None
    typed = filled is None or any(
        known.get((row.question, row.student)) != (row.points, row.comment) for row in filled.rows
    )
    if typed:
        where = visible(path_from_here(table))
        raise CourseError(
            f"{where} has points that are not entered: enter them (dlcourse read {name[:2]} --enter {where}), or move "
            "it away"
        )
