"""Try to escape from a sandbox before anybody else does."""

from pathlib import Path
from typing import Any

from dlcourse.course.grading.sandbox.decoys import laid_out
from dlcourse.course.grading.sandbox.remote import Worker, WorkerDiedError
from dlcourse.course.grading.sandbox.system import INSIDE
from dlcourse.course.grading.sandbox.tiers import Sandbox

ESCAPES = Path(__file__).with_name("escapes.py")
REMOVED = 1 << 20  # bytes
REMOVE = f"""
import os
kept = open("kept", "wb")
kept.write(bytes({REMOVED}))
kept.flush()
os.remove("kept")
"""


def what_gets_out(sandbox: Sandbox) -> list[str]:
    """Return the ways out that are open; a worker that cannot start counts as one."""
    try:
        worker = Worker(sandbox)
    except OSError as error:
        return [f"it does not start: {error}"]
    try:
        with laid_out() as decoys:
            ran = worker.run(cell(sandbox, decoys), 0)
        first, *holes = ran.printed.strip().split("|")
        if ran.error is not None or first != "tried":
            return [f"the probe stopped: {ran.error or ran.printed[:200]}"]
        return [*holes, *_uncounted(worker)]
    except WorkerDiedError as error:
        return [f"it does not start: {error}"]
    finally:
        worker.kill()


def cell(sandbox: Sandbox, decoys: dict[str, Any]) -> str:
    """Return the text of escapes.py followed by a call of it."""
    if sandbox.tier == "bubblewrap":  # its own few processes have the lowest numbers inside; ours may have them, too
        decoys["processes"] = [number for number in decoys["processes"] if number > 64]
    library = INSIDE if sandbox.tier == "bubblewrap" else str(sandbox.library)
    call = f'print("|".join(["tried", *escapes({library!r}, {decoys!r})]))'
    return f"{ESCAPES.read_text(encoding='utf-8')}\n{call}\n"


def _uncounted(worker):
    """Return a way out, as a list, if a file that the worker removed but keeps open is not counted."""
    folder = worker.process.folder
    if folder is None:
        return []
    worker.run(REMOVE, 1)
    try:
        counted = folder.used(worker.process.process.pid) >= REMOVED
    except OSError as error:
        return [f"its files cannot be counted: {error}"]
    return [] if counted else ["what it removes is not counted"]
