"""Memory left for all workers together: of the machine, and of the control group that limits the grader.

Each worker has a limit of its own; many at a time can take more than there is. Then the large ones have to wait.
"""

import contextlib
from pathlib import Path

RESERVE = 0.05  # of the memory, that shall stay free
SMALL = 512 << 20  # bytes that a worker may hold, however little is left
GROUPS = Path("/sys/fs/cgroup")
MACHINE = Path("/proc/meminfo")
OWN_GROUPS = Path("/proc/self/cgroup")
FILES = {  # in a control group of either version: its limit, what it uses, and the cache of files in its statistics
    "v2": ("memory.max", "memory.current", "inactive_file"),
    "v1": ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
}


def is_crowded(held: int) -> bool:
    """Return True if there is so little memory left that a worker that holds so many bytes has to make room."""
    return held > SMALL and any(left < RESERVE * all_ for left, all_ in [_of_machine(), *_of_groups()])


def _of_machine():
    """Return the bytes that the machine has left, and all that it has."""
    with contextlib.suppress(OSError, KeyError, ValueError):
        pairs = (line.split(":") for line in MACHINE.read_text(encoding="ascii").splitlines())
        found = {name: int(value.split()[0]) * 1024 for name, value in pairs}
        return found["MemAvailable"], found["MemTotal"]
    return 1, 1


def _of_groups():
    """Yield the same for each control group with a limit that we are in; those above it may have others."""
    for line in _lines(OWN_GROUPS):
        number, controllers, path = line.split(":", 2)
        if number == "0":
            yield from _limits_from(GROUPS, path, FILES["v2"])
        elif "memory" in controllers.split(","):
            yield from _limits_from(GROUPS / "memory", path, FILES["v1"])


def _limits_from(root, path, files):
    """Yield the bytes left and the limit of a control group and of all above it."""
    for folder in (Path(path.lstrip("/")), *Path(path.lstrip("/")).parents):
        with contextlib.suppress(OSError, ValueError):  # "max", or no such file
            limit, used = (int((root / folder / name).read_text(encoding="ascii")) for name in files[:2])
            statistics = dict(line.split() for line in _lines(root / folder / "memory.stat"))
            yield limit - used + int(statistics.get(files[2], 0)), limit


def _lines(path):
    """Return the lines of a file of the kernel's; none if it is not there."""
    try:
        return path.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
