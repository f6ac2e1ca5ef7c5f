"""The three gradients of a dense layer."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def dense_backward(x, W, dz):
    """dx = dz Wᵀ, dW = xᵀ dz, db = Σₙ dz."""
    dx = dz @ W.T
    dW = x.T @ dz
    return dx, dW, dz.sum(axis=0)


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


LAYERS = (  # rows, inputs, units, and what makes the sizes hard
    (6, 4, 3, ""),
    (1, 3, 5, "one row"),
    (5, 3, 3, "as many units as inputs: W is square"),
    (4, 2, 4, "as many units as rows"),
    (3, 3, 3, "three equal sizes: every product fits"),
    (5, 4, 1, "one unit"),
    (4, 1, 3, "one input"),
)


def dense_cases(rng):
    """The text's example, of whole numbers; each kind of sizes; float32. Gradients are signed and uneven."""
    example = np.array([[1, 2]]), np.array([[3], [4]]), np.array([[10]])
    cases = [Case(example, {"N": 1, "inputs": 2, "units": 1}, why="the text's example, of whole numbers")]
    for n, i, u, why in LAYERS:
        arguments = (rng.normal(size=(n, i)), rng.normal(size=(i, u)), away_from_zero(rng, (n, u)))
        cases.append(Case(arguments, {"N": n, "inputs": i, "units": u}, why=why))
    return [*cases, in_single_precision(cases[1])]


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
            "Your db is 1/{N} of the expected one, and the batch has {N} rows: you averaged over the rows where they add up.",
            "The 1/N of the mean is in dz already; the loss put it there.",
        ),
        Misconception(
            "weights_averaged",
            edit(dense_backward, "x.T @ dz → x.T @ dz / len(x)"),
            "Your dW is 1/{N} of the expected one, and the batch has {N} rows: you divided by N, and the loss has done so "
            "before.",
            "Divide by N in one place, the loss. A layer passes on what it receives.",
        ),
        Misconception(
            "inputs_averaged",
            edit(dense_backward, "dz @ W.T → dz @ W.T / len(x)"),
            "Your dx is 1/{N} of the expected one, and the batch has {N} rows: you divided by N, and the loss has done so "
            "before.",
            "Divide by N in one place, the loss. A layer passes on what it receives.",
        ),
        Misconception(
            "bias_not_summed",
            edit(dense_backward, "dz.sum(axis=0) → dz.copy()"),
            "Your db has one row for each of the {N} rows of the batch: it is dz itself. b is shared by all rows.",
            "db has the shape of b. What is done with the gradients of a parameter that many rows share?",
        ),
        Misconception(
            "bias_summed_over_everything",
            edit(dense_backward, "axis=0 → "),
            "Your db is one number, the sum of all of dz. Each of the {units} units has a bias of its own.",
            "db has the shape of b. Along which axis lie the rows?",
        ),
        Misconception(
            "bias_wrong_axis",
            edit(dense_backward, "axis=0 → axis=1"),
            "Your db is summed over the units: it is {yours}, expected {expected}. There is one bias for each unit.",
            "db has the shape of b. Along which axis lie the rows?",
        ),
        Misconception(
            "bias_of_the_first_row",
            edit(dense_backward, "dz.sum(axis=0) → dz[0]"),
            "Your db is the first row of dz. b is added to every row.",
            "What is done with the gradients of a parameter that many rows share?",
        ),
        Misconception(
            "bias_of_the_last_row",
            edit(dense_backward, "dz.sum(axis=0) → dz[-1]"),
            "Your db is the last row of dz. b is added to every row.",
            "Is there an `=` where a `+=` belongs? The rows add up.",
        ),
        Misconception(
            "bias_of_ones",
            edit(dense_backward, "dz.sum(axis=0) → np.ones(dz.shape[1])"),
            "Your db is 1 for every unit: it does not depend on dz.",
            "1 is the layer's own derivative. Where does what arrives come in?",
        ),
        Misconception(
            "upstream_ignored_in_db",
            edit(dense_backward, "dz.sum(axis=0) → np.ones_like(dz).sum(axis=0)"),
            "Your db counts the rows: it does not depend on dz.",
            "1 is the layer's own derivative. Where does what arrives come in?",
        ),
        Misconception(
            "weights_transposed",
            edit(dense_backward, "x.T @ dz → dz.T @ x"),
            "Your dW is {yours} and the transpose of the right one: you computed dzᵀx, and W has the shape {expected}.",
            "dW[i, j] belongs to W[i, j], from input i to unit j.",
        ),
        Misconception(
            "weights_of_the_last_row",
            edit(dense_backward, "x.T @ dz → np.outer(x[-1], dz[-1])"),
            "Only the last row counts in your dW.",
            "Is there an `=` where a `+=` belongs? The rows add up.",
        ),
        Misconception(
            "weights_of_the_first_row",
            edit(dense_backward, "x.T @ dz → np.outer(x[0], dz[0])"),
            "Only the first row counts in your dW.",
            "All rows went through the same W. What is done with their gradients?",
        ),
        Misconception(
            "product_of_the_sums",
            edit(dense_backward, "x.T @ dz → np.outer(x.sum(axis=0), dz.sum(axis=0))"),
            "In your dW the rows are added up before the product: so each row's input meets every row's gradient.",
            "First the product of each row, then the sum.",
        ),
        Misconception(
            "upstream_ignored_in_dW",
            edit(dense_backward, "x.T @ dz → x.T @ np.ones_like(dz)"),
            "Your dW does not depend on dz: you took the layer's derivative alone.",
            "Every gradient of a layer is what arrives times the layer's own derivative.",
        ),
        Misconception(
            "weights_for_inputs_in_dW",
            edit(dense_backward, "x.T @ dz → dx.T @ dz"),
            "Your dW is made from dx. What W was multiplied by is x.",
            "Which array stood beside W on the way forward?",
        ),
        Misconception(
            "x_not_transposed",
            edit(dense_backward, "x.T @ dz → x @ dz"),
            "Your dW multiplies dz by x where its transpose belongs: the shapes only fit where there are as many rows as "
            "inputs, and there {entry} is {yours}, expected {expected}.",
            "dW is (inputs, units). Which of x and dz must be turned for that?",
        ),
        Misconception(
            "input_not_transposed",
            edit(dense_backward, "W.T → W"),
            "Your dx multiplies dz by W where Wᵀ belongs: the shapes only fit where a layer has as many units as inputs, and "
            "there {entry} is {yours}, expected {expected}.",
            "On the way forward W leads from inputs to units. Which way does the gradient go?",
        ),
        Misconception(
            "inputs_transposed",
            edit(dense_backward, "dz @ W.T → W @ dz.T"),
            "Your dx is {yours} and the transpose of the right one: rows are examples, and x has the shape {expected}.",
            "dx has the shape of x. Which factor must stand on the left?",
        ),
        Misconception(
            "inputs_summed",
            edit(dense_backward, "dz @ W.T → (dz @ W.T).sum(axis=0)"),
            "Your dx is summed over the rows: it is {yours}, expected {expected}. Each row has an input of its own.",
            "Only parameters are shared by the rows. dx has the shape of x.",
        ),
        Misconception(
            "upstream_ignored_in_dx",
            edit(dense_backward, "dz @ W.T → np.ones_like(dz) @ W.T"),
            "Your dx does not depend on dz: you took the layer's derivative alone.",
            "Every gradient of a layer is what arrives times the layer's own derivative.",
        ),
        Misconception(
            "x_for_weights",
            edit(dense_backward, "dz @ W.T → dz @ (x.T @ dz).T"),
            "Your dx passes through dW where it should pass through W.",
            "How much does z change when x does?",
        ),
        Misconception(
            "gate_added",
            edit(dense_backward, "dz @ W.T → dz @ W.T * (x > 0)"),
            "Your dx has a ReLU's gate in it: it is 0 where x is negative. This layer has no activation.",
            "An activation is a layer of its own, with a backward pass of its own.",
        ),
        Misconception(
            "inverse_for_transpose",
            edit(dense_backward, "dz @ W.T → dz @ np.linalg.pinv(W)"),
            "Your dx undoes the product, with the (pseudo-)inverse of W. The gradient takes the transpose.",
            "How much does z change when one entry of x does? That is a weight, and not its inverse.",
        ),
        Misconception(
            "multiplied_entry_by_entry",
            lambda x, W, dz: (dz * W.T, x.T * dz, dz.sum(axis=0)),
            "You multiplied entry by entry, with `*`, where a matrix product belongs: the shapes rarely fit, and where they do, "
            "{entry} is {yours}, expected {expected}.",
            "Which sign is Python's matrix product?",
        ),
        Misconception(
            "all_signs_turned",
            lambda x, W, dz: tuple(-part for part in dense_backward(x, W, dz)),
            "Your three gradients have the wrong sign.",
            "The minus of gradient descent comes later, in the update.",
        ),
        Misconception(
            "weights_first",
            edit(dense_backward, "return dx, dW, → return dW, dx,"),
            "Your results come in another order: dW before dx.",
            "Asked for are dx, dW, db, in this order.",
        ),
        Misconception(
            "input_last",
            edit(dense_backward, "return dx, dW, dz.sum(axis=0) → return dW, dz.sum(axis=0), dx"),
            "Your results come in another order: dW, db, dx.",
            "Asked for are dx, dW, db, in this order.",
        ),
    ),
    alternatives=(dense_backward_loop, dense_backward_tensordot, dense_backward_dict),
)
