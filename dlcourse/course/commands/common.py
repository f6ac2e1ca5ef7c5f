"""Arguments and helpers that several commands share: --course, --json, the choice of students, a progress bar."""

import argparse
import contextlib
import difflib
import getpass
import os
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from dlcourse._files import replace
from dlcourse.course.commands.display import complain, print_line
from dlcourse.course.folder import HANDED_OUT, Course, CourseError, require_student_id
from dlcourse.course.handed_in import listed
from dlcourse.course.terminal import raw_stream, to_json, visible

NEEDS_LINUX = (
    "grading runs on Linux alone, which can isolate other people's code: use a machine with Linux, a container, or "
    "WSL on Windows"
)
NO_GRADEBOOK = "the course has no gradebook on Windows: use it where the class is graded, on Linux"
NO_EXCHANGE = (
    "handing in needs nbgrader's exchange, which this course has on Linux and macOS: give your instructor {} as it is. "
    "To see your points and the page of feedback: dlcourse done {}"
)
QUESTIONS = "questions"  # a class's folder of its own; in a student's it lies in .dlcourse/
SHOWN = 20  # students in an error
STILL_AT_IT = "still judging; an answer that does not end is stopped, which takes 20 seconds or so for each"
Item = TypeVar("Item")
Commands = Any  # what ArgumentParser.add_subparsers returns has no public type


def add_command(
    commands: Commands,
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
    *parents: argparse.ArgumentParser,
) -> argparse.ArgumentParser:
    """Add a command with its description, the arguments of `parents`, and --course."""
    command = commands.add_parser(name, help=text, description=text, parents=[*parents, _everywhere()])
    command.set_defaults(run=run)
    return command


def _everywhere() -> argparse.ArgumentParser:
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument(
        "--course", type=a_path, default=Path.cwd(), metavar="DIR", help="the course folder (default: here)"
    )
    return parent


def a_path(text: str) -> Path:
    """Return a path that was given as an argument; raises ArgumentTypeError for "", such as of a variable not set."""
    if not text.strip():
        raise argparse.ArgumentTypeError(f"expected a file or a folder. Received: {text!r}")
    return Path(text)


def prints_json() -> argparse.ArgumentParser:
    """Return a parser of --json."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("--json", action="store_true", help="print the result as one JSON object")
    return parent


def on_exercise() -> argparse.ArgumentParser:
    """Return a parser of the exercise."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("exercise", help="number, name or path: 07, 07_backpropagation")
    return parent


def for_students() -> argparse.ArgumentParser:
    """Return a parser of --student, which may be repeated."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("--student", action="append", metavar="ID", help="only this student (may be repeated)")
    return parent


def add_isolation(command: argparse.ArgumentParser) -> None:
    """Add --sandbox and --unsandboxed to a command that runs students' code."""
    tiers: tuple[str, ...] = ()
    if has_grader():
        from dlcourse.course.grading.sandbox import TIERS as tiers

    isolation = command.add_mutually_exclusive_group()
    isolation.add_argument(
        "--sandbox",
        choices=("auto", *tiers, "none"),
        default="auto",
        help="the isolation of students' code (default: auto, the best that this machine builds)",
    )
    isolation.add_argument(
        "--unsandboxed",
        action="store_const",
        const="none",
        dest="sandbox",
        help="run students' code without a sandbox, with your rights",
    )


def find_exercise(course: Course, wanted: str) -> str:
    """Return the full name of an exercise; raises CourseError, with the nearest names or the exercise of a question.

    A class's own questions are those of this course from then on.
    """
    look_for_own_questions(course)
    try:
        return course.exercise(wanted)
    except CourseError:
        from dlcourse.checks.catalogue import EXERCISES

        asked_in = {question.name: name for name, questions in EXERCISES.items() for question in questions}
        near = difflib.get_close_matches(wanted, asked_in, n=1, cutoff=0.8)
        if not near or asked_in[near[0]] not in course.exercises():
            raise
        where = asked_in[near[0]]
        raise CourseError(
            f"no exercise {wanted!r} (did you mean the question {near[0]}? It stands in exercise {where[:2]}, {where})"
        ) from None


def look_for_own_questions(course: Course) -> None:
    """Take the own questions of this course from now on, wherever one stands; a course without any is not looked into.

    Without any, nothing is imported for it.
    """
    if any(folder.is_dir() for folder in (course.root / QUESTIONS, course.root / HANDED_OUT / QUESTIONS)):
        from dlcourse.checks.own_questions import look_in

        look_in(course.root)


def counted(number: int, word: str) -> str:
    """Return a number with its word: "1 lecture", "2 lectures"."""
    return f"{number} {word}{'s' * (number != 1)}"


def own_id(default: str | None = None) -> str:
    """Return the student id of the current user.

    If the system has no name for them, it is the default; without one, CourseError is raised.
    """
    try:
        return os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
    except (KeyError, OSError, ImportError):  # as in a container that runs under a number
        if default is not None:
            return default
        raise CourseError("this system has no name for you: say who hands in, --student ID") from None


def has_grader() -> bool:
    """Return True on a system on which the grader can judge."""
    return sys.platform == "linux"


def has_exchange() -> bool:
    """Return True on a system on which exercises are released and handed in."""
    return sys.platform != "win32"


def folders_of_programs() -> list[str]:
    """Return the folders with this Python's programs: beside it, and Scripts where conda on Windows has them."""
    return list(dict.fromkeys([str(Path(sys.executable).parent), sysconfig.get_path("scripts")]))


def path_from_here(path: str | Path) -> str:
    """Return a path as it is reached from the working folder; the whole of it if that lies on another drive."""
    try:
        return os.path.relpath(path)
    except ValueError:  # on Windows
        return str(path)


def require_grader() -> None:
    """Raise CourseError on a system without the grader."""
    if not has_grader():
        raise CourseError(NEEDS_LINUX)


def require_gradebook() -> None:
    """Raise CourseError on a system on which the course cannot open a gradebook."""
    if not has_exchange():
        raise CourseError(NO_GRADEBOOK)


def choose_students(
    wanted: Sequence[str] | None, present: list[str], shown: Callable[[str], str] = visible
) -> list[str]:
    """Return the students asked for, or all of those present; raises CourseError if one is missing.

    `shown` says how a student is printed.
    """
    if wanted is None:
        return present
    for student in wanted:
        if require_student_id(student) not in present:
            raise CourseError(f"no submission of {student!r}; there are: {listed(present, SHOWN, shown) or 'none'}")
    return list(wanted)


def with_progress(items: Iterable[Item], total: int, word: str) -> Iterator[Item]:
    """Yield the items, with a progress bar on standard error if that is a terminal.

    The bar is gone while an item is worked on, so that lines printed then stand alone.
    """
    from tqdm import tqdm

    bar = tqdm(total=total, desc=word, disable=not sys.stderr.isatty(), leave=False, file=raw_stream(sys.stderr))
    with bar:
        for item in items:
            bar.update()
            bar.clear()
            yield item
            bar.refresh()


@contextlib.contextmanager
def still_at_it(command: str, after: float = 3.0) -> Iterator[None]:
    """In a `with` block that takes longer than so many seconds, say once that it goes on, if somebody is waiting."""
    said = threading.Timer(after, complain, (command, STILL_AT_IT))
    said.daemon = True
    if sys.stderr.isatty():
        said.start()
    try:
        yield
    finally:
        said.cancel()


def show_news(news: Mapping[str, Sequence[str]]) -> None:
    """Print what has changed in files that were begun, a file a paragraph."""
    for name, lines in news.items():
        print(f"{visible(name)}:")
        for line in lines:
            print(f"  {visible(line)}")


def show(found: Any, options: argparse.Namespace, to_text: Callable[[Any], str], to_html: Callable[[Any], str]) -> None:
    """Write the page to --html, print JSON with --json, and text if neither is asked for."""
    if options.html:
        replace(options.html, to_html(found))
        print(f"Written: {options.html}", file=sys.stderr if options.json else sys.stdout)
    if options.json:
        print(to_json(found.to_dict()))
    elif not options.html:
        for line in to_text(found).splitlines():
            print_line(line)
