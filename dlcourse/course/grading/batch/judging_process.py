"""A process that judges: how much memory it may take, and how it ends with the process that started it."""

import contextlib
import gc
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from dlcourse.course.grading.sandbox.folder import remove_all_of_this_process
from dlcourse.course.grading.sandbox.shared import remove_library
from dlcourse.course.grading.sandbox.warm import close_parents

MEMORY = 2 << 30  # bytes beyond those that it begins with; a submission of the largest size takes less than half of it
LOOK = 0.5  # seconds between two looks whether the parent lives
MOMENT = 1.0  # seconds in which a result that is on its way arrives: the parent reads nothing else meanwhile


def begin(parent: int) -> None:
    """Make this process one that judges for `parent`: Ctrl-C is for that one, and it ends with it.

    What it was forked with lives as long as it does: the garbage collector need not look through that again and again.
    """
    gc.freeze()
    for heard_there in (signal.SIGINT, signal.SIGHUP):
        signal.signal(heard_there, _go_on)  # not ignored: what it starts would inherit that
    ending = _Ending(parent)
    signal.signal(signal.SIGTERM, lambda *_: ending.asked())
    if sys.platform == "linux":
        _limit_memory(MEMORY)
    threading.Thread(target=watch, args=(parent,), daemon=True).start()


class _Ending:
    """The end of a process that judges for `parent`, once it is asked to: at once while it judges, else after a moment.

    A result of which half was sent would keep the parent waiting for the rest for ever.
    """

    is_judging = False

    def __init__(self, parent: int) -> None:
        self.parent = parent
        self.due: float | None = None  # once it was asked

    def asked(self) -> None:
        """End now, or see to it that the process is asked again in a moment."""
        now = time.monotonic()
        if _Ending.is_judging or (self.due is not None and now >= self.due):
            end(self.parent)
        if self.due is None:
            self.due = now + MOMENT
            again = threading.Timer(MOMENT, os.kill, (os.getpid(), signal.SIGTERM))
            again.daemon = True
            again.start()


def judging(function: Callable, *arguments: Any) -> Any:
    """Return what `function` returns; meanwhile this process ends as soon as it is asked to."""
    _Ending.is_judging = True
    try:
        return function(*arguments)
    finally:
        _Ending.is_judging = False


def watch(parent: int) -> None:
    """End this process when its parent is no more. The kernel's own signal for that is lost with a change of user."""
    while os.getppid() == parent:
        time.sleep(LOOK)
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


def end(parent: int) -> NoReturn:
    """End the workers, remove what lies in the temporary folder, and end; nothing is left for others to clear away."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    close_parents(1.0)
    remove_all_of_this_process()
    if os.getppid() != parent:  # it was killed, and cannot do it
        remove_library(of=parent)
    os._exit(128 + signal.SIGTERM)


def _limit_memory(more: int) -> None:
    """Let this process take so many bytes more than it has; then it has MemoryError, and the machine goes on."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = _data_bytes() + more
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _data_bytes():
    """Return the bytes of this process that the limit counts."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))


@contextlib.contextmanager
def leaving_when_asked() -> Iterator[None]:
    """Run the body; if the process is asked to end, or its terminal closes, leave in order, as with an exception."""
    if threading.current_thread() is not threading.main_thread():  # which alone hears signals
        yield
        return
    before = {number: signal.signal(number, _leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _go_on(*_: object) -> None:
    """Do nothing."""


def _leave(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
