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


def faint_gradients(rng, steps, n, epsilon):
    """Signed gradients (steps, n) from a tenth of ε to ten times ε."""
    return rng.choice([-1.0, 1.0], size=(steps, n)) * epsilon * 10.0 ** rng.uniform(-1, 1, size=(steps, n))


def optimizer_cases(names, slots, example, draws, spread=1.0):
    """A question's `cases`: w, its slots, gradients, then settings with these names.

    The question's example comes first, as it is. Each draw is (steps, weights, what makes it hard, *settings), of which
    ε is the last; "faint" gradients are as small as ε, and a walk "under way" starts with slots that are not 0.
    """

    def cases(rng):
        drawn = [case_of(example, "the question's own example")]
        for steps, n, why, *settings in draws:
            faint = "faint" in why
            gradients = faint_gradients(rng, steps, n, settings[-1]) if faint else uneven_gradients(rng, steps, n)
            w = (0.1 if faint else spread) * rng.normal(size=n)
            start = [rng.uniform(0.1, 2, size=n) * ("under way" in why) for _ in range(slots)]
            drawn.append(case_of((w, *start, gradients, *settings), why))
        return drawn

    def case_of(arguments, why):
        settings = dict(zip(names.split(), arguments[slots + 2 :], strict=True))
        settings.pop("first", None)  # the number of the first step
        return Case(tuple(arguments), {"steps": len(arguments[slots + 1])} | settings, why)

    return cases


def walk_with_clock(slots):
    """As `walk_along`, for a step that is told its number t, from 1, after the gradient."""

    def use(step, w, gradients, *settings):
        start = [w, *np.zeros((slots, len(w)))]
        return walk(step, start, [(g.copy(), t, *settings) for t, g in enumerate(gradients, start=1)])

    return use


def walk_by_the_clock(slots, right_step, follows):
    """As `walk_from`, for a step that is told its number t after the gradient; the first t comes after the gradients."""

    def use(step, w, *others):
        start, (gradients, first, *settings) = [w, *others[:slots]], others[slots:]
        calls = [(g, t, *settings) for t, g in enumerate(gradients, start=first)]
        return walk(step, start, calls, right_step, follows)

    return use
