"""The signal before training: the spread of the activations, layer by layer."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np

from dlcourse.checks.catalogue.drawing import as_one, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

LAYERS = 10  # the most that a case has; a case with fewer holds None in the other places


def signal_cases(rng):
    """The exercise's example; three layers of unequal widths, one row, one layer, one unit in one row; ten square ones; a
    layer of dead units; a signal that dies out; float32.
    """
    example = np.array([[1.0], [3.0]]), [np.array([[2.0]]), np.array([[-1.0, 0.5]])]
    cases = [in_places(*example, why="the example of the exercise")]
    for rows, widths, scale, why in [
        (6, (4, 7, 5, 3), 1, ""),
        (5, (8, 4, 6, 7), 1, ""),
        (1, (3, 6, 4, 8), 1, "one row"),
        (5, (3, 4), 1, "one layer"),
        (4, (4,) * (LAYERS + 1), 0.8, "ten square layers, and as many rows"),
        (6, (3, 5, 4, 2), 1e-4, "a signal that dies out"),
        (1, (2, 1, 3, 2), 1, "one unit, in one row"),
    ]:
        weights = [scale * rng.normal(size=shape) for shape in pairwise(widths)]
        weights = [np.abs(W) * np.where(np.arange(W.shape[1]) % 2, -1, 1) * 0.5 + 0.6 * W for W in weights]
        cases.append(in_places(rng.normal(size=(rows, widths[0])) + 0.2, weights, why))
    x, weights = np.abs(rng.normal(size=(5, 3))), [rng.normal(size=shape) for shape in pairwise((3, 4, 5, 2))]
    weights[1] = -np.abs(weights[1])
    W = np.abs(rng.normal(size=(3, 3))) * [1, -0.2, 0.7]
    cases.append(in_places(np.abs(rng.normal(size=(5, 3))), [W, W, W.T.copy(), W], "one matrix in several layers"))
    far, one = 1e7 + rng.normal(size=(6, 1)), [np.array([[1.5]]), np.array([[0.25]])]
    cases.append(replace(in_places(far, one, "activations far from 0, close to each other"), needs_double=True))
    return [*cases, in_places(x, weights, "a layer whose units are all silent"), in_single_precision(cases[1])]


def in_places(x, weights, why=""):
    """A case of these arrays, with None in the places of layers that it does not have."""
    empty = [None] * (LAYERS - len(weights))
    return Case((x, *weights, *empty), {"N": len(x), "layers": len(weights)}, why)


def use_weights(function, x, *weights):
    """The weights as the function takes them: in one list."""
    return function(x, as_one(W for W in weights if W is not None))


def activation_spread(x, weights):
    """The standard deviation of a = max(0, a W), layer by layer."""
    spreads = []
    for W in weights:
        z = x @ W
        x = np.maximum(z, 0)
        spreads.append(x.std())
    return np.array(spreads)


def spread_by_hand(x, weights):
    """Entry by entry: the mean of the squares less the square of the mean."""
    spreads = []
    for W in weights:
        x = [[max(0.0, sum(a * w for a, w in zip(row, column, strict=True))) for column in W.T] for row in x]
        values = [float(a) for row in x for a in row]
        mean = sum(values) / len(values)
        spreads.append(math.sqrt(sum((value - mean) ** 2 for value in values) / len(values)))
    return spreads


def spread_recursive(x, weights):
    """The first layer's, then the rest of the network's."""
    if not weights:
        return np.array([])
    a = np.einsum("ni,iu->nu", x, weights[0])
    a[a < 0] = 0
    return np.append(np.sqrt(a.var()), spread_recursive(a, weights[1:]))


def spread_in_float32(x, weights):
    """In float32 and Fortran order."""
    spreads, a = [], x.astype(np.float32)
    for W in weights:
        a = np.asfortranarray(a @ W.astype(np.float32)) * (a @ W > 0)
        spreads.append(np.float32(a.std(dtype=np.float64)))
    return np.array(spreads, dtype=np.float32)


def passed(x, weights):
    """Return the output of some layers."""
    for W in weights:
        x = np.maximum(x @ W, 0)
    return x


ACTIVATION_SPREAD = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("spread",),
    use=use_weights,
    inputs=("x", *(f"W{k}" for k in range(1, LAYERS + 1))),
    reference=activation_spread,
    cases=signal_cases,
    section="Too small, too large",
    hints=(
        "A loop over the weights. What comes out of one layer goes into the next.",
        "In each turn: a = max(0, a W), then one number, the standard deviation of all entries of a.",
        "`a = np.maximum(a @ W, 0)`, starting from a = x; append `a.std()` to a list, and return np.array(the list).",
    ),
    misconceptions=(
        Misconception(
            "before_the_relu",
            edit(activation_spread, "x.std() → z.std()"),
            "You measured z, before the ReLU.",
            "What does the next layer see?",
        ),
        Misconception(
            "relu_missing",
            edit(activation_spread, "np.maximum(z, 0) → z"),
            "Your network has no ReLU.",
            "What happens to a negative z on its way to the next layer?",
        ),
        Misconception(
            "relu_missing_in_the_last_layer",
            lambda x, weights: np.append(
                activation_spread(x, weights[:-1]), (passed(x, weights[:-1]) @ weights[-1]).std()
            ),
            "Your last layer has no ReLU.",
            "Does the exercise make an exception for one of the layers?",
        ),
        Misconception(
            "relu_on_the_input",
            edit(activation_spread, "spreads = [] → spreads, x = [], np.maximum(x, 0)"),
            "You sent the input through a ReLU first, before any weights.",
            "What is the a that the first layer starts from?",
        ),
        Misconception(
            "sigmoid_for_relu",
            edit(activation_spread, "np.maximum(z, 0) → 1 / (1 + np.exp(-z))"),
            "Your layers have sigmoids.",
            "Which activation does the exercise name?",
        ),
        Misconception(
            "tanh_for_relu",
            edit(activation_spread, "np.maximum(z, 0) → np.tanh(z)"),
            "Your layers have tanh units.",
            "Which activation does the exercise name?",
        ),
        Misconception(
            "absolute_value",
            edit(activation_spread, "np.maximum(z, 0) → np.abs(z)"),
            "You took |z| for max(0, z).",
            "What does a ReLU make of −3?",
        ),
        Misconception(
            "input_at_every_layer",
            edit(activation_spread, "spreads = [] → spreads, first = [], x", "z = x @ W → z = first @ W"),
            "Every layer gets x itself. That runs only if the shapes allow it.",
            "What comes out of one layer goes where?",
        ),
        Misconception(
            "weights_transposed",
            edit(activation_spread, "x @ W → x @ W.T"),
            "You used Wᵀ for W. That runs only if the layers are square.",
            "x is (N, inputs) and W (inputs, units). Which product fits?",
        ),
        Misconception(
            "variance",
            edit(activation_spread, "std → var"),
            "You returned variances: the root is missing.",
            "In which unit is a standard deviation?",
        ),
        Misconception(
            "mean_not_removed",
            edit(activation_spread, "x.std() → np.sqrt((x**2).mean())"),
            "You returned √(mean of a²). After a ReLU the mean is not 0.",
            "From where does a standard deviation measure the distance?",
        ),
        Misconception(
            "mean_for_spread",
            edit(activation_spread, "std() → mean()"),
            "You returned the mean of each layer.",
            "The question asks how far the activations scatter.",
        ),
        Misconception(
            "root_of_the_squares",
            edit(activation_spread, "x.std() → np.linalg.norm(x)"),
            "You returned the norm of each layer, the root of the sum of squares.",
            "The question asks how far the activations scatter around their mean.",
        ),
        Misconception(
            "divided_by_n_minus_1",
            edit(activation_spread, "std() → std(ddof=1)"),
            "You divided by one less than the number of entries (ddof=1).",
            "What does NumPy do if you say nothing about it?",
        ),
        Misconception(
            "unit_by_unit",
            edit(activation_spread, "std() → std(axis=0).mean()"),
            "You took the standard deviation of each unit over the {N} rows and then the mean.",
            "One standard deviation for all entries of a layer is asked for.",
        ),
        Misconception(
            "row_by_row",
            edit(activation_spread, "std() → std(axis=1).mean()"),
            "You took the standard deviation within each of the {N} rows and then the mean.",
            "One standard deviation for all entries of a layer is asked for.",
        ),
        Misconception(
            "living_entries_only",
            edit(activation_spread, "x.std() → (x[x > 0].std() if (x > 0).any() else 0)"),
            "You left out the zeros: the standard deviation is that of the positive entries.",
            "A zero is an activation as well.",
        ),
        Misconception(
            "scaled_to_one",
            edit(
                activation_spread, "spreads.append(x.std()) → x = x / (x.std() or 1)\n        spreads.append(x.std())"
            ),
            "You divide each layer by its standard deviation before you measure it.",
            "What is left to be seen, if every layer is scaled to the same spread?",
        ),
        Misconception(
            "weights_measured",
            edit(activation_spread, "x.std() → W.std()"),
            "You measured the weights, not the activations.",
            "What does a layer hand to the next?",
        ),
        Misconception(
            "input_first",
            edit(activation_spread, "[] → [x.std()]"),
            "Your answer is {yours}, expected {expected}: you counted the input as a layer.",
            "How many numbers are asked for, if there are {layers} weight matrices?",
        ),
        Misconception(
            "input_for_the_last",
            edit(
                activation_spread,
                "z = x @ W → spreads.append(x.std())\n        z = x @ W",
                "0)\n        spreads.append(x.std()) → 0)",
            ),
            "You measure what goes into each layer, not what comes out of it.",
            "Is the line that measures before the layer or after it?",
        ),
        Misconception(
            "last_layer_only",
            edit(activation_spread, "np.array(spreads) → spreads[-1]"),
            "You returned the last layer's number only: your answer is {yours}, expected {expected}.",
            "The way from layer to layer is what tells. Where does each number go?",
        ),
        Misconception(
            "last_layer_first",
            edit(activation_spread, "np.array(spreads) → np.array(spreads[::-1])"),
            "Your numbers begin with the last layer.",
            "Where does the signal start?",
        ),
        Misconception(
            "all_in_one",
            lambda x, weights: np.concatenate(
                [passed(x, weights[:k]).ravel() for k in range(1, len(weights) + 1)]
            ).std(),
            "You returned one standard deviation for the activations of all {layers} layers: your answer is {yours}, "
            "expected {expected}.",
            "The way from layer to layer is what tells. Where does each number go?",
        ),
    ),
    alternatives=(spread_by_hand, spread_recursive, spread_in_float32),
)
