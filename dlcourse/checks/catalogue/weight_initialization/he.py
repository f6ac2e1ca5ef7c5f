"""He's weights, normal and uniform."""

import math

import numpy as np

from dlcourse.checks.catalogue.weight_initialization.drawing import FACTS, fan_cases, use_draws
from dlcourse.checks.catalogue.weight_initialization.schemes import (
    glorot_deviation,
    he_deviation,
    in_single_precision,
    never_uniform,
    one_by_one,
    scheme,
    with_own_generator,
    without_tails,
)
from dlcourse.checks.engine.question import Misconception, Question


def he_weights(fan_in, units, distribution, rng):
    """N(0, 2/fan_in), or uniform on ±√(6/fan_in)."""
    if distribution == "normal":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, units))
    limit = np.sqrt(6 / fan_in)
    return rng.uniform(-limit, limit, (fan_in, units))


HE_WEIGHTS = Question(
    difficulty="medium",
    minutes=6,
    points=3,
    parts=FACTS,
    returns="W",
    use=use_draws,
    inputs=("fan_in", "units", "distribution", "seed"),
    tolerance=0.04,
    reference=he_weights,
    cases=fan_cases,
    section="Glorot and He",
    hints=(
        "The variance is 2/fan_in, for both distributions.",
        "`rng.normal(0, standard deviation, shape)` wants the root of the variance; the limit of the uniform law is the "
        "root of three times the variance.",
        "Standard deviation √(2/fan_in); limits ±√(6/fan_in); the shape is (fan_in, units).",
    ),
    misconceptions=(
        Misconception(
            "units_for_inputs",
            scheme(lambda n, units: math.sqrt(2 / units)),
            "Your weights have the standard deviation {yours}, expected {expected}: you divided by the {units} units. He "
            "counts the {fan_in} inputs.",
            "z is a sum over the inputs: the more there are, the smaller each weight has to be.",
        ),
        Misconception(
            "one_for_two",
            scheme(lambda n, units: math.sqrt(1 / n)),
            "Your weights have the standard deviation {yours}, expected {expected}: √(1/fan_in) is LeCun's. A ReLU loses "
            "half of the mean square, and the 2 gives it back.",
            "Variance 2/fan_in.",
        ),
        Misconception(
            "glorot_for_he",
            scheme(glorot_deviation),
            "Your weights have the standard deviation {yours}, expected {expected}: that is Glorot's, from fan_in and "
            "units together.",
            "He divides by fan_in alone, here {fan_in}.",
        ),
        Misconception(
            "variance_for_deviation",
            scheme(lambda n, units: 2 / n, lambda n, units: 6 / n),
            "Your weights have the standard deviation {yours}, expected {expected}: the root is missing.",
            "NumPy wants the standard deviation √(2/fan_in), and for the uniform law the limit √(6/fan_in).",
        ),
        Misconception(
            "root_of_two_only",
            scheme(lambda n, units: math.sqrt(2) / n, lambda n, units: math.sqrt(6) / n),
            "Your weights have the standard deviation {yours}, expected {expected}: your root covers the number above the "
            "line only.",
            "`np.sqrt(2 / fan_in)`: divide first, then take the root.",
        ),
        Misconception(
            "deviation_for_limit",
            scheme(he_deviation, he_deviation),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: you used the standard "
            "deviation as the limit.",
            "A uniform law on (−l, l) has the variance l²/3, so l² is 6/fan_in.",
        ),
        Misconception(
            "positive_only",
            scheme(he_deviation, uniform=lambda rng, limit, shape: limit * rng.random(shape)),
            "Your uniform weights are all positive ({entry} is {yours}, expected {expected}). They should lie on both "
            "sides of 0.",
            "`rng.random` gives numbers from 0 to 1. Draw from −limit to limit.",
        ),
        Misconception(
            "never_uniform",
            never_uniform(he_weights),
            "The spread is right, but your weights are normal where uniform ones were asked for: the largest lies {yours} "
            "or more standard deviations out, and a uniform law ends at √3, about 1.73.",
            "Look at the argument `distribution`.",
        ),
        Misconception(
            "constant",
            lambda n, units, distribution, rng: np.full((n, units), math.sqrt(2 / n)),
            "All your weights are equal: {entry} is {yours}, expected {expected}. Units that start equal stay equal.",
            "The standard deviation tells how far the weights scatter. Draw them.",
        ),
        Misconception(
            "own_generator",
            with_own_generator(he_weights, 0),
            "You made a generator of your own with a fixed seed: {entry} is {yours}, expected {expected}. Whatever `rng` "
            "is handed in, the weights are the same.",
            "Draw from the `rng` that you are given.",
        ),
        Misconception(
            "unseeded",
            with_own_generator(he_weights),
            "Equal generators gave unequal weights: {entry} is {yours}, expected {expected}. You drew from elsewhere, from "
            "`np.random` or from a new generator, so nobody can repeat your run.",
            "Draw from the `rng` that you are given: `rng.normal(…)`, `rng.uniform(…)`.",
        ),
    ),
    alternatives=(one_by_one(he_deviation), without_tails(he_deviation), in_single_precision(he_deviation)),
)
