"""The first two functions: a loss and an accuracy."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def average_squared_error(y_true, y_pred):
    """Σ (ŷ − y)² / N."""
    errors = y_pred - y_true
    return (errors**2).mean()


def squared_error_loop(y_true, y_pred):
    """One row at a time."""
    total = 0.0
    for truth, prediction in zip(y_true, y_pred, strict=True):
        total += float(truth - prediction) ** 2
    return total / len(y_true)


def squared_error_by_norm(y_true, y_pred):
    """The squared length of the difference, over N; an array of one number."""
    difference = y_true - y_pred
    return np.array([np.linalg.norm(difference) ** 2 / difference.size])


def squared_error_of_lists(y_true, y_pred):
    """Through lists and a dot product."""
    errors = [p - t for t, p in zip(y_true.tolist(), y_pred.tolist(), strict=True)]
    return np.dot(errors, errors) / len(errors)


def error_cases(rng):
    """Five, seven and one row, and five in float32; errors of both signs, none near ±1."""
    cases = []
    for rows in (5, 7, 1):
        y_true = 10 * rng.normal(size=rows)
        y_pred = y_true + 2.5 * away_from_zero(rng, rows) + 0.7
        cases.append(Case((y_true, y_pred), {"N": rows}))
    return [*cases, in_single_precision(cases[0])]


AVERAGE_SQUARED_ERROR = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("loss",),
    reference=average_squared_error,
    cases=error_cases,
    section="The four parts",
    hints=(
        "Three steps: the errors, their squares, the average of the squares.",
        "`y_pred - y_true` are the errors of all rows at once, and `errors**2` squares each of them.",
        "`.mean()` at the end averages. Mind the brackets: the square belongs inside, before the mean.",
    ),
    misconceptions=(
        Misconception(
            "not_squared",
            edit(average_squared_error, "errors**2 → errors"),
            "You averaged the errors without squaring them. Errors of different sign cancel that way.",
            "Square each error before you take the mean: `(...) ** 2`.",
        ),
        Misconception(
            "not_squared_other_way_round",
            edit(average_squared_error, "y_pred - y_true → y_true - y_pred", "errors**2 → errors"),
            "You averaged y − ŷ without squaring it. Errors of different sign cancel that way.",
            "Square each error before you take the mean: `(...) ** 2`. Then it does not matter which way round you "
            "subtract.",
        ),
        Misconception(
            "summed",
            edit(average_squared_error, "mean → sum"),
            "You added the squares up and did not average. There are {N} rows.",
            "`.mean()` in the place of `.sum()`, or divide by the number of rows.",
        ),
        Misconception(
            "square_of_the_mean",
            edit(average_squared_error, "(errors**2).mean() → errors.mean() ** 2"),
            "You squared the average. By then the errors of different sign have cancelled.",
            "First the squares, then their average. Mind the brackets.",
        ),
        Misconception(
            "absolute",
            edit(average_squared_error, "errors**2 → abs(errors)"),
            "You averaged the sizes of the errors. That is the mean absolute error, another loss.",
            "Square the errors: `** 2` in the place of `abs`.",
        ),
        Misconception(
            "root_taken",
            edit(average_squared_error, "(errors**2).mean() → np.sqrt((errors**2).mean())"),
            "You took the square root at the end.",
            "Stop before the root.",
        ),
        Misconception(
            "halved",
            edit(average_squared_error, "mean() → mean() / 2"),
            "Your {part} is half the expected one. Some books put ½ in front; here there is none.",
            "The average of the squares, as it is.",
        ),
        Misconception(
            "not_averaged",
            edit(average_squared_error, ".mean() → "),
            "You returned the square of each of the {N} rows: your {part} is {yours}, where a single number is expected.",
            "`.mean()` makes one number of them.",
        ),
    ),
    alternatives=(squared_error_loop, squared_error_by_norm, squared_error_of_lists),
)


def share_right(labels, scores):
    """The share of rows whose largest score stands at the place of the label."""
    answers = scores.argmax(axis=1)
    return (answers == labels).mean()


def share_right_loop(labels, scores):
    """One row at a time."""
    right = 0
    for label, row in zip(labels, scores.tolist(), strict=True):
        if row.index(max(row)) == label:
            right += 1
    return right / len(labels)


def share_right_by_score(labels, scores):
    """A row is right where the score of its label is as large as the largest."""
    return np.average(scores[np.arange(len(labels)), labels] >= scores.max(axis=1))


def share_right_by_sorting(labels, scores):
    """The last place after sorting; errors counted."""
    wrong = np.argsort(scores, axis=1)[:, -1] != labels
    return 1 - np.count_nonzero(wrong) / wrong.size


def score_table(rng, rows, classes, right):
    """The first `right` rows are right, row 0 by the largest score of all; the others are wrong in two ways."""
    labels = np.append(0, rng.integers(1, classes, size=rows - 1))
    scores = rng.uniform(-1, 1, size=(rows, classes))
    for n, label in enumerate(labels):
        top, bottom = (label, label + 1) if n < right else (label - 1, label + 1) if n % 2 == 0 else (label + 2, label)
        scores[n, top % classes], scores[n, bottom % classes] = rng.uniform(1.2, 3), rng.uniform(-3, -1.2)
    scores[0, 0] = 4.5
    return labels, scores


def accuracy_cases(rng):
    """Tables in which neither none, half nor all are right, then a single row, and one table in float32."""
    cases = []
    for rows, classes, right in [(7, 4, 2), (9, 5, 6), (1, 4, 1)]:
        cases.append(Case(score_table(rng, rows, classes, right), {"N": rows, "K": classes}))
    return [*cases, in_single_precision(cases[0])]


SHARE_RIGHT = Question(
    difficulty="easy",
    minutes=8,
    points=2,
    parts=("accuracy",),
    reference=share_right,
    cases=accuracy_cases,
    section="The four parts",
    hints=(
        "For each row: at which place is its largest score? That place is the network's answer.",
        "`scores.argmax(axis=1)` gives the place of the largest score in every row, counted from 0.",
        "Compare these answers with the labels: `==` gives True where a row is right.",
        "The mean of True and False is the share of True.",
    ),
    misconceptions=(
        Misconception(
            "counted",
            edit(share_right, "mean → sum"),
            "You counted the right rows. The question asks for their share of all {N}.",
            "Divide by the number of rows, or take the mean.",
        ),
        Misconception(
            "percent",
            edit(share_right, "return → return 100 *"),
            "Your {part} is in percent.",
            "A share lies between 0 and 1.",
        ),
        Misconception(
            "share_wrong",
            edit(share_right, "== → !="),
            "You returned the share of rows that are wrong.",
            "Count where answer and label are equal.",
        ),
        Misconception(
            "smallest_score",
            edit(share_right, "argmax → argmin"),
            "You took the place of the smallest score.",
            "The network's answer is where its score is largest: `argmax`.",
        ),
        Misconception(
            "one_place_for_all",
            edit(share_right, "axis=1 → "),
            "You looked for the largest score of the whole table. Every row has an answer of its own.",
            "`axis=1` lets `argmax` go along each row.",
        ),
        Misconception(
            "score_for_place",
            edit(share_right, "argmax → max"),
            "You compared the largest score with the label. The label is a place, so compare it with the place of the "
            "largest score.",
            "`argmax` in the place of `max`.",
        ),
        Misconception(
            "counted_from_one",
            edit(share_right, "answers == → answers + 1 =="),
            "You counted places from 1. The labels count from 0.",
            "`argmax` counts from 0 already. Leave it as it is.",
        ),
        Misconception(
            "divided_by_classes",
            edit(share_right, "mean() → sum() / scores.shape[1]"),
            "You divided by the number of classes, {K}. A share of the rows is divided by the number of rows, {N}.",
            "`len(labels)` is the number of rows.",
        ),
    ),
    alternatives=(share_right_loop, share_right_by_score, share_right_by_sorting),
)
