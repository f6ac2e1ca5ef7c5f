"""One sandbox per process: the library is copied and the isolation is probed once."""

import atexit
import contextlib
import functools
import os
from dataclasses import replace
from pathlib import Path

from dlcourse.course.grading.sandbox import TIERS, bubblewrap
from dlcourse.course.grading.sandbox.folder import remove_leftovers
from dlcourse.course.grading.sandbox.library import student_library
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.system import worker_user
from dlcourse.course.grading.sandbox.tiers import Sandbox, SandboxError, find_sandbox
from dlcourse.course.grading.sandbox.warm import start_parent

KERAS = ("keras", "keras_tuner")  # take seconds to load

_kept = contextlib.ExitStack()
_probed: dict[str, Sandbox] = {}  # by tier: what "auto" found is not probed again when it is asked for by name
_makers: list[int] = []  # the process that made the library: this one, or one that it was forked from
atexit.register(_kept.close)


@functools.cache
def shared_sandbox(
    wanted: str = "auto", with_keras: bool = False, limits: Limits | None = None, hidden: tuple[Path, ...] = ()
) -> Sandbox:
    """Return the sandbox to grade in, of the `wanted` tier or the best; raises SandboxError if this machine has none.

    `with_keras` loads Keras, if it is installed, before the workers begin. The isolation is probed with the default
    limits and without Keras, whatever is requested. `hidden` is what no worker may see (see readable_paths.py).
    """
    if with_keras or limits is not None or hidden:
        found = shared_sandbox(wanted)
        modules = (*found.modules, *(KERAS if with_keras else ()))
        return replace(found, modules=modules, limits=limits or found.limits, hidden=hidden)
    if wanted in _probed:
        return _probed[wanted]
    remove_leftovers(worker_user())
    found = find_sandbox(_shared_library(), wanted=wanted)
    _probed[found.tier] = found
    return found


def begin(wanted: str = "auto") -> None:
    """Start the process of which the first workers are forked: it loads Python and NumPy while we load what we need.

    Whether the sandbox can be built is found out later, and said then.
    """
    tier = wanted if wanted != "auto" else "landlock" if bubblewrap.why_not() else "bubblewrap"
    if tier in TIERS:
        with contextlib.suppress(OSError):
            start_parent(Sandbox(tier, _shared_library()))


def forget_sandboxes() -> None:
    """Probe anew when a sandbox is next asked for."""
    shared_sandbox.cache_clear()
    _probed.clear()


@functools.cache
def _shared_library() -> Path:
    """Return the folder of the students' library."""
    _makers.append(os.getpid())
    return _kept.enter_context(student_library())


def remove_library(of: int) -> None:
    """Remove the folder of the students' library if that process made it, which has ended without doing so."""
    if _makers == [of]:
        _kept.close()


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
