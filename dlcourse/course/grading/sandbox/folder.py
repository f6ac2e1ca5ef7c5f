"""A temporary folder for a worker without namespaces, and how much disk space the worker uses, measured from outside.

No quota bounds it, so the parent process checks at intervals. Removed files that are still open take space, too: they
are found among the worker's open files and its memory maps.
"""

import contextlib
import ctypes
import fcntl
import os
import stat
import subprocess
import tempfile
import time
from pathlib import Path

from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.system import is_worker_user

PREFIX = "dlcourse-worker-"
LEAST, LEAST_FOLDER = 4096, 65536  # bytes that a file and a folder count at least: removing them takes time
DEEPEST = 40  # levels of nested folders
LIBC = ctypes.CDLL(None)
_of_this_process: set["Folder"] = set()


class TooMuchError(Exception):
    """A limit that the worker has exceeded; the text says which."""


class Folder:
    """A temporary folder owned by the worker's user; `user` is [uid, gid], None for our own."""

    def __init__(self, user: tuple[int, int] | None, limits: Limits) -> None:
        self.user, self.limits = user, limits
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.lock = os.open(self.path, os.O_RDONLY)  # for as long as this process lives
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        if user is not None:
            os.chown(self.path, *user)
        _of_this_process.add(self)

    def look(self, process: int) -> None:
        """Raise TooMuchError if the worker with this PID exceeds its disk or thread limit, or cannot be inspected."""
        try:
            used, threads = self.used(process), len(os.listdir(f"/proc/{process}/task"))
        except OSError:  # a folder that we may not read, or with too long a path, or no process any more
            raise TooMuchError("hid what it does") from None
        if used > self.limits.disk_bytes:
            raise TooMuchError(f"wrote files of more than {self.limits.disk_bytes / 2**20:g} MB in all")
        if threads > self.limits.processes:
            raise TooMuchError(f"started more than {self.limits.processes} threads")

    def used(self, process: int) -> int:
        """Return the bytes that the worker's files take; raises OSError if they cannot be counted."""
        named = _size_of(self.path)
        with _as_user(self.user):
            return named + sum(self.removed(process).values())

    def removed(self, process: int) -> dict[int, int]:
        """Return, by inode, the size of each removed file that is still open or in the worker's memory."""
        sizes = {}
        for line in Path(f"/proc/{process}/maps").read_text(errors="replace").splitlines():
            if line.endswith(" (deleted)") and (str(self.path) in line or "/memfd:" in line):
                sizes[int(line.split()[4])] = self.limits.file_bytes  # it may be that large
        for name in os.listdir(f"/proc/{process}/fd"):
            with contextlib.suppress(FileNotFoundError):
                found = os.stat(f"/proc/{process}/fd/{name}")
                if stat.S_ISREG(found.st_mode) and found.st_nlink == 0:
                    sizes[found.st_ino] = found.st_blocks * 512
        return sizes

    def remove(self) -> None:
        """Remove the folder after the worker has ended, whatever it did to it; safe to call again."""
        with contextlib.suppress(OSError):
            self.path.rmdir()  # usually empty
        remove_all(self.path)
        if self.lock >= 0:
            os.close(self.lock)
            self.lock = -1
        _of_this_process.discard(self)


def remove_all_of_this_process() -> None:
    """Remove the folders of this process's workers, after those have ended."""
    for folder in list(_of_this_process):
        folder.remove()


def remove_all(path: Path) -> None:
    """Remove a folder recursively, deeper and faster than Python can."""
    for command in (["rm", "-rf"], ["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
        if path.exists():
            subprocess.run([*command, path], stderr=subprocess.DEVNULL, check=False)


def remove_leftovers(user: tuple[int, int] | None, age: float = 60.0) -> None:
    """Remove the folders of killed graders: older than `age` seconds, and not locked by a living process."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            found = path.lstat()
            ours = found.st_uid == os.geteuid() or (user is not None and is_worker_user(found.st_uid))
            if stat.S_ISDIR(found.st_mode) and ours and time.time() - found.st_ctime > age and _is_unlocked(path):
                remove_all(path)


os.register_at_fork(after_in_child=_of_this_process.clear)


def _is_unlocked(path):
    """Return True if no process has locked a folder."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)


def _size_of(folder: Path | str, depth: int = 0) -> int:
    """Return the bytes of a folder's contents; raises TooMuchError if nested too deeply, OSError if unreadable."""
    if depth > DEEPEST:
        raise TooMuchError(f"made more than {DEEPEST} folders in each other")
    total = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):  # the worker goes on working
                total += max(LEAST, entry.stat(follow_symlinks=False).st_blocks * 512)
                if entry.is_dir(follow_symlinks=False):
                    total += LEAST_FOLDER + _size_of(entry.path, depth + 1)
    return total


@contextlib.contextmanager
def _as_user(user):
    """Run the body with the file access rights of `user`, [uid, gid]; None for our own. This thread only.

    In a container, root may lack the right to inspect a process that the process's own user has.
    """
    if user is None:
        yield
        return
    group = LIBC.setfsgid(user[1])
    LIBC.setfsuid(user[0])
    try:
        yield
    finally:
        LIBC.setfsuid(os.geteuid())
        LIBC.setfsgid(group)
