"""The command `dlcourse`, for students and instructors in a terminal: one file for each verb.

Exit codes: 0 all is well; 1 it ran and found something wrong (a wrong answer, a rejected submission, a problem);
2 it could not run (an unknown exercise, a broken notebook, wrong arguments).
"""

import argparse
import difflib
import os
import sys
from importlib import import_module

import dlcourse.course.quick_imports  # noqa: F401 - before nbformat
from dlcourse import __version__
from dlcourse.course.commands.display import complain
from dlcourse.course.commands.environment import leave_settings_of_others
from dlcourse.course.folder import CourseError
from dlcourse.course.terminal import harmless_output, visible

VERBS = (
    *("lab", "start", "update", "reset", "doctor", "check", "progress", "submit", "done"),
    *("new-class", "hand-out", "prove"),
    *("roster", "dates", "collect", "grade", "read", "feedback", "insights", "similar", "marks"),
)
NOT_ON_WINDOWS = ("fcntl", "grp", "pwd", "resource")  # modules of Python's that gradebook and grader use
EARLIER_NAME = "checks"  # of `prove`, one letter from `check`; works still, and help does not show it


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    leave_settings_of_others()
    with harmless_output():
        return _run(_parser(sys.argv[1:] if arguments is None else arguments).parse_args(arguments))


def _run(options: argparse.Namespace) -> int:
    """Run a command; an error that was foreseen is one line."""
    try:
        return options.run(options)
    except CourseError as error:
        complain(options.command, str(error))
        return 2
    except BrokenPipeError:  # the reader, such as `head`, has closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except ModuleNotFoundError as error:
        if error.name not in NOT_ON_WINDOWS:
            raise
        complain(
            options.command, f"{options.command} is for classes, which are run on Linux: Windows has no {error.name}"
        )
        return 2
    except Exception as error:
        from dlcourse.course.grading.batch.faults import describe_fault

        line = describe_fault(error)
        if line is None:
            raise
        complain(options.command, line)
        return 2
    except KeyboardInterrupt as stopped:
        complain(options.command, str(stopped) or "stopped; what was finished is kept")
        return 130


def _suggest(top, arguments):
    """Leave with the nearest command, if there is no command of the name given."""
    known = (*VERBS, EARLIER_NAME)
    wanted = next((one for one in arguments[:1] if not one.startswith("-") and one not in known), None)
    if wanted is not None:
        near = difflib.get_close_matches(wanted, VERBS, n=1)
        meant = f" (did you mean dlcourse {near[0]}?)" if near else ""
        top.error(f"no command {visible(wanted)!r}{meant}; there are: {', '.join(VERBS)}")


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    """Return the parser with all commands, or with the requested one alone, so that no other file is imported."""
    top = argparse.ArgumentParser(prog="dlcourse", description="The deep learning course in a terminal.")
    top.add_argument("--version", action="version", version=f"dlcourse {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _suggest(top, arguments)
    for verb in [verb for verb in VERBS if arguments[:1] == [verb]] or VERBS:
        import_module(f"{__name__}.{verb.replace('-', '_')}").add(commands)
    return top
