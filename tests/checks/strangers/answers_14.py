"""Answers to exercise 14 as strangers write them: right ones, wrong ones, and the names of which one must be given."""

import numpy as np

# 1. and 5.


def layer(mean=lambda x: x.mean(0), variance=lambda x: x.var(0), root=lambda v, e: np.sqrt(v + e),
          out=lambda h, g, b: g * h + b):  # fmt: skip
    """Question 1 with parts exchanged."""
    return lambda x, gamma, beta, epsilon: out((x - mean(x)) / root(variance(x), epsilon), gamma, beta)


def layer_with_loops(x, gamma, beta, epsilon):
    n, units = x.shape
    y = np.zeros((n, units))
    for k in range(units):
        mu = sum(x[i, k] for i in range(n)) / n
        var = sum((x[i, k] - mu) ** 2 for i in range(n)) / n
        for i in range(n):
            y[i, k] = gamma[k] * (x[i, k] - mu) / np.sqrt(var + epsilon) + beta[k]
    return y


def layer_transposed(x, gamma, beta, epsilon):
    rows = x.T
    centred = rows - np.mean(rows, axis=1, keepdims=True)
    power = np.einsum("kn,kn->k", centred, centred) / rows.shape[1] + epsilon
    return (gamma[:, None] * centred / power[:, None] ** 0.5 + beta[:, None]).T.tolist()


def use(mean=lambda x, m: m, root=lambda x, v, e: np.sqrt(v + e), out=lambda h, g, b: g * h + b):
    """Question 5 with parts exchanged."""

    def answer(x, gamma, beta, running_mean, running_variance, epsilon):
        return out((x - mean(x, running_mean)) / root(x, running_variance, epsilon), gamma, beta)

    return answer


def use_row_by_row(x, gamma, beta, running_mean, running_variance, epsilon):
    slope = gamma * np.power(running_variance + epsilon, -0.5)
    return np.array([slope * row - slope * running_mean + beta for row in x])


def use_in_place_on_copy(x, gamma, beta, running_mean, running_variance, epsilon):
    y = x.copy()
    y -= running_mean
    y /= np.sqrt(running_variance + epsilon)
    y *= gamma
    y += beta
    return y


# 4. running_statistics


def running(mean=lambda x: x.mean(axis=0), variance=lambda x: x.var(axis=0), keep=lambda m: (m, 1 - m),
            keep_variance=None, give=lambda a, b: (a, b)):  # fmt: skip
    """Question 4 with parts exchanged: what is measured, how the two are mixed, in which order they are returned."""

    def answer(running_mean, running_variance, x, momentum):
        (old, new), (v_old, v_new) = keep(momentum), (keep_variance or keep)(momentum)
        return give(old * running_mean + new * mean(x), v_old * running_variance + v_new * variance(x))

    return answer


def running_in_place(running_mean, running_variance, x, momentum):
    running_mean += (1 - momentum) * (np.mean(x, axis=0) - running_mean)
    running_variance += (1 - momentum) * (np.mean((x - np.mean(x, axis=0)) ** 2, axis=0) - running_variance)
    return running_mean, running_variance


def running_with_loops(running_mean, running_variance, x, momentum):
    means, variances = [], []
    for k in range(len(running_mean)):
        column = [row[k] for row in x]
        mu = sum(column) / len(column)
        means.append(momentum * running_mean[k] + (1 - momentum) * mu)
        spread = sum((value - mu) ** 2 for value in column) / len(column)
        variances.append(momentum * running_variance[k] + (1 - momentum) * spread)
    return np.array(means), np.array(variances)


def running_around_the_old(running_mean, running_variance, x, momentum):
    new_variance = momentum * running_variance + (1 - momentum) * ((x - running_mean) ** 2).mean(axis=0)
    return momentum * running_mean + (1 - momentum) * x.mean(axis=0), new_variance


def running_around_the_new(running_mean, running_variance, x, momentum):
    running_mean = momentum * running_mean + (1 - momentum) * x.mean(axis=0)
    return running_mean, momentum * running_variance + (1 - momentum) * ((x - running_mean) ** 2).mean(axis=0)


# 6. mended_batch_norm


def mended(keep=lambda m: (m, 1 - m), moves=lambda t: t, batch=lambda t: t, stored=lambda x: x.var(axis=0),
           later=lambda x, m, v: (m, v), keep_variance=None, variance=lambda x: x.var(axis=0)):  # fmt: skip
    """Question 6 with parts exchanged: the mixing, when it moves, whose statistics are used, what is stored."""

    def answer(x, gamma, beta, running_mean, running_variance, momentum, epsilon, training):
        mean, var = (x.mean(axis=0), variance(x)) if batch(training) else later(x, running_mean, running_variance)
        y = gamma * (x - mean) / np.sqrt(var + epsilon) + beta
        if moves(training):
            old, new = keep(momentum)
            running_mean = old * running_mean + new * x.mean(axis=0)
            old, new = (keep_variance or keep)(momentum)
            running_variance = old * running_variance + new * stored(x)
        return y, running_mean, running_variance

    return answer


def mended_early_return(x, gamma, beta, running_mean, running_variance, momentum, epsilon, training):
    def normalise(mean, variance):
        return (x - mean) / np.sqrt(variance + epsilon) * gamma + beta

    if not training:
        return [normalise(running_mean, running_variance), running_mean, running_variance]
    m, v = np.average(x, axis=0), np.var(x, axis=0)
    return [normalise(m, v), m + momentum * (running_mean - m), v + momentum * (running_variance - v)]


def mended_with_copies(x, gamma, beta, running_mean, running_variance, momentum, epsilon, training):
    m, v = running_mean.copy(), running_variance.copy()
    used = (m.copy(), v.copy())
    if training:
        used = x.mean(axis=0), x.var(axis=0)
        m *= momentum
        m += (1 - momentum) * used[0]
        v *= momentum
        v += (1 - momentum) * used[1]
    return gamma * ((x - used[0]) / np.sqrt(used[1] + epsilon)) + beta, m, v


def mended_in_place(x, gamma, beta, running_mean, running_variance, momentum, epsilon, training):
    if training:
        running_mean[:] = momentum * running_mean + (1 - momentum) * x.mean(axis=0)
        running_variance[:] = momentum * running_variance + (1 - momentum) * x.var(axis=0)
        return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon) + beta, running_mean, running_variance
    return gamma * (x - running_mean) / np.sqrt(running_variance + epsilon) + beta, running_mean, running_variance


def mended_updates_first(x, gamma, beta, running_mean, running_variance, momentum, epsilon, training):
    if training:
        running_mean = momentum * running_mean + (1 - momentum) * x.mean(axis=0)
        running_variance = momentum * running_variance + (1 - momentum) * x.var(axis=0)
    return gamma * (x - running_mean) / np.sqrt(running_variance + epsilon) + beta, running_mean, running_variance


# 7. batch_norm_backward


def backward(dx=None, dgamma=lambda dy, h, c, x, g: (dy * h).sum(0), dbeta=lambda dy, g: dy.sum(0), ddof=0,
             give=lambda a, b, c: (a, b, c), root=lambda v, e: np.sqrt(v + e)):  # fmt: skip
    """Question 7 with parts exchanged; dx is a function of dx̂, x̂ and the root."""
    dx = dx or (lambda d, h, s: (d - d.mean(0) - h * (d * h).mean(0)) / s)

    def answer(dy, x, gamma, epsilon):
        c = x - x.mean(0)
        s = root(x.var(0, ddof=ddof), epsilon)
        return give(dx(gamma * dy, c / s, s), dgamma(dy, c / s, c, x, gamma), dbeta(dy, gamma))

    return answer


def backward_by_graph(dy, x, gamma, epsilon):
    n = x.shape[0]
    mu = x.mean(axis=0)
    xmu = x - mu
    var = (xmu**2).mean(axis=0)
    sqrtvar = np.sqrt(var + epsilon)
    ivar = 1 / sqrtvar
    dxhat = dy * gamma
    divar = (dxhat * xmu).sum(axis=0)
    dxmu = dxhat * ivar
    dsqrtvar = -divar / sqrtvar**2
    dvar = 0.5 * dsqrtvar / sqrtvar
    dxmu = dxmu + 2 * xmu * dvar / n
    dx = dxmu - dxmu.sum(axis=0) / n
    return dx, (dy * xmu * ivar).sum(axis=0), dy.sum(axis=0)


def backward_short(dy, x, gamma, epsilon):
    n = len(x)
    s = np.sqrt(np.var(x, axis=0) + epsilon)
    h = (x - np.mean(x, axis=0)) / s
    dgamma, dbeta = np.sum(dy * h, axis=0), np.sum(dy, axis=0)
    return gamma / s / n * (n * dy - h * dgamma - dbeta), dgamma, dbeta


def backward_with_loops(dy, x, gamma, epsilon):
    n, units = x.shape
    dx, dgamma, dbeta = np.zeros((n, units)), np.zeros(units), np.zeros(units)
    for k in range(units):
        mu = x[:, k].sum() / n
        s = (((x[:, k] - mu) ** 2).sum() / n + epsilon) ** 0.5
        h = [(x[i, k] - mu) / s for i in range(n)]
        for i in range(n):
            dgamma[k] += dy[i, k] * h[i]
            dbeta[k] += dy[i, k]
        for i in range(n):
            dx[i, k] = gamma[k] / s * (dy[i, k] - dbeta[k] / n - h[i] * dgamma[k] / n)
    return [dx, dgamma, dbeta]


def backward_changes_dy(dy, x, gamma, epsilon):
    result = backward()(dy, x, gamma, epsilon)
    dy *= gamma
    return result


def backward_gamma_first(dy, x, gamma, epsilon):
    dy = dy * gamma
    return backward()(dy, x, np.ones_like(gamma), epsilon)


def mean_square_variance(x):
    return np.maximum((x**2).mean(axis=0) - x.mean(axis=0) ** 2, 0)


def normalised_by_mean_squares(x, gamma, beta, epsilon):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(mean_square_variance(x) + epsilon) + beta


def running_by_mean_squares(running_mean, running_variance, x, momentum):
    mean, variance = x.mean(axis=0), mean_square_variance(x)
    return momentum * running_mean + (1 - momentum) * mean, momentum * running_variance + (1 - momentum) * variance


def layer_by_mean_squares(x, gamma, beta, running_mean, running_variance, momentum, epsilon, training):
    if not training:
        return gamma * (x - running_mean) / np.sqrt(running_variance + epsilon) + beta, running_mean, running_variance
    y = normalised_by_mean_squares(x, gamma, beta, epsilon)
    return (y, *running_by_mean_squares(running_mean, running_variance, x, momentum))


def backward_by_mean_squares(dy, x, gamma, epsilon):
    std = np.sqrt(mean_square_variance(x) + epsilon)
    x_hat = (x - x.mean(axis=0)) / std
    dx_hat = dy * gamma
    dx = (dx_hat - dx_hat.mean(axis=0) - x_hat * (dx_hat * x_hat).mean(axis=0)) / std
    return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)


def own_statistics_of_several_rows(x, gamma, beta, running_mean, running_variance, epsilon):
    mean, variance = (x.mean(axis=0), x.var(axis=0)) if len(x) > 1 else (running_mean, running_variance)
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def statistics_of_all_units(x, gamma, beta, running_mean, running_variance, epsilon):
    return gamma * (x - np.mean(running_mean)) / np.sqrt(np.mean(running_variance) + epsilon) + beta


def variance_of_these_rows_corrected(x, gamma, beta, running_mean, running_variance, epsilon):
    n = len(x)
    variance = running_variance * n / (n - 1) if n > 1 else running_variance
    return gamma * (x - running_mean) / np.sqrt(variance + epsilon) + beta


def of_n_minus_1(x):
    return ((x - x.mean(0)) ** 2).sum(0) / max(len(x) - 1, 1)


def running_deviations(running_mean, running_variance, x, momentum):
    mean = momentum * running_mean + (1 - momentum) * x.mean(0)
    deviation = momentum * np.sqrt(running_variance) + (1 - momentum) * x.std(0)
    return mean, deviation**2


def use_folded_too_soon(x, gamma, beta, running_mean, running_variance, epsilon):
    scale = gamma / np.sqrt(running_variance + epsilon)
    return x * scale + (beta - running_mean * gamma)


RIGHT = {
    "batch_norm_forward": [layer(), layer_with_loops, layer_transposed],
    "batch_of_one": [lambda: "b", lambda: "b) ", lambda: "B"],
    "batch_mean_noise": [lambda: 3, lambda: 12 / np.sqrt(16), lambda: (144 / 16) ** 0.5],
    "running_statistics": [running(), running_in_place, running_with_loops],
    "batch_norm_inference": [use(), use_row_by_row, use_in_place_on_copy],
    "mended_batch_norm": [mended(), mended_early_return, mended_with_copies],
    "batch_norm_backward": [backward(), backward_by_graph, backward_short, backward_with_loops],
    "telling_batch": [
        lambda: np.array([[-1.0, -1.0], [1.0, 1.0]]),
        lambda: np.outer([1, 2, 3], [1, 1]),
        lambda: np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [4.0, 4.0, 4.0], [4.0, 4.0, 4.0]]),
    ],
}
WRONG = {
    "batch_norm_forward": [
        (layer(variance=of_n_minus_1), "N − 1, but for one row", ("divided_by_n_minus_1",)),
        (layer(mean=lambda x: 0, out=lambda h, g, b: h), "neither centred nor scaled", ()),
        (layer(root=lambda v, e: np.sqrt(v + 1e-4)), "an ε of its own", ()),
        (layer(variance=lambda x: x.var(0, ddof=1)), "ddof 1", ("divided_by_n_minus_1",)),
        (layer(root=lambda v, e: np.sqrt(v)), "no ε", ("epsilon_missing",)),
        (layer(root=lambda v, e: np.sqrt(v) + e), "ε outside", ("epsilon_outside_the_root",)),
        (layer(root=lambda v, e: v + e), "no root", ("root_missing",)),
        (layer(root=lambda v, e: np.sqrt(np.maximum(v, e))), "the larger one", ("epsilon_as_floor",)),
        (layer(root=lambda v, e: np.sqrt(v + 1e-5)), "ε of its own", ("own_epsilon",)),
        (layer(variance=lambda x: x.std(0)), "std", ("deviation_under_the_root",)),
        (layer(variance=lambda x: (x**2).mean(0)), "x²", ("square_around_zero",)),
        (layer(variance=lambda x: ((x - x.mean(0)) ** 2).sum(0)), "sum", ("summed",)),
        (layer(mean=np.mean, variance=np.var), "one for all", ("one_mean_for_all",)),
        (layer(variance=np.var), "one variance", ("one_variance_for_all",)),
        (
            layer(mean=lambda x: x.mean(1, keepdims=True), variance=lambda x: x.var(1, keepdims=True)),
            "rows",
            ("rows_normalised",),
        ),
        (layer(mean=lambda x: 0), "not centred", ("not_centred",)),
        (layer(root=lambda v, e: 1), "not divided", ("not_divided",)),
        (layer(out=lambda h, g, b: h), "x̂", ("scale_and_shift_missing",)),
        (layer(out=lambda h, g, b: g * h), "no β", ("shift_missing",)),
        (layer(out=lambda h, g, b: h + b), "no γ", ("scale_missing",)),
        (layer(out=lambda h, g, b: g * (h + b)), "γ β", ("shift_scaled",)),
        (layer(out=lambda h, g, b: b * h + g), "exchanged", ("scale_and_shift_swapped",)),
        (
            layer(variance=lambda x: x.var(0, ddof=1), root=lambda v, e: np.sqrt(v) + e),
            "ddof 1, ε outside",
            ("divided_by_n_minus_1", "epsilon_outside_the_root"),
        ),
        (
            layer(root=lambda v, e: np.sqrt(v) + e, out=lambda h, g, b: g * h),
            "ε outside, no β",
            ("epsilon_outside_the_root", "shift_missing"),
        ),
        (layer(mean=lambda x: np.median(x, 0)), "median", ()),
        (
            lambda x, gamma, beta, epsilon: gamma * (x - x.mean(0) / np.sqrt(x.var(0) + epsilon)) + beta,
            "brackets",
            ("brackets_missing",),
        ),
        (lambda x, gamma, beta, epsilon: layer()(x, gamma, beta, epsilon).mean(0), "averaged", ()),
        (normalised_by_mean_squares, "variance as mean square less squared mean", ()),
    ],
    "batch_of_one": [
        (lambda: "a", "left alone", ("left_alone",)),
        (lambda: "c", "1", ("spread_of_one",)),
        (lambda: "d)", "nan", ("divided_by_zero",)),
        (lambda: "beta", "text", ()),
    ],
    "batch_mean_noise": [
        (lambda: 0.75, "/ 16", ("divided_by_b",)),
        (lambda: 9, "variance", ("variance",)),
        (lambda: 12, "as one row", ("as_one_row",)),
        (lambda: 48, "sum", ("sum_not_mean",)),
        (lambda: 192, "× 16", ("multiplied",)),
        (lambda: 4, "√16", ("root_of_the_size",)),
        (lambda: 12 / 15**0.5, "√15", ("divided_by_n_minus_1",)),
        (lambda: 0.866, "√(12/16)", ("root_of_the_spread",)),
        (lambda: 0, "no noise", ()),
        (lambda: -3, "a sign", ()),
    ],
    "running_statistics": [
        (running(variance=of_n_minus_1), "N − 1, but for one row", ("divided_by_n_minus_1",)),
        (running_deviations, "deviations averaged", ("deviations_averaged_and_squared",)),
        (running(keep=lambda m: (1 - m, m)), "swapped", ("weights_swapped",)),
        (
            running(keep=lambda m: (1 - m, m), keep_variance=lambda m: (m, 1 - m)),
            "mean swapped",
            ("weights_swapped_in_the_mean",),
        ),
        (
            running(keep=lambda m: (1 - m, m), variance=lambda x: x.var(axis=0, ddof=1)),
            "PyTorch",
            ("weights_swapped", "divided_by_n_minus_1"),
        ),
        (running(variance=lambda x: x.var(axis=0, ddof=1)), "ddof 1", ("divided_by_n_minus_1",)),
        (running(variance=lambda x: x.std(axis=0)), "std", ("standard_deviation_kept",)),
        (running(variance=lambda x: (x**2).mean(axis=0)), "x²", ("square_around_zero",)),
        (running(keep=lambda m: (0, 1)), "last only", ("last_batch_only",)),
        (running(keep=lambda m: (1, 1 - m)), "not faded", ("past_not_faded",)),
        (running(keep=lambda m: (m, 1)), "1 − m lost", ("new_not_faded",)),
        (running(keep=lambda m: (0.5, 0.5)), "the middle", ("equal_weights",)),
        (running(mean=lambda x: x.mean(), variance=lambda x: x.var()), "one for all", ("one_mean_for_all",)),
        (running(keep_variance=lambda m: (1, 0)), "variance left", ("variance_left",)),
        (running(keep=lambda m: (1, 0), keep_variance=lambda m: (m, 1 - m)), "mean left", ("mean_left",)),
        (running(give=lambda a, b: (b, a)), "exchanged", ("outputs_exchanged",)),
        (running(give=lambda a, b: (a, np.sqrt(b))), "root", ("root_returned",)),
        (running_around_the_old, "around the old mean", ("spread_around_the_running_mean",)),
        (running_around_the_new, "around the new mean", ("spread_around_the_new_running_mean",)),
        (running(mean=lambda x: x[-1]), "last row", ()),
        (running(keep=lambda m: (m, 1 + m)), "1 + m", ()),
        (running(give=lambda a, b: a), "mean only", ()),
        (running_by_mean_squares, "variance as mean square less squared mean", ()),
    ],
    "batch_norm_inference": [
        (use_folded_too_soon, "folded, the mean not divided", ("mean_not_divided",)),
        (use(mean=lambda x, m: m if len(x) == 1 else x.mean(0)), "the mean of several rows", ("batch_mean",)),
        (use(root=lambda x, v, e: np.sqrt(v + 1e-3)), "an ε of its own", ()),
        (use(mean=lambda x, m: x.mean(0), root=lambda x, v, e: np.sqrt(x.var(0) + e)), "batch", ("batch_statistics",)),
        (use(mean=lambda x, m: x.mean(0)), "batch's mean", ("batch_mean",)),
        (use(root=lambda x, v, e: np.sqrt(x.var(0) + e)), "batch's variance", ("batch_variance",)),
        (use(root=lambda x, v, e: v + e), "no root", ("root_missing",)),
        (use(root=lambda x, v, e: np.sqrt(v) + e), "ε outside", ("epsilon_outside_the_root",)),
        (use(root=lambda x, v, e: np.sqrt(v)), "no ε", ("epsilon_missing",)),
        (use(root=lambda x, v, e: np.sqrt(v + 1e-5)), "ε of its own", ("own_epsilon",)),
        (use(root=lambda x, v, e: 1), "not divided", ("not_divided",)),
        (use(mean=lambda x, m: 0), "not centred", ("not_centred",)),
        (use(mean=lambda x, m: -m), "added", ("mean_added",)),
        (use(out=lambda h, g, b: h), "x̂", ("scale_and_shift_missing",)),
        (use(out=lambda h, g, b: g * (h + b)), "γ β", ("shift_scaled",)),
        (use(out=lambda h, g, b: b * h + g), "exchanged", ("scale_and_shift_swapped",)),
        (use(out=lambda h, g, b: g * h), "no β", ("shift_missing",)),
        (
            use(root=lambda x, v, e: v + e, out=lambda h, g, b: g * (h + b)),
            "no root, γ β",
            ("root_missing", "shift_scaled"),
        ),
        (use(mean=lambda x, m: x.mean()), "one mean", ()),
        (
            lambda x, gamma, beta, mean, variance, epsilon: gamma * x + beta,
            "no statistics",
            ("not_centred", "not_divided"),
        ),
        (own_statistics_of_several_rows, "its own statistics for several rows", ("batch_statistics_of_several_rows",)),
        (statistics_of_all_units, "averaged over the units", ("averaged_over_the_units",)),
        (variance_of_these_rows_corrected, "N/(N − 1) of the rows at hand", ("running_variance_corrected",)),
    ],
    "mended_batch_norm": [
        (mended(stored=of_n_minus_1), "N − 1, but for one row", ("n_minus_1_in_the_running_variance",)),
        (
            mended(later=lambda x, m, v: (m, v) if len(x) == 1 else (x.mean(0), x.var(0))),
            "running statistics for a single row alone",
            ("batch_statistics_in_prediction",),
        ),
        (
            mended(keep=lambda m: (1 - m, m), later=lambda x, m, v: (x.mean(0), x.var(0))),
            "unchanged",
            ("batch_statistics_in_prediction", "weights_swapped"),
        ),
        (mended(later=lambda x, m, v: (x.mean(0), x.var(0))), "average mended", ("batch_statistics_in_prediction",)),
        (mended(keep=lambda m: (1 - m, m)), "prediction mended", ("weights_swapped",)),
        (
            mended(keep=lambda m: (1 - m, m), keep_variance=lambda m: (m, 1 - m)),
            "variance mended",
            ("weights_swapped_in_the_mean",),
        ),
        (mended(keep_variance=lambda m: (1 - m, m)), "mean mended", ("weights_swapped_in_the_variance",)),
        (mended(later=lambda x, m, v: (m, x.var(0))), "variance of the batch", ("batch_variance_in_prediction",)),
        (mended(later=lambda x, m, v: (x.mean(0), v)), "mean of the batch", ("batch_mean_in_prediction",)),
        (mended(moves=lambda t: True), "always moves", ("moves_in_prediction",)),
        (mended(moves=lambda t: False), "never moves", ("never_moves",)),
        (mended(batch=lambda t: not t), "modes exchanged", ("modes_exchanged",)),
        (mended(batch=lambda t: False), "always the running ones", ("running_in_training",)),
        (mended(keep=lambda m: (0, 1)), "last batch", ("last_batch_only",)),
        (mended(stored=lambda x: x.var(0, ddof=1)), "PyTorch's variance", ("n_minus_1_in_the_running_variance",)),
        (
            mended(variance=lambda x: x.var(0, ddof=1), stored=lambda x: x.var(0, ddof=1)),
            "ddof 1",
            ("divided_by_n_minus_1",),
        ),
        (mended(stored=lambda x: x.std(0)), "std stored", ("standard_deviation_kept",)),
        (mended(moves=lambda t: not t), "moves the other way round", ("moves_in_prediction_only",)),
        (
            mended(moves=lambda t: True, later=lambda x, m, v: (x.mean(0), x.var(0))),
            "always moves, batch's",
            ("moves_in_prediction", "batch_statistics_in_prediction"),
        ),
        (mended_updates_first, "updated ones in training", ("updated_running_in_training",)),
        (mended_in_place, "changes the running ones", ("changed_input",)),
        (lambda *a: mended()(*a)[0], "y only", ()),
        (lambda *a: mended()(*a)[::2], "two values", ()),
        (layer_by_mean_squares, "variance as mean square less squared mean", ()),
    ],
    "batch_norm_backward": [
        (backward(dgamma=lambda dy, h, c, x, g: (dy * g * h).sum(0) / g), "dγ divided by γ", ()),
        (backward(dx=lambda d, h, s: d / s), "constants", ("statistics_constant",)),
        (backward(dx=lambda d, h, s: (d - d.mean(0)) / s), "no variance", ("variance_constant",)),
        (backward(dx=lambda d, h, s: (d - h * (d * h).mean(0)) / s), "no mean", ("mean_constant",)),
        (backward(dx=lambda d, h, s: (d - d.sum(0) - h * (d * h).sum(0)) / s), "sums", ("sums_for_means",)),
        (
            backward(dx=lambda d, h, s: (d - d.mean(0) - h * (d * h).sum(0)) / s),
            "a sum",
            ("sum_on_the_way_through_the_variance",),
        ),
        (backward(dx=lambda d, h, s: (d - d.mean(0) + h * (d * h).mean(0)) / s), "a sign", ("variance_added",)),
        (
            backward(dx=lambda d, h, s: (d - d.mean(0) - (d * h).mean(0)) / s),
            "x̂ lost",
            ("normalised_missing_on_the_way_through_the_variance",),
        ),
        (
            backward(dx=lambda d, h, s: (d - d.mean(0) - h * (d * h).mean(0)) / s**2),
            "variance",
            ("divided_by_variance",),
        ),
        (backward(dx=lambda d, h, s: d - d.mean(0) - h * (d * h).mean(0)), "not divided", ("not_divided",)),
        (backward(dx=lambda d, h, s: (d - d.mean(0) - h * (d * h).mean(0)) / s / len(d)), "1/N", ("dx_averaged",)),
        (backward(dx=lambda d, h, s: -(d - d.mean(0) - h * (d * h).mean(0)) / s), "a sign", ("wrong_sign",)),
        (backward(dgamma=lambda dy, h, c, x, g: (dy * x).sum(0)), "x for x̂", ("input_for_normalised",)),
        (backward(dgamma=lambda dy, h, c, x, g: (dy * c).sum(0)), "x − μ for x̂", ("centred_for_normalised",)),
        (backward(dgamma=lambda dy, h, c, x, g: (dy * g * h).sum(0)), "γ in dγ", ("gamma_in_its_own_gradient",)),
        (backward(dgamma=lambda dy, h, c, x, g: (dy * h).mean(0)), "mean dγ", ("dgamma_averaged",)),
        (backward(dgamma=lambda dy, h, c, x, g: dy * h), "dγ not summed", ("dgamma_not_summed",)),
        (backward(dbeta=lambda dy, g: dy.mean(0)), "mean dβ", ("dbeta_averaged",)),
        (backward(dbeta=lambda dy, g: (dy * g).sum(0)), "γ in dβ", ("gamma_in_the_shift",)),
        (backward(dbeta=lambda dy, g: dy.sum()), "dβ one number", ("dbeta_summed_over_everything",)),
        (
            backward(dgamma=lambda dy, h, c, x, g: (dy * h).mean(0), dbeta=lambda dy, g: dy.mean(0)),
            "means",
            ("averaged",),
        ),
        (backward(give=lambda a, b, c: (a, c, b)), "exchanged", ("outputs_exchanged",)),
        (backward(ddof=1), "ddof 1", ("divided_by_n_minus_1",)),
        (backward(root=lambda v, e: np.sqrt(v)), "no ε", ("epsilon_missing",)),
        (
            backward(dx=lambda d, h, s: d / s, dgamma=lambda dy, h, c, x, g: (dy * x).sum(0)),
            "constants, x for x̂",
            ("statistics_constant", "input_for_normalised"),
        ),
        (lambda dy, x, gamma, epsilon: backward()(dy, x, np.ones(len(gamma)), epsilon), "no γ", ("gamma_missing",)),
        (backward_gamma_first, "γ first", ("gamma_in_both_gradients",)),
        (backward_changes_dy, "dy changed", ("changed_input",)),
        (backward(give=lambda a, b, c: (a, b)), "two values", ()),
        (backward(dx=lambda d, h, s: np.zeros_like(d)), "zeros", ()),
        (backward_by_mean_squares, "variance as mean square less squared mean", ()),
    ],
    "telling_batch": [
        (lambda: [[0.001, 0.001], [0, 0]], "rows that hardly differ", ()),
        (lambda: np.ones((3, 3)), "constant", ("constant",)),
        (lambda: np.array([[1.0, 2.0], [3.0, 4.0]]), "anything", ("columns_differ",)),
        (lambda: np.array([[1.0, 3.0], [1.0, 3.0]]), "equal rows", ("columns_differ",)),
        (lambda: np.array([[1.0, 3.0], [-1.0, -3.0]]), "equal means", ("columns_differ",)),
        (lambda: np.array([[2.0, 5.0], [5.0, 2.0]]), "symmetric", ("rows_as_well",)),
        (lambda: np.array([[1.0, 2.0, 3.0], [2.0, 3.0, 1.0], [3.0, 1.0, 2.0]]), "a Latin square", ("rows_as_well",)),
        (lambda: np.array([[1.0, 1.0]]), "one row", ()),
    ],
}
