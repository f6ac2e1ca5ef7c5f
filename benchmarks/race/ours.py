"""Training with dlcourse: the reference, the same in arrays that are kept, and compiled by Numba."""

import importlib
from itertools import pairwise

import numpy as np

from race.tasks import LEARNING_RATES, first_weights, loss_of, rows_of


def network(library, task):
    """The task's network with the first weights, compiled."""
    rng = np.random.default_rng(0)
    layers = []
    for fan_in, units in pairwise(task["sizes"]):
        layers += [library.Dense(fan_in, units, rng), library.ReLU()]
    model = library.Sequential(layers[:-1], dtype=task["dtype"])
    for layer, (W, _) in zip(dense_layers(model), first_weights(task), strict=True):
        layer.W[...] = W
    optimizer = {"adam": library.Adam, "sgd": library.SGD}[task["optimizer"]](LEARNING_RATES[task["optimizer"]])
    return model.compile(optimizer, library.SparseCategoricalCrossentropy(from_logits=True))


def dense_layers(model):
    """The layers that have a W, first to last."""
    return [layer for layer in model.layers if hasattr(layer, "W")]


class Training:
    """An epoch by `fit`."""

    library = "dlcourse"

    def __init__(self, task):
        self.task, self.rng = task, np.random.default_rng(2)
        self.model = network(importlib.import_module(self.library), task)
        self.x, self.labels = rows_of(task)

    def round(self):
        self.model.fit(self.x, self.labels, batch_size=self.task["batch"], rng=self.rng, verbose=False)

    def outcome(self):
        """The loss before and after."""
        after = [(layer.W, layer.b) for layer in dense_layers(self.model)]
        return [loss_of(weights, self.x, self.labels) for weights in (first_weights(self.task), after)]


class TrainingInKeptArrays(Training):
    """The same with the library that keeps its work arrays, NumPy alone too."""

    library = "dlcourse.accel.numpy"


class TrainingWithNumba(Training):
    """The same with the library that Numba compiles."""

    library = "dlcourse.accel.numba"
