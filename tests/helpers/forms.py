"""The forms in which one thing of the library exists: the reference's, and Numba's where Numba is installed."""

from importlib import import_module
from importlib.util import find_spec

import pytest

needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed: dlcourse[numba]")


def forms(module, name):
    """Parameters for pytest: functions that return `name` of the reference's module and of `dlcourse.accel.numba`."""
    homes = {"reference": (module, ()), "numba": ("dlcourse.accel.numba", (needs_numba,))}
    return [
        pytest.param(lambda home=home: getattr(import_module(home), name), id=form, marks=marks)
        for form, (home, marks) in homes.items()
    ]
