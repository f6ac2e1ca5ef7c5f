"""Answers to exercise 00 as strangers write them: right ones in other words, wrong ones with their true cause."""

import math
from statistics import fmean

import numpy as np

# average_squared_error


def mse_accumulated(y_true, y_pred):
    n, total = 0, 0.0
    for n, (a, b) in enumerate(zip(y_true, y_pred), start=1):  # noqa: B905, B007
        gap = a - b
        total += gap * gap
    return total / n


def mse_expanded(y_true, y_pred):
    return np.mean(y_true * y_true) - 2 * np.mean(y_true * y_pred) + np.mean(y_pred * y_pred)


def mse_returns_at_once(y_true, y_pred):
    total = 0
    for a, b in zip(y_true, y_pred):  # noqa: B905
        total += (b - a) ** 2
        return total / len(y_true)


def mse_forgets(y_true, y_pred):
    for i in range(len(y_true)):
        total = 0
        total += (y_pred[i] - y_true[i]) ** 2
    return total / len(y_true)


def mse_from_one(y_true, y_pred):
    return sum((y_pred[i] - y_true[i]) ** 2 for i in range(1, len(y_true))) / len(y_true)


def mse_to_the_last_but_one(y_true, y_pred):
    return sum((y_pred[i] - y_true[i]) ** 2 for i in range(len(y_true) - 1)) / len(y_true)


def mse_mean_of_the_rest(y_true, y_pred):
    return np.mean((y_pred[1:] - y_true[1:]) ** 2) if len(y_true) > 1 else 0.0


def mse_prints(y_true, y_pred):
    print(np.mean((y_pred - y_true) ** 2))


# share_right


def accuracy_by_sorted_places(labels, scores):
    hits = 0
    for n, label in enumerate(labels):
        order = sorted(range(len(scores[n])), key=lambda k: scores[n][k])
        hits += order[-1] == label
    return hits / len(labels)


def accuracy_by_beaten_scores(labels, scores):
    chosen = scores[np.arange(labels.size), labels][:, None]
    return float(np.all(scores <= chosen, axis=1).mean())


def accuracy_one_hot(labels, scores):
    answers = np.eye(scores.shape[1])[scores.argmax(1)]
    return (answers * np.eye(scores.shape[1])[labels]).sum() / len(scores)


def accuracy_from_zero(labels, scores):
    right = 0
    for label, row in zip(labels, scores):  # noqa: B905
        winner, top = 0, 0.0
        for k, score in enumerate(row):
            if score > top:
                winner, top = k, score
        right += winner == label
    return right / len(labels)


def accuracy_running_maximum(labels, scores):
    right, top, winner = 0, scores[0, 0], 0
    for label, row in zip(labels, scores):  # noqa: B905
        for k, score in enumerate(row):
            if score > top:
                winner, top = k, score
        right += winner == label
    return right / len(labels)


def accuracy_first_row(labels, scores):
    right = 0
    for label, row in zip(labels, scores):  # noqa: B905
        if row.argmax() == label:
            right += 1
        return right / len(labels)


def accuracy_last_row(labels, scores):
    for label, row in zip(labels, scores):  # noqa: B905
        right = 0
        if row.argmax() == label:
            right += 1
    return right / len(labels)


def accuracy_stops_at_a_mistake(labels, scores):
    right = 0
    for label, row in zip(labels, scores):  # noqa: B905
        if row.argmax() != label:
            break
        right += 1
    return right / len(labels)


RIGHT = {
    "numbers_in_a_picture": [
        lambda: 64,
        lambda: 8**2,
        lambda: np.zeros((8, 8)).size,
        lambda: [64],
        lambda: np.int64(64),
    ],
    "average_squared_error": [
        mse_accumulated,
        mse_expanded,
        lambda y_true, y_pred: np.average(np.square(y_true - y_pred)),
        lambda y_true, y_pred: fmean((a - b) ** 2 for a, b in zip(y_true.tolist(), y_pred.tolist())),  # noqa: B905
        lambda y_true, y_pred: np.float32(((y_pred - y_true) ** 2).mean()),
        lambda y_true, y_pred: [np.einsum("i,i", y_pred - y_true, y_pred - y_true) / len(y_true)],
    ],
    "share_right": [
        accuracy_by_sorted_places,
        accuracy_by_beaten_scores,
        accuracy_one_hot,
        lambda labels, scores: 1 - np.mean(np.argmax(scores, axis=-1) != labels),
        lambda labels, scores: np.array([np.mean(np.equal(scores.argmax(1), labels))]),
    ],
    "updates_in_training": [
        lambda: 1350,
        lambda: 30 * math.ceil(1437 / 32),
        lambda: sum(1 for _ in range(30) for _ in range(0, 1437, 32)),
        lambda: 1350.0,
    ],
    "what_the_curves_say": [lambda: "c", lambda: "C)", lambda: ["c"], lambda: " c"],
}

WRONG = {
    "numbers_in_a_picture": [
        (lambda: 8 + 8, "sides added", ("sides_added",)),
        (lambda: 8, "one row", ("one_side",)),
        (lambda: (8, 8), "the shape", ("shape_returned",)),
        (lambda: 640, "times ten digits", ("ten_classes_added",)),
        (lambda: 784, "the pictures of another set", ("larger_pictures",)),
        (lambda: 192, "three colours", ("three_colours",)),
        (lambda: 10, "classes", ("answers_counted",)),
        (lambda: 63, "counted from 0", ("counted_from_zero",)),
        (lambda: 49, "7 by 7", ("rows_from_zero",)),
        (lambda: 1437, "pictures", ("pictures_counted",)),
        (lambda: "64", "text", ()),
        (lambda: 72, "8 times 9", ()),
    ],
    "average_squared_error": [
        (lambda y_true, y_pred: (y_pred - y_true).mean(), "not squared", ("not_squared",)),
        (lambda y_true, y_pred: np.mean(y_true - y_pred), "y minus prediction", ("not_squared_other_way_round",)),
        (lambda y_true, y_pred: np.sum((y_pred - y_true) ** 2), "sum", ("summed",)),
        (lambda y_true, y_pred: np.sum((y_pred - y_true) ** 2) / 2, "half the sum", ("half_the_sum",)),
        (lambda y_true, y_pred: np.mean((y_pred - y_true) ** 2) / 2, "half", ("halved",)),
        (lambda y_true, y_pred: np.mean((y_pred - y_true) ** 2) / len(y_true), "divided twice", ("divided_again",)),
        (lambda y_true, y_pred: np.mean(y_pred - y_true) ** 2, "square of the mean", ("square_of_the_mean",)),
        (lambda y_true, y_pred: np.mean(np.abs(y_true - y_pred)), "mean absolute error", ("absolute",)),
        (lambda y_true, y_pred: math.sqrt(np.mean((y_true - y_pred) ** 2)), "root", ("root_taken",)),
        (lambda y_true, y_pred: np.linalg.norm(y_true - y_pred), "length", ("length_of_the_errors",)),
        (lambda y_true, y_pred: np.var(y_pred - y_true), "variance", ("variance_of_the_errors",)),
        (lambda y_true, y_pred: np.mean(y_pred - y_true**2), "brackets", ("brackets_missing",)),
        (lambda y_true, y_pred: np.mean(y_pred**2 - y_true**2), "squares subtracted", ("squared_before_subtracting",)),
        (lambda y_true, y_pred: np.mean((y_pred - y_true) * 2), "doubled", ("doubled",)),
        (
            lambda y_true, y_pred: np.sum((y_pred - y_true) ** 2) / (len(y_true) - 1),
            "N − 1",
            ("divided_by_n_minus_1",),
        ),
        (lambda y_true, y_pred: (y_pred - y_true) ** 2, "no mean", ("not_averaged",)),
        (lambda y_true, y_pred: ((y_pred - y_true) ^ 2).mean(), "^ for a power", ()),
        (lambda y_true, y_pred: np.abs(y_pred - y_true).sum(), "two at once: absolute, summed", ()),
        (lambda y_true, y_pred: (y_pred - y_true).sum(), "two at once: not squared, summed", ()),
        (lambda y_true, y_pred: np.sum((y_pred - y_true) ** 2) // len(y_true), "rounded down", ("rounded_down",)),
        (lambda y_true, y_pred: np.mean(y_true * y_pred), "product", ()),
        (lambda y_true, y_pred: -np.mean((y_pred - y_true) ** 2), "sign", ("negative",)),
        (lambda y_true, y_pred: np.max((y_pred - y_true) ** 2), "largest", ("largest_error",)),
        (mse_returns_at_once, "return in the loop", ("first_row_only",)),
        (mse_forgets, "total set to 0 in the loop", ("last_row_only",)),
        (mse_from_one, "loop from 1", ("first_row_skipped",)),
        (mse_to_the_last_but_one, "loop to N − 1", ("last_row_skipped",)),
        (mse_mean_of_the_rest, "first row left out of the mean", ()),
        (mse_prints, "prints and returns nothing", ()),
    ],
    "share_right": [
        (lambda labels, scores: (scores.argmax(axis=1) == labels).sum(), "counted", ("counted",)),
        (lambda labels, scores: 100 * np.mean(scores.argmax(1) == labels), "percent", ("percent",)),
        (lambda labels, scores: np.mean(scores.argmax(1) != labels), "error rate", ("share_wrong",)),
        (lambda labels, scores: np.mean(scores.argmin(axis=1) == labels), "argmin", ("smallest_score",)),
        (lambda labels, scores: np.mean(scores.argmax() == labels), "no axis", ("one_place_for_all",)),
        (lambda labels, scores: np.mean(scores.argmax(axis=0) == labels), "axis 0", ("argmax_over_the_rows",)),
        (lambda labels, scores: np.mean(scores.argmax(axis=1) + 1 == labels), "from 1", ("counted_from_one",)),
        (lambda labels, scores: np.mean(scores.max(axis=1) == labels), "max for argmax", ("score_for_place",)),
        (lambda labels, scores: np.mean(np.abs(scores).argmax(axis=1) == labels), "largest size", ("largest_in_size",)),
        (lambda labels, scores: np.mean(scores[np.arange(len(labels)), labels]), "mean score", ("score_of_the_label",)),
        (
            lambda labels, scores: np.mean(scores[np.arange(len(labels)), labels] > 0.5),
            "above one half",
            ("label_above_half",),
        ),
        (
            lambda labels, scores: np.sum(scores.argmax(1) == labels) / scores.shape[1],
            "divided by K",
            ("divided_by_classes",),
        ),
        (
            lambda labels, scores: np.sum(scores.argmax(1) == labels) / scores.size,
            "divided by N·K",
            ("divided_by_all_entries",),
        ),
        (lambda labels, scores: np.sum(scores.argmax(1) == labels) // len(labels), "rounded down", ("all_or_nothing",)),
        (lambda labels, scores: scores.argmax(1) == labels, "not averaged", ("not_averaged",)),
        (lambda labels, scores: scores.argmax(1), "answers", ("answers_returned",)),
        (lambda labels, scores: np.all(scores.argmax(1) == labels), "all", ("all_or_nothing",)),
        (lambda labels, scores: 100 * np.mean(scores.argmax(1) != labels), "two at once: error rate in percent", ()),
        (lambda labels, scores: np.sum(scores.argmin(1) == labels), "two at once: argmin, counted", ()),
        (lambda labels, scores: round(np.mean(scores.argmax(1) == labels), 2), "rounded", ("rounded_to_two_digits",)),
        (lambda labels, scores: np.mean(scores.argmax(1) >= labels), "at least the label", ()),
        (accuracy_from_zero, "search from 0", ("starts_at_zero",)),
        (accuracy_running_maximum, "search never reset", ("never_reset",)),
        (accuracy_first_row, "return in the loop", ("first_row_only",)),
        (accuracy_last_row, "count set to 0 in the loop", ("last_row_only",)),
        (accuracy_stops_at_a_mistake, "break", ()),
    ],
    "updates_in_training": [
        (lambda: 1320, "last batch dropped", ("last_batch_dropped",)),
        (lambda: 45, "one epoch", ("one_epoch",)),
        (lambda: 43110, "a row each", ("every_row",)),
        (lambda: 30, "an epoch each", ("every_epoch",)),
        (lambda: 1437 / 32 * 30, "not rounded", ("not_whole",)),
        (lambda: math.ceil(1437 * 30 / 32), "rounded up at the end", ("rounded_up_at_the_end",)),
        (lambda: 1437 * 30 // 32, "rounded down at the end", ("rounded_at_the_end",)),
        (lambda: 1437, "rows", ("one_epoch_of_rows",)),
        (lambda: 960, "batch size times epochs", ("batch_size_for_batches",)),
        (lambda: 1349, "off by one", ("one_too_few",)),
        (lambda: 1380, "one batch too many", ("one_batch_too_many",)),
        (lambda: 1000, "a guess", ()),
    ],
    "what_the_curves_say": [
        (lambda: "a", "the claim", ("claim_proved",)),
        (lambda: "b", "the claim refuted", ("claim_refuted",)),
        (lambda: "d", "no help", ("no_learning",)),
        (lambda: "B)", "with a bracket", ("claim_refuted",)),
        (lambda: "e", "no such letter", ()),
        (lambda: "the third", "a word", ()),
        (lambda: ["d"], "in a list", ("no_learning",)),
        (lambda: 3, "a number", ()),
        (lambda: "cd", "two letters", ()),
    ],
}
