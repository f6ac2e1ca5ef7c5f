"""Optimizers over 200 steps against the formulas of Keras, of PyTorch and of the papers.

They hold where PyTorch is not installed, too. Each loop follows one parameter in Python's own numbers, as the library's
documentation or the paper writes it.
"""

import math
from functools import partial

import numpy as np
import pytest
from optimizer_runs import (
    CHANGE,
    SETTINGS,
    STEPS,
    assert_same_travel,
    draw_run,
    every_setting,
    our_trajectory,
    with_and_without_change,
)

from dlcourse.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, Nadam, RMSprop


def keras_sgd(w, gradients, rates, momentum=0.0, nesterov=False, weight_decay=0.0):
    velocity = 0.0
    for g, rate in zip(gradients, rates, strict=True):
        w -= rate * weight_decay * w
        velocity = momentum * velocity - rate * g
        w += momentum * velocity - rate * g if nesterov else velocity
        yield w


def torch_sgd(w, gradients, rates, momentum=0.0, nesterov=False, weight_decay=0.0):
    b = None
    for g, rate in zip(gradients, rates, strict=True):
        g += weight_decay * w
        if momentum:
            b = g if b is None else momentum * b + g
            g = g + momentum * b if nesterov else b
        w -= rate * g
        yield w


def keras_adagrad(w, gradients, rates, initial_accumulator_value=0.1, epsilon=1e-7, weight_decay=0.0):
    accumulator = initial_accumulator_value
    for g, rate in zip(gradients, rates, strict=True):
        w -= rate * weight_decay * w
        accumulator += g**2
        w -= rate * g / math.sqrt(accumulator + epsilon)
        yield w


def torch_adagrad(w, gradients, rates, initial_accumulator_value=0.0, epsilon=1e-10, weight_decay=0.0):
    state_sum = initial_accumulator_value
    for g, rate in zip(gradients, rates, strict=True):
        g += weight_decay * w
        state_sum += g**2
        w -= rate * g / (math.sqrt(state_sum) + epsilon)
        yield w


def keras_adadelta(w, gradients, rates, rho=0.95, epsilon=1e-7, weight_decay=0.0):
    accumulated_grad = accumulated_delta = 0.0
    for g, rate in zip(gradients, rates, strict=True):
        w -= rate * weight_decay * w
        accumulated_grad = rho * accumulated_grad + (1 - rho) * g**2
        delta = -math.sqrt(accumulated_delta + epsilon) * g / math.sqrt(accumulated_grad + epsilon)
        accumulated_delta = rho * accumulated_delta + (1 - rho) * delta**2
        w += rate * delta
        yield w


def torch_adadelta(w, gradients, rates, rho=0.9, epsilon=1e-6, weight_decay=0.0):
    v = u = 0.0
    for g, rate in zip(gradients, rates, strict=True):
        g += weight_decay * w
        v = v * rho + g**2 * (1 - rho)
        delta = math.sqrt(u + epsilon) / math.sqrt(v + epsilon) * g
        u = u * rho + delta**2 * (1 - rho)
        w -= rate * delta
        yield w


def keras_rmsprop(w, gradients, rates, rho=0.9, epsilon=1e-7, weight_decay=0.0):
    velocity = 0.0
    for g, rate in zip(gradients, rates, strict=True):
        w -= rate * weight_decay * w
        velocity = rho * velocity + (1 - rho) * g**2
        w -= rate * g / math.sqrt(velocity + epsilon)
        yield w


def torch_rmsprop(w, gradients, rates, rho=0.99, epsilon=1e-8, weight_decay=0.0):
    v = 0.0
    for g, rate in zip(gradients, rates, strict=True):
        g += weight_decay * w
        v = rho * v + (1 - rho) * g**2
        w -= rate * g / (math.sqrt(v) + epsilon)
        yield w


def keras_adam(w, gradients, rates, beta_1=0.9, beta_2=0.999, epsilon=1e-7, weight_decay=0.0):
    m = v = 0.0
    for t, (g, rate) in enumerate(zip(gradients, rates, strict=True), start=1):
        w -= rate * weight_decay * w
        alpha = rate * math.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        m += (g - m) * (1 - beta_1)
        v += (g**2 - v) * (1 - beta_2)
        w -= m * alpha / (math.sqrt(v) + epsilon)
        yield w


def torch_adam(w, gradients, rates, beta_1=0.9, beta_2=0.999, epsilon=1e-8, weight_decay=0.0, decoupled=False):
    m = v = 0.0
    for t, (g, rate) in enumerate(zip(gradients, rates, strict=True), start=1):
        if decoupled:
            w -= rate * weight_decay * w
        else:
            g += weight_decay * w
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        w -= rate * (m / (1 - beta_1**t)) / (math.sqrt(v / (1 - beta_2**t)) + epsilon)
        yield w


def keras_adamw(w, gradients, rates, weight_decay=0.004, **settings):
    return keras_adam(w, gradients, rates, weight_decay=weight_decay, **settings)


def torch_adamw(w, gradients, rates, weight_decay=0.01, **settings):
    return torch_adam(w, gradients, rates, weight_decay=weight_decay, decoupled=True, **settings)


def paper_adamw(w, gradients, rates, beta_1=0.9, beta_2=0.999, epsilon=1e-8, weight_decay=1e-5):
    """Loshchilov and Hutter, algorithm 2, line 12: θ ← θ − ηₜ(α m̂/(√v̂ + ε) + λθ), ηₜ the schedule's multiplier."""
    m = v = 0.0
    alpha = rates[0]
    for t, (g, rate) in enumerate(zip(gradients, rates, strict=True), start=1):
        eta_t = rate / alpha
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        w -= eta_t * (alpha * m_hat / (math.sqrt(v_hat) + epsilon) + weight_decay * w)
        yield w


def paper_sgd(w, gradients, rates, momentum=0.0, nesterov=False, weight_decay=0.0):
    """Sutskever et al., equations 1 to 4: v ← μv − εg, θ ← θ + v; Nesterov's g is that at w = θ + μv."""
    theta, v = w, 0.0
    for g, rate in zip(gradients, rates, strict=True):
        look_ahead = theta + momentum * v if nesterov else theta
        g += weight_decay * look_ahead
        v = momentum * v - rate * g
        theta += v
        yield theta + momentum * v if nesterov else theta


def paper_nadam(w, gradients, rates, beta_1=0.9, beta_2=0.999, epsilon=1e-8, weight_decay=0.0):
    """Dozat, algorithm 2, with μₜ = β₁(1 − ½·0.96^(t/250))."""
    m = n = 0.0
    mu = [beta_1 * (1 - 0.5 * 0.96 ** (t / 250)) for t in range(len(gradients) + 2)]
    for t, (g, rate) in enumerate(zip(gradients, rates, strict=True), start=1):
        g += weight_decay * w
        m = mu[t] * m + (1 - mu[t]) * g
        n = beta_2 * n + (1 - beta_2) * g**2
        m_hat = mu[t + 1] * m / (1 - math.prod(mu[1 : t + 2])) + (1 - mu[t]) * g / (1 - math.prod(mu[1 : t + 1]))
        w -= rate / (math.sqrt(n / (1 - beta_2**t)) + epsilon) * m_hat
        yield w


def nadam(w, gradients, rates, beta_1, beta_2, epsilon, weight_decay, psi, decoupled):
    m, v = 0.0, 0.0
    mu = [beta_1 * (1 - 0.5 * 0.96 ** (t * psi)) for t in range(len(gradients) + 2)]
    for t, (g, rate) in enumerate(zip(gradients, rates, strict=True), start=1):
        if decoupled:
            w -= rate * weight_decay * w
        else:
            g += weight_decay * w
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat = mu[t + 1] * m / (1 - math.prod(mu[1 : t + 2])) + (1 - mu[t]) * g / (1 - math.prod(mu[1 : t + 1]))
        w -= rate * m_hat / (math.sqrt(v / (1 - beta_2**t)) + epsilon)
        yield w


def keras_nadam(w, gradients, rates, beta_1=0.9, beta_2=0.999, epsilon=1e-7, weight_decay=0.0):
    return nadam(w, gradients, rates, beta_1, beta_2, epsilon, weight_decay, psi=1, decoupled=True)


def torch_nadam(w, gradients, rates, beta_1=0.9, beta_2=0.999, epsilon=1e-8, weight_decay=0.0):
    return nadam(w, gradients, rates, beta_1, beta_2, epsilon, weight_decay, psi=0.004, decoupled=False)


LOOPS = {  # by class and convention: the loop and the library's η
    (SGD, "keras"): (keras_sgd, 0.01),
    (SGD, "pytorch"): (torch_sgd, 0.001),
    (Adagrad, "keras"): (keras_adagrad, 0.001),
    (Adagrad, "pytorch"): (torch_adagrad, 0.01),
    (Adadelta, "keras"): (keras_adadelta, 0.001),
    (Adadelta, "pytorch"): (torch_adadelta, 1.0),
    (RMSprop, "keras"): (keras_rmsprop, 0.001),
    (RMSprop, "pytorch"): (torch_rmsprop, 0.01),
    (Adam, "keras"): (keras_adam, 0.001),
    (Adam, "pytorch"): (torch_adam, 0.001),
    (AdamW, "keras"): (keras_adamw, 0.001),
    (AdamW, "pytorch"): (torch_adamw, 0.001),
    (Nadam, "keras"): (keras_nadam, 0.001),
    (Nadam, "pytorch"): (torch_nadam, 0.002),
    # a paper's form that one of the libraries took over, with the paper's numbers
    (SGD, "paper"): (paper_sgd, 0.01),
    (Adagrad, "paper"): (torch_adagrad, 0.01),
    (Adadelta, "paper"): (partial(torch_adadelta, rho=0.95), 1.0),
    (RMSprop, "paper"): (partial(torch_rmsprop, rho=0.9), 0.001),
    (Adam, "paper"): (torch_adam, 0.001),
    (AdamW, "paper"): (paper_adamw, 0.001),
    (Nadam, "paper"): (paper_nadam, 0.002),
}


@every_setting
@with_and_without_change
@pytest.mark.parametrize("convention", ["keras", "pytorch", "paper"])
def test_every_step_equals_the_formula_of_the_documentation(cls, settings, new_rate, convention):
    w, gradients = draw_run()
    ours = our_trajectory(cls(**settings, convention=convention), w, gradients, new_rate)
    loop, rate = LOOPS[cls, convention]
    settings = dict(settings)
    rate = settings.pop("learning_rate", rate)
    rates = [rate] * CHANGE + [new_rate or rate] * (STEPS - CHANGE)
    columns = zip(w.tolist(), gradients.T.tolist(), strict=True)
    path = np.transpose([list(loop(start, column, rates, **settings)) for start, column in columns])  # (STEPS, SIZE)
    assert_same_travel(ours, path, w)


def test_the_conventions_differ_by_far_more_than_these_tests_allow():
    w, gradients = draw_run()
    for cls, settings in SETTINGS:
        rate = settings.get("learning_rate", 0.01)
        same = {**settings, "learning_rate": rate} | ({"epsilon": 1e-7} if "epsilon" in cls.defaults["keras"] else {})
        paths = [our_trajectory(cls(**same, convention=c), w, gradients, 0.002) for c in ("keras", "pytorch")]
        gap = np.abs(paths[0] - paths[1]).max(axis=0) / np.abs(paths[0] - w).max(axis=0)
        if not (cls is SGD and "momentum" not in settings) and not (cls is Adadelta and "weight_decay" not in settings):
            assert gap.max() > 1e-3, (cls, settings)
