"""Things of others that a worker must not reach, laid out while the probe tries to: files, listeners, shared memory."""

import contextlib
import ctypes
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dlcourse.grading.places import PACKAGE

LIBC = ctypes.CDLL(None)
CREATE_NEW_FOR_ALL, REMOVE = 0o3666, 0  # IPC_CREAT | IPC_EXCL | rw-rw-rw-; IPC_RMID


@contextlib.contextmanager
def laid_out() -> Iterator[dict[str, Any]]:
    """The bait, as plain data: folders and files open to everybody, addresses, a key, processes of ours."""
    with contextlib.ExitStack() as stack:
        places = [place for place in (tempfile.gettempdir(), "/dev/shm") if os.access(place, os.W_OK)]
        folders = [stack.enter_context(open_folder(place)) for place in places]
        tcp = stack.enter_context(listener(socket.AF_INET, ("127.0.0.1", 0)))
        abstract = stack.enter_context(listener(socket.AF_UNIX, f"\0dlcourse-{secrets.token_hex(8)}"))
        named = stack.enter_context(listener(socket.AF_UNIX, f"{folders[0]}/socket"))
        yield {
            "folders": folders,
            "checks": str(PACKAGE / "checks" / "question.py"),
            "tcp": tcp.getsockname(),
            "unix": {"abstract": "\0" + abstract.getsockname()[1:].decode(), "named": named.getsockname()},
            "memory": stack.enter_context(shared_memory()),
            "processes": [os.getpid(), os.getppid()],
        }


@contextlib.contextmanager
def open_folder(place):
    """A folder that everybody may do anything in, with such a file."""
    with tempfile.TemporaryDirectory(prefix="dlcourse-bait-", dir=place) as folder:
        os.chmod(folder, 0o777)
        file = Path(folder, "file")
        file.write_text("of somebody else", encoding="utf-8")
        file.chmod(0o666)
        yield folder


def listener(family, address):
    """A socket that waits for somebody to connect."""
    waiting = socket.socket(family)
    try:
        waiting.bind(address)
        if family == socket.AF_UNIX and isinstance(address, str) and address[0] != "\0":
            os.chmod(address, 0o777)
        waiting.listen()
    except OSError:
        waiting.close()
        raise
    return waiting


@contextlib.contextmanager
def shared_memory():
    """The key of a piece of memory that everybody may attach; 0 where there is none to be had."""
    key = secrets.randbelow(2**31 - 2) + 1
    number = LIBC.shmget(key, ctypes.c_size_t(4096), CREATE_NEW_FOR_ALL)
    try:
        yield key if number >= 0 else 0
    finally:
        if number >= 0:
            LIBC.shmctl(number, REMOVE, None)
