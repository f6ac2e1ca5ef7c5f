"""Two classes: sigmoid units and cross-entropy, where the output's slope cancels."""

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.backprop_by_hand.consequences import NO_MORE, PARTS, counting_consequences
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question, calling_once


def sigmoid_net_gradients(x, y, W1, b1, W2, b2):
    """dz2 = ŷ − y; dz1 = (dz2 W2ᵀ)·h(1 − h); each dW = input ⊗ dz, each db = dz."""
    z1 = x @ W1 + b1  # (hidden,)
    h = sigmoid(z1)
    y_pred = sigmoid(h @ W2 + b2)  # (1,)
    dz2 = y_pred - y
    dz1 = dz2 @ W2.T * h * (1 - h)
    dW1, dW2 = np.outer(x, dz1), np.outer(h, dz2)
    return dW1, dz1, dW2, dz2


@calling_once
def with_consequences(function, x, y, W1, b1, W2, b2):
    """Call the function; what follows from an earlier gradient of its own counts as right."""
    h = sigmoid(x @ W1 + b1)
    rules = {
        "dW2": lambda theirs: np.outer(h, theirs["db2"]),
        "db1": lambda theirs: W2[:, 0] * theirs["db2"] * h * (1 - h),
        "dW1": lambda theirs: np.outer(x, theirs["db1"]),
    }
    right = sigmoid_net_gradients(x, y, W1, b1, W2, b2)
    return counting_consequences(function(x, y, W1, b1, W2, b2), right, rules)


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


EXAMPLE = (np.array([1, 2]), 1, np.zeros((2, 2)), np.zeros(2), np.array([[1], [2]]), np.array([-1.5]))
NETS = (  # inputs, hidden units, y, and what makes the net hard
    (4, 3, 1.0, ""),
    (3, 5, 0.0, "y = 0"),
    (2, 2, 1.0, "as many inputs as hidden units"),
    (1, 3, 0, "one input, and y as a whole number"),
    (4, 1, 1, "one hidden unit"),
    (3, 3, 0.0, "all biases 0"),
)


def net(rng, inputs, hidden, bias=1):
    """Return x, W1, b1, W2, b2 with z₁ above 0 in every other hidden unit, from the first on, and below 0 in the others.

    No unit is so sure that 1 − h or ŷ − y loses its digits in float32.
    """
    x, b1, b2 = away_from_zero(rng, inputs), bias * away_from_zero(rng, hidden), bias * away_from_zero(rng, 1)
    W1, W2 = away_from_zero(rng, (inputs, hidden)), away_from_zero(rng, (hidden, 1))
    turned = np.where((x @ W1 + b1 > 0) == (np.arange(hidden) % 2 == 0), 1.0, -1.0)
    turned *= min(1, 3 / np.abs(x @ W1 + b1).max())
    W1, b1 = W1 * turned, b1 * turned
    return x, W1, b1, W2 * min(1, 3 / np.abs(sigmoid(x @ W1 + b1) @ W2).max()), b2


def classification_cases(rng):
    """The text's example; one row each of either class; predictions on either side of ½; z₁ of either sign; float32."""
    cases = [Case(EXAMPLE, {"inputs": 2, "hidden": 2}, why="the text's example, with whole numbers for x, y and W2")]
    for inputs, hidden, y, why in NETS:
        x, W1, b1, W2, b2 = net(rng, inputs, hidden, bias=0 if "biases" in why else 1)
        cases.append(Case((x, y, W1, b1, W2, b2), {"inputs": inputs, "hidden": hidden}, why=why))
    for y, z2, why in (
        (1.0, -3.5, "a prediction far below ½, and y = 1"),
        (0.0, -3.0, "a prediction below ½, and y = 0"),
        (0.0, -9.0, "a prediction all but sure, and right"),
    ):
        x, W1, b1, W2, _ = net(rng, 3, 2)
        b2 = z2 - sigmoid(x @ W1 + b1) @ W2
        sizes = {"inputs": 3, "hidden": 2}
        cases.append(Case((x, y, W1, b1, W2, b2), sizes, why=why, needs_double="all but sure" in why))
    return [*cases, in_single_precision(cases[1])]


SIGMOID_NET_GRADIENTS = Question(
    difficulty="hard",
    minutes=12,
    points=4,
    parts=PARTS,
    reference=sigmoid_net_gradients,
    use=with_consequences,
    cases=classification_cases,
    section="Two classes: the derivative that cancels",
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
            "You multiplied ŷ − y by ŷ(1 − ŷ). That slope has cancelled against ∂L/∂ŷ of the cross-entropy." + NO_MORE,
            "Work out ∂L/∂ŷ on paper, over one line, and multiply it by the slope of the sigmoid.",
        ),
        Misconception(
            "squared_error",
            edit(sigmoid_net_gradients, "y_pred - y → 2 * (y_pred - y) * y_pred * (1 - y_pred)"),
            "You differentiated the squared error. Here L is the cross-entropy." + NO_MORE,
            "Which derivative have the two logarithms of L with respect to ŷ?",
        ),
        Misconception(
            "two_from_the_square",
            edit(sigmoid_net_gradients, "y_pred - y → 2 * (y_pred - y)"),
            "Your db2 is twice the expected one: the 2 is a leftover of the squared error." + NO_MORE,
            "Nothing is squared in the cross-entropy.",
        ),
        Misconception(
            "wrong_sign",
            edit(sigmoid_net_gradients, "y_pred - y → y - y_pred"),
            "Your db2 has the wrong sign: you began with y − ŷ." + NO_MORE,
            "If y is 1 and ŷ smaller, a larger z₂ lowers the loss: a negative slope.",
        ),
        Misconception(
            "wrong_sign_and_output_slope_kept",
            edit(sigmoid_net_gradients, "y_pred - y → (y - y_pred) * y_pred * (1 - y_pred)"),
            "You began with y − ŷ, which has the wrong sign, and multiplied it by ŷ(1 − ŷ), which has cancelled."
            + NO_MORE,
            "If y is 1 and ŷ smaller, a larger z₂ lowers the loss. And what is left of ∂L/∂ŷ times the sigmoid's slope?",
        ),
        Misconception(
            "error_sign_lost",
            edit(sigmoid_net_gradients, "y_pred - y → np.abs(y_pred - y)"),
            "Your db2 is never negative: it is wrong where y = 1. The error has a sign." + NO_MORE,
            "If y is 1, a larger z₂ lowers the loss: a negative slope.",
        ),
        Misconception(
            "one_term_only",
            edit(sigmoid_net_gradients, "y_pred - y → -y * (1 - y_pred)"),
            "Your db2 is 0 where y = 0: you took the derivative of y ln ŷ alone.",
            "Which term of the loss is left for y = 0?",
        ),
        Misconception(
            "inner_minus_lost",
            edit(sigmoid_net_gradients, "y_pred - y → -y * (1 - y_pred) - (1 - y) * y_pred"),
            "Your db2 has the wrong sign where y = 0. The derivative of ln(1 − ŷ) is −1/(1 − ŷ)." + NO_MORE,
            "Where y = 0 a larger ŷ makes the loss worse. What does the inner 1 − ŷ add to the chain?",
        ),
        Misconception(
            "stopped_at_the_probability",
            edit(sigmoid_net_gradients, "y_pred - y → (y_pred - y) / (y_pred * (1 - y_pred))"),
            "Your db2 is ∂L/∂ŷ: the slope of the output's sigmoid is missing in the chain." + NO_MORE,
            "From ŷ on to z₂: which slope has the sigmoid there?",
        ),
        Misconception(
            "class_for_probability",
            edit(sigmoid_net_gradients, "dz2 = y_pred - y → dz2 = (y_pred > 0.5) - y"),
            "You rounded ŷ to 0 or 1 before you compared it with y. The loss is made of ŷ itself.",
            "How sure the net is counts, too.",
        ),
        Misconception(
            "output_without_sigmoid",
            edit(sigmoid_net_gradients, "sigmoid(h @ W2 + b2) → h @ W2 + b2"),
            "Your output has no sigmoid: ŷ is z₂ itself." + NO_MORE,
            "All units of this net are sigmoids, the output, too.",
        ),
        Misconception(
            "output_bias_left_out",
            edit(sigmoid_net_gradients, "h @ W2 + b2 → h @ W2"),
            "Your forward pass leaves b2 out." + NO_MORE,
            "The biases are 0 at the start of training and never again.",
        ),
        Misconception(
            "hidden_biases_left_out",
            edit(sigmoid_net_gradients, "x @ W1 + b1 → x @ W1"),
            "Your forward pass leaves b1 out: that changes h, and through it ŷ.",
            "The biases are 0 at the start of training and never again.",
        ),
        Misconception(
            "biases_left_out",
            edit(sigmoid_net_gradients, "x @ W1 + b1 → x @ W1", "h @ W2 + b2 → h @ W2"),
            "Your forward pass leaves both biases out.",
            "They are 0 at the start of training and never again.",
        ),
        Misconception(
            "hidden_layer_linear",
            edit(sigmoid_net_gradients, "h = sigmoid(z1) → h = z1", " * h * (1 - h) → "),
            "Your hidden units are linear, forward and back.",
            "All units of this net are sigmoids.",
        ),
        Misconception(
            "hidden_sigmoid_missing",
            edit(sigmoid_net_gradients, "h = sigmoid(z1) → h = z1"),
            "Your hidden units have no sigmoid in the forward pass: h is z₁ itself.",
            "All units of this net are sigmoids.",
        ),
        Misconception(
            "relu_for_sigmoid",
            edit(sigmoid_net_gradients, "h = sigmoid(z1) → h = np.maximum(z1, 0)", "h * (1 - h) → (z1 > 0)"),
            "Your hidden units are ReLUs, forward and back.",
            "All units of this net are sigmoids.",
        ),
        Misconception(
            "tanh_for_sigmoid",
            edit(sigmoid_net_gradients, "h = sigmoid(z1) → h = np.tanh(z1)", "h * (1 - h) → (1 - h**2)"),
            "Your hidden units are tanhs, forward and back.",
            "All units of this net are sigmoids.",
        ),
        Misconception(
            "hidden_slope_missing",
            edit(sigmoid_net_gradients, " * h * (1 - h) → "),
            "In your db1 the hidden sigmoid's slope is missing. It cancels at the output, and there only." + NO_MORE,
            "From h back to z₁ the chain passes a sigmoid.",
        ),
        Misconception(
            "hidden_slope_missing_in_dW1",
            edit(sigmoid_net_gradients, "np.outer(x, dz1) → np.outer(x, dz2 @ W2.T)"),
            "In your dW1 the hidden sigmoid's slope is missing, though db1 has it.",
            "From h back to z₁ the chain passes a sigmoid.",
        ),
        Misconception(
            "slope_from_pre_activation",
            edit(sigmoid_net_gradients, "h * (1 - h) → z1 * (1 - z1)"),
            "You used z₁(1 − z₁) for the hidden slope.",
            "σ′(z) = σ(z)(1 − σ(z)): of what is it made, of the input or of the output?",
        ),
        Misconception(
            "sigmoid_twice",
            edit(sigmoid_net_gradients, "h * (1 - h) → sigmoid(h) * (1 - sigmoid(h))"),
            "You took the sigmoid of h once more for the hidden slope. h is σ(z₁) already." + NO_MORE,
            "A slope function that applies σ itself must be given z₁.",
        ),
        Misconception(
            "one_minus_missing",
            edit(sigmoid_net_gradients, " * h * (1 - h) → * h"),
            "Your hidden slope is h: the factor 1 − h is missing." + NO_MORE,
            "σ′(z) = σ(z)(1 − σ(z)). Near 1 the sigmoid is flat.",
        ),
        Misconception(
            "value_missing_in_the_slope",
            edit(sigmoid_net_gradients, " * h * (1 - h) → * (1 - h)"),
            "Your hidden slope is 1 − h: the factor h is missing." + NO_MORE,
            "σ′(z) = σ(z)(1 − σ(z)). Near 0 the sigmoid is flat.",
        ),
        Misconception(
            "slope_of_tanh",
            edit(sigmoid_net_gradients, " * h * (1 - h) → * (1 - h**2)"),
            "Your hidden slope is 1 − h², that of a tanh." + NO_MORE,
            "These units are sigmoids. Which slope have they?",
        ),
        Misconception(
            "slope_of_relu",
            edit(sigmoid_net_gradients, " * h * (1 - h) → * (z1 > 0)"),
            "Your hidden slope is that of a ReLU: 1 where z₁ > 0, else 0.",
            "These units are sigmoids. Which slope have they?",
        ),
        Misconception(
            "one_slope_for_all",
            edit(sigmoid_net_gradients, " * h * (1 - h) → * np.mean(h * (1 - h))"),
            "All hidden units got the same slope, the mean of h(1 − h)." + NO_MORE,
            "Each hidden unit has a slope of its own.",
        ),
        Misconception(
            "second_weights_forgotten",
            edit(sigmoid_net_gradients, "dz2 @ W2.T → dz2"),
            "In your db1 the error has not passed W2." + NO_MORE,
            "How much does z₂ change when h[j] does?",
        ),
        Misconception(
            "second_weights_forgotten_and_hidden_slope_missing",
            edit(sigmoid_net_gradients, "dz2 @ W2.T * h * (1 - h) → np.repeat(dz2, len(h))"),
            "Your db1 is ŷ − y for every hidden unit: the error has passed neither W2 nor the hidden sigmoid."
            + NO_MORE,
            "How much does z₂ change when h[j] does? And from h back to z₁?",
        ),
        Misconception(
            "biases_summed",
            edit(sigmoid_net_gradients, "dz1, dW2 → dz1.sum(), dW2"),
            "Your db1 is one number, a sum. Each of the {hidden} hidden units has a bias of its own.",
            "db1 has the shape of b1.",
        ),
        Misconception(
            "pre_activation_for_output",
            edit(sigmoid_net_gradients, "np.outer(h, dz2) → np.outer(z1, dz2)"),
            "Your dW2 is made from z₁. What W2 is multiplied by is h = σ(z₁).",
            "What stands beside W2[j, 0] in z₂?",
        ),
        Misconception(
            "slope_for_output",
            edit(sigmoid_net_gradients, "np.outer(h, dz2) → np.outer(h * (1 - h), dz2)"),
            "Your dW2 holds the slope of the hidden sigmoid. On the way to W2 no hidden sigmoid is passed.",
            "What stands beside W2[j, 0] in z₂?",
        ),
        Misconception(
            "weights_for_hidden",
            edit(sigmoid_net_gradients, "np.outer(h, dz2) → W2 * dz2"),
            "Your dW2 is made from W2 itself: that is ∂z₂/∂h, where ∂z₂/∂W2 is asked for.",
            "What stands beside W2[j, 0] in z₂?",
        ),
        Misconception(
            "hidden_output_missing",
            edit(sigmoid_net_gradients, "np.outer(h, dz2) → np.outer(np.ones(len(h)), dz2)"),
            "Your dW2 is ŷ − y for every weight: the last factor of their chains is missing.",
            "What stands beside W2[j, 0] in z₂?",
        ),
        Misconception(
            "error_missing_in_dW2",
            edit(sigmoid_net_gradients, "np.outer(h, dz2) → h[:, None]"),
            "Your dW2 is h: the error ŷ − y is missing.",
            "Every chain begins at the loss.",
        ),
        Misconception(
            "transposed",
            edit(sigmoid_net_gradients, "np.outer(x, dz1) → np.outer(dz1, x)"),
            "Your dW1 is the transpose of the right one: it is made as dz1 ⊗ x.",
            "dW1[i, j] belongs to the weight from input i to unit j. Which of its indices is that of x?",
        ),
        Misconception(
            "transposed_and_reshaped",
            edit(sigmoid_net_gradients, "np.outer(x, dz1) → np.outer(dz1, x).reshape(W1.shape)"),
            "Your dW1 has the right shape, and its numbers stand in the wrong places: dz1 ⊗ x was reshaped, and a reshape does "
            "not transpose.",
            "dW1[i, j] belongs to the weight from input i to unit j. Which of its indices is that of x?",
        ),
        Misconception(
            "input_missing",
            edit(sigmoid_net_gradients, "np.outer(x, dz1) → np.outer(np.ones(len(x)), dz1)"),
            "Your dW1 is dz1 in every row: the last factor of the chain, the input, is missing.",
            "What stands beside W1[i, j] in z₁[j]?",
        ),
        Misconception(
            "weights_for_input",
            edit(sigmoid_net_gradients, "np.outer(x, dz1) → W1 * dz1"),
            "Your dW1 is made from W1 itself, where the inputs belong.",
            "What stands beside W1[i, j] in z₁[j]?",
        ),
        Misconception(
            "second_layer_first",
            edit(sigmoid_net_gradients, "return dW1, dz1, dW2, dz2 → return dW2, dz2, dW1, dz1"),
            "Your four arrays come in another order: those of the second layer first.",
            "Asked for are dW1, db1, dW2, db2, in this order.",
        ),
        Misconception(
            "weights_first",
            edit(sigmoid_net_gradients, "return dW1, dz1, dW2, dz2 → return dW1, dW2, dz1, dz2"),
            "Your four arrays come in another order: both weights first, then both biases.",
            "Asked for are dW1, db1, dW2, db2, in this order.",
        ),
        Misconception(
            "whole_numbers_cut",
            edit(sigmoid_net_gradients, "dW2, dz2\n → dW2.astype(W2.dtype), dz2\n"),
            "Where W2 holds whole numbers, your dW2 is cut to whole numbers: an array that takes its type from W2, as "
            "`np.zeros_like(W2)` does, keeps no fractions.",
            "Which type has the array that you write into? Ask for one of floats.",
        ),
    ),
    alternatives=(sigmoid_net_unit_by_unit, sigmoid_net_long_chain, sigmoid_net_tanh),
)
