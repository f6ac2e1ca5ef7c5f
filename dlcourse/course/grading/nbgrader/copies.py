"""Copy a folder that its owner can change meanwhile: by descriptors, so that exactly the checked files are copied.

A path names something else as soon as somebody renames a folder or lays a link there; an open descriptor does not. Only
plain files are copied, a bounded number of them, without a second name elsewhere, and of the folder's own owner.
"""

import contextlib
import fnmatch
import itertools
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dlcourse.course.terminal import is_visible, visible

MAX_ENTRIES, MAX_DEPTH = 500, 8  # files and folders that are looked at; folders in each other
CHUNK = 1 << 20
FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
FILE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # a pipe must not be waited for


class LeftOutError(Exception):
    """Something that is not copied; the text says why."""


@dataclass(frozen=True)
class Bounds:
    """Limits on what is copied of a folder: nbgrader's settings (CourseDirectory.max_file_size and its neighbours)."""

    file_bytes: int = 100_000_000
    folder_bytes: int = 100_000_000
    ignore: tuple[str, ...] = ()
    include: tuple[str, ...] = ("*",)


@contextlib.contextmanager
def opened(name: str | Path, within: int | None = None) -> Iterator[int]:
    """Yield the descriptor of a folder; raises LeftOutError if it is a link, no folder, or cannot be opened."""
    try:
        descriptor = os.open(name, FOLDER, dir_fd=within)
    except OSError as error:
        raise LeftOutError(_reason(error, name, within)) from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def owner_of(descriptor: int) -> int:
    """Return the number of the account that owns an open file or folder."""
    return os.fstat(descriptor).st_uid


def read_small(name: str, within: int, may_own: Callable[[int], bool], most: int = 1000) -> bytes | None:
    """Return the bytes of a small plain file in a folder, None if it is missing; raises LeftOutError for others."""
    try:
        with _opened_file(name, within, may_own) as (descriptor, size):
            if size > most:
                raise LeftOutError("it is too large")
            return b"".join(_chunks(descriptor, size))
    except _MissingError:
        return None


@dataclass
class Copy:
    """The copying of one folder: where to, within which bounds, and what was taken and left out so far."""

    target: Path
    bounds: Bounds
    may_own: Callable[[int], bool]  # whether a file of this account may lie in the folder
    taken: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)  # what was left out, and why
    bytes_: int = 0
    seen: int = 0

    def take(self, folder: int, needed: tuple[str, ...]) -> None:
        """Copy the needed files of an open folder first, then others, until a bound is reached.

        Raises OSError if the copy cannot be written, which is not the fault of the folder.
        """
        for name in needed:
            self._take_file(name, "", folder)
        self._take_folder(folder, "", 1)

    def _take_folder(self, folder, prefix, depth):
        for name in _names_in(folder, self.left, prefix):
            self.seen += 1
            if self.seen > MAX_ENTRIES:
                self.left["the rest"] = f"more than {MAX_ENTRIES} files and folders"
                return
            if prefix + name in self.taken or prefix + name in self.left or self._is_ignored(name):
                continue
            if _is_folder(name, folder):
                self._take_subfolder(name, prefix, folder, depth)
            else:
                self._take_file(name, prefix, folder)

    def _take_subfolder(self, name, prefix, folder, depth):
        try:
            if depth >= MAX_DEPTH:
                raise LeftOutError(f"folders lie more than {MAX_DEPTH} deep")
            if not is_visible(name):
                raise LeftOutError("its name has invisible characters")
            with opened(name, folder) as inside:
                self._take_folder(inside, f"{prefix}{name}/", depth + 1)
        except LeftOutError as error:
            self.left[prefix + name] = str(error)

    def _take_file(self, name, prefix, folder):
        try:
            if not is_visible(name):
                raise LeftOutError("its name has invisible characters")
            with _opened_file(name, folder, self.may_own) as (descriptor, size):
                if size > self.bounds.file_bytes or self.bytes_ + size > self.bounds.folder_bytes:
                    raise LeftOutError(f"it is too large ({size / 1e6:.0f} MB)")
                _write(self.target / prefix / name, _chunks(descriptor, size))
                self.bytes_ += size
                self.taken.append(prefix + name)
        except _MissingError:
            pass
        except LeftOutError as error:
            (self.target / prefix / name).unlink(missing_ok=True)
            self.left[prefix + name] = str(error)

    def _is_ignored(self, name):
        """Return True if nbgrader's settings leave a name out."""
        return any(fnmatch.fnmatch(name, each) for each in self.bounds.ignore) or not any(
            fnmatch.fnmatch(name, each) for each in self.bounds.include
        )


def lines_on(left: dict[str, str], most: int = 3) -> str:
    """Return what was left out, and why, in one line."""
    said = [f"{visible(name)} ({why})" for name, why in list(left.items())[:most]]
    return ", ".join(said) + (f" and {len(left) - most} more" if len(left) > most else "")


class _MissingError(Exception):
    """A file that is not there."""


@contextlib.contextmanager
def _opened_file(name, folder, may_own):
    """Yield descriptor and size of a regular file; raises LeftOutError if it is not one, or changes meanwhile."""
    try:
        descriptor = os.open(name, FILE, dir_fd=folder)
    except FileNotFoundError:
        raise _MissingError from None
    except OSError as error:
        raise LeftOutError(_reason(error, name, folder)) from None
    try:
        before = os.fstat(descriptor)
        _require_plain(before, may_own(owner_of(descriptor)))
        yield descriptor, before.st_size
        after = os.fstat(descriptor)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise LeftOutError("it changed while it was read")
    finally:
        os.close(descriptor)


def _require_plain(info, is_owned):
    """Raise LeftOutError unless an open file is a plain one, has no second name, and is of the right owner."""
    if not stat.S_ISREG(info.st_mode):
        raise LeftOutError("it is not a regular file")
    if info.st_nlink > 1:
        raise LeftOutError("it has a second name elsewhere (a hard link)")
    if not is_owned:
        raise LeftOutError("it belongs to another account than its folder")


def _names_in(folder, left, prefix):
    """Return names in an open folder, one more than are looked at."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in itertools.islice(entries, MAX_ENTRIES + 1))
    except OSError as error:
        left[prefix or "the rest"] = (error.strerror or str(error)).lower()
        return []


def _is_folder(name, within):
    try:
        return stat.S_ISDIR(os.stat(name, dir_fd=within, follow_symlinks=False).st_mode)
    except OSError:
        return False  # opening it will say why


def _chunks(descriptor, size):
    """Yield the bytes of an open file; raises LeftOutError if they are not as many as its size says."""
    read = 0
    while True:
        try:
            chunk = os.read(descriptor, min(CHUNK, size - read + 1))
        except OSError as error:
            raise LeftOutError((error.strerror or str(error)).lower()) from None
        read += len(chunk)
        if read > size or (not chunk and read < size):
            raise LeftOutError("it changed while it was read")
        if not chunk:
            return
        yield chunk


def _write(path, chunks):
    """Write a file that does not exist yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)


def _reason(error, name, within):
    """Return why something could not be opened: a link is said to be one."""
    try:
        if stat.S_ISLNK(os.stat(name, dir_fd=within, follow_symlinks=False).st_mode):
            return "it is a link"
    except OSError:
        pass
    return (error.strerror or str(error)).lower()
