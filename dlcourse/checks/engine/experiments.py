"""Small experiments with a wrong answer: which argument it never uses, which two known mistakes it makes at once."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from dlcourse.checks.engine.compare import ROUNDING, differing, same_shape
from dlcourse.checks.engine.diagnosis import changes
from dlcourse.checks.engine.outcome import Outcome, observe
from dlcourse.checks.engine.question import Case, Misconception, Question, call_once
from dlcourse.checks.engine.trial import Draw, Trial

MOST_PAIRS = 300
MOST_ROWS = 12


def ignored_arguments(question: Question, function: Callable, trials: list[Trial]) -> list[str]:
    """Return the arguments on which no result of `function` depends, though the reference's do, in two cases."""
    if question.use is not call_once or len(question.arguments) < 2:
        return []
    usable = [trial for trial in trials if not trial.yours.failure][:2]
    if not usable:
        return []
    positions = range(len(question.arguments))
    return [question.arguments[i] for i in positions if all(_is_ignored(question, function, t, i) for t in usable)]


def idle_rows(question: Question, function: Callable, part: str, trials: list[Trial]) -> str | None:
    """Return a sentence if some rows have no influence on this part, though all should; else None."""
    if question.use is not call_once:
        return None
    for trial in trials:
        n = trial.case.sizes.get("N", 0)
        arrays = [a for a in trial.case.arguments if isinstance(a, np.ndarray) and a.ndim and len(a) == n]
        if trial.yours.failure or not arrays or not 3 <= n <= MOST_ROWS:
            continue
        rows = range(int(n))
        influence = [_influence_of_row(question, function, part, trial, row) for row in rows]
        if any(found is None for found in influence) or all(influence):
            return None
        idle = [row for row in rows if not influence[row]]
        if idle in ([0], [n - 1]):
            return f"The {'last' if idle[0] else 'first'} row has no influence on your `{part}`."
        if len(idle) == n - 1:
            one = next(row for row in rows if influence[row])
            where = {0: "the first", n - 1: "the last"}.get(one, f"row {one}")
            return f"Of the {n:g} rows, {where} alone has an influence on your `{part}`."
    return None


def idle_columns(question: Question, function: Callable, part: str, trials: list[Trial]) -> str | None:
    """Return a sentence if some columns of an argument have no influence on this part, though all should; else None."""
    if question.use is not call_once:
        return None
    for trial in trials:
        for position, argument in enumerate(trial.case.arguments):
            is_table = isinstance(argument, np.ndarray) and argument.ndim == 2 and argument.dtype.kind == "f"
            if trial.yours.failure or not is_table or not 2 <= argument.shape[1] <= MOST_ROWS:
                continue
            columns = range(argument.shape[1])
            influence = [_influence_of_column(question, function, part, trial, position, k) for k in columns]
            if None not in influence and any(influence) and not all(influence):
                idle = [str(k) for k in columns if not influence[k]]
                which = f"Column {idle[0]}" if len(idle) == 1 else f"Columns {', '.join(idle)}"
                has, name = "has" if len(idle) == 1 else "have", question.arguments[position]
                return f"{which} of `{name}`, counted from 0, {has} no influence on your `{part}`."
    return None


def _influence_of_column(question, function, part, trial, position, column):
    """Return True if other numbers in one column change the result; None if they do not change the right one.

    They become a little smaller, and far smaller: a function that keeps its input within bounds sees only that.
    """
    found = []
    for factor in (0.8, 1e-3):
        arguments = list(trial.case.copy_arguments())
        arguments[position][:, column] *= arguments[position].dtype.type(factor)
        found.append(_influence_of(question, function, part, trial, arguments))
    return None if None in found else any(found)


def _influence_of_row(question, function, part, trial, row):
    """Return True if other numbers in one row change the result; None if they do not change the right one."""
    n = trial.case.sizes["N"]
    arguments = []
    for argument in trial.case.copy_arguments():
        if isinstance(argument, np.ndarray) and argument.ndim and len(argument) == n and argument.dtype.kind == "f":
            argument[row] = argument[row] * argument.dtype.type(0.8)
        arguments.append(argument)
    return _influence_of(question, function, part, trial, arguments)


def _influence_of(question, function, part, trial, arguments):
    """Return True if these arguments change the result of a part; None if they do not change the right one."""
    case = Case(tuple(arguments))
    right, yours = observe(question, question.reference, case), observe(question, function, case)
    if right.failure or yours.failure or np.array_equal(right.values[part], trial.right.values[part], equal_nan=True):
        return None
    return not np.array_equal(yours.values[part], trial.yours.values[part], equal_nan=True)


def _is_ignored(question, function, trial, position):
    """Return True if another value of one argument changes the reference's result, and not the function's."""
    other = _changed(trial.case.arguments[position])
    if other is None:
        return False
    arguments = list(trial.case.arguments)
    arguments[position] = other
    case = Case(tuple(arguments))
    right, yours = observe(question, question.reference, case), observe(question, function, case)
    if right.failure or yours.failure or _same(right, trial.right):
        return False
    return _same(yours, trial.yours)


def _changed(value: Any) -> Any:
    """Return another value of the same kind; None if there is none to be had."""
    if isinstance(value, np.ndarray) and value.size:
        return (
            value * value.dtype.type(0.8) if value.dtype.kind == "f" else np.roll(value, 1) if value.size > 1 else None
        )
    if isinstance(value, float):
        return 0.8 * value
    return value + 1 if isinstance(value, int) and not isinstance(value, bool) else None


def _same(one: Outcome, other: Outcome) -> bool:
    """Return True if two outcomes have the same numbers, to the bit."""
    return all(np.array_equal(one.values[part], other.values[part], equal_nan=True) for part in one.values)


def pair_of_mistakes(question: Question, trials: list[Trial], draw: Draw) -> tuple[Misconception, ...] | None:
    """Return two known mistakes that together give the student's numbers, in every part and every case of the draw.

    Neither may change a part by itself that is right in the student's answer: what is said of it would be false.
    """
    if any(trial.yours.failure for trial in trials):
        return None
    edited = [m for m in question.misconceptions if hasattr(m.wrong, "combined_with")]
    telling = next(i for i, trial in enumerate(trials) if any(trial.differs(part) for part in question.parts))
    right, mine = draw.right[telling], trials[telling].yours
    marks = {m: [_marks(draw.theirs[m][telling], right, part) for part in question.parts] for m in edited}
    wanted = [_marks(mine, right, part) for part in question.parts]
    spared = [part for part in question.parts if not any(trial.differs(part) for trial in trials)]
    edited = [m for m in edited if not any(changes(part, trials, draw.theirs[m]) for part in spared)]
    for pair in list(combinations(edited, 2))[:MOST_PAIRS]:
        if not _cover(wanted, marks[pair[0]], marks[pair[1]]):
            continue
        if all(_explains(trial, draw.of_both(pair, i), question.parts) for i, trial in enumerate(trials)):
            return pair
    return None


def _marks(outcome, right, part):
    """Return where a part differs from the right one: a boolean array, or True if it does as a whole."""
    if outcome.failure:
        return True
    aligned = same_shape(outcome.values[part], right.values[part])
    return True if aligned is None else differing(aligned, right.values[part], ROUNDING)


def _cover(wanted, one, other):
    """Return True unless an entry is wrong that neither mistake touches: together they would leave it right, too.

    Most pairs are sorted out by this without running them.
    """
    return all(not np.any(w & ~(np.asarray(a) | b)) for w, a, b in zip(wanted, one, other, strict=True))


def _explains(trial, outcome, parts):
    """Return True if an outcome has the student's numbers in every part."""
    return not (outcome is None or outcome.failure) and all(trial.same(part, trial.yours, outcome) for part in parts)
