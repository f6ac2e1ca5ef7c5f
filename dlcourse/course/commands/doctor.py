"""`dlcourse doctor`: check the installation, and say how to fix it."""

import argparse
import importlib.metadata
import importlib.util
import os
import re
import shlex
import shutil
import sqlite3
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dlcourse import __version__
from dlcourse.course.commands.common import (
    Commands,
    add_command,
    folders_of_programs,
    has_exchange,
    has_grader,
    prints_json,
)
from dlcourse.course.commands.display import console, print_line, print_next, print_rows
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.learner.handed_out import CONFIG
from dlcourse.course.terminal import as_argument, to_json
from dlcourse.extras import install_line, requirements

if TYPE_CHECKING:
    from traitlets.config import Config

OLDEST_PYTHON = (3, 11)
FOR_FEW = ("test", "bench", "site", "compare", "coverage", "hub")  # extras of contributors, and of who runs a hub
SYMBOLS = {"ok": "✓", "note": "–", "problem": "✗"}
MEND = "fix the files; dlcourse prove says more"
NEEDED_SPACE = 500_000_000  # bytes


def add(commands: Commands) -> None:
    """Add the command."""
    add_command(commands, "doctor", run, "Say what is wrong with the installation, and how to fix it.", prints_json())


def run(options: argparse.Namespace) -> int:
    """Print the findings; return 0 if none is a problem."""
    findings = list(examine_installation(options.course))
    if options.json:
        print(to_json({"findings": [vars(finding) for finding in findings]}))
    else:
        _print(findings)
    return int(any(finding.status == "problem" for finding in findings))


def _print(findings):
    """Print the findings, and as the next step what fixes the first problem."""
    for finding in findings:
        if console() is None:
            print(f"{finding.status:<8} {finding.subject}: {finding.found}")
        else:
            status = f"{finding.status:>7}"
            print_rows([(finding.status, SYMBOLS[finding.status], status, f"{finding.subject}: {finding.found}")])
        for line in finding.fix.splitlines():
            print_line(f"{'':<8} → {line}", is_copied=True)
    problems = [finding for finding in findings if finding.status == "problem"]
    print_next(f"{problems[0].subject}: {problems[0].fix}" if problems else "dlcourse lab", is_copied=True)


@dataclass(frozen=True)
class Finding:
    """The result of one check: "ok", "problem" or "note"; what was found; for a problem, how to fix it."""

    subject: str
    status: str
    found: str
    fix: str = ""


def examine_installation(folder: Path) -> Iterator[Finding]:
    """Yield the finding of each check."""
    yield python_version()
    for package in _requirements()[""]:
        yield installed(package)
    try:
        course = Course.find(folder)
    except CourseError as error:
        folders = [folder.resolve(), *folder.resolve().parents]
        lost = next((one for one in folders if Course(one).has_lost_its_state), None)
        fix = f"dlcourse start {as_argument(lost)}" if lost else "run this in the folder that you cloned or began"
        yield Finding("course folder", "problem", str(error), fix)
    else:
        yield Finding("course folder", "ok", str(course.root))
        yield pinned_versions(course)
        yield writable(course)
        config = None
        if course.root.joinpath(CONFIG).is_file():
            config = yield from settings(course)
        else:
            back = "dlcourse update" if course.is_own or course.is_class else f"git checkout -- {CONFIG}"
            yield Finding("settings", "problem", f"{CONFIG} is missing", f"bring {CONFIG} back: {back}")
        yield exercises(course)
        if course.is_class:
            yield class_folder(course)
        yield from class_health(course, config)
        own = Course.find_own(folder)
        if own.is_own:
            yield own_folder(own)
        if own != course:
            yield exercises(own)
    yield programs()
    yield kernel()
    yield sandbox()
    yield disk_space(folder)
    yield extras()


def python_version() -> Finding:
    """Check the version of Python."""
    found = ".".join(map(str, sys.version_info[:3])) + f" at {sys.executable}"
    if sys.version_info[:2] < OLDEST_PYTHON:
        return Finding("Python", "problem", found, "install Python 3.11 or later, remove .venv, run `make setup`")
    return Finding("Python", "ok", found)


def installed(package: str) -> Finding:
    """Check that a required package is installed."""
    if not _is_installed(package):
        return Finding(
            package, "problem", "not installed", _again("run `make setup` (or: pip install -c constraints.txt -e .)")
        )
    return Finding(package, "ok", importlib.metadata.version(package))


def _again(in_clone: str, installed: str = "install the course's wheel again: pip install --force-reinstall") -> str:
    """Return what fixes an installation: in a clone, or of a wheel."""
    from dlcourse.course.learner.edition import CARRIED

    return installed if CARRIED.is_dir() else in_clone


def _all_anew() -> str:
    """Return what makes the environment of a clone anew, on Windows without make."""
    if sys.platform == "win32":
        return "make a new environment, and in it: pip install -c constraints.txt -e ."
    return "run `make clean-venv setup`"


def _requirements() -> dict[str, list[str]]:
    """Return the names of the packages that the course asks for: under "" those that all need, then by extra."""
    return {
        extra: [found[0] for package in packages if (found := re.match(r"[A-Za-z0-9._-]+", package))]
        for extra, packages in requirements().items()
    }


def _is_installed(package):
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def pinned_versions(course: Course) -> Finding:
    """Check the packages' versions against constraints.txt for this Python."""
    different = []
    path = course.root / "constraints.txt"
    pins = _read_pins(path.read_text(encoding="utf-8")) if path.exists() else {}
    for package in _requirements()[""]:
        try:
            version = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
        if pins.get(package, version) != version:
            different.append(f"{package} {version}, pinned {pins[package]}")
    if different:
        return Finding("versions", "problem", "; ".join(different), _all_anew())
    return Finding("versions", "ok", "as pinned in constraints.txt" if path.exists() else "none are pinned here")


def _read_pins(text):
    """Return name → version for this Python, from lines like `numpy==2.4.6 ; python_full_version < '3.12'`."""
    pins = {}
    for line in text.splitlines():
        pin = re.match(r"^([A-Za-z0-9_.-]+)==([^ ;]+)(?: *; *(.*))?$", line)
        if pin and _applies(pin[3]):
            pins[pin[1].lower()] = pin[2]
    return pins


def _applies(marker):
    """Return True if a line's environment marker holds here."""
    if not marker:
        return True
    from packaging.markers import Marker

    return Marker(marker).evaluate()


def writable(course: Course) -> Finding:
    """Check that the folders that grading writes are writable."""
    for name in (".", "exercises", "exchange", "submitted", "autograded", "feedback"):
        path = course.root / name
        if path.exists() and not os.access(path, os.W_OK | os.X_OK):
            how = "in its properties" if sys.platform == "win32" else f"chmod u+w {path}"
            return Finding("write access", "problem", f"{path} is read-only", f"give yourself write access: {how}")
    return Finding("write access", "ok", "all course folders")


def settings(course: Course) -> Generator[Finding, None, "Config | None"]:
    """Check what hangs on nbgrader_config.py: the gradebook, and whether graded code could read it; return it."""
    if not has_exchange():
        yield Finding("gradebook", "note", "none on Windows", "needed only where a class is graded, on Linux")
        return None
    from dlcourse.course.grading.nbgrader.api import load_config

    try:
        config = load_config(course)
    except CourseError as error:
        yield Finding("gradebook", "problem", "its settings cannot be read", str(error))
        return None
    yield gradebook(course, config)
    if has_grader():
        yield out_of_sight(course, config)
    return config


def gradebook(course: Course, config: "Config") -> Finding:
    """Check the integrity of the gradebook, wherever nbgrader_config.py says that it is."""
    url = config.CourseDirectory.get("db_url")
    return _gradebook_at(course, url) if isinstance(url, str) else _gradebook_in(course.root / "gradebook.db")


def _gradebook_at(course, url):
    """Check a gradebook that is given by a database address, without creating it."""
    from sqlalchemy import create_engine, inspect
    from sqlalchemy.engine import make_url

    from dlcourse.course.grading.batch.faults import describe_fault

    try:
        address = make_url(url)
        shown = address.render_as_string(hide_password=True)
        if address.get_backend_name() == "sqlite":
            return _gradebook_in(course.root / (address.database or "gradebook.db"))
        engine = create_engine(address)
        try:
            tables = inspect(engine).get_table_names()
        finally:
            engine.dispose()
    except Exception as error:  # of the address, the driver or the server, each with errors of its own
        why = describe_fault(error) or f"{type(error).__name__}: {' '.join(str(error).split())}"
        return Finding("gradebook", "problem", "db_url in nbgrader_config.py leads nowhere", why)
    is_there = "submitted_assignment" in tables
    return Finding("gradebook", "ok", shown if is_there else f"{shown}: empty; the first `dlcourse grade` fills it")


def _gradebook_in(path):
    """Check a gradebook that is a file."""
    if not path.exists():
        return Finding("gradebook", "ok", "none yet; the first `dlcourse submit` or `dlcourse grade` makes it")
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        with connection:
            state = connection.execute("PRAGMA quick_check").fetchone()[0]
        connection.close()
    except sqlite3.Error as error:
        state = str(error)
    if state != "ok":
        return Finding("gradebook", "problem", f"{path}: {state}", "restore a backup, or move it away and grade again")
    return Finding("gradebook", "ok", str(path))


def exercises(course: Course) -> Finding:
    """Check that every exercise with a solution has a notebook to work on."""
    names = course.exercises()
    if not names:
        return Finding("exercises", "problem", "missing: all", "clone the course again, into another folder")
    missing = [name for name in names if not course.notebook(name).exists()]
    if missing and (course.is_own or course.is_class):
        fix = f"have a fresh copy; what is there stays: {'; '.join(f'dlcourse reset {name[:2]}' for name in missing)}"
        return Finding("exercises", "problem", f"missing: {', '.join(missing)}", fix)
    if missing:
        # Each file by its name: `git checkout` of a folder would set back the exercises that were begun, too.
        files = [course.notebook(name).relative_to(course.root).as_posix() for name in missing]
        fix = f"get back what is missing, and nothing else: git checkout -- {shlex.join(files)}"
        return Finding("exercises", "problem", f"missing: {', '.join(missing)}", fix)
    return Finding("exercises", "ok", f"{len(course.exercises())}")


def class_folder(course: Course) -> Finding:
    """Check that a class's folder knows what it took of the course, and whether a newer course is here."""
    from dlcourse.course.class_folder.begin import newer_texts, read_about

    try:
        about = read_about(course)
    except CourseError as error:
        return Finding("class", "problem", str(course.root), str(error))
    found = f"{about.name}: {len(about.lectures)} lectures and {len(about.exercises)} exercises of the course"
    try:
        newer = newer_texts(course)
    except CourseError as error:
        return Finding("class", "note", f"{found}; no newer ones can be had", str(error))
    if newer:
        fix = "dlcourse update brings it, and keeps what you have changed"
        return Finding("class", "note", f"{found}; a newer course is here", fix)
    return Finding("class", "ok", found)


def class_health(course: Course, config: "Config | None") -> Iterator[Finding]:
    """Check what a class has of its own, or a student has of it: dates, roster, questions, as far as there are any.

    `config` are the settings of a course that is graded here.
    """
    from dlcourse.course.commands import class_health as health

    found = {"dates": health.dates_handed_out(course)} if course.is_own else _kept_by_the_class(course, config)
    for subject, one in found.items():
        if one is not None:
            yield Finding(subject, *one)
    questions = health.questions_of(course)
    if questions is None:
        return
    names, faults = questions
    if faults:
        fix = f"dlcourse update brings back what is missing; else {health.TELL}" if course.is_own else MEND
        yield Finding("own questions", "problem", "; ".join(faults), fix)
        return
    yield Finding("own questions", "ok", ", ".join(names) or "none")


def _kept_by_the_class(course, config):
    """Return how dates and roster are, where the class is graded."""
    if config is None:
        return {}
    from dlcourse.course.commands import class_health as health
    from dlcourse.course.grading.batch.faults import describe_fault

    try:
        return {"dates": health.dates_of(course, config), "roster": health.roster_of(course, config)}
    except CourseError:  # of the gradebook, which has a line of its own
        return {}
    except Exception as error:
        if describe_fault(error) is None:
            raise
        return {}


def own_folder(course: Course) -> Finding:
    """Check that a learner's folder knows which course it holds, and whether a newer one is here."""
    from dlcourse.course.learner.edition import fingerprint_here
    from dlcourse.course.learner.of_class import fingerprint_for
    from dlcourse.course.learner.own_folder import is_behind

    try:
        behind = is_behind(course, fingerprint_for(course, fingerprint_here), __version__)
    except CourseError as error:
        return Finding("your folder", "problem", str(course.root), str(error))
    if behind:
        fix = "dlcourse update brings it, carries your answers over, and keeps what you had in backups/"
        return Finding("your folder", "note", f"{course.root}: a newer course is here", fix)
    return Finding("your folder", "ok", str(course.root))


def programs() -> Finding:
    """Check the programs that nbgrader calls by name."""
    beside = os.pathsep.join(folders_of_programs())
    missing = [name for name in ("jupyter", "alembic") if shutil.which(name, path=beside) is None]
    if missing:
        fix = _again(_all_anew())
        return Finding("programs", "problem", f"not in {beside}: {', '.join(missing)}", fix)
    return Finding("programs", "ok", f"jupyter and alembic in {beside}")


def kernel() -> Finding:
    """Check that notebooks run in this Python."""
    if importlib.util.find_spec("jupyter_client") is None or importlib.util.find_spec("ipykernel") is None:
        return Finding("kernel", "problem", "ipykernel is not installed", _again("run `make setup`"))
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        program = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        return Finding("kernel", "problem", "no kernel python3", "run `python -m ipykernel install --sys-prefix`")
    except Exception as error:  # a file of the kernel's that is broken, cut off, or of another form
        fix = "run `jupyter kernelspec list`, and remove the folder of python3 that is named there"
        return Finding("kernel", "problem", f"python3 cannot be read: {' '.join(str(error).split())}", fix)
    if len(Path(program).parts) > 1 and Path(program).parent != Path(sys.executable).parent:
        fix = "run `python -m ipykernel install --sys-prefix`, or remove the kernel of that name from your home"
        return Finding("kernel", "problem", f"python3 runs {program}, another Python", fix)
    return Finding("kernel", "ok", f"python3 runs {program}")


def out_of_sight(course: Course, config: "Config") -> Finding:
    """Check that graded code cannot read the course, its exchange and its gradebook."""
    from dlcourse.course.grading.nbgrader.api import private_paths
    from dlcourse.course.grading.sandbox.readable_paths import to_hide

    try:
        hidden = to_hide(private_paths(course, config))
    except CourseError as error:
        return Finding("graded code", "problem", str(error), "make the environment anew, or move the course")
    found = f", hidden from it: {', '.join(map(str, hidden))}" if hidden else ""
    return Finding("graded code", "ok", f"does not see this course{found}")


def sandbox() -> Finding:
    """Check whether the grader can isolate the code of others; one's own needs no sandbox."""
    if not has_grader():
        found = "none on this system: your own work is judged in a kernel"
        return Finding("sandbox", "note", found, "needed only to grade the work of others, on Linux")
    from dlcourse.course.grading.sandbox.shared import tiers_here

    tiers = tiers_here()
    found = "; ".join(f"{tier}: {why or 'tried, and nothing got out'}" for tier, why in tiers.items())
    if "" in tiers.values():
        return Finding("sandbox", "ok", found)
    return Finding("sandbox", "note", f"none: {found}", "needed only to grade the work of others")


def disk_space(folder: Path) -> Finding:
    """Check that there is room for notebooks and marks."""
    free = shutil.disk_usage(folder).free
    if free < NEEDED_SPACE:
        return Finding("disk", "problem", f"{free / 1e6:.0f} MB free", "free some space: below 500 MB work may be lost")
    return Finding("disk", "ok", f"{free / 1e9:.0f} GB free")


def extras() -> Finding:
    """Check the optional packages."""
    wanted = {extra: names for extra, names in _requirements().items() if extra not in ("", *FOR_FEW)}
    missing = sorted(extra for extra, names in wanted.items() if not all(map(_is_installed, names)))
    if not missing:
        return Finding("extras", "ok", "all installed")
    fix = "\n".join(f"{extra}: {install_line(extra)}" for extra in missing)
    return Finding("extras", "note", f"not installed (optional): {', '.join(missing)}", fix)
