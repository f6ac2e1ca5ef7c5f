"""Waiting for what is about to happen: the limit is for what hangs, so it is long, and no test's claim."""

import contextlib
import re
import time
from pathlib import Path

LONG = 120  # seconds; a wait that succeeds ends at once


def within(holds, seconds=LONG):
    """Whether something becomes true before the limit; returns as soon as it does."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def is_alive(process):
    """Whether a process (its number) still does anything; one that nobody waits for is left as a zombie."""
    with contextlib.suppress(OSError):
        return re.search(r"State:\s+(\w)", Path(f"/proc/{process}/status").read_text()).group(1) != "Z"
    return False
