"""Hinge: right is not enough, a row has to be right by a margin."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def hinge_and_gradient(y_true, scores):
    """mean max(0, 1 − y s), and −y/N where y s < 1, else 0."""
    margin = y_true * scores
    loss = np.mean(np.maximum(0, 1 - margin))
    gradient = np.where(margin < 1, -y_true, 0) / len(scores)
    return loss, gradient


def hinge_loop(y_true, scores):
    """Row by row."""
    total, gradient = 0.0, []
    for y, s in zip(y_true, scores, strict=True):
        lack = 1 - y * s
        total += lack if lack > 0 else 0
        gradient.append(float(-y) / len(scores) if lack >= 0 else 0.0)
    return total / len(scores), gradient


def hinge_inside_only(y_true, scores):
    """Only the rows that lack something, picked by a mask; a column as gradient."""
    lack = 1 - np.multiply(y_true, scores)
    inside = lack > 0
    gradient = np.zeros((len(scores), 1))
    gradient[inside, 0] = -y_true[inside] / len(scores)
    return [lack[inside].sum() / len(scores), gradient]


def hinge_absolute(y_true, scores):
    """max(0, t) = (t + |t|)/2, and its slope by the sign of t."""
    t = 1 - np.einsum("n,n->n", y_true, scores)
    return ((t + abs(t)) / 2).mean(), -y_true * (1 + np.sign(t)) / (2 * len(t))


def score_cases(rng):
    """Margins y·s below 0, between 0 and 1, and above 1, for labels of either sign; one row; float32."""
    cases = []
    for margins in (
        [-1.6, 0.3, 1.9, 0.7, -0.5, 2.7, 0.4],
        [0.45, -0.8, 3.1, 1.4, 0.6],
        [-2.2, 0.3, 1.7, 0.6, 0.5, -0.4, 2.2, 1.5, -1.1, 0.7, 1.3],
        [0.6],
    ):
        margin = np.array(margins) * rng.uniform(0.85, 1.15, size=len(margins))
        y_true = np.where(np.arange(len(margins)) // 2 % 2 == 0, -1.0, 1.0)
        order = rng.permutation(len(margins))
        cases.append(Case((y_true[order], (margin / y_true)[order]), {"N": len(margins)}))
    return [*cases, in_single_precision(cases[0])]


HINGE = Question(
    difficulty="medium",
    minutes=6,
    points=2,
    parts=("loss", "dscores"),
    reference=hinge_and_gradient,
    cases=score_cases,
    section="A margin to keep: hinge",
    hints=(
        "y·s is the margin: positive where the row is right, at least 1 where it is right by enough.",
        "`np.maximum(0, 1 - y_true * scores)` is each row's loss.",
        "The slope of 1 − y s along s is −y. It counts where the row still costs something, y s < 1; then divide by N.",
    ),
    misconceptions=(
        Misconception(
            "margin_forgotten",
            edit(hinge_and_gradient, "1 - margin → -margin", "margin < 1 → margin < 0"),
            "Your {part} is satisfied as soon as a row is right. That is the perceptron's loss, max(0, −y s).",
            "Hinge wants a margin: max(0, 1 − y s).",
        ),
        Misconception(
            "gate_at_zero",
            edit(hinge_and_gradient, "margin < 1 → margin < 0"),
            "Your gradient counts only the rows that are wrong. Rows with y s between 0 and 1 cost something too.",
            "The slope is −y wherever the loss is above 0, and that is where y s < 1.",
        ),
        Misconception(
            "gate_missing",
            edit(hinge_and_gradient, "np.where(margin < 1, -y_true, 0) → -y_true"),
            "Every row has a slope in your gradient. Rows with y s above 1 cost nothing and pull nowhere.",
            "max(0, ·) is flat where it is 0: the gradient is 0 where y s > 1.",
        ),
        Misconception(
            "maximum_missing",
            edit(
                hinge_and_gradient,
                "np.maximum(0, 1 - margin) → 1 - margin",
                "np.where(margin < 1, -y_true, 0) → -y_true",
            ),
            "Your {part} rewards rows that are right by more than enough. The max(0, ·) is missing.",
            "No row costs less than 0, and where it costs 0 its slope is 0.",
        ),
        Misconception(
            "zero_and_one_expected",
            edit(hinge_and_gradient, "= y_true → = (2 * y_true - 1)", "-y_true → -(2 * y_true - 1)"),
            "You turned the labels into 2y − 1. That maps 0 and 1 to ±1, and these labels are −1 and 1 already.",
            "Use y_true as it is.",
        ),
        Misconception(
            "label_missing_in_the_slope",
            edit(hinge_and_gradient, "-y_true → -1.0"),
            "Your slope is −1 for every row inside the margin. For y = −1 a larger score makes it worse.",
            "∂(1 − y s)/∂s = −y.",
        ),
        Misconception(
            "sign_of_the_score",
            edit(hinge_and_gradient, "1 - margin → 1 - y_true * np.sign(scores)"),
            "Your loss sees only the side, not the distance: {yours}, expected {expected}. With sign(s) a row costs 0 or 2, "
            "nothing between.",
            "Use the score itself: max(0, 1 − y s).",
        ),
        Misconception(
            "squared",
            edit(hinge_and_gradient, "1 - margin) → 1 - margin) ** 2", "-y_true → -2 * y_true * (1 - margin)"),
            "You squared the hinge. That is another loss, the squared hinge.",
            "max(0, 1 − y s), to the first power; its slope is −y or 0.",
        ),
        Misconception(
            "wrong_sign",
            edit(hinge_and_gradient, "-y_true → y_true"),
            "Your gradient has the wrong sign.",
            "For y = 1 a larger score lowers the loss, so that slope is negative: −y.",
        ),
        Misconception(
            "gradient_not_divided",
            edit(hinge_and_gradient, " / len(scores) → "),
            "Your gradient is {ratio} times the expected one, and there are {N} rows: the loss is a mean, so each row "
            "carries 1/N.",
            "The 1/N of the loss stays when you take the derivative.",
        ),
    ),
    alternatives=(hinge_loop, hinge_inside_only, hinge_absolute),
)
