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


def sigmoid_in_two_parts(z):
    """The two sides of 0 filled in one after the other: the wrong answers with a gap are edits of this form."""
    a = np.zeros(z.shape)
    a[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    a[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return a


def sigmoid_loop(z):
    """Entry by entry; a list of lists."""
    return [[float(1 / (1 + np.exp(-min(max(float(v), -700), 700)))) for v in row] for row in z]


def sigmoid_plain(z):
    """The formula as it stands: right everywhere, with a warning for z = −1000."""
    return 1 / (1 + np.exp(-z))


def sigmoid_decided_once(z):
    """With an `if`, which asks the whole array at once."""
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


def pre_activation_cases(rng):
    """The text's example; odd shapes; one number; float32; whole numbers; ±1000."""
    example = np.array([[0.0, 2.0, -1000.0]])
    cases = [Case((example,), {"N": 1, "units": 3}, why="the text's example, with z = 0")]
    cases += [Case((2 * away_from_zero(rng, shape),), {"N": shape[0], "units": shape[1]}) for shape in [(5, 4), (1, 3)]]
    cases.append(in_single_precision(cases[1]))
    whole = rng.permutation([-3, -1, 0, 2, 4, 6]).reshape(2, 3)
    extreme = np.array([[-1000.0, 1000.0, -3.5, 0.4], [800.0, -40.0, 0.7, -750.0]])
    for z, why in (
        (whole, "whole numbers"),
        (np.array([[-1000, 1, 1000]]), "whole numbers, very large"),
        (extreme, "very large numbers of either sign in one row"),
        (np.array([[-1.3]]), "one number"),
        (np.array([[0.4], [-2.6], [0.0]]), "one unit"),
        (-np.abs(2 * away_from_zero(rng, (3, 3))), "no z above 0, and as many rows as units"),
    ):
        cases.append(Case((z,), {"N": len(z), "units": z.shape[1]}, why=why))
    return cases


def clipped(limit):
    """The answer that cuts z to ±limit first."""
    return Misconception(
        f"clipped_at_{limit}",
        lambda z: sigmoid_by_tanh(np.clip(z, -limit, limit)),
        f"You cut z to ±{limit} first. Beyond that your curve is flat, and not yet near enough to 0 or 1: {{entry}} is "
        "{yours}, expected {expected}.",
        "Cutting at a much larger number would do no harm. Better: write it so that no exponent is positive.",
    )


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
            "Of the two ways to write σ(z) this one is safe for negative z. Which one is safe for positive z?",
        ),
        Misconception(
            "nan_made_zero",
            edit(stable_sigmoid, "-np.abs(z) → z", "np.where(z >= 0, 1, e) → e", "return a → return np.nan_to_num(a)"),
            "Right for moderate z, and {entry} is {yours} for z of 800 and more, where {expected} is right: e^z/(1 + e^z) "
            "is ∞/∞ there, and `np.nan_to_num` makes a 0 of it.",
            "Do not mend the NaN: avoid the overflow. Which way to write σ(z) is safe for positive z?",
        ),
        Misconception(
            "exponent_without_minus",
            edit(sigmoid_plain, "-z → z"),
            "Your sigmoid falls: you have σ(−z) = 1 − σ(z). The minus in the exponent is missing, or your two branches have "
            "changed places.",
            "Large z should give nearly 1. Compare the signs in your exponents with the formula.",
        ),
        Misconception(
            "size_for_z",
            edit(stable_sigmoid, "np.where(z >= 0, 1, e) → 1"),
            "Your answer is never below ½: for negative z it is σ(|z|), as if z had no sign.",
            "With e = e^(−|z|) the answer is 1/(1 + e) on one side of 0 only. What is it on the other?",
        ),
        Misconception(
            "always_below_half",
            edit(stable_sigmoid, "np.where(z >= 0, 1, e) → e"),
            "Your answer is never above ½: for positive z it is σ(−|z|), as if z were negative.",
            "With e = e^(−|z|) the answer is e/(1 + e) on one side of 0 only. What is it on the other?",
        ),
        Misconception(
            "zero_left_out",
            edit(sigmoid_in_two_parts, "z >= 0 ⇒ z > 0"),
            "Your answer at z = 0 is {yours}: neither of your two branches takes it. {expected} is right.",
            "One of the two comparisons has to let 0 in.",
        ),
        Misconception(
            "negative_half_left_out",
            lambda z: np.where(z >= 0, sigmoid_by_tanh(z), 0.0),
            "Your answer is 0 for every negative z.",
            "σ(z) comes near 0 only for z far below 0: σ(−1) is about 0.27. That side needs a formula, too.",
        ),
        Misconception(
            "brackets_missing",
            edit(sigmoid_plain, "(1 + np.exp(-z)) → 1 + np.exp(-z)"),
            "You computed 1/1 + e^(−z). Division comes before addition.",
            "A sigmoid never exceeds 1. Put the whole denominator into brackets.",
        ),
        Misconception(
            "brackets_missing_in_the_quotient",
            lambda z: np.exp(z) / 1 + np.exp(z),
            "You computed e^z/1 + e^z, which is 2e^z. Division comes before addition.",
            "A sigmoid never exceeds 1. Put the whole denominator into brackets.",
        ),
        Misconception(
            "minus_in_the_denominator",
            lambda z: 1 / (1 - np.exp(-z)),
            "You computed 1/(1 − e^(−z)). The denominator is a sum.",
            "e^(−z) is added to 1: so the denominator is never 0, and the answer never above 1.",
        ),
        Misconception(
            "whole_numbers_cut",
            edit(stable_sigmoid, "return a → return a.astype(z.dtype)"),
            "For whole numbers your answer is cut to whole numbers: an array that takes its type from z, as "
            "`np.zeros_like(z)` does, keeps no fractions.",
            "Which type has the array that you write into? Ask for one of floats.",
        ),
        Misconception(
            "half_missing",
            edit(sigmoid_by_tanh, " / 2 → "),
            "Your curve is twice as steep. That is σ(2z).",
            "The tanh that belongs to σ(z) is that of half of z.",
        ),
        Misconception(
            "tanh_not_shifted",
            edit(sigmoid_by_tanh, "0.5 * (1 + np.tanh(np.asarray(z) / 2)) → np.tanh(np.asarray(z) / 2)"),
            "Your answer runs from −1 to 1: it is tanh(z/2), which has to be moved and shrunk to lie between 0 and 1.",
            "tanh(z/2) = 2σ(z) − 1. Solve for σ(z).",
        ),
        Misconception(
            "tanh_returned",
            lambda z: np.tanh(z),
            "You returned tanh(z). It runs from −1 to 1.",
            "A sigmoid lies between 0 and 1, and is ½ at z = 0.",
        ),
        Misconception(
            "slope_returned",
            lambda z: sigmoid_by_tanh(z) * sigmoid_by_tanh(-z),
            "You returned the slope. a(1 − a) is never above ¼.",
            "The value σ(z) itself is asked for.",
        ),
        Misconception(
            "step_returned",
            lambda z: (z >= 0) * 1.0,
            "Your answer knows only 0 and 1. That is the step of the perceptron.",
            "The sigmoid is its smooth version: ½ at 0, and between 0 and 1 everywhere.",
        ),
        Misconception(
            "relu_returned",
            lambda z: np.maximum(z, 0),
            "You returned max(0, z), a ReLU.",
            "A sigmoid lies between 0 and 1.",
        ),
        Misconception(
            "hard_sigmoid",
            lambda z: np.clip(z / 6 + 0.5, 0, 1),
            "Your curve is made of three straight lines, ½ + z/6 cut to [0, 1]: the “hard” sigmoid of some libraries.",
            "σ(z) is the smooth curve with the exponential.",
        ),
        Misconception(
            "hard_sigmoid_of_keras_2",
            lambda z: np.clip(0.2 * z + 0.5, 0, 1),
            "Your curve is made of three straight lines, ½ + z/5 cut to [0, 1]: the “hard” sigmoid of some libraries.",
            "σ(z) is the smooth curve with the exponential.",
        ),
        Misconception(
            "softsign",
            lambda z: 0.5 * (1 + z / (1 + np.abs(z))),
            "Your curve is made from z/(1 + |z|). It has a sigmoid's form, and comes near 0 and 1 much more slowly.",
            "σ(z) is the curve with the exponential.",
        ),
        Misconception(
            "shifted_as_a_softmax",
            lambda z: np.exp(z - np.max(z)) / (1 + np.exp(z - np.max(z))),
            "You subtracted the largest z first: that is σ(z − max), never above ½. A softmax may be shifted, since the "
            "shift cancels; in a sigmoid the 1 below the line stays, and it does not.",
            "Find a form whose exponent is never positive: which two ways are there to write σ(z)?",
        ),
        Misconception(
            "shifted_by_the_row",
            lambda z: np.exp(z - z.max(axis=1, keepdims=True)) / (1 + np.exp(z - z.max(axis=1, keepdims=True))),
            "You subtracted each row's largest z first: that is σ(z − max), never above ½. A softmax may be shifted, since "
            "the shift cancels; in a sigmoid the 1 below the line stays, and it does not.",
            "Find a form whose exponent is never positive: which two ways are there to write σ(z)?",
        ),
        Misconception(
            "base_2",
            lambda z: 1 / (1 + np.exp2(-z)),
            "You took powers of 2. The base is e.",
            "e^z is the exponential function. NumPy has it under its own name.",
        ),
        Misconception(
            "rows_share_one",
            stable_softmax,
            "Your rows sum to 1. That is a softmax.",
            "A sigmoid looks at each entry by itself; the others in the row do not matter.",
        ),
        Misconception(
            "array_in_an_if",
            sigmoid_decided_once,
            "`if z >= 0` asks the whole array at once, and NumPy cannot say yes or no for all its entries (“the truth value "
            "of an array is ambiguous”).",
            "The choice has to be made entry by entry. NumPy has a function that picks from two arrays so.",
        ),
        *(clipped(limit) for limit in (1, 3, 5, 6, 8, 10)),
    ),
    alternatives=(sigmoid_by_tanh, sigmoid_masked, sigmoid_in_two_parts, sigmoid_loop, sigmoid_plain),
)
