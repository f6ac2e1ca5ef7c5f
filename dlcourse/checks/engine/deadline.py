"""The time limit of a call, extended by the time that it had to wait for a processor core.

A right answer must not lose its marks because other programs keep the cores busy. So the limit is extended by the time
that a process was ready to run and got no core, which Linux counts; other systems do not, and there it is not extended.
A call that waits for something else, or computes, is stopped at its limit.
"""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

LIMIT_FACTOR = 10  # times the limit: a call is stopped then, however busy the machine is


class Deadline:
    """The end of a call that begins now and may take `seconds`; at the latest at `ends`, on the monotonic clock.

    `lost` returns the seconds that a busy machine has cost; it is asked once the time is over.
    """

    def __init__(self, seconds: float, lost: Callable[[], float], ends: float = float("inf")) -> None:
        self.seconds, self.lost, self.ends = seconds, lost, ends
        self.began = time.monotonic()

    def left(self) -> float:
        """Return the seconds that are left; 0 or less if it is over."""
        now, until = time.monotonic(), self.began + self.seconds
        if until <= now:
            until += min(self.lost(), (LIMIT_FACTOR - 1) * self.seconds)
        return min(until, self.ends) - now


def seconds_without_a_core(process: int | str) -> float:
    """Return the seconds that the main thread of a process was ready to run and got no core; 0 if unknown."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    return 0.0
