"""Labels as rows of zeros and a one; how many are read right; which digit is taken for which."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def label_cases(rng):
    """Some classes never occur: the last one, one in the middle, the first; and a single row."""
    cases = []
    for rows, classes, absent in [(9, 5, 4), (12, 10, 6), (7, 4, 0), (1, 6, 5)]:
        present = np.delete(np.arange(classes), absent)
        y = rng.permutation(np.append(rng.choice(present, rows - 1), present[-1]))
        cases.append(Case((y, classes), {"N": rows, "classes": classes}))
    return cases


def digits_one_hot(y, classes):
    """Y[n, y[n]] = 1, all else 0."""
    Y = np.zeros((len(y), classes))
    Y[np.arange(len(y)), y] = 1
    return Y


DIGITS_ONE_HOT = Question(
    difficulty="easy",
    minutes=4,
    points=1,
    parts=("Y",),
    reference=digits_one_hot,
    cases=label_cases,
    section="Digits as numbers",
    hints=(
        "Start with zeros of shape (N, classes). In row n, one entry becomes 1.",
        "Which column? The one whose number is the label y[n]: labels and columns both count from 0.",
        "A loop over n with Y[n, y[n]] = 1 does it; without a loop, give two index arrays: the rows and the labels.",
    ),
    misconceptions=(
        Misconception(
            "every_row_gets_all_labels",
            edit(digits_one_hot, "Y[np.arange(len(y)), y] → Y[:, y]"),
            "Your {entry} is {yours}, expected {expected}: a colon picks all rows, so every row got a 1 for every label "
            "that occurs.",
            "Give the row's own number beside its label: `Y[np.arange(len(y)), y]`, not `Y[:, y]`.",
        ),
        Misconception(
            "labels_from_one",
            edit(digits_one_hot, ", y] → , y - 1]"),
            "Your ones stand one column too far left. Label 0 landed in the last column.",
            "Labels count from 0, and so do columns. Do not subtract 1.",
        ),
        Misconception(
            "only_seen_labels",
            edit(digits_one_hot, "return Y → return Y[:, np.unique(y)]"),
            "You made a column for each label that occurs. A class that is missing in these rows is still one of the "
            "{classes}.",
            "The width is `classes`, whatever occurs in y.",
        ),
        Misconception(
            "transposed",
            edit(digits_one_hot, "return Y → return Y.T"),
            "Your Y lies on its side, {yours} where {expected} is asked: rows are examples, {N} of them.",
            "`np.zeros((len(y), classes))`: the rows first.",
        ),
        Misconception(
            "minus_one_elsewhere",
            edit(digits_one_hot, "np.zeros → -np.ones"),
            "Your {entry} is {yours}, expected {expected}: the other entries are 0 here, not −1.",
            "A row is a set of probabilities: it adds up to 1.",
        ),
    ),
    alternatives=(
        lambda y, classes: [[int(k == label) for k in range(classes)] for label in y],
        lambda y, classes: np.asarray(y)[:, np.newaxis] == np.arange(classes),
        lambda y, classes: np.eye(classes, dtype=np.float32)[y],
        lambda y, classes: np.asfortranarray(np.identity(classes, dtype=int)[list(y)]),
    ),
)


def prediction_cases(rng):
    """Probabilities of which some of the largest are below ½; 5 to 7 of them right."""
    cases = []
    for rows, classes, right in [(9, 4, 5), (8, 10, 5), (1, 3, 1), (11, 6, 7)]:
        logits = rng.normal(size=(rows, classes))
        logits[np.arange(rows), rng.integers(0, classes, rows)] += np.where(np.arange(rows) % 2, 0.5, 4)
        best = logits.argmax(axis=1)
        other = (best + 1 + rng.integers(0, classes - 1, size=rows)) % classes
        y = np.where(np.arange(rows) < right, best, other)
        cases.append(Case((softmax(logits), y), {"N": rows, "classes": classes}))
    return cases


def digits_accuracy(p, y):
    """The share of rows whose largest probability is that of the label."""
    guess = p.argmax(axis=1)
    return (guess == y).mean()


def accuracy_counted(p, y):
    """Row by row."""
    hits = [row.index(max(row)) == label for row, label in zip(p.tolist(), y.tolist(), strict=True)]
    return sum(hits) / len(p)


def accuracy_by_label(p, y):
    """Right where no probability is larger than the label's own."""
    own = np.take_along_axis(p, y[:, None], axis=1)
    return np.all(p <= own, axis=1).sum() / len(y)


def accuracy_sorted(p, y):
    """The last of the sorted classes; a float32."""
    return np.float32(1 - np.count_nonzero(np.argsort(p)[:, -1] - y) / len(y))


DIGITS_ACCURACY = Question(
    difficulty="easy",
    minutes=4,
    points=1,
    parts=("accuracy",),
    reference=digits_accuracy,
    cases=prediction_cases,
    section="Which digits are mistaken for which",
    hints=(
        "The net's answer for a row is the class with the largest probability.",
        "`argmax` along the classes gives one answer for each row. Compare them with y.",
        "Comparing gives True and False; the mean of those, counted as 1 and 0, is the share.",
    ),
    misconceptions=(
        Misconception(
            "counted_not_shared",
            edit(digits_accuracy, ".mean() → .sum()"),
            "{yours} is how many rows are right; their share of the {N} rows is {expected}.",
            "Divide by the number of rows, or take the mean.",
        ),
        Misconception(
            "in_percent",
            edit(digits_accuracy, "return → return 100 *"),
            "{yours} is in per cent; asked is a share between 0 and 1, {expected}.",
            "Leave out the factor 100.",
        ),
        Misconception(
            "probability_of_the_label",
            edit(digits_accuracy, "(guess == y) → p[np.arange(len(y)), y]"),
            "{yours} is the mean probability of the right class; the share of right answers is {expected}.",
            "A row counts fully as soon as its label has the largest probability, however small that is.",
        ),
        Misconception(
            "threshold_of_a_half",
            edit(digits_accuracy, "guess == y → p[np.arange(len(y)), y] > 0.5"),
            "You asked for a probability above ½ and got {yours}, expected {expected}. With {classes} classes the largest "
            "one may be below ½.",
            "Compare with the other classes, not with ½: `argmax`.",
        ),
        Misconception(
            "error_rate",
            edit(digits_accuracy, "== → !="),
            "{yours} is the share of wrong answers; the share of right ones is {expected}.",
            "`==`, not `!=`.",
        ),
        Misconception(
            "argmax_over_the_rows",
            edit(digits_accuracy, "axis=1 → axis=0"),
            "You took the largest entry of each column: that makes {classes} answers, one for each class, where each row "
            "needs one.",
            "Each row has its own answer: `p.argmax(axis=1)`.",
        ),
    ),
    alternatives=(accuracy_counted, accuracy_by_label, accuracy_sorted),
)
