"""The loss of the digit net and its four gradients."""

import numpy as np

from dlcourse.activations import relu, softmax
from dlcourse.checks.catalogue.answers import at_once
from dlcourse.checks.catalogue.digits_from_scratch.forward import HARD_NETS
from dlcourse.checks.catalogue.digits_from_scratch.nets import draw_net, many_rows, sizes_of
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def gradient_cases(rng):
    """Those that stand in every draw; sizes all different, all equal; one hidden unit; one row; float32.

    An ε of 10⁻⁷ in the logarithm, which does no harm with these probabilities, is refused in no draw.
    """
    nets = [(net(), why) for net, why in HARD_NETS]
    for size, why in [
        ((7, 5, 4, 3), "labels that occur several times"),
        ((4, 4, 4, 4), "all sizes equal"),
        ((5, 3, 1, 4), "one hidden unit"),
        ((1, 3, 6, 5), "one row"),
    ]:
        nets.append((draw_net(rng, *size), why))
    nets.append((many_rows(*nets[3][0]), "so many rows that the product of their probabilities is rounded to 0"))
    cases = [Case(net, sizes_of(*net[0].shape, *net[4].shape), why) for net, why in nets]
    return [*cases, in_single_precision(cases[3])]


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


def gradients_with_epsilon(x, y, W1, b1, W2, b2):
    """An ε in the logarithm that is too small to matter; the biases' gradients as rows (1, units)."""
    _, dW1, db1, dW2, db2 = digits_gradients(x, y, W1, b1, W2, b2)
    p = softmax(np.maximum(0, x @ W1 + b1) @ W2 + b2)
    return -np.mean(np.log(p[range(len(y)), y] + 1e-7)), dW1, db1[None], dW2, db2.reshape(1, -1)


def gradients_single(x, y, W1, b1, W2, b2):
    """In single precision."""
    x, W1, b1, W2, b2 = (array.astype(np.float32) for array in (x, W1, b1, W2, b2))
    return digits_gradients(x, y, W1, b1, W2, b2)


def gate_is(condition):
    """The gradients with another gate than [z1 > 0]."""
    return edit(digits_gradients, f"* (z1 > 0) → {condition}")


def loss_is(expression):
    """The gradients beside another loss."""
    return edit(digits_gradients, f"loss = -np.log(p[np.arange(N), y]).mean() → loss = {expression}")


def returned(order):
    """The right numbers in another order."""
    return edit(digits_gradients, f"return loss, dW1, db1, dW2, db2 → return {order}")


NOT_AVERAGED = Misconception(
    "gradients_not_averaged",
    edit(digits_gradients, "dz2 /= N → "),
    "The 1/N of the mean is missing in your {part}, and the batch has {N} rows.",
    "The formula of L begins with 1/N. Where has it gone when you take the derivative?",
)
WRONG_SIGN = Misconception(
    "wrong_sign",
    edit(digits_gradients, "dz2 /= N → dz2 /= -N"),
    "Your {part} has the wrong sign. You started from Y − p.",
    "Raising the logit of the right class lowers the loss. Which sign has its slope?",
)
GATE_MISSING = Misconception(
    "gate_missing",
    gate_is(""),
    "Your {part} knows no gate of ReLU: units that were off received a gradient. (A test for h ≥ 0 lets all through.)",
    "What does ReLU's output do if its input is negative and changes a little?",
)

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
        NOT_AVERAGED,
        Misconception(
            "summed",
            edit(digits_gradients, ".mean() → .sum()", "dz2 /= N → "),
            "You added up over the rows, in the loss as in the gradients, and never divided.",
            "The formula of L begins with 1/N.",
        ),
        Misconception(
            "logarithm_of_the_product",
            loss_is("-np.log(np.prod(p[np.arange(N), y])) / N"),
            "You multiply the probabilities of all rows and take the logarithm of the product. With {N} rows the product is "
            "rounded to 0, and {entry} is {yours}, expected {expected}.",
            "The logarithm of a product is a sum of logarithms. Which of the two stays far from 0?",
        ),
        Misconception(
            "averaged_twice",
            edit(
                digits_gradients,
                "h.T @ dz2 → h.T @ dz2 / N",
                "x.T @ dz1 → x.T @ dz1 / N",
                ".sum(axis=0) ⇒ .mean(axis=0)",
            ),
            "Your {part} is 1/{N} of the expected one and the batch has {N} rows: you divided by N a second time.",
            "Divide by N in one place. Where does the first division stand?",
        ),
        Misconception(
            "weights_averaged",
            edit(digits_gradients, "h.T @ dz2 → h.T @ dz2 / N", "x.T @ dz1 → x.T @ dz1 / N"),
            "Your {part} is 1/{N} of the expected one and the batch has {N} rows: you divided by N a second time.",
            "Divide by N in one place. Where does the first division stand?",
        ),
        Misconception(
            "biases_averaged",
            edit(digits_gradients, ".sum(axis=0) ⇒ .mean(axis=0)"),
            "Your {part} is 1/{N} of the expected one and the batch has {N} rows: you averaged over the rows a second time.",
            "The 1/N is in the gradient at the logits already. What is left to do with the rows?",
        ),
        Misconception(
            "divided_by_all_entries",
            edit(digits_gradients, "dz2 /= N → dz2 /= dz2.size"),
            "Your {part} is {ratio} times the expected one: you divided by all entries of p, rows times classes.",
            "The loss is a mean over the rows. How many of them are there?",
        ),
        Misconception(
            "loss_not_averaged",
            loss_is("-np.log(p[np.arange(N), y]).sum()"),
            "Your loss is the sum over the rows: {yours}, expected the mean, {expected}.",
            "A mean does not grow with the batch. What is missing in front of the sum?",
        ),
        Misconception(
            "loss_over_all_entries",
            loss_is("-np.log(p[np.arange(N), y]).sum() / p.size"),
            "Your loss is a mean over all entries, rows times classes: {yours}, expected {expected}.",
            "Each row pays once, for its label. How many terms has the mean?",
        ),
        Misconception(
            "whole_columns",
            loss_is("-np.log(p[:, y]).mean()"),
            "Your loss judges every row by the labels of all rows: {yours}, expected {expected}. A colon picks all rows.",
            "Each row has one label, its own. Which row numbers go with the labels, one by one?",
        ),
        Misconception(
            "loss_of_all_classes",
            loss_is("-np.log(p).sum(axis=1).mean()"),
            "Your loss adds up −ln p of all classes: {yours}, expected {expected}.",
            "Which of the probabilities of a row does the formula ask for?",
        ),
        Misconception(
            "loss_of_both_outcomes",
            loss_is("-(np.log(p[np.arange(N), y]) + np.log1p(-p).sum(axis=1) - np.log1p(-p[np.arange(N), y])).mean()"),
            "Your loss charges for the other classes, too, with ln(1 − p): {yours}, expected {expected}. That is the loss of "
            "a sigmoid for each class.",
            "Which of the probabilities of a row does the formula ask for?",
        ),
        Misconception(
            "loss_of_the_answer",
            loss_is("-np.log(p.max(axis=1)).mean()"),
            "Your loss looks at the most likely class and not at the label: {yours}, expected {expected}.",
            "Where does y come into the loss?",
        ),
        Misconception(
            "loss_with_its_sign_lost",
            loss_is("np.log(p[np.arange(N), y]).mean()"),
            "Your loss is negative: {yours}, expected {expected}.",
            "The logarithm of a probability is below 0, and a loss is not.",
        ),
        Misconception(
            "logarithm_of_the_mean",
            loss_is("-np.log(p[np.arange(N), y].mean())"),
            "You took the mean of the probabilities first and its logarithm then: {yours}, expected {expected}.",
            "In the formula each row has a logarithm of its own.",
        ),
        Misconception(
            "logarithm_missing",
            loss_is("-p[np.arange(N), y].mean()"),
            "Your loss has no logarithm: {yours}, expected {expected}.",
            "What does a row cost whose label gets a probability of 1, and one of 0.01?",
        ),
        Misconception(
            "logarithm_to_another_base",
            loss_is("-np.log10(p[np.arange(N), y]).mean()"),
            "Your logarithm has the base 10: {yours}, expected {expected}.",
            "ln is the natural logarithm. What is it called in NumPy?",
        ),
        Misconception(
            "logarithm_to_the_base_2",
            loss_is("-np.log2(p[np.arange(N), y]).mean()"),
            "Your logarithm has the base 2: {yours}, expected {expected}.",
            "ln is the natural logarithm. What is it called in NumPy?",
        ),
        Misconception(
            "squared_error",
            loss_is("((p - np.eye(len(b2))[y]) ** 2).sum(axis=1).mean()"),
            "Your loss is the sum of squared errors: {yours}, expected {expected}.",
            "The question asks for the cross-entropy, −ln p of the label.",
        ),
        Misconception(
            "loss_after_the_subtraction",
            loss_is("np.nan"),
            "Your loss is not a number. That happens if p has changed before its logarithm is taken: `dz2 = p` is no copy, and "
            "what is taken off dz2 is taken off p.",
            "Is p the same array when you compute the loss as it was after the softmax?",
        ),
        WRONG_SIGN,
        at_once(WRONG_SIGN, GATE_MISSING),
        at_once(NOT_AVERAGED, GATE_MISSING),
        Misconception(
            "softmax_slope_kept",
            edit(digits_gradients, "dz2 /= N → dz2 *= p * (1 - p) / N"),
            "Your {part} holds p − Y times p(1 − p). The slope of softmax is in p − Y already.",
            "The text gives you the gradient at the logits. Is there anything left to multiply?",
        ),
        Misconception(
            "label_missing_in_the_gradient",
            edit(digits_gradients, "dz2[np.arange(N), y] -= 1 → "),
            "Your {part} does not know the labels: it starts from p/N.",
            "What has to be taken off at the true class?",
        ),
        Misconception(
            "divided_before_the_one",
            edit(digits_gradients, "dz2[np.arange(N), y] -= 1\n    dz2 /= N → dz2 /= N\n    dz2[np.arange(N), y] -= 1"),
            "Your {part} starts from p/N − Y: you divided by N before the 1 was taken off.",
            "In (p − Y)/N, which comes first?",
        ),
        Misconception(
            "columns_lowered",
            edit(digits_gradients, "dz2[np.arange(N), y] → dz2[:, y]"),
            "Your {part} starts from a p with 1 taken off in whole columns: a colon picks all rows.",
            "Each row has one label, its own. Which row numbers go with the labels, one by one?",
        ),
        Misconception(
            "class_index_subtracted",
            edit(digits_gradients, "dz2[np.arange(N), y] -= 1 → dz2 -= y[:, None]"),
            "Your {part} starts from p − y, with the label itself subtracted.",
            "The label is a name, not a quantity. What is Y in the text, and what is y?",
        ),
        Misconception(
            "counted_from_one",
            edit(digits_gradients, "N = len(x) → N, y = len(x), y - 1"),
            "Your {part} takes the class before the right one: 1 was subtracted from the labels.",
            "Labels count from 0. Where do columns begin?",
        ),
        GATE_MISSING,
        Misconception(
            "gate_by_gradient",
            edit(digits_gradients, "(dz2 @ W2.T) * (z1 > 0) → np.maximum(dz2 @ W2.T, 0)"),
            "Your {part} went through a ReLU on the way back. The gate is set by z1, whatever the gradient's sign.",
            "When does ReLU let a gradient through? The text says it.",
        ),
        Misconception(
            "gate_open_at_zero",
            gate_is("* (z1 >= 0)"),
            "Your {part} lets the gradient through at z1 = 0, too. The text asks for a positive z1.",
            "Look for the unit whose z1 is exactly 0: is that positive?",
        ),
        Misconception(
            "gate_reversed",
            gate_is("* (z1 <= 0)"),
            "Your {part} lets the gradient through where the units were off, and nowhere else.",
            "When does ReLU let a gradient through? The text says it.",
        ),
        Misconception(
            "leaky_relu",
            gate_is("* np.where(z1 > 0, 1, 0.01)"),
            "Your {part} has the slope of a leaky ReLU: 0.01 comes through where z1 is negative.",
            "What is the slope of max(0, z) for a negative z?",
        ),
        Misconception(
            "value_for_slope",
            gate_is("* h"),
            "Your {part} is multiplied by h, the value of ReLU. On the way back its slope belongs there.",
            "What is the slope of max(0, z) for a positive z?",
        ),
        Misconception(
            "sigmoid_slope",
            gate_is("* h * (1 - h)"),
            "Your {part} has the factor h(1 − h). That is the slope of a sigmoid.",
            "What is the slope of max(0, z) for a positive z?",
        ),
        Misconception(
            "gate_in_the_biases_missing",
            edit(digits_gradients, "dz1.sum(axis=0) → (dz2 @ W2.T).sum(axis=0)"),
            "Your db1 adds up what comes out of W2ᵀ, before the gate.",
            "b1 is added to z1. At which gradient does it stand?",
        ),
        Misconception(
            "pre_activation_for_output",
            edit(digits_gradients, "h.T @ dz2 → z1.T @ dz2"),
            "Your dW2 is made from z1, what the hidden units had before the ReLU.",
            "What entered the second layer?",
        ),
        Misconception(
            "weights_transposed",
            edit(digits_gradients, "h.T @ dz2 → dz2.T @ h", "x.T @ dz1 → dz1.T @ x"),
            "Your {part} lies on its side, and where it is square it is the transpose: {entry} is {yours}, expected "
            "{expected}.",
            "A gradient has the shape of its parameter.",
        ),
        Misconception(
            "backward_weights_not_transposed",
            edit(digits_gradients, "dz2 @ W2.T → dz2 @ W2"),
            "On the way back you multiplied by W2, where W2ᵀ leads back to the hidden units. That runs only where there are as "
            "many classes as hidden units.",
            "dz2 has one column for each class. Which product leaves one for each hidden unit?",
        ),
        Misconception(
            "bias_not_summed",
            edit(digits_gradients, "dz2.sum(axis=0) → dz2.copy()", "dz1.sum(axis=0) → dz1.copy()"),
            "Your {part} has one row for each row of the batch. A bias is shared by all rows: {entry} is {yours}, expected "
            "{expected}.",
            "What happens to the loss of each row if the bias grows? And to that of all?",
        ),
        Misconception(
            "bias_summed_over_everything",
            edit(digits_gradients, ".sum(axis=0) ⇒ .sum()"),
            "Your {part} is one number, the sum of everything: each unit has a bias of its own.",
            "Which axis are the rows, and which the units?",
        ),
        Misconception(
            "bias_wrong_axis",
            edit(digits_gradients, ".sum(axis=0) ⇒ .sum(axis=1)"),
            "Your {part} adds up over the units, and leaves one number for each row: {entry} is {yours}, expected {expected}.",
            "Which axis are the rows, and which the units?",
        ),
        Misconception(
            "second_layer_first",
            returned("loss, dW2, db2, dW1, db1"),
            "Your layers have changed places: dW2 and db2 came before dW1 and db1.",
            "The question names the order: loss, dW1, db1, dW2, db2.",
        ),
        Misconception(
            "weights_before_biases",
            returned("loss, dW1, dW2, db1, db2"),
            "You returned both weights first and both biases then.",
            "The question names the order: loss, dW1, db1, dW2, db2.",
        ),
        Misconception(
            "loss_last",
            returned("dW1, db1, dW2, db2, loss"),
            "You returned the loss last.",
            "The question names the order: loss, dW1, db1, dW2, db2.",
        ),
        Misconception(
            "exponential_overflows",
            edit(
                digits_gradients, "softmax(h @ W2 + b2) → np.exp(h @ W2 + b2)\n    p = p / p.sum(axis=1, keepdims=True)"
            ),
            "Logits of many hundreds do not survive your softmax: e⁹⁰⁰ is ∞ on a computer, and ∞/∞ is not a number.",
            "`softmax` is given, and survives them. How does it do that?",
        ),
    ),
    alternatives=(
        gradients_by_rows,
        gradients_long_chain,
        gradients_divided_last,
        gradients_with_epsilon,
        gradients_single,
    ),
)
