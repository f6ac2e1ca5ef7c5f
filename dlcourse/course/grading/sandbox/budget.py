"""The budget of a submission on the trusted side, for all its workers together: time, bytes, calls, text.

A worker's own limits bound what it does to itself. These bound what it makes the grader do, read and keep.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from dlcourse.checks.engine.deadline import Deadline, seconds_without_a_core
from dlcourse.course.grading.sandbox.accounting import Usage
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.process import WorkerDiedError

MB = 1 << 20
NEAR = 0.8  # of a limit
CALLBACKS = 1_000_000  # calls of the grader's functions
TEXT = 2000  # characters of an exception's text, or of a warning's
CUT = "… the rest is cut: {:,} characters are shown of a cell, {:,} of a notebook\n"


class SpentError(WorkerDiedError):
    """A submission has used up what it may use in all; the text says what. Nothing more of it is run."""


@dataclass
class Budget:
    """A submission's use, so far, of what its limits allow."""

    limits: Limits
    began: float = field(default_factory=time.monotonic)
    lost_before: float = field(default_factory=lambda: seconds_without_a_core("thread-self"))
    sent: int = 0  # bytes that came from its workers
    sent_by_call: int = 0  # the same, during one cell or call
    callbacks: int = 0
    printed: int = 0  # characters that were kept
    longest: float = 0.0  # seconds of one cell or call
    used: Usage = field(default_factory=Usage)  # by the workers that have ended
    longest_cpu: float = 0.0  # processor time of one worker
    spent: str = ""  # what was used up first

    @property
    def ends(self) -> float:
        """Return when the time of the whole submission is over, on the monotonic clock."""
        return self.began + self.limits.submission_seconds

    def require_time(self) -> None:
        """Raise SpentError if the time of the whole submission is over."""
        if time.monotonic() >= self.ends:
            self.refuse(f"took longer than {self.limits.submission_seconds:g} seconds in all and was stopped")

    def begin_call(self, process: int) -> Deadline:
        """Begin a cell or call in a worker's process, return its end; raises SpentError if there is no time left."""
        if self.spent:
            raise SpentError(self.spent)
        self.require_time()
        self.sent_by_call = 0
        return Deadline(self.limits.seconds, lambda: self.lost(process), self.ends)

    def lost(self, process: int) -> float:
        """Return the seconds that a worker, since it began, and the grader, since the submission began, got no core."""
        return seconds_without_a_core(process) + seconds_without_a_core("thread-self") - self.lost_before

    def end_call(self, seconds: float) -> None:
        """Note how long a cell or call took."""
        self.longest = max(self.longest, seconds)

    def take_bytes(self, size: int) -> None:
        """Count what a worker is about to send, before it is read.

        Raises WorkerDiedError if it is too much for one cell or call, SpentError if it is too much in all.
        """
        self.sent += size
        self.sent_by_call += size
        if self.sent > self.limits.sent_in_all_bytes:
            self.refuse(f"handed back more than {self.limits.sent_in_all_bytes / 2**20:g} MB in all")
        if self.sent_by_call > self.limits.sent_bytes:
            most = self.limits.sent_bytes / 2**20
            raise WorkerDiedError(f"your code handed back more than {most:g} MB in one call and was stopped")

    def take_callback(self) -> None:
        """Count a call of one of our functions; raises SpentError if there were too many."""
        self.callbacks += 1
        if self.callbacks > CALLBACKS:
            self.refuse(f"called the functions that it was given more than {CALLBACKS:,} times in all")

    def shown(self, text: str, is_cut: bool = False) -> str:
        """Return as much of a cell's output as there is room for, with a line that says so if it is cut."""
        kept = text[: self.limits.printed_in_all - self.printed]
        self.printed += len(kept)
        if len(kept) == len(text) and not is_cut:
            return kept
        line = CUT.format(self.limits.printed, self.limits.printed_in_all)
        return f"{kept}{'' if kept.endswith(chr(10)) or not kept else chr(10)}{line}"

    def add(self, usage: Usage) -> None:
        """Add what a worker has used that has ended."""
        self.used += usage
        self.longest_cpu = max(self.longest_cpu, usage.cpu_seconds)

    def account(self) -> dict[str, Any]:
        """Return what the submission has used, and lines on what came near its limit, as plain data."""
        return {
            "seconds": round(time.monotonic() - self.began, 3),
            "longest_call_seconds": round(self.longest, 3),
            "cpu_seconds": round(self.used.cpu_seconds, 3),
            "peak_bytes": self.used.peak_bytes,
            "sent_bytes": self.sent,
            "printed": self.printed,
            "near": self.near(),
        }

    def near(self) -> list[str]:
        """Return a line on each limit that the submission came near, or reached."""
        limits = self.limits
        seconds = min(time.monotonic() - self.began, limits.submission_seconds)
        pairs = [
            ("seconds for one cell or call", min(self.longest, limits.seconds), limits.seconds, 1),
            ("seconds in all", seconds, limits.submission_seconds, 1),
            ("seconds of processor time", self.longest_cpu, limits.cpu_seconds, 1),
            ("MB of memory", self.used.peak_bytes, limits.memory_in_all_bytes, MB),
            ("MB handed back", min(self.sent, limits.sent_in_all_bytes), limits.sent_in_all_bytes, MB),
            ("characters printed", self.printed, limits.printed_in_all, 1),
        ]
        return [
            f"{used / unit:,.4g} of {most / unit:,.7g} {what}"
            for what, used, most, unit in pairs
            if used >= NEAR * most
        ]

    def refuse(self, what: str) -> None:
        """Raise SpentError, now and whenever something more is to run."""
        self.spent = f"your notebook {what}"
        raise SpentError(self.spent)


def cut(text: str, most: int = TEXT) -> str:
    """Return a text of at most so many characters, with an ellipsis if it is cut."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
