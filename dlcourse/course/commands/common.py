"""What several commands share: arguments, whose work is meant, and a bar on long work."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from dlcourse.course.folder import CourseError, require_student_id

Commands = Any  # what ArgumentParser.add_subparsers returns has no public type


def add_command(
    commands: Commands,
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
    *parents: argparse.ArgumentParser,
) -> argparse.ArgumentParser:
    """Add a command with what it says of itself, the arguments of `parents`, and --course."""
    command = commands.add_parser(name, help=text, description=text, parents=[*parents, _everywhere()])
    command.set_defaults(run=run)
    return command


def _everywhere() -> argparse.ArgumentParser:
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument(
        "--course", type=Path, default=Path.cwd(), metavar="DIR", help="the course folder (default: here)"
    )
    return parent


def prints_json() -> argparse.ArgumentParser:
    """--json."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("--json", action="store_true", help="print the result as one JSON object")
    return parent


def on_exercise() -> argparse.ArgumentParser:
    """The exercise."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("exercise", help="number or name: 07 or 07_backpropagation")
    return parent


def for_students() -> argparse.ArgumentParser:
    """--student, as often as one likes."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("--student", action="append", metavar="ID", help="only this student (may be repeated)")
    return parent


def own_id() -> str:
    """The id under which one hands in."""
    return os.environ.get("JUPYTERHUB_USER") or getpass.getuser()


def choose_students(wanted: Sequence[str] | None, present: list[str]) -> list[str]:
    """The students asked for, or all of those present; raises CourseError for one who is not there."""
    if wanted is None:
        return present
    for student in wanted:
        if require_student_id(student) not in present:
            raise CourseError(f"no submission of {student!r}; there are: {', '.join(present) or 'none'}")
    return list(wanted)


def with_progress(items: Iterable, total: int, word: str) -> Iterable:
    """The items, with a bar on standard error where somebody watches."""
    from tqdm import tqdm

    return tqdm(items, total=total, desc=word, disable=not sys.stderr.isatty(), leave=False)
