"""Functions that Numba compiles: one pass over the numbers where NumPy makes several.

They run on one thread: a second would fight with that of the matrix products.
"""

import numba
import numpy as np

from dlcourse.accel.numba.compiled import compiled


@compiled
def bias(z, b):
    """z ← z + b, (N, units)."""
    for n in range(z.shape[0]):
        for k in range(z.shape[1]):
            z[n, k] += b[k]


@compiled
def bias_relu(z, b):
    """z ← max(0, z + b), (N, units); NaN stays NaN."""
    for n in range(z.shape[0]):
        for k in range(z.shape[1]):
            sum_ = z[n, k] + b[k]
            z[n, k] = 0 if sum_ <= 0 else sum_


@compiled
def gate(da, a, dz, db):
    """dz = da · [a > 0], (N, units), and db = Σₙ dz, (units,)."""
    db[:] = 0
    for n in range(a.shape[0]):
        for k in range(a.shape[1]):
            passed = da[n, k] if a[n, k] > 0 else 0 * da[n, k]
            dz[n, k] = passed
            db[k] += passed


@compiled
def crossentropy(y, z, dz):
    """L and dz = (softmax(z) − y)/N for shares y (N, K), and of y the least entry and the largest |Σₖ y − 1|."""
    N, K = z.shape
    loss, least, off = 0.0, 0.0, 0.0
    for n in range(N):
        log_total, total_y = shifted_softmax(z[n], dz[n]), 0.0
        for k in range(K):
            share = y[n, k]
            total_y += share
            least = min(least, share)
            if share != 0:
                loss -= share * (z[n, k] - log_total)
            dz[n, k] = (dz[n, k] - share) / N
        off = max(off, abs(total_y - 1))
    return loss / N, least, off


@compiled
def sparse_crossentropy(y, z, dz):
    """L and dz = (softmax(z) − [k = y])/N for class numbers y (N,); −1 in place of L where one is not in 0 … K − 1."""
    N, K = z.shape
    loss = 0.0
    for n in range(N):
        if not 0 <= y[n] < K:
            return -1.0
        log_total = shifted_softmax(z[n], dz[n])
        loss -= z[n, y[n]] - log_total
        dz[n, y[n]] -= 1
        for k in range(K):
            dz[n, k] /= N
    return loss / N


@numba.njit(error_model="numpy")
def shifted_softmax(z, p):
    """p = softmax(z) of one row, written into p; returns ln Σₖ e^(zₖ)."""
    highest, total = z[0], z.dtype.type(0)
    for k in range(1, z.size):
        highest = max(highest, z[k])
    for k in range(z.size):
        p[k] = np.exp(z[k] - highest)  # same result, no overflow
        total += p[k]
    for k in range(z.size):
        p[k] /= total
    return highest + np.log(total)
