"""How random weights are judged: many draws, and three facts that do not depend on the order of drawing."""

import numpy as np

from dlcourse.checks.engine.question import AnswerError, Case

FACTS = ("standard_deviation", "law", "use_of_rng")


def fan_cases(rng):
    """Wide and narrow layers, never square, both distributions, each with its own seed."""
    fans = [(150, 60, "normal"), (40, 220, "uniform"), (230, 35, "uniform"), (4, 2500, "normal")]
    return [
        Case((fan_in, units, distribution, int(rng.integers(10_000))), {"fan_in": fan_in, "units": units})
        for fan_in, units, distribution in fans
    ]


def read_weights(W, shape, name="W"):
    """What a function returned, as an array of this shape; AnswerError where it is no such thing."""
    if W is None:
        raise AnswerError(f"Your function returned None: is there a `return {name}`?")
    try:
        W = np.array(W, dtype=float)
    except (TypeError, ValueError):
        raise AnswerError(f"Your {name} is a {type(W).__name__}; expected an array of real numbers.") from None
    if W.shape != shape:
        raise AnswerError(f"Your {name} has shape {W.shape}; expected (fan_in, units) = {shape}.")
    return W


def use_draws(function, fan_in, units, distribution, seed):
    """Four draws, two of them from one generator: their spread, their centre and reach, how they follow the generator."""

    def draw(rng):
        W = function(fan_in, units, distribution, rng)
        if W is Ellipsis:
            raise NotImplementedError
        return read_weights(W, (fan_in, units))

    rng = np.random.default_rng(seed)
    first, second = draw(rng), draw(rng)
    again, other = draw(np.random.default_rng(seed)), draw(np.random.default_rng(seed + 1))
    weights = np.concatenate([first, second, other])
    deviation = weights.std()
    farthest = min(np.abs(weights).max() / deviation, 2.0) if deviation > 0 else 0.0
    followed = [np.array_equal(first, again), not np.array_equal(first, other), not np.array_equal(first, second)]
    return deviation, np.array([(weights > 0).mean(), farthest]), np.array(followed, dtype=float)
