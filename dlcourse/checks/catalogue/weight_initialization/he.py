"""He's weights, normal and uniform."""

import copy  # noqa: F401  an edited answer needs it

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.weight_initialization.drawing import (
    FACTS,
    clipped,
    draws_judged_by,
    fan_cases,
    in_three_values,
    of_laplace,
    only,
    truncated,
    with_more_above,
)
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
    use=draws_judged_by(lambda fan_in, units: np.sqrt(2 / fan_in)),
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
            "The variance of a uniform law on (−l, l) is l²/3. How many standard deviations is l?",
        ),
        Misconception(
            "three_for_six",
            edit(he_weights, "6 → 3"),
            "Your uniform weights have the standard deviation {yours}, expected {expected}: your limit is √(3/fan_in).",
            "The variance of a uniform law on (−l, l) is l²/3, and it should be 2/fan_in.",
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
            "never_uniform",
            edit(he_weights, 'if distribution == "normal" → if True'),
            "Where uniform weights were asked for, yours do not end where a uniform law does: the largest lies 2 or more "
            "standard deviations from 0, and a uniform law ends at √3, about 1.73 ({fan_in} inputs, {units} units).",
            "What does the argument `distribution` say, and who reads it?",
        ),
        Misconception(
            "never_normal",
            edit(he_weights, 'if distribution == "normal" → if False'),
            "Where normal weights were asked for, yours end as a uniform law does: none lies more than √3 standard deviations "
            "from 0 ({fan_in} inputs, {units} units).",
            "What does the argument `distribution` say, and who reads it?",
        ),
        Misconception(
            "another_law",
            lambda *arguments: only("normal", lambda *a: of_laplace(he_weights(*a), a[-1]), he_weights)(*arguments),
            "Where normal weights were asked for, yours follow another law: too many or too few of them lie near 0, for the "
            "spread they have ({fan_in} inputs, {units} units).",
            "Which of the generator's methods draws from a normal law?",
        ),
        Misconception(
            "not_centred_normal",
            lambda *arguments: only("normal", lambda *a: with_more_above(he_weights(*a)), he_weights)(*arguments),
            "More of your normal weights lie above 0 than below it ({fan_in} inputs, {units} units).",
            "Which mean should they have, and which has your draw?",
        ),
        Misconception(
            "not_centred_uniform",
            lambda *arguments: only("uniform", lambda *a: with_more_above(he_weights(*a)), he_weights)(*arguments),
            "More of your uniform weights lie above 0 than below it ({fan_in} inputs, {units} units).",
            "Between which numbers does the generator draw? Where should the middle be?",
        ),
        Misconception(
            "repeated_values_in_the_normal",
            lambda *arguments: only("normal", lambda *a: clipped(he_weights(*a)), he_weights)(*arguments),
            "Many of your normal weights have one and the same value, as if they were clipped at an edge or taken from a "
            "short list ({fan_in} inputs, {units} units).",
            "A normal law has tails and no favourite number. What is done to yours after they are drawn?",
        ),
        Misconception(
            "repeated_values_in_the_uniform",
            lambda *arguments: only("uniform", lambda *a: in_three_values(he_weights(*a)), he_weights)(*arguments),
            "Many of your uniform weights have one and the same value, as if they were rounded or taken from a short list "
            "({fan_in} inputs, {units} units).",
            "Are your numbers drawn from an interval, or from whole numbers?",
        ),
        Misconception(
            "repeated_values",
            lambda *arguments: in_three_values(he_weights(*arguments)),
            "Many of your weights have one and the same value, as if they were rounded or taken from a short list ({fan_in} "
            "inputs, {units} units).",
            "What is done to your numbers after they are drawn?",
        ),
        Misconception(
            "distributions_exchanged",
            edit(he_weights, '== "normal" → != "normal"'),
            "Normal and uniform have changed places: you return one where the other is asked for ({fan_in} inputs, "
            "{units} units).",
            "Which branch of your `if` belongs to which word?",
        ),
        Misconception(
            "positive_only",
            edit(he_weights, "-limit, → 0,"),
            "Your uniform weights are all positive, and they should lie on both sides of 0 ({fan_in} inputs, {units} "
            "units).",
            "Between which numbers does the generator draw? Where should the middle be?",
        ),
        Misconception(
            "positive_normal",
            lambda *arguments: only("normal", lambda *a: np.abs(he_weights(*a)), he_weights)(*arguments),
            "Your normal weights are all positive, and they should lie on both sides of 0 ({fan_in} inputs, {units} "
            "units).",
            "What takes the sign away from your numbers?",
        ),
        Misconception(
            "all_positive",
            lambda *arguments: np.abs(he_weights(*arguments)),
            "All your weights are positive, and they should lie on both sides of 0 ({fan_in} inputs, {units} units).",
            "What takes the sign away from your numbers? Or where do they begin?",
        ),
        Misconception(
            "twice_and_positive",
            edit(he_weights, "-limit, limit → 0, 2 * limit"),
            "Your uniform weights lie between 0 and 2l: the middle should be 0 ({fan_in} inputs, {units} units).",
            "The length of the interval is right. Where does it begin?",
        ),
        Misconception(
            "truncated",
            lambda *arguments: only("normal", lambda *a: truncated(he_weights(*a), a[-1]), he_weights)(*arguments),
            "Your normal weights have the standard deviation {yours}, expected {expected}: that is what is left if all "
            "beyond two standard deviations are drawn again.",
            "What becomes of the spread if the tails are cut off?",
        ),
        Misconception(
            "one_row_for_all",
            lambda fan_in, *rest: np.repeat(he_weights(fan_in, *rest)[:1], fan_in, axis=0),
            "All {fan_in} rows of your weights are equal: you drew one and repeated it.",
            "How many numbers has W, and how many do you draw?",
        ),
        Misconception(
            "twins",
            lambda fan_in, units, *rest: np.repeat(he_weights(fan_in, units, *rest)[:, :1], units, axis=1),
            "All {units} columns of your weights are equal: every unit starts as a twin of the others.",
            "How many numbers has W, and how many do you draw?",
        ),
        Misconception(
            "own_generator",
            edit(he_weights, "rng. ⇒ np.random.default_rng(0)."),
            "Your {fan_in} × {units} weights are the same whatever `rng` is handed in, and the same at every call: two "
            "layers of one size start as twins.",
            "Who makes the generator, and with which seed? One is handed in.",
        ),
        Misconception(
            "unseeded",
            edit(he_weights, "rng. ⇒ np.random.default_rng()."),
            "Equal generators gave unequal weights ({fan_in} × {units}): you drew from elsewhere, so nobody can repeat "
            "your run.",
            "Where do your random numbers come from?",
        ),
        Misconception(
            "unseeded_normal",
            lambda *arguments: only("normal", edit(he_weights, "rng. ⇒ np.random.default_rng()."), he_weights)(
                *arguments
            ),
            "Equal generators gave unequal normal weights ({fan_in} × {units}): you drew these from elsewhere, so nobody "
            "can repeat your run.",
            "Where do your random numbers come from, in each branch?",
        ),
        Misconception(
            "unseeded_uniform",
            lambda *arguments: only("uniform", edit(he_weights, "rng. ⇒ np.random.default_rng()."), he_weights)(
                *arguments
            ),
            "Equal generators gave unequal uniform weights ({fan_in} × {units}): you drew these from elsewhere, so nobody "
            "can repeat your run.",
            "Where do your random numbers come from, in each branch?",
        ),
        Misconception(
            "copy_of_the_generator",
            edit(he_weights, "rng. ⇒ copy.deepcopy(rng)."),
            "A second call with one `rng` gave the same {fan_in} × {units} weights again: the generator did not move on, "
            "so two layers of one size start as twins.",
            "Do you draw from the generator itself, or from a copy of it, or from one with its state?",
        ),
    ),
    alternatives=tuple(edit(glorot, "(fan_in + units) → fan_in") for glorot in GLOROT_WEIGHTS.alternatives),
)
