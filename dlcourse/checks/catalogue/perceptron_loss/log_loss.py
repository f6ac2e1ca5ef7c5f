"""Log loss: logistic regression's value and gradient by weights and bias, also for scores of ±1000."""

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.perceptron_loss.hinge import hinge_cases
from dlcourse.checks.catalogue.perceptron_loss.rows import FAR, rows
from dlcourse.checks.engine.question import Case, Misconception, Question


def logistic_log_loss(x, y, w, b):
    """L = 1/N Σ [max(f, 0) − y f + ln(1 + e^−|f|)], the same as −y ln p − (1 − y) ln(1 − p), without overflow."""
    f = x @ w + b
    p = sigmoid(f)
    df = (p - y) / len(y)
    loss = np.mean(np.maximum(f, 0) - y * f + np.log1p(np.exp(-np.abs(f))))
    return loss, x.T @ df, df.sum()


# what a row costs, and the formula as it stands in its place
COST = "np.maximum(f, 0) - y * f + np.log1p(np.exp(-np.abs(f)))"
NAIVE = f"{COST} → -y * np.log(p) - (1 - y) * np.log(1 - p)"


def log_loss_loop(x, y, w, b):
    """One row at a time; ln(1 + e^t) from the side that cannot overflow."""
    loss, dw, db = 0.0, np.zeros(len(w)), 0.0
    for row, label in zip(x, y, strict=True):
        f = float(row @ w + b)
        t = -f if label == 1 else f  # minus the margin
        loss += t + np.log1p(np.exp(-t)) if t > 0 else np.log1p(np.exp(t))
        error = 0.5 + 0.5 * np.tanh(0.5 * f) - label
        dw = dw + error * row
        db += error
    return loss / len(x), dw / len(x), db / len(x)


def log_loss_by_margin(x, y, w, b):
    """With labels ±1: L = mean ln(1 + e^−m), and −s σ(−m) for its slope."""
    s = 2 * y - 1
    m = s * (x @ w + b)
    df = -s * sigmoid(-m) / len(m)
    return np.logaddexp(0, -m).mean(), df @ x, np.sum(df)


def log_loss_by_two_logarithms(x, y, w, b):
    """Both logarithms kept, each stable: −ln σ(f) = ln(1 + e^−f) and −ln(1 − σ(f)) = ln(1 + e^f)."""
    f = np.einsum("ni,i->n", x, w) + b
    loss = np.average(np.where(y > 0, np.logaddexp(0, -f), np.logaddexp(0, f)))
    error = sigmoid(f) - y
    return float(loss), np.einsum("n,ni->i", error, x) / len(x), error.mean()


def log_loss_cases(rng):
    """Those of hinge, and scores of about ±1000, right and wrong; the labels are 0 and 1."""
    cases = [*hinge_cases(rng), Case(rows(rng, FAR, 3), {"N": len(FAR), "inputs": 3})]
    return [Case((x, (y + 1) / 2, w, b), case.sizes) for case in cases for x, y, w, b in [case.arguments]]


LOGISTIC_LOG_LOSS = Question(
    difficulty="hard",
    minutes=15,
    points=3,
    parts=("loss", "dw", "db"),
    reference=logistic_log_loss,
    cases=log_loss_cases,
    section="Log loss: no point is ever done",
    hints=(
        "The gradient is the easy half: with p = σ(f), the slope of a row's loss by its score is p − y. Divide by N.",
        "The chain rule from f to the weights: dw is `x.T @ df`, and db is the sum of df.",
        "The value: ln p with p = σ(f) is −ln(1 + e^−f), and ln(1 − p) is −ln(1 + e^f). No σ is needed for it.",
        "`np.logaddexp(0, t)` is ln(e^0 + e^t) = ln(1 + e^t), and it does not overflow. Use t = −f where y is 1, and t = f "
        "where y is 0.",
    ),
    misconceptions=(
        Misconception(
            "overflow",
            edit(logistic_log_loss, NAIVE),
            "Right for moderate scores, and {yours} for scores near ±1000, where {expected} is right: σ(f) rounds to 0 or "
            "1 there, and the logarithm of 0 is −∞; or e^1000 is ∞.",
            "Go from f to the loss without p: −ln σ(f) = ln(1 + e^−f), for which there is `np.logaddexp(0, -f)`.",
        ),
        Misconception(
            "clipped",
            edit(
                logistic_log_loss, NAIVE, "loss = → p = np.clip(sigmoid(f.astype(float)), 1e-7, 1 - 1e-7)\n    loss ="
            ),
            "Right for moderate scores, and {yours} where {expected} is right: you keep p at least 10⁻⁷ away from 0 and "
            "1, so no row ever costs more than 16.1.",
            "A row of label 1 with the score −1000 costs 1000. Compute ln(1 + e^−f) from f: `np.logaddexp(0, -f)`.",
        ),
        Misconception(
            "clipped_at_rounding",
            edit(
                logistic_log_loss, NAIVE, "loss = → p = np.clip(sigmoid(f.astype(float)), 1e-15, 1 - 1e-15)\n    loss ="
            ),
            "Right for moderate scores, and {yours} where {expected} is right: you keep p at least 10⁻¹⁵ away from 0 and "
            "1, so no row ever costs more than 34.5.",
            "A row of label 1 with the score −1000 costs 1000. Compute ln(1 + e^−f) from f: `np.logaddexp(0, -f)`.",
        ),
        Misconception(
            "summed",
            edit(logistic_log_loss, "mean → sum", " / len(y) → "),
            "Your {part} is a sum over the rows: {entry} is {yours}, expected {expected}, and the case has {N} rows.",
            "The loss is a mean, and its gradient too: divide by N.",
        ),
        Misconception(
            "rows_of_label_0_are_free",
            edit(logistic_log_loss, f"{COST} → y * np.logaddexp(0, -f)"),
            "In your value, rows of label 0 cost nothing. Only −y·ln p is in it.",
            "A row of label 0 costs −ln(1 − p).",
        ),
        Misconception(
            "second_sign_lost",
            edit(logistic_log_loss, f"{COST} → y * np.logaddexp(0, -f) - (1 - y) * np.logaddexp(0, f)"),
            "In your value, rows of label 0 earn what they should pay. The minus must stand before both logarithms.",
            "−[y·ln p + (1 − y)·ln(1 − p)]: mind the brackets.",
        ),
        Misconception(
            "slope_of_the_sigmoid_kept",
            edit(logistic_log_loss, "(p - y) → (p - y) * p * sigmoid(-f)"),
            "The slope of the sigmoid, p(1 − p), is still in your gradient. That is the gradient of half the squared "
            "error.",
            "The derivative of the log loss by p has p(1 − p) below the line. The two cancel, and p − y is left.",
        ),
        Misconception(
            "uphill",
            edit(logistic_log_loss, "p - y → y - p"),
            "Your gradient has the wrong sign. You took y − p.",
            "p too small for a label 1 must give a negative slope, so that descending raises the score: p − y.",
        ),
        Misconception(
            "class_for_probability",
            edit(logistic_log_loss, "p - y → (f >= 0) - y"),
            "Your gradient holds the predicted class where p belongs. That is the perceptron's, in which rows on their "
            "side do not pull.",
            "p = σ(f), a number between 0 and 1. No step.",
        ),
        Misconception(
            "score_for_probability",
            edit(logistic_log_loss, "p - y → f - y"),
            "Your gradient holds the score f where p belongs.",
            "First p = σ(f), then p − y.",
        ),
        Misconception(
            "labels_of_hinge",
            edit(logistic_log_loss, f"{COST} → np.logaddexp(0, -y * f)", "(p - y) → -y * sigmoid(-y * f)"),
            "You used the formula for labels ±1, ln(1 + e^−yf). Here the labels are 0 and 1, and for y = 0 that "
            "formula is ln 2 whatever the score.",
            "Use −[y·ln p + (1 − y)·ln(1 − p)], or turn the labels first: 2y − 1.",
        ),
        Misconception(
            "bias_forgotten",
            edit(logistic_log_loss, " + b → "),
            "Your scores have no bias.",
            "f = x·w + b.",
        ),
        Misconception(
            "base_2",
            edit(logistic_log_loss, "return loss → return loss / np.log(2)"),
            "Your value is {ratio} times the expected one, which is 1/ln 2. You took the logarithm to base 2.",
            "ln is `np.log`.",
        ),
    ),
    alternatives=(log_loss_loop, log_loss_by_margin, log_loss_by_two_logarithms),
)
