"""Inspection of objects that cannot leave the process of the student's function: Keras models, losses, `hp`.

In a notebook that process is the only one. In the grader, `models.py` and `tuner.py` are all the text of the checks
that ever runs beside a student's code: each is sent with the call that needs it, and what looks at a returned value is
compiled once the student's function has returned. They hold no question, no reference and no expected number; what they
read is compared outside.
"""

from collections.abc import Callable
from typing import Any


def inspected(
    function: Callable, arguments: tuple, look: Callable | None, *more: Any, prepare: Callable | None = None
) -> Any:
    """Return `look(function(*arguments), *more)`, computed where the function is; without `look`, the value itself.

    `prepare(*arguments)` makes the function's own arguments there, if they are objects that cannot be sent. `look` and
    `prepare` belong to a module of this package.
    """
    if hasattr(function, "inspected"):  # it is in another process
        return function.inspected(arguments, look, more, prepare)
    value = function(*(prepare(*arguments) if prepare else arguments))
    return look(value, *more) if look else value
