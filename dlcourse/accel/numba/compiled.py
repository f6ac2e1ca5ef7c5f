"""Compilation of all functions in this package: once per machine, if the machine code can be cached on disk."""

from collections.abc import Callable
from functools import partial

from numba import njit

njit_like_numpy = partial(njit, error_model="numpy", nogil=True)  # "numpy": x/0 is inf, as in NumPy


def compiled(function: Callable) -> Callable:
    """Compile `function` at its first call with each combination of argument types; cache the machine code on disk.

    Numba writes it beside the source, else to the user's cache folder, or to that of the environment variable
    NUMBA_CACHE_DIR. If none can be written, each process compiles again.
    """
    try:
        return njit_like_numpy(cache=True)(function)
    except RuntimeError:  # no folder is writable
        return njit_like_numpy(function)
