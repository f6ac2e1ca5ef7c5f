"""To mend: the backward pass of a deep sigmoid network, in which gradients do not seem to vanish."""

from itertools import pairwise

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def deep_cases(rng):
    """Three layers, all widths different; one row; float32; signed gradients from above."""
    cases = []
    for rows, widths in [(6, (3, 5, 4, 2)), (1, (4, 2, 3, 5)), (4, (5, 6, 3, 7))]:
        weights = [2 * rng.normal(size=shape) for shape in pairwise(widths)]
        x, da = rng.normal(size=(rows, widths[0])), rng.normal(size=(rows, widths[-1])) + 0.3
        cases.append(Case((x, *weights, da), {"N": rows, "layers": 3}))
    return [*cases, in_single_precision(cases[0])]


def use_weights(function, x, W1, W2, W3, da):
    """The weights as the function takes them: in one list."""
    return function(x, [W1, W2, W3], da)


def deep_gradients(x, weights, da):
    """dz = da·a(1 − a); dW = (input)ᵀ dz; the da of the layer below is dz Wᵀ. From the last layer to the first."""
    a = [x]
    for W in weights:
        a.append(sigmoid(a[-1] @ W))
    gradients = []
    for k in range(len(weights) - 1, -1, -1):
        dz = da * a[k + 1] * (1 - a[k + 1])
        gradients.insert(0, a[k].T @ dz)
        da = dz @ weights[k].T
    return gradients


def deep_recursive(x, weights, da):
    """Each layer hands the rest of the net to itself and gets back the gradient from below it."""

    def below(a_in, k, top):
        a_out = 1 / (1 + np.exp(-(a_in @ weights[k])))
        da_out = top if k == len(weights) - 1 else below(a_out, k + 1, top)
        dz = da_out * (a_out - a_out**2)
        gradients[k] = np.einsum("ni,nu->iu", a_in, dz)
        return np.einsum("nu,iu->ni", dz, weights[k])

    gradients = [None] * len(weights)
    below(x, 0, da)
    return tuple(gradients)


def deep_from_z(x, weights, da):
    """The slope from z, by the stable σ(z)σ(−z); lists."""
    inputs, zs = [], []
    for W in weights:
        inputs.append(x)
        zs.append(x @ W)
        x = sigmoid(zs[-1])
    gradients = []
    for a_in, z, W in zip(inputs[::-1], zs[::-1], weights[::-1], strict=True):
        dz = da * sigmoid(z) * sigmoid(-z)
        gradients.append((a_in.T @ dz).tolist())
        da = dz @ W.T
    return gradients[::-1]


def deep_rows(x, weights, da):
    """Row by row, the gradients added up."""
    total = [np.zeros(W.shape) for W in weights]
    for row, d in zip(x, da, strict=True):
        a = [row]
        for W in weights:
            a.append(sigmoid(W.T @ a[-1]))
        for k in (2, 1, 0):
            d = d * a[k + 1] * (1 - a[k + 1])
            total[k] += np.outer(a[k], d)
            d = weights[k] @ d
    return total


DEEP_GRADIENTS = Question(
    kind="debug",
    difficulty="medium",
    minutes=12,
    points=3,
    parts=("dW1", "dW2", "dW3"),
    use=use_weights,
    inputs=("x", "W1", "W2", "W3", "da"),
    reference=deep_gradients,
    cases=deep_cases,
    section="A slope of at most a quarter",
    hints=(
        "The forward half is right. In the backward half, compare each line with its formula: dz, then dW, then the da "
        "that the layer below gets.",
        "`slope_of_sigmoid` wants z. What is it given here?",
        "And the layer below: does its da hold the slope of this layer? It should be made from dz, not from da.",
    ),
    misconceptions=(
        Misconception(
            "unchanged",
            edit(deep_gradients, "a[k + 1] ⇒ sigmoid(a[k + 1])", "da = dz → da = da"),
            "This still gives the numbers of the broken function.",
            "There are two mistakes in the backward half, one in the line of dz and one in the line of da.",
        ),
        Misconception(
            "slope_of_a",
            edit(deep_gradients, "a[k + 1] ⇒ sigmoid(a[k + 1])"),
            "One mistake is left, in the line of dz. The sigmoid is taken twice, so every slope lies near 0.22.",
            "`slope_of_sigmoid` computes a sigmoid itself: give it z, or write a(1 − a).",
        ),
        Misconception(
            "slope_not_sent_down",
            edit(deep_gradients, "da = dz → da = da"),
            "One mistake is left, in the line of da. The last layer is right; the layers below it get a gradient "
            "without the slopes of the layers above.",
            "What passes W on its way down is dz, which holds the slope: da = dz Wᵀ.",
        ),
        Misconception(
            "slope_one_layer_late",
            edit(deep_gradients, "a[k + 1] * (1 - a[k + 1]) → 1", "weights[k].T → weights[k].T * a[k] * (1 - a[k])"),
            "Your slopes come one layer too late. The last layer's own slope is missing.",
            "dz first, from da and the slope of the same layer; then dW and the next da, both from dz.",
        ),
        Misconception(
            "slope_twice",
            edit(deep_gradients, "weights[k].T → weights[k].T * a[k] * (1 - a[k])"),
            "The layers below the last are multiplied by their slope twice.",
            "The slope of a layer belongs into its dz, and nowhere else.",
        ),
        Misconception(
            "z_in_the_short_formula",
            edit(deep_gradients, "a[k + 1] ⇒ (a[k] @ weights[k])"),
            "You put z into a(1 − a).",
            "The short formula wants the output a; `slope_of_sigmoid` wants z. Keep the two apart.",
        ),
        Misconception(
            "last_layer_first",
            edit(deep_gradients, "insert(0, a[k].T @ dz) → append(a[k].T @ dz)"),
            "Your list begins with the last layer: the first array is {yours}, expected {expected}.",
            "The loop runs from the last layer to the first, so each new gradient goes to the front of the list.",
        ),
    ),
    alternatives=(deep_recursive, deep_from_z, deep_rows),
)
