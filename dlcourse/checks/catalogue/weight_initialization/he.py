"""He's weights, normal and uniform."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.weight_initialization.drawing import FACTS, fan_cases, use_draws
from dlcourse.checks.catalogue.weight_initialization.glorot import GLOROT_WEIGHTS
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
            edit(he_weights, "/ fan_in ⇒ / units"),
            "Your weights have the standard deviation {yours}, expected {expected}: you divided by the {units} units. He "
            "counts the {fan_in} inputs.",
            "z is a sum over the inputs: the more there are, the smaller each weight has to be.",
        ),
        Misconception(
            "one_for_two",
            edit(he_weights, "2 → 1", "6 → 3"),
            "Your weights have the standard deviation {yours}, expected {expected}: √(1/fan_in) is LeCun's. A ReLU loses "
            "half of the mean square, and the 2 gives it back.",
            "Variance 2/fan_in.",
        ),
        Misconception(
            "glorot_for_he",
            edit(he_weights, "/ fan_in ⇒ / (fan_in + units)"),
            "Your weights have the standard deviation {yours}, expected {expected}: that is Glorot's, from fan_in and "
            "units together.",
            "He divides by fan_in alone, here {fan_in}.",
        ),
        Misconception(
            "variance_for_deviation",
            edit(he_weights, "np.sqrt ⇒ "),
            "Your weights have the standard deviation {yours}, expected {expected}: the root is missing.",
            "NumPy wants the standard deviation √(2/fan_in), and for the uniform law the limit √(6/fan_in).",
        ),
        Misconception(
            "root_of_two_only",
            edit(he_weights, " / fan_in) ⇒ ) / fan_in"),
            "Your weights have the standard deviation {yours}, expected {expected}: your root covers the number above the "
            "line only.",
            "`np.sqrt(2 / fan_in)`: divide first, then take the root.",
        ),
        Misconception(
            "deviation_for_limit",
            edit(he_weights, "6 → 2"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: you used the standard "
            "deviation as the limit.",
            "A uniform law on (−l, l) has the variance l²/3, so l² is 6/fan_in.",
        ),
        Misconception(
            "positive_only",
            edit(he_weights, "-limit, → 0,"),
            "Your uniform weights are all positive ({entry} is {yours}, expected {expected}). They should lie on both "
            "sides of 0.",
            "`rng.random` gives numbers from 0 to 1. Draw from −limit to limit.",
        ),
        Misconception(
            "never_uniform",
            edit(he_weights, 'if distribution == "normal" → if True'),
            "The spread is right, but your weights are normal where uniform ones were asked for: the largest lies {yours} "
            "or more standard deviations out, and a uniform law ends at √3, about 1.73.",
            "Look at the argument `distribution`.",
        ),
        Misconception(
            "constant",
            lambda n, units, distribution, rng: np.full((n, units), np.sqrt(2 / n)),
            "All your weights are equal: {entry} is {yours}, expected {expected}. Units that start equal stay equal.",
            "The standard deviation tells how far the weights scatter. Draw them.",
        ),
        Misconception(
            "own_generator",
            edit(he_weights, "rng. ⇒ np.random.default_rng(0)."),
            "You made a generator of your own with a fixed seed: {entry} is {yours}, expected {expected}. Whatever `rng` "
            "is handed in, the weights are the same.",
            "Draw from the `rng` that you are given.",
        ),
        Misconception(
            "unseeded",
            edit(he_weights, "rng. ⇒ np.random.default_rng()."),
            "Equal generators gave unequal weights: {entry} is {yours}, expected {expected}. You drew from elsewhere, from "
            "`np.random` or from a new generator, so nobody can repeat your run.",
            "Draw from the `rng` that you are given: `rng.normal(…)`, `rng.uniform(…)`.",
        ),
    ),
    alternatives=tuple(edit(glorot, "(fan_in + units) → fan_in") for glorot in GLOROT_WEIGHTS.alternatives),
)
