"""Errors at the public edge: each says what, what was expected and what was received."""

import numpy as np


def as_float_array(value, what, dtype=None):
    """Return `value` as a floating-point array; `dtype` None keeps float32 and float64 and turns the rest to float64.

    Raises TypeError where `value` is no array of numbers (ragged rows, text), ValueError where it holds NaN or inf.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiub":
            raise TypeError
        if dtype is None:
            dtype = array.dtype if array.dtype in (np.float32, np.float64) else np.float64
        array = array.astype(dtype, copy=False)
    except (TypeError, ValueError):
        raise TypeError(f"{what}: expected an array of numbers. Received: {short(value)}") from None
    if not np.isfinite(array).all():
        count = int((~np.isfinite(array)).sum())
        raise ValueError(f"{what}: expected finite numbers. Received: {count} NaN or infinite of {array.size}")
    return array


def require_same_shape(y_true, y_pred):
    """Raise ValueError unless both have one shape with at least one row: (N, 1) − (N,) would become (N, N)."""
    if np.shape(y_true) != np.shape(y_pred):
        raise ValueError(
            f"y_true and y_pred: expected the same shape. Received: {np.shape(y_true)} and {np.shape(y_pred)}"
        )
    if 0 in np.shape(y_pred):
        raise ValueError(f"y_pred: expected at least one row and one column. Received: shape {np.shape(y_pred)}")


def short(value, limit=80):
    """A value's repr in one line of at most `limit` characters."""
    text = " ".join(repr(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
