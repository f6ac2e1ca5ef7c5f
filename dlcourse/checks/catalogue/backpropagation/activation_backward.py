"""The backward passes of sigmoid and ReLU."""

import numpy as np

from dlcourse.activations import relu, sigmoid
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def activation_cases(rng):
    """Odd shapes, one row, float32, and pre-activations as far out as ±1000."""
    shapes = [(5, 4), (1, 3), (7, 2)]
    cases = [Case((away_from_zero(rng, s), 2 * away_from_zero(rng, s)), {"N": s[0], "units": s[1]}) for s in shapes]
    extreme = np.array([[-1000.0, 1000.0, -3.5], [800.0, -40.0, 0.7]])
    return [*cases, in_single_precision(cases[0]), Case((away_from_zero(rng, (2, 3)), extreme), {"N": 2, "units": 3})]


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
    cases=activation_cases,
    section="What each operation does with a gradient",
    hints=(
        "The chain rule: what comes from above, da, times the slope of the sigmoid at z.",
        "The slope of the sigmoid is easiest from its value: with a = σ(z) it is a(1 − a).",
        "First compute a from z. Then dz is a product of three factors, entry by entry: da, a and 1 − a.",
    ),
    misconceptions=(
        Misconception(
            "z_for_a",
            edit(sigmoid_backward, "sigmoid(z) ⇒ z"),
            "You used z(1 − z) as the slope. The formula a(1 − a) wants the output a = σ(z), and you gave it z itself.",
            "Compute `a` from `z` first. A slope of the sigmoid is never negative and never above 1/4.",
        ),
        Misconception(
            "upstream_ignored",
            edit(sigmoid_backward, "da * → "),
            "Your {part} does not depend on da. You returned the slope alone.",
            "Multiply by what comes from above: ∂L/∂z = ∂L/∂a · ∂a/∂z.",
        ),
        Misconception(
            "sigmoid_twice",
            edit(sigmoid_backward, "sigmoid(z) ⇒ sigmoid(sigmoid(z))"),
            "You took the sigmoid twice. The slope was computed from σ(a), and a is a sigmoid already.",
            "If a helper computes the sigmoid itself, give it z; if it expects a, let it use a as it is.",
        ),
        Misconception(
            "one_minus_missing",
            edit(sigmoid_backward, " * (1 - sigmoid(z)) → "),
            "The factor 1 − a is missing.",
            "σ′(z) = σ(z)(1 − σ(z)). Where the sigmoid is nearly 1 its slope is nearly 0, not nearly 1.",
        ),
        Misconception(
            "overflow",
            lambda da, z: da * np.exp(-z) / (1 + np.exp(-z)) ** 2,
            "Right for moderate z, and {yours} for z = −1000, where {expected} is right: e^1000 overflows, and "
            "∞/∞ is not a number.",
            "Compute a = σ(z) first, then a(1 − a): both stay finite.",
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
    cases=activation_cases,
    section="What each operation does with a gradient",
    hints=(
        "ReLU is a gate: where it let z through on the way forward, it lets the gradient through on the way back.",
        "The slope of max(0, z) is 1 where z > 0 and 0 where z < 0: an array of ones and zeros, of z's shape.",
        "`z > 0` is that array. Multiply it with what comes from above, entry by entry.",
    ),
    misconceptions=(
        Misconception(
            "mask_by_gradient",
            edit(relu_backward, "z > 0 → da > 0"),
            "You closed the gate where da is negative. The gate is set by z.",
            "A negative gradient is a gradient too. Ask whether z > 0, not whether da > 0.",
        ),
        Misconception(
            "upstream_ignored",
            edit(relu_backward, "da * → 1.0 *"),
            "Your {part} holds only ones and zeros. That is the gate, without what comes through it.",
            "Multiply the gate by da.",
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
            "You multiplied by the output of ReLU. The chain rule wants its slope.",
            "Where z = 3 the output is 3, and the slope is 1.",
        ),
        Misconception(
            "gate_reversed",
            edit(relu_backward, "z > 0 → z < 0"),
            "Your gate is the wrong way round. It is open where z < 0.",
            "ReLU passes positive z, so the gradient passes where z > 0.",
        ),
        Misconception(
            "no_gate",
            lambda da, z: da.copy(),
            "You passed da on unchanged: {entry} is {yours}, expected {expected}, because z is negative there.",
            "Where ReLU gave 0, a small change of z changes nothing: the gradient there is 0.",
        ),
    ),
    alternatives=(
        lambda da, z: [[d if v > 0 else 0.0 for d, v in zip(*rows, strict=True)] for rows in zip(da, z, strict=True)],
        relu_backward_on_copy,
        lambda da, z: np.where(relu(z) > 0, da, 0),
        lambda da, z: np.asfortranarray(da) * np.heaviside(z, 0.5),
    ),
)
