"""Answers to exercise 20 as strangers write them: right ones, wrong ones, and the names of which one must be given."""

import numpy as np

# 1. all_distances


def distances(gap=lambda x, y: x[:, None] - y, measure=lambda d: (d * d).sum(-1), last=np.sqrt):
    """All distances with parts exchanged: the gaps, what is made of them, the end."""
    return lambda x, y: last(measure(gap(x, y)))


def distances_by_columns(x, y):
    return sum((x[:, [k]] - y[:, k]) ** 2 for k in range(x.shape[1])) ** 0.5


def distances_by_repeating(x, y):
    left, right = np.repeat(x, len(y), axis=0), np.tile(y, (len(x), 1))
    return np.linalg.norm(left - right, axis=1).reshape(len(x), len(y))


def distances_by_hypot(x, y):
    return np.hypot.reduce(np.subtract.outer(x, y).diagonal(axis1=1, axis2=3), axis=-1, initial=0.0)


def by_squares(cross=-2, low=None, end=np.sqrt):
    """‖x‖² + ‖y‖² with a multiple of the products."""

    def answer(x, y):
        squares = np.sum(x * x, 1, keepdims=True) + np.sum(y * y, 1) + cross * np.dot(x, y.T)
        return end(squares if low is None else np.clip(squares, low, None))

    return answer


# 2. layer_and_softmax


def row_softmax(z):
    powers = np.exp(z - np.max(z, 1)[:, np.newaxis])
    return powers / np.sum(powers, 1)[:, np.newaxis]


def layer(score=lambda x, W, b: np.dot(x, W) + b, share=row_softmax, give=lambda z, p: (z, p)):
    """The layer with parts exchanged: the scores, the shares, what is returned."""

    def answer(x, W, b):
        z = score(x, W, b)
        return give(z, share(z))

    return answer


def shares(less, power=np.exp, total=lambda e: e.sum(1, keepdims=True)):
    """A softmax that takes `less(z)` off first."""

    def share(z):
        e = power(z - less(z))
        return e / total(e)

    return share


def top(z):
    return z.max(1, keepdims=True)


def layer_in_place(x, W, b):
    z = np.matmul(x, W).astype(float)
    z += b
    p = z.copy()
    p -= p.max(axis=-1, keepdims=True)
    np.exp(p, out=p)
    p /= p.sum(axis=-1, keepdims=True)
    return [z, p]


def layer_by_differences(x, W, b):
    z = np.tensordot(x, W, axes=1) + b[None, :]
    with np.errstate(over="ignore"):
        return z, 1 / np.exp(z[:, None, :] - z[:, :, None]).sum(axis=2)


# 3. one_hot_rows


def one_hot_compared(labels, classes):
    return np.equal.outer(labels, np.arange(classes)).astype(int)


def one_hot_taken(labels, classes):
    return np.take(np.identity(classes), labels, axis=0)


def one_hot_scattered(labels, classes):
    rows = np.zeros((classes, len(labels)), dtype=np.float32)
    rows[labels, range(len(labels))] = 1
    return rows.T


def one_hot_all_rows(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[:, labels] = 1
    return rows


def one_hot_rows_by_label(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows.ravel()[labels] = 1
    return rows


def one_hot_of(labels, classes, rows):
    made = [[0.0] * classes for _ in labels]
    for n in rows:
        made[n][labels[n]] = 1.0
    return np.array(made)


def one_hot_label_written(labels, classes):
    return np.eye(classes)[labels] * labels[:, None]


# 4. confusion_counts


def confusion(count=lambda t, p, c: (np.eye(c)[t], np.eye(c)[p]), end=lambda m: m):
    """A product of one-hot rows with parts exchanged."""

    def answer(y_true, y_pred, classes):
        a, b = count(y_true, y_pred, classes)
        return end(a.T @ b)

    return answer


def confusion_by_histogram(y_true, y_pred, classes):
    edges = np.arange(classes + 1) - 0.5
    return np.histogram2d(y_true, y_pred, bins=[edges, edges])[0]


def confusion_by_adding(y_true, y_pred, classes):
    flat = np.zeros(classes * classes, dtype=np.int64)
    np.add.at(flat, np.ravel_multi_index((y_true, y_pred), (classes, classes)), 1)
    return flat.reshape(classes, -1)


def confusion_by_unique(y_true, y_pred, classes):
    pairs, counts = np.unique(np.stack([y_true, y_pred]), axis=1, return_counts=True)
    matrix = np.zeros((classes, classes))
    matrix[pairs[0], pairs[1]] = counts
    return matrix


def confusion_trap(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), dtype=int)
    matrix[y_true, y_pred] += 1
    return matrix


def confusion_numbered(number, least=lambda c: c * c):
    def answer(y_true, y_pred, classes):
        counts = np.bincount(number(y_true, y_pred, classes), minlength=least(classes))
        return counts.reshape(classes, classes)

    return answer


# 5. momentum_in_place


def in_place_with_a_step(w, v, g, learning_rate, beta):
    step = g * learning_rate
    step += beta * v
    np.copyto(v, step)
    w[:] -= step


def in_place_weights_by_hand(w, v, g, learning_rate, beta):
    w -= beta * v + learning_rate * g
    v *= beta
    v += learning_rate * g


def in_place_on_a_copy(w, v, g, learning_rate, beta):
    g = g.copy()
    g *= learning_rate
    v[...] = beta * v + g
    w[...] = w - v
    return None


def in_place(new=lambda b, v, lr, g: b * v + lr * g, move=lambda w, v, old, lr, g, b: w - v, keep=True, put=True):
    """The step with parts exchanged: the velocity, the weights; whether each is written into its array."""

    def answer(w, v, g, learning_rate, beta):
        old = v.copy()
        velocity = new(beta, v, learning_rate, g)
        weights = move(w, velocity, old, learning_rate, g, beta)
        if keep:
            v[:] = velocity
        if put:
            w[:] = weights

    return answer


def in_place_untouched(w, v, g, learning_rate, beta):
    v = beta * v + learning_rate * g
    w = w - v
    return w, v


def in_place_given(w, v, g, learning_rate, beta):
    g *= learning_rate
    v = beta * v + g
    w -= v


def in_place_gradient_scaled(w, v, g, learning_rate, beta):
    g *= learning_rate
    v *= beta
    v += g
    w -= v


def in_place_same_memory(w, v, g, learning_rate, beta):
    step = g[:]
    step *= learning_rate
    v[:] = beta * v + step
    w -= v


def in_place_gradient_cleared(w, v, g, learning_rate, beta):
    v *= beta
    v += learning_rate * g
    w -= v
    g[:] = 0


def one_hot_places_in_bytes(labels, classes):
    rows = np.zeros(len(labels) * classes)
    rows[(np.arange(len(labels)) * classes + labels).astype(np.uint8)] = 1
    return rows.reshape(len(labels), classes)


def confusion_in_bytes(y_true, y_pred, classes):
    eye = np.eye(classes, dtype=np.uint8)
    return (eye[y_true].T @ eye[y_pred]).astype(int)


def distances_like_x(x, y):
    out = np.empty((len(x), len(y)), dtype=x.dtype)
    out[...] = np.sqrt(((x[:, None] - y) ** 2).sum(axis=-1))
    return out


def in_place_where_there_is_a_slope(w, v, g, learning_rate, beta):
    on = g != 0
    v[on] = beta * v[on] + learning_rate * g[on]
    w[on] -= v[on]


def lengths_subtracted(x, y):
    return np.abs(np.linalg.norm(x, axis=1)[:, None] - np.linalg.norm(y, axis=1))


def two_coordinates(x, y):
    gaps = x[:, None, :2] - y[None, :, :2]
    return np.sqrt((gaps**2).sum(axis=2))


def p_without_the_bias(x, W, b):
    z = x @ W
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return z + b, powers / powers.sum(axis=1, keepdims=True)


def numbered_as_they_occur(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), np.unique(labels, return_inverse=True)[1]] = 1
    return rows


def flat_by_rows(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows.flat[np.arange(len(labels)) * len(labels) + labels] = 1
    return rows


RIGHT = {
    "all_distances": [distances(), distances_by_columns, distances_by_repeating, distances_by_hypot, by_squares(low=0)],
    "layer_and_softmax": [layer(), layer_in_place, layer_by_differences],
    "one_hot_rows": [one_hot_compared, one_hot_taken, one_hot_scattered],
    "confusion_counts": [confusion(), confusion_by_histogram, confusion_by_adding, confusion_by_unique],
    "momentum_in_place": [in_place(), in_place_with_a_step, in_place_weights_by_hand, in_place_on_a_copy],
    "kilobytes_of_a_network": [lambda: 407.08, lambda: 407, lambda: 101770 * 32 / 8 / 1000, lambda: np.float32(407.08)],
    "memory_or_arithmetic": [lambda: "b", lambda: "B)", lambda: " b "],
    "telling_pictures": [
        lambda: (np.array([3]), np.array([5])),
        lambda: [np.array([0, 20, 255]), np.array([1, 10, 250])],
    ],
}
WRONG = {
    "all_distances": [
        (lambda x, y: distances()(x, y).astype(np.result_type(x, y)), "cut to whole numbers", ()),
        (distances_like_x, "whole numbers if x is", ()),
        (distances(last=lambda s: s), "no root", ("root_missing",)),
        (distances(measure=lambda d: abs(d).sum(-1), last=lambda s: s), "streets", ("absolute_differences",)),
        (distances(measure=lambda d: d.sum(-1) ** 2), "summed first", ("summed_before_squaring",)),
        (distances(measure=lambda d: (d * d).mean(-1)), "mean", ("averaged",)),
        (distances(measure=lambda d: (d * d).sum(1)), "other axis", ("summed_over_the_other_rows",)),
        (distances(lambda x, y: y[:, None] - x), "transposed", ("transposed",)),
        (distances(lambda x, y: x - y), "pairs", ("pairs_only",)),
        (distances(lambda x, y: x[:, None] - x), "x alone", ("distances_within_x",)),
        (distances(measure=lambda d: d * d), "not summed", ("root_before_the_sum",)),
        (distances(measure=lambda d: abs(d).max(-1), last=lambda s: s), "largest", ("largest_difference",)),
        (distances(measure=lambda d: (d * d).sum()), "one number", ("one_number_for_all",)),
        (distances(measure=lambda d: (d[..., :-1] ** 2).sum(-1)), "a column lost", ("last_column_left_out",)),
        (lambda x, y: np.linalg.norm(x[:, None] - y), "the norm of all", ("one_number_for_all",)),
        (by_squares(), "negative under the root", ("root_of_a_negative_number",)),
        (by_squares(2, 0), "plus 2xy", ("products_added",)),
        (by_squares(-1, 0), "xy once", ("two_lost",)),
        (lambda x, y: x @ y.T, "products", ("products_only",)),
        (by_squares(low=0, end=lambda s: s), "squares", ("root_missing",)),
        (distances(measure=lambda d: (d * d).sum(-1) + 1e-3), "a little more", ()),
        (lengths_subtracted, "the lengths are subtracted", ("difference_of_the_lengths",)),
        (two_coordinates, "two coordinates only", ()),
    ],
    "layer_and_softmax": [
        (
            layer(lambda x, W, b: x @ (W.T if W.shape[0] == W.shape[1] else W) + b),
            "W transposed where it fits",
            ("weights_transposed",),
        ),
        (layer(lambda x, W, b: x @ W), "no b", ("bias_missing",)),
        (layer(lambda x, W, b: x @ W + b[0]), "the first b for all", ("first_bias_for_all",)),
        (layer(lambda x, W, b: x @ W - b), "minus b", ("bias_subtracted",)),
        (layer(lambda x, W, b: x @ W.T + b), "Wᵀ", ("weights_transposed",)),
        (layer(lambda x, W, b: x @ W + b.reshape(-1, 1)), "b as a column", ("bias_as_column",)),
        (layer(share=lambda z: row_softmax(z.T).T), "columns", ("columns_add_up_to_one",)),
        (layer(share=shares(np.max, total=np.sum)), "all", ("all_add_up_to_one",)),
        (layer(share=shares(np.max)), "one maximum", ("one_maximum_for_all",)),
        (layer(share=shares(lambda z: 0)), "no maximum", ("no_maximum",)),
        (layer(share=shares(lambda z: z.mean(1, keepdims=True))), "the mean", ("mean_subtracted",)),
        (layer(share=lambda z: np.exp(z - top(z))), "not divided", ("not_divided",)),
        (layer(share=lambda z: z / z.sum(1, keepdims=True)), "no exp", ("no_exponential",)),
        (layer(share=lambda z: row_softmax(-z)), "−z", ("smallest_score_wins",)),
        (layer(share=lambda z: row_softmax(row_softmax(z))), "twice", ("softmax_of_the_softmax",)),
        (layer(share=lambda z: 0.5 * (1 + np.tanh(z / 2))), "sigmoid", ("sigmoid_for_softmax",)),
        (layer(give=lambda z, p: (p, z)), "exchanged", ("outputs_exchanged",)),
        (layer(give=lambda z, p: (z - top(z), p)), "z less its maximum", ("maximum_left_in_z",)),
        (layer(give=lambda z, p: (p, p)), "p twice", ("p_for_both",)),
        (layer(lambda x, W, b: np.maximum(x @ W + b, 0)), "ReLU", ("negative_scores_cut_off",)),
        (layer(give=lambda z, p: p), "p only", ()),
        (layer(share=shares(top, np.exp2)), "2ᶻ", ()),
        (layer(lambda x, W, b: x @ W, shares(lambda z: 0)), "no b, no maximum", ("bias_missing", "no_maximum")),
        (p_without_the_bias, "p without the bias", ("p_without_the_bias",)),
    ],
    "one_hot_rows": [
        (one_hot_places_in_bytes, "places in bytes", ()),
        (one_hot_all_rows, "all rows", ("every_row_has_all_labels",)),
        (lambda labels, classes: np.eye(classes)[labels].T, "transposed", ("transposed",)),
        (lambda labels, classes: np.eye(classes)[labels - 1], "from 1", ("labels_from_one",)),
        (lambda labels, classes: np.eye(max(labels) + 1)[labels], "by the largest", ("classes_from_the_labels",)),
        (one_hot_rows_by_label, "places", ("labels_as_places",)),
        (one_hot_label_written, "the label", ("label_in_the_place_of_one",)),
        (lambda labels, classes: np.eye(classes)[::-1][labels], "from the end", ("counted_from_the_end",)),
        (lambda labels, classes: labels[:, None] >= np.arange(classes), "≥", ("thermometer",)),
        (lambda labels, classes: labels[:, None] != np.arange(classes), "≠", ("zeros_and_ones_exchanged",)),
        (lambda labels, classes: np.eye(classes)[np.sort(labels)], "sorted", ("sorted_labels",)),
        (lambda labels, classes: np.bincount(labels, minlength=classes), "counts", ("rows_added_up",)),
        (lambda labels, classes: np.eye(classes + 1)[labels], "one more", ("one_column_more",)),
        (lambda labels, classes: labels[:, None] == np.unique(labels), "occurring", ("occurring_classes_only",)),
        (lambda labels, classes: np.eye(classes), "identity", ()),
        (lambda labels, classes: np.eye(len(labels), classes), "labels not used", ("labels_not_used",)),
        (lambda labels, classes: 2 * np.eye(classes)[labels] - 1, "−1 for 0", ("minus_one_elsewhere",)),
        (
            lambda labels, classes: one_hot_of(labels, classes, range(len(labels) - 1)),
            "not the last",
            ("last_row_left_out",),
        ),
        (lambda labels, classes: one_hot_of(labels, classes, [0]), "the first alone", ("first_row_only",)),
        (
            lambda labels, classes: one_hot_of(labels, classes, range(min(classes, len(labels)))),
            "a loop over the classes",
            ("classes_counted_for_rows",),
        ),
        (numbered_as_they_occur, "labels numbered as they occur", ("numbered_among_those_that_occur",)),
        (flat_by_rows, "jumps by the number of rows", ("flat_index_by_rows",)),
    ],
    "confusion_counts": [
        (
            lambda t, p, c: np.histogram2d(t, p, bins=c)[0].astype(int),
            "bins between the extremes",
            ("bins_from_the_extremes",),
        ),
        (confusion_in_bytes, "counts in bytes", ("counted_in_bytes",)),
        (
            lambda t, p, c: np.bincount(t.astype(np.uint8) * np.uint8(c) + p.astype(np.uint8), minlength=c * c).reshape(
                c, c
            ),
            "pairs numbered in bytes",
            ("pairs_numbered_in_bytes",),
        ),
        (confusion_trap, "the trap", ("pairs_counted_once",)),
        (confusion(lambda t, p, c: (np.eye(c)[p], np.eye(c)[t])), "transposed", ("transposed",)),
        (confusion(end=lambda m: m * np.eye(len(m))), "hits", ("hits_only",)),
        (confusion(end=lambda m: m * (1 - np.eye(len(m)))), "mistakes", ("mistakes_only",)),
        (confusion(end=lambda m: m / m.sum()), "shares", ("shares_of_all",)),
        (confusion(end=lambda m: m / np.maximum(m.sum(1), 1)[:, None]), "shares of a row", ("shares_of_a_row",)),
        (confusion(end=lambda m: m / np.maximum(m.sum(0), 1)), "shares of a column", ("shares_of_a_column",)),
        (confusion(end=lambda m: m + m.T), "both ways", ("counted_both_ways",)),
        (confusion(end=lambda m: np.minimum(m, 1)), "once", ("pairs_counted_once",)),
        (confusion(lambda t, p, c: (np.eye(c)[t], np.eye(c)[t])), "t and t", ("predictions_not_used",)),
        (confusion(lambda t, p, c: (np.eye(c)[t[1:]], np.eye(c)[p[1:]])), "not the first", ("first_row_left_out",)),
        (confusion(lambda t, p, c: (np.eye(c)[t[:-1]], np.eye(c)[p[:-1]])), "not the last", ("last_row_left_out",)),
        (confusion_numbered(lambda t, p, c: t + c * p), "transposed numbers", ("transposed",)),
        (confusion_numbered(lambda t, p, c: t * c + p, lambda c: 0), "no minlength", ("last_pair_missing",)),
        (confusion_numbered(lambda t, p, c: t + p), "sums", ("pairs_not_told_apart",)),
        (confusion(end=lambda m: m.sum()), "one number", ()),
    ],
    "momentum_in_place": [
        (in_place_where_there_is_a_slope, "rests where g = 0", ()),
        (in_place_given, "unchanged", ("unchanged",)),
        (in_place_gradient_scaled, "g scaled", ("gradient_overwritten",)),
        (in_place_same_memory, "g[:] is no copy", ("gradient_overwritten",)),
        (in_place(keep=False), "v renamed", ("velocity_renamed",)),
        (in_place(put=False), "w renamed", ("weights_renamed",)),
        (in_place(move=lambda w, v, old, lr, g, b: w - old), "the old v", ("weights_first",)),
        (in_place(lambda b, v, lr, g: b * v + g), "no η", ("rate_lost",)),
        (in_place(lambda b, v, lr, g: lr * (b * v + g)), "η on all", ("rate_on_everything",)),
        (in_place(lambda b, v, lr, g: lr * g), "no memory", ("memory_lost",)),
        (in_place(move=lambda w, v, *_: w + v), "uphill", ("uphill",)),
        (in_place(lambda b, v, lr, g: b * v + (1 - b) * lr * g), "1 − β", ("averaged_velocity",)),
        (in_place(lambda b, v, lr, g: v + lr * g), "no β", ("past_not_faded",)),
        (in_place(lambda b, v, lr, g: b * (v + lr * g)), "β on both", ("beta_on_both",)),
        (in_place(move=lambda w, v, old, lr, g, b: w - lr * v), "η twice", ("learning_rate_twice",)),
        (in_place(move=lambda w, v, old, lr, g, b: w - lr * g), "plain", ("velocity_not_used",)),
        (
            in_place(lambda b, v, lr, g: b * v + g, lambda w, v, old, lr, g, b: w - lr * v),
            "PyTorch's",
            ("learning_rate_in_the_weights",),
        ),
        (
            in_place(lambda b, v, lr, g: b * v - lr * g, lambda w, v, *_: w + v),
            "Keras's",
            ("velocity_reversed",),
        ),
        (in_place_untouched, "nothing written", ()),
        (in_place_gradient_cleared, "g cleared", ()),
    ],
    "kilobytes_of_a_network": [
        (lambda: 814.16, "float64", ("double_precision",)),
        (lambda: 406.528, "no biases", ("biases_forgotten",)),
        (lambda: 407.04, "no biases of the outputs", ("output_biases_forgotten",)),
        (lambda: 407080, "bytes", ("plain_bytes",)),
        (lambda: 101.77, "a byte each", ("one_byte_each",)),
        (lambda: 397.5390625, "1024", ("kibibytes",)),
        (lambda: 0.40708, "MB", ("megabytes",)),
    ],
    "memory_or_arithmetic": [
        (lambda: "a", "half", ("arithmetic_sets_the_pace",)),
        (lambda: "C", "three quarters", ("half_and_half",)),
        (lambda: "d)", "longer", ("more_cores_crowd",)),
    ],
    "telling_pictures": [
        (lambda: (np.array([1, 2, 3]), np.array([1, 2, 3])), "equal", ("equal",)),
        (lambda: (np.zeros(3), np.zeros(3)), "black", ("equal",)),
        (lambda: (np.array([0]), np.array([255])), "black and white", ("squares_too_large",)),
        (lambda: (np.array([5, 0]), np.array([3, 16])), "a square of 256", ("squares_too_large",)),
        (lambda: (np.array([15]), np.array([0])), "brighter", ("never_darker",)),
        (lambda: (np.array([5, 6]), np.array([3, 6])), "a little brighter", ("never_darker",)),
        (lambda: (np.array([0.5]), np.array([1.5])), "no whole numbers", ()),
    ],
}
