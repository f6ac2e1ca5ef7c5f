"""Glorot's weights, normal and uniform."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.weight_initialization.drawing import FACTS, fan_cases, use_draws
from dlcourse.checks.engine.question import Misconception, Question


def glorot_weights(fan_in, units, distribution, rng):
    """N(0, 2/(fan_in + units)), or uniform on ±√(6/(fan_in + units))."""
    if distribution == "normal":
        return rng.normal(0, np.sqrt(2 / (fan_in + units)), (fan_in, units))
    limit = np.sqrt(6 / (fan_in + units))
    return rng.uniform(-limit, limit, (fan_in, units))


def glorot_one_by_one(fan_in, units, distribution, rng):
    """Numbers drawn row by row; lists."""
    deviation = (2 / (fan_in + units)) ** 0.5
    if distribution == "normal":
        return [[deviation * value for value in rng.standard_normal(units)] for _ in range(fan_in)]
    return [[deviation * 3**0.5 * (2 * value - 1) for value in rng.random(units)] for _ in range(fan_in)]


def glorot_without_tails(fan_in, units, distribution, rng):
    """Normal weights cut off at two deviations and widened again, as Keras does; in Fortran order."""
    variance = 2 / (fan_in + units)
    if distribution == "uniform":
        return ((12 * variance) ** 0.5 * (rng.random((units, fan_in)) - 0.5)).T
    values = rng.standard_normal(4 * fan_in * units)
    kept = values[np.abs(values) < 2][: fan_in * units]
    return (kept * variance**0.5 / 0.87962566).reshape(units, fan_in).T


def glorot_in_single_precision(fan_in, units, distribution, rng):
    """In float32."""
    deviation = np.float32((2 / (fan_in + units)) ** 0.5)
    if distribution == "normal":
        return rng.standard_normal((fan_in, units), dtype=np.float32) * deviation
    return (2 * rng.random((fan_in, units), dtype=np.float32) - 1) * np.float32(3**0.5) * deviation


GLOROT_WEIGHTS = Question(
    difficulty="medium",
    minutes=8,
    points=3,
    parts=FACTS,
    returns="W",
    use=use_draws,
    inputs=("fan_in", "units", "distribution", "seed"),
    tolerance=0.04,
    reference=glorot_weights,
    cases=fan_cases,
    section="Glorot and He",
    hints=(
        "Two cases, two draws: `rng.normal(mean, standard deviation, shape)` and `rng.uniform(low, high, shape)`.",
        "Both have the variance 2/(fan_in + units). NumPy's normal wants its root; the uniform law wants the limit l, "
        "with l²/3 equal to that variance.",
        "Standard deviation √(2/(fan_in + units)); limits ±√(6/(fan_in + units)); the shape is (fan_in, units).",
    ),
    misconceptions=(
        Misconception(
            "brackets_missing",
            edit(glorot_weights, "(fan_in + units) ⇒ fan_in + units"),
            "Your weights have the standard deviation {yours}, expected {expected}: the brackets are missing. "
            "`2 / fan_in + units` adds the {units} units after the division.",
            "2 / (fan_in + units).",
        ),
        Misconception(
            "inputs_only",
            edit(glorot_weights, "2 / (fan_in + units) → 1 / fan_in", "6 / (fan_in + units) → 3 / fan_in"),
            "Your weights have the standard deviation {yours}, expected {expected}: you used √(1/fan_in). Many call that "
            "Xavier's, but it is LeCun's; the two agree only where fan_in and units are equal.",
            "Glorot's variance is 2/(fan_in + units): it looks both ways, forward and backward.",
        ),
        Misconception(
            "he_for_glorot",
            edit(glorot_weights, "(fan_in + units) ⇒ fan_in"),
            "Your weights have the standard deviation {yours}, expected {expected}: √(2/fan_in) is He's.",
            "Glorot divides by fan_in + units, here {fan_in} + {units}.",
        ),
        Misconception(
            "variance_for_deviation",
            edit(glorot_weights, "np.sqrt ⇒ "),
            "Your weights have the standard deviation {yours}, expected {expected}: the root is missing. NumPy wants the "
            "standard deviation, not the variance (and the limit, not its square).",
            "√(2/(fan_in + units)) and √(6/(fan_in + units)).",
        ),
        Misconception(
            "mean_of_the_fans",
            edit(glorot_weights, "(fan_in + units) ⇒ ((fan_in + units) / 2)"),
            "Your weights have the standard deviation {yours}, expected {expected}: √2 times too much. You divided 2 by "
            "the mean of fan_in and units.",
            "The variance is 1 by the mean of both, that is 2/(fan_in + units).",
        ),
        Misconception(
            "deviation_for_limit",
            edit(glorot_weights, "6 → 2"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: you used the standard "
            "deviation as the limit.",
            "A uniform law on (−l, l) has the variance l²/3, so l is √3 standard deviations.",
        ),
        Misconception(
            "limit_for_deviation",
            edit(glorot_weights, "uniform(-limit, → normal(0,"),
            "Your uniform weights are normal, with the limit as standard deviation ({entry} is {yours}, expected "
            "{expected}).",
            "`rng.uniform(-limit, limit, shape)`: no weight lies beyond the limit.",
        ),
        Misconception(
            "never_uniform",
            edit(glorot_weights, 'if distribution == "normal" → if True'),
            "The spread is right, but your weights are normal where uniform ones were asked for: the largest lies {yours} "
            "or more standard deviations out, and a uniform law ends at √3, about 1.73.",
            "Look at the argument `distribution`.",
        ),
        Misconception(
            "positive_only",
            edit(glorot_weights, "-limit, → 0,"),
            "Your uniform weights are all positive ({entry} is {yours}, expected {expected}). They should lie on both "
            "sides of 0.",
            "`rng.random` and `rng.uniform(0, …)` start at 0. Draw from −limit to limit.",
        ),
        Misconception(
            "own_generator",
            edit(glorot_weights, "rng. ⇒ np.random.default_rng(0)."),
            "You made a generator of your own with a fixed seed: {entry} is {yours}, expected {expected}. Whatever `rng` "
            "is handed in, the weights are the same, and two layers of one size start as twins.",
            "Draw from the `rng` that you are given.",
        ),
        Misconception(
            "unseeded",
            edit(glorot_weights, "rng. ⇒ np.random.default_rng()."),
            "Equal generators gave unequal weights: {entry} is {yours}, expected {expected}. You drew from elsewhere, from "
            "`np.random` or from a new generator, so nobody can repeat your run.",
            "Draw from the `rng` that you are given: `rng.normal(…)`, `rng.uniform(…)`.",
        ),
    ),
    alternatives=(glorot_one_by_one, glorot_without_tails, glorot_in_single_precision),
)
