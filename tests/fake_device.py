"""A stand-in for an array on a GPU: what runs on it runs on CuPy, as far as mixing with NumPy is concerned.

Like CuPy it takes part in NumPy's `__array_ufunc__` and `__array_function__`, refuses NumPy arrays as partners, and
never turns into one unasked. Python numbers and NumPy scalars are welcome, and `np.asarray(array, like=device_array)`
is the way in for all else.
"""

import numpy as np


class FakeDeviceArray(np.lib.mixins.NDArrayOperatorsMixin):
    """An array that stays on its device; `to_device`, NumPy's `like=` and `to_host` are the only ways in and out."""

    def __init__(self, host):
        self._host = host

    def __array__(self, dtype=None, copy=None):
        raise TypeError("a device array does not become a NumPy array by itself")

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        result = getattr(ufunc, method)(*unwrap(inputs), **unwrap(kwargs))
        return wrap(result)

    def __array_function__(self, function, types, args, kwargs):
        if function is np.asarray and isinstance(args[0], np.ndarray):
            return to_device(function(*args, **kwargs))
        return wrap(function(*unwrap(args), **unwrap(kwargs)))

    def __getitem__(self, index):
        return wrap(self._host[unwrap(index)])

    def __setitem__(self, index, value):
        self._host[unwrap(index)] = unwrap(value)

    def __len__(self):
        return len(self._host)

    def __float__(self):
        return float(self._host)

    def __getattr__(self, name):
        """Shape, dtype, T, sum, max, …: as the array has them, with device arrays in and out."""
        if name.startswith("_"):
            raise AttributeError(name)
        attribute = getattr(self._host, name)
        if callable(attribute):
            return lambda *args, **kwargs: wrap(attribute(*unwrap(args), **unwrap(kwargs)))
        return wrap(attribute)


def to_device(array):
    """A copy of a NumPy array on the device."""
    return FakeDeviceArray(np.array(array))


def to_host(array):
    """The NumPy array behind a device array; anything else is a TypeError."""
    if not isinstance(array, FakeDeviceArray):
        raise TypeError(f"expected an array on the device. Received: {type(array).__name__}")
    return array._host


def wrap(value):
    """Results come back on the device, sums and means too (CuPy's are arrays without axes)."""
    if isinstance(value, (np.ndarray, np.generic)):
        return FakeDeviceArray(np.asarray(value))
    return value


def unwrap(value):
    """The host's view of an argument; a NumPy array among the arguments is refused."""
    if isinstance(value, FakeDeviceArray):
        return value._host
    if isinstance(value, np.ndarray):
        raise TypeError("a NumPy array met a device array")
    if isinstance(value, (tuple, list)):
        return type(value)(unwrap(item) for item in value)
    if isinstance(value, dict):
        return {name: unwrap(item) for name, item in value.items()}
    return value
