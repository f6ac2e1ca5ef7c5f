"""`dlcourse prove`: prove the checks with wrong answers, right ones and small random bugs."""

import argparse
import os
import signal
from dataclasses import asdict
from pathlib import Path

from dlcourse.course.commands import EARLIER_NAME
from dlcourse.course.commands.common import Commands, add_command, prints_json, with_progress
from dlcourse.course.folder import Course, CourseError, last_name
from dlcourse.course.terminal import to_json


def add(commands: Commands) -> None:
    """Add the command, and its earlier name."""
    text = "Prove the checks: with wrong answers, right ones, small random bugs."
    prove = add_command(commands, "prove", run, text, prints_json())
    help_text = "numbers or names, of exercises or questions (default: all; in a class's folder, its own questions)"
    prove.add_argument("exercise", nargs="*", help=help_text)
    prove.add_argument("--report", action="store_true", help="one line for each question (default: one in all)")
    prove.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes to use")
    commands.choices[EARLIER_NAME] = prove


def run(options: argparse.Namespace) -> int:
    """Print the figures; return 0 if every check is sound."""
    if not hasattr(signal, "setitimer"):
        raise CourseError("proving stops what does not end by a timer that Windows does not have: use Linux or macOS")
    from dlcourse.checks.gate.report import in_all, report, to_text

    root = _class_at(options.course)
    exercises, questions = _asked_for(options.exercise, root)
    faults, remarks = _found_in_files(root)
    workers = min(options.workers, max(len(questions), 1))
    reports = list(with_progress(report(questions, workers, root), len(questions), "proving"))
    strangers = _strangers(options, exercises) if root is None else None
    if options.json:
        more = {} if strangers is None else {"strangers": asdict(strangers)}
        more |= {} if root is None else {"faults": faults, "remarks": remarks}
        print(to_json(in_all(reports) | more))
    else:
        lines = to_text(reports).splitlines()
        print("\n".join([*faults, *remarks, *(lines if options.report else _in_short(reports, lines))]))
        if strangers is not None:
            print("\n".join([*(strangers.faults if options.report else []), strangers.to_text()]))
    is_sound = all(one.is_sound for one in reports) and (strangers is None or strangers.is_sound)
    return int(bool(faults) or not is_sound)


def _in_short(reports, lines):
    """Return the last line of a report, after those on what is not sound: without them nobody could tell why."""
    faults = [] if all(one.is_sound for one in reports) else lines[1 + len(reports) : -1]
    return [*(line for line in faults if not line.startswith(("ambiguous: ", "not judged: "))), lines[-1]]


def _class_at(folder):
    """Return the folder of the class whose own questions are looked up from now on; None if there is none here."""
    from dlcourse.checks.own_questions import class_of, folder_of, look_in

    look_in(folder)
    root = class_of(folder.resolve())
    return root if root is not None and (folder_of(root).is_dir() or Course(root).is_class) else None


def _asked_for(wanted, root):
    """Return the exercises that were asked for, and the names of all questions to prove.

    Raises CourseError if one is neither an exercise nor a question.
    """
    from dlcourse.checks.catalogue import EXERCISES, QUESTIONS, exercise_of, of_this_class

    if not wanted and root is not None:
        own = of_this_class()
        return [], [*own.questions, *own.extended]
    exercises, questions = [] if wanted else list(EXERCISES), []
    for name in map(last_name, wanted):
        matching = [one for one in EXERCISES if name and name.zfill(2) in (one, one[:2])]
        if not matching and name not in QUESTIONS:
            raise CourseError(f"no such exercise: {' '.join(map(_quoted, wanted))}; there are: {', '.join(EXERCISES)}")
        exercises += matching
        questions += [] if matching else [name]
    questions += [question.name for name in exercises for question in EXERCISES[name]]
    return exercises or [exercise_of(QUESTIONS[name]) for name in questions], questions


def _quoted(wanted):
    return last_name(wanted) or '""'


def _found_in_files(root):
    """Return what is wrong with a class's files of questions, and what else is to be said of them."""
    from dlcourse.course.class_folder.findings import faults_of, remarks_of

    return ([], []) if root is None else (faults_of(root), remarks_of(root))


def _strangers(options, names):
    """Return the figures of the answers in the course's tests/checks/strangers; None where the course has none."""
    from dlcourse.checks.gate.strangers import Figures, questions_in, tried

    folder = Path(options.course or ".") / "tests" / "checks" / "strangers"
    files = [path for name in names if (path := folder / f"answers_{name[:2]}.py").is_file()]
    if not files:
        return None
    questions = [answers for path in files for answers in questions_in(path)]
    figures = Figures()
    for name, right, wrong in with_progress(questions, len(questions), "trying answers of strangers"):
        figures.add(tried(name, right, wrong))
    return figures
