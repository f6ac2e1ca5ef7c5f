"""`dlcourse prove`: prove the checks with wrong answers, right ones and small random bugs."""

import argparse
import os
import signal
from dataclasses import asdict
from pathlib import Path

from dlcourse.course.commands import EARLIER_NAME
from dlcourse.course.commands.common import Commands, add_command, prints_json, with_progress
from dlcourse.course.folder import CourseError, last_name
from dlcourse.course.terminal import to_json


def add(commands: Commands) -> None:
    """Add the command, and its earlier name."""
    text = "Prove the checks: with wrong answers, right ones, small random bugs."
    prove = add_command(commands, "prove", run, text, prints_json())
    prove.add_argument("exercise", nargs="*", help="numbers or names (default: all exercises)")
    prove.add_argument("--report", action="store_true", help="one line for each question (default: one in all)")
    prove.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes to use")
    commands.choices[EARLIER_NAME] = prove


def run(options: argparse.Namespace) -> int:
    """Print the figures; return 0 if every check is sound."""
    if not hasattr(signal, "setitimer"):
        raise CourseError("proving stops what does not end by a timer that Windows does not have: use Linux or macOS")
    from dlcourse.checks.catalogue import EXERCISES
    from dlcourse.checks.gate.report import in_all, report, to_text

    asked = [last_name(wanted) for wanted in options.exercise]
    names = [one for name in asked for one in EXERCISES if name and name.zfill(2) in (one, one[:2])]
    if len(names) < len(options.exercise):
        wanted = " ".join(one or '""' for one in options.exercise)
        raise CourseError(f"no such exercise: {wanted}; there are: {', '.join(EXERCISES)}")
    names = names or list(EXERCISES)
    total = sum(len(EXERCISES[name]) for name in names)
    reports = list(with_progress(report(names, options.workers), total, "proving"))
    strangers = _strangers(options, names)
    if options.json:
        more = {} if strangers is None else {"strangers": asdict(strangers)}
        print(to_json(in_all(reports) | more))
    else:
        text = to_text(reports)
        print(text if options.report else text.splitlines()[-1])
        if strangers is not None:
            print("\n".join([*(strangers.faults if options.report else []), strangers.to_text()]))
    return int(not all(one.is_sound for one in reports) or not (strangers is None or strangers.is_sound))


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
