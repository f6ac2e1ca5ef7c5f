"""Labels as rows of zeros and a one, with the wrong answers that exercise 20 meets again."""

import numpy as np

from dlcourse.checks.catalogue.answers import at_once
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def label_case(labels, classes, why=""):
    """Labels and their number of classes, with the sizes that a message may name."""
    labels = np.array(labels)
    return Case((labels, classes), {"N": len(labels), "classes": classes, "highest": int(labels.max())}, why)


def label_cases(rng):
    """The example; one row; as many rows as classes; one label again and again; classes that never occur, in every place."""
    cases = [
        label_case([2, 0], 4, why="the example of the exercise"),
        label_case([2], 3, why="one row"),
        label_case([0], 6, why="one row, and all classes but the first are missing"),
        label_case([1, 2, 3, 4, 0], 5, why="as many rows as classes, in an order that is not its own inverse"),
        label_case([3, 3, 3], 5, why="the same label in every row"),
        label_case([0, 1, 1, 0, 1], 2, why="two classes"),
    ]
    for rows, classes, absent in [(9, 5, 4), (12, 10, 6), (7, 4, 0)]:
        present = np.delete(np.arange(classes), absent)
        labels = rng.permutation(np.append(present[1:], rng.choice(present, rows)))[:rows]
        labels[:2] = present[-1], present[0]
        cases.append(label_case(labels, classes, why="more or fewer rows than classes, and a class that is missing"))
    return cases


def digits_one_hot(y, classes):
    """Y[n, y[n]] = 1, all else 0."""
    Y = np.zeros((len(y), classes))
    Y[np.arange(len(y)), y] = 1
    return Y


TRANSPOSED = Misconception(
    "transposed",
    edit(digits_one_hot, "return Y → return Y.T"),
    "Your array lies on its side: {entry} is {yours}, expected {expected}. One row belongs to each label.",
    "Which of the two axes counts the labels, and which the classes?",
)
CLASSES_FROM_THE_LABELS = Misconception(
    "classes_from_the_labels",
    edit(digits_one_hot, ", classes)) → , y.max() + 1))"),
    "You counted the classes by the largest label, {highest}: {entry} is {yours}, expected {expected}.",
    "A class may be missing in these rows and still needs its column. How many are there? You are told.",
)
ONE_HOT_MISTAKES = (
    Misconception(
        "every_row_gets_all_labels",
        edit(digits_one_hot, "Y[np.arange(len(y)), y] → Y[:, y]"),
        "Every row has a 1 for every label that occurs: a colon picks all rows.",
        "A row has one label, its own. Which row numbers go with the labels, one by one?",
    ),
    TRANSPOSED,
    CLASSES_FROM_THE_LABELS,
    at_once(CLASSES_FROM_THE_LABELS, TRANSPOSED),
    Misconception(
        "only_seen_labels",
        edit(digits_one_hot, "return Y → return Y[:, np.unique(y)]"),
        "You made a column for each label that occurs: {entry} is {yours}, expected {expected}.",
        "A class that is missing in these rows is a class all the same. How many are there? You are told.",
    ),
    Misconception(
        "counted_from_one",
        edit(digits_one_hot, ", y] → , y - 1]"),
        "Your ones stand one column too far left; label 0 landed in the last column, as index −1 means that.",
        "Labels count from 0. Where do columns begin?",
    ),
    Misconception(
        "one_column_too_many",
        edit(digits_one_hot, ", classes)) → , classes + 1))"),
        "You have one column too many: {entry} is {yours}, expected {expected}.",
        "Labels run from 0 to classes − 1. How many columns is that?",
    ),
    Misconception(
        "labels_as_rows",
        edit(digits_one_hot, "Y[np.arange(len(y)), y] → Y[y]"),
        "You used the labels as row numbers: that fills whole rows, and fails where a label is larger than the last row's "
        "number.",
        "A 1 needs a row and a column. Which of the two is the label?",
    ),
    Misconception(
        "row_and_column_exchanged",
        edit(digits_one_hot, "Y[np.arange(len(y)), y] → Y[y, np.arange(len(y))]"),
        "You used the labels as row numbers and the numbers of the rows as columns: that fails where one of them is too "
        "large, and puts the ones in wrong places where it runs.",
        "The first index is the row. Is that the label?",
    ),
    Misconception(
        "labels_as_places",
        edit(digits_one_hot, "Y[np.arange(len(y)), y] → Y.flat[y]"),
        "You used the labels as places in the whole array, counted through row after row.",
        "Each 1 needs a row and a column. Which row is that of the second label?",
    ),
    Misconception(
        "labels_not_used",
        edit(digits_one_hot, "[np.arange(len(y)), y] → [np.arange(min(Y.shape)), np.arange(min(Y.shape))]"),
        "Your ones lie on the diagonal, whatever the labels are.",
        "What says which column of a row gets the 1?",
    ),
    Misconception(
        "label_in_the_place_of_one",
        edit(digits_one_hot, "= 1 → = y"),
        "You wrote the label where a 1 belongs.",
        "The label says where something is written. What is written there?",
    ),
    Misconception(
        "minus_one_elsewhere",
        edit(digits_one_hot, "np.zeros → -np.ones"),
        "Your other entries are −1; they are 0 here.",
        "A row is a set of probabilities: what should it add up to?",
    ),
    Misconception(
        "zeros_and_ones_exchanged",
        edit(digits_one_hot, "return Y → return 1 - Y"),
        "Your zeros and ones have changed places.",
        "How many ones should a row have?",
    ),
    Misconception(
        "filled_up_to_the_label",
        edit(digits_one_hot, "return Y → return Y[:, ::-1].cumsum(axis=1)[:, ::-1]"),
        "Each of your rows is filled with ones from the first column up to its label.",
        "How many ones should a row have?",
    ),
    Misconception(
        "first_row_only",
        edit(digits_one_hot, "Y[np.arange(len(y)), y] → Y[0, y[0]]"),
        "Only your first row has a 1.",
        "If there is a loop: is the `return` inside it?",
    ),
    Misconception(
        "last_row_only",
        edit(digits_one_hot, "Y[np.arange(len(y)), y] → Y[-1, y[-1]]"),
        "Only your last row has a 1.",
        "If there is a loop: is the array of zeros made anew each time?",
    ),
    Misconception(
        "last_row_left_out",
        edit(digits_one_hot, "return Y → return Y * (np.arange(len(y)) < len(y) - 1)[:, None]"),
        "Your last row has no 1.",
        "Where does your loop end? `range(N)` ends before N by itself.",
    ),
    Misconception(
        "first_row_left_out",
        edit(digits_one_hot, "return Y → return Y * (np.arange(len(y)) > 0)[:, None]"),
        "Your first row has no 1.",
        "Where does your loop begin? Rows count from 0.",
    ),
    Misconception(
        "first_class_left_out",
        edit(digits_one_hot, "return Y → return Y * (np.arange(classes) > 0)"),
        "Rows with label 0 have no 1.",
        "Does your loop over the classes begin with class 0?",
    ),
    Misconception(
        "last_class_left_out",
        edit(digits_one_hot, "return Y → return Y * (np.arange(classes) < classes - 1)"),
        "Rows of the last class have no 1.",
        "Where does your loop over the classes end? `range(classes)` ends before `classes` by itself.",
    ),
    Misconception(
        "numbered_among_those_that_occur",
        edit(digits_one_hot, "y] = 1 → np.unique(y, return_inverse=True)[1]] = 1"),
        "You numbered the labels that occur, one after the other: behind a class that is missing, every 1 stands too far left.",
        "Label 3 belongs in column 3, whether or not a 2 occurs.",
    ),
    Misconception(
        "flat_index_by_rows",
        edit(digits_one_hot, "Y[np.arange(len(y)), y] = 1 → Y.flat[np.arange(len(y)) * len(y) + y] = 1"),
        "Your flat index jumps ahead by the number of rows for each row. That is right only if there are as many rows as classes.",
        "How many numbers does one row hold?",
    ),
    Misconception(
        "classes_counted_for_rows",
        edit(
            digits_one_hot,
            "Y[np.arange(len(y)), y] = 1 → Y[np.arange(len(y))[:classes], y[:classes]] = 1",
        ),
        "Only your first {classes} rows have a 1: you went through as many rows as there are classes.",
        "Over what does your loop run, rows or classes? How many rows are there?",
    ),
    Misconception(
        "counted_from_the_end",
        edit(digits_one_hot, ", y] → , classes - 1 - y]"),
        "Your columns count from the end: label 0 got its 1 in the last column.",
        "In which column does the example have its 1 for label 0?",
    ),
    Misconception(
        "sorted_labels",
        edit(digits_one_hot, ", y] → , np.sort(y)]"),
        "Your rows are those of the sorted labels.",
        "Row n belongs to the n-th label, in the order that you are given.",
    ),
    Misconception(
        "rows_added_up",
        edit(digits_one_hot, "return Y → return Y.sum(axis=0)"),
        "You counted how often each class occurs: {entry} is {yours}, expected {expected}.",
        "One row for each label.",
    ),
)


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
    misconceptions=ONE_HOT_MISTAKES,
    alternatives=(
        lambda y, classes: [[int(k == label) for k in range(classes)] for label in y],
        lambda y, classes: np.asarray(y)[:, np.newaxis] == np.arange(classes),
        lambda y, classes: np.eye(classes, dtype=np.float32)[y],
        lambda y, classes: np.asfortranarray(np.identity(classes, dtype=int)[list(y)]),
    ),
)
