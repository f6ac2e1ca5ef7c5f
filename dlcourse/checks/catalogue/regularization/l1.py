"""The L1 penalty, its gradient, and what it does to one weight."""

import numpy as np

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.regularization.l2 import weights_cases
from dlcourse.checks.engine.question import Misconception, Question


def l1_penalty(W, l1):
    """l1 · Σ |W| and l1 · sign(W)."""
    penalty = l1 * np.abs(W).sum()
    dW = l1 * np.sign(W)
    return penalty, dW


def l1_loop(W, l1):
    """One weight at a time."""
    penalty, dW = 0.0, np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        penalty += l1 * abs(float(W[i]))
        dW[i] = l1 if W[i] > 0 else -l1
    return penalty, dW.tolist()


def l1_masks(W, l1):
    """Positive and negative weights apart; Fortran order."""
    penalty = (W[W > 0].sum() - W[W < 0].sum()) * l1
    return penalty, np.asfortranarray(np.where(W > 0, l1, -l1))


def l1_in_single_precision(W, l1):
    """sign(W) as W/|W|, in float32; the penalty as sign(W)·W."""
    weights = W.astype(np.float32)
    sign = weights / np.abs(weights)
    return [np.float32(l1) * np.vdot(sign, weights), np.float32(l1) * sign]


L1_PENALTY = Question(
    difficulty="easy",
    minutes=5,
    points=2,
    parts=("penalty", "dW"),
    reference=l1_penalty,
    cases=weights_cases,
    section="A price on large weights",
    hints=(
        "`np.abs(W)` takes the size of each weight. Add up all of them, multiply by l1: one number.",
        "The slope of |w| is 1 where w > 0 and −1 where w < 0, however large w is.",
        "`np.sign(W)` holds these slopes. The factor l1 stays.",
    ),
    misconceptions=(
        Misconception(
            "absolute_value_missing",
            edit(l1_penalty, "np.abs(W) → W"),
            "In your penalty weights of different sign cancel.",
            "Take the absolute value of each weight before you add them up.",
        ),
        Misconception(
            "sign_missing",
            edit(l1_penalty, "l1 * np.sign(W) → np.full(W.shape, l1)"),
            "Your gradient is {factor} for every weight. Negative weights would be pushed away from 0.",
            "Where w < 0 the slope of |w| is −1: multiply by `np.sign(W)`.",
        ),
        Misconception(
            "both_without_sign",
            edit(l1_penalty, "np.abs(W) → W", "l1 * np.sign(W) → np.full(W.shape, l1)"),
            "You left out the absolute value, in the penalty and in the gradient.",
            "Σ |W|, and its slope is 1 for positive and −1 for negative weights.",
        ),
        Misconception(
            "matrix_norm",
            edit(l1_penalty, "np.abs(W).sum() → np.linalg.norm(W, 1)"),
            "Your penalty counts one column of W. For a matrix, `np.linalg.norm(W, 1)` is the largest column sum.",
            "Write `np.abs(W).sum()`.",
        ),
        Misconception(
            "pull_grows_with_the_weight",
            edit(l1_penalty, "np.sign(W) → W"),
            "Your gradient grows with the weight. That is how L2 pulls; L1 pulls at all weights alike.",
            "The slope of |w| is 1 or −1.",
        ),
        Misconception(
            "gradient_of_the_length",
            edit(l1_penalty, "np.sign(W) → W / np.linalg.norm(W)"),
            "Your gradient divides all of W by one length.",
            "Divide each weight by its own size, and what is left is its sign.",
        ),
        Misconception(
            "factor_missing",
            edit(l1_penalty, "l1 * ⇒ "),
            "The factor l1 = {factor} is missing.",
            "It says how much large weights cost: l1 · Σ |W|, and it stays in the gradient.",
        ),
        Misconception(
            "factor_lost_in_the_gradient",
            edit(l1_penalty, "l1 * np.sign(W) → np.sign(W)"),
            "l1 = {factor} is in your penalty and not in your gradient.",
            "A constant factor stays when you take a derivative.",
        ),
        Misconception(
            "mean_of_sizes",
            edit(l1_penalty, ".sum() → .mean()", "np.sign(W) → np.sign(W) / W.size"),
            "You divided by the number of weights, {weights}.",
            "The penalty is a sum over all weights, not a mean.",
        ),
        Misconception(
            "wrong_sign",
            edit(l1_penalty, "l1 * np.sign(W) → -l1 * np.sign(W)"),
            "Your gradient has the wrong sign.",
            "A larger weight costs more, so the gradient has the weight's sign. The minus comes later, in the update.",
        ),
    ),
    alternatives=(l1_loop, l1_masks, l1_in_single_precision),
)


def l1_by_hand():
    """For w < 0 the slope is w + 2 − 0.6, which is 0 at w = −1.4."""
    return -1.4


L1_BY_HAND = number_question(
    difficulty="medium",
    minutes=5,
    points=1,
    parts=("w",),
    reference=l1_by_hand,
    tolerance=1e-3,
    section="L1 deletes, L2 shrinks",
    hints=(
        "Without the penalty w would be −2. Which way does the penalty pull it?",
        "The answer is negative, and there |w| = −w. Write the cost without the bars.",
        "For w < 0 the cost is ½(w + 2)² − 0.6 w. Set its derivative to 0.",
    ),
    misconceptions=(
        Misconception(
            "pushed_outwards",
            lambda: -2.6,
            "{yours} lies further from 0 than −2. A price on |w| pulls towards 0.",
            "For w < 0 the slope of 0.6 |w| is −0.6.",
        ),
        Misconception(
            "l2_for_l1",
            lambda: -1.25,
            "{yours} is what the penalty ½ · 0.6 · w² gives, which divides the weight by 1.6.",
            "This penalty is 0.6 |w|. Its pull does not depend on how large w is.",
        ),
        Misconception(
            "deleted",
            lambda: 0,
            "{yours} is what L1 makes of a small weight. Here the pull of the first term is stronger at w = 0: its slope "
            "there is 2.",
            "Compare the slopes of the two terms just left of 0.",
        ),
        Misconception(
            "sign_lost",
            lambda: 1.4,
            "{yours} is on the other side of 0. Put it into the cost: it is far from −2, and |w| is the same for −w.",
            "The weight keeps its sign.",
        ),
        Misconception(
            "no_penalty",
            lambda: -2,
            "{yours} is the best weight without the penalty.",
            "At −2 the first term is level, and the second still falls towards 0.",
        ),
    ),
)
