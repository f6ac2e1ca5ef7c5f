"""Losses of a score f whose sign is the prediction, for labels −1 and +1: the perceptron's, and hinge.

y f is the margin: above 0 where the row is on its side of the line, the larger the farther from it.
"""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse.losses._inputs import entries


class PerceptronLoss:
    """L = 1/(N·K) Σ max(0, −y f), y = ±1: rows on the right side cost nothing, the others the size of their score.

    Gradient descent on it, row by row, is the perceptron trick. Raises TypeError for anything but an array of numbers,
    ValueError where the shapes differ or are empty and for labels other than −1 and 1. Source: Rosenblatt (1958).
    """

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L and ∂L/∂f = −y [y f ≤ 0]/(N·K), for scores f of shape (N, K) or (N,).

        At the kink y f = 0 it is −y/(N·K), as in scikit-learn: with 0 there, weights of 0 would never move. Raises
        ValueError for labels other than −1 and 1.
        """
        y, f = entries(y_true, y_pred)
        _require_signs(y)
        return np.mean(np.maximum(-y * f, 0)), -y * (y * f <= 0) / f.size


class Hinge:
    """L = 1/(N·K) Σ max(0, 1 − y f), y = ±1: a row costs until it is on its side with a margin of 1.

    The loss of the linear support vector machine (Cortes and Vapnik 1995). Raises TypeError for anything but an array
    of numbers, ValueError where the shapes differ or are empty and for labels other than −1 and 1.
    """

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L and ∂L/∂f = −y [y f < 1]/(N·K), for scores f of shape (N, K) or (N,); at the kink y f = 1 it is 0.

        Raises ValueError for labels other than −1 and 1 (Keras quietly turns 0 and 1 into them).
        """
        y, f = entries(y_true, y_pred)
        _require_signs(y)
        return np.mean(np.maximum(1 - y * f, 0)), -y * (y * f < 1) / f.size


def _require_signs(y):
    """Raise ValueError unless all labels are −1 or 1; where they are 0 and 1, say how to turn them."""
    wrong = y[y * y != 1]
    if wrong.size == 0:
        return
    if float(np.abs(y * (1 - y)).max()) == 0:
        raise ValueError("y_true: expected labels −1 and 1. Received: labels 0 and 1; 2 * y_true - 1 turns them")
    raise ValueError(f"y_true: expected labels −1 and 1. Received: {float(wrong[0]):g}")
