"""One sandbox per process: the library is copied and the isolation is probed once."""

import atexit
import contextlib
import functools
from dataclasses import replace
from pathlib import Path

from dlcourse.course.grading.sandbox.folder import remove_leftovers
from dlcourse.course.grading.sandbox.library import student_library
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.system import worker_user
from dlcourse.course.grading.sandbox.tiers import TIERS, Sandbox, SandboxError, find_sandbox

_kept = contextlib.ExitStack()
atexit.register(_kept.close)


@functools.cache
def shared_sandbox(wanted: str = "auto", with_checks: bool = False, limits: Limits | None = None) -> Sandbox:
    """Return the sandbox to grade in, of the `wanted` tier or the best; raises SandboxError if this machine has none.

    The isolation is probed with the default limits and without the checks inside, whatever is requested.
    """
    if with_checks or limits is not None:
        found = shared_sandbox(wanted)
        return replace(found, library=_shared_library(with_checks), limits=limits or found.limits)
    remove_leftovers(worker_user())
    return find_sandbox(_shared_library(), wanted=wanted)


@functools.cache
def _shared_library(with_checks: bool = False) -> Path:
    """Return the folder of the students' library."""
    return _kept.enter_context(student_library(with_checks))


def tiers_here() -> dict[str, str]:
    """Return, for each tier, why this machine cannot build it; "" if it can."""
    found = {}
    for tier in TIERS:
        try:
            shared_sandbox(tier)
            found[tier] = ""
        except SandboxError as error:
            found[tier] = str(error).removeprefix(f"{tier}: ")
    return found
