"""Two classes: sigmoid units and cross-entropy, where the output's slope cancels."""

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def sigmoid_net_gradients(x, y, W1, b1, W2, b2):
    """dz2 = ŷ − y; dz1 = (dz2 W2ᵀ)·h(1 − h); each dW = input ⊗ dz, each db = dz."""
    z1 = x @ W1 + b1  # (hidden,)
    h = sigmoid(z1)
    y_pred = sigmoid(h @ W2 + b2)  # (1,)
    dz2 = y_pred - y
    dz1 = dz2 @ W2.T * h * (1 - h)
    return np.outer(x, dz1), dz1, np.outer(h, dz2), dz2


def sigmoid_net_unit_by_unit(x, y, W1, b1, W2, b2):
    """One hidden unit at a time, sums written out."""
    hidden = len(b1)
    h = [1 / (1 + np.exp(-(sum(x[i] * W1[i, j] for i in range(len(x))) + b1[j]))) for j in range(hidden)]
    p = 1 / (1 + np.exp(-(sum(h[j] * W2[j, 0] for j in range(hidden)) + b2[0])))
    db1 = [(p - y) * W2[j, 0] * h[j] * (1 - h[j]) for j in range(hidden)]
    dW1 = [[x[i] * db1[j] for j in range(hidden)] for i in range(len(x))]
    return dW1, db1, [[(p - y) * h[j]] for j in range(hidden)], [p - y]


def sigmoid_net_long_chain(x, y, W1, b1, W2, b2):
    """∂L/∂ŷ and σ′ apart, as the chain rule has them before they cancel; column vectors."""
    column = np.asarray(x)[:, None]
    h = sigmoid(W1.T @ column + b1[:, None])
    p = sigmoid(W2.T @ h + b2[:, None])
    dp = -y / p + (1 - y) / (1 - p)
    dz2 = dp * p * (1 - p)
    dz1 = W2 @ dz2 * (h - h**2)
    return column @ dz1.T, dz1[:, 0], h @ dz2, dz2[0]


def sigmoid_net_tanh(x, y, W1, b1, W2, b2):
    """σ by tanh, in single precision, with einsum."""
    x, W1, b1, W2, b2 = (np.asarray(a, dtype=np.float32) for a in (x, W1, b1, W2, b2))
    t = np.tanh((np.einsum("i,ij->j", x, W1) + b1) / 2)
    h = (1 + t) / 2
    dz2 = (1 + np.tanh((h @ W2 + b2) / 2)) / 2 - np.float32(y)
    dz1 = W2[:, 0] * dz2 * (1 - t**2) / 4
    return {"dW1": np.einsum("i,j->ij", x, dz1), "db1": dz1, "dW2": h[:, None] * dz2, "db2": dz2}


def classification_cases(rng):
    """One row each of either class; inputs and hidden units never equal in number but for 2-2-1; float32."""
    cases = []
    for inputs, hidden, y in [(4, 3, 1.0), (3, 5, 0.0), (2, 2, 1.0), (5, 2, 0.0)]:
        x, b1, b2 = (away_from_zero(rng, n) for n in (inputs, hidden, 1))
        W1, W2 = away_from_zero(rng, (inputs, hidden)), away_from_zero(rng, (hidden, 1))
        cases.append(Case((x, y, W1, b1, W2, b2), {"inputs": inputs, "hidden": hidden}))
    return [*cases, in_single_precision(cases[0])]


SIGMOID_NET_GRADIENTS = Question(
    difficulty="hard",
    minutes=12,
    points=4,
    parts=("dW1", "db1", "dW2", "db2"),
    reference=sigmoid_net_gradients,
    cases=classification_cases,
    section="Two classes: the slope that cancels",
    hints=(
        "Work backwards from the output's weighted sum z₂. ∂L/∂ŷ times σ′(z₂) is short: much of it cancels.",
        "∂L/∂z₂ = ŷ − y. That is db2, and dW2[j, 0] is h[j] times it.",
        "On to the hidden layer: ∂L/∂h[j] is (ŷ − y)·W2[j, 0], and from h to z₁ you pass a sigmoid, h(1 − h).",
        "With dz1 = (dz2 @ W2.T) * h * (1 - h), the first layer is like the last one: np.outer(x, dz1) and dz1.",
    ),
    misconceptions=(
        Misconception(
            "output_slope_kept",
            edit(sigmoid_net_gradients, "y_pred - y → (y_pred - y) * y_pred * (1 - y_pred)"),
            "You multiplied ŷ − y by ŷ(1 − ŷ). That slope has cancelled against ∂L/∂ŷ of the cross-entropy.",
            "∂L/∂ŷ = (ŷ − y)/(ŷ(1 − ŷ)). Times ŷ(1 − ŷ) leaves ŷ − y.",
        ),
        Misconception(
            "squared_error",
            edit(sigmoid_net_gradients, "y_pred - y → 2 * (y_pred - y) * y_pred * (1 - y_pred)"),
            "You differentiated the squared error. Here L is the cross-entropy.",
            "∂L/∂ŷ = −y/ŷ + (1 − y)/(1 − ŷ). Multiply by ŷ(1 − ŷ) and see what is left.",
        ),
        Misconception(
            "two_from_the_square",
            edit(sigmoid_net_gradients, "y_pred - y → 2 * (y_pred - y)"),
            "Your {part} is twice the expected one: the 2 is a leftover of the squared error.",
            "With cross-entropy ∂L/∂z₂ is ŷ − y, without a factor.",
        ),
        Misconception(
            "wrong_sign",
            edit(sigmoid_net_gradients, "y_pred - y → y - y_pred"),
            "Your {part} has the wrong sign. You began with y − ŷ.",
            "∂L/∂z₂ = ŷ − y. If y is 1 and ŷ smaller, a larger z₂ lowers the loss: a negative slope.",
        ),
        Misconception(
            "hidden_slope_missing",
            edit(sigmoid_net_gradients, " * h * (1 - h) → "),
            "The hidden sigmoid's slope is missing. It cancels at the output, and there only.",
            "From h back to z₁: multiply by h(1 − h).",
        ),
        Misconception(
            "slope_from_pre_activation",
            edit(sigmoid_net_gradients, "h * (1 - h) → z1 * (1 - z1)"),
            "You used z₁(1 − z₁) for the hidden slope.",
            "σ′(z) = σ(z)(1 − σ(z)): it is made from the outputs h.",
        ),
        Misconception(
            "sigmoid_twice",
            edit(sigmoid_net_gradients, "h * (1 - h) → sigmoid(h) * (1 - sigmoid(h))"),
            "You took the sigmoid of h once more. h is σ(z₁) already.",
            "The slope is h(1 − h). A slope function that applies σ itself must be given z₁.",
        ),
        Misconception(
            "second_weights_forgotten",
            edit(sigmoid_net_gradients, "dz2 @ W2.T → dz2"),
            "The error reached the hidden layer without passing W2.",
            "∂L/∂h[j] = (ŷ − y) · W2[j, 0].",
        ),
        Misconception(
            "pre_activation_for_output",
            edit(sigmoid_net_gradients, "np.outer(h, dz2) → np.outer(z1, dz2)"),
            "Your dW2 is made from z₁. What W2 is multiplied by is h = σ(z₁).",
            "dW2[j, 0] = h[j] · (ŷ − y).",
        ),
        Misconception(
            "transposed",
            edit(sigmoid_net_gradients, "np.outer(x, dz1) → np.outer(dz1, x)"),
            "Your dW1 is the transpose of the right one ({inputs} inputs, {hidden} hidden units): you wrote dz1 ⊗ x.",
            "dW1[i, j] belongs to the weight from input i to unit j: np.outer(x, dz1).",
        ),
    ),
    alternatives=(sigmoid_net_unit_by_unit, sigmoid_net_long_chain, sigmoid_net_tanh),
)
