"""One sandbox for the life of this program: the library is laid out and the walls are tried once."""

import atexit
import contextlib
import functools
from dataclasses import replace

from dlcourse.grading.sandbox import Limits, Sandbox, find_sandbox, student_library

_kept = contextlib.ExitStack()
atexit.register(_kept.close)


@functools.cache
def shared_sandbox(unsandboxed: bool = False, with_checks: bool = False, limits: Limits | None = None) -> Sandbox:
    """The sandbox to grade in; raises SandboxError where this machine has none and none was asked for."""
    library = _kept.enter_context(student_library(with_checks))
    if with_checks:  # the same walls, tried without the checks inside
        return replace(shared_sandbox(unsandboxed, limits=limits), library=library)
    return find_sandbox(library, limits, unsandboxed)
