"""Copy models to the GPU and back."""

import cupy
import numpy as np

from dlcourse._arrays import on_device
from dlcourse.accel.moving import moved
from dlcourse.model import Sequential


def to_gpu(model: Sequential) -> Sequential:
    """Return a copy of `model` on the current GPU, equal bit for bit; `model` itself is not changed.

    The optimizer's slots, the layers' running statistics and the regularizers are copied too; Generators are shared
    with `model` and continue to draw on the host, so that shuffles and dropout masks are the same on both devices.
    Raises TypeError if `model` is not a Sequential, RuntimeError if CUDA finds no GPU.
    """
    _require_gpu()
    return moved(model, cupy.array, cupy.empty(0))


def to_numpy(model: Sequential) -> Sequential:
    """Return a copy of `model` with NumPy arrays, equal bit for bit; `model` itself is not changed.

    Raises TypeError if `model` is not a Sequential.
    """
    return moved(model, lambda array: array.get() if on_device(array) else array.copy(), np.empty(0))


def _require_gpu():
    """Raise RuntimeError if CUDA finds no GPU."""
    try:
        found, problem = cupy.cuda.runtime.getDeviceCount(), "no device"
    except cupy.cuda.runtime.CUDARuntimeError as error:
        found, problem = 0, str(error)
    if not found:
        raise RuntimeError(f"to_gpu: expected a GPU by NVIDIA with its driver. Received: {problem}")
