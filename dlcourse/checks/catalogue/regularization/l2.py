"""The L2 penalty and its gradient, without ½ and without a mean, as in dlcourse.regularizers."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def l2_penalty(W, l2):
    """l2 · Σ W² and 2 · l2 · W."""
    penalty = l2 * (W**2).sum()
    dW = 2 * l2 * W
    return penalty, dW


def l2_loop(W, l2):
    """One weight at a time."""
    penalty, dW = 0.0, np.empty(W.shape)
    for i in np.ndindex(W.shape):
        penalty += float(W[i]) * float(W[i]) * l2
        dW[i] = W[i] * l2 * 2
    return penalty, dW.tolist()


def l2_by_norm(W, l2):
    """The squared Frobenius norm; Fortran order."""
    return l2 * np.linalg.norm(W) ** 2, np.asfortranarray(l2 * (W + W))


def l2_in_single_precision(W, l2):
    """A dot product in float32; the penalty as an array of one."""
    weights = W.astype(np.float32).ravel()
    return np.array([weights @ weights * np.float32(l2)]), (2 * np.float32(l2) * weights).reshape(W.shape)


def weights_cases(factor, zero=False):
    """A question's `cases`: matrices of signed weights of uneven size, of which one is 0 if `zero`; faint ones; float32.

    `factor` is the name of λ; it is never a half and never a whole number.
    """
    shapes = [
        ((4, 4), 0.03, "as many rows as columns"),
        ((1, 1), 0.4, "a single weight"),
        ((5, 1), 0.3, "a single column"),
        ((3, 4), 0.07, ""),
        ((1, 5), 0.7, ""),
    ]

    def cases(rng):
        drawn = [case_of(np.array([[3.0, -1.0]]), 0.1, "the question's own example")]
        for shape, strength, why in shapes:
            W = rng.uniform(0.3, 2.5, size=shape) * rng.choice([-1, 1], size=shape)
            W.flat[0], W.flat[-1] = -abs(W.flat[0]), abs(W.flat[-1])  # both signs
            if zero and W.size > 9:
                W[1, 1], why = 0.0, why or "a weight of exactly 0"
            drawn.append(case_of(W, strength, why))
        drawn.append(case_of(np.array([[1e-4, -0.4], [-1e-6, 2e-5]]), 0.2, "faint weights"))
        return [*drawn, in_single_precision(drawn[-3])]

    def case_of(W, strength, why):
        return Case((W, strength), {factor: strength, "weights": W.size}, why)

    return cases


HALF = Misconception(
    "half_in_the_penalty",
    edit(l2_penalty, "l2 * (W**2) → l2 / 2 * (W**2)"),
    "Your penalty has a ½ in front. Many books write it so; this course and Keras do not.",
    "The formula in the question has no ½.",
)
TWO_LOST = Misconception(
    "two_lost",
    edit(l2_penalty, "2 * l2 * → l2 *"),
    "The 2 of the derivative is lost. It would cancel against a ½, but there is none in this penalty.",
    "What is the derivative of w²?",
)
WRONG_SIGN = Misconception(
    "wrong_sign",
    edit(l2_penalty, "dW = → dW = -"),
    "Your gradient has the wrong sign.",
    "A larger weight costs more, so the gradient has the weight's sign. The minus comes later, in the update.",
)
PENALTY_AVERAGED = Misconception(
    "penalty_averaged",
    edit(l2_penalty, ".sum() → .mean()"),
    "Your penalty is divided by the number of weights, {weights}.",
    "The penalty is a sum over all weights, not a mean.",
)
ROOT_TAKEN = Misconception(
    "root_taken",
    edit(l2_penalty, "(W**2).sum() → np.sqrt((W**2).sum())"),
    "Your penalty is the length of W, a root of the sum of squares. `np.linalg.norm` takes that root.",
    "The formula has no root.",
)


L2_PENALTY = Question(
    difficulty="easy",
    minutes=5,
    points=2,
    parts=("penalty", "dW"),
    reference=l2_penalty,
    cases=weights_cases("l2", zero=True),
    section="A penalty on large weights",
    hints=(
        "Square each weight, add up all of them, multiply by l2: one number.",
        "For the gradient look at one weight: what is the derivative of l2 · w²?",
        "The others are constants to it, so no sum is left: each entry of dW is 2 · l2 times its own weight.",
    ),
    misconceptions=(
        TWO_LOST,
        WRONG_SIGN,
        ROOT_TAKEN,
        PENALTY_AVERAGED,
        HALF,
        Misconception(
            "factor_missing_in_the_penalty",
            edit(l2_penalty, "l2 * (W**2) → (W**2)"),
            "The factor l2 = {l2} is missing in your penalty.",
            "It says how much large weights cost.",
        ),
        Misconception(
            "factor_lost_in_the_gradient",
            edit(l2_penalty, "2 * l2 * → 2 *"),
            "The factor l2 = {l2} is missing in your gradient.",
            "A constant factor stays when you take a derivative.",
        ),
        Misconception(
            "gradient_averaged",
            edit(l2_penalty, "2 * l2 * W → 2 * l2 * W / W.size"),
            "Your gradient is divided by the number of weights, {weights}.",
            "The penalty is a sum, so each weight has all of its own derivative.",
        ),
        Misconception(
            "l1_for_l2",
            edit(l2_penalty, "(W**2) → np.abs(W)", "2 * l2 * W → l2 * np.sign(W)"),
            "You penalized the sizes of the weights. That is L1; here the penalty is on their squares.",
            "The formula squares each weight.",
        ),
        Misconception(
            "sizes_for_squares",
            edit(l2_penalty, "(W**2) → np.abs(W)"),
            "Your penalty adds up the sizes of the weights, not their squares.",
            "The formula squares each weight.",
        ),
        Misconception(
            "sign_for_weight",
            edit(l2_penalty, "l2 * W → l2 * np.sign(W)"),
            "Your gradient has the signs of the weights and not their sizes.",
            "What is the derivative of w²? It grows with w.",
        ),
        Misconception(
            "square_for_slope",
            edit(l2_penalty, "2 * l2 * W → l2 * W**2"),
            "Your gradient is the penalty before it is summed, not its derivative.",
            "What is the derivative of w²?",
        ),
        Misconception(
            "two_squares_for_slope",
            edit(l2_penalty, "2 * l2 * W → 2 * l2 * W**2"),
            "In your gradient the weights are still squared.",
            "What is the derivative of w²? The exponent goes down by one.",
        ),
        Misconception(
            "factor_squared",
            edit(l2_penalty, "l2 * (W**2) → ((l2 * W) ** 2)"),
            "In your penalty l2 = {l2} is squared with the weights.",
            "Only the weight is squared; the factor stands before the sum.",
        ),
        Misconception(
            "square_of_the_sum",
            edit(l2_penalty, "(W**2).sum() → W.sum() ** 2"),
            "In your penalty the weights are added first and squared then, so that different signs cancel.",
            "Square each weight, then add up.",
        ),
        Misconception(
            "largest_stretch",
            edit(l2_penalty, "(W**2).sum() → np.linalg.norm(W, 2) ** 2"),
            "Your penalty is the square of the matrix norm of order 2. That norm says how far W can stretch a vector, and "
            "it is no sum over the weights.",
            "Square each weight, then add up all of them.",
        ),
        Misconception(
            "squares_not_summed",
            edit(l2_penalty, ".sum() → "),
            "Your penalty has one entry for each weight ({entry} is {yours}, expected one number): what is added to the "
            "loss is their sum.",
            "The penalty is a single number.",
        ),
        Misconception(
            "summed_over_rows_only",
            edit(l2_penalty, ".sum() → .sum(axis=0)"),
            "Your penalty has one entry for each column of W ({entry} is {yours}, expected one number).",
            "The sum in the formula runs over rows and columns.",
        ),
        Misconception(
            "summed_over_columns_only",
            edit(l2_penalty, ".sum() → .sum(axis=1)"),
            "Your penalty has one entry for each row of W ({entry} is {yours}, expected one number).",
            "The sum in the formula runs over rows and columns.",
        ),
        Misconception(
            "gradient_summed",
            edit(l2_penalty, "2 * l2 * W → np.full(W.shape, 2 * l2 * W.sum())"),
            "You summed the gradient over all weights.",
            "Each weight has a slope of its own, and dW has the shape of W.",
        ),
        Misconception(
            "gradient_one_number",
            edit(l2_penalty, "2 * l2 * W → 2 * l2 * W.sum()"),
            "Your gradient is one number, a sum over all weights.",
            "Each weight has a slope of its own, and dW has the shape of W.",
        ),
        Misconception(
            "two_twice",
            edit(l2_penalty, "2 * l2 * → 4 * l2 *"),
            "Your gradient has the 2 of the derivative twice.",
            "What is the derivative of w²?",
        ),
        Misconception(
            "outputs_exchanged",
            edit(l2_penalty, "return penalty, dW → return dW, penalty"),
            "Your two results have changed places.",
            "First the penalty, then its gradient.",
        ),
    ),
    alternatives=(l2_loop, l2_by_norm, l2_in_single_precision),
)
