"""Metrics: numbers for people, not for gradients. Lists and whole numbers do as well as arrays; NaN is never right."""

import numpy as np

from dlcourse._validation import FINITE, as_floats, require_number, require_same_shape
from dlcourse.losses.categorical import class_numbers


def accuracy(y_true, y_pred, threshold=0.5):
    """The share of rows whose largest prediction is the true class, in [0, 1]; y_pred (N, K), probabilities or logits.

    y_true is one-hot (N, K), or labels 0 … K − 1, (N,) or (N, 1). With one column, y_pred (N,) or (N, 1) is the
    probability of class 1, above `threshold`; for logits the threshold is 0, see `BinaryAccuracy`. With a tie the first
    class wins. Raises ValueError where the shapes do not fit and for labels out of range, TypeError for what are no
    numbers.
    """
    y_true, y_pred = as_floats(y_true, "y_true"), as_floats(y_pred, "y_pred")
    if y_pred.ndim not in (1, 2):
        raise ValueError(f"y_pred: expected (N, K) or (N,). Received: shape {y_pred.shape}")
    rows, columns = y_pred.shape if y_pred.ndim == 2 else (len(y_pred), 1)
    if columns == 1:
        return BinaryAccuracy(threshold)(y_true, y_pred)
    if y_true.shape in ((rows,), (rows, 1)) and rows > 0:
        return np.mean(class_numbers(y_true, y_pred) == y_pred.argmax(axis=-1))
    require_same_shape(y_true, y_pred)
    return np.mean(y_true.argmax(axis=-1) == y_pred.argmax(axis=-1))


class BinaryAccuracy:
    """The share of entries where [ŷ > threshold] = y, in [0, 1]: threshold 1/2 for probabilities, 0 for logits.

    Raises ValueError for a threshold that is no finite number.
    """

    __name__ = "binary_accuracy"

    def __init__(self, threshold=0.5):
        self.threshold = require_number(threshold, "BinaryAccuracy: threshold", FINITE)

    def __call__(self, y_true, y_pred):
        """Both of one shape, y_true of 0 and 1; raises ValueError where the shapes differ, TypeError for no numbers."""
        y_true, y_pred = as_floats(y_true, "y_true"), as_floats(y_pred, "y_pred")
        require_same_shape(y_true, y_pred)
        return np.mean((y_pred > self.threshold) == (y_true > 0.5))


def mean_absolute_error(y_true, y_pred):
    """1/(N·K) Σ |ŷ − y|, in the units of y; both of one shape.

    Raises ValueError where the shapes differ, TypeError for what are no numbers.
    """
    y_true, y_pred = as_floats(y_true, "y_true"), as_floats(y_pred, "y_pred")
    require_same_shape(y_true, y_pred)
    return np.mean(np.abs(y_pred - y_true))
