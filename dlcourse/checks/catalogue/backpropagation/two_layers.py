"""A whole backward pass: ReLU hidden units, one sigmoid output, binary cross-entropy."""

import numpy as np

from dlcourse.activations import relu, sigmoid
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def two_layer_backward(x, y_true, W1, b1, W2, b2):
    """dz2 = (p − y)/N; dz1 = (dz2 W2ᵀ)·[z1 > 0]; then each layer's dW = inputᵀ dz, db = Σₙ dz."""
    z1 = x @ W1 + b1  # (N, hidden)
    h = relu(z1)
    p = sigmoid(h @ W2 + b2)  # (N, 1)
    dz2 = (p - y_true) / len(x)
    dh = dz2 @ W2.T
    dz1 = dh * (z1 > 0)
    return x.T @ dz1, dz1.sum(axis=0), h.T @ dz2, dz2.sum(axis=0)


def two_layer_rows(x, y_true, W1, b1, W2, b2):
    """Row by row, the gradients averaged at the end."""
    total = [np.zeros(W1.shape), np.zeros(b1.shape), np.zeros(W2.shape), np.zeros(b2.shape)]
    for row, y in zip(x, y_true, strict=True):
        z1 = W1.T @ row + b1
        h = np.maximum(z1, 0)
        error = sigmoid(W2.T @ h + b2) - y
        dz1 = (W2 @ error) * np.where(h > 0, 1, 0)
        for gradient, value in zip(total, (np.outer(row, dz1), dz1, np.outer(h, error), error), strict=True):
            gradient += value
    return tuple(gradient / len(x) for gradient in total)


def two_layer_long_chain(x, y_true, W1, b1, W2, b2):
    """∂L/∂p and σ′ apart, as the chain rule has them before they cancel."""
    h = relu(x @ W1 + b1)
    p = sigmoid(h @ W2 + b2)
    dp = (-y_true / p + (1 - y_true) / (1 - p)) / len(x)
    dz2 = dp * p * (1 - p)
    dh = np.einsum("nk,hk->nh", dz2, W2)
    dh[h == 0] = 0
    return [x.T @ dh, dh.sum(0), h.T @ dz2, dz2.sum(0)]


def two_layer_bias_column(x, y_true, W1, b1, W2, b2):
    """The bias as one more weight, on an input that is always 1."""
    h = relu(x @ W1 + b1)
    dz2 = (sigmoid(h @ W2 + b2) - y_true) / len(x)
    dz1 = np.asfortranarray(np.matmul(dz2, W2.T)) * (h > 0)
    one = np.ones((len(x), 1))
    first, second = np.hstack([x, one]).T @ dz1, np.hstack([h, one]).T @ dz2
    return first[:-1], first[-1], second[:-1], second[-1]


def two_layer_cases(rng):
    """Rows, inputs and hidden units all different; one row; float32."""
    cases = []
    for n, i, units in [(7, 3, 4), (1, 2, 5), (5, 4, 6)]:
        x, y_true = rng.normal(size=(n, i)), (np.arange(n) % 2)[:, None].astype(float)
        W1, W2 = rng.normal(size=(i, units)), away_from_zero(rng, (units, 1))
        b1 = 0.1 * rng.normal(size=units)
        b1 += 0.01 * (np.abs(x @ W1 + b1).min() < 1e-3)  # no pre-activation on the kink
        cases.append(Case((x, y_true, W1, b1, W2, rng.normal(size=1)), {"N": n, "inputs": i, "hidden": units}))
    return [*cases, in_single_precision(cases[0])]


TWO_LAYER_BACKWARD = Question(
    difficulty="hard",
    minutes=15,
    parts=("dW1", "db1", "dW2", "db2"),
    points=4,
    reference=two_layer_backward,
    cases=two_layer_cases,
    section="ReLU, sigmoid and cross-entropy: the whole derivation",
    hints=(
        "Forward first, and keep z1, h and p. Then start at the end: with a sigmoid and cross-entropy, dz2 = (p − y)/N.",
        "A dense layer's gradients are inputᵀ·dz and the sum of dz over the rows. The second layer's input is h.",
        "To reach the first layer: dh = dz2 · W2ᵀ, then the gate of ReLU, open where z1 > 0, gives dz1.",
    ),
    misconceptions=(
        Misconception(
            "not_averaged",
            edit(two_layer_backward, " / len(x) → "),
            "Your {part} is {ratio} times the expected one and the batch has {N} rows: the loss is a mean over the "
            "rows, and you left out the 1/N.",
            "Put the 1/N into dz2; everything below inherits it.",
        ),
        Misconception(
            "wrong_sign",
            edit(two_layer_backward, "p - y_true → y_true - p"),
            "Your {part} has the wrong sign. You started from y − p.",
            "dz2 = (p − y)/N. The minus of gradient descent comes later, in the update.",
        ),
        Misconception(
            "sigmoid_slope_kept",
            edit(two_layer_backward, "(p - y_true) → (p - y_true) * p * (1 - p)"),
            "You multiplied p − y by σ′ = p(1 − p). That slope has cancelled against ∂L/∂p.",
            "∂L/∂p = (p − y)/(p(1 − p)). Times p(1 − p) leaves p − y. (With squared error the slope would stay.)",
        ),
        Misconception(
            "gate_missing",
            edit(two_layer_backward, "dh * (z1 > 0) → dh"),
            "The gate of ReLU is missing on the way back. Units that were off received a gradient.",
            "dz1 = dh · [z1 > 0].",
        ),
        Misconception(
            "gate_by_gradient",
            edit(two_layer_backward, "z1 > 0 → dh > 0"),
            "Your gate looks at the gradient's sign. It is set by z1.",
            "Ask where z1 > 0; the sign of dh has nothing to do with it.",
        ),
        Misconception(
            "second_weights_forgotten",
            edit(two_layer_backward, "dz2 @ W2.T → dz2"),
            "The error reached the hidden layer without passing W2. Every hidden unit got the same blame.",
            "A hidden unit is to blame in proportion to its weight: dh = dz2 · W2ᵀ.",
        ),
        Misconception(
            "pre_activation_for_output",
            edit(two_layer_backward, "h.T → z1.T"),
            "Your dW2 is made from z1. What entered the second layer is h = max(0, z1).",
            "dW is the transpose of the layer's own input, times dz. Look at what the forward pass multiplied by W2.",
        ),
        Misconception(
            "biases_averaged",
            edit(two_layer_backward, "sum ⇒ mean"),
            "Your {part} is 1/{N} of the expected one and the batch has {N} rows: you averaged over the rows a second "
            "time.",
            "dz2 holds the 1/N. A bias' gradient is the sum of dz over the rows, not the mean.",
        ),
    ),
    alternatives=(two_layer_rows, two_layer_long_chain, two_layer_bias_column),
)
