"""Answers to exercise 17 as somebody writes them who knows its text alone."""

import math

import numpy as np

from dlcourse.activations import relu, softmax
from dlcourse.data import load_digits

# digits_one_hot


def one_hot_in_two_loops(y, classes):
    table = []
    for label in y:
        row = [0.0] * classes
        row[label] = 1.0
        table.append(row)
    return np.array(table)


def one_hot_put(y, classes):
    flat = np.zeros(y.size * classes)
    flat[np.arange(y.size) * classes + y] = 1
    return flat.reshape(y.size, classes)


def one_hot_returned_in_the_loop(y, classes):
    Y = np.zeros((len(y), classes))
    for n in range(len(y)):
        Y[n, y[n]] = 1
        return Y


def one_hot_zeros_in_the_loop(y, classes):
    for n in range(len(y)):
        Y = np.zeros((len(y), classes))
        Y[n, y[n]] = 1
    return Y


def one_hot_of_rows(y, classes):
    Y = np.zeros((len(y), classes))
    Y[y] = 1
    return Y


def one_hot_by_class(y, classes):
    return np.array([(y == k).astype(float) for k in range(classes)])


def one_hot_ordinal(y, classes):
    return (np.arange(classes)[None] <= y[:, None]).astype(int)


def one_hot_short_loop(y, classes):
    Y = np.zeros((len(y), classes))
    for n in range(len(y) - 1):
        Y[n, y[n]] = 1
    return Y


def one_hot_of_the_first_rows(y, classes):
    Y = np.zeros((len(y), classes))
    for n in range(classes):
        if n < len(y):
            Y[n, y[n]] = 1
    return Y


def one_hot_without_zero(y, classes):
    Y = np.zeros((len(y), classes))
    for k in range(1, classes):
        Y[y == k, k] = 1
    return Y


# digits_forward


def forward_scalars(x, W1, b1, W2, b2):
    h, p = [], []
    for row in x:
        hidden = []
        for j in range(W1.shape[1]):
            z = b1[j]
            for i in range(len(row)):
                z += row[i] * W1[i, j]
            hidden.append(z if z > 0 else 0.0)
        logits = [sum(hidden[j] * W2[j, k] for j in range(len(hidden))) + b2[k] for k in range(len(b2))]
        powers = [math.exp(z - max(logits)) for z in logits]
        h.append(hidden)
        p.append([power / sum(powers) for power in powers])
    return np.array(h), np.array(p)


def forward_library(x, W1, b1, W2, b2):
    h = relu(np.dot(x, W1) + b1)
    return h, softmax(np.dot(h, W2) + b2)


def forward_transposed(x, W1, b1, W2, b2):
    h = np.where((z := (W1.T @ x.T).T + b1) > 0, z, 0)
    e = np.exp((z := (W2.T @ h.T + b2.reshape(-1, 1))) - z.max(axis=0))
    return h, (e / e.sum(0)).T


def forward_with(activation=relu, output=softmax, bias_1=1, bias_2=1):
    def digits_forward(x, W1, b1, W2, b2):
        h = activation(x @ W1 + bias_1 * b1)
        return h, output(h @ W2 + bias_2 * b2)

    return digits_forward


def naive_softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def naive_softmax_of_all(z):
    return np.exp(z) / np.sum(np.exp(z))


def naive_softmax_of_columns(z):
    return np.exp(z) / np.sum(np.exp(z), axis=0)


def softmax_of_all(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def softmax_of_columns(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def softmax_one_shift(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=1, keepdims=True)


def softmax_clipped(z):
    e = np.exp(np.clip(z, -700, 700))
    return e / e.sum(axis=1, keepdims=True)


def forward_z(x, W1, b1, W2, b2):
    z = x @ W1 + b1
    return z, softmax(relu(z) @ W2 + b2)


def forward_swapped(x, W1, b1, W2, b2):
    return forward_library(x, W1, b1, W2, b2)[::-1]


def forward_skips(x, W1, b1, W2, b2):
    return relu(x @ W1 + b1), softmax(x @ W2 + b2)


def forward_classes(x, W1, b1, W2, b2):
    h, p = forward_library(x, W1, b1, W2, b2)
    return h, np.argmax(p, axis=1)


def forward_late_bias(x, W1, b1, W2, b2):
    h = relu(x @ W1) + b1
    return h, softmax(h @ W2 + b2)


# digits_gradients


def gradients_plain(x, y, W1, b1, W2, b2):
    z1 = x @ W1 + b1
    h = np.maximum(0, z1)
    p = softmax(h @ W2 + b2)
    Y = np.eye(W2.shape[1])[y]
    loss = -np.sum(Y * np.log(p)) / x.shape[0]
    dz2 = (p - Y) / x.shape[0]
    dh = dz2 @ W2.T
    dh[z1 <= 0] = 0
    return loss, x.T @ dh, np.sum(dh, 0), h.T @ dz2, np.sum(dz2, 0)


def gradients_loops(x, y, W1, b1, W2, b2):
    N, classes = len(x), len(b2)
    loss = 0.0
    dW1, db1, dW2, db2 = (np.zeros(a.shape) for a in (W1, b1, W2, b2))
    for n in range(N):
        z1 = x[n] @ W1 + b1
        h = np.maximum(z1, 0)
        z2 = h @ W2 + b2
        p = np.exp(z2 - z2.max())
        p /= p.sum()
        loss -= math.log(p[y[n]]) / N
        for k in range(classes):
            d = (p[k] - (k == y[n])) / N
            db2[k] += d
            for j in range(len(h)):
                dW2[j, k] += h[j] * d
                if z1[j] > 0:
                    db1[j] += d * W2[j, k]
                    dW1[:, j] += x[n] * d * W2[j, k]
    return loss, dW1, db1, dW2, db2


def gradients_list(x, y, W1, b1, W2, b2):
    h = relu(x @ W1 + b1)
    p = softmax(h @ W2 + b2)
    loss = np.mean([-np.log(p[n][y[n]]) for n in range(len(y))])
    delta = p
    delta[range(len(y)), y] -= 1
    delta = delta / len(y)
    back = delta.dot(W2.T) * np.sign(h)
    return [loss, x.T.dot(back), back.sum(axis=0, keepdims=True), h.T.dot(delta), delta.sum(axis=0, keepdims=True)]


def gradients_from(
    loss=lambda p, y: -np.log(p[np.arange(len(y)), y]).mean(),
    delta=lambda p, Y: (p - Y) / len(p),
    gate=lambda z1, h, dh: dh * (z1 > 0),
    bias=lambda d: d.sum(axis=0),
    order=lambda loss, dW1, db1, dW2, db2: (loss, dW1, db1, dW2, db2),
    entered=lambda z1, h: h,
):
    """The gradients with one of their pieces exchanged."""

    def digits_gradients(x, y, W1, b1, W2, b2):
        z1 = x @ W1 + b1
        h = relu(z1)
        p = softmax(h @ W2 + b2)
        dz2 = delta(p.copy(), np.eye(len(b2))[y])
        dz1 = gate(z1, h, dz2 @ W2.T)
        return order(loss(p, y), x.T @ dz1, bias(dz1), entered(z1, h).T @ dz2, bias(dz2))

    return digits_gradients


def gradients_without_copy(x, y, W1, b1, W2, b2):
    h = relu(x @ W1 + b1)
    p = softmax(h @ W2 + b2)
    d = p
    d[np.arange(len(y)), y] -= 1
    d /= len(y)
    dz1 = d @ W2.T * (h > 0)
    return -np.log(p[np.arange(len(y)), y]).mean(), x.T @ dz1, dz1.sum(0), h.T @ d, d.sum(0)


def gradients_new_weights(x, y, W1, b1, W2, b2):
    loss, _, _, dW2, db2 = gradients_plain(x, y, W1, b1, W2, b2)
    _, dW1, db1, _, _ = gradients_plain(x, y, W1, b1, W2 - dW2, b2)
    return loss, dW1, db1, dW2, db2


# digits_epoch


def epoch_in_a_loop(x, y, weights, gradients, order, batch_size, learning_rate):
    i = 0
    new = list(weights)
    while i < len(order):
        chosen = order[i : i + batch_size]
        g = gradients(x[chosen], y[chosen], new)
        new = [new[k] - learning_rate * g[k] for k in range(len(new))]
        i += batch_size
    return new


def epoch_shuffled_first(x, y, weights, gradients, order, batch_size, learning_rate):
    x, y, result = x[order], y[order], tuple(weights)
    for b in range(math.ceil(len(x) / batch_size)):
        piece = slice(b * batch_size, (b + 1) * batch_size)
        slopes = gradients(x[piece], y[piece], list(result))
        result = tuple(w - learning_rate * d for w, d in zip(result, slopes, strict=True))
    return result


def epoch_copies(x, y, weights, gradients, order, batch_size, learning_rate):
    weights = [np.array(w, dtype=float) for w in weights]
    for rows in np.split(order, np.arange(batch_size, len(order), batch_size)):
        for w, d in zip(weights, gradients(x[rows], y[rows], weights), strict=True):
            w -= np.multiply(learning_rate, d)
    return weights


def epoch_with(
    batches=lambda order, B: [order[i : i + B] for i in range(0, len(order), B)],
    rows=lambda a, batch: a[batch],
    step=lambda w, d, eta, batch: w - eta * d,
):
    """An epoch with one of its pieces exchanged."""

    def digits_epoch(x, y, weights, gradients, order, batch_size, learning_rate):
        for batch in batches(order, batch_size):
            slopes = gradients(rows(x, batch), rows(y, batch), weights)
            weights = [step(w, d, learning_rate, batch) for w, d in zip(weights, slopes, strict=True)]
        return weights

    return digits_epoch


def epoch_of_two(x, y, weights, gradients, order, batch_size, learning_rate):
    W, b = weights
    for i in range(0, len(order), batch_size):
        rows = order[i : i + batch_size]
        dW, db = gradients(x[rows], y[rows], [W, b])
        W, b = W - learning_rate * dW, b - learning_rate * db
    return [W, b]


def epoch_in_place(x, y, weights, gradients, order, batch_size, learning_rate):
    for i in range(0, len(order), batch_size):
        rows = order[i : i + batch_size]
        for w, d in zip(weights, gradients(x[rows], y[rows], weights), strict=True):
            w -= learning_rate * d
    return weights


def epoch_floor(x, y, weights, gradients, order, batch_size, learning_rate):
    for b in range(len(order) // batch_size):
        rows = order[b * batch_size : (b + 1) * batch_size]
        g = gradients(x[rows], y[rows], weights)
        weights = [w - learning_rate * d for w, d in zip(weights, g, strict=True)]
    return weights


def epoch_stale(x, y, weights, gradients, order, batch_size, learning_rate):
    new = list(weights)
    for i in range(0, len(order), batch_size):
        rows = order[i : i + batch_size]
        for k, d in enumerate(gradients(x[rows], y[rows], weights)):
            new[k] = new[k] - learning_rate * d
    return new


def epoch_only_last(x, y, weights, gradients, order, batch_size, learning_rate):
    for i in range(0, len(order), batch_size):
        rows = order[i : i + batch_size]
        new = [w - learning_rate * d for w, d in zip(weights, gradients(x[rows], y[rows], weights), strict=True)]
    return new


def epoch_labels_stay(x, y, weights, gradients, order, batch_size, learning_rate):
    x = x[order]
    for i in range(0, len(x), batch_size):
        g = gradients(x[i : i + batch_size], y[i : i + batch_size], weights)
        weights = [w - learning_rate * d for w, d in zip(weights, g, strict=True)]
    return weights


def epoch_one_by_one(x, y, weights, gradients, order, batch_size, learning_rate):
    new = list(weights)
    for i in range(0, len(order), batch_size):
        rows = order[i : i + batch_size]
        for k in range(len(new)):
            new[k] = new[k] - learning_rate * gradients(x[rows], y[rows], new)[k]
    return new


def epoch_returns_early(x, y, weights, gradients, order, batch_size, learning_rate):
    for i in range(0, len(order), batch_size):
        rows = order[i : i + batch_size]
        weights = [w - learning_rate * d for w, d in zip(weights, gradients(x[rows], y[rows], weights), strict=True)]
        return weights


# train_digits


def train(
    units=50, epochs=25, rate=0.3, batch_size=20, first=lambda rng, fan: rng.normal(size=fan) / math.sqrt(fan[0])
):
    def train_digits(x_train, y_train, rng):
        W1, W2 = first(rng, (64, units)), first(rng, (units, 10))
        b1, b2 = np.zeros(units), np.zeros(10)
        for _ in range(epochs):
            order = rng.permutation(len(x_train))
            for i in range(0, len(order), batch_size):
                x, y = x_train[order[i : i + batch_size]], y_train[order[i : i + batch_size]]
                _, dW1, db1, dW2, db2 = gradients_plain(x, y, W1, b1, W2, b2)
                W1, b1, W2, b2 = W1 - rate * dW1, b1 - rate * db1, W2 - rate * dW2, b2 - rate * db2
        return W1, b1, W2, b2

    return train_digits


def train_by_library(x_train, y_train, rng):
    from dlcourse.layers import Dense, ReLU
    from dlcourse.optimizers import Adam
    from dlcourse.training import Sequential

    model = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    model.compile(Adam(0.005), "sparse_categorical_crossentropy_from_logits")
    model.fit(x_train, y_train, epochs=20, batch_size=32, rng=rng)
    return [array for layer in model.layers for array in getattr(layer, "weights", [])]


def train_scaled(x_train, y_train, rng):
    x = (x_train - x_train.mean(axis=0)) / (x_train.std(axis=0) + 1e-8)
    return train(epochs=15, rate=0.1)(x, y_train, rng)


def train_globals(x_train, y_train, rng):
    x, y = load_digits()
    return train(epochs=10)(x, y, rng)


def train_fixed(x_train, y_train, rng):
    return train(epochs=15)(x_train, y_train, np.random.default_rng(42))


def train_torch_shapes(x_train, y_train, rng):
    W1, b1, W2, b2 = train(epochs=2)(x_train, y_train, rng)
    return W1.T, b1, W2.T, b2


def train_other_order(x_train, y_train, rng):
    W1, b1, W2, b2 = train(epochs=2)(x_train, y_train, rng)
    return W1, W2, b1, b2


def train_unpaired(x_train, y_train, rng):
    return train(epochs=5)(rng.permutation(x_train), y_train, rng)


# digits_accuracy


def accuracy_loop(p, y):
    right = 0
    for n in range(len(y)):
        best = 0
        for k in range(p.shape[1]):
            if p[n, k] > p[n, best]:
                best = k
        right += best == y[n]
    return right / len(y)


# digits_confusion


def accuracy_in_bytes(p, y):
    hits = np.zeros(1, dtype=np.uint8)
    for answer, label in zip(p.argmax(axis=1), y, strict=True):
        hits += np.uint8(answer == label)
    return hits[0] / len(y)


def confusion_loop(y_true, y_pred, classes):
    C = np.zeros((classes, classes))
    for n in range(len(y_true)):
        C[y_true[n]][y_pred[n]] += 1
    return C


def confusion_dictionary(y_true, y_pred, classes):
    counts = {}
    for pair in zip(y_true.tolist(), y_pred.tolist(), strict=True):
        counts[pair] = counts.get(pair, 0) + 1
    return [[counts.get((i, j), 0) for j in range(classes)] for i in range(classes)]


def confusion_histogram(y_true, y_pred, classes):
    edges = np.arange(classes + 1) - 0.5
    return np.histogram2d(y_true, y_pred, bins=(edges, edges))[0]


def confusion_fancy(y_true, y_pred, classes):
    C = np.zeros((classes, classes), dtype=int)
    C[y_true, y_pred] += 1
    return C


def confusion_fancy_exchanged(y_true, y_pred, classes):
    C = np.zeros((classes, classes), dtype=int)
    C[y_pred, y_true] += 1
    return C


def confusion_renumbered(y_true, y_pred, classes):
    table = np.zeros((classes, classes))
    occurring = sorted({*y_true.tolist(), *y_pred.tolist()})
    for i, j in zip(y_true, y_pred, strict=True):
        table[occurring.index(i), occurring.index(j)] += 1
    return table


def confusion_seen(y_true, y_pred, classes):
    labels = np.unique(np.concatenate([y_true, y_pred]))
    return np.array([[np.sum((y_true == i) & (y_pred == j)) for j in labels] for i in labels])


def confusion_largest(y_true, y_pred, classes):
    classes = max(y_true.max(), y_pred.max()) + 1
    return confusion_loop(y_true, y_pred, classes)


def confusion_wrong_only(y_true, y_pred, classes):
    C = confusion_loop(y_true, y_pred, classes)
    np.fill_diagonal(C, 0)
    return C


def confusion_bincount(y_true, y_pred, classes):
    return np.bincount(classes * y_true + y_pred).reshape(classes, classes)


def confusion_normalised(y_true, y_pred, classes):
    C = confusion_loop(y_true, y_pred, classes)
    return C / np.maximum(C.sum(axis=1, keepdims=True), 1)


_one_hot_buffers: dict = {}


def one_hot_kept(y, classes):
    rows = _one_hot_buffers.setdefault((len(y), classes), np.zeros((len(y), classes)))
    rows[np.arange(len(y)), y] = 1
    return rows


def confusion_in_bytes(y_true, y_pred, classes):
    table = np.zeros((classes, classes), dtype=np.uint8)
    np.add.at(table, (y_true, y_pred), 1)
    return table


def confusion_by_tens(y_true, y_pred, classes):
    pairs = np.bincount(10 * y_true + y_pred, minlength=11 * classes)
    return [[pairs[10 * i + j] for j in range(classes)] for i in range(classes)]


def numbered_as_they_occur(y, classes):
    Y = np.zeros((len(y), classes))
    Y[np.arange(len(y)), np.unique(y, return_inverse=True)[1]] = 1
    return Y


def column_against_labels(p, y):
    return np.mean(p.argmax(axis=1, keepdims=True) == y)


RIGHT = {
    "digits_one_hot": [
        one_hot_in_two_loops,
        one_hot_put,
        lambda y, classes: np.eye(classes)[y],
        lambda y, classes: (y.reshape(-1, 1) == np.arange(classes)).astype("float32"),
    ],
    "digits_forward": [forward_scalars, forward_library, forward_transposed],
    "suspicious_start": [lambda: "c", lambda: "C", lambda: " c) "],
    "digits_gradients": [
        gradients_plain,
        gradients_loops,
        gradients_list,
        gradients_from(loss=lambda p, y: -np.log(p[np.arange(len(y)), y] + 1e-12).sum() / len(y)),
    ],
    "digits_epoch": [epoch_in_a_loop, epoch_shuffled_first, epoch_copies, epoch_with()],
    "train_digits": [train(), train(units=100, epochs=40, rate=0.1), train(units=32, epochs=30)],
    "digits_accuracy": [
        accuracy_loop,
        lambda p, y: np.mean(np.argmax(p, axis=-1) == y),
        lambda p, y: np.array([np.sum(np.equal(p.argmax(1), y)) / y.shape[0]]),
        lambda p, y: 1 - np.mean(np.argmax(p, 1) != y),
    ],
    "digits_confusion": [confusion_loop, confusion_dictionary, confusion_histogram],
    "rare_digit": [
        lambda: (np.array([1, 1, 1, 0]), np.array([1, 1, 1, 1]), np.array([1, 3, 3, 0])),
        lambda: [np.array([5] * 5 + [6]), np.array([5] * 6), np.array([5, 5, 5, 1, 1, 6])],
    ],
}

WRONG = {
    "digits_one_hot": [
        (one_hot_kept, "an array for each shape, used again", ()),
        (one_hot_returned_in_the_loop, "return inside the loop", ("first_row_only",)),
        (one_hot_zeros_in_the_loop, "zeros made anew in the loop", ("last_row_only",)),
        (one_hot_of_rows, "labels as row numbers", ("labels_as_rows",)),
        (one_hot_by_class, "one row for each class", ("transposed",)),
        (one_hot_ordinal, "filled up to the label", ("filled_up_to_the_label",)),
        (one_hot_short_loop, "loop one row too short", ("last_row_left_out",)),
        (one_hot_without_zero, "loop from class 1", ("first_class_left_out",)),
        (lambda y, classes: np.eye(y.max() + 1)[y], "classes from the labels", ("classes_from_the_labels",)),
        (lambda y, classes: np.eye(classes)[y - 1], "labels counted from 1", ("counted_from_one",)),
        (lambda y, classes: np.eye(classes + 1)[y], "a column too many", ("one_column_too_many",)),
        (lambda y, classes: np.eye(len(y), classes), "labels not used", ("labels_not_used",)),
        (lambda y, classes: 2 * np.eye(classes)[y] - 1, "−1 for 0", ("minus_one_elsewhere",)),
        (lambda y, classes: (y[:, None] == np.unique(y)) * 1, "a column for each label seen", ("only_seen_labels",)),
        (lambda y, classes: np.eye(classes)[y] * y[:, None], "the label for 1", ("label_in_the_place_of_one",)),
        (lambda y, classes: np.eye(classes)[y].argmax(axis=1), "back to labels", ()),
        (numbered_as_they_occur, "labels numbered as they occur", ("numbered_among_those_that_occur",)),
        (one_hot_of_the_first_rows, "a loop over the classes", ("classes_counted_for_rows",)),
        (lambda y, classes: np.eye(classes)[::-1][y], "from the end", ("counted_from_the_end",)),
        (lambda y, classes: np.eye(classes)[sorted(y)], "sorted", ("sorted_labels",)),
        (lambda y, classes: np.bincount(y, minlength=classes), "counts", ("rows_added_up",)),
    ],
    "digits_forward": [
        (forward_with(activation=lambda z: z), "no ReLU", ("hidden_activation_missing",)),
        (forward_with(activation=np.tanh), "tanh", ("tanh_for_relu",)),
        (forward_with(activation=lambda z: 1 / (1 + np.exp(-z))), "sigmoid", ("sigmoid_for_relu",)),
        (forward_with(activation=lambda z: np.maximum(0.01 * z, z)), "leaky", ("leaky_relu",)),
        (forward_with(bias_1=0), "no b1", ("first_bias_forgotten",)),
        (forward_with(bias_2=0), "no b2", ("second_bias_forgotten",)),
        (forward_with(output=naive_softmax), "overflow", ("exponential_overflows",)),
        (
            forward_with(output=naive_softmax_of_all),
            "overflow, and one sum",
            ("exponential_overflows_and_sum_over_everything",),
        ),
        (
            forward_with(output=naive_softmax_of_columns),
            "overflow, columns",
            ("exponential_overflows_and_sum_over_the_batch",),
        ),
        (forward_with(output=softmax_of_all), "all adds up to 1", ("softmax_over_everything",)),
        (forward_with(output=softmax_of_columns), "columns add up to 1", ("softmax_over_the_batch",)),
        (forward_with(output=softmax_one_shift), "one shift", ("one_shift_for_all",)),
        (forward_with(output=softmax_clipped), "clipped logits", ("logits_clipped",)),
        (forward_with(output=lambda z: softmax(relu(z))), "ReLU on the logits", ("relu_on_the_logits",)),
        (forward_with(output=lambda z: z), "logits", ("logits_returned",)),
        (forward_with(output=lambda z: softmax(softmax(z))), "softmax twice", ("softmax_twice",)),
        (forward_with(output=lambda z: 0.5 + 0.5 * np.tanh(z / 2)), "sigmoid at the end", ("each_by_itself",)),
        (
            forward_with(activation=lambda z: z, output=naive_softmax),
            "no ReLU, overflow",
            ("hidden_activation_missing_and_exponential_overflows",),
        ),
        (forward_z, "h before the ReLU", ("pre_activation_returned",)),
        (forward_swapped, "p, h", ("outputs_exchanged",)),
        (forward_skips, "x into the second layer", ("hidden_layer_skipped",)),
        (forward_classes, "classes", ("class_returned",)),
        (forward_late_bias, "b1 after the ReLU", ("bias_after_the_relu",)),
    ],
    "suspicious_start": [
        (lambda: "a", "any start will do", ("any_start_will_do",)),
        (lambda: "b", "the learning rate", ("blames_the_learning_rate",)),
        (lambda: "d", "the labels", ("blames_the_labels",)),
        (lambda: 2.3, "a number", ()),
        (lambda: "weights", "a word", ()),
        (lambda: "e", "no such letter", ()),
        (lambda: None, "nothing returned", ()),
        (lambda: "ac", "two letters", ()),
    ],
    "digits_gradients": [
        (gradients_from(delta=lambda p, Y: p - Y), "no 1/N", ("gradients_not_averaged",)),
        (
            gradients_from(loss=lambda p, y: -np.log(np.prod(p[np.arange(len(y)), y])) / len(y)),
            "ln of the product",
            ("logarithm_of_the_product",),
        ),
        (gradients_from(delta=lambda p, Y: (Y - p) / len(p)), "Y − p", ("wrong_sign",)),
        (gradients_from(delta=lambda p, Y: (p - Y) * p * (1 - p) / len(p)), "slope kept", ("softmax_slope_kept",)),
        (gradients_from(delta=lambda p, Y: (p - Y) / p.size), "1/(NK)", ("divided_by_all_entries",)),
        (gradients_from(gate=lambda z1, h, dh: dh), "no gate", ("gate_missing",)),
        (gradients_from(gate=lambda z1, h, dh: dh * (h >= 0)), "h >= 0", ("gate_missing",)),
        (gradients_from(gate=lambda z1, h, dh: dh * (z1 >= 0)), "z1 >= 0", ("gate_open_at_zero",)),
        (gradients_from(gate=lambda z1, h, dh: relu(dh)), "ReLU of the gradient", ("gate_by_gradient",)),
        (gradients_from(gate=lambda z1, h, dh: dh * (dh > 0)), "gate by the gradient", ("gate_by_gradient",)),
        (gradients_from(gate=lambda z1, h, dh: dh * h * (1 - h)), "sigmoid's slope", ("sigmoid_slope",)),
        (gradients_from(gate=lambda z1, h, dh: dh * h), "h for its slope", ("value_for_slope",)),
        (gradients_from(bias=lambda d: d.mean(axis=0)), "biases averaged", ("biases_averaged",)),
        (gradients_from(bias=lambda d: d.sum()), "one number for a bias", ("bias_summed_over_everything",)),
        (gradients_from(bias=lambda d: d.sum(axis=1)), "wrong axis", ("bias_wrong_axis",)),
        (gradients_from(bias=lambda d: d), "bias not summed", ("bias_not_summed",)),
        (
            gradients_from(loss=lambda p, y: -np.log(p[np.arange(len(y)), y]).sum()),
            "loss summed",
            ("loss_not_averaged",),
        ),
        (gradients_from(loss=lambda p, y: -np.log(p[:, y]).mean()), "p[:, y]", ("whole_columns",)),
        (
            gradients_from(loss=lambda p, y: np.log(p[np.arange(len(y)), y]).mean()),
            "minus lost",
            ("loss_with_its_sign_lost",),
        ),
        (gradients_from(loss=lambda p, y: -np.log(p.max(axis=1)).mean()), "no label", ("loss_of_the_answer",)),
        (
            gradients_from(loss=lambda p, y: -np.mean(np.eye(p.shape[1])[y] * np.log(p))),
            "mean over all",
            ("loss_over_all_entries",),
        ),
        (
            gradients_from(loss=lambda p, y: -np.log10(p[np.arange(len(y)), y]).mean()),
            "log10",
            ("logarithm_to_another_base",),
        ),
        (gradients_from(entered=lambda z1, h: z1), "z1 for h", ("pre_activation_for_output",)),
        (
            gradients_from(order=lambda loss, a, b, c, d: (loss, c, d, a, b)),
            "layers exchanged",
            ("second_layer_first",),
        ),
        (
            gradients_from(order=lambda loss, a, b, c, d: (loss, a, c, b, d)),
            "weights first",
            ("weights_before_biases",),
        ),
        (gradients_from(order=lambda loss, a, b, c, d: (a, b, c, d, loss)), "loss last", ("loss_last",)),
        (gradients_from(order=lambda loss, a, b, c, d: (a, b, c, d)), "loss forgotten", ()),
        (gradients_without_copy, "dz2 = p is no copy", ("loss_after_the_subtraction",)),
        (
            gradients_from(delta=lambda p, Y: Y - p, loss=lambda p, y: -np.log(p[:, y]).mean()),
            "two at once",
            ("whole_columns",),
        ),
        (gradients_new_weights, "hidden gradients from the new W2", ()),
    ],
    "digits_epoch": [
        (epoch_of_two, "two arrays expected", ("two_arrays_expected",)),
        (epoch_in_place, "the caller's arrays changed", ("changed_input",)),
        (epoch_floor, "the rest dropped", ("last_batch_dropped",)),
        (epoch_stale, "gradients at the start", ("gradients_at_the_start",)),
        (epoch_only_last, "only the last batch", ("restarted",)),
        (epoch_labels_stay, "labels not shuffled", ("labels_left_behind",)),
        (epoch_one_by_one, "new weights too early", ("new_weights_used_too_early",)),
        (epoch_returns_early, "return in the loop", ("first_batch_only",)),
        (
            epoch_with(batches=lambda order, B: np.array_split(order, math.ceil(len(order) / B))),
            "equal batches",
            ("batches_of_equal_size",),
        ),
        (
            epoch_with(batches=lambda order, B: np.array_split(order, B)),
            "B batches",
            ("batch_size_as_number_of_batches",),
        ),
        (
            epoch_with(batches=lambda order, B: [order[i * B : (i + 1) * B] for i in range(len(order) // B + 1)]),
            "an empty batch",
            ("one_batch_too_many",),
        ),
        (
            epoch_with(batches=lambda order, B: [np.sort(order)[i : i + B] for i in range(0, len(order), B)]),
            "order lost",
            ("order_ignored",),
        ),
        (epoch_with(batches=lambda order, B: [[i] for i in order]), "row by row", ("one_row_at_a_time",)),
        (epoch_with(batches=lambda order, B: [order]), "all at once", ("one_batch_of_all",)),
        (epoch_with(rows=lambda a, batch: a), "all rows each time", ("all_rows_each_time",)),
        (epoch_with(step=lambda w, d, eta, batch: w + eta * d), "uphill", ("uphill",)),
        (epoch_with(step=lambda w, d, eta, batch: w - d), "no learning rate", ("learning_rate_missing",)),
        (
            epoch_with(step=lambda w, d, eta, batch: w - eta * d / len(batch)),
            "divided again",
            ("divided_by_the_batch",),
        ),
        (
            epoch_with(step=lambda w, d, eta, batch: w - eta * d * len(batch)),
            "multiplied",
            ("multiplied_by_the_batch",),
        ),
        (epoch_with(step=lambda w, d, eta, batch: -eta * d), "the step alone", ()),
    ],
    "train_digits": [
        (train(epochs=0), "not trained", ("no_better_than_guessing",)),
        (train(epochs=2, rate=-0.3), "uphill", ("no_better_than_guessing", "always_the_same_digit", "exploded")),
        (train(epochs=2, first=lambda rng, fan: np.zeros(fan)), "from zero", ("twin_units",)),
        (train(epochs=1, rate=0.1), "one epoch", ("below_90",)),
        (train(units=16, epochs=6, rate=0.15), "too short", ("below_90", "below_94")),
        (train(epochs=2, rate=200.0), "too fast", ("exploded", "always_the_same_digit", "no_better_than_guessing")),
        (train_scaled, "scaled inside", ("scaled_inside",)),
        (train_globals, "all digits", ("trained_on_other_rows",)),
        (train_fixed, "a generator of its own", ("own_generator",)),
        (train_torch_shapes, "weights on their side", ()),
        (train_other_order, "another order", ()),
        (train_unpaired, "rows and labels apart", ("no_better_than_guessing",)),
        (lambda x_train, y_train, rng: train(epochs=2)(x_train, y_train, rng)[:2], "two arrays", ()),
    ],
    "digits_accuracy": [
        (lambda p, y: (p.argmax(axis=1) == y).sum(), "counted", ("counted_not_shared",)),
        (lambda p, y: 100 * (p.argmax(axis=1) == y).mean(), "per cent", ("in_percent",)),
        (lambda p, y: (p.argmax(axis=0) == y[: p.shape[1]]).mean(), "argmax of columns", ()),
        (lambda p, y: (p.argmax() == y).mean(), "argmax of all", ("argmax_of_everything",)),
        (lambda p, y: p[np.arange(len(y)), y].mean(), "mean probability", ("probability_of_the_label",)),
        (lambda p, y: (p[np.arange(len(y)), y] > 0.5).mean(), "above a half", ("threshold_of_a_half",)),
        (lambda p, y: (p[np.arange(len(y)), y] >= 0.5).mean(), "half or more", ("at_least_a_half",)),
        (lambda p, y: (p.argmax(axis=1) != y).mean(), "wrong ones", ("error_rate",)),
        (lambda p, y: p.argmax(axis=1) == y, "not averaged", ("hits_not_averaged",)),
        (lambda p, y: round(float((p.argmax(axis=1) == y).mean()), 2), "rounded", ("rounded",)),
        (lambda p, y: float(np.all(p.argmax(axis=1) == y)), "all or nothing", ("all_or_nothing",)),
        (lambda p, y: (p.argmin(axis=1) == y).mean(), "smallest", ("smallest_for_largest",)),
        (lambda p, y: (p.argmax(axis=1) + 1 == y).mean(), "counted from 1", ("counted_from_one",)),
        (lambda p, y: (p.argmax(axis=1) == y).sum() / p.shape[1], "divided by classes", ("divided_by_classes",)),
        (lambda p, y: p.max(axis=1).mean(), "confidence", ("probability_of_the_answer",)),
        (column_against_labels, "(N, 1) against (N,)", ("answers_against_all_labels",)),
        (accuracy_in_bytes, "hits counted in bytes", ("counted_in_bytes",)),
    ],
    "digits_confusion": [
        (confusion_by_tens, "pairs as 10 i + j", ()),
        (confusion_renumbered, "classes numbered as they occur", ("numbered_among_those_that_occur",)),
        (confusion_in_bytes, "counts start again after 255", ("counted_in_bytes",)),
        (confusion_fancy, "+= with arrays", ("pairs_counted_once",)),
        (confusion_fancy_exchanged, "+= with arrays, exchanged", ("pairs_counted_once_and_transposed",)),
        (confusion_seen, "classes that occur", ("only_occurring_classes",)),
        (confusion_largest, "classes from the labels", ("classes_from_the_labels",)),
        (confusion_wrong_only, "mistakes only", ("mistakes_only",)),
        (confusion_bincount, "no minlength", ("last_pair_missing",)),
        (confusion_normalised, "shares", ("shares_of_a_row",)),
        (lambda a, b, classes: confusion_loop(b, a, classes), "exchanged", ("transposed",)),
        (lambda a, b, classes: confusion_loop(a, a, classes), "labels twice", ("predictions_not_used",)),
        (lambda a, b, classes: confusion_loop(a, b, classes) / len(a), "shares of all", ("shares_of_all",)),
        (lambda a, b, classes: confusion_loop(a[a == b], b[a == b], classes), "hits only", ("hits_only",)),
        (lambda a, b, classes: confusion_loop(a[:-1], b[:-1], classes), "last row lost", ("last_row_left_out",)),
        (lambda a, b, classes: confusion_loop(a - 1, b - 1, classes), "counted from 1", ("counted_from_one",)),
        (
            lambda a, b, classes: np.bincount(a + b, minlength=classes**2).reshape(classes, classes),
            "added",
            ("pairs_not_told_apart",),
        ),
    ],
    "rare_digit": [
        (lambda: (np.array([1, 1, 1, 0]), np.array([1, 3, 3, 0]), np.array([1, 1, 1, 1])), "exchanged", ("not_more",)),
        (lambda: (np.array([1, 0]), np.array([1, 1]), np.array([0, 0])), "one each", ("not_more",)),
        (lambda: (np.arange(4), np.arange(4), np.zeros(4)), "each digit once", ("equally_frequent",)),
        (lambda: (np.ones(5), np.ones(5), np.zeros(5)), "one digit only", ("equally_frequent",)),
        (lambda: (np.array([1, 1, 2]), np.array([1, 1, 2]), np.array([1, 2, 2])), "a is perfect", ("agrees",)),
        (
            lambda: (np.array([1, 1, 1, 2]), np.array([1, 1, 1, 1]), np.array([0, 0, 0, 2])),
            "a draw",
            ("prefers_neither",),
        ),
        (lambda: (np.array([1, 1, 2]), np.array([1, 1]), np.array([1, 2])), "lengths", ()),
    ],
}
