"""Find answers that compute nothing: zeros or any other constant, an input handed back, nothing at all.

Some of a question's parts may be right in them by chance: weights that follow from a slot of zeros, one of four outputs
of a network that always fires. Such an answer earns no points. One that computes something keeps those of its right
parts, whatever the others are.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlcourse.checks.engine.outcome import as_numbers, observe
from dlcourse.checks.engine.question import Question, call_once
from dlcourse.checks.engine.trial import Draw, Trial

FILLS = (0.0, 1.0, np.nan)
OF_ONE_CALL: set[Hashable] = {"argument", "nothing"}  # ways that count without a second input to compare with
OF_ONE_CALL |= {("filled with", str(number)) for number in (*FILLS, np.inf, -np.inf)}


def is_trivial(question: Question, function: Callable, trials: list[Trial], draw: Draw) -> bool:
    """Return True if an answer returns constants or its arguments in every call, or is judged as such an answer is."""
    if question.is_closed:
        return False  # what is worked by hand is a constant
    if any(_is_judged_as(question, draw.outcomes_of(constant), trials) for constant in question.constants):
        return True
    if question.requires:
        return _never_changes(trials)  # a model is judged where it is built, and only what it consists of is known here
    watched = ObservedCalls(function)
    for trial in trials:
        if not watched.computes:
            observe(question, watched, trial.case, trial.right)
    if watched.is_trivial:
        return True
    if question.use is call_once:
        return False
    fills = [_FilledReference(question.reference, number) for number in FILLS]
    return any(_is_judged_as(question, draw.outcomes_of(fill), trials) for fill in fills)


@dataclass(frozen=True)
class _FilledReference:
    """A function with the reference's results, all set to a number."""

    reference: Callable
    number: float

    def __call__(self, *arguments):
        return filled(self.reference(*arguments), self.number)


def _never_changes(trials):
    """Return True if what was built is the same in all cases, and should not be."""
    mine, right = ({_digest(list(o.values.values())) for o in outcomes} for outcomes in _outcomes(trials))
    return len(mine) == 1 < len(right) and not any(trial.yours.failure for trial in trials)


def _outcomes(trials):
    """Return the student's outcomes, and the right ones."""
    return [trial.yours for trial in trials], [trial.right for trial in trials]


def _is_judged_as(question, outcomes, trials):
    """Return True if a function with these outcomes is judged as the student's is, in every case."""
    for trial, other in zip(trials, outcomes, strict=True):
        if trial.yours.failure or other.failure:
            return False
        if not all(trial.same(part, trial.yours, other) for part in question.parts):
            return False
    return True


def filled(value: Any, number: float) -> Any:
    """Return a result with every number in it set to `number`; anything else stays."""
    if isinstance(value, tuple | list):
        return type(value)([filled(one, number) for one in value])
    if isinstance(value, Mapping):
        return {name: filled(one, number) for name, one in value.items()}
    if isinstance(value, np.ndarray):
        return np.full(value.shape, number)
    return number if isinstance(value, int | float | np.number) else value


class ObservedCalls:
    """A function that notes in which ways its results are trivial in all calls so far, for each of its results."""

    def __init__(self, function: Callable) -> None:
        self.function = function
        self.ways: list[set[Hashable]] | None = None  # None before the first call
        self.inputs: set[Hashable] = set()
        if hasattr(function, "inspected"):  # in another process: what it returns need not leave it
            self.inspected = function.inspected

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Call the function."""
        if self.computes:
            return self.function(*arguments, **options)
        given = [argument.copy() if isinstance(argument, np.ndarray) else argument for argument in arguments]
        returned = self.function(*arguments, **options)
        parts = returned if isinstance(returned, tuple) and returned else (returned,)
        in_place = _digest(given) != _digest(arguments)  # it may return nothing, and yet have done something
        found = [set() if in_place else set(_ways(part, given)) for part in parts]
        if self.ways is None:
            self.ways = found
        elif len(found) == len(self.ways):
            self.ways = [before & now for before, now in zip(self.ways, found, strict=True)]
        else:
            self.ways = [set()]
        self.inputs.add(_digest(given))
        return returned

    @property
    def computes(self) -> bool:
        """Return True if one of the results was trivial in no way: whatever follows, the function is not."""
        return self.ways is not None and not all(self.ways)

    @property
    def is_trivial(self) -> bool:
        """Return True if each result was a constant, or the same argument, in all calls.

        Of a single input every result is a constant: then 0, 1, NaN and infinity alone are trivial.
        """
        if self.ways is None:
            return False
        return all(self.ways if len(self.inputs) > 1 else [ways & OF_ONE_CALL for ways in self.ways])


def _ways(value: Any, given: list) -> Iterator[Hashable]:
    """Yield each way in which a result is trivial: equal to an argument, filled with one number, or a constant."""
    leaves = list(_leaves(value))
    if not leaves:
        yield "nothing"
    if (constant := _digest(value)) is not None:
        yield "constant", constant
    if (number := _one_number(leaves)) is not None:
        yield "filled with", str(number)
    if any(isinstance(argument, np.ndarray | int | float) and constant == _digest(argument) for argument in given):
        yield "argument"


def _one_number(leaves):
    """Return the number that fills all of these results; None if there are several, or something else."""
    numbers: set[float] = set()
    for leaf in leaves:
        array = as_numbers(leaf)
        if array is None or not array.size:
            return None
        first = array.flat[0]
        if not np.array_equal(array, np.full(array.shape, first), equal_nan=True):
            return None
        numbers.add(abs(float(first)) if first == 0 else float(first))  # -0.0 is 0
    if numbers and all(np.isnan(number) for number in numbers):
        return np.nan
    return numbers.pop() if len(numbers) == 1 else None


def _leaves(value):
    """Yield what lies in lists, tuples and dictionaries at any depth; None and empty text are nothing."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one)
    elif value is not None and not (isinstance(value, str) and not value):
        yield value


def _digest(value):
    """Return a value to compare results by, equal for equal numbers in equal shapes; None if there is none."""
    leaves: list[Hashable] = []
    for leaf in _leaves(value):
        if isinstance(leaf, str):
            leaves.append(leaf)
        elif isinstance(leaf, np.ndarray | np.generic | int | float):
            array = np.asarray(leaf)
            leaves.append((array.shape, array.astype(float).tobytes() if array.dtype.kind in "fiub" else repr(array)))
        else:
            return None
    return tuple(leaves)
