"""The edge of all losses: arrays of floats of one shape, labels and probabilities where they belong.

What a check asks of an array it asks as a number (`float(…)`), so that it holds for an array on a device too.
"""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import as_floats, require_same_shape


def entries(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Both as arrays of floats of y_pred's type; raises ValueError unless they have one shape and some entries."""
    y_true, y_pred = as_floats(y_true, "y_true"), as_floats(y_pred, "y_pred")
    require_same_shape(y_true, y_pred)
    same = y_true.dtype == y_pred.dtype or y_pred.dtype.kind == "c"  # complex: a gradient check's imaginary step
    return y_true if same else y_true.astype(y_pred.dtype), y_pred


def rows(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """As `entries`, and both (N, K): a flat (K,) would be taken for K rows."""
    y_true, y_pred = as_floats(y_true, "y_true"), as_floats(y_pred, "y_pred")
    if y_true.ndim == 1 and y_pred.ndim == 2:
        raise ValueError(
            f"y_true and y_pred: expected the same shape. Received: {y_true.shape} and {y_pred.shape}; "
            "class indices (N,) go with SparseCategoricalCrossentropy, or through one_hot"
        )
    y_true, y_pred = entries(y_true, y_pred)
    if y_pred.ndim != 2:
        raise ValueError(f"y_true and y_pred: expected rows (N, K). Received: shape {y_pred.shape}")
    return y_true, y_pred


def require_distributions(y_true: np.ndarray) -> None:
    """Raise ValueError unless no entry is below 0 and each row sums to 1, to 0.001."""
    entries, sums = y_true.real, y_true.real.sum(axis=-1)
    if float(entries.min()) < 0 or float(sums.min()) < 0.999 or float(sums.max()) > 1.001:
        raise ValueError(
            "y_true: expected rows of shares that sum to 1, such as one-hot rows. Received: entries from "
            f"{float(entries.min()):.3g} to {float(entries.max()):.3g}, and row sums from "
            f"{float(sums.min()):.3g} to {float(sums.max()):.3g}"
        )


def require_unit_interval(values: np.ndarray, what: str, expected: str) -> None:
    """Raise ValueError where a value is below 0 or above 1, and say what was expected; NaN passes."""
    low, high = float(values.real.min()), float(values.real.max())
    if low < 0 or high > 1:
        raise ValueError(f"{what}: expected {expected}. Received: numbers from {low:.3g} to {high:.3g}")


def require_probabilities(p: np.ndarray) -> None:
    """Raise ValueError if a prediction is not a probability: most often it is a logit."""
    require_unit_interval(p, "y_pred", "probabilities in [0, 1] (for logits say from_logits=True)")


def clip_probability(p: np.ndarray) -> np.ndarray:
    """Keep p in [ε, 1 − ε], ε = the dtype's rounding unit, so that ln p and 1/p are finite (Keras clips at 1e-7)."""
    epsilon = np.finfo(p.dtype).eps
    return np.clip(p, epsilon, 1 - epsilon)
