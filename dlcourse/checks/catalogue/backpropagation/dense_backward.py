"""The three gradients of a dense layer."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def dense_backward(x, W, dz):
    """dx = dz Wᵀ, dW = xᵀ dz, db = Σₙ dz."""
    return dz @ W.T, x.T @ dz, dz.sum(axis=0)


def dense_backward_loop(x, W, dz):
    """Row by row, adding up outer products."""
    dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for n in range(len(x)):
        dx[n] = W.astype(float) @ dz[n]
        dW += np.outer(x[n], dz[n])
        db += dz[n]
    return dx, dW, db


def dense_backward_tensordot(x, W, dz):
    """With the axis to sum over named; the bias' gradient as a row (1, units)."""
    dW = np.tensordot(x, dz, axes=(0, 0))
    return [np.tensordot(dz, W, axes=(1, 1)), dW, dz.sum(axis=0, keepdims=True)]


def dense_backward_dict(x, W, dz):
    """By name, and with einsum."""
    dx, dW = np.einsum("nu,iu->ni", dz, W), np.einsum("ni,nu->iu", x, dz)
    return {"dW": dW, "db": np.ones(len(x)) @ dz, "dx": dx}


def dense_cases(rng):
    """N, inputs and units all different; one row; as many units as inputs; float32."""
    cases = []
    for n, i, u in [(6, 4, 3), (1, 3, 5), (5, 3, 3), (4, 2, 7)]:
        arguments = (rng.normal(size=(n, i)), rng.normal(size=(i, u)), away_from_zero(rng, (n, u)))
        cases.append(Case(arguments, {"N": n, "inputs": i, "units": u}))
    return [*cases, in_single_precision(cases[0])]


DENSE_BACKWARD = Question(
    difficulty="medium",
    minutes=10,
    parts=("dx", "dW", "db"),
    points=3,
    reference=dense_backward,
    cases=dense_cases,
    section="A whole layer, a whole batch",
    hints=(
        "Let the shapes choose. dW has W's shape (inputs, units), made from x (N, inputs) and dz (N, units).",
        "Only one of the two can be transposed so that a product of x and dz is (inputs, units). For dx, likewise.",
        "b is added to every row, so its gradient adds up the rows of dz. No 1/N anywhere: the loss has it already.",
    ),
    misconceptions=(
        Misconception(
            "bias_averaged",
            edit(dense_backward, "dz.sum → dz.mean"),
            "Your db is 1/{N} of the expected one, and the batch has {N} rows: you averaged over the rows where they "
            "add up.",
            "The 1/N of the mean is in dz already; the loss put it there.",
        ),
        Misconception(
            "divided_again",
            edit(dense_backward, "x.T @ dz → x.T @ dz / len(x)", "dz.sum → dz.mean"),
            "Your {part} is 1/{N} of the expected one, and the batch has {N} rows: you divided by N, and the loss has "
            "done so before.",
            "Divide by N in one place, the loss. A layer passes on what it receives.",
        ),
        Misconception(
            "weights_averaged",
            edit(dense_backward, "x.T @ dz → x.T @ dz / len(x)"),
            "Your dW is 1/{N} of the expected one, and the batch has {N} rows: you divided by N, and the loss has done "
            "so before.",
            "Divide by N in one place, the loss. A layer passes on what it receives.",
        ),
        Misconception(
            "bias_not_summed",
            edit(dense_backward, "dz.sum(axis=0) → dz.copy()"),
            "Your db has one row for each of the {N} rows of the batch: it is dz itself. b is shared by all rows, so "
            "the rows add up.",
            "db has the shape of b, (units,) = ({units},). Sum dz over the rows: axis 0.",
        ),
        Misconception(
            "bias_summed_over_everything",
            edit(dense_backward, "axis=0 → "),
            "Your db is one number, the sum of all of dz. Each of the {units} units has a bias of its own.",
            "Sum over the rows only: `axis=0`.",
        ),
        Misconception(
            "bias_wrong_axis",
            edit(dense_backward, "axis=0 → axis=1"),
            "Your db has one number for each of the {N} rows: you summed over the units. There is one bias for each "
            "unit, {units} of them.",
            "Rows are examples. Sum over axis 0, the examples.",
        ),
        Misconception(
            "weights_transposed",
            edit(dense_backward, "x.T @ dz → dz.T @ x"),
            "Your dW is {yours} and the transpose of the right one: you computed dzᵀx, and W has the shape {expected}.",
            "dW[i, j] belongs to W[i, j], from input i to unit j; it has W's shape ({inputs}, {units}).",
        ),
        Misconception(
            "input_not_transposed",
            edit(dense_backward, "W.T → W"),
            "Your dx multiplies dz by W where Wᵀ belongs: the shapes only fit where a layer has as many units as "
            "inputs ({inputs} and {units} here), and there the numbers are wrong.",
            "On the way forward W leads from inputs to units; on the way back you go the other way, with W.T.",
        ),
        Misconception(
            "upstream_ignored",
            lambda x, W, dz: dense_backward(x, W, np.ones_like(dz)),
            "Your {part} does not depend on dz: you took the layer's slope alone.",
            "Every gradient of a layer is what comes from above, dz, times the layer's own slope.",
        ),
    ),
    alternatives=(dense_backward_loop, dense_backward_tensordot, dense_backward_dict),
)
