"""Answers to exercise 11 as strangers write them: right ones, wrong ones, and the names of which one must be given."""

import copy
import math
from itertools import pairwise

import numpy as np

# 2. train_twins


def twins(
    error=lambda y_pred, y: 2 * (y_pred - y) / len(y),
    slope=lambda h, z: 1 - h**2,
    gap=lambda W1, w2: np.max(np.abs(W1[:, 0] - W1[:, 1])),
    move=lambda w, rate, dw: w - rate * dw,
    end=lambda W1, w2, gap: (W1, w2, gap),
    turns=range,
):
    """The training with parts exchanged: ∂L/∂ŷ, the slope of the hidden units, the gap, the update, the results."""

    def answer(x, y_true, W1, w2, learning_rate, steps):
        for _ in turns(steps):
            z = x @ W1
            h = np.tanh(z)
            e = error(h @ w2, y_true)
            dw2, dW1 = h.T @ e, x.T @ (e[:, None] * w2 * slope(h, z))
            W1, w2 = move(W1, learning_rate, dW1), move(w2, learning_rate, dw2)
        return end(W1, w2, gap(W1, w2))

    return answer


def twins_with_loops(x, y_true, W1, w2, learning_rate, steps):
    W1, w2 = [list(row) for row in W1], list(w2)
    inputs, units = range(len(W1)), range(len(w2))
    for _ in range(steps):
        dW1, dw2 = [[0.0 for _ in units] for _ in inputs], [0.0 for _ in units]
        for row, y in zip(x, y_true, strict=True):
            h = [math.tanh(sum(row[i] * W1[i][k] for i in inputs)) for k in units]
            e = 2 * (sum(h[k] * w2[k] for k in units) - y) / len(x)
            for k in units:
                dw2[k] += e * h[k]
                for i in inputs:
                    dW1[i][k] += e * w2[k] * (1 - h[k] ** 2) * row[i]
        W1 = [[W1[i][k] - learning_rate * dW1[i][k] for k in units] for i in inputs]
        w2 = [w2[k] - learning_rate * dw2[k] for k in units]
    return W1, w2, max(abs(W1[i][0] - W1[i][1]) for i in inputs)


def twins_of_columns(x, y_true, W1, w2, learning_rate, steps):
    W1, w2, y = W1.astype(float), w2.reshape(-1, 1).astype(float), y_true.reshape(-1, 1)
    for _ in range(steps):
        h = np.tanh(x @ W1)
        dy = 2 * (h @ w2 - y) / len(x)
        dh = dy @ w2.T
        W1, w2 = W1 - learning_rate * x.T @ (dh * (1 - h * h)), w2 - learning_rate * h.T @ dy
    return W1, w2.ravel(), np.abs(np.diff(W1[:, :2])).max()


def twins_w2_first(x, y_true, W1, w2, learning_rate, steps):
    for _ in range(steps):
        h = np.tanh(x @ W1)
        e = 2 * (h @ w2 - y_true) / len(x)
        w2 = w2 - learning_rate * h.T @ e
        W1 = W1 - learning_rate * x.T @ (np.outer(e, w2) * (1 - h**2))
    return W1, w2, np.abs(W1[:, 0] - W1[:, 1]).max()


def twins_only(which):
    def answer(x, y_true, W1, w2, learning_rate, steps):
        for _ in range(steps):
            h = np.tanh(x @ W1)
            e = 2 * (h @ w2 - y_true) / len(x)
            dW1 = x.T @ (np.outer(e, w2) * (1 - h**2))
            if which == "W1":
                W1 = W1 - learning_rate * dW1
            else:
                w2 = w2 - learning_rate * h.T @ e
        return W1, w2, np.abs(W1[:, 0] - W1[:, 1]).max()

    return answer


def twins_forward_once(x, y_true, W1, w2, learning_rate, steps):
    h = np.tanh(x @ W1)
    e = 2 * (h @ w2 - y_true) / len(x)
    dW1, dw2 = x.T @ (np.outer(e, w2) * (1 - h**2)), h.T @ e
    for _ in range(steps):
        W1, w2 = W1 - learning_rate * dW1, w2 - learning_rate * dw2
    return W1, w2, np.abs(W1[:, 0] - W1[:, 1]).max()


def twins_without_clearing(x, y_true, W1, w2, learning_rate, steps):
    dW1, dw2 = np.zeros(W1.shape), np.zeros(w2.shape)
    for _ in range(steps):
        h = np.tanh(x @ W1)
        e = 2 * (h @ w2 - y_true) / len(x)
        dW1 += x.T @ (np.outer(e, w2) * (1 - h**2))
        dw2 += h.T @ e
        W1, w2 = W1 - learning_rate * dW1, w2 - learning_rate * dw2
    return W1, w2, np.abs(W1[:, 0] - W1[:, 1]).max()


def twins_row_by_row(x, y_true, W1, w2, learning_rate, steps):
    for _ in range(steps):
        for row, y in zip(x, y_true, strict=True):
            h = np.tanh(row @ W1)
            e = 2 * (h @ w2 - y)
            W1, w2 = W1 - learning_rate * np.outer(row, e * w2 * (1 - h**2)), w2 - learning_rate * e * h
    return W1, w2, np.abs(W1[:, 0] - W1[:, 1]).max()


def twins_in_place(x, y_true, W1, w2, learning_rate, steps):
    for _ in range(steps):
        h = np.tanh(x @ W1)
        e = 2 * (h @ w2 - y_true) / len(x)
        dW1, dw2 = x.T @ (np.outer(e, w2) * (1 - h**2)), h.T @ e
        W1 -= learning_rate * dW1
        w2 -= learning_rate * dw2
    return W1, w2, np.abs(W1[:, 0] - W1[:, 1]).max()


def twins_returned_in_the_loop(x, y_true, W1, w2, learning_rate, steps):
    return twins()(x, y_true, W1, w2, learning_rate, 1)


def twins_without_w2(x, y_true, W1, w2, learning_rate, steps):
    for _ in range(steps):
        h = np.tanh(x @ W1)
        e = 2 * (h @ w2 - y_true) / len(x)
        W1, w2 = W1 - learning_rate * x.T @ (e[:, None] * (1 - h**2)), w2 - learning_rate * h.T @ e
    return W1, w2, np.abs(W1[:, 0] - W1[:, 1]).max()


# 3. activation_spread


def spread(measure=np.std, act=lambda z: np.maximum(0, z), end=np.array, start=lambda x: x):
    def answer(x, weights):
        a, result = start(x), []
        for W in weights:
            a = act(a @ W)
            result.append(measure(a))
        return end(result)

    return answer


def spread_with_loops(x, weights):
    rows, result = x.tolist(), []
    for W in weights:
        rows = [[max(0.0, sum(a * W[i, k] for i, a in enumerate(row))) for k in range(W.shape[1])] for row in rows]
        flat = [a for row in rows for a in row]
        mean = sum(flat) / len(flat)
        result.append((sum((a - mean) ** 2 for a in flat) / len(flat)) ** 0.5)
    return result


def spread_no_relu_at_the_end(x, weights):
    a, result = x, []
    for k, W in enumerate(weights):
        a = a @ W
        if k + 1 < len(weights):
            a = a * (a > 0)
        result.append(a.std())
    return np.array(result)


def spread_of_z(x, weights):
    a, result = x, []
    for W in weights:
        z = a @ W
        result.append(z.std())
        a = np.maximum(z, 0)
    return np.array(result)


def spread_of_what_goes_in(x, weights):
    a, result = x, []
    for W in weights:
        result.append(a.std())
        a = np.maximum(a @ W, 0)
    return np.array(result)


def spread_with_the_input(x, weights):
    return np.append(x.std(), spread()(x, weights))


def spread_returned_in_the_loop(x, weights):
    for W in weights:
        x = np.maximum(x @ W, 0)
        return np.array([x.std()])


def spread_scaled(x, weights):
    a, result = x, []
    for W in weights:
        a = np.maximum(a @ W, 0)
        if a.std():
            a = a / a.std()
        result.append(a.std())
    return np.array(result)


# 5. glorot_weights, 6. he_weights


def drawn(variance, limit=None, normal=None, uniform=None):
    """Weights of this variance: of the normal distribution, and of the uniform one unless a limit is given."""
    limit = limit or (lambda n, u: math.sqrt(3 * variance(n, u)))
    normal = normal or (lambda rng, sd, shape: rng.normal(0, sd, shape))
    uniform = uniform or (lambda rng, end, shape: rng.uniform(-end, end, shape))

    def answer(fan_in, units, distribution, rng):
        if distribution == "normal":
            return normal(rng, math.sqrt(variance(fan_in, units)), (fan_in, units))
        return uniform(rng, limit(fan_in, units), (fan_in, units))

    return answer


def of_glorot(n, u):
    return 2 / (n + u)


def of_he(n, u):
    return 2 / n


def by_rows(variance):
    def answer(fan_in, units, distribution, rng):
        sd = variance(fan_in, units) ** 0.5
        if distribution == "uniform":
            return np.stack([sd * math.sqrt(12) * (rng.random(units) - 0.5) for _ in range(fan_in)])
        return [list(rng.normal(scale=sd, size=units)) for _ in range(fan_in)]

    return answer


def transposed(variance):
    return lambda fan_in, units, *rest: drawn(lambda n, u: variance(u, n))(units, fan_in, *rest).T


def redrawn_tails(W, sd, rng):
    while (far := np.abs(W) > 2 * sd).any():
        W[far] = rng.normal(0, sd, far.sum())
    return W


def wrong_draws(right, variance):
    """Mistakes in drawing that are possible with any variance."""
    return [
        (lambda n, u, d, rng: right(n, u, "normal", rng), "always normal", ("never_uniform",)),
        (lambda n, u, d, rng: right(n, u, "uniform", rng), "always uniform", ("never_normal",)),
        (lambda n, u, d, rng: right(n, u, "normal" if d == "uniform" else "uniform", rng), "exchanged",
         ("distributions_exchanged",)),
        (lambda n, u, d, rng: np.abs(right(n, u, d, rng)), "all positive", ("all_positive",)),
        (drawn(variance, uniform=lambda rng, end, shape: end * rng.random(shape)), "from 0 to l", ("positive_only",)),
        (drawn(variance, uniform=lambda rng, end, shape: rng.uniform(0, 2 * end, shape)), "from 0 to 2l",
         ("twice_and_positive",)),
        (drawn(variance, normal=lambda rng, sd, shape: np.clip(rng.normal(0, sd, shape), -2 * sd, 2 * sd)), "clipped",
         ("repeated_values_in_the_normal",)),
        (drawn(variance, normal=lambda rng, sd, shape: redrawn_tails(rng.normal(0, sd, shape), sd, rng)), "truncated",
         ("truncated",)),
        (drawn(variance, normal=lambda rng, sd, shape: rng.choice([-sd, sd], shape)), "two values only",
         ("repeated_values_in_the_normal",)),
        (drawn(variance, normal=lambda rng, sd, shape: np.where(rng.random(shape) < 0.6, 1, -1)
               * np.abs(rng.normal(0, sd, shape))), "60 of 100 positive", ("not_centred_normal",)),
        (drawn(variance, normal=lambda rng, sd, shape: rng.laplace(0, sd / math.sqrt(2), shape)), "Laplace's law",
         ("another_distribution",)),
        (drawn(variance, normal=lambda rng, sd, shape: rng.normal(sd / 5, sd * math.sqrt(24 / 25), shape)), "a mean",
         ("not_centred_normal",)),
        (drawn(variance, uniform=lambda rng, end, shape: end * rng.integers(-1, 2, shape) / 2**0.5), "three values",
         ("repeated_values_in_the_uniform",)),
        (drawn(variance, limit=lambda n, u: math.sqrt(variance(n, u))), "the deviation as limit",
         ("deviation_for_limit",)),
        (drawn(variance, uniform=lambda rng, end, shape: rng.normal(0, end, shape)), "the limit as deviation",
         ("limit_for_deviation",)),
        (drawn(variance, normal=lambda rng, sd, shape: rng.normal(0, sd**2, shape)), "the variance for the deviation",
         ("variance_for_deviation_in_the_normal",)),
        (drawn(variance, normal=lambda rng, sd, shape: rng.normal(size=shape)), "not scaled", ("standard_normal",)),
        (lambda n, u, d, rng: np.full((n, u), math.sqrt(variance(n, u))), "constant", ("constant",)),
        (lambda n, u, d, rng: np.tile(right(1, u, d, rng) * math.sqrt(variance(n, u) / variance(1, u)), (n, 1)),
         "a row repeated", ("one_row_for_all",)),
        (lambda n, u, d, rng: right(n, u, d, np.random.default_rng(42)), "seed 42", ("own_generator",)),
        (lambda n, u, d, rng: right(n, u, d, np.random.default_rng()), "a new generator", ("unseeded",)),
        (lambda n, u, d, rng: right(n, u, d, np.random), "np.random", ("unseeded",)),
        (lambda n, u, d, rng: right(n, u, d, np.random if d == "normal" else rng), "np.random for one",
         ("unseeded_normal",)),
        (lambda n, u, d, rng: right(n, u, d, np.random.default_rng(copy.deepcopy(rng.bit_generator))), "a copy",
         ("copy_of_the_generator",)),
        (lambda n, u, d, rng: right(n, u, d, rng).T, "transposed", ()),
        (lambda n, u, d, rng: np.squeeze(right(n, u, d, rng)), "squeezed", ()),
    ]  # fmt: skip


# 7. initialise_network


def network(sd=lambda n, u: math.sqrt(2 / n), draw=lambda rng, sd, shape: rng.normal(0, sd, shape)):
    return lambda sizes, rng: [draw(rng, sd(n, u), (n, u)) for n, u in pairwise(sizes)]


def network_by_index(sizes, rng):
    weights = []
    for k in range(1, len(sizes)):
        W = rng.standard_normal((sizes[k - 1], sizes[k]))
        weights.append(np.sqrt(2.0 / sizes[k - 1]) * W)
    return weights


def network_at_once(sizes, rng):
    counts = [n * u for n, u in pairwise(sizes)]
    parts = np.split(rng.normal(size=sum(counts)), np.cumsum(counts)[:-1])
    return tuple((2 / n) ** 0.5 * part.reshape(n, u) for (n, u), part in zip(pairwise(sizes), parts, strict=True))


def network_as_given(sizes, rng):
    weights = []
    for fan_in, units in pairwise(sizes):
        rng = np.random.default_rng(0)
        weights.append(rng.normal(0, np.sqrt(2 / units), (fan_in, units)))
    return weights


def network_fixed_in_the_loop(sizes, rng):
    return [np.random.default_rng(0).normal(0, np.sqrt(2 / n), (n, u)) for n, u in pairwise(sizes)]


def network_of_one_seed(sizes, rng):
    seed = int(rng.integers(1000))
    return [np.random.default_rng(seed).normal(0, np.sqrt(2 / n), (n, u)) for n, u in pairwise(sizes)]


def network_with_memory(sizes, rng):
    known = {}
    for shape in pairwise(sizes):
        if shape not in known:
            known[shape] = rng.normal(0, np.sqrt(2 / shape[0]), shape)
    return [known[shape] for shape in pairwise(sizes)]


def network_that_empties_sizes(sizes, rng):
    weights, fan_in = [], sizes.pop(0)
    while sizes:
        units = sizes.pop(0)
        weights.append(rng.normal(0, np.sqrt(2 / fan_in), (fan_in, units)))
        fan_in = units
    return weights


def spread_without_repetitions(x, weights):
    spreads, before = [], None
    for W in weights:
        x = x if before is W else np.maximum(0, x @ W)
        spreads.append(x.std())
        before = W
    return np.array(spreads)


def spread_by_mean_squares(x, weights):
    spreads = []
    for W in weights:
        x = np.maximum(0, x @ W)
        spreads.append(np.sqrt(max((x**2).mean() - x.mean() ** 2, 0)))
    return np.array(spreads)


def twins_that_are_good_enough(x, y_true, W1, w2, learning_rate, steps):
    W1, w2 = W1.copy(), w2.copy()
    for _ in range(steps):
        h = np.tanh(x @ W1)
        error = 2 * (h @ w2 - y_true) / len(x)
        if np.abs(error).max() < 1e-2:
            break
        dW1 = x.T @ (np.outer(error, w2) * (1 - h**2))
        W1, w2 = W1 - learning_rate * dW1, w2 - learning_rate * h.T @ error
    return W1, w2, np.abs(W1[:, 0] - W1[:, 1]).max()


def scaled_draw(rng, shape, distribution, deviation):
    """Weights of this shape and deviation."""
    if distribution == "normal":
        return rng.normal(0, deviation, shape)
    return rng.uniform(-deviation * 3**0.5, deviation * 3**0.5, shape)


def glorot_mirrored(fan_in, units, distribution, rng):
    """Half of the rows drawn, and the others with another sign."""
    half = scaled_draw(rng, ((fan_in + 1) // 2, units), distribution, (2 / (fan_in + units)) ** 0.5)
    return np.vstack([half, -half])[:fan_in]


def glorot_of_eight_seeds(fan_in, units, distribution, rng):
    """The generator gives a seed."""
    own = np.random.default_rng(int(rng.integers(8)))
    return scaled_draw(own, (fan_in, units), distribution, (2 / (fan_in + units)) ** 0.5)


def he_with_twins(fan_in, units, distribution, rng):
    """The last unit starts as the first."""
    W = scaled_draw(rng, (fan_in, units), distribution, (2 / fan_in) ** 0.5)
    W[:, -1] = W[:, 0]
    return W


def he_with_a_row_of_zeros(fan_in, units, distribution, rng):
    """As if the first row were biases."""
    W = scaled_draw(rng, (fan_in, units), distribution, (2 / fan_in) ** 0.5)
    W[0] = 0
    return W


RIGHT = {
    "who_parts": [lambda: ("b", "a", "c"), lambda: ["B", "A", "C"], lambda: np.array(["b", "a", "c"])],
    "train_twins": [
        twins(),
        twins_with_loops,
        twins_of_columns,
        twins(end=lambda W1, w2, gap: [W1.tolist(), w2.tolist(), np.array(gap)]),
    ],
    "activation_spread": [spread(), spread_with_loops, spread(act=lambda z: np.where(z > 0, z, 0), end=list)],
    "starting_sizes": [
        lambda: (0.1, 0.2),
        lambda: [math.sqrt(2 / 200), math.sqrt(6 / 150)],
        lambda: np.array([0.1, 0.2]),
    ],
    "glorot_weights": [
        drawn(of_glorot),
        by_rows(of_glorot),
        transposed(of_glorot),
        drawn(of_glorot, normal=lambda rng, sd, shape: redrawn_tails(rng.normal(0, sd, shape), sd, rng) / 0.8796),
    ],
    "he_weights": [drawn(of_he), by_rows(of_he), transposed(of_he)],
    "initialise_network": [network(), network_by_index, network_at_once],
    "columns_that_part": [
        lambda: (np.ones((2, 2)), np.array([1.0, 2.0])),
        lambda: [np.zeros((2, 2)), np.array([0.3, 0.7])],
    ],
}

WRONG = {
    "who_parts": [
        (lambda: ("b", "b", "c"), "biases part nobody", ("second_stays_equal",)),
        (lambda: ("b", "a", "b"), "zeros move", ("third_moves",)),
        (lambda: ("c", "a", "c"), "equal weights stand still", ("first_stands_still",)),
        (lambda: ("a", "a", "c"), "equal weights part", ("first_parts",)),
        (lambda: ("b", "a", "a"), "zeros part", ("third_parts",)),
        (lambda: ("b", "c", "c"), "the second stands still", ("second_stands_still",)),
        (lambda: ("c", "b", "b"), "all wrong", ("first_stands_still", "second_stays_equal", "third_moves")),
        (lambda: ("d", "a", "c"), "no such letter", ()),
    ],
    "train_twins": [
        (twins_without_clearing, "gradients never cleared", ("gradients_pile_up",)),
        (twins(error=lambda p, y: 2 * (p - y)), "summed", ("not_averaged",)),
        (twins(error=lambda p, y: (p - y) / len(y)), "no 2", ("two_lost",)),
        (twins(error=lambda p, y: p - y), "no 2, summed", ("not_averaged", "two_lost")),
        (twins(error=lambda p, y: 2 * (y - p) / len(y)), "uphill", ("uphill",)),
        (twins(move=lambda w, rate, dw: w - dw), "no learning rate", ("learning_rate_missing",)),
        (twins(slope=lambda h, z: 1), "no slope", ("slope_missing",)),
        (twins(slope=lambda h, z: 1 - h), "1 − h", ("square_missing",)),
        (twins(slope=lambda h, z: h * (1 - h)), "of a sigmoid", ("sigmoid_slope",)),
        (twins(slope=lambda h, z: 1 - np.tanh(h) ** 2), "tanh twice", ("tanh_twice",)),
        (twins(gap=lambda W1, w2: (W1[:, 0] - W1[:, 1]).max()), "signed", ("signs_kept",)),
        (twins(gap=lambda W1, w2: np.abs(W1[:, 0] - W1[:, 1]).mean()), "a mean", ("differences_averaged",)),
        (twins(gap=lambda W1, w2: np.abs(W1[:, 0] - W1[:, 1]).sum()), "a sum", ("differences_summed",)),
        (twins(gap=lambda W1, w2: np.linalg.norm(W1[:, 0] - W1[:, 1])), "a length", ("length_of_the_difference",)),
        (twins(gap=lambda W1, w2: np.ptp(W1, axis=1).max()), "all units", ("gap_over_all_units",)),
        (twins(gap=lambda W1, w2: np.abs(W1[0] - W1[1]).max()), "rows", ("rows_compared",)),
        (twins(gap=lambda W1, w2: abs(W1[0, 0] - W1[0, 1])), "the first input", ("gap_of_the_first_input",)),
        (twins(turns=lambda n: range(n - 1)), "a step short", ("one_step_short",)),
        (twins(turns=lambda n: range(n + 1)), "a step too many", ("one_step_too_many",)),
        (twins(end=lambda W1, w2, gap: (w2, W1, gap)), "another order", ("weights_exchanged",)),
        (twins(end=lambda W1, w2, gap: (W1, w2)), "no gap", ()),
        (twins_w2_first, "w2 first", ("new_weights_too_early",)),
        (twins_only("W1"), "w2 fixed", ("second_layer_fixed",)),
        (twins_only("w2"), "W1 fixed", ("first_layer_fixed",)),
        (twins_forward_once, "forward once", ("forward_once",)),
        (twins_row_by_row, "row by row", ("row_by_row",)),
        (twins_without_w2, "no w2 in dW1", ("second_weights_forgotten",)),
        (twins_returned_in_the_loop, "one step", ("one_step",)),
        (twins_in_place, "in place", ("changed_input",)),
        (twins_that_are_good_enough, "stops when the errors are small", ()),
    ],
    "activation_spread": [
        (spread(measure=np.var), "variances", ("variance",)),
        (spread(measure=lambda a: np.std(a, ddof=1)), "ddof", ("divided_by_n_minus_1",)),
        (spread(measure=lambda a: np.sqrt(np.mean(a**2))), "rms", ("mean_not_removed",)),
        (spread(measure=np.mean), "means", ("mean_for_spread",)),
        (spread(measure=np.linalg.norm), "norms", ("root_of_the_squares",)),
        (spread(measure=lambda a: a.std(axis=0).mean()), "by units", ("unit_by_unit",)),
        (spread(measure=lambda a: a.std(axis=1).mean()), "by rows", ("row_by_row",)),
        (spread(measure=lambda a: a[a > 0].std() if a.any() else 0.0), "the living", ("living_entries_only",)),
        (spread(act=lambda z: z), "no ReLU", ("relu_missing",)),
        (spread(act=np.tanh), "tanh", ("tanh_for_relu",)),
        (spread(act=np.abs), "|z|", ("absolute_value",)),
        (spread(act=lambda z: np.where(z > 0, z, 0.01 * z)), "a leak", ()),
        (spread(start=lambda x: np.maximum(0, x)), "ReLU first", ("relu_on_the_input",)),
        (spread(end=lambda s: s[-1]), "the last", ("last_layer_only",)),
        (spread(end=lambda s: np.array(s[::-1])), "backwards", ("last_layer_first",)),
        (spread(end=np.mean), "a mean of all", ()),
        (spread_of_z, "of z", ("before_the_relu",)),
        (spread_no_relu_at_the_end, "no ReLU at the end", ("relu_missing_in_the_last_layer",)),
        (spread_of_what_goes_in, "what goes in", ("input_for_the_last",)),
        (spread_with_the_input, "the input, too", ("input_first",)),
        (spread_returned_in_the_loop, "return in the loop", ()),
        (spread_scaled, "scaled", ("scaled_to_one",)),
        (lambda x, weights: np.array([W.std() for W in weights]), "of the weights", ("weights_measured",)),
        (spread_without_repetitions, "a matrix that comes twice in turn is one layer", ()),
        (spread_by_mean_squares, "mean square less squared mean", ()),
    ],
    "starting_sizes": [
        (lambda: (0.01, 0.2), "He's variance", ("he_variance",)),
        (lambda: (0.2, 0.1), "exchanged", ("results_exchanged",)),
        (lambda: (math.sqrt(2 / 50), 0.2), "He's from the units", ("he_from_units",)),
        (lambda: (0.1, math.sqrt(2 / 150)), "Glorot's deviation", ("glorot_deviation",)),
        (lambda: (0.1, 0.04), "no root", ("glorot_squared",)),
        (lambda: (0.1, 0.4), "the width", ("glorot_width",)),
        (lambda: (0.1, math.sqrt(6 / 100)), "He's limit", ("glorot_from_inputs",)),
        (lambda: (math.sqrt(1 / 200), math.sqrt(3 / 150)), "no 2, twice", ("he_with_one", "glorot_without_its_two")),
        (lambda: (0.3, 0.3), "guessed", ()),
        (lambda: 0.1, "one number", ()),
    ],
    "glorot_weights": [
        (glorot_mirrored, "half is minus the other", ("rows_mirrored",)),
        (glorot_of_eight_seeds, "one of eight seeds", ("few_seeds",)),
        (lambda n, u, kind, rng: scaled_draw(rng, (n, u), kind, (2 / (n * u)) ** 0.5), "product of the fans",
         ("product_of_the_fans",)),
        *wrong_draws(drawn(of_glorot), of_glorot),
        (drawn(lambda n, u: 1 / n), "LeCun's", ("inputs_only",)),
        (drawn(of_he), "He's", ("he_for_glorot",)),
        (drawn(lambda n, u: 1 / (n + u)), "1 for 2", ("one_for_two",)),
        (drawn(lambda n, u: 4 / (n + u)), "2 by the mean", ("mean_of_the_fans",)),
        (drawn(lambda n, u: 2 / n + u, limit=lambda n, u: math.sqrt(6 / n + u)), "brackets", ("brackets_missing",)),
        (drawn(of_glorot, limit=lambda n, u: 6 / (n + u)), "no root in the limit", ("root_missing_in_the_limit",)),
        (drawn(of_glorot, limit=lambda n, u: math.sqrt(6 / n)), "He's limit", ("he_limit_for_glorot",)),
    ],
    "he_weights": [
        (he_with_twins, "the last column is the first", ("a_column_copied",)),
        (he_with_a_row_of_zeros, "first row 0", ("first_row_of_zeros",)),
        (lambda n, u, kind, rng: scaled_draw(rng, (n, u), kind, (2 // n) ** 0.5), "//", ()),
        *wrong_draws(drawn(of_he), of_he),
        (drawn(lambda n, u: 1 / n), "LeCun's", ("one_for_two",)),
        (drawn(lambda n, u: 2 / u), "by the units", ("units_for_inputs",)),
        (drawn(of_glorot), "Glorot's", ("glorot_for_he",)),
        (drawn(lambda n, u: 2 / n**2), "root of 2 only", ()),
        (drawn(of_he, limit=lambda n, u: math.sqrt(6 / (n + u))), "Glorot's limit", ("glorot_limit_for_he",)),
        (drawn(of_he, limit=lambda n, u: math.sqrt(24 / n)), "the width", ("whole_width_for_limit",)),
        (drawn(of_he, limit=lambda n, u: math.sqrt(3 / n)), "3 for 6", ("three_for_six",)),
        (drawn(of_he, uniform=lambda rng, end, shape: rng.random(shape) * end / math.sqrt(3)), "0 to the deviation",
         ("positive_up_to_the_deviation",)),
    ],
    "initialise_network": [
        (network_as_given, "as given", ("unchanged",)),
        (
            network(draw=lambda rng, sd, shape: np.random.default_rng(rng.integers(3)).normal(0, sd, shape)),
            "one of three seeds",
            ("few_seeds",),
        ),
        (
            lambda sizes, rng: network()(sizes, np.random.default_rng(rng.integers(50))),
            "one of fifty seeds for the network",
            ("few_seeds",),
        ),
        (network(sd=lambda n, u: math.sqrt(2 / u)), "units", ("units_for_inputs",)),
        (network_fixed_in_the_loop, "generator in the loop", ("fixed_seed_in_the_loop",)),
        (lambda sizes, rng: network()(sizes, np.random.default_rng(0)), "before the loop",
         ("fixed_seed_before_the_loop",)),
        (lambda sizes, rng: network()(sizes, np.random.default_rng()), "no seed", ("unseeded",)),
        (lambda sizes, rng: network()(sizes, np.random), "np.random", ("unseeded",)),
        (lambda sizes, rng: network()(sizes, copy.deepcopy(rng)), "a copy", ("copy_of_the_generator",)),
        (network(draw=lambda rng, sd, shape: copy.deepcopy(rng).normal(0, sd, shape)), "copies",
         ("copy_for_each_layer",)),
        (network_of_one_seed, "one of 1000 seeds for all layers", ("one_of_few_seeds_for_all_layers",)),
        (network_with_memory, "shapes remembered", ("reused_by_shape",)),
        (network(sd=lambda n, u: 2 / n), "variance", ("variance_for_deviation",)),
        (network(sd=lambda n, u: math.sqrt(2 / (n + u))), "Glorot's", ("glorot_for_he",)),
        (network(sd=lambda n, u: math.sqrt(1 / n)), "LeCun's", ("one_for_two",)),
        (network(sd=lambda n, u: 0.01), "0.01", ("small_numbers",)),
        (network(sd=lambda n, u: 1), "not scaled", ("standard_normal",)),
        (network(draw=lambda rng, sd, shape: rng.uniform(-sd * 3**0.5, sd * 3**0.5, shape)), "uniform",
         ("uniform_for_normal",)),
        (network(draw=lambda rng, sd, shape: rng.uniform(-sd, sd, shape)), "within the deviation",
         ("uniform_of_the_deviation",)),
        (network(draw=lambda rng, sd, shape: np.abs(rng.normal(0, sd, shape))), "positive", ("positive_only",)),
        (network(draw=lambda rng, sd, shape: np.full(shape, sd)), "constant", ()),
        (lambda sizes, rng: [rng.normal(0, math.sqrt(2 / sizes[0]), s) for s in pairwise(sizes)], "the first width",
         ("first_width_for_all",)),
        (lambda sizes, rng: network()(sizes, rng)[:-1], "a layer short", ()),
        (lambda sizes, rng: [W.T for W in network()(sizes, rng)], "transposed", ()),
        (network_that_empties_sizes, "sizes emptied", ()),
    ],
    "columns_that_part": [
        (lambda: (np.ones((2, 2)), np.ones(2)), "all 1", ("all_equal",)),
        (lambda: (np.zeros((2, 2)), np.zeros(2)), "all 0", ("all_equal",)),
        (lambda: (np.array([[0.2, 0.2], [0.7, 0.7]]), np.array([-1.0, -1.0])), "equal outputs", ("all_equal",)),
        (lambda: (np.eye(2), np.ones(2)), "different columns", ("columns_differ",)),
        (lambda: (np.array([[1.0, 1.0], [2.0, 2.0]]).T, np.array([1.0, 2.0])), "equal rows", ("columns_differ",)),
        (lambda: (np.ones((2, 2)), np.array([1.0, 1.0 + 1e-7])), "too alike", ("too_alike",)),
        (lambda: (np.full((2, 2), 3.0), np.array([1.0, 2.0])), "beyond the bounds", ()),

    ],
}  # fmt: skip
