"""Slips of the notes in lectures 15 and 16, computed: averages, momentum, adaptive steps."""

import math

import numpy as np
import pytest
from oracles import keras

from dlcourse import SGD, Adadelta, Adagrad, Adam, RMSprop, ewma
from dlcourse.data import temperatures


def walk(optimizer, gradients, w=0.0):
    """Where w is after each of the gradients; a function of w may stand for a gradient."""
    w, places = np.array([w]), []
    for gradient in gradients:
        optimizer.apply(w, gradient(w) if callable(gradient) else np.array([float(gradient)]))
        places.append(w[0])
    return places


def itself(w):
    """The gradient of L = ½w²."""
    return w.copy()


def test_momentum_of_one_convention_is_that_of_the_other_with_eta_times_1_minus_beta():
    # v = ηg + βv: 0.1, 0.19, 0.271; v = (1 − β)g + βv, times η: 0.01, 0.019, 0.0271
    assert walk(SGD(0.1, momentum=0.9), [1, 1, 1]) == pytest.approx([-0.1, -0.29, -0.561])
    assert walk(SGD(0.1, momentum=0.9, convention="ewma"), [1, 1, 1]) == pytest.approx([-0.01, -0.029, -0.0561])
    assert walk(SGD(1.0, momentum=0.9, convention="ewma"), [1, 1, 1]) == pytest.approx([-0.1, -0.29, -0.561])
    w, v, notes = 0.0, 1.0, []
    for _ in range(3):  # v ← v − ηg and w ← w − ηg, as they stand: the velocity never moves the weight
        w, v = w - 0.1, v - 0.1
        notes.append(w)
    assert notes == pytest.approx([-0.1, -0.2, -0.3])


def test_the_first_temperature_is_28_and_the_averages_2_8_and_3_82():
    averages = ewma(temperatures()[1][:, 0], 0.9)
    assert averages == pytest.approx([2.8, 3.82, 5.138, 7.7242, 11.25178])  # 0.9 · 2.8 + 0.1 · 13, …
    notes = [0.1 * 13, 0.9 * 1.3 + 0.1 * 14]
    assert notes == pytest.approx([1.3, 2.57])
    assert 14 not in temperatures()[1]
    assert averages[:2] != pytest.approx(notes, rel=0.1)


def test_alpha_0_1_of_pandas_is_beta_0_9_with_the_start_corrected():
    values = temperatures()[1][:, 0]
    by_pandas = [28, (13 + 0.9 * 28) / 1.9, (17 + 0.9 * 13 + 0.81 * 28) / 2.71]  # Σ (1 − α)ⁱ xₜ₋ᵢ / Σ (1 − α)ⁱ
    assert by_pandas == pytest.approx([28, 20.105, 18.959], abs=1e-3)
    assert ewma(values, 0.9, bias_correction=True)[:3] == pytest.approx(by_pandas)
    assert ewma(values, 0.9)[:3] != pytest.approx(by_pandas, rel=0.5)
    assert ewma(values, 0.1, bias_correction=True)[1:3] != pytest.approx(by_pandas[1:], rel=0.1)  # β = 0.1


def test_nesterov_multiplies_the_gradient_by_eta_and_takes_it_ahead():
    places = walk(SGD(0.1, momentum=0.9, nesterov=True), [itself, itself], w=1.0)
    # v = −0.1, w = 0.9, ahead at 0.9 + 0.9v = 0.81; v = 0.9(−0.1) − 0.1 · 0.81 = −0.171, ahead at 0.729 + 0.9v
    assert places == pytest.approx([0.81, 0.5751])
    variable = keras.Variable(1.0)
    theirs = keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True)
    for place in places:
        theirs.apply([variable.value], [variable])
        assert float(variable.value) == pytest.approx(place, rel=1e-6)
    notes = 1 - 0.9 * 1  # β before the gradient: nine times the step
    assert notes != pytest.approx(1 - 0.1 * 1, rel=0.5)


def wandering(learning_rate, momentum):
    """The standard deviation of 4,000 weights in the bowl ½w², and of their steps, with unit noise on the gradient."""
    rng, optimizer, w = np.random.default_rng(0), SGD(learning_rate, momentum=momentum), np.zeros(4000)
    places = []
    for _ in range(300):
        optimizer.apply(w, w + rng.normal(size=4000))
        places.append(w.copy())
    return np.std(places[100:]), np.std(np.diff(places[100:], axis=0))


def stationary(eta, beta):
    """The variance of w ← w − v, v ← βv + η(w + noise): η(1 + β)/((1 − β)(2(1 + β) − η)), by hand."""
    return eta * (1 + beta) / ((1 - beta) * (2 * (1 + beta) - eta))


def test_momentum_makes_the_path_smoother_and_the_end_no_more_certain():
    plain, heavy, same_reach = ((0.1, 0.0), (0.1, 0.9), (0.01, 0.9))
    for settings in (plain, heavy, same_reach):
        assert wandering(*settings)[0] == pytest.approx(math.sqrt(stationary(*settings)), rel=0.02)
    assert wandering(*heavy)[0] > 3 * wandering(*plain)[0]
    assert wandering(*same_reach)[0] == pytest.approx(wandering(*plain)[0], rel=0.05)
    assert wandering(*same_reach)[1] < wandering(*plain)[1] / 3


def test_more_momentum_can_end_in_the_worse_valley():
    def slope(w):  # of w⁴/16 − w²/2 − 0.3w, with valleys at −1.83 and 2.14; the second is the deeper one
        return w**3 / 4 - w - 0.3

    ends = [walk(SGD(0.02, momentum=beta), [slope] * 600, w=-4.0)[-1] for beta in (0.0, 0.9, 0.98)]
    assert ends == pytest.approx([-1.8286, 2.1358, -1.8286], abs=0.01)


def test_a_momentum_of_0_01_is_no_momentum():
    plain, tiny, usual = (walk(SGD(0.01, momentum=beta), [1] * 100)[-1] for beta in (0, 0.01, 0.9))
    assert tiny == pytest.approx(plain / 0.99, rel=1e-3)  # it remembers 1/(1 − 0.01) = 1.01 steps
    assert usual < 9 * plain < 0  # ten steps, less its start


def test_adagrad_adds_up_the_squares_of_all_gradients():
    places = walk(Adagrad(0.1, convention="pytorch"), [3, 4])
    assert places == pytest.approx([-0.1, -0.1 - 0.1 * 4 / math.sqrt(9 + 16)])
    notes = 0.1 * 4 / math.sqrt(16 + 16)  # Σᵢ g_t²: t times the latest
    assert notes == pytest.approx(0.1 / math.sqrt(2))
    assert places[0] - places[1] != pytest.approx(notes, rel=0.1)


def test_adadelta_has_an_average_of_squared_steps_and_needs_no_learning_rate():
    g2, d2, place, hand = 0.0, 0.0, 0.0, []
    for g in (2, 2):
        g2 = 0.95 * g2 + 0.05 * g * g
        delta = math.sqrt(d2 + 1e-6) / math.sqrt(g2 + 1e-6) * g
        d2 = 0.95 * d2 + 0.05 * delta * delta
        place -= delta
        hand.append(place)
    adadelta = Adadelta(convention="paper")
    assert walk(adadelta, [2, 2]) == pytest.approx(hand)
    assert hand[0] == pytest.approx(-0.0044721, rel=1e-4)  # 0.001 · 2/√0.2
    assert (adadelta.learning_rate, set(adadelta.slots)) == (1, {"g2", "d2"})
    rmsprop = RMSprop(1.0, rho=0.95)
    assert walk(rmsprop, [2])[0] == pytest.approx(-2 / math.sqrt(0.2), rel=1e-4)  # with η = 1 a thousand times as far
    assert set(rmsprop.slots) == {"v"}


def test_rmsprop_averages_the_squared_gradient():
    assert walk(RMSprop(0.001, rho=0.9), [2]) == pytest.approx([-0.001 * 2 / math.sqrt(0.1 * 4)], rel=1e-4)
    notes = 0.001 * 2 / math.sqrt(0 + 1e-7)  # (∂w/∂t)²: the weight has not moved yet
    assert notes > 6


def test_adam_has_two_betas_and_corrects_both_averages():
    assert walk(Adam(0.001), [2, 2, 2]) == pytest.approx([-0.001, -0.002, -0.003], rel=1e-4)
    assert walk(Adam(0.001), [0.02])[0] == pytest.approx(-0.001, rel=1e-3)  # η, whatever the gradient's size
    assert 0.001 * 0.1 * 2 / math.sqrt(0.1 * 4) == pytest.approx(0.000316, abs=1e-6)  # one β, no correction
    assert 0.001 * 0.1 * 2 / math.sqrt(0.001 * 4) == pytest.approx(0.00316, abs=1e-5)  # β₁, β₂, no correction
    adam = Adam()
    assert (adam.beta_1, adam.beta_2) == (0.9, 0.999)


def test_rmsprop_starts_too_far_and_never_comes_to_rest():
    first = walk(RMSprop(0.01, rho=0.9), [itself], w=1.0)[0]
    assert 1 - first == pytest.approx(0.0316, abs=1e-4)  # η/√(1 − ρ): v starts at 0 and is not corrected
    assert 1 - walk(Adam(0.01), [itself], w=1.0)[0] == pytest.approx(0.01, rel=1e-4)
    late = np.abs(walk(RMSprop(0.01, rho=0.9), [itself] * 1000, w=1.0)[-10:])
    assert late.max() > 0.002  # as long as η stays, so does the step
    assert np.abs(walk(SGD(0.1), [itself] * 1000, w=1.0)[-10:]).max() < 1e-30
