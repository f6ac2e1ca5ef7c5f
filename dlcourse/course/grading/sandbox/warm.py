"""The grader's end of the warm parents (inside/warm.py): for each thread and kind of sandbox one, when first needed."""

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from dlcourse.course.grading.sandbox import bubblewrap
from dlcourse.course.grading.sandbox.accounting import Usage
from dlcourse.course.grading.sandbox.system import INSIDE, environment
from dlcourse.course.grading.sandbox.tiers import Sandbox

START = 60.0  # seconds for Python, NumPy and perhaps Keras to load, on a busy machine
ANSWER = 30.0  # seconds for an answer of a process that only forks and waits
CREDENTIALS = struct.Struct("3i")  # PID, uid, gid


class WarmParent:
    """A process with Python, NumPy and the worker loaded; raises OSError if it cannot be started or does not answer."""

    def __init__(self, tier: str, library: Path, modules: tuple[str, ...], hidden: tuple[Path, ...]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.socket = ours
        self.lock = threading.Lock()  # a child may be killed by another thread
        with theirs:
            self.process = subprocess.Popen(
                _command(tier, library, theirs.fileno(), modules, hidden),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                cwd="/",
                env=environment("/tmp" if tier == "bubblewrap" else "/dev/null"),
            )

    def start(self, request: dict[str, Any], pipes: list[int]) -> "Child":
        """Fork a child that serves on the two pipes, and return it."""
        with self.lock:
            socket.send_fds(self.socket, [json.dumps(request | {"do": "start"}).encode()], pipes)
            deadline = time.monotonic() + START
            answer, outside = self.receive(deadline)
            if "process" in answer:
                number, outside = answer["process"], self.receive(deadline)[1]
            elif answer:
                raise OSError(answer["error"])
            else:  # the child's hello was faster
                number = self.receive(deadline)[0]["process"]
        return Child(self, number, outside)

    def ask(self, what: str, number: int) -> dict[str, Any]:
        """Return the status of a child, and what it has used if it has ended; `what` is "look" or "end"."""
        with self.lock:
            self.socket.send(json.dumps({"do": what, "process": number}).encode())
            return self.receive(time.monotonic() + ANSWER)[0]

    def receive(self, deadline: float) -> tuple[dict[str, Any], int]:
        """Return a message and the PID of its sender."""
        if not select.select([self.socket], [], [], max(deadline - time.monotonic(), 0))[0]:
            raise TimeoutError("the warm parent does not answer")
        data, ancillary, _, _ = self.socket.recvmsg(1 << 16, socket.CMSG_SPACE(CREDENTIALS.size))
        if not data:
            raise ConnectionError("the warm parent has ended")
        return json.loads(data), CREDENTIALS.unpack(ancillary[0][2])[0]

    @property
    def has_ended(self) -> bool:
        """Return True once it is to be asked nothing more: closed, or ended by another; what it held may still run."""
        return self.socket.fileno() < 0 or self.process.poll() is not None

    def close(self, seconds: float = 5.0) -> None:
        """End it and its children, by force if that takes longer than so many seconds; safe to call again."""
        self.socket.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Child:
    """A child of a warm parent: `pid` as this process sees it; `returncode` and `usage` once it has ended."""

    def __init__(self, parent: WarmParent, number: int, pid: int) -> None:
        self.parent, self.number, self.pid = parent, number, pid
        self.returncode: int | None = None
        self.usage = Usage()
        self.forgotten = False  # by its parent

    def wait(self, seconds: float) -> bool:
        """Return True if the child ends within so many seconds."""
        deadline = time.monotonic() + seconds
        while self.returncode is None and not self.forgotten:
            self.ask("look")
            if self.returncode is None:
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.001)
        return True

    def kill(self) -> None:
        """End the child and everything it started; safe to call again."""
        if not self.forgotten:
            self.ask("end")
            self.forgotten = True

    def ask(self, what: str) -> None:
        """Note what the parent says of the child; a parent that says nothing is ended, and the child with it."""
        try:
            told = self.parent.ask(what, self.number)
        except OSError:
            self.parent.close()
            self.forgotten = True
            return
        self.returncode = told["status"]
        if self.returncode is not None:
            self.usage = Usage(told["cpu_seconds"], told["peak_bytes"])


def _command(tier, library, descriptor, modules, hidden):
    """Return the command that starts a warm parent of this tier."""
    inside = INSIDE if tier == "bubblewrap" else str(library)
    python = [sys.executable, "-I", "-B", f"{inside}/warm.py", str(descriptor), tier, ",".join(modules)]
    return [*bubblewrap.box(library, hidden), *python] if tier == "bubblewrap" else python


# By thread, since bubblewrap's die with the thread that started them; by all that a parent is started with.
_parents: dict[tuple[int, str, Path, tuple[str, ...], tuple[Path, ...]], WarmParent] = {}


def start_parent(sandbox: Sandbox) -> WarmParent:
    """Return this thread's warm parent for workers of a sandbox, started if there is none; nothing waits for it."""
    kind = (sandbox.tier, sandbox.library, sandbox.modules, sandbox.hidden)
    key = (threading.get_ident(), *kind)
    parent = _parents.get(key)
    if parent is None or parent.has_ended:
        _close_ended()
        parent = _parents[key] = WarmParent(*kind)
    return parent


def start_child(sandbox: Sandbox, request: dict[str, Any], pipes: list[int]) -> Child:
    """Start a child that serves on the two pipes within the sandbox's isolation; raises OSError if that fails twice."""
    for last in (False, True):
        parent = start_parent(sandbox)
        try:
            return parent.start(request, pipes)
        except (ConnectionError, TimeoutError):  # it was killed, say for want of memory: another one
            parent.close()
            if last:
                raise
    raise AssertionError("never reached")


def _close_ended():
    """Close what belonged to threads that are no more."""
    for key, parent in list(_parents.items()):
        if parent.has_ended:
            parent.close()
            del _parents[key]


def close_parents(seconds: float = 5.0) -> None:
    """End all warm parents of this process, by force if one takes longer than so many seconds."""
    while _parents:
        _parents.popitem()[1].close(seconds)


def _forget_parents():
    """Leave the warm parents to the process that this one was forked from."""
    for parent in _parents.values():
        parent.socket.close()
    _parents.clear()


atexit.register(close_parents)
os.register_at_fork(after_in_child=_forget_parents)
