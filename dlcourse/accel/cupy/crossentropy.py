"""Softmax and cross-entropy with its gradient in one kernel, one warp per row, with one synchronization.

The reference launches a dozen kernels, and synchronizes at each check of the labels; here the kernel counts the rows
that fail the same checks, and if there are any, the reference raises the error.
"""

from typing import Any

import cupy
import numpy as np
from numpy.typing import ArrayLike

from dlcourse import losses
from dlcourse.losses._inputs import rows

# A row's loss is −Σ yₖ (zₖ − max − ln Σ e^(z − max)), its gradient (softmax(z) − y)/N. If `labels` is given in place of
# `shares`, yₖ = [k = label]. `faults` is 1 for a row of y that is not a distribution, or a label out of range.
SOURCE = """
template<typename T> __device__ T over_warp(T value, bool add) {
    for (int step = 16; step > 0; step /= 2) {
        T other = __shfl_xor_sync(0xffffffff, value, step);
        value = add ? value + other : (other > value ? other : value);
    }
    return value;
}

template<typename T> __global__ void by_row(
        const T* z, const T* shares, const long long* labels, T* dz, T* losses, T* faults, int N, int K) {
    long long row = (blockIdx.x * (long long)blockDim.x + threadIdx.x) / 32;
    int lane = threadIdx.x % 32;
    if (row >= N) return;
    z += row * K; dz += row * K;
    if (shares) shares += row * K;
    T top = -__int_as_float(0x7f800000), total = 0, loss = 0, sum = 0, low = 0;
    for (int k = lane; k < K; k += 32) top = z[k] > top ? z[k] : top;
    top = over_warp(top, false);
    for (int k = lane; k < K; k += 32) total += exp(z[k] - top);
    T log_total = log(over_warp(total, true));
    for (int k = lane; k < K; k += 32) {
        T log_p = z[k] - top - log_total;
        T y = shares ? shares[k] : T(k == labels[row]);
        dz[k] = (exp(log_p) - y) / N;
        loss -= y * log_p;
        sum += y;
        low = y < low ? y : low;
    }
    loss = over_warp(loss, true);
    sum = over_warp(sum, true);
    low = -over_warp(-low, false);
    if (lane == 0) {
        losses[row] = loss;
        faults[row] = T(low < 0 || sum < T(0.999) || sum > T(1.001));
    }
}
"""
KERNELS = {np.dtype(np.float32): "by_row<float>", np.dtype(np.float64): "by_row<double>"}
module = cupy.RawModule(code=SOURCE, options=("-std=c++17",), name_expressions=tuple(KERNELS.values()))
THREADS = 128  # four rows a block


def _launch(z: np.ndarray, shares: np.ndarray | None, labels: np.ndarray | None) -> tuple[float, float, np.ndarray]:
    """Return (Σ of the rows' losses, number of rows with invalid labels, ∂L/∂z) for logits z (N, K)."""
    z = cupy.ascontiguousarray(z)
    N, K = z.shape
    dz, per_row = cupy.empty_like(z), cupy.empty((2, N), z.dtype)
    nothing = np.uint64(0)  # a null pointer
    given = (shares, nothing) if labels is None else (nothing, labels)
    arguments = (z, *given, dz, per_row[0], per_row[1], np.int32(N), np.int32(K))
    module.get_function(KERNELS[z.dtype])((-(-N * 32 // THREADS),), (THREADS,), arguments)
    loss, faults = per_row.sum(axis=1).get().tolist()  # the one synchronization
    return loss, faults, dz


class CategoricalCrossentropy(losses.CategoricalCrossentropy):
    """L = −1/N Σₙ Σₖ yₙₖ ln softmax(z)ₙₖ with (softmax(z) − y)/N, in one kernel for logits on a GPU.

    Anything else is computed by the reference. Arguments and errors are those of `dlcourse.CategoricalCrossentropy`.
    """

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L (a number) and ∂L/∂y_pred, for arrays of shape (N, K); raise the errors of the reference."""
        if self.from_logits and _is_real(y_pred):
            y, z = rows(y_true, y_pred)
            loss, faults, dz = _launch(z, cupy.ascontiguousarray(y), None)
            if not faults:
                return loss / len(z), dz
        return super().__call__(y_true, y_pred)


class SparseCategoricalCrossentropy(losses.SparseCategoricalCrossentropy):
    """L = −1/N Σₙ ln softmax(z)ₙ[yₙ] with (softmax(z) − [k = y])/N, in one kernel for logits on a GPU.

    Anything else is computed by the reference. Arguments and errors are those of
    `dlcourse.SparseCategoricalCrossentropy`.
    """

    def __call__(self, y_true: Any, y_pred: Any) -> tuple[float, np.ndarray]:
        """Return L (a number) and ∂L/∂y_pred (N, K), for class indices (N,) or (N, 1); raise the reference's errors."""
        if self.from_logits and _is_real(y_pred) and _are_labels(y_true, len(y_pred)):
            labels = cupy.ascontiguousarray(y_true.reshape(-1), dtype=np.int64)
            loss, faults, dz = _launch(y_pred, None, labels)
            if not faults:
                return loss / len(y_pred), dz
        return super().__call__(y_true, y_pred)


def _is_real(z):
    """Return True if z is an array (N, K) of float32 or float64 on a GPU."""
    return isinstance(z, cupy.ndarray) and z.ndim == 2 and z.size > 0 and z.dtype in KERNELS


def _are_labels(y, N):
    """Return True if y is an integer array (N,) or (N, 1) on a GPU."""
    return isinstance(y, cupy.ndarray) and y.dtype.kind in "iu" and y.shape in ((N,), (N, 1))
