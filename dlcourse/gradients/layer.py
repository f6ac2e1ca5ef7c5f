"""The slopes of a loss by the entries of one layer's input or parameters, measured: nothing of a backward pass is used.

w reaches the loss L through the output a of its layer alone, so ∂L/∂w = Σ ∂L/∂a · ∂a/∂w. Where ∂L/∂a is known, only
this layer has to run. And entries that have no number of a in common are nudged together: W[i, j] of a dense layer
moves column j of a and no other, so one row of W is one nudge; a row of x moves that row of a. Whether that is so is
tried on the layer itself, never believed. Source: Curtis, Powell and Reid (1974), "On the Estimation of Sparse
Jacobian Matrices".
"""

import numpy as np

from dlcourse.gradients.numerical import STEP


def measured_slopes(f, w, da):
    """Σ da · ∂f/∂wᵢ for each entry of w (in its shape), by central differences.

    f takes nothing, reads w and returns a new array of da's shape. w is nudged in place, and is afterwards as before.
    """
    for axis in (-1, 0) if w.ndim else ():

        def last(array, axis=axis):
            return np.moveaxis(array, axis, -1)

        def output(last=last):
            return last(f())

        if has_separable_columns(output, last(w)):
            return np.moveaxis(slopes_in_groups(output, last(w), last(da)), -1, axis)
    return slopes_in_groups(lambda: f()[..., None], w[..., None], da[..., None])[..., 0]  # one by one


def slopes_in_groups(f, w, da):
    """As `measured_slopes`, where place j of w's last axis moves place j of f's last axis alone."""
    slopes, h = np.empty_like(w), steps(w)
    others = tuple(range(da.ndim - 1))
    for i in np.ndindex(w.shape[:-1]):
        high, low = nudged(f, w, i, h[i]), nudged(f, w, i, -h[i])
        slopes[i] = (da * (high - low)).sum(axis=others) / (2 * h[i])
    return slopes


def has_separable_columns(f, w):
    """True where place j of w's last axis moves place j of f's last axis and no other, bit for bit.

    Tried by moving half of the places: those whose number has a 1 (then: a 0) as its first binary digit, its second,
    and so on. Of any two places one is moved without the other in one of these tries.
    """
    here, places = f(), np.arange(w.shape[-1])
    if here.shape[-1] != places.size:
        return False
    amounts = steps(w) * np.random.default_rng(0).uniform(0.5, 1, w.shape)
    there = nudged(f, w, ..., amounts)
    for digit in range((places.size - 1).bit_length()):
        for value in (1, 0):
            chosen = (places >> digit) & 1 == value
            if not np.array_equal(nudged(f, w, ..., amounts * chosen), np.where(chosen, there, here)):
                return False
    return True


def nudged(f, w, i, amount):
    """f() while w[i] is larger by `amount`."""
    kept = w[i].copy()
    w[i] += amount
    try:
        return f()
    finally:
        w[i] = kept


def steps(w):
    """The step for each entry: ε^(1/3), scaled to its size."""
    return STEP * np.maximum(1.0, np.abs(w))
