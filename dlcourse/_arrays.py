"""Host and device arrays: NumPy's live in the host's memory, CuPy's on a GPU.

`np.asarray(array, like=other)` moves an array to the device of another; the functions here query the device and copy
back to the host.
"""

from typing import Any

import numpy as np


def is_array(value: Any) -> bool:
    """Return True if `value` is an array, of NumPy or on a device."""
    return hasattr(type(value), "__array_function__")


def on_device(value: Any) -> bool:
    """Return True if `value` is an array on a device, not one of NumPy."""
    return is_array(value) and not isinstance(value, np.ndarray)


def to_host(array: Any) -> Any:
    """Return the array as a NumPy array: itself, or a copy of a device array by its method `get`."""
    return array.get() if on_device(array) else array
