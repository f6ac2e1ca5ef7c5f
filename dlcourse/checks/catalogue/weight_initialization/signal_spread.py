"""How far the signal carries at the start: the spread of the activations, layer by layer."""

import math
from itertools import pairwise

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def signal_cases(rng):
    """Three layers, all widths different; one row; float32."""
    cases = []
    for rows, widths in [(6, (4, 7, 5, 3)), (1, (3, 6, 4, 8)), (5, (8, 4, 6, 7))]:
        weights = [rng.normal(size=shape) for shape in pairwise(widths)]
        weights = [np.abs(W) * np.where(np.arange(W.shape[1]) % 2, -1, 1) * 0.5 + 0.6 * W for W in weights]
        cases.append(Case((rng.normal(size=(rows, widths[0])) + 0.2, *weights), {"N": rows, "layers": 3}))
    return [*cases, in_single_precision(cases[0])]


def use_weights(function, x, W1, W2, W3):
    """The weights as the function takes them: in one list."""
    return function(x, [W1, W2, W3])


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


ACTIVATION_SPREAD = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("spread",),
    use=use_weights,
    inputs=("x", "W1", "W2", "W3"),
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
            "What the next layer sees is a = max(0, z). Measure that.",
        ),
        Misconception(
            "relu_missing",
            edit(activation_spread, "np.maximum(z, 0) → z"),
            "Your network has no ReLU.",
            "a = max(0, a W) in every layer, the last one included.",
        ),
        Misconception(
            "variance",
            edit(activation_spread, "std → var"),
            "You returned variances. The root is missing.",
            "The standard deviation is the root of the variance: `a.std()`.",
        ),
        Misconception(
            "mean_not_removed",
            edit(activation_spread, "x.std() → np.sqrt((x**2).mean())"),
            "You returned √(mean of a²). After a ReLU the mean is not 0, and a standard deviation measures the "
            "distance from it.",
            "`a.std()` subtracts the mean first.",
        ),
        Misconception(
            "one_less_below_the_line",
            edit(activation_spread, "std() → std(ddof=1)"),
            "You divided by one less than the number of entries (ddof=1).",
            "Here the plain standard deviation is asked for, `a.std()`.",
        ),
        Misconception(
            "unit_by_unit",
            edit(activation_spread, "std() → std(axis=0).mean()"),
            "You took the standard deviation of each unit over the {N} rows and then the mean.",
            "One standard deviation over all entries of a layer: `a.std()` without an axis.",
        ),
        Misconception(
            "input_first",
            edit(activation_spread, "[] → [x.std()]"),
            "Your answer is {yours}, expected {expected}: you counted the input as a layer.",
            "One number for each weight matrix, {layers} here.",
        ),
        Misconception(
            "last_layer_only",
            edit(activation_spread, "np.array(spreads) → spreads[-1]"),
            "You returned the last layer's number only: your answer is {yours}, expected {expected}.",
            "Append one number in each turn of the loop: the way from layer to layer is what tells.",
        ),
    ),
    alternatives=(spread_by_hand, spread_recursive, spread_in_float32),
)
