"""ELU and SELU with their slopes: a curve where z < 0."""

import numpy as np

from dlcourse.activations import SELU_ALPHA, SELU_LAMBDA
from dlcourse.checks.catalogue.activation_functions.drawing import cases_with_alpha, pre_activation_cases
from dlcourse.checks.engine.question import Misconception, Question

SECTION = "A curve below zero: ELU and SELU"


def elu_and_slope(z, alpha):
    """z and 1 where z > 0, else α(e^z − 1) and αe^z; e only ever gets a negative power."""
    e = np.exp(np.minimum(z, 0))
    value = np.where(z > 0, z, alpha * (e - 1))
    slope = np.where(z > 0, 1.0, alpha * e)
    return value, slope


def elu_variant(value=lambda e, alpha: alpha * (e - 1), slope=lambda e, alpha: alpha * e, right=lambda z: 1.0):
    """A wrong version: another value or slope where z < 0, another slope where z > 0."""

    def wrong(z, alpha):
        e = np.exp(np.minimum(z, 0))
        return np.where(z > 0, z, value(e, alpha)), np.where(z > 0, right(z), slope(e, alpha))

    return wrong


def elu_by_products(z, alpha):
    """Masks as factors: 0 · e^1000 is not a number."""
    on, off = z > 0, z <= 0
    return on * z + off * alpha * (np.exp(z) - 1), on + off * alpha * np.exp(z)


def elu_loop(z, alpha):
    """One entry at a time."""
    value, slope = z.copy(), np.ones_like(z)
    for i in np.ndindex(z.shape):
        if z[i] < 0:
            value[i] = alpha * np.expm1(z[i])
            slope[i] = value[i] + alpha
    return value, slope


def elu_by_index(z, alpha):
    """The left side filled in by a boolean index."""
    off = z < 0
    value, slope = np.array(z), np.ones(z.shape, order="F")
    value[off] = alpha * (np.exp(z[off]) - 1)
    slope[off] = alpha * np.exp(z[off])
    return [value, slope]


def elu_with_a_warning(z, alpha):
    """e^z everywhere: it overflows where it is not used, and the result is right; the slope from the value."""
    value = np.where(z >= 0, z, alpha * (np.exp(z) - 1))
    return value, np.where(z >= 0, np.float32(1), value + alpha).tolist()


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
            elu_variant(value=lambda e, alpha: alpha * e - 1),
            "Your brackets got lost, you computed αe^z − 1. At z = 0 the two sides no longer meet.",
            "α multiplies both, e^z and −1: α(e^z − 1), with α = {alpha}.",
        ),
        Misconception(
            "alpha_missing",
            elu_variant(lambda e, alpha: e - 1, lambda e, alpha: e),
            "α is missing: {entry} is {yours}, expected {expected}, with α = {alpha}.",
            "α scales the whole left side, the value and the slope.",
        ),
        Misconception(
            "alpha_missing_in_the_slope",
            elu_variant(slope=lambda e, alpha: e),
            "Your slope lacks α. The value has it.",
            "The derivative of α(e^z − 1) is αe^z.",
        ),
        Misconception(
            "value_for_slope",
            elu_variant(slope=lambda e, alpha: alpha * (e - 1)),
            "Left of 0 your slope is the value: {entry} is {yours}, expected {expected}, and all such entries are too low "
            "by α = {alpha}.",
            "A constant has no slope, so the −1 drops out: αe^z = value + α.",
        ),
        Misconception(
            "z_for_one",
            elu_variant(right=lambda z: z),
            "Right of 0 your slope is z.",
            "The value there is z; its slope is 1.",
        ),
        Misconception(
            "sign_lost",
            elu_variant(value=lambda e, alpha: alpha * (1 - e), slope=lambda e, alpha: -alpha * e),
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
    alternatives=(elu_loop, elu_by_index, elu_with_a_warning),
)


def selu_and_slope(z):
    """λz and λ where z > 0, else λα(e^z − 1) and λαe^z."""
    e = np.exp(np.minimum(z, 0))
    value = SELU_LAMBDA * np.where(z > 0, z, SELU_ALPHA * (e - 1))
    slope = SELU_LAMBDA * np.where(z > 0, 1.0, SELU_ALPHA * e)
    return value, slope


def selu_variant(value=None, slope=None, lam=SELU_LAMBDA, alpha=SELU_ALPHA):
    """A wrong version: (right, left) sides of value and slope from z and e, or other constants."""
    value = value or (lambda z, e: (lam * z, lam * alpha * (e - 1)))
    slope = slope or (lambda z, e: (lam + 0 * z, lam * alpha * e))

    def wrong(z):
        e = np.exp(np.minimum(z, 0))
        return np.where(z > 0, *value(z, e)), np.where(z > 0, *slope(z, e))

    return wrong


def selu_loop(z):
    """One entry at a time, with the constants to four digits."""
    value, slope = np.zeros(z.shape), np.zeros(z.shape)
    for i in np.ndindex(z.shape):
        right = z[i] > 0
        value[i] = 1.0507 * z[i] if right else 1.0507 * 1.6733 * (np.exp(z[i]) - 1)
        slope[i] = 1.0507 if right else 1.0507 * 1.6733 * np.exp(z[i])
    return value, slope


def selu_by_elu(z):
    """λ times the ELU, and the slope from the value; lists."""
    value, slope = elu_loop(z, SELU_ALPHA)
    return (SELU_LAMBDA * value).tolist(), (SELU_LAMBDA * slope).tolist()


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
            selu_variant(lam=SELU_ALPHA, alpha=SELU_LAMBDA),
            "Your λ and α are swapped. Left of 0 only their product counts, so that side is right.",
            "λ ≈ 1.0507 is the slope right of 0; α ≈ 1.6733 shapes the left side.",
        ),
        Misconception(
            "lambda_missing",
            selu_variant(lam=1.0),
            "λ is missing. That is an ELU.",
            "SELU is λ times ELU, on both sides of 0.",
        ),
        Misconception(
            "lambda_on_the_left_only",
            selu_variant(
                lambda z, e: (z, SELU_LAMBDA * SELU_ALPHA * (e - 1)),
                lambda z, e: (1 + 0 * z, SELU_LAMBDA * SELU_ALPHA * e),
            ),
            "Right of 0 the λ is missing.",
            "λ stands before the whole bracket, so a positive z is multiplied by it, too.",
        ),
        Misconception(
            "lambda_missing_in_the_slope",
            selu_variant(slope=lambda z, e: (1 + 0 * z, SELU_ALPHA * e)),
            "Your slope lacks λ. The value has it.",
            "A factor before a function is a factor before its slope.",
        ),
        Misconception(
            "alpha_missing_in_the_slope",
            selu_variant(slope=lambda z, e: (SELU_LAMBDA + 0 * z, SELU_LAMBDA * e)),
            "Left of 0 your slope lacks α.",
            "The derivative of λα(e^z − 1) is λαe^z.",
        ),
        Misconception(
            "slope_from_value_without_lambda",
            selu_variant(
                slope=lambda z, e: (
                    SELU_LAMBDA + 0 * z,
                    SELU_LAMBDA * (SELU_LAMBDA * SELU_ALPHA * (e - 1) + SELU_ALPHA),
                )
            ),
            "Left of 0 your slope is λ(value + α). The value has its λ already.",
            "λαe^z = value + λα.",
        ),
        Misconception(
            "z_for_one",
            selu_variant(slope=lambda z, e: (SELU_LAMBDA * z, SELU_LAMBDA * SELU_ALPHA * e)),
            "Right of 0 your slope is λz. That is the value.",
            "The slope of λz is λ.",
        ),
        Misconception(
            "leaky_line",
            selu_variant(
                lambda z, e: (SELU_LAMBDA * z, SELU_LAMBDA * SELU_ALPHA * z),
                lambda z, e: (SELU_LAMBDA + 0 * z, SELU_LAMBDA * SELU_ALPHA + 0 * z),
            ),
            "Left of 0 you drew a straight line, λαz.",
            "SELU bends there and levels off at −λα: λα(e^z − 1).",
        ),
    ),
    alternatives=(selu_loop, selu_by_elu, selu_slope_from_value),
)
