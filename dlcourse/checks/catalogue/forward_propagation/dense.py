"""A dense layer's forward pass."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def dense_forward(x, W, b):
    """z = x W + b."""
    return x @ W + b


def dense_forward_loop(x, W, b):
    """Unit by unit, row by row; a list of lists."""
    return [[float(sum(row * W[:, j].astype(float)) + b[j]) for j in range(len(b))] for row in x]


def dense_forward_columns(x, W, b):
    """As the notes have it, Wᵀx + b with examples in columns, turned back at the end."""
    return (W.T @ x.T + b.reshape(-1, 1)).T


def dense_forward_absorbed(x, W, b):
    """The bias as one more weight, of an input that is always 1; in Fortran order."""
    one = np.ones((len(x), 1), dtype=x.dtype)
    return np.asfortranarray(np.einsum("ni,iu->nu", np.hstack([x, one]), np.vstack([W, b])))


def dense_forward_matrix(x, W, b):
    """With np.matrix, whose * is the product."""
    return np.asmatrix(x) * np.asmatrix(W) + b


def layer_cases(rng):
    """N, inputs and units differ; as many inputs as units; as many rows as units; one row; float32."""
    cases = []
    for n, i, u in [(6, 4, 3), (5, 3, 3), (4, 2, 4), (1, 3, 5)]:
        arguments = (rng.normal(size=(n, i)), rng.normal(size=(i, u)), away_from_zero(rng, u))
        cases.append(Case(arguments, {"N": n, "inputs": i, "units": u}))
    return [*cases, in_single_precision(cases[0])]


DENSE_FORWARD = Question(
    difficulty="easy",
    minutes=4,
    points=2,
    parts=("z",),
    reference=dense_forward,
    cases=layer_cases,
    section="One layer: a row, then a batch",
    hints=(
        "Every unit makes a weighted sum of the row's numbers. All units and all rows at once is one matrix product.",
        "(N, inputs) times (inputs, units) is (N, units): x stands on the left, and nothing needs to be transposed.",
        "`@` is the matrix product. Adding b (units,) to (N, units) adds it to every row, without any reshaping.",
    ),
    misconceptions=(
        Misconception(
            "bias_forgotten",
            edit(dense_forward, " + b → "),
            "The bias is missing.",
            "z = x W + b. Without b every unit would give 0 for x = 0.",
        ),
        Misconception(
            "weights_transposed",
            edit(dense_forward, "@ W → @ W.T"),
            "You multiplied by Wᵀ: the shapes only fit where a layer has as many units as inputs, and there {entry} is "
            "{yours}, expected {expected}.",
            "W is (inputs, units) already. x W needs no transpose.",
        ),
        Misconception(
            "examples_in_columns",
            edit(dense_forward, "x @ W + b → W.T @ x.T + b[:, None]"),
            "Your z has the shape ({units}, {N}): the examples stand in columns, as in Wᵀx + b. Here rows are examples.",
            "x W + b, with x on the left, has one row for each example: ({N}, {units}).",
        ),
        Misconception(
            "bias_as_a_column",
            edit(dense_forward, "+ b → + b[:, None]"),
            "You added b down the columns: the shapes only fit where there are as many rows as units, and there {entry} "
            "is {yours}, expected {expected}. Every example got one bias for all its units.",
            "b has one number for each unit, and units are columns. `x @ W + b` adds b to every row.",
        ),
        Misconception(
            "bias_on_the_input",
            edit(dense_forward, "x @ W + b → (x + b) @ W"),
            "You added b to x before the product: the shapes only fit where there are as many inputs as units, and there "
            "{entry} is {yours}, expected {expected}.",
            "First the weighted sums, then one bias for each unit: (x W) + b.",
        ),
        Misconception(
            "one_bias_for_all",
            edit(dense_forward, "+ b → + b.sum()"),
            "You added the sum of all biases to every unit.",
            "Each of the {units} units has a bias of its own. Add b as it is.",
        ),
        Misconception(
            "bias_subtracted",
            edit(dense_forward, "+ b → - b"),
            "You subtracted the bias.",
            "z = x W + b. (A threshold would be subtracted; a bias is a threshold with the sign turned.)",
        ),
        Misconception(
            "activation_added",
            edit(dense_forward, "x @ W + b → np.maximum(x @ W + b, 0)"),
            "Your layer ends in a ReLU.",
            "A dense layer gives z, before any activation. That comes as a step of its own.",
        ),
        Misconception(
            "averaged",
            edit(dense_forward, "@ W → @ W / len(W)"),
            "You averaged over the inputs where they add up: {entry} is {yours}, expected {expected}, and there are "
            "{inputs} inputs.",
            "A unit's z is a weighted sum, not a weighted mean.",
        ),
    ),
    alternatives=(dense_forward_loop, dense_forward_columns, dense_forward_absorbed, dense_forward_matrix),
)
