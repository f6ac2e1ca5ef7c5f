"""Compiled loops over rows, those of `dlcourse.classical`.

The first call of each loop compiles it and caches the machine code on disk, see `compiled`. On a server CPU, by
`python benchmarks/first_call.py`: import of Numba 0.25 s, a call that compiles 0.8 s, the first call in a later process
0.45 s, which is Numba's own start, once for all loops.
"""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse.accel.numba.compiled import compiled
from dlcourse.classical import nine_parameters as by_hand
from dlcourse.classical import perceptron

regression_loop = compiled(by_hand.regression_loop)
classification_loop = compiled(by_hand.classification_loop)


def train_by_hand(
    parameters: ArrayLike,
    x: ArrayLike,
    y: ArrayLike,
    learning_rate: float = 0.01,
    epochs: int = 1,
    classify: bool = False,
) -> tuple[np.ndarray, list[float]]:
    """θ ← θ − η ∂L/∂θ, row by row: returns and raises what `dlcourse.classical.nine_parameters.train_by_hand` does.

    Regression gives the same numbers bit for bit, classification up to the rounding of e^x, ln and tanh.

    - `parameters`: the nine at the start, (9,).
    - `x`: inputs, (N, 2), N at least 1.
    - `y`: targets, (N,) or (N, 1).
    - `learning_rate`: η, above 0.
    - `epochs`: passes over the rows, a whole number of at least 0.
    - `classify`: whether all units are sigmoids and y labels in [0, 1], with the binary cross-entropy.
    """
    nine, columns, learning_rate, epochs = by_hand.checked(parameters, x, y, learning_rate, epochs, classify)
    loop = classification_loop if classify else regression_loop
    nine, losses = loop(nine, *columns, learning_rate, epochs)
    return np.array(nine), losses


def _epoch_loop(x, y, order, w, b, learning_rate):
    """Apply the perceptron trick of `dlcourse.Perceptron` to the rows in this order; w is updated in place.

    Returns b and the number of mistakes.
    """
    mistakes = 0
    for row in order:
        z = 0.0
        for i in range(len(w)):
            z += x[row, i] * w[i]
        y_pred = 1 if z + b >= 0 else 0
        if y_pred != y[row]:
            step = learning_rate * (y[row] - y_pred)
            for i in range(len(w)):
                w[i] += step * x[row, i]
            b += step
            mistakes += 1
    return b, mistakes


epoch_loop = compiled(_epoch_loop)


class Perceptron(perceptron.Perceptron):
    """ŷ = 1 if w·x + b ≥ 0, else 0: `dlcourse.Perceptron` with compiled epochs of `fit`.

    Arguments, results and errors are the same; so is the line, bit for bit, unless a row lies on a line up to the
    rounding of w·x.
    """

    def _epoch(self, x, y, order):
        w = self.w.copy()
        self.b, mistakes = epoch_loop(x, y, order, w, float(self.b), float(self.learning_rate))
        self.w = w
        return mistakes

    def _prepared(self, x, y, epochs, rng):
        x, y, orders = super()._prepared(x, y, epochs, rng)
        return np.array(x, order="C"), np.array(y), orders  # one memory layout, so that it is compiled only once
