"""The gradient of softmax and cross-entropy with respect to the logits."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def softmax_crossentropy_backward(y_true, logits):
    """dlogits = (softmax(logits) − y) / N."""
    p = softmax(logits)
    dz = (p - y_true) / len(logits)
    return dz


def softmax_crossentropy_by_chain(y_true, logits):
    """The long way: ∂L/∂p = −y/p/N, then each row's Jacobian diag(p) − p pᵀ."""
    p = softmax(logits.astype(np.float64)) + 1e-300
    dp = -y_true / p / len(p)
    return np.array([(np.diag(row) - np.outer(row, row)) @ d for row, d in zip(p, dp, strict=True)])


def softmax_crossentropy_by_index(y_true, logits):
    """Subtract 1 from the true class' probability, on a copy."""
    z = logits - logits.max(axis=1)[:, None]
    p = np.exp(z - np.log(np.exp(z).sum(axis=1))[:, None])
    p[np.arange(len(p)), y_true.argmax(axis=1)] -= 1
    p /= len(p)
    return p


def softmax_crossentropy_loop(y_true, logits):
    """Row by row."""
    return [((softmax(row) - y) / len(logits)).tolist() for y, row in zip(y_true, logits, strict=True)]


def softmax_cases(rng):
    """N and K different; one row; float32; logits of ±1000."""
    cases = []
    for n, k in [(6, 4), (1, 3), (5, 3)]:
        y_true = np.eye(k)[rng.integers(0, k, n)]
        cases.append(Case((y_true, 2 * rng.normal(size=(n, k))), {"N": n, "K": k}))
    extreme = np.array([[1000.0, 999.0, -1000.0], [-1000.0, -1001.0, -998.5]])
    return [*cases, in_single_precision(cases[0]), Case((np.eye(3)[[0, 2]], extreme), {"N": 2, "K": 3})]


SOFTMAX_CROSSENTROPY = Question(
    difficulty="medium",
    minutes=8,
    parts=("dlogits",),
    points=2,
    reference=softmax_crossentropy_backward,
    cases=softmax_cases,
    section="Ten classes instead of two",
    hints=(
        "Softmax and cross-entropy together have a gradient much simpler than either alone: everything cancels.",
        "With p = softmax(logits), row by row, what is left of a row is p − y.",
        "The loss is the mean over N rows, so each row carries 1/N. Subtract the row's maximum before you take exp.",
    ),
    misconceptions=(
        Misconception(
            "not_averaged",
            edit(softmax_crossentropy_backward, " / len(logits) → "),
            "Your {part} is {ratio} times the expected one and the batch has {N} rows: the loss is a mean over the "
            "rows, and you left out the 1/N.",
            "Divide by the number of rows, here and nowhere else.",
        ),
        Misconception(
            "divided_by_all_entries",
            edit(softmax_crossentropy_backward, "len(logits) → logits.size"),
            "Your {part} is 1/{K} of the expected one, and there are {K} classes: you divided by all N·K entries. "
            "The loss is a mean over the {N} rows.",
            "Each row has one loss, whatever the number of classes. Divide by N.",
        ),
        Misconception(
            "wrong_sign",
            edit(softmax_crossentropy_backward, "p - y_true → y_true - p"),
            "Your {part} has the wrong sign. You computed y − p.",
            "The gradient points uphill: raising the true class' logit lowers the loss, so its entry is negative. p − y.",
        ),
        Misconception(
            "softmax_over_the_batch",
            edit(softmax_crossentropy_backward, "softmax(logits) → softmax(logits.T).T"),
            "Your softmax runs down the columns. Your columns of probabilities sum to 1, your rows do not.",
            "Rows are examples, and each row's probabilities sum to 1: `axis=1, keepdims=True`.",
        ),
        Misconception(
            "softmax_over_everything",
            edit(softmax_crossentropy_backward, "softmax(logits) → softmax(logits.ravel()).reshape(logits.shape)"),
            "Your probabilities sum to 1 over the whole array, not row by row.",
            "Sum with `axis=1, keepdims=True`.",
        ),
        Misconception(
            "softmax_twice",
            edit(softmax_crossentropy_backward, "softmax(logits) → softmax(softmax(logits))"),
            "You took the softmax twice. The second one flattens the first.",
            "The logits go through the softmax once.",
        ),
        Misconception(
            "through_the_softmax_again",
            edit(softmax_crossentropy_backward, "return dz → return p * (dz - (dz * p).sum(axis=1, keepdims=True))"),
            "You sent (p − y)/N through the softmax's backward pass once more.",
            "p − y is the gradient with respect to the logits already: the slope of the softmax is in it.",
        ),
        Misconception(
            "stopped_at_probabilities",
            edit(softmax_crossentropy_backward, "p - y_true → -y_true / p"),
            "You stopped at the probabilities: {yours} is ∂L/∂p in {entry}, and ∂L/∂logits is {expected}.",
            "−y/p is only the first factor of the chain; the softmax's own slope comes next, and nearly all cancels.",
        ),
        Misconception(
            "overflow",
            lambda y, z: (np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) - y) / len(z),
            "Right for moderate logits, and {yours} in {entry} for logits near ±1000, where {expected} is right: e^1000 "
            "overflows.",
            "Subtract each row's largest logit before you take exp: the same result, and no overflow.",
        ),
    ),
    alternatives=(softmax_crossentropy_by_chain, softmax_crossentropy_by_index, softmax_crossentropy_loop),
)
