"""Softmax, cross-entropy and its gradient in two compiled passes over the logits, with NumPy's e^x between them."""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse import losses
from dlcourse._validation import as_floats
from dlcourse.accel.numba import kernels
from dlcourse.losses._inputs import require_distributions, rows
from dlcourse.losses.categorical import class_indices


class CategoricalCrossentropy(losses.CategoricalCrossentropy):
    """`dlcourse.CategoricalCrossentropy`, compiled for logits; probabilities are left to the reference."""

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L (a number) and ∂L/∂y_pred, for arrays of shape (N, K)."""
        if not self.from_logits:
            return super().__call__(y_true, y_pred)
        y_true, y_pred = rows(y_true, y_pred)
        dz = np.empty_like(y_pred)
        at_labels, least, off = kernels.shifted(y_pred, y_true, dz)
        if least < 0 or off > 0.001:
            require_distributions(y_true)  # raises the error
        np.exp(dz, out=dz)  # NumPy's is faster than what Numba compiles
        loss = (kernels.minus_shares(dz, y_true) - at_labels) / len(y_pred)
        return y_pred.dtype.type(loss), dz


class SparseCategoricalCrossentropy(losses.SparseCategoricalCrossentropy):
    """`dlcourse.SparseCategoricalCrossentropy`, compiled for logits; probabilities are left to the reference."""

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L (a number) and ∂L/∂y_pred (N, K)."""
        if not self.from_logits:
            return super().__call__(y_true, y_pred)
        y_pred = as_floats(y_pred, "y_pred")
        y = y_true if _are_whole(y_true, y_pred) else class_indices(y_true, y_pred).astype(np.intp, copy=False)  # (N,)
        dz = np.empty_like(y_pred)
        at_labels = kernels.shifted_at(y_pred, y, dz)
        if at_labels > 0:
            class_indices(y_true, y_pred)  # raises the error
        np.exp(dz, out=dz)  # NumPy's is faster than what Numba compiles
        return y_pred.dtype.type((kernels.minus_ones(dz, y) - at_labels) / len(y_pred)), dz


def _are_whole(y, z):
    """Return True if y is an integer array (N,) for predictions z (N, K); the kernel checks that y is in 0 … K − 1."""
    if not isinstance(y, np.ndarray) or y.dtype.kind not in "iu":
        return False
    return z.ndim == 2 and z.size > 0 and y.shape == z.shape[:1]
