"""Hinge: right is not enough, a row has to be right by a margin."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def hinge_and_gradient(y_true, scores):
    """mean max(0, 1 − y s), and −y/N where y s < 1, else 0."""
    margin = y_true * scores
    losses = np.maximum(0, 1 - margin)
    slope = np.where(margin < 1, -y_true, 0)
    return losses.mean(), slope / len(scores)


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


def hinge_decided_once(y_true, scores):
    """With an `if`, which asks all margins at once."""
    if y_true * scores < 1:
        return np.mean(1 - y_true * scores), -y_true / len(scores)
    return 0.0, 0 * scores


MARGINS = (  # margins y·s, and what makes them hard
    ([-1.6, 0.3, 1.9, 0.7, -0.5, 2.7, 0.4], ""),
    ([-2.2, 0.3, 1.7, 0.6, 0.5, -0.4, 2.2, 1.5, -1.1, 0.7, 1.3], ""),
    ([1.4, 3.1, 2.0, 1.7], "no row costs anything"),
    ([0.6, 0.4, 0.8, -0.7], "every row costs something"),
    ([0.6], "one row inside the margin"),
    ([0.0, 0.4, 1.6, -0.3], "a score of exactly 0"),
    ([-0.7], "one row on the wrong side"),
    ([1000.0, -1000.0, 0.0, 0.5, 40.0], "very large scores, and one of exactly 0"),
)


def score_cases(rng):
    """The text's example; margins of every kind for labels of either sign; one row; large scores; float32."""
    example = (np.array([1, 1, -1, -1]), np.array([2.0, 0.5, -0.4, 3.0]))
    cases = [Case(example, {"N": 4}, why="the text's example, with labels as whole numbers")]
    for margins, why in MARGINS:
        margin = np.array(margins) * rng.uniform(0.85, 1.15, size=len(margins))
        y_true = np.where(np.arange(len(margins)) // 2 % 2 == 0, -1.0, 1.0)
        order = rng.permutation(len(margins))
        cases.append(Case((y_true[order], (margin / y_true)[order]), {"N": len(margins)}, why=why))
    return [*cases, in_single_precision(cases[1])]


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
            edit(hinge_and_gradient, "1 - margin → -margin"),
            "Your loss is satisfied as soon as a row is right. That is the perceptron's loss, max(0, −y s).",
            "Hinge asks a row to be right by a margin. Where does the 1 stand in the formula?",
        ),
        Misconception(
            "gate_at_zero",
            edit(hinge_and_gradient, "margin < 1 → margin < 0"),
            "Your gradient counts only the rows that are wrong. Rows with y s between 0 and 1 cost something too.",
            "A row has a slope wherever its loss is above 0. Up to which y s is it?",
        ),
        Misconception(
            "gate_with_zero",
            edit(hinge_and_gradient, "margin < 1 → margin <= 0"),
            "Your gradient counts only the rows with y s ≤ 0. Rows with y s between 0 and 1 cost something too.",
            "A row has a slope wherever its loss is above 0. Up to which y s is it?",
        ),
        Misconception(
            "gate_missing",
            edit(hinge_and_gradient, "np.where(margin < 1, -y_true, 0) → -y_true"),
            "Every row has a slope in your gradient. Rows with y s above 1 cost nothing and pull nowhere.",
            "max(0, ·) is flat where it is 0.",
        ),
        Misconception(
            "gate_reversed",
            edit(hinge_and_gradient, "margin < 1 → margin > 1"),
            "Your gradient counts the rows with y s above 1, and these cost nothing. The others have no slope in it.",
            "A row has a slope wherever its loss is above 0.",
        ),
        Misconception(
            "gate_by_score",
            edit(hinge_and_gradient, "margin < 1 → scores < 1"),
            "Your gate asks whether s < 1, and forgets the label. That is right for y = 1 only.",
            "What is compared with 1 is the margin y s, as in the loss.",
        ),
        Misconception(
            "decided_for_all",
            edit(hinge_and_gradient, "margin < 1 → (1 - margin).mean() > 0"),
            "Your gate gives one answer for all rows.",
            "Each row has a gate of its own.",
        ),
        Misconception(
            "array_in_an_if",
            hinge_decided_once,
            "Your `if` asks all rows at once, and NumPy cannot say yes or no for all of them (“the truth value of an array is "
            "ambiguous”).",
            "The choice has to be made entry by entry. NumPy has a function that picks from two arrays so.",
        ),
        Misconception(
            "maximum_missing",
            edit(hinge_and_gradient, "np.maximum(0, 1 - margin) → 1 - margin"),
            "Your loss rewards rows that are right by more than enough. The max(0, ·) is missing.",
            "No row costs less than 0.",
        ),
        Misconception(
            "maximum_after_the_mean",
            edit(
                hinge_and_gradient, "np.maximum(0, 1 - margin) → 1 - margin", "losses.mean(), → max(0, losses.mean()),"
            ),
            "You took the maximum after the mean: there rows that are right by far pay for the others.",
            "Each row has a loss of its own, at least 0. The mean comes last.",
        ),
        Misconception(
            "minimum_for_maximum",
            edit(hinge_and_gradient, "np.maximum → np.minimum"),
            "You took the smaller of 0 and 1 − y s: your loss is never above 0, and the rows that are right pay.",
            "A row that is right by far costs 0, any other one something positive.",
        ),
        Misconception(
            "margin_added",
            edit(hinge_and_gradient, "1 - margin → 1 + margin"),
            "Your loss is made of 1 + y s: the more a row is right, the more it costs.",
            "Which sign has y s in the formula?",
        ),
        Misconception(
            "absolute_value",
            edit(hinge_and_gradient, "np.maximum(0, 1 - margin) → np.abs(1 - margin)"),
            "You took |1 − y s|: a row that is right by more than enough costs something, too.",
            "max(0, 1 − y s) is 0 for every y s above 1.",
        ),
        Misconception(
            "label_missing",
            edit(hinge_and_gradient, "1 - margin → 1 - scores"),
            "Your loss knows no labels: it is made of 1 − s, as if every row had y = 1.",
            "For y = −1 a row is right where its score is negative.",
        ),
        Misconception(
            "labels_of_zero_and_one",
            edit(hinge_and_gradient, "= y_true → = (2 * y_true - 1)", "-y_true → -(2 * y_true - 1)"),
            "In your {part} you turned the labels into 2y − 1. That maps 0 and 1 to ±1, and these labels are −1 and 1 already.",
            "Use the labels as they come.",
        ),
        Misconception(
            "label_missing_in_the_slope",
            edit(hinge_and_gradient, "-y_true → -1.0"),
            "Your slope is −1 for every row inside the margin. For y = −1 a larger score makes it worse.",
            "What stands beside s in 1 − y s?",
        ),
        Misconception(
            "score_in_the_slope",
            edit(hinge_and_gradient, "-y_true → -y_true * scores"),
            "Your slope still holds the score: you have −y s, where the derivative along s is asked for.",
            "How does y s change when s grows a little?",
        ),
        Misconception(
            "score_for_label_in_the_slope",
            edit(hinge_and_gradient, "-y_true → -scores"),
            "Your slope is −s. That is the derivative along the label.",
            "The derivative is taken along s. What stands beside it in 1 − y s?",
        ),
        Misconception(
            "sign_of_the_score",
            edit(hinge_and_gradient, "1 - margin → 1 - y_true * np.sign(scores)"),
            "Your loss sees only the side, not the distance: {yours}, expected {expected}. It uses the sign of the score.",
            "How far a row is right counts, too.",
        ),
        Misconception(
            "scores_clipped",
            edit(hinge_and_gradient, "margin = y_true * scores → margin = y_true * np.clip(scores, -1, 1)"),
            "You cut the scores to −1 … 1, so that no row costs more than 2: {yours}, expected {expected}.",
            "A score may be any real number, and a row far on the wrong side costs far more than one near the margin.",
        ),
        Misconception(
            "counted",
            edit(hinge_and_gradient, "losses.mean() → (margin < 1).mean()"),
            "Your loss counts the rows inside the margin. How far inside they are does not matter to it.",
            "Each row costs 1 − y s, as long as that is above 0.",
        ),
        Misconception(
            "squared",
            edit(hinge_and_gradient, "1 - margin) → 1 - margin) ** 2"),
            "Your loss is made of squares. That is another loss, the squared hinge.",
            "max(0, 1 − y s) stands there to the first power.",
        ),
        Misconception(
            "slope_of_the_square",
            edit(hinge_and_gradient, "-y_true → -2 * y_true * (1 - margin)"),
            "Your gradient is that of the squared hinge: it grows with the distance to the margin.",
            "max(0, 1 − y s) stands there to the first power, and is equally steep everywhere inside the margin.",
        ),
        Misconception(
            "mean_of_those_that_pay",
            edit(hinge_and_gradient, "losses.mean() → losses.sum() / max((losses > 0).sum(), 1)"),
            "Your loss is the mean over the rows that cost something.",
            "The mean runs over all {N} rows. Those that cost 0 count as well.",
        ),
        Misconception(
            "gradient_of_those_that_pay",
            edit(hinge_and_gradient, "slope / len(scores) → slope / max((losses > 0).sum(), 1)"),
            "You divided your gradient by the number of rows that cost something.",
            "The mean runs over all {N} rows.",
        ),
        Misconception(
            "summed",
            edit(hinge_and_gradient, "losses.mean() → losses.sum()"),
            "Your loss is {ratio} times the expected one, and there are {N} rows: you added up and never divided.",
            "The loss is a mean over the rows.",
        ),
        Misconception(
            "loss_for_each_row",
            edit(hinge_and_gradient, "losses.mean() → losses"),
            "Your loss is {yours}: one number for each row, where one for all is asked for.",
            "What is still to be done with the losses of the rows?",
        ),
        Misconception(
            "wrong_sign",
            edit(hinge_and_gradient, "-y_true → y_true"),
            "Your gradient has the wrong sign.",
            "For y = 1 a larger score lowers the loss: a negative slope.",
        ),
        Misconception(
            "gradient_not_divided",
            edit(hinge_and_gradient, " / len(scores) → "),
            "Your gradient is {ratio} times the expected one, and there are {N} rows: the loss is a mean, so each row carries "
            "1/N.",
            "The 1/N of the loss is a factor. What becomes of a factor in a derivative?",
        ),
        Misconception(
            "gradient_averaged",
            edit(hinge_and_gradient, "slope / len(scores) → slope.mean()"),
            "Your gradient is a single number. Each of the scores has a slope of its own.",
            "The gradient has the shape of the scores: divide by N, and do not add up.",
        ),
        Misconception(
            "gate_missing_and_not_divided",
            edit(hinge_and_gradient, "np.where(margin < 1, -y_true, 0) → -y_true", " / len(scores) → "),
            "Your gradient is −y for every row: rows with y s above 1 pull nowhere, and the division by the number of rows, {N}, is "
            "missing.",
            "max(0, ·) is flat where it is 0. And a mean's factor 1/N stays in its gradient.",
        ),
        Misconception(
            "wrong_sign_and_not_divided",
            edit(hinge_and_gradient, "-y_true → y_true", " / len(scores) → "),
            "Your gradient has the wrong sign, and the division by the number of rows, {N}, is missing.",
            "For y = 1 a larger score lowers the loss. And a mean's factor 1/N stays in its gradient.",
        ),
        Misconception(
            "gate_at_zero_and_not_divided",
            edit(hinge_and_gradient, "margin < 1 → margin < 0", " / len(scores) → "),
            "Your gradient counts only the rows that are wrong, and the division by the number of rows, {N}, is missing.",
            "Rows with y s between 0 and 1 cost something too. And a mean's factor 1/N stays in its gradient.",
        ),
        Misconception(
            "label_missing_in_the_slope_and_not_divided",
            edit(hinge_and_gradient, "-y_true → -1.0", " / len(scores) → "),
            "Your slope is −1 for every row inside the margin, whatever its label, and the division by the number of rows, {N}, is "
            "missing.",
            "What stands beside s in 1 − y s? And a mean's factor 1/N stays in its gradient.",
        ),
        Misconception(
            "whole_numbers_cut",
            edit(hinge_and_gradient, "slope / len(scores) → (slope / len(scores)).astype(y_true.dtype)"),
            "Where the labels are whole numbers, your gradient is cut to whole numbers: an array that takes its type from "
            "them, as `np.zeros_like(y_true)` does, keeps no fractions.",
            "Which type has the array that you write into? Ask for one of floats.",
        ),
        Misconception(
            "gradient_first",
            edit(hinge_and_gradient, "losses.mean(), slope / len(scores) → slope / len(scores), losses.mean()"),
            "Your results come in another order: the gradient before the loss.",
            "Asked for is first the loss, then its gradient.",
        ),
    ),
    alternatives=(hinge_loop, hinge_inside_only, hinge_absolute),
)
