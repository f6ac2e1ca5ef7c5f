"""The student edition of a class: where a learner's folder finds a newer one, and how an archive of it is read.

A class's edition is not installed: it comes as an archive, which `dlcourse hand-out` writes and `dlcourse update
--from` reads. A learner's own folder within a class's folder has it from there.
"""

import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from dlcourse.checks.own_questions import FOLDER
from dlcourse.course.folder import HANDED_OUT, STATE, Course, CourseError
from dlcourse.course.learner import edition as editions
from dlcourse.course.learner.edition import Edition, edition_of_clone, fingerprint_of_clone

MOST_BYTES = 1 << 30  # that an archive may hold, unpacked
QUESTIONS = f"{FOLDER}/"


def edition_for(course: Course, origin: Path | None = None) -> Edition:
    """Return the edition that brings a learner's folder up to date.

    That is the one at `origin`, if it is given; the one of the class that the folder is or lies in, or that it was
    begun or brought up to date from last; or else the one that is installed. Raises CourseError if there is none.
    """
    found = origin or (course.root if course.is_class else _origin_of(course))
    if found is not None:
        return edition_at(found)
    if is_of_class(course):
        raise CourseError(
            f"{course.root} belongs to a class, whose newer edition your instructor has: dlcourse update --from FILE"
        )
    return editions.edition_here()


def fingerprint_for(course: Course, here: Callable[[], str]) -> str:
    """Return the fingerprint of the edition that `edition_for` would return, quickly: `here` is that of the installed.

    Where none is to be found, it is that of the folder itself, which is not behind then.
    """
    found = _origin_of(course)
    if found is None:
        return str(_state_in(course).get("fingerprint")) if is_of_class(course) else here()
    if Course(found).is_class:
        return fingerprint_of_clone(found)
    return str(_state_at(found).get("fingerprint"))


def _origin_of(course: Course) -> Path | None:
    """Return where a newer edition of a class lies: its folder around this one, or the archive used last, if there."""
    if Course(course.root.parent).is_class:
        return course.root.parent
    origin = _state_in(course).get("from")
    return Path(origin) if isinstance(origin, str) and Path(origin).exists() else None


def is_of_class(course: Course) -> bool:
    """Return True for a learner's folder that holds a class's edition, not that of the whole course."""
    return _state_in(course).get("of_class") is True


def _state_in(course: Course) -> dict[str, Any]:
    try:
        found = json.loads(course.root.joinpath(STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


# An edition that somebody handed out


def edition_at(path: Path) -> Edition:
    """Return the edition that an archive of `dlcourse hand-out` holds, its unpacked folder, or a class's folder.

    Raises CourseError for anything else.
    """
    if not path.exists():
        raise CourseError(f"{path} is not there: expected the archive that your instructor handed out")
    if Course(path.resolve()).is_class:
        return edition_of_clone(path.resolve())
    state = _state_at(path)
    files, questions = {}, {}
    for name, data in _members(path):
        if name.startswith(QUESTIONS):
            questions[name.removeprefix(QUESTIONS)] = data
        elif name != PurePosixPath(STATE).name:
            files[name] = data
    course, version, fingerprint = (state.get(key) for key in ("course", "version", "fingerprint"))
    if not (files and isinstance(course, str) and isinstance(version, str)):
        raise CourseError(_not_handed_out(path))
    return Edition(course, version, files, str(fingerprint), questions, str(path.resolve()), is_of_class=True)


def _not_handed_out(path):
    return f"{path} is no edition of a class: expected the archive that `dlcourse hand-out` writes"


def _state_at(path):
    """Return what an edition says of itself; raises CourseError if that is not one."""
    try:
        found = next((json.loads(data) for name, data in _members(path, PurePosixPath(STATE).name)), None)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise CourseError(_not_handed_out(path))
    return found


def _members(path: Path, only: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield what .dlcourse/ holds in an archive or a folder, by the paths within; all of it, or one file."""
    if path.is_dir():
        top = path / HANDED_OUT
        for each in sorted(top.rglob("*")):
            name = each.relative_to(top).as_posix()
            if each.is_file() and only in ("", name):
                yield name, each.read_bytes()
        return
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
                raise CourseError(f"{path}: expected an edition of at most {MOST_BYTES:,} bytes")
            for member in archive.infolist():
                name = _within(path, member)
                if name and only in ("", name):
                    yield name, archive.read(member)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise CourseError(f"{path} cannot be read as a zip archive: {error}") from None


def _within(path, member):
    """Return a member's path within .dlcourse/, "" if it lies elsewhere; raises CourseError for an unsafe one."""
    parts = PurePosixPath(member.filename).parts
    if member.is_dir() or HANDED_OUT not in parts[:2]:
        return ""
    name = PurePosixPath(*parts[parts.index(HANDED_OUT) + 1 :])
    if ".." in parts or "\\" in member.filename or ":" in member.filename or stat.S_ISLNK(member.external_attr >> 16):
        raise CourseError(f"{path}: {member.filename!r} does not belong to an edition, as dlcourse hand-out writes it")
    return name.as_posix()
