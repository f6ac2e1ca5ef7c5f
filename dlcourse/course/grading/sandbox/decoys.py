"""Decoys that a worker must not reach while the probe tries to: files, listening sockets, shared memory.

The worker's own user has every permission on them, so that only the sandbox protects them; no other account of the
machine has any. They lie in folders that nobody else may enter, and each file is created through its folder's
descriptor: nothing is opened, or has its permissions changed, by a path at which somebody else could plant a symlink.
"""

import contextlib
import ctypes
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dlcourse.course.grading.sandbox.folder import remove_all
from dlcourse.course.grading.sandbox.system import PACKAGE, worker_user

LIBC = ctypes.CDLL(None)
CREATE_NEW, REMOVE = 0o3600, 0  # IPC_CREAT | IPC_EXCL | rw-------; IPC_RMID
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


@contextlib.contextmanager
def laid_out() -> Iterator[dict[str, Any]]:
    """Yield the decoys as plain data: folders and files of the worker's user, addresses, a key, PIDs of ours."""
    with contextlib.ExitStack() as stack:
        parents = [parent for parent in (tempfile.gettempdir(), "/dev/shm") if os.access(parent, os.W_OK | os.X_OK)]
        folders = dict(stack.enter_context(_decoy_folder(parent)) for parent in parents)  # path → descriptor
        tcp = stack.enter_context(_listener(socket.AF_INET, ("127.0.0.1", 0)))
        abstract = stack.enter_context(_listener(socket.AF_UNIX, f"\0dlcourse-{secrets.token_hex(8)}"))
        shortest = min(folders, key=len)  # the system takes no address of over 107 characters
        named = stack.enter_context(_listener(socket.AF_UNIX, f"{shortest}/socket"))
        for folder in folders.values():  # once everything lies in them
            _hand_over(folder)
        yield {
            "folders": list(folders),
            "checks": str(PACKAGE / "checks" / "engine" / "question.py"),
            "tcp": tcp.getsockname(),
            "unix": {"abstract": "\0" + abstract.getsockname()[1:].decode(), "named": named.getsockname()},
            "memory": stack.enter_context(_shared_memory()),
            "processes": [os.getpid(), os.getppid()],
        }


@contextlib.contextmanager
def _decoy_folder(parent):
    """Yield the path and the descriptor of a new folder under `parent`, with a file in it, that nobody else may enter.

    It is removed on exit as far as possible, whatever was done to it: leftovers must not stop the grading.
    """
    path = tempfile.mkdtemp(prefix="dlcourse-decoys-", dir=parent)  # 0700, under a name that nobody had before
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        with open(os.open("file", NEW_FILE, 0o600, dir_fd=folder), "w", encoding="utf-8") as file:
            file.write("of somebody else")
        yield path, folder
    finally:
        _take_back(path, folder)


def _hand_over(folder):
    """Give an open folder and its files to the worker's user, if that is not our own."""
    user = worker_user()
    if user is not None:
        for name in os.listdir(folder):
            os.chown(name, *user, dir_fd=folder, follow_symlinks=False)
        os.fchown(folder, *user)


def _take_back(path: str, folder: int) -> None:
    """Remove the folder at `path`, open as `folder`, once it is our own again and nobody else can enter it."""
    try:
        os.fchown(folder, os.geteuid(), os.getegid())
        os.fchmod(folder, 0o700)
    finally:
        os.close(folder)
    remove_all(Path(path))


def _listener(family, address):
    """Return a listening socket; if `address` is a path, its folder must still be ours alone."""
    waiting = socket.socket(family)
    try:
        waiting.bind(address)
        waiting.listen()
    except OSError:
        waiting.close()
        raise
    return waiting


@contextlib.contextmanager
def _shared_memory():
    """Yield the key of a System V shared memory segment, 0 if the system provides none."""
    key = secrets.randbelow(2**31 - 2) + 1
    number = LIBC.shmget(key, ctypes.c_size_t(4096), CREATE_NEW)
    try:
        yield key if number >= 0 else 0
    finally:
        if number >= 0:
            LIBC.shmctl(number, REMOVE, None)
