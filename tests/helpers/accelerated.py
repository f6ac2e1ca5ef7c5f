"""Put the classes of an accelerated package in the reference's places, so that the reference's own tests run on them.

`python -m pytest -p accelerated …` with DLCOURSE_TEST_ACCELERATED=numpy or numba, and tests/ on the path.
"""

import importlib
import os

import dlcourse
import dlcourse.losses
import dlcourse.model
import dlcourse.optimizers

accelerated = importlib.import_module(f"dlcourse.accel.{os.environ['DLCOURSE_TEST_ACCELERATED']}")
replaced = []
for name in dlcourse.__all__:
    ours, theirs = getattr(dlcourse, name), getattr(accelerated, name)
    if ours is not theirs:
        replaced.append(name)
        for module in (dlcourse, dlcourse.losses, dlcourse.model, dlcourse.optimizers):
            if vars(module).get(name) is ours:
                setattr(module, name, theirs)


def pytest_report_header():
    """Say what is tested."""
    return f"in the reference's places, from {accelerated.__name__}: {', '.join(replaced)}"
