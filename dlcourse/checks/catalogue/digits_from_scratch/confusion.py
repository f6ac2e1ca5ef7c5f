"""The table of what was shown against what was read, with the wrong answers that exercise 20 meets again."""

import numpy as np

from dlcourse.checks.catalogue.answers import at_once
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def confusion_case(y_true, y_pred, classes, why=""):
    """A case with the sizes that a message may name."""
    return Case((np.array(y_true), np.array(y_pred), classes), {"N": len(y_true), "classes": classes}, why)


def confusion_cases(rng):
    """The example; one row; classes that are never shown, never read, or neither; pairs that occur often."""
    cases = [
        confusion_case([0, 2, 2, 2, 1], [0, 2, 0, 2, 1], 3, why="the example of the exercise"),
        *hard_confusions(),
    ]
    for rows, classes in [(24, 4), (37, 6)]:
        y_true = rng.integers(0, classes - 1, size=rows)
        slip = rng.random(rows) < 0.4
        y_pred = np.where(slip, (y_true + 1 + rng.integers(0, 2, size=rows)) % classes, y_true)
        y_true[:6], y_pred[:6] = 0, [1, 1, 1, 2, 2, 0]
        cases.append(confusion_case(y_true, y_pred, classes, why="mistakes that go one way more than the other"))
    return cases


def hard_confusions():
    """The cases that stand in every draw of this question and of its sister in exercise 20."""
    return [
        confusion_case([1], [0], 3, why="one row, and wrong"),
        confusion_case(
            [1, 3, 3, 1, 3, 1], [3, 3, 1, 1, 3, 3], 5, why="classes missing in front, between and at the end"
        ),
        confusion_case([0, 0, 2, 2, 0], [2, 1, 2, 1, 2], 4, why="a class that is read and never shown"),
        confusion_case([0, 1, 2, 1, 2], [0, 0, 0, 0, 0], 3, why="all rows are read as one class"),
        confusion_case(
            [1, 0, 1, 0, 0, 1, 1], [1, 1, 1, 0, 1, 0, 1], 2, why="two classes, the last pair the most frequent"
        ),
        confusion_case([3, 1, 2, 0], [3, 1, 2, 0], 4, why="all right, each class once"),
        confusion_case(
            [11] * 300 + [0, 1, 11],
            [10] * 300 + [0, 11, 1],
            12,
            why="a pair that occurs 300 times, and more than ten classes",
        ),
        confusion_case([19, 15, 3], [18, 4, 17], 20, why="more pairs of classes than a byte can count"),
    ]


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


TRANSPOSED = Misconception(
    "transposed",
    edit(digits_confusion, "return C → return C.T"),
    "Your rows and columns are exchanged.",
    "What was shown says the row, what was read the column. Other books do it the other way.",
)
PAIRS_COUNTED_ONCE = Misconception(
    "pairs_counted_once",
    edit(digits_confusion, "+= 1 → = 1"),
    "A pair that occurs often counts once with you: no entry is above 1. An assignment does that, and so does `+=` with "
    "arrays of indices: it reads all entries first, adds 1 to each, and writes to the same place again and again.",
    "Try it on rows in which one pair comes twice. What is in its place after the first, and after the second?",
)
SHARES_OF_A_ROW = Misconception(
    "shares_of_a_row",
    edit(digits_confusion, "return C → return C / np.maximum(C.sum(axis=1, keepdims=True), 1)"),
    "You divided each row by its sum. Asked for are counts.",
    "What should the whole table add up to?",
)
CONFUSION_MISTAKES = (
    TRANSPOSED,
    PAIRS_COUNTED_ONCE,
    at_once(PAIRS_COUNTED_ONCE, TRANSPOSED),
    SHARES_OF_A_ROW,
    at_once(SHARES_OF_A_ROW, TRANSPOSED),
    Misconception(
        "pairs_numbered_in_bytes",
        edit(confusion_by_number, "y_true * classes + y_pred → (y_true * classes + y_pred) % 256"),
        "Right for few classes. With {classes} the number of a pair, its row times the classes and its column, goes beyond "
        "255, and yours starts again from 0, as bytes do.",
        "Which type do the numbers have that you count?",
    ),
    Misconception(
        "counted_in_bytes",
        edit(digits_confusion, "dtype=int → dtype=np.uint8"),
        "Right for small counts. A pair that occurs more than 255 times starts again from 0 with you, as bytes do: {entry} is "
        "{yours}, expected {expected}.",
        "Which type has your array of counts, and what is the largest number that it holds?",
    ),
    Misconception(
        "shares_of_a_column",
        edit(digits_confusion, "return C → return C / np.maximum(C.sum(axis=0, keepdims=True), 1)"),
        "You divided each column by its sum. Asked for are counts.",
        "What should the whole table add up to?",
    ),
    Misconception(
        "shares_of_all",
        edit(digits_confusion, "return C → return C / len(y_true)"),
        "You divided by the number of examples. Asked for are counts.",
        "What should the whole table add up to?",
    ),
    Misconception(
        "mistakes_only",
        edit(digits_confusion, "+= 1 → += i != j"),
        "Your diagonal is empty. You counted the mistakes only.",
        "Where do the examples go that were read right?",
    ),
    Misconception(
        "hits_only",
        edit(digits_confusion, "+= 1 → += i == j"),
        "You counted only the examples that were read right.",
        "The mistakes are what the table is for: in which column does a mistake belong?",
    ),
    Misconception(
        "predictions_not_used",
        edit(digits_confusion, "C[i, j] → C[i, i]"),
        "Your diagonal holds how often each class was shown, and all else is 0: what was read is not used.",
        "Two numbers say where an example is counted. Which ones?",
    ),
    Misconception(
        "labels_not_used",
        edit(digits_confusion, "C[i, j] → C[j, j]"),
        "Your diagonal holds how often each class was read, and all else is 0: what was shown is not used.",
        "Two numbers say where an example is counted. Which ones?",
    ),
    Misconception(
        "counted_both_ways",
        edit(digits_confusion, "return C → return C + C.T"),
        "You counted each example at [i, j] and at [j, i].",
        "A 3 taken for a 5 is another mistake than a 5 taken for a 3.",
    ),
    Misconception(
        "counted_from_one",
        edit(digits_confusion, "C[i, j] → C[i - 1, j - 1]"),
        "Your counts stand one row too high and one column too far left; class 0 landed in the last.",
        "Classes count from 0. Where do rows and columns begin?",
    ),
    Misconception(
        "only_seen_labels",
        edit(digits_confusion, "return C → return C[np.unique(y_true)][:, np.unique(y_true)]"),
        "You made a row for each class that was shown: {entry} is {yours}, expected {expected}.",
        "A class that did not come up is a class all the same. How many are there? You are told.",
    ),
    Misconception(
        "only_occurring_classes",
        edit(
            digits_confusion,
            "return C → return C[np.ix_(np.union1d(y_true, y_pred), np.union1d(y_true, y_pred))]",
        ),
        "You made a row for each class that was shown or read: {entry} is {yours}, expected {expected}.",
        "A class that did not come up is a class all the same. How many are there? You are told.",
    ),
    Misconception(
        "numbered_among_those_that_occur",
        edit(
            digits_confusion,
            "C = → occurring = np.union1d(y_true, y_pred)\n"
            "    y_true, y_pred = np.searchsorted(occurring, y_true), np.searchsorted(occurring, y_pred)\n    C =",
        ),
        "You numbered the classes that occur, one after the other: behind a class that is missing, every count stands too far "
        "up and left.",
        "Class 3 has row 3 and column 3, whether or not a 2 occurs.",
    ),
    Misconception(
        "bins_from_the_extremes",
        lambda y_true, y_pred, classes: np.histogram2d(y_true, y_pred, bins=classes)[0],
        "Your bins run from the smallest label that occurs to the largest, as in a histogram without `range`: where class 0 or "
        "the last one is missing, counts stand in the wrong rows or columns.",
        "There is a row for each class, from 0 to classes − 1, whether or not it occurs.",
    ),
    Misconception(
        "classes_from_the_labels",
        edit(digits_confusion, "C = → classes = max(y_true.max(), y_pred.max()) + 1\n    C ="),
        "You counted the classes by the largest number that occurs: {entry} is {yours}, expected {expected}.",
        "The last class may not come up at all. How many are there? You are told.",
    ),
    Misconception(
        "last_row_left_out",
        edit(digits_confusion, "zip(y_true, y_pred → zip(y_true[:-1], y_pred[:-1]"),
        "Your last example is not counted.",
        "Where does your loop end? `range(N)` ends before N by itself.",
    ),
    Misconception(
        "first_row_left_out",
        edit(digits_confusion, "zip(y_true, y_pred → zip(y_true[1:], y_pred[1:]"),
        "Your first example is not counted.",
        "Where does your loop begin? Rows count from 0.",
    ),
    Misconception(
        "first_row_only",
        edit(digits_confusion, "    return C →         return C"),
        "Only your first example is counted.",
        "Is the `return` inside the loop?",
    ),
    Misconception(
        "wrong_stride",
        edit(confusion_by_number, "* classes → * (classes - 1)"),
        "Different pairs got the same number: you multiplied by the number of classes less 1.",
        "How many pairs have the first class in front? The next number is free for the first pair of the next.",
    ),
    Misconception(
        "stride_of_the_seen_classes",
        edit(
            confusion_by_number,
            "y_true * classes → y_true * (max(y_true.max(), y_pred.max()) + 1)",
        ),
        "You numbered the pairs as if there were as many classes as the largest number that occurs says.",
        "The last class may not come up at all. How many are there? You are told.",
    ),
    Misconception(
        "pairs_not_told_apart",
        edit(confusion_by_number, "y_true * classes + y_pred → y_true + y_pred"),
        "Different pairs got the same number: you added the two classes.",
        "1 and 2 have the same sum as 2 and 1. How do you write two digits as one number?",
    ),
    Misconception(
        "last_pair_missing",
        edit(confusion_by_number, ", minlength=classes**2 → "),
        "Where the last pair never occurs, `bincount` returns fewer numbers than there are pairs, and they cannot be "
        "reshaped.",
        "How is `bincount` to know how many pairs there are? Look at its other arguments.",
    ),
)


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
    misconceptions=CONFUSION_MISTAKES,
    alternatives=(confusion_one_hot, confusion_counted, confusion_by_number, confusion_add_at),
)
