"""Glorot's weights, normal and uniform."""

import copy  # noqa: F401  an edited answer needs it

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.weight_initialization.drawing import FACTS, WORDS, draws_judged_by, fan_cases
from dlcourse.checks.catalogue.weight_initialization.faulty_draws import faulty_draws
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
    facts=WORDS,
    returns="W",
    use=draws_judged_by(lambda fan_in, units: np.sqrt(2 / (fan_in + units))),
    inputs=("fan_in", "units", "distribution", "seed"),
    tolerance=0.04,
    reference=glorot_weights,
    cases=fan_cases,
    section="Glorot and He",
    hints=(
        "Two cases, two draws: `rng.normal(mean, standard deviation, shape)` and `rng.uniform(low, high, shape)`.",
        "Both have the variance 2/(fan_in + units). NumPy's normal wants its root; the uniform distribution wants the limit l, "
        "with l²/3 equal to that variance.",
        "Standard deviation √(2/(fan_in + units)); limits ±√(6/(fan_in + units)); the shape is (fan_in, units).",
    ),
    misconceptions=(
        Misconception(
            "brackets_missing",
            edit(glorot_weights, "(fan_in + units) ⇒ fan_in + units"),
            "Your weights have the standard deviation {yours}, expected {expected}: the brackets are missing, and the "
            "{units} units are added after the division.",
            "What is divided by what, in your root?",
        ),
        Misconception(
            "inputs_only",
            edit(glorot_weights, "2 / (fan_in + units) → 1 / fan_in", "6 / (fan_in + units) → 3 / fan_in"),
            "Your weights have the standard deviation {yours}, expected {expected}: that is √(1/fan_in). Many call it "
            "Xavier's, but it is LeCun's; the two agree only where fan_in and units are equal.",
            "Glorot's variance looks both ways, forward and backward.",
        ),
        Misconception(
            "product_of_the_fans",
            edit(glorot_weights, "(fan_in + units) ⇒ (fan_in * units)"),
            "Your weights have the standard deviation {yours}, expected {expected}: you divide by the product of {fan_in} and "
            "{units}.",
            "Glorot's compromise is between two numbers of summands. What is done with both?",
        ),
        Misconception(
            "units_only",
            edit(glorot_weights, "2 / (fan_in + units) → 1 / units", "6 / (fan_in + units) → 3 / units"),
            "Your weights have the standard deviation {yours}, expected {expected}: that is √(1/units).",
            "Glorot's variance looks both ways, forward and backward.",
        ),
        Misconception(
            "he_for_glorot",
            edit(glorot_weights, "(fan_in + units) ⇒ fan_in"),
            "Your weights have the standard deviation {yours}, expected {expected}: √(2/fan_in) is He's.",
            "What does Glorot divide by? Here there are {fan_in} inputs and {units} units.",
        ),
        Misconception(
            "variance_for_deviation",
            edit(glorot_weights, "np.sqrt ⇒ "),
            "Your weights have the standard deviation {yours}, expected {expected}: the root is missing, in both branches.",
            "What does `rng.normal` want as its second argument: the variance, or its root? And is l a length or a square?",
        ),
        Misconception(
            "variance_for_deviation_in_the_normal",
            edit(glorot_weights, "np.sqrt(2 / (fan_in + units)) → 2 / (fan_in + units)"),
            "Your normal weights have the standard deviation {yours}, expected {expected}: that is the variance, and its root "
            "is missing.",
            "What does `rng.normal` want as its second argument: the variance, or its root?",
        ),
        Misconception(
            "root_missing_in_the_limit",
            edit(glorot_weights, "np.sqrt(6 / (fan_in + units)) → 6 / (fan_in + units)"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: the limit lacks its root.",
            "Is l a length or a square?",
        ),
        Misconception(
            "mean_of_the_fans",
            edit(glorot_weights, "(fan_in + units) ⇒ ((fan_in + units) / 2)"),
            "Your weights have the standard deviation {yours}, expected {expected}: √2 times too much. You divided 2 by "
            "the mean of fan_in and units.",
            "The variance is 1 by the mean of both. By what has 2 to be divided, then?",
        ),
        Misconception(
            "one_for_two",
            edit(glorot_weights, "2 / (fan_in → 1 / (fan_in", "6 / (fan_in → 3 / (fan_in"),
            "Your weights have the standard deviation {yours}, expected {expected}: √2 times too little. Your variance is "
            "1/(fan_in + units).",
            "What stands above the line in Glorot's variance?",
        ),
        Misconception(
            "deviation_for_limit",
            edit(glorot_weights, "6 → 2"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: you used the standard "
            "deviation as the limit.",
            "The variance of a uniform distribution on (−l, l) is l²/3. How many standard deviations is l?",
        ),
        Misconception(
            "three_for_six",
            edit(glorot_weights, "6 → 3"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: your limit is √(3/(fan_in + "
            "units)).",
            "The variance of a uniform distribution on (−l, l) is l²/3, and it should be 2/(fan_in + units).",
        ),
        Misconception(
            "he_limit_for_glorot",
            edit(glorot_weights, "6 / (fan_in + units) → 6 / fan_in"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: √(6/fan_in) is He's limit.",
            "What does Glorot divide by? Here there are {fan_in} inputs and {units} units.",
        ),
        Misconception(
            "he_normal_for_glorot",
            edit(glorot_weights, "2 / (fan_in + units) → 2 / fan_in"),
            "Your normal weights have the standard deviation {yours}, expected {expected}: √(2/fan_in) is He's.",
            "What does Glorot divide by? Here there are {fan_in} inputs and {units} units.",
        ),
        Misconception(
            "limit_for_deviation",
            edit(glorot_weights, "uniform(-limit, → normal(0,"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: they are normal, with the limit "
            "as their standard deviation.",
            "How far from 0 may a uniform weight lie?",
        ),
        Misconception(
            "standard_normal",
            edit(glorot_weights, "np.sqrt(2 / (fan_in + units)) → 1"),
            "Your normal weights have the standard deviation {yours}, expected {expected}: they are not scaled.",
            "Where does the size of the layer come in?",
        ),
        Misconception(
            "constant",
            lambda fan_in, units, *rest: np.full((fan_in, units), np.sqrt(2 / (fan_in + units))),
            "All your {fan_in} × {units} weights are equal. Units that start equal stay equal.",
            "The standard deviation tells how far the weights scatter. Who draws them?",
        ),
        *faulty_draws(glorot_weights),
    ),
    alternatives=(glorot_one_by_one, glorot_without_tails, glorot_in_single_precision),
)
