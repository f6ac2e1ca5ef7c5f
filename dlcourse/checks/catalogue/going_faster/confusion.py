"""A confusion matrix by counting pairs."""

import numpy as np

from dlcourse.checks.catalogue.digits_from_scratch.confusion import confusion_by_number, digits_confusion
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def confusion_counts(y_true, y_pred, classes):
    """How often each pair (true, predicted) occurs."""
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
    """Pairs that occur several times; every class is true at least once; once the last pair is missing; one example."""
    cases = []
    for rows, classes in [(40, 3), (23, 5), (1, 4), (30, 4)]:
        y_true = np.append(np.arange(classes), rng.integers(classes, size=rows))[:rows]
        y_pred = np.where(rng.random(rows) < 0.6, y_true, rng.integers(classes, size=rows))
        y_pred[y_true == classes - 1] = 0 if classes == 5 else classes - 1
        cases.append(Case((y_true, y_pred, classes), {"N": rows, "classes": classes}))
    return cases


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
        Misconception(
            "pairs_counted_once",
            edit(confusion_counts, "np.add.at(counts, (y_true, y_pred), 1) → counts[y_true, y_pred] += 1"),
            "A pair that comes often counts once. `counts[rows, columns] += 1` reads all entries first, adds 1 to "
            "each, and then writes, the same place again and again.",
            "np.add.at(counts, (rows, columns), 1) adds for every pair, also where one comes twice.",
        ),
        Misconception(
            "transposed",
            edit(confusion_counts, "(y_true, y_pred), 1 → (y_pred, y_true), 1"),
            "Your counts are transposed. Rows are the true classes, columns the predicted ones.",
            "The true class is the first index; in a pair's number it is the one multiplied by classes.",
        ),
        Misconception(
            "hits_only",
            edit(confusion_counts, "(y_true, y_pred), 1 → (y_true, y_pred), y_true == y_pred"),
            "You counted the right predictions only. The mistakes are what the matrix is for.",
            "Count every pair, whether its classes are equal or not.",
        ),
        Misconception(
            "shares_of_a_row",
            edit(confusion_counts, "return counts → return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)"),
            "Your rows add up to 1. Asked for are counts, as the slow loop has them.",
            "Leave out the division.",
        ),
        Misconception(
            "shares_of_all",
            edit(confusion_counts, "return counts → return counts / len(y_true)"),
            "You divided by the {N} examples. Asked for are counts.",
            "Leave out the division.",
        ),
        Misconception(
            "wrong_stride",
            edit(confusion_by_number, "* classes → * (classes - 1)"),
            "Different pairs got the same number.",
            "With {classes} classes, y_true · {classes} + y_pred is another number for every pair.",
        ),
        Misconception(
            "last_pair_missing",
            edit(confusion_by_number, ", minlength=classes**2 → "),
            "Where the last pair never occurs, bincount returns fewer than {classes}² numbers, and they cannot be reshaped.",
            "np.bincount(…, minlength=classes**2) counts the pairs that never occur too.",
        ),
    ),
    alternatives=(digits_confusion, confusion_by_number, confusion_by_product, confusion_by_comparison),
)
