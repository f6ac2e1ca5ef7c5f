"""Compare arrays, and describe in words how two arrays that differ are related."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from dlcourse.checks.engine.question import Question

WRONG = 1e-3  # a relative error above this is not rounding
ROUNDING, SINGLE_PRECISION = 1e-6, 1e-4  # the relative errors that rounding explains, in float64 and in float32
PLURALS = {"is": "are", "has": "have", "holds": "hold", "differs": "differ", "agrees": "agree"}
FEWEST = 5  # entries from which a pattern among them is spoken of
RELATED = 1e-4  # how closely two arrays agree, up to a factor, a sign or a transpose, before a sentence says so


def relative_error(yours: np.ndarray, expected: np.ndarray) -> float:
    """max |yours − expected| / max |expected|, or / 1 if that is 0; inf if an entry is finite in only one of them."""
    if yours.shape != expected.shape:
        return np.inf
    if yours.dtype == expected.dtype and yours.tobytes() == expected.tobytes():  # as very often; 20 times faster
        return 0.0
    finite, finite_here = np.isfinite(expected), np.isfinite(yours)
    if not (finite.all() and finite_here.all()):
        if np.array_equal(yours, expected, equal_nan=True):
            return 0.0
        if not np.array_equal(finite, finite_here):
            return np.inf
        yours, expected = yours[finite], expected[finite]
    scale = np.abs(expected).max(initial=0.0)
    difference = np.abs(yours.astype(float) - expected).max(initial=0.0)
    return float(difference / scale) if scale > 0 else float(difference)


def same_shape(yours: np.ndarray, expected: np.ndarray) -> np.ndarray | None:
    """Return `yours` in the shape of `expected` if only axes of length 1 differ, as (N,) and (N, 1); else None."""
    if yours.shape == expected.shape:
        return yours
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
    part: str, yours: np.ndarray, expected: np.ndarray, question: "Question", tolerance: float
) -> str:
    """Return one sentence on where `yours` differs from `expected`: shape, NaN, first step, entries."""
    aligned = same_shape(yours, expected)
    if aligned is None:
        return _describe_shape(part, yours, expected)
    bad = ~np.isfinite(aligned) & np.isfinite(expected)
    if bad.any():
        where = "" if aligned.size == 1 else f" in {int(bad.sum())} of {_entries(aligned.size)}"
        first = entry(part, tuple(int(i) for i in np.argwhere(bad)[0]))
        return f"Your `{part}` is NaN or infinite{where}: `{first}` should be {number(expected[bad][0])}."
    if question.steps:
        return _describe_step(part, aligned, expected, tolerance)
    if expected.size == 1:
        mine, right = pair(aligned.item(), expected.item())
        return f"Your `{part}` is {mine}, expected {right}."
    return _describe_entries(part, aligned, expected, tolerance)


def agree_in_number(sentence: str, part: str) -> str:
    """Return a sentence on a part with its verb in the plural if the part's name is one: your `losses` are NaN."""
    head = part.split(" of ")[0]  # a share of zeros is one share
    if not head.endswith("s") or head.endswith(("ss", "us", "is", "as")):
        return sentence
    verb = re.match(r"Your `[^`]+` (is(?! an? )|has|holds|differs|agrees)\b", sentence)
    if verb is None:
        return sentence
    plural = sentence[: verb.start(1)] + PLURALS[verb[1]] + sentence[verb.end() :]
    return plural.replace(": its shape", ": their shape").replace(" in its ", " in their ")


def _entries(count):
    """Return a number of entries in words."""
    return f"{count} entr{'y' if count == 1 else 'ies'}"


def _describe_shape(part, yours, expected):
    """Return a sentence with the shape and the expected shape, and whether the array is merely transposed."""
    sentence = f"Your `{part}` has shape {yours.shape}; expected {expected.shape}."
    if yours.ndim == 2 and agrees(yours.T, expected, RELATED):
        return sentence + " It is the transpose of the right one."
    return sentence


def _describe_step(part, yours, expected, tolerance):
    """Return a sentence on the first step of a trajectory that differs, and an entry of it."""
    step = first_step(yours, expected, tolerance)
    agrees_until = f"agrees up to step {step - 1}; then" if step > 1 else "differs from the first step on:"
    index = worst_in_step(yours, expected, step)
    mine, right = pair(yours[index], expected[index])
    return f"Your `{part}` {agrees_until} {entry(part, index, steps=True)} is {mine}, expected {right}."


def first_step(yours: np.ndarray, expected: np.ndarray, tolerance: float) -> int:
    """Return the first step of a trajectory, counted from 1, at which an entry differs (the last step if none does)."""
    wrong = np.any(differing(yours, expected, tolerance).reshape(len(expected), -1), axis=1)
    return int(wrong.argmax()) + 1 if wrong.any() else len(wrong)


def worst_in_step(yours: np.ndarray, expected: np.ndarray, step: int) -> tuple[int, ...]:
    """Return the index of the largest difference within one step, beginning with the step's own index."""
    within = worst_entry(yours[step - 1], expected[step - 1])
    return (step - 1, *within)


def _describe_entries(part, yours, expected, tolerance):
    """Return a sentence on how many entries differ, and the largest difference."""
    wrong = differing(yours, expected, tolerance)
    worst = worst_entry(yours, expected)
    mine, right = pair(yours[worst], expected[worst])
    count = int(wrong.sum())
    largest = f"{entry(part, worst)} is {mine}, expected {right}"
    if wrong.all():
        return f"Every entry of your `{part}` differs: {largest}, for one."
    verb = "differs" if count == 1 else "differ"
    return f"{count} of {_entries(wrong.size)} of your `{part}` {verb}: {largest}{', for one' * (count > 1)}."


def describe_fact(
    question: "Question", part: str, yours: np.ndarray, expected: np.ndarray, tolerance: float
) -> str | None:
    """Return a sentence on the first wrong fact of a part; None if the part stands for none, or there are no words."""
    facts, aligned = question.facts.get(part), same_shape(yours, expected)
    if facts is None:
        return None
    if aligned is None:
        several = yours.ndim == expected.ndim == 1
        return f"Your `{part}` are {len(yours)} numbers; expected {len(expected)}." if several else None
    wrong = int(differing(aligned, expected, tolerance).ravel().argmax())
    fact, value = facts[max(0, wrong - expected.size + len(facts))], float(aligned.flat[wrong])
    sentences: Mapping[float | str, str] = {"": fact} if isinstance(fact, str) else fact
    if value in sentences or "" not in sentences or not np.isfinite(value):
        return sentences.get(value)
    mine, right = pair(value, expected.flat[wrong])
    return f"Of your `{part}`, {sentences[''].format(wrong + 1)} is {mine}, expected {right}."


def worst_entry(yours: np.ndarray, expected: np.ndarray) -> tuple[int, ...]:
    """Return the index of the largest difference; NaN and infinite entries count as the largest."""
    with np.errstate(invalid="ignore"):
        gap = np.where(yours == expected, 0.0, np.abs(yours - expected))
    return tuple(int(i) for i in np.unravel_index(np.nan_to_num(gap, nan=np.inf).argmax(), gap.shape))


def number(value: float) -> str:
    """Format a number with four digits, and never as "-0"."""
    return f"{value + 0.0:.4g}"


def pair(yours: float, expected: float) -> tuple[str, str]:
    """Format two numbers with four digits, or with as many as it takes to tell them apart."""
    for digits in range(4, 18):
        one, other = f"{yours + 0.0:.{digits}g}", f"{expected + 0.0:.{digits}g}"
        if one != other:
            break
    return one, other


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
