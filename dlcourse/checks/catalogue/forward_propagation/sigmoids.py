"""The sigmoid, for any z."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.forward_propagation.softmaxes import stable_softmax
from dlcourse.checks.engine.question import Case, Misconception, Question


def stable_sigmoid(z):
    """1/(1 + e^(−z)) for z ≥ 0, e^z/(1 + e^z) for z < 0: with e = e^(−|z|) at most 1."""
    e = np.exp(-np.abs(z))
    a = np.where(z >= 0, 1, e) / (1 + e)
    return a


def sigmoid_by_tanh(z):
    """σ(z) = (1 + tanh(z/2))/2."""
    return 0.5 * (1 + np.tanh(np.asarray(z) / 2))


def sigmoid_masked(z):
    """Two branches by masks, into an array of floats."""
    a, up = np.empty(z.shape, dtype=float, order="F"), z > 0
    a[up] = 1 / (1 + np.exp(-z[up]))
    a[~up] = 1 - 1 / (1 + np.exp(z[~up]))
    return a


def sigmoid_loop(z):
    """Entry by entry; a list of lists."""
    return [[float(1 / (1 + np.exp(-min(max(float(v), -700), 700)))) for v in row] for row in z]


def sigmoid_plain(z):
    """The formula as it stands: right everywhere, with a warning for z = −1000."""
    return 1 / (1 + np.exp(-z))


def pre_activation_cases(rng):
    """Odd shapes; one row; float32; whole numbers; ±1000."""
    cases = [Case((2 * away_from_zero(rng, shape),), {"N": shape[0], "units": shape[1]}) for shape in [(5, 4), (1, 3)]]
    extreme = np.array([[-1000.0, 1000.0, -3.5, 0.4], [800.0, -40.0, 0.7, -750.0]])
    whole = rng.permutation([-3, -1, 1, 2, 4, 6]).reshape(2, 3)
    sizes = {"N": 2, "units": 4}
    return [*cases, in_single_precision(cases[0]), Case((whole,), {"N": 2, "units": 3}), Case((extreme,), sizes)]


STABLE_SIGMOID = Question(
    difficulty="medium",
    minutes=6,
    points=2,
    parts=("a",),
    reference=stable_sigmoid,
    cases=pre_activation_cases,
    section="Sigmoid and softmax without overflow",
    hints=(
        "There are two ways to write it, 1/(1 + e^(−z)) and e^z/(1 + e^z). Each is safe on one side of 0.",
        "With e = e^(−|z|) no exponent is positive: e is at most 1 and never overflows.",
        "For z ≥ 0 the answer is 1/(1 + e), for z < 0 it is e/(1 + e). `np.where(z >= 0, …, …)` picks.",
    ),
    misconceptions=(
        Misconception(
            "quotient_overflows",
            edit(stable_sigmoid, "-np.abs(z) → z", "np.where(z >= 0, 1, e) → e"),
            "Right for moderate z, and {entry} is {yours} for z of 800 and more, where {expected} is right: e^z overflows "
            "above and below the line, and ∞/∞ is not a number.",
            "For z > 0 use 1/(1 + e^(−z)): there the exponential is small.",
        ),
        Misconception(
            "exponent_without_minus",
            edit(sigmoid_plain, "-z → z"),
            "Your sigmoid falls. The minus in the exponent is missing, so you have σ(−z) = 1 − σ(z).",
            "1/(1 + e^(−z)): large z gives nearly 1.",
        ),
        Misconception(
            "brackets_missing",
            edit(sigmoid_plain, "(1 + np.exp(-z)) → 1 + np.exp(-z)"),
            "You computed 1/1 + e^(−z). Division comes before addition.",
            "Put the whole denominator into brackets: 1 / (1 + …). A sigmoid never exceeds 1.",
        ),
        Misconception(
            "whole_numbers_cut",
            edit(stable_sigmoid, "return a → return a.astype(z.dtype)"),
            "For whole numbers your answer is cut to whole numbers. `np.zeros_like(z)` has the type of z.",
            "Ask for floats, `np.zeros(z.shape)`, or use `np.where`, which makes an array of its own.",
        ),
        Misconception(
            "half_missing",
            edit(sigmoid_by_tanh, " / 2 → "),
            "Your curve is twice as steep. That is σ(2z).",
            "σ(z) = ½(1 + tanh(z/2)), with z/2 inside.",
        ),
        Misconception(
            "slope_returned",
            lambda z: sigmoid_by_tanh(z) * sigmoid_by_tanh(-z),
            "You returned the slope. a(1 − a) is never above ¼.",
            "Return a = σ(z) itself.",
        ),
        Misconception(
            "step_returned",
            lambda z: (z >= 0) * 1.0,
            "Your answer knows only 0 and 1. That is the step of the perceptron.",
            "The sigmoid is its smooth version: ½ at 0, and between 0 and 1 everywhere.",
        ),
        Misconception(
            "rows_share_one",
            stable_softmax,
            "Your rows sum to 1. That is a softmax.",
            "A sigmoid looks at each entry by itself; the others in the row do not matter.",
        ),
    ),
    alternatives=(sigmoid_by_tanh, sigmoid_masked, sigmoid_loop, sigmoid_plain),
)
