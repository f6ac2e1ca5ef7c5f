"""One-hot rows by indexing."""

import numpy as np

from dlcourse.checks.catalogue.digits_from_scratch.labels import ONE_HOT_MISTAKES, label_case
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Misconception, Question


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
    """The example; few and many labels, classes that are missing; label 0 always there in what is drawn."""
    cases = [
        label_case([2, 0], 4, "the example of the exercise"),
        label_case([2], 5, "one label"),
        label_case([3, 1, 1, 3, 1], 6, "classes missing in front, between and at the end"),
        label_case([1, 2, 0], 3, "as many labels as classes"),
        label_case([0, 0, 0], 2, "the same label again and again"),
        label_case([0, 0], 1, "a single class"),
    ]
    for rows, classes, highest in [(7, 4, 3), (5, 9, 6), (11, 5, 5), (65, 6, 6)]:
        labels = rng.permutation(
            np.append(np.arange(highest), rng.integers(highest, size=max(rows - highest, 0)))[:rows]
        )
        labels[rng.integers(rows)] = 0
        cases.append(label_case(labels, classes))
    return cases


AS_IN_EXERCISE_17 = (
    *("labels_as_rows", "row_and_column_exchanged", "labels_not_used", "classes_counted_for_rows"),
    *("first_row_only", "last_row_only", "first_row_left_out", "last_row_left_out"),
    *("first_class_left_out", "last_class_left_out", "minus_one_elsewhere"),
)

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
            "Row 0 goes with the first label, row 1 with the second. What numbers the rows?",
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
            "Each 1 needs a row and a column. Which row does the second label belong to?",
        ),
        Misconception(
            "label_in_the_place_of_one",
            edit(one_hot_rows, "= 1 → = labels"),
            "You wrote the label where a 1 belongs.",
            "The label says where, and what is written is 1.",
        ),
        Misconception(
            "counted_from_the_end",
            edit(one_hot_rows, "), labels] → ), classes - 1 - labels]"),
            "Your columns count from the end: label 0 got its 1 in the last column.",
            "In which column does the example have its 1 for label 0?",
        ),
        Misconception(
            "thermometer",
            lambda labels, classes: (labels[:, None] >= np.arange(classes)) * 1.0,
            "Every column up to the label holds a 1. There is one 1 in a row.",
            "Which comparison does the slow loop make?",
        ),
        Misconception(
            "zeros_and_ones_exchanged",
            edit(one_hot_rows, "return rows → return 1 - rows"),
            "Zeros and ones have changed places.",
            "How many ones are there in a row of the example?",
        ),
        Misconception(
            "occurring_classes_only",
            edit(one_hot_rows, "return rows → return rows[:, np.unique(labels)]"),
            "You made a column for each label that occurs: your array is {yours}, expected {expected}.",
            "A class that is missing here still needs its column. How many are there? You are told.",
        ),
        Misconception(
            "shares_of_a_class",
            edit(one_hot_rows, "return rows → return rows / np.maximum(rows.sum(axis=0), 1)"),
            "You divided by how often each label occurs.",
            "What does the slow loop write where it finds the label?",
        ),
        Misconception(
            "sorted_labels",
            edit(one_hot_rows, ", labels] → , np.sort(labels)]"),
            "Your rows are those of the sorted labels.",
            "Row n belongs to labels[n], in the order that you are given.",
        ),
        Misconception(
            "rows_added_up",
            edit(one_hot_rows, "return rows → return rows.sum(axis=0)"),
            "You counted how often each class occurs: your array is {yours}, expected {expected}.",
            "One row for each label.",
        ),
        Misconception(
            "one_column_more",
            edit(one_hot_rows, ", classes)) → , classes + 1))"),
            "Your array has one column too many: it is {yours}, expected {expected}.",
            "Labels go up to classes − 1. How many columns is that?",
        ),
        Misconception(
            "numbered_among_those_that_occur",
            edit(one_hot_rows, "labels] = 1 → np.unique(labels, return_inverse=True)[1]] = 1"),
            "You numbered the labels that occur, one after the other: behind a class that is missing, every 1 stands too far left.",
            "Label 3 belongs in column 3, whether or not a 2 occurs.",
        ),
        Misconception(
            "flat_index_by_rows",
            edit(
                one_hot_rows,
                "rows[np.arange(len(labels)), labels] = 1 → rows.flat[np.arange(len(labels)) * len(labels) + labels] = 1",
            ),
            "Your flat index jumps ahead by the number of rows for each row. That is right only if there are as many rows as classes.",
            "How many numbers does one row hold?",
        ),
        *(mistake for mistake in ONE_HOT_MISTAKES if mistake.name in AS_IN_EXERCISE_17),
    ),
    alternatives=(
        slow_one_hot,
        lambda labels, classes: np.eye(classes)[labels],
        lambda labels, classes: labels[:, None] == np.arange(classes),
        one_hot_put,
        one_hot_flat,
    ),
)
