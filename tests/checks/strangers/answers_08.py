"""Answers to exercise 08 as strangers write them: right ones, wrong ones, and the names of which one must be given."""

import math
import random

import numpy as np

# 1. gradient_descent_step


def step(residual=lambda w, b, x, y: x @ w + b - y, dw=None, db=None, move=lambda old, rate, slope: old - rate * slope):
    """One step, with parts of it exchanged: the error, either gradient as a function of x and error, the update."""
    dw = dw or (lambda x, e: 2 * x.T @ e / len(e))
    db = db or (lambda x, e: 2 * e.sum() / len(e))

    def answer(w, b, x, y, learning_rate):
        e = residual(w, b, x, y)
        return move(w, learning_rate, dw(x, e)), move(b, learning_rate, db(x, e))

    return answer


def step_with_loops(w, b, x, y, learning_rate):
    dw, db = [0.0 for _ in w], 0.0
    for n in range(len(x)):
        predicted = b
        for i in range(len(w)):
            predicted += x[n, i] * w[i]
        for i in range(len(w)):
            dw[i] += 2 * (predicted - y[n]) * x[n, i] / len(x)
        db += 2 * (predicted - y[n]) / len(x)
    return [w[i] - learning_rate * dw[i] for i in range(len(w))], b - learning_rate * db


def step_by_means(w, b, x, y, learning_rate):
    error = y - (np.sum(x * w, axis=1) + b)
    w_new = w + 2 * learning_rate * np.mean(error[:, None] * x, axis=0)
    return np.array(w_new), np.array(b + 2 * learning_rate * np.mean(error))


def step_of_columns(w, b, x, y, learning_rate):
    w, y = w.reshape(-1, 1), y.reshape(-1, 1)
    error = x @ w + b - y
    return w - learning_rate * (2 / len(x)) * (x.T @ error), b - learning_rate * (2 / len(x)) * error.sum(axis=0)


def step_b_after_w(w, b, x, y, learning_rate):
    w = w - learning_rate * 2 * x.T @ (x @ w + b - y) / len(x)
    return w, b - learning_rate * 2 * (x @ w + b - y).mean()


def step_w_after_b(w, b, x, y, learning_rate):
    b = b - learning_rate * 2 * (x @ w + b - y).mean()
    return w - learning_rate * 2 * x.T @ (x @ w + b - y) / len(x), b


def step_row_by_row(w, b, x, y, learning_rate):
    for row, target in zip(x, y, strict=True):
        error = row @ w + b - target
        w, b = w - learning_rate * 2 * error * row / len(x), b - learning_rate * 2 * error / len(x)
    return w, b


def step_in_place(w, b, x, y, learning_rate):
    error = x @ w + b - y
    w -= learning_rate * 2 * x.T @ error / len(x)
    b -= learning_rate * 2 * error.mean()
    return w, b


def step_with_an_outer_difference(w, b, x, y, learning_rate):
    error = (x @ w + b)[:, None] - y  # (N, N)
    return w - learning_rate * 2 * (x.T @ error).mean(axis=1) / len(x), b - learning_rate * 2 * error.mean()


# 2. descent_path


def path(move, start=lambda w: [w], end=np.array):
    """A path, with the way from one point to the next exchanged: move(w, gradient, learning_rate, t)."""

    def answer(w, gradient, learning_rate, steps):
        points = start(w)
        for t in range(steps):
            w = move(w, gradient, learning_rate, t)
            points.append(w)
        return end(points)

    return answer


def path_without_clearing(w, gradient, learning_rate, steps):
    slope, points = np.zeros(len(w)), [w]
    for _ in range(steps):
        slope = slope + gradient(w)
        w = w - learning_rate * slope
        points.append(w)
    return np.array(points)


def path_of_copies(w, gradient, learning_rate, steps):
    w, points = np.array(w, dtype=float), []
    for _ in range(steps + 1):
        points.append(w.copy())
        w -= learning_rate * gradient(w)
    return np.vstack(points)


def path_by_recursion(w, gradient, learning_rate, steps):
    if not steps:
        return [list(w)]
    return [list(w), *path_by_recursion(w - learning_rate * gradient(w), gradient, learning_rate, steps - 1)]


def path_filled_in(w, gradient, learning_rate, steps):
    points = np.empty((steps + 1, w.size))
    points[0] = w
    for t in range(1, steps + 1):
        points[t] = points[t - 1] - learning_rate * gradient(points[t - 1])
    return points


def path_with_momentum(w, gradient, learning_rate, steps):
    points, v = [w], 0
    for _ in range(steps):
        v = 0.9 * v + gradient(w)
        points.append(w := w - learning_rate * v)
    return np.array(points)


def path_changed_in_place(w, gradient, learning_rate, steps):
    points = [w]
    for _ in range(steps):
        w -= learning_rate * gradient(w)
        points.append(w)
    return np.array(points)


def path_start_overwritten(w, gradient, learning_rate, steps):
    points = [w]
    for _ in range(steps):
        w -= learning_rate * gradient(w)
        points.append(w.copy())
    return np.array(points)


def path_start_kept_only(w, gradient, learning_rate, steps):
    points = [w.copy()]
    for _ in range(steps):
        w -= learning_rate * gradient(w)
        points.append(w)
    return np.array(points)


def path_w_is_changed(w, gradient, learning_rate, steps):
    points = [w.copy()]
    for _ in range(steps):
        w -= learning_rate * gradient(w)
        points.append(w.copy())
    return np.array(points)


def path_that_gives_up(w, gradient, learning_rate, steps):
    points = [w]
    for _ in range(steps):
        slope = gradient(w)
        if np.linalg.norm(slope) < 1e-6:
            break
        points.append(w := w - learning_rate * slope)
    return np.array(points)


def path_of_gradients(w, gradient, learning_rate, steps):
    points = [w]
    for _ in range(steps):
        points.append(gradient(w))
        w = w - learning_rate * gradient(w)
    return np.array(points)


def path_returned_in_the_loop(w, gradient, learning_rate, steps):
    points = [w]
    for _ in range(steps):
        w = w - learning_rate * gradient(w)
        points.append(w)
        return np.array(points)


def path_from_the_start_each_time(w, gradient, learning_rate, steps):
    return np.array([w] + [w - learning_rate * gradient(w)] * steps)


def path_backtracking(w, gradient, learning_rate, steps):
    points = [w]
    for _ in range(steps):
        new = w - learning_rate * gradient(w)
        if np.linalg.norm(gradient(new)) <= np.linalg.norm(gradient(w)):
            w = new
        points.append(w)
    return np.array(points)


# 5. updates_per_epoch


def updates_by_a_loop(rows, batch_size):
    updates = 0
    for _ in range(0, rows, batch_size):
        updates += 1
    return updates


def updates_by_remainder(rows, batch_size):
    full, left = divmod(rows, batch_size)
    if left:
        return np.int64(full + 1)
    return full


# 6. minibatches


def batches_of(order, start_until=len, rows=slice):
    """Mini-batches with the order exchanged, and where the starts end."""

    def answer(x, y, batch_size, rng):
        chosen = order(len(x), rng)
        starts = range(0, start_until(x), batch_size)
        return [(x[chosen[s : s + batch_size]], y[chosen[s : s + batch_size]]) for s in starts]

    return answer


def batches_yielded(x, y, batch_size, rng):
    left = list(rng.permutation(len(x)))
    while left:
        taken, left = left[:batch_size], left[batch_size:]
        yield x[taken], y[taken]


def batches_from_copies(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    return [(x[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(x), batch_size)]


def batches_by_choice(x, y, batch_size, rng):
    order = rng.choice(len(x), size=len(x), replace=False)
    return [[x[rows], y[rows]] for rows in np.split(order, np.arange(batch_size, len(x), batch_size))]


def batches_sorted_inside(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    pieces = [np.sort(order[s : s + batch_size]) for s in range(0, len(x), batch_size)]
    return [(x[piece], y[piece]) for piece in pieces]


def batches_shuffled_apart(x, y, batch_size, rng):
    x, y = rng.permutation(x), rng.permutation(y)
    return [(x[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(x), batch_size)]


def batches_only_x_shuffled(x, y, batch_size, rng):
    x = rng.permutation(x)
    return [(x[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(x), batch_size)]


def batches_in_place(x, y, batch_size, rng):
    state = rng.bit_generator.state
    rng.shuffle(x)
    rng.bit_generator.state = state
    rng.shuffle(y)
    return [(x[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(x), batch_size)]


def batches_drawn_one_by_one(x, y, batch_size, rng):
    batches = []
    for _ in range(math.ceil(len(x) / batch_size)):
        rows = rng.choice(len(x), min(batch_size, len(x)))
        batches.append((x[rows], y[rows]))
    return batches


def batches_drawn_without_memory(x, y, batch_size, rng):
    batches = []
    for s in range(0, len(x), batch_size):
        rows = rng.choice(len(x), min(batch_size, len(x) - s), replace=False)
        batches.append((x[rows], y[rows]))
    return batches


def batches_with_the_rest_left_behind(x, y, batch_size, rng):
    full = len(x) // batch_size * batch_size
    order = np.append(rng.permutation(full), np.arange(full, len(x)))
    return [(x[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in range(0, len(x), batch_size)]


def batches_first_only(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for s in range(0, len(x), batch_size):
        return [(x[order[s : s + batch_size]], y[order[s : s + batch_size]])]


def batches_with_an_empty_one(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    number = len(x) // batch_size + 1
    pieces = [order[k * batch_size : (k + 1) * batch_size] for k in range(number)]
    return [(x[piece], y[piece]) for piece in pieces]


def batches_evenly_cut(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    return [(x[piece], y[piece]) for piece in np.array_split(order, math.ceil(len(x) / batch_size))]


def batches_that_wrap(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    starts = range(0, len(x), batch_size)
    pieces = [np.take(order, range(s, s + batch_size), mode="wrap") for s in starts]
    return [(x[piece], y[piece]) for piece in pieces]


def batches_of_the_last_rows_merged(x, y, batch_size, rng):
    order, batches = rng.permutation(len(x)), []
    number = max(1, len(x) // batch_size)
    for k in range(number):
        end = None if k == number - 1 else (k + 1) * batch_size
        rows = order[k * batch_size : end]
        batches.append((x[rows], y[rows]))
    return batches


def batches_by_python_random(x, y, batch_size, rng):
    order = list(range(len(x)))
    random.shuffle(order)
    return [(x[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in range(0, len(x), batch_size)]


def batches_as_two_lists(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    pieces = [order[s : s + batch_size] for s in range(0, len(x), batch_size)]
    return [x[piece] for piece in pieces], [y[piece] for piece in pieces]


def batches_shuffled_after_the_cut(x, y, batch_size, rng):
    batches = [(x[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(x), batch_size)]
    return [batches[i] for i in rng.permutation(len(batches))]


def batches_mixed_inside(x, y, batch_size, rng):
    batches = []
    for s in range(0, len(x), batch_size):
        rows = s + rng.permutation(min(batch_size, len(x) - s))
        batches.append((x[rows], y[rows]))
    return batches


# 7. fit_in_batches


def fit(rows_of=lambda order, s, size: order[s : s + size], slope=None, rate=lambda eta, t: eta, until=len, keep=None):
    """A fit with parts exchanged: a batch's rows, its gradient, the learning rate of a step, the end of the starts."""
    slope = slope or (lambda x, e: 2 * x.T @ e / len(e))

    def answer(w, x, y, orders, batch_size, learning_rate):
        ws, t = [], 0
        for order in orders:
            for s in range(0, until(x, batch_size) if until is not len else len(x), batch_size):
                rows = rows_of(order, s, batch_size)
                w = w - rate(learning_rate, t) * slope(x[rows], x[rows] @ w - y[rows])
                t += 1
            ws.append(w)
        return np.array(ws)

    return answer


def fit_without_clearing(w, x, y, orders, batch_size, learning_rate, every_epoch=False):
    dw, ws = np.zeros(len(w)), []
    for order in orders:
        if every_epoch:
            dw = np.zeros(len(w))
        for s in range(0, len(x), batch_size):
            rows = order[s : s + batch_size]
            dw += 2 * x[rows].T @ (x[rows] @ w - y[rows]) / len(rows)
            w = w - learning_rate * dw
        ws.append(w)
    return np.array(ws)


def fit_cleared_once_an_epoch(w, x, y, orders, batch_size, learning_rate):
    return fit_without_clearing(w, x, y, orders, batch_size, learning_rate, every_epoch=True)


def fit_with_loops(w, x, y, orders, batch_size, learning_rate):
    w, ws = [float(v) for v in w], []
    for order in orders:
        s = 0
        while s < len(order):
            batch, slope = order[s : s + batch_size], [0.0] * len(w)
            for n in batch:
                error = sum(x[n, i] * w[i] for i in range(len(w))) - y[n]
                for i in range(len(w)):
                    slope[i] += 2 * error * x[n, i] / len(batch)
            w = [w[i] - learning_rate * slope[i] for i in range(len(w))]
            s += batch_size
        ws.append(w)
    return ws


def fit_of_reordered_copies(w, x, y, orders, batch_size, learning_rate):
    result = np.zeros((len(orders), len(w)))
    for e, order in enumerate(orders):
        xs, ys = x[order], y[order]
        while len(xs):
            a, b, xs, ys = xs[:batch_size], ys[:batch_size], xs[batch_size:], ys[batch_size:]
            w = w + learning_rate * 2 * np.mean((b - a @ w)[:, np.newaxis] * a, axis=0)
        result[e] = w
    return result


def fit_in_place(w, x, y, orders, batch_size, learning_rate):
    ws = []
    for order in orders:
        for s in range(0, len(x), batch_size):
            rows = order[s : s + batch_size]
            w -= learning_rate * 2 * x[rows].T @ (x[rows] @ w - y[rows]) / len(rows)
        ws.append(w)
    return np.array(ws)


def fit_each_update_kept(w, x, y, orders, batch_size, learning_rate):
    ws = []
    for order in orders:
        for s in range(0, len(x), batch_size):
            rows = order[s : s + batch_size]
            w = w - learning_rate * 2 * x[rows].T @ (x[rows] @ w - y[rows]) / len(rows)
            ws.append(w)
    return np.array(ws)


def fit_start_kept_too(w, x, y, orders, batch_size, learning_rate):
    return np.vstack([w, fit()(w, x, y, orders, batch_size, learning_rate)])


def fit_before_each_epoch(w, x, y, orders, batch_size, learning_rate):
    return np.vstack([w, fit()(w, x, y, orders, batch_size, learning_rate)])[:-1]


def fit_stale_errors(w, x, y, orders, batch_size, learning_rate):
    ws = []
    for order in orders:
        error = x @ w - y
        for s in range(0, len(x), batch_size):
            rows = order[s : s + batch_size]
            w = w - learning_rate * 2 * x[rows].T @ error[rows] / len(rows)
        ws.append(w)
    return np.array(ws)


def fit_restarted(w, x, y, orders, batch_size, learning_rate):
    return np.vstack([fit()(w, x, y, order[None], batch_size, learning_rate) for order in orders])


def fit_by_inverse_orders(w, x, y, orders, batch_size, learning_rate):
    return fit()(w, x, y, np.argsort(orders, axis=1), batch_size, learning_rate)


def fit_order_for_x_only(w, x, y, orders, batch_size, learning_rate):
    ws = []
    for order in orders:
        for s in range(0, len(x), batch_size):
            a, b = x[order[s : s + batch_size]], y[s : s + batch_size]
            w = w - learning_rate * 2 * a.T @ (a @ w - b) / len(b)
        ws.append(w)
    return np.array(ws)


def fit_first_order(w, x, y, orders, batch_size, learning_rate):
    return fit()(w, x, y, np.repeat(orders[:1], len(orders), axis=0), batch_size, learning_rate)


def fit_one_update_an_epoch(w, x, y, orders, batch_size, learning_rate):
    ws = []
    for order in orders:
        rows = order[:batch_size]
        w = w - learning_rate * 2 * x[rows].T @ (x[rows] @ w - y[rows]) / len(rows)
        ws.append(w)
    return np.array(ws)


def fit_mean_of_the_epoch(w, x, y, orders, batch_size, learning_rate):
    ws = []
    for order in orders:
        way = []
        for s in range(0, len(x), batch_size):
            rows = order[s : s + batch_size]
            way.append(w := w - learning_rate * 2 * x[rows].T @ (x[rows] @ w - y[rows]) / len(rows))
        ws.append(np.mean(way, axis=0))
    return np.array(ws)


def fit_last_only(w, x, y, orders, batch_size, learning_rate):
    return fit()(w, x, y, orders, batch_size, learning_rate)[-1]


def fit_always_in_batches_of_two(w, x, y, orders, batch_size, learning_rate):
    return fit()(w, x, y, orders, 2, learning_rate)


def step_divided_by_size(w, b, x, y, learning_rate):
    e = x @ w + b - y
    return w - learning_rate * 2 * (x.T @ e) / x.size, b - learning_rate * 2 * e.mean()


def step_of_sizes(w, b, x, y, learning_rate):
    e = np.abs(x @ w + b - y)
    return w - learning_rate * 2 * (x.T @ e) / len(x), b - learning_rate * 2 * e.mean()


def step_for_each_row(w, b, x, y, learning_rate):
    e = x @ w + b - y
    return w - learning_rate * 2 * (x.T @ e) / len(x), b - learning_rate * 2 * e


RIGHT = {
    "gradient_descent_step": [step(), step_with_loops, step_by_means, step_of_columns],
    "descent_path": [
        path(lambda w, g, eta, t: w - eta * g(w)),
        path_of_copies,
        path_by_recursion,
        path_filled_in,
        path(lambda w, g, eta, t: w + eta * -g(w), end=lambda points: [p.tolist() for p in points]),
    ],
    "slow_or_fast": [lambda: "c", lambda: "C", lambda: " c "],
    "stability_limit": [lambda: 0.4, lambda: 2 / 5, lambda: np.float64(1 / 2.5), lambda: np.array(0.4)],
    "updates_per_epoch": [
        updates_by_a_loop,
        updates_by_remainder,
        lambda rows, batch_size: (rows - 1) // batch_size + 1,
        lambda rows, batch_size: np.ceil(rows / batch_size),
        lambda rows, batch_size: rows // batch_size + (rows % batch_size > 0),
    ],
    "minibatches": [
        batches_of(lambda n, rng: rng.permutation(n)),
        batches_yielded,
        batches_from_copies,
        batches_by_choice,
        batches_sorted_inside,
        batches_of(lambda n, rng: np.argsort(rng.normal(size=n))),
    ],
    "fit_in_batches": [fit(), fit_with_loops, fit_of_reordered_copies],
    "fall_like_a_rise": [
        lambda: (np.array([4.0, 4.0, 1.0]), np.array([2.0, 2.0, 4.0]), 2),
        lambda: [np.full(7, 3.0), np.array([1.0] * 6 + [10.0]), 3],
    ],
}

WRONG = {
    "gradient_descent_step": [
        (step_divided_by_size, "divided by x.size", ("divided_by_the_inputs_too",)),
        (step_of_sizes, "|e|", ("sizes_of_the_errors",)),
        (step_for_each_row, "b not averaged", ("a_bias_for_each_row",)),
        (step(dw=lambda x, e: 2 * x.T @ e, db=lambda x, e: 2 * e.sum()), "summed", ("sum_not_mean",)),
        (step(db=lambda x, e: 2 * e.sum()), "only b's gradient is summed", ("sum_not_mean_for_b",)),
        (step(dw=lambda x, e: 2 * x.T @ e), "only w's gradient is summed", ("sum_not_mean_for_w",)),
        (step(dw=lambda x, e: x.T @ e / len(e), db=lambda x, e: e.mean()), "2 forgotten", ("two_lost",)),
        (step(db=lambda x, e: e.mean()), "2 forgotten for b", ("two_lost_for_b",)),
        (step(lambda w, b, x, y: y - x @ w - b), "y − ŷ, and then minus", ("uphill",)),
        (step(move=lambda old, rate, slope: old + rate * slope), "plus", ("uphill",)),
        (step(move=lambda old, rate, slope: old - slope), "no learning rate", ("learning_rate_missing",)),
        (step(move=lambda old, rate, slope: slope), "the gradients", ("gradient_returned",)),
        (step(move=lambda old, rate, slope: -rate * slope), "the changes", ("step_only",)),
        (step(lambda w, b, x, y: x @ w - y), "b not in ŷ", ("bias_left_out_of_the_prediction",)),
        (step(db=lambda x, e: 0), "b never moves", ("bias_frozen",)),
        (step(dw=lambda x, e: 0), "w never moves", ("weights_frozen",)),
        (step(dw=lambda x, e: 2 * x.T @ e / x.size, db=lambda x, e: 2 * e.sum() / x.size), "divided by x.size",
         ("divided_by_all_entries",)),
        (step(dw=lambda x, e: 2 * x.T @ e / x.shape[1], db=lambda x, e: 2 * e.mean()), "w's divided by the inputs",
         ("divided_by_inputs",)),
        (step(dw=lambda x, e: 2 * np.mean(x * e[:, None])), "np.mean without an axis", ("averaged_over_everything",)),
        (step(dw=lambda x, e: 2 * x.mean(axis=0) * e.mean()), "product of the means", ("product_of_means",)),
        (step(dw=lambda x, e: x.T @ np.sign(e) / len(e), db=lambda x, e: np.sign(e).mean()), "of |error|",
         ("absolute_error",)),
        (step(dw=lambda x, e: 2 * x.T @ e**2 / len(e), db=lambda x, e: 2 * (e**2).mean()), "the loss for the error",
         ("error_squared",)),
        (step(db=lambda x, e: 2 * (x.T @ e).sum() / len(e)), "b's gradient with the inputs", ("bias_times_inputs",)),
        (step(move=lambda old, rate, slope: old - rate**2 * slope), "learning rate twice", ("learning_rate_twice",)),
        (step(dw=lambda x, e: x.T @ e, db=lambda x, e: e.sum()), "summed, and the 2 forgotten",
         ("sum_not_mean_and_two_lost",)),
        (step(lambda w, b, x, y: y - x @ w - b, dw=lambda x, e: 2 * x.T @ e, db=lambda x, e: 2 * e.sum()),
         "summed, and uphill", ("sum_not_mean_and_uphill",)),
        (step(dw=lambda x, e: 2 * x.T @ e / len(e) ** 2, db=lambda x, e: 2 * e.sum() / len(e) ** 2), "divided twice",
         ("divided_twice",)),
        (step_b_after_w, "b from the new w", ("one_after_the_other",)),
        (step_w_after_b, "w from the new b", ("bias_first",)),
        (step_row_by_row, "a step for each row", ("row_by_row_averaged",)),
        (step_in_place, "w changed", ("changed_input",)),
        (step_with_an_outer_difference, "(N, 1) − (N,)", ("outer_difference",)),
        (lambda *a: step()(*a)[::-1], "b first", ("results_exchanged",)),
        (lambda w, b, *a: step()(w, 0, *a), "b taken for 0", ()),
        (lambda w, b, x, y, rate: (w, b), "nothing moved", ("nothing_moved",)),
    ],
    "descent_path": [
        (path_without_clearing, "gradients never cleared", ("gradients_pile_up",)),
        (path(lambda w, g, eta, t: w + eta * g(w)), "uphill", ("uphill",)),
        (path(lambda w, g, eta, t: w - g(w)), "no learning rate", ("learning_rate_missing",)),
        (path(lambda w, g, eta, t: w - eta * g(w), start=lambda w: []), "start missing", ("start_missing",)),
        (lambda w, g, eta, steps: path(lambda w, g, eta, t: w - eta * g(w))(w, g, eta, steps - 1), "a step early",
         ("last_point_missing",)),
        (lambda w, g, eta, steps: path(lambda w, g, eta, t: w - eta * g(w))(w, g, eta, steps + 1), "a step too many",
         ("one_step_too_many",)),
        (path(lambda w, g, eta, t: w - eta * g(w) / np.linalg.norm(g(w))), "steps of one length", ("unit_steps",)),
        (path(lambda w, g, eta, t: w - eta * np.sign(g(w))), "signs", ("signs_only",)),
        (path(lambda w, g, eta, t: w - eta / (t + 1) * g(w)), "η/t", ("shrinking_rate",)),
        (path(lambda w, g, eta, t: w - eta**2 * g(w)), "η twice", ("learning_rate_twice",)),
        (path(lambda w, g, eta, t: w - 2 * eta * g(w)), "a 2 from somewhere", ("two_too_many",)),
        (path(lambda w, g, eta, t: w - eta * g(w), end=lambda p: p[-1]), "the last point only", ("last_point_only",)),
        (path(lambda w, g, eta, t: w - eta * g(w), end=lambda p: np.array(p).T), "transposed", ("transposed",)),
        (path(lambda w, g, eta, t: w - eta * g(w - eta * g(w))), "gradient a step ahead", ("gradient_ahead",)),
        (path(lambda w, g, eta, t: w - eta * np.clip(g(w), -1, 1)), "clipped", ()),
        (path(lambda w, g, eta, t: -eta * g(w)), "the step for the point", ("step_for_point",)),
        (path(lambda w, g, eta, t: w - eta * w), "w for its gradient", ("gradient_not_asked",)),
        (path_with_momentum, "momentum", ("momentum_added",)),
        (path_changed_in_place, "one array in every place", ("same_array_in_every_place",)),
        (path_start_overwritten, "the start overwritten", ("start_overwritten",)),
        (path_start_kept_only, "one array after the start", ("same_array_after_the_start",)),
        (path_w_is_changed, "w changed", ("changed_input",)),
        (path_that_gives_up, "stops near the bottom", ("stopped_early",)),
        (path_of_gradients, "gradients for points", ("gradients_for_points",)),
        (path_returned_in_the_loop, "return in the loop", ("one_step",)),
        (path_from_the_start_each_time, "one step, repeated", ("first_step_repeated",)),
        (path_backtracking, "no step that makes it steeper", ()),
        (lambda w, g, eta, steps: np.array([w - t * eta * g(w) for t in range(steps + 1)]), "the start's gradient",
         ("gradient_of_the_start",)),
        (lambda w, g, eta, steps: np.array([w - eta * g(w) * (t > 0) for t in range(steps + 1)]), "from the start",
         ("first_step_repeated", "always_from_the_start")),
    ],
    "slow_or_fast": [
        (lambda: "a", "longer is sooner", ("larger_is_faster",)),
        (lambda: "b", "diverged", ("large_means_diverged",)),
        (lambda: "d", "one jump", ("one_jump",)),
        (lambda: "e", "no such letter", ()),
        (lambda: 0.12, "a number", ()),
        (lambda: ("c", "a"), "two letters", ()),
        (lambda: "", "nothing", ()),
        (lambda: "both", "a word", ()),
    ],
    "stability_limit": [
        (lambda: 0.2, "jumps to the minimum", ("jump_to_the_minimum",)),
        (lambda: 0.8, "2 / 2.5", ("loss_factor_for_slope",)),
        (lambda: 2, "the limit of w²/2", ("limit_of_another_bowl",)),
        (lambda: 2.5, "upside down", ("inverted",)),
        (lambda: 5, "the curvature", ("curvature_itself",)),
        (lambda: 1, "one", ("one_for_every_bowl",)),
        (lambda: -0.4, "a sign", ("sign_lost",)),
        (lambda: 0.39, "nearly", ()),
        (lambda: 0.1, "half a jump", ()),
        (lambda: 0.04, "a decimal", ("one_zero_too_many",)),
        (lambda: 1.9, "from question 3", ()),
    ],
    "updates_per_epoch": [
        (lambda rows, batch_size: rows * batch_size, "times", ("multiplied",)),
        (lambda rows, batch_size: rows // batch_size, "rounded down", ("rounded_down",)),
        (lambda rows, batch_size: max(1, rows // batch_size), "rounded down, at least 1", ("rounded_down_to_one",)),
        (lambda rows, batch_size: rows // batch_size + 1, "always one more", ("always_one_more",)),
        (lambda rows, batch_size: round(rows / batch_size), "round", ("rounded",)),
        (lambda rows, batch_size: int(rows / batch_size + 0.5), "half up", ("rounded_half_up",)),
        (lambda rows, batch_size: rows / batch_size, "a fraction", ("not_rounded",)),
        (lambda rows, batch_size: int(rows / batch_size + 0.9), "+ 0.9", ("nearly_rounded_up",)),
        (lambda rows, batch_size: 1, "one", ("one_update",)),
        (lambda rows, batch_size: rows, "one for each row", ("one_for_each_row",)),
        (lambda rows, batch_size: batch_size, "the batch size", ("batch_size_returned",)),
        (lambda rows, batch_size: rows % batch_size, "the remainder", ("remainder",)),
        (lambda rows, batch_size: sum(divmod(rows, batch_size)), "the remainder added", ("remainder_added",)),
        (lambda rows, batch_size: math.ceil(batch_size / rows), "upside down", ("upside_down",)),
        (lambda rows, batch_size: len(range(0, rows + 1, batch_size)), "range to rows + 1", ("always_one_more",)),
        (lambda rows, batch_size: rows - batch_size + 1, "a window that slides", ("sliding_window",)),
        (lambda rows, batch_size: (rows + batch_size - 1) / batch_size, "/ for //", ("not_rounded_after_adding",)),
        (lambda rows, batch_size: rows // batch_size if rows > batch_size else 1, "down, 1 if few", ()),
    ],
    "minibatches": [
        (batches_of(lambda n, rng: np.arange(n)), "not shuffled", ("not_shuffled",)),
        (
            batches_of(lambda n, rng: np.random.default_rng(rng.integers(3)).permutation(n)),
            "one of three seeds",
            ("few_seeds",),
        ),
        (
            batches_of(lambda n, rng: np.random.default_rng(rng.integers(5000)).permutation(n)),
            "one of 5000 seeds",
            ("few_seeds",),
        ),
        (batches_of(lambda n, rng: np.arange(n)[::-1]), "backwards", ("backwards",)),
        (batches_of(lambda n, rng: np.random.default_rng(0).permutation(n)), "seed 0", ("same_order_each_epoch",)),
        (batches_of(lambda n, rng: np.random.permutation(n)), "np.random",  # noqa: NPY002
         ("another_source_of_randomness",)),
        (batches_by_python_random, "random", ("another_source_of_randomness",)),
        (batches_of(lambda n, rng: rng.integers(0, n, n)), "integers", ("drawn_with_replacement",)),
        (batches_of(lambda n, rng: rng.choice(n, n)), "choice", ("drawn_with_replacement",)),
        (batches_of(lambda n, rng: np.roll(np.arange(n), rng.integers(n))), "rolled", ("rolled",)),
        (batches_of(lambda n, rng: np.arange(n)[:: rng.choice([-1, 1])]), "a coin", ()),
        (batches_of(lambda n, rng: rng.permutation(n), lambda x: len(x) - 1), "starts until N − 1",
         ("starts_end_one_early",)),
        (batches_drawn_one_by_one, "every batch of B from all rows", ("filled_up_and_drawn_with_replacement",)),
        (batches_drawn_without_memory, "every batch from all rows", ("each_batch_from_all_rows",)),
        (batches_with_the_rest_left_behind, "the rest never shuffled", ("rest_never_shuffled",)),
        (batches_shuffled_apart, "shuffled apart", ("shuffled_apart",)),
        (batches_only_x_shuffled, "only x", ("shuffled_apart",)),
        (batches_in_place, "x and y changed", ("changed_input",)),
        (batches_first_only, "return in the loop", ("first_batch_only",)),
        (batches_with_an_empty_one, "an empty batch", ("empty_batch",)),
        (batches_evenly_cut, "array_split", ("evenly_cut",)),
        (batches_that_wrap, "filled up", ("filled_up",)),
        (batches_of_the_last_rows_merged, "the rest in the last", ("rest_in_the_last_batch",)),
        (batches_as_two_lists, "two lists", ()),
        (batches_shuffled_after_the_cut, "batches shuffled", ("batches_shuffled_with_the_small_one",)),
        (batches_mixed_inside, "mixed inside", ("order_within_batches_only",)),
        (lambda x, y, size, rng: batches_from_copies(x, y, size, rng)[:-1], "without the last",
         ("last_batch_missing",)),
        (lambda x, y, size, rng: [b for b in batches_from_copies(x, y, size, rng) if len(b[0]) == size], "full only",
         ("last_batch_dropped",)),
        (lambda x, y, size, rng: [b[0] for b in batches_from_copies(x, y, size, rng)], "x only", ()),
        (lambda x, y, size, rng: [(b, a) for a, b in batches_from_copies(x, y, size, rng)], "y first", ()),
        (lambda x, y, size, rng: batches_from_copies(x, y, size + 1, rng), "one row more", ("one_row_more_in_each",)),
        (lambda x, y, size, rng: batches_from_copies(x, y, 32, rng), "32", ("all_rows_in_one_batch",)),
        (lambda x, y, size, rng: batches_from_copies(x[:-1], y[:-1], size, rng), "a row lost", ("last_row_lost",)),
    ],
    "fit_in_batches": [
        (fit_without_clearing, "gradients never cleared", ("gradients_pile_up",)),
        (fit_cleared_once_an_epoch, "cleared once an epoch", ("gradients_pile_up_in_an_epoch",)),
        (fit(slope=lambda x, e: 2 * x.T @ e), "summed", ("sum_not_mean",)),
        (fit(slope=lambda x, e: x.T @ e / len(e)), "2 lost", ("two_lost",)),
        (fit(slope=lambda x, e: -2 * x.T @ e / len(e)), "uphill", ("uphill",)),
        (fit(slope=lambda x, e: 2 * x.T @ e / x.size), "divided by x.size", ("divided_by_all_entries",)),
        (fit(slope=lambda x, e: 2 * x.T @ e / len(e) ** 2), "divided twice", ("divided_twice",)),
        (fit(slope=lambda x, e: 2 * x.mean(axis=0) * e.mean()), "product of means", ("product_of_means",)),
        (fit(slope=lambda x, e: x.T @ e), "summed, 2 lost", ("sum_not_mean_and_two_lost",)),
        (fit(rate=lambda eta, t: eta / (t + 1)), "η/t", ("shrinking_rate",)),
        (fit(rate=lambda eta, t: 1), "no learning rate", ("learning_rate_missing",)),
        (fit(rows_of=lambda order, s, size: order), "all rows", ("all_rows_each_time",)),
        (fit(rows_of=lambda order, s, size: slice(s, s + size)), "order ignored", ("order_ignored",)),
        (fit(rows_of=lambda order, s, size: order[:size]), "always the first batch", ("first_batch_each_time",)),
        (fit(rows_of=lambda order, s, size: order[s : s + size + 1]), "one row more", ("one_row_too_many",)),
        (fit(until=lambda x, size: len(x) // size * size), "rest dropped", ("last_batch_dropped",)),
        (fit(until=lambda x, size: len(x) - size), "range ends early", ("range_ends_early",)),
        (fit_in_place, "one array in every place", ("same_array_in_every_place",)),
        (fit_each_update_kept, "each update kept", ("each_update_kept",)),
        (fit_start_kept_too, "the start kept too", ("start_kept",)),
        (fit_before_each_epoch, "before each epoch", ("weights_before_the_epoch",)),
        (fit_stale_errors, "the epoch's first errors", ("weights_of_the_epoch",)),
        (fit_restarted, "restarted", ("restarted",)),
        (fit_by_inverse_orders, "orders taken the other way", ("order_inverted",)),
        (fit_order_for_x_only, "order for x only", ("order_for_x_only",)),
        (fit_first_order, "the first order for all", ("first_order_each_epoch",)),
        (fit_one_update_an_epoch, "one update an epoch", ("first_batch_only",)),
        (fit_mean_of_the_epoch, "the mean of the epoch", ("averaged_over_the_epoch",)),
        (fit_last_only, "the last epoch only", ("last_epoch_only",)),
        (fit_always_in_batches_of_two, "batches of two", ()),
        (lambda w, x, y, orders, size, rate: fit()(w, x, y, orders, size, rate / size), "η/B as well", ()),
    ],
    "fall_like_a_rise": [
        (lambda: (np.ones(5), 2 * np.ones(5), 2), "it rises", ("does_not_fall",)),
        (lambda: (np.ones(5), np.ones(5), 2), "nothing changes", ("does_not_fall",)),
        (lambda: (np.ones(4), np.array([0.0, 0.0, 0.0, 3.0]), 2), "it divides", ("equal_batches",)),
        (lambda: (np.ones(5), np.zeros(5), 1), "row by row", ("equal_batches",)),
        (lambda: (np.ones(5), np.array([0.0, 0.0, 0.0, 0.0, 4.0]), 8), "one batch", ("one_batch",)),
        (lambda: (np.ones(5), np.zeros(5), 2), "it falls", ("falls_as_well",)),
        (lambda: (np.ones(5), np.array([3.0, 0.0, 0.0, 0.0, 0.0]), 4), "the first row", ("falls_as_well",)),
        (lambda: (np.ones(5), np.ones(4), 2), "another length", ()),

    ],
}  # fmt: skip
