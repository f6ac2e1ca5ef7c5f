"""Draws and trials: the cases of a draw with the reference's outcomes, and one case with the student's outcome."""

import functools
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dlcourse.checks.engine.compare import SINGLE_PRECISION, WRONG, agrees, picture, relative_error, same_shape
from dlcourse.checks.engine.outcome import Outcome, observe
from dlcourse.checks.engine.question import Case, Misconception, Question


class _Outcomes(Sequence[Outcome]):
    """The outcomes of a function in some cases; each is observed after those before it, when it is first asked for."""

    def __init__(self, question: Question, function: Callable, cases: list[Case]) -> None:
        self.question, self.function, self.cases = question, function, cases
        self._there: list[Outcome] = []

    def __len__(self) -> int:
        return len(self.cases)

    def __getitem__(self, index: Any) -> Any:
        """Return the outcome at an index, or those of a slice."""
        wanted = range(len(self.cases))[index]
        last = max(wanted, default=-1) if isinstance(index, slice) else wanted
        for case in self.cases[len(self._there) : last + 1]:
            self._there.append(observe(self.question, self.function, case))
        return self._there[index] if not isinstance(index, slice) else [self._there[k] for k in wanted]


class Draw:
    """The cases drawn for a question with a seed (None: the question's own seed); equal seeds draw equal cases."""

    def __init__(self, question: Question, seed: int | None = None) -> None:
        self.question = question
        seed = zlib.crc32(question.name.encode()) if seed is None else seed
        self.cases = with_twin(question, question.cases(np.random.default_rng(seed)), seed)
        self._of_others: dict[Callable, Sequence[Outcome]] = {}
        self._of_pairs: dict[tuple[Misconception, Misconception], tuple[Callable | None, list[Outcome]]] = {}

    @functools.cached_property
    def right(self) -> list[Outcome]:
        """Return the outcome of the reference in each case."""
        return [observe(self.question, self.question.reference, case) for case in self.cases]

    @functools.cached_property
    def theirs(self) -> dict[Misconception, Sequence[Outcome]]:
        """Return the outcomes of each misconception, which are there when they are asked for: one case tells most."""
        return {m: _Outcomes(self.question, m.wrong, self.cases) for m in self.question.misconceptions}

    def outcomes_of(self, function: Callable) -> Sequence[Outcome]:
        """Return the outcomes of a function that does not hang on the student's answer, kept as those of `theirs`."""
        return self._of_others.setdefault(function, _Outcomes(self.question, function, self.cases))

    def of_both(self, pair: tuple[Misconception, Misconception], index: int) -> Outcome | None:
        """Return the outcome of two edits made at once in the case at this index; None if they exclude each other.

        Each outcome is kept, since it does not hang on the student's answer.
        """
        if pair not in self._of_pairs:
            both = getattr(pair[0].wrong, "combined_with")(pair[1].wrong)  # noqa: B009 - of an edit, not of any function
            self._of_pairs[pair] = both, []
        both, outcomes = self._of_pairs[pair]
        if both is None:
            return None
        for case in self.cases[len(outcomes) : index + 1]:
            outcomes.append(observe(self.question, both, case))
        return outcomes[index]


def with_twin(question: Question, cases: list[Case], seed: int) -> list[Case]:
    """Return the cases, and last one in the sizes of an earlier one with other numbers.

    It shows what a function keeps from call to call, as in an array for each shape. A question with few cases, whose
    calls take long, has none.
    """
    if question.is_closed or len(cases) < 4:
        return cases
    for case, other in zip(cases, question.cases(np.random.default_rng([seed, 1])), strict=False):
        forms, others = _arrays(case.arguments), _arrays(other.arguments)
        alike = len(forms) == len(others) > 0 and all(a.shape == b.shape for a, b in zip(forms, others, strict=True))
        if alike and not all(np.array_equal(a, b) for a, b in zip(forms, others, strict=True)):
            return [*cases, replace(other, why="the sizes of an earlier case, with other numbers")]
    return cases


def _arrays(value):
    """Return the arrays in an argument, at any depth."""
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [array for one in value for array in _arrays(one)] if isinstance(value, list | tuple) else []


@dataclass(frozen=True)
class Trial:
    """A case with the outcome of the student's function (`yours`) and that of the reference (`right`)."""

    case: Case
    yours: Outcome
    right: Outcome
    stated: float | None = None  # the question's own tolerance

    def tolerance(self, part: str) -> float:
        """Return the relative error up to which a part is right: `stated`, else that of the case or of float32."""
        if self.stated is not None:
            return self.stated
        single = not self.yours.failure and self.yours.values[part].dtype == np.float32
        return max(self.case.tolerance, SINGLE_PRECISION) if single else self.case.tolerance

    def error(self, part: str) -> float:
        """Return the relative error of a part; inf if the function failed or the part has another shape.

        It is 0 for a part in float32 where the case asks for more digits than that has.
        """
        aligned = self.aligned(part)
        if aligned is None:
            return np.inf
        if self.case.needs_double and aligned.dtype == np.float32:
            return 0.0
        return relative_error(aligned, self.right.values[part])

    def aligned(self, part: str) -> np.ndarray | None:
        """Return the student's part in the shape of the right one; None if the function failed or the shapes differ."""
        return None if self.yours.failure else same_shape(self.yours.values[part], self.right.values[part])

    def differs(self, part: str) -> bool:
        """Return True if the part is not right, be it wrong or too close to decide."""
        return self.error(part) > self.tolerance(part)

    def is_wrong(self, part: str) -> bool:
        """Return True if the error is larger than a nearly right constant or step size would cause."""
        return self.error(part) > max(WRONG, self.tolerance(part))

    def picture(self, part: str) -> list[str]:
        """Return rows of "=" and "x" for the entries of the part that agree and differ; empty if it would not help."""
        if self.yours.failure or not self.differs(part):
            return []
        return picture(self.yours.values[part], self.right.values[part], self.tolerance(part))

    def same(self, part: str, one: Outcome, other: Outcome) -> bool:
        """Return True if two outcomes have the same numbers in the same shape."""
        a, b = one.values[part], other.values[part]
        return a.shape == b.shape and agrees(a, b, self.tolerance(part))
