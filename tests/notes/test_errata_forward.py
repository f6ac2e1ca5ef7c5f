"""Slips of the notes in lectures 03 and 04, computed: counting parameters, and the shapes of the forward pass."""

from itertools import pairwise

import numpy as np
import pytest
from oracles import keras

from dlcourse import SGD, Dense, Flatten, MeanSquaredError, ReLU, Sequential, Sigmoid, Softmax, sigmoid


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def sigmoid_net(rng, *widths):
    """Dense and Sigmoid in turn, with biases that are not 0."""
    layers = [layer for n, units in pairwise(widths) for layer in (Dense(n, units, rng), Sigmoid())]
    model = Sequential(layers, np.float64)
    model.parameters[...] = rng.normal(size=model.parameters.size)
    return model


def counted(model):
    """How many numbers each Dense layer learns."""
    return [layer.W.size + layer.b.size for layer in model.layers if isinstance(layer, Dense)]


def counted_by_keras(*widths):
    return keras.Sequential([keras.Input(widths[:1]), *map(keras.layers.Dense, widths[1:])]).count_params()


def test_the_4_3_2_1_net_has_15_and_8_and_3_parameters(rng):
    model = sigmoid_net(rng, 4, 3, 2, 1)
    assert counted(model) == [15, 8, 3]
    assert model.parameters.size == counted_by_keras(4, 3, 2, 1) == 26
    assert (4 * 3) + (4 * 2) + (3 * 2 + 2) + (2 * 1 + 1) == 31


def test_a_sum_of_two_probabilities_may_pass_one(rng):
    unit = Dense(2, 1, rng, use_bias=False)
    unit.W[...] = 1
    score = unit.forward(np.array([[0.7, 0.8]]))
    assert score == pytest.approx(1.5)  # no probability
    assert Sigmoid().forward(score) == pytest.approx(0.8176, abs=1e-4)
    assert sigmoid(0.2 + 0.8) == pytest.approx(0.7311, abs=1e-4)  # and 0.2 + 0.8 is no certainty


def test_the_5_4_3_2_1_net_has_50_parameters(rng):
    model = sigmoid_net(rng, 5, 4, 3, 2, 1)
    assert counted(model) == [24, 15, 8, 3]
    assert model.parameters.size == counted_by_keras(5, 4, 3, 2, 1) == 50
    assert model.parameters.size - model.layers[0].b.size == 20 + 15 + 8 + 3


def test_sigmoid_of_small_scores_is_near_one_half():
    assert np.round(sigmoid([0.1, 0.2, 0.3]), 3).tolist() == [0.525, 0.550, 0.574]  # near ½ + z/4
    assert np.log(np.divide([0.7, 0.72, 0.73], [0.3, 0.28, 0.27])) == pytest.approx([0.847, 0.944, 0.995], abs=1e-3)


def test_a_layer_of_two_units_has_two_outputs(rng):
    layer = Dense(3, 2, rng)
    assert layer.forward(rng.normal(size=(1, 3))).shape == (1, 2)  # the notes' o₂₃ has no unit
    assert (layer.W.T @ rng.normal(size=(3, 1)) + layer.b[:, None]).shape == (2, 1)


def test_three_layers_apply_three_sigmoids(rng):
    model = sigmoid_net(rng, 4, 3, 2, 1)
    (W1, b1), (W2, b2), (W3, b3) = [(layer.W, layer.b) for layer in model.layers[::2]]
    x = rng.normal(size=(1, 4))
    three = sigmoid(sigmoid(sigmoid(x @ W1 + b1) @ W2 + b2) @ W3 + b3)
    notes = sigmoid(sigmoid(sigmoid(sigmoid(x @ W1 + b1)) @ W2 + b2)) @ W3 + b3
    assert model.predict(x) == pytest.approx(three, rel=1e-12)
    assert notes != pytest.approx(three, rel=0.1)


def test_the_first_matrix_of_the_digit_net_has_a_column_for_each_pixel(rng):
    n, p, q = 64, 32, 10
    model = Sequential([Dense(n, p, rng), ReLU(), Dense(p, q, rng), Softmax()])
    assert model.layers[0].W.T.shape == (p, n)
    assert model.predict(rng.random((1, n))).shape == (1, q)
    with pytest.raises(ValueError, match="matmul"):
        np.zeros((p, p)) @ np.zeros((n, 1))  # as the notes write it


def test_a_picture_of_28_by_28_enters_50_units_as_784_numbers(rng):
    model = Sequential([Flatten(), Dense(784, 50, rng)])
    assert model.predict(rng.random((1, 28, 28))).shape == (1, 50)
    assert model.parameters.size == 50 * 784 + 50 == 39_250
    with pytest.raises(ValueError, match="broadcast"):
        np.zeros((28, 1)) + np.zeros((50, 1))


def test_the_transpose_swaps_w12_and_w21(rng):
    layer = Dense(2, 2, rng)
    layer.W[...] = [[1, 2], [3, 4]]
    x = np.array([[5.0, 6.0]])
    assert layer.forward(x).tolist() == [[5 * 1 + 6 * 3, 5 * 2 + 6 * 4]] == [[23, 34]]
    assert [5 * 1 + 6 * 2, 5 * 3 + 6 * 4] == [17, 39]  # the notes' two lines


def test_a_unit_has_one_bias(rng):
    layer = Dense(3, 3, rng)
    assert layer.b.shape == (3,)
    assert counted(Sequential([layer])) == [counted_by_keras(3, 3)] == [12]
    layer.b[...] = [0.5, 0, 0]
    assert layer.forward(np.zeros((1, 3)))[0, 0] == 0.5
    assert sum(0 * w + 0.5 for w in layer.W[:, 0]) == 1.5  # a bias in each of the three terms


def test_the_first_product_is_4_by_5_times_5_by_1(rng):
    layer, x = Dense(5, 4, rng), rng.normal(size=(5, 1))
    assert layer.W.T.shape == (4, 5)
    assert layer.W.T @ x == pytest.approx(layer.forward(x.T).T)
    with pytest.raises(ValueError, match="matmul"):
        np.zeros((4, 3)) @ x


def test_a_forward_pass_trains_nothing(rng):
    model = sigmoid_net(rng, 5, 4, 3, 2, 1).compile(SGD(0.5), MeanSquaredError())
    x, y = rng.normal(size=(8, 5)), rng.random((8, 1))
    before, loss = model.parameters.copy(), model.evaluate(x, y)["loss"]
    for _ in range(100):
        model.forward(x, training=True)
    assert np.array_equal(model.parameters, before)
    assert model.evaluate(x, y)["loss"] == loss
    model.train_step(x, y)
    assert model.evaluate(x, y)["loss"] < loss
