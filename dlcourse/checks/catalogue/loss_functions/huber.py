"""The Huber loss: a square for small errors, a straight line for large ones."""

from dataclasses import replace

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def huber_loss(y_true, y_pred, delta):
    """Mean of ½e² where |e| ≤ δ, else δ|e| − ½δ²; slope e, else δ sign(e), over N."""
    e = y_pred - y_true
    small = np.abs(e) <= delta
    near, far = e**2 / 2, delta * np.abs(e) - delta**2 / 2
    slope = np.where(small, e, delta * np.sign(e))
    return np.where(small, near, far).mean(), slope / len(e)


def huber_clipped(y_true, y_pred, delta):
    """With c = e cut to [−δ, δ]: the slope is c, the value c(e − c/2)."""
    e = y_pred - y_true
    c = np.clip(e, -delta, delta)
    return (c * (e - c / 2)).mean(), c / e.size


def huber_loop(y_true, y_pred, delta):
    """One entry at a time; strict inside, plain Python numbers."""
    total, slopes = 0.0, []
    for y, prediction in zip(y_true.tolist(), y_pred.tolist(), strict=True):
        e = prediction - y
        near = abs(e) < delta
        total += e * e / 2 if near else delta * (abs(e) - delta / 2)
        slopes.append((e if near else delta if e > 0 else -delta) / len(y_true))
    return total / len(y_true), slopes


def huber_masks(y_true, y_pred, delta):
    """Zeros filled region by region, the tails apart."""
    e = np.asarray(y_pred - y_true, dtype=np.float64)
    value, slope = np.zeros(e.shape), np.zeros(e.shape)
    for region, v, s in [
        (np.abs(e) <= delta, 0.5 * e * e, e),
        (e > delta, delta * e - 0.5 * delta**2, np.full(e.shape, delta)),
        (e < -delta, -delta * e - 0.5 * delta**2, np.full(e.shape, -delta)),
    ]:
        value[region], slope[region] = v[region], s[region]
    return [np.average(value), slope[:, None] / e.size]


def in_each(*misconceptions):
    """Return each mistake twice, in the loss and in the gradient: its first change, and its second."""
    both = [(m, *pair) for m in misconceptions for pair in zip(m.wrong.changes, ("", "_in_the_slope"), strict=True)]
    return [replace(m, name=m.name + end, wrong=edit(huber_loss, change)) for m, change, end in both]


def huber_decided_once(y_true, y_pred, delta):
    """With an `if`, which asks all errors at once."""
    e = y_pred - y_true
    if np.abs(e) <= delta:
        return (e**2 / 2).mean(), e / len(e)
    return (delta * np.abs(e) - delta**2 / 2).mean(), delta * np.sign(e) / len(e)


ERRORS = (  # errors in units of δ, δ, and what makes them hard
    ([-1.9, 0.4, 1.5, -0.7, -1.2, 0.9, 2.6, -0.2, 0.3], 0.7, ""),
    ([-1.9, 0.4, 1.5, -0.7, 3.1, -0.5, 0.8], 1.6, ""),
    ([1.0, -1.0, 0.0, 2.0, -0.5], 3.5, "errors of exactly 0 and ±δ"),
    ([0.3, -0.6, 0.8, -0.9], 2.4, "no large error"),
    ([1.7, -2.2, -1.4], 0.4, "no small error"),
    ([-1.9], 0.7, "one row, far too low"),
    ([0.5], 3.0, "one row, nearly right"),
)


def huber_cases(rng):
    """The text's example; errors on either side of 0 and of ±δ, and exactly there; one row; float32."""
    example = (np.array([0, 0, 0, 0]), np.array([0.5, -3, -1, 4]), 2)
    cases = [Case(example, {"N": 4, "delta": 2}, why="the text's example, with labels as whole numbers")]
    for places, delta, why in ERRORS:
        n = len(places)
        exact = 0.0 in places
        error = delta * np.array(places) * (1 if exact else rng.uniform(0.9, 1.1, size=n))
        y_true = np.round(3 * rng.normal(size=n)) if exact else 3 * rng.normal(size=n)
        order = rng.permutation(n)
        cases.append(Case((y_true, y_true + error[order], delta), {"N": n, "delta": delta}, why=why))
    return [*cases, in_single_precision(cases[1])]


HUBER = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("loss", "dy_pred"),
    reference=huber_loss,
    cases=huber_cases,
    section="Three losses for an error: MSE, MAE, Huber",
    hints=(
        "Two formulas and a test that says which one holds. The test asks how large the error is, whatever its sign.",
        "`np.where(np.abs(e) <= delta, near, far)` picks entry by entry. Use it for the loss and again for the slope.",
        "The slope of ½e² is e; the slope of δ|e| − ½δ² is δ times the sign of e. The mean gives each a 1/N.",
    ),
    misconceptions=(
        *in_each(
            Misconception(
                "absolute_value_missing",
                edit(huber_loss, "(small, near → (e <= delta, near", "(small, e, → (e <= delta, e,"),
                "In your {part} large negative errors are treated as small ones: your test asks whether e ≤ δ, and e = −100 "
                "passes it.",
                "The test should ask for the size of the error, whatever its sign.",
            ),
            Misconception(
                "boundary_left_out",
                edit(
                    huber_loss,
                    "np.where(small, near, far) → np.where(np.abs(e) == delta, 0, np.where(small, near, far))",
                    "np.where(small, e, delta * np.sign(e)) → "
                    "np.where(np.abs(e) == delta, 0, np.where(small, e, delta * np.sign(e)))",
                ),
                "In your {part} an error of exactly ±δ counts as 0: one of your tests asks whether |e| < δ, the other whether "
                "|e| > δ, and it passes neither.",
                "To which of the two pieces does |e| = δ belong?",
            ),
            Misconception(
                "branches_swapped",
                edit(huber_loss, "(small, near → (~small, near", "(small, e, → (~small, e,"),
                "In your {part} the two branches are swapped: small errors got the line, large ones the square.",
                "Which of your two formulas is used where the test is true?",
            ),
        ),
        Misconception(
            "squares_compared",
            edit(huber_loss, "np.abs(e) <= delta → e**2 <= delta"),
            "Your test compares e² with δ: that draws the seam at √δ.",
            "The seam lies where |e| = δ.",
        ),
        Misconception(
            "decided_for_all",
            edit(huber_loss, "np.abs(e) <= delta → (np.abs(e) <= delta).all()"),
            "Your test gives one answer for all rows: as soon as one error is large, all are treated as large ones.",
            "Each error is small or large by itself.",
        ),
        Misconception(
            "decided_for_all_by_one",
            edit(huber_loss, "np.abs(e) <= delta → (np.abs(e) <= delta).any()"),
            "Your test gives one answer for all rows: as soon as one error is small, all are treated as small ones.",
            "Each error is small or large by itself.",
        ),
        Misconception(
            "decided_by_the_mean",
            edit(huber_loss, "np.abs(e) <= delta → np.abs(e).mean() <= delta"),
            "Your test gives one answer for all rows: it asks for the mean of the errors' sizes.",
            "Each error is small or large by itself.",
        ),
        Misconception(
            "array_in_an_if",
            huber_decided_once,
            "Your `if` asks all errors at once, and NumPy cannot say yes or no for all of them (“the truth value of an array "
            "is ambiguous”).",
            "The choice has to be made entry by entry. NumPy has a function that picks from two arrays so.",
        ),
        Misconception(
            "never_a_line",
            edit(huber_loss, "np.where(small, near, far).mean() → near.mean()"),
            "Your loss is the mean of ½e² for all errors. Large ones should cost less than that.",
            "Which formula holds where |e| > δ?",
        ),
        Misconception(
            "never_capped",
            edit(huber_loss, "np.where(small, e, delta * np.sign(e)) → e"),
            "Your slope is e for all errors. That of a large error should go no further than ±δ.",
            "Which slope has the straight line that holds where |e| > δ?",
        ),
        Misconception(
            "never_a_square",
            edit(huber_loss, "np.where(small, near, far).mean() → far.mean()"),
            "Your loss is the line for all errors. Small ones cost ½e².",
            "Which formula holds where |e| ≤ δ?",
        ),
        Misconception(
            "always_steep",
            edit(huber_loss, "np.where(small, e, delta * np.sign(e)) → delta * np.sign(e)"),
            "Your slope is ±δ for all errors. Near 0 it should become gentle.",
            "Which slope has ½e²?",
        ),
        Misconception(
            "half_missing_near",
            edit(huber_loss, "near, far = e**2 / 2 → near, far = e**2"),
            "Small errors cost e² in your loss. The ½ is missing, and the two pieces no longer meet at |e| = δ.",
            "At |e| = δ = {delta} both formulas must give ½δ².",
        ),
        Misconception(
            "slope_doubled",
            edit(huber_loss, "small, e, → small, 2 * e,"),
            "Your slope for small errors is 2e. In ½e² the ½ cancels the 2.",
            "At |e| = δ = {delta} both slopes must have the size δ.",
        ),
        Misconception(
            "offset_missing",
            edit(huber_loss, " - delta**2 / 2 → "),
            "Your line for large errors is δ|e|. It lies ½δ² too high, and the loss jumps at |e| = δ.",
            "At |e| = δ = {delta} both formulas must give ½δ².",
        ),
        Misconception(
            "offset_added",
            edit(huber_loss, " - delta**2 / 2 → + delta**2 / 2"),
            "Your line for large errors is δ|e| + ½δ². It lies δ² too high, and the loss jumps at |e| = δ.",
            "At |e| = δ = {delta} both formulas must give ½δ².",
        ),
        Misconception(
            "half_missing_far",
            edit(huber_loss, " - delta**2 / 2 → - delta**2"),
            "Your line for large errors is δ|e| − δ². It lies ½δ² too low: a ½ is missing.",
            "At |e| = δ = {delta} both formulas must give ½δ².",
        ),
        Misconception(
            "offset_not_squared",
            edit(huber_loss, " - delta**2 / 2 → - delta / 2"),
            "Your line for large errors is δ|e| − ½δ. That is right for δ = 1, and here δ = {delta}.",
            "At |e| = δ both formulas must give ½δ².",
        ),
        Misconception(
            "delta_one_in_the_value",
            edit(huber_loss, "delta * np.abs(e) - delta**2 / 2 → np.abs(e) - 1 / 2"),
            "For large errors your loss is |e| − ½, whatever δ is. That is right for δ = 1, and here δ = {delta}.",
            "Where does δ stand in the formula of the line?",
        ),
        Misconception(
            "delta_missing_in_the_line",
            edit(huber_loss, "delta * np.abs(e) - → np.abs(e) -"),
            "Your line for large errors is |e| − ½δ²: the δ in front of |e| is missing.",
            "How steep must the line be, to go on where the square ends?",
        ),
        Misconception(
            "errors_with_their_signs",
            edit(huber_loss, "delta * np.abs(e) - → delta * e -"),
            "Your line is δe − ½δ². It is right for predictions that are far too high, and negative for those that are far "
            "too low.",
            "An error costs the same in both directions.",
        ),
        Misconception(
            "half_line",
            edit(huber_loss, "delta * np.abs(e) - delta**2 / 2 → delta * np.abs(e) / 2"),
            "Your line for large errors is ½δ|e|. It meets the square at |e| = δ, but it is only half as steep there.",
            "Both the value and the slope have to go on where the square ends.",
        ),
        Misconception(
            "delta_missing_in_the_slope",
            edit(huber_loss, "delta * np.sign(e) → np.sign(e)"),
            "Your slope for large errors is ±1. It should have the size δ = {delta}.",
            "How steep is the line δ|e| − ½δ²?",
        ),
        Misconception(
            "sign_forgotten",
            edit(huber_loss, "delta * np.sign(e) → delta"),
            "Your slope for large errors is +δ on both sides. It is wrong where the prediction is far too low.",
            "|e| rises on one side of 0 and falls on the other.",
        ),
        Misconception(
            "error_in_the_far_slope",
            edit(huber_loss, "delta * np.sign(e) → delta * e"),
            "Your slope for large errors is δe: it still grows with the error.",
            "A straight line is equally steep everywhere.",
        ),
        Misconception(
            "offset_in_the_slope",
            edit(huber_loss, "delta * np.sign(e) → delta * np.sign(e) - delta"),
            "Your slope for large errors still holds the δ of ½δ². As e changes, ½δ² stays as it is.",
            "The derivative is taken along ŷ. Which terms of the line depend on ŷ?",
        ),
        Misconception(
            "no_far_slope",
            edit(huber_loss, "delta * np.sign(e) → 0 * e"),
            "Your slope for large errors is 0. The loss goes on rising there, in a straight line.",
            "How steep is the line δ|e| − ½δ²?",
        ),
        Misconception(
            "smooth_l1",
            edit(huber_loss, ".mean(), slope → .mean() / delta, slope / delta"),
            "Your {part} is 1/δ of the expected one: that is the “smooth L1” loss of PyTorch, which is Huber's divided by δ.",
            "Compare your two pieces with the formulas of the text, once for δ = 1 and once for δ = 2.",
        ),
        Misconception(
            "pseudo_huber",
            lambda y, p, delta: (
                (delta**2 * (np.sqrt(1 + ((p - y) / delta) ** 2) - 1)).mean(),
                (p - y) / np.sqrt(1 + ((p - y) / delta) ** 2) / len(y),
            ),
            "Your {part} is that of the smooth curve δ²(√(1 + (e/δ)²) − 1), the “pseudo-Huber” loss.",
            "Here the loss has two pieces, with a seam at |e| = δ.",
        ),
        Misconception(
            "delta_ignored",
            edit(huber_loss, "e = y_pred → delta = 1\n    e = y_pred"),
            "Your {part} takes 1 for δ, whatever it is. Here δ = {delta}.",
            "`delta` is an argument of your function. Where do you use it?",
        ),
        Misconception(
            "summed",
            edit(huber_loss, "far).mean() → far).sum()"),
            "Your loss is {ratio} times the expected one, and there are {N} rows: you added up and never divided.",
            "The loss is a mean over the rows.",
        ),
        Misconception(
            "loss_for_each_row",
            edit(huber_loss, "far).mean() → far)"),
            "Your loss is {yours}: one number for each row, where one for all is asked for.",
            "What is still to be done with the losses of the rows?",
        ),
        Misconception(
            "halved_loss",
            edit(huber_loss, "far).mean() → far).mean() / 2"),
            "Your loss is half the expected one. The ½ stands in its pieces already.",
            "A mean over N rows divides by N.",
        ),
        Misconception(
            "gradient_not_divided",
            edit(huber_loss, " / len(e) → "),
            "Your gradient is {ratio} times the expected one, and there are {N} rows: the loss is a mean, so each slope "
            "carries 1/N.",
            "What becomes of the factor 1/N when you take the derivative?",
        ),
        Misconception(
            "gradient_averaged",
            edit(huber_loss, "slope / len(e) → slope.mean()"),
            "Your gradient is a single number. Each of the predictions has a slope of its own.",
            "The gradient has the shape of ŷ: divide by N, and do not add up.",
        ),
        Misconception(
            "divided_twice",
            edit(huber_loss, "slope / len(e) → slope / len(e) ** 2"),
            "Your gradient is divided by the number of rows, {N}, twice.",
            "The 1/N of the loss comes in once.",
        ),
        Misconception(
            "wrong_sign",
            edit(huber_loss, "slope / len → -slope / len"),
            "Your gradient has the wrong sign. It is made of y − ŷ.",
            "A prediction that is too high has a positive slope: raising it makes the loss worse.",
        ),
        Misconception(
            "wrong_sign_and_not_divided",
            edit(huber_loss, "slope / len(e) → -slope"),
            "Your gradient has the wrong sign, as it is made of y − ŷ, and the division by the number of rows, {N}, is missing.",
            "Raising a prediction that is too high makes the loss worse. And a mean's factor 1/N stays in its gradient.",
        ),
        Misconception(
            "slope_doubled_and_not_divided",
            edit(huber_loss, "small, e, → small, 2 * e,", " / len(e) → "),
            "Your slope for small errors is 2e, where the ½ of ½e² cancels the 2; and the division by the number of rows, {N}, is missing.",
            "At |e| = δ both slopes must have the size δ. And a mean's factor 1/N stays in its gradient.",
        ),
        Misconception(
            "sign_forgotten_and_not_divided",
            edit(huber_loss, "delta * np.sign(e) → delta", " / len(e) → "),
            "Your slope for large errors is +δ on both sides, also where the prediction is far too low; and the division by "
            "the number of rows, {N}, is missing.",
            "|e| rises on one side of 0 and falls on the other. And a mean's factor 1/N stays in its gradient.",
        ),
        Misconception(
            "offset_missing_and_summed",
            edit(huber_loss, " - delta**2 / 2 → ", "far).mean() → far).sum()"),
            "Your line for large errors is δ|e|, which lies ½δ² too high; and you added up over the rows and never divided.",
            "At |e| = δ both formulas must give ½δ². And the loss is a mean over the rows.",
        ),
        Misconception(
            "half_missing_near_and_summed",
            edit(huber_loss, "near, far = e**2 / 2 → near, far = e**2", "far).mean() → far).sum()"),
            "Small errors cost e² in your loss, without the ½; and you added up over the rows and never divided.",
            "At |e| = δ both formulas must give ½δ². And the loss is a mean over the rows.",
        ),
        Misconception(
            "whole_numbers_cut",
            edit(huber_loss, "slope / len(e) → (slope / len(e)).astype(y_true.dtype)"),
            "Where the labels are whole numbers, your gradient is cut to whole numbers: an array that takes its type from "
            "them, as `np.zeros_like(y_true)` does, keeps no fractions.",
            "Which type has the array that you write into? Ask for one of floats.",
        ),
        Misconception(
            "gradient_first",
            edit(
                huber_loss,
                "np.where(small, near, far).mean(), slope / len(e) → slope / len(e), np.where(small, near, far).mean()",
            ),
            "Your results come in another order: the gradient before the loss.",
            "Asked for is first the loss, then its gradient.",
        ),
    ),
    alternatives=(huber_clipped, huber_loop, huber_masks),
)
