"""Answers to exercise 13 as strangers write them: right ones, wrong ones, and the names of which one must be given."""

import numpy as np

# 1. and 2.


def penalized(penalty, slope, give=lambda p, d: (p, d)):
    """A penalty and its gradient, each a function of W and the factor."""
    return lambda W, factor: give(penalty(W, factor), slope(W, factor))


def l2_by_rows(W, l2):
    total, slopes = 0, []
    for row in W:
        slopes.append([2 * l2 * w for w in row])
        for w in row:
            total = total + w**2
    return l2 * total, np.array(slopes)


def l2_by_trace(W, l2):
    return l2 * np.trace(W.T @ W), l2 * 2 * W


def l2_by_difference(W, l2):
    slope = np.zeros(W.shape)
    for i in np.ndindex(*W.shape):
        up, down = W.copy(), W.copy()
        up[i] += 1.0
        down[i] -= 1.0
        slope[i] = l2 * ((up**2).sum() - (down**2).sum()) / 2
    return [np.sum(l2 * np.square(W)), slope]


def l1_by_rows(W, l1):
    total, dW = 0.0, np.empty_like(W)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            total += W[i, j] if W[i, j] > 0 else -W[i, j]
            dW[i, j] = l1 * (1 if W[i, j] > 0 else -1)
    return l1 * total, dW


def l1_by_ratio(W, l1):
    size = np.sqrt(W * W)
    return l1 * size.sum(), l1 * W / size


def squares(W, f):
    return f * np.sum(W**2)


def sizes(W, f):
    return f * np.sum(np.abs(W))


def twice(W, f):
    return 2 * f * W


def signs(W, f):
    return f * np.sign(W)


# 4. weight_decay_step


def decay(keep=lambda lr, wd: 1 - lr * wd, rate=lambda lr: lr, b_keep=lambda lr, wd: 1, b_rate=lambda lr: lr, sign=-1):
    """W ← keep·W − rate·dW and the same for b."""

    def answer(W, b, dW, db, learning_rate, weight_decay):
        W_new = keep(learning_rate, weight_decay) * W + sign * rate(learning_rate) * dW
        return W_new, b_keep(learning_rate, weight_decay) * b + sign * b_rate(learning_rate) * db

    return answer


def decay_two_lines(W, b, dW, db, learning_rate, weight_decay):
    shrink = learning_rate * weight_decay * W
    W = W - learning_rate * dW - shrink
    b = b - learning_rate * db
    return [W, b]


def decay_inside(W, b, dW, db, learning_rate, weight_decay):
    W -= learning_rate * (weight_decay * W + dW)
    b -= learning_rate * db
    return W, b


def decay_loops(W, b, dW, db, learning_rate, weight_decay):
    new_W, new_b = np.zeros(W.shape), np.zeros(len(b))
    for j in range(len(b)):
        new_b[j] = b[j] - learning_rate * db[j]
        for i in range(len(W)):
            new_W[i, j] = (1 - learning_rate * weight_decay) * W[i, j] - learning_rate * dW[i, j]
    return new_W, new_b


def decay_new_w(W, b, dW, db, learning_rate, weight_decay):
    W = W - learning_rate * dW
    W = W - learning_rate * weight_decay * W
    return W, b - learning_rate * db


def decay_new_w_and_b(W, b, dW, db, learning_rate, weight_decay):
    W, b = W - learning_rate * dW, b - learning_rate * db
    return W * (1 - learning_rate * weight_decay), b * (1 - learning_rate * weight_decay)


# 6. dropout_forward


def dropout(draw=lambda rng, x, rate: rng.random(x.shape) >= rate, scale=lambda x, m, rate: x * m / (1 - rate),
            mask=lambda x, y, m, rng: m, later=lambda x, rate: (x, np.ones(x.shape)), on=lambda t: t):  # fmt: skip
    """Dropout with parts exchanged: how the mask is drawn, y, the mask that is returned, prediction, the condition."""

    def answer(x, rate, rng, training):
        if not on(training):
            return later(x, rate)
        m = draw(rng, x, rate)
        y = scale(x, m, rate)
        return y, mask(x, y, m, rng)

    return answer


def dropout_with_loops(x, rate, rng, training):
    y, mask = np.zeros(x.shape), np.ones(x.shape)
    for n in range(x.shape[0]):
        for k in range(x.shape[1]):
            if training and rng.uniform() < rate:
                mask[n, k] = 0
            y[n, k] = x[n, k] * mask[n, k] / (1 - rate if training else 1)
    return y, mask


def dropout_on_copy(x, rate, rng, training):
    mask = np.ones_like(x, dtype=int)
    if training is False:
        return x.copy(), mask
    drop = rng.binomial(1, rate, x.shape).astype(bool)
    mask[drop] = 0
    out = x.copy()
    out[drop] = 0
    return out * (1 / (1 - rate)), mask


def dropout_where(x, rate, rng, training):
    keep = rng.random(x.size).reshape(x.shape) < (1 - rate) if training else x == x
    return np.where(keep, x / (1 - rate * bool(training)), 0), keep


def dropout_in_place(x, rate, rng, training):
    mask = rng.random(x.shape) >= rate if training else np.ones(x.shape, bool)
    x *= mask
    x /= 1 - rate * training
    return x, mask


def dropout_by_torch(x, rate, rng, training):
    if not training:
        return x
    keep = rng.random(x.shape) > rate
    return x * keep / (1 - rate), keep


def exactly(rng, x, rate):
    mask = np.ones(x.size, bool)
    mask[rng.choice(x.size, int(rate * x.size), replace=False)] = False
    return mask.reshape(x.shape)


def exactly_in_each_row(rng, x, rate):
    row = np.arange(x.shape[1]) >= round(rate * x.shape[1])
    return rng.permuted(np.tile(row, (len(x), 1)), axis=1)


# 7. dropout_backward


def back_loops(dy, mask, rate):
    dx = np.zeros(dy.shape)
    for n in range(len(dy)):
        for k in range(len(dy[n])):
            if mask[n][k]:
                dx[n][k] = dy[n][k] / (1 - rate)
    return dx


def back_on_copy(dy, mask, rate):
    dx = dy.copy()
    dx[~mask] = 0
    return dx / (1 - rate)


def back_in_place(dy, mask, rate):
    dy *= mask
    dy /= 1 - rate
    return dy


def pull_cut_at_one(W, l1):
    return l1 * np.abs(W).sum(), l1 * np.clip(W, -1, 1)


def decay_where_a_slope_is(W, b, dW, db, learning_rate, weight_decay):
    kept = np.where(dW == 0, W, (1 - learning_rate * weight_decay) * W)
    return kept - learning_rate * dW, b - learning_rate * db


def decay_by_an_exponential(W, b, dW, db, learning_rate, weight_decay):
    return np.exp(-learning_rate * weight_decay) * W - learning_rate * dW, b - learning_rate * db


def mask_of_the_first_row(dy, mask, rate):
    return dy * mask[0] / (1 - rate)


RIGHT = {
    "l2_penalty": [
        l2_by_rows,
        l2_by_trace,
        l2_by_difference,
        penalized(squares, twice, lambda p, d: {"penalty": p, "dW": d}),
    ],
    "l1_penalty": [l1_by_rows, l1_by_ratio, penalized(sizes, signs, lambda p, d: [np.array([[p]]), d.tolist()])],
    "l1_by_hand": [lambda: -1.4, lambda: np.array(-1.4), lambda: 0.6 - 2],
    "weight_decay_step": [decay(), decay_two_lines, decay_inside, decay_loops],
    "l2_is_decay": [lambda: "b", lambda: " B) ", lambda: "(b)"],
    "dropout_forward": [dropout(), dropout_with_loops, dropout_on_copy, dropout_where],
    "dropout_backward": [back_loops, back_on_copy, lambda dy, mask, rate: (1 / (1 - rate)) * mask.astype(float) * dy],
    "penalties_that_disagree": [
        lambda: (np.array([4.0, 0.0]), np.array([3.0, 2.0])),
        lambda: [np.array([0.0, 2.0, 0.0, 0.0]), np.array([0.6, 0.6, 0.6, 0.6])],
    ],
}
WRONG = {
    "l2_penalty": [
        (
            penalized(lambda W, f: 0.5 * f * (W**2).sum(), lambda W, f: f * W),
            "with ½",
            ("half_in_the_penalty", "two_lost"),
        ),
        (penalized(lambda W, f: 0.5 * f * (W**2).sum(), twice), "½ in the penalty", ("half_in_the_penalty",)),
        (penalized(squares, lambda W, f: f * W), "2 lost", ("two_lost",)),
        (penalized(squares, lambda W, f: 2 * W), "factor lost", ("factor_lost_in_the_gradient",)),
        (
            penalized(lambda W, f: (W**2).sum(), lambda W, f: 2 * W),
            "no factor",
            ("factor_missing_in_the_penalty", "factor_lost_in_the_gradient"),
        ),
        (penalized(lambda W, f: (W**2).sum(), twice), "no factor in P", ("factor_missing_in_the_penalty",)),
        (penalized(lambda W, f: f * np.mean(W**2), twice), "mean", ("penalty_averaged",)),
        (
            penalized(lambda W, f: f * np.mean(W**2), lambda W, f: 2 * f * W / W.size),
            "means",
            ("penalty_averaged", "gradient_averaged"),
        ),
        (penalized(lambda W, f: f * np.linalg.norm(W), twice), "norm", ("root_taken",)),
        (penalized(lambda W, f: f * np.linalg.norm(W), lambda W, f: f * W), "norm, 2 lost", ("root_taken", "two_lost")),
        (penalized(lambda W, f: f * np.linalg.norm(W, 2) ** 2, twice), "spectral", ("largest_stretch",)),
        (penalized(lambda W, f: f * W.sum() ** 2, twice), "(Σ W)²", ("square_of_the_sum",)),
        (penalized(lambda W, f: ((f * W) ** 2).sum(), twice), "(λW)²", ("factor_squared",)),
        (penalized(sizes, signs), "L1", ("l1_for_l2",)),
        (penalized(sizes, twice), "|W|", ("sizes_for_squares",)),
        (penalized(squares, lambda W, f: -2 * f * W), "sign", ("wrong_sign",)),
        (penalized(squares, lambda W, f: f * W**2), "λW²", ("square_for_slope",)),
        (penalized(squares, lambda W, f: (2 * f * W).sum()), "summed", ("gradient_one_number",)),
        (penalized(lambda W, f: f * W**2, twice), "not summed", ("squares_not_summed",)),
        (penalized(lambda W, f: f * sum(W**2), twice), "built-in sum", ("summed_over_rows_only",)),
        (penalized(squares, lambda W, f: W - 2 * f * W), "the new weights", ()),
        (penalized(squares, twice, lambda p, d: (d, p)), "exchanged", ("outputs_exchanged",)),
        (penalized(squares, twice, lambda p, d: p + d), "added", ()),
        (
            penalized(lambda W, f: 0.5 * f * W.sum() ** 2, lambda W, f: f * W),
            "two mistakes and more",
            ("half_in_the_penalty", "two_lost"),
        ),
    ],
    "l1_penalty": [
        (
            penalized(lambda W, f: f * abs(W * (abs(W) > 1e-3)).sum(), lambda W, f: f * np.sign(W) * (abs(W) > 1e-3)),
            "faint ones are 0",
            (),
        ),
        (penalized(lambda W, f: f * W.sum(), signs), "no bars", ("absolute_value_missing",)),
        (
            penalized(lambda W, f: f * W.sum(), lambda W, f: f * np.ones_like(W)),
            "no bars at all",
            ("absolute_value_missing", "sign_missing"),
        ),
        (penalized(sizes, lambda W, f: f * np.ones(W.shape)), "no sign", ("sign_missing",)),
        (penalized(sizes, lambda W, f: f), "a number", ()),
        (penalized(sizes, lambda W, f: f * (W > 0)), "negative ones 0", ("negative_weights_forgotten",)),
        (penalized(sizes, lambda W, f: f * W), "λW", ("pull_grows_with_the_weight",)),
        (penalized(sizes, lambda W, f: f * np.abs(W)), "λ|W|", ("size_for_sign",)),
        (penalized(sizes, lambda W, f: np.sign(W)), "factor lost", ("factor_lost_in_the_gradient",)),
        (
            penalized(lambda W, f: np.abs(W).sum(), lambda W, f: np.sign(W)),
            "no factor",
            ("factor_missing_in_the_penalty",),
        ),
        (penalized(squares, twice), "L2", ("l2_for_l1",)),
        (penalized(squares, signs), "squares", ("squares_for_sizes",)),
        (penalized(lambda W, f: f * np.linalg.norm(W, 1), signs), "norm of order 1", ("matrix_norm",)),
        (penalized(lambda W, f: f * np.linalg.norm(W), signs), "norm", ("length_for_sizes",)),
        (penalized(lambda W, f: f * np.abs(W.sum()), signs), "|Σ W|", ("size_of_the_sum",)),
        (penalized(lambda W, f: f * np.abs(W).mean(), signs), "mean", ("penalty_averaged",)),
        (penalized(sizes, lambda W, f: -f * np.sign(W)), "sign", ("wrong_sign",)),
        (penalized(sizes, lambda W, f: 2 * f * np.sign(W)), "a 2", ("two_from_the_square",)),
        (penalized(lambda W, f: f * np.abs(W).sum(axis=0), signs), "axis 0", ("summed_over_rows_only",)),
        (
            penalized(lambda W, f: f * np.abs(W).mean(), lambda W, f: np.sign(W)),
            "mean, factor lost",
            ("penalty_averaged", "factor_lost_in_the_gradient"),
        ),
        (penalized(sizes, signs, lambda p, d: (d, p)), "exchanged", ("outputs_exchanged",)),
        (penalized(sizes, signs, lambda p, d: p), "penalty only", ()),
        (pull_cut_at_one, "the slope shrinks with the weight", ("clipped_for_sign",)),
    ],
    "l1_by_hand": [
        (lambda: -2.6, "away from 0", ("pushed_outwards",)),
        (lambda: -1.25, "L2 with ½", ("l2_for_l1",)),
        (lambda: -0.909, "L2 without ½", ("square_for_size",)),
        (lambda: 0, "deleted", ("deleted",)),
        (lambda: 1.4, "sign lost", ("sign_lost",)),
        (lambda: -2, "no penalty", ("no_penalty",)),
        (lambda: -1.7, "½ forgotten", ("half_forgotten",)),
        (lambda: 1.02, "the cost", ("cost_for_weight",)),
        (lambda: -1.5, "rounded", ()),
        (lambda: "-1.4", "text", ()),
    ],
    "weight_decay_step": [
        (decay(keep=lambda lr, wd: 1), "no decay", ("no_decay",)),
        (decay(keep=lambda lr, wd: 1 - wd), "no η", ("learning_rate_missing",)),
        (decay(keep=lambda lr, wd: 1 - 2 * lr * wd), "a 2", ("doubled",)),
        (decay(keep=lambda lr, wd: 1 + lr * wd), "growing", ("growing",)),
        (decay(keep=lambda lr, wd: 1 - lr * wd, b_keep=lambda lr, wd: 1 - lr * wd), "bias too", ("bias_decays_too",)),
        (
            decay(keep=lambda lr, wd: 1 - wd, b_keep=lambda lr, wd: 1 - wd),
            "bias too, no η",
            ("bias_decays_too", "learning_rate_missing"),
        ),
        (
            decay(keep=lambda lr, wd: 1 - 2 * lr * wd, b_keep=lambda lr, wd: 1 - lr * wd),
            "a 2, bias too",
            ("doubled", "bias_decays_too"),
        ),
        (decay(keep=lambda lr, wd: lr * wd), "the share lost", ("share_kept_is_the_decay",)),
        (decay(keep=lambda lr, wd: (1 - lr) * wd), "brackets", ("bracket_around_the_rate",)),
        (decay(keep=lambda lr, wd: 1 - lr - wd), "1 − η − λ", ("one_minus_both",)),
        (decay(sign=1), "uphill", ("uphill",)),
        (decay(rate=lambda lr: 1), "no η before dW", ("weights_without_learning_rate",)),
        (decay(rate=lambda lr: 1, b_rate=lambda lr: 1), "no η in the steps", ("learning_rate_on_the_decay_only",)),
        (decay(b_rate=lambda lr: 1), "no η before db", ("bias_without_learning_rate",)),
        (decay(b_rate=lambda lr: 0), "bias frozen", ("bias_frozen",)),
        (decay_new_w, "after the step", ("decay_after_the_step",)),
        (decay_new_w_and_b, "both after the step", ("both_decay_after_the_step",)),
        (lambda W, b, dW, db, lr, wd: (W - lr * dW - lr * wd, b - lr * db), "the same for all", ("constant_pull",)),
        (lambda W, b, dW, db, lr, wd: (W - lr * dW - lr * wd * np.sign(W), b - lr * db), "L1", ("pull_of_l1",)),
        (lambda W, b, dW, db, lr, wd: (W - lr * (1 - lr * wd) * dW, b - lr * db), "the gradient", ("gradient_decays",)),
        (lambda W, b, dW, db, lr, wd: decay()(W, b, dW, db, lr, wd)[::-1], "exchanged", ()),
        (lambda W, b, dW, db, lr, wd: decay()(W, b, dW, db, lr, wd)[0], "W only", ()),
        (decay_where_a_slope_is, "no decay where dW is 0", ("decay_where_there_is_a_gradient",)),
        (decay_by_an_exponential, "the share e^(−ηλ)", ("exponential_decay",)),
    ],
    "l2_is_decay": [
        (lambda: "a", "always", ("always_the_same",)),
        (lambda: "C", "exchanged", ("exchanged",)),
        (lambda: "d)", "never", ("never_the_same",)),
        (lambda: "yes", "text", ()),
    ],
    "dropout_forward": [
        (
            dropout(lambda rng, x, rate: np.random.default_rng(rng.integers(3)).random(x.shape) >= rate),
            "one of three seeds",
            ("few_seeds",),
        ),
        (
            dropout(lambda rng, x, rate: np.random.default_rng(rng.integers(5000)).random(x.shape) >= rate),
            "one of 5000 seeds",
            ("few_seeds",),
        ),
        (dropout(scale=lambda x, m, rate: x * m), "not scaled", ("not_scaled",)),
        (dropout(scale=lambda x, m, rate: x * m / rate), "/ rate", ("divided_by_the_rate",)),
        (dropout(scale=lambda x, m, rate: x * m * (1 - rate)), "× keep", ("multiplied",)),
        (dropout(scale=lambda x, m, rate: x * m / m.mean()), "/ what stayed", ("divided_by_the_share_that_stayed",)),
        (
            dropout(scale=lambda x, m, rate: x * m, later=lambda x, rate: (x * (1 - rate), x == x)),
            "older form",
            ("scaled_in_prediction_instead",),
        ),
        (dropout(later=lambda x, rate: (x * (1 - rate), x == x)), "× keep in prediction", ("scaled_in_prediction",)),
        (dropout(draw=lambda rng, x, rate: rng.random(x.shape) < rate), "reversed", ("mask_reversed",)),
        (
            dropout(draw=lambda rng, x, rate: rng.random(x.shape) < rate, scale=lambda x, m, rate: x * m / rate),
            "rate kept",
            ("rate_kept",),
        ),
        (
            dropout(draw=lambda rng, x, rate: rng.random(x.shape) < rate, scale=lambda x, m, rate: x * m),
            "reversed, not scaled",
            ("mask_reversed", "not_scaled"),
        ),
        (
            dropout(draw=lambda rng, x, rate: rng.standard_normal(x.shape) > rate),
            "normal",
            ("normal_numbers_above_the_rate",),
        ),
        (dropout(draw=lambda rng, x, rate: rng.normal(size=x.shape) < 1 - rate), "normal", ("normal_numbers",)),
        (dropout(draw=lambda rng, x, rate: rng.integers(0, 2, x.shape)), "a coin", ("a_coin",)),
        (
            dropout(draw=lambda rng, x, rate: rng.random(x.shape[1]) >= rate),
            "by column",
            ("whole_columns", "mask_of_another_shape"),
        ),
        (
            dropout(draw=lambda rng, x, rate: np.broadcast_to(rng.random(x.shape[1]) >= rate, x.shape)),
            "by column",
            ("whole_columns",),
        ),
        (
            dropout(draw=lambda rng, x, rate: np.broadcast_to(rng.random((len(x), 1)) >= rate, x.shape)),
            "by row",
            ("whole_rows",),
        ),
        (dropout(draw=exactly), "a fixed number", ("fixed_number",)),
        (dropout(draw=exactly_in_each_row), "a fixed number in each row", ("fixed_number",)),
        (dropout(draw=lambda rng, x, rate: np.random.rand(*x.shape) >= rate), "np.random", ("global_generator",)),  # noqa: NPY002
        (
            dropout(draw=lambda rng, x, rate: np.random.default_rng(1).random(x.shape) >= rate),
            "seed",
            ("seeded_inside",),
        ),
        (dropout(on=lambda t: True), "in prediction too", ("drops_in_prediction",)),
        (dropout(on=lambda t: not t), "modes exchanged", ("modes_exchanged",)),
        (dropout(on=lambda t: False), "never", ("nothing_dropped",)),
        (dropout(mask=lambda x, y, m, rng: ~m), "mask of the dropped", ("mask_of_the_dropped",)),
        (dropout(mask=lambda x, y, m, rng: y != 0), "y != 0", ("mask_from_the_result",)),
        (
            dropout(mask=lambda x, y, m, rng: rng.random(x.shape) >= 0.5),
            "drawn again",
            ("another_mask", "mask_with_another_share"),
        ),
        (dropout(mask=lambda x, y, m, rng: rng.random(x.shape)), "numbers", ("mask_everywhere_true",)),
        (dropout(mask=lambda x, y, m, rng: None), "no mask", ("mask_of_another_shape",)),
        (dropout(later=lambda x, rate: (x, None)), "no mask in prediction", ("mask_in_prediction_missing",)),
        (dropout(later=lambda x, rate: (x, np.zeros(x.shape))), "mask of zeros", ("mask_in_prediction_missing",)),
        (dropout_by_torch, "y alone in prediction", ("only_y_in_prediction",)),
        (dropout_in_place, "x changed", ("changed_input",)),
        (dropout(scale=lambda x, m, rate: np.where(m, x, 0) + rate), "additive", ("uneven_scale",)),
        (lambda x, rate, rng, training: dropout()(x, rate, rng, training)[0], "y only", ()),
    ],
    "dropout_backward": [
        (lambda dy, mask, rate: dy / (1 - rate), "no mask", ("mask_missing",)),
        (lambda dy, mask, rate: dy * mask, "no scale", ("scale_missing",)),
        (lambda dy, mask, rate: dy, "passed on", ("passed_on",)),
        (lambda dy, mask, rate: dy * mask / rate, "/ rate", ("divided_by_the_rate",)),
        (lambda dy, mask, rate: dy * mask * (1 - rate), "× keep", ("multiplied",)),
        (lambda dy, mask, rate: dy * ~mask / (1 - rate), "reversed", ("mask_reversed",)),
        (lambda dy, mask, rate: dy * ~mask, "reversed, no scale", ("mask_reversed", "scale_missing")),
        (lambda dy, mask, rate: dy * mask / (1 - rate) ** 2, "twice", ("scaled_twice",)),
        (lambda dy, mask, rate: dy * mask / mask.mean(), "/ mean", ("share_of_a_mask_without_True",)),
        (lambda dy, mask, rate: dy * (dy > 0) / (1 - rate), "ReLU's gate", ("sign_for_mask",)),
        (lambda dy, mask, rate: mask / (1 - rate), "no dy", ("mask_alone",)),
        (
            lambda dy, mask, rate: np.where(mask, dy / (1 - rate), dy),
            "the others as they are",
            ("dropped_ones_unscaled",),
        ),
        (lambda dy, mask, rate: (dy * mask / (1 - rate)).sum(axis=0), "summed", ()),
        (lambda dy, mask, rate: dy[mask] / (1 - rate), "those that stayed", ()),
        (lambda dy, mask, rate: dy * np.random.default_rng(0).binomial(1, 1 - rate, dy.shape) / (1 - rate), "new", ()),
        (back_in_place, "dy changed", ("changed_input",)),
        (mask_of_the_first_row, "one mask for all rows", ("one_mask_for_all_rows",)),
    ],
    "penalties_that_disagree": [
        (lambda: (np.array([1.5, 1.5, 1.5]), np.array([3.0, 0.0, 0.0])), "exchanged", ("not_cheaper",)),
        (lambda: (np.array([3.0, 0.0]), np.array([1.5, 1.5])), "equal sums", ("not_cheaper",)),
        (lambda: (np.ones(3), -np.ones(3)), "only signs", ("not_cheaper",)),
        (lambda: (np.zeros(3), np.ones(3)), "nothing at all", ("squares_agree",)),
        (lambda: (np.array([1.0, 2.0]), np.array([2.0, 4.0])), "half", ("squares_agree",)),
        (lambda: (np.array([0.0, 5.0]), np.array([4.0, 3.0])), "the same length", ("squares_equal",)),
        (lambda: (np.array([3.0]), np.array([4.0])), "one weight", ()),
    ],
}
