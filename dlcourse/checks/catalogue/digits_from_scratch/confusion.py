"""The table of what was shown against what was read."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def confusion_cases(rng):
    """Pairs that occur several times, mistakes that are not symmetric, a class that is never shown, one row."""
    cases = []
    for rows, classes in [(24, 4), (37, 6), (1, 3)]:
        y_true = rng.integers(0, classes - 1, size=rows)
        slip = rng.random(rows) < 0.4
        y_pred = np.where(slip, (y_true + 1 + rng.integers(0, 2, size=rows)) % classes, y_true)
        cases.append(Case((y_true, y_pred, classes), {"N": rows, "classes": classes}))
    return cases


def digits_confusion(y_true, y_pred, classes):
    """C[i, j] = the number of rows with label i that were read as j."""
    C = np.zeros((classes, classes), dtype=int)
    for i, j in zip(y_true, y_pred, strict=True):
        C[i, j] += 1
    return C


def confusion_one_hot(y_true, y_pred, classes):
    """A product of two one-hot matrices."""
    return np.eye(classes)[y_true].T @ np.eye(classes)[y_pred]


def confusion_counted(y_true, y_pred, classes):
    """Entry by entry, a list of lists."""
    return [[int(((y_true == i) & (y_pred == j)).sum()) for j in range(classes)] for i in range(classes)]


def confusion_by_number(y_true, y_pred, classes):
    """Each pair as one number."""
    return np.bincount(y_true * classes + y_pred, minlength=classes**2).reshape(classes, classes)


def confusion_add_at(y_true, y_pred, classes):
    """`np.add.at` counts repeats; float32, in Fortran order."""
    C = np.zeros((classes, classes), dtype=np.float32, order="F")
    np.add.at(C, (y_true, y_pred), 1)
    return C


DIGITS_CONFUSION = Question(
    difficulty="easy",
    minutes=6,
    points=1,
    parts=("C",),
    reference=digits_confusion,
    cases=confusion_cases,
    section="Which digits are mistaken for which",
    hints=(
        "Start with zeros, (classes, classes). Every example adds 1 to one entry.",
        "Which entry? The row is the digit that was shown, the column the digit that was read.",
        "Loop over zip(y_true, y_pred), and add 1 to C[i, j] for each pair.",
    ),
    misconceptions=(
        Misconception(
            "transposed",
            edit(digits_confusion, "C[i, j] → C[j, i]"),
            "Your rows and columns are exchanged.",
            "The row is what was shown, the column what was read: C[true, predicted]. Other books do it the other way.",
        ),
        Misconception(
            "repeats_lost",
            edit(digits_confusion, "zip(y_true, y_pred, strict=True) → [(y_true, y_pred)]"),
            "No entry of yours is above 1. NumPy's `+=` with arrays of indices adds once for each pair, however often "
            "it occurs.",
            "Use a loop, or `np.add.at(C, (y_true, y_pred), 1)`.",
        ),
        Misconception(
            "shares_for_counts",
            edit(digits_confusion, "return C → return C / np.maximum(C.sum(axis=1, keepdims=True), 1)"),
            "You divided each row by its sum. Asked are counts, {N} in all.",
            "Leave the counts as they are.",
        ),
        Misconception(
            "mistakes_only",
            edit(digits_confusion, "+= 1 → += i != j"),
            "Your diagonal is empty. You counted the mistakes only.",
            "Rows that were read right count too, on the diagonal.",
        ),
        Misconception(
            "hits_only",
            edit(digits_confusion, "+= 1 → += i == j"),
            "You counted only the rows that were read right.",
            "The mistakes are what the table is for: the column is y_pred.",
        ),
        Misconception(
            "only_seen_labels",
            edit(digits_confusion, "return C → return C[np.unique(y_true)][:, np.unique(y_true)]"),
            "You made a row for each digit that was shown. A class that did not come up has a row too, of zeros.",
            "The table is (classes, classes), whatever occurs.",
        ),
    ),
    alternatives=(confusion_one_hot, confusion_counted, confusion_by_number, confusion_add_at),
)
