"""Slips of the notes in lecture 09, computed: gradients that vanish and explode."""

import math

import numpy as np
import pytest

from dlcourse import SGD, BinaryCrossentropy, Dense, MeanSquaredError, Sequential, Sigmoid, numerical_gradient, sigmoid
from dlcourse.activations import sigmoid_derivative


def chained(slopes):
    """∂output/∂w of the first of linear units in a row, each multiplying by its slope; x = 1."""
    layers = [Dense(1, 1, np.random.default_rng(0), use_bias=False) for _ in range(len(slopes) + 1)]
    model = Sequential(layers, np.float64)
    model.parameters[...] = [1.0, *slopes]
    model.forward(np.ones((1, 1)), training=True)
    model.backward(np.ones((1, 1)))
    return layers[0].dW[0, 0]


def test_four_slopes_of_notes_0_multiply_to_0_001():
    assert chained([0.2, 0.1, 0.5, 0.1]) == pytest.approx(0.001)
    assert min(2.5, 2.48899, 2.96) > max(0.2, 0.1, 0.5)  # a product of slopes below 1 is below each of them


def test_five_slopes_of_notes_2_multiply_and_do_not_add():
    assert chained([0.25, 0.15, 0.10, 0.05, 0.02]) == pytest.approx(3.75e-6)
    notes = 0.25 * 0.15 + 0.10 * 0.05 + 0.02
    assert notes == pytest.approx(0.0625)


def test_one_tenth_to_the_fourth_is_0_0001():
    assert chained([0.1] * 4) == pytest.approx(0.0001)
    assert chained([0.1] * 3) == pytest.approx(0.001)


def test_the_slope_of_the_sigmoid_and_not_the_sigmoid_is_at_most_a_quarter():
    z = np.linspace(-20, 20, 4001)
    by_nudging = (sigmoid(z + 1e-5) - sigmoid(z - 1e-5)) / 2e-5
    assert by_nudging.max() == pytest.approx(0.25)
    assert sigmoid_derivative(z) == pytest.approx(by_nudging, abs=1e-9)
    assert sigmoid_derivative(z).max() == sigmoid_derivative(0.0) == 0.25
    assert sigmoid_derivative(z).min() > 0
    assert np.mean(sigmoid(z) > 0.25) > 0.5


def test_a_chain_without_its_first_or_last_factor_is_no_gradient():
    w11, w21, w31, i, y = 0.6, -1.4, 0.8, 1.5, 1.0

    def outputs(w11):
        o11 = sigmoid(w11 * i)
        o21 = sigmoid(w21 * o11)
        return o11, o21, w31 * o21

    o11, o21, o31 = outputs(w11)
    true = float(numerical_gradient(lambda w: (y - outputs(w)[2]) ** 2, w11))
    do21_do11, do11_dw11 = o21 * (1 - o21) * w21, o11 * (1 - o11) * i
    assert -2 * (y - o31) * w31 * do21_do11 * do11_dw11 == pytest.approx(true, rel=1e-6)
    assert w31 * do21_do11 * do11_dw11 != pytest.approx(true, rel=0.1)  # ∂o₃₁/∂w₁₁: no ∂L/∂o₃₁
    true_o21 = float(numerical_gradient(lambda w: outputs(w)[1], w11))
    assert do21_do11 * do11_dw11 == pytest.approx(true_o21, rel=1e-6)
    assert do21_do11 != pytest.approx(true_o21, rel=0.1)  # φ′(z) ∂z/∂o₁₁: no ∂o₁₁/∂w₁₁


def test_a_large_weight_multiplies_by_a_quarter_of_it_at_most_and_often_by_almost_nothing():
    def factor(w, b):
        """∂o₂₁/∂o₁₁ of o₂₁ = σ(w o₁₁ + b) at o₁₁ = ½."""
        model = Sequential([Dense(1, 1, np.random.default_rng(0)), Dense(1, 1, np.random.default_rng(0)), Sigmoid()])
        model.parameters[...] = [1, 0, w, b]
        model.forward(np.array([[0.5]]), training=True)
        model.backward(np.ones((1, 1)))
        return model.layers[0].db[0]

    assert factor(4, -2) == pytest.approx(1)  # z = 0, the steepest place: below w = 4 nothing can explode
    assert factor(100, -50) == pytest.approx(25)
    assert factor(100, 0) < 1e-15  # z = 50: the slope is gone, and no size of w brings it back
    assert 100 * sigmoid_derivative(50.0) == pytest.approx(1.9e-20, rel=0.02)


@pytest.fixture(scope="module")
def deep():
    """Eleven sigmoid layers after 100 steps: (norm of each dW at the start, change of each W, norm of each W)."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(64, 8))
    y = (x[:, :1] > 0).astype(float)
    layers = [layer for _ in range(10) for layer in (Dense(8, 8, rng), Sigmoid())]
    model = Sequential([*layers, Dense(8, 1, rng), Sigmoid()], np.float64).compile(SGD(0.5), BinaryCrossentropy())
    dense = [layer for layer in model.layers if isinstance(layer, Dense)]
    model.loss_and_gradient(x, y)
    gradients = [np.linalg.norm(layer.dW) for layer in dense]
    before = [layer.W.copy() for layer in dense]
    losses = [model.train_step(x, y) for _ in range(100)]
    changes = [np.linalg.norm(layer.W - W) for layer, W in zip(dense, before, strict=True)]
    return gradients, changes, [np.linalg.norm(layer.W) for layer in dense], losses[-1]


def test_gradients_become_small_and_weights_do_not(deep):
    gradients, changes, sizes, _ = deep
    assert gradients[0] < 1e-6 * gradients[-1]
    assert changes[0] < 1e-5 * sizes[0]
    assert sizes[0] == pytest.approx(math.sqrt(64 / 8), rel=0.2)  # as Glorot drew them: 64 weights of variance 1/8


def test_a_step_of_almost_nothing_means_convergence_or_a_vanished_gradient(deep):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(64, 2))
    y = x @ [[2.0], [-1.0]] + 1
    model = Sequential([Dense(2, 1, rng)], np.float64).compile(SGD(0.1), MeanSquaredError())
    model.fit(x, y, epochs=400, batch_size=None, verbose=False)
    before = model.parameters.copy()
    loss = model.train_step(x, y)
    assert model.parameters == pytest.approx(before, rel=1e-9)  # w_new ≈ w_old, at the minimum
    assert loss < 1e-12
    gradients, changes, sizes, loss = deep
    assert changes[0] < 1e-5 * sizes[0]  # w_new ≈ w_old too, in the first layer, over 100 steps
    assert loss > 0.6  # where nothing is learnt: ln 2 = 0.69 is guessing
    assert gradients[-1] > 0.01  # and the last layer still gets a gradient
