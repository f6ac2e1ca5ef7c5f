"""Metrics: numbers for people, not for gradients."""

import numpy as np

from dlcourse.validation import require_same_shape


def accuracy(y_true, y_pred, threshold=0.5):
    """The share of rows whose largest prediction is the true class, in [0, 1]; y_pred (N, K), probabilities or logits.

    y_true is one-hot (N, K), or labels 0 … K − 1, (N,) or (N, 1). With one column, y_pred (N, 1) is the probability of
    class 1, above `threshold`; for logits the threshold is 0, see `BinaryAccuracy`. With a tie the first class wins.
    Raises ValueError where the shapes do not fit.
    """
    rows, columns = y_pred.shape if y_pred.ndim == 2 else (len(y_pred), 1)
    if columns == 1:
        require_same_shape(y_true, y_pred)
        return np.mean((y_pred > threshold) == (y_true > 0.5))
    if y_true.shape in ((rows,), (rows, 1)) and rows > 0:
        return np.mean(y_true.reshape(rows) == y_pred.argmax(axis=-1))
    require_same_shape(y_true, y_pred)
    return np.mean(y_true.argmax(axis=-1) == y_pred.argmax(axis=-1))


class BinaryAccuracy:
    """The share of entries where [ŷ > threshold] = y, in [0, 1]: threshold 1/2 for probabilities, 0 for logits."""

    __name__ = "binary_accuracy"

    def __init__(self, threshold=0.5):
        self.threshold = threshold

    def __call__(self, y_true, y_pred):
        """Both of one shape, y_true of 0 and 1; raises ValueError where the shapes differ."""
        require_same_shape(y_true, y_pred)
        return np.mean((y_pred > self.threshold) == (y_true > 0.5))


def mean_absolute_error(y_true, y_pred):
    """1/(N·K) Σ |ŷ − y|, in the units of y; both of one shape. Raises ValueError where the shapes differ."""
    require_same_shape(y_true, y_pred)
    return np.mean(np.abs(y_pred - y_true))
