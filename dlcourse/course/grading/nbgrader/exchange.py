"""The path of a notebook from exercises/ to nbgrader's exchange; `collect.py` has the rest of its way.

Nothing here writes into exercises/: submitting copies, and a release is generated from solutions/ into release/.
"""

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
    step = _submit_class(ExchangeFactory(config=config).submit, student)(
        coursedir=coursedir, authenticator=login, config=config, log=quiet_log()
    )
    try:
        start(step)
    except Exception as error:
        take_back(step)
        raise CourseError(f"not submitted: {describe_fault(error) or ' '.join(str(error).split())}") from None
    return {"student": student, "exercise": name, "timestamp": step.timestamp, "notebook": str(notebook)}


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


def take_back(step: Any) -> None:
    """Remove what a failed submission left on the exchange: half a notebook must not be collected."""
    name = getattr(step, "assignment_filename", None)
    if name:
        shutil.rmtree(Path(step.inbound_path, name), ignore_errors=True)
        shutil.rmtree(Path(step.cache_path, name.rsplit("+", 1)[0]), ignore_errors=True)
