"""Gradient clipping: keeps steps short at cliffs of the loss (Pascanu, Mikolov and Bengio 2013)."""

import math

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import ABOVE_0, as_floats, require_number
from dlcourse.optimizers.chunks import chunks_of


def clip_by_value(g: ArrayLike, clipvalue: float) -> np.ndarray:
    """gᵢ ← min(max(gᵢ, −c), c), c > 0; any shape. Only large entries are clipped, so the direction may change.

    Raises ValueError if c is not a number above 0, TypeError if g is not an array of numbers.
    """
    g, clipvalue = as_floats(g, "g"), positive("clip_by_value", "clipvalue", clipvalue)
    return np.clip(g, -clipvalue, clipvalue)


def clip_by_global_norm(g: ArrayLike, global_clipnorm: float) -> np.ndarray:
    """g ← g · c / max(‖g‖, c), c > 0; any shape. The direction stays; a gradient not longer than c stays as it is.

    PyTorch's `clip_grad_norm_` divides by ‖g‖ + 10⁻⁶ instead. If ‖g‖ is not finite, all entries become NaN, as in
    Keras, so that the fault shows. Raises ValueError if c is not a number above 0, TypeError if g is not an array of
    numbers.
    """
    g, global_clipnorm = as_floats(g, "g"), positive("clip_by_global_norm", "global_clipnorm", global_clipnorm)
    return g * norm_scale(global_norm(g.reshape(-1)), global_clipnorm)


def norm_scale(norm: float, global_clipnorm: float) -> float:
    """c / max(‖g‖, c): 1 if the norm is at most c, NaN if it is not finite."""
    return global_clipnorm / max(norm, global_clipnorm) if math.isfinite(norm) else math.nan


def global_norm(g: np.ndarray) -> float:
    """‖g‖ = √Σᵢ gᵢ² of a flat vector, a Python float; summed in float64, where float32 squares do not overflow."""
    return math.sqrt(sum(float(np.square(g[chunk], dtype=np.float64).sum()) for chunk in chunks_of(g)))


def positive(function: str, what: str, value: float) -> float:
    """Return a bound as a Python float; raise ValueError unless it is a number above 0."""
    return require_number(value, f"{function}: {what}", ABOVE_0)
