"""Functions that are lent to an answer, with their values at some points: a sandbox need not ask for these.

An answer that approximates a gradient asks for a hundred values, and to a sandbox each of them is a message. A table
that is sent along spares them. It holds values, never how they come about, and no result of the answer; its rows are
sorted, so their order tells nothing either. At any other point the function is asked.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

TABLE = "table_of_values"  # the mark on a function: calling it returns the table
Table = tuple[np.ndarray, np.ndarray]  # points (M, …) and values (M,), both float64


def tabulated(function: Callable, points: Iterable[np.ndarray]) -> Callable:
    """Return a function of one array with the values of `function`, marked as one that has a table of them at `points`.

    The table is made when it is first needed. A point at which NumPy would warn is left out, so that a call warns.
    """
    made: list[Table] = []
    known: dict[bytes, Any] = {}

    def table() -> Table:
        if not made:
            made.append(_table_of(function, points))
            known.update(zip(map(np.ndarray.tobytes, made[0][0]), made[0][1], strict=True))
        return made[0]

    def lent(w: Any) -> Any:
        found = known.get(w.tobytes()) if _has_row_form(w, table()[0]) else None
        return function(w) if found is None else found

    setattr(lent, TABLE, table)
    return lent


def _has_row_form(w: Any, points: np.ndarray) -> bool:
    """Return True if `w` is an array of the shape and the type of the points of a table, in their order in memory."""
    return type(w) is np.ndarray and w.dtype == np.float64 and w.shape == points.shape[1:] and w.flags.c_contiguous


def _table_of(function, points):
    """Return the points, sorted, each once and without those at which NumPy warns, with the values there."""
    values = {}
    for point in sorted({point.tobytes(): point for point in points}.items()):
        with np.errstate(divide="raise", over="raise", invalid="raise"):
            try:
                values[point[0]] = point[1], np.float64(function(point[1]))
            except FloatingPointError:
                continue
    return np.array([point for point, _ in values.values()]), np.array([value for _, value in values.values()])
