"""Metrics: numbers for people, not for gradients."""

import numpy as np

from dlcourse.validation import require_same_shape


def accuracy(y_true, y_pred):
    """The share of rows whose largest prediction is the true class, in [0, 1]; both (N, K), y_true one-hot.

    With one column, y_pred is a probability and its threshold is 1/2. Raises ValueError where the shapes differ.
    """
    require_same_shape(y_true, y_pred)
    if y_pred.shape[-1] == 1:
        return np.mean((y_pred > 0.5) == (y_true > 0.5))
    return np.mean(y_true.argmax(axis=-1) == y_pred.argmax(axis=-1))
