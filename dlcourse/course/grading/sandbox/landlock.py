"""Tier "landlock": for machines on which bubblewrap is missing or forbidden.

One process, run as the grading user (as a user of its own if that is root). The kernel denies it all files but Python,
the system's libraries, the students' library and a folder of its own, all other processes, and the network. It shares
the machine's namespaces: it can find out whether a file of some name exists, but neither read, list nor change it.

If Python lies in root's home, which they cannot read, root's workers keep one capability: permissions to read and
to traverse folders are not checked for them. Landlock's rules are: they read nothing more than other workers.
"""

import functools
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dlcourse.course.grading.inside.enter_landlock import CAP_DAC_READ_SEARCH, OLDEST, abi
from dlcourse.course.grading.sandbox.readable_paths import read_by_workers
from dlcourse.course.grading.sandbox.system import worker_user


def restrictions(library: Path, folder: Path, hidden: tuple[Path, ...] = ()) -> dict[str, Any]:
    """Return all that a worker may access, as enter_landlock.py takes it; `folder` is its own."""
    return _common_restrictions(library, hidden) | {"write": str(folder), "user": worker_user()}


@functools.cache
def _common_restrictions(library, hidden):
    """Return what the workers of one library have in common."""
    pythons = (sys.base_prefix, sys.prefix)
    reads_all = worker_user() is not None and not others_can_read(library)
    read = [*read_by_workers(hidden), str(library)]
    return {"abi": abi(), "read": read, "list": pythons, "reads_all": reads_all}


def others_can_read(library: Path) -> bool:
    """Return True if an unprivileged user can read Python, NumPy and the students' library."""
    numpy = find_spec("numpy")  # found and not imported, which would take longer than all else here
    paths = (sys.executable, os.__file__, numpy and numpy.origin, library / "worker.py")
    return all(is_open(Path(path)) for path in paths if path)


def is_open(path: Path) -> bool:
    """Return True if everybody may read a file and traverse all folders above it."""
    path = path.resolve()
    return bool(path.stat().st_mode & 0o004) and all(parent.stat().st_mode & 0o001 for parent in path.parents)


def why_not(library: Path) -> str:
    """Return why Landlock cannot even be tried, "" if it can."""
    if sys.platform != "linux":
        return "it is a part of Linux"
    found = abi()
    if found < OLDEST:
        has = f"version {found}" if found else "a kernel without Landlock, or with Landlock switched off"
        return f"expected a kernel with its version {OLDEST} or later (Linux 6.2). Received: {has}"
    if worker_user() is not None and not others_can_read(library) and not has_capability():
        return (
            f"Python ({sys.executable}) or the folder for temporary files can be read by root alone, and root's "
            "workers are other users: install Python where all can read it, or grade as another user"
        )
    return ""


def has_capability() -> bool:
    """Return True if this process can leave its worker CAP_DAC_READ_SEARCH, within Landlock's rules."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    held = next(int(line.split()[1], 16) for line in status if line.startswith("CapPrm"))
    return bool(held & CAP_DAC_READ_SEARCH)
