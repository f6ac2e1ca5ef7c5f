"""From raw rows to what a network takes: one-hot labels, a test set kept aside, mini-batches."""

import numpy as np


def one_hot(labels, classes):
    """Y[n, labels[n]] = 1, all else 0; labels (N,) of whole numbers in 0 … classes − 1 → (N, classes).

    Raises ValueError for a label out of range, TypeError for labels that are not whole numbers.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu" or labels.ndim != 1:
        raise TypeError(f"labels: expected whole numbers (N,). Received: {labels.dtype} of shape {labels.shape}")
    if labels.size and not (labels.min() >= 0 and labels.max() < classes):
        raise ValueError(
            f"labels: expected 0 … {classes - 1}, counted from 0. Received: {labels.min()} … {labels.max()}"
        )
    return np.eye(classes)[labels]


def train_test_split(x, y, test_size, rng):
    """Shuffle the rows of x and y together and cut off `test_size` of them: x_train, y_train, x_test, y_test.

    `test_size` is a share in (0, 1) or a number of rows; raises ValueError where either part would be empty.
    """
    if len(x) != len(y):
        raise ValueError(f"x and y: expected as many rows in both. Received: {len(x)} and {len(y)}")
    test_rows = round(test_size * len(x)) if 0 < test_size < 1 else int(test_size)
    if not 0 < test_rows < len(x):
        raise ValueError(f"test_size: expected to leave rows in both parts of {len(x)}. Received: {test_size}")
    order = rng.permutation(len(x))
    train, test = order[test_rows:], order[:test_rows]
    return x[train], y[train], x[test], y[test]


def minibatches(rows, batch_size, rng=None):
    """Yield the row numbers of each mini-batch of one epoch; the last one may be smaller. `rng` shuffles them.

    Raises ValueError where `batch_size` is no whole number of at least 1.
    """
    if not isinstance(batch_size, (int, np.integer)) or batch_size < 1:
        raise ValueError(f"batch_size: expected a whole number of at least 1. Received: {batch_size!r}")
    order = np.arange(rows) if rng is None else rng.permutation(rows)
    for start in range(0, rows, batch_size):
        yield order[start : start + batch_size]
