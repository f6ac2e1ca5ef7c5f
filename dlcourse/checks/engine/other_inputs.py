"""Wrong numbers that are right ones for other inputs: a matrix turned, a number of one's own for an argument."""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np

from dlcourse.checks.engine.compare import FEWEST
from dlcourse.checks.engine.diagnosis import wrong_entries
from dlcourse.checks.engine.outcome import observe
from dlcourse.checks.engine.question import Question, call_once
from dlcourse.checks.engine.trial import Trial

USUAL = (0.0, 1.0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.1, 0.2, 0.05, 0.01, *(10.0**-k for k in range(3, 17)), 2.0, 10.0)


def right_for_other_inputs(question: Question, trials: list[Trial]) -> str | None:
    """Return a sentence if the right program with one argument changed gives the student's numbers, in every case.

    Such a change is the transpose of a square matrix, zeros or ones, a usual number in place of the given one, or two
    arguments exchanged. None if no change does, if few entries differ, and for a question that needs other packages.
    """
    if question.requires or any(trial.yours.failure for trial in trials) or wrong_entries(question, trials) < FEWEST:
        return None
    telling = sorted(trials, key=lambda trial: not any(trial.differs(part) for part in question.parts))
    for words, changes in _changes(question, trials[0].case.arguments):
        found = [value for value, change in changes if _explains(question, telling, change)]
        if found:
            return f"Your numbers are the right ones for {words.format(_of_several(found))}."
    return None


def _of_several(values):
    """Return a number in words, of those that give the same results."""
    if len(values) == 1:
        return values[0]
    return "0 or nearly 0" if "0" in values else f"{values[-1]} to {values[0]}"


def _explains(question, trials, change):
    """Return True if the reference with changed arguments has the student's numbers in every part and case."""

    def changed(*arguments):
        return question.reference(*change(list(arguments)))

    for trial in trials:
        outcome = observe(question, changed, trial.case)
        if outcome.failure or not all(trial.same(part, trial.yours, outcome) for part in question.parts):
            return False
    return True


def _changes(question: Question, given: tuple) -> Iterator[tuple[str, list[tuple[str, Callable[[list], list]]]]]:
    """Yield sentences' ends with the changes of arguments that each stands for; `{}` is a value.

    `given` holds the arguments of a case. Where those are the function's own, only changes that fit them are made.
    """
    names = question.arguments
    for position, name in enumerate(names):
        kind = given[position] if question.use is call_once else None
        if kind is None or isinstance(kind, np.ndarray):
            yield f"`{name}` transposed, wherever it is square", [("", _at(position, _of_array(_turned)))]
        if isinstance(kind, np.ndarray) or (kind is None and question.steps):
            for words, function in ARRAYS.items():
                yield words.replace("NAME", name), [("", _at(position, _of_array(function)))]
        if not isinstance(kind, np.ndarray):
            for words, of_number in NUMBERS.items():
                yield words.replace("NAME", name), [("", _at(position, _of_number(of_number)))]
            usual = [(f"{value:g}", _at(position, _of_number(lambda _, value=value: value))) for value in USUAL]
            yield f"`{name}` = {{}} in every call, whatever is given", usual
        if isinstance(kind, int) and not isinstance(kind, bool):
            for words, by in ((f"`{name}` + 1 in place of `{name}`", 1), (f"`{name}` − 1 in place of `{name}`", -1)):
                yield words, [("", _at(position, lambda value, by=by: value + by))]
    for (i, one), (j, other) in combinations(enumerate(names), 2):
        yield f"`{one}` and `{other}` exchanged", [("", _exchanging(i, j))]


def _at(position, function):
    """Return the change of the argument at a position."""
    return lambda arguments: [*arguments[:position], function(arguments[position]), *arguments[position + 1 :]]


def _exchanging(i, j):
    """Return the change that puts two arguments in each other's place."""

    def change(arguments):
        arguments[i], arguments[j] = arguments[j], arguments[i]
        return arguments

    return change


def _of_array(function):
    """Return the function, for arrays of at least one axis and lists of such alone."""

    def change(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [change(each) for each in value]
        if not isinstance(value, np.ndarray) or not value.ndim:
            raise TypeError("expected an array")
        return function(value)

    return change


def _turned(array):
    """Return the transpose of a square matrix, and any other array as it is."""
    return array.T if array.ndim == 2 and array.shape[0] == array.shape[1] else array


def _of_number(function):
    """Return the function, for single numbers alone."""

    def change(value: Any) -> Any:
        if not isinstance(value, float | int) or isinstance(value, bool):
            raise TypeError("expected a number")
        return function(value)

    return change


ARRAYS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "`NAME` full of zeros": np.zeros_like,
    "`NAME` full of ones": np.ones_like,
    "−`NAME` in place of `NAME`": np.negative,
    "`NAME` without its signs": np.abs,
    "`NAME` with 0 for its negative entries": lambda a: np.maximum(a, 0),
    "`NAME` cut to whole numbers": np.trunc,
    "`NAME` rounded to whole numbers": np.round,
    "`NAME` in reverse order": lambda a: a[::-1],
    "`NAME` with its columns in reverse order": lambda a: a[:, ::-1],
    "`NAME` with its first row in every row": lambda a: np.repeat(a[:1], len(a), axis=0),
    "`NAME` with its mean in every entry": lambda a: np.full_like(a, a.mean()),
    "the squares of `NAME`": np.square,
    "2 · `NAME`": lambda a: 2 * a,
    "`NAME`/2": lambda a: a / 2,
}

NUMBERS: dict[str, Callable[[float], float]] = {
    "1 − `NAME` in place of `NAME`": lambda c: 1 - c,
    "the square of `NAME`": lambda c: c**2,
    "the root of `NAME`": lambda c: c**0.5 if c >= 0 else float("nan"),
    "−`NAME` in place of `NAME`": lambda c: -c,
    "2 · `NAME`": lambda c: 2 * c,
    "`NAME`/2": lambda c: c / 2,
    "1/`NAME` in place of `NAME`": lambda c: 1 / c,
}
