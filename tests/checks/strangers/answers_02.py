"""Answers to exercise 02 as strangers write them: right ones in other words, wrong ones with their true cause."""

import math

import numpy as np

from dlcourse.activations import sigmoid

# perceptron_loss


def scores_loss(value=lambda m, y, f: np.maximum(0, -m).mean(), slope=lambda m, y, f: np.where(m < 0, -y, 0) / len(y)):
    """Value and slope by formulas of the margins m, the labels and the scores."""
    return lambda y, f: (value(y * f, y, f), slope(y * f, y, f))


def perceptron_row_by_row(y, f):
    total, slopes = 0, np.zeros(len(f))
    for n in range(len(f)):
        if np.sign(f[n]) != y[n]:
            total += abs(f[n])
            slopes[n] = np.sign(f[n]) / len(f)
    return total / len(f), slopes


def perceptron_whole_slopes(y, f):
    df = np.zeros(len(f), dtype=int)
    for n in range(len(f)):
        if y[n] * f[n] < 0:
            df[n] = -y[n] / len(f)
    return np.maximum(0, -y * f).mean(), df


def perceptron_overwritten(y, f):
    loss, df = 0.0, np.where(y * f < 0, -y, 0) / len(f)
    for label, score in zip(y, f):  # noqa: B905
        loss = max(0, -label * score)
    return loss / len(f), df


# svm_hinge_loss


def hinge(
    score=lambda x, w, b: x @ w + b,
    value=lambda m, w: np.maximum(0, 1 - m).mean(),
    pulls=lambda m, y, f: np.where(m < 1, -y, 0.0) / len(y),
    dw=lambda x, g, w: x.T @ g,
    db=lambda g: g.sum(),
):
    """Hinge with parts of it exchanged."""

    def answer(x, y, w, b):
        f = score(x, w, b)
        g = pulls(y * f, y, f)
        return value(y * f, w), dw(x, g, w), db(g)

    return answer


def hinge_three_loops(x, y, w, b):
    loss, dw, db = 0.0, [0.0 for _ in w], 0.0
    for n in range(len(x)):
        f = b
        for i in range(len(w)):
            f += w[i] * x[n, i]
        loss += max(0.0, 1 - y[n] * f)
        for i in range(len(w)):
            dw[i] += -y[n] * x[n, i] if y[n] * f < 1 else 0.0
        db += -y[n] if y[n] * f < 1 else 0.0
    return loss / len(x), [d / len(x) for d in dw], db / len(x)


def hinge_last_row(x, y, w, b):
    for row, label in zip(x, y):  # noqa: B905
        dw, db = np.zeros(len(w)), 0.0
        if label * (row @ w + b) < 1:
            dw, db = dw - label * row, db - label
    return np.maximum(0, 1 - y * (x @ w + b)).mean(), dw / len(x), db / len(x)


# logistic_log_loss


def logistic(
    value=lambda f, p, y: np.mean(np.logaddexp(0, f) - y * f),
    pulls=lambda f, p, y: (p - y) / len(y),
    dw=lambda x, g: x.T @ g,
    db=lambda g: g.sum(),
    score=lambda x, w, b: x @ w + b,
):
    """Log loss with parts of it exchanged."""

    def answer(x, y, w, b):
        f = score(x, w, b)
        p = sigmoid(f)
        g = pulls(f, p, y)
        return value(f, p, y), dw(x, g), db(g)

    return answer


def logistic_with_math(x, y, w, b):
    loss, g = 0.0, []
    for row, label in zip(x.tolist(), y.tolist()):  # noqa: B905
        f = sum(a * c for a, c in zip(row, w.tolist())) + b  # noqa: B905
        small = math.exp(-abs(f))
        loss += math.log1p(small) + (max(f, 0) if label == 0 else max(-f, 0))
        g.append((1 / (1 + small) if f >= 0 else small / (1 + small)) - label)
    return loss / len(x), np.array(g) @ x / len(x), sum(g) / len(x)


def of_label(p, y):
    return np.array([q if label else 1 - q for q, label in zip(p, y)])  # noqa: B905


def naive(eps=0.0):
    return lambda f, p, y: -np.mean(y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps))


def kept_away(eps):
    def value(f, p, y):
        p = np.clip(p, eps, 1 - eps)
        return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()

    return value


# descend_on_loss


def descend(
    start=lambda w, b: (w, b),
    move=lambda old, rate, slope, t: old - rate * slope,
    move_b=None,
    record=lambda loss, before, value, after: value,
    stop=lambda value, losses: False,
    turns=range,
    end=lambda w, b, losses: (w, b, losses),
):
    """A descent with parts of it exchanged."""
    move_b = move_b or move

    def answer(loss, w, b, learning_rate, epochs):
        w, b = start(w, b)
        losses = []
        for t in turns(epochs):
            value, dw, db = loss(w, b)
            if stop(value, losses):
                break
            before = w, b
            w, b = move(w, learning_rate, dw, t), move_b(b, learning_rate, db, t)
            losses.append(record(loss, before, value, (w, b)))
        return end(w, b, losses)

    return answer


def descend_with_while(loss, w, b, learning_rate, epochs):
    history = np.zeros(epochs)
    while epochs:
        history[-epochs], *slopes = loss(w, b)
        w, b = np.subtract(w, learning_rate * slopes[0]), np.subtract(b, learning_rate * slopes[1])
        epochs -= 1
    return [list(w), b, history.tolist()]


def descend_b_afterwards(loss, w, b, learning_rate, epochs):
    losses = []
    for _ in range(epochs):
        value, dw, _ = loss(w, b)
        w = w - learning_rate * dw
        b = b - learning_rate * loss(w, b)[2]
        losses.append(value)
    return w, b, losses


def descend_on_the_first_gradient(loss, w, b, learning_rate, epochs):
    _, dw, db = loss(w, b)
    losses = []
    for _ in range(epochs):
        losses.append(loss(w, b)[0])
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, losses


def descend_asked_once(loss, w, b, learning_rate, epochs):
    value, dw, db = loss(w, b)
    losses = []
    for _ in range(epochs):
        losses.append(value)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, losses


def descend_returns_in_the_loop(loss, w, b, learning_rate, epochs):
    losses = []
    for _ in range(epochs):
        value, dw, db = loss(w, b)
        losses.append(value)
        w, b = w - learning_rate * dw, b - learning_rate * db
        return w, b, losses


def descend_other_order(loss, w, b, learning_rate, epochs):
    losses = []
    for _ in range(epochs):
        dw, db, value = loss(w, b)
        losses.append(value)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, losses


def descend_with_momentum(loss, w, b, learning_rate, epochs):
    losses, vw, vb = [], 0, 0
    for _ in range(epochs):
        value, dw, db = loss(w, b)
        losses.append(value)
        vw, vb = 0.9 * vw + dw, 0.9 * vb + db
        w, b = w - learning_rate * vw, b - learning_rate * vb
    return w, b, losses


def descend_without_clearing(loss, w, b, learning_rate, epochs):
    losses, dw, db = [], np.zeros(len(w)), 0.0
    for _ in range(epochs):
        value, new_dw, new_db = loss(w, b)
        losses.append(value)
        dw += new_dw
        db += new_db
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, losses


def hinge_without_scores_of_0(x, y, w, b):
    f = x @ w + b
    pulls = np.where((y * f < 1) & (f != 0), -y, 0) / len(y)
    return np.maximum(0, 1 - y * f).mean(), pulls @ x, pulls.sum()


def log_loss_with_seven_digits(x, y, w, b):
    f = x @ w + b
    error = (np.round(sigmoid(f), 7) - y) / len(y)
    return (np.logaddexp(0, f) - y * f).mean(), x.T @ error, error.sum()


def descent_in_the_given_array(loss, w, b, learning_rate, epochs):
    losses = []
    for _ in range(epochs):
        value, dw, db = loss(w, b)
        losses.append(value)
        w -= learning_rate * dw
        b -= learning_rate * db
    return w, b, losses


def hinge_of_distances(x, y, w, b):
    """Margins as distances from the line."""
    margin = y * (x @ w + b) / np.linalg.norm(w)
    active = (margin < 1) * y
    return np.maximum(0, 1 - margin).mean(), -x.T @ active / len(y), -active.mean()


def hinge_with_the_bias_of_all(x, y, w, b):
    """db from all rows."""
    margin = y * (x @ w + b)
    active = (margin < 1) * y
    return np.maximum(0, 1 - margin).mean(), -x.T @ active / len(y), -np.mean(y)


RIGHT = {
    "hinge_by_hand": [lambda: 2.3 / 3, lambda: 0.77, lambda: 0.7667, lambda: [0.767]],
    "perceptron_loss": [
        scores_loss(),
        perceptron_row_by_row,
        scores_loss(
            lambda m, y, f: np.where(m < 0, -m, 0).sum() / m.size, lambda m, y, f: ((m < 0) * -y / m.size).tolist()
        ),
        scores_loss(lambda m, y, f: -np.minimum(m, 0).mean(), lambda m, y, f: -y * np.heaviside(-m, 0) / len(m)),
    ],
    "svm_hinge_loss": [
        hinge(),
        hinge_three_loops,
        hinge(value=lambda m, w: np.clip(1 - m, 0, None).sum() / len(m), dw=lambda x, g, w: g @ x),
        hinge(dw=lambda x, g, w: (g[:, None] * x).sum(axis=0), db=np.sum),
    ],
    "logistic_log_loss": [
        logistic(),
        logistic_with_math,
        logistic(value=lambda f, p, y: np.mean(np.maximum(f, 0) - y * f + np.log1p(np.exp(-np.abs(f))))),
        logistic(
            value=lambda f, p, y: (y * np.logaddexp(0, -f) + (1 - y) * np.logaddexp(0, f)).mean(), dw=lambda x, g: g @ x
        ),
    ],
    "descend_on_loss": [
        descend(),
        descend_with_while,
        descend(
            start=lambda w, b: (np.array(w), float(b)), end=lambda w, b, losses: (w, np.array(b), np.array(losses))
        ),
        descend(record=lambda loss, before, value, after: loss(*before)[0]),
        descent_in_the_given_array,
    ],
    "who_still_gains": [lambda: "b", lambda: "(b)", lambda: ["B"]],
    "loss_chooses_worse": [
        lambda: (np.array([1, 1]), np.array([-10.0, 10.0]), np.array([-1.0, -1.0])),
        lambda: [np.array([1, -1, 1]), np.array([3.0, 8.0, 3.0]), np.array([-1.0, 1.0, -1.0])],
    ],
}

WRONG = {
    "hinge_by_hand": [
        (lambda: 2.3, "sum", ("summed",)),
        (lambda: 1.15, "those that pay", ("mean_of_those_that_pay",)),
        (lambda: 0.3, "perceptron loss", ("perceptron_loss",)),
        (lambda: 0.4333, "no max", ("max_left_out",)),
        (lambda: 0.567, "no labels", ("labels_left_out",)),
        (lambda: 1.9 / 3, "right rows are free", ("right_rows_are_free",)),
        (lambda: (0.16 + 3.61) / 3, "squared", ("squared",)),
        (lambda: 4.7 / 3, "1 + y·f", ("plus_for_minus",)),
        (lambda: 0.602, "log loss", ("log_loss",)),
        (lambda: 2 / 3, "classes for scores", ("whole_numbers",)),
        (lambda: 0.9, "a slip", ()),
    ],
    "perceptron_loss": [
        (lambda y, f: (np.clip(-y * f, 0, 1).mean(), -y * (y * f < 0) / len(y)), "1 at most", ("at_most_one",)),
        (
            lambda y, f: (np.maximum(0, -y * f).mean(), -y * np.maximum(0, -y * f) / len(y)),
            "squared slope",
            ("slope_times_the_loss",),
        ),
        (scores_loss(value=lambda m, y, f: np.maximum(0, -m).sum()), "value not divided", ("value_summed",)),
        (scores_loss(slope=lambda m, y, f: np.where(m < 0, -y, 0)), "slope not divided", ("slope_summed",)),
        (scores_loss(value=lambda m, y, f: -m.mean()), "no max", ("max_left_out",)),
        (scores_loss(value=lambda m, y, f: max(0, -m.mean())), "max of the mean", ("max_of_the_mean",)),
        (scores_loss(value=lambda m, y, f: max(0, np.max(-m))), "largest", ()),
        (scores_loss(value=lambda m, y, f: np.mean(m < 0)), "counted", ("counted",)),
        (scores_loss(value=lambda m, y, f: np.maximum(0, 1 - m).mean()), "value of hinge", ("hinge",)),
        (scores_loss(value=lambda m, y, f: np.logaddexp(0, -m).mean()), "log loss", ("log_loss",)),
        (scores_loss(value=lambda m, y, f: np.abs(f).mean()), "|f|", ("absolute",)),
        (scores_loss(value=lambda m, y, f: (np.maximum(0, -m) ** 2).mean()), "squared", ("squared",)),
        (scores_loss(slope=lambda m, y, f: -y / len(y)), "all rows pull", ("all_rows_pull",)),
        (scores_loss(slope=lambda m, y, f: np.where(m < 0, y, 0) / len(y)), "wrong sign", ("uphill",)),
        (scores_loss(slope=lambda m, y, f: np.where(m < 0, -1, 0) / len(y)), "no label", ("label_missing",)),
        (scores_loss(slope=lambda m, y, f: np.where(m > 0, -y, 0) / len(y)), "gate", ("gate_reversed",)),
        (scores_loss(slope=lambda m, y, f: np.where(m < 0, -m, 0) / len(y)), "f kept", ("score_kept_in_the_slope",)),
        (scores_loss(slope=lambda m, y, f: (np.sign(f) - y) / len(y)), "doubled", ("doubled",)),
        (scores_loss(slope=lambda m, y, f: -y[m < 0] / len(y)), "missed rows only", ("missed_rows_only",)),
        (
            scores_loss(lambda m, y, f: np.maximum(0, m).mean(), lambda m, y, f: np.where(m > 0, y, 0) / len(y)),
            "a minus lost",
            ("minus_lost",),
        ),
        (
            scores_loss(lambda m, y, f: np.maximum(0, 1 - m).mean(), lambda m, y, f: np.where(m < 1, -y, 0) / len(y)),
            "hinge",
            ("hinge",),
        ),
        (
            scores_loss(lambda m, y, f: np.maximum(0, -m).sum(), lambda m, y, f: np.where(m < 0, y, 0) / len(y)),
            "two at once: value not divided, slope with the wrong sign",
            ("uphill",),
        ),
        (lambda y, f: (np.where(y * f < 0, -y, 0) / len(y), np.maximum(0, -y * f).mean()), "exchanged", ()),
        (lambda y, f: np.maximum(0, -y * f).mean(), "value alone", ()),
        (perceptron_whole_slopes, "whole numbers", ("whole_numbers_cut",)),
        (perceptron_overwritten, "= for +=", ()),
    ],
    "svm_hinge_loss": [
        (hinge_of_distances, "divided by |w|", ("distances_for_scores",)),
        (hinge_with_the_bias_of_all, "bias of all rows", ("bias_of_all_rows",)),
        (hinge(score=lambda x, w, b: x @ w), "no bias", ("bias_forgotten",)),
        (hinge(score=lambda x, w, b: x @ w - b), "minus b", ("bias_subtracted",)),
        (hinge(value=lambda m, w: np.maximum(0, 1 - m).sum()), "value not divided", ("value_summed",)),
        (hinge(value=lambda m, w: np.maximum(0, -m).mean()), "perceptron value", ("value_of_the_perceptron",)),
        (hinge(value=lambda m, w: (1 - m).mean()), "no max", ("max_left_out",)),
        (hinge(value=lambda m, w: np.clip(1 - m, 0, 2).mean()), "2 at most", ("scores_clipped",)),
        (hinge(value=lambda m, w: max(0, (1 - m).mean())), "max of the mean", ("max_of_the_mean",)),
        (hinge(value=lambda m, w: (np.maximum(0, 1 - m) ** 2).mean()), "squared", ("squared",)),
        (hinge(value=lambda m, w: np.maximum(0, 1 - m).mean() + w @ w / 2), "penalty", ("penalty_in_the_value",)),
        (hinge(value=lambda m, w: np.maximum(0, 1 - m).mean() + 0.01 * w @ w), "a small penalty", ()),
        (hinge(pulls=lambda m, y, f: np.where(m < 0, -y, 0) / len(y)), "missed only", ("only_missed_rows_pull",)),
        (hinge(pulls=lambda m, y, f: -y / len(y)), "all pull", ("all_rows_pull",)),
        (hinge(pulls=lambda m, y, f: np.where(m < 1, y, 0) / len(y)), "wrong sign", ("uphill",)),
        (hinge(pulls=lambda m, y, f: np.where(m < 1, -1, 0) / len(y)), "no label", ("label_missing",)),
        (hinge(pulls=lambda m, y, f: np.where(f < 1, -y, 0) / len(y)), "gate by f", ("label_missing_in_the_gate",)),
        (hinge(pulls=lambda m, y, f: np.where(abs(m) < 1, -y, 0) / len(y)), "gate by size", ("gate_by_size",)),
        (hinge(pulls=lambda m, y, f: np.where(m < 1, -y, 0)), "gradient not divided", ("gradient_summed",)),
        (
            hinge(pulls=lambda m, y, f: np.where(m < 1, -y, 0) / max((m < 1).sum(), 1)),
            "divided by those that pay",
            ("gradient_over_those_that_pay",),
        ),
        (hinge(dw=lambda x, g, w: x * g[:, None]), "not summed over rows", ("weight_gradient_by_row",)),
        (hinge(dw=lambda x, g, w: (x * g[:, None]).mean(axis=0)), "divided again", ("weight_gradient_averaged",)),
        (hinge(dw=lambda x, g, w: w * g.sum()), "w for x", ("weights_for_inputs",)),
        (hinge(dw=lambda x, g, w: x @ w * g), "the scores for x", ()),
        (hinge(db=lambda g: g), "db by row", ("bias_gradient_by_row",)),
        (hinge(db=lambda g: 0.0), "db 0", ("bias_gradient_zero",)),
        (
            hinge(score=lambda x, w, b: x @ w, pulls=lambda m, y, f: np.where(m < 1, y, 0) / len(y)),
            "two at once: no bias, wrong sign",
            (),
        ),
        (
            hinge(value=lambda m, w: (1 - m).mean(), db=lambda g: g),
            "two at once: no max, db by row",
            ("bias_gradient_by_row",),
        ),
        (hinge_last_row, "last row alone in the gradient", ()),
        (hinge_without_scores_of_0, "a score of 0 has no slope", ()),
    ],
    "logistic_log_loss": [
        (logistic(value=naive()), "overflow", ("overflow",)),
        (
            logistic(value=lambda f, p, y: np.mean(np.log(1 + np.exp(f)) - y * f)),
            "e^f overflows",
            ("exponential_overflows",),
        ),
        (
            logistic(value=lambda f, p, y: -np.log(np.prod(of_label(p, y))) / len(y)),
            "ln of the product",
            ("logarithm_of_the_product",),
        ),
        (
            logistic(value=lambda f, p, y: -sum(math.log(q) for q in of_label(p, y) if q > 0) / len(y)),
            "rows of probability 0 passed over",
            ("logarithm_of_0_taken_as_0",),
        ),
        (
            logistic(value=lambda f, p, y: -np.log(np.maximum(of_label(p, y), np.finfo(float).tiny)).mean()),
            "the smallest number as floor",
            ("smallest_number_as_floor",),
        ),
        (logistic(value=naive(1e-8)), "ε 1e-8", ("epsilon_1e-08_in_the_logarithm",)),
        (logistic(value=naive(1e-15)), "ε 1e-15", ("epsilon_1e-15_in_the_logarithm",)),
        (logistic(value=kept_away(1e-7)), "clip 1e-7", ("clipped_at_1e-07",)),
        (logistic(value=kept_away(1e-12)), "clip 1e-12", ("clipped_at_1e-12",)),
        (
            logistic(score=lambda x, w, b: np.clip(x @ w + b, -500, 500)),
            "scores cut at 500",
            ("scores_cut_off_at_500",),
        ),
        (logistic(value=lambda f, p, y: np.sum(np.logaddexp(0, f) - y * f)), "value not divided", ("value_summed",)),
        (logistic(value=lambda f, p, y: np.mean(y * np.logaddexp(0, -f))), "one term", ("rows_of_label_0_are_free",)),
        (logistic(value=lambda f, p, y: np.mean(np.logaddexp(0, -y * f))), "labels ±1", ("labels_of_hinge",)),
        (
            logistic(value=lambda f, p, y: -np.mean(np.logaddexp(0, f) - y * f)),
            "sign of the value",
            ("minus_lost",),
        ),
        (logistic(value=lambda f, p, y: np.mean((p - y) ** 2)), "squared error", ("squared_error",)),
        (
            logistic(value=lambda f, p, y: np.mean(np.logaddexp(0, f) - y * f) / math.log(2)),
            "base 2",
            ("base_2",),
        ),
        (logistic(pulls=lambda f, p, y: (y - p) / len(y)), "wrong sign", ("uphill",)),
        (logistic(pulls=lambda f, p, y: p - y), "gradient not divided", ("gradient_summed",)),
        (
            logistic(pulls=lambda f, p, y: (p - y) * p * (1 - p) / len(y)),
            "p(1 − p) kept",
            ("slope_of_the_sigmoid_kept",),
        ),
        (logistic(pulls=lambda f, p, y: ((f >= 0) - y) / len(y)), "class for p", ("class_for_probability",)),
        (logistic(pulls=lambda f, p, y: ((p > 0.5) - y) / len(y)), "class above ½", ()),
        (logistic(pulls=lambda f, p, y: (f - y) / len(y)), "f for p", ("score_for_probability",)),
        (logistic(pulls=lambda f, p, y: p / len(y)), "no label", ("label_left_out",)),
        (logistic(pulls=lambda f, p, y: 2 * (p - y) / len(y)), "doubled", ("doubled",)),
        (logistic(score=lambda x, w, b: x @ w), "no bias", ("bias_forgotten",)),
        (logistic(dw=lambda x, g: x * g[:, None]), "dw by row", ("weight_gradient_by_row",)),
        (logistic(db=lambda g: g.mean()), "db divided again", ("bias_gradient_averaged",)),
        (
            logistic(value=naive(), pulls=lambda f, p, y: p - y),
            "two at once: overflow, gradient not divided",
            ("overflow",),
        ),
        (
            logistic(value=naive(1e-9), db=lambda g: g),
            "two at once: ε, db by row",
            ("bias_gradient_by_row",),
        ),
        (logistic(value=lambda f, p, y: np.mean(np.abs(p - y))), "absolute error", ()),
        (logistic(value=lambda f, p, y: np.mean(np.where(p == y, 0, np.abs(f)))), "|f| unless exact", ()),
        (log_loss_with_seven_digits, "p rounded to seven digits", ()),
    ],
    "descend_on_loss": [
        (descend_without_clearing, "gradients never cleared", ("gradients_pile_up",)),
        (descend(move=lambda old, rate, slope, t: old + rate * slope), "uphill", ("uphill",)),
        (descend(move=lambda old, rate, slope, t: old - slope), "no learning rate", ("learning_rate_missing",)),
        (descend(move=lambda old, rate, slope, t: old - rate / (t + 1) * slope), "rate falls", ("rate_falls",)),
        (descend(move=lambda old, rate, slope, t: old - rate * np.sign(slope)), "sign of the slope", ()),
        (descend(move_b=lambda old, rate, slope, t: old), "bias frozen", ("bias_frozen",)),
        (
            descend(move_b=lambda old, rate, slope, t: old - slope),
            "bias without learning rate",
            ("bias_without_learning_rate",),
        ),
        (descend(start=lambda w, b: (np.zeros_like(w), 0.0)), "from zero", ("started_at_zero",)),
        (
            descend(record=lambda loss, before, value, after: loss(*after)[0]),
            "after the step",
            ("recorded_after_the_step",),
        ),
        (descend(turns=lambda epochs: range(epochs - 1)), "an epoch too few", ("one_epoch_short",)),
        (descend(turns=lambda epochs: range(epochs + 1)), "an epoch too many", ("one_epoch_too_many",)),
        (descend(stop=lambda value, losses: value == 0), "stops at 0", ("stopped_before_zero",)),
        (
            descend(stop=lambda value, losses: losses and value > losses[-1]),
            "stops when worse",
            ("stopped_when_worse",),
        ),
        (
            descend(stop=lambda value, losses: losses and abs(value - losses[-1]) < 1e-6),
            "stops when little changes",
            (),
        ),
        (descend(end=lambda w, b, losses: (w, b, losses[-1])), "last loss", ("last_loss_only",)),
        (descend(end=lambda w, b, losses: (w, b, np.mean(losses))), "mean loss", ("losses_averaged",)),
        (descend(end=lambda w, b, losses: (w, b, losses[::-1])), "backwards", ("losses_backwards",)),
        (descend(end=lambda w, b, losses: (w, losses, b)), "another order", ()),
        (
            descend(
                move=lambda old, rate, slope, t: old + rate * slope,
                record=lambda loss, before, value, after: loss(*after)[0],
            ),
            "two at once: uphill, recorded after the step",
            (),
        ),
        (
            descend(
                move=lambda old, rate, slope, t: old - slope,
                record=lambda loss, before, value, after: loss(*after)[0],
            ),
            "two at once: no learning rate, recorded after the step",
            (),
        ),
        (descend_b_afterwards, "b's slope at the new w", ("in_turn",)),
        (descend_on_the_first_gradient, "first gradient", ("stale_gradient",)),
        (descend_asked_once, "asked once", ("asked_once",)),
        (descend_returns_in_the_loop, "return in the loop", ("one_epoch_only",)),
        (descend_other_order, "value last", ("value_last",)),
        (descend_with_momentum, "momentum", ()),
    ],
    "who_still_gains": [
        (lambda: "a", "none", ("right_is_right",)),
        (lambda: "c", "hinge too", ("hinge_never_satisfied",)),
        (lambda: "d", "all", ("further_is_always_better",)),
        (lambda: "log", "a word", ()),
    ],
    "loss_chooses_worse": [
        (
            lambda: (np.array([1, 1]), np.array([-1.0, -1.0]), np.array([-9.0, 1.0])),
            "a and b exchanged",
            ("not_fewer",),
        ),
        (lambda: (np.array([1, 1]), np.array([1.0, 2.0]), np.array([3.0, 4.0])), "no mistakes", ("not_fewer",)),
        (lambda: (np.array([1, -1]), np.array([-5.0, -1.0]), np.array([-1.0, -1.0])), "one each", ("not_fewer",)),
        (lambda: (np.array([1, -1]), np.array([1.0, -1.0]), np.array([-1.0, 1.0])), "a is perfect", ("loss_agrees",)),
        (lambda: (np.array([1, 1]), np.array([-1.0, 1.0]), np.array([-4.0, -4.0])), "small ones", ("loss_agrees",)),
        (lambda: (np.array([1, 1]), np.array([-4.0, 1.0]), np.array([-2.0, -2.0])), "a draw", ("equal_losses",)),
        (lambda: (np.array([0, 1]), np.array([-9.0, 1.0]), np.array([-1.0, -1.0])), "labels 0 and 1", ()),
    ],
}
