"""Conversion of inputs: lists and whole numbers become float64 before a formula sees them, shapes are compared."""

import inspect
from collections.abc import Callable
from functools import wraps

from numpy.typing import ArrayLike, NDArray

from dlcourse._validation import as_floats


def takes_numbers(function: Callable[..., NDArray]) -> Callable[..., NDArray]:
    """Let the function's z be a list, a number or whole numbers; arrays of floats pass as they are."""

    @wraps(function)
    def with_floats(z, *args, **kwargs):
        return function(as_floats(z, "z"), *args, **kwargs)

    return with_floats


def takes_rows(function: Callable[[NDArray], NDArray]) -> Callable[[ArrayLike], NDArray]:
    """As `takes_numbers`, for a function along the last axis; ValueError where there is nothing along it."""

    @wraps(function)
    def with_rows(z):
        z = as_floats(z, "z")
        if z.ndim == 0 or z.shape[-1] == 0:
            raise ValueError(f"z: expected rows (…, K), K at least 1. Received: shape {z.shape}")
        return function(z)

    return with_rows


def takes_gradient(backward: Callable) -> Callable:
    """Let da and what the layer kept be lists, too; ValueError where their shapes differ: NumPy would stretch one."""
    kept_name = list(inspect.signature(backward).parameters)[1]

    @wraps(backward)
    def with_floats(da, kept, /, *args, **kwargs):
        da, kept = as_floats(da, "da"), as_floats(kept, kept_name)
        if da.shape != kept.shape:
            raise ValueError(f"da and {kept_name}: expected one shape. Received: {da.shape} and {kept.shape}")
        return backward(da, kept, *args, **kwargs)

    return with_floats
