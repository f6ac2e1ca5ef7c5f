"""To mend: the backward pass of a deep sigmoid network, in which gradients do not seem to vanish."""

from itertools import pairwise

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.drawing import as_one, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question

LAYERS = 8  # the most that a case has; a case with fewer holds None in the other places
WEIGHTS = tuple(f"W{k}" for k in range(1, LAYERS + 1))


def deep_cases(rng):
    """The exercise's example; three layers of unequal widths, one row, one layer, two; eight square ones as in the
    exercise's cell; float32. Gradients from above are signed.
    """
    example = np.ones((1, 1)), [np.array([[2.0]]), np.array([[3.0]])], np.ones((1, 1))
    cases = [in_places(*example, why="the example of the exercise")]
    for rows, widths, why in [
        (6, (3, 5, 4, 2), ""),
        (1, (4, 2, 3, 5), "one row"),
        (4, (5, 6, 3, 7), ""),
        (5, (3, 4), "one layer"),
        (3, (4, 2, 3), "two layers"),
        (4, (4,) * (LAYERS + 1), "eight square layers, and as many rows"),
    ]:
        weights = [2 * rng.normal(size=shape) for shape in pairwise(widths)]
        x, da = rng.normal(size=(rows, widths[0])), rng.normal(size=(rows, widths[-1])) + 0.3
        cases.append(in_places(x, weights, da, why))
    W = 2 * rng.normal(size=(3, 3))
    x, da = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)) + 0.3
    cases.append(in_places(x, [W, 2 * rng.normal(size=(3, 3)), W, W], da, "one matrix in several layers"))
    return [*cases, in_single_precision(cases[1])]


def in_places(x, weights, da, why=""):
    """A case of these arrays, with None in the places of layers that it does not have."""
    empty = [None] * (LAYERS - len(weights))
    return Case((x, da, *weights, *empty), {"N": len(x), "layers": len(weights)}, why)


def use_weights(function, x, da, *weights):
    """The gradients of the first, the middle and the last layer; those of several middle layers in a row."""
    weights = as_one(W for W in weights if W is not None)
    returned = function(x, weights, da)
    if returned is None or returned is Ellipsis:
        return returned
    if not isinstance(returned, tuple | list):
        raise AnswerError("Your function should return a list, with one array for each layer.")
    if len(returned) != len(weights):
        raise AnswerError(f"Your list holds {len(returned)} arrays; expected one for each layer, here {len(weights)}.")
    if len(weights) == 3:
        return tuple(returned)
    empty = np.zeros(0)
    if len(weights) < 3:
        return (*returned, empty, empty)[:3]
    try:
        middle = np.concatenate([np.ravel(np.asarray(dW, dtype=float)) for dW in returned[1:-1]])
    except (TypeError, ValueError):
        raise AnswerError("Your list holds something else than arrays of numbers.") from None
    return returned[0], middle, returned[-1]


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
        for k in reversed(range(len(weights))):
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
    inputs=("x", "da", *WEIGHTS),
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
            "The slope in your dz is taken at a: the sigmoid is taken twice, so every slope lies between 0.196 and 0.25.",
            "`slope_of_sigmoid` computes a sigmoid itself. What does it have to be given?",
        ),
        Misconception(
            "slope_not_sent_down",
            edit(deep_gradients, "da = dz → da = da"),
            "The layers below the last get a gradient without the slopes of the layers above. It is in the line of da.",
            "What passes W on its way down: what came from above, or that times the slope?",
        ),
        Misconception(
            "slope_of_the_last_layer_missing",
            edit(deep_gradients, "a[k + 1] * (1 - a[k + 1]) → 1", "weights[k].T → weights[k].T * a[k] * (1 - a[k])"),
            "The slope of the last layer is missing in your {part}.",
            "The gradient from above is ∂L/∂a. Which slope does it pass first?",
        ),
        Misconception(
            "slope_missing",
            edit(deep_gradients, "da * a[k + 1] * (1 - a[k + 1]) → da"),
            "There is no slope of a sigmoid in your gradients.",
            "Compare your line of dz with its formula.",
        ),
        Misconception(
            "slope_of_the_last_layer_only",
            edit(
                deep_gradients,
                "da * a[k + 1] * (1 - a[k + 1]) → da * (a[k + 1] * (1 - a[k + 1]) if k == len(weights) - 1 else 1)",
            ),
            "Below the last layer no slope is multiplied in: your {part} holds that of the last layer alone.",
            "Every layer has a sigmoid. Which lines have to be inside the loop?",
        ),
        Misconception(
            "slope_twice",
            edit(deep_gradients, "weights[k].T → weights[k].T * a[k] * (1 - a[k])"),
            "The layers below the last are multiplied by their slope twice.",
            "How often does each slope stand in the formulas?",
        ),
        Misconception(
            "slope_squared",
            edit(deep_gradients, "a[k + 1] * (1 - a[k + 1]) → (a[k + 1] * (1 - a[k + 1])) ** 2"),
            "Every layer multiplies by its slope twice.",
            "How often does each slope stand in the formulas?",
        ),
        Misconception(
            "one_minus_missing",
            edit(deep_gradients, " * (1 - a[k + 1]) → "),
            "Your slope is a: the factor 1 − a is missing.",
            "Where the sigmoid is nearly 1 it is flat. What should the slope be there?",
        ),
        Misconception(
            "slope_of_tanh",
            edit(deep_gradients, "a[k + 1] * (1 - a[k + 1]) → (1 - a[k + 1] ** 2)"),
            "Your slope is 1 − a². That formula belongs to tanh.",
            "How steep is a sigmoid at most?",
        ),
        Misconception(
            "z_in_the_short_formula",
            edit(deep_gradients, "a[k + 1] ⇒ (a[k] @ weights[k])"),
            "You put z into a(1 − a).",
            "The short formula wants the output a; `slope_of_sigmoid` wants z. Keep the two apart.",
        ),
        Misconception(
            "pre_activation_for_input",
            edit(deep_gradients, "a[k].T @ dz → (a[k - 1] @ weights[k - 1] if k else a[0]).T @ dz"),
            "Your {part} is made from the z of the layer below. What entered the weights is its a.",
            "dW holds what the layer received: before the sigmoid below, or after it?",
        ),
        Misconception(
            "output_for_input",
            edit(deep_gradients, "a[k].T @ dz → a[k + 1].T @ dz"),
            "Your {part} is made from the layer's own output: it is {yours}, expected {expected}.",
            "dW holds what the layer received.",
        ),
        Misconception(
            "gradient_from_above_in_the_weights",
            edit(deep_gradients, "a[k].T @ dz → a[k].T @ da"),
            "Your {part} is made from da. The slope of the layer itself is not in it.",
            "What does a weight change first, z or a?",
        ),
        Misconception(
            "weights_not_transposed",
            edit(deep_gradients, "weights[k].T → weights[k]"),
            "On the way down W is not transposed. It runs only if all layers are equally wide.",
            "dz is (N, units), and the layer below wants (N, fan_in). Which of W and Wᵀ leads there?",
        ),
        Misconception(
            "divided_again",
            edit(deep_gradients, "a[k].T @ dz → a[k].T @ dz / len(x)"),
            "Your {part} is divided by the {N} rows. Whoever made da has divided already, if there is a mean in the loss.",
            "Does the formula of dW divide?",
        ),
        Misconception(
            "last_layer_first",
            edit(deep_gradients, "insert(0, a[k].T @ dz) → append(a[k].T @ dz)"),
            "Your list begins with the last layer: {entry} is {yours}, expected {expected}.",
            "In which order does the loop meet the layers, and where in the list does each one go?",
        ),
    ),
    alternatives=(deep_recursive, deep_from_z, deep_rows),
)
