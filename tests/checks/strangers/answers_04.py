"""Answers to exercise 04 as strangers write them: right ones in other words, wrong ones with their true cause."""

import math

import numpy as np

from dlcourse.activations import relu, sigmoid, softmax

# dense_forward


def dense_three_loops(x, W, b):
    N, units = len(x), W.shape[1]
    z = np.zeros((N, units))
    for n in range(N):
        for u in range(units):
            z[n, u] = b[u]
            for i in range(W.shape[0]):
                z[n, u] += x[n, i] * W[i, u]
    return z


def dense_rows(x, W, b):
    return np.array([np.dot(row, W) + b for row in x])


def dense_row_overwritten(x, W, b):
    z = np.zeros((len(x), len(b)))
    for n in range(len(x)):
        for u in range(len(b)):
            for i in range(len(W)):
                z[n, u] = x[n, i] * W[i, u]
    return z + b


def dense_bias_in_loop(x, W, b):
    z = np.zeros((len(x), len(b)))
    for i in range(len(W)):
        z += x[:, [i]] * W[i] + b
    return z


def dense_stops_early(x, W, b):
    z = np.tile(b.astype(float), (len(x), 1))
    for i in range(W.shape[0] - 1):
        z += x[:, i : i + 1] * W[i : i + 1]
    return z


def dense_like_x(x, W, b):
    z = np.zeros((len(x), len(b)), dtype=x.dtype)
    for n in range(len(x)):
        z[n] = x[n] @ W + b
    return z


# stable_sigmoid


def sigmoid_where(z):
    with np.errstate(all="ignore"):
        return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def sigmoid_numbers(z):
    out = np.zeros(z.shape)
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            v = z[i, j]
            out[i, j] = 1 / (1 + math.exp(-v)) if v >= 0 else math.exp(v) / (1 + math.exp(v))
    return out


def sigmoid_zeros_like(z):
    out = np.zeros_like(z)
    out[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    out[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return out


def sigmoid_gap(z):
    out = np.zeros(z.shape)
    positive, negative = z > 0, z < 0
    out[positive] = 1 / (1 + np.exp(-z[positive]))
    out[negative] = np.exp(z[negative]) / (1 + np.exp(z[negative]))
    return out


def sigmoid_if(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    else:
        return np.exp(z) / (1 + np.exp(z))


def sigmoid_same_branch(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), 1 / (1 + np.exp(-np.abs(z))))


def sigmoid_mended(z):
    e = np.exp(z)
    return np.nan_to_num(e / (1 + e), nan=0.0)


# stable_softmax


def softmax_row_loop(z):
    p = np.zeros(z.shape)
    for n, row in enumerate(z):
        shifted = np.exp(row - row.max())
        p[n] = shifted / shifted.sum()
    return p


def softmax_log_domain(z):
    m = np.max(z, axis=-1, keepdims=True)
    return np.exp(z - m - np.log(np.sum(np.exp(z - m), axis=-1, keepdims=True)))


def softmax_with_epsilon(z):
    e = np.exp(z - z.max(1)[:, np.newaxis])
    return e / (e.sum(1)[:, np.newaxis] + 1e-12)


def softmax_first_entry(z):
    e = np.exp(z - z[:, :1])
    return e / e.sum(axis=1, keepdims=True)


def softmax_clipped(z):
    e = np.exp(np.clip(z, -100, 100))
    return e / e.sum(axis=1, keepdims=True)


def softmax_scaled(z):
    e = np.exp(z / np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def softmax_columns_after_shift(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True)


def softmax_no_keepdims(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)


# mlp_forward


def mlp_enumerate(x, weights, biases):
    out = x
    for i in range(len(weights)):
        out = out @ weights[i] + biases[i]
        out = softmax(out) if i == len(weights) - 1 else relu(out)
    return out


def mlp_copies(x, weights, biases):
    weights, biases = list(weights), list(biases)
    last_W, last_b = weights.pop(), biases.pop()
    for W, b in zip(weights, biases):  # noqa: B905
        x = np.clip(x @ W + b, 0, None)
    e = np.exp(x @ last_W + last_b)
    return e / e.sum(axis=1, keepdims=True)


def mlp_stacked(x, weights, biases):
    a = np.c_[x, np.ones(len(x))]
    for W, b in zip(weights[:-1], biases[:-1]):  # noqa: B905
        a = np.c_[np.maximum(a @ np.vstack([W, b]), 0), np.ones(len(x))]
    return softmax(a @ np.vstack([weights[-1], biases[-1]]))


def mlp_pops_the_callers_list(x, weights, biases):
    W, b = weights.pop(), biases.pop()
    for V, c in zip(weights, biases):  # noqa: B905
        x = relu(x @ V + c)
    return softmax(x @ W + b)


def mlp_relu_everywhere(x, weights, biases):
    for W, b in zip(weights, biases):  # noqa: B905
        x = relu(x @ W + b)
    return softmax(x)


def mlp_two_fixed(x, weights, biases):
    h = relu(x @ weights[0] + biases[0])
    return softmax(h @ weights[1] + biases[1])


def mlp_off_by_one(x, weights, biases):
    for i, (W, b) in enumerate(zip(weights, biases)):  # noqa: B905
        x = x @ W + b
        if i < len(weights) - 2:
            x = relu(x)
    return softmax(x)


def mlp_one_relu(first):
    def mlp_forward(x, weights, biases):
        hidden = len(weights) - 1
        for i in range(hidden):
            x = x @ weights[i] + biases[i]
            if i == (0 if first else hidden - 1):
                x = relu(x)
        return softmax(x @ weights[-1] + biases[-1])

    return mlp_forward


def mlp_from_x(x, weights, biases):
    a = x
    for W, b in zip(weights[:-1], biases[:-1]):  # noqa: B905
        a = relu(x @ W + b)
    return softmax(a @ weights[-1] + biases[-1])


def mlp_axis(x, weights, biases):
    for W, b in zip(weights[:-1], biases[:-1]):  # noqa: B905
        x = relu(x @ W + b)
    e = np.exp(x @ weights[-1] + biases[-1])
    return e / e.sum(axis=0)


def mlp_in_place(x, weights, biases):
    for W, b in zip(weights[:-1], biases[:-1]):  # noqa: B905
        W *= 1.0 + 1e-3
        x = relu(x @ W + b)
    return softmax(x @ weights[-1] + biases[-1])


def last_layer_by_identity(x, weights, biases):
    a = x
    for W, b in zip(weights, biases, strict=True):
        z = a @ W + b
        a = z if W is weights[-1] else np.maximum(0, z)
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def last_layer_by_equality(x, weights, biases):
    a = x
    for W, b in zip(weights, biases, strict=True):
        z = a @ W + b
        a = z if np.array_equal(W, weights[-1]) else np.maximum(0, z)
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def net_of_two_layers(x, weights, biases):
    for W, b in zip(weights[:1], biases[:1], strict=True):
        z = x @ W + b
    if len(weights) > 1:
        z = np.maximum(0, z) @ weights[1] + biases[1]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


RIGHT = {
    "shapes_by_hand": [
        lambda: (48, 10, 32, 48),
        lambda: [48, 10, 32, 48],
        lambda: np.array([48, 10, 32, 48]),
        lambda: (*np.zeros((48, 10)).shape, *np.zeros((32, 48)).shape),
    ],
    "forward_by_hand": [lambda: 1.25, lambda: 5 / 4, lambda: np.array([[1.25]]), lambda: [1.25]],
    "dense_forward": [
        dense_three_loops,
        dense_rows,
        lambda x, W, b: np.einsum("ni,iu->nu", x, W) + b,
        lambda x, W, b: np.matmul(x, W) + np.tile(b, (len(x), 1)),
        lambda x, W, b: (np.dot(x, W) + b.reshape(1, -1)).tolist(),
        lambda x, W, b: x.astype(np.float32) @ W.astype(np.float32) + b.astype(np.float32),
    ],
    "stable_sigmoid": [
        sigmoid_where,
        sigmoid_numbers,
        lambda z: 1 / (1 + np.exp(-np.clip(z, -500, 500))),
        lambda z: np.exp(-np.logaddexp(0, -z)),
        lambda z: np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z))),
        sigmoid,
    ],
    "stable_softmax": [softmax_row_loop, softmax_log_domain, softmax_with_epsilon, softmax],
    "shifted_logits": [lambda: "b", lambda: "B", lambda: ["b"], lambda: " b "],
    "mlp_forward": [mlp_enumerate, mlp_copies, mlp_stacked],
    "batch_for_one_shift": [
        lambda: np.array([[0.0], [-1000.0]]),
        lambda: np.array([[500.0, 501.0], [-500.0, -501.0]]),
    ],
}

WRONG = {
    "shapes_by_hand": [
        (lambda: (10, 48, 32, 48), "W2 as (units, inputs)", ("units_first",)),
        (lambda: (10, 48, 48, 32), "all for W x, examples in columns", ("columns_first",)),
        (lambda: (64, 48, 32, 48), "W1 for W2", ("shape_of_the_first_weights",)),
        (lambda: (48, 10, 32, 10), "z2 for z1", ("shape_of_the_output",)),
        (lambda: (49, 10, 32, 48), "bias as a row of W2", ("bias_counted_as_a_row",)),
        (lambda: (32, 48, 48, 10), "z1 before W2", ("z1_first",)),
        (lambda: (48, 10, 1, 48), "one row", ("one_row_only",)),
        (lambda: (64, 10, 32, 64), "two at once: W2 from the input, z1 as wide as it", ("from_the_input",)),
        (lambda: (48, 10, 64, 48), "pixels as rows", ("pixels_as_rows",)),
    ],
    "forward_by_hand": [
        (lambda: -0.25, "no ReLU", ("activation_forgotten",)),
        (lambda: 3.75, "rows of W1 as units", ("rows_for_units",)),
        (lambda: 2.0, "b2 forgotten", ("output_bias_forgotten",)),
        (lambda: 2.5, "no bias at all", ("no_biases",)),
        (lambda: 2.75, "plus 0.75", ("not_off_or_bias_sign",)),
        (lambda: 2.75, "bias after the ReLU", ("not_off_or_bias_sign",)),
        (lambda: 0.25, "minus times minus", ("product_sign_lost",)),
        (lambda: 11.25, "W2 the other way round", ("output_weights_exchanged",)),
        (lambda: 4, "stopped at a1", ("hidden_layer_only",)),
        (lambda: 1.52, "a slip in arithmetic", ()),
    ],
    "dense_forward": [
        (lambda x, W, b: x @ W, "no bias", ("bias_forgotten",)),
        (lambda x, W, b: x @ W.T + b, "W transposed", ("weights_transposed",)),
        (lambda x, W, b: np.dot(W, x) + b, "W on the left", ("weights_on_the_left",)),
        (lambda x, W, b: np.dot(W.T, x.T) + b.reshape(-1, 1), "examples in columns", ("examples_in_columns",)),
        (lambda x, W, b: x * W + b, "* for @", ("multiplied_entry_by_entry",)),
        (lambda x, W, b: x @ W + b.reshape(-1, 1), "bias as a column", ("bias_as_a_column",)),
        (lambda x, W, b: relu(x @ W + b), "ReLU added", ("activation_added",)),
        (lambda x, W, b: sigmoid(x @ W + b), "sigmoid added", ("sigmoid_added",)),
        (dense_row_overwritten, "= for +=", ("last_input_only",)),
        (dense_bias_in_loop, "bias once for each input", ("bias_for_every_input",)),
        (dense_stops_early, "the last input left out", ("last_input_left_out",)),
        (dense_like_x, "an array of whole numbers", ("whole_numbers_cut",)),
        (lambda x, W, b: x[0] @ W + b, "first row alone", ("first_row_only",)),
        (lambda x, W, b: relu(x @ W), "two at once: ReLU, and no bias", ()),
        (lambda x, W, b: (x @ W + b) / 2, "halved", ()),
        (lambda x, W, b: np.squeeze(x @ W + b)[..., :1], "cut to one unit", ()),
    ],
    "stable_sigmoid": [
        (lambda z: np.exp(z) / (1 + np.exp(z)), "overflows", ("quotient_overflows",)),
        (lambda z: 1 / (1 + np.exp(z)), "minus lost", ("exponent_without_minus",)),
        (lambda z: 1 / 1 + np.exp(-z), "brackets", ("brackets_missing",)),
        (sigmoid_zeros_like, "an array of whole numbers", ("whole_numbers_cut",)),
        (sigmoid_gap, "z = 0 in neither branch", ("zero_left_out",)),
        (sigmoid_if, "if on an array", ("array_in_an_if",)),
        (sigmoid_same_branch, "|z| in both branches", ("size_for_z",)),
        (sigmoid_mended, "NaN made 0", ("nan_made_zero",)),
        (lambda z: (np.tanh(z) + 1) / 2, "tanh(z) for tanh(z/2)", ("half_missing",)),
        (lambda z: np.tanh(z / 2), "tanh not shifted", ("tanh_not_shifted",)),
        (lambda z: 1 / (1 + np.exp(-np.clip(z, -5, 5))), "cut at 5", ("clipped_at_5",)),
        (lambda z: np.clip(0.2 * z + 0.5, 0, 1), "Keras's old hard sigmoid", ()),
        (lambda z: np.exp(z - z.max()) / (1 + np.exp(z - z.max())), "shifted", ("shifted_as_a_softmax",)),
        (lambda z: sigmoid(z) * (1 - sigmoid(z)), "slope", ("slope_returned",)),
        (softmax, "softmax", ("rows_share_one",)),
        (lambda z: np.round(sigmoid(z), 2), "rounded", ()),
    ],
    "stable_softmax": [
        (lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True), "overflows", ("exponential_overflows",)),
        (
            lambda z: softmax(z / np.abs(z).max(axis=1, keepdims=True)),
            "divided by the largest size",
            ("divided_by_the_largest_size",),
        ),
        (
            lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(1, keepdims=True),
            "one shift",
            ("one_shift_for_all",),
        ),
        (softmax_first_entry, "shifted by the first entry", ()),
        (softmax_clipped, "cut at 100", ("logits_clipped",)),
        (softmax_scaled, "divided by the largest", ("divided_by_the_maximum",)),
        (softmax_columns_after_shift, "sum over axis 0", ("sum_over_the_batch_after_the_shift",)),
        (softmax_no_keepdims, "keepdims only once", ("keepdims_forgotten_in_the_sum",)),
        (lambda z: softmax(z.T).T, "axis 0", ("sum_over_the_batch",)),
        (sigmoid, "sigmoid", ("each_by_itself",)),
        (lambda z: np.log(softmax_row_loop(z) + 1e-300), "logarithm", ()),
        (lambda z: np.eye(z.shape[1])[z.argmax(1)], "one-hot", ("winner_takes_all",)),
        (
            lambda z: np.exp(z - z.mean(1, keepdims=True)) / np.exp(z - z.mean(1, keepdims=True)).sum(1, keepdims=True),
            "shifted by the mean",
            ("mean_subtracted",),
        ),
        (lambda z: softmax(z) / len(z), "two at once: right, but divided by N", ()),
    ],
    "shifted_logits": [
        (lambda: "a", "all grow", ("all_grow",)),
        (lambda: "c", "towards a third", ("differences_shrink",)),
        (lambda: "d", "the largest wins", ("shift_for_scale",)),
        (lambda: "C", "upper case", ("differences_shrink",)),
        (lambda: ["d"], "in a list", ("shift_for_scale",)),
        (lambda: "nothing", "a word", ()),
        (lambda: 2, "a number", ()),
        (lambda: "ab", "two letters", ()),
    ],
    "mlp_forward": [
        (mlp_relu_everywhere, "ReLU before the softmax", ("output_through_relu",)),
        (mlp_two_fixed, "two layers only", ("two_layers_only",)),
        (mlp_off_by_one, "no ReLU in the last hidden layer", ("last_hidden_layer_linear",)),
        (mlp_from_x, "x in the loop", ()),
        (mlp_one_relu(first=True), "ReLU in the first layer", ("relu_in_the_first_layer_only",)),
        (mlp_one_relu(first=False), "ReLU behind the loop", ("relu_in_the_last_hidden_layer_only",)),
        (mlp_axis, "sum over axis 0", ("softmax_over_the_batch",)),
        (mlp_pops_the_callers_list, "changes the caller's list", ("changed_input",)),
        (mlp_in_place, "changes the caller's weights", ()),
        (lambda x, weights, biases: mlp_enumerate(relu(x), weights, biases), "ReLU on x", ("input_through_relu",)),
        (
            lambda x, weights, biases: mlp_enumerate(x, weights, [0 * b for b in biases]),
            "no bias",
            ("biases_forgotten",),
        ),
        (lambda x, weights, biases: np.log(mlp_enumerate(x, weights, biases)), "logarithm", ("logarithm_returned",)),
        (lambda x, weights, biases: mlp_enumerate(x, weights, biases).argmax(axis=1), "class", ("class_returned",)),
        (lambda x, weights, biases: mlp_enumerate(x, weights[::-1], biases[::-1]), "backwards", ("order_reversed",)),
        (
            lambda x, weights, biases: mlp_enumerate(x, [W.T for W in weights], biases),
            "W transposed",
            ("weights_transposed",),
        ),
        (lambda x, weights, biases: softmax(x @ weights[-1] + biases[-1]), "one layer", ()),
        (last_layer_by_identity, "the last layer is told by its array", ()),
        (last_layer_by_equality, "the last layer is told by its numbers", ()),
        (net_of_two_layers, "ends after the second layer", ("later_layers_ignored",)),
    ],
    "batch_for_one_shift": [
        (lambda: np.array([[1000.0, 1001.0 - 2, -1000.0]]), "one row", ("one_row",)),
        (lambda: np.full((1, 4), -1000.0), "one row far down", ("one_row",)),
        (lambda: np.array([[1000.0, -1000.0], [1000.0, -1000.0]]), "a spread in each row", ("wide_rows",)),
        (lambda: np.array([[1000.0, -1000.0], [-1000.0, 1000.0]]), "a spread, turned", ("wide_rows",)),
        (lambda: np.full((3, 3), 1000.0), "all large", ("rows_alike",)),
        (lambda: np.array([[1.0, 2.0], [3.0, 4.0]]), "moderate", ("rows_alike",)),
        (lambda: np.array([[600.0, 0.0], [0.0, 0.0]]), "not far enough", ("rows_alike",)),
        (lambda: np.array([[1e6, 0.0], [0.0, 0.0]]), "beyond the bounds", ()),
    ],
}
