"""Metrics: reported to people, not differentiated. Lists and integers are accepted too; NaN never counts as correct."""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import FINITE, as_floats, require_number, require_same_shape
from dlcourse.losses.categorical import class_indices


def accuracy(y_true: ArrayLike, y_pred: ArrayLike, threshold: float = 0.5) -> float:
    """Return the share of rows whose largest prediction is the true class, in [0, 1]; y_pred (N, K), any scores.

    y_pred may be probabilities or logits. y_true is one-hot (N, K), or class indices 0 … K − 1, (N,) or (N, 1). With
    one column, y_pred (N,) or (N, 1) is the probability of class 1, compared with `threshold`; for logits the threshold
    is 0, see `BinaryAccuracy`. In a tie the first class wins. Raises ValueError if the shapes do not match or a label
    is out of range, TypeError if y_true or y_pred is not an array of numbers.
    """
    y_true, y_pred = as_floats(y_true, "y_true"), as_floats(y_pred, "y_pred")
    if y_pred.ndim not in (1, 2):
        raise ValueError(f"y_pred: expected (N, K) or (N,). Received: shape {y_pred.shape}")
    rows, columns = y_pred.shape if y_pred.ndim == 2 else (len(y_pred), 1)
    if columns == 1:
        return BinaryAccuracy(threshold)(y_true, y_pred)
    if y_true.shape in ((rows,), (rows, 1)) and rows > 0:
        return np.mean(class_indices(y_true, y_pred) == y_pred.argmax(axis=-1))
    require_same_shape(y_true, y_pred)
    return np.mean(y_true.argmax(axis=-1) == y_pred.argmax(axis=-1))


class BinaryAccuracy:
    """Share of entries with [ŷ > threshold] = y, in [0, 1]: threshold 1/2 for probabilities, 0 for logits.

    Raises ValueError if `threshold` is not a finite number.
    """

    __name__ = "binary_accuracy"

    def __init__(self, threshold: float = 0.5) -> None:
        self.threshold = require_number(threshold, "BinaryAccuracy: threshold", FINITE)

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> float:
        """Return the share for y_true (0 and 1) and y_pred of the same shape.

        Raises ValueError if the shapes differ, TypeError if one is not an array of numbers.
        """
        y_true, y_pred = as_floats(y_true, "y_true"), as_floats(y_pred, "y_pred")
        require_same_shape(y_true, y_pred)
        return np.mean((y_pred > self.threshold) == (y_true > 0.5))


def mean_absolute_error(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """1/(N·K) Σ |ŷ − y|, in the units of y; both of the same shape.

    Raises ValueError if the shapes differ, TypeError if one is not an array of numbers.
    """
    y_true, y_pred = as_floats(y_true, "y_true"), as_floats(y_pred, "y_pred")
    require_same_shape(y_true, y_pred)
    return np.mean(np.abs(y_pred - y_true))
