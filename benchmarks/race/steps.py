"""One training step of ours, part by part, each timed in its place among the others, where it finds their caches."""

import statistics
from itertools import pairwise
from time import perf_counter

from race import ours
from race.limits import MatrixProducts

PARTS = ("picking rows", "forward", "loss", "backward", "optimizer")


class Step(ours.Training):
    """An epoch of steps, as `fit` does them."""

    def __init__(self, task):
        super().__init__(task)
        self.units = len(self.x) // task["batch"]  # steps: whole batches alone
        self.times = {part: [] for part in PARTS}

    def round(self):
        order, batch = self.rng.permutation(len(self.x)), self.task["batch"]
        for step in range(self.units):
            self.step(order[step * batch : (step + 1) * batch])

    def step(self, rows):
        """One step on these rows."""
        model, marks = self.model, [perf_counter()]
        x, labels = model.pick(self.x, rows), self.labels[rows]
        marks.append(perf_counter())
        z = model.forward(x, training=True)
        marks.append(perf_counter())
        _, dz = model.loss(labels, z)
        marks.append(perf_counter())
        model.backward(dz)
        marks.append(perf_counter())
        model.optimizer.apply(model.parameters, model.gradients)
        marks.append(perf_counter())
        for part, (start, end) in zip(PARTS, pairwise(marks), strict=True):
            self.times[part].append(end - start)

    def outcome(self):
        """The median seconds of each part."""
        return {part: statistics.median(times) for part, times in self.times.items()}


class StepInKeptArrays(Step):
    """The same with the library that keeps its work arrays."""

    library = ours.TrainingInKeptArrays.library


class StepWithNumba(Step):
    """The same with the library that Numba compiles."""

    library = ours.TrainingWithNumba.library


class Products(MatrixProducts):
    """The matrix products of a step alone."""

    def __init__(self, task):
        super().__init__(task)
        self.units = self.rows / self.batch
