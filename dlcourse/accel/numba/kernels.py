"""Functions compiled by Numba: one pass over the arrays where NumPy makes several.

They run on one thread: a second would compete with the threads of the matrix products.
"""

import numpy as np

from dlcourse.accel.numba.compiled import compiled, njit_like_numpy


@compiled
def bias(z: np.ndarray, b: np.ndarray) -> None:
    """z ← z + b, (N, units)."""
    for n in range(z.shape[0]):
        for k in range(z.shape[1]):
            z[n, k] += b[k]


@compiled
def bias_relu(z: np.ndarray, b: np.ndarray) -> None:
    """z ← max(0, z + b), (N, units); NaN stays NaN."""
    for n in range(z.shape[0]):
        for k in range(z.shape[1]):
            sum_ = z[n, k] + b[k]
            z[n, k] = 0 if sum_ <= 0 else sum_


@compiled
def gate(da: np.ndarray, a: np.ndarray, dz: np.ndarray, db: np.ndarray) -> None:
    """dz = da · [a > 0], (N, units), and db = Σₙ dz, (units,)."""
    db[:] = 0
    for n in range(a.shape[0]):
        for k in range(a.shape[1]):
            passed = da[n, k] if a[n, k] > 0 else 0 * da[n, k]
            dz[n, k] = passed
            db[k] += passed


@compiled
def shifted(z: np.ndarray, y: np.ndarray, e: np.ndarray) -> tuple[float, float, float]:
    """e ← z − maxₖ z, so that e^e does not overflow, for soft labels y (N, K).

    Returns Σ y e, and the least entry of y and its largest |Σₖ y − 1|.
    """
    total, least, off = 0.0, 0.0, 0.0
    for n in range(z.shape[0]):
        top, shares = highest(z[n]), 0.0
        for k in range(z.shape[1]):
            e[n, k] = z[n, k] - top
            share = y[n, k]
            if share != 0:
                total += share * e[n, k]
            shares += share
            least = min(least, share)
        off = max(off, abs(shares - 1))
    return total, least, off


@compiled
def shifted_at(z: np.ndarray, y: np.ndarray, e: np.ndarray) -> float:
    """e ← z − maxₖ z, for class indices y (N,): returns Σₙ e[n, yₙ], or 1 if an index is not in 0 … K − 1."""
    total = 0.0
    for n in range(z.shape[0]):
        if not 0 <= y[n] < z.shape[1]:
            return 1.0
        top = highest(z[n])
        for k in range(z.shape[1]):
            e[n, k] = z[n, k] - top
        total += e[n, y[n]]
    return total


@compiled
def minus_shares(e: np.ndarray, y: np.ndarray) -> float:
    """e ← (e/Σₖ e − y)/N, the gradient if e holds e^(z − max), for soft labels y (N, K); returns Σₙ Σₖ y ln Σₖ e."""
    rows = e.dtype.type(e.shape[0])  # as a whole number it would make all arithmetic float64
    log_totals = 0.0
    for n in range(e.shape[0]):
        total, shares = _row_sum(e[n]), 0.0
        for k in range(e.shape[1]):
            shares += y[n, k]
            e[n, k] = (e[n, k] / total - y[n, k]) / rows
        log_totals += shares * np.log(total)
    return log_totals


@compiled
def minus_ones(e: np.ndarray, y: np.ndarray) -> float:
    """e ← (e/Σₖ e − [k = y])/N, as `minus_shares`, for class indices y (N,): returns Σₙ ln Σₖ e."""
    rows = e.dtype.type(e.shape[0])  # as a whole number it would make all arithmetic float64
    log_totals = 0.0
    for n in range(e.shape[0]):
        total = _row_sum(e[n])
        log_totals += np.log(total)
        for k in range(e.shape[1]):
            e[n, k] = e[n, k] / total / rows
        e[n, y[n]] -= 1 / rows
    return log_totals


@njit_like_numpy()
def highest(row: np.ndarray) -> float:
    """Return the largest entry of a row."""
    top = row[0]
    for k in range(1, row.size):
        top = max(top, row[k])
    return top


@njit_like_numpy()
def _row_sum(row):
    """Return the sum of a row."""
    total = row[0]
    for k in range(1, row.size):
        total += row[k]
    return total
