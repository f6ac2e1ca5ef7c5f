"""The 2-2-1 net of linear units: one weight by hand, all nine gradients in code, and which of them is large."""

import numpy as np

from dlcourse.checks.catalogue.answers import choice_question, number_question
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


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
            "wrong_sign",
            lambda: 2 * (10 - 1.083) * 0.82,
            "{yours} has the wrong sign. The prediction is too low, so a larger weight makes the loss smaller.",
            "A loss that falls as the weight grows has a negative slope: −2(y − ŷ), not 2(y − ŷ).",
        ),
        Misconception(
            "two_lost",
            lambda: -(10 - 1.083) * 0.82,
            "{yours} lacks the factor 2 of the square.",
            "The derivative of (y − ŷ)² by ŷ is −2(y − ŷ).",
        ),
        Misconception(
            "first_factor_only",
            lambda: -2 * (10 - 1.083),
            "{yours} is the first factor alone, ∂L/∂ŷ. The chain goes on to the weight.",
            "Multiply by ∂ŷ/∂W2[0, 0]: what stands beside this weight in ŷ?",
        ),
        Misconception(
            "loss_for_slope",
            lambda: (10 - 1.083) ** 2 * 0.82,
            "{yours} starts from the loss itself, (y − ŷ)². The chain starts from its slope.",
            "∂L/∂ŷ = −2(y − ŷ): the exponent comes down as a factor.",
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
    section="All nine gradients",
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
            "c) has it upside down: the weight of a small input moves the prediction little, so it is blamed little.",
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
    return np.outer(x, do), do, np.outer(o, dy_pred), dy_pred


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


def rows_of_two(rng):
    """Signed inputs and weights, all different, and an error far from 0; the last case in single precision."""
    cases = []
    for _ in range(4):
        x, b1, b2 = (away_from_zero(rng, n) for n in (2, 2, 1))
        W1, W2 = away_from_zero(rng, (2, 2)), away_from_zero(rng, (2, 1))
        y = float(((x @ W1 + b1) @ W2 + b2 - away_from_zero(rng, 1))[0])
        cases.append(Case((x, y, W1, b1, W2, b2)))
    return [*cases, in_single_precision(cases[0])]


NINE_GRADIENTS = Question(
    difficulty="medium",
    minutes=12,
    points=4,
    parts=("dW1", "db1", "dW2", "db2"),
    reference=nine_gradients,
    cases=rows_of_two,
    section="All nine gradients",
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
            "Your {part} has the wrong sign. You began with 2(y − ŷ).",
            "The derivative of (y − ŷ)² by ŷ is −2(y − ŷ), which is 2(ŷ − y).",
        ),
        Misconception(
            "two_lost",
            edit(nine_gradients, "2 * (y_pred - y) → y_pred - y"),
            "Your {part} is half the expected one: the 2 of the square is lost.",
            "L = (y − ŷ)² has no ½ in front, so its slope is 2(ŷ − y).",
        ),
        Misconception(
            "partner_weight",
            edit(nine_gradients, "@ W2.T → @ W2[::-1].T"),
            "Each hidden unit took the other one's weight. The chain of unit 1 goes through W2[0, 0], that of unit 2 "
            "through W2[1, 0].",
            "Follow W1[0, 0] forward: it enters o₁ only, and o₁ reaches ŷ through W2[0, 0].",
        ),
        Misconception(
            "second_weights_forgotten",
            edit(nine_gradients, "dy_pred @ W2.T → np.repeat(dy_pred, 2)"),
            "Your first layer is blamed without passing W2: {entry} is {yours}, expected {expected}, and both hidden "
            "units get the same gradient.",
            "The middle factor of the chain is ∂ŷ/∂o, and that is W2.",
        ),
        Misconception(
            "input_for_hidden",
            edit(nine_gradients, "np.outer(o, dy_pred) → np.outer(x, dy_pred)"),
            "Your dW2 is made from x. What W2 is multiplied by is o.",
            "ŷ = o @ W2 + b2, so ∂ŷ/∂W2[j, 0] is o[j].",
        ),
        Misconception(
            "through_the_weights",
            edit(nine_gradients, "dy_pred @ W2.T → dy_pred * o"),
            "Your chain passes through a weight. You used ∂ŷ/∂W2 = o in the place of ∂ŷ/∂o = W2.",
            "W2 does not depend on W1. The road from W1 to the loss leads through o and ŷ.",
        ),
        Misconception(
            "sigmoid_slope",
            edit(nine_gradients, "@ W2.T → @ W2.T * o * (1 - o)"),
            "You multiplied by o(1 − o). That is the slope of a sigmoid, and these units are linear.",
            "o = x @ W1 + b1, without an activation: its slope is 1.",
        ),
        Misconception(
            "sigmoid_slope_at_the_output",
            edit(nine_gradients, "(y_pred - y) → (y_pred - y) * y_pred * (1 - y_pred)"),
            "You multiplied by ŷ(1 − ŷ). That is the slope of a sigmoid, and this output is linear.",
            "ŷ = o @ W2 + b2, without an activation. The first factor is 2(ŷ − y), nothing more.",
        ),
        Misconception(
            "transposed",
            edit(nine_gradients, "np.outer(x, do) → np.outer(do, x)"),
            "Your dW1 is transposed. Both shapes are (2, 2), so nothing warns you.",
            "dW1[i, j] belongs to the weight from input i to unit j: x[i] · do[j].",
        ),
        Misconception(
            "equal_biases",
            edit(nine_gradients, ", do, → , np.repeat(dy_pred, 2),"),
            "Your db1 is ∂L/∂ŷ for both units. b1 is one layer further from the loss than b2.",
            "b1[j] acts through o[j], so its chain holds W2[j, 0]: only the last factor is 1.",
        ),
        Misconception(
            "biases_left_out",
            edit(nine_gradients, " + b1 → ", " + b2 → "),
            "Your forward pass leaves the biases out. They are 0 at the start of training and never again.",
            "o = x @ W1 + b1 and ŷ = o @ W2 + b2.",
        ),
    ),
    alternatives=(nine_one_by_one, nine_complex_step, nine_as_matrices),
)
