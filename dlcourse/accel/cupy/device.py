"""To the GPU and back."""

import cupy
import numpy as np

from dlcourse._arrays import on_device
from dlcourse.accel.moving import moved


def to_gpu(model):
    """A new model on the current GPU with the numbers of `model`, bit for bit; `model` itself stays where it is.

    Its optimizer's slots, its layers' running statistics and its regularizers go along; Generators are shared with
    `model`, and go on drawing on the host, so that shuffles and dropped units are the same in both places. Raises
    TypeError for what is no Sequential, RuntimeError where there is no GPU that CUDA can use.
    """
    require_gpu()
    return moved(model, cupy.array, cupy.empty(0))


def to_numpy(model):
    """A new model in NumPy's arrays with the numbers of `model`, bit for bit; `model` itself stays where it is.

    Raises TypeError for what is no Sequential.
    """
    return moved(model, lambda array: array.get() if on_device(array) else array.copy(), np.empty(0))


def require_gpu():
    """Raise RuntimeError, in words, where CUDA finds no GPU."""
    try:
        found, problem = cupy.cuda.runtime.getDeviceCount(), "no device"
    except cupy.cuda.runtime.CUDARuntimeError as error:
        found, problem = 0, str(error)
    if not found:
        raise RuntimeError(f"to_gpu: expected a GPU by NVIDIA with its driver. Received: {problem}")
