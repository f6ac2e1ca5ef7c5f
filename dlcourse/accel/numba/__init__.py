"""The reference's loops, compiled by Numba; without it, an ImportError that says `pip install 'dlcourse[numba]'`."""

try:
    import numba  # noqa: F401 - asked for here, so that one message says which extra is missing
except ImportError as error:
    raise ImportError("dlcourse.accel.numba: expected Numba: run `pip install 'dlcourse[numba]'`") from error
