"""A formula of the library, written down while it runs: which operations it does, so that a page can do them again.

`trace` calls a function of numbers with stand-ins for them. Each operation of NumPy on a stand-in is noted, and its
result is a stand-in again. What was noted is a program: a list of operations, each with the indices of those
whose results it takes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

OPERATIONS = (  # those that the page's script knows, by NumPy's names
    "absolute", "add", "divide", "exp", "greater", "heaviside", "hypot", "less_equal", "log", "matmul", "maximum",
    "minimum", "multiply", "negative", "power", "square", "subtract", "tanh",
)  # fmt: skip
Operation = list[Any]  # its name, and the indices of its inputs; "input" and its number; "constant" and its value


class Traced(NDArrayOperatorsMixin):
    """A stand-in for a number or an array (N,): the index of its operation in the program."""

    def __init__(self, program: list[Operation], index: int) -> None:
        self.program, self.index = program, index

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """Note an operation of NumPy; it may have no options."""
        if method != "__call__" or options or ufunc.__name__ not in OPERATIONS:
            raise TypeError(
                f"trace: expected one of the operations {', '.join(OPERATIONS)}, without options. "
                f"Received: {ufunc.__name__}.{method}"
            )
        return _note(self.program, ufunc.__name__, *(_index_of(self.program, each) for each in inputs))

    def max(self) -> "Traced":
        """Return the largest number of an array."""
        return _note(self.program, "largest", self.index)

    def sum(self) -> "Traced":
        """Return the sum of an array."""
        return _note(self.program, "total", self.index)


def trace(function: Callable[..., Mapping[str, Any]], names: Sequence[str]) -> tuple[list[Operation], dict[str, int]]:
    """Return the program of `function(**inputs)`, which returns numbers by name, and their indices in it.

    `names` are the names of the inputs, in the order in which the program takes them.
    """
    program: list[Operation] = []
    inputs = {name: _note(program, "input", k) for k, name in enumerate(names)}
    found = function(**inputs)
    return program, {name: _index_of(program, value) for name, value in found.items()}


def _note(program, *operation):
    """Add an operation to the program; return the stand-in for its result."""
    program.append(list(operation))
    return Traced(program, len(program) - 1)


def _index_of(program, value):
    """Return the index of a stand-in, or of a constant."""
    if isinstance(value, Traced):
        return value.index
    return _note(program, "constant", np.asarray(value, float).tolist()).index
