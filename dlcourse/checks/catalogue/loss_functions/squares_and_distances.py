"""Mean squared and mean absolute error, each with its gradient."""

from dataclasses import replace

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def mse_and_mae(y_true, y_pred):
    """With e = ŷ − y: mean e², 2e/(N·K), mean |e|, sign(e)/(N·K)."""
    e = y_pred - y_true
    mse, mae = (e**2).sum() / e.size, np.abs(e).sum() / e.size
    slope, sign = 2 * e, np.sign(e)
    return mse, slope / e.size, mae, sign / e.size


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
    """The text's example; all kinds of sizes, with errors of both signs; errors of one sign; an outlier; float32."""
    example = (np.array([[1, 2, 3, 4]]), np.array([[3, 1, 3.5, 8]]))
    cases = [Case(example, {"N": 1, "K": 4, "entries": 4}, why="the text's example, with labels as whole numbers")]
    for n, k, why in (
        (6, 4, ""),
        (1, 3, "one row"),
        (7, 1, "one output"),
        (4, 4, "as many outputs as rows"),
        (3, 5, "every prediction too low"),
        (5, 3, "one error much larger than all others"),
        (2, 3, "every error about a millionth"),
    ):
        y_true = 3 * rng.normal(size=(n, k))
        error = 1.7 * away_from_zero(rng, (n, k)) + 0.01
        error[0, 0], error[-1, -1] = abs(error[0, 0]), -abs(error[-1, -1])
        if "low" in why:
            error = -np.abs(error)
        if "larger" in why:
            error[2, 1] *= 200
        if "millionth" in why:
            error, y_true = 1e-6 * error, 0 * y_true  # so that float32 holds them
        cases.append(Case((y_true, y_true + error), {"N": n, "K": k, "entries": n * k}, why=why))
    return [*cases, in_single_precision(cases[1])]


def in_each(*misconceptions):
    """Return each mistake twice, in the MSE's part and in the MAE's: its first change, and its second."""
    both = [
        (m, change, end)
        for m in misconceptions
        for change, end in zip(m.wrong.changes, ("", "_of_the_mae"), strict=True)
    ]
    return [replace(m, name=m.name + end, wrong=edit(mse_and_mae, change)) for m, change, end in both]


MISTAKES = (
    *in_each(
        Misconception(
            "wrong_sign",
            edit(mse_and_mae, "2 * e → -2 * e", "np.sign(e) → -np.sign(e)"),
            "Your {part} has the wrong sign in every entry: it is made of y − ŷ.",
            "A prediction that is too high must have a positive slope: raising it makes the loss worse.",
        ),
        Misconception(
            "gradients_not_divided",
            edit(mse_and_mae, "slope / e.size → slope", "sign / e.size → sign"),
            "Your {part} is {ratio} times the expected one, and there are {entries} entries: the loss is a mean, and its "
            "gradient lacks the division.",
            "The 1/(N·K) of the loss is a factor like any other. What becomes of a factor in a derivative?",
        ),
        Misconception(
            "summed",
            edit(mse_and_mae, "(e**2).sum() / e.size → (e**2).sum()", "np.abs(e).sum() / e.size → np.abs(e).sum()"),
            "Your {part} is {ratio} times the expected one, and there are {entries} entries: you added up and never divided.",
            "Both losses are means. Over how many numbers?",
        ),
        Misconception(
            "divided_by_rows",
            edit(
                mse_and_mae,
                "(e**2).sum() / e.size → (e**2).sum() / len(e)",
                "np.abs(e).sum() / e.size → np.abs(e).sum() / len(e)",
            ),
            "Your {part} is {ratio} times the expected one, and each row has {K} outputs: you divided by the number of rows, "
            "{N}, alone.",
            "The mean runs over rows and outputs. How many entries are there?",
        ),
        Misconception(
            "gradients_divided_by_rows",
            edit(mse_and_mae, "slope / e.size → slope / len(e)", "sign / e.size → sign / len(e)"),
            "Your {part} is {ratio} times the expected one, and each row has {K} outputs: you divided by the number of rows, "
            "{N}, alone.",
            "The mean runs over rows and outputs. How many entries are there?",
        ),
    ),
    Misconception(
        "factor_two_lost",
        edit(mse_and_mae, "2 * e → e"),
        "Your {part} is half the expected one: the 2 of the slope of e² is missing. (Some books put a ½ into the loss, "
        "where it cancels.)",
        "Here the loss is the mean of e², without ½: nothing cancels the 2.",
    ),
    Misconception(
        "half_squared_error",
        edit(mse_and_mae, "(e**2) → (e**2 / 2)"),
        "Your {part} is half the expected one: it carries a ½. Some books put it there so that the slope becomes e.",
        "Here the loss is the mean of e², without ½, and its slope has the 2.",
    ),
    Misconception(
        "root_taken",
        edit(mse_and_mae, "(e**2).sum() / e.size → np.sqrt((e**2).sum() / e.size)"),
        "Your {part} is a root: {yours} squared is {expected}. That is the RMSE, good for reading, as it has the unit of y.",
        "Asked for is the mean of the squares itself.",
    ),
    Misconception(
        "sign_forgotten",
        edit(mse_and_mae, "np.sign(e) → np.ones_like(e)"),
        "Your {part} is positive everywhere. Where ŷ is too low, the loss falls as ŷ rises.",
        "|e| rises on one side of 0 and falls on the other.",
    ),
    Misconception(
        "error_as_slope",
        edit(mse_and_mae, "np.sign(e) → e"),
        "Your {part} grows with the error. That is the slope of ½e².",
        "|e| is as steep for a small error as for a large one.",
    ),
    Misconception(
        "errors_cancel",
        edit(mse_and_mae, "np.abs(e) → e"),
        "In your {part} errors cancel: it is {yours}, expected {expected}. A prediction 3 too high and one 3 too low "
        "count as no error at all.",
        "Take the absolute value of each error before you average.",
    ),
    *in_each(
        Misconception(
            "loss_for_each_entry",
            edit(mse_and_mae, "(e**2).sum() / e.size → e**2", "np.abs(e).sum() / e.size → np.abs(e)"),
            "Your {part} is {yours}: one number for each entry, where one for all is asked for.",
            "A loss is a single number. What is still to be done with the losses of the entries?",
        ),
        Misconception(
            "loss_for_each_row",
            edit(
                mse_and_mae,
                "(e**2).sum() / e.size → (e**2).mean(axis=1)",
                "np.abs(e).sum() / e.size → np.abs(e).mean(axis=1)",
            ),
            "Your {part} is {yours}: one number for each row, where one for all is asked for.",
            "A loss is a single number. The mean runs over the rows, too.",
        ),
        Misconception(
            "loss_for_each_output",
            edit(
                mse_and_mae,
                "(e**2).sum() / e.size → (e**2).mean(axis=0)",
                "np.abs(e).sum() / e.size → np.abs(e).mean(axis=0)",
            ),
            "Your {part} is {yours}: one number for each output, where one for all is asked for.",
            "A loss is a single number. The mean runs over the outputs, too.",
        ),
        Misconception(
            "gradients_averaged",
            edit(mse_and_mae, "slope / e.size → slope.mean()", "sign / e.size → sign.mean()"),
            "Your {part} is a single number. Each of the predictions has a slope of its own.",
            "The gradient has the shape of ŷ: divide by the number of entries, and do not add them up.",
        ),
        Misconception(
            "size_as_slope",
            edit(mse_and_mae, "2 * e → 2 * np.abs(e)", "np.sign(e) → np.abs(e)"),
            "Your {part} is made of |e| and positive everywhere. Where ŷ is too low, the loss falls as ŷ rises.",
            "A slope has a sign: it says in which direction the loss rises.",
        ),
        Misconception(
            "median_for_mean",
            edit(
                mse_and_mae,
                "(e**2).sum() / e.size → np.median(e**2)",
                "np.abs(e).sum() / e.size → np.median(np.abs(e))",
            ),
            "Your {part} is the median. It does not see how far out the largest errors lie.",
            "Both losses are means.",
        ),
        Misconception(
            "whole_numbers_cut",
            edit(
                mse_and_mae,
                "slope / e.size → (slope / e.size).astype(y_true.dtype)",
                "sign / e.size → (sign / e.size).astype(y_true.dtype)",
            ),
            "Where the labels are whole numbers, your {part} is cut to whole numbers: an array that takes its type from them, "
            "as `np.zeros_like(y_true)` does, keeps no fractions.",
            "Which type has the array that you write into? Ask for one of floats.",
        ),
    ),
    Misconception(
        "gradient_of_the_root",
        edit(mse_and_mae, "2 * e → e / np.sqrt((e**2).sum() / e.size)"),
        "Your {part} is the gradient of the root of the MSE.",
        "Asked for is the gradient of the mean of the squares itself.",
    ),
    Misconception(
        "square_of_the_mean",
        edit(mse_and_mae, "(e**2).sum() / e.size → (e.sum() / e.size) ** 2"),
        "You squared the mean error where the mean of the squares is asked for: errors of either sign cancel before you "
        "square.",
        "First the loss of each error, then the mean.",
    ),
    Misconception(
        "not_squared",
        edit(mse_and_mae, "(e**2).sum() → e.sum()"),
        "Your {part} is the mean of the errors themselves: the square is missing, and errors of either sign cancel.",
        "First the loss of each error, then the mean.",
    ),
    Misconception(
        "absolute_value_after_the_mean",
        edit(mse_and_mae, "np.abs(e).sum() / e.size → abs(e.sum() / e.size)"),
        "You took the absolute value of the mean error: {yours}, expected {expected}. By then errors of either sign have "
        "cancelled.",
        "First the size of each error, then the mean.",
    ),
    Misconception(
        "root_for_absolute",
        edit(mse_and_mae, "np.abs(e).sum() / e.size → np.sqrt((e**2).sum() / e.size)"),
        "Your {part} is the root of the mean square. In it large errors weigh more than in a mean of distances.",
        "The MAE is the mean of |e|, entry by entry.",
    ),
    Misconception(
        "no_slope_below",
        edit(mse_and_mae, "np.sign(e) → (e > 0)"),
        "Your {part} is 0 where ŷ is too low. There the loss falls as ŷ rises: a negative slope.",
        "|e| rises on one side of 0 and falls on the other.",
    ),
    Misconception(
        "twice_the_error_as_slope",
        edit(mse_and_mae, "np.sign(e) → 2 * e"),
        "Your {part} is the gradient of the MSE once more.",
        "|e| is as steep for a small error as for a large one.",
    ),
    Misconception(
        "square_as_slope",
        edit(mse_and_mae, "2 * e → e**2"),
        "Your {part} holds the squares themselves, and not their slopes.",
        "How does e² change when e grows a little?",
    ),
    Misconception(
        "losses_first",
        edit(mse_and_mae, "mse, slope / e.size, mae, → mse, mae, slope / e.size,"),
        "Your four results come in another order: both losses first, then both gradients.",
        "Asked for is each loss with its gradient behind it.",
    ),
)


MSE_AND_MAE = Question(
    difficulty="easy",
    minutes=7,
    points=4,
    parts=("mse", "dmse", "mae", "dmae"),
    reference=mse_and_mae,
    cases=regression_cases,
    section="Three losses for an error: MSE, MAE, Huber",
    hints=(
        "Write e = y_pred − y_true once; all four answers are made of e.",
        "The slope of e² is 2e, the slope of |e| is the sign of e. `np.sign` gives −1, 0 or 1.",
        "Both losses are means over all N·K entries, so each entry of a gradient carries 1/(N·K): divide by e.size.",
    ),
    misconceptions=(
        *MISTAKES,
        Misconception(
            "factor_two_lost_and_not_divided",
            edit(mse_and_mae, "slope / e.size → e"),
            "Your {part} is ŷ − y itself: the 2 of the slope of e² is missing, and so is the division by the {entries} entries.",
            "The loss is a mean of squares. Which factor does a square leave in its slope, and which one the mean?",
        ),
        *in_each(
            Misconception(
                "wrong_sign_and_not_divided",
                edit(mse_and_mae, "slope / e.size → -slope", "sign / e.size → -sign"),
                "Your {part} has the wrong sign, as it is made of y − ŷ, and the division by the {entries} entries is missing.",
                "Raising a prediction that is too high makes the loss worse. And a mean's factor 1/(N·K) stays in its gradient.",
            ),
        ),
        Misconception(
            "wrong_sign_and_factor_two_lost",
            edit(mse_and_mae, "slope / e.size → -e / e.size"),
            "Your {part} has the wrong sign, as it is made of y − ŷ, and the 2 of the slope of e² is missing.",
            "Raising a prediction that is too high makes the loss worse. And which factor does a square leave in its slope?",
        ),
        Misconception(
            "factor_two_lost_and_divided_by_rows",
            edit(mse_and_mae, "slope / e.size → e / len(e)"),
            "Your {part} lacks the 2 of the slope of e², and it is divided by the number of rows, {N}, alone, where each row "
            "has {K} outputs.",
            "Which factor does a square leave in its slope? And over how many entries does the mean run?",
        ),
        Misconception(
            "error_as_slope_and_not_divided",
            edit(mse_and_mae, "sign / e.size → e"),
            "Your {part} is ŷ − y itself. It grows with the error, and the division by the {entries} entries is missing.",
            "|e| is as steep for a small error as for a large one. And a mean's factor 1/(N·K) stays in its gradient.",
        ),
        Misconception(
            "sign_forgotten_and_not_divided",
            edit(mse_and_mae, "sign / e.size → np.ones_like(e)"),
            "Your {part} is 1 everywhere. Where ŷ is too low, the loss falls as ŷ rises; and the division by the {entries} "
            "entries is missing.",
            "|e| rises on one side of 0 and falls on the other. And a mean's factor 1/(N·K) stays in its gradient.",
        ),
    ),
    alternatives=(mse_and_mae_loop, mse_and_mae_flat, mse_and_mae_by_name),
)
