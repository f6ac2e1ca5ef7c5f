"""Accuracy: the share of rows whose largest probability is that of the label."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def with_answers(rng, answers, y, classes, why=""):
    """A case in which the net's answers are these: the largest probability is below ½ in every other row."""
    answers, y = np.array(answers), np.array(y)
    rows = np.arange(len(y))
    logits = rng.uniform(-1, 0, size=(len(y), classes))
    logits[rows, answers] = np.where(rows % 2, 0.1, 3)
    return Case((softmax(logits), y), {"N": len(y), "classes": classes}, why)


def prediction_cases(rng):
    """The example; all right, none right; one row; as many rows as classes; both ends of the classes; many rows."""
    example = np.array([[0.4, 0.35, 0.25], [0.1, 0.2, 0.7], [0.3, 0.6, 0.1], [0.5, 0.2, 0.3]]), np.array([0, 1, 1, 0])
    cases = [
        Case(example, {"N": 4, "classes": 3}, why="the example of the exercise"),
        with_answers(rng, [2], [2], 3, why="one row, right"),
        with_answers(rng, [0], [3], 4, why="one row, wrong"),
        with_answers(rng, [1, 4, 0], [2, 3, 1], 5, why="none right"),
        with_answers(rng, [1, 0, 1, 1, 0], [1, 0, 1, 1, 0], 2, why="all right, of two classes"),
        with_answers(rng, [0, 2, 3, 1, 1], [0, 2, 4, 3, 1], 5, why="as many rows as classes"),
    ]
    for rows, classes, right in [(9, 4, 5), (8, 10, 5), (11, 6, 7)]:
        answers = rng.integers(0, classes, size=rows)
        answers[:2] = 0, classes - 1
        slip = np.where(np.arange(rows) < right, 0, rng.integers(1, classes, size=rows))
        cases.append(with_answers(rng, answers, (answers + slip) % classes, classes))
    answers = rng.integers(0, 3, size=310)
    slip = np.where(np.arange(310) < 290, 0, 1)
    cases.append(with_answers(rng, answers, (answers + slip) % 3, 3, why="290 right rows, more than a byte can count"))
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


def accuracy_of_each_class(p, y):
    """The mean over the classes that occur of the share that is right in each."""
    hits = p.argmax(axis=1) == y
    return np.mean([hits[y == k].mean() for k in np.unique(y)])


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
            "You counted the right rows, {yours}; their share is {expected}.",
            "A share is a number between 0 and 1. What do you divide by?",
        ),
        Misconception(
            "counted_in_bytes",
            edit(digits_accuracy, ".mean() → .astype(np.uint8).sum(dtype=np.uint8) / len(y)"),
            "Right for few rows. Of {N}, more than 255 are right, and your count starts again from 0 there, as bytes do: "
            "{yours}, expected {expected}.",
            "Which type has your count, and what is the largest number that it holds?",
        ),
        Misconception(
            "divided_by_classes",
            edit(digits_accuracy, ".mean() → .sum() / p.shape[1]"),
            "You divided the number of right rows by {classes}, the number of classes: {yours}, expected {expected}.",
            "What is the share a share of?",
        ),
        Misconception(
            "hits_not_averaged",
            edit(digits_accuracy, ".mean() → "),
            "You returned for each row whether it is right. Asked is one number, their share.",
            "What does the mean of True and False say, counted as 1 and 0?",
        ),
        Misconception(
            "in_percent",
            edit(digits_accuracy, "return → return 100 *"),
            "{yours} is in per cent; asked is a share between 0 and 1, {expected}.",
            "Which factor turns a share into per cent?",
        ),
        Misconception(
            "rounded",
            edit(digits_accuracy, "return (guess == y).mean() → return np.round((guess == y).mean(), 2)"),
            "You rounded the share to two digits. Most shares have more.",
            "Return the share as it is, and round only where you print it.",
        ),
        Misconception(
            "probability_of_the_label",
            edit(digits_accuracy, "(guess == y) → p[np.arange(len(y)), y]"),
            "{yours} is the mean probability of the right class; the share of right answers is {expected}.",
            "A row counts fully as soon as its label has the largest probability, however small that is.",
        ),
        Misconception(
            "probability_of_the_answer",
            edit(digits_accuracy, "(guess == y) → p.max(axis=1)"),
            "{yours} is the mean of the largest probabilities: how sure the net is, and not how often it is right.",
            "Where do the labels come in?",
        ),
        Misconception(
            "threshold_of_a_half",
            edit(digits_accuracy, "guess == y → p[np.arange(len(y)), y] > 0.5"),
            "You asked whether the label's probability is above ½ and got {yours}, expected {expected}.",
            "With three or more classes the largest probability may be below ½. What should it be compared with?",
        ),
        Misconception(
            "at_least_a_half",
            edit(digits_accuracy, "guess == y → p[np.arange(len(y)), y] >= 0.5"),
            "You asked whether the label's probability is ½ or more and got {yours}, expected {expected}.",
            "With three or more classes the largest probability may be below ½. What should it be compared with?",
        ),
        Misconception(
            "entries_for_rows",
            edit(digits_accuracy, "guess == y → np.eye(p.shape[1])[guess] == np.eye(p.shape[1])[y]"),
            "You compared all entries of one-hot rows: most of them are 0 on both sides, in wrong rows too.",
            "A row is right or wrong as a whole. Compare the answers, one for each row.",
        ),
        Misconception(
            "error_rate",
            edit(digits_accuracy, "== → !="),
            "{yours} is the share of wrong answers; the share of right ones is {expected}.",
            "Which rows do you count?",
        ),
        Misconception(
            "smallest_for_largest",
            edit(digits_accuracy, "argmax → argmin"),
            "You took the class with the smallest probability for the net's answer.",
            "The answer is the class that the net finds most likely.",
        ),
        Misconception(
            "counted_from_one",
            edit(digits_accuracy, "guess == y → guess + 1 == y"),
            "You compared answers counted from 1 with labels counted from 0.",
            "What does argmax return for the first column, and which label is that?",
        ),
        Misconception(
            "all_or_nothing",
            edit(digits_accuracy, ".mean() → .all()"),
            "You asked whether all rows are right: {yours}. Their share is {expected}.",
            "Compare row by row, and see how many agree.",
        ),
        Misconception(
            "argmax_over_the_rows",
            edit(digits_accuracy, "axis=1 → axis=0"),
            "You took the largest entry of each column, one answer for each class. Each row needs an answer.",
            "Along which axis do the classes of one row lie?",
        ),
        Misconception(
            "argmax_of_everything",
            edit(digits_accuracy, "axis=1 → "),
            "You took the largest of all probabilities: that is one answer for all rows. Each row needs its own.",
            "Along which axis do the classes of one row lie?",
        ),
        Misconception(
            "averaged_by_class",
            accuracy_of_each_class,
            "You took the share of each class and averaged those: {yours}, expected {expected}. Here every row counts the "
            "same.",
            "How many rows are right, and of how many?",
        ),
        Misconception(
            "answers_against_all_labels",
            edit(digits_accuracy, "guess == y → guess[:, None] == y"),
            "You compared every answer with every label: a column (N, 1) meets a row (N,).",
            "Which shapes have the two sides of ==?",
        ),
    ),
    alternatives=(accuracy_counted, accuracy_by_label, accuracy_sorted),
)
