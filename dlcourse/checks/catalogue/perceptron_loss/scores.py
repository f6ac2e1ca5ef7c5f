"""The perceptron loss of scores, with its slope."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.perceptron_loss.rows import MANY, SOME, labels_and_scores
from dlcourse.checks.engine.question import Case, Misconception, Question


def perceptron_loss(y, f):
    """L = 1/N Σ max(0, −y f) and ∂L/∂f = −y [y f < 0]/N."""
    loss = np.mean(np.maximum(0, -y * f))
    df = np.where(y * f < 0, -y, 0) / len(f)
    return loss, df


def perceptron_loss_loop(y, f):
    """One row at a time; a float and a list."""
    loss, df = 0.0, []
    for label, score in zip(y, f, strict=True):
        if label * score < 0:
            loss += abs(float(score)) / len(y)
            df.append(-float(label) / len(y))
        else:
            df.append(0.0)
    return loss, df


def perceptron_loss_by_sign(y, f):
    """A row is wrong where the sign of f is not its label; it costs |f|."""
    wrong = np.sign(f) != y
    return (wrong @ np.abs(f)) / f.size, np.sign(f) * wrong / f.size


def perceptron_loss_selected(y, f):
    """Only the wrong rows are touched; ReLU written as (|z| + z)/2."""
    z = -(y * f)
    df = np.zeros_like(f)
    df[z > 0] = -y[z > 0]
    return np.sum((np.abs(z) + z) / 2) / len(z), df / len(z)


def perceptron_loss_by_difference(y, f):
    """Half the difference between sign and label is the slope; a list of an array without axes and an array."""
    df = (np.sign(f) - y) / 2 / len(y)
    return [np.array(np.dot(df, f)), df]


HARD_SCORES = [
    ([1.0, -1.0, -1.0], [2.0, -0.6, 0.9], "the text's example"),
    ([-1.0], [1.7], "a single row that is missed"),
    ([1.0], [0.4], "a single row that is right"),
    ([1.0, -1.0, 1.0, -1.0], [-0.5, 2.5, -1.5, 0.25], "rows that are all missed"),
    ([1.0, -1.0, -1.0], [3.0, -0.125, -40.0], "rows that are all right"),
    ([1.0, -1.0, 1.0, -1.0], [1000.0, 1000.0, -1e-4, -1e-4], "scores far from 0 and next to it"),
    ([1.0, 1.0, 1.0, -1.0, -1.0], [30.0, 20.0, -0.5, -25.0, 0.75], "rows that are right by far or missed by little"),
]


def score_cases(rng):
    """The hard ones, then seven and five rows, and seven in float32."""
    cases = [Case((np.array(y), np.array(f)), {"N": len(y)}, why) for y, f, why in HARD_SCORES]
    cases += [Case(labels_and_scores(rng, wanted), {"N": len(wanted)}) for wanted in (MANY, SOME)]
    return [*cases, in_single_precision(cases[-2])]


# the value alone
WRONG_VALUES = (
    Misconception(
        "value_summed",
        edit(perceptron_loss, "mean → sum"),
        "Your value is not divided by the number of rows: it is {yours}, expected {expected}, and the case has {N} rows.",
        "The loss is a mean.",
    ),
    Misconception(
        "max_left_out",
        edit(perceptron_loss, "np.maximum(0, -y * f) → -y * f"),
        "The max(0, …) is not in your value. Rows on the right side earn something, and the further out they are the more.",
        "What a row costs is never below 0.",
    ),
    Misconception(
        "max_of_the_mean",
        edit(perceptron_loss, "np.mean(np.maximum(0, -y * f)) → max(0, np.mean(-y * f))"),
        "You took the mean first and max(0, …) of it. Rows on the right side then pay for others.",
        "Each row has a loss of its own, never below 0; then comes the mean.",
    ),
    Misconception(
        "label_left_out",
        edit(perceptron_loss, "np.maximum(0, -y * f) → np.maximum(0, -f)"),
        "The label is not in your value: a negative score is expensive even where the label is −1.",
        "y·f says whether a row is on its side.",
    ),
    Misconception(
        "minus_lost",
        edit(perceptron_loss, "np.maximum(0, -y * f) → np.maximum(0, y * f)"),
        "In your value the right rows pay, and the missed ones do not. A minus is lost.",
        "y·f is positive where the row is right.",
    ),
    Misconception(
        "absolute",
        edit(perceptron_loss, "np.maximum(0, -y * f) → abs(f)"),
        "In your value every row pays |f|, the right ones too.",
        "|f| is what a missed row costs. What does a right one cost?",
    ),
    Misconception(
        "counted",
        edit(perceptron_loss, "np.maximum(0, -y * f) → y * f < 0"),
        "Your loss is the share of missed rows. It does not ask how far on the wrong side they are.",
        "A missed row costs as much as its score is off. A count has no slope to descend on.",
    ),
    Misconception(
        "largest_row",
        edit(perceptron_loss, "np.mean(np.maximum(0, -y * f)) → np.max(-y * f)"),
        "You took the largest of the −y·f. max(0, …) in the formula compares each row with 0.",
        "NumPy has one function for the larger of two, entry by entry, and one for the largest of all.",
    ),
    Misconception(
        "largest_cost",
        edit(perceptron_loss, "np.mean(np.maximum(0, -y * f)) → np.max(np.maximum(0, -y * f))"),
        "Your value is that of the row that costs most.",
        "All rows count, by their mean.",
    ),
    Misconception(
        "last_row_only",
        edit(perceptron_loss, "np.mean(np.maximum(0, -y * f)) → np.take(np.maximum(0, -y * f), -1) / len(f)"),
        "Only the last row is in your value, divided by N. Does each turn of your loop forget the one before?",
        "A sum grows: each row is added to what is there already.",
    ),
    Misconception(
        "log_loss",
        edit(perceptron_loss, "np.maximum(0, -y * f) → np.logaddexp(0, -y * f)"),
        "Your value is the log loss, ln(1 + e^−y·f).",
        "In the perceptron loss, whoever is on the right side pays nothing.",
    ),
    Misconception(
        "squared",
        edit(perceptron_loss, "np.maximum(0, -y * f) → np.maximum(0, -y * f) ** 2"),
        "You squared what each row costs.",
        "A missed row costs as much as its score is off, not the square of it.",
    ),
    Misconception(
        "hinge",
        edit(perceptron_loss, "-y * f → 1 - y * f"),
        "Your value is that of hinge, max(0, 1 − y·f). Rows that are right by less than 1 pay, and here they should not.",
        "In the perceptron loss, whoever is on the right side pays nothing.",
    ),
    Misconception(
        "not_averaged",
        edit(perceptron_loss, "np.mean(np.maximum(0, -y * f)) → np.maximum(0, -y * f)"),
        "You returned what each of the {N} rows costs: your {part} is {yours}, where a single number is expected.",
        "The loss is the mean of it.",
    ),
    Misconception(
        "mean_of_the_missed",
        edit(
            perceptron_loss, "np.mean(np.maximum(0, -y * f)) → np.maximum(0, -y * f).sum() / max(1, np.sum(y * f < 0))"
        ),
        "In your value you divided by the number of missed rows. The mean is over all {N}.",
        "A row that costs nothing counts in the mean.",
    ),
    Misconception(
        "mean_of_the_missed_alone",
        edit(perceptron_loss, "np.mean(np.maximum(0, -y * f)) → -np.mean((y * f)[y * f < 0])"),
        "Your value is the mean over the missed rows alone. The mean is over all rows, and there may be no missed row at all.",
        "A row that costs nothing counts in the mean.",
    ),
)

# the slope alone
WRONG_SLOPES = (
    Misconception(
        "slope_summed",
        edit(perceptron_loss, " / len(f) → "),
        "Your slope is not divided by the number of rows: {entry} is {yours}, expected {expected}, and the case has {N} rows.",
        "The loss is a mean, and its slope too.",
    ),
    Misconception(
        "label_missing",
        edit(perceptron_loss, "-y, 0 → -1, 0"),
        "Your slope is −1/N for every missed row. The label is not in it, so missed rows of label −1 are pushed "
        "further to the wrong side.",
        "The derivative of −y·f by f has y in it.",
    ),
    Misconception(
        "label_missing_and_minus_lost",
        edit(perceptron_loss, "-y, 0 → 1, 0"),
        "Your slope is 1/N for every missed row. It depends on the label.",
        "What is the derivative of −y·f by f?",
    ),
    Misconception(
        "all_rows_pull",
        edit(perceptron_loss, "np.where(y * f < 0, -y, 0) → -y"),
        "In your slope every row pulls.",
        "Where y·f > 0 the loss of the row is 0 and stays 0 when f moves a little. What is the slope there?",
    ),
    Misconception(
        "uphill",
        edit(perceptron_loss, "-y, 0 → y, 0"),
        "Your slope has the wrong sign. Descending along it would make missed rows worse.",
        "A missed row of label +1 costs −f. When f grows, that shrinks: is its slope positive or negative?",
    ),
    Misconception(
        "gate_reversed",
        edit(perceptron_loss, "f < 0 → f > 0"),
        "In your slope the wrong rows pull. You selected y·f > 0, which are the rows on their own side.",
        "A row is missed where y and f have different signs.",
    ),
    Misconception(
        "label_missing_in_the_gate",
        edit(perceptron_loss, "y * f < 0 → f < 0"),
        "In your slope the rows with a negative score pull. Missed are those whose score has another sign than the label.",
        "y·f says whether a row is on its side.",
    ),
    Misconception(
        "slope_of_the_right_rows",
        edit(perceptron_loss, "f < 0, -y → f > 0, y"),
        "Your slope is that of max(0, y·f): the right rows pull, and the missed ones do not. A minus is lost.",
        "y·f is positive where the row is right.",
    ),
    Misconception(
        "gate_of_hinge",
        edit(perceptron_loss, "f < 0 → f < 1"),
        "In your slope, rows that are right by less than 1 pull, as with hinge. Here they cost nothing.",
        "Which rows pay?",
    ),
    Misconception(
        "score_kept_in_the_slope",
        edit(perceptron_loss, "-y, 0 → -y * f, 0"),
        "The score is still in your slope: you put what a row costs where its derivative by f belongs.",
        "The derivative of −y·f by f: f is what varies.",
        family="value or derivative",
    ),
    Misconception(
        "sign_of_the_score",
        edit(perceptron_loss, "np.where(y * f < 0, -y, 0) → np.sign(f)"),
        "Your slope is that of |f|, for every row. A right row has slope 0.",
        "Which rows pay?",
    ),
    Misconception(
        "doubled",
        edit(perceptron_loss, "-y, 0 → -2 * y, 0"),
        "Your slope is twice the expected one. The difference between two classes −1 and 1 is 2, and the slope of −y·f is −y.",
        "By how much does the loss of a missed row change when f grows by a little?",
    ),
    Misconception(
        "divided_again",
        edit(perceptron_loss, "/ len(f) → / len(f) ** 2"),
        "You divided the slope by N twice.",
        "One mean, one division by N.",
    ),
    Misconception(
        "whole_numbers_cut",
        edit(perceptron_loss, "return loss, df → return loss, np.trunc(df)"),
        "Your slopes are whole numbers: what is behind the point is cut off.",
        "An array that was made for whole numbers keeps nothing else.",
    ),
    Misconception(
        "missed_rows_only",
        edit(perceptron_loss, "np.where(y * f < 0, -y, 0) → -y[y * f < 0]"),
        "You returned the slopes of the missed rows alone: your {part} is {yours}, expected {expected}.",
        "Each row has a slope, and some of them are 0.",
    ),
    Misconception(
        "slopes_added_up",
        edit(perceptron_loss, "return loss, df → return loss, df.sum()"),
        "You added the slopes up: your {part} is {yours}, expected {expected}. Each score has a slope of its own.",
        "df has an entry for each row.",
    ),
    Misconception(
        "slope_over_the_missed_alone",
        edit(perceptron_loss, "len(f) → np.sum(y * f < 0)"),
        "In your slope you divided by the number of missed rows. The mean is over all rows, and there may be no missed row at all.",
        "A row that costs nothing counts in the mean.",
    ),
    Misconception(
        "slope_over_the_missed",
        edit(perceptron_loss, "len(f) → max(1, np.sum(y * f < 0))"),
        "In your slope you divided by the number of missed rows. The mean is over all {N}.",
        "A row that costs nothing counts in the mean.",
    ),
)

PERCEPTRON_LOSS = Question(
    difficulty="easy",
    minutes=7,
    points=2,
    parts=("loss", "df"),
    reference=perceptron_loss,
    cases=score_cases,
    section="The perceptron loss",
    hints=(
        "y·f is positive where the row is on its side of the line. Such a row costs nothing and pulls at nothing.",
        "The value: `np.maximum(0, -y * f)` holds what each row costs. Take the mean.",
        "The slope: where y·f < 0 the row costs −y·f, so its derivative by f is −y; elsewhere it is 0.",
        "Divide the slopes by N, as the loss is a mean: `np.where(..., -y, 0) / len(f)`.",
    ),
    misconceptions=(
        Misconception(
            "slope_times_the_loss",
            edit(perceptron_loss, "-y, 0) → -y * np.abs(f), 0)"),
            "Your slope grows with the score. That would be right if the loss were squared.",
            "How much dearer does a wrong row become if its score moves by 1?",
        ),
        Misconception(
            "at_most_one",
            edit(perceptron_loss, "np.maximum(0, -y * f) → np.clip(-y * f, 0, 1)"),
            "A row costs you 1 at most: {entry} is {yours}, expected {expected}.",
            "How much does a row cost whose score is off by 10?",
        ),
        *WRONG_VALUES,
        *WRONG_SLOPES,
        Misconception(
            "outputs_exchanged",
            edit(perceptron_loss, "return loss, df → return df, loss"),
            "You returned the slope first and the value second.",
            "The order is loss, df.",
        ),
    ),
    alternatives=(
        perceptron_loss_loop,
        perceptron_loss_by_sign,
        perceptron_loss_selected,
        perceptron_loss_by_difference,
    ),
)
