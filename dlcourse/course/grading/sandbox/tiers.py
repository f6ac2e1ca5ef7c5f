"""The isolation of a worker: the tiers that this machine can build, found out by building them and trying to escape.

Tier "bubblewrap": namespaces of its own (no network, no other processes, no files but Python and the students' part of
the library, all read-only), limits on memory, processor time, processes and files, a filter on system calls, no root.
Tier "landlock": on the machine that everybody uses, but the kernel denies everything that is not the worker's own.
Tier "none": the limits only; for your own work, or inside a machine that holds nothing you would miss.
"""

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlcourse.course.grading.sandbox import TIERS, bubblewrap, landlock
from dlcourse.course.grading.sandbox.folder import Folder
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.system import worker_user


class SandboxError(Exception):
    """A sandbox that this machine cannot build; the text names the missing part."""


@dataclass(frozen=True)
class Sandbox:
    """Settings of a worker: the tier, the folder of the students' library, the limits, the modules imported beforehand.

    `hidden` is what no worker may see though it lies in a folder that all of them read.
    """

    tier: str
    library: Path
    limits: Limits = field(default_factory=Limits)
    modules: tuple[str, ...] = ("numpy", "dlcourse.checks")
    hidden: tuple[Path, ...] = ()

    def new_folder(self) -> Folder | None:
        """Return a new folder for one worker; None for "bubblewrap", which has a file system of its own."""
        if self.tier == "bubblewrap":
            return None
        return Folder(worker_user() if self.tier == "landlock" else None, self.limits)

    def request(self, folder: Folder | None) -> dict[str, Any]:
        """Return what the child of a warm parent needs to isolate itself: plain data."""
        user = worker_user()
        told = {"home": "/tmp" if folder is None else str(folder.path), "limits": self.limits_of_worker()}
        if folder is None:
            return told | {"disk_bytes": self.limits.disk_bytes, "user": user}
        if self.tier == "landlock":
            told["restrictions"] = landlock.restrictions(self.library, folder.path, self.hidden)
        return told

    def limits_of_worker(self) -> dict[str, Any]:
        """Return the limits that the worker sets itself first of all: names of `resource` and numbers, characters."""
        limits = self.limits
        values = {
            "RLIMIT_AS": limits.memory_bytes,
            "RLIMIT_CPU": limits.cpu_seconds,
            "RLIMIT_FSIZE": limits.file_bytes,
            "RLIMIT_NOFILE": limits.open_files,
            "RLIMIT_CORE": 0,
        }
        if self.tier == "bubblewrap":  # without a namespace of its own it would count all of the user's programs
            values["RLIMIT_NPROC"] = limits.processes + _own_threads()
        elif self.tier == "landlock":  # for all workers of a user together; the grader counts the threads of each
            several = 1 if os.geteuid() == 0 else os.cpu_count() or 1
            values["RLIMIT_NPROC"] = limits.processes * several + _own_threads()
        return {"resources": values, "printed": limits.printed}


def _own_threads() -> int:
    """Return how many threads the user has, since the limit counts them; 0 for root, whose workers are others."""
    if os.geteuid() == 0:
        return 0
    count = 0
    with os.scandir("/proc") as entries:
        for entry in entries:
            with contextlib.suppress(OSError):  # processes end while we look
                if entry.name.isdigit() and entry.stat().st_uid == os.geteuid():
                    count += len(os.listdir(f"{entry.path}/task"))
    return count


def find_sandbox(library: Path, limits: Limits | None = None, wanted: str = "auto") -> Sandbox:
    """Return the best sandbox that the probe cannot escape from, or that of the `wanted` tier; no isolation for "none".

    Raises SandboxError, which names the missing part of each tier, and ValueError if the tier is unknown.
    """
    limits = limits or Limits()
    if wanted == "none":
        return Sandbox("none", library, limits)
    if wanted not in ("auto", *TIERS):
        raise ValueError(f"tier of the sandbox: expected auto, {', '.join(TIERS)} or none. Received: {wanted!r}")
    missing = []
    for tier in TIERS if wanted == "auto" else [wanted]:
        sandbox = Sandbox(tier, library, limits)
        why = why_not(sandbox)
        if not why:
            return sandbox
        missing.append(f"{tier}: {why}")
    raise SandboxError("; ".join(missing))


def why_not(sandbox: Sandbox) -> str:
    """Return why this machine cannot build a sandbox, found out by trying to escape from it; "" if it can."""
    from dlcourse.course.grading.sandbox.probe import what_gets_out

    lacks = bubblewrap.why_not() if sandbox.tier == "bubblewrap" else landlock.why_not(sandbox.library)
    if lacks:
        return lacks
    holes = what_gets_out(sandbox)
    return f"it is there and does not hold here ({', '.join(holes)})" if holes else ""
