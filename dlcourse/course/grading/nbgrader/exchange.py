"""The path of a notebook from exercises/ to nbgrader's exchange; `collect.py` has the rest of its way.

Nothing here writes into exercises/: submitting copies, and a release is generated from solutions/ into release/.
"""

import copy
import logging
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from dlcourse.course.folder import Course, CourseError, require_student_id
from dlcourse.course.grading.batch.faults import describe_fault
from dlcourse.course.grading.judge.intake import IntakeError, read_notebook, told_to_learner
from dlcourse.course.grading.nbgrader.api import load_config, open_gradebook, quiet_log, start, use_own_programs

if TYPE_CHECKING:
    from traitlets.config import Config

CONFIG = "nbgrader_config.py"
TELL = "tell your instructor"
REFUSED = {  # how nbgrader's errors begin → what they mean to a student, with the exercise
    "Assignment not found": "your instructor has not released {} to the class yet",
    "You don't have read permissions": f"the class's exchange does not let you read {{}}: {TELL}",
    "Inbound directory doesn't exist": f"the class's exchange has no place to hand in: {TELL}",
    "You don't have write permissions": f"the class's exchange does not let you hand in: {TELL}",
    "Unwritable directory": f"the class's exchange cannot be reached, or not be written: {TELL}",
    "You do not have access": f"you are not in the list of this class: {TELL}",
}


def is_local(course: Course, config: "Config") -> bool:
    """Return True if the exchange lies in the course folder: we may set it up, and grade the work handed in there."""
    if "root" not in config.Exchange:  # nbgrader's own, one for all courses of a machine
        return False
    root = config.Exchange.root
    if not isinstance(root, str):
        raise CourseError(f"nbgrader_config.py: c.Exchange.root: expected a folder, as text. Received: {root!r}")
    return Path(root).resolve().is_relative_to(course.root)


def enter(course: Course, config: "Config", name: str, solution: nbformat.NotebookNode | None = None) -> list[str]:
    """Enter an exercise in the gradebook as it is in solutions/; return lines on what that took out of it.

    An exercise that is entered already stays as it is; the gradebook itself is asked, since it may be another one now.
    `solution` is its notebook, if it is read already.
    """
    from dlcourse.course.grading.nbgrader.rows import is_entered

    if solution is None:
        solution = nbformat.read(course.solution(name), as_version=4)
    with open_gradebook(course, config) as book:
        if is_entered(book, name, solution):
            return []
    with tempfile.TemporaryDirectory() as folder:  # release/ is for whoever asks for a release
        return _generate(course, config, assignment_id=name, release_directory=folder)


def prepare(course: Course, names: list[str] | None = None, config: "Config | None" = None) -> list[str]:
    """Enter exercises in the gradebook and, on a local exchange, release those that are not; return these.

    A release is generated from solutions/, never copied from exercises/, where somebody may have written answers. What
    is released already is the instructor's, and stays.
    """
    config, released = load_config(course) if config is None else config, []
    for name in names or course.exercises():
        for line in enter(course, config, name):
            print(f"dlcourse: {line}", file=sys.stderr)
        if is_local(course, config) and not _is_released(config, name):
            _release(course, config, name)
            released.append(name)
    return released


def _is_released(config, name):
    """Return True if an exercise lies on the exchange for students to fetch, or once did."""
    exchange = Path(config.Exchange.root, config.CourseDirectory.course_id)
    return exchange.joinpath("outbound", name, f"{name}.ipynb").exists()


def _generate(course, config, **changes):
    """Run nbgrader's step that enters an exercise and makes its release; return lines for the instructor."""
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells

    from dlcourse.course.grading.nbgrader.entered import Generate, SaveChangedCells

    use_own_programs()
    config = copy.deepcopy(config)
    if course.is_own:  # a learner's folder has no solutions
        changes["source_directory"] = str(course.sources.relative_to(course.root))
    config.CourseDirectory.update(changes)
    log, heard = quiet_log("dlcourse.course.grading.nbgrader.entered"), _Heard()
    log.addHandler(heard)
    try:
        step = Generate(coursedir=CourseDirectory(config=config), config=config, force=True, log=log)
        step.preprocessors = [SaveChangedCells if each is SaveCells else each for each in step.preprocessors]
        start(step)
    finally:
        log.removeHandler(heard)
    return heard.lines


class _Heard(logging.Handler):
    """A log handler that keeps the lines on what was taken out of the gradebook."""

    def __init__(self):
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record):
        if getattr(record, "for_the_instructor", False):
            self.lines.append(record.getMessage())


def _release(course, config, name):
    """Make the release of an exercise that is in the gradebook, and lay it on the exchange."""
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    _generate(course, config, assignment_id=name)
    Path(config.Exchange.root).mkdir(exist_ok=True)
    release = ExchangeFactory(config=config).ReleaseAssignment
    coursedir = CourseDirectory(config=config, assignment_id=name)
    start(release(coursedir=coursedir, config=config, force=True, log=quiet_log()))


def submit(course: Course, name: str, student: str) -> dict:
    """Copy the student's exercise to the exchange, as Assignment List does; return a receipt.

    Raises CourseError if the notebook could not be graded, since it is better to learn that now, if the settings are
    missing, or if the exchange does not take it.
    """
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    require_student_id(student)
    if not course.root.joinpath(CONFIG).is_file():
        back = "dlcourse update" if course.is_own else f"git checkout -- {CONFIG}"
        raise CourseError(f"not submitted: {CONFIG} is missing, which says where to hand in: `{back}` brings it back")
    notebook = course.notebook(name)
    try:
        read_notebook(notebook)
    except IntakeError as error:
        raise CourseError(f"not submitted: {told_to_learner(error, name)}") from None
    config = load_config(course)
    try:
        prepare(course, [name], config)
    except Exception as error:
        raise CourseError(f"not submitted: {describe_fault(error) or ' '.join(str(error).split())}") from None
    coursedir = CourseDirectory(config=config, assignment_id=name, student_id=student)
    login = Authenticator(config=config)
    step = _submit_class(ExchangeFactory(config=config).submit, student)(
        coursedir=coursedir, authenticator=login, config=config, log=quiet_log()
    )
    try:
        start(step)
    except Exception as error:
        _take_back(step)
        why = describe_fault(error) or _refused(error, name) or " ".join(str(error).split())
        raise CourseError(f"not submitted: {why}") from None
    return {"student": student, "exercise": name, "timestamp": step.timestamp, "notebook": str(notebook)}


def _refused(error: Exception, name: str) -> str:
    """Return what to do if nbgrader says that the exchange does not take an exercise; "" for anything else it says."""
    said = " ".join(str(error).split())
    why = next((why for start, why in REFUSED.items() if said.startswith(start)), "")
    return f"{why.format(name)} ({said}). Until then `dlcourse check {name[:2]}` judges it here" if why else ""


def _submit_class(chosen, student):
    """Return nbgrader's step of handing in, for an id with + in it, which nbgrader's own refuses to write."""
    from nbgrader.exchange.default import ExchangeSubmit

    if "+" not in student or not issubclass(chosen, ExchangeSubmit):
        return chosen

    class Submit(chosen):  # type: ignore[misc, valid-type]
        assignment_filename: str

        def init_dest(self):
            self.authenticator = _login_of(student, self.config)
            self.coursedir.student_id = student.replace("+", ".")
            super().init_dest()
            self.assignment_filename = student + self.assignment_filename.removeprefix(self.coursedir.student_id)
            self.coursedir.student_id = student

    return Submit


def _login_of(student, config):
    """Return nbgrader's authenticator, which asks for this student whomever it is asked for."""
    from nbgrader.auth import Authenticator

    class Login(Authenticator):
        def get_student_courses(self, _):
            return super().get_student_courses(student)

    return Login(config=config)


def _take_back(step: Any) -> None:
    """Remove what a failed submission left on the exchange: half a notebook must not be collected."""
    name = getattr(step, "assignment_filename", None)
    if name:
        shutil.rmtree(Path(step.inbound_path, name), ignore_errors=True)
        shutil.rmtree(Path(step.cache_path, name.rsplit("+", 1)[0]), ignore_errors=True)
