"""The X-ray: a function's own local variables when it returns, compared with those of the reference.

The reference mirrors the formulas, so its variables are the steps in between: z1, p, dz2. A variable of the student's
is compared with the reference's of the same name; one of another name counts as right if it holds the same numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from dlcourse._watching import call_and_watch
from dlcourse.checks.engine.compare import agrees, differing, entry, pair, worst_entry
from dlcourse.checks.engine.question import Case, Question, call_once
from dlcourse.checks.engine.trial import Trial


class Watched:
    """A function that notes its local variables at return; `seen` holds those of the last call.

    With `number`, only that call is watched, counted from 1: watching makes a call many times slower.
    """

    def __init__(self, function: Callable, number: int | None = None) -> None:
        self.function = function
        self.number, self.calls = number, 0
        self.seen: dict[str, Any] = {}
        if hasattr(function, "inspected"):  # in another process: what it returns cannot leave it, nor its variables
            self.inspected = function.inspected

    def __call__(self, *arguments: Any) -> Any:
        """Call the function and note its variables, in the order in which they stand in its text."""
        self.calls += 1
        if self.number not in (None, self.calls):
            return self.function(*arguments)
        watch = getattr(self.function, "watched", None)  # of a function in another process
        if watch is not None:
            value, self.seen = watch(*arguments)
            return value
        value, self.seen = call_and_watch(self.function, arguments)
        return value


def first_wrong_step(question: Question, function: Callable, trial: Trial) -> str | None:
    """Return a sentence on the variables that are right and the first that is wrong; None if nothing can be said.

    `trial` is a case in which the answer is wrong. Both functions are called once more; where a question's `use` makes
    several calls, the first is looked at that was given the right numbers and returned others: later ones only follow.
    """
    try:
        number, results = None, [trial.right.values[part] for part in question.parts if not trial.differs(part)]
        if question.use is not call_once:
            number, results = _first_call_apart(question, function, trial.case)
        if number == 0:
            return None
        variables = [_variables(question, each, trial.case, number) for each in (function, question.reference)]
    except Exception:
        return None
    mine, right = ({n: v for n, v in each.items() if n not in question.parts} for each in variables)
    return compare_variables(mine, right, max(trial.case.tolerance, 1e-5), results)


class Recorded:
    """A function that notes what each call was given and what it returned, as arrays."""

    def __init__(self, function: Callable) -> None:
        self.function = function
        self.calls: list[tuple[list[np.ndarray], list[np.ndarray]]] = []
        if hasattr(function, "inspected"):
            self.inspected = function.inspected

    def __call__(self, *arguments: Any) -> Any:
        """Call the function and note the call."""
        given = _arrays(arguments)
        returned = self.function(*arguments)
        self.calls.append((given, _arrays(returned)))
        return returned


def _arrays(value):
    """Return copies of the numbers in a value, at any depth; what holds none is left out."""
    if isinstance(value, list | tuple):
        return [array for one in value for array in _arrays(one)]
    return [np.array(value, dtype=float)] if isinstance(value, np.ndarray | np.generic | float | int) else []


def _first_call_apart(question, function, case):
    """Return the number of the first call, from 1, that is given what the reference is, and returns something else.

    With it come the arrays that both return there. 0 and none if the two were given other numbers before: then a later
    call only shows what an earlier one did.
    """
    recorded = []
    for each in (function, question.reference):
        recorded.append(Recorded(each))
        question.use(recorded[-1], *case.copy_arguments())
    mine, ours = (each.calls for each in recorded)
    tolerance = max(case.tolerance, 1e-5)
    for number, (one, other) in enumerate(zip(mine, ours, strict=False), start=1):
        if not _alike(one[0], other[0], tolerance):
            return 0, []
        if not _alike(one[1], other[1], tolerance):
            return number, [a for a, b in zip(one[1], other[1], strict=False) if agrees(a, b, tolerance)]
    return min(len(mine), len(ours)), []


def _alike(some, others, tolerance):
    """Return True if two lists hold equally many arrays that agree."""
    return len(some) == len(others) and all(agrees(a, b, tolerance) for a, b in zip(some, others, strict=True))


def _variables(question: Question, function: Callable, case: Case, number: int | None) -> dict[str, Any]:
    """Return the local variables of a call that a question's `use` makes, by its number; None: of the last."""
    watched = Watched(function, number)
    question.use(watched, *case.copy_arguments())
    return watched.seen


def compare_variables(
    theirs: Mapping[str, Any], ours: Mapping[str, Any], tolerance: float, finished: Sequence[np.ndarray] = ()
) -> str | None:
    """Return a sentence on the student's variables beside the reference's, None if they share none.

    `finished` holds the student's results that are right: a variable that holds one of them is not wrong, whatever its
    name.
    """
    known = _single(ours)
    right: list[str] = []
    for name, value in _single(theirs).items():
        if name in known:
            if not agrees(value, known[name], tolerance):
                if any(value.shape == other.shape and agrees(value, other, tolerance) for other in finished):
                    continue  # a result under this name, as the new mean in `mean`
                return _begin(right) + _describe(name, value, known[name], tolerance)
            right.append(name)
        elif value.size > 1 and any(agrees(value, other, tolerance) for other in known.values() if other.size > 1):
            right.append(name)
    return f"{_begin(right)}What you make of {'them' if len(right) > 1 else 'it'} is not." if right else None


def _single(variables):
    """Return the variables as arrays, those of a list as `a[0]`, `a[1]`."""
    found: dict[str, np.ndarray] = {}
    for name, value in variables.items():
        items = (
            {f"{name}[{i}]": item for i, item in enumerate(value)} if isinstance(value, list | tuple) else {name: value}
        )
        found |= {key: np.asarray(item, dtype=float) for key, item in items.items()}
    return found


def _begin(right):
    """Return the sentence on the names that are right."""
    if not right:
        return ""
    names = [f"`{name}`" for name in right]
    listed = ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]
    return f"Your {listed} {'are' if len(names) > 1 else 'is'} right. "


def _describe(name, yours, right, tolerance):
    """Return the sentence on the first wrong variable."""
    if yours.ndim == 2 and agrees(yours.T, right, tolerance):
        return f"The first wrong step is `{name}`: it is the transpose of the right one."
    if yours.shape != right.shape:
        return f"The first wrong step is `{name}`: its shape is {yours.shape}, expected {right.shape}."
    wrong = differing(yours, right, tolerance)
    worst = worst_entry(yours, right)
    mine, expected = pair(yours[worst], right[worst])
    how = " (the sign)" if agrees(-yours, right, tolerance) else ""
    share = "" if wrong.all() or yours.size < 2 else f" {int(wrong.sum())} of {wrong.size} entries differ:"
    return f"The first wrong step is `{name}`:{share} `{entry(name, worst)}` is {mine}, expected {expected}{how}."
