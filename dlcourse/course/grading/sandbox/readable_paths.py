"""The files that every worker can read, Python and the system, and how files of the course among them are hidden."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dlcourse.course.folder import CourseError
from dlcourse.course.grading.sandbox.system import PACKAGE, SYSTEM


def shown() -> tuple[str, ...]:
    """Return the folders and files that a worker reads in every tier, as the system names them."""
    return (*SYSTEM, sys.base_prefix, sys.prefix)


def visible_folders() -> list[Path]:
    """Return the same without symlinks."""
    return [Path(path).resolve() for path in shown()]


def to_hide(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return those of the paths that lie in folders which every worker can read, without symlinks: they are hidden.

    Raises CourseError if one of them is the environment itself or the system, which workers need.
    """
    hidden = []
    for path in {each.resolve() for each in paths if each.exists()}:
        around = [folder for folder in visible_folders() if path.is_relative_to(folder)]
        if path in around:
            raise CourseError(
                f"{path} is a folder of Python or of the system, which graded code can read: expected a course whose "
                f"environment lies in a folder of its own, such as {path / '.venv'}"
            )
        hidden += [path] * bool(around)
    return tuple(sorted(path for path in hidden if not any(other in path.parents for other in hidden)))


def without(folder: Path, hidden: Sequence[Path]) -> Iterator[str]:
    """Yield a folder; if hidden paths lie in it, all its contents but those, links to them included."""
    if not any(path.is_relative_to(folder) for path in hidden):
        yield str(folder)
    elif folder not in hidden:
        with os.scandir(folder) as entries:
            for entry in entries:
                target = Path(entry.path).resolve()
                if not entry.is_symlink():
                    yield from without(target, hidden)
                elif not any(path.is_relative_to(target) or target.is_relative_to(path) for path in hidden):
                    yield entry.path


def read_by_workers(hidden: Sequence[Path]) -> list[str]:
    """Return the paths of Python and the system that a worker may read.

    Neither this package is among them, whose checks are not for students, nor a hidden path.
    """
    kept = [PACKAGE.resolve(), *hidden]
    return [path for folder in visible_folders() for path in without(folder, kept)]
