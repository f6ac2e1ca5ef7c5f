"""The slope of the sigmoid, at most 1/4, and what becomes of a product of such slopes."""

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.catalogue.backpropagation.activation_backward import sigmoid_backward_loop
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def product_of_slopes():
    """0.2 · 0.1 · 0.5 · 0.1: factors along a path multiply."""
    return 0.001


PRODUCT_OF_SLOPES = number_question(
    difficulty="easy",
    minutes=2,
    points=1,
    parts=("product",),
    reference=product_of_slopes,
    tolerance=1e-3,
    section="Many small factors",
    hints=(
        "The four slopes lie on one path, one behind the other. What does the chain rule do with the factors of a path?",
        "Multiply them. Two at a time is easiest: first 0.2 · 0.1, then 0.5 · 0.1.",
        "0.2 · 0.1 = 0.02 and 0.5 · 0.1 = 0.05. Their product has two more decimals than either.",
    ),
    misconceptions=(
        Misconception(
            "added",
            lambda: 0.9,
            "{yours} is the sum of the four slopes. Along one path slopes multiply; only different paths add up.",
            "Each factor says what share of a change gets through. Four such shares, one after the other, multiply.",
        ),
        Misconception(
            "averaged",
            lambda: 0.225,
            "{yours} is the mean of the four slopes. The gradient that arrives is their product.",
            "A mean of small numbers stays as large as they are. A product does not, and that is the whole trouble.",
        ),
        Misconception(
            "one_zero_lost",
            lambda: 0.01,
            "{yours} has one zero too few. Multiply two factors at a time and count the decimals.",
            "2 · 1 · 5 · 1 = 10, and each of the four factors has one decimal: divide by ten four times.",
        ),
        Misconception(
            "one_zero_too_many",
            lambda: 0.0001,
            "{yours} would be 0.1 · 0.1 · 0.1 · 0.1. Two of the four factors here are larger.",
            "2 · 1 · 5 · 1 = 10, not 1; then divide by ten four times.",
        ),
    ),
)


def slope_cases(rng):
    """Odd shapes, one row, a list of numbers, float32, and pre-activations as far out as ±1000."""
    shapes = [(5, 4), (1, 3), (7,)]
    cases = [Case((2 * away_from_zero(rng, shape),), {"entries": int(np.prod(shape))}) for shape in shapes]
    extreme = Case((np.array([[-1000.0, 1000.0, -3.5], [800.0, -40.0, 0.7]]),), {"entries": 6})
    return [*cases, in_single_precision(cases[0]), extreme]


def sigmoid_slope(z):
    """σ′(z) = e^(−|z|) / (1 + e^(−|z|))²: even in z, and no power of e is above 1."""
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def sigmoid_slope_by_branch(z):
    """σ(z)(1 − σ(z)), the sigmoid in two branches."""
    e = np.exp(-np.abs(z))
    a = np.where(z > 0, 1, e) / (1 + e)
    return a - a * a


def sigmoid_slope_float32(z):
    """The textbook sigmoid, which warns far out and still is right, in float32 and as a list."""
    a = 1 / (1 + np.exp(-z.astype(np.float32)))
    return (a * (np.float32(1) - a)).tolist()


SIGMOID_SLOPE = Question(
    difficulty="easy",
    minutes=5,
    points=1,
    parts=("slope",),
    reference=sigmoid_slope,
    cases=slope_cases,
    section="A slope of at most a quarter",
    hints=(
        "The slope is easiest from the value: with a = σ(z) it is a(1 − a).",
        "Far out one of e^z and e^(−z) is too large for a float. The slope at z and at −z is the same: which of the two "
        "can you always afford?",
        "With e = e^(−|z|), which lies between 0 and 1, σ′(z) = e / (1 + e)². (Or use the stable `sigmoid` of lecture 04.)",
    ),
    misconceptions=(
        Misconception(
            "z_for_a",
            lambda z: z * (1 - z),
            "You put z itself into a(1 − a). The formula wants a = σ(z).",
            "A slope of the sigmoid is never negative and never above 1/4. Compute `a` first.",
        ),
        Misconception(
            "value_for_slope",
            sigmoid,
            "You returned the sigmoid, not its slope.",
            "With a = σ(z), the slope is a(1 − a).",
        ),
        Misconception(
            "slope_of_tanh",
            lambda z: 1 - sigmoid(z) ** 2,
            "You used 1 − a². That is the slope of tanh, with a = tanh(z).",
            "The slope of the sigmoid is a(1 − a), at most 1/4.",
        ),
        Misconception(
            "sigmoid_twice",
            lambda z: sigmoid(sigmoid(z)) * (1 - sigmoid(sigmoid(z))),
            "You took the sigmoid twice. That way every slope lies between 0.196 and 0.25, and nothing ever seems to "
            "vanish.",
            "If a helper computes the sigmoid itself, give it z, not a.",
        ),
        Misconception(
            "square_missing",
            lambda z: sigmoid(-z),
            "The square below the line is missing. e^(−z)/(1 + e^(−z)) is 1 − a.",
            "The quotient rule squares the denominator: e^(−z)/(1 + e^(−z))².",
        ),
        Misconception(
            "overflow_on_the_left",
            edit(sigmoid_slope, "-np.abs(z) → -z"),
            "Right for moderate z, and {yours} at z = −1000, where {expected} is right: e^1000 is too large for a float, "
            "and ∞/∞ is not a number.",
            "Let e be raised to a negative power only, e^(−|z|), or compute a = σ(z) first and then a(1 − a).",
        ),
        Misconception(
            "overflow_on_the_right",
            edit(sigmoid_slope, "-np.abs(z) → z"),
            "Right for moderate z, and {yours} at z = +1000, where {expected} is right: e^1000 is too large for a float, "
            "and ∞/∞ is not a number.",
            "The slope is the same at z and −z: use e^(−|z|), which never exceeds 1.",
        ),
    ),
    alternatives=(
        lambda z: sigmoid_backward_loop(np.ones_like(z), z),
        sigmoid_slope_by_branch,
        sigmoid_slope_float32,
        lambda z: sigmoid(z) * (1 - sigmoid(z)),
    ),
)
