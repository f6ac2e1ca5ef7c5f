"""The walls around a worker: what this machine can build, found out by building it and trying to get out.

Tier "bubblewrap": namespaces of its own (no network, no other processes, no files but Python and the students' part of
the library, all read-only), limits on memory, processor time, processes and files, a filter on system calls, no root.
Tier "landlock": the same machine as everybody's, but the kernel refuses everything that is not the worker's own.
Tier "none": the limits alone; for your own work, or inside a machine that holds nothing you would miss.
"""

import contextlib
import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from dlcourse.course.grading.sandbox import bubblewrap, landlock
from dlcourse.course.grading.sandbox.folder import Folder
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.system import INSIDE, worker_user

TIERS = ("bubblewrap", "landlock")  # the better one first


class SandboxError(Exception):
    """A sandbox that this machine cannot build; the text says what is missing."""


@dataclass(frozen=True)
class Sandbox:
    """How to start workers: the tier, where the students' library lies, the limits."""

    tier: str
    library: Path
    limits: Limits = field(default_factory=Limits)

    def new_folder(self) -> Folder | None:
        """A folder of its own for one worker; None in the tier that has none of the machine's."""
        if self.tier == "bubblewrap":
            return None
        return Folder(worker_user() if self.tier == "landlock" else None, self.limits)

    def command(self, pipes: list[int], filter_file: int, folder: Folder | None) -> list[str]:
        """The command that starts a worker with the walls around it."""
        python = [sys.executable, "-I", "-B"]
        told = [*map(str, pipes), self.limits_text()]
        if folder is None:
            walls = bubblewrap.walls(self.library, self.limits, filter_file)
            return [*walls, *python, f"{INSIDE}/worker.py", *told]
        if self.tier == "landlock":
            walls_text = landlock.walls(self.library, folder.path)
            return [*python, f"{self.library}/enter_landlock.py", walls_text, *told]
        return [*python, f"{self.library}/worker.py", *told]

    def limits_text(self) -> str:
        """What the worker limits itself to before it runs anything, as JSON: names of `resource` and numbers."""
        limits = self.limits
        values = {
            "RLIMIT_AS": limits.memory_bytes,
            "RLIMIT_CPU": limits.cpu_seconds,
            "RLIMIT_FSIZE": limits.file_bytes,
            "RLIMIT_NOFILE": limits.open_files,
            "RLIMIT_CORE": 0,
        }
        if self.tier == "bubblewrap":  # without a namespace of its own it would count all of the user's programs
            values["RLIMIT_NPROC"] = limits.processes + own_threads()
        elif self.tier == "landlock":  # for all workers together; each one's threads are counted by who waits for it
            values["RLIMIT_NPROC"] = limits.processes * (os.cpu_count() or 1) + own_threads()
        return json.dumps({"resources": values, "printed": limits.printed})


def own_threads() -> int:
    """How many threads the user runs already, since the limit counts them; 0 for root, whose workers are nobody's."""
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
    """The best sandbox that this machine really builds, or that of the `wanted` tier; without walls if that is "none".

    Raises SandboxError, which says of each tier what is missing.
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
    """Why this machine does not build a sandbox, found out by trying; "" where it does."""
    from dlcourse.course.grading.sandbox.probe import what_gets_out

    lacks = bubblewrap.why_not() if sandbox.tier == "bubblewrap" else landlock.why_not(sandbox.library)
    if lacks:
        return lacks
    holes = what_gets_out(sandbox)
    return f"it is there and does not hold here ({', '.join(holes)})" if holes else ""
