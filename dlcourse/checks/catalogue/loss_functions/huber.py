"""The Huber loss: a square for small errors, a straight line for large ones."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def huber_loss(y_true, y_pred, delta):
    """Mean of ½e² where |e| ≤ δ, else δ|e| − ½δ²; slope e, else δ sign(e), over N."""
    e = y_pred - y_true
    small = np.abs(e) <= delta
    loss = np.where(small, e**2 / 2, delta * np.abs(e) - delta**2 / 2).mean()
    gradient = np.where(small, e, delta * np.sign(e)) / len(e)
    return loss, gradient


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


def huber_cases(rng):
    """Errors on either side of 0 and of ±δ, none near a seam; one row; float32."""
    cases = []
    for n, delta in [(9, 0.7), (7, 1.6), (11, 3.5), (1, 0.7)]:
        place = np.array([-1.9, 0.4, 1.5, -0.7] * 3)[:n] if n > 1 else np.array([-1.9])
        error = delta * place * rng.uniform(0.85, 1.15, size=n)
        y_true = 3 * rng.normal(size=n)
        order = rng.permutation(n)
        cases.append(Case((y_true, y_true + error[order], delta), {"N": n, "delta": delta}))
    return [*cases, in_single_precision(cases[0])]


HUBER = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("loss", "dy_pred"),
    reference=huber_loss,
    cases=huber_cases,
    section="Three prices for an error: MSE, MAE, Huber",
    hints=(
        "Two formulas and a test that says which one holds. The test asks how large the error is, whatever its sign.",
        "`np.where(np.abs(e) <= delta, near, far)` picks entry by entry. Use it for the loss and again for the slope.",
        "The slope of ½e² is e; the slope of δ|e| − ½δ² is δ times the sign of e. The mean gives each a 1/N.",
    ),
    misconceptions=(
        Misconception(
            "absolute_value_missing",
            edit(huber_loss, "np.abs(e) <= delta → e <= delta"),
            "Large negative errors are treated as small ones. Your test asks whether e ≤ δ, and e = −100 passes it.",
            "Ask for the size of the error: |e| ≤ δ, with δ = {delta}.",
        ),
        Misconception(
            "branches_swapped",
            edit(huber_loss, "<= → >"),
            "Your two branches are swapped. Small errors got the line, large ones the square.",
            "`np.where(test, a, b)` gives a where the test is true. Near 0 the loss is ½e².",
        ),
        Misconception(
            "half_missing_near",
            edit(huber_loss, "e**2 / 2 → e**2", "small, e, → small, 2 * e,"),
            "Small errors cost e² in your loss. The ½ is missing, and the two pieces no longer meet at |e| = δ.",
            "At |e| = δ = {delta} both formulas must give ½δ², and both slopes must have the size δ.",
        ),
        Misconception(
            "slope_doubled",
            edit(huber_loss, "small, e, → small, 2 * e,"),
            "Your slope for small errors is 2e. The ½ of ½e² cancels the 2.",
            "∂(½e²)/∂e = e.",
        ),
        Misconception(
            "offset_missing",
            edit(huber_loss, " - delta**2 / 2 → "),
            "Your line for large errors is δ|e|. It lies ½δ² too high, and the loss jumps at |e| = δ.",
            "Subtract ½δ², so that the line starts where the square ends.",
        ),
        Misconception(
            "delta_one_in_the_value",
            edit(huber_loss, "delta * np.abs(e) - delta**2 / 2 → np.abs(e) - 1 / 2"),
            "For large errors your loss is |e| − ½, whatever δ is. That is right for δ = 1, and here δ = {delta}.",
            "The line is δ|e| − ½δ².",
        ),
        Misconception(
            "delta_missing_in_the_slope",
            edit(huber_loss, "delta * np.sign(e) → np.sign(e)"),
            "Your slope for large errors is ±1. It should have the size δ = {delta}.",
            "The line δ|e| − ½δ² has the slope δ·sign(e).",
        ),
        Misconception(
            "sign_forgotten",
            edit(huber_loss, "delta * np.sign(e) → delta"),
            "Your slope for large errors is +δ on both sides. It is wrong where the prediction is far too low.",
            "The slope of |e| is the sign of e.",
        ),
        Misconception(
            "gradient_not_divided",
            edit(huber_loss, " / len(e) → "),
            "Your gradient is {ratio} times the expected one, and there are {N} rows: the loss is a mean, so each "
            "slope carries 1/N.",
            "The 1/N stays when you take the derivative.",
        ),
        Misconception(
            "wrong_sign",
            edit(huber_loss, "gradient = np → gradient = -np"),
            "Your gradient has the wrong sign. It is made of y − ŷ.",
            "A prediction that is too high has a positive slope. e = ŷ − y.",
        ),
    ),
    alternatives=(huber_clipped, huber_loop, huber_masks),
)
