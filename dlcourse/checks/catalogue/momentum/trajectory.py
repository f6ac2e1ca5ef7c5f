"""Judge one step by a walk of many: what it returns is what it is given next."""

import numpy as np

from dlcourse.checks.engine.outcome import as_numbers


def walk(step, start, calls):
    """The arrays that `step` passes through from `start`, one row a step; `calls` hold its other arguments.

    What is no tuple of as many arrays as `start` goes back as it is, for the engine to say what is missing.
    """
    state, path = start, []
    for arguments in calls:
        returned = step(*(array.copy() for array in state), *arguments)
        new = as_state(returned, len(start))
        if new is None:
            return returned
        state = new
        path.append(state)
    return tuple(np.array(arrays) for arrays in zip(*path, strict=True))


def as_state(returned, count):
    """What a step returned, as `count` arrays of floats (float32 stays); None where it is no such thing."""
    if not isinstance(returned, tuple | list) or len(returned) != count:
        return None
    arrays = [as_numbers(value) for value in returned]
    if any(array is None for array in arrays):
        return None
    return [array if array.dtype.kind == "f" else array.astype(float) for array in arrays]


def walk_along(slots):
    """A question's `use`: a step with this many slots, which start at 0, along all gradients."""

    def use(step, w, gradients, *settings):
        start = [w, *np.zeros((slots, len(w)))]
        return walk(step, start, [(g.copy(), *settings) for g in gradients])

    return use
