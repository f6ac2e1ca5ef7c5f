"""How every function here is compiled: once a machine, where its machine code can be kept."""

from functools import partial

from numba import njit

njit_like_numpy = partial(njit, error_model="numpy", nogil=True)  # "numpy": x/0 is inf, as there


def compiled(function):
    """`function`, compiled at its first call with each kind of arguments; the machine code is kept on disk.

    Numba keeps it beside the source, else in the user's cache folder, or in that of the environment variable
    NUMBA_CACHE_DIR. Where none can be written, each process compiles anew.
    """
    try:
        return njit_like_numpy(cache=True)(function)
    except RuntimeError:  # no folder that can be written
        return njit_like_numpy(function)
