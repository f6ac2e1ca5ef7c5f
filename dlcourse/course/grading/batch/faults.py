"""Faults of the machine: a full disk, a folder that cannot be written, a gradebook locked by another program.

Each becomes one line that says what, where and what to do.
"""

import errno
import os
import re

from dlcourse.course.folder import CourseError

AGAIN = "then run the same command again; what was finished is kept"
ON_DISK = {
    errno.ENOSPC: ("no space is left on the disk", f"free some, {AGAIN}"),
    errno.EDQUOT: ("your quota of the disk is used up", f"free some, {AGAIN}"),
    errno.EROFS: ("this disk can only be read", f"make it writable, {AGAIN}"),
    errno.EACCES: ("permission denied", f"make it writable for yourself, {AGAIN}"),
    errno.EPERM: ("permission denied", f"make it writable for yourself, {AGAIN}"),
    errno.EFBIG: ("a file may not grow so large", f"lift the limit (ulimit -f), {AGAIN}"),
    errno.EIO: ("the disk fails", f"look after it, {AGAIN}"),
}
OF_ALL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO)  # the next student would meet it as well
IN_GRADEBOOK = {
    "SQLITE_BUSY": ("another program holds it (waited 5 seconds)", f"close that one or wait, {AGAIN}"),
    "SQLITE_LOCKED": ("another program holds it (waited 5 seconds)", f"close that one or wait, {AGAIN}"),
    "SQLITE_FULL": ON_DISK[errno.ENOSPC],
    "SQLITE_READONLY": ("it can only be read", f"make it and its folder writable, {AGAIN}"),
    "SQLITE_CANTOPEN": ("it cannot be opened", f"make it and its folder writable, {AGAIN}"),
    "SQLITE_IOERR": ("the disk fails or is full", f"look after it, {AGAIN}"),
    "SQLITE_CORRUPT": ("it is damaged", "restore a copy of it, then run the same command again"),
    "SQLITE_NOTADB": ("it is not a gradebook", "restore a copy of it, then run the same command again"),
}


OTHER_DATABASE = ("OperationalError", "InterfaceError")  # of a server: it is down, or has cut the connection


def describe_fault(error: BaseException) -> str | None:
    """Return one line on a fault of the machine: what, where, what to do; None if the error is of another kind."""
    in_gradebook = _gradebook_fault(error)
    if in_gradebook is not None:
        what, fix = in_gradebook
        return f"{_name_of_gradebook(error)}: {what}: {fix}"
    if type(error).__name__ == "TraitError":  # of traitlets: a setting of another kind than it must be
        return f"nbgrader_config.py: {' '.join(str(error).split())}"
    number = _error_number(error)
    if number is None:
        return None
    what, fix = ON_DISK.get(number, (os.strerror(number), "fix that, " + AGAIN))
    return f"{_path_of(error)}: {what}: {fix}"


def raise_if_batch_fails(error: Exception) -> None:
    """Raise CourseError for a fault that the next submission would meet as well."""
    if affects_whole_batch(error):
        raise CourseError(describe_fault(error)) from error


def affects_whole_batch(error: Exception) -> bool:
    """Return True for a fault that the next submission would meet as well."""
    return _gradebook_fault(error) is not None or _error_number(error) in OF_ALL


def _gradebook_fault(error):
    """Return the fault and what to do for an error of a database, bare or wrapped by SQLAlchemy; None for any other."""
    said = getattr(error, "orig", None)
    name = getattr(said or error, "sqlite_errorname", None) or ""
    known = next((known for start, known in IN_GRADEBOOK.items() if name.startswith(start)), None)
    if known or said is None or type(error).__name__ not in OTHER_DATABASE:
        return known
    what = " ".join(str(said).split()) or type(said).__name__
    if re.search("no such (table|column)", what):
        return what, f"an older nbgrader made it: run `nbgrader db upgrade`, {AGAIN}"
    return what, f"start the database or fix db_url in nbgrader_config.py, {AGAIN}"


def _name_of_gradebook(error):
    """Return a name for the gradebook: SQLite's is a file, another is whatever db_url names."""
    return "gradebook.db" if hasattr(getattr(error, "orig", error), "sqlite_errorname") else "the gradebook"


def _error_number(error):
    """Return the errno of an OSError, even if shutil hides it in a list of texts; None for other errors."""
    if not isinstance(error, OSError):
        return None
    hidden = re.search(r"\[Errno (\d+)\]", str(error))
    return error.errno or (int(hidden[1]) if hidden else None)


def _path_of(error):
    """Return the file or folder at which an OSError occurred."""
    if error.filename:
        return os.fsdecode(error.filename)
    hidden = re.search(r"\[Errno \d+\] [^:]*: [\\'\"]*([^\\'\"]+)", str(error))
    return hidden[1] if hidden else "writing"
