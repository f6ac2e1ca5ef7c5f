"""ELU and SELU with their slopes: a curve where z < 0."""

import numpy as np

from dlcourse.activations import SELU_ALPHA, SELU_LAMBDA
from dlcourse.checks.catalogue.activation_functions.drawing import cases_with_alpha, pre_activation_cases
from dlcourse.checks.catalogue.activation_functions.leaky_relu import leaky_loop
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Misconception, Question

SECTION = "A curve below zero: ELU and SELU"


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
    cases=cases_with_alpha((0.7, 1.6, 0.3, 1.3, 0.8)),
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
            "Your brackets got lost, you computed αe^z − 1. At z = 0 the two sides no longer meet.",
            "α multiplies both, e^z and −1: α(e^z − 1), with α = {alpha}.",
        ),
        Misconception(
            "alpha_missing",
            edit(elu_and_slope, "alpha * ⇒ "),
            "α is missing: {entry} is {yours}, expected {expected}, with α = {alpha}.",
            "α scales the whole left side, the value and the slope.",
        ),
        Misconception(
            "alpha_missing_in_the_slope",
            edit(elu_and_slope, "1.0, alpha * e → 1.0, e"),
            "Your slope lacks α. The value has it.",
            "The derivative of α(e^z − 1) is αe^z.",
        ),
        Misconception(
            "value_for_slope",
            edit(elu_and_slope, "1.0, alpha * e → 1.0, alpha * (e - 1)"),
            "Left of 0 your slope is the value: {entry} is {yours}, expected {expected}, and all such entries are too low "
            "by α = {alpha}.",
            "A constant has no slope, so the −1 drops out: αe^z = value + α.",
        ),
        Misconception(
            "z_for_one",
            edit(elu_and_slope, "1.0 → z"),
            "Right of 0 your slope is z.",
            "The value there is z; its slope is 1.",
        ),
        Misconception(
            "sign_lost",
            edit(elu_and_slope, "(e - 1) → (1 - e)", "1.0, alpha → 1.0, -alpha"),
            "Left of 0 your sign is turned round. You wrote 1 − e^z.",
            "For negative z, e^z is below 1, and ELU is negative: α(e^z − 1).",
        ),
        Misconception(
            "overflow_behind_a_mask",
            elu_by_products,
            "Right for moderate z, and {yours} at z = 1000, where {expected} is right: e^1000 is infinite, and 0 · ∞ is "
            "not a number, so a mask of zeros cannot hide it.",
            "Choose with np.where, or take e to the power np.minimum(z, 0).",
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
    cases=pre_activation_cases,
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
            "Your λ and α are swapped. Left of 0 only their product counts, so that side is right.",
            "λ ≈ 1.0507 is the slope right of 0; α ≈ 1.6733 shapes the left side.",
        ),
        Misconception(
            "lambda_missing",
            edit(selu_and_slope, "SELU_LAMBDA * ⇒ ", "SELU_LAMBDA, → 1.0,"),
            "λ is missing. That is an ELU.",
            "SELU is λ times ELU, on both sides of 0.",
        ),
        Misconception(
            "lambda_on_the_left_only",
            edit(selu_and_slope, "SELU_LAMBDA * z → z", "SELU_LAMBDA, → 1.0,"),
            "Right of 0 the λ is missing.",
            "λ stands before the whole bracket, so a positive z is multiplied by it, too.",
        ),
        Misconception(
            "lambda_missing_in_the_slope",
            edit(selu_and_slope, "SELU_LAMBDA, SELU_LAMBDA * SELU_ALPHA * e → 1.0, SELU_ALPHA * e"),
            "Your slope lacks λ. The value has it.",
            "A factor before a function is a factor before its slope.",
        ),
        Misconception(
            "alpha_missing_in_the_slope",
            edit(selu_and_slope, "SELU_ALPHA * e → e"),
            "Left of 0 your slope lacks α.",
            "The derivative of λα(e^z − 1) is λαe^z.",
        ),
        Misconception(
            "slope_from_value_without_lambda",
            edit(selu_and_slope, "SELU_ALPHA * e → (value + SELU_ALPHA)"),
            "Left of 0 your slope is λ(value + α). The value has its λ already.",
            "λαe^z = value + λα.",
        ),
        Misconception(
            "z_for_one",
            edit(selu_and_slope, "SELU_LAMBDA, → SELU_LAMBDA * z,"),
            "Right of 0 your slope is λz. That is the value.",
            "The slope of λz is λ.",
        ),
        Misconception(
            "leaky_line",
            edit(selu_and_slope, "(e - 1) → z", "SELU_ALPHA * e → SELU_ALPHA * np.ones_like(z)"),
            "Left of 0 you drew a straight line, λαz.",
            "SELU bends there and levels off at −λα: λα(e^z − 1).",
        ),
    ),
    alternatives=(
        selu_loop,
        lambda z: [(SELU_LAMBDA * part).tolist() for part in elu_loop(z, SELU_ALPHA)],
        selu_slope_from_value,
    ),
)
