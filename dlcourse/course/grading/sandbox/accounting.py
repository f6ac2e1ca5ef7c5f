"""A worker's use of resources: the memory of all its processes, seen from outside, and its account at the end."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KILOBYTE = 1024


@dataclass(frozen=True)
class Usage:
    """Resources that ended processes have used: processor time in seconds, and the largest memory of one in bytes."""

    cpu_seconds: float = 0.0
    peak_bytes: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """Return the usage of both, one after the other."""
        return Usage(self.cpu_seconds + other.cpu_seconds, max(self.peak_bytes, other.peak_bytes))


def memory_in_all(process: int, alone: bool) -> int:
    """Return the bytes of memory of a worker: of this process, or of all in its PID namespace if it is not `alone`.

    Pages that several processes share are counted once, in shares. A process that ends meanwhile counts as 0.
    """
    return sum(map(_memory_of, [process] if alone else _in_namespace_of(process)))


def _in_namespace_of(process: int) -> Iterator[int]:
    """Yield the processes in the PID namespace of a process."""
    with contextlib.suppress(OSError):
        namespace = os.readlink(f"/proc/{process}/ns/pid")
        for name in os.listdir("/proc"):
            if name.isdigit():
                with contextlib.suppress(OSError):
                    if os.readlink(f"/proc/{name}/ns/pid") == namespace:
                        yield int(name)


def _memory_of(process):
    """Return the bytes that a process holds in memory, with its part of what it shares."""
    with contextlib.suppress(OSError, IndexError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * KILOBYTE
    return 0
