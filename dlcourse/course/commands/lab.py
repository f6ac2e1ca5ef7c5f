"""`dlcourse lab`: open JupyterLab on the course folder, with nbgrader's lists set up."""

import argparse
import os
import subprocess
import sys

from dlcourse.course.commands.common import Commands, add_command
from dlcourse.course.folder import Course

START = "/lab/tree/lectures/00_start_here.ipynb"


def add(commands: Commands) -> None:
    """Add the command."""
    command = add_command(commands, "lab", run, "Open JupyterLab on the lectures.")
    command.add_argument("jupyter", nargs="*", metavar="OPTION", help="options for JupyterLab, after --")


def run(options: argparse.Namespace) -> int:
    """Start JupyterLab."""
    return _start_lab(Course.find(options.course), options.jupyter)


def lab_command(course: Course, arguments: list[str]) -> tuple[list[str], dict[str, str]]:
    """Return the command that starts JupyterLab, and its environment."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={course.root}",
        f"--LabApp.default_url={START}",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # in a container there is often nobody else
    paths = [str(course.root), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    environment = os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}
    return command + arguments, environment


def _start_lab(course: Course, arguments: list[str]) -> int:
    """Release new exercises to a local exchange and become JupyterLab (on Windows, run it and return its exit code)."""
    from dlcourse.course.grading.nbgrader.exchange import prepare

    new = prepare(course)
    if new:
        print(f"Ready to hand in: {', '.join(new)}", file=sys.stderr)
    command, environment = lab_command(course, arguments)
    os.chdir(course.root)
    if sys.platform == "win32":
        return subprocess.call(command, env=environment)
    os.execve(command[0], command, environment)  # replaces this process, so that stopping it stops JupyterLab
