"""Units that start equal: do they ever part?"""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def twin_cases(rng):
    """A random start, hidden twins with unequal outputs, full twins, all zeros, one row, float32."""
    starts = [(6, 3, 4, "random"), (5, 4, 3, "outputs"), (7, 3, 2, "equal"), (5, 2, 3, "zero"), (1, 2, 3, "random")]
    cases = []
    for rows, inputs, units, start in starts:
        W1 = rng.normal(size=(inputs, units)) if start == "random" else np.full((inputs, units), 0.4)
        w2 = np.full(units, 0.7) if start == "equal" else rng.normal(size=units) + 0.3
        if rows == 6:
            W1[0, 1] = W1[0, 0] + 2.5  # the largest difference is a negative one
        if start == "zero":
            W1, w2 = 0 * W1, 0 * w2
        x, y_true = rng.normal(size=(rows, inputs)), rng.normal(size=rows) + 0.5
        learning_rate, steps = (0.03, 9) if rows == 1 else (0.07, 12)
        cases.append(Case((x, y_true, W1, w2, learning_rate, steps), {"N": rows, "units": units, "steps": steps}))
    return [*cases, in_single_precision(cases[0])]


def use_rounded(function, *arguments):
    """The gap to nine decimals: what is below that is rounding, and rounding differs between right answers."""
    returned = function(*arguments)
    if (
        isinstance(returned, tuple | list)
        and len(returned) == 3
        and isinstance(returned[2], float | np.floating | np.ndarray)
    ):
        return returned[0], returned[1], np.round(returned[2], 9)
    return returned


def train_twins(x, y_true, W1, w2, learning_rate, steps):
    """Gradient descent on the mean squared error of ŷ = tanh(x W1) w2; then the largest |W1[:, 0] − W1[:, 1]|."""
    for _ in range(steps):
        h = np.tanh(x @ W1)
        dy_pred = 2 * (h @ w2 - y_true) / len(x)
        dw2 = h.T @ dy_pred
        dz = np.outer(dy_pred, w2) * (1 - h**2)
        dW1 = x.T @ dz
        W1 = W1 - learning_rate * dW1
        w2 = w2 - learning_rate * dw2
    gap = np.abs(W1[:, 0] - W1[:, 1]).max()
    return W1, w2, gap


def twins_by_rows(x, y_true, W1, w2, learning_rate, steps):
    """Row by row, gradients added up; on copies, in place."""
    W1, w2 = W1.copy(), w2.copy()
    for _ in range(steps):
        dW1, dw2 = np.zeros(W1.shape), np.zeros(w2.shape)
        for row, y in zip(x, y_true, strict=True):
            h = np.tanh(W1.T @ row)
            e = 2 * (h @ w2 - y) / len(x)
            dw2 += e * h
            dW1 += e * np.outer(row, w2 * (1 - h) * (1 + h))
        W1 -= learning_rate * dW1
        w2 -= learning_rate * dw2
    return W1, w2, max(abs(a - b) for a, b in zip(W1[:, 0], W1[:, 1], strict=True))


def twins_as_columns(x, y_true, W1, w2, learning_rate, steps):
    """Targets and outputs as columns (N, 1); lists out."""
    y, w2 = y_true[:, None], w2[:, None]
    for _ in range(steps):
        h = np.tanh(x @ W1)
        e = h @ w2 - y
        gradients = x.T @ (e @ w2.T * (1 - h * h)), h.T @ e
        W1, w2 = (w - learning_rate * 2 / len(x) * g for w, g in zip((W1, w2), gradients, strict=True))
    return W1.tolist(), w2[:, 0].tolist(), float(np.linalg.norm(W1[:, 0] - W1[:, 1], np.inf))


def twins_by_einsum(x, y_true, W1, w2, learning_rate, steps):
    """Sums over named axes, the mean taken at the end; w2 as a row."""
    for _ in range(steps):
        h = np.tanh(np.einsum("ni,iu->nu", x, W1))
        e = np.einsum("nu,u->n", h, w2) - y_true
        back = np.einsum("n,u,nu->nu", e, w2, 1 / np.cosh(np.einsum("ni,iu->nu", x, W1)) ** 2)
        W1, w2 = (
            W1 - 2 * learning_rate * np.einsum("ni,nu->iu", x, back) / len(x),
            w2 - 2 * learning_rate * np.einsum("n,nu->u", e, h) / len(x),
        )
    return [W1, w2[None], np.ptp(W1[:, :2], axis=1).max()]


TRAIN_TWINS = Question(
    difficulty="hard",
    minutes=15,
    points=3,
    parts=("W1", "w2", "gap"),
    use=use_rounded,
    reference=train_twins,
    cases=twin_cases,
    section="Twins: equal weights never part",
    hints=(
        "A loop over the steps; in each one the forward pass, both gradients, and only then both updates.",
        "∂L/∂ŷ = 2(ŷ − y)/N, of shape (N,). Then dw2 = hᵀ ∂L/∂ŷ, and dz (N, units) is the outer product of ∂L/∂ŷ and "
        "w2, times the slope 1 − h².",
        "dW1 = x.T @ dz. Write `W1 = W1 - learning_rate * dW1`, which leaves the given array alone. The gap is "
        "`np.abs(W1[:, 0] - W1[:, 1]).max()`.",
    ),
    misconceptions=(
        Misconception(
            "not_averaged",
            edit(train_twins, " / len(x) → "),
            "Your steps are {N} times too long. The loss is a mean over the {N} rows, and the 1/N is missing.",
            "∂L/∂ŷ = 2(ŷ − y)/N.",
        ),
        Misconception(
            "two_missing",
            edit(train_twins, "2 * (h @ w2 - y_true) → (h @ w2 - y_true)"),
            "Your steps are half as long as they should be. The slope of a square has a 2.",
            "∂L/∂ŷ = 2(ŷ − y)/N.",
        ),
        Misconception(
            "slope_missing",
            edit(train_twins, " * (1 - h**2) → "),
            "The slope of tanh is missing on the way to W1.",
            "dz = (∂L/∂ŷ ⊗ w2) · (1 − h²).",
        ),
        Misconception(
            "uphill",
            edit(train_twins, "- learning_rate ⇒ + learning_rate"),
            "You walk uphill. You added the gradients.",
            "w − η·dw.",
        ),
        Misconception(
            "new_weights_too_early",
            edit(train_twins, "dw2 = h.T → w2 = w2 - learning_rate * h.T", "w2 = w2 - learning_rate * dw2 → "),
            "You updated w2 before you made W1's gradient. Both gradients belong to the old weights.",
            "First both gradients, then both updates.",
        ),
        Misconception(
            "first_layer_fixed",
            edit(train_twins, "W1 = W1 - learning_rate * dW1 → "),
            "Your W1 never moves.",
            "Both layers are trained.",
        ),
        Misconception(
            "forward_once",
            edit(
                train_twins,
                "for _ → first, last = W1, w2\n    for _",
                "x @ W1 → x @ first",
                "h @ w2 → h @ last",
                "dy_pred, w2 → dy_pred, last",
            ),
            "Your gradient is the same at every step. The forward pass stands before the loop.",
            "h and ŷ change with the weights: compute them inside the loop.",
        ),
        Misconception(
            "one_step",
            edit(train_twins, "range(steps) → range(1)"),
            "You took one step of {steps}.",
            "Is the `return` inside the loop?",
        ),
        Misconception(
            "rows_compared",
            edit(train_twins, "W1[:, 0] - W1[:, 1] → W1[0] - W1[1]"),
            "Your gap compares two rows of W1: it is {yours}, expected {expected}. A row belongs to an input; a unit is a "
            "column.",
            "W1[:, 0] and W1[:, 1].",
        ),
        Misconception(
            "signs_kept",
            edit(train_twins, "np.abs → "),
            "Your gap keeps the sign: it is {yours}, expected {expected}. A large negative difference is overlooked.",
            "Take |difference| first, then the largest.",
        ),
        Misconception(
            "differences_averaged",
            edit(train_twins, "max → mean"),
            "Your gap is the mean of the differences, {yours}; asked was the largest, {expected}.",
            "`.max()`, so that one weight that parted is enough to show.",
        ),
    ),
    alternatives=(twins_by_rows, twins_as_columns, twins_by_einsum),
)
