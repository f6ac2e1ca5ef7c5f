"""`dlcourse lab`: open JupyterLab on your folder's start page, without what instructors alone need.

A learner's JupyterLab is set up by files of the package, in `_lab/`, which this server alone reads: nothing is written
to the user's home, and what a user has set there counts more.
"""

import argparse
import contextlib
import importlib.util
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import dlcourse
from dlcourse import __version__
from dlcourse._files import replace
from dlcourse.course.commands.common import Commands, add_command, folders_of_programs, has_exchange
from dlcourse.course.folder import OWN, Course, CourseError
from dlcourse.course.terminal import visible

STARTUP = Path(dlcourse.__file__).parent / "_startup" / "50-dlcourse.ipy"
POSIX_SHELLS = ("sh", "bash", "dash", "ksh", "zsh")
LAB = Path(dlcourse.__file__).parent / "_lab"  # settings, and the extension that names tabs and keeps the page fresh
FIRST = "lectures/00_start_here.ipynb"  # opened where there is no start page: in a clone


def add(commands: Commands) -> None:
    """Add the command."""
    command = add_command(commands, "lab", run, "Open JupyterLab on your start page.")
    command.add_argument(
        "--release",
        action="store_true",
        help="first lay the exercises on the exchange in the course folder, so that Assignment List shows all of them",
    )
    command.add_argument(
        "--instructor",
        action="store_true",
        help="open the clone itself, with solutions, Formgrader and all menus, not your own folder in it",
    )
    command.add_argument("jupyter", nargs="*", metavar="OPTION", help="options for JupyterLab, after --")


def run(options: argparse.Namespace) -> int:
    """Start JupyterLab, whatever is wrong with exchange, gradebook, settings or kernel.

    Raises CourseError if this Python has no JupyterLab.
    """
    _require_lab()
    course = Course.find(options.course) if options.instructor else _own_folder(options.course)
    if options.release:
        _release(course)
    is_learners = course.is_own and not options.instructor
    return _start_lab(course, options.jupyter, _start_page(course) if is_learners else None)


def lab_command(
    course: Course, arguments: list[str], start_page: str | None = None
) -> tuple[list[str], dict[str, str]]:
    """Return the command that starts JupyterLab, and its environment; with a start page, it is set up for a learner."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={course.root}",
        f"--LabApp.default_url=/lab/tree/{start_page or FIRST}",
        "--LabApp.expose_app_in_browser=True",  # for the button that saves the notebook and hands it in
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # in a container there is often nobody else
    config, data = ([str(LAB / "config")], [str(LAB / "data")]) if start_page else ([], [])
    folders, home = _folders_for_jupyter()
    paths = [str(course.root), *config, os.environ.get("JUPYTER_CONFIG_PATH", ""), home.get("JUPYTER_CONFIG_DIR", "")]
    programs = [*folders_of_programs(), os.environ.get("PATH", "")]  # for `dlcourse` in its terminal
    environment = (
        os.environ
        | folders
        | {
            "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths)),
            "PATH": os.pathsep.join(filter(None, programs)),
        }
    )
    if data or home:
        shared = [*data, os.environ.get("JUPYTER_PATH", ""), home.get("JUPYTER_DATA_DIR", "")]
        environment["JUPYTER_PATH"] = os.pathsep.join(filter(None, shared))
    return command + _terminal() + arguments, environment


def _folders_for_jupyter():
    """Return a writable folder for Jupyter's own files and the one it cannot write to; nothing if it can.

    With a home folder that can only be read JupyterLab would not start; it gets temporary ones, and reads the others.
    """
    from jupyter_core import paths

    home = {
        "JUPYTER_CONFIG_DIR": paths.jupyter_config_dir(),
        "JUPYTER_DATA_DIR": paths.jupyter_data_dir(),
        "JUPYTER_RUNTIME_DIR": paths.jupyter_runtime_dir(),
    }
    locked = [folder for folder in home.values() if not _can_be_written(Path(folder))]
    if not locked:
        return {}, {}
    room = Path(tempfile.mkdtemp(prefix="dlcourse-lab-"))
    why = f"dlcourse lab: {locked[0]} cannot be written; Jupyter keeps its own files in {room}, for this time only"
    print(visible(why), file=sys.stderr)
    return {name: str(room / name.lower()) for name in (*home, "IPYTHONDIR", "MPLCONFIGDIR")}, home


def _can_be_written(folder):
    """Return whether a folder can be written; it is made if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _terminal():
    """Return the option for a terminal in which this Python's programs are found, though a login shell sets PATH anew.

    JupyterLab starts a login shell where its own output is no terminal, as from an icon or a service.
    """
    shell = os.environ.get("SHELL") or "/bin/sh"
    if sys.platform == "win32" or sys.stdout.isatty() or Path(shell).name not in POSIX_SHELLS:
        return []
    then = f'PATH={shlex.quote(str(Path(sys.executable).parent))}:"$PATH"; export PATH; exec "$0"'
    return [f"--ServerApp.terminado_settings={ {'shell_command': [shell, '-l', '-c', then, shell]} }"]


def add_startup_file(prefix: Path) -> None:
    """Add the file that kernels run when they start to a Python environment of its own, if it is not there.

    A wheel brings it; an installation from a clone, or into another folder, does not. It makes a NameError say which
    cell to run. The Python of a whole system is left alone, and so is an environment that cannot be written to.
    """
    is_own = prefix != Path(sys.base_prefix) or prefix.joinpath("conda-meta").is_dir()
    target = prefix / "etc" / "ipython" / "startup" / STARTUP.name
    if is_own and not target.exists():
        with contextlib.suppress(OSError):
            replace(target, STARTUP.read_text(encoding="utf-8"))


def _own_folder(folder: Path) -> Course:
    """Return the learner's folder to open; in a clone that has none yet, one is begun."""
    course = Course.find_own(folder)
    is_clone = course.root.joinpath("source", "lectures").is_dir()
    if not course.is_own and not is_clone:
        return course  # a class's folder, without the text that lectures are made of
    from dlcourse.course.learner import edition, of_class, own_folder

    if is_clone and not course.is_own:
        own = Course(course.root / OWN)
        try:
            lines = own_folder.begin(own.root, edition.edition_of_clone(course.root), course.root)
        except OSError as error:  # a disk that is full, or can only be read
            why = f"{own.root} cannot be made: {(error.strerror or str(error)).lower()}"
            print(f"dlcourse lab: {visible(why)}; the clone itself is opened", file=sys.stderr)
            return course
        for line in lines:
            print(visible(line), file=sys.stderr)
        print(f"Your folder is {own.root}: lectures and exercises, and all of it is yours.", file=sys.stderr)
        return own
    try:
        if own_folder.is_behind(course, of_class.fingerprint_for(course, edition.fingerprint_here), __version__):
            print(
                "A newer course is here: `dlcourse update` brings it, and carries your answers over.", file=sys.stderr
            )
    except (CourseError, OSError) as error:
        print(f"dlcourse lab: {error}", file=sys.stderr)
    return course


def _release(course: Course) -> None:
    """Release the exercises that are not yet on a local exchange; a fault is told, and does not stop JupyterLab."""
    from dlcourse.course.grading.batch.faults import describe_fault

    if not has_exchange():
        print("dlcourse lab: nothing is released: the course has no exchange on Windows", file=sys.stderr)
        return
    for name in course.exercises():
        try:
            from dlcourse.course.grading.nbgrader.exchange import prepare

            if prepare(course, [name]):
                print(f"Ready to hand in: {name}", file=sys.stderr)
        except Exception as error:  # also of settings of the instructor's own, which may raise anything
            why = describe_fault(error) or " ".join(str(error).split()) or type(error).__name__
            print(f"dlcourse lab: {name} is not released: {why}", file=sys.stderr)


def _require_lab():
    """Raise CourseError if JupyterLab is missing; say on a line what may keep notebooks from running in it."""
    from dlcourse.course.commands.doctor import kernel

    if importlib.util.find_spec("jupyterlab") is None:
        raise CourseError(f"JupyterLab is not installed for {sys.executable}: run `dlcourse doctor`, which says how")
    finding = kernel()
    if finding.status == "problem":
        print(visible(f"dlcourse lab: notebooks may not run: {finding.found}: {finding.fix}"), file=sys.stderr)


def _start_page(course: Course) -> str:
    """Return the name of the start page, made anew; if it cannot be written, that of the first lecture."""
    from dlcourse.course.learner import start_page

    try:
        return start_page.write(course)[0]
    except Exception as error:  # whatever is odd in the folder: JupyterLab opens all the same
        why = " ".join(str(error).split()) or type(error).__name__
        print(visible(f"dlcourse lab: no start page: {why}"), file=sys.stderr)
        return FIRST


def _start_lab(course: Course, arguments: list[str], start_page: str | None) -> int:
    """Become JupyterLab (on Windows, run it and return its exit code)."""
    command, environment = lab_command(course, arguments, start_page)
    add_startup_file(Path(sys.prefix))
    os.chdir(course.root)
    if sys.platform == "win32":
        return subprocess.call(command, env=environment)
    os.execve(command[0], command, environment)  # replaces this process, so that stopping it stops JupyterLab
