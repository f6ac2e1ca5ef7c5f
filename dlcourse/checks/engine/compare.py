"""Compare arrays, and describe in words how two arrays that differ are related."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from dlcourse.checks.engine.question import Case, Question

WRONG = 1e-3  # a relative error above this is not rounding
ROUNDING, SINGLE_PRECISION = 1e-6, 1e-4  # the relative errors that rounding explains, in float64 and in float32
RELATED = 1e-4  # how closely two arrays agree, up to a factor, a sign or a transpose, before a sentence says so


def relative_error(yours: np.ndarray, expected: np.ndarray) -> float:
    """max |yours − expected| / max |expected|, or / 1 if that is 0; inf if an entry is finite in only one of them."""
    if np.array_equal(yours, expected, equal_nan=True):
        return 0.0
    finite = np.isfinite(expected)
    if not np.array_equal(finite, np.isfinite(yours)):
        return np.inf
    scale = np.abs(expected[finite]).max(initial=0.0)
    difference = np.abs(yours[finite].astype(float) - expected[finite]).max(initial=0.0)
    return float(difference / scale) if scale > 0 else float(difference)


def same_shape(yours: np.ndarray, expected: np.ndarray) -> np.ndarray | None:
    """Return `yours` in the shape of `expected` if only axes of length 1 differ, as (N,) and (N, 1); else None."""
    without_ones = [tuple(length for length in array.shape if length != 1) for array in (yours, expected)]
    return yours.reshape(expected.shape) if without_ones[0] == without_ones[1] else None


def agrees(yours: np.ndarray, expected: np.ndarray, tolerance: float) -> bool:
    """Return True if both have the same shape, up to axes of length 1, and the same numbers up to the tolerance."""
    aligned = same_shape(yours, expected)
    return aligned is not None and relative_error(aligned, expected) <= tolerance


def differing(yours: np.ndarray, expected: np.ndarray, tolerance: float) -> np.ndarray:
    """Return a boolean array: True for entries that differ by more than the tolerance."""
    finite = np.isfinite(expected)
    scale = np.abs(expected[finite]).max(initial=0.0) or 1.0
    with np.errstate(invalid="ignore"):
        return np.asarray(~((np.abs(yours - expected) <= tolerance * scale) | (yours == expected)))


def constant_ratio(yours: np.ndarray, expected: np.ndarray) -> float | None:
    """Return the number c with yours = c · expected in every entry, or None."""
    finite = np.isfinite(yours) & np.isfinite(expected)
    if not finite.all() or not np.abs(expected).max(initial=0.0) > 0:
        return None
    largest = np.unravel_index(np.abs(expected).argmax(), expected.shape)
    ratio = float(yours[largest] / expected[largest])
    return ratio if relative_error(yours, ratio * expected) <= RELATED and abs(ratio) > 1e-9 else None


def describe_difference(
    part: str, yours: np.ndarray, expected: np.ndarray, question: "Question", case: "Case", tolerance: float
) -> str:
    """Return one sentence on how `yours` is related to `expected`: by shape, step, sign, ratio, offset or entry."""
    aligned = same_shape(yours, expected)
    if aligned is None:
        return _describe_shape(part, yours, expected)
    if not np.isfinite(aligned).all():
        count = int((~np.isfinite(aligned)).sum())
        return f"Your {part} holds {count} NaN or infinite of {aligned.size} entries; all should be finite numbers."
    if question.steps:
        return _describe_step(part, aligned, expected, tolerance)
    if expected.size == 1:
        return f"Your {part} is {number(aligned.item())}, expected {number(expected.item())}."
    sentence = _describe_ratio(part, aligned, expected, case) or _describe_offset(part, aligned, expected)
    return sentence or _describe_place(part, aligned, expected, question, case, tolerance)


def _describe_shape(part, yours, expected):
    """Return a sentence with the shape and the expected shape, and whether the array is merely transposed."""
    sentence = f"Your {part} has shape {yours.shape}; expected {expected.shape}."
    if yours.ndim == 2 and agrees(yours.T, expected, RELATED):
        return sentence + f" It is the transpose of the right {part}."
    return sentence


def _describe_ratio(part, yours, expected, case):
    """Return a sentence if all entries are off by one factor, naming the size of the case it equals; else None."""
    ratio = constant_ratio(yours, expected)
    if ratio is None:
        return None
    if abs(ratio + 1) < RELATED:
        return f"Your {part} has the right size and the wrong sign in every entry."
    known = {"2": 2.0, "1/2": 0.5} | {name: size for name, size in case.sizes.items() if size > 2}
    known |= {f"1/{name}": 1 / size for name, size in case.sizes.items() if size > 2}
    for name, size in known.items():
        if abs(abs(ratio) / size - 1) < RELATED:
            sign = " with the wrong sign" if ratio < 0 else ""
            return f"Your {part} is {ratio:.4g} times the expected one in every entry{sign}: a factor {name}."
    return f"Your {part} is {ratio:.4g} times the expected one in every entry."


def _describe_offset(part, yours, expected):
    """Return a sentence if all entries are off by the same offset, else None."""
    offset = yours - expected
    if yours.size > 1 and relative_error(offset, np.full_like(offset, offset.mean())) <= RELATED:
        return f"Your {part} is off by the same {offset.mean():+.4g} in every entry."
    return None


def _describe_step(part, yours, expected, tolerance):
    """Return a sentence on the first step of a trajectory that differs, and an entry of it."""
    step = first_step(yours, expected, tolerance)
    agrees_until = f"agrees up to step {step - 1}; then" if step > 1 else "differs from the first step on:"
    index = worst_in_step(yours, expected, step)
    return (
        f"Your {part} {agrees_until} {entry(part, index, steps=True)} is {number(yours[index])}, "
        f"expected {number(expected[index])}."
    )


def first_step(yours: np.ndarray, expected: np.ndarray, tolerance: float) -> int:
    """Return the first step of a trajectory, counted from 1, at which an entry differs (the last step if none does)."""
    wrong = differing(yours, expected, tolerance).reshape(len(expected), -1).any(axis=1)
    return int(wrong.argmax()) + 1 if wrong.any() else len(wrong)


def worst_in_step(yours: np.ndarray, expected: np.ndarray, step: int) -> tuple[int, ...]:
    """Return the index of the largest difference within one step, beginning with the step's own index."""
    within = worst_entry(yours[step - 1], expected[step - 1])
    return (step - 1, *within)


def _describe_place(part, yours, expected, question, case, tolerance):
    """Return a sentence on how many entries differ, an input sign common to all of them, and the largest difference."""
    wrong = differing(yours, expected, tolerance)
    worst = worst_entry(yours, expected)
    largest = f"{entry(part, worst)} is {number(yours[worst])}, expected {number(expected[worst])}"
    if wrong.all():
        return f"Every entry of your {part} differs; for one, {largest}."
    for name, argument in zip(question.inputs or question.arguments, case.arguments, strict=True):
        if isinstance(argument, np.ndarray) and argument.shape == wrong.shape:
            for sign, holds in (("< 0", argument < 0), ("> 0", argument > 0)):
                if holds[wrong].all() and not holds.all():
                    count = f"{int((~wrong).sum())} of {wrong.size} entries of your {part} agree"
                    return f"{count}; those that differ all have {name} {sign}. For one, {largest}."
    return f"{int(wrong.sum())} of {wrong.size} entries of your {part} differ; for one, {largest}."


def worst_entry(yours: np.ndarray, expected: np.ndarray) -> tuple[int, ...]:
    """Return the index of the largest difference; NaN and infinite entries count as the largest."""
    with np.errstate(invalid="ignore"):
        gap = np.where(yours == expected, 0.0, np.abs(yours - expected))
    return tuple(int(i) for i in np.unravel_index(np.nan_to_num(gap, nan=np.inf).argmax(), gap.shape))


def number(value: float) -> str:
    """Format a number with four digits, and never as "-0"."""
    return f"{value + 0.0:.4g}"


def entry(part: str, index: tuple[int, ...], steps: bool = False) -> str:
    """Return the name of an entry: `dW[0, 1]`, or `dw` for a single number; `w[1] at step 3` in a trajectory."""
    if steps:
        return f"{entry(part, index[1:])} at step {index[0] + 1}"
    return f"{part}[{', '.join(map(str, index))}]" if index else part


def picture(yours: np.ndarray, expected: np.ndarray, tolerance: float) -> list[str]:
    """Return rows of "=" and "x" for the entries of a small array that agree and differ; empty if it would not help."""
    aligned = same_shape(yours, expected)
    if aligned is None or not 2 <= expected.size <= 120 or expected.ndim > 2:
        return []
    wrong = np.atleast_2d(differing(aligned, expected, tolerance))
    if wrong.all():
        return []
    return [" ".join("x" if cell else "=" for cell in row) for row in wrong]
