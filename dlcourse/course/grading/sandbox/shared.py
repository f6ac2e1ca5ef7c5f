"""One sandbox for the life of this program: the library is laid out and the walls are tried once."""

import atexit
import contextlib
import functools
from dataclasses import replace

from dlcourse.course.grading.sandbox.folder import remove_leftovers
from dlcourse.course.grading.sandbox.library import student_library
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.system import worker_user
from dlcourse.course.grading.sandbox.tiers import TIERS, Sandbox, SandboxError, find_sandbox

_kept = contextlib.ExitStack()
atexit.register(_kept.close)


@functools.cache
def shared_sandbox(wanted: str = "auto", with_checks: bool = False, limits: Limits | None = None) -> Sandbox:
    """The sandbox to grade in, of a `wanted` tier or the best; raises SandboxError where this machine has none.

    The walls are tried with the default limits and without the checks inside, whatever is asked for.
    """
    if with_checks or limits is not None:
        found = shared_sandbox(wanted)
        return replace(found, library=shared_library(with_checks), limits=limits or found.limits)
    remove_leftovers(worker_user())
    return find_sandbox(shared_library(), wanted=wanted)


@functools.cache
def shared_library(with_checks: bool = False):
    """The folder of the students' library."""
    return _kept.enter_context(student_library(with_checks))


def tiers_here() -> dict[str, str]:
    """For each tier "", or why this machine does not build it."""
    found = {}
    for tier in TIERS:
        try:
            shared_sandbox(tier)
            found[tier] = ""
        except SandboxError as error:
            found[tier] = str(error).removeprefix(f"{tier}: ")
    return found
