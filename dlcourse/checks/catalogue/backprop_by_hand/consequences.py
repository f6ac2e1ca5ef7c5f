"""One slip, one deduction: a gradient that follows from the student's own earlier one counts as right."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from dlcourse.checks.engine.compare import ROUNDING, SINGLE_PRECISION, agrees, same_shape
from dlcourse.checks.engine.outcome import as_numbers

PARTS = ("dW1", "db1", "dW2", "db2")
NO_MORE = " (What follows from it in the other arrays costs nothing more.)"  # said of a slip early in the chain

Arrays = dict[str, np.ndarray]


def counting_consequences(
    returned: Any, right: Sequence[np.ndarray], rules: Mapping[str, Callable[[Arrays], Any]]
) -> Any:
    """Return the four gradients by name, the right one in the place of each that follows from the student's others.

    `rules` says how a part follows from others, as the chain rule has it: from zeros, or from what is not finite, nothing
    follows. What cannot be read as four arrays is returned as it is.
    """
    theirs = by_name(returned)
    if theirs is None:
        return returned
    truth = dict(zip(PARTS, right, strict=True))
    given = {part: same_shape(array, truth[part]) for part, array in theirs.items()}
    known = {part: array for part, array in given.items() if array is not None}
    credited = {part: truth[part] for part, rule in rules.items() if part in known and follows(known, part, rule)}
    return theirs | credited


def follows(known: Arrays, part: str, rule: Callable[[Arrays], Any]) -> bool:
    """Return True if a part is what the rule makes of the student's others, and not merely 0."""
    try:
        made = np.asarray(rule(known), dtype=float)
    except KeyError:  # one of the others has another shape
        return False
    if not np.isfinite(made).all() or not made.any():
        return False
    single = any(array.dtype == np.float32 for array in known.values())
    return agrees(known[part], made.reshape(known[part].shape), SINGLE_PRECISION if single else ROUNDING)


def by_name(returned: Any) -> Arrays | None:
    """Return the four gradients as arrays by name; None if they cannot be read."""
    if isinstance(returned, Mapping):
        returned = tuple(returned.get(part) for part in PARTS)
    if not isinstance(returned, tuple | list) or len(returned) != len(PARTS):
        return None
    arrays = {part: as_numbers(value) for part, value in zip(PARTS, returned, strict=True)}
    return None if any(array is None for array in arrays.values()) else arrays  # type: ignore[return-value]
