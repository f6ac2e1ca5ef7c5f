"""A whole backward pass: ReLU hidden units, one sigmoid output, binary cross-entropy."""

import numpy as np

from dlcourse.activations import relu, sigmoid
from dlcourse.checks.catalogue.backprop_by_hand.consequences import NO_MORE, PARTS, counting_consequences
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question, calling_once


def two_layer_backward(x, y_true, W1, b1, W2, b2):
    """dz2 = (p − y)/N; dz1 = (dz2 W2ᵀ)·[z1 > 0]; then each layer's dW = inputᵀ dz, db = Σₙ dz."""
    z1 = x @ W1 + b1  # (N, hidden)
    h = relu(z1)
    p = sigmoid(h @ W2 + b2)  # (N, 1)
    dz2 = (p - y_true) / len(x)
    dh = dz2 @ W2.T
    dz1 = dh * (z1 > 0)
    dW1, dW2 = x.T @ dz1, h.T @ dz2
    return dW1, dz1.sum(axis=0), dW2, dz2.sum(axis=0)


@calling_once
def with_consequences(function, x, y_true, W1, b1, W2, b2):
    """Call the function; where its db2 is off by a factor, what is off by the same factor counts as right."""
    right = two_layer_backward(x, y_true, W1, b1, W2, b2)
    of = dict(zip(PARTS, right, strict=True))

    def by_the_same_factor(part):
        return lambda theirs: of[part] * (theirs["db2"][0] / of["db2"][0])

    rules = {part: by_the_same_factor(part) for part in ("dW1", "db1", "dW2")}
    return counting_consequences(function(x, y_true, W1, b1, W2, b2), right, rules)


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


NETS = (  # rows, inputs, hidden units, and what makes the net hard
    (7, 3, 4, ""),
    (1, 2, 5, "one row"),
    (5, 4, 6, ""),
    (4, 4, 4, "three equal sizes: every product fits"),
    (6, 3, 1, "one hidden unit"),
    (5, 1, 3, "one input"),
    (3, 2, 3, "every label 1"),
)


def two_layer_cases(rng):
    """The text's example; nets of all kinds of sizes, each unit on for some rows; z1 very near 0; a sure output; float32."""
    one = np.array([[1.0]])
    example = (one, one.copy(), one.copy(), np.zeros(1), one.copy(), np.zeros(1))
    cases = [Case(example, {"N": 1, "inputs": 1, "hidden": 1}, why="the text's example")]
    for n, i, units, why in NETS:
        x, y_true = away_from_zero(rng, (n, i)), (np.arange(n) % 2)[:, None].astype(float)
        W1, b1 = hidden_layer(rng, x, units)
        W2, b2 = away_from_zero(rng, (units, 1)), 0.5 * away_from_zero(rng, 1)
        W2 *= min(1, 4 / np.abs(relu(x @ W1 + b1) @ W2).max())  # an output is sure in one case alone
        y_true = np.ones((n, 1)) if "every label" in why else rng.permutation(y_true)
        y_true = without_cancelling(x, y_true, W1, b1, W2, b2)
        cases.append(Case((x, y_true, W1, b1, W2, b2), {"N": n, "inputs": i, "hidden": units}, why=why))
    x, y_true = np.array([[1.0], [-1.0], [0.5]]), np.array([[1.0], [0.0], [1.0]])
    near, b1 = np.array([[1e-3, -2e-3, 0.4]]), np.array([0.0, 0.0, 0.1])
    sizes = {"N": 3, "inputs": 1, "hidden": 3}
    W2, b2 = away_from_zero(rng, (3, 1)), np.array([0.3])
    cases.append(Case((x, y_true, near, b1, W2, b2), sizes, why="pre-activations very near 0"))
    W1, b1 = hidden_layer(rng, x, 3)
    far = away_from_zero(rng, (3, 1))
    far *= 10 / np.abs(relu(x @ W1 + b1) @ far).max()
    y_true = without_cancelling(x, 1 - y_true, W1, b1, far, np.array([0.5]))
    cases.append(Case((x, y_true, W1, b1, far, np.array([0.5])), sizes, why="an output that is nearly sure"))
    return [*cases, in_single_precision(cases[1])]


def without_cancelling(x, y_true, W1, b1, W2, b2):
    """Return the labels, the first one turned if the errors of all rows nearly cancel: float32 would lose its digits."""
    error = sigmoid(relu(x @ W1 + b1) @ W2 + b2) - y_true
    turned = np.where(np.arange(len(x))[:, None] == 0, 1 - y_true, y_true)
    return turned if abs(error.sum()) < 0.1 * np.abs(error).sum() else y_true


def hidden_layer(rng, x, units):
    """Return W1 and b1 of a layer whose units are on for some rows and off for others; with one row, every other is on."""
    W1 = away_from_zero(rng, (x.shape[1], units))
    z = x @ W1
    if len(x) == 1:
        return W1, np.where(np.arange(units) % 2 == 0, 1, -1) * np.abs(away_from_zero(rng, units)) - z[0]
    ordered = np.sort(z, axis=0)  # b1 puts 0 into the widest gap between two rows
    gaps = np.diff(ordered, axis=0)
    widest = gaps.argmax(axis=0)[None]
    return W1, -(np.take_along_axis(ordered, widest, 0) + np.take_along_axis(gaps, widest, 0) * 0.4)[0]


STARTS_THE_CHAIN = (
    Misconception(
        "not_averaged",
        edit(two_layer_backward, " / len(x) → "),
        "The 1/N is missing in your db2: the batch has {N} rows, and the loss is a mean over them." + NO_MORE,
        "What becomes of the factor 1/N of the loss when you take the derivative?",
    ),
    Misconception(
        "wrong_sign",
        edit(two_layer_backward, "p - y_true → y_true - p"),
        "Your db2 has the wrong sign. You started from y − p." + NO_MORE,
        "For y = 1 a larger z2 lowers the loss. The minus of gradient descent comes later, in the update.",
    ),
    Misconception(
        "sigmoid_slope_kept",
        edit(two_layer_backward, "(p - y_true) → (p - y_true) * p * (1 - p)"),
        "You multiplied p − y by σ′ = p(1 − p). That derivative has cancelled against ∂L/∂p.",
        "Work out ∂L/∂p on paper, over one line, and multiply it by the derivative. (With squared error the derivative would stay.)",
    ),
    Misconception(
        "two_from_the_square",
        edit(two_layer_backward, "(p - y_true) → 2 * (p - y_true)"),
        "Your db2 is twice the expected one: the 2 is a leftover of the squared error." + NO_MORE,
        "Nothing is squared in the cross-entropy.",
    ),
    Misconception(
        "squared_error",
        edit(two_layer_backward, "(p - y_true) → 2 * (p - y_true) * p * (1 - p)"),
        "You differentiated the squared error. Here L is the cross-entropy.",
        "Which derivative have the two logarithms of L with respect to p?",
    ),
    Misconception(
        "stopped_at_the_probability",
        edit(two_layer_backward, "(p - y_true) → (p - y_true) / (p * (1 - p))"),
        "Your chain begins with ∂L/∂p and forgets the derivative of the output's sigmoid.",
        "From p on to z2: which derivative has the sigmoid there?",
    ),
    Misconception(
        "one_term_only",
        edit(two_layer_backward, "(p - y_true) → -y_true * (1 - p)"),
        "Rows with y = 0 have no gradient in your answer: you took the derivative of y ln p alone.",
        "Which term of the loss is left for y = 0?",
    ),
    Misconception(
        "class_for_probability",
        edit(two_layer_backward, "(p - y_true) → ((p > 0.5) - y_true)"),
        "You rounded p to 0 or 1 before you compared it with y. The loss is made of p itself.",
        "How sure the net is counts, too.",
    ),
    Misconception(
        "output_without_sigmoid",
        edit(two_layer_backward, "sigmoid(h @ W2 + b2) → h @ W2 + b2"),
        "Your output has no sigmoid: p is z2 itself.",
        "p = σ(z2) lies between 0 and 1.",
    ),
    Misconception(
        "wrong_sign_and_not_averaged",
        edit(two_layer_backward, "(p - y_true) / len(x) → y_true - p"),
        "Your db2 has the wrong sign, as you started from y − p, and the 1/N of the loss is missing." + NO_MORE,
        "For y = 1 a larger z2 lowers the loss. And the factor 1/N of the loss stays in its gradient.",
    ),
    Misconception(
        "sigmoid_slope_kept_and_not_averaged",
        edit(two_layer_backward, "(p - y_true) / len(x) → (p - y_true) * p * (1 - p)"),
        "You multiplied p − y by p(1 − p), which has cancelled, and the 1/N of the loss is missing.",
        "Work out ∂L/∂z2 on paper. And the factor 1/N of the loss stays in its gradient.",
    ),
)
SHAPES_THE_NET = (
    Misconception(
        "output_bias_left_out",
        edit(two_layer_backward, "h @ W2 + b2 → h @ W2"),
        "Your forward pass leaves b2 out.",
        "The biases are 0 at the start of training and never again.",
    ),
    Misconception(
        "hidden_biases_left_out",
        edit(two_layer_backward, "x @ W1 + b1 → x @ W1"),
        "Your forward pass leaves b1 out.",
        "The biases are 0 at the start of training and never again.",
    ),
    Misconception(
        "biases_left_out",
        edit(two_layer_backward, "x @ W1 + b1 → x @ W1", "h @ W2 + b2 → h @ W2"),
        "Your forward pass leaves both biases out.",
        "They are 0 at the start of training and never again.",
    ),
    Misconception(
        "hidden_layer_linear",
        edit(two_layer_backward, "h = relu(z1) → h = z1", "dh * (z1 > 0) → dh"),
        "Your hidden units are linear, forward and back.",
        "They are ReLUs: h = max(0, z1).",
    ),
    Misconception(
        "relu_missing",
        edit(two_layer_backward, "h = relu(z1) → h = z1"),
        "Your forward pass has no ReLU: h is z1 itself.",
        "The hidden units are ReLUs: h = max(0, z1).",
    ),
    Misconception(
        "relu_on_the_logit",
        edit(two_layer_backward, "sigmoid(h @ W2 + b2) → sigmoid(relu(h @ W2 + b2))"),
        "Your z2 goes through a ReLU before the sigmoid: negative logits became 0.",
        "The output has one activation, the sigmoid.",
    ),
    Misconception(
        "sigmoid_for_relu",
        edit(two_layer_backward, "h = relu(z1) → h = sigmoid(z1)", "(z1 > 0) → h * (1 - h)"),
        "Your hidden units are sigmoids, forward and back.",
        "They are ReLUs: h = max(0, z1).",
    ),
    Misconception(
        "tanh_for_relu",
        edit(two_layer_backward, "h = relu(z1) → h = np.tanh(z1)", "(z1 > 0) → (1 - h**2)"),
        "Your hidden units are tanhs, forward and back.",
        "They are ReLUs: h = max(0, z1).",
    ),
    Misconception(
        "labels_as_a_row",
        edit(two_layer_backward, "(p - y_true) → (p - y_true.ravel()).mean(axis=1, keepdims=True)"),
        "Your labels were flattened, so (N, 1) met (N,) and every prediction was compared with every label.",
        "p and y_true both have the shape (N, 1). What does NumPy make of (N, 1) and (N,)?",
    ),
)


def with_new_weights(rate):
    """Return the misconception of a W2 that is updated before the gradient goes on."""
    return Misconception(
        f"new_weights_used_{rate:g}".replace(".", "_"),
        edit(two_layer_backward, f"dz2 @ W2.T → dz2 @ (W2 - {rate} * h.T @ dz2).T"),
        f"Your gradient goes back through a W2 that has been updated already, with a learning rate of {rate:g}.",
        "The prediction was made with the old W2. First all gradients, then all updates.",
    )


TWO_LAYER_BACKWARD = Question(
    difficulty="hard",
    minutes=15,
    parts=PARTS,
    points=4,
    reference=two_layer_backward,
    use=with_consequences,
    cases=two_layer_cases,
    section="ReLU, sigmoid and cross-entropy: the whole derivation",
    hints=(
        "Forward first, and keep z1, h and p. Then start at the end: with a sigmoid and cross-entropy, dz2 = (p − y)/N.",
        "A dense layer's gradients are inputᵀ·dz and the sum of dz over the rows. The second layer's input is h.",
        "To reach the first layer: dh = dz2 · W2ᵀ, then the gate of ReLU, open where z1 > 0, gives dz1.",
    ),
    misconceptions=(
        *STARTS_THE_CHAIN,
        Misconception(
            "gate_missing",
            edit(two_layer_backward, "dh * (z1 > 0) → dh"),
            "The gate of ReLU is missing on the way back. Units that were off received a gradient.",
            "How much does h change with z1, where z1 is negative?",
        ),
        Misconception(
            "gate_missing_in_db1",
            edit(two_layer_backward, "dz1.sum → dh.sum"),
            "The gate of ReLU is missing in your db1, though dW1 has it.",
            "How much does h change with z1, where z1 is negative?",
        ),
        Misconception(
            "gate_missing_in_dW1",
            edit(two_layer_backward, "x.T @ dz1 → x.T @ dh"),
            "The gate of ReLU is missing in your dW1, though db1 has it.",
            "How much does h change with z1, where z1 is negative?",
        ),
        Misconception(
            "gate_by_gradient",
            edit(two_layer_backward, "z1 > 0 → dh > 0"),
            "Your gate looks at the gradient's sign. It is set by z1.",
            "Which array did ReLU see on the way forward?",
        ),
        Misconception(
            "gate_reversed",
            edit(two_layer_backward, "z1 > 0 → z1 < 0"),
            "Your gate is the wrong way round. It is open where z1 < 0.",
            "Where did ReLU let z1 through on the way forward?",
        ),
        Misconception(
            "output_for_slope",
            edit(two_layer_backward, "(z1 > 0) → h"),
            "You multiplied by the output of ReLU, h. The chain rule wants its derivative.",
            "Where h = 3 the derivative of ReLU is 1.",
        ),
        Misconception(
            "slope_of_sigmoid",
            edit(two_layer_backward, "(z1 > 0) → h * (1 - h)"),
            "You used h(1 − h) for the derivative of the hidden units, that of a sigmoid. These units are ReLUs.",
            "The derivative of max(0, z1) is 0 or 1.",
        ),
        Misconception(
            "slope_of_sigmoid_at_z1",
            edit(two_layer_backward, "(z1 > 0) → sigmoid(z1) * (1 - sigmoid(z1))"),
            "You used σ(z1)(1 − σ(z1)) for the derivative of the hidden units, that of a sigmoid. These units are ReLUs.",
            "The derivative of max(0, z1) is 0 or 1.",
        ),
        Misconception(
            "threshold_of_a_half",
            edit(two_layer_backward, "z1 > 0 → z1 > 0.5"),
            "Your gate opens at z1 = ½ only. ReLU is on for every z1 above 0.",
            "Where does max(0, z) begin to rise?",
        ),
        Misconception(
            "whole_units",
            edit(two_layer_backward, "z1 > 0 → z1.mean(axis=0) > 0"),
            "Your gate opens or closes for whole units, by their mean over the rows.",
            "A unit may be on for one row and off for the next.",
        ),
        Misconception(
            "second_weights_forgotten",
            edit(two_layer_backward, "dz2 @ W2.T → dz2"),
            "The error reached the hidden layer without passing W2. Every hidden unit got the same blame.",
            "A hidden unit is to blame in proportion to its weight.",
        ),
        Misconception(
            "second_weights_summed",
            edit(two_layer_backward, "dz2 @ W2.T → dz2 * W2.sum()"),
            "The error passed the sum of W2's weights. Each hidden unit has one weight that leads to z2.",
            "A hidden unit is to blame in proportion to its own weight.",
        ),
        Misconception(
            "pre_activation_for_output",
            edit(two_layer_backward, "h.T @ → z1.T @"),
            "Your dW2 is made from z1. What entered the second layer is h = max(0, z1).",
            "Look at what the forward pass multiplied by W2.",
        ),
        Misconception(
            "biases_averaged",
            edit(two_layer_backward, "sum ⇒ mean"),
            "Your db2 is 1/{N} of the expected one and the batch has {N} rows: you averaged over the rows, or divided by N, a "
            "second time.",
            "dz2 holds the 1/N already. What is left to do with the rows?",
        ),
        Misconception(
            "hidden_biases_averaged",
            edit(two_layer_backward, "dz1.sum → dz1.mean"),
            "Your db1 is 1/{N} of the expected one and the batch has {N} rows: you averaged over the rows a second time.",
            "dz2 holds the 1/N already. What is left to do with the rows?",
        ),
        Misconception(
            "weights_averaged",
            edit(two_layer_backward, "x.T @ dz1, h.T @ dz2 → x.T @ dz1 / len(x), h.T @ dz2 / len(x)"),
            "Your dW1 and dW2 are 1/{N} of the expected ones and the batch has {N} rows: you divided by N a second time.",
            "dz2 holds the 1/N already.",
        ),
        Misconception(
            "bias_summed_over_everything",
            edit(two_layer_backward, "dz1.sum(axis=0) → dz1.sum()"),
            "Your db1 is one number. Each of the hidden units has a bias of its own.",
            "db1 has the shape of b1. Along which axis lie the rows?",
        ),
        Misconception(
            "bias_wrong_axis",
            edit(two_layer_backward, "dz1.sum(axis=0) → dz1.sum(axis=1)"),
            "Your db1 is summed over the units: it is {yours}, expected {expected}.",
            "db1 has the shape of b1. Along which axis lie the rows?",
        ),
        Misconception(
            "weights_transposed",
            edit(two_layer_backward, "x.T @ dz1 → dz1.T @ x"),
            "Your dW1 is the transpose of the right one: you computed dz1ᵀx.",
            "dW1 has the shape of W1, (inputs, hidden).",
        ),
        *SHAPES_THE_NET,
        *(with_new_weights(rate) for rate in (1.0, 0.5, 0.1, 0.01)),
        Misconception(
            "second_layer_first",
            edit(
                two_layer_backward,
                "return dW1, dz1.sum(axis=0), dW2, dz2.sum(axis=0) → return dW2, dz2.sum(axis=0), dW1, dz1.sum(axis=0)",
            ),
            "Your four arrays come in another order: those of the second layer first.",
            "Asked for are dW1, db1, dW2, db2, in this order.",
        ),
        Misconception(
            "weights_first",
            edit(
                two_layer_backward,
                "return dW1, dz1.sum(axis=0), dW2, → return dW1, dW2, dz1.sum(axis=0),",
            ),
            "Your four arrays come in another order: both weights first, then both biases.",
            "Asked for are dW1, db1, dW2, db2, in this order.",
        ),
    ),
    alternatives=(two_layer_rows, two_layer_long_chain, two_layer_bias_column),
)
