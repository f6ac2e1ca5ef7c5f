"""Importing, in a fresh interpreter each time, and the first call of what Numba compiles."""

import os
import subprocess
import sys
import tempfile

FIRST_CALL = """
import time
import numpy as np
import dlcourse.accel.numba as fast
rng = np.random.default_rng(0)
model = fast.Sequential([fast.Dense(784, 128, rng), fast.ReLU(), fast.Dense(128, 10, rng)])
model.compile(fast.Adam(), fast.SparseCategoricalCrossentropy(from_logits=True))
x, y = rng.random((64, 784), dtype=np.float32), rng.integers(0, 10, 64)
start = time.perf_counter()
model.fit(x, y, batch_size=32, rng=rng, verbose=False)
print(time.perf_counter() - start)
"""


def printed_by(code, **variables):
    """The number that the code prints; raises RuntimeError with the last line of its error."""
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return float(done.stdout.split()[-1])


class Import:
    """The processor time of an interpreter that imports one module and nothing else."""

    module = "numpy"

    def __init__(self, task):
        self.code = f"import time, {self.module}; print(time.process_time())"

    def round(self):
        return printed_by(self.code, KERAS_BACKEND="jax")

    def outcome(self):
        return True


class Dlcourse(Import):
    module = "dlcourse"


class DlcourseWithNumba(Import):
    module = "dlcourse.accel.numba"


class Torch(Import):
    module = "torch"


class Jax(Import):
    module = "jax"


class Keras(Import):
    module = "keras"


class ScikitLearn(Import):
    module = "sklearn.neural_network"


class FirstFit:
    """The first two steps of the first `fit`, its machine code read from the disk."""

    def __init__(self, task):
        self.folder = tempfile.TemporaryDirectory(prefix="compiled-")
        printed_by(FIRST_CALL, NUMBA_CACHE_DIR=self.folder.name)

    def round(self):
        return printed_by(FIRST_CALL, NUMBA_CACHE_DIR=self.folder.name)

    def outcome(self):
        return True


class FirstFitCompiling(FirstFit):
    """The same where nothing was compiled before."""

    def round(self):
        with tempfile.TemporaryDirectory(prefix="compiled-") as empty:
            return printed_by(FIRST_CALL, NUMBA_CACHE_DIR=empty)
