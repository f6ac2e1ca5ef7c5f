"""Sparse categorical cross-entropy: the labels are class indices, the loss is the same."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.loss_functions.categorical_logits import (
    classes_cases,
    faults_of_the_mean,
    faults_of_the_softmax,
    log_softmax,
)
from dlcourse.checks.catalogue.loss_functions.whole_numbers import cut_as_the_logits
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
    y, z, rows = np.eye(logits.shape[1])[y_true], logits, np.arange(len(logits))
    p = softmax(logits)
    log_p = log_softmax(logits)
    losses, slope = -log_p[rows, y_true], p - y
    return losses.mean(), slope / len(z)


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


def class_index_cases(rng):
    """The text's example, then the cases for classes, with the classes' numbers."""
    example = (np.array([1, 0]), np.array([[2, 1, 0], [2, 1, 0]]))
    cases = [Case(example, {"N": 2, "K": 3, "entries": 6}, why="the text's example, with logits as whole numbers")]
    for case in classes_cases(rng):
        one_hot_rows, logits = case.arguments
        cases.append(Case((one_hot_rows.argmax(axis=1), logits), case.sizes, case.why))
    return cases


SPARSE = Question(
    name="sparse_crossentropy_from_logits",
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("loss", "dlogits"),
    reference=sparse_logits,
    cases=class_index_cases,
    section="One of many: categorical and sparse",
    hints=(
        "The label is an index: of each row of ln softmax(z) only one entry counts.",
        "`log_p[np.arange(N), y_true]` picks one entry from each row. `log_p[:, y_true]` would pick whole columns.",
        "For the gradient start from p = e^log_p, a new array, take 1 off at [np.arange(N), y_true], and divide by N.",
    ),
    misconceptions=(
        *faults_of_the_mean(sparse_in_short),
        Misconception(
            "whole_columns",
            edit(sparse_in_short, "log_p[rows, y_true] → log_p[:, y_true]"),
            "Your loss mixes the rows: {yours}, expected {expected}. `[:, y_true]` picks {N} whole columns, for every row the "
            "classes of all rows.",
            "One entry of each row is wanted. Which rows go with which classes?",
        ),
        Misconception(
            "whole_rows",
            edit(sparse_in_short, "log_p[rows, y_true] → log_p[y_true % len(z)]"),
            "Your loss mixes rows and classes: {yours}, expected {expected}. `[y_true]` picks whole rows, by the numbers of "
            "the classes.",
            "One entry of each row is wanted. Which rows go with which classes?",
        ),
        Misconception(
            "columns_lowered",
            edit(sparse_in_short, "p - y\n → p - y.any(axis=0)\n"),
            "Your gradient takes 1 off in whole columns: `[:, y_true] -= 1` reaches every row.",
            "One entry of each row is lowered. Which rows go with which classes?",
        ),
        Misconception(
            "class_index_subtracted",
            edit(sparse_in_short, "p - y\n → p - y_true[:, None]\n"),
            "You subtracted the class index itself. The index is a name, not a quantity.",
            "In p − y the y is a one-hot row. Where does it have its 1?",
        ),
        Misconception(
            "class_index_as_weight",
            edit(sparse_in_short, "-log_p[rows, y_true] → -(y_true[:, None] * log_p).sum(axis=1)"),
            "Your loss multiplies by the class index: {yours}, expected {expected}. Class 0 costs nothing that way, and the "
            "last class the most.",
            "The label says which entry of ln p counts; it is an index, not a factor.",
        ),
        Misconception(
            "counted_from_one",
            edit(sparse_in_short, "log_p[rows, y_true] → log_p[rows, y_true - 1]", "[y_true], → [y_true - 1],"),
            "Your {part} takes the class before the right one: you subtracted 1 from the class indices.",
            "They run from 0 to K − 1, with K = {K}, as Python's indices do.",
        ),
        Misconception(
            "largest_for_true_class",
            edit(sparse_in_short, "log_p[rows, y_true] → log_p.max(axis=1)"),
            "Your loss takes the largest probability of each row, whatever the label.",
            "Which entry of a row counts? `y_true` says so.",
        ),
        Misconception(
            "label_missing_in_the_loss",
            edit(sparse_in_short, "-log_p[rows, y_true] → -log_p.sum(axis=1)"),
            "Your loss adds up ln p over all classes, whatever the label.",
            "Which entry of a row counts? `y_true` says so.",
        ),
        Misconception(
            "divided_before_the_one",
            edit(sparse_in_short, "p - y\n → p - len(z) * y\n"),
            "You divided by N before you took the 1 off. The 1 needs the 1/N too.",
            "In (p − one-hot)/N the division reaches both. In which order do your two lines stand?",
        ),
        Misconception(
            "one_added",
            edit(sparse_in_short, "p - y\n → p + y\n"),
            "You added 1 at the true class where it is taken off.",
            "Raising the true class' logit lowers the loss: a negative slope.",
        ),
        Misconception(
            "classes_from_the_labels",
            edit(sparse_in_short, "np.eye(logits.shape[1])[y_true] → np.eye(y_true.max() + 1)[y_true]"),
            "You counted the classes from the labels, as `y_true.max() + 1` does: where the last class does not "
            "occur among them, your one-hot rows are too short.",
            "How many classes there are does not depend on the batch. Which of the two arguments knows it?",
        ),
        Misconception(
            "different_labels_counted",
            edit(sparse_in_short, "np.eye(logits.shape[1])[y_true] → np.eye(len(np.unique(y_true)))[y_true]"),
            "You counted the classes among the labels, as `np.unique` does: where a class does not occur among them, your "
            "one-hot rows are too short.",
            "How many classes there are does not depend on the batch. Which of the two arguments knows it?",
        ),
        Misconception(
            "numbered_among_those_that_occur",
            edit(
                sparse_in_short,
                "y, z, rows = np.eye → y_true = np.unique(y_true, return_inverse=True)[1]\n    y, z, rows = np.eye",
            ),
            "You numbered anew the classes that occur among the labels, as `np.unique` does: where one is missing, every "
            "class above it takes the logit of another.",
            "A class index is a column of the logits, whichever classes occur in the batch.",
        ),
        cut_as_the_logits(edit(sparse_in_short, "slope / len(z) → (slope / len(z)).astype(logits.dtype)")),
        *faults_of_the_softmax(sparse_in_short, "softmax(logits)", "log_softmax(logits)"),
    ),
    alternatives=(sparse_by_one_hot, sparse_loop, sparse_taken_along),
)
