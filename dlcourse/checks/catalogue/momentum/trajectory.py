"""Judge one step by a walk of many: what it returns is what it is given next.

A slip should cost the part that it is in. So a part also counts as right if it is right, at every step, for what the
step was given, or if it follows from the other arrays that the step returns: weights that are moved as they should be,
by an average that is wrong, are not wrong themselves. Nothing follows from a walk without a finite number.

In between, the step is used for other weights, as an optimizer is for other layers: nothing may stay behind.
"""

import numpy as np

from dlcourse.checks.engine.compare import ROUNDING, SINGLE_PRECISION, agrees, same_shape
from dlcourse.checks.engine.outcome import as_numbers
from dlcourse.checks.engine.question import AnswerError

ORDINALS = "first", "second", "third"
KEPT = (
    "Between two steps on the same arrays, your function made one on other weights, and its numbers changed. It keeps "
    "something from call to call, which two layers would share, or it draws at random. All that a step may use is what "
    "it is given."
)


def walk(step, start, calls, right_step=None, follows=None):
    """The arrays that `step` passes through from `start`, one row a step; `calls` hold its other arguments.

    What is no tuple of as many arrays as `start` goes back as it is, for the engine to say what is missing. If there is
    a `right_step`, parts of a wrong answer that are right by themselves come back as those of the right walk.
    """
    state, path, by_itself = start, [], [right_step is not None] * len(start)
    for number, arguments in enumerate(calls, start=1):
        given = state
        returned = step(*copies(given), *copies(arguments))
        state = as_state(returned, given)
        if state is None:
            return returned
        if number == 2:
            refuse_what_is_kept(step, given, arguments, state)
        if any(by_itself):
            ways = ways_to_be_right(given, state, arguments, right_step, follows)
            by_itself = [still and is_one_of(*part) for still, *part in zip(by_itself, state, *ways, strict=True)]
        path.append(state)
    paths = [np.array(arrays) for arrays in zip(*path, strict=True)]
    if any(np.isfinite(path).any() for path in paths) and any(by_itself) and not all(by_itself):
        right = walk(right_step, start, calls)
        paths = [r if right_by_itself else p for p, r, right_by_itself in zip(paths, right, by_itself, strict=True)]
    return tuple(paths)


def refuse_what_is_kept(step, given, arguments, state):
    """Raise AnswerError if a step on the same arrays gives another `state` after one on other weights.

    That shows slots in a class, a module or a default value, even of a step that clears them when a walk begins.
    """
    step(*[2 * array + 0.5 for array in given], *copies(arguments))
    again = as_state(step(*copies(given), *copies(arguments)), given)
    if again is None or not all(np.array_equal(a, b, equal_nan=True) for a, b in zip(state, again, strict=True)):
        raise AnswerError(KEPT)


def copies(values):
    """The values, arrays among them copied: a step may write into what it is given."""
    return [value.copy() if isinstance(value, np.ndarray) else value for value in values]


def ways_to_be_right(given, state, arguments, right_step, follows):
    """Return what each part of a step may be: right for what was given, or following from the others (None: nothing)."""
    with np.errstate(all="ignore"):
        right = right_step(*copies(given), *copies(arguments))
        return right, (follows(given, state, *arguments) if follows else right)


def is_one_of(array, *ways):
    """True if an array agrees with one of several."""
    tolerance = SINGLE_PRECISION if array.dtype == np.float32 else ROUNDING
    return any(way is not None and agrees(array, np.asarray(way), tolerance) for way in ways)


def as_state(returned, before):
    """Return a step's result as floats (float32 stays) in the shapes of those before; None if it is not such a tuple."""
    if not isinstance(returned, tuple | list) or len(returned) != len(before):
        return None
    arrays = [as_numbers(value) for value in returned]
    if any(array is None for array in arrays):
        return None
    aligned = [same_shape(array, old) for array, old in zip(arrays, before, strict=True)]
    for ordinal, new, array, old in zip(ORDINALS, aligned, arrays, before, strict=False):
        if new is None:
            raise AnswerError(
                f"Of what your step returns, the {ordinal} has shape {array.shape}; expected {old.shape}. "
                "Are they returned in the order that the question asks for?"
            )
    return [array if array.dtype.kind == "f" else array.astype(float) for array in aligned]


def walk_along(slots):
    """A question's `use`: a step with this many slots, which start at 0, along all gradients."""

    def use(step, w, gradients, *settings):
        start = [w, *np.zeros((slots, len(w)))]
        return walk(step, start, [(g, *settings) for g in gradients])

    return use


def walk_from(slots, right_step, follows):
    """A question's `use`: a step with this many slots, which come after w, along all gradients; parts by themselves."""

    def use(step, w, *others):
        start, (gradients, *settings) = [w, *others[:slots]], others[slots:]
        return walk(step, start, [(g, *settings) for g in gradients], right_step, follows)

    return use
