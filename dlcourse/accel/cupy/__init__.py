"""A model on a GPU by NVIDIA, through CuPy: the reference's own code runs there, for CuPy's arrays answer to NumPy.

`to_gpu(model)` and `to_numpy(model)` move a model; `fit`, `evaluate` and `predict` of the moved one bring their rows
to where it is. The classes here are those of the reference under the same names, with the same numbers to rounding,
in one or two kernels where the reference takes many: each measured to pay (`benchmarks/gpu.py`). Without CuPy the
import raises ImportError, without a GPU `to_gpu` raises RuntimeError.
"""

try:
    import cupy  # asked for here, so that one message says what is missing
except ImportError as error:
    raise ImportError(
        "dlcourse.accel.cupy: expected CuPy: run `pip install 'dlcourse[cupy]'` for CUDA 12 (it brings cupy-cuda12x), "
        f"or `pip install cupy-cuda13x` for CUDA 13. Received: {error}"
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
