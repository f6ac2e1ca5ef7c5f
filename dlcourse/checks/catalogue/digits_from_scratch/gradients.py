"""The loss of the digit net and its four gradients."""

import numpy as np

from dlcourse.activations import relu, softmax
from dlcourse.checks.catalogue.digits_from_scratch.nets import draw_net, sizes_of
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def gradient_cases(rng):
    """Sizes all different; one row; float32."""
    sizes = [(7, 5, 4, 3), (1, 3, 5, 4), (4, 3, 6, 5)]
    cases = [Case(draw_net(rng, *size), sizes_of(*size)) for size in sizes]
    return [*cases, in_single_precision(cases[0])]


def digits_gradients(x, y, W1, b1, W2, b2):
    """L = −mean ln p[n, y[n]];  dz2 = (p − Y)/N, dz1 = dz2 W2ᵀ · [z1 > 0]."""
    N = len(x)
    z1 = x @ W1 + b1
    h = relu(z1)
    p = softmax(h @ W2 + b2)
    loss = -np.log(p[np.arange(N), y]).mean()

    dz2 = p.copy()
    dz2[np.arange(N), y] -= 1
    dz2 /= N
    dW2 = h.T @ dz2
    db2 = dz2.sum(axis=0)
    dz1 = (dz2 @ W2.T) * (z1 > 0)
    dW1 = x.T @ dz1
    db1 = dz1.sum(axis=0)
    return loss, dW1, db1, dW2, db2


def gradients_by_rows(x, y, W1, b1, W2, b2):
    """Row by row, averaged at the end; lists."""
    rows = []
    for row, label in zip(x, y, strict=True):
        z1 = W1.T @ row + b1
        h = np.where(z1 > 0, z1, 0)
        p = softmax((W2.T @ h + b2)[None])[0]
        error = p - np.eye(len(b2))[label]
        dz1 = (W2 @ error) * (h > 0)
        rows.append((-np.log(p[label]), np.outer(row, dz1), dz1, np.outer(h, error), error))
    return [np.mean(part, axis=0).tolist() for part in zip(*rows, strict=True)]


def gradients_long_chain(x, y, W1, b1, W2, b2):
    """∂L/∂p first, then softmax's own backward pass, as the chain rule has them before they cancel."""
    Y = np.eye(len(b2))[y]
    z1 = x @ W1 + b1
    h = np.maximum(z1, 0)
    p = softmax(h @ W2 + b2)
    dp = -Y / p / len(x)
    dz2 = p * (dp - (dp * p).sum(axis=1, keepdims=True))
    dh = np.einsum("nk,hk->nh", dz2, W2)
    dh[z1 <= 0] = 0
    return -(Y * np.log(p)).sum() / len(x), np.einsum("ni,nh->ih", x, dh), dh.sum(0), np.dot(h.T, dz2), dz2.sum(0)


def gradients_divided_last(x, y, W1, b1, W2, b2):
    """The 1/N at the end, the bias as a column of ones, the loss from the logits."""
    one = np.ones((len(x), 1))
    z1 = x @ W1 + b1
    h = z1.clip(min=0)
    logits = h @ W2 + b2
    highest = logits.max(axis=1)
    log_sum = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
    error = np.exp(logits - log_sum[:, None]) - (y[:, None] == np.arange(len(b2)))
    back = error @ W2.T * np.heaviside(z1, 0)
    first, second = (np.hstack([a, one]).T @ d / len(x) for a, d in ((x, back), (h, error)))
    return np.mean(log_sum - logits[np.arange(len(x)), y]), first[:-1], first[-1], second[:-1], second[-1]


def gradients_single(x, y, W1, b1, W2, b2):
    """In single precision."""
    x, W1, b1, W2, b2 = (array.astype(np.float32) for array in (x, W1, b1, W2, b2))
    return digits_gradients(x, y, W1, b1, W2, b2)


DIGITS_GRADIENTS = Question(
    difficulty="hard",
    minutes=15,
    points=5,
    parts=("loss", "dW1", "db1", "dW2", "db2"),
    reference=digits_gradients,
    cases=gradient_cases,
    section="Backward through both layers",
    hints=(
        "Forward first, and keep z1, h and p. The loss picks one probability in each row: p[np.arange(N), y].",
        "Softmax and cross-entropy together leave dz2 = (p − Y)/N, with Y one-hot. dW2 and db2 follow from h and dz2.",
        "To reach the first layer: dh = dz2 · W2ᵀ, then the gate of ReLU, open where z1 > 0, gives dz1; then as before.",
    ),
    misconceptions=(
        Misconception(
            "gradients_not_averaged",
            edit(digits_gradients, "dz2 /= N → "),
            "Your {part} is {ratio} times the expected one and the batch has {N} rows: the loss is a mean over the "
            "rows, and the 1/N is missing in the gradients.",
            "Put the 1/N into dz2; everything below inherits it.",
        ),
        Misconception(
            "loss_not_averaged",
            edit(digits_gradients, ".mean() → .sum()"),
            "Your loss is the sum over the {N} rows: {yours}, expected the mean, {expected}.",
            "`.mean()`, so that a loss does not grow with the batch.",
        ),
        Misconception(
            "loss_over_all_entries",
            edit(digits_gradients, ".mean() → .sum() / p.size"),
            "Your loss is a mean over all N·K entries: {yours}, expected {expected}. It is too small by the factor "
            "{classes}, the number of classes.",
            "Sum over the classes, then take the mean over the rows.",
        ),
        Misconception(
            "loss_over_all_pairs",
            edit(digits_gradients, "np.log(p[np.arange(N), y]) → np.log(p[:, y])"),
            "Your loss judges every row by the labels of all rows: {yours}, expected {expected}. `p[:, y]` is {N} by {N}.",
            "Give the row's own number beside its label: `p[np.arange(N), y]`.",
        ),
        Misconception(
            "wrong_sign",
            edit(digits_gradients, "dz2 /= N → dz2 /= -N"),
            "Your {part} has the wrong sign. You started from Y − p.",
            "dz2 = (p − Y)/N. The minus of gradient descent comes later, in the update.",
        ),
        Misconception(
            "softmax_slope_kept",
            edit(digits_gradients, "dz2 /= N → dz2 *= p * (1 - p) / N"),
            "You multiplied p − Y by p(1 − p). The slope of softmax is in p − Y already.",
            "dz2 = (p − Y)/N is the gradient at the logits, nothing more to multiply.",
        ),
        Misconception(
            "gate_missing",
            edit(digits_gradients, " * (z1 > 0) → "),
            "The gate of ReLU is missing on the way back. Units that were off received a gradient.",
            "dz1 = dh · [z1 > 0].",
        ),
        Misconception(
            "gate_by_gradient",
            edit(digits_gradients, "(dz2 @ W2.T) * (z1 > 0) → np.maximum(dz2 @ W2.T, 0)"),
            "You applied ReLU to the gradient. The gate is set by z1.",
            "Ask where z1 > 0; the sign of dh has nothing to do with it.",
        ),
        Misconception(
            "pre_activation_for_output",
            edit(digits_gradients, "h.T @ dz2 → z1.T @ dz2"),
            "Your {part} is made from z1. What entered the second layer is h = max(0, z1).",
            "dW is the transpose of the layer's own input, times dz.",
        ),
        Misconception(
            "biases_averaged",
            edit(digits_gradients, ".sum(axis=0) ⇒ .mean(axis=0)"),
            "Your {part} is 1/{N} of the expected one and the batch has {N} rows: you averaged over the rows a second "
            "time.",
            "dz2 holds the 1/N. A bias' gradient is the sum of dz over the rows.",
        ),
    ),
    alternatives=(gradients_by_rows, gradients_long_chain, gradients_divided_last, gradients_single),
)
