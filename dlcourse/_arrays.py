"""Where an array lives: in the host's memory, as NumPy's do, or on a device, as CuPy's do on a GPU.

To bring an array to where another is, NumPy has a word: `np.asarray(array, like=other)`. Here are the ways to ask and
to come back.
"""

import numpy as np


def is_array(value):
    """Is it an array, NumPy's or a device's?"""
    return hasattr(type(value), "__array_function__")


def on_device(value):
    """Is it an array that lives elsewhere than NumPy's?"""
    return is_array(value) and not isinstance(value, np.ndarray)


def to_host(array):
    """The array as NumPy's, the same numbers: itself, or a copy of a device's by its method `get`."""
    return array.get() if on_device(array) else array
