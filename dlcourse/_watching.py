"""A function's local variables when it returns: those that hold numbers, in the order of its text."""

import dis
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

MOST = 40  # variables of one function


def call_and_watch(function: Callable, arguments: tuple) -> tuple[Any, dict[str, Any]]:
    """Return a function's value and, by name, those of its local variables that hold numbers when it returns."""
    code = getattr(function, "__code__", None) or getattr(getattr(function, "changed", None), "__code__", None)
    seen: dict[str, Any] = {}

    def note(frame, event, _):
        if event == "return" and frame.f_code is code:
            seen.clear()
            seen.update({name: frame.f_locals[name] for name in code.co_varnames if name in frame.f_locals})

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        value = function(*arguments)
    finally:
        sys.setprofile(before)
    skipped = {*code.co_varnames[: code.co_argcount], *_loop_variables(code)} if code is not None else set()
    return value, {name: kept for name, kept in list(seen.items())[:MOST] if name not in skipped and is_numbers(kept)}


def _loop_variables(code):
    """Return the names that a `for` sets: at the end of a loop they hold whatever came last."""
    found: set[str] = set()
    pending = 0
    for instruction in dis.get_instructions(code):
        if instruction.opname == "FOR_ITER":
            pending = 1
        elif pending and instruction.opname == "UNPACK_SEQUENCE":
            pending += (instruction.arg or 1) - 1
        elif pending and instruction.opname.startswith("STORE_FAST"):
            names = instruction.argval if isinstance(instruction.argval, tuple) else (instruction.argval,)
            found.update(names[:pending])
            pending = max(pending - len(names), 0)
        elif instruction.opname not in ("CACHE", "EXTENDED_ARG"):
            pending = 0
    return found


def is_numbers(value: Any) -> bool:
    """Return True for a number with a fraction, an array of numbers, or a list of such arrays."""
    if isinstance(value, list | tuple):
        return 0 < len(value) <= MOST and all(isinstance(item, np.ndarray) and is_numbers(item) for item in value)
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fiu" and value.size > 0
    return isinstance(value, float | np.floating)  # whole numbers are mostly counters
