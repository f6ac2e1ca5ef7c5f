"""Finite-difference derivatives of the loss with respect to one layer's input or parameters, without a backward pass.

w affects the loss L only through the output a of its layer, so ∂L/∂w = Σ ∂L/∂a · ∂a/∂w. If ∂L/∂a is known, only this
layer has to run. Entries that affect disjoint parts of a are perturbed together: W[i, j] of a dense layer changes
column j of a and no other, so one perturbation serves a whole row of W; a row of x changes that row of a. This
separability is tested on the layer itself, never assumed. Source: Curtis, Powell and Reid (1974), "On the Estimation of
Sparse Jacobian Matrices".
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlcourse.gradients.numerical import STEP


def measured_slopes(f: Callable[[], np.ndarray], w: np.ndarray, da: np.ndarray) -> np.ndarray:
    """Σ da · ∂f/∂wᵢ for each entry of w (in w's shape), by central differences.

    f takes no argument, reads w and returns a new array of da's shape. w is perturbed in place and then restored.
    """
    for axis in (-1, 0) if w.ndim else ():

        def last(array, axis=axis):
            return np.moveaxis(array, axis, -1)

        def output(last=last):
            return last(f())

        if has_separable_columns(output, last(w)):
            return np.moveaxis(_slopes_in_groups(output, last(w), last(da)), -1, axis)
    return _slopes_in_groups(lambda: f()[..., None], w[..., None], da[..., None])[..., 0]  # one by one


def _slopes_in_groups(f, w, da):
    """Compute `measured_slopes` if f is separable: index j of w's last axis affects only index j of f's last axis."""
    slopes, h = np.empty_like(w), steps(w)
    others = tuple(range(da.ndim - 1))
    for i in np.ndindex(w.shape[:-1]):
        high, low = nudged(f, w, i, h[i]), nudged(f, w, i, -h[i])
        slopes[i] = (da * (high - low)).sum(axis=others) / (2 * h[i])
    return slopes


def has_separable_columns(f: Callable[[], np.ndarray], w: np.ndarray) -> bool:
    """Return True if index j of w's last axis affects index j of f's last axis and no other, bit for bit.

    Each test perturbs about half of the indices: those with a 1 (then: a 0) as their first binary digit, their second,
    and so on. For any two indices, some test perturbs one of them without the other.
    """
    here, indices = f(), np.arange(w.shape[-1])
    if here.shape[-1] != indices.size:
        return False
    amounts = steps(w) * np.random.default_rng(0).uniform(0.5, 1, w.shape)
    there = nudged(f, w, ..., amounts)
    for digit in range((indices.size - 1).bit_length()):
        for value in (1, 0):
            chosen = (indices >> digit) & 1 == value
            if not np.array_equal(nudged(f, w, ..., amounts * chosen), np.where(chosen, there, here)):
                return False
    return True


def nudged(f: Callable[[], np.ndarray], w: np.ndarray, i: Any, amount: ArrayLike) -> np.ndarray:
    """Return f() with w[i] increased by `amount`; w is restored afterwards."""
    kept = w[i].copy()
    w[i] += amount
    try:
        return f()
    finally:
        w[i] = kept


def steps(w: np.ndarray) -> np.ndarray:
    """h = ε^(1/3) · max(1, |wᵢ|), the step for each entry."""
    return STEP * np.maximum(1.0, np.abs(w))
