"""ELU and SELU with their slopes: a curve where z < 0."""

import numpy as np

from dlcourse.activations import SELU_ALPHA, SELU_LAMBDA
from dlcourse.checks.catalogue.activation_functions.drawing import cases_with_alpha, cases_without
from dlcourse.checks.catalogue.activation_functions.leaky_relu import leaky_loop
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Misconception, Question

SECTION = "Appendix: a curve below zero, ELU and SELU"


def elu_and_slope(z, alpha):
    """z and 1 where z > 0, else α(e^z − 1) and αe^z; e only ever gets a negative power."""
    e = np.exp(np.minimum(z, 0))
    value = np.where(z > 0, z, alpha * (e - 1))
    slope = np.where(z > 0, 1.0, alpha * e)
    return value, slope


def elu_by_products(z, alpha):
    """Masks as factors: 0 · e^1000 is not a number."""
    on, off = z > 0, z <= 0
    return on * z + off * alpha * (np.exp(z) - 1), on + off * alpha * np.exp(z)


elu_loop = edit(leaky_loop, "alpha * z[i] → alpha * np.expm1(z[i])", "slope[i] = alpha → slope[i] = value[i] + alpha")


def elu_by_index(z, alpha):
    """The left side filled in by a boolean index."""
    off = z < 0
    value, slope = np.array(z), np.ones(z.shape, order="F")
    value[off] = alpha * (np.exp(z[off]) - 1)
    slope[off] = alpha * np.exp(z[off])
    return [value, slope]


ELU_AND_SLOPE = Question(
    difficulty="medium",
    minutes=6,
    points=2,
    parts=("value", "slope"),
    reference=elu_and_slope,
    cases=cases_with_alpha([3.0, -2.0], 0.5, 0.7, 1.6, 0.3, 1.3, 0.8, 2, 0.4, 1.2, 0.9),
    section=SECTION,
    hints=(
        "Choose by the sign of z, with np.where: once for the value and once for the slope.",
        "The right side is that of ReLU: value z, slope 1. Left of 0 the value is α(e^z − 1); what is its derivative?",
        "Left of 0 the slope is αe^z, which is the value plus α. `np.exp(np.minimum(z, 0))` is e^z without an overflow.",
    ),
    misconceptions=(
        Misconception(
            "brackets_lost",
            edit(elu_and_slope, "alpha * (e - 1) → alpha * e - 1"),
            "Your value left of 0 is αe^z − 1: a bracket got lost. At z = 0 the two sides no longer meet.",
            "What does α multiply?",
        ),
        Misconception(
            "alpha_missing",
            edit(elu_and_slope, "alpha * ⇒ "),
            "α is missing: {entry} is {yours}, expected {expected}, with α = {alpha}.",
            "α scales the whole left side. What does that do to the slope?",
        ),
        Misconception(
            "alpha_missing_in_the_slope",
            edit(elu_and_slope, "1.0, alpha * e → 1.0, e"),
            "Your slope lacks α, which is {alpha} here.",
            "What becomes of a constant factor when you differentiate?",
        ),
        Misconception(
            "alpha_missing_in_the_value",
            edit(elu_and_slope, "alpha * (e - 1) → e - 1"),
            "Your value lacks α, which is {alpha} here.",
            "What does α multiply in the definition?",
        ),
        Misconception(
            "value_for_slope",
            edit(elu_and_slope, "1.0, alpha * e → 1.0, alpha * (e - 1)"),
            "Left of 0 your slope is the value: {entry} is {yours}, expected {expected}.",
            "What becomes of the −1 when you differentiate?",
        ),
        Misconception(
            "value_plus_one",
            edit(elu_and_slope, "1.0, alpha * e → 1.0, value + 1"),
            "Left of 0 your slope is the value plus 1. That holds for α = 1 only, and here it is {alpha}.",
            "Differentiate α(e^z − 1), and express the result by the value.",
        ),
        Misconception(
            "slope_is_the_value",
            edit(elu_and_slope, "1.0, alpha * e → z, alpha * (e - 1)"),
            "Your slope is the value again.",
            "Differentiate each of the two sides.",
        ),
        Misconception(
            "z_for_one",
            edit(elu_and_slope, "1.0 → z"),
            "Right of 0 your slope is z.",
            "How steep is the line z?",
        ),
        Misconception(
            "minus_one_lost",
            edit(elu_and_slope, "alpha * (e - 1) → alpha * e"),
            "Left of 0 your value is αe^z: the −1 is lost.",
            "Do the two sides of your curve meet at 0?",
        ),
        Misconception(
            "sign_lost",
            edit(elu_and_slope, "(e - 1) → (1 - e)", "1.0, alpha → 1.0, -alpha"),
            "Left of 0 you wrote 1 − e^z for e^z − 1.",
            "Is e^z above 1 or below, for a negative z? And which sign should ELU have there?",
        ),
        Misconception(
            "sign_lost_in_the_value",
            edit(elu_and_slope, "(e - 1) → (1 - e)"),
            "Left of 0 your value is α(1 − e^z).",
            "Is e^z above 1 or below, for a negative z? And which sign should ELU have there?",
        ),
        Misconception(
            "leaky_line",
            edit(elu_and_slope, "alpha * (e - 1) → alpha * z", "1.0, alpha * e → 1.0, alpha + 0 * z"),
            "Left of 0 you drew the straight line of a leaky ReLU.",
            "ELU bends there and levels off. At which value?",
        ),
        Misconception(
            "alpha_for_slope",
            edit(elu_and_slope, "1.0, alpha * e → 1.0, alpha + 0 * z"),
            "Left of 0 your slope is α everywhere.",
            "Far to the left ELU is flat. What should its slope be there?",
        ),
        Misconception(
            "slope_of_relu",
            edit(elu_and_slope, "1.0, alpha * e → 1.0, 0 * z"),
            "Left of 0 your slope is 0, as the plain ReLU's.",
            "Differentiate α(e^z − 1).",
        ),
        Misconception(
            "power_rule",
            edit(elu_and_slope, "1.0, alpha * e → 1.0, alpha * z * e"),
            "Left of 0 your slope is αz·e^z: you pulled the exponent down, as for a power of z.",
            "In e^z the variable stands above. What is the derivative of e^z?",
        ),
        Misconception(
            "sides_swapped",
            edit(elu_and_slope, "z > 0 ⇒ z < 0", "np.minimum → np.maximum"),
            "Your sides are swapped: the curve is on the right.",
            "Which z should pass as they are?",
        ),
        Misconception(
            "results_exchanged",
            edit(elu_and_slope, "return value, slope → return slope, value"),
            "Your two results have changed places: the slope came first.",
            "The question asks for the value, then for the slope.",
        ),
        Misconception(
            "overflow_behind_a_mask",
            elu_by_products,
            "Right for moderate z, and {yours} at z = 1000, where {expected} is right: e^1000 is infinite, and 0 · ∞ is "
            "not a number, so a mask of zeros cannot hide it.",
            "How can a side be chosen instead of multiplied by 0? Or never be computed where it is not wanted?",
        ),
        Misconception(
            "overflow_behind_a_mask_in_the_value",
            lambda z, alpha: (elu_by_products(z, alpha)[0], elu_and_slope(z, alpha)[1]),
            "Your value is right for moderate z, and {yours} at z = 1000, where {expected} is right: e^1000 is infinite, "
            "and 0 · ∞ is not a number, so a mask of zeros cannot hide it.",
            "How can a side be chosen instead of multiplied by 0? Or never be computed where it is not wanted?",
        ),
    ),
    alternatives=(
        elu_loop,
        elu_by_index,
        edit(
            elu_and_slope,
            "np.minimum(z, 0) → z",
            "1.0, alpha * e → 1.0, value + alpha",
            "value, slope → value, slope.tolist()",
        ),
    ),
)


def selu_and_slope(z):
    """λz and λ where z > 0, else λα(e^z − 1) and λαe^z."""
    e = np.exp(np.minimum(z, 0))
    value = np.where(z > 0, SELU_LAMBDA * z, SELU_LAMBDA * SELU_ALPHA * (e - 1))
    slope = np.where(z > 0, SELU_LAMBDA, SELU_LAMBDA * SELU_ALPHA * e)
    return value, slope


def selu_loop(z):
    """One entry at a time, with the constants to four digits."""
    value, slope = np.zeros(z.shape), np.zeros(z.shape)
    for i in np.ndindex(z.shape):
        right = z[i] > 0
        value[i] = 1.0507 * z[i] if right else 1.0507 * 1.6733 * (np.exp(z[i]) - 1)
        slope[i] = 1.0507 if right else 1.0507 * 1.6733 * np.exp(z[i])
    return value, slope


def selu_slope_from_value(z):
    """The slope left of 0 is the value plus λα; float32."""
    scale = SELU_LAMBDA * SELU_ALPHA
    value = np.where(z > 0, SELU_LAMBDA * z, scale * np.expm1(np.minimum(z, 0)))
    return value.astype(np.float32), np.where(value > 0, SELU_LAMBDA, value + scale).astype(np.float32)


SELU_AND_SLOPE = Question(
    difficulty="medium",
    minutes=6,
    points=2,
    parts=("value", "slope"),
    tolerance=1e-4,
    reference=selu_and_slope,
    cases=cases_without([3.0, -2.0]),
    section=SECTION,
    hints=(
        "SELU is an ELU with one α, and the whole of it multiplied by λ.",
        "λ multiplies both sides of the value, so it multiplies both sides of the slope.",
        "Right of 0: λz and λ. Left of 0: λα(e^z − 1) and λαe^z.",
    ),
    misconceptions=(
        Misconception(
            "constants_swapped",
            edit(selu_and_slope, "z > 0, SELU_LAMBDA ⇒ z > 0, SELU_ALPHA"),
            "Your λ and α are swapped. Left of 0 only their product counts, so that side does not show it.",
            "Which of the two stands before both sides?",
        ),
        Misconception(
            "lambda_missing",
            edit(selu_and_slope, "SELU_LAMBDA * ⇒ ", "SELU_LAMBDA, → 1.0,"),
            "λ is missing: that is an ELU.",
            "What stands before the bracket in the definition?",
        ),
        Misconception(
            "lambda_on_the_left_only",
            edit(selu_and_slope, "SELU_LAMBDA * z → z", "SELU_LAMBDA, → 1.0,"),
            "Right of 0 the λ is missing.",
            "What does the λ before the bracket multiply?",
        ),
        Misconception(
            "lambda_on_the_right_only",
            edit(selu_and_slope, "SELU_LAMBDA * SELU_ALPHA ⇒ SELU_ALPHA"),
            "Left of 0 the λ is missing.",
            "What does the λ before the bracket multiply?",
        ),
        Misconception(
            "lambda_missing_in_the_slope",
            edit(selu_and_slope, "SELU_LAMBDA, SELU_LAMBDA * SELU_ALPHA * e → 1.0, SELU_ALPHA * e"),
            "Your slope lacks λ.",
            "What becomes of a constant factor when you differentiate?",
        ),
        Misconception(
            "lambda_missing_in_the_value",
            edit(selu_and_slope, "SELU_LAMBDA * z, SELU_LAMBDA * → z, "),
            "Your value lacks λ.",
            "What stands before the bracket in the definition?",
        ),
        Misconception(
            "lambda_missing_in_the_slope_on_the_right",
            edit(selu_and_slope, "SELU_LAMBDA, → 1.0,"),
            "Right of 0 your slope is 1: the λ is missing there.",
            "How steep is the line λz?",
        ),
        Misconception(
            "lambda_twice",
            edit(selu_and_slope, "return value, slope → return SELU_LAMBDA * value, SELU_LAMBDA * slope"),
            "λ is in your results twice.",
            "Who multiplies by λ, and who does it once more?",
        ),
        Misconception(
            "lambda_twice_in_the_slope",
            edit(selu_and_slope, "return value, slope → return value, SELU_LAMBDA * slope"),
            "λ is in your slope twice.",
            "The value is λ times an ELU. How often does λ stand in its derivative?",
        ),
        Misconception(
            "lambda_twice_in_the_value",
            edit(selu_and_slope, "return value, slope → return SELU_LAMBDA * value, slope"),
            "λ is in your value twice.",
            "Who multiplies by λ, and who does it once more?",
        ),
        Misconception(
            "alpha_missing",
            edit(selu_and_slope, " * SELU_ALPHA ⇒ "),
            "Left of 0 the α is missing.",
            "SELU is an ELU with a certain α, multiplied by λ.",
        ),
        Misconception(
            "alpha_missing_in_the_slope",
            edit(selu_and_slope, "SELU_ALPHA * e → e"),
            "Left of 0 your slope lacks α.",
            "What becomes of a constant factor when you differentiate?",
        ),
        Misconception(
            "alpha_on_both_sides",
            edit(
                selu_and_slope,
                "SELU_LAMBDA * z → SELU_LAMBDA * SELU_ALPHA * z",
                "z > 0, SELU_LAMBDA, → z > 0, SELU_LAMBDA * SELU_ALPHA,",
            ),
            "Right of 0 you multiplied by α as well.",
            "Which of the two constants stands before both sides, and which before one?",
        ),
        Misconception(
            "slope_from_value_without_lambda",
            edit(selu_and_slope, "SELU_ALPHA * e → (value + SELU_ALPHA)"),
            "Left of 0 your slope is λ(value + α). The value has its λ already.",
            "Express λαe^z by the value, step by step.",
        ),
        Misconception(
            "value_for_slope",
            edit(selu_and_slope, "SELU_ALPHA * e → SELU_ALPHA * (e - 1)"),
            "Left of 0 your slope is the value.",
            "What becomes of the −1 when you differentiate?",
        ),
        Misconception(
            "brackets_lost",
            edit(selu_and_slope, "SELU_LAMBDA * SELU_ALPHA * (e - 1) → SELU_LAMBDA * (SELU_ALPHA * e - 1)"),
            "Your value left of 0 is λ(αe^z − 1): a bracket got lost. At z = 0 the two sides no longer meet.",
            "What does α multiply?",
        ),
        Misconception(
            "all_brackets_lost",
            edit(selu_and_slope, "SELU_LAMBDA * SELU_ALPHA * (e - 1) → SELU_LAMBDA * SELU_ALPHA * e - 1"),
            "Your value left of 0 is λαe^z − 1: the brackets got lost. At z = 0 the two sides no longer meet.",
            "What do λ and α multiply?",
        ),
        Misconception(
            "minus_one_lost",
            edit(selu_and_slope, "(e - 1) → e"),
            "Left of 0 your value is λαe^z: the −1 is lost.",
            "Do the two sides of your curve meet at 0?",
        ),
        Misconception(
            "z_for_one",
            edit(selu_and_slope, "SELU_LAMBDA, → SELU_LAMBDA * z,"),
            "Right of 0 your slope is λz. That is the value.",
            "How steep is the line λz?",
        ),
        Misconception(
            "leaky_line",
            edit(selu_and_slope, "(e - 1) → z", "SELU_ALPHA * e → SELU_ALPHA * np.ones_like(z)"),
            "Left of 0 you drew a straight line, λαz.",
            "SELU bends there and levels off. At which value?",
        ),
        Misconception(
            "slope_of_a_line",
            edit(selu_and_slope, "SELU_ALPHA * e → SELU_ALPHA * np.ones_like(z)"),
            "Left of 0 your slope is λα everywhere.",
            "Far to the left SELU is flat. What should its slope be there?",
        ),
        Misconception(
            "slope_of_relu",
            edit(selu_and_slope, "SELU_ALPHA * e → 0 * e"),
            "Left of 0 your slope is 0, as the plain ReLU's.",
            "Differentiate λα(e^z − 1).",
        ),
        Misconception(
            "results_exchanged",
            edit(selu_and_slope, "return value, slope → return slope, value"),
            "Your two results have changed places: the slope came first.",
            "The question asks for the value, then for the slope.",
        ),
        Misconception(
            "overflow_behind_a_mask",
            lambda z: tuple(SELU_LAMBDA * part for part in elu_by_products(z, SELU_ALPHA)),
            "Right for moderate z, and {yours} at z = 1000, where {expected} is right: e^1000 is infinite, and 0 · ∞ is "
            "not a number, so a mask of zeros cannot hide it.",
            "How can a side be chosen instead of multiplied by 0? Or never be computed where it is not wanted?",
        ),
    ),
    alternatives=(
        selu_loop,
        lambda z: [(SELU_LAMBDA * part).tolist() for part in elu_loop(z, SELU_ALPHA)],
        selu_slope_from_value,
    ),
)
