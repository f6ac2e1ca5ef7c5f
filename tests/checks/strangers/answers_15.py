"""Answers to exercise 15 as strangers write them: right ones, wrong ones, and the names of which one must be given."""

import numpy as np

# 2. ewma


def average(mix=lambda b, v, x: b * v + (1 - b) * x, start=lambda theta: 0.0, done=lambda out, theta, b: np.array(out)):
    """The loop with parts exchanged: how past and day are mixed, the start, what is made of the list."""

    def answer(theta, beta):
        v, out = start(theta), []
        for x in theta:
            v = mix(beta, v, x)
            out.append(v)
        return done(out, theta, beta)

    return answer


def average_filled_in(theta, beta):
    v = np.empty(len(theta))
    for t in range(len(theta)):
        before = 0.0 if t == 0 else v[t - 1]
        v[t] = before + (1 - beta) * (theta[t] - before)
    return v


def average_by_sums(theta, beta):
    weights = (1 - beta) * float(beta) ** np.arange(len(theta))
    return [float(np.dot(weights[: t + 1][::-1], theta[: t + 1])) for t in range(len(theta))]


def average_by_convolution(theta, beta):
    kernel = (1 - beta) * np.power(float(beta), np.arange(len(theta)))
    return np.convolve(theta, kernel)[: len(theta)]


def average_in_place(theta, beta):
    theta[0] *= 1 - beta
    for t in range(1, len(theta)):
        theta[t] = beta * theta[t - 1] + (1 - beta) * theta[t]
    return theta


def average_in_a_copy(theta, beta):
    v = theta.copy()
    last = 0
    for t in range(len(v)):
        last = beta * last + (1 - beta) * v[t]
        v[t] = last
    return v


def average_like_theta(theta, beta):
    v = np.zeros_like(theta)
    v[0] = (1 - beta) * theta[0]
    for t in range(1, len(theta)):
        v[t] = beta * v[t - 1] + (1 - beta) * theta[t]
    return v


def average_of_two_days(theta, beta):
    return np.array([beta * (theta[t - 1] if t else 0) + (1 - beta) * theta[t] for t in range(len(theta))])


def average_without_the_first(theta, beta):
    v = [0.0]
    for t in range(1, len(theta)):
        v.append(beta * v[t - 1] + (1 - beta) * theta[t])
    return np.array(v)


# 3. bias_correction


def correction(weight=lambda b, t: 1 - b**t, first=1, give=lambda v, w: v / w):
    """v over the weight that is there at t; t from `first`."""
    return lambda v, beta: give(v, weight(beta, np.arange(first, len(v) + first).astype(float)))


def correction_by_counting(v, beta):
    out, missing = [], 1
    for value in v:
        missing = missing * beta
        out.append(value / (1 - missing))
    return np.array(out)


def correction_by_weights(v, beta):
    there = np.cumsum((1 - beta) * float(beta) ** np.arange(len(v)))
    return v / there


def correction_in_place(v, beta):
    for t in range(len(v)):
        v[t] /= 1 - beta ** (t + 1)
    return v


def correction_stored(v, beta):
    out, last = [], 0.0
    for t in range(len(v)):
        day = v[t] - beta * (v[t - 1] if t else 0)
        last = (beta * last + day) / (1 - beta ** (t + 1))
        out.append(last)
    return out


# 4. and 5.


def step(v=lambda b, v, lr, g: b * v + lr * g, w=lambda w, new, old, b, lr, g: w - new, give=lambda w, v: (w, v)):
    """One step of momentum with parts exchanged."""

    def answer(w_old, v_old, g, learning_rate, beta):
        new = v(beta, v_old, learning_rate, g)
        return give(w(w_old, new, v_old, beta, learning_rate, g), new)

    return answer


def step_with_loops(w, v, g, learning_rate, beta):
    w, v = list(w), list(v)
    for i in range(len(w)):
        v[i] = beta * v[i] + learning_rate * g[i]
        w[i] = w[i] - v[i]
    return w, v


def step_in_place(w, v, g, learning_rate, beta):
    v *= beta
    v += learning_rate * g
    w -= v
    return [w, v]


def step_stacked(w, v, g, learning_rate, beta):
    return tuple(np.stack([w - beta * v, beta * v]) + learning_rate * np.stack([-g, g]))


def ahead(where=lambda w, v, b, lr: w - b * v, v=lambda b, v, lr, g: b * v + lr * g,
          w=lambda w, new, at, lr, g: w - new, give=lambda w, v: (w, v)):  # fmt: skip
    """Nesterov's step with parts exchanged: where the slope is asked for, the velocity, the weights."""

    def answer(w_old, v_old, gradient, learning_rate, beta):
        at = where(w_old, v_old, beta, learning_rate)
        g = gradient(at)
        new = v(beta, v_old, learning_rate, g)
        return give(w(w_old, new, at, learning_rate, g), new)

    return answer


def ahead_in_two_moves(w, v, gradient, learning_rate, beta):
    jumped = w - beta * v
    landed = jumped - learning_rate * gradient(jumped)
    return landed, w - landed


def ahead_with_loops(w, v, gradient, learning_rate, beta):
    g = gradient([w[i] - beta * v[i] for i in range(len(w))])
    new_v = [beta * v[i] + learning_rate * g[i] for i in range(len(w))]
    return [w[i] - new_v[i] for i in range(len(w))], new_v


def ahead_in_place(w, v, gradient, learning_rate, beta):
    v *= beta
    w -= v
    g = learning_rate * gradient(w)
    w -= g
    v += g
    return w, v


def ahead_keras(w, v, gradient, learning_rate, beta):
    g = gradient(w)
    v = beta * v + learning_rate * g
    return w - beta * v - learning_rate * g, v


def ahead_twice(w, v, gradient, learning_rate, beta):
    v = beta * v + learning_rate * gradient(w)
    v = beta * v + learning_rate * gradient(w - v)
    return w - v, v


def ahead_reversed(w, v, gradient, learning_rate, beta):
    v = beta * v - learning_rate * gradient(w + beta * v)
    return w + v, v


def ahead_reversed_half(w, v, gradient, learning_rate, beta):
    v = beta * v - learning_rate * gradient(w - beta * v)
    return w + v, v


def ahead_faded_twice(w, v, gradient, learning_rate, beta):
    v = beta * v
    v = beta * v + learning_rate * gradient(w - v)
    return w - v, v


def ahead_pytorch(w, v, gradient, learning_rate, beta):
    v = beta * v + gradient(w - learning_rate * beta * v)
    return w - learning_rate * v, v


def ahead_half_pytorch(w, v, gradient, learning_rate, beta):
    v = beta * v + gradient(w - beta * v)
    return w - learning_rate * v, v


def ahead_but_resting(w, v, gradient, learning_rate, beta):
    g = gradient(w - beta * v)
    moving = beta * v + learning_rate * g
    return np.where(g == 0, w, w - moving), np.where(g == 0, v, moving)


def step_but_resting(w, v, g, learning_rate, beta):
    moving = g != 0
    w, v = w.copy(), v.copy()
    v[moving] = beta * v[moving] + learning_rate * g[moving]
    w[moving] -= v[moving]
    return w, v


def step_unless_all_rest(w, v, g, learning_rate, beta):
    return step()(w, v, g, learning_rate, beta) if np.any(g) else (w, v)


class Momentum:
    velocity = None

    @classmethod
    def step(cls, w, v, g, learning_rate, beta):
        if cls.velocity is None or cls.velocity.shape != w.shape:
            cls.velocity = v
        cls.velocity = beta * cls.velocity + learning_rate * g
        return w - cls.velocity, cls.velocity


def step_with_a_default(w, v, g, learning_rate, beta, velocities={}):  # noqa: B006 - that is the mistake
    v = velocities[w.shape] = beta * velocities.get(w.shape, v) + learning_rate * g
    return w - v, v


RIGHT = {
    "first_average": [lambda: 18.0, lambda: 15 + 0.2 * (30 - 15), lambda: np.float32(18)],
    "ewma": [average(), average_filled_in, average_by_sums, average_by_convolution],
    "bias_correction": [correction(), correction_by_counting, correction_by_weights],
    "momentum_step": [step(), step_with_loops, step_in_place, step_stacked],
    "nesterov_step": [ahead(), ahead_in_two_moves, ahead_with_loops, ahead_in_place],
    "bigger_step": [lambda: "c", lambda: " C)", lambda: np.array("c")],
    "gradients_with_a_rest": [
        lambda: np.array([10.0, 0.0, -10.0]),
        lambda: [1.0, 1.0, 1.0, 0.0, 0.0],
    ],
}
WRONG = {
    "first_average": [
        (lambda: 27, "swapped", ("weights_swapped",)),
        (lambda: 6.0, "from 0", ("started_at_zero",)),
        (lambda: 30, "from the first day", ("started_at_the_first_day",)),
        (lambda: 14, "the second day", ("index_off_by_one",)),
        (lambda: 16.4, "v₂", ("second_average",)),
        (lambda: 25, "the mean", ("mean_of_all",)),
        (lambda: 22.5, "mean of 15 and 30", ("mean_with_the_start",)),
        (lambda: 42, "the new day whole", ("new_day_not_damped",)),
        (lambda: 21, "the start whole", ("past_not_damped",)),
        (lambda: 22.93, "v₅", ("last_average",)),
        (lambda: -18, "a sign", ()),
        (lambda: 30 / (1 - 0.8), "corrected", ()),
    ],
    "ewma": [
        (average(lambda b, v, x: (1 - b) * v + b * x), "swapped", ("weights_swapped",)),
        (average(start=lambda theta: theta[0]), "from θ₁", ("started_at_the_first_value",)),
        (average(lambda b, v, x: b * v + x), "1 − β lost", ("sum_not_average",)),
        (average(lambda b, v, x: v + (1 - b) * x), "β lost", ("past_not_faded",)),
        (average(lambda b, v, x: b * v + b * x), "β twice", ("beta_on_both",)),
        (average(lambda b, v, x: (1 - b) * x), "no past", ("no_memory",)),
        (average(done=lambda out, theta, b: out[-1]), "the last", ("last_average_only",)),
        (average(done=lambda out, theta, b: [0.0, *out]), "v₀ too", ("start_included",)),
        (average(done=lambda out, theta, b: [0.0, *out[:-1]]), "late", ("one_day_late",)),
        (
            average(done=lambda out, theta, b: [v / (1 - b ** (t + 1)) for t, v in enumerate(out)]),
            "corrected",
            ("corrected",),
        ),
        (average(done=lambda out, theta, b: np.array(out, dtype=theta.dtype)), "whole", ("whole_numbers_at_the_end",)),
        (average_in_a_copy, "into a copy", ("whole_numbers_at_the_end",)),
        (average_like_theta, "zeros_like", ("whole_numbers",)),
        (average_of_two_days, "two days", ("day_before_for_the_average",)),
        (average_without_the_first, "the first day lost", ()),
        (average_in_place, "theta changed", ("whole_numbers",)),
        (average(done=lambda out, theta, b: np.round(out, 1)), "rounded", ()),
        (
            average(lambda b, v, x: (1 - b) * v + b * x, start=lambda theta: theta[0]),
            "swapped, from θ₁",
            ("weights_swapped", "started_at_the_first_value"),
        ),
        (lambda theta, beta: np.cumsum(theta) / np.arange(1, len(theta) + 1), "mean so far", ("mean_so_far",)),
        (
            lambda theta, beta: (
                (1 - beta) * beta ** np.arange(len(theta)) * np.cumsum(theta / beta ** np.arange(len(theta)))
            ),
            "powers",
            ("powers_overflow", "powers_overflow_later"),
        ),
        (average(lambda b, v, x: b * v + (1 - b) * x if x else v), "days of 0 are left out", ()),
    ],
    "bias_correction": [
        (correction(lambda b, t: 1 - b), "no power", ("power_missing",)),
        (correction(first=2), "t + 1", ("clock_one_ahead",)),
        (correction(first=0), "t from 0", ("clock_from_zero",)),
        (correction(lambda b, t: (1 - b) ** t), "(1 − β)ᵗ", ("bracket_around_the_difference",)),
        (correction(lambda b, t: 1 - b * t), "1 − βt", ("times_for_power",)),
        (correction(lambda b, t: (1 - b) * t), "(1 − β)t", ("one_minus_beta_times_t",)),
        (correction(lambda b, t: b**t), "βᵗ", ("one_lost",)),
        (correction(lambda b, t: 1 + b**t), "1 + βᵗ", ("added",)),
        (correction(lambda b, t: 1 - b ** len(t)), "the last t", ("last_day_for_all",)),
        (correction(give=lambda v, w: v * w), "times", ("multiplied",)),
        (correction(lambda b, t: 1), "not at all", ("not_corrected",)),
        (correction(lambda b, t: np.sqrt(1 - b**t)), "a root", ("root_taken",)),
        (correction(lambda b, t: 1 - b**t, give=lambda v, w: (v / w)[-1]), "the last", ()),
        (correction(lambda b, t: np.where(t < 5, 1 - b**t, 1)), "four days", ()),
        (correction_stored, "stored back", ("stored_back",)),
        (correction_in_place, "v changed", ("changed_input",)),
    ],
    "momentum_step": [
        (step(lambda b, v, lr, g: b * v + (1 - b) * lr * g), "1 − β", ("averaged_velocity",)),
        (lambda w, v, *rest: (step()(w, v, *rest)[0], v), "the old v returned", ("velocity_not_kept",)),
        (
            step(lambda b, v, lr, g: b * v + (1 - b) * g, lambda w, new, old, b, lr, g: w - lr * new),
            "Ng's",
            ("averaged_velocity_without_rate",),
        ),
        (
            step(lambda b, v, lr, g: b * v + g, lambda w, new, old, b, lr, g: w - lr * new),
            "PyTorch's",
            ("learning_rate_in_the_weights",),
        ),
        (
            step(lambda b, v, lr, g: b * v - lr * g, lambda w, new, old, b, lr, g: w + new),
            "Keras's",
            ("velocity_reversed",),
        ),
        (step(lambda b, v, lr, g: b * v - lr * g), "a sign", ("velocity_reversed_and_subtracted",)),
        (step(lambda b, v, lr, g: b * v + g), "no η", ("learning_rate_missing",)),
        (step(lambda b, v, lr, g: lr * g), "no memory", ("no_memory",)),
        (step(lambda b, v, lr, g: v + lr * g), "no β", ("past_not_faded",)),
        (step(lambda b, v, lr, g: b * (v + lr * g)), "β on both", ("beta_on_both",)),
        (step(lambda b, v, lr, g: lr * (b * v + g)), "η on both", ("learning_rate_on_both",)),
        (step(lambda b, v, lr, g: v + b * lr * g), "β on g", ("beta_on_the_gradient",)),
        (step(lambda b, v, lr, g: (1 - b) * v + b * lr * g), "swapped", ("weights_swapped",)),
        (step(w=lambda w, new, old, b, lr, g: w + new), "uphill", ("uphill",)),
        (step(w=lambda w, new, old, b, lr, g: w - old), "the old v", ("old_velocity_used",)),
        (step(w=lambda w, new, old, b, lr, g: w - lr * new), "η twice", ("learning_rate_twice",)),
        (step(w=lambda w, new, old, b, lr, g: w - lr * g), "plain", ("velocity_not_used",)),
        (step(w=lambda w, new, old, b, lr, g: w - b * new - lr * g), "Nesterov", ("nesterov_of_keras",)),
        (step(w=lambda w, new, old, b, lr, g: -new), "the step", ("step_returned",)),
        (step(give=lambda w, v: (v, w)), "exchanged", ("outputs_exchanged",)),
        (
            step(lambda b, v, lr, g: b * v + (1 - b) * lr * g, lambda w, new, old, b, lr, g: w + new),
            "1 − β, uphill",
            ("averaged_velocity", "uphill"),
        ),
        (step(give=lambda w, v: w), "w only", ()),
        (step(lambda b, v, lr, g: b * v + lr * np.sign(g)), "signs", ()),
        (step_but_resting, "weights without a gradient are left out", ("resting_weights_left_out",)),
        (step_unless_all_rest, "steps without a gradient are left out", ("empty_steps_skipped",)),
        (Momentum.step, "one velocity for all, in the class", ()),
        (step_with_a_default, "the velocity in a default value", ()),
    ],
    "nesterov_step": [
        (ahead(lambda w, v, b, lr: w), "at w", ("gradient_here",)),
        (lambda w, v, *rest: (ahead()(w, v, *rest)[0], v), "the old v returned", ("velocity_not_kept",)),
        (ahead(lambda w, v, b, lr: w + b * v), "back", ("looked_back",)),
        (ahead(lambda w, v, b, lr: w - v), "too far", ("looked_too_far",)),
        (ahead(lambda w, v, b, lr: w - lr * b * v), "ηβv", ("looked_by_eta",)),
        (ahead(lambda w, v, b, lr: w - lr * v), "ηv", ("looked_by_eta_alone",)),
        (ahead(w=lambda w, new, at, lr, g: at - new), "from there", ("moved_from_ahead",)),
        (ahead(w=lambda w, new, at, lr, g: w + new), "uphill", ("uphill",)),
        (ahead(w=lambda w, new, at, lr, g: w - lr * g), "plain", ("plain_step_from_ahead",)),
        (ahead(w=lambda w, new, at, lr, g: at), "the point ahead", ("ahead_returned",)),
        (ahead(v=lambda b, v, lr, g: b * v + (1 - b) * lr * g), "1 − β", ("averaged_velocity",)),
        (ahead(v=lambda b, v, lr, g: b * v + g), "no η", ("learning_rate_missing",)),
        (ahead(v=lambda b, v, lr, g: b * v + b * g), "β for η", ("beta_for_the_learning_rate",)),
        (ahead(v=lambda b, v, lr, g: lr * g), "no memory", ("no_memory",)),
        (
            ahead(lambda w, v, b, lr: w, lambda b, v, lr, g: b * v + (1 - b) * lr * g),
            "at w, 1 − β",
            ("gradient_here", "averaged_velocity"),
        ),
        (ahead_keras, "Keras's", ("keras_form",)),
        (ahead_twice, "two steps", ("two_steps",)),
        (ahead_reversed, "v downhill", ("velocity_reversed",)),
        (ahead_reversed_half, "v downhill, looked back", ("velocity_reversed_but_not_ahead",)),
        (ahead_faded_twice, "β twice", ("faded_twice",)),
        (ahead_pytorch, "PyTorch's", ("learning_rate_in_the_weights_and_ahead",)),
        (ahead_half_pytorch, "half PyTorch's", ("learning_rate_in_the_weights",)),
        (ahead(give=lambda w, v: (v, w)), "exchanged", ("outputs_exchanged",)),
        (ahead(give=lambda w, v: w), "w only", ()),
        (ahead(v=lambda b, v, lr, g: b * v + lr * g**2), "g²", ()),
        (ahead_but_resting, "weights without a slope ahead are left out", ("resting_weights_left_out",)),
    ],
    "bigger_step": [
        (lambda: "a", "as large", ("no_gain",)),
        (lambda: "b", "one step more", ("beta_for_the_sum",)),
        (lambda: "D", "for ever", ("no_limit",)),
        (lambda: 10, "a number", ()),
    ],
    "gradients_with_a_rest": [
        (lambda: np.array([1.0, 2.0, 3.0]), "no zero", ("no_zero",)),
        (lambda: np.full(8, -10.0), "all alike", ("no_zero",)),
        (lambda: np.array([1e-9, 1e-9, 1e-9]), "nearly zero", ("no_zero",)),
        (lambda: np.zeros(4), "zeros", ("all_zero",)),
        (lambda: np.array([0.0, 0.0, 7.0]), "zeros first", ("zeros_first",)),
        (lambda: np.array([0.0, 1.0, -1.0, 1.0]), "one zero, first", ("zeros_first",)),
        (lambda: np.array([0.1, 0.0, 0.0]), "too small", ()),
    ],
}
