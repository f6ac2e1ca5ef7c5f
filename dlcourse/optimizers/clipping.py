"""Gradient clipping: a step stays short where the loss has a cliff (Pascanu, Mikolov and Bengio 2013)."""

import math

import numpy as np

from dlcourse._validation import ABOVE_0, as_floats, require_number
from dlcourse.optimizers.chunks import chunks_of


def clip_by_value(g, clipvalue):
    """gᵢ ← min(max(gᵢ, −c), c), c > 0; any shape. Large numbers alone are cut, so the direction may turn.

    Raises ValueError for a c that is no number above 0, TypeError for a g that is no array of numbers.
    """
    g, clipvalue = as_floats(g, "g"), positive("clip_by_value", "clipvalue", clipvalue)
    return np.clip(g, -clipvalue, clipvalue)


def clip_by_global_norm(g, global_clipnorm):
    """g ← g · c / max(‖g‖, c), c > 0; any shape. The direction stays; a gradient not longer than c stays as it is.

    PyTorch's `clip_grad_norm_` divides by ‖g‖ + 10⁻⁶ instead. Where ‖g‖ is no finite number all becomes NaN, as in
    Keras, so that the fault shows. Raises ValueError for a c that is no number above 0, TypeError for a g that is no
    array of numbers.
    """
    g, global_clipnorm = as_floats(g, "g"), positive("clip_by_global_norm", "global_clipnorm", global_clipnorm)
    return g * norm_scale(global_norm(g.reshape(-1)), global_clipnorm)


def norm_scale(norm, global_clipnorm):
    """c / max(‖g‖, c): 1 where the norm is at most c, NaN where it is not finite."""
    return global_clipnorm / max(norm, global_clipnorm) if math.isfinite(norm) else math.nan


def global_norm(g):
    """‖g‖ = √Σᵢ gᵢ² of a flat vector, a Python float; summed in pieces, in float64, where squares do not overflow."""
    return math.sqrt(sum(float(np.square(g[chunk], dtype=np.float64).sum()) for chunk in chunks_of(g)))


def positive(function, what, value):
    """A bound as Python's float; raises ValueError unless it is a number above 0."""
    return require_number(value, f"{function}: {what}", ABOVE_0)
