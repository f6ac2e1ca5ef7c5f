"""Optimizers: the first steps of each formula, worked by hand, and what each is known for."""

import math

import numpy as np
import pytest
from optimizer_cases import draw_gradients

from dlcourse.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, Nadam, RMSprop


def test_sgd_step_equals_hand_worked_numbers():
    w = np.array([1.0, -2, 0.5])
    SGD(learning_rate=0.5).apply(w, np.array([2.0, -4, 0]))
    np.testing.assert_array_equal(w, [0, 0, 0.5])


def test_sgd_on_a_parabola_shrinks_w_by_one_minus_two_eta_each_step():
    w, sgd = np.array([1.0]), SGD(learning_rate=0.25)
    for _ in range(10):
        sgd.apply(w, 2 * w)
    assert w[0] == 0.5**10


def travelled(optimizer, gradients, w=0.0):
    """Where a single parameter is after these gradients."""
    w = np.array([w])
    for g in gradients:
        optimizer.apply(w, np.array([float(g)]))
    return w[0]


def test_momentum_equals_hand_worked_numbers():
    # v = 1, then 0.5·1 + 2 = 2.5, then 0.5·2.5 − 1 = 0.25; η = 0.1
    for convention in ("keras", "pytorch"):
        w = travelled(SGD(0.1, momentum=0.5, convention=convention), [1, 2, -1])
        np.testing.assert_allclose(w, -0.1 * (1 + 2.5 + 0.25), rtol=1e-15)


def test_nesterov_equals_hand_worked_numbers():
    # g + βv: 1 + 0.5, then 2 + 1.25, then −1 + 0.125
    for convention in ("keras", "pytorch"):
        w = travelled(SGD(0.1, momentum=0.5, nesterov=True, convention=convention), [1, 2, -1])
        np.testing.assert_allclose(w, -0.1 * (1.5 + 3.25 - 0.875), rtol=1e-15)


def test_momentum_as_an_average_takes_one_minus_beta_of_the_step():
    gradients = draw_gradients(30, 1)[:, 0]
    for nesterov in (False, True):
        average = travelled(SGD(0.1, 0.9, nesterov, convention="ewma"), gradients)
        np.testing.assert_allclose(average, travelled(SGD(0.1 * (1 - 0.9), 0.9, nesterov), gradients), rtol=1e-12)


def test_after_a_drop_of_the_rate_keras_still_carries_the_old_one():
    # step 1 at η = 1: both go to −1. Then g = 0 at η = 0.1: Keras's v = −0.9 still, PyTorch's step is 0.1·0.9
    for convention, expected in (("keras", -1.9), ("pytorch", -1.09)):
        w, sgd = np.zeros(1), SGD(1.0, momentum=0.9, convention=convention)
        sgd.apply(w, np.ones(1))
        sgd.learning_rate = 0.1
        sgd.apply(w, np.zeros(1))
        np.testing.assert_allclose(w, expected, rtol=1e-15)


def test_constant_gradients_make_momentum_ten_times_as_fast():
    w = travelled(SGD(1.0, momentum=0.9), [1] * 200), travelled(SGD(1.0, momentum=0.9), [1] * 201)
    np.testing.assert_allclose(w[0] - w[1], 10, rtol=1e-8)  # 1/(1 − 0.9)


def test_adagrad_after_a_thousand_unit_gradients_steps_0_0316_eta():
    adagrad = [Adagrad(1.0, convention="pytorch") for _ in range(2)]
    step = travelled(adagrad[0], [1] * 999) - travelled(adagrad[1], [1] * 1000)
    np.testing.assert_allclose(step, 1 / math.sqrt(1000), rtol=1e-9)
    assert round(step, 4) == 0.0316


def test_adagrad_of_keras_starts_its_sum_at_a_tenth():
    np.testing.assert_allclose(travelled(Adagrad(1.0), [1]), -1 / math.sqrt(1.1 + 1e-7), rtol=1e-15)


def test_the_first_step_of_rmsprop_is_3_16_eta():
    assert round(travelled(RMSprop(1.0), [-7]), 2) == 3.16  # 1/√(1 − 0.9)
    assert round(travelled(RMSprop(1.0, convention="pytorch"), [-7]), 2) == 10  # 1/√(1 − 0.99)


def test_the_first_step_of_adadelta_is_the_root_of_epsilon_over_one_minus_rho():
    w = travelled(Adadelta(convention="paper"), [-7])
    np.testing.assert_allclose(w, math.sqrt(1e-6 / (1 - 0.95)), rtol=1e-6)


@pytest.mark.parametrize("convention", ["keras", "pytorch"])
@pytest.mark.parametrize("g", [1e3, 1, 1e-1, -1e-1, -1e3])
def test_the_first_step_of_adam_is_eta_for_any_gradient(convention, g):
    np.testing.assert_allclose(travelled(Adam(0.01, convention=convention), [g]), -0.01 * np.sign(g), rtol=1e-4)


def test_epsilon_counts_32_times_as_much_in_the_first_step_of_keras_as_in_the_paper():
    # g = ε: m̂/(√v̂ + ε) = 1/2; Keras: √(1−β₂) g/(√(1−β₂) g + ε) = 1/(1 + 31.6)
    np.testing.assert_allclose(travelled(Adam(1.0, epsilon=1e-6, convention="pytorch"), [1e-6]), -0.5, rtol=1e-9)
    np.testing.assert_allclose(travelled(Adam(1.0, epsilon=1e-6), [1e-6]), -1 / (1 + 1000**0.5), rtol=1e-9)


def test_constant_gradients_move_adam_eta_a_step():
    np.testing.assert_allclose(travelled(Adam(0.01), [3] * 50), -0.5, rtol=1e-5)


@pytest.mark.parametrize("convention", ["keras", "pytorch"])
def test_adamw_decays_beside_the_step_and_adam_of_pytorch_inside_it(convention):
    # g = 0: AdamW still shrinks w by 1 − ηλ; coupled, λw is the gradient, and its size is divided away
    w = travelled(AdamW(0.1, weight_decay=0.5, convention=convention), [0], w=4.0)
    np.testing.assert_allclose(w, 4 * (1 - 0.1 * 0.5), rtol=1e-15)
    coupled = travelled(Adam(0.1, weight_decay=0.5, convention="pytorch"), [0], w=4.0)
    np.testing.assert_allclose(coupled, 4 - 0.1, rtol=1e-8)


def test_decay_in_sgd_without_momentum_is_the_same_inside_and_beside_the_step():
    decayed = [travelled(SGD(0.1, weight_decay=0.2, convention=c), [1, -2, 3], w=5.0) for c in ("keras", "pytorch")]
    np.testing.assert_allclose(decayed[0], decayed[1], rtol=1e-14)


def test_nadam_equals_hand_worked_numbers():
    # keras, β₁ = 0.9: μ₁ = 0.9·0.52 = 0.468, μ₂ = 0.9·(1 − 0.4608) = 0.48528; m = 0.1 g, v̂ = g²
    m_hat = 0.48528 * 0.1 / (1 - 0.468 * 0.48528) + (1 - 0.468) / (1 - 0.468)
    np.testing.assert_allclose(travelled(Nadam(1.0, epsilon=1e-12), [5]), -m_hat, rtol=1e-11)


def test_the_papers_nadam_averages_gradients_with_its_growing_momentum():
    # ψ = 1, β₁ = 0.5: μ₁ = 0.26, μ₂ = 0.2696, μ₃ = 0.278816; g = 1, then 0: m = 0.74, then 0.2696·0.74
    w, nadam = np.zeros(1), Nadam(1.0, beta_1=0.5, beta_2=0.0, epsilon=1e-12, momentum_decay=1, convention="paper")
    nadam.apply(w, np.ones(1))
    m_hat = 0.2696 * 0.74 / (1 - 0.26 * 0.2696) + 0.74 / (1 - 0.26)
    np.testing.assert_allclose(w, -m_hat, rtol=1e-9)
    np.testing.assert_allclose(nadam.slots["m"], 0.74, rtol=1e-14)
    nadam.apply(w, np.zeros(1))
    np.testing.assert_allclose(nadam.slots["m"], 0.2696 * 0.74, rtol=1e-14)


def test_the_papers_adamw_decays_by_the_schedules_factor_alone():
    # g = 0: only the decay moves w, by λ at the full rate and by λ/10 at a tenth of it, whatever the rate is
    for rate in (1.0, 1e-3):
        w, adamw = np.array([2.0]), AdamW(rate, weight_decay=0.5, convention="paper")
        adamw.apply(w, np.zeros(1))
        np.testing.assert_allclose(w, 2 * (1 - 0.5), rtol=1e-15)
        adamw.learning_rate = rate / 10
        adamw.apply(w, np.zeros(1))
        np.testing.assert_allclose(w, 1 - 0.05, rtol=1e-14)
