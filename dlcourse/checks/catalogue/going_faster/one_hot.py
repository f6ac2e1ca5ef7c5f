"""One-hot rows by indexing."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def one_hot_rows(labels, classes):
    """1 at [n, labels[n]], 0 elsewhere."""
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), labels] = 1
    return rows


def slow_one_hot(labels, classes):
    """As the exercise shows it: a question asked for every entry."""
    rows = np.zeros((len(labels), classes))
    for n in range(len(labels)):
        for k in range(classes):
            if labels[n] == k:
                rows[n, k] = 1
    return rows


def one_hot_put(labels, classes):
    """Put along an axis, in single precision."""
    rows = np.zeros((len(labels), classes), dtype=np.float32)
    np.put_along_axis(rows, labels[:, None], 1, axis=1)
    return rows


def one_hot_flat(labels, classes):
    """Counted through the whole array, row after row; whole numbers."""
    rows = np.zeros(len(labels) * classes, dtype=int)
    rows[np.arange(len(labels)) * classes + labels] = 1
    return rows.reshape(len(labels), classes)


def label_cases(rng):
    """Other numbers of labels than of classes, label 0 always there, the last class once missing; one label."""
    cases = []
    for rows, classes, highest in [(7, 4, 3), (5, 9, 6), (1, 3, 3), (11, 5, 5)]:
        labels = rng.permutation(
            np.append(np.arange(highest), rng.integers(highest, size=max(rows - highest, 0)))[:rows]
        )
        labels[rng.integers(rows)] = 0
        cases.append(Case((labels, classes), {"N": rows, "classes": classes, "highest": int(labels.max())}))
    return cases


ONE_HOT_ROWS = Question(
    difficulty="easy",
    minutes=4,
    points=1,
    parts=("rows",),
    reference=one_hot_rows,
    cases=label_cases,
    section="Indexing instead of searching",
    hints=(
        "There is one 1 in each row, and you know where it is: nothing has to be searched.",
        "An array can be indexed by two arrays at once, one of row numbers and one of column numbers.",
        "Start from zeros (N, classes) and write 1 at [np.arange(N), labels].",
    ),
    misconceptions=(
        Misconception(
            "every_row_has_all_labels",
            edit(one_hot_rows, "rows[np.arange(len(labels)), labels] → rows[:, labels]"),
            "Every row has a 1 at every label that occurs. `:` takes all rows.",
            "Row 0 with the first label, row 1 with the second: index by np.arange(N), not by `:`.",
        ),
        Misconception(
            "transposed",
            edit(one_hot_rows, "return rows → return rows.T"),
            "Your array is transposed: it is {yours}, expected {expected}.",
            "One row for each label, one column for each class: ({N}, {classes}).",
        ),
        Misconception(
            "labels_from_one",
            edit(one_hot_rows, ", labels] → , labels - 1]"),
            "You took the labels to count from 1. Label 0 went to the last column, as index −1 means that.",
            "Labels here are 0 to classes − 1: the label is the column.",
        ),
        Misconception(
            "classes_from_the_labels",
            edit(one_hot_rows, ", classes)) → , labels.max() + 1))"),
            "You counted the classes by the largest label: your array is {yours}, expected {expected}. The highest label here "
            "is {highest}, and there are {classes} classes.",
            "A class may be missing from a batch and still needs its column: use `classes`.",
        ),
        Misconception(
            "labels_as_places",
            edit(one_hot_rows, "rows[np.arange(len(labels)), labels] → rows.flat[labels]"),
            "You used the labels as places in the whole array.",
            "Each 1 needs a row and a column: [np.arange(N), labels].",
        ),
        Misconception(
            "label_in_the_place_of_one",
            edit(one_hot_rows, "= 1 → = labels"),
            "You wrote the label where a 1 belongs.",
            "The label says where, and what is written is 1.",
        ),
    ),
    alternatives=(
        slow_one_hot,
        lambda labels, classes: np.eye(classes)[labels],
        lambda labels, classes: labels[:, None] == np.arange(classes),
        one_hot_put,
        one_hot_flat,
    ),
)
