"""A dense layer and its softmax, without a loop."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def layer_and_softmax(x, W, b):
    """z = xW + b; p = exp(z − max) / Σ exp(z − max), row by row."""
    z = x @ W + b  # (N, units)
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return z, powers / powers.sum(axis=1, keepdims=True)


def slow_layer(x, W, b):
    """As the exercise shows it: loops over rows, units and inputs."""
    N, units = len(x), len(b)
    z, p = np.zeros((N, units)), np.zeros((N, units))
    for n in range(N):
        for j in range(units):
            z[n, j] = b[j]
            for i in range(x.shape[1]):
                z[n, j] += x[n, i] * W[i, j]
        largest = max(z[n])
        total = 0.0
        for j in range(units):
            total += np.exp(z[n, j] - largest)
        for j in range(units):
            p[n, j] = np.exp(z[n, j] - largest) / total
    return z, p


def layer_with_einsum(x, W, b):
    """einsum, and the softmax on the transpose."""
    z = np.einsum("ni,ij->nj", x, W) + b
    columns = np.exp(z.T - z.T.max(axis=0))
    return z, (columns / columns.sum(axis=0)).T


def layer_by_logarithms(x, W, b):
    """p = exp(z − logsumexp), a column of ones for the bias; by name."""
    z = np.column_stack([x, np.ones(len(x))]) @ np.vstack([W, b])
    return {"p": np.exp(z - np.logaddexp.reduce(z, axis=1)[:, None]), "z": z}


def layer_in_single_precision(x, W, b):
    """float32 from z on."""
    z = np.dot(x, W) + b.reshape(1, -1)
    powers = np.exp((z - z.max(axis=1)[:, None]).astype(np.float32))
    return z, (powers.T / powers.sum(axis=1)).T


def layer_cases(rng):
    """All sizes different, one row, as many rows as units, as many inputs as units, rows far apart; float32."""
    cases = []
    for rows, inputs, units in [(6, 4, 3), (1, 3, 5), (4, 2, 4), (5, 3, 3), (3, 2, 6)]:
        x, W, b = rng.normal(size=(rows, inputs)), rng.normal(size=(inputs, units)), rng.normal(size=units)
        if units == 6:  # scores of about 1000, 0 and −1000: bad for an exponential without its maximum
            W = np.abs(W) + 0.3
            x = np.array([[1.0], [0.0], [-1.0]]) * (500 + 20 * np.abs(x))
            W = W.round(1) / W.round(1).sum(axis=0) * 2 + 0.002 * rng.normal(size=W.shape)
        cases.append(Case((x, W, b), {"N": rows, "inputs": inputs, "units": units}))
    return [*cases, in_single_precision(cases[0])]


LAYER_AND_SOFTMAX = Question(
    difficulty="medium",
    minutes=10,
    points=2,
    parts=("z", "p"),
    reference=layer_and_softmax,
    cases=layer_cases,
    section="From loops to arrays",
    hints=(
        "The three inner loops that fill z are a matrix product. b is added to every row: broadcasting does that.",
        "Softmax needs one maximum and one sum for each row: axis=1, and keepdims=True so that they stay columns.",
        "powers = np.exp(z - z.max(axis=1, keepdims=True)); p is powers divided by the sum of its row.",
    ),
    misconceptions=(
        Misconception(
            "weights_transposed",
            edit(layer_and_softmax, "@ W → @ W.T"),
            "You multiplied by the transpose of W. It runs only where a layer has as many units as inputs.",
            "x (N, inputs) @ W (inputs, units): the inner sizes meet.",
        ),
        Misconception(
            "bias_as_column",
            edit(layer_and_softmax, "+ b → + b[:, None]"),
            "b was added down the columns. That gives each row a bias, and runs only where there are as many rows as "
            "units.",
            "b has one number for each unit: x @ W + b adds it to every row.",
        ),
        Misconception(
            "bias_missing",
            edit(layer_and_softmax, " + b → "),
            "The bias is missing.",
            "The slow loop starts each z[n, j] at b[j].",
        ),
        Misconception(
            "columns_add_up_to_one",
            edit(layer_and_softmax, "axis=1 ⇒ axis=0"),
            "Your columns add up to 1, your rows do not. Each of the {N} rows is an example of its own.",
            "axis=1 sums along a row.",
        ),
        Misconception(
            "all_add_up_to_one",
            edit(layer_and_softmax, "axis=1, keepdims=True ⇒ "),
            "All your probabilities together add up to 1. Each of the {N} rows should, by itself.",
            "Maximum and sum of each row: axis=1, keepdims=True.",
        ),
        Misconception(
            "one_maximum_for_all",
            edit(layer_and_softmax, "z.max(axis=1, keepdims=True) → z.max()"),
            "You subtract one maximum for all rows. Rows far below it become 0/0.",
            "A maximum for each row: z.max(axis=1, keepdims=True).",
        ),
        Misconception(
            "no_maximum",
            edit(layer_and_softmax, " - z.max(axis=1, keepdims=True) → "),
            "Your exponential overflows. Moderate scores come out right; scores around ±1000 do not.",
            "The slow loop subtracts the row's maximum first. The shares stay the same, and nothing overflows.",
        ),
        Misconception(
            "maximum_above_only",
            edit(layer_and_softmax, "/ powers.sum → / np.exp(z).sum"),
            "You subtract the maximum above and not below: {entry} is {yours}, expected {expected}, and the rows no longer "
            "add up to 1.",
            "Compute the powers once, and divide them by their own sum.",
        ),
        Misconception(
            "keepdims_missing",
            edit(layer_and_softmax, ", keepdims=True ⇒ "),
            "Maximum and sum have lost their axis: {entry} is {yours}, expected {expected}, where it runs at all. A row of N "
            "numbers is laid over the columns.",
            "keepdims=True keeps them as a column (N, 1).",
        ),
        Misconception(
            "no_exponential",
            edit(layer_and_softmax, "powers / powers.sum → z / z.sum"),
            "You divided the scores themselves by their sum. Scores may be negative, probabilities may not.",
            "First the exponential, then the shares.",
        ),
    ),
    alternatives=(slow_layer, layer_with_einsum, layer_by_logarithms, layer_in_single_precision),
)
