"""He's weights, normal and uniform."""

import copy  # noqa: F401  an edited answer needs it

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.weight_initialization.drawing import FACTS, WORDS, draws_judged_by, fan_cases
from dlcourse.checks.catalogue.weight_initialization.faulty_draws import faulty_draws
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
    facts=WORDS,
    returns="W",
    use=draws_judged_by(lambda fan_in, units: np.sqrt(2 / fan_in)),
    inputs=("fan_in", "units", "distribution", "seed"),
    tolerance=0.04,
    reference=he_weights,
    cases=fan_cases,
    section="Glorot and He",
    hints=(
        "The variance is 2/fan_in, for both distributions.",
        "`rng.normal(0, standard deviation, shape)` wants the root of the variance; the limit of the uniform distribution is the "
        "root of three times the variance.",
        "Standard deviation √(2/fan_in); limits ±√(6/fan_in); the shape is (fan_in, units).",
    ),
    misconceptions=(
        Misconception(
            "units_for_inputs",
            edit(he_weights, "/ fan_in ⇒ / units"),
            "Your weights have the standard deviation {yours}, expected {expected}: you divided by the {units} units. He "
            "counts the {fan_in} inputs.",
            "z is a sum over the inputs. What must the weights do if there are more of them?",
        ),
        Misconception(
            "one_for_two",
            edit(he_weights, "2 → 1", "6 → 3"),
            "Your weights have the standard deviation {yours}, expected {expected}: √(1/fan_in) is LeCun's.",
            "A ReLU loses half of the mean square. What gives it back?",
        ),
        Misconception(
            "glorot_for_he",
            edit(he_weights, "/ fan_in ⇒ / (fan_in + units)"),
            "Your weights have the standard deviation {yours}, expected {expected}: that is Glorot's, from fan_in and "
            "units together.",
            "What does He divide by? Here there are {fan_in} inputs and {units} units.",
        ),
        Misconception(
            "variance_for_deviation",
            edit(he_weights, "np.sqrt ⇒ "),
            "Your weights have the standard deviation {yours}, expected {expected}: the root is missing, in both branches.",
            "What does `rng.normal` want as its second argument: the variance, or its root? And is l a length or a square?",
        ),
        Misconception(
            "variance_for_deviation_in_the_normal",
            edit(he_weights, "np.sqrt(2 / fan_in) → 2 / fan_in"),
            "Your normal weights have the standard deviation {yours}, expected {expected}: that is the variance, and its root "
            "is missing.",
            "What does `rng.normal` want as its second argument: the variance, or its root?",
        ),
        Misconception(
            "root_missing_in_the_limit",
            edit(he_weights, "np.sqrt(6 / fan_in) → 6 / fan_in"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: the limit lacks its root.",
            "Is l a length or a square?",
        ),
        Misconception(
            "root_of_two_only",
            edit(he_weights, " / fan_in) ⇒ ) / fan_in"),
            "Your weights have the standard deviation {yours}, expected {expected}: your root covers the number above the "
            "line only.",
            "Which comes first, the division or the root?",
        ),
        Misconception(
            "deviation_for_limit",
            edit(he_weights, "6 → 2"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: you used the standard "
            "deviation as the limit.",
            "The variance of a uniform distribution on (−l, l) is l²/3. How many standard deviations is l?",
        ),
        Misconception(
            "three_for_six",
            edit(he_weights, "6 → 3"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: your limit is √(3/fan_in).",
            "The variance of a uniform distribution on (−l, l) is l²/3, and it should be 2/fan_in.",
        ),
        Misconception(
            "whole_width_for_limit",
            edit(he_weights, "6 → 24"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: twice too much. Your limit is "
            "√12 standard deviations, which is the length of the whole interval.",
            "The interval goes from −l to l. How long is it?",
        ),
        Misconception(
            "glorot_limit_for_he",
            edit(he_weights, "6 / fan_in → 6 / (fan_in + units)"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: that limit is Glorot's.",
            "What does He divide by? Here there are {fan_in} inputs and {units} units.",
        ),
        Misconception(
            "glorot_normal_for_he",
            edit(he_weights, "2 / fan_in → 2 / (fan_in + units)"),
            "Your normal weights have the standard deviation {yours}, expected {expected}: that is Glorot's.",
            "What does He divide by? Here there are {fan_in} inputs and {units} units.",
        ),
        Misconception(
            "limit_for_deviation",
            edit(he_weights, "uniform(-limit, → normal(0,"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: they are normal, with the limit "
            "as their standard deviation.",
            "How far from 0 may a uniform weight lie?",
        ),
        Misconception(
            "positive_up_to_the_deviation",
            edit(he_weights, "uniform(-limit, limit → uniform(0, np.sqrt(2 / fan_in)"),
            "Your uniform weights lie between 0 and the standard deviation. They have the root mean square {yours}, expected "
            "{expected}.",
            "`rng.random` gives numbers from 0 to 1. Where should the middle be, and how far out the ends?",
        ),
        Misconception(
            "standard_normal",
            edit(he_weights, "np.sqrt(2 / fan_in) → 1"),
            "Your normal weights have the standard deviation {yours}, expected {expected}: they are not scaled.",
            "Where does the size of the layer come in?",
        ),
        Misconception(
            "constant",
            lambda n, units, distribution, rng: np.full((n, units), np.sqrt(2 / n)),
            "All your {fan_in} × {units} weights are equal. Units that start equal stay equal.",
            "The standard deviation tells how far the weights scatter. Who draws them?",
        ),
        Misconception(
            "whole_number_division",
            edit(he_weights, "2 / → 2 // ", "6 / → 6 // "),
            "All your {fan_in} × {units} weights are 0: `//` divides and leaves a whole number.",
            "What is 2 // 100?",
        ),
        *faulty_draws(he_weights),
    ),
    alternatives=tuple(edit(glorot, "(fan_in + units) → fan_in") for glorot in GLOROT_WEIGHTS.alternatives),
)
