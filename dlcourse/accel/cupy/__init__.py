"""Models on an NVIDIA GPU through CuPy: the reference's own code runs there, as CuPy arrays support NumPy's functions.

`to_gpu(model)` and `to_numpy(model)` copy a model; `fit`, `evaluate` and `predict` of the copy move their rows to its
device. The classes here replace those of the reference with the same names and the same numbers up to rounding, in one
or two kernels where the reference launches many; each was measured to be faster (`benchmarks/gpu.py`). Without CuPy
the import raises ImportError, without a GPU `to_gpu` raises RuntimeError.
"""

try:
    import cupy  # asked for here, so that one message says what is missing
except ImportError as error:
    from dlcourse.extras import install_line

    raise ImportError(
        f"dlcourse.accel.cupy: expected CuPy: run `{install_line('cupy')}` for CUDA 12, or install cupy-cuda13x for "
        f"CUDA 13. Received: {error}"
    ) from error

from dlcourse.accel.cupy.adam import Adam, AdamW
from dlcourse.accel.cupy.crossentropy import CategoricalCrossentropy, SparseCategoricalCrossentropy
from dlcourse.accel.cupy.device import to_gpu, to_numpy

__all__ = [
    "Adam",
    "AdamW",
    "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy",
    "to_gpu",
    "to_numpy",
]
