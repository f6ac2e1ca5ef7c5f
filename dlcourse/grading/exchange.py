"""The way of a notebook from exercises/ to submitted/, through nbgrader's exchange.

Nothing here writes into exercises/: handing in copies, and a release is generated from solutions/ into release/.
"""

import hashlib
import json
from pathlib import Path

from dlcourse.course import Course, CourseError, require_student_id
from dlcourse.grading.intake import IntakeError, read_notebook
from dlcourse.grading.nbgrader_api import load_config, quiet_log, use_own_programs


def has_local_exchange(course, config):
    """True where the exchange lies in the course folder, so that we may set it up ourselves."""
    return Path(config.Exchange.root).resolve().is_relative_to(course.root)


def prepare(course: Course, names: list[str] | None = None) -> list[str]:
    """Enter exercises in the gradebook and, on a local exchange, release them; returns those that were not up to date.

    A release is generated from solutions/, never copied from exercises/, where somebody may have written answers.
    """
    record_path = course.root / "exchange" / "prepared.json"
    record = json.loads(record_path.read_text()) if record_path.exists() else {}
    if not course.root.joinpath("gradebook.db").exists():
        record = {}
    wanted = {name: digest(course.solution(name)) for name in names or course.exercises()}
    stale = [name for name, solution in wanted.items() if record.get(name) != solution]
    if stale:
        config = load_config(course)
        for name in stale:
            prepare_one(course, config, name)
        record_path.parent.mkdir(exist_ok=True)
        record_path.write_text(json.dumps(record | {name: wanted[name] for name in stale}, indent=1) + "\n")
    return stale


def prepare_one(course, config, name):
    """Generate the release of one exercise, with its entry in the gradebook; hand it out on a local exchange."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    use_own_programs()
    coursedir = CourseDirectory(config=config, assignment_id=name)
    GenerateAssignment(coursedir=coursedir, config=config, force=True, log=quiet_log()).start()
    if has_local_exchange(course, config):
        Path(config.Exchange.root).mkdir(exist_ok=True)
        release = ExchangeFactory(config=config).ReleaseAssignment
        release(coursedir=coursedir, config=config, force=True, log=quiet_log()).start()


def submit(course: Course, name: str, student: str) -> dict:
    """Copy the student's exercise to the exchange, as Assignment List does; returns what was handed in.

    Raises CourseError for a notebook that could not be graded: it is better to hear that now.
    """
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeError, ExchangeFactory

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
        step.start()
    except ExchangeError as error:
        raise CourseError(f"not submitted: {error}") from None
    return {"student": student, "exercise": name, "timestamp": step.timestamp, "notebook": str(notebook)}


def collect(course: Course, name: str) -> list[str]:
    """Bring new submissions from the exchange to submitted/; returns the students whose own copy there was kept.

    nbgrader replaces an older submission by a newer one; a folder that did not come from the exchange (it has no
    timestamp) is somebody's own and stays.
    """
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    config = load_config(course)
    inbound = Path(config.Exchange.root, config.CourseDirectory.course_id, "inbound")
    waiting = sorted({path.name.split("+")[0] for path in inbound.glob(f"*+{name}+*")})
    kept = []
    for student in filter(is_student_id, waiting):
        folder = course.submitted(student, name).parent
        if folder.exists() and not folder.joinpath("timestamp.txt").exists():
            kept.append(student)
            continue
        coursedir = CourseDirectory(config=config, assignment_id=name, student_id=student)
        ExchangeFactory(config=config).Collect(coursedir=coursedir, config=config, update=True, log=quiet_log()).start()
    return kept


def is_student_id(text):
    """True for an id that may become a folder's name."""
    try:
        require_student_id(text)
    except CourseError:
        return False
    return True


def digest(path):
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
