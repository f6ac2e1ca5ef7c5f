"""A stand-in for an array on a GPU: what runs on it runs on CuPy, as far as NumPy's words and mixing with NumPy go.

Like CuPy it takes part in NumPy's `__array_ufunc__` and `__array_function__`, refuses NumPy arrays as partners, and
never turns into one unasked. Python numbers and NumPy scalars are welcome, `np.asarray(array, like=device_array)` is
the way in for all else, and `get` the way out. Sums and means are arrays without axes; to ask one for its number makes
the host wait, and is counted in `waits`. What CuPy 14 does not have is a TypeError here: a function, a method or an
argument that is not in the tables below, the reductions of a ufunc, an output of `dot` with gaps between its rows.
"""

import numpy as np

# Functions of NumPy and those of their arguments that CuPy's twins have; `like=` is taken off before they are called,
# but NumPy's `eye`, `full` and `ones` hand on a `device=` that CuPy does not know.
FUNCTIONS = {
    np.asarray: "a dtype order copy",
    np.array: "object dtype copy order ndmin",
    np.empty: "shape dtype order",
    np.zeros: "shape dtype order",
    np.full: "shape fill_value dtype order",
    np.ones: "shape dtype order",
    np.eye: "N M k dtype order",
    np.arange: "start stop step dtype",
    np.empty_like: "prototype a dtype order subok shape",
    np.zeros_like: "a dtype order subok shape",
    np.ones_like: "a dtype order subok shape",
    np.full_like: "a fill_value dtype order subok shape",
    np.where: "condition x y",
    np.clip: "a a_min a_max out",
    np.take: "a indices axis out",
    np.take_along_axis: "arr indices axis",
    np.copyto: "dst src casting where",
    np.sum: "a axis dtype out keepdims",
    np.mean: "a axis dtype out keepdims",
    np.max: "a axis out keepdims",
    np.min: "a axis out keepdims",
    np.all: "a axis out keepdims",
    np.any: "a axis out keepdims",
    np.argmax: "a axis dtype out keepdims",
    np.dot: "a b out",
    np.vdot: "a b",
    np.outer: "a b out",
    np.concatenate: "arrays axis out dtype casting",
    np.stack: "arrays axis out dtype casting",
    np.expand_dims: "a axis",
    np.broadcast_to: "array shape",
    np.reshape: "a shape order copy",
    np.ravel: "a order",
    np.transpose: "a axes",
    np.shape: "a",
    np.ndim: "a",
    np.size: "a axis",
    np.count_nonzero: "a axis",
    np.flatnonzero: "a",
    np.array_equal: "a1 a2 equal_nan",
    np.result_type: "arrays_and_dtypes",
    np.iscomplexobj: "x",
}
UFUNC_ARGUMENTS = "out dtype casting where"
PROPERTIES = "shape dtype ndim size nbytes itemsize strides flags T real imag base"
METHODS = {
    "astype": "dtype order casting subok copy",
    "copy": "order",
    "reshape": "shape order",
    "ravel": "order",
    "transpose": "axes",
    "fill": "value",
    "sum": "axis dtype out keepdims",
    "mean": "axis dtype out keepdims",
    "std": "axis dtype out ddof keepdims",
    "max": "axis out keepdims",
    "min": "axis out keepdims",
    "all": "axis out keepdims",
    "any": "axis out keepdims",
    "argmax": "axis dtype out keepdims",
    "clip": "min max out",
    "dot": "b out",
    "take": "indices axis out",
    "nonzero": "",
    "item": "",
    "tolist": "",
}


class FakeDeviceArray(np.lib.mixins.NDArrayOperatorsMixin):
    """An array that stays on its device; `to_device`, NumPy's `like=`, `get` and `to_host` are the ways in and out."""

    waits = 0  # how often the host asked any of these arrays for a number, and so had to wait for it

    def __init__(self, host):
        self._host = host

    def __array__(self, dtype=None, copy=None):
        raise TypeError("a device array does not become a NumPy array by itself")

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if method != "__call__" and not (method == "reduce" and ufunc is np.add):
            raise TypeError(f"CuPy's {ufunc.__name__} has no {method}")
        if any(isinstance(value, (list, tuple)) for value in inputs):
            raise TypeError("a list met a device array")
        known("np." + ufunc.__name__, kwargs, UFUNC_ARGUMENTS if method == "__call__" else "axis dtype out keepdims")
        result = getattr(ufunc, method)(*unwrap(inputs), **unwrap(kwargs))
        return kwargs["out"][0] if kwargs.get("out") else wrap(result)

    def __array_function__(self, function, types, args, kwargs):
        if function not in FUNCTIONS:
            raise TypeError(f"not known to be in CuPy: np.{function.__name__}")
        known("np." + function.__name__, kwargs, FUNCTIONS[function])
        if function is np.asarray and isinstance(args[0], np.ndarray):
            return to_device(function(*args, **kwargs))
        if function is np.dot and "out" in kwargs and not kwargs["out"].flags["C_CONTIGUOUS"]:
            raise TypeError("CuPy's dot writes into an array without gaps only")
        return wrap(function(*unwrap(args), **unwrap(kwargs)))

    def __getitem__(self, index):
        return wrap(self._host[unwrap(index)])

    def __setitem__(self, index, value):
        if isinstance(value, (list, tuple)):
            raise TypeError("a list met a device array")
        self._host[unwrap(index)] = unwrap(value)

    def __len__(self):
        return len(self._host)

    def __float__(self):
        return float(self._asked())

    def __int__(self):
        return int(self._asked())

    def __bool__(self):
        return bool(self._asked())

    def get(self):
        """A copy as NumPy's array, as CuPy's method gives it."""
        return self._asked().copy()

    def _asked(self):
        FakeDeviceArray.waits += 1
        return self._host

    def __getattr__(self, name):
        """Shape, dtype, T, sum, max, …: as the array has them, with device arrays in and out."""
        if name in PROPERTIES.split():
            return wrap(getattr(self._host, name))
        if name not in METHODS:
            raise AttributeError(name)

        def method(*args, **kwargs):
            known(name, kwargs, METHODS[name])
            return wrap(
                getattr(self._asked() if name in ("item", "tolist") else self._host, name)(
                    *unwrap(args), **unwrap(kwargs)
                )
            )

        return method


def known(name, arguments, names):
    """Raise TypeError for an argument that CuPy's function does not have."""
    unknown = set(arguments) - set(names.split())
    if unknown:
        raise TypeError(f"CuPy's {name} has no argument {', '.join(sorted(unknown))}")


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
