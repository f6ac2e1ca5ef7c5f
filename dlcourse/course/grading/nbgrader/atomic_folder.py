"""Put a copy in the place of an older submission, so that one of the two is there at every moment."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from dlcourse.course.grading.nbgrader.exchange_inbox import STAMP


def read_stamp(folder: Path) -> str | None:
    """Return the time at which a folder's work was handed in, None if it has none: it was laid there by hand."""
    path = folder / STAMP
    return path.read_bytes().decode("utf-8", "replace").strip() if path.is_file() else None


@contextlib.contextmanager
def emptied(folder: Path) -> Iterator[None]:
    """Make an empty folder for the time of a `with` block."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(fresh: Path, folder: Path) -> None:
    """Replace a submission's folder with a newer one; if that fails, restore the old one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    old = folder.with_name(f".{folder.name}.old")
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)  # of a run that was killed when the new one lay in its place
        folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        with contextlib.suppress(OSError):
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def share_with_group(folder: Path) -> None:
    """Let the group write, as nbgrader's setting CourseDirectory.groupshared has it."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | (0o2770 if path.is_dir() else 0o660))
