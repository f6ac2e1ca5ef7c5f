"""One training step of ours, part by part, each timed in its place among the others, where it finds their caches."""

import importlib
import statistics
import time

import numpy as np

from race.limits import MatrixProducts
from race.ours import network
from race.tasks import rows_of

PARTS = ("picking rows", "forward", "loss", "backward", "optimizer")


class Step:
    """An epoch of steps, as `fit` does them."""

    library = "dlcourse"

    def __init__(self, task):
        self.model = network(importlib.import_module(self.library), task)
        self.x, self.labels = rows_of(task)
        self.rng, self.batch = np.random.default_rng(2), task["batch"]
        self.units = len(self.x) // self.batch  # steps: whole batches alone
        self.times = {part: [] for part in PARTS}

    def round(self):
        order = self.rng.permutation(len(self.x))
        for step in range(self.units):
            self.step(order[step * self.batch : (step + 1) * self.batch])

    def step(self, rows):
        """One step on these rows."""
        model, clock = self.model, time.perf_counter
        start = clock()
        x, labels = model.pick(self.x, rows), self.labels[rows]
        picked = clock()
        z = model.forward(x, training=True)
        forward = clock()
        _, dz = model.loss(labels, z)
        loss = clock()
        model.backward(dz)
        backward = clock()
        model.optimizer.apply(model.parameters, model.gradients)
        end = clock()
        ends = (picked, forward, loss, backward, end)
        for part, since, until in zip(PARTS, (start, *ends), ends, strict=False):
            self.times[part].append(until - since)

    def outcome(self):
        """The median seconds of each part."""
        return {part: statistics.median(times) for part, times in self.times.items()}


class StepInKeptArrays(Step):
    """The same with the library that keeps its work arrays."""

    library = "dlcourse.accel.numpy"


class StepWithNumba(Step):
    """The same with the library that Numba compiles."""

    library = "dlcourse.accel.numba"


class Products(MatrixProducts):
    """The matrix products of a step alone."""

    def __init__(self, task):
        super().__init__(task)
        self.units = self.rows / self.batch
