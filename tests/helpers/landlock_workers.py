"""Workers in the tier "landlock", for the tests of it."""

import contextlib

import pytest

from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.remote import Worker
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.tiers import Sandbox

needs_landlock = pytest.mark.needs_tier("landlock")


@contextlib.contextmanager
def working(**limits):
    """A worker, of Limits that are smaller than usual."""
    worker = Worker(Sandbox("landlock", shared_sandbox("landlock").library, Limits(seconds=10, **limits)))
    try:
        yield worker
    finally:
        worker.kill()
