"""Mean squared and mean absolute error, each with its gradient."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def mse_and_mae(y_true, y_pred):
    """With e = ŷ − y: mean e², 2e/(N·K), mean |e|, sign(e)/(N·K)."""
    e = y_pred - y_true
    mse = (e**2).sum() / e.size
    dmse = 2 * e / e.size
    mae = np.abs(e).sum() / e.size
    dmae = np.sign(e) / e.size
    return mse, dmse, mae, dmae


def mse_and_mae_loop(y_true, y_pred):
    """One entry at a time; lists."""
    rows = zip(y_true.tolist(), y_pred.tolist(), strict=True)
    gaps = [[prediction - y for y, prediction in zip(*row, strict=True)] for row in rows]
    share = 1 / (len(gaps) * len(gaps[0]))
    mse = sum(share * gap * gap for row in gaps for gap in row)
    mae = sum(share * abs(gap) for row in gaps for gap in row)
    dmse = [[share * 2 * gap for gap in row] for row in gaps]
    dmae = [[share if gap > 0 else -share for gap in row] for row in gaps]
    return [mse, dmse, mae, dmae]


def mse_and_mae_flat(y_true, y_pred):
    """Over flat views, with a dot product and two masks; the gradients in Fortran order."""
    gap = np.subtract(y_true, y_pred).ravel()
    share = 1.0 / gap.size
    dmae = share * (1.0 * (gap < 0) - (gap > 0))
    dmse, dmae = (np.asfortranarray(g.reshape(y_pred.shape)) for g in (-2 * share * gap, dmae))
    return share * (gap @ gap), dmse, share * np.linalg.norm(gap, 1), dmae


def mse_and_mae_by_name(y_true, y_pred):
    """By name, the mean taken row by row and then over the rows; e/|e| for the sign."""
    e = y_pred - y_true
    count = np.prod(e.shape)
    return {
        "mae": np.mean([np.mean(np.abs(row)) for row in e]),
        "dmae": e / np.abs(e) / count,
        "mse": np.einsum("nk,nk->n", e, e).mean() / e.shape[1],
        "dmse": np.multiply(e, 2 / count),
    }


def regression_cases(rng):
    """Rows and outputs that differ; one row; float32; no error near 0."""
    cases = []
    for n, k in [(6, 4), (1, 3), (7, 5)]:
        y_true = 3 * rng.normal(size=(n, k))
        error = 1.7 * away_from_zero(rng, (n, k)) + 0.01
        cases.append(Case((y_true, y_true + error), {"N": n, "K": k, "entries": n * k}))
    return [*cases, in_single_precision(cases[0])]


MSE_AND_MAE = Question(
    difficulty="easy",
    minutes=7,
    points=4,
    parts=("mse", "dmse", "mae", "dmae"),
    reference=mse_and_mae,
    cases=regression_cases,
    section="Three prices for an error: MSE, MAE, Huber",
    hints=(
        "Write e = y_pred − y_true once; all four answers are made of e.",
        "The slope of e² is 2e, the slope of |e| is the sign of e. `np.sign` gives −1, 0 or 1.",
        "Both losses are means over all N·K entries, so each entry of a gradient carries 1/(N·K): divide by e.size.",
    ),
    misconceptions=(
        Misconception(
            "summed",
            edit(mse_and_mae, " / e.size ⇒ "),
            "Your {part} is {ratio} times the expected one, and there are {entries} entries: you added up and never "
            "divided.",
            "Both losses are means over the N·K = {entries} entries; the division belongs into the gradients as well.",
        ),
        Misconception(
            "divided_by_rows",
            edit(mse_and_mae, "e.size ⇒ len(e)"),
            "Your {part} is {ratio} times the expected one, and each row has {K} outputs: you divided by the {N} rows "
            "only.",
            "The mean runs over rows and outputs, N·K = {entries} entries. `len(e)` counts rows, `e.size` all entries.",
        ),
        Misconception(
            "gradients_not_divided",
            edit(mse_and_mae, "2 * e / e.size → 2 * e", "np.sign(e) / e.size → np.sign(e)"),
            "Your losses are means and your gradients are not: {entry} is {yours}, expected {expected}, {ratio} times "
            "as large, and there are {entries} entries.",
            "The 1/(N·K) of the loss is a factor like any other: it stays when you take the derivative.",
        ),
        Misconception(
            "gradients_averaged",
            edit(mse_and_mae, "2 * e / e.size → (2 * e).mean()", "np.sign(e) / e.size → np.sign(e).mean()"),
            "Your {part} is a single number ({yours}). Each of the {entries} predictions has a slope of its own.",
            "Divide by the number of entries, but do not add them up: ∂L/∂ŷ has the shape of ŷ, ({N}, {K}).",
        ),
        Misconception(
            "wrong_sign",
            edit(mse_and_mae, "y_pred - y_true → y_true - y_pred"),
            "Your gradients have the wrong sign. They are made of y − ŷ.",
            "A prediction that is too high must have a positive slope: raising it makes the loss worse. e = ŷ − y.",
        ),
        Misconception(
            "factor_two_lost",
            edit(mse_and_mae, "2 * e → e"),
            "Your {part} is half the expected one. The 2 of the slope of e² is missing.",
            "∂e²/∂e = 2e. There is no ½ in this loss that could cancel the 2.",
        ),
        Misconception(
            "half_squared_error",
            edit(mse_and_mae, "(e**2) → (e**2 / 2)", "2 * e → e"),
            "Your MSE carries a ½. Some books put it there so that the slope becomes e.",
            "Here L = mean e², without ½, so the loss and its slope 2e/(N·K) are both twice what you have.",
        ),
        Misconception(
            "root_taken",
            edit(mse_and_mae, "(e**2).sum() / e.size → np.sqrt((e**2).sum() / e.size)"),
            "Your {part} is a root: {yours} squared is {expected}. That is the RMSE, good for reading, as it has the "
            "unit of y.",
            "Return the mean of the squares itself.",
        ),
        Misconception(
            "errors_cancel",
            edit(mse_and_mae, "np.abs(e) → e"),
            "In your {part} errors cancel: it is {yours}, expected {expected}. A prediction 3 too high and one 3 too low "
            "count as no error at all.",
            "Take the absolute value of each error before you average.",
        ),
        Misconception(
            "sign_forgotten",
            edit(mse_and_mae, "np.sign(e) → np.ones_like(e)"),
            "Your {part} is positive everywhere. Where ŷ is too low, the loss falls as ŷ rises.",
            "The slope of |e| is +1 for e > 0 and −1 for e < 0: `np.sign(e)`.",
        ),
        Misconception(
            "error_as_slope",
            edit(mse_and_mae, "np.sign(e) → e"),
            "Your {part} grows with the error. That is the slope of ½e².",
            "|e| is as steep for a small error as for a large one: only the sign of e counts.",
        ),
    ),
    alternatives=(mse_and_mae_loop, mse_and_mae_flat, mse_and_mae_by_name),
)
