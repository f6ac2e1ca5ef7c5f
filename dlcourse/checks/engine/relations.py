"""Relations of wrong numbers to the right ones that hold in every case, for numbers that no known mistake gives.

Each relation is a function of one part in all cases; it returns what holds, as the end of a sentence that begins with
"Your `dW`", or None. Nothing is said that was not verified in every case with numbers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from dlcourse.checks.engine.compare import (
    FEWEST,
    RELATED,
    ROUNDING,
    agrees,
    constant_ratio,
    differing,
    number,
    pair,
    relative_error,
    same_shape,
)
from dlcourse.checks.engine.question import Case, Question
from dlcourse.checks.engine.trial import Trial


@dataclass(frozen=True)
class Seen:
    """One part of an answer in one case."""

    yours: np.ndarray
    right: np.ndarray
    case: Case
    tolerance: float

    @property
    def aligned(self) -> np.ndarray | None:
        """Return yours in the shape of the right one, None if the shapes differ."""
        return same_shape(self.yours, self.right)


def related(question: Question, part: str, trials: list[Trial]) -> str | None:
    """Return a sentence on a relation that holds in every case in which the function returned numbers, else None."""
    seen = [
        Seen(trial.yours.values[part], trial.right.values[part], trial.case, trial.tolerance(part))
        for trial in trials
        if not trial.yours.failure
    ]
    wrong = [not agrees(one.yours, one.right, one.tolerance) for one in seen]
    if not any(wrong):
        return None  # what is right fits many relations
    seen = [one for one, differs in zip(seen, wrong, strict=True) if differs or one.right.any()]  # 0 says little
    if not any(one.right.size > 1 or len(seen) > 1 for one in seen) or not all(
        np.isfinite(one.yours).all() and np.isfinite(one.right).all() for one in seen
    ):
        return None
    for relation in RELATIONS:
        found = relation(question, seen)
        if found is not None:
            return f"Your `{part}` {found}."
    return None


def exchanged(question: Question, trials: list[Trial]) -> str | None:
    """Return a sentence if every part is right but they are returned in another order."""
    trials = [trial for trial in trials if not trial.yours.failure]
    if len(question.parts) < 2 or not trials:
        return None
    for order in permutations(question.parts) if len(question.parts) <= 5 else ():
        if order != question.parts and all(_is_order(trial, question.parts, order) for trial in trials):
            returned = ", ".join(order)
            return (
                f"The values are right, in another order: you return {returned}; expected {', '.join(question.parts)}."
            )
    return None


def _is_order(trial, parts, order):
    """Return True if the student's parts are the right ones in this order, and no two of these could be confused."""
    right = [trial.right.values[name] for name in order]
    if any(a.shape == b.shape and np.allclose(a, b) for a, b in combinations(right, 2)):
        return False
    pairs = zip(parts, right, strict=True)
    return all(agrees(trial.yours.values[part], value, trial.tolerance(part)) for part, value in pairs)


def _factor(_, seen):
    """One factor in every entry: a number, or one made of the sizes of the case."""
    found = [None if one.aligned is None else constant_ratio(one.aligned, one.right) for one in seen]
    ratios = [ratio for ratio in found if ratio is not None]
    if len(ratios) < len(seen) or all(abs(ratio - 1) < RELATED for ratio in ratios):
        return None
    if all(abs(ratio + 1) < RELATED for ratio in ratios):
        return "has the right size and the wrong sign in every entry"
    for name, values in _factors([one.case.sizes for one in seen]):
        for sign, words in ((1, ""), (-1, ", with the wrong sign")):
            if all(abs(sign * r / v - 1) < RELATED for r, v in zip(ratios, values, strict=True)):
                here = "" if len(set(values)) == 1 else f" ({values[0]:.4g} here)"
                return f"is {name} times the expected one{here} in every entry{words}"
    if max(ratios) - min(ratios) < RELATED * abs(ratios[0]) and len(ratios) > 1:
        return f"is {ratios[0]:.4g} times the expected one in every entry, in every case"
    return None


def _factors(sizes: list) -> Iterator[tuple[str, list[float]]]:
    """Yield numbers that mistakes multiply by, by name: what they are in each case."""
    constants = {"2": 2.0, "1/2": 0.5, "4": 4.0, "1/4": 0.25, "3": 3.0, "1/3": 1 / 3}
    for name, value in constants.items():
        yield name, [value] * len(sizes)
    names = [n for n in sizes[0] if all(n in s and float(s[n]) > 0 for s in sizes) and any(s[n] != 1 for s in sizes)]
    functions: dict[str, Callable[[float], float]] = {
        "{}": lambda n: n,
        "1/{}": lambda n: 1 / n,
        "2/{}": lambda n: 2 / n,
        "{}/2": lambda n: n / 2,
        "√{}": lambda n: n**0.5,
        "1/√{}": lambda n: n**-0.5,
        "{0}/({0} − 1)": lambda n: n / (n - 1),
        "({0} − 1)/{0}": lambda n: (n - 1) / n,
        "√({0}/({0} − 1))": lambda n: (n / (n - 1)) ** 0.5,
        "√(({0} − 1)/{0})": lambda n: ((n - 1) / n) ** 0.5,
        "(1 − {})": lambda n: 1 - n,
        "1/(1 − {})": lambda n: 1 / (1 - n),
        "{}²": lambda n: n**2,
    }
    for text, function in functions.items():
        for name in names:
            yield from _factor_of(text.format(name), function, [float(s[name]) for s in sizes])
    for one, other in combinations(names, 2):
        values = [(float(s[one]), float(s[other])) for s in sizes]
        yield from _factor_of(f"{one}·{other}", lambda pair: pair[0] * pair[1], values)
        yield from _factor_of(f"1/({one}·{other})", lambda pair: 1 / (pair[0] * pair[1]), values)
        yield from _factor_of(f"{one}/{other}", lambda pair: pair[0] / pair[1], values)
        yield from _factor_of(f"{other}/{one}", lambda pair: pair[1] / pair[0], values)


def _factor_of(name, function, values):
    """Yield the factor, unless it is not a number in some case, or 1 in all."""
    try:
        made = [function(value) for value in values]
    except ZeroDivisionError:
        return
    if all(isinstance(v, float) and np.isfinite(v) and v > 0 for v in made) and any(abs(v - 1) > 1e-3 for v in made):
        yield name, made


def _shapes(_, seen):
    """The right numbers in another shape, or what broadcasting (N,) against (N, 1) makes."""
    odd = [one for one in seen if one.aligned is None]
    if not odd:
        return None
    if all(one.yours.ndim == 2 and agrees(one.yours.T, one.right, one.tolerance) for one in odd):
        return f"is transposed: its shape is {odd[0].yours.shape}, expected {odd[0].right.shape}"
    if all(one.yours.size > 1 and agrees(one.yours.ravel(), one.right.ravel(), one.tolerance) for one in odd):
        return f"holds the right numbers in another shape: {odd[0].yours.shape}, expected {odd[0].right.shape}"
    for one in odd:
        n = one.right.size
        if not (one.yours.shape == (n, n) and one.right.ndim == 1 and n > 1):
            return None
    n = odd[0].right.size
    return (
        f"has shape ({n}, {n}) where ({n},) is expected: a column (N, 1) meets a row (N,), and NumPy combines each "
        "entry with each"
    )


TRANSFORMS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "is the square of the expected one": np.square,
    "is the square root of the expected one": lambda a: np.sqrt(a) if (a >= 0).all() else a * np.nan,
    "is e to the power of the expected one": lambda a: np.exp(np.minimum(a, 700)),
    "is the logarithm of the expected one": lambda a: np.log(a) if (a > 0).all() else a * np.nan,
    "is one over the expected one": lambda a: 1 / a if (a != 0).all() else a * np.nan,
    "is 1 minus the expected one": lambda a: 1 - a,
    "is the expected one without its signs": np.abs,
    "is rounded to whole numbers": np.round,
    "is rounded to one decimal": lambda a: np.round(a, 1),
    "is rounded to two decimals": lambda a: np.round(a, 2),
    "is rounded to three decimals": lambda a: np.round(a, 3),
    "is cut to whole numbers": np.trunc,
    "is the sum of the expected one so far, entry after entry": lambda a: np.cumsum(a, axis=0) if a.ndim else a,
}


def _one_for_all(_, seen):
    """One number in every entry, in all cases; or the sum, the mean or the largest of the right ones."""
    entries = np.concatenate([one.yours.ravel() for one in seen])
    if entries.size >= FEWEST and not np.ptp(entries) and all(one.aligned is not None for one in seen):
        return f"is {number(entries[0])} in every entry, in every case"
    many = [one for one in seen if one.right.size > 1]
    if not many or any(one.yours.size == 0 or np.ptp(one.yours) > RELATED * np.abs(one.yours).max() for one in many):
        return None
    for words, function in (("sum", np.sum), ("mean", np.mean), ("largest", np.max)):
        if all(_close(np.ravel(one.yours)[:1], function(one.right), max(one.tolerance, RELATED)) for one in seen):
            return f"is one number for all entries: the {words} of the expected ones"
    return None


def _transform(_, seen):
    """The right numbers, sent through a function once too often or not at all."""
    if any(one.aligned is None for one in seen) or max(one.right.size for one in seen) < 2 > len(seen):
        return None
    for words, function in TRANSFORMS.items():
        if all(_close(one.aligned, function(one.right), one.tolerance) for one in seen):
            return words
    return None


def _order(question, seen):
    """The right entries in another order along the first axis, or one step early or late."""
    if any(one.aligned is None or one.right.ndim == 0 for one in seen):
        return None
    long = [one for one in seen if len(one.right) > 2]
    if not long:
        return None
    if question.steps:
        if all(_close(one.aligned[1:], one.right[:-1], one.tolerance) for one in long):
            return "is one step late: each step holds what the step before should hold"
        if all(_close(one.aligned[:-1], one.right[1:], one.tolerance) for one in long):
            return "is one step early: each step holds what the next step should hold"
    if all(_close(one.aligned, one.right[::-1], one.tolerance) for one in seen):
        return "holds the right numbers in reverse order"
    rows = [(_sorted_rows(one.aligned), _sorted_rows(one.right)) for one in seen]
    if all(_close(a, b, one.tolerance) for (a, b), one in zip(rows, seen, strict=True)):
        return "holds the right numbers in another order"
    return None


def _sorted_rows(array):
    """Return the rows of an array in the order of their numbers."""
    rows = array.reshape(len(array), -1)
    return rows[np.lexsort(rows.T[::-1])] if rows.shape[1] else rows


def _offset(question, seen):
    """The expected one plus or minus an argument, or a number that is the same in every case."""
    if any(one.aligned is None for one in seen):
        return None
    gaps = [one.aligned - one.right for one in seen]
    for sign, words in ((1, "too large by"), (-1, "too small by")):
        for position, name in _arguments(question):
            values = [_as_array(one.case.arguments[position]) for one in seen]
            if all(
                value is not None and np.abs(value).max(initial=0) > 0 and _close(sign * gap, value, one.tolerance)
                for gap, value, one in zip(gaps, values, seen, strict=True)
            ):
                return f"is {words} `{name}` in every entry"
    means = [float(gap.mean()) for gap in gaps if gap.size]
    same = all(relative_error(gap, np.full_like(gap, mean)) <= RELATED for gap, mean in zip(gaps, means, strict=False))
    if same and len(means) > 1 and max(means) - min(means) <= RELATED * max(map(abs, means)) > 0:
        size = "too large" if means[0] > 0 else "too small"
        return f"is {size} by {number(abs(means[0]))} in every entry, in every case"
    return None


def _arguments(question):
    """Return the places and names of a case's arguments that the student's function has as well."""
    names = question.inputs or question.arguments
    return [(position, name) for position, name in enumerate(names) if name in question.arguments]


def _as_array(value):
    """Return an argument as an array of numbers, None if it is something else."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None
    return array


def _where(_, seen):
    """The differing entries all lie in one place, or all have one value."""
    wrong = [(one, differing(one.aligned, one.right, one.tolerance)) for one in seen if one.aligned is not None]
    wrong = [(one, where) for one, where in wrong if where.any()]
    if len(wrong) < len([one for one in seen if one.aligned is None]) or sum(int(w.sum()) for _, w in wrong) < FEWEST:
        return None
    values = np.concatenate([one.aligned[where].ravel() for one, where in wrong])
    if all(not where.all() for _, where in wrong) and np.ptp(values) <= RELATED * (np.abs(values).max() or 1):
        return f"is {number(values[0])} in all entries that differ, and right elsewhere"
    for axis, lines in ((0, "row"), (1, "column")):
        for index, which in ((-1, "last"), (0, "first")):
            if all(_only_there(where, axis, index) for _, where in wrong):
                return f"differs in its {which} {lines} alone"
    return None


def _first_row_alone(_, seen):
    """The first row is right in every case, and in each case with more rows the last one is wrong."""
    long = [one for one in seen if one.aligned is not None and one.right.ndim and len(one.right) > 1]
    if len(long) < 2 or any(one.aligned is None for one in seen):
        return None
    wrong = [differing(one.aligned, one.right, one.tolerance) for one in long]
    if sum(int(where.sum()) for where in wrong) < FEWEST or any(w[0].any() or not w[-1].any() for w in wrong):
        return None
    short = [one for one in seen if one.right.ndim and len(one.right) == 1]
    if not all(agrees(one.yours, one.right, one.tolerance) for one in short):
        return None
    what = "row" if all(one.right.ndim > 1 for one in long) else "entry"
    return f"is right in its first {what}, and wrong behind it"


def _sign_of_input(question, seen):
    """All entries that differ belong to inputs of one sign."""
    wrong = [(one, differing(one.aligned, one.right, one.tolerance)) for one in seen if one.aligned is not None]
    wrong = [(one, where) for one, where in wrong if where.any()]
    if sum(int(where.sum()) for _, where in wrong) < FEWEST or any(one.aligned is None for one in seen):
        return None
    for position, name in _arguments(question):
        values = [one.case.arguments[position] for one, _ in wrong]
        if not all(isinstance(v, np.ndarray) and v.shape == w.shape for v, (_, w) in zip(values, wrong, strict=True)):
            continue
        for words, holds in (("negative", np.less), ("positive", np.greater), ("0", np.equal)):
            marks = [holds(value, 0) for value in values]
            only = all(m[w].all() for m, (_, w) in zip(marks, wrong, strict=True))
            if only and not all(mark.all() for mark in marks):
                one, where = wrong[0]
                index = tuple(int(i) for i in np.argwhere(where)[0])
                mine, right = pair(one.aligned[index], one.right[index])
                return f"differs only where `{name}` is {words}: it is {mine} there, expected {right}, for one"
    return None


def _only_there(where, axis, index):
    """Return True if the differing entries lie in one row or column, of several."""
    if where.ndim <= axis or where.ndim > 2 or where.shape[axis] < 2 or (where.ndim == 1):
        return False
    rest = np.delete(where, index, axis=axis)
    return not rest.any() and np.take(where, index, axis=axis).any()


def _close(one, other, tolerance):
    """Return True if two arrays of finite numbers agree, the second broadcast to the first; 0 agrees with 0 alone."""
    with np.errstate(all="ignore"):
        if not np.any(other):
            tolerance = min(tolerance, ROUNDING)
        try:
            other = np.broadcast_to(other, one.shape)
        except ValueError:
            return False
        return bool(np.isfinite(other).all()) and relative_error(one, other) <= tolerance


RELATIONS: tuple[Callable[[Question, list[Seen]], str | None], ...] = (
    _shapes,
    _factor,
    _one_for_all,
    _transform,
    _order,
    _offset,
    _where,
    _first_row_alone,
    _sign_of_input,
)
