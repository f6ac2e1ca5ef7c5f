"""Answers to exercise 06 as strangers write them: right ones in other words, wrong ones with their true cause."""

import math

import numpy as np

from dlcourse.activations import relu, sigmoid

# nine_gradients


def nine(start=None, dW1=None, db1=None, dW2=None, forward=None):
    """Right but for what is given: the start ∂L/∂ŷ from (y, ŷ), a part from x, o, W2, d, or the forward pass."""

    def answer(x, y, W1, b1, W2, b2):
        o, y_pred = (x @ W1 + b1, (x @ W1 + b1) @ W2 + b2) if forward is None else forward(x, W1, b1, W2, b2)
        d = -2 * (y - y_pred) if start is None else start(y, y_pred)
        first = W2[:, 0] * d if db1 is None else db1(x, o, W2, d)
        return (
            np.outer(x, first) if dW1 is None else dW1(x, o, W2, d, first),
            first,
            o.reshape(-1, 1) * d if dW2 is None else dW2(x, o, W2, d),
            d,
        )

    return answer


def nine_written_out(x, y, W1, b1, W2, b2):
    o1 = x[0] * W1[0, 0] + x[1] * W1[1, 0] + b1[0]
    o2 = x[0] * W1[0, 1] + x[1] * W1[1, 1] + b1[1]
    e = o1 * W2[0, 0] + o2 * W2[1, 0] + b2[0] - y
    dW1 = np.array([[2 * e * W2[j, 0] * x[i] for j in (0, 1)] for i in (0, 1)])
    return (
        dW1,
        np.array([2 * e * W2[0, 0], 2 * e * W2[1, 0]]),
        np.array([[2 * e * o1], [2 * e * o2]]),
        np.array([2 * e]),
    )


def nine_by_differences(x, y, W1, b1, W2, b2):
    """Central differences with a step of 1, exact since L is a square in each single parameter."""
    parameters = [np.array(p, dtype=float) for p in (W1, b1, W2, b2)]
    gradients = []
    for p in parameters:
        g = np.zeros(p.shape)
        for i in np.ndindex(p.shape):
            losses = []
            for step in (1.0, -2.0):
                p[i] += step
                A, a, B, b = parameters
                losses.append(float((y - ((x @ A + a) @ B + b)[0]) ** 2))
            p[i] += 1.0
            g[i] = (losses[0] - losses[1]) / 2
        gradients.append(g)
    return gradients


def nine_flat_columns(x, y, W1, b1, W2, b2):
    v = W2.ravel()
    e = float(2 * ((x @ W1 + b1) @ v + b2[0] - y))
    return e * np.outer(x, v), e * v, e * (x @ W1 + b1), e


# one_update


def update(d=None, grads=None, order=None):
    """Right but for the error's slope d(o, w2, b2, y) or the four gradients from x, o, w2, d."""

    def answer(x, y, w1, b1, w2, b2, learning_rate):
        o = w1 * x + b1
        slope = 2 * (w2 * o + b2 - y) if d is None else d(o, w2, b2, y)
        four = (slope * w2 * x, slope * w2, slope * o, slope) if grads is None else grads(x, o, w2, slope)
        new = [p - learning_rate * g for p, g in zip((w1, b1, w2, b2), four, strict=True)]
        return tuple(new) if order is None else tuple(new[i] for i in order)

    return answer


def update_kept_old(x, y, w1, b1, w2, b2, learning_rate):
    old_w2 = w2
    o = w1 * x + b1
    dy_pred = 2 * (w2 * o + b2 - y)
    w2 -= learning_rate * dy_pred * o
    b2 -= learning_rate * dy_pred
    w1 -= learning_rate * dy_pred * old_w2 * x
    b1 -= learning_rate * dy_pred * old_w2
    return w1, b1, w2, b2


def update_with_arrays(x, y, w1, b1, w2, b2, learning_rate):
    theta = np.array([w1, b1, w2, b2], dtype=float)
    o = w1 * x + b1
    return theta - learning_rate * 2 * (w2 * o + b2 - y) * np.array([w2 * x, w2, o, 1.0])


def update_rate_only(x, y, w1, b1, w2, b2, learning_rate):
    o = w1 * x + b1
    dy_pred = 2 * (w2 * o + b2 - y)
    w2 = w2 - learning_rate * dy_pred * o
    b2 = b2 - learning_rate * dy_pred
    w1 = w1 - learning_rate * dy_pred * w2 * x
    b1 = b1 - learning_rate * dy_pred * w2
    return w1, b1, w2, b2


def update_order_only(x, y, w1, b1, w2, b2, learning_rate):
    o = w1 * x + b1
    dy_pred = 2 * (w2 * o + b2 - y)
    w1 = w1 - learning_rate * dy_pred * w2 * x
    b1 = b1 - learning_rate * dy_pred * w2
    w2 = w2 - learning_rate * dy_pred * o
    b2 = b2 - dy_pred
    return w1, b1, w2, b2


def update_as_given(x, y, w1, b1, w2, b2, learning_rate):
    o = w1 * x + b1
    dy_pred = 2 * (w2 * o + b2 - y)
    w2 = w2 - learning_rate * dy_pred * o
    b2 = b2 - dy_pred
    w1 = w1 - learning_rate * dy_pred * w2 * x
    b1 = b1 - learning_rate * dy_pred * w2
    return w1, b1, w2, b2


def update_first_layer_then_all_again(x, y, w1, b1, w2, b2, learning_rate):
    dy_pred = 2 * (w2 * (w1 * x + b1) + b2 - y)
    w1, b1 = w1 - learning_rate * dy_pred * w2 * x, b1 - learning_rate * dy_pred * w2
    o = w1 * x + b1
    dy_pred = 2 * (w2 * o + b2 - y)
    return w1, b1, w2 - learning_rate * dy_pred * o, b2 - learning_rate * dy_pred


# train_row_by_row


def train(step=None, keep=None, mean=None, rows=None):
    """Right but for the step(w, g, η, n), what is kept of an epoch's weights, or the mean of its losses."""

    def answer(w, x, y, loss_and_gradient, learning_rate, epochs):
        ws, losses = [], []
        for _ in range(epochs):
            met, path = [], [w]
            for i in range(len(x)) if rows is None else rows(len(x)):
                loss, g = loss_and_gradient(w, x[i], y[i])
                w = w - learning_rate * g if step is None else step(w, g, learning_rate, len(x))
                met.append(loss)
                path.append(w)
            ws.append(w if keep is None else keep(path))
            losses.append(sum(met) / len(x) if mean is None else mean(met, epochs))
        return np.array(ws), np.array(losses)

    return answer


def train_into_arrays(w, x, y, loss_and_gradient, learning_rate, epochs):
    weights = np.array(w, dtype=float)
    ws, losses = np.empty((epochs, len(weights))), np.empty(epochs)
    for e in range(epochs):
        sum_of_losses = 0
        for row, target in zip(x, y):  # noqa: B905
            loss, g = loss_and_gradient(weights, row, target)
            sum_of_losses += loss
            weights -= learning_rate * g
        ws[e], losses[e] = weights, sum_of_losses / x.shape[0]
    return ws, losses


def train_without_clearing(w, x, y, loss_and_gradient, learning_rate, epochs):
    gradient, ws, losses = np.zeros(len(w)), [], []
    for _ in range(epochs):
        met = []
        for a, b in zip(x, y):  # noqa: B905
            loss, g = loss_and_gradient(w, a, b)
            gradient += g
            w = w - learning_rate * gradient
            met.append(loss)
        ws.append(w)
        losses.append(np.mean(met))
    return np.array(ws), np.array(losses)


def train_cleared_once_an_epoch(w, x, y, loss_and_gradient, learning_rate, epochs):
    ws, losses = [], []
    for _ in range(epochs):
        ws_of_one, loss_of_one = train_without_clearing(w, x, y, loss_and_gradient, learning_rate, 1)
        w = ws_of_one[0]
        ws.append(w)
        losses.append(loss_of_one[0])
    return np.array(ws), np.array(losses)


def train_to_lists(w, x, y, loss_and_gradient, learning_rate, epochs):
    history = []
    for _ in range(epochs):
        losses = []
        for i in range(x.shape[0]):
            loss, g = loss_and_gradient(w, x[i, :], y[i])
            losses.append(loss)
            w = w - learning_rate * np.asarray(g)
        history.append((list(w), float(np.mean(losses))))
    return [h[0] for h in history], [h[1] for h in history]


def train_by_batch(w, x, y, loss_and_gradient, learning_rate, epochs):
    ws, losses = [], []
    for _ in range(epochs):
        pairs = [loss_and_gradient(w, a, b) for a, b in zip(x, y)]  # noqa: B905
        w = w - learning_rate * sum(g for _, g in pairs)
        ws.append(w)
        losses.append(np.mean([loss for loss, _ in pairs]))
    return np.array(ws), np.array(losses)


def train_aliased(w, x, y, loss_and_gradient, learning_rate, epochs):
    w = w.copy()
    ws, losses = [], []
    for _ in range(epochs):
        total = 0
        for a, b in zip(x, y):  # noqa: B905
            loss, g = loss_and_gradient(w, a, b)
            total += loss
            w -= learning_rate * g
        ws.append(w)
        losses.append(total / len(x))
    return np.array(ws), np.array(losses)


def train_never_reset(w, x, y, loss_and_gradient, learning_rate, epochs):
    ws, losses, total = [], [], 0
    for _ in range(epochs):
        for a, b in zip(x, y):  # noqa: B905
            loss, g = loss_and_gradient(w, a, b)
            total += loss
            w = w - learning_rate * g
        ws.append(w)
        losses.append(total / len(x))
    return np.array(ws), np.array(losses)


def train_restarted(w, x, y, loss_and_gradient, learning_rate, epochs):
    ws, losses = [], []
    for _ in range(epochs):
        v, total = w.copy(), 0
        for a, b in zip(x, y):  # noqa: B905
            loss, g = loss_and_gradient(v, a, b)
            total += loss
            v = v - learning_rate * g
        ws.append(v)
        losses.append(total / len(x))
    return np.array(ws), np.array(losses)


def train_in_place(w, x, y, loss_and_gradient, learning_rate, epochs):
    ws, losses = [], []
    for _ in range(epochs):
        total = 0
        for a, b in zip(x, y):  # noqa: B905
            loss, g = loss_and_gradient(w, a, b)
            total += loss
            w -= learning_rate * g
        ws.append(w.copy())
        losses.append(total / len(x))
    return np.array(ws), np.array(losses)


def train_own_loss(w, x, y, loss_and_gradient, learning_rate, epochs):
    def squared(w, row, target):
        return (row @ w - target) ** 2, 2 * (row @ w - target) * row

    return train()(w, x, y, squared, learning_rate, epochs)


def train_once_more_at_the_end(w, x, y, loss_and_gradient, learning_rate, epochs):
    ws, _ = train()(w, x, y, loss_and_gradient, learning_rate, epochs)
    return ws, np.array([np.mean([loss_and_gradient(v, a, b)[0] for a, b in zip(x, y)]) for v in ws])  # noqa: B905


# sigmoid_net_gradients


def net(d2=None, slope=None, d1=None, dW1=None, dW2=None, db1=None, hidden=sigmoid, output=sigmoid, bias=True):
    """Right but for what is given."""

    def answer(x, y, W1, b1, W2, b2):
        z1 = x @ W1 + (b1 if bias else 0)
        h = hidden(z1)
        p = output(h @ W2 + b2)
        e = p - y if d2 is None else d2(y, p)
        s = h * (1 - h) if slope is None else slope(z1, h)
        first = W2[:, 0] * e * s if d1 is None else d1(W2, e, s)
        return (
            np.outer(x, first) if dW1 is None else dW1(x, first),
            first if db1 is None else db1(W2, e, s),
            np.outer(h, e) if dW2 is None else dW2(x, z1, h, e),
            e,
        )

    return answer


def net_in_loops(x, y, W1, b1, W2, b2):
    inputs, hidden = W1.shape
    h = [1 / (1 + math.exp(-(b1[j] + sum(x[i] * W1[i, j] for i in range(inputs))))) for j in range(hidden)]
    p = 1 / (1 + math.exp(-(b2[0] + sum(h[j] * W2[j, 0] for j in range(hidden)))))
    dW1, db1, dW2 = np.zeros((inputs, hidden)), np.zeros(hidden), np.zeros((hidden, 1))
    for j in range(hidden):
        dW2[j, 0] = (p - y) * h[j]
        db1[j] = (p - y) * W2[j, 0] * h[j] * (1 - h[j])
        dW1[:, j] = x * db1[j]
    return dW1, db1, dW2, np.array([p - y])


def net_as_a_batch(x, y, W1, b1, W2, b2):
    X = x[np.newaxis, :]
    H = sigmoid(X @ W1 + b1)
    dZ2 = sigmoid(H @ W2 + b2) - y
    dZ1 = dZ2 @ W2.T * H * (1 - H)
    return X.T @ dZ1, dZ1.sum(axis=0), H.T @ dZ2, dZ2.sum(axis=0)


def net_long_chain(x, y, W1, b1, W2, b2):
    h = sigmoid(x @ W1 + b1)
    p = sigmoid(h @ W2 + b2)
    dp = (1 - y) / (1 - p) - y / p
    dz2 = dp * (p - p * p)
    dz1 = np.dot(W2, dz2) * (h - h * h)
    return [np.multiply.outer(x, dz1), dz1, np.multiply.outer(h, dz2), dz2]


def trained_without_repetitions(w, x, y, loss_and_gradient, learning_rate, epochs):
    w, ws, losses = w.copy(), [], []
    for _ in range(epochs):
        met = []
        for i in range(len(x)):
            loss, gradient = loss_and_gradient(w, x[i], y[i])
            met.append(loss)
            if i == 0 or not np.array_equal(x[i], x[i - 1]):
                w = w - learning_rate * gradient
        ws.append(w)
        losses.append(np.mean(met))
    return np.array(ws), np.array(losses)


def rows_with(order=lambda rows, epoch: rows, rate=lambda rate, epoch: rate, target=lambda i, rows: i):
    """The training with the order of the rows, the rate or the target of the gradient exchanged."""

    def answer(w, x, y, loss_and_gradient, learning_rate, epochs):
        ws, losses = [], []
        for epoch in range(epochs):
            met = []
            for i in order(list(range(len(x))), epoch):
                met.append(loss_and_gradient(w, x[i], y[i])[0])
                gradient = loss_and_gradient(w, x[i], y[target(i, len(x))])[1]
                w = w - rate(learning_rate, epoch) * gradient
            ws.append(w)
            losses.append(np.mean(met))
        return np.array(ws), np.array(losses)

    return answer


def losses_never_emptied(w, x, y, loss_and_gradient, learning_rate, epochs):
    """One list for all epochs."""
    ws, losses, met = [], [], []
    for _ in range(epochs):
        for row, label in zip(x, y, strict=True):
            loss, gradient = loss_and_gradient(w, row, label)
            met.append(loss)
            w = w - learning_rate * gradient
        ws.append(w)
        losses.append(np.mean(met))
    return np.array(ws), np.array(losses)


def net_with_bounds(x, y, W1, b1, W2, b2):
    h = sigmoid(x @ W1 + b1)
    d = np.clip(sigmoid(h @ W2 + b2), 0.01, 0.99) - y
    dz = d * W2[:, 0] * h * (1 - h)
    return np.outer(x, dz), dz, (d * h)[:, None], d


def nine_of_sizes(x, y, W1, b1, W2, b2):
    o = x @ W1 + b1
    d = -2 * abs(y - (o @ W2 + b2)[0])
    return np.outer(x, d * W2[:, 0]), d * W2[:, 0], (d * o)[:, None], np.array([d])


RIGHT = {
    "weight_gradient_by_hand": [lambda: -14.62388, lambda: -14.6, lambda: np.float64(-14.624), lambda: [-14.624]],
    "larger_gradient": [lambda: "b", lambda: "B)", lambda: ["b"]],
    "nine_gradients": [nine(), nine_written_out, nine_by_differences, nine_flat_columns],
    "why_the_minus": [lambda: "b", lambda: "b)", lambda: " B "],
    "one_update": [update(), update_kept_old, update_with_arrays, lambda *a: list(update()(*a))],
    "train_row_by_row": [train(), train_into_arrays, train_to_lists],
    "sigmoid_net_gradients": [net(), net_in_loops, net_as_a_batch, net_long_chain],
    "wrong_way": [
        lambda: (1.0, -4.0, 2.0, 0.1),
        lambda: np.array([-1.0, 3.0, 1.0, 0.2]).tolist(),
    ],
}

WRONG = {
    "weight_gradient_by_hand": [
        (lambda: -2 * 8.917 * 0.57, "the lecture's unit", ("output_of_the_lecture",)),
        (lambda: 14.624, "sign", ("wrong_sign",)),
        (lambda: -7.312, "no 2", ("two_lost",)),
        (lambda: 7.31194, "two at once", ("wrong_sign_and_two_lost",)),
        (lambda: -17.834, "no o", ("first_factor_only",)),
        (lambda: 79.51, "the loss", ("loss_itself",)),
        (lambda: 65.2, "the loss times o", ("loss_for_slope",)),
        (lambda: -19.314, "times ŷ", ("prediction_for_hidden",)),
        (lambda: -15, "rounded", ("rounded_too_far",)),
        (lambda: -12.0, "a slip in arithmetic", ()),
    ],
    "larger_gradient": [
        (lambda: "a", "equal", ("equal_weights_equal_gradients",)),
        (lambda: "c", "the small one", ("small_input_large_gradient",)),
        (lambda: "d", "the salary", ("depends_on_the_target",)),
        (lambda: "D)", "with a bracket", ("depends_on_the_target",)),
        (lambda: ["a"], "in a list", ("equal_weights_equal_gradients",)),
        (lambda: "iq", "a word", ()),
        (lambda: 23, "a number", ()),
        (lambda: "bc", "two letters", ()),
    ],
    "nine_gradients": [
        (nine_of_sizes, "|y − ŷ|", ()),
        (nine(start=lambda y, p: 2 * (y - p)), "sign", ("wrong_sign",)),
        (nine(start=lambda y, p: p - y), "no 2", ("two_lost",)),
        (nine(start=lambda y, p: y - p), "two at once: sign, no 2", ("wrong_sign_and_two_lost",)),
        (nine(start=lambda y, p: 2 * np.abs(p - y)), "|error|", ("error_sign_lost",)),
        (nine(start=lambda y, p: (p - y) ** 2), "the loss", ("loss_for_slope",)),
        (nine(dW1=lambda x, o, W2, d, first: np.outer(first, x)), "transposed", ("transposed",)),
        (nine(dW1=lambda x, o, W2, d, first: x * first * np.ones((2, 1))), "x[j]", ("input_by_unit",)),
        (nine(db1=lambda x, o, W2, d: np.array([d[0], d[0]])), "no W2", ("second_weights_forgotten",)),
        (nine(db1=lambda x, o, W2, d: W2[::-1, 0] * d), "partner", ("partner_weight",)),
        (nine(db1=lambda x, o, W2, d: W2[:, 0] * d * (o > 0)), "ReLU's gate", ("relu_slope",)),
        (nine(db1=lambda x, o, W2, d: W2[:, 0] * d * o * (1 - o)), "sigmoid's slope", ("sigmoid_slope",)),
        (nine(dW2=lambda x, o, W2, d: x[:, None] * d), "x for o", ("input_for_hidden",)),
        (nine(dW2=lambda x, o, W2, d: np.array([d, d])), "no o", ("hidden_output_missing",)),
        (nine(forward=lambda x, W1, b1, W2, b2: (x @ W1, x @ W1 @ W2)), "no biases", ("biases_left_out",)),
        (
            nine(forward=lambda x, W1, b1, W2, b2: (W1 @ x + b1, (W1 @ x + b1) @ W2 + b2)),
            "W1 x",
            ("weights_transposed",),
        ),
        (lambda *a: [nine()(*a)[i] for i in (2, 3, 0, 1)], "second layer first", ("second_layer_first",)),
        (nine(start=lambda y, p: y - p, dW1=lambda x, o, W2, d, first: np.outer(first, x)), "three at once", ()),
        (
            nine(start=lambda y, p: 2 * (y - p), dW2=lambda x, o, W2, d: x[:, None] * d),
            "sign, and x for o",
            ("wrong_sign",),
        ),
        (lambda *a: (np.zeros((2, 2)), np.zeros(2), np.zeros((2, 1)), np.zeros(1)), "zeros", ()),
        (lambda *a: nine()(*a)[:3], "three arrays", ()),
    ],
    "why_the_minus": [
        (lambda: "a", "smaller", ("always_down",)),
        (lambda: "c", "positive loss", ("loss_is_positive",)),
        (lambda: "d", "either way", ("sign_does_not_matter",)),
        (lambda: "A", "upper case", ("always_down",)),
        (lambda: ["c"], "in a list", ("loss_is_positive",)),
        (lambda: "d)", "with a bracket", ("sign_does_not_matter",)),
        (lambda: "uphill", "a word", ()),
        (lambda: 0.178, "a number", ()),
    ],
    "one_update": [
        (update_as_given, "unchanged", ("unchanged",)),
        (update_rate_only, "new w2", ("new_weight_used",)),
        (update_order_only, "no rate for b2", ("bias_without_learning_rate",)),
        (update_first_layer_then_all_again, "forward again", ("forward_again",)),
        (update(d=lambda o, w2, b2, y: w2 * o + b2 - y), "no 2", ("two_lost",)),
        (update(d=lambda o, w2, b2, y: 2 * (y - w2 * o - b2)), "uphill", ("uphill",)),
        (update(grads=lambda x, o, w2, d: (d * x, d, d * o, d)), "no w2", ("second_weight_forgotten",)),
        (update(grads=lambda x, o, w2, d: (d * w2 * x, d, d * o, d)), "b1 as b2", ("second_weight_forgotten_in_b1",)),
        (update(grads=lambda x, o, w2, d: (d * w2 * x, d * w2 * x, d * o, d)), "x in b1", ("bias_times_inputs",)),
        (update(grads=lambda x, o, w2, d: (d * w2 * x, d * w2, d * x, d)), "x for o", ("input_for_hidden",)),
        (update(order=(0, 2, 1, 3)), "weights first", ("weights_first",)),
        (lambda x, y, w1, b1, w2, b2, lr: (w1, b1, w2, b2), "nothing moves", ("nothing_moves",)),
        (lambda *a: tuple(round(v, 2) for v in update()(*a)), "rounded", ()),
        (update(d=lambda o, w2, b2, y: y - w2 * o - b2), "two at once: uphill, no 2", ()),
        (lambda *a: update()(*a)[:2], "two numbers", ()),
    ],
    "train_row_by_row": [
        (train_without_clearing, "gradients never cleared", ("gradients_pile_up",)),
        (train_cleared_once_an_epoch, "cleared once an epoch", ("gradients_pile_up_in_an_epoch",)),
        (losses_never_emptied, "never emptied", ("losses_never_emptied",)),
        (
            rows_with(order=lambda rows, epoch: rows[:: (-1) ** epoch]),
            "there and back",
            ("every_second_epoch_backwards",),
        ),
        (rows_with(rate=lambda rate, epoch: rate / (epoch + 1)), "rate falls", ("rate_divided_by_the_epoch",)),
        (rows_with(target=lambda i, rows: (i + 1) % rows), "the next target", ("target_of_the_next_row",)),
        (train_by_batch, "one step an epoch", ("once_an_epoch",)),
        (train_aliased, "one array in every place", ("same_array_in_every_place",)),
        (train_never_reset, "total never reset", ("never_reset",)),
        (train_restarted, "each epoch from the start", ("restarted",)),
        (train_in_place, "changes the caller's w", ("changed_input",)),
        (train_own_loss, "a loss of its own", ("function_ignored",)),
        (train_once_more_at_the_end, "losses at the end", ("loss_after_the_epoch",)),
        (train(step=lambda w, g, lr, n: w + lr * g), "uphill", ("uphill",)),
        (train(step=lambda w, g, lr, n: w - g), "no rate", ("learning_rate_missing",)),
        (train(step=lambda w, g, lr, n: w - lr * g / n), "by N", ("learning_rate_divided",)),
        (train(keep=lambda path: path[0]), "before the epoch", ("recorded_before_the_epoch",)),
        (train(keep=lambda path: np.mean(path[1:], axis=0)), "mean weights", ("weights_averaged",)),
        (train(mean=lambda met, epochs: sum(met)), "sums", ("losses_summed",)),
        (train(mean=lambda met, epochs: met[-1]), "last", ("last_loss",)),
        (train(mean=lambda met, epochs: sum(met) / epochs), "by epochs", ("divided_by_epochs",)),
        (train(rows=lambda n: range(n - 1)), "without the last row", ("last_row_left_out",)),
        (train(rows=lambda n: range(n - 1, -1, -1)), "backwards", ("rows_reversed",)),
        (train(rows=lambda n: np.random.default_rng(0).permutation(n)), "shuffled", ()),
        (lambda w, x, y, f, lr, epochs: train()(w, x, y, f, lr, epochs - 1), "an epoch short", ("one_epoch_short",)),
        (lambda *a: train()(*a)[::-1], "losses first", ("losses_first",)),
        (
            train(step=lambda w, g, lr, n: w + lr * g, mean=lambda met, epochs: sum(met)),
            "two: uphill, sums",
            ("uphill",),
        ),
        (trained_without_repetitions, "a row that repeats the one before is not learnt from", ()),
    ],
    "sigmoid_net_gradients": [
        (net_with_bounds, "ŷ kept between 0.01 and 0.99", ()),
        (net(d2=lambda y, p: (p - y) * p * (1 - p)), "slope kept", ("output_slope_kept",)),
        (net(d2=lambda y, p: y - p), "sign", ("wrong_sign",)),
        (net(d2=lambda y, p: 2 * (p - y)), "2", ("two_from_the_square",)),
        (net(d2=lambda y, p: -y / p + (1 - y) / (1 - p)), "stopped at p", ("stopped_at_the_probability",)),
        (net(d2=lambda y, p: (p > 0.5) - y), "class", ("class_for_probability",)),
        (net(slope=lambda z, h: 1), "no slope", ("hidden_slope_missing",)),
        (net(slope=lambda z, h: z * (1 - z)), "z(1−z)", ("slope_from_pre_activation",)),
        (net(slope=lambda z, h: sigmoid(h) * (1 - sigmoid(h))), "σ twice", ("sigmoid_twice",)),
        (net(slope=lambda z, h: h), "h alone", ("one_minus_missing",)),
        (net(slope=lambda z, h: 1 - h**2), "tanh", ("slope_of_tanh",)),
        (net(d1=lambda W2, e, s: e * s), "no W2", ("second_weights_forgotten",)),
        (net(dW2=lambda x, z, h, e: np.outer(z, e)), "z for h", ("pre_activation_for_output",)),
        (net(dW1=lambda x, first: np.outer(first, x)), "transposed", ("transposed",)),
        (net(dW1=lambda x, first: np.outer(first, x).reshape(len(x), -1)), "reshaped", ("transposed_and_reshaped",)),
        (net(hidden=relu, slope=lambda z, h: z > 0), "ReLU", ("relu_for_sigmoid",)),
        (net(output=lambda z: z), "no sigmoid at the end", ("output_without_sigmoid",)),
        (net(bias=False), "no b1", ("hidden_biases_left_out",)),
        (lambda *a: [net()(*a)[i] for i in (0, 2, 1, 3)], "weights first", ("weights_first",)),
        (net(d2=lambda y, p: y - p, slope=lambda z, h: 1), "two: sign, no slope", ("wrong_sign",)),
        (net(db1=lambda W2, e, s: W2[:, 0] * e), "no slope in db1", ("hidden_slope_missing",)),
        (net(d2=lambda y, p: (p - y) / 2), "halved", ()),
    ],
    "wrong_way": [
        (lambda: (1.0, 1.0, 1.0, 1.0), "all ones", ("no_error",)),
        (lambda: (0.0, 2.0, 1.0, 1.0), "no input", ("gradient_of_0",)),
        (lambda: (1.0, 2.0, 3.0, 0.0), "v = 0", ("gradient_of_0",)),
        (lambda: (1.0, 2.0, 0.0, 3.0), "w = 0", ("v_stays",)),
        (lambda: (1.0, 2.0, 1.0, 1.0), "a small step", ("sign_kept",)),
        (lambda: (1.0, 5.0, 1.0, 0.1), "pushed up", ("sign_kept",)),
        (lambda: (1.0, 4.0, 1.0, 5.0), "v too large", ("sign_kept",)),
        (lambda: (1.0, -50.0, 1.0, 1.0), "beyond the bounds", ()),
    ],
}
