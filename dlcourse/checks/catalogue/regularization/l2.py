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


def weights_cases(rng):
    """Matrices and one vector of signed weights, none near 0; a factor that is no half and no whole number; float32."""
    cases = []
    for shape, factor in [((3, 4), 0.03), ((1, 5), 0.7), ((7,), 0.2)]:
        W = rng.uniform(0.3, 2.5, size=shape) * rng.choice([-1, 1], size=shape)
        W.flat[0], W.flat[1] = -abs(W.flat[0]), abs(W.flat[1])  # both signs
        cases.append(Case((W, factor), {"factor": factor, "weights": W.size}))
    return [*cases, in_single_precision(cases[0])]


L2_PENALTY = Question(
    difficulty="easy",
    minutes=5,
    points=2,
    parts=("penalty", "dW"),
    reference=l2_penalty,
    cases=weights_cases,
    section="A price on large weights",
    hints=(
        "Square each weight, add up all of them, multiply by l2: one number.",
        "For the gradient look at one weight: what is the derivative of l2 · w²?",
        "The others are constants to it, so no sum is left: each entry of dW is 2 · l2 times its own weight.",
    ),
    misconceptions=(
        Misconception(
            "half_convention",
            edit(l2_penalty, "l2 * (W**2) → l2 / 2 * (W**2)", "2 * l2 → l2"),
            "Your {part} is {ratio} times the expected one: you used the form with ½ in front. Many books do; this "
            "course and Keras do not.",
            "The penalty is l2 · Σ W², so its gradient keeps the 2.",
        ),
        Misconception(
            "two_lost",
            edit(l2_penalty, "2 * l2 → l2"),
            "The 2 of the derivative is lost. It would cancel against a ½, but there is none in this penalty.",
            "The derivative of w² is 2w.",
        ),
        Misconception(
            "mean_of_squares",
            edit(l2_penalty, ".sum() → .mean()", "2 * l2 * W → 2 * l2 * W / W.size"),
            "You divided by the number of weights, {weights}.",
            "The penalty is a sum over all weights, not a mean.",
        ),
        Misconception(
            "root_taken",
            edit(l2_penalty, "(W**2).sum() → np.sqrt((W**2).sum())"),
            "Your penalty is the length of W. `np.linalg.norm` takes a root.",
            "The penalty is the sum of the squares, without the root.",
        ),
        Misconception(
            "factor_missing",
            edit(l2_penalty, "l2 * ⇒ "),
            "The factor l2 = {factor} is missing.",
            "It says how much large weights cost: l2 · Σ W², and it stays in the gradient.",
        ),
        Misconception(
            "factor_lost_in_the_gradient",
            edit(l2_penalty, "2 * l2 → 2"),
            "l2 = {factor} is in your penalty and not in your gradient.",
            "A constant factor stays when you take a derivative.",
        ),
        Misconception(
            "squares_not_summed",
            edit(l2_penalty, ".sum() → "),
            "Your penalty has one entry for each weight ({entry} is {yours}, expected one number): what is added to the "
            "loss is their sum.",
            "Add up all entries: `.sum()` without an axis.",
        ),
        Misconception(
            "gradient_summed",
            edit(l2_penalty, "2 * l2 * W → np.full(W.shape, 2 * l2 * W.sum())"),
            "You summed the gradient over all weights.",
            "Each weight has a slope of its own: 2 · l2 · W, of W's shape.",
        ),
        Misconception(
            "wrong_sign",
            edit(l2_penalty, "2 * l2 → -2 * l2"),
            "Your gradient has the wrong sign.",
            "A larger weight costs more, so the gradient has the weight's sign. The minus comes later, in the update.",
        ),
    ),
    alternatives=(l2_loop, l2_by_norm, l2_in_single_precision),
)
