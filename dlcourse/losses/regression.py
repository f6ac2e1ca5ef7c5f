"""Losses for numbers: mean squared error, mean absolute error, and Huber's, which is both."""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import ABOVE_0, require_number
from dlcourse.losses._inputs import entries


class MeanSquaredError:
    """L = 1/(N·K) Σₙ Σₖ (ŷₙₖ − yₙₖ)². Far rows count most: one outlier can bend a whole fit.

    In squared units of y. Raises TypeError for anything but an array of numbers, ValueError where the two shapes differ
    or are empty.
    """

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L (a number) and ∂L/∂ŷ = 2(ŷ − y)/(N·K), both for arrays of shape (N, K) or (N,)."""
        y_true, y_pred = entries(y_true, y_pred)
        error = y_pred - y_true  # (N, K)
        return np.mean(error**2), 2 * error / error.size


class MeanAbsoluteError:
    """L = 1/(N·K) Σₙ Σₖ |ŷₙₖ − yₙₖ|. Each row pulls equally hard, however far out it lies.

    In units of y. Raises TypeError for anything but an array of numbers, ValueError where the two shapes differ or are
    empty.
    """

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L and ∂L/∂ŷ = sign(ŷ − y)/(N·K), for (N, K) or (N,); at the kink ŷ = y the gradient is 0."""
        y_true, y_pred = entries(y_true, y_pred)
        error = y_pred - y_true  # (N, K)
        return np.mean(np.abs(error)), np.sign(error) / error.size


class Huber:
    """L = 1/(N·K) Σ {½ e² where |e| ≤ δ, δ|e| − ½ δ² elsewhere}, e = ŷ − y: squared when near, absolute when far.

    δ = `delta` > 0; the two pieces meet at |e| = δ with equal value and slope. Raises ValueError for a δ that is not
    above 0 and where the two shapes differ or are empty, TypeError for anything but an array of numbers. Source: Huber
    (1964).
    """

    def __init__(self, delta: float = 1.0) -> None:
        self.delta = require_number(delta, "Huber: delta", ABOVE_0)

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L and ∂L/∂ŷ = clip(e, −δ, δ)/(N·K), for (N, K) or (N,)."""
        y_true, y_pred = entries(y_true, y_pred)
        error, delta = y_pred - y_true, self.delta  # (N, K)
        near, far = np.minimum(np.abs(error), delta), np.maximum(np.abs(error) - delta, 0)
        return np.mean(near**2 / 2 + delta * far), np.clip(error, -delta, delta) / error.size
