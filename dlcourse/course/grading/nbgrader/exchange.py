"""The path of a notebook from exercises/ to submitted/, through nbgrader's exchange.

Nothing here writes into exercises/: submitting copies, and a release is generated from solutions/ into release/.
"""

import contextlib
import json
import shutil
from pathlib import Path
from typing import Any

from dlcourse._files import digest, replaced
from dlcourse.course.folder import Course, CourseError, require_student_id
from dlcourse.course.grading.batch.faults import describe_fault
from dlcourse.course.grading.judge.intake import IntakeError, read_notebook
from dlcourse.course.grading.nbgrader.api import load_config, quiet_log, start, use_own_programs


def _has_local_exchange(course, config):
    """Return True if the exchange lies in the course folder, so that we may set it up ourselves."""
    return Path(config.Exchange.root).resolve().is_relative_to(course.root)


def prepare(course: Course, names: list[str] | None = None) -> list[str]:
    """Enter exercises in the gradebook and, on a local exchange, release them; return those that were out of date.

    A release is generated from solutions/, never copied from exercises/, where somebody may have written answers.
    """
    record_path = course.root / "exchange" / "prepared.json"
    record = json.loads(record_path.read_text()) if record_path.exists() else {}
    if not course.root.joinpath("gradebook.db").exists():
        record = {}
    wanted = {name: digest(course.solution(name).read_bytes()) for name in names or course.exercises()}
    stale = [name for name, solution in wanted.items() if record.get(name) != solution]
    if stale:
        config = load_config(course)
        for name in stale:
            _prepare_one(course, config, name)
        text = json.dumps(record | {name: wanted[name] for name in stale}, indent=1) + "\n"
        with replaced({record_path: text}):
            pass
    return stale


def _prepare_one(course, config, name):
    """Generate the release of one exercise and its entry in the gradebook; publish it on a local exchange."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    use_own_programs()
    coursedir = CourseDirectory(config=config, assignment_id=name)
    start(GenerateAssignment(coursedir=coursedir, config=config, force=True, log=quiet_log()))
    if _has_local_exchange(course, config):
        Path(config.Exchange.root).mkdir(exist_ok=True)
        release = ExchangeFactory(config=config).ReleaseAssignment
        start(release(coursedir=coursedir, config=config, force=True, log=quiet_log()))


def submit(course: Course, name: str, student: str) -> dict:
    """Copy the student's exercise to the exchange, as Assignment List does; return a receipt.

    Raises CourseError if the notebook could not be graded: it is better to learn that now.
    """
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    require_student_id(student)
    notebook = course.notebook(name)
    try:
        read_notebook(notebook)
    except IntakeError as error:
        raise CourseError(f"not submitted: {error}") from None
    prepare(course, [name])
    config = load_config(course)
    coursedir = CourseDirectory(config=config, assignment_id=name, student_id=student)
    login = Authenticator(config=config)
    step = ExchangeFactory(config=config).Submit(
        coursedir=coursedir, authenticator=login, config=config, log=quiet_log()
    )
    try:
        start(step)
    except Exception as error:
        take_back(step)
        raise CourseError(f"not submitted: {describe_fault(error) or ' '.join(str(error).split())}") from None
    return {"student": student, "exercise": name, "timestamp": step.timestamp, "notebook": str(notebook)}


def take_back(step: Any) -> None:
    """Remove what a failed submission left on the exchange: half a notebook must not be collected."""
    name = getattr(step, "assignment_filename", None)
    if name:
        shutil.rmtree(Path(step.inbound_path, name), ignore_errors=True)
        shutil.rmtree(Path(step.cache_path, name.rsplit("+", 1)[0]), ignore_errors=True)


def collect(course: Course, name: str) -> list[str]:
    """Copy new submissions from the exchange to submitted/; return a line on each that was not collected, and why.

    A newer submission replaces an older one; a folder that did not come from the exchange (it has no timestamp) is
    somebody's own and stays. A link in a submission would be followed with your permissions: it is refused.
    """
    config = load_config(course)
    inbound = Path(config.Exchange.root, config.CourseDirectory.course_id, "inbound")
    left = []
    for student, waiting in _waiting_for(inbound, name).items():
        folder = course.submitted(student, name).parent
        if folder.exists() and _stamp(folder) is None:
            left.append(f"submitted/{student}/{name} is not from the exchange and stays as it is")
        elif any(_has_links(inbound / each) for each in waiting):
            left.append(f"{waiting[-1]} is not collected: it, or an earlier one, holds a link")
        elif _stamp(folder) != waiting[-1].split("+")[2]:
            try:
                _collect_one(course, config, name, student)
            except Exception as error:  # of this one, or of the machine, which stops all
                if describe_fault(error):
                    raise
                left.append(f"{waiting[-1]} is not collected: {' '.join(str(error).split())}")
    return left


def _waiting_for(inbound, name):
    """Return the folders of exercise `name` on the exchange, by student, from old to new."""
    found: dict[str, list[str]] = {}
    for folder in sorted(path.name for path in inbound.glob(f"*+{name}+*")):
        parts = folder.split("+")
        if len(parts) in (3, 4) and parts[1] == name and _is_student_id(parts[0]):
            found.setdefault(parts[0], []).append(folder)
    return found


def _has_links(folder):
    """Return True if a folder, or anything in it, is a link."""
    return folder.is_symlink() or any(path.is_symlink() for path in folder.rglob("*"))


def _collect_one(course, config, name, student):
    """Collect into a temporary folder, and replace an older submission when the new one is complete."""
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    aside, folder = course.root / "submitted" / ".collecting", course.submitted(student, name).parent
    shutil.rmtree(aside, ignore_errors=True)
    coursedir = CourseDirectory(config=config, assignment_id=name, student_id=student)
    coursedir.submitted_directory = str(aside.relative_to(course.root))
    try:
        start(ExchangeFactory(config=config).Collect(coursedir=coursedir, config=config, update=True, log=quiet_log()))
        fresh = aside / student / name
        if fresh.exists() and _stamp(fresh) != _stamp(folder):
            _put_in_place(fresh, folder, aside / "old")
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _put_in_place(fresh, folder, old):
    """Replace a submission's folder with a newer one; if that fails, restore the old one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        with contextlib.suppress(OSError):
            old.rename(folder)
        raise


def _stamp(folder):
    """Return the time at which a folder's work was submitted, None if it has no timestamp."""
    path = folder / "timestamp.txt"
    return path.read_bytes().decode("utf-8", "replace").strip() if path.is_file() else None


def _is_student_id(text):
    """Return True if an id may become a folder's name."""
    try:
        require_student_id(text)
    except CourseError:
        return False
    return True
