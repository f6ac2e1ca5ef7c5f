"""The gradients that every optimizer of this exercise is judged on, and the walk along them."""

import numpy as np

from dlcourse.checks.catalogue.momentum.trajectory import walk
from dlcourse.checks.engine.question import Case


def uneven_gradients(rng, steps, n):
    """Signed gradients (steps, n) over four decades; the first weight has none at first, one step has none at all."""
    gradients = rng.choice([-1.0, 1.0], size=(steps, n)) * 10.0 ** rng.uniform(-3, 1, size=(steps, n))
    gradients[:2, 0] = 0
    gradients[rng.integers(4, steps - 2)] = 0
    return gradients


def uneven_cases(names, *draws, spread=1):
    """A question's `cases`: for each draw's steps and weights, w and gradients; then its settings, with these names."""

    def cases(rng):
        return [
            Case(
                (spread * rng.normal(size=n), uneven_gradients(rng, steps, n), *settings),
                {"steps": steps} | dict(zip(names.split(), settings, strict=True)),
            )
            for steps, n, *settings in draws
        ]

    return cases


def walk_with_clock(slots):
    """As `walk_along`, for a step that is told its number t, from 1, after the gradient."""

    def use(step, w, gradients, *settings):
        start = [w, *np.zeros((slots, len(w)))]
        return walk(step, start, [(g.copy(), t, *settings) for t, g in enumerate(gradients, start=1)])

    return use
