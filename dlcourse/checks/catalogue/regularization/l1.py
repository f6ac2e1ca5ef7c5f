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


ABSOLUTE_VALUE_MISSING = Misconception(
    "absolute_value_missing",
    edit(l1_penalty, "np.abs(W) → W"),
    "In your penalty weights of different sign cancel.",
    "The formula has bars around each weight.",
)
SIGN_MISSING = Misconception(
    "sign_missing",
    edit(l1_penalty, "l1 * np.sign(W) → np.full(W.shape, l1)"),
    "Your gradient is {l1} for every weight. Negative weights would be pushed away from 0.",
    "What is the slope of |w| where w < 0?",
)
WRONG_SIGN = Misconception(
    "wrong_sign",
    edit(l1_penalty, "dW = → dW = -"),
    "Your gradient has the wrong sign.",
    "A larger weight costs more, so the gradient has the weight's sign. The minus comes later, in the update.",
)
PENALTY_AVERAGED = Misconception(
    "penalty_averaged",
    edit(l1_penalty, ".sum() → .mean()"),
    "Your penalty is divided by the number of weights, {weights}.",
    "The penalty is a sum over all weights, not a mean.",
)
PULL_GROWS = Misconception(
    "pull_grows_with_the_weight",
    edit(l1_penalty, "np.sign(W) → W"),
    "Your gradient grows with the weight. That is how L2 pulls; L1 pulls at all weights alike.",
    "How steep is |w| at w = 1, and how steep at w = 5?",
)


L1_PENALTY = Question(
    difficulty="easy",
    minutes=5,
    points=2,
    parts=("penalty", "dW"),
    reference=l1_penalty,
    cases=weights_cases("l1"),
    section="A penalty on large weights",
    hints=(
        "`np.abs(W)` takes the size of each weight. Add up all of them, multiply by l1: one number.",
        "The slope of |w| is 1 where w > 0 and −1 where w < 0, however large w is.",
        "`np.sign(W)` holds these slopes. The factor l1 stays.",
    ),
    misconceptions=(
        ABSOLUTE_VALUE_MISSING,
        SIGN_MISSING,
        WRONG_SIGN,
        PULL_GROWS,
        PENALTY_AVERAGED,
        Misconception(
            "factor_missing_in_the_penalty",
            edit(l1_penalty, "l1 * np.abs(W) → np.abs(W)"),
            "The factor l1 = {l1} is missing in your penalty.",
            "It says how much large weights cost.",
        ),
        Misconception(
            "factor_lost_in_the_gradient",
            edit(l1_penalty, "l1 * np.sign(W) → np.sign(W)"),
            "The factor l1 = {l1} is missing in your gradient.",
            "A constant factor stays when you take a derivative.",
        ),
        Misconception(
            "half_in_the_penalty",
            edit(l1_penalty, "l1 * np.abs(W) → l1 / 2 * np.abs(W)"),
            "Your penalty has a ½ in front.",
            "The formula in the question has no ½.",
        ),
        Misconception(
            "two_from_the_square",
            edit(l1_penalty, "l1 * np.sign(W) → 2 * l1 * np.sign(W)"),
            "Your gradient has a 2, as if something had been squared.",
            "What is the slope of |w| where w > 0?",
        ),
        Misconception(
            "gradient_averaged",
            edit(l1_penalty, "np.sign(W) → np.sign(W) / W.size"),
            "Your gradient is divided by the number of weights, {weights}.",
            "The penalty is a sum, so each weight has all of its own derivative.",
        ),
        Misconception(
            "l2_for_l1",
            edit(l1_penalty, "np.abs(W) → (W**2)", "np.sign(W) → 2 * W"),
            "You penalized the squares of the weights. That is L2; here the penalty is on their sizes.",
            "The formula has bars and no square.",
        ),
        Misconception(
            "squares_for_sizes",
            edit(l1_penalty, "np.abs(W) → (W**2)"),
            "Your penalty adds up the squares of the weights.",
            "The formula has bars and no square.",
        ),
        Misconception(
            "length_for_sizes",
            edit(l1_penalty, "np.abs(W).sum() → np.linalg.norm(W)"),
            "Your penalty is the length of W, the root of the sum of squares.",
            "The formula adds up absolute values. No root and no square is in it.",
        ),
        Misconception(
            "size_of_the_sum",
            edit(l1_penalty, "np.abs(W).sum() → np.abs(W.sum())"),
            "In your penalty the weights are added first, so that different signs cancel; the bars come too late.",
            "Take the size of each weight, then add up.",
        ),
        Misconception(
            "matrix_norm",
            edit(l1_penalty, "np.abs(W).sum() → np.linalg.norm(W, 1)"),
            "Your penalty counts one column of W. For a matrix, `np.linalg.norm(W, 1)` is the largest column sum.",
            "The sum in the formula runs over rows and columns.",
        ),
        Misconception(
            "largest_row",
            edit(l1_penalty, "np.abs(W).sum() → np.linalg.norm(W, np.inf)"),
            "Your penalty counts one row of W, the one with the largest sum.",
            "The sum in the formula runs over rows and columns.",
        ),
        Misconception(
            "size_for_sign",
            edit(l1_penalty, "np.sign(W) → np.abs(W)"),
            "Your gradient holds the sizes of the weights. The slope of |w| is not |w|.",
            "How steep is |w| at w = 1, and how steep at w = 5?",
        ),
        Misconception(
            "negative_weights_forgotten",
            edit(l1_penalty, "np.sign(W) → (W > 0)"),
            "Your gradient is 0 for every negative weight.",
            "What is the slope of |w| where w < 0?",
        ),
        Misconception(
            "gradient_of_the_length",
            edit(l1_penalty, "np.sign(W) → W / np.linalg.norm(W)"),
            "Your gradient divides all of W by one length.",
            "Each weight has a slope of its own, and it does not depend on the others.",
        ),
        Misconception(
            "sizes_not_summed",
            edit(l1_penalty, ".sum() → "),
            "Your penalty has one entry for each weight ({entry} is {yours}, expected one number): what is added to the "
            "loss is their sum.",
            "The penalty is a single number.",
        ),
        Misconception(
            "summed_over_rows_only",
            edit(l1_penalty, ".sum() → .sum(axis=0)"),
            "Your penalty has one entry for each column of W ({entry} is {yours}, expected one number).",
            "The sum in the formula runs over rows and columns.",
        ),
        Misconception(
            "summed_over_columns_only",
            edit(l1_penalty, ".sum() → .sum(axis=1)"),
            "Your penalty has one entry for each row of W ({entry} is {yours}, expected one number).",
            "The sum in the formula runs over rows and columns.",
        ),
        Misconception(
            "gradient_summed",
            edit(l1_penalty, "l1 * np.sign(W) → np.full(W.shape, l1 * np.sign(W).sum())"),
            "You summed the gradient over all weights.",
            "Each weight has a slope of its own, and dW has the shape of W.",
        ),
        Misconception(
            "gradient_one_number",
            edit(l1_penalty, "l1 * np.sign(W) → l1 * np.sign(W).sum()"),
            "Your gradient is one number, a sum over all weights.",
            "Each weight has a slope of its own, and dW has the shape of W.",
        ),
        Misconception(
            "outputs_exchanged",
            edit(l1_penalty, "return penalty, dW → return dW, penalty"),
            "Your two results have changed places.",
            "First the penalty, then its gradient.",
        ),
        Misconception(
            "clipped_for_sign",
            edit(l1_penalty, "np.sign(W) → np.clip(W, -1, 1)"),
            "Your slope shrinks with the weight where that lies between −1 and 1. That of |W| is 1 or −1 as soon as W is not 0.",
            "Draw |W|. How steep is it close to 0?",
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
            "{yours} lies further from 0 than −2. A penalty on |w| pulls towards 0.",
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
        Misconception(
            "half_forgotten",
            lambda: -1.7,
            "{yours} comes from 2(w + 2) as the slope of the first term. The ½ in front takes that 2 away.",
            "Take the derivative of ½(w + 2)² once more.",
        ),
        Misconception(
            "two_for_the_half",
            lambda: -0.8,
            "{yours} takes the pull of 0.6 |w| for 1.2, twice what it is.",
            "What is the slope of 0.6 |w| where w < 0? And what does the ½ do to the other slope?",
        ),
        Misconception(
            "square_for_size",
            lambda: -2 / 2.2,
            "{yours} is what the penalty 0.6 · w² gives. This penalty is 0.6 |w|.",
            "Its pull does not depend on how large w is.",
        ),
        Misconception(
            "cost_for_weight",
            lambda: 1.02,
            "{yours} is a cost. The question asks at which w it has that value.",
            "Return the weight itself.",
        ),
        Misconception(
            "outwards_and_sign_lost",
            lambda: 2.6,
            "{yours} is on the other side of 0, and further from it than 2.",
            "Without the penalty w would be −2. Which way does a penalty on |w| pull it?",
        ),
        Misconception(
            "strength_for_weight",
            lambda: -0.6,
            "{yours} is the strength of the pull. The question asks where the two pulls balance.",
            "Set the derivative of the whole cost to 0.",
        ),
    ),
)
