"""Answers to exercise 01 as strangers write them: right ones in other words, wrong ones with their true cause."""

import math

import numpy as np

# perceptron_score


def score_by_two_loops(x, w, b):
    z = [0] * len(x)
    for n, row in enumerate(x):
        for value, weight in zip(row, w):  # noqa: B905
            z[n] = z[n] + value * weight
        z[n] = z[n] + b
    return z


def score_total_kept(x, w, b):
    out, z = [], b
    for row in x:
        for value, weight in zip(row, w):  # noqa: B905
            z += value * weight
        out.append(z)
    return np.array(out)


def score_overwritten(x, w, b):
    out = np.zeros(len(x))
    for n in range(len(x)):
        for i in range(len(w)):
            out[n] = x[n, i] * w[i]
    return out + b


def score_b_in_the_inner_loop(x, w, b):
    out = np.zeros(len(x))
    for n in range(len(x)):
        for i in range(len(w)):
            out[n] += x[n, i] * w[i] + b
    return out


def score_returns_in_the_loop(x, w, b):
    for row in x:
        return row @ w + b


def score_whole_numbers(x, w, b):
    out = np.zeros(len(x), dtype=int)
    for n in range(len(x)):
        out[n] = x[n] @ w + b
    return out


# perceptron_predict


def predict_by_list(x, w, b):
    return [1 if sum(a * c for a, c in zip(row, w)) + b >= 0 else 0 for row in x]  # noqa: B905


def predict_by_mask(x, w, b):
    z = x.dot(w) + b
    out = np.ones_like(z)
    out[z < 0] = 0.0
    return out


def predict_with_if(x, w, b):
    z = x @ w + b
    if z < 0:
        return 0
    return 1


def predict_first(x, w, b):
    for row in x:
        if row @ w + b >= 0:
            return 1
        return 0


# perceptron_update


def update(
    fires=lambda z: z >= 0,
    error=lambda y, guess, z: y - guess,
    dw=lambda e, x: e * x,
    db=lambda e, x: e,
    rate=lambda r: r,
    score=lambda w, b, x: x @ w + b,
):
    """The trick on one point, with parts of it exchanged."""

    def answer(w, b, x, y, learning_rate):
        z = score(w, b, x)
        e = error(y, 1 if fires(z) else 0, z)
        return w + rate(learning_rate) * dw(e, x), b + rate(learning_rate) * db(e, x)

    return answer


def update_branches(w, b, x, y, learning_rate):
    guess = float(np.dot(w, x) + b >= 0)
    if guess == y:
        return w, b
    return (w + learning_rate * x, b + learning_rate) if y else (w - learning_rate * x, b - learning_rate)


def update_one_weight_at_a_time(w, b, x, y, learning_rate):
    z = b + sum(wi * xi for wi, xi in zip(w, x))  # noqa: B905
    e = y - int(z >= 0)
    new = np.zeros(len(w))
    for i in range(len(w)):
        new[i] = w[i] + learning_rate * e * x[i]
    return new, np.array(b + learning_rate * e)


def update_in_place(w, b, x, y, learning_rate):
    e = y - (x @ w + b >= 0)
    w += learning_rate * e * x
    return w, b + learning_rate * e


def update_b_with_new_w(w, b, x, y, learning_rate):
    w = w + learning_rate * (y - (x @ w + b >= 0)) * x
    b = b + learning_rate * (y - (x @ w + b >= 0))
    return w, b


def update_b_in_the_loop(w, b, x, y, learning_rate):
    e, w = y - int(x @ w + b >= 0), w.copy()
    for i in range(len(w)):
        w[i] += learning_rate * e * x[i]
        b += learning_rate * e
    return w, b


def update_with_plus_minus_labels(w, b, x, y, learning_rate):
    t = 1 if y == 1 else -1
    if t * (x @ w + b) <= 0:
        return w + learning_rate * t * x, b + learning_rate * t
    return w, b


def update_until_right(w, b, x, y, learning_rate):
    while (x @ w + b >= 0) != y and (x.any() or (b >= 0) != y):
        w, b = w + learning_rate * (2 * y - 1) * x, b + learning_rate * (2 * y - 1)
    return w, b


# perceptron_fit


def fit(
    start=lambda n: (np.zeros(n), 0.0),
    rows=lambda x, y, epoch: list(zip(x, y)),  # noqa: B905
    fires=lambda z: z >= 0,
    error=lambda y, guess, z: y - guess,
    bias=1,
    inside=1,
    count=lambda e: int(e != 0),
    epochs_of=range,
    rate=lambda r, epoch: r,
):
    """The trick on all rows, with parts of it exchanged."""

    def answer(x, y, learning_rate, epochs):
        w, b = start(x.shape[1])
        updates = 0
        for epoch in epochs_of(epochs):
            for row, label in rows(x, y, epoch):
                z = row @ w + inside * b
                e = error(label, 1 if fires(z) else 0, z)
                w = w + rate(learning_rate, epoch) * e * row
                b = b + bias * rate(learning_rate, epoch) * e
                updates += count(e)
        return w, b, updates

    return answer


def fit_in_lists(x, y, learning_rate, epochs):
    w, b, k = [0.0 for _ in x[0]], 0.0, 0
    for _ in range(epochs):
        for n in range(len(x)):
            guess = 1 if sum(w[i] * x[n][i] for i in range(len(w))) + b >= 0 else 0
            if guess != y[n]:
                sign = 1 if y[n] == 1 else -1
                w = [w[i] + sign * learning_rate * x[n][i] for i in range(len(w))]
                b, k = b + sign * learning_rate, k + 1
    return w, b, k


def fit_with_a_column(x, y, learning_rate, epochs):
    X, v, k = np.hstack([x, np.ones((len(x), 1))]), np.zeros(x.shape[1] + 1), 0
    for n in [*range(len(x))] * epochs:
        e = y[n] - np.heaviside(X[n] @ v, 1.0)
        v, k = v + learning_rate * e * X[n], k + abs(e)
    return v[:-1], v[-1], k


def fit_counts_the_last_epoch(x, y, learning_rate, epochs):
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(epochs):
        k = 0
        for row, label in zip(x, y):  # noqa: B905
            e = label - (row @ w + b >= 0)
            w, b, k = w + learning_rate * e * row, b + learning_rate * e, k + abs(e)
    return w, b, k


def fit_returns_after_an_epoch(x, y, learning_rate, epochs):
    w, b, k = np.zeros(x.shape[1]), 0.0, 0
    for _ in range(epochs):
        for row, label in zip(x, y):  # noqa: B905
            e = label - (row @ w + b >= 0)
            w, b, k = w + learning_rate * e * row, b + learning_rate * e, k + abs(e)
        return w, b, k


def fit_whole_batch(x, y, learning_rate, epochs):
    w, b, k = np.zeros(x.shape[1]), 0.0, 0
    for _ in range(epochs):
        e = y - (x @ w + b >= 0)
        w, b, k = w + learning_rate * e @ x, b + learning_rate * e.sum(), k + np.abs(e).sum()
    return w, b, k


def fit_set_back(x, y, learning_rate, epochs):
    k = 0
    for _ in range(epochs):
        w, b = np.zeros(x.shape[1]), 0.0
        for row, label in zip(x, y):  # noqa: B905
            e = label - (row @ w + b >= 0)
            w, b, k = w + learning_rate * e * row, b + learning_rate * e, k + abs(e)
    return w, b, k


def fit_like_x(x, y, learning_rate, epochs):
    w, b, k = np.zeros(x.shape[1], dtype=x.dtype), 0.0, 0
    for _ in range(epochs):
        for row, label in zip(x, y):  # noqa: B905
            e = label - (row @ w + b >= 0)
            w[:] = w + learning_rate * e * row
            b, k = b + learning_rate * e, k + abs(e)
    return w, b, k


def fit_random_start(x, y, learning_rate, epochs):
    w = np.random.default_rng(1).normal(size=x.shape[1])
    return fit(start=lambda n: (w, 0.0))(x, y, learning_rate, epochs)


def fit_mistakes_at_the_end(x, y, learning_rate, epochs):
    w, b, _ = fit()(x, y, learning_rate, epochs)
    return w, b, np.sum((x @ w + b >= 0) != y)


def fit_averaged_lines(x, y, learning_rate, epochs):
    lines = [fit()(x, y, learning_rate, epoch + 1) for epoch in range(epochs)]
    return np.mean([line[0] for line in lines], axis=0), np.mean([line[1] for line in lines]), lines[-1][2]


RIGHT = {
    "perceptron_score": [
        score_by_two_loops,
        lambda x, w, b: np.array([np.dot(w, row) + b for row in x]),
        lambda x, w, b: (x * w).sum(axis=1) + b,
        lambda x, w, b: np.inner(w, x) + np.full(len(x), b),
        lambda x, w, b: (x.astype(np.float32) @ w.astype(np.float32) + np.float32(b)).tolist(),
    ],
    "perceptron_predict": [
        predict_by_list,
        predict_by_mask,
        lambda x, w, b: ~(x @ w + b < 0),
        lambda x, w, b: (b + x @ w >= 0).astype(np.float32),
        lambda x, w, b: (np.sign(x @ w + b) + 1 > 0).astype(int),
    ],
    "score_after_update": [
        lambda: -0.38,
        lambda: -3 + 0.02 * (49 + 81 + 1),
        lambda: [-0.38],
        lambda: np.float32(-0.38),
    ],
    "perceptron_update": [
        update(),
        update_branches,
        update_one_weight_at_a_time,
        lambda w, b, x, y, learning_rate: [
            (w + learning_rate * (y - (x @ w + b >= 0)) * x).tolist(),
            b - learning_rate * ((x @ w + b >= 0) - y),
        ],
    ],
    "perceptron_fit": [fit(), fit_in_lists, fit_with_a_column, fit(fires=lambda z: not z < 0)],
    "smaller_learning_rate": [lambda: "b", lambda: "B", lambda: "b)"],
    "trick_on_xor": [lambda: "d", lambda: ("d",), lambda: np.array(["d"])],
    "points_for_a_bias": [
        lambda: (np.array([[3.0, 3.0], [1.0, 1.0]]), np.array([1, 0])),
        lambda: [np.array([[0.0, -2.0], [0.0, -9.0]]), np.array([1.0, 0.0])],
    ],
}

WRONG = {
    "perceptron_score": [
        (lambda x, w, b: x @ w, "no bias", ("bias_forgotten",)),
        (lambda x, w, b: x @ w - b, "minus b", ("bias_subtracted",)),
        (lambda x, w, b: x * w + b, "* for @", ("not_added_up",)),
        (lambda x, w, b: np.dot(w, x) + b, "w in front", ("order_reversed",)),
        (lambda x, w, b: np.sum(x * w) + b, "summed over everything", ("all_rows_in_one",)),
        (lambda x, w, b: np.sum(x * w, axis=0) + b, "axis 0", ("summed_over_rows",)),
        (lambda x, w, b: np.mean(x * w, axis=1) + b, "mean", ("averaged",)),
        (lambda x, w, b: x @ (w + b), "b in the weights", ("bias_added_to_the_weights",)),
        (lambda x, w, b: x.sum(axis=1) + b, "no weights", ("weights_forgotten",)),
        (lambda x, w, b: x[:, 0] * w[0] + x[:, 1] * w[1] + b, "two inputs", ("two_inputs_only",)),
        (lambda x, w, b: np.maximum(x @ w + b, 0), "ReLU", ("relu_taken",)),
        (lambda x, w, b: 1 / (1 + np.exp(-(x @ w + b))), "sigmoid", ("sigmoid_taken",)),
        (lambda x, w, b: np.where(x @ w + b >= 0, 1, 0), "step", ("step_taken",)),
        (lambda x, w, b: np.mean(x * w, axis=1), "two at once: mean, no bias", ()),
        (lambda x, w, b: (x @ w + b) / np.linalg.norm(w), "distance", ()),
        (lambda x, w, b: [b + sum(w) * sum(row) for row in x], "sums multiplied", ()),
        (score_total_kept, "total never reset", ("never_reset",)),
        (score_overwritten, "= for +=", ("last_input_only",)),
        (score_b_in_the_inner_loop, "b for each input", ("bias_for_every_input",)),
        (score_returns_in_the_loop, "return in the loop", ("first_row_only",)),
        (score_whole_numbers, "an array of whole numbers", ("whole_numbers_cut",)),
    ],
    "perceptron_predict": [
        (lambda x, w, b: np.where(x @ w + b > 0, 1, 0), "strict", ("zero_does_not_fire",)),
        (lambda x, w, b: np.where(x @ w + b >= 0, 1, -1), "−1 for 0", ("minus_one_for_zero",)),
        (lambda x, w, b: np.sign(x @ w + b), "sign", ("np_sign",)),
        (lambda x, w, b: x @ w + b, "score", ("score_returned",)),
        (lambda x, w, b: 1 / (1 + np.exp(-(x @ w + b))), "sigmoid", ("sigmoid",)),
        (lambda x, w, b: (x @ w >= 0) * 1, "no bias", ("bias_forgotten",)),
        (lambda x, w, b: (x @ w >= b) * 1, "b as a threshold", ("bias_subtracted",)),
        (lambda x, w, b: (x @ w + b < 0) * 1, "turned round", ("classes_swapped",)),
        (lambda x, w, b: (x @ w + b >= 0.5) * 1, "cut at one half", ("threshold_one_half",)),
        (lambda x, w, b: np.heaviside(x @ w + b, 0.5), "one half on the line", ("half_on_the_line",)),
        (lambda x, w, b: np.heaviside(x @ w + b, 0), "0 on the line", ("zero_does_not_fire",)),
        (lambda x, w, b: (x @ w > 0) * 1, "two at once: strict, no bias", ()),
        (lambda x, w, b: np.where(x @ w > b, 1, -1), "three at once", ()),
        (lambda x, w, b: np.clip(np.round(x @ w + b), 0, 1), "rounded and cut off", ()),
        (lambda x, w, b: (x * w + b >= 0).all(axis=1) * 1, "each product by itself", ()),
        (predict_with_if, "if on an array", ()),
        (predict_first, "return in the loop", ("first_row_only",)),
    ],
    "score_after_update": [
        (lambda: -3, "before", ("score_before",)),
        (lambda: -0.4, "bias not moved", ("bias_not_moved",)),
        (lambda: -2.98, "bias alone", ("bias_alone_moved",)),
        (lambda: -5.62, "moved away", ("moved_away",)),
        (lambda: 128, "no learning rate", ("learning_rate_missing",)),
        (lambda: 2.62, "change alone", ("change_of_the_score",)),
        (lambda: 7.48, "score for class", ("score_for_class",)),
        (lambda: 2.24, "classes ±1", ("twice_as_far",)),
        (lambda: 0.6, "no bias in the score", ("bias_left_out_of_the_score",)),
        (lambda: 79, "iq 90", ("iq_not_in_tens",)),
        (lambda: 0, "class", ("class_returned",)),
        (lambda: ([1.14, -0.82], -0.98), "the new weights and bias", ()),
    ],
    "perceptron_update": [
        (update(fires=lambda z: z > 0), "strict", ("zero_does_not_fire",)),
        (update(error=lambda y, guess, z: guess - y), "wrong sign", ("wrong_direction",)),
        (update(error=lambda y, guess, z: y), "prediction ignored", ("moves_when_right",)),
        (update(error=lambda y, guess, z: 2 * y - 1), "always moved", ("always_moves",)),
        (update(error=lambda y, guess, z: y - z), "score for class", ("score_for_class",)),
        (
            update(error=lambda y, guess, z: y - 1 / (1 + math.exp(-z))),
            "sigmoid for class",
            ("probability_for_class",),
        ),
        (update(error=lambda y, guess, z: y - (1 if z >= 0 else -1)), "class −1", ("class_minus_one",)),
        (update(error=lambda y, guess, z: abs(y - guess)), "sign of the error lost", ("always_added",)),
        (update(error=lambda y, guess, z: max(y - guess, 0)), "missed zeros", ("missed_zeros_ignored",)),
        (update(db=lambda e, x: 0), "bias frozen", ("bias_frozen",)),
        (update(db=lambda e, x: e * x.sum()), "bias times inputs", ("bias_times_inputs",)),
        (update(db=lambda e, x: e * x[0]), "bias times the first input", ("bias_times_first_input",)),
        (update(dw=lambda e, x: e), "inputs left out", ("inputs_left_out",)),
        (update(rate=lambda r: 1), "no learning rate", ("learning_rate_missing",)),
        (update(rate=lambda r: 2 * r), "twice", ("twice_as_far",)),
        (update(rate=lambda r: r / 2), "half", ()),
        (update(score=lambda w, b, x: x @ w), "no bias in the score", ("bias_left_out_of_the_score",)),
        (update(fires=lambda z: z > 0, rate=lambda r: 1), "two at once: strict, no learning rate", ()),
        (update(fires=lambda z: z > 0, db=lambda e, x: 0), "two at once: strict, bias frozen", ()),
        (update_in_place, "changes w", ("changed_input",)),
        (update_b_with_new_w, "bias judged by the new w", ("new_weights_too_early",)),
        (update_b_in_the_loop, "b in the loop over the inputs", ("bias_once_per_input",)),
        (update_with_plus_minus_labels, "labels ±1, y·z ≤ 0", ("moves_on_the_line",)),
        (update_until_right, "until the point is right", ("trained_on",)),
        (
            lambda w, b, x, y, learning_rate: (learning_rate * (y - (x @ w + b >= 0)) * x, b),
            "two at once: move alone for w, b frozen",
            (),
        ),
        (
            lambda w, b, x, y, learning_rate: update()(w, b, x, y, learning_rate)[::-1],
            "b first",
            ("outputs_exchanged",),
        ),
        (lambda w, b, x, y, learning_rate: update()(w, b, x, y, learning_rate)[0], "w alone", ()),
    ],
    "perceptron_fit": [
        (fit(fires=lambda z: z > 0), "strict", ("zero_does_not_fire",)),
        (fit(bias=0), "bias frozen", ("bias_frozen",)),
        (fit(inside=0), "no bias in the score", ("bias_left_out_of_the_score",)),
        (fit(error=lambda y, guess, z: guess - y), "wrong sign", ("wrong_direction",)),
        (fit(error=lambda y, guess, z: y - z), "score for class", ("score_for_class",)),
        (fit(error=lambda y, guess, z: y - (1 if z >= 0 else -1)), "class −1", ("class_minus_one",)),
        (fit(rate=lambda r, epoch: 1), "no learning rate", ("learning_rate_missing",)),
        (fit(rate=lambda r, epoch: r / (epoch + 1)), "learning rate falls", ("rate_falls",)),
        (fit(count=lambda e: 1), "rows counted", ("rows_counted",)),
        (fit(count=lambda e: e), "signed errors counted", ("errors_added_with_their_signs",)),
        (fit(count=lambda e: max(e, 0)), "missed ones counted", ("missed_zeros_not_counted",)),
        (fit(count=lambda e: 2 * abs(e)), "w and b counted", ("counted_twice",)),
        (fit(start=lambda n: (np.ones(n), 0.0)), "weights start at 1", ("weights_started_at_one",)),
        (fit(start=lambda n: (np.ones(n), 1.0)), "all start at 1", ("started_at_one",)),
        (fit(start=lambda n: (np.zeros(2), 0.0)), "two weights", ("two_weights_only",)),
        (fit(epochs_of=lambda epochs: range(epochs - 1)), "an epoch too few", ("one_epoch_short",)),
        (fit(epochs_of=lambda epochs: range(epochs + 1)), "an epoch too many", ("one_epoch_too_many",)),
        (fit(rows=lambda x, y, epoch: list(zip(x, y))[:-1]), "last row", ("last_row_skipped",)),  # noqa: B905
        (fit(rows=lambda x, y, epoch: list(zip(x, y))[::-1]), "backwards", ("from_the_last_row",)),  # noqa: B905
        (fit(rows=lambda x, y, epoch: list(zip(x, y))[:: 1 - 2 * (epoch % 2)]), "to and fro", ()),  # noqa: B905
        (fit(fires=lambda z: z > 0, bias=0), "two at once: strict, bias frozen", ()),
        (fit(fires=lambda z: z > 0, count=lambda e: 1), "two at once: strict, rows counted", ()),
        (fit_counts_the_last_epoch, "last epoch counted", ("last_epoch_counted",)),
        (fit_returns_after_an_epoch, "return in the loop", ("one_epoch_only",)),
        (fit_whole_batch, "all rows at once", ("all_rows_at_once",)),
        (fit_set_back, "set back in each epoch", ("started_anew",)),
        (fit_like_x, "an array of whole numbers", ("whole_numbers_cut",)),
        (fit_random_start, "a random start", ()),
        (fit_mistakes_at_the_end, "mistakes at the end", ("mistakes_left_counted",)),
        (fit_averaged_lines, "averaged lines", ()),
    ],
    "smaller_learning_rate": [
        (lambda: "a", "fewer", ("smaller_is_more_careful",)),
        (lambda: "c", "more", ("smaller_is_slower",)),
        (lambda: "(D)", "never", ("never_ends",)),
        (lambda: 11, "a number", ()),
    ],
    "trick_on_xor": [
        (lambda: "a", "more epochs", ("more_epochs_help",)),
        (lambda: "b", "fewest mistakes", ("fewest_mistakes",)),
        (lambda: "c", "weights grow", ("grows_for_ever",)),
        (lambda: "none", "a word", ()),
    ],
    "points_for_a_bias": [
        (lambda: (np.array([[1.0, 1.0], [-1.0, -1.0]]), np.array([1, 0])), "on both sides", ("other_directions",)),
        (lambda: (np.array([[5.0, 1.0], [1.0, 5.0]]), np.array([0, 1])), "across", ("other_directions",)),
        (lambda: (np.eye(2), np.array([1, 0])), "on the axes", ("other_directions",)),
        (lambda: (np.array([[1.0, 1.0], [2.0, 2.0]]), np.array([1, 1])), "both 1", ("one_class",)),
        (lambda: (np.array([[1.0, 1.0], [2.0, 2.0]]), np.array([0, 0])), "both 0", ("one_class",)),
        (lambda: (np.ones((2, 2)), np.array([0, 1])), "the same point", ("same_point",)),
        (lambda: (np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([0, 1])), "the origin", ()),
        (lambda: (np.array([[1.0, 1.0], [2.0, 2.0]]), np.array([-1, 1])), "other labels", ()),
    ],
}
