"""The perceptron and its learning rule, the perceptron trick: only misclassified rows update the line.

Source: Rosenblatt (1958); the bound on the number of mistakes is Novikoff's (1962).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import (
    ABOVE_0,
    FINITE,
    as_float_array,
    require_generator,
    require_number,
    require_whole_number,
    short,
)


@dataclass(frozen=True)
class Update:
    """One update of the line: the misclassified row, its prediction, and the line afterwards."""

    epoch: int
    row: int
    y_pred: int
    w: np.ndarray
    b: float


class Perceptron:
    """ŷ = 1 if w·x + b ≥ 0, else 0: a line in two dimensions, a plane in three, a hyperplane in n.

    `inputs` is n; `w` (n,) and `b` start at 0 unless given; `learning_rate` η is above 0. Labels are 0 and 1. Raises
    ValueError if an argument is out of range, TypeError if `w` is not an array of numbers.
    """

    def __init__(self, inputs: int, learning_rate: float = 1.0, w: ArrayLike | None = None, b: float = 0.0) -> None:
        inputs = require_whole_number(inputs, "Perceptron: inputs", 1)
        self.w = np.zeros(inputs) if w is None else as_float_array(w, "w", np.float64).copy()
        if self.w.shape != (inputs,):
            raise ValueError(f"Perceptron: w: expected the shape ({inputs},). Received: {self.w.shape}")
        self.b = require_number(b, "Perceptron: b", FINITE)
        self.learning_rate = require_number(learning_rate, "Perceptron: learning_rate", ABOVE_0)

    def score(self, x: ArrayLike) -> np.ndarray | np.float64:
        """z = x·w + b; x (N, n) → (N,), or one row (n,) → a number. Its sign is the side of the line.

        Raises TypeError or ValueError if x is not such an array.
        """
        x = as_float_array(x, "x", np.float64)
        if x.ndim not in (1, 2) or x.shape[-1] != self.w.size:
            raise ValueError(f"x: expected (N, {self.w.size}) or ({self.w.size},). Received: shape {x.shape}")
        return x @ self.w + self.b

    def predict(self, x: ArrayLike) -> np.ndarray:
        """ŷ = 1 if the score is at least 0, else 0; x (N, n) → integers (N,). Raises the errors of `score`."""
        return (self.score(x) >= 0).astype(int)

    def update(self, x: ArrayLike, y: ArrayLike) -> int:
        """w ← w + η(y − ŷ)x, b ← b + η(y − ŷ), the perceptron trick on one row x (n,). Returns ŷ.

        Three cases in one rule: if ŷ is right, nothing changes; if a 1 is missed, w turns towards x; if a 0 is missed,
        away from x. Raises ValueError if y is not 0 or 1 or x is not (n,).
        """
        x, y = _rows_and_labels([x], [y], self.w.size)
        return self._turn(x[0], int(y[0]))

    def _turn(self, x, y):
        y_pred = 1 if x @ self.w + self.b >= 0 else 0
        self.w = self.w + self.learning_rate * (y - y_pred) * x
        self.b = self.b + self.learning_rate * (y - y_pred)  # the weight of an input that is always 1
        return y_pred

    def updates(
        self, x: ArrayLike, y: ArrayLike, epochs: int = 100, rng: np.random.Generator | None = None
    ) -> Iterator[Update]:
        """Yield each Update in at most `epochs` passes over the rows; end after an epoch without mistakes.

        `rng` shuffles the rows anew each epoch (None keeps their order). If the rows are not linearly separable, no
        epoch is without mistakes. Raises ValueError if a label is not 0 or 1, the numbers of rows differ, or `epochs`
        is not a whole number of at least 0, TypeError if x or y is not an array of numbers or `rng` is not a numpy
        Generator.
        """
        x, y, orders = self._prepared(x, y, epochs, rng)
        for epoch, order in enumerate(orders):
            clean = True
            for row in order:
                y_pred = self._turn(x[row], int(y[row]))
                if y_pred != y[row]:
                    clean = False
                    yield Update(epoch, int(row), y_pred, self.w.copy(), self.b)
            if clean:
                return

    def fit(self, x: ArrayLike, y: ArrayLike, epochs: int = 100, rng: np.random.Generator | None = None) -> list[int]:
        """Run all `updates`; return the number of mistakes in each epoch, 0 in the last if it converged."""
        x, y, orders = self._prepared(x, y, epochs, rng)
        counts: list[int] = []
        for order in orders:
            counts.append(self._epoch(x, y, order))
            if counts[-1] == 0:
                break
        return counts

    def _epoch(self, x, y, order):
        """Update on the rows in this order; return the number of mistakes."""
        return sum(self._turn(x[row], int(y[row])) != y[row] for row in order)

    def _prepared(
        self, x: ArrayLike, y: ArrayLike, epochs: int, rng: np.random.Generator | None
    ) -> tuple[np.ndarray, np.ndarray, Iterator[np.ndarray]]:
        """Return x, y and the order of the rows in each epoch; raise the errors of `updates`."""
        require_whole_number(epochs, "Perceptron: epochs", 0)
        if rng is not None:
            require_generator(rng)
        x, y = _rows_and_labels(x, y, self.w.size)
        orders = (np.arange(len(x)) if rng is None else rng.permutation(len(x)) for _ in range(epochs))
        return x, y, orders


def _rows_and_labels(x: Any, y: Any, inputs: int) -> tuple[np.ndarray, np.ndarray]:
    """Return x as floats (N, n) and y as integers (N,), 0 or 1; raise TypeError or ValueError if they are not."""
    x, labels = as_float_array(x, "x", np.float64), as_float_array(y, "y", np.float64)
    y = np.asarray(y)
    if x.ndim != 2 or x.shape[1] != inputs or y.shape != (len(x),):
        raise ValueError(f"x and y: expected (N, {inputs}) and (N,). Received: {x.shape} and {y.shape}")
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"y: expected labels 0 and 1. Received: {short(sorted(set(y.tolist())))}")
    return x, labels.astype(int)


def margin(x: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> float:
    """γ = min over rows of ±(w·x + b)/√(‖w‖² + b²), + for label 1: above 0 if the line separates the classes.

    The bias counts as the weight of an input that is always 1, as in the perceptron trick. Raises ValueError if w is
    not (n,), w and b are all 0, or there are no rows, and the errors of `Perceptron.fit`.
    """
    w, b = as_float_array(w, "w", np.float64), require_number(b, "margin: b", FINITE)
    x, y = _rows_and_labels(x, y, w.size)
    if w.ndim != 1 or len(x) == 0 or not (w.any() or b):
        expected = "w (n,), not w and b all 0, and rows at least 1"
        raise ValueError(f"margin: expected {expected}. Received: shape {w.shape} and {len(x)} rows")
    return float(((2 * y - 1) * (x @ w + b)).min() / math.sqrt(w @ w + b * b))


def mistake_bound(x: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> float:
    """(R/γ)², an upper bound on the mistakes of the perceptron trick on these rows from w = 0, in any order.

    R is the largest norm of a row (with its 1 for the bias), γ the `margin` of any line (w, b) that separates the
    classes: the wider the margin, the fewer the mistakes. η does not occur: from zero it only rescales the weights.
    Raises ValueError if the line does not separate the classes. Source: Novikoff (1962).
    """
    gamma = margin(x, y, w, b)
    if gamma <= 0:
        raise ValueError(f"mistake_bound: expected a line with all rows on their side. Received: margin {gamma:.3g}")
    longest = (as_float_array(x, "x", np.float64) ** 2).sum(axis=1).max() + 1  # R²
    return float(longest / gamma**2)
