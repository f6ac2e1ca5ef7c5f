"""Categorical cross-entropy of logits, for one-hot labels."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def categorical_logits(y_true, logits):
    """−1/N Σ y ln softmax(z), with ln softmax(z) = z − max − ln Σ e^(z − max); (softmax(z) − y)/N."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -(y_true * log_p).sum() / len(logits)
    gradient = (np.exp(log_p) - y_true) / len(logits)
    return loss, gradient


def categorical_in_short(y_true, logits):
    """With functions for softmax and ln softmax: the wrong answers are edits of this form."""
    y, z = y_true, logits
    p = softmax(z)
    log_p = log_softmax(z)
    return -(y * log_p).sum(axis=1).mean(), (p - y) / len(z)


def log_softmax(z):
    """ln softmax(z), without overflow."""
    shifted = z - z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def categorical_by_class(y_true, logits):
    """ln Σ e^z less the true class' logit, picked by its place; softmax by exp."""
    n, k = np.arange(len(logits)), np.argmax(y_true, axis=1)
    top = logits.max(axis=1)
    log_sum = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    gradient = np.exp(logits - log_sum[:, None])
    gradient[n, k] -= 1
    return (log_sum - logits[n, k]).mean(), gradient / len(n)


def categorical_rows(y_true, logits):
    """Row by row, log-sum-exp by np.logaddexp; lists."""
    total, gradient = 0.0, []
    for y, z in zip(y_true, logits, strict=True):
        log_sum = np.logaddexp.reduce(z.astype(np.float64))
        total += log_sum - y @ z
        gradient.append(((np.exp(z - log_sum) - y) / len(y_true)).tolist())
    return [total / len(y_true), gradient]


def categorical_columns(y_true, logits):
    """Examples in columns on the way, and one maximum for a row taken from anywhere near its top."""
    z = np.asfortranarray(logits).T
    z = z - z.max(axis=0) + 0.25
    log_p = z - np.log(np.einsum("kn->n", np.exp(z)))
    return -np.tensordot(log_p, y_true.T, axes=2) / z.shape[1], ((np.exp(log_p) - y_true.T) / z.shape[1]).T


def classes_cases(rng):
    """N and K differ; one row; float32; logits of ±1000, right and wrong rows."""
    cases = []
    for n, k in [(6, 4), (1, 3), (5, 7)]:
        z = 1.5 * rng.normal(size=(n, k))
        cases.append(Case((np.eye(k)[rng.integers(0, k, n)], z), {"N": n, "K": k, "entries": n * k}))
    cases.append(in_single_precision(cases[0]))
    below = np.array([[-900.0, -30.0, 0.0], [1.0, -800.0, -0.5]])  # e^z is harmless here, ln softmax(z) is not
    both = np.array([[1000.0, 999.0, -1000.0], [-1000.0, -1001.0, -998.5]])
    for far, k in ((below, [0, 2]), (both, [1, 0])):
        far = far + 0.2 * rng.normal(size=far.shape)
        cases.append(Case((np.eye(3)[k], far), {"N": 2, "K": 3, "entries": 6}))
    return cases


CATEGORICAL = Question(
    name="categorical_crossentropy_from_logits",
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("loss", "dlogits"),
    reference=categorical_logits,
    cases=classes_cases,
    section="From logits, without overflow",
    hints=(
        "ln softmax(z) can be simplified on paper: ln(e^z / Σ e^z) = z − ln Σ e^z. No division is left.",
        "Subtract each row's largest logit first; the result stays, and no exponent is positive.",
        "log_p = shifted − ln Σ e^shifted, with axis=1 and keepdims=True. The gradient is (e^log_p − y)/N.",
    ),
    misconceptions=(
        Misconception(
            "logarithm_of_the_softmax",
            edit(categorical_in_short, "log_softmax(z) → np.log(p)"),
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: the softmax is rounded to "
            "0, and then comes ln 0.",
            "Compute ln softmax(z) directly: z − max − ln Σ e^(z − max).",
        ),
        Misconception(
            "clipped",
            edit(categorical_in_short, "log_softmax(z) → np.log(np.clip(p, 1e-7, 1 - 1e-7))"),
            "Right for moderate logits, and {yours} for large ones, where {expected} is right: you keep p away from 0 by "
            "10⁻⁷, so no row costs more than −ln 10⁻⁷ = 16.1.",
            "A clip flattens the loss just where the network is most wrong. Compute ln softmax(z) directly.",
        ),
        Misconception(
            "exponential_overflows",
            edit(
                categorical_in_short,
                "p = softmax(z) → p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)",
                "log_softmax(z) → np.log(p)",
            ),
            "Right for moderate logits, and {entry} is {yours} for logits near ±1000, where {expected} is right: e^1000 "
            "overflows.",
            "Subtract each row's largest logit before you take exp: the same result, and no overflow.",
        ),
        Misconception(
            "shift_not_undone",
            edit(
                categorical_in_short,
                "log_softmax(z) → z - np.log(np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))",
            ),
            "You subtracted the maximum at one place and not at the other: your loss is {yours}, expected {expected}. "
            "Your probabilities sum to e^max in each row, not to 1.",
            "Use the shifted logits twice: shifted − ln Σ e^shifted.",
        ),
        Misconception(
            "averaged_over_classes",
            edit(categorical_in_short, ".sum(axis=1).mean() → .mean()", "len(z) → z.size"),
            "Your {part} is 1/{K} of the expected one, and there are {K} classes: you divided by all {entries} "
            "entries.",
            "A row has one loss, whatever the number of classes. Sum over the classes, mean over the {N} rows.",
        ),
        Misconception(
            "loss_averaged_over_classes",
            edit(categorical_in_short, ".sum(axis=1).mean() → .mean()"),
            "Your loss is 1/{K} of the expected one, and there are {K} classes: a `mean` over everything divides by N·K "
            "({yours}, expected {expected}).",
            "Sum over the classes, mean over the {N} rows.",
        ),
        Misconception(
            "summed",
            edit(categorical_in_short, "mean → sum", " / len(z) → "),
            "Your {part} is {ratio} times the expected one, and the batch has {N} rows: you added up and never "
            "divided.",
            "The loss is a mean over the rows, and the gradient inherits the 1/N.",
        ),
        Misconception(
            "gradient_not_divided",
            edit(categorical_in_short, " / len(z) → "),
            "Your loss is a mean and your gradient is not: {entry} is {yours}, expected {expected}, {ratio} times as large, "
            "and there are {N} rows.",
            "The 1/N of the loss stays when you take the derivative.",
        ),
        Misconception(
            "other_classes_counted",
            edit(categorical_in_short, "y * log_p → y * np.log(p) + (1 - y) * np.log(1 - p)"),
            "Your loss adds (1 − y) ln(1 − p) for the other classes: {yours}, expected {expected}. That is the binary form.",
            "With a softmax the other classes are in the loss already, through the sum below the line. −Σ y ln p.",
        ),
        Misconception(
            "softmax_twice",
            edit(categorical_in_short, "z = y_true, logits → z = y_true, softmax(logits)"),
            "You took the softmax twice. The second one flattens the first.",
            "The logits go through the softmax once, and ln softmax has it built in.",
        ),
        Misconception(
            "softmax_over_the_batch",
            edit(categorical_in_short, "log_softmax(z) → log_softmax(z.T).T", "p = softmax(z) → p = softmax(z.T).T"),
            "Your softmax runs down the columns. Each row's probabilities should sum to 1.",
            "Rows are examples: `axis=1, keepdims=True`, in the maximum and in the sum.",
        ),
        Misconception(
            "wrong_sign",
            edit(categorical_in_short, "p - y → y - p"),
            "Your gradient has the wrong sign. You have y − p.",
            "Raising the true class' logit lowers the loss, so its slope is negative: p − y.",
        ),
        Misconception(
            "through_the_softmax_again",
            edit(categorical_in_short, "(p - y) → p * (p - y - ((p - y) * p).sum(axis=1, keepdims=True))"),
            "You sent p − y through the softmax's slope once more.",
            "p − y is the slope along the logits already; the softmax is in it.",
        ),
    ),
    alternatives=(categorical_by_class, categorical_rows, categorical_columns),
)
