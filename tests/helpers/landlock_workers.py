"""Workers in the tier "landlock", for the tests of it."""

import contextlib

import pytest

from dlcourse.grading.limits import Limits
from dlcourse.grading.remote import Worker
from dlcourse.grading.sandbox import Sandbox
from dlcourse.grading.shared import shared_sandbox

needs_landlock = pytest.mark.needs_tier("landlock")


@contextlib.contextmanager
def working(**limits):
    """A worker, of Limits that are smaller than usual."""
    worker = Worker(Sandbox("landlock", shared_sandbox("landlock").library, Limits(seconds=10, **limits)))
    try:
        yield worker
    finally:
        worker.kill()
