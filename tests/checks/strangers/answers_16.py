"""Answers to exercise 16 as strangers write them: right ones, wrong ones, and the names of which one must be given."""

import math

import numpy as np

# 1. and 2. One average or sum, one step


def scaled(keep, size=lambda s, e: np.sqrt(s) + e, w=lambda w, lr, g, d: w - lr * g / d, give=lambda w, s: (w, s)):
    """A step with parts exchanged: what is kept of the squares, the denominator, the weights, what is returned."""

    def answer(w_old, s_old, g, learning_rate, *rest):
        s = keep(s_old, g, *rest[:-1])
        return give(w(w_old, learning_rate, g, size(s, rest[-1])), s)

    return answer


def adagrad(keep=lambda a, g: a + g * g, **parts):
    return scaled(keep, **parts)


def rmsprop(keep=lambda v, g, r: r * v + (1 - r) * g * g, **parts):
    return scaled(keep, **parts)


def adagrad_one_by_one(w, a, g, learning_rate, epsilon):
    sums = [float(old) + float(slope) ** 2 for old, slope in zip(a, g, strict=True)]
    rates = [learning_rate / (math.sqrt(s) + epsilon) for s in sums]
    return [float(x) - r * float(slope) for x, r, slope in zip(w, rates, g, strict=True)], sums


def adagrad_into_the_arrays(w, a, g, learning_rate, epsilon):
    a[:] = a + g**2
    w[:] = w - (learning_rate / (a**0.5 + epsilon)) * g
    return w, a


def adagrad_old_sum(w, a, g, learning_rate, epsilon):
    return w - learning_rate * g / (np.sqrt(a) + epsilon), a + g**2


def rmsprop_by_difference(w, v, g, learning_rate, rho, epsilon):
    v = v + (1 - rho) * (np.square(g) - v)
    return w + np.negative(learning_rate * g) / np.add(np.sqrt(v), epsilon), v


def rmsprop_in_place(w, v, g, learning_rate, rho, epsilon):
    v *= rho
    v += (1 - rho) * g**2
    w -= learning_rate * g / (v**0.5 + epsilon)
    return [w, v]


def rmsprop_old_average(w, v, g, learning_rate, rho, epsilon):
    return w - learning_rate * g / (np.sqrt(v) + epsilon), rho * v + (1 - rho) * g**2


# 3.


def adadelta(
    squares=lambda s, g, r: r * s + (1 - r) * g**2,
    above=lambda d, e: np.sqrt(d + e),
    below=lambda s, old, e: np.sqrt(s + e),
    step=lambda top, bottom, g: top / bottom * g,
    steps=lambda d, delta, r, g: r * d + (1 - r) * delta**2,
    move=lambda w, delta: w - delta,
    give=lambda w, s, d: (w, s, d),
):
    """Adadelta with parts exchanged."""

    def answer(w, g2, d2, g, rho, epsilon):
        s = squares(g2, g, rho)
        delta = step(above(d2, epsilon), below(s, g2, epsilon), g)
        return give(move(w, delta), s, steps(d2, delta, rho, g))

    return answer


def adadelta_one_root(w, g2, d2, g, rho, epsilon):
    g2 = g2 - (1 - rho) * (g2 - g * g)
    minus = -g * ((d2 + epsilon) / (g2 + epsilon)) ** 0.5
    return w + minus, g2, d2 - (1 - rho) * (d2 - minus * minus)


def adadelta_one_by_one(w, g2, d2, g, rho, epsilon):
    out = []
    for x, s, d, slope in zip(w, g2, d2, g, strict=True):
        s = rho * s + (1 - rho) * slope**2
        delta = math.sqrt(d + epsilon) * slope / math.sqrt(s + epsilon)
        out.append([x - delta, s, rho * d + (1 - rho) * delta**2])
    return tuple(np.array(out).T)


def adadelta_new_steps_first(w, g2, d2, g, rho, epsilon):
    g2 = rho * g2 + (1 - rho) * g**2
    delta = np.sqrt(d2 + epsilon) / np.sqrt(g2 + epsilon) * g
    d2 = rho * d2 + (1 - rho) * delta**2
    return w - np.sqrt(d2 + epsilon) / np.sqrt(g2 + epsilon) * g, g2, d2


# 5. to 7.


def adam(
    mean=lambda m, g, b: b * m + (1 - b) * g,
    square=lambda v, g, b, m: b * v + (1 - b) * g**2,
    m_hat=lambda m, b, t, old: m / (1 - b**t),
    v_hat=lambda v, b, t, old: v / (1 - b**t),
    size=lambda v, e: np.sqrt(v) + e,
    move=lambda w, lr, m, size, t: w - lr * m / size,
    give=lambda w, m, v, m_hat, v_hat: (w, m, v),
):
    """One step of Adam with parts exchanged."""

    def answer(w, m_old, v_old, g, t, learning_rate, beta_1, beta_2, epsilon):
        m = mean(m_old, g, beta_1)
        v = square(v_old, g, beta_2, m)
        m_up, v_up = m_hat(m, beta_1, t, m_old), v_hat(v, beta_2, t, v_old)
        return give(move(w, learning_rate, m_up, size(v_up, epsilon), t), m, v, m_up, v_up)

    return answer


def adam_by_lists(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    w, m, v = list(w), list(m), list(v)
    for i, slope in enumerate(g):
        m[i] += (1 - beta_1) * (slope - m[i])
        v[i] += (1 - beta_2) * (slope * slope - v[i])
        top, bottom = m[i] / (1 - math.pow(beta_1, t)), v[i] / (1 - math.pow(beta_2, t))
        w[i] -= learning_rate * top / (math.sqrt(bottom) + epsilon)
    return w, m, v


def adam_like_a_library(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    m = np.multiply(m, beta_1) + np.multiply(g, 1 - beta_1)
    v = np.multiply(v, beta_2) + np.multiply(g * g, 1 - beta_2)
    bottom = np.sqrt(v) / math.sqrt(1 - beta_2**t) + epsilon
    return w - learning_rate / (1 - beta_1**t) * (m / bottom), m, v


def adam_exchanged(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    return adam()(w, m, v, g, t, learning_rate, beta_2, beta_1, epsilon)


def adam_exchanged_below(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
    return w - learning_rate * m / (1 - beta_2**t) / (np.sqrt(v / (1 - beta_1**t)) + epsilon), m, v


def adam_newest_gradient(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
    return w - learning_rate * g / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


def path_of(step=None, clock=lambda i: i + 1, rows=lambda path, start: np.array(path), seen=lambda g: g):
    """The path of a step; the number of the step, the rows, and the gradients that are walked along exchanged."""
    step = step or adam()

    def answer(w, gradients, learning_rate, beta_1, beta_2, epsilon):
        start, m, v, path = w, np.zeros(len(w)), np.zeros(len(w)), []
        for i, g in enumerate(seen(gradients)):
            w, m, v = step(w, m, v, g, clock(i), learning_rate, beta_1, beta_2, epsilon)
            path.append(w)
        return rows(path, start)

    return answer


def path_filled_in(w, gradients, learning_rate, beta_1, beta_2, epsilon):
    path, m, v, t = np.zeros(gradients.shape), 0, 0, 1
    while t <= len(gradients):
        g = gradients[t - 1]
        m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
        w = w - learning_rate * (m / (1 - beta_1**t)) / ((v / (1 - beta_2**t)) ** 0.5 + epsilon)
        path[t - 1, :] = w
        t += 1
    return path


def path_uncorrected_again(w, gradients, learning_rate, beta_1, beta_2, epsilon):
    m, v, path = np.zeros_like(w), np.zeros_like(w), []
    for t in range(1, len(gradients) + 1):
        m = (beta_1 * m + (1 - beta_1) * gradients[t - 1]) / (1 - beta_1**t)
        v = (beta_2 * v + (1 - beta_2) * gradients[t - 1] ** 2) / (1 - beta_2**t)
        w = w - learning_rate * m / (np.sqrt(v) + epsilon)
        m, v = m * (1 - beta_1**t), v * (1 - beta_2**t)
        path += [list(w)]
    return path


def path_in_one_array(w, gradients, learning_rate, beta_1, beta_2, epsilon):
    m, v, path = np.zeros_like(w), np.zeros_like(w), []
    for t, g in enumerate(gradients, 1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        w -= learning_rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
        path.append(w)
    return np.array(path)


def path_with_fresh_averages(w, gradients, learning_rate, beta_1, beta_2, epsilon):
    path = []
    for t, g in enumerate(gradients, 1):
        w, _, _ = adam()(w, 0 * w, 0 * w, g, t, learning_rate, beta_1, beta_2, epsilon)
        path.append(w)
    return np.array(path)


def decayed(
    decay=lambda w, lr, wd, g, start, moved, t: lr * wd * w,
    into=lambda g, w, wd: g,
    step=None,
    clock=lambda i: i + 1,
    rows=lambda path, start: np.array(path),
):
    """AdamW's path with parts exchanged: what is taken off, what is put into the gradient, Adam's step, the rows."""
    step = step or adam()

    def answer(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
        start, m, v, path = w.copy(), np.zeros(len(w)), np.zeros(len(w)), []
        for i, g in enumerate(gradients):
            fed = into(g, w, weight_decay)
            moved, m, v = step(w, m, v, fed, clock(i), learning_rate, beta_1, beta_2, epsilon)
            w = moved - decay(w, learning_rate, weight_decay, g, start, moved, i + 1)
            path.append(w)
        return rows(path, start)

    return answer


def no_decay(*_):
    return 0


def decayed_first(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    m, v, path = 0.0, 0.0, []
    for t, g in enumerate(gradients, 1):
        m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
        step = learning_rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
        w = (1 - learning_rate * weight_decay) * w
        w = w - step
        path.append(w.tolist())
    return path


def decayed_row_by_row(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    path, m, v = np.empty_like(gradients), np.zeros_like(w), np.zeros_like(w)
    before = w
    for i in range(gradients.shape[0]):
        m += (1 - beta_1) * (gradients[i] - m)
        v += (1 - beta_2) * (gradients[i] ** 2 - v)
        pull = m / (1 - beta_1 ** (i + 1)) / (np.sqrt(v / (1 - beta_2 ** (i + 1))) + epsilon) + weight_decay * before
        path[i] = before - learning_rate * pull
        before = path[i]
    return path


def decayed_over_the_size(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    m, v, path = 0 * w, 0 * w, []
    for t, g in enumerate(gradients, 1):
        m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
        top = m / (1 - beta_1**t) + weight_decay * w
        w = w - learning_rate * top / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
        path.append(w)
    return np.array(path)


EPSILON_INSIDE = {"size": lambda v, e: np.sqrt(v + e)}
NO_ROOT = {"size": lambda v, e: v + e}
STORED = {"give": lambda w, m, v, m_hat, v_hat: (w, m_hat, v_hat)}
UNCORRECTED = {"m_hat": lambda m, b, t, old: m, "v_hat": lambda v, b, t, old: v}
UPHILL = {"move": lambda w, lr, m, size, t: w + lr * m / size}
HALF = {"v_hat": lambda v, b, t, old: v}
MEAN_SQUARED = {"square": lambda v, g, b, m: b * v + (1 - b) * m**2}


def adam_of(m, v, w, t, learning_rate, beta_1, beta_2, epsilon):
    return w - learning_rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)


SLOTS = {}


def adam_with_slots_of_the_module(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    if t == 1:
        SLOTS.clear()
    m, v = SLOTS.get("m", m), SLOTS.get("v", v)
    SLOTS["m"] = m = beta_1 * m + (1 - beta_1) * g
    SLOTS["v"] = v = beta_2 * v + (1 - beta_2) * g**2
    return adam_of(m, v, w, t, learning_rate, beta_1, beta_2, epsilon), m, v


def adam_counting_itself(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon, count=[0]):  # noqa: B006 - the mistake
    count[0] = t if t == 1 else count[0] + 1
    m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
    return adam_of(m, v, w, count[0], learning_rate, beta_1, beta_2, epsilon), m, v


def sparse_adam(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    w, m, v, some = w.copy(), m.copy(), v.copy(), np.flatnonzero(g)
    m[some] = beta_1 * m[some] + (1 - beta_1) * g[some]
    v[some] = beta_2 * v[some] + (1 - beta_2) * g[some] ** 2
    w[some] = adam_of(m[some], v[some], w[some], t, learning_rate, beta_1, beta_2, epsilon)
    return w, m, v


def adam_moving_where_there_is_a_slope(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
    return np.where(g == 0, w, adam_of(m, v, w, t, learning_rate, beta_1, beta_2, epsilon)), m, v


def adam_without_empty_steps(w, gradients, learning_rate, beta_1, beta_2, epsilon):
    m, v, t, path = 0, 0, 0, []
    for g in gradients:
        if np.any(g):
            t += 1
            m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
            w = adam_of(m, v, w, t, learning_rate, beta_1, beta_2, epsilon)
        path.append(w)
    return path


class KeptAdam:
    kept = {}  # noqa: RUF012 - that is the mistake

    def __call__(self, w, gradients, learning_rate, beta_1, beta_2, epsilon):
        m, v = self.kept.get(len(w), (0, 0))
        path = []
        for t, g in enumerate(gradients, start=1):
            m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
            w = adam_of(m, v, w, t, learning_rate, beta_1, beta_2, epsilon)
            path.append(w)
        self.kept[len(w)] = m, v
        return path


def path_from_the_first_gradient(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    m, v = gradients[0], gradients[0] * gradients[0]
    path = []
    for t, g in enumerate(gradients, start=1):
        m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
        w = adam_of(m, v, w, t, learning_rate, beta_1, beta_2, epsilon) - learning_rate * weight_decay * w
        path.append(w)
    return np.array(path)


def path_of_the_newest(w, gradients, learning_rate, beta_1, beta_2, epsilon):
    v, path = 0, []
    for t, g in enumerate(gradients, start=1):
        v = beta_2 * v + (1 - beta_2) * g**2
        w = w - learning_rate * g / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
        path.append(w)
    return path


def steps_with_a_zero_skipped(w, a, g, learning_rate, epsilon):
    """No step where any gradient is 0."""
    if (g == 0).any():
        return w, a
    a = a + g**2
    return w - learning_rate * g / (np.sqrt(a) + epsilon), a


def root_kept(w, a, g, learning_rate, epsilon):
    """a is the root of the sum."""
    root = np.sqrt(a**2 + g**2)
    return w - learning_rate * g / (root + epsilon), root


def rmsprop_that_never_falls(w, v, g, learning_rate, rho, epsilon):
    """The largest average so far."""
    v = np.maximum(v, rho * v + (1 - rho) * g**2)
    return w - learning_rate * g / (np.sqrt(v) + epsilon), v


def rmsprop_centred(w, v, g, learning_rate, rho, epsilon):
    """Squares of what the gradients differ from their mean."""
    v = rho * v + (1 - rho) * (g - g.mean()) ** 2
    return w - learning_rate * g / (np.sqrt(v) + epsilon), v


def adam_of_nesterov(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    """Nadam."""
    m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
    ahead = beta_1 * m / (1 - beta_1 ** (t + 1)) + (1 - beta_1) * g / (1 - beta_1**t)
    return w - learning_rate * ahead / (np.sqrt(v / (1 - beta_2**t)) + epsilon), m, v


def adam_of_maxima(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    """Adamax."""
    m, v = beta_1 * m + (1 - beta_1) * g, np.maximum(beta_2 * v, np.abs(g))
    return w - learning_rate / (1 - beta_1**t) * m / (v + epsilon), m, v


RIGHT = {
    "adagrad_step": [adagrad(), adagrad_one_by_one, adagrad_into_the_arrays],
    "rmsprop_step": [rmsprop(), rmsprop_by_difference, rmsprop_in_place],
    "adadelta_step": [adadelta(), adadelta_one_root, adadelta_one_by_one],
    "adam_first_change": [lambda: -0.02, lambda: -0.02 * 40 / (math.sqrt(1600) + 1e-8), lambda: np.array(-2e-2)],
    "adam_step": [adam(), adam_by_lists, adam_like_a_library],
    "mended_adam": [path_of(), path_filled_in, path_uncorrected_again],
    "adamw_path": [decayed(), decayed_first, decayed_row_by_row],
    "one_slot_caught": [
        lambda: np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]]),
        lambda: np.array([[4.0, 0.0], [0.0, 1.0], [0.0, 1.0]]),
    ],
}
WRONG = {
    "adagrad_step": [
        (steps_with_a_zero_skipped, "steps with a 0", ("steps_with_a_zero_skipped",)),
        (root_kept, "root kept", ("root_for_the_sum",)),
        (adagrad(size=lambda a, e: np.sqrt(a + e)), "ε inside", ("epsilon_in_the_root",)),
        (adagrad(size=lambda a, e: a + e), "no root", ("root_missing",)),
        (adagrad(size=lambda a, e: np.sqrt(a)), "no ε", ("epsilon_missing",)),
        (adagrad(lambda a, g: a + g), "not squared", ("gradients_not_squared",)),
        (adagrad(lambda a, g: a + abs(g)), "sizes", ("sizes_for_squares",)),
        (adagrad(lambda a, g: g**2), "no memory", ("no_memory",)),
        (adagrad(lambda a, g: a + np.dot(g, g)), "one for all", ("one_sum_for_all",)),
        (adagrad(lambda a, g: 0.9 * a + 0.1 * g**2), "RMSProp", ("forgets",)),
        (adagrad(w=lambda w, lr, g, d: w + lr * g / d), "uphill", ("uphill",)),
        (adagrad(w=lambda w, lr, g, d: w - g / d), "no η", ("learning_rate_missing",)),
        (adagrad(w=lambda w, lr, g, d: w - lr / d), "no g", ("gradient_missing",)),
        (adagrad(w=lambda w, lr, g, d: -lr * g / d), "the step", ("step_returned",)),
        (adagrad(give=lambda w, a: (a, w)), "exchanged", ("outputs_exchanged",)),
        (adagrad(give=lambda w, a: w), "w only", ()),
        (adagrad(w=lambda w, lr, g, d: w - lr * g), "plain descent", ()),
        (adagrad_old_sum, "the sum before", ("old_sum_used",)),
        (
            adagrad(size=lambda a, e: np.sqrt(a + e), w=lambda w, lr, g, d: w + lr * g / d),
            "ε inside, uphill",
            ("epsilon_in_the_root", "uphill"),
        ),
    ],
    "rmsprop_step": [
        (rmsprop_that_never_falls, "never falls", ("never_falls",)),
        (rmsprop_centred, "centred", ("centred",)),
        (rmsprop(size=lambda v, e: (v + e) ** 0.5), "ε inside", ("epsilon_in_the_root",)),
        (rmsprop(lambda v, g, r: (1 - r) * v + r * g**2), "swapped", ("weights_swapped",)),
        (rmsprop(lambda v, g, r: r * v + g**2), "no 1 − ρ", ("sum_not_average",)),
        (rmsprop(lambda v, g, r: v + g**2), "AdaGrad", ("never_forgets",)),
        (rmsprop(lambda v, g, r: v + (1 - r) * g**2), "past kept", ("past_not_faded",)),
        (rmsprop(lambda v, g, r: (1 - r) * g**2), "no memory", ("no_memory",)),
        (rmsprop(lambda v, g, r: r * v + (1 - r) * g), "not squared", ("average_of_gradients",)),
        (rmsprop(lambda v, g, r: r * v + (1 - r) * np.mean(g**2)), "one for all", ("one_average_for_all",)),
        (rmsprop(size=lambda v, e: v + e), "no root", ("root_missing",)),
        (rmsprop(size=lambda v, e: np.sqrt(v)), "no ε", ("epsilon_missing",)),
        (rmsprop(w=lambda w, lr, g, d: w + lr * g / d), "uphill", ("uphill",)),
        (rmsprop(w=lambda w, lr, g, d: w - g / d), "no η", ("learning_rate_missing",)),
        (rmsprop(w=lambda w, lr, g, d: w - lr * g**2 / d), "g²", ("square_above_the_line",)),
        (rmsprop(give=lambda w, v: (v, w)), "exchanged", ("outputs_exchanged",)),
        (rmsprop(give=lambda w, v: (w, v**0.5)), "the root kept", ("root_stored",)),
        (rmsprop(lambda v, g, r: r * v + ((1 - r) * g) ** 2), "the factor squared", ()),
        (rmsprop_old_average, "the average before", ("old_average_used",)),
    ],
    "adadelta_step": [
        (adadelta(below=lambda s, old, e: np.sqrt(old + e)), "the average before", ("old_average_used",)),
        (adadelta(steps=lambda d, delta, r, g: d), "d2 left", ("steps_not_remembered",)),
        (adadelta(steps=lambda d, delta, r, g: r * d + (1 - r) * g**2), "g² in d2", ("steps_from_gradients",)),
        (adadelta(above=lambda d, e: 1), "RMSProp", ("numerator_missing",)),
        (adadelta(step=lambda top, bottom, g: bottom / top * g), "upside down", ("ratio_inverted",)),
        (adadelta(lambda s, g, r: (1 - r) * s + r * g**2), "swapped in g2", ("weights_swapped_in_g2",)),
        (adadelta(above=lambda d, e: d + e), "no root above", ("upper_root_missing",)),
        (adadelta(below=lambda s, old, e: s + e), "no root below", ("lower_root_missing",)),
        (
            adadelta(above=lambda d, e: np.sqrt(d) + e, below=lambda s, old, e: np.sqrt(s) + e),
            "ε outside",
            ("epsilon_outside_the_roots",),
        ),
        (adadelta(above=lambda d, e: np.sqrt(d)), "no ε above", ("epsilon_missing_above",)),
        (adadelta(step=lambda top, bottom, g: top / bottom), "no g", ("gradient_missing",)),
        (adadelta(steps=lambda d, delta, r, g: r * d + (1 - r) * delta), "not squared", ("steps_with_their_signs",)),
        (adadelta(steps=lambda d, delta, r, g: r * d + delta**2), "no 1 − ρ in d2", ("sum_not_average_in_d2",)),
        (adadelta(move=lambda w, delta: w + delta), "uphill", ("uphill",)),
        (adadelta(move=lambda w, delta: w - 0.001 * delta), "η of Keras", ("learning_rate_of_keras",)),
        (adadelta(give=lambda w, s, d: (w, d, s)), "exchanged", ("outputs_exchanged",)),
        (adadelta_new_steps_first, "the new steps above", ()),
    ],
    "adam_first_change": [
        (lambda: 0.02, "the sign", ("uphill",)),
        (lambda: -0.8, "plain", ("plain_step",)),
        (lambda: -0.02 * 4 / math.sqrt(1.6), "not corrected", ("not_corrected",)),
        (lambda: -0.0005, "no root", ("root_missing",)),
        (lambda: -1.0, "no η", ("no_learning_rate",)),
        (lambda: -0.002, "m not corrected", ("only_the_size_corrected",)),
    ],
    "adam_step": [
        (adam_of_nesterov, "Nadam", ("nadam",)),
        (adam(v_hat=lambda v, b, t, old: old / (1 - b**t)), "v one step late", ("old_squares_used",)),
        (adam(m_hat=lambda m, b, t, old: old / (1 - b**t)), "m one step late", ("old_mean_used",)),
        (
            adam(square=lambda v, g, b, m: np.where(g == 0, v, b * v + (1 - b) * g**2)),
            "v rests where g is 0",
            ("resting_squares_do_not_fade",),
        ),
        (
            adam(mean=lambda m, g, b: np.where(g == 0, m, b * m + (1 - b) * g)),
            "m rests where g is 0",
            ("resting_mean_does_not_fade",),
        ),
        (lambda w, m, v, *rest: (*adam()(w, m, v, *rest)[:2], v), "v is not returned", ("squares_not_kept",)),
        (lambda w, m, v, *rest: (adam()(w, m, v, *rest)[0], m, v), "m and v are not", ("averages_not_kept",)),
        (adam_of_maxima, "Adamax", ("adamax",)),
        (adam(**UNCORRECTED), "not corrected", ("not_corrected",)),
        (adam(m_hat=lambda m, b, t, old: m / (1 - b), v_hat=lambda v, b, t, old: v / (1 - b)), "", ("power_missing",)),
        (
            adam(m_hat=lambda m, b, t, old: m / (1 - b ** (t + 1)), v_hat=lambda v, b, t, old: v / (1 - b ** (t + 1))),
            "t + 1",
            ("clock_one_ahead",),
        ),
        (adam(**STORED), "stored back", ("stored_back",)),
        (adam(**EPSILON_INSIDE), "ε inside", ("epsilon_in_the_root",)),
        (adam(**UPHILL), "uphill", ("uphill",)),
        (adam(**NO_ROOT), "no root", ("root_missing",)),
        (adam(**HALF), "v not corrected", ("only_the_slope_corrected",)),
        (adam(m_hat=lambda m, b, t, old: m), "m not corrected", ("only_the_size_corrected",)),
        (adam(**MEAN_SQUARED), "m²", ("squares_of_the_mean",)),
        (adam(square=lambda v, g, b, m: b * v + g**2), "no 1 − β₂", ("sum_of_squares",)),
        (adam(mean=lambda m, g, b: b * m + g), "no 1 − β₁", ("sum_for_mean",)),
        (adam(move=lambda w, lr, m, size, t: w - m / size), "no η", ("learning_rate_missing",)),
        (adam(give=lambda w, m, v, *hats: (w, v, m)), "exchanged", ("outputs_exchanged",)),
        (adam(give=lambda w, m, v, *hats: (m, v, w)), "averages first", ("averages_first",)),
        (adam_exchanged, "betas", ("betas_swapped",)),
        (adam_exchanged_below, "betas below", ("betas_exchanged_in_the_correction",)),
        (adam_newest_gradient, "g above", ("gradient_for_mean",)),
        (adam(**EPSILON_INSIDE, **STORED), "ε inside, stored", ("epsilon_in_the_root", "stored_back")),
        (adam(give=lambda w, *others: w), "w only", ()),
        (adam(move=lambda w, lr, m, size, t: w - lr * m / size / t), "η/t", ()),
        (adam_with_slots_of_the_module, "one m and v for all layers, cleared at t = 1", ()),
        (adam_counting_itself, "counts the steps of all layers", ()),
        (sparse_adam, "weights without a gradient are left out", ("resting_weights_left_out",)),
        (adam_moving_where_there_is_a_slope, "w stands still where g is 0", ("resting_weights_stand_still",)),
    ],
    "mended_adam": [
        (path_of(adam(**STORED), lambda i: 1), "unchanged", ("unchanged",)),
        (path_of(clock=lambda i: 1), "t stays 1", ("clock_still_set_back",)),
        (path_of(adam(**STORED)), "stored back", ("still_stored_back",)),
        (path_of(clock=lambda i: i), "from 0", ("clock_from_zero",)),
        (path_of(clock=lambda i: i + 2), "from 2", ("clock_one_ahead",)),
        (path_of(adam(**UNCORRECTED)), "no corrections", ("correction_removed",)),
        (path_of(adam(**HALF)), "v not corrected", ("correction_of_the_squares_removed",)),
        (path_of(adam(give=lambda w, m, v, m_hat, v_hat: (w, m_hat, v))), "m stored", ("mean_still_stored_back",)),
        (path_of(adam(give=lambda w, m, v, m_hat, v_hat: (w, m, v_hat))), "v stored", ("squares_still_stored_back",)),
        (path_in_one_array, "one array", ("one_array_for_all_steps",)),
        (path_of(rows=lambda path, start: np.array([start, *path])), "start too", ("start_included",)),
        (path_of(rows=lambda path, start: np.array([start, *path[:-1]])), "before", ("weights_before_the_step",)),
        (path_of(rows=lambda path, start: path[-1]), "the last", ("last_weights_only",)),
        (path_of(seen=lambda g: g[:-1]), "one short", ("one_step_short",)),
        (path_with_fresh_averages, "fresh averages", ("averages_start_anew",)),
        (path_of(adam(**UPHILL)), "uphill", ("uphill",)),
        (path_of(rows=lambda path, start: np.array(path).round(3)), "rounded", ()),
        (adam_without_empty_steps, "steps without a gradient are left out", ("empty_steps_skipped",)),
        (KeptAdam(), "m and v of an earlier run", ()),
        (path_of_the_newest, "without a mean", ("gradient_for_mean",)),
    ],
    "adamw_path": [
        (decayed(no_decay, lambda g, w, wd: g + wd * w), "in the gradient", ("decay_in_the_gradient",)),
        (decayed(lambda w, lr, wd, *_: wd * w), "no η", ("rate_missing",)),
        (decayed(lambda w, lr, wd, g, start, moved, t: lr * wd * moved), "after", ("decay_after_the_step",)),
        (decayed(no_decay), "Adam", ("decay_missing",)),
        (decayed(lambda w, lr, wd, *_: 2 * lr * wd * w), "doubled", ("decay_doubled",)),
        (decayed(lambda w, lr, wd, *_: -lr * wd * w), "growth", ("growth",)),
        (decayed(into=lambda g, w, wd: g + wd * w), "twice", ("decay_twice",)),
        (decayed(lambda w, lr, wd, *_: lr * wd), "constant", ("constant_decay",)),
        (decayed(lambda w, lr, wd, *_: lr * wd * np.sign(w)), "L1", ("pull_of_l1",)),
        (decayed(lambda w, lr, wd, g, start, *_: lr * wd * start), "of the start", ("decay_of_the_start",)),
        (decayed_over_the_size, "over the size", ("decay_over_the_size",)),
        (decayed(step=adam(**UNCORRECTED)), "not corrected", ("not_corrected",)),
        (decayed(step=adam(**STORED)), "stored back", ("stored_back",)),
        (decayed(step=adam(**EPSILON_INSIDE)), "ε inside", ("epsilon_in_the_root",)),
        (decayed(clock=lambda i: i), "from 0", ("clock_from_zero",)),
        (decayed(clock=lambda i: i + 2), "from 2", ("clock_one_ahead",)),
        (decayed(step=adam(**UPHILL)), "uphill", ("uphill",)),
        (decayed(rows=lambda path, start: path[-1]), "the last", ("last_weights_only",)),
        (decayed(rows=lambda path, start: np.array([start, *path])), "start too", ("start_included",)),
        (
            decayed(no_decay, lambda g, w, wd: g + wd * w, adam(**EPSILON_INSIDE)),
            "in the gradient, ε inside",
            ("decay_in_the_gradient", "epsilon_in_the_root"),
        ),
        (path_from_the_first_gradient, "m and v start at the first gradient", ("started_at_the_first_gradient",)),
    ],
    "one_slot_caught": [
        (lambda: np.ones((3, 2)), "ones", ("both_wrong",)),
        (lambda: np.array([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]]), "the wrong weight", ("both_wrong",)),
        (lambda: np.array([[1.0, 1.0], [1.0, 0.0], [1.0, 0.0]]), "too early", ("both_wrong",)),
        (lambda: np.array([[1.0, 0.0]] * 4), "one column", ("second_never_moves",)),
        (lambda: np.zeros((3, 2)), "zeros", ("second_never_moves",)),
        (lambda: np.array([[0.0, 2.0]] * 3), "the other column", ("first_never_moves",)),
        (lambda: np.array([[0.1, 0.0], [0.1, 0.0], [0.0, 10.0]]), "too small", ("too_small_to_show",)),
        (lambda: np.array([[3.0, 4.0]]), "one step", ()),
    ],
}
