"""Slips of the notes in lecture 07, computed: the chain rule, path by path."""

import numpy as np
import pytest

from dlcourse import (
    SGD,
    BinaryCrossentropy,
    Dense,
    MeanSquaredError,
    Sequential,
    Sigmoid,
    minibatches,
    numerical_gradient,
    sigmoid,
)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def linear_net(rng):
    """The notes' 2-3-2-1 net with linear units: W[k] (fan_in, units), b[k], one row, its target."""
    W = [rng.normal(size=shape) for shape in ((2, 3), (3, 2), (2, 1))]
    b = [rng.normal(size=units) for units in (3, 2, 1)]
    return W, b, np.array([1.5, -0.5]), 1.0


def predict(W, b, x):
    for weights, bias in zip(W, b, strict=True):
        x = x @ weights + bias
    return x[0]


def by_the_library(W, b, x, y):
    """The layers of the same net after a backward pass: they hold dW and db."""
    model = Sequential([Dense(*weights.shape, np.random.default_rng(0)) for weights in W], np.float64)
    for layer, weights, bias in zip(model.layers, W, b, strict=True):
        layer.W[...], layer.b[...] = weights, bias
    model.compile(SGD(), MeanSquaredError()).loss_and_gradient(x[None], np.array([[y]]))
    return model.layers


def test_an_inverted_factor_is_not_the_chain_rule():
    w, x, y = 0.3, 2.0, 1.0  # O = tanh(w x), E = (y − O)²
    true = numerical_gradient(lambda w: (y - np.tanh(w * x)) ** 2, w)
    output = np.tanh(w * x)
    dO_dw, dE_dO = (1 - output**2) * x, -2 * (y - output)
    assert dE_dO * dO_dw == pytest.approx(float(true), rel=1e-6)
    assert dO_dw / dE_dO != pytest.approx(float(true), rel=0.1)


def test_a_chain_that_ends_in_another_weight_is_that_weights_gradient(rng):
    x = np.array([[1.5, -0.5]])
    model = Sequential([Dense(2, 1, rng), Sigmoid()], np.float64)
    a = model.forward(x, training=True)
    model.backward(-2 * (1 - a))  # L = (1 − a)²
    dw11, dw12 = model.layers[0].dW[:, 0]
    before = -2 * (1 - a[0, 0]) * a[0, 0] * (1 - a[0, 0])  # ∂L/∂z₁ · ∂z₁/∂z₂
    assert dw11 == pytest.approx(before * 1.5)
    assert before * -0.5 == pytest.approx(dw12)  # what the notes' ∂z₂/∂w₁₂ gives
    assert dw12 != pytest.approx(dw11, rel=0.1)


def test_an_epoch_of_mini_batches_has_many_forward_and_backward_passes():
    assert len(list(minibatches(1437, 32))) == 45
    assert len(list(minibatches(1437, 1437))) == 1


def test_a_chain_through_weights_gives_zero_and_the_one_through_outputs_the_gradient():
    w, x, u, v, y = 0.3, 2.0, np.array([2.0, -1.0]), np.array([1.0, 1.2]), 1.0

    def loss(w):
        return (y - v @ np.tanh(u * np.tanh(w * x))) ** 2

    o1 = np.tanh(w * x)
    o2 = np.tanh(u * o1)
    dy_hat = -2 * (y - v @ o2)
    through_outputs = dy_hat * (v * (1 - o2**2) * u).sum() * (1 - o1**2) * x
    du_dw = np.zeros(2)
    through_weights = dy_hat * (v * (1 - o2**2) * o1 * du_dw).sum()
    assert through_outputs == pytest.approx(float(numerical_gradient(loss, w)), rel=1e-6)
    assert through_weights == 0


def test_first_factor_of_the_worked_example_is_minus_17_834():
    by_nudging = numerical_gradient(lambda y_hat: (10 - y_hat) ** 2, 1.083)
    assert round(float(by_nudging), 3) == -17.834
    # ∂L/∂w₂₁² and ∂L/∂b₁₁ of the notes, with o₁₂ = 1.18 and w₁₁² = 0.5: both were made with the right factor
    right, notes = (np.array([factor * 1.18, factor * 0.5]) for factor in (-17.834, -12.834))
    assert right == pytest.approx([-21.04, -8.918], abs=0.005)
    assert notes != pytest.approx([-21.04, -8.918], rel=0.1)


def test_second_path_of_the_first_weight_goes_through_w12(linear_net):
    W, b, x, y = linear_net
    true = numerical_gradient(lambda W1: (y - predict([W1, *W[1:]], b, x)) ** 2, W[0])[0, 0]
    front = -2 * (y - predict(W, b, x)) * x[0]
    right = front * (W[2][0, 0] * W[1][0, 0] + W[2][1, 0] * W[1][0, 1])
    notes = front * (W[2][0, 0] * W[1][0, 0] + W[2][1, 0] * W[1][1, 0])
    assert right == pytest.approx(true, rel=1e-6)
    assert by_the_library(W, b, x, y)[0].dW[0, 0] == pytest.approx(right)
    assert notes != pytest.approx(true, rel=0.1)


def test_bias_gradients_follow_the_units_they_pass(linear_net):
    W, b, x, y = linear_net
    true = numerical_gradient(lambda b1: (y - predict(W, [b1, *b[1:]], x)) ** 2, b[0])
    front = -2 * (y - predict(W, b, x))
    right = [front * (W[2][0, 0] * W[1][i, 0] + W[2][1, 0] * W[1][i, 1]) for i in range(3)]
    notes_b12 = front * (W[2][0, 0] * W[1][0, 1] + W[2][1, 0] * W[1][1, 1])
    assert right == pytest.approx(list(true), rel=1e-6)
    assert by_the_library(W, b, x, y)[0].db == pytest.approx(right)
    assert notes_b12 != pytest.approx(true[1], rel=0.1)
    assert W[1].shape == (3, 2)  # so w₁₃² does not exist


def test_gradients_of_layer_2_carry_the_weight_of_layer_3(linear_net):
    W, b, x, y = linear_net
    true = numerical_gradient(lambda W2: (y - predict([W[0], W2, W[2]], b, x)) ** 2, W[1])
    front, o1 = -2 * (y - predict(W, b, x)), x @ W[0] + b[0]
    o2 = o1 @ W[1] + b[1]
    right = front * W[2][0, 0] * o1
    assert right == pytest.approx(true[:, 0], rel=1e-6)
    assert by_the_library(W, b, x, y)[1].dW[:, 0] == pytest.approx(right)
    assert front * o2[0] != pytest.approx(true[0, 0], rel=0.1)  # the formula of layer 3, once more
    assert front * o1[0] != pytest.approx(true[0, 0], rel=0.1)


def test_cross_entropy_gradient_is_prediction_minus_label(rng):
    x, y, W = rng.normal(size=(3, 5)), rng.integers(0, 2, (1, 5)), rng.normal(size=(3, 1))  # examples in columns

    def loss(W):
        p = sigmoid(W.T @ x)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    true = numerical_gradient(loss, W)
    p = sigmoid(W.T @ x)
    assert x @ (p - y).T / 5 == pytest.approx(true, rel=1e-6)
    dz = BinaryCrossentropy(from_logits=True)(y.T, x.T @ W)[1]  # (5, 1), divided by 5 there
    assert x @ dz == pytest.approx(true, rel=1e-6)
    assert loss(W - 0.1 * true) < loss(W) < loss(W - 0.1 * (x @ (y - p).T / 5))


def test_the_bracket_of_the_cross_entropy_leads_from_the_prediction_to_the_loss():
    w, x, y = 0.8, 1.5, 1.0
    p = sigmoid(w * x)
    dp_dw = float(numerical_gradient(lambda w: sigmoid(w * x), w))
    dL_dw = float(numerical_gradient(lambda w: -y * np.log(sigmoid(w * x)), w))
    bracket = BinaryCrossentropy()([y], [p])[1][0]
    assert bracket == pytest.approx(-y / p + (1 - y) / (1 - p))
    with_bracket = bracket * dp_dw
    assert with_bracket == pytest.approx(dL_dw, rel=1e-6)
    assert with_bracket != pytest.approx(dp_dw, rel=0.1)


def test_both_factors_of_the_sigmoid_slope_stand_at_z2():
    z1, w2 = 0.7, -1.6
    z2 = w2 * z1
    true = numerical_gradient(lambda z1: sigmoid(w2 * z1), z1)
    layer = Sigmoid()
    layer.forward(np.array([z2]), training=True)
    assert layer.backward(np.array([w2])) == pytest.approx(float(true), rel=1e-6)
    assert sigmoid(z1) * (1 - sigmoid(z2)) * w2 != pytest.approx(float(true), rel=0.1)
