"""Validation of arguments: each error names the argument, what was expected and what was received."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from dlcourse._arrays import is_array, on_device


def as_float_array(value: Any, what: str, dtype: DTypeLike | None = None) -> np.ndarray:
    """Return `value` as a floating-point array; with `dtype` None, float32 and float64 stay, others become float64.

    An array on a device stays there. Raises TypeError if `value` is not an array of numbers (ragged rows, text),
    ValueError if it holds NaN or infinity.
    """
    try:
        array = value if on_device(value) else np.asarray(value)
        if array.dtype.kind not in "fiub":
            raise TypeError
        if dtype is None:
            dtype = array.dtype if array.dtype in (np.float32, np.float64) else np.float64
        array = array.astype(dtype, copy=False)
    except (TypeError, ValueError):
        raise TypeError(f"{what}: expected an array of numbers. Received: {short(value)}") from None
    wrong = 0 if math.isfinite(_sum_of_squares(array)) else float((~np.isfinite(array)).sum())
    if wrong:
        raise ValueError(f"{what}: expected finite numbers. Received: {wrong:.0f} NaN or infinite of {array.size}")
    return array


def _sum_of_squares(array):
    """Σ x² as a float, in one pass; NaN or infinite if an entry is NaN or infinite, or if a square overflows."""
    flat = array.reshape(-1)  # a view, unless the array is not contiguous
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.dot(flat, flat))


def as_floats(value: Any, what: str) -> np.ndarray:
    """Return `value` unchanged if it is a floating-point array, of NumPy or on a device, else converted to float64.

    NaN and infinity in a floating-point array are accepted, so that a diverging run can report them. Raises the errors
    of `as_float_array`.
    """
    kind = value.dtype.kind if is_array(value) else ""
    if kind in ("f", "c"):  # complex: a gradient check's imaginary step
        return value
    return value.astype(np.float64) if kind in ("i", "u", "b") else as_float_array(value, what)


def require_same_shape(y_true: ArrayLike, y_pred: ArrayLike) -> None:
    """Raise ValueError unless both have the same non-empty shape: (N, 1) − (N,) would broadcast to (N, N)."""
    if np.shape(y_true) != np.shape(y_pred):
        raise ValueError(
            f"y_true and y_pred: expected the same shape. Received: {np.shape(y_true)} and {np.shape(y_pred)}"
        )
    if 0 in np.shape(y_pred):
        raise ValueError(f"y_pred: expected at least one row and one column. Received: shape {np.shape(y_pred)}")


@dataclass(frozen=True)
class Interval:
    """Interval of finite numbers from `low` to `high`; `ends` "[)" means low ≤ number < high."""

    low: float = -math.inf
    high: float = math.inf
    ends: str = "[]"

    def __contains__(self, number: float) -> bool:
        above = number >= self.low if self.ends[0] == "[" else number > self.low
        below = number <= self.high if self.ends[1] == "]" else number < self.high
        return math.isfinite(number) and above and below

    def __str__(self) -> str:
        if math.isinf(self.low):
            return "a finite number"
        if math.isinf(self.high):
            return f"a number {'of at least' if self.ends[0] == '[' else 'above'} {self.low:g}"
        return f"a number in {self.ends[0]}{self.low:g}, {self.high:g}{self.ends[1]}"


FINITE, ABOVE_0, AT_LEAST_0 = Interval(), Interval(0, ends="(]"), Interval(0)
FROM_0_TO_1, FROM_0_BELOW_1, BETWEEN_0_AND_1 = Interval(0, 1), Interval(0, 1, "[)"), Interval(0, 1, "()")


def require_number(value: Any, what: str, interval: Interval, otherwise: str = "") -> float:
    """Return `value` as a Python float (a NumPy float64 would promote float32 arrays); raise ValueError unless valid.

    Valid is a number in `interval`, neither a bool nor text. `otherwise` names in the message what else is accepted:
    " or a schedule".
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, (str, bool)) or number not in interval:
        raise ValueError(f"{what}: expected {interval}{otherwise}. Received: {short(value)}")
    return number


def require_whole_number(value: Any, what: str, at_least: int) -> int:
    """Return `value` as an int; raise ValueError unless it is a whole number of at least `at_least`."""
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < at_least:
        raise ValueError(f"{what}: expected a whole number of at least {at_least}. Received: {short(value)}")
    return int(value)


def require_generator(rng: Any) -> None:
    """Raise TypeError unless `rng` is a numpy Generator: a seed would draw the same numbers in every call."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng: expected a Generator such as np.random.default_rng(0). Received: {short(rng)}")


def short(value: Any, limit: int = 80) -> str:
    """Return the repr of a value in one line of at most `limit` characters."""
    text = " ".join(repr(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
