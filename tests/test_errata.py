"""Each row of docs/errata.md, computed: what the notes say, and what is right."""

import re
from pathlib import Path

import numpy as np
import pytest

from dlcourse import (
    SGD,
    CategoricalCrossentropy,
    Dense,
    Sequential,
    accuracy,
    load_digits,
    minibatches,
    numerical_gradient,
    one_hot,
    sigmoid,
    train_test_split,
)

ERRATA = Path(__file__).parents[1].joinpath("docs", "errata.md").read_text(encoding="utf-8")


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


def test_every_test_named_in_the_table_exists_and_every_test_is_named():
    named = set(re.findall(r"`(test_\w+)`", ERRATA))
    own = {name for name in globals() if name.startswith("test_")} - {
        "test_every_test_named_in_the_table_exists_and_every_test_is_named"
    }
    assert named == own


def test_first_factor_of_the_worked_example_is_minus_17_834():
    by_nudging = numerical_gradient(lambda y_hat: (10 - y_hat) ** 2, 1.083)
    assert round(float(by_nudging), 3) == -17.834
    assert round(-12.834 / -17.834, 2) == 0.72


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


def test_second_path_of_the_first_weight_goes_through_w12(linear_net):
    W, b, x, y = linear_net
    true = numerical_gradient(lambda W1: (y - predict([W1, *W[1:]], b, x)) ** 2, W[0])[0, 0]
    front = -2 * (y - predict(W, b, x)) * x[0]
    right = front * (W[2][0, 0] * W[1][0, 0] + W[2][1, 0] * W[1][0, 1])
    notes = front * (W[2][0, 0] * W[1][0, 0] + W[2][1, 0] * W[1][1, 0])
    assert right == pytest.approx(true, rel=1e-6)
    assert notes != pytest.approx(true, rel=0.1)


def test_bias_gradients_follow_the_units_they_pass(linear_net):
    W, b, x, y = linear_net
    true = numerical_gradient(lambda b1: (y - predict(W, [b1, *b[1:]], x)) ** 2, b[0])
    front = -2 * (y - predict(W, b, x))
    right = [front * (W[2][0, 0] * W[1][i, 0] + W[2][1, 0] * W[1][i, 1]) for i in range(3)]
    notes_b12 = front * (W[2][0, 0] * W[1][0, 1] + W[2][1, 0] * W[1][1, 1])
    assert right == pytest.approx(list(true), rel=1e-6)
    assert notes_b12 != pytest.approx(true[1], rel=0.1)
    assert W[1].shape == (3, 2)  # so w₁₃² does not exist


def test_cross_entropy_gradient_is_prediction_minus_label(rng):
    x, y, W = rng.normal(size=(3, 5)), rng.integers(0, 2, (1, 5)), rng.normal(size=(3, 1))  # examples in columns

    def loss(W):
        p = sigmoid(W.T @ x)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    true = numerical_gradient(loss, W)
    p = sigmoid(W.T @ x)
    assert x @ (p - y).T / 5 == pytest.approx(true, rel=1e-6)
    assert loss(W - 0.1 * true) < loss(W) < loss(W - 0.1 * (x @ (y - p).T / 5))


def test_both_factors_of_the_sigmoid_slope_stand_at_z2():
    z1, w2 = 0.7, -1.6
    z2 = w2 * z1
    true = numerical_gradient(lambda z1: sigmoid(w2 * z1), z1)
    assert sigmoid(z2) * (1 - sigmoid(z2)) * w2 == pytest.approx(float(true), rel=1e-6)
    assert sigmoid(z1) * (1 - sigmoid(z2)) * w2 != pytest.approx(float(true), rel=0.1)


def test_an_inverted_factor_is_not_the_chain_rule():
    w, x, y = 0.3, 2.0, 1.0  # O = tanh(w x), E = (y − O)²
    true = numerical_gradient(lambda w: (y - np.tanh(w * x)) ** 2, w)
    output = np.tanh(w * x)
    dO_dw, dE_dO = (1 - output**2) * x, -2 * (y - output)
    assert dE_dO * dO_dw == pytest.approx(float(true), rel=1e-6)
    assert dO_dw / dE_dO != pytest.approx(float(true), rel=0.1)


def test_an_epoch_of_mini_batches_has_many_forward_and_backward_passes():
    assert len(list(minibatches(1437, 32))) == 45
    assert len(list(minibatches(1437, 1437))) == 1


def test_a_learner_without_weights_leads_on_the_digits():
    rng = np.random.default_rng(0)
    pixels, labels = load_digits()
    x_train, y_train, x_test, y_test = train_test_split(pixels, one_hot(labels, 10), 360, rng)
    distance = (x_train**2).sum(axis=1) - 2 * x_test @ x_train.T
    nearest = accuracy(y_test, y_train[distance.argmin(axis=1)])
    model = Sequential([Dense(64, 10, rng)]).compile(SGD(0.3), CategoricalCrossentropy(from_logits=True))
    model.fit(x_train, y_train, epochs=40, rng=rng, verbose=False)
    assert nearest > accuracy(y_test, model.predict(x_test)) > 0.9
