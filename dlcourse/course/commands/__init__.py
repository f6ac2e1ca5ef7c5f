"""The command `dlcourse`, for students and instructors in a terminal: one file for each verb.

Exit codes: 0 all is well; 1 it ran and found something wrong (a wrong answer, a rejected submission, a problem);
2 it could not run (an unknown exercise, a broken notebook, wrong arguments).
"""

import argparse
import os
import sys
from importlib import import_module

import dlcourse.course.quick_imports  # noqa: F401 - before nbformat
from dlcourse import __version__
from dlcourse.course.folder import CourseError
from dlcourse.course.terminal import harmless_output

VERBS = (
    *("lab", "start", "update", "reset", "doctor", "check", "progress", "submit"),
    *("prove", "grade", "feedback", "insights"),
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    with harmless_output():
        return _run(_parser(sys.argv[1:] if arguments is None else arguments).parse_args(arguments))


def _run(options: argparse.Namespace) -> int:
    """Run a command; an error that was foreseen is one line."""
    try:
        return options.run(options)
    except CourseError as error:
        print(f"dlcourse {options.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader, such as `head`, has closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        from dlcourse.course.grading.batch.faults import describe_fault

        line = describe_fault(error)
        if line is None:
            raise
        print(f"dlcourse {options.command}: {line}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as stopped:
        said = str(stopped) or "stopped; what was finished is kept"
        print(f"dlcourse {options.command}: {said}", file=sys.stderr)
        return 130


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    """Return the parser with all commands, or with the requested one alone, so that no other file is imported."""
    top = argparse.ArgumentParser(prog="dlcourse", description="The deep learning course in a terminal.")
    top.add_argument("--version", action="version", version=f"dlcourse {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for verb in [verb for verb in VERBS if arguments[:1] == [verb]] or VERBS:
        import_module(f"{__name__}.{verb}").add(commands)
    return top
