"""The smallest input on which an answer is wrong, with numbers that one can follow by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlcourse.checks.engine.compare import number, same_shape
from dlcourse.checks.engine.outcome import Outcome, observe
from dlcourse.checks.engine.question import Case, Question, call_once
from dlcourse.checks.engine.trial import Draw, Trial

SHOWN = 24  # numbers that a card has room for
TRIES = 40  # calls of the answer at most


@dataclass(frozen=True)
class Example:
    """An input on which an answer is wrong: the arguments, the returned value, the expected one."""

    names: tuple[str, ...]
    arguments: tuple[Any, ...]
    yours: str
    expected: str

    @property
    def is_small(self) -> bool:
        """Return True if a card has room for it, and its arguments can be written: a function cannot."""
        return sum(map(_size, self.arguments)) <= SHOWN and not any(map(callable, self.arguments))

    @property
    def text(self) -> str:
        """Return the example as lines of text: the arguments, then both results."""
        return "\n".join([*self.lines, f"# yours: {self.yours}", f"# expected: {self.expected}"])

    @property
    def lines(self) -> list[str]:
        """Return the arguments as statements in Python."""
        return [f"{name} = {_text(value)}" for name, value in zip(self.names, self.arguments, strict=True)]


def smallest_failing(question: Question, function: Callable, draw: Draw) -> Example | None:
    """Return a small example on which `function` is wrong; None for closed questions, and for those with a `use`."""
    if question.is_closed or question.use is not call_once:
        return None
    wrong = [trial for trial in map(_trial, _each(question, function, draw)) if _is_wrong(question, trial)]
    if not wrong:
        return None
    best = min(wrong, key=lambda trial: _weight(trial.case))
    tries = 0
    improved = True
    while improved and tries < TRIES:
        improved = False
        for case in _smaller(best.case):
            tries += 1
            trial = _tried(question, function, case)
            if trial is not None and _is_wrong(question, trial):
                best, improved = trial, True
                break
            if tries >= TRIES:
                break
    short = _tried(question, function, Case(tuple(map(_as_shown, best.case.arguments)), best.case.sizes))
    best = short if short is not None and _is_wrong(question, short) else best
    return Example(question.inputs or question.arguments, best.case.arguments, *_results(question, best))


def example_of(question: Question, case: Case, yours: str) -> Example | None:
    """Return a case as an example, with what `yours` says; None for a question whose `use` makes the calls."""
    if question.is_closed or question.use is not call_once:
        return None
    part = question.parts[0]
    right = observe(question, question.reference, case).values[part]
    return Example(question.inputs or question.arguments, case.arguments, yours, f"{part} = {_shown(right)}")


def _each(question, function, draw):
    """Yield each case of a draw with the function's outcome and the reference's."""
    for case, right in zip(draw.cases, draw.right, strict=True):
        yield case, observe(question, function, case, right), right, question.tolerance


def _trial(parts):
    return Trial(*parts)


def _is_wrong(question, trial):
    """Return True if a part differs, or the function raises."""
    return any(trial.differs(part) for part in question.parts)


def _tried(question, function, case):
    """Return the trial of a case of our own making; None if the reference has no finite answer to it."""
    with np.errstate(all="ignore"):
        right = observe(question, question.reference, case)
    if right.failure or right.warned or not all(np.isfinite(value).all() for value in right.values.values()):
        return None
    return Trial(case, observe(question, function, case, right), right, question.tolerance)


def _smaller(case: Case) -> Iterator[Case]:
    """Yield cases that are a step smaller: fewer rows, then rounder numbers."""
    for rows in (1, 2, 3):
        yield from _with_rows(case, rows)
    for digits in (0, 1, 2):
        rounded = tuple(_rounded(argument, digits) for argument in case.arguments)
        if any(not _equal(a, b) for a, b in zip(rounded, case.arguments, strict=True)):
            yield Case(rounded, case.sizes)


def _with_rows(case, rows):
    """Yield the case with so many rows in every argument that has as many as the first array, if that has more."""
    arrays = [a for a in case.arguments if isinstance(a, np.ndarray) and a.ndim]
    n = len(arrays[0]) if arrays else 0
    names = [name for name, size in case.sizes.items() if size == n]
    if n > rows and names:
        cut = tuple(a[:rows] if isinstance(a, np.ndarray) and a.ndim and len(a) == n else a for a in case.arguments)
        yield Case(cut, dict(case.sizes) | dict.fromkeys(names, rows))


def _rounded(argument, digits):
    """Return an array with rounder numbers, none of them 0 that was not.

    Without negative numbers it may hold shares or probabilities: two digits stay, and rows that add up to 1 do so.
    """
    if not isinstance(argument, np.ndarray) or argument.dtype.kind != "f" or not argument.ndim:
        return argument
    if not (argument < 0).any() and (digits < 2 or np.allclose(argument.sum(axis=-1), 1)):
        return argument
    rounded = np.round(argument, digits)
    return np.where((rounded == 0) & (argument != 0), np.copysign(10.0**-digits, argument), rounded) + 0.0


def _equal(one, other):
    return one is other or (isinstance(one, np.ndarray) and np.array_equal(one, other))


def _weight(case):
    """Return how much there is to read in a case."""
    return sum(_size(argument) for argument in case.arguments)


def _size(argument):
    """Return how many numbers an argument holds."""
    if isinstance(argument, list | tuple):
        return sum(map(_size, argument))
    return argument.size if isinstance(argument, np.ndarray) else 1


def _text(value):
    """Return a value as Python that makes it again."""
    if isinstance(value, np.ndarray):
        numbers = np.array2string(value, separator=", ", threshold=SHOWN**2, max_line_width=10**6, formatter=_FORMAT)
        dtype = ", dtype=np.float32" if value.dtype == np.float32 else ""
        return f"np.array({numbers.replace(chr(10), '')}{dtype})"
    if isinstance(value, list | tuple):
        inside = ", ".join(map(_text, value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(value) == 1)})"
    return repr(value.item() if isinstance(value, np.generic) else value)


_FORMAT: Any = {"float_kind": lambda x: repr(float(f"{x:.6g}"))}
_SHORT: Any = {"float_kind": number}


def _as_shown(argument):
    """Return an argument with the digits that its text has."""
    if not isinstance(argument, np.ndarray) or argument.dtype.kind != "f":
        return argument
    return np.array([float(f"{x:.6g}") for x in argument.ravel().tolist()], argument.dtype).reshape(argument.shape)


def _results(question: Question, trial: Trial) -> tuple[str, str]:
    """Return what the function and the reference return, as text: the first part that differs."""
    part = next(part for part in question.parts if trial.differs(part))
    expected = f"{part} = {_shown(trial.right.values[part])}"
    if trial.yours.failure:
        return trial.yours.failure.message, expected
    return f"{part} = {_shown(_like(trial.yours, trial.right, part))}", expected


def _like(yours: Outcome, right: Outcome, part: str) -> np.ndarray:
    """Return the student's part in the shape of the right one where that is possible."""
    aligned = same_shape(yours.values[part], right.values[part])
    return yours.values[part] if aligned is None else aligned


def _shown(array):
    """Return numbers with four digits."""
    if array.ndim == 0:
        return number(float(array))
    return np.array2string(array, separator=", ", threshold=SHOWN, formatter=_SHORT)
