"""The gradient check of a network of some 10,000 parameters in float64, by dlcourse."""

from itertools import pairwise

import numpy as np

from dlcourse import SGD, Dense, ReLU, Sequential, SparseCategoricalCrossentropy, check_model
from race.tasks import first_weights

SIZES = (64, 128, 16, 10)  # 10,554 parameters


def checked_network():
    """[(W, b), …] in float64."""
    return first_weights({"sizes": SIZES, "dtype": "float64"})


def few_rows():
    """x (16, 64) and labels (16,)."""
    rng = np.random.default_rng(3)
    return rng.standard_normal((16, SIZES[0])), rng.integers(0, SIZES[-1], 16)


class EveryParameter:
    """`check_model` with every parameter looked at."""

    directions = None

    def __init__(self, task):
        rng = np.random.default_rng(0)
        layers = [each for a, b in pairwise(SIZES) for each in (Dense(a, b, rng), ReLU())][:-1]
        self.model = Sequential(layers, dtype=np.float64)
        self.model.parameters[:] = np.concatenate([each.ravel() for layer in checked_network() for each in layer])
        self.model.compile(SGD(), SparseCategoricalCrossentropy(from_logits=True))
        self.check = None

    def round(self):
        self.check = check_model(self.model, *few_rows(), directions=self.directions, rng=np.random.default_rng(4))

    def outcome(self):
        """Whether the gradients agree."""
        return bool(self.check.passed)


class Directions(EveryParameter):
    """`check_model` as it comes: 20 random directions tell whether anything is wrong."""

    directions = 20
