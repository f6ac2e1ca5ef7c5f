"""Sparse categorical cross-entropy: the labels are class numbers, the loss is the same."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.loss_functions.categorical_logits import classes_cases, log_softmax
from dlcourse.checks.engine.question import Case, Misconception, Question


def sparse_logits(y_true, logits):
    """−1/N Σ ln softmax(z)[n, yₙ]; softmax(z) with 1 taken off at [n, yₙ], over N."""
    rows = np.arange(len(logits))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[rows, y_true].mean()
    gradient = np.exp(log_p)
    gradient[rows, y_true] -= 1
    return loss, gradient / len(logits)


def sparse_in_short(y_true, logits):
    """With functions for softmax and ln softmax, and one-hot rows: most of the wrong answers are edits of this form."""
    y = np.eye(logits.shape[1])[y_true]
    p = softmax(logits)
    log_p = log_softmax(logits)
    return -log_p[y == 1].mean(), (p - y) / len(p)


def sparse_by_one_hot(y_true, logits):
    """One-hot rows first, then the formula for them."""
    y = np.eye(logits.shape[1])[y_true]
    log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    return -np.einsum("nk,nk", y, log_p) / len(y), (np.exp(log_p) - y) / len(y)


def sparse_loop(y_true, logits):
    """Row by row; a list of lists."""
    total, gradient = 0.0, []
    for k, z in zip(y_true.tolist(), logits.astype(float).tolist(), strict=True):
        log_sum = max(z) + np.log(sum(np.exp(value - max(z)) for value in z))
        total += log_sum - z[k]
        gradient.append([(np.exp(value - log_sum) - (place == k)) / len(y_true) for place, value in enumerate(z)])
    return [total / len(y_true), gradient]


def sparse_taken_along(y_true, logits):
    """With take_along_axis and put_along_axis, in Fortran order."""
    index = y_true.reshape(-1, 1)
    log_p = np.asfortranarray(log_softmax(logits))
    step = np.zeros_like(log_p)
    np.put_along_axis(step, index, -1.0, axis=1)
    return -np.take_along_axis(log_p, index, axis=1).mean(), (np.exp(log_p) + step) / len(log_p)


def class_number_cases(rng):
    """The cases for one-hot labels, with their class numbers; class 0 and the last class both occur."""
    cases = []
    for case in classes_cases(rng):
        one_hot_rows, logits = case.arguments
        y = one_hot_rows.argmax(axis=1)
        if len(y) > 3:
            y = rng.permutation(np.append(y[2:], [0, logits.shape[1] - 1]))
        cases.append(Case((y, logits), case.sizes))
    return cases


SPARSE = Question(
    name="sparse_crossentropy_from_logits",
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("loss", "dlogits"),
    reference=sparse_logits,
    cases=class_number_cases,
    section="One of many: categorical and sparse",
    hints=(
        "The class number is an index: of each row of ln softmax(z) only one entry counts.",
        "`log_p[np.arange(N), y_true]` picks one entry from each row. `log_p[:, y_true]` would pick whole columns.",
        "For the gradient start from p = e^log_p, a new array, take 1 off at [np.arange(N), y_true], and divide by N.",
    ),
    misconceptions=(
        Misconception(
            "whole_columns",
            edit(sparse_logits, "log_p[rows, y_true] → log_p[:, y_true]"),
            "Your loss mixes the rows: {yours}, expected {expected}. `log_p[:, y_true]` picks {N} whole columns, for every "
            "row the classes of all rows.",
            "`log_p[np.arange(len(log_p)), y_true]` picks one entry from each row.",
        ),
        Misconception(
            "columns_lowered",
            edit(sparse_in_short, "(p - y) → (p - y.any(axis=0))"),
            "Your gradient takes 1 off in whole columns. `p[:, y_true] -= 1` reaches every row.",
            "`p[np.arange(len(p)), y_true] -= 1` reaches one entry of each row.",
        ),
        Misconception(
            "class_number_subtracted",
            edit(sparse_in_short, "(p - y) → (p - y_true[:, None])"),
            "You subtracted the class number itself. The number is a name, not a quantity.",
            "In p − y the y is the one-hot row: 1 at the place that the class number names, 0 elsewhere.",
        ),
        Misconception(
            "class_number_as_weight",
            edit(sparse_logits, "log_p[rows, y_true].mean() → (y_true[:, None] * log_p).sum() / len(logits)"),
            "Your loss multiplies by the class number: {yours}, expected {expected}. Class 0 costs nothing that way, and "
            "the last class the most.",
            "The class number says which entry of ln p counts; it is an index, not a factor.",
        ),
        Misconception(
            "counted_from_one",
            edit(sparse_in_short, "[y_true] → [y_true - 1]"),
            "You took the class before the right one. You subtracted 1 from the class numbers.",
            "They run from 0 to K − 1, with K = {K}, as Python's indices do. Use them as they are.",
        ),
        Misconception(
            "label_missing_in_the_gradient",
            edit(sparse_in_short, "(p - y) → p"),
            "Your gradient does not know the labels. It is softmax(z)/N.",
            "Take 1 off at the true class of each row, then divide by N.",
        ),
        Misconception(
            "gradient_not_divided",
            edit(sparse_in_short, " / len(p) → "),
            "Your gradient is {ratio} times the expected one, and the batch has {N} rows: the loss is a mean, so each "
            "row carries 1/N.",
            "The 1/N of the loss stays when you take the derivative.",
        ),
        Misconception(
            "summed",
            edit(sparse_in_short, "mean → sum", " / len(p) → "),
            "Your {part} is {ratio} times the expected one, and the batch has {N} rows: you added up and never "
            "divided.",
            "The loss is a mean over the rows, and the gradient inherits the 1/N.",
        ),
        Misconception(
            "divided_before_the_one",
            edit(sparse_in_short, "(p - y) / len(p) → p / len(p) - y"),
            "You divided by N before you took the 1 off. The 1 needs the 1/N too.",
            "(p − one-hot)/N: first subtract, then divide.",
        ),
        Misconception(
            "wrong_sign",
            edit(sparse_in_short, "p - y → y - p"),
            "Your gradient has the wrong sign. You have y − p.",
            "Raising the true class' logit lowers the loss, so its slope is negative: p − y.",
        ),
        Misconception(
            "logarithm_of_the_softmax",
            edit(sparse_logits, "-log_p[ → -np.log(softmax(logits))["),
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: the softmax is rounded to "
            "0, and then comes ln 0.",
            "Compute ln softmax(z) directly: z − max − ln Σ e^(z − max).",
        ),
        Misconception(
            "exponential_overflows",
            edit(
                sparse_in_short,
                "p = softmax(logits) → p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)",
                "log_softmax(logits) → np.log(p)",
            ),
            "Right for moderate logits, and {entry} is {yours} for logits near ±1000, where {expected} is right: e^1000 "
            "overflows.",
            "Subtract each row's largest logit before you take exp: the same result, and no overflow.",
        ),
    ),
    alternatives=(sparse_by_one_hot, sparse_loop, sparse_taken_along),
)
