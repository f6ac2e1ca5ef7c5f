"""Softmax, cross-entropy and its gradient in one compiled pass over the logits."""

import numpy as np

from dlcourse import losses
from dlcourse.accel.numba import kernels
from dlcourse.losses.categorical import class_numbers
from dlcourse.losses.edge import require_distributions, rows
from dlcourse.validation import as_floats


class CategoricalCrossentropy(losses.CategoricalCrossentropy):
    """`dlcourse.CategoricalCrossentropy`, compiled for logits; from probabilities it is the reference's own."""

    def __call__(self, y_true, y_pred):
        """Return L (a number) and ∂L/∂y_pred, for arrays of shape (N, K)."""
        if not self.from_logits:
            return super().__call__(y_true, y_pred)
        y_true, y_pred = rows(y_true, y_pred)
        dz = np.empty_like(y_pred)
        loss, least, off = kernels.crossentropy(y_true, y_pred, dz)
        if least < 0 or off > 0.001:
            require_distributions(y_true)  # says what is wrong
        return y_pred.dtype.type(loss), dz


class SparseCategoricalCrossentropy(losses.SparseCategoricalCrossentropy):
    """`dlcourse.SparseCategoricalCrossentropy`, compiled for logits; from probabilities it is the reference's own."""

    def __call__(self, y_true, y_pred):
        """Return L (a number) and ∂L/∂y_pred (N, K)."""
        if not self.from_logits:
            return super().__call__(y_true, y_pred)
        y_pred = as_floats(y_pred, "y_pred")
        y = class_numbers(y_true, y_pred).astype(np.intp, copy=False)  # (N,)
        dz = np.empty_like(y_pred)
        return y_pred.dtype.type(kernels.sparse_crossentropy(y, y_pred, dz)), dz
