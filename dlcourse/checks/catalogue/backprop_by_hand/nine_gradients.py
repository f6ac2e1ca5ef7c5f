"""The 2-2-1 net of linear units: one weight by hand, all nine gradients in code, and which of them is large."""

import numpy as np

from dlcourse.checks.catalogue.answers import choice_question, number_question
from dlcourse.checks.catalogue.backprop_by_hand.consequences import NO_MORE, PARTS, counting_consequences
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question, calling_once


def weight_gradient_by_hand():
    """∂L/∂W2[0, 0] = −2(y − ŷ)·o₁ with y = 10, ŷ = 1.083, o₁ = 0.82."""
    return -2 * (10 - 1.083) * 0.82


WEIGHT_GRADIENT_BY_HAND = number_question(
    difficulty="easy",
    minutes=3,
    points=1,
    parts=("gradient",),
    reference=weight_gradient_by_hand,
    tolerance=2e-3,
    section="One weight, one chain",
    hints=(
        "Two factors: how the loss changes with ŷ, and how ŷ changes with this weight.",
        "The first factor is −2(y − ŷ). Is it positive or negative here?",
        "ŷ = o₁·W2[0, 0] + …, so the second factor is o₁ = 0.82. Multiply.",
    ),
    misconceptions=(
        Misconception(
            "slip_in_the_notes",
            lambda: -12.834 * 0.82,
            "{yours} carries a slip in the first factor: −2(10 − 1.083) was worked out as −12.834.",
            "10 − 1.083 is 8.917. Double that again, slowly.",
        ),
        Misconception(
            "output_of_the_lecture",
            lambda: -2 * (10 - 1.083) * 0.57,
            "{yours} is made with the o₁ of the lecture, 0.57. Here the unit has another output.",
            "Which number does the question give for o₁?",
        ),
        Misconception(
            "wrong_sign",
            lambda: 2 * (10 - 1.083) * 0.82,
            "{yours} has the wrong sign. The prediction is too low, so a larger weight makes the loss smaller.",
            "A loss that falls as the weight grows has a negative slope.",
        ),
        Misconception(
            "two_lost",
            lambda: -(10 - 1.083) * 0.82,
            "{yours} lacks the factor 2 of the square.",
            "What becomes of the exponent in the derivative of a square?",
        ),
        Misconception(
            "wrong_sign_and_two_lost",
            lambda: (10 - 1.083) * 0.82,
            "{yours} has the wrong sign, and it lacks the factor 2 of the square.",
            "The prediction is too low, so a larger weight makes the loss smaller. And what becomes of the exponent in the "
            "derivative of a square?",
        ),
        Misconception(
            "first_factor_only",
            lambda: -2 * (10 - 1.083),
            "{yours} is the first factor alone, ∂L/∂ŷ. The chain goes on to the weight.",
            "Multiply by ∂ŷ/∂W2[0, 0]: what stands beside this weight in ŷ?",
        ),
        Misconception(
            "first_factor_with_the_wrong_sign",
            lambda: 2 * (10 - 1.083),
            "{yours} is the first factor alone, and with the wrong sign: ∂L/∂ŷ is negative where ŷ is too low.",
            "Begin with the sign: would a larger ŷ raise or lower the loss? Then go on to the weight.",
        ),
        Misconception(
            "second_factor_only",
            lambda: 0.82,
            "{yours} is the second factor alone, ∂ŷ/∂W2[0, 0]. The chain begins with ∂L/∂ŷ.",
            "How does the loss change when ŷ grows a little?",
        ),
        Misconception(
            "loss_for_slope",
            lambda: (10 - 1.083) ** 2 * 0.82,
            "{yours} starts from the loss itself, (y − ŷ)². The chain starts from its slope.",
            "What becomes of the exponent in the derivative of a square?",
        ),
        Misconception(
            "loss_itself",
            lambda: (10 - 1.083) ** 2,
            "{yours} is the loss itself, (y − ŷ)². Asked for is its derivative with respect to the weight.",
            "Two factors: how the loss changes with ŷ, and how ŷ changes with this weight.",
        ),
        Misconception(
            "prediction_for_hidden",
            lambda: -2 * (10 - 1.083) * 1.083,
            "{yours}: you multiplied by the prediction, 1.083.",
            "The second factor is ∂ŷ/∂W2[0, 0]: what stands beside this weight in ŷ?",
        ),
        Misconception(
            "target_for_hidden",
            lambda: -2 * (10 - 1.083) * 10,
            "{yours}: you multiplied by the target, 10.",
            "The second factor is ∂ŷ/∂W2[0, 0]: what stands beside this weight in ŷ?",
        ),
        Misconception(
            "divided_by_the_output",
            lambda: -2 * (10 - 1.083) / 0.82,
            "{yours}: you divided by o₁ where it is multiplied.",
            "The factors of a chain multiply.",
        ),
        Misconception(
            "prediction_added",
            lambda: -2 * (10 + 1.083) * 0.82,
            "{yours}: you added ŷ to y where it is subtracted.",
            "The loss is made of the difference y − ŷ.",
        ),
        Misconception(
            "rounded_too_far",
            lambda: -15,
            "{yours} is rounded to two digits. Asked for are three or more.",
            "Round at the end only, and less.",
        ),
    ),
)


def larger_gradient():
    """∂L/∂W1[i, 0] = ∂L/∂ŷ · W2[0, 0] · x[i]: the ratio is 80/3.5."""
    return "b"


LARGER_GRADIENT = choice_question(
    difficulty="easy",
    minutes=2,
    points=1,
    reference=larger_gradient,
    section="All nine derivatives",
    hints=(
        "Write the chain of each of the two weights: ∂L/∂ŷ, then ∂ŷ/∂o₁, then one more factor.",
        "The first two factors are the same for both. Compare the third.",
        "∂o₁/∂W1[0, 0] is the iq, ∂o₁/∂W1[1, 0] is the gpa.",
    ),
    misconceptions=(
        Misconception(
            "equal_weights_equal_gradients",
            lambda: "a",
            "a) looks at the weights' values. A gradient says how the loss changes with a weight, and that depends on "
            "what the weight is multiplied by.",
            "Write down the last factor of both chains. It is the input.",
        ),
        Misconception(
            "small_input_large_gradient",
            lambda: "c",
            "c) has it upside down: the weight of a small input moves the prediction little, so its gradient is small.",
            "Change each weight by 0.01 and see how far ŷ moves: by 0.01 times its input.",
        ),
        Misconception(
            "depends_on_the_target",
            lambda: "d",
            "d) is half a thought: the salary sets ∂L/∂ŷ, and both chains begin with that same factor.",
            "In a comparison of the two, what they share drops out.",
        ),
    ),
)


def nine_gradients(x, y, W1, b1, W2, b2):
    """∂L/∂ŷ = 2(ŷ − y); ∂L/∂W2 = ∂L/∂ŷ · o; ∂L/∂W1[i, j] = ∂L/∂ŷ · W2[j] · x[i]; biases without the last factor."""
    o = x @ W1 + b1  # (2,)
    y_pred = o @ W2 + b2  # (1,)
    dy_pred = 2 * (y_pred - y)
    do = dy_pred @ W2.T  # (2,)
    dW1 = np.outer(x, do)
    dW2 = np.outer(o, dy_pred)
    return dW1, do, dW2, dy_pred


@calling_once
def with_consequences(function, x, y, W1, b1, W2, b2):
    """Call the function; what follows from an earlier gradient of its own counts as right."""
    rules = {
        "dW2": lambda theirs: np.outer(x @ W1 + b1, theirs["db2"]),
        "db1": lambda theirs: W2[:, 0] * theirs["db2"],
        "dW1": lambda theirs: np.outer(x, theirs["db1"]),
    }
    right = nine_gradients(x, y, W1, b1, W2, b2)
    return counting_consequences(function(x, y, W1, b1, W2, b2), right, rules)


def nine_one_by_one(x, y, W1, b1, W2, b2):
    """Nine numbers, one formula for each."""
    x1, x2 = (float(value) for value in x)
    v1, v2 = (float(value) for value in W2[:, 0])
    o1 = W1[0, 0] * x1 + W1[1, 0] * x2 + b1[0]
    o2 = W1[0, 1] * x1 + W1[1, 1] * x2 + b1[1]
    common = -2 * (y - (v1 * o1 + v2 * o2 + b2[0]))
    first = [[common * v1 * x1, common * v2 * x1], [common * v1 * x2, common * v2 * x2]]
    return first, [common * v1, common * v2], [[common * o1], [common * o2]], [common]


def nine_complex_step(x, y, W1, b1, W2, b2):
    """Each parameter moved by an imaginary hair; the loss answers with its slope."""
    parameters = [np.array(p, dtype=complex) for p in (W1, b1, W2, b2)]
    gradients = []
    for parameter in parameters:
        gradient = np.zeros(parameter.shape)
        for i in np.ndindex(parameter.shape):
            parameter[i] += 1e-20j
            first, c1, second, c2 = parameters
            gradient[i] = ((y - ((x @ first + c1) @ second + c2)) ** 2)[0].imag / 1e-20
            parameter[i] -= 1e-20j
        gradients.append(gradient)
    return gradients


def nine_as_matrices(x, y, W1, b1, W2, b2):
    """The row as a (1, 2) matrix in single precision; results by name."""
    x, W1, b1, W2, b2 = (np.asarray(a, dtype=np.float32) for a in (x[None], W1, b1, W2, b2))
    o = x @ W1 + b1
    dy_pred = 2 * (o @ W2 + b2 - np.float32(y))
    do = dy_pred * W2.T
    return {"dW2": o.T @ dy_pred, "db2": dy_pred[0], "dW1": np.einsum("ni,nj->ij", x, do), "db1": do}


EXAMPLE = (
    np.array([1, 2]),
    3,
    np.array([[1, 0.5], [-1, 2]]),
    np.array([0, 1]),
    np.array([[2], [-0.5]]),
    np.array([0.5]),
)


def rows_of_two(rng):
    """The text's example; predictions too high and too low; hidden outputs of either sign; no bias; float32."""
    cases = [Case(EXAMPLE, why="the text's example, with whole numbers for x, y and b1")]
    for high, why in (
        (1, ""),
        (-1, "a prediction that is too low"),
        (1, "a prediction that is too high"),
        (-1, "all biases 0"),
        (1, "a target of 0"),
        (-1, "an input of 0"),
    ):
        x, b1, b2 = (away_from_zero(rng, n) for n in (2, 2, 1))
        W1, W2 = away_from_zero(rng, (2, 2)), away_from_zero(rng, (2, 1))
        if "input" in why:
            x[0] = 0.0
        if "biases" in why:
            b1, b2 = 0 * b1, 0 * b2
        turned = np.where((x @ W1 + b1 > 0) == np.array([True, False]), 1.0, -1.0)  # so that o has both signs
        W1, b1 = W1 * turned, b1 * turned
        error = high * np.abs(away_from_zero(rng, 1))
        if "target" in why:
            b2 = error - (x @ W1 + b1) @ W2
        y = float(((x @ W1 + b1) @ W2 + b2 - error)[0])
        cases.append(Case((x, 0.0 if "target" in why else y, W1, b1, W2, b2), why=why))
    return [*cases, in_single_precision(cases[1])]


NINE_GRADIENTS = Question(
    difficulty="medium",
    minutes=12,
    points=4,
    parts=PARTS,
    reference=nine_gradients,
    use=with_consequences,
    cases=rows_of_two,
    section="All nine derivatives",
    hints=(
        "First forward: o = x @ W1 + b1 and y_pred = o @ W2 + b2. Every chain begins with 2(y_pred − y).",
        "Last layer: ŷ = o₁·W2[0, 0] + o₂·W2[1, 0] + b2. The slope of ŷ by each of the three is what stands beside it.",
        "First layer: go on through o. ∂ŷ/∂o₁ is W2[0, 0], and ∂o₁/∂W1[i, 0] is x[i], ∂o₁/∂b1[0] is 1.",
        "With do = ∂L/∂o, two numbers: db1 is do, and dW1[i, j] is x[i]·do[j], which is np.outer(x, do).",
    ),
    misconceptions=(
        Misconception(
            "wrong_sign",
            edit(nine_gradients, "y_pred - y → y - y_pred"),
            "Your db2 has the wrong sign: you began with 2(y − ŷ)." + NO_MORE,
            "By which sign differ the derivatives of (y − ŷ)² with respect to y and to ŷ?",
        ),
        Misconception(
            "two_lost",
            edit(nine_gradients, "2 * (y_pred - y) → y_pred - y"),
            "Your db2 is half the expected one: the 2 of the square is lost." + NO_MORE,
            "L = (y − ŷ)² has no ½ in front. What becomes of the exponent in its derivative?",
        ),
        Misconception(
            "wrong_sign_and_two_lost",
            edit(nine_gradients, "2 * (y_pred - y) → y - y_pred"),
            "Your db2 is y − ŷ: it has the wrong sign, and the 2 of the square is lost." + NO_MORE,
            "Take the derivative of (y − ŷ)² with respect to ŷ once more, slowly.",
        ),
        Misconception(
            "error_sign_lost",
            edit(nine_gradients, "(y_pred - y) → np.abs(y_pred - y)"),
            "Your db2 is never negative: it is wrong where the prediction is too low. The error has a sign." + NO_MORE,
            "Where ŷ is too low, a larger ŷ lowers the loss.",
        ),
        Misconception(
            "loss_for_slope",
            edit(nine_gradients, "2 * (y_pred - y) → (y_pred - y) ** 2"),
            "Your db2 is the loss itself, (y − ŷ)². The chain starts from its slope." + NO_MORE,
            "What becomes of the exponent in the derivative of a square?",
        ),
        Misconception(
            "error_missing",
            edit(nine_gradients, "dy_pred = 2 * (y_pred - y) → dy_pred = 1 + 0 * y_pred"),
            "Your db2 is 1: the first factor of every chain, ∂L/∂ŷ, is missing." + NO_MORE,
            "How does the loss change when ŷ grows a little?",
        ),
        Misconception(
            "sigmoid_slope_at_the_output",
            edit(nine_gradients, "(y_pred - y) → (y_pred - y) * y_pred * (1 - y_pred)"),
            "You multiplied by ŷ(1 − ŷ). That is the slope of a sigmoid, and this output is linear." + NO_MORE,
            "ŷ = o @ W2 + b2, without an activation. What is its slope?",
        ),
        Misconception(
            "output_bias_left_out",
            edit(nine_gradients, "o @ W2 + b2 → o @ W2"),
            "Your forward pass leaves b2 out." + NO_MORE,
            "The biases are 0 at the start of training and never again.",
        ),
        Misconception(
            "hidden_biases_left_out",
            edit(nine_gradients, " + b1 → "),
            "Your forward pass leaves b1 out: that changes o, and through it ŷ.",
            "The biases are 0 at the start of training and never again.",
        ),
        Misconception(
            "biases_left_out",
            edit(nine_gradients, " + b1 → ", " + b2 → "),
            "Your forward pass leaves both biases out.",
            "They are 0 at the start of training and never again.",
        ),
        Misconception(
            "weights_transposed",
            edit(nine_gradients, "x @ W1 → W1 @ x"),
            "Your forward pass multiplies by the transpose of W1. Both shapes are (2, 2), so nothing warns you.",
            "W1[i, j] leads from input i to unit j. Which of its indices is summed over?",
        ),
        Misconception(
            "relu_in_the_forward_pass",
            edit(nine_gradients, "o = x @ W1 + b1 → o = np.maximum(x @ W1 + b1, 0)"),
            "Your forward pass has a ReLU in the hidden layer. These units are linear.",
            "o is the weighted sum itself.",
        ),
        Misconception(
            "relu_forward_and_back",
            edit(
                nine_gradients,
                "o = x @ W1 + b1 → o = np.maximum(x @ W1 + b1, 0)",
                "@ W2.T → @ W2.T * (o > 0)",
            ),
            "Your hidden units are ReLUs, forward and back. These units are linear.",
            "o is the weighted sum itself, and its slope is 1.",
        ),
        Misconception(
            "sigmoid_in_the_forward_pass",
            edit(nine_gradients, "o = x @ W1 + b1 → o = 1 / (1 + np.exp(-(x @ W1 + b1)))"),
            "Your forward pass has a sigmoid in the hidden layer. These units are linear.",
            "o is the weighted sum itself.",
        ),
        Misconception(
            "sigmoid_forward_and_back",
            edit(
                nine_gradients,
                "o = x @ W1 + b1 → o = 1 / (1 + np.exp(-(x @ W1 + b1)))",
                "@ W2.T → @ W2.T * o * (1 - o)",
            ),
            "Your hidden units are sigmoids, forward and back. These units are linear.",
            "o is the weighted sum itself, and its slope is 1.",
        ),
        Misconception(
            "second_weights_forgotten",
            edit(nine_gradients, "dy_pred @ W2.T → np.repeat(dy_pred, 2)"),
            "Your db1 is ∂L/∂ŷ for both hidden units: the chain has not passed W2, and both units get the same blame."
            + NO_MORE,
            "b1[j] acts on ŷ through o[j]. How much does ŷ change when o[j] does?",
        ),
        Misconception(
            "second_weights_forgotten_in_dW1",
            edit(nine_gradients, "np.outer(x, do) → np.outer(x, np.repeat(dy_pred, 2))"),
            "Your dW1 is x times ∂L/∂ŷ: the chain has not passed W2, though that of db1 has.",
            "How does dW1 follow from the gradient of o?",
        ),
        Misconception(
            "partner_weight",
            edit(nine_gradients, "@ W2.T → @ W2[::-1].T"),
            "Each hidden unit took the other one's weight. The chain of unit 1 goes through W2[0, 0], that of unit 2 "
            "through W2[1, 0]." + NO_MORE,
            "Follow W1[0, 0] forward: which of the two hidden outputs does it enter?",
        ),
        Misconception(
            "second_weights_summed",
            edit(nine_gradients, "dy_pred @ W2.T → np.repeat(dy_pred * W2.sum(), 2)"),
            "Both hidden units passed the sum of W2's weights. Each of them has one weight that leads to ŷ." + NO_MORE,
            "Follow W1[0, 0] forward: which of the two hidden outputs does it enter?",
        ),
        Misconception(
            "through_the_weights",
            edit(nine_gradients, "dy_pred @ W2.T → dy_pred * o"),
            "Your chain passes through a weight: you used ∂ŷ/∂W2 = o in the place of ∂ŷ/∂o." + NO_MORE,
            "W2 does not depend on W1. The road from W1 to the loss leads through o and ŷ.",
        ),
        Misconception(
            "sigmoid_slope",
            edit(nine_gradients, "@ W2.T → @ W2.T * o * (1 - o)"),
            "You multiplied by o(1 − o). That is the slope of a sigmoid, and these units are linear." + NO_MORE,
            "o = x @ W1 + b1, without an activation. What is its slope?",
        ),
        Misconception(
            "relu_slope",
            edit(nine_gradients, "@ W2.T → @ W2.T * (o > 0)"),
            "A hidden unit with a negative output gets no gradient in your answer. That is the gate of a ReLU, and these "
            "units are linear." + NO_MORE,
            "o = x @ W1 + b1, without an activation. What is its slope?",
        ),
        Misconception(
            "tanh_slope",
            edit(nine_gradients, "@ W2.T → @ W2.T * (1 - o**2)"),
            "You multiplied by 1 − o². That is the slope of a tanh, and these units are linear." + NO_MORE,
            "o = x @ W1 + b1, without an activation. What is its slope?",
        ),
        Misconception(
            "biases_summed",
            edit(nine_gradients, "do, dW2 → do.sum(), dW2"),
            "Your db1 is one number, a sum. Each of the two hidden units has a bias of its own.",
            "db1 has the shape of b1.",
        ),
        Misconception(
            "input_for_hidden",
            edit(nine_gradients, "np.outer(o, dy_pred) → np.outer(x, dy_pred)"),
            "Your dW2 is made from x. What W2 is multiplied by is o.",
            "What stands beside W2[j, 0] in ŷ?",
        ),
        Misconception(
            "weights_for_hidden",
            edit(nine_gradients, "np.outer(o, dy_pred) → W2 * dy_pred"),
            "Your dW2 is made from W2 itself: that is ∂ŷ/∂o, where ∂ŷ/∂W2 is asked for.",
            "What stands beside W2[j, 0] in ŷ?",
        ),
        Misconception(
            "hidden_output_missing",
            edit(nine_gradients, "np.outer(o, dy_pred) → np.outer(np.ones(2), dy_pred)"),
            "Your dW2 is ∂L/∂ŷ for both weights: the last factor of their chains is missing.",
            "What stands beside W2[j, 0] in ŷ?",
        ),
        Misconception(
            "error_missing_in_dW2",
            edit(nine_gradients, "np.outer(o, dy_pred) → o[:, None]"),
            "Your dW2 is o: the first factor of the chain, ∂L/∂ŷ, is missing.",
            "Every chain begins at the loss.",
        ),
        Misconception(
            "transposed",
            edit(nine_gradients, "np.outer(x, do) → np.outer(do, x)"),
            "Your dW1 is transposed. Both shapes are (2, 2), so nothing warns you.",
            "dW1[i, j] belongs to the weight from input i to unit j. Which of its indices is that of x?",
        ),
        Misconception(
            "input_by_unit",
            edit(nine_gradients, "np.outer(x, do) → np.ones((2, 1)) * x * do"),
            "Your dW1 takes x[j] where x[i] belongs: both rows are alike. W1[i, j] is multiplied by x[i].",
            "NumPy lines up x with the columns. Along which axis do the inputs lie in W1?",
        ),
        Misconception(
            "inputs_exchanged",
            edit(nine_gradients, "np.outer(x, do) → np.outer(x[::-1], do)"),
            "The rows of your dW1 have changed places: each weight took the other input.",
            "W1[i, j] is multiplied by x[i].",
        ),
        Misconception(
            "input_missing",
            edit(nine_gradients, "np.outer(x, do) → np.outer(np.ones(2), do)"),
            "Your dW1 is ∂L/∂o in both rows: the last factor of the chain, the input, is missing.",
            "What stands beside W1[i, j] in o[j]?",
        ),
        Misconception(
            "weights_for_input",
            edit(nine_gradients, "np.outer(x, do) → W1 * do"),
            "Your dW1 is made from W1 itself, where the inputs belong.",
            "What stands beside W1[i, j] in o[j]?",
        ),
        Misconception(
            "error_missing_in_dW1",
            edit(nine_gradients, "np.outer(x, do) → np.outer(x, W2)"),
            "Your dW1 is x times W2: the first factor of the chain, ∂L/∂ŷ, is missing.",
            "Every chain begins at the loss.",
        ),
        Misconception(
            "second_layer_first",
            edit(nine_gradients, "return dW1, do, dW2, dy_pred → return dW2, dy_pred, dW1, do"),
            "Your four arrays come in another order: those of the second layer first.",
            "Asked for are dW1, db1, dW2, db2, in this order.",
        ),
        Misconception(
            "weights_first",
            edit(nine_gradients, "return dW1, do, dW2, dy_pred → return dW1, dW2, do, dy_pred"),
            "Your four arrays come in another order: both weights first, then both biases.",
            "Asked for are dW1, db1, dW2, db2, in this order.",
        ),
        Misconception(
            "whole_numbers_cut",
            edit(nine_gradients, "do, dW2 → do.astype(b1.dtype), dW2"),
            "Where b1 holds whole numbers, your db1 is cut to whole numbers: an array that takes its type from b1, as "
            "`np.zeros_like(b1)` does, keeps no fractions.",
            "Which type has the array that you write into? Ask for one of floats.",
        ),
    ),
    alternatives=(nine_one_by_one, nine_complex_step, nine_as_matrices),
)
