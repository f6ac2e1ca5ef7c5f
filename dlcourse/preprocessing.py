"""Preprocessing: one-hot labels, train/test split, feature scaling, mini-batches."""

from collections.abc import Iterator
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import ABOVE_0, as_float_array, require_generator, require_number, require_whole_number, short


def one_hot(labels: ArrayLike, classes: int) -> np.ndarray:
    """Y[n, labels[n]] = 1, all else 0; class indices labels (N,) in 0 … classes − 1 → (N, classes).

    Raises ValueError if a label is out of range or `classes` is not a whole number of at least 1, TypeError if the
    labels are not integers (N,).
    """
    classes = require_whole_number(classes, "classes", 1)
    labels = _as_array(labels, "labels", "whole numbers (N,)")
    if labels.dtype.kind not in "iu" or labels.ndim != 1:
        raise TypeError(f"labels: expected whole numbers (N,). Received: {labels.dtype} of shape {labels.shape}")
    if labels.size and not (labels.min() >= 0 and labels.max() < classes):
        raise ValueError(
            f"labels: expected 0 … {classes - 1}, counted from 0. Received: {labels.min()} … {labels.max()}"
        )
    return np.eye(classes)[labels]


def train_test_split(
    x: ArrayLike, y: ArrayLike, test_size: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Shuffle the rows of x and y together and split off a test set; return x_train, y_train, x_test, y_test.

    `test_size` is a share in (0, 1) or a number of rows. Raises ValueError if either part would be empty or x and y
    have unequal numbers of rows, TypeError if x or y is not an array or `rng` is not a numpy Generator.
    """
    require_generator(rng)
    x, y = _as_array(x, "x", "rows (N, …)"), _as_array(y, "y", "rows (N, …)")
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y):
        raise ValueError(f"x and y: expected as many rows in both. Received: {x.shape[:1]} and {y.shape[:1]}")
    size = require_number(test_size, "train_test_split: test_size", ABOVE_0, ": a share below 1 or a number of rows")
    if size >= 1 and size % 1:
        raise ValueError(f"test_size: expected a share below 1 or a number of rows. Received: {test_size}")
    test_rows = round(size * len(x)) if size < 1 else int(size)
    if not 0 < test_rows < len(x):
        raise ValueError(f"test_size: expected to leave rows in both parts of {len(x)}. Received: {test_size}")
    order = rng.permutation(len(x))
    train, test = order[test_rows:], order[:test_rows]
    return x[train], y[train], x[test], y[test]


def _as_array(value: ArrayLike, what: str, expected: str) -> np.ndarray:
    """Return the value as an array; raise TypeError if its rows have unequal lengths."""
    try:
        return np.asarray(value)
    except ValueError:
        raise TypeError(f"{what}: expected {expected}. Received: {short(value)}") from None


class Scaler:
    """x' = (x − offset) / spread by column: `fit` measures both on the training rows, `transform` applies them to any.

    A column that is constant in the training rows is divided by 1, so that it becomes 0 there, never NaN. Rows are
    x (N, n); float32 stays float32, integers become float64. Raises ValueError if x has another shape or holds NaN or
    infinity, RuntimeError if `transform` is called before `fit`.
    """

    def __init__(self) -> None:
        self.offset: Any = None
        self.spread: Any = None

    def measure(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the offset and the spread of each column, both (n,)."""
        raise NotImplementedError

    def fit(self, x: ArrayLike) -> Self:
        """Measure offset and spread on the training rows x (N, n); return the scaler."""
        x = self._rows(x)
        offset, spread = self.measure(x)
        constant = x.max(axis=0) == x.min(axis=0)  # rounding may give it a tiny spread
        self.offset = np.where(constant, x[0], offset)
        self.spread = np.where(constant, 1, spread).astype(x.dtype)
        return self

    def transform(self, x: ArrayLike) -> np.ndarray:
        """(x − offset) / spread, as measured by `fit`; x itself is not changed."""
        x = self._fitted_rows(x)
        return (x - self.offset.astype(x.dtype)) / self.spread.astype(x.dtype)

    def fit_transform(self, x: ArrayLike) -> np.ndarray:
        """Fit to the training rows x (N, n), then transform them."""
        return self.fit(x).transform(x)

    def inverse_transform(self, x: ArrayLike) -> np.ndarray:
        """x · spread + offset: back to the units of the training rows."""
        x = self._fitted_rows(x)
        return x * self.spread.astype(x.dtype) + self.offset.astype(x.dtype)

    def _rows(self, x: ArrayLike) -> np.ndarray:
        x = as_float_array(x, "x")
        if x.ndim != 2 or 0 in x.shape:
            raise ValueError(f"x: expected rows (N, n), N and n at least 1. Received: shape {x.shape}")
        return x

    def _fitted_rows(self, x: ArrayLike) -> np.ndarray:
        if self.offset is None:
            raise RuntimeError(f"{type(self).__name__}: call fit(x_train) first")
        x = self._rows(x)
        if x.shape[1] != len(self.offset):
            raise ValueError(f"x: expected {len(self.offset)} columns, as in fit. Received: shape {x.shape}")
        return x


class StandardScaler(Scaler):
    """x' = (x − μ) / σ: training columns get mean 0 and standard deviation 1; σ² = 1/N Σ (x − μ)², as in scikit-learn.

    Raises ValueError if x is not an array of rows (N, n), RuntimeError before `fit`.
    """

    def measure(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return μ and σ of each column."""
        return x.mean(axis=0), x.std(axis=0)


class MinMaxScaler(Scaler):
    """x' = (x − min) / (max − min): each training column spans [0, 1]; other rows may fall outside.

    Raises ValueError if x is not an array of rows (N, n), RuntimeError before `fit`.
    """

    def measure(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return min and max − min of each column."""
        return x.min(axis=0), x.max(axis=0) - x.min(axis=0)


def minibatches(rows: int, batch_size: int | None, rng: np.random.Generator | None = None) -> Iterator[Any]:
    """Yield the row indices of each mini-batch of one epoch; the last one may be smaller. `rng` shuffles them.

    `batch_size` None takes all rows at once. Raises ValueError if `batch_size` is not a whole number of at least 1 or
    `rows` not one of at least 0, TypeError if `rng` is not a numpy Generator.
    """
    rows = require_whole_number(rows, "rows", 0)
    if batch_size is None:
        batch_size = max(rows, 1)
    require_whole_number(batch_size, "batch_size", 1)
    if rng is not None:
        require_generator(rng)
    order = np.arange(rows) if rng is None else rng.permutation(rows)
    for start in range(0, rows, batch_size):
        yield order[start : start + batch_size]
