"""Answers to exercise 07 as strangers write them: right ones in other words, wrong ones with their true cause."""

import math

import numpy as np

from dlcourse.activations import relu, sigmoid, softmax

# two_path_gradient


def paths(slope=None, total=None, error=None, end=None):
    """Right but for what is given: the slope of tanh from its input and value, the sum, the error, the last factor."""

    def answer(x, y, w, u1, u2, v1, v2):
        z1, z2 = u1 * w * x, u2 * w * x
        a1, a2 = math.tanh(z1), math.tanh(z2)
        s1, s2 = (1 - a1**2, 1 - a2**2) if slope is None else (slope(z1, a1), slope(z2, a2))
        first, second = v1 * s1 * u1, v2 * s2 * u2
        d = 2 * (v1 * a1 + v2 * a2 - y) if error is None else error(v1 * a1 + v2 * a2, y)
        return d * (first + second if total is None else total(first, second)) * (x if end is None else end(x, w))

    return answer


def paths_in_a_loop(x, y, w, u1, u2, v1, v2):
    prediction, slope = 0.0, 0.0
    for u, v in [(u1, v1), (u2, v2)]:
        o = np.tanh(u * w * x)
        prediction += v * o
        slope += v * (1 - o * o) * u * x
    return -2 * (y - prediction) * slope


def paths_step_by_step(x, y, w, u1, u2, v1, v2):
    o1 = w * x
    o21, o22 = np.tanh(u1 * o1), np.tanh(u2 * o1)
    dy_pred = 2 * (v1 * o21 + v2 * o22 - y)
    do21, do22 = dy_pred * v1, dy_pred * v2
    do1 = do21 * (1 - o21**2) * u1
    do1 += do22 * (1 - o22**2) * u2
    dw = do1 * x
    return dw


def paths_overwritten(x, y, w, u1, u2, v1, v2):
    o1 = w * x
    o21, o22 = np.tanh(u1 * o1), np.tanh(u2 * o1)
    dy_pred = 2 * (v1 * o21 + v2 * o22 - y)
    do1 = dy_pred * v1 * (1 - o21**2) * u1
    do1 = dy_pred * v2 * (1 - o22**2) * u2
    return do1 * x


def paths_apart(x, y, w, u1, u2, v1, v2):
    a, b = np.tanh(u1 * w * x), np.tanh(u2 * w * x)
    return 2 * (v1 * a - y) * v1 * (1 - a**2) * u1 * x + 2 * (v2 * b - y) * v2 * (1 - b**2) * u2 * x


def paths_by_weights(x, y, w, u1, u2, v1, v2):
    o1 = w * x
    a, b = np.tanh(u1 * o1), np.tanh(u2 * o1)
    return 2 * (v1 * a + v2 * b - y) * (v1 * (1 - a**2) * o1 + v2 * (1 - b**2) * o1) * x


def paths_without_u(x, y, w, u1, u2, v1, v2):
    a, b = np.tanh(u1 * w * x), np.tanh(u2 * w * x)
    return 2 * (v1 * a + v2 * b - y) * (v1 * (1 - a**2) + v2 * (1 - b**2)) * x


def paths_bracket(x, y, w, u1, u2, v1, v2):
    a, b = np.tanh(u1 * w * x), np.tanh(u2 * w * x)
    d = 2 * (v1 * a + v2 * b - y)
    return d * v1 * (1 - a**2) * u1 + d * v2 * (1 - b**2) * u2 * x


def paths_numerically(h, both=False):
    def answer(x, y, w, u1, u2, v1, v2):
        def f(w):
            return (v1 * np.tanh(u1 * w * x) + v2 * np.tanh(u2 * w * x) - y) ** 2

        return (f(w + h) - f(w - h)) / (2 * h) if both else (f(w + h) - f(w)) / h

    return answer


# sigmoid_backward and relu_backward


def entry_by_entry(slope):
    """An answer with a loop over all entries."""

    def answer(da, z):
        dz = np.zeros(z.shape)
        for n in range(z.shape[0]):
            for k in range(z.shape[1]):
                dz[n, k] = da[n, k] * slope(z[n, k])
        return dz

    return answer


def sigmoid_slope_of_one(z):
    s = 1 / (1 + math.exp(-max(z, -700.0)))
    return s * (1 - s)


def relu_masked_copy(da, z):
    dz = da.copy()
    dz[z < 0] = 0
    return dz


def relu_masked_in_place(da, z):
    da[z < 0] = 0
    return da


def relu_same_array(da, z):
    dz = da
    dz *= z > 0
    return dz


def relu_if(da, z):
    if z > 0:
        return da
    return np.zeros_like(da)


# dense_backward


def dense(dx=None, dW=None, db=None):
    """Right but for the parts that are given, functions of x, W, dz."""

    def answer(x, W, dz):
        return (
            np.dot(dz, W.T) if dx is None else dx(x, W, dz),
            np.dot(x.T, dz) if dW is None else dW(x, W, dz),
            np.sum(dz, axis=0) if db is None else db(x, W, dz),
        )

    return answer


def dense_in_loops(x, W, dz):
    (N, inputs), units = x.shape, W.shape[1]
    dx, dW, db = np.zeros((N, inputs)), np.zeros((inputs, units)), np.zeros(units)
    for n in range(N):
        for j in range(units):
            db[j] += dz[n, j]
            for i in range(inputs):
                dx[n, i] += dz[n, j] * W[i, j]
                dW[i, j] += dz[n, j] * x[n, i]
    return dx, dW, db


def dense_as_columns(x, W, dz):
    return [(W @ dz.T).T, (dz.T @ x).T, (dz.T @ np.ones((len(dz), 1)))[:, 0]]


def dense_last_row_wins(x, W, dz):
    dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for n in range(len(x)):
        dx[n] = W @ dz[n]
        dW = np.outer(x[n], dz[n])
        db = dz[n]
    return dx, dW, db


# softmax_crossentropy_backward


def with_p(p=None, rest=None):
    """Right but for the probabilities or what is made of y and p."""

    def answer(y_true, logits):
        probability = softmax(logits) if p is None else p(logits)
        return (probability - y_true) / len(y_true) if rest is None else rest(y_true, probability)

    return answer


def naive(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def shifted_by_all(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=1, keepdims=True)


def crossentropy_in_loops(y_true, logits):
    result = np.zeros(y_true.shape)
    for n in range(len(logits)):
        e = [math.exp(v - max(logits[n])) for v in logits[n]]
        for k in range(len(e)):
            result[n, k] = (e[k] / sum(e) - y_true[n, k]) / len(logits)
    return result


def crossentropy_picked(y_true, logits):
    d = softmax(logits)
    d[np.arange(len(d)), np.argmax(y_true, axis=1)] -= 1.0
    return d / d.shape[0]


def crossentropy_jacobians(y_true, logits):
    rows = []
    for y, z in zip(y_true, logits, strict=True):
        p = softmax(z)
        k = int(np.argmax(y))
        rows.append(p - np.eye(len(p))[k])
    return np.array(rows) / len(rows)


# two_layer_backward


def net(start=None, gate=None, back=None, dW1=None, db1=None, dW2=None, db2=None, hidden=relu, output=sigmoid):
    """Right but for what is given."""

    def answer(x, y_true, W1, b1, W2, b2):
        z1 = x @ W1 + b1
        h = hidden(z1)
        p = output(h @ W2 + b2)
        dz2 = (p - y_true) / len(x) if start is None else start(p, y_true)
        dh = dz2 @ W2.T if back is None else back(dz2, W2, h)
        dz1 = dh * ((z1 > 0) if gate is None else gate(z1, h, dh))
        return (
            x.T @ dz1 if dW1 is None else dW1(x, dz1),
            dz1.sum(axis=0) if db1 is None else db1(dz1, dh),
            h.T @ dz2 if dW2 is None else dW2(z1, h, dz2),
            dz2.sum(axis=0) if db2 is None else db2(dz2),
        )

    return answer


def net_row_by_row(x, y_true, W1, b1, W2, b2):
    sums = [0.0, 0.0, 0.0, 0.0]
    for xn, yn in zip(x, y_true, strict=True):
        z1 = xn @ W1 + b1
        h = np.where(z1 > 0, z1, 0)
        e = sigmoid(h @ W2 + b2) - yn
        d1 = W2[:, 0] * e * (h > 0)
        for i, g in enumerate((np.outer(xn, d1), d1, np.outer(h, e), e)):
            sums[i] = sums[i] + g / len(x)
    return tuple(sums)


def net_with_ones(x, y_true, W1, b1, W2, b2):
    X = np.c_[x, np.ones(len(x))]
    Z = X @ np.r_[W1, [b1]]
    H = np.c_[np.maximum(0, Z), np.ones(len(x))]
    d2 = (1 / (1 + np.exp(-(H @ np.r_[W2, [b2]]))) - y_true) / len(x)
    G2 = H.T @ d2
    G1 = X.T @ ((d2 * W2[:, 0]) * (Z > 0))
    return [G1[:-1], G1[-1], G2[:-1], G2[-1]]


def net_long_chain(x, y_true, W1, b1, W2, b2):
    z1 = x @ W1 + b1
    h = relu(z1)
    p = sigmoid(h @ W2 + b2)
    dp = ((1 - y_true) / (1 - p) - y_true / p) / x.shape[0]
    dz2 = dp * p * (1 - p)
    dz1 = np.heaviside(z1, 0) * np.outer(dz2, W2)
    return np.einsum("ni,nj->ij", x, dz1), dz1.sum(0), np.einsum("nj,nk->jk", h, dz2), dz2.sum(0)


# numerical_gradient


def differences(quotient=None, copy=float, result=float):
    """Right but for the quotient (f, w, up, down, h), the type of the copy, or that of the result."""

    def answer(f, w, h=1e-5):
        w = np.array(w, dtype=copy)
        g = np.zeros(w.shape, dtype=result)
        for i in np.ndindex(w.shape):
            up, down = w.copy(), w.copy()
            up[i] += h
            down[i] -= h
            g[i] = (f(up) - f(down)) / (2 * h) if quotient is None else quotient(f, w, up, down, h)
        return g

    return answer


def differences_flat(f, w, h=1e-5):
    v = np.asarray(w, dtype=np.float64)
    out = np.empty(v.size)
    for i in range(v.size):
        e = np.zeros(v.size)
        e[i] = h
        e = e.reshape(v.shape)
        out[i] = (f(v + e) - f(v - e)) / (2 * h)
    return out.reshape(v.shape)


def differences_restored(f, w, h=1e-5):
    v = w.astype(float)
    g = np.zeros_like(v)
    it = np.nditer(v, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        old = v[i]
        v[i] = old + h
        above = f(v)
        v[i] = old - h
        below = f(v)
        v[i] = old
        g[i] = (above - below) / (2 * h)
        it.iternext()
    return g


def differences_not_restored(f, w, h=1e-5):
    v = w.astype(float)
    g = np.zeros_like(v)
    for i in np.ndindex(v.shape):
        v[i] += h
        above = f(v)
        v[i] -= 2 * h
        g[i] = (above - f(v)) / (2 * h)
    return g


def differences_at_once(f, w, h=1e-5):
    return np.ones(w.shape) * (f(w + h) - f(w - h)) / (2 * h)


def differences_by_rows(f, w, h=1e-5):
    g = np.zeros(w.shape)
    for i in range(len(w)):
        up, down = w.astype(float), w.astype(float)
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


def differences_like_w(f, w, h=1e-5):
    g = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        e = np.zeros(w.shape)
        e[i] = h
        g[i] = (f(w + e) - f(w - e)) / (2 * h)
    return g


def differences_in_the_callers_array(f, w, h=1e-5):
    g = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        w[i] += h
        above = f(w)
        w[i] -= 2 * h
        g[i] = (above - f(w)) / (2 * h)
        w[i] += h
    return g


def differences_with_step(h):
    return lambda f, w, _=None: differences()(f, w, h)


RIGHT = {
    "two_path_gradient": [paths(), paths_in_a_loop, paths_step_by_step, lambda *a: np.array([paths()(*a)])],
    "sigmoid_backward": [
        entry_by_entry(sigmoid_slope_of_one),
        lambda da, z: da * sigmoid(z) - da * sigmoid(z) ** 2,
        lambda da, z: da / (2 + np.exp(-np.abs(z)) + np.exp(np.minimum(np.abs(z), 700))),
        lambda da, z: np.multiply(da, (1 - np.tanh(z / 2) ** 2) / 4).tolist(),
    ],
    "relu_backward": [
        relu_masked_copy,
        entry_by_entry(lambda z: 1.0 if z > 0 else 0.0),
        lambda da, z: np.where(z <= 0, 0, da),
        lambda da, z: da * np.sign(relu(z)),
    ],
    "dense_backward": [dense(), dense_in_loops, dense_as_columns],
    "softmax_crossentropy_backward": [with_p(), crossentropy_in_loops, crossentropy_picked, crossentropy_jacobians],
    "two_layer_backward": [net(), net_row_by_row, net_with_ones, net_long_chain],
    "numerical_gradient": [differences(), differences_flat, differences_restored, differences_with_step(1e-5)],
    "fool_the_judge": [
        lambda: (np.ones(3), -np.ones(3)),
        lambda: [np.array([1.0, 2.0]), np.array([2.0, 1.0])],
        lambda: (np.array([0.6, 0.8, 0.0]), np.array([0.0, 0.0, -1.0])),
    ],
}

WRONG = {
    "two_path_gradient": [
        (paths_overwritten, "= for +=", ("last_path_only",)),
        (paths(total=lambda a, b: a), "first path only", ("first_path_only",)),
        (paths(total=lambda a, b: a * b), "multiplied", ("paths_multiplied",)),
        (paths(total=lambda a, b: (a + b) / 2), "averaged", ("paths_averaged",)),
        (paths(total=lambda a, b: a - b), "subtracted", ("paths_subtracted",)),
        (paths(error=lambda p, y: p - y), "no 2", ("paths_averaged",)),
        (paths(error=lambda p, y: 2 * (y - p)), "sign", ("wrong_sign",)),
        (paths(error=lambda p, y: y - p), "two at once: sign, no 2", ("wrong_sign_and_two_lost",)),
        (paths(error=lambda p, y: 2 * abs(p - y)), "|error|", ("error_sign_lost",)),
        (paths(slope=lambda z, a: 1), "no slope", ("activation_slope_missing",)),
        (paths(slope=lambda z, a: 1 - a), "no square", ("square_missing",)),
        (paths(slope=lambda z, a: 1 - math.tanh(a) ** 2), "tanh twice", ("tanh_twice",)),
        (paths(slope=lambda z, a: 1 - z**2), "z for a", ("z_for_a",)),
        (paths(slope=lambda z, a: a * (1 - a)), "sigmoid", ("slope_of_sigmoid",)),
        (paths(end=lambda x, w: 1), "no x", ("stopped_at_o1",)),
        (paths(end=lambda x, w: w), "w for x", ("weight_for_input",)),
        (paths_apart, "each path its own error", ("each_path_its_own_error",)),
        (paths_by_weights, "through the weights", ("through_the_weights",)),
        (paths_without_u, "no u", ("first_weights_missing",)),
        (paths_bracket, "a bracket", ("input_on_one_path",)),
        (paths_numerically(1e-4), "a difference quotient", ("difference_quotient_1e_4",)),
        (paths_numerically(1e-3, both=True), "central differences, too wide", ()),
        (paths(slope=lambda z, a: 1 + a**2), "plus", ()),
    ],
    "sigmoid_backward": [
        (lambda da, z: sigmoid(z) * (1 - sigmoid(z)), "no da", ("upstream_ignored",)),
        (lambda da, z: da * z * (1 - z), "z for a", ("z_for_a",)),
        (lambda da, z: da * sigmoid(sigmoid(z)) * (1 - sigmoid(sigmoid(z))), "σ twice", ("sigmoid_twice",)),
        (lambda da, z: da * sigmoid(z), "no 1 − a", ("one_minus_missing",)),
        (lambda da, z: da * (1 - sigmoid(z)), "no a", ("value_missing_in_the_slope",)),
        (lambda da, z: da * sigmoid(z) * 1 - sigmoid(z), "brackets", ("brackets_lost",)),
        (lambda da, z: da * (1 - sigmoid(z) ** 2), "tanh", ("slope_of_tanh",)),
        (lambda da, z: da * np.exp(-z) / (1 + np.exp(-z)) ** 2, "overflow", ("overflow_on_the_left",)),
        (lambda da, z: da @ (sigmoid(z) * (1 - sigmoid(z))).T, "@", ("matrix_product",)),
        (lambda da, z: da * sigmoid(z) * (1 - sigmoid(z)) / len(z), "by N", ("divided_by_rows",)),
        (lambda da, z: sigmoid(z), "forward", ("forward_again",)),
        (lambda da, z: da * (z > 0), "ReLU", ("slope_of_relu",)),
        (lambda da, z: z * z * (1 - z), "two at once: no da, z for a", ()),
        (lambda da, z: da * sigmoid(z) * (1 + sigmoid(z)), "plus", ()),
    ],
    "relu_backward": [
        (relu_masked_in_place, "in place", ("changed_input",)),
        (relu_same_array, "not a copy", ("changed_input",)),
        (relu_if, "if on an array", ("array_in_an_if",)),
        (lambda da, z: np.maximum(da, 0), "gate by da", ("mask_by_gradient",)),
        (lambda da, z: np.maximum(da * (z > 0), 0), "negative ones lost", ("negative_gradients_lost",)),
        (lambda da, z: (z > 0).astype(float), "no da", ("upstream_ignored",)),
        (lambda da, z: relu(z), "forward", ("forward_again",)),
        (lambda da, z: da * relu(z), "times the output", ("output_for_slope",)),
        (lambda da, z: da * (z < 0), "reversed", ("gate_reversed",)),
        (lambda da, z: da, "no gate", ("no_gate",)),
        (lambda da, z: da * np.where(z > 0, 1, 0.01), "leaky", ("leaky_relu",)),
        (lambda da, z: da * (z >= 0.5), "½", ("threshold_of_a_half",)),
        (lambda da, z: da * (z > 1), "1", ("threshold_of_one",)),
        (lambda da, z: da * np.sign(z), "sign", ("sign_for_gate",)),
        (lambda da, z: da * (z.sum(axis=0) > 0), "whole units", ("whole_units",)),
        (lambda da, z: da * (z > 0.01), "a small threshold", ()),
        (lambda da, z: -np.maximum(da, 0) * (z < 0), "three at once", ()),
    ],
    "dense_backward": [
        (
            dense(dW=lambda x, W, dz: x.T @ dz / len(x), db=lambda x, W, dz: dz.mean(axis=0)),
            "means",
            ("bias_averaged",),
        ),
        (dense(db=lambda x, W, dz: dz.mean(axis=0)), "mean of db", ("bias_averaged",)),
        (dense(db=lambda x, W, dz: dz), "dz itself", ("bias_not_summed",)),
        (dense(db=lambda x, W, dz: dz.sum()), "one number", ("bias_summed_over_everything",)),
        (dense(db=lambda x, W, dz: dz.sum(axis=1)), "axis 1", ("bias_wrong_axis",)),
        (dense_last_row_wins, "= for +=", ("weights_of_the_last_row", "bias_of_the_last_row")),
        (dense(dW=lambda x, W, dz: dz.T @ x), "dW transposed", ("weights_transposed",)),
        (dense(dx=lambda x, W, dz: dz @ W), "W not transposed", ("input_not_transposed",)),
        (dense(dx=lambda x, W, dz: W @ dz.T), "dx transposed", ("inputs_transposed",)),
        (dense(dW=lambda x, W, dz: np.outer(x.sum(0), dz.sum(0))), "sums first", ("product_of_the_sums",)),
        (dense(dx=lambda x, W, dz: dz @ W.T * (x > 0)), "a gate", ("gate_added",)),
        (lambda x, W, dz: [dense()(x, W, dz)[i] for i in (1, 0, 2)], "dW first", ("weights_first",)),
        (lambda x, W, dz: [dense()(x, W, dz)[i] for i in (1, 2, 0)], "dx last", ("input_last",)),
        (lambda x, W, dz: [-g for g in dense()(x, W, dz)], "signs", ("all_signs_turned",)),
        (lambda x, W, dz: dense()(x, W, np.ones_like(dz)), "no dz", ("upstream_ignored_in_dW",)),
        (
            dense(dW=lambda x, W, dz: dz.T @ x, db=lambda x, W, dz: dz.mean(axis=0)),
            "two at once",
            ("weights_transposed",),
        ),
        (dense(dx=lambda x, W, dz: dz @ W.T + x), "x added", ()),
    ],
    "softmax_crossentropy_backward": [
        (with_p(rest=lambda y, p: p - y), "no 1/N", ("not_averaged",)),
        (with_p(rest=lambda y, p: (y - p) / len(y)), "sign", ("wrong_sign",)),
        (with_p(rest=lambda y, p: (p - y) / y.size), "by all", ("divided_by_all_entries",)),
        (with_p(rest=lambda y, p: (p - y) * p * (1 - p) / len(y)), "slope kept", ("sigmoid_slope_kept",)),
        (with_p(rest=lambda y, p: -y / p / len(y)), "at p", ("stopped_at_probabilities",)),
        (with_p(rest=lambda y, p: -y * (1 - p) / len(y)), "true class", ("true_class_only",)),
        (with_p(rest=lambda y, p: p / len(y)), "no labels", ("label_missing_in_the_gradient",)),
        (with_p(rest=lambda y, p: p / len(y) - y), "label not divided", ("divided_before_the_one",)),
        (with_p(naive), "overflow", ("overflow",)),
        (with_p(shifted_by_all), "one shift", ("one_shift_for_all",)),
        (with_p(lambda z: naive(np.clip(z, -50, 50))), "cut at 50", ("logits_clipped",)),
        (with_p(lambda z: softmax(z.T).T), "columns", ("softmax_over_the_batch",)),
        (with_p(lambda z: softmax(softmax(z))), "twice", ("softmax_twice",)),
        (with_p(sigmoid), "sigmoid", ("sigmoid_for_softmax",)),
        (with_p(lambda z: z), "no softmax", ("softmax_missing",)),
        (with_p(rest=lambda y, p: y - p), "two at once: sign, no 1/N", ("wrong_sign_and_not_averaged",)),
        (with_p(naive, lambda y, p: p - y), "two at once: overflow, no 1/N", ("overflow_and_not_averaged",)),
        (with_p(rest=lambda y, p: (p - 0.9 * y) / len(y)), "smoothed labels", ()),
    ],
    "two_layer_backward": [
        (net(start=lambda p, y: p - y), "no 1/N", ("not_averaged",)),
        (net(start=lambda p, y: (y - p) / len(y)), "sign", ("wrong_sign",)),
        (net(start=lambda p, y: 2 * (p - y) / len(y)), "2", ("two_from_the_square",)),
        (net(start=lambda p, y: (p - y) * p * (1 - p) / len(y)), "slope kept", ("sigmoid_slope_kept",)),
        (net(gate=lambda z, h, dh: 1), "no gate", ("gate_missing",)),
        (net(gate=lambda z, h, dh: dh > 0), "gate by gradient", ("gate_by_gradient",)),
        (net(gate=lambda z, h, dh: h), "h for the slope", ("output_for_slope",)),
        (net(gate=lambda z, h, dh: h * (1 - h)), "sigmoid's slope", ("slope_of_sigmoid",)),
        (net(back=lambda dz2, W2, h: dz2 * np.ones(len(W2))), "no W2", ("second_weights_forgotten",)),
        (net(back=lambda dz2, W2, h: dz2 @ (W2 - 0.1 * h.T @ dz2).T), "new W2", ("new_weights_used_0_1",)),
        (net(dW2=lambda z, h, dz2: z.T @ dz2), "z1 for h", ("pre_activation_for_output",)),
        (net(db1=lambda dz1, dh: dh.sum(axis=0)), "no gate in db1", ("gate_missing_in_db1",)),
        (net(db1=lambda dz1, dh: dz1.mean(axis=0)), "mean in db1", ("hidden_biases_averaged",)),
        (net(db1=lambda dz1, dh: dz1.mean(axis=0), db2=lambda dz2: dz2.mean(axis=0)), "means", ("biases_averaged",)),
        (net(dW1=lambda x, dz1: dz1.T @ x), "transposed", ("weights_transposed",)),
        (net(hidden=lambda z: z, gate=lambda z, h, dh: 1), "no ReLU at all", ("hidden_layer_linear",)),
        (net(output=lambda z: z), "no sigmoid", ("output_without_sigmoid",)),
        (net(output=lambda z: sigmoid(relu(z))), "ReLU on the logit", ("relu_on_the_logit",)),
        (lambda *a: [net()(*a)[i] for i in (2, 3, 0, 1)], "second layer first", ("second_layer_first",)),
        (net(start=lambda p, y: p - y, gate=lambda z, h, dh: 1), "two at once: no 1/N, no gate", ("not_averaged",)),
        (net(start=lambda p, y: (p - 0.9 * y) / len(y)), "smoothed labels", ()),
    ],
    "numerical_gradient": [
        (differences(lambda f, w, up, down, h: (f(up) - f(w)) / h), "one side", ("forward_difference",)),
        (differences(lambda f, w, up, down, h: (f(up) - f(down)) / h), "by h", ("divided_by_h",)),
        (differences(lambda f, w, up, down, h: (f(up) - f(down)) / 2 * h), "brackets", ("parentheses_missing",)),
        (differences(lambda f, w, up, down, h: (f(down) - f(up)) / (2 * h)), "sign", ("wrong_sign",)),
        (differences(lambda f, w, up, down, h: f(up) - f(down)), "not divided", ("not_divided",)),
        (differences(copy=None), "whole numbers", ("whole_numbers",)),
        (differences(copy=np.float32), "32 bits", ("single_precision",)),
        (differences_not_restored, "not put back", ("not_restored",)),
        (differences_at_once, "all at once", ("all_at_once",)),
        (differences_by_rows, "by rows", ("whole_rows",)),
        (differences_like_w, "zeros_like", ("whole_numbers_cut",)),
        (differences_in_the_callers_array, "the caller's array", ("whole_numbers_in_place",)),
        (differences_with_step(1e-2), "a step of its own", ("own_step_1e_2",)),
        (differences_with_step(1e-12), "a tiny step", ("own_step_1e_12",)),
        (lambda f, w, h: differences_flat(f, w, h).ravel(), "flat", ("flat_result",)),
        (lambda f, w, h: differences_flat(f, w, h).ravel().reshape(w.shape, order="F"), "Fortran", ("columns_first",)),
        (lambda f, w, h: 2 * w, "the example's gradient", ()),
        (lambda f, w, h: differences_flat(f, w, h) ** 2, "squared", ()),
    ],
    "fool_the_judge": [
        (lambda: (np.array([1.0, 2.0]), np.array([1.0, 2.0])), "equal", ("no_mistake",)),
        (lambda: (np.zeros(2) + 1e-9, np.zeros(2) + 1e-9), "equal and tiny", ("no_mistake",)),
        (lambda: (2 * np.arange(3), np.arange(3)), "a 2 forgotten", ("scaled",)),
        (lambda: (np.array([1, 2]), np.array([-3, -6])), "a sign and a factor", ("scaled",)),
        (lambda: (np.array([1.0, 2.0, 3.5]), np.array([1.0, 2.0, 3.0])), "one entry", ("one_entry",)),
        (lambda: (np.array([1.0, 0.0, 1.0]), np.array([1.0, 1.0, 1.0])), "an entry is 0", ("one_entry",)),
        (lambda: (np.array([1.0, 5.0]), np.array([5.0, 2.0])), "anything", ("another_length",)),
        (lambda: (np.zeros(3), np.array([1.0, 2.0, 2.0])), "nothing at all", ("another_length",)),
        (lambda: (np.array([20.0, 1.0]), np.array([1.0, 20.0])), "beyond the bounds", ()),
    ],
}
