"""The backward passes of sigmoid and ReLU."""

import numpy as np

from dlcourse.activations import relu, sigmoid
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

SHAPES = (
    ((5, 4), ""),
    ((1, 3), "one row"),
    ((7, 1), "one unit"),
    ((3, 3), "as many units as rows"),
)


def moderate_cases(rng):
    """Gradients and pre-activations in all kinds of shapes, with every pair of signs; float32."""
    cases = []
    for shape, why in SHAPES:
        da, z = away_from_zero(rng, shape), 2 * away_from_zero(rng, shape)
        if not why:
            da[0], z[0] = np.abs(da[0]) * [1, 1, -1, -1], np.abs(z[0]) * [1, -1, 1, -1]
        cases.append(Case((da, z), {"N": shape[0], "units": shape[1]}, why=why))
    return [*cases, in_single_precision(cases[0])]


def sigmoid_cases(rng):
    """The text's example; moderate numbers; z of exactly 0 and of ±1000, a gradient of 0."""
    cases = [Case((np.array([[2.0]]), np.array([[0.0]])), {"N": 1, "units": 1}, why="the text's example, with z = 0")]
    cases += moderate_cases(rng)
    for z, da, why in (
        ([[-1000.0, 1000.0, -3.5], [800.0, -40.0, 0.7]], away_from_zero(rng, (2, 3)), "very large z of either sign"),
        ([[0.0, -1.5, 2.5]], np.array([[1.5, 0.0, -0.5]]), "a z and a gradient of exactly 0"),
    ):
        cases.append(Case((da, np.array(z)), {"N": len(z), "units": 3}, why=why))
    return cases


def relu_cases(rng):
    """The text's example; moderate numbers; z very near 0 and very far, a gradient of 0; units that are never on."""
    example = np.array([[2.0, -3.0, 4.0]]), np.array([[0.7, 0.1, -5.0]])
    cases = [Case(example, {"N": 1, "units": 3}, why="the text's example")]
    cases += moderate_cases(rng)
    for z, da, why in (
        ([[1e-4, -1e-4, 0.3], [-0.4, 0.05, 6.5]], away_from_zero(rng, (2, 3)), "z very near 0"),
        ([[-1000.0, 1000.0, -3.5], [800.0, -40.0, 0.7]], away_from_zero(rng, (2, 3)), "very large z of either sign"),
        ([[0.4, -1.5, 2.5]], np.array([[0.0, 0.0, -0.5]]), "a gradient of exactly 0"),
        (
            [[-0.4, 1.5], [-2.5, 0.2], [-0.3, 3.0]],
            away_from_zero(rng, (3, 2)),
            "a unit that is never on, one that always is",
        ),
        ([[-0.6, -1.5], [-2.0, -0.3]], away_from_zero(rng, (2, 2)), "no z above 0"),
        ([[0.6]], np.array([[-1.2]]), "a single number"),
    ):
        cases.append(Case((da, np.array(z)), {"N": len(z), "units": len(z[0])}, why=why))
    return cases


def sigmoid_backward(da, z):
    """dz = da · σ(z)(1 − σ(z))."""
    return da * sigmoid(z) * (1 - sigmoid(z))


def sigmoid_backward_loop(da, z):
    """One entry at a time, by the tanh."""
    dz = np.zeros(z.shape)
    for i in np.ndindex(z.shape):
        t = np.tanh(float(z[i]) / 2)
        dz[i] = da[i] * (1 - t * t) / 4
    return dz


SIGMOID_BACKWARD = Question(
    difficulty="easy",
    minutes=3,
    parts=("dz",),
    points=1,
    reference=sigmoid_backward,
    cases=sigmoid_cases,
    section="What each operation does with a gradient",
    hints=(
        "The chain rule: what arrives, da, times the derivative of the sigmoid at z.",
        "The derivative of the sigmoid is easiest from its value: with a = σ(z) it is a(1 − a).",
        "First compute a from z. Then dz is a product of three factors, entry by entry: da, a and 1 − a.",
    ),
    misconceptions=(
        Misconception(
            "z_for_a",
            edit(sigmoid_backward, "sigmoid(z) ⇒ z"),
            "You used z(1 − z) as the derivative. The formula a(1 − a) wants the output a = σ(z), and you gave it z itself.",
            "The derivative of the sigmoid is never negative and never above ¼. Of which value is it made?",
        ),
        Misconception(
            "upstream_ignored",
            edit(sigmoid_backward, "da * → "),
            "Your {part} does not depend on da. You returned the derivative alone.",
            "The chain rule has two factors here. Where does what arrives come in?",
        ),
        Misconception(
            "passed_on",
            edit(sigmoid_backward, " * sigmoid(z) * (1 - sigmoid(z)) → "),
            "You passed da on unchanged: the sigmoid's derivative is missing.",
            "How much does a change when z does?",
        ),
        Misconception(
            "sigmoid_twice",
            edit(sigmoid_backward, "sigmoid(z) ⇒ sigmoid(sigmoid(z))"),
            "You took the sigmoid twice. The derivative was computed from σ(a), and a is a sigmoid already.",
            "If a helper computes the sigmoid itself, give it z; if it expects a, let it use a as it is.",
        ),
        Misconception(
            "one_minus_missing",
            edit(sigmoid_backward, " * (1 - sigmoid(z)) → "),
            "The factor 1 − a is missing.",
            "Where the sigmoid is nearly 1 its derivative is nearly 0, not nearly 1.",
        ),
        Misconception(
            "value_missing_in_the_slope",
            edit(sigmoid_backward, "sigmoid(z) * (1 → (1"),
            "The factor a is missing in your derivative: you have 1 − a alone.",
            "Where the sigmoid is nearly 0 its derivative is nearly 0, not nearly 1.",
        ),
        Misconception(
            "brackets_lost",
            edit(sigmoid_backward, "sigmoid(z) * (1 - sigmoid(z)) → sigmoid(z) * 1 - sigmoid(z)"),
            "You computed da·a·1 − a: the brackets around 1 − a are missing.",
            "Multiplication comes before subtraction.",
        ),
        Misconception(
            "added_for_multiplied",
            edit(sigmoid_backward, "* (1 - → + (1 -"),
            "You added 1 − a where it is a factor.",
            "Three things are multiplied here.",
        ),
        Misconception(
            "slope_of_tanh",
            edit(sigmoid_backward, "sigmoid(z) * (1 - sigmoid(z)) → (1 - sigmoid(z) ** 2)"),
            "Your derivative is 1 − a². That belongs to tanh.",
            "Which formula does the derivative of the sigmoid have?",
        ),
        Misconception(
            "slope_of_relu",
            edit(sigmoid_backward, "sigmoid(z) * (1 - sigmoid(z)) → (z > 0)"),
            "Your derivative is 1 where z > 0, else 0. That belongs to ReLU.",
            "The sigmoid is smooth: its derivative is largest at z = 0, and small on both sides.",
        ),
        Misconception(
            "slope_twice",
            edit(sigmoid_backward, "sigmoid(z) * (1 - sigmoid(z)) → (sigmoid(z) * (1 - sigmoid(z))) ** 2"),
            "The derivative stands in your answer twice.",
            "The gradient passes the sigmoid once.",
        ),
        Misconception(
            "forward_again",
            edit(sigmoid_backward, "da * sigmoid(z) * (1 - sigmoid(z)) → sigmoid(z)"),
            "You returned the forward pass, σ(z).",
            "The backward pass sends da back, times the derivative at z.",
        ),
        Misconception(
            "arguments_exchanged",
            lambda da, z: z * sigmoid(da) * (1 - sigmoid(da)),
            "da and z have changed places: you took the derivative at da, and multiplied by z.",
            "Which of the two went into the sigmoid on the way forward?",
        ),
        Misconception(
            "wrong_sign",
            edit(sigmoid_backward, "da * → -da *"),
            "Your {part} has the wrong sign in every entry.",
            "The sigmoid rises everywhere: its derivative is positive.",
        ),
        Misconception(
            "matrix_product",
            edit(sigmoid_backward, "da * sigmoid(z) * (1 - sigmoid(z)) → da @ (sigmoid(z) * (1 - sigmoid(z))).T"),
            "You took a matrix product: your dz is {yours}, expected {expected}.",
            "The sigmoid works entry by entry, and so does its backward pass.",
        ),
        Misconception(
            "divided_by_rows",
            edit(sigmoid_backward, "da * → da / len(da) *"),
            "You divided by the number of rows, {N}. The loss has done so before.",
            "The 1/N of the mean is in da already.",
        ),
        Misconception(
            "averaged",
            edit(
                sigmoid_backward,
                "da * sigmoid(z) * (1 - sigmoid(z)) → (da * sigmoid(z) * (1 - sigmoid(z))).mean(axis=0) + 0 * da",
            ),
            "You averaged over the rows: all your rows are alike.",
            "Each row has a gradient of its own.",
        ),
        Misconception(
            "overflow_on_the_left",
            lambda da, z: da * np.exp(-z) / (1 + np.exp(-z)) ** 2,
            "Right for moderate z, and {yours} for z = −1000, where {expected} is right: e^1000 overflows, and ∞/∞ is not a "
            "number.",
            "The derivative can be made of a = σ(z), which stays finite.",
        ),
        Misconception(
            "overflow_on_the_right",
            lambda da, z: da * np.exp(z) / (1 + np.exp(z)) ** 2,
            "Right for moderate z, and {yours} for z of 800 and more, where {expected} is right: e^z overflows above and below "
            "the line, and ∞/∞ is not a number.",
            "The derivative can be made of a = σ(z), which stays finite.",
        ),
    ),
    alternatives=(
        sigmoid_backward_loop,
        lambda da, z: np.einsum("ij,ij,ij->ij", da, sigmoid(z), sigmoid(-z)),
        lambda da, z: np.asfortranarray(da * 0.25 / np.cosh(np.clip(z / 2, -300, 300)) ** 2),
        lambda da, z: (da * sigmoid(z) * (1 - sigmoid(z))).tolist(),
    ),
)


def relu_backward(da, z):
    """dz = da · [z > 0]."""
    return da * (z > 0)


def relu_backward_on_copy(da, z):
    """Zeros written into a copy."""
    dz = da.copy()
    dz[z <= 0] = 0
    return dz


RELU_BACKWARD = Question(
    difficulty="easy",
    minutes=3,
    parts=("dz",),
    points=1,
    reference=relu_backward,
    cases=relu_cases,
    section="What each operation does with a gradient",
    hints=(
        "ReLU is a gate: where it let z through on the way forward, it lets the gradient through on the way back.",
        "The derivative of max(0, z) is 1 where z > 0 and 0 where z < 0: an array of ones and zeros, of z's shape.",
        "`z > 0` is that array. Multiply it with what arrives, entry by entry.",
    ),
    misconceptions=(
        Misconception(
            "mask_by_gradient",
            edit(relu_backward, "z > 0 → da > 0"),
            "You closed the gate where da is negative. The gate is set by z.",
            "A negative gradient is a gradient too. Which of the two did ReLU see on the way forward?",
        ),
        Misconception(
            "negative_gradients_lost",
            edit(relu_backward, "da * (z > 0) → np.maximum(da, 0) * (z > 0)"),
            "Your gate is right, and negative gradients are lost at it: da went through a ReLU, too.",
            "A negative gradient is a gradient too.",
        ),
        Misconception(
            "gradient_sizes",
            edit(relu_backward, "da * (z > 0) → np.abs(da) * (z > 0)"),
            "Your gate is right, and the gradients behind it have lost their signs.",
            "A negative gradient is a gradient too.",
        ),
        Misconception(
            "gate_by_product",
            edit(relu_backward, "z > 0 → da * z > 0"),
            "Your gate is open where da and z have one sign. The gate is set by z alone.",
            "A negative gradient is a gradient too. Which of the two did ReLU see on the way forward?",
        ),
        Misconception(
            "upstream_ignored",
            edit(relu_backward, "da * → 1.0 *"),
            "Your {part} holds only ones and zeros. That is the gate, without what comes through it.",
            "What is sent through the gate?",
        ),
        Misconception(
            "forward_again",
            lambda da, z: np.maximum(z, 0),
            "You returned the forward pass, max(0, z).",
            "The backward pass sends da back, and z only says where.",
        ),
        Misconception(
            "output_for_slope",
            edit(relu_backward, "(z > 0) → np.maximum(z, 0)"),
            "You multiplied by the output of ReLU. The chain rule wants its derivative.",
            "Where z = 3 the output is 3. And the derivative?",
        ),
        Misconception(
            "z_for_slope",
            edit(relu_backward, "(z > 0) → z"),
            "You multiplied da by z. The chain rule wants the derivative of ReLU at z.",
            "Where z = 3 the derivative of max(0, z) is 1, where z = −3 it is 0.",
        ),
        Misconception(
            "gate_reversed",
            edit(relu_backward, "z > 0 → z < 0"),
            "Your gate is the wrong way round. It is open where z < 0.",
            "Where did ReLU let z through on the way forward?",
        ),
        Misconception(
            "no_gate",
            lambda da, z: da.copy(),
            "You passed da on unchanged: {entry} is {yours}, expected {expected}, because z is negative there.",
            "Where ReLU gave 0, a small change of z changes nothing. What is the gradient there?",
        ),
        Misconception(
            "sign_for_gate",
            edit(relu_backward, "(z > 0) → np.sign(z)"),
            "Where z is negative your gradient has its sign turned, as behind |z|. Behind max(0, z) it is 0 there.",
            "Where ReLU gave 0, a small change of z changes nothing.",
        ),
        Misconception(
            "leaky_relu",
            edit(relu_backward, "da * (z > 0) → np.where(z > 0, da, 0.01 * da)"),
            "Where z is negative a hundredth of the gradient passes. That is a leaky ReLU.",
            "max(0, z) is flat where z < 0.",
        ),
        Misconception(
            "leaky_relu_of_a_tenth",
            edit(relu_backward, "da * (z > 0) → np.where(z > 0, da, 0.1 * da)"),
            "Where z is negative a tenth of the gradient passes. That is a leaky ReLU.",
            "max(0, z) is flat where z < 0.",
        ),
        Misconception(
            "threshold_of_a_half",
            edit(relu_backward, "z > 0 → z > 0.5"),
            "Your gate opens at z = ½ only. ReLU is on for every z above 0.",
            "A half is the threshold of a probability. Where does max(0, z) begin to rise?",
        ),
        Misconception(
            "threshold_of_one",
            edit(relu_backward, "z > 0 → z > 1"),
            "Your gate opens at z = 1 only. ReLU is on for every z above 0.",
            "Where does max(0, z) begin to rise?",
        ),
        Misconception(
            "closed_above_one",
            edit(relu_backward, "(z > 0) → (z > 0) * (z < 1)"),
            "Your gate closes again at z = 1. ReLU goes on rising.",
            "What is the derivative of max(0, z) at z = 3?",
        ),
        Misconception(
            "closed_above_six",
            edit(relu_backward, "(z > 0) → (z > 0) * (z < 6)"),
            "Your gate closes again at z = 6. That is the ReLU6 of some libraries; this one goes on rising.",
            "What is the derivative of max(0, z) at z = 7?",
        ),
        Misconception(
            "slope_of_sigmoid",
            edit(relu_backward, "(z > 0) → sigmoid(z) * (1 - sigmoid(z))"),
            "You used the derivative of a sigmoid. This layer is a ReLU.",
            "The derivative of max(0, z) is 0 or 1.",
        ),
        Misconception(
            "whole_units",
            edit(relu_backward, "z > 0 → z.sum(axis=0) > 0"),
            "Your gate opens or closes for whole units, by their sum over the rows.",
            "A unit may be on for one row and off for the next.",
        ),
        Misconception(
            "units_ever_on",
            edit(relu_backward, "z > 0 → (z > 0).any(axis=0)"),
            "Your gate is open for a whole unit as soon as the unit is on for one row.",
            "A unit may be on for one row and off for the next.",
        ),
        Misconception(
            "decided_for_all",
            edit(relu_backward, "z > 0 → (z > 0).all()"),
            "Your gate is one for all entries: open if every z is above 0, else closed.",
            "Each entry has a gate of its own.",
        ),
        Misconception(
            "decided_for_all_by_one",
            edit(relu_backward, "z > 0 → (z > 0).any()"),
            "Your gate is one for all entries: open as soon as one z is above 0.",
            "Each entry has a gate of its own.",
        ),
        Misconception(
            "array_in_an_if",
            lambda da, z: da if z > 0 else 0 * da,
            "`if z > 0` asks the whole array at once, and NumPy cannot say yes or no for all its entries (“the truth value "
            "of an array is ambiguous”).",
            "The choice has to be made entry by entry. What is the comparison of an array with 0?",
        ),
        Misconception(
            "arguments_exchanged",
            lambda da, z: z * (da > 0),
            "da and z have changed places: the gate is set by da, and z passes through it.",
            "Which of the two did ReLU see on the way forward, and which arrives from later on?",
        ),
        Misconception(
            "matrix_product",
            edit(relu_backward, "da * (z > 0) → da @ (z > 0).T"),
            "You took a matrix product: your dz is {yours}, expected {expected}.",
            "ReLU works entry by entry, and so does its backward pass.",
        ),
        Misconception(
            "wrong_sign",
            edit(relu_backward, "da * → -da *"),
            "Your {part} has the wrong sign in every entry.",
            "max(0, z) never falls: its derivative is 0 or 1.",
        ),
        Misconception(
            "divided_by_rows",
            edit(relu_backward, "da * → da / len(da) *"),
            "You divided by the number of rows, {N}. The loss has done so before.",
            "The 1/N of the mean is in da already.",
        ),
    ),
    alternatives=(
        lambda da, z: [[d if v > 0 else 0.0 for d, v in zip(*rows, strict=True)] for rows in zip(da, z, strict=True)],
        relu_backward_on_copy,
        lambda da, z: np.where(relu(z) > 0, da, 0),
        lambda da, z: np.asfortranarray(da) * np.heaviside(z, 0.5),
    ),
)
