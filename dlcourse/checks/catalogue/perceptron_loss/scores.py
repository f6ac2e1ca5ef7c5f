"""The perceptron loss of scores, with its slope."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.perceptron_loss.rows import MANY, ONE, SOME, labels_and_scores
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


def score_cases(rng):
    """Seven, five and one row, and seven in float32."""
    cases = [Case(labels_and_scores(rng, wanted), {"N": len(wanted)}) for wanted in (MANY, SOME, ONE)]
    return [*cases, in_single_precision(cases[0])]


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
            "summed",
            edit(perceptron_loss, "mean → sum", " / len(f) → "),
            "Your {part} is a sum over the rows: {entry} is {yours}, expected {expected}, and the case has {N} rows.",
            "The loss is a mean. Divide by N, in the value and in the slope.",
        ),
        Misconception(
            "label_missing",
            edit(perceptron_loss, "-y, 0 → -1, 0"),
            "Your slope is −1/N for every missed row. The label is not in it, so missed rows of label −1 are pushed "
            "further to the wrong side.",
            "The derivative of −y·f by f is −y, not −1.",
        ),
        Misconception(
            "hinge",
            edit(perceptron_loss, "-y * f → 1 - y * f", "f < 0 → f < 1"),
            "Your {part} is that of hinge, max(0, 1 − y·f). Rows that are right by less than 1 pay, and here they "
            "should not.",
            "The perceptron loss is max(0, −y·f): whoever is on the right side pays nothing.",
        ),
        Misconception(
            "max_left_out",
            edit(perceptron_loss, "np.maximum(0, -y * f) → -y * f", "np.where(y * f < 0, -y, 0) → -y"),
            "You left out max(0, …). Rows on the right side earn something, and the further out they are the more.",
            "What a row costs is never below 0: `np.maximum(0, -y * f)`.",
        ),
        Misconception(
            "all_rows_pull",
            edit(perceptron_loss, "np.where(y * f < 0, -y, 0) → -y"),
            "Your value is right, but in your slope every row pulls.",
            "Where y·f > 0 the loss of the row is 0 and stays 0 when f moves a little. What is the slope there?",
        ),
        Misconception(
            "uphill",
            edit(perceptron_loss, "-y, 0 → y, 0"),
            "Your slope has the wrong sign. Descending along it would make missed rows worse.",
            "A missed row of label +1 costs −f. When f grows, that shrinks: the slope is −1.",
        ),
        Misconception(
            "gate_reversed",
            edit(perceptron_loss, "< → >"),
            "The wrong rows pull. You selected y·f > 0, which are the rows on their own side.",
            "A row is missed where y and f have different signs: y·f < 0.",
        ),
        Misconception(
            "mean_of_the_missed",
            edit(
                perceptron_loss,
                "mean → sum",
                "len(f) → np.sum(y * f < 0)",
                "return loss → return loss / np.sum(y * f < 0)",
            ),
            "You divided by the number of missed rows. The mean is over all {N}.",
            "A row that costs nothing counts in the mean.",
        ),
        Misconception(
            "counted",
            edit(perceptron_loss, "np.maximum(0, -y * f) → y * f < 0"),
            "Your loss is the share of missed rows. It does not ask how far on the wrong side they are.",
            "A missed row costs −y·f, which is |f|. A count has no slope to descend on.",
        ),
    ),
    alternatives=(perceptron_loss_loop, perceptron_loss_by_sign, perceptron_loss_selected),
)
