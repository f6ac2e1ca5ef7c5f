"""A limit on how long one call of an answer may take in a notebook: an answer that does not end is stopped.

A thread watches; when a call has taken too long it sends the main thread the signal that *Interrupt the kernel* sends,
SIGINT, which every system has, and a handler of our own raises StoppedError. An interrupt by anybody else still goes to
the handler that was there. Outside the main thread there are no signals, and so there is no limit; nor is there one in
a browser, where Python has no threads.
"""

import _thread
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dlcourse.checks.engine.deadline import Deadline, seconds_without_a_core


class StoppedError(BaseException):
    """A call was stopped; not an Exception, so that an answer's own `except Exception` does not swallow it."""

    case: Any = None  # what the answer was called with
    function: Any = None  # what was called: an answer, or the question's own


class _Watchdog:
    """A thread that interrupts the main one when a call takes longer than `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.lost_before = _lost()
        self.begin()
        self.barked = False
        self.ended = threading.Event()
        self.lock = threading.Lock()
        self.before: Any = signal.getsignal(signal.SIGINT)
        signal.signal(signal.SIGINT, self.handle)  # raises ValueError outside the main thread
        try:
            threading.Thread(target=self.watch, name="dlcourse-watchdog", daemon=True).start()
        except RuntimeError:
            signal.signal(signal.SIGINT, self.before)
            raise

    def begin(self) -> None:
        """Note that a call begins."""
        self.deadline = Deadline(self.seconds, lambda: _lost() - self.lost_before)  # of the call being made

    def watch(self) -> None:
        """Wait; interrupt a call that takes too long, again and again if it catches everything."""
        while not self.ended.wait(min(1.0, max(0.01, self.deadline.left()))):
            with self.lock:
                if self.deadline.left() <= 0 and not self.ended.is_set():
                    self.barked, self.deadline = True, Deadline(1, float)  # once more in a second
                    _interrupt_main_thread()

    def handle(self, number: int, frame: Any) -> None:
        """Raise StoppedError if it was this thread that interrupted, else do what would have been done."""
        if self.barked:
            self.barked = False
            if not self.ended.is_set():
                raise StoppedError
        elif callable(self.before):
            self.before(number, frame)
        elif self.before is not signal.SIG_IGN:
            raise KeyboardInterrupt

    def end(self) -> None:
        """Stop watching; a signal that is still on its way does nothing."""
        with self.lock:
            self.ended.set()
        for _ in range(3):  # a signal that was sent is handled here, between two steps
            pass
        signal.signal(signal.SIGINT, self.before)


_watching: list[_Watchdog] = []


@contextmanager
def limit_each_call(seconds: float) -> Iterator[None]:
    """Raise StoppedError in a `with` block if a call that `call_begins` has announced takes longer than `seconds`."""
    try:
        dog = _Watchdog(seconds)
    except (ValueError, RuntimeError):  # not the main thread; or no threads, as in a browser
        yield
        return
    _watching.append(dog)
    try:
        yield
    finally:
        _watching.pop()
        dog.end()


def call_begins() -> None:
    """Note that a call begins, for the limit on it."""
    if _watching:
        _watching[-1].begin()


def _lost():
    """Return the seconds that the main thread has been ready to run and got no core."""
    return seconds_without_a_core(f"self/task/{threading.main_thread().native_id}")


def _interrupt_main_thread():
    """Send SIGINT to the main thread: a real one where there are such, which also ends a call that sleeps."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()
