"""Adam alone, on one long vector, by dlcourse."""

import importlib

import numpy as np


def vectors(task):
    """Parameters and gradients, float32."""
    rng = np.random.default_rng(0)
    return [rng.standard_normal(task["parameters"], dtype=np.float32) for _ in range(2)]


class Step:
    """One step over all parameters."""

    library = "dlcourse"

    def __init__(self, task):
        self.units = task["parameters"]
        self.parameters, self.gradients = vectors(task)
        self.first = self.parameters[:5].copy()
        self.optimizer = importlib.import_module(self.library).Adam(0.001)

    def round(self):
        self.optimizer.apply(self.parameters, self.gradients)

    def outcome(self):
        """How far the first parameters have gone, in steps of η: the gradient stays the same, so 1 for each step."""
        steps = np.abs(self.parameters[:5] - self.first) / 0.001 / self.optimizer.step
        return steps.astype(float).round(3).tolist()


class StepInKeptArrays(Step):
    """The same with the library that keeps its work arrays."""

    library = "dlcourse.accel.numpy"


class StepWithNumba(Step):
    """The same with the library that Numba compiles."""

    library = "dlcourse.accel.numba"
