"""Programs to break: a wrong program is given, and the answer is an input on which its fault shows.

The question states what a legal input is (shapes, bounds), the right program, the broken one and a margin. An answer
is right if it is legal and the two results differ by at least the margin. A second broken program, `spared`, may
have to stay right on the same input, so that the fault of the first is told from that of the second.

Inputs that hide the fault are the misconceptions: each `Hides` has a condition, and the first that holds is named.
"""

import itertools
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dlcourse.checks.catalogue.answers import once
from dlcourse.checks.engine.compare import number
from dlcourse.checks.engine.outcome import as_numbers
from dlcourse.checks.engine.question import AnswerError, Misconception, Question

BREAKS = 0.0  # what `BreakIt` makes of a right answer; a reason why nothing shows is its place, from 1
EQUAL = 1e-6  # two programs that differ by less give the same result


@dataclass(frozen=True)
class Input:
    """One part of the input that is asked for: its name, its shape, and the bounds of its numbers.

    The shape is text: "" for one number, "N units" for a matrix, "N 1", "3". A letter or word is a length that the
    answer chooses, between `least` and `most`; equal ones are equal in all parts.
    """

    name: str
    shape: str = ""
    low: float = -10.0
    high: float = 10.0
    whole: bool = False
    least: int = 1
    most: int = 8

    @property
    def axes(self) -> list[str]:
        """Return the lengths of the axes as text."""
        return self.shape.split()

    @property
    def shape_text(self) -> str:
        """Return the shape as it stands in the exercise: (N, units), or (N,)."""
        return f"({', '.join(self.axes)}{',' * (len(self.axes) == 1)})"


@dataclass(frozen=True)
class Hides:
    """A kind of input that hides the fault, or is not what was asked for: a condition, an example, and why."""

    name: str
    when: Callable[..., Any]  # of the input's parts
    example: Callable[[], Any]
    says: str
    look: str
    always: bool = False  # True: such an input is wrong even if the programs differ on it


@dataclass(frozen=True)
class BreakIt:
    """The `use` of a question of this kind: whether the input that a function returns breaks the program."""

    takes: tuple[Input, ...]
    right: Callable
    broken: Callable
    margin: float
    hides: tuple[Hides, ...]
    spared: Callable | None = None
    forbids: tuple[tuple[Callable[..., Any], str], ...] = field(default=())  # (what is not allowed, its sentence)

    def __call__(self, function: Callable) -> Any:
        """Return 0 if the fault shows, else the place of the reason why not, from 1; raise AnswerError otherwise."""
        returned = function()
        if returned is None or returned is Ellipsis:
            return returned
        given = self.read(returned)
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for is_forbidden, says in self.forbids:
                if is_forbidden(*given):
                    raise AnswerError(says)
            return self.judge(given)

    def judge(self, given: tuple[Any, ...]) -> float:
        """Return 0 if the fault shows on a legal input, else the place of the first reason that holds."""
        for place, hides in enumerate(self.hides, 1):
            if hides.always and hides.when(*given):
                return float(place)
        right, wrong = self.right(*copies(given)), self.broken(*copies(given))
        gap = difference(right, wrong)
        strays = 0.0 if self.spared is None else difference(right, self.spared(*copies(given)))
        if gap >= self.margin and strays <= EQUAL:
            return BREAKS
        for place, hides in enumerate(self.hides, 1):
            if hides.when(*given):
                return float(place)
        raise AnswerError(self.describe(right, gap, strays))

    def describe(self, right: Any, gap: float, strays: float) -> str:
        """Return what happens on an input that no reason covers."""
        broken = f"`{self.broken.__name__}`"
        if gap <= EQUAL:
            return f"On your input {broken} is right: {shown(right)}. Its fault does not show."
        if gap < self.margin:
            return f"On your input {broken} is off by {number(gap)} only; expected at least {number(self.margin)}."
        spared = f"`{self.spared.__name__}`" if self.spared else "the other program"
        return f"On your input {broken} goes wrong, and so does {spared}, which is off by {number(strays)}."

    def read(self, returned: Any) -> tuple[Any, ...]:
        """Return the parts of an input, floats and arrays of them; raise AnswerError for the first that is not legal."""
        lengths: dict[str, tuple[int, str]] = {}
        return tuple(
            read_part(part, value, lengths) for part, value in zip(self.takes, self.unpack(returned), strict=True)
        )

    def unpack(self, returned: Any) -> list[Any]:
        """Return the parts in a list, from a tuple, a list, a dict or one array; raise AnswerError for another number."""
        names = [part.name for part in self.takes]
        if len(names) == 1:
            return list(returned) if isinstance(returned, tuple) and len(returned) == 1 else [returned]
        if isinstance(returned, Mapping) and set(returned) == set(names):
            return [returned[name] for name in names]
        if isinstance(returned, np.ndarray) and returned.ndim:
            returned = list(returned)
        count = len(returned) if isinstance(returned, tuple | list) else 1
        if not isinstance(returned, tuple | list) or count != len(names):
            message = (
                f"Your function returned {count} value{'s' * (count != 1)}; expected {len(names)}: {', '.join(names)}."
            )
            raise AnswerError(message)
        return list(returned)


def read_part(part: Input, value: Any, lengths: dict[str, tuple[int, str]]) -> Any:
    """Return one part as a float or an array; raise AnswerError if its type, shape or numbers are not legal.

    `lengths` holds the lengths chosen so far, each with the name of the part that chose it.
    """
    array = None if value is Ellipsis else as_numbers(value)
    if array is None:
        raise AnswerError(f"Your `{part.name}` does not hold numbers alone, in rows of one length.")
    if not part.axes and array.size == 1:
        array = array.reshape(())
    if array.ndim != len(part.axes):
        wanted = f"the shape {part.shape_text}" if part.axes else "one number"
        raise AnswerError(f"Your `{part.name}` has the shape {array.shape}; expected {wanted}.")
    for axis, length in zip(part.axes, array.shape, strict=True):
        if axis.isdigit() and length != int(axis):
            raise AnswerError(f"Your `{part.name}` has the shape {array.shape}; expected {part.shape_text}.")
        check_length(part, axis, length, lengths)
    if not np.isfinite(array).all():
        raise AnswerError(f"Your `{part.name}` holds NaN or infinity; expected finite numbers.")
    outside = array[(array < part.low) | (array > part.high)]
    if outside.size:
        bounds = f"{number(part.low)} to {number(part.high)}".replace("-", "−")
        raise AnswerError(f"Your `{part.name}` holds {number(outside[0])}; expected numbers from {bounds}.")
    array = array.astype(float)
    if part.whole and (array != np.round(array)).any():
        raise AnswerError(
            f"Your `{part.name}` holds {number(array[array != np.round(array)][0])}; expected whole numbers."
        )
    array = array.astype(int) if part.whole else array
    return array if part.axes else array.item()


def check_length(part: Input, axis: str, length: int, lengths: dict[str, tuple[int, str]]) -> None:
    """Raise AnswerError if a chosen length is out of bounds, or another one than an earlier part has."""
    if axis.isdigit():
        return
    first, name = lengths.setdefault(axis, (length, part.name))
    if length != first:
        where = f"in `{name}`" if name != part.name else "before"
        raise AnswerError(f"In your `{part.name}`, {axis} is {length}, and {where} it is {first}.")
    if not part.least <= length <= part.most:
        raise AnswerError(f"In your `{part.name}`, {axis} is {length}; expected {part.least} to {part.most}.")


def difference(one: Any, other: Any) -> float:
    """Return the largest difference between two results, single arrays or several; inf for other shapes or NaN."""
    ours, theirs = (list(r) if isinstance(r, tuple) else [r] for r in (one, other))
    if len(ours) != len(theirs):
        return np.inf
    return max(itertools.starmap(gap_between, zip(ours, theirs, strict=True)), default=0.0)


def gap_between(one: Any, other: Any) -> float:
    """Return the largest difference of two arrays; inf if one has another shape, or is finite elsewhere."""
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if a.shape != b.shape or not np.array_equal(np.isfinite(a), np.isfinite(b)):
        return np.inf
    finite = np.isfinite(a)
    return float(np.abs(a[finite] - b[finite]).max(initial=0.0))


def copies(given: tuple[Any, ...]) -> list[Any]:
    """Return copies of the parts of an input."""
    return [part.copy() if isinstance(part, np.ndarray) else part for part in given]


def shown(result: Any) -> str:
    """Return a result as text: numbers with four digits."""
    parts = result if isinstance(result, tuple) else (result,)
    return " and ".join(
        np.array2string(np.asarray(part, dtype=float), separator=", ", formatter={"float_kind": number}).replace(
            "\n", ""
        )
        for part in parts
    )


def break_it_question(
    *,
    takes: tuple[Input, ...],
    right: Callable,
    broken: Callable,
    margin: float,
    hides: tuple[Hides, ...],
    spared: Callable | None = None,
    forbids: tuple[tuple[Callable[..., Any], str], ...] = (),
    **fields: Any,
) -> Question:
    """Return a question whose answer is an input on which `broken` differs from `right` by at least `margin`.

    `reference` is a function without arguments that returns such an input.
    """
    use = BreakIt(takes, right, broken, margin, hides, spared, forbids)
    misconceptions = tuple(Misconception(h.name, h.example, h.says, h.look) for h in hides)
    returns = ", ".join(part.name for part in takes)
    return Question(
        kind="break", cases=once, use=use, parts=("input",), returns=returns, misconceptions=misconceptions, **fields
    )
