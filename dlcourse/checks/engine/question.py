"""Questions: the reference, how cases are drawn, and the wrong answers that people really give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dlcourse.checks.engine.compare import ROUNDING, SINGLE_PRECISION
from dlcourse.checks.errors import AnswerError as AnswerError


@dataclass(frozen=True)
class Case:
    """One call of the student's function: its arguments, and the sizes that a message may name (N=6, units=3)."""

    arguments: tuple[Any, ...]
    sizes: Mapping[str, float] = field(default_factory=dict)
    why: str = ""  # what makes this input hard, for a case that stands in every draw; "" for one that is only random
    needs_double: bool = False  # True if float32 has too few digits for it: an answer in float32 is not judged by it

    @property
    def tolerance(self) -> float:
        """Return the relative error that rounding alone explains: 1e-4 if an argument is float32, else 1e-6."""
        single = any(getattr(argument, "dtype", None) == np.float32 for argument in self.arguments)
        return SINGLE_PRECISION if single else ROUNDING

    def copy_arguments(self) -> tuple[Any, ...]:
        """Return copies of the arguments, so that nothing a function does to them reaches the next call."""
        return tuple(a.copy() if isinstance(a, np.ndarray) else a for a in self.arguments)


@dataclass(frozen=True)
class Misconception:
    """A wrong answer with the sentence that names the mistake and what to look at.

    Both may hold `{part}`, `{entry}`, `{yours}`, `{expected}`, `{ratio}`, `{step}` and the sizes of the case. The
    evidence, "dW[0, 1] is 3, expected 6.", follows a sentence without `{yours}` if the question shows its numbers.

    `costs` is the share of the points that the mistake takes, for one whose harm the number of wrong results does not
    show. None: each wrong result takes its share; in a question of three points or more, a single changed place in an
    otherwise right program takes half at most.

    `family` is its kind in a class's insights, one of checks/families.py. None: the name tells it.
    """

    name: str
    wrong: Callable
    says: str
    look: str
    costs: float | None = None
    family: str | None = None

    @property
    def is_slip(self) -> bool:
        """Return True if the wrong answer is the reference but for one place."""
        return len(getattr(self.wrong, "changes", ())) == 1


def call_once(function: Callable, *arguments: Any) -> Any:
    """Call an answer once with the case's arguments, the default `use` of a question."""
    return function(*arguments)


def calling_once(use: Callable) -> Callable:
    """Mark a `use` that calls the answer once, with the case's arguments, and then works with what it returns."""
    setattr(use, "calls_once", True)  # noqa: B010 - a mark of ours on a function
    return use


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question, with everything that its check needs."""

    name: str = ""  # the name of the student's function; "": that of the reference
    kind: str = "implement"  # or "debug" (mend given code), "number" (by hand), "choice" (a letter), "break" (an input)
    difficulty: str  # "easy", "medium" or "hard"
    minutes: int
    points: float
    arguments: tuple[str, ...] = ()  # of the student's function; set from the reference
    parts: tuple[str, ...]  # the names of the returned values; several are returned as a tuple
    reference: Callable
    cases: Callable[[np.random.Generator], list[Case]]
    use: Callable = call_once  # use(function, *case.arguments) → the parts, if one call is not enough to judge
    inputs: tuple[str, ...] = ()  # the names of the case's arguments, if they are not the function's
    tolerance: float | None = None  # the largest relative error that counts as right; None: that of rounding
    requires: tuple[str, ...] = ()  # packages that this check imports and the course does not depend on
    steps: bool = False  # True if the first axis of every part counts the steps of a trajectory
    returns: str = ""  # what the function returns, in words, if `use` judges something else
    # Of a part that stands for facts: what each number is, "the smallest value", or a sentence for each wrong number,
    # with "" for what any other one is. If the part has more entries, the first serves them, with their number as {}.
    facts: Mapping[str, tuple[str | Mapping[float | str, str], ...]] = field(default_factory=dict, hash=False)
    lecture: str = ""  # the lecture to read; "": that of the exercise, which is set where the question is looked up
    section: str = ""  # of that lecture; "" if there is none
    hints: tuple[str, ...]
    misconceptions: tuple[Misconception, ...]
    constants: tuple[Callable, ...] = ()  # answers that return one object for every input: they earn no points
    alternatives: tuple[Callable, ...] = ()  # right answers written differently; tests check that all pass

    def __post_init__(self) -> None:
        """Take the arguments, and a name that is not given, from the reference."""
        code = self.reference.__code__
        object.__setattr__(self, "arguments", code.co_varnames[: code.co_argcount])
        object.__setattr__(self, "name", self.name or self.reference.__name__)

    @property
    def shows_evidence(self) -> bool:
        """Return True if a sentence is followed by the entry with the largest difference: yours, and the right one."""
        return not self.is_closed and not self.returns

    @property
    def calls_once(self) -> bool:
        """Return True if a case is one call of the answer with the case's arguments."""
        return self.use is call_once or hasattr(self.use, "calls_once")

    @property
    def call(self) -> str:
        """Return how the function is called and what it returns, as text."""
        return f"{self.name}({', '.join(self.arguments)}) → {self.returns or ', '.join(self.parts)}"

    @property
    def is_closed(self) -> bool:
        """Return True if the answer is a number, a letter or an input, which no message may give away."""
        return self.kind in ("number", "choice", "break")
