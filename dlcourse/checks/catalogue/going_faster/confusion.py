"""A confusion matrix by counting pairs."""

from dataclasses import replace

import numpy as np

from dlcourse.checks.catalogue.digits_from_scratch.confusion import (
    CONFUSION_MISTAKES,
    TRANSPOSED,
    confusion_by_number,
    confusion_case,
    digits_confusion,
    hard_confusions,
)
from dlcourse.checks.engine.question import Question


def confusion_counts(y_true, y_pred, classes):
    """Count how often each pair (true, predicted) occurs."""
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (y_true, y_pred), 1)
    return counts


def confusion_by_product(y_true, y_pred, classes):
    """One-hot rows multiplied; floats in single precision."""
    return np.eye(classes, dtype=np.float32)[y_true].T @ np.eye(classes, dtype=np.float32)[y_pred]


def confusion_by_comparison(y_true, y_pred, classes):
    """All true classes against all predicted ones; a list of lists."""
    k = np.arange(classes)
    pairs = (y_true == k[:, None])[:, None, :] & (y_pred == k[:, None])[None, :, :]
    return pairs.sum(axis=-1).tolist()


def prediction_cases(rng):
    """The example; the hard ones of both exercises; pairs that occur several times, mistakes of every kind."""
    cases = [confusion_case([0, 1, 1, 1], [0, 1, 1, 0], 2, why="the example of the exercise"), *hard_confusions()]
    for rows, classes in [(40, 3), (23, 5), (30, 4)]:
        y_true = np.append(np.arange(classes), rng.integers(classes, size=rows))[:rows]
        y_pred = np.where(rng.random(rows) < 0.6, y_true, rng.integers(classes, size=rows))
        y_pred[y_true == classes - 1] = 0 if classes == 5 else classes - 1
        cases.append(confusion_case(y_true, y_pred, classes))
    return cases


IN_TRUE_AND_PREDICTED = replace(
    TRANSPOSED,
    says="Your counts are transposed. Rows are the true classes, columns the predicted ones.",
    look="At [t, p], which of the two letters is the row, and which array does it come from?",
)


CONFUSION_COUNTS = Question(
    difficulty="medium",
    minutes=7,
    points=2,
    parts=("counts",),
    reference=confusion_counts,
    cases=prediction_cases,
    section="Indexing instead of searching",
    hints=(
        "`counts[y_true, y_pred] += 1` looks right. Try it on an example in which one pair comes twice.",
        "Give each pair a number of its own, y_true * classes + y_pred, and count how often each number occurs.",
        "np.bincount counts numbers; its minlength says how many there can be. Or look at np.add.at.",
    ),
    misconceptions=(
        IN_TRUE_AND_PREDICTED,
        *(mistake for mistake in CONFUSION_MISTAKES if mistake is not TRANSPOSED),
    ),
    alternatives=(digits_confusion, confusion_by_number, confusion_by_product, confusion_by_comparison),
)
