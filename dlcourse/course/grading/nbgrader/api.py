"""nbgrader in this process, with the course's own nbgrader_config.py."""

import contextlib
import logging
import os
import re
import sys
import time
import traceback
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.sandbox.limits import Limits, limits_for, share_of

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

TRIES = 5  # to open a gradebook that two programs begin at once
GRADEBOOK = "gradebook.db"  # in the course folder, unless the settings name another place


def use_own_programs() -> None:
    """Add this Python's scripts to PATH: nbgrader calls `alembic`, which may exist in a virtual environment only."""
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = programs + os.pathsep + os.environ.get("PATH", "")


def load_config(course: Course) -> "Config":
    """Return nbgrader's configuration from the course's nbgrader_config.py and the user's own in Jupyter's folders.

    Raises CourseError if a file of it fails: without its settings, marks would go to another gradebook.
    """
    from dlcourse.course.grading.nbgrader.settings import Settings, is_outdated

    use_own_programs()
    app = Settings(log=quiet_log())
    try:
        with contextlib.chdir(course.root), contextlib.redirect_stdout(sys.stderr):  # what they print is no result
            config = app.load(str(course.root))
            return _as_nbgrader_has_it() if is_outdated(config) else config
    except Exception as error:  # the file is a program, and may raise anything
        raise CourseError(_where_config_fails(course, error)) from None


def _as_nbgrader_has_it():
    """Return the settings of the current folder, loaded by nbgrader."""
    from nbgrader.apps import NbGrader

    class Unlogged(NbGrader):
        def _configure_logging(self):  # as in Settings
            pass

    app = Unlogged(log=quiet_log())
    app.raise_config_file_errors = True
    app.load_config_file()
    return app.config


def _where_config_fails(course, error):
    """Return a line on settings that cannot be loaded: the file, the line, and the error."""
    found = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        found.append((error.filename or "", error.lineno))
    file, line = next((pair for pair in reversed(found) if pair[0].endswith("_config.py")), ("", 0))
    name = Path(file).name if Path(file).parent == course.root else file
    where = f"{name}, line {line}" if file else "nbgrader_config.py"
    text = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())
    return f"{where}: {type(error).__name__}: {text}: fix the settings, then run the same command again"


def quiet_log(name: str = "dlcourse.course.grading") -> logging.Logger:
    """Return a log that discards nbgrader's progress."""
    log = logging.getLogger(name)
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    return log


class LastError(logging.Handler):
    """A log handler that keeps the exception that a step of nbgrader's logs before it raises an uninformative one."""

    error: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - the exception is not in the record
        """Keep the exception that is being handled while the record is written."""
        self.error = sys.exc_info()[1] or self.error


def start(step: Any) -> None:
    """Run a step of nbgrader's; raise the exception that stopped it, not its advice to read a log.

    Errors that its exchange explains itself become a CourseError.
    """
    from nbgrader.converters.base import NbGraderException
    from nbgrader.exchange import ExchangeError

    heard = LastError()
    step.log.addHandler(heard)
    try:
        step.start()
    except NbGraderException as error:
        raise heard.error or error from None
    except ExchangeError as error:
        raise CourseError(" ".join(str(error).split())) from None
    finally:
        step.log.removeHandler(heard)


def connect(course: Course) -> "NbGraderAPI":
    """Return nbgrader's API object for the course."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy.exc import SAWarning

    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own queries set them off; nobody here can act on them
    config = load_config(course)
    return NbGraderAPI(coursedir=CourseDirectory(config=config), config=config, log=quiet_log())


def has_gradebook(course: Course, config: "Config") -> bool:
    """Return True if the course's gradebook was begun, or lies where the settings say: opening begins a missing one."""
    return "db_url" in config.CourseDirectory or course.root.joinpath(GRADEBOOK).exists()


def open_gradebook(course: Course, config: "Config") -> "Gradebook":
    """Return the course's gradebook, a context manager; raises CourseError if its address makes no sense here."""
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SAWarning

    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own queries set them off; nobody here can act on them
    use_own_programs()
    with contextlib.chdir(course.root):
        coursedir = CourseDirectory(config=config)
        try:
            with _alone_in(course.root):
                file = course.root / GRADEBOOK
                is_new = not file.exists()
                try:
                    book = _opened(coursedir.db_url, coursedir.course_id)
                except BaseException:
                    if is_new and file.exists() and file.stat().st_size == 0:  # the disk is full
                        file.unlink()
                    raise
                if is_new:
                    _keep_private(file, shared=coursedir.groupshared)
            return book
        except (ArgumentError, NoSuchModuleError):
            raise CourseError("nbgrader_config.py: c.CourseDirectory.db_url is not the address of a database") from None
        except ModuleNotFoundError as error:
            raise CourseError(
                f"nbgrader_config.py: the database of c.CourseDirectory.db_url needs the module {error.name}: install "
                "its driver in this Python, or name another one in the address"
            ) from None


@contextlib.contextmanager
def _alone_in(folder):
    """Let no other grader of this machine begin the gradebook meanwhile: in a file, both would make its tables."""
    try:
        import fcntl
    except ImportError:  # Windows, where nothing is graded
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a disk that knows no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _opened(url, course_id):
    """Return a gradebook, its tables made if it is new; if another program is making them, try again after it."""
    from nbgrader.api import Gradebook, InvalidEntry
    from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

    for _ in range(TRIES - 1):
        try:
            return Gradebook(url, course_id)
        except (IntegrityError, InvalidEntry, OperationalError, ProgrammingError) as error:  # begun by another
            if isinstance(error, OperationalError) and "already exists" not in str(error):  # as SQLite says of a table
                raise
            time.sleep(0.2)
    return Gradebook(url, course_id)


def private_paths(course: Course, config: "Config") -> list[Path]:
    """Return where other people's work lies: the course folder, its exchange, and the gradebook if that is a file."""
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    paths = [course.root]
    if isinstance(config.Exchange.root, str):
        paths.append(course.root / config.Exchange.root)
    with contextlib.chdir(course.root), contextlib.suppress(ArgumentError):  # a bad address is reported elsewhere
        address = make_url(CourseDirectory(config=config).db_url)
        if address.drivername.startswith("sqlite") and address.database:
            paths.append(course.root / address.database)
    return paths


def _keep_private(path, shared):
    """Let nobody but its owner, or its group where that is shared, read a gradebook that was just made."""
    with contextlib.suppress(OSError):  # it lies elsewhere, or on a disk that knows no permissions
        path.chmod(0o660 if shared else 0o600)


def limits_of(course: Course, config: "Config", exercise: str, at_a_time: int = 1) -> Limits:
    """Return a worker's limits for an exercise, as the course sets them, if so many share this machine.

    Raises CourseError if they are invalid.
    """
    from traitlets import TraitError

    from dlcourse.course.grading.nbgrader.settings import Judge

    try:
        settings = Judge(config=config)
        return share_of(limits_for(course, exercise, settings.limits), settings.class_limits, at_a_time)
    except TraitError as error:
        raise CourseError(f"nbgrader_config.py: {error}") from None


def reason(result: Mapping[str, Any]) -> str:
    """Return one line on why a step of nbgrader's failed: the exception that ends its log, not its advice."""
    text = (result.get("log") or "") + (result.get("error") or "")
    raised = re.findall(r"^\s*((?:\w+\.)*\w*(?:Error|Exception|Exit): .*)$", text, flags=re.MULTILINE)
    own = [line for line in raised if "NbGraderException" not in line]
    lines = own or text.strip().splitlines() or ["nbgrader gave no reason"]
    return lines[-1]
