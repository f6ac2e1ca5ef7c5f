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


def layer_case(x, W, b, why=""):
    """A case with the sizes that a message may name."""
    x, W, b = (np.asarray(a) for a in (x, W, b))
    return Case((x, W, b), {"N": len(x), "inputs": len(W), "units": len(b)}, why)


def layer_cases(rng):
    """The example; scores of ±1000; one row, one unit, equal scores; sizes that are all different or equal; float32."""
    cases = [
        layer_case([[1, 2]], [[1, 0, 2], [0, 1, -1]], [0, 0, 1], "the example of the exercise"),
        layer_case([[1.0], [-1.0]], [[1000.0, -1000.0, 999.0]], [0.0, 0.5, 0.2], "scores of ±1000 in one row"),
        layer_case([[1.0], [-1.0], [0.0]], [[1000.0, 999.0]], [0.5, 0.2], "rows at 1000, at −1000 and at 0"),
        layer_case([[0.3, -1.0], [2.0, 0.5]], [[1.0], [-2.0]], [0.7], "one unit"),
        layer_case([[0.5, 1.0], [-1.0, 2.0]], [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]], [0.5, 0.5, 0.5], "equal scores"),
    ]
    for rows, inputs, units in [(6, 4, 3), (1, 3, 5), (4, 2, 4), (5, 3, 3), (4, 4, 4), (3, 2, 6)]:
        x, W, b = rng.normal(size=(rows, inputs)), rng.normal(size=(inputs, units)), rng.normal(size=units)
        if units == 6:  # scores of about 1000, 0 and −1000: bad for an exponential without its maximum
            W = np.abs(W) + 0.3
            x = np.array([[1.0], [0.0], [-1.0]]) * (500 + 20 * np.abs(x))
            W = W.round(1) / W.round(1).sum(axis=0) * 2 + 0.002 * rng.normal(size=W.shape)
        cases.append(layer_case(x, W, b))
    return [*cases, in_single_precision(cases[5])]


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
            "first_bias_for_all",
            edit(layer_and_softmax, "+ b → + b[0]"),
            "Every unit has the first unit's bias, `b[0]`.",
            "The slow loop starts each z[n, j] at b[j].",
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
            "Over which axis does a row run?",
        ),
        Misconception(
            "one_maximum_for_all",
            edit(layer_and_softmax, "z.max(axis=1, keepdims=True) → z.max()"),
            "You subtract one maximum for all rows. Rows far below it become 0/0.",
            "The slow loop takes the maximum of z[n], for each n anew.",
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
        Misconception(
            "mean_subtracted",
            edit(layer_and_softmax, "z.max → z.mean"),
            "You subtract the mean of a row. Scores far above the mean still overflow.",
            "Which number of a row leaves no exponent above 0?",
        ),
        Misconception(
            "scores_clipped",
            edit(layer_and_softmax, "np.exp(z - z.max(axis=1, keepdims=True)) → np.exp(np.clip(z, -500, 500))"),
            "You cut off the scores before the exponential. Scores beyond the limit all become equal.",
            "Subtracting the same number from all scores of a row changes no share. Which number?",
        ),
        Misconception(
            "maximum_left_in_z",
            edit(layer_and_softmax, "return z, → return z - z.max(axis=1, keepdims=True),"),
            "The maximum is missing from your z.",
            "Is the z that you return the one before or after the subtraction?",
        ),
        Misconception(
            "sigmoid_for_softmax",
            edit(
                layer_and_softmax,
                "return z, powers / powers.sum(axis=1, keepdims=True) → return z, 0.5 + 0.5 * np.tanh(z / 2)",
            ),
            "Your p is the sigmoid of each score by itself. The rows do not add up to 1.",
            "What does the slow loop divide by?",
        ),
        Misconception(
            "not_divided",
            edit(layer_and_softmax, " / powers.sum(axis=1, keepdims=True) → "),
            "Your powers are not divided: the rows do not add up to 1.",
            "What does the slow loop divide by?",
        ),
        Misconception(
            "logarithm_of_p",
            edit(
                layer_and_softmax,
                "powers / powers.sum(axis=1, keepdims=True) → z - z.max(axis=1, keepdims=True) - np.log(powers.sum(axis=1, keepdims=True))",
            ),
            "Your p is the logarithm of the probabilities.",
            "Can a probability be negative?",
        ),
        Misconception(
            "smallest_score_wins",
            edit(
                layer_and_softmax, "np.exp(z - z.max(axis=1, keepdims=True)) → np.exp(z.min(axis=1, keepdims=True) - z)"
            ),
            "The smallest score gets your largest probability.",
            "Which sign does z have in the exponent of the slow loop?",
        ),
        Misconception(
            "negative_scores_cut_off",
            edit(layer_and_softmax, "b  # → b; z = np.maximum(z, 0)  #"),
            "Your negative scores became 0. There is no ReLU in this layer.",
            "What does the slow loop do to z before it takes the maximum?",
        ),
        Misconception(
            "bias_subtracted",
            edit(layer_and_softmax, "+ b → - b"),
            "You subtracted the bias.",
            "The slow loop starts each z[n, j] at b[j].",
        ),
        Misconception(
            "softmax_of_the_softmax",
            edit(
                layer_and_softmax,
                "powers / powers.sum(axis=1, keepdims=True) → (lambda p: np.exp(p) / np.exp(p).sum(axis=1, keepdims=True))(powers / powers.sum(axis=1, keepdims=True))",
            ),
            "Your p went through the softmax twice.",
            "How often does the slow loop take the exponential of a score?",
        ),
        Misconception(
            "outputs_exchanged",
            edit(
                layer_and_softmax,
                "return z, powers / powers.sum(axis=1, keepdims=True) → return powers / powers.sum(axis=1, keepdims=True), z",
            ),
            "Your two results have changed places.",
            "First z, then p.",
        ),
        Misconception(
            "p_for_both",
            edit(layer_and_softmax, "return z, → return powers / powers.sum(axis=1, keepdims=True),"),
            "Your z holds the probabilities, too.",
            "Did you write the second result over the first?",
        ),
        Misconception(
            "p_without_the_bias",
            edit(layer_and_softmax, "np.exp(z - z.max → np.exp(x @ W - (x @ W).max"),
            "Your p is made of x W alone: the bias is in z, and not in p.",
            "From which scores is p made?",
        ),
    ),
    alternatives=(slow_layer, layer_with_einsum, layer_by_logarithms, layer_in_single_precision),
)
