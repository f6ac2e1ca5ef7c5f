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
            "{yours} has one zero too few, or one of the slopes is left out.",
            "Multiply two factors at a time, and count the decimals of each product.",
        ),
        Misconception(
            "one_zero_too_many",
            lambda: 0.0001,
            "{yours} would be 0.1 · 0.1 · 0.1 · 0.1. Two of the four factors here are larger.",
            "Multiply two factors at a time, and count the decimals of each product.",
        ),
        Misconception(
            "half_left_out",
            lambda: 0.002,
            "{yours} is the product of three of the slopes. The 0.5 is not in it.",
            "Four activations lie on the way. Tick off each slope as you use it.",
        ),
        Misconception(
            "fifth_left_out",
            lambda: 0.005,
            "{yours} is the product of three of the slopes. The 0.2 is not in it.",
            "Four activations lie on the way. Tick off each slope as you use it.",
        ),
        Misconception(
            "inverted",
            lambda: 1000,
            "{yours} would make the gradient larger. Can a product of such slopes do that?",
            "The question is by what the gradient is multiplied, not by what it is divided.",
        ),
        Misconception(
            "what_is_lost",
            lambda: 0.999,
            "{yours} is the share of the gradient that is lost. The question asks by what it is multiplied.",
            "A share that is lost, and one that is left, add up to 1.",
        ),
        Misconception(
            "percent",
            lambda: 0.1,
            "{yours} is the smallest of the slopes, or the product in percent. The gradient is multiplied by all four.",
            "Write the product as a plain number: how many zeros stand behind the point?",
        ),
        Misconception(
            "a_quarter_each",
            lambda: 0.25**4,
            "{yours} is what four slopes of a quarter would leave. That is the most that sigmoids can let through.",
            "The four slopes are given. Use them as they are.",
        ),
    ),
)


def slope_cases(rng):
    """The exercise's example; any shape, one row; pre-activations as far out as ±1000, and such that the slope is faint.

    Faint slopes stand on the left only: on the right a(1 − a) loses its digits, as a is rounded to 1.
    """
    cases = [Case((np.array([0.0, 2.0, -1000.0]),), {"entries": 3}, why="the example of the exercise")]
    for shape, why in [
        ((5, 4), ""),
        ((1, 3), "one row"),
        ((7,), "one axis"),
        ((2, 3, 2), "three axes"),
        ((4, 1), "one unit"),
    ]:
        cases.append(Case((2 * away_from_zero(rng, shape),), {"entries": int(np.prod(shape))}, why))
    faint = Case((np.array([-12.0, -13.5, -16.0, -800.0]),), {"entries": 4}, why="faint slopes")
    extreme = np.array([[-1000.0, 1000.0, -3.5], [800.0, -40.0, 0.7]])
    far_out = Case((extreme,), {"entries": 6}, why="pre-activations as far out as ±1000")
    return [*cases, in_single_precision(cases[1]), far_out, faint]


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
            "A slope of the sigmoid is never negative and never above 1/4.",
        ),
        Misconception(
            "value_for_slope",
            sigmoid,
            "You returned the sigmoid, not its slope.",
            "The exercise gives a formula that leads from one to the other.",
        ),
        Misconception(
            "slope_of_tanh",
            lambda z: 1 - sigmoid(z) ** 2,
            "You used 1 − a² with a = σ(z). That formula belongs to tanh.",
            "How steep is the sigmoid at most? Your numbers go up to 1.",
        ),
        Misconception(
            "tanh_for_sigmoid",
            lambda z: 1 - np.tanh(z) ** 2,
            "You returned the slope of tanh.",
            "How steep is the sigmoid at most? Your numbers go up to 1.",
        ),
        Misconception(
            "plus_for_minus",
            lambda z: sigmoid(z) * (1 + sigmoid(z)),
            "You computed a(1 + a).",
            "Far to the right the sigmoid is flat. What should its slope be there?",
        ),
        Misconception(
            "output_squared",
            lambda z: sigmoid(z) ** 2,
            "You returned a², the square of the sigmoid.",
            "Far to the right the sigmoid is flat. What should its slope be there?",
        ),
        Misconception(
            "z_for_one_of_the_two",
            lambda z: sigmoid(z) * (1 - z),
            "You computed a(1 − z): z stands where a should.",
            "The formula holds σ(z) twice. What is it called in your code?",
        ),
        Misconception(
            "z_for_the_other_of_the_two",
            lambda z: z * (1 - sigmoid(z)),
            "You computed z(1 − a): z stands where a should.",
            "The formula holds σ(z) twice. What is it called in your code?",
        ),
        Misconception(
            "wrong_sign",
            lambda z: -sigmoid(z) * sigmoid(-z),
            "Your slope has the right size and the wrong sign.",
            "The sigmoid rises everywhere. What does that say about its slope?",
        ),
        Misconception(
            "multiplied_by_the_denominator",
            lambda z: np.exp(-z) * (1 + np.exp(-z)) ** 2,
            "You multiplied by (1 + e^(−z))², and it belongs below the line.",
            "How steep is the sigmoid at 0?",
        ),
        Misconception(
            "sigmoid_twice",
            lambda z: sigmoid(sigmoid(z)) * (1 - sigmoid(sigmoid(z))),
            "You took the sigmoid twice, so every slope lies between 0.196 and 0.25, and nothing ever seems to vanish.",
            "If a helper computes the sigmoid itself, give it z, not a.",
        ),
        Misconception(
            "square_missing",
            lambda z: sigmoid(-z),
            "You returned 1 − a. From e^(−z)/(1 + e^(−z)) the square below the line is missing, from a(1 − a) the first factor.",
            "Far to the left the sigmoid is flat. What should its slope be there?",
        ),
        Misconception(
            "overflow_on_the_left",
            edit(sigmoid_slope, "-np.abs(z) → -z"),
            "Right for moderate z, and {yours} far to the left, where {expected} is right: e^1000 is too large for a float, "
            "and ∞/∞ is not a number.",
            "Can you write it such that e is never raised to a large positive power?",
        ),
        Misconception(
            "overflow_on_the_right",
            edit(sigmoid_slope, "-np.abs(z) → z"),
            "Right for moderate z, and {yours} far to the right, where {expected} is right: e^1000 is too large for a float, "
            "and ∞/∞ is not a number.",
            "Can you write it such that e is never raised to a large positive power? The slope is the same at z and −z.",
        ),
        Misconception(
            "one_sigmoid_too_many",
            lambda z: sigmoid(z) ** 2 * (1 - sigmoid(z)),
            "Your slope has σ(z) twice: it is σ²(1 − σ).",
            "How often does σ(z) stand in the formula?",
        ),
        Misconception(
            "input_cut_off",
            lambda z: sigmoid_slope(np.clip(z, -5, 5)),
            "Far from 0 your slope stays where it is: {entry} is {yours}, expected {expected}. Your z is kept within bounds.",
            "Does the exponential need any bounds, if its argument is never positive?",
        ),
    ),
    alternatives=(
        lambda z: sigmoid_backward_loop(np.ones_like(z), z),
        sigmoid_slope_by_branch,
        sigmoid_slope_float32,
        lambda z: sigmoid(z) * (1 - sigmoid(z)),
    ),
)
