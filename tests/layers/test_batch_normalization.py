"""BatchNormalization: both modes against Keras and PyTorch, the backward pass by its properties, known numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import keras

from dlcourse.layers import BatchNormalization, Dense
from dlcourse.losses import MeanSquaredError
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD

pytestmark = pytest.mark.usefixtures("keras_in_float64")
ONE = np.array([[1.0, 2, 3, 4]]).T
OTHER = np.array([[107.0, 207, 307, 407]]).T


def drawn(width=3, seed=0, **settings):
    """A layer whose γ, β and running averages are not those of the start."""
    rng = np.random.default_rng(seed)
    layer = BatchNormalization(width, **settings)
    layer.gamma[...], layer.beta[...] = rng.normal(1, 0.5, width), rng.normal(size=width)
    layer.moving_mean[...], layer.moving_variance[...] = rng.normal(size=width), rng.uniform(0.5, 2, width)
    return layer, rng


def test_batches_that_differ_in_mean_and_spread_alone_normalise_alike():
    layer = BatchNormalization(1, epsilon=0)
    one, other = layer.forward(ONE, True), layer.forward(OTHER, True)
    np.testing.assert_allclose(one, other, rtol=1e-14)
    np.testing.assert_allclose(one.ravel(), np.array([-3, -1, 1, 3]) / np.sqrt(5), rtol=1e-14)  # σ² = 1.25


@given(st.floats(-100, 100), st.floats(0.1, 100))
def test_two_distinct_values_become_minus_one_and_one(low, gap):
    x = np.array([[low], [low + gap]])
    y = BatchNormalization(1, epsilon=1e-15).forward(x, True)
    np.testing.assert_allclose(y, [[-1], [1]], rtol=1e-9)


def test_a_batch_of_one_becomes_beta_whatever_it_holds():
    layer, rng = drawn()
    np.testing.assert_allclose(layer.forward(rng.normal(size=(1, 3)), True), [layer.beta], rtol=1e-14)


def test_a_normalised_batch_has_mean_beta_and_spread_gamma():
    layer, rng = drawn(epsilon=0)
    y = layer.forward(rng.normal(5, 3, (50, 3)), True)
    np.testing.assert_allclose(y.mean(axis=0), layer.beta, rtol=1e-12)
    np.testing.assert_allclose(y.std(axis=0), np.abs(layer.gamma), rtol=1e-12)


@pytest.mark.parametrize("settings", [{}, {"momentum": 0.6, "epsilon": 0.1}])
def test_both_modes_and_the_running_statistics_equal_keras(settings):
    layer, rng = drawn(**settings)
    twin = keras.layers.BatchNormalization(**settings)
    twin.build((None, 3))
    ours = [layer.gamma, layer.beta, layer.moving_mean, layer.moving_variance]
    twin.set_weights([array.copy() for array in ours])  # JAX may share the memory it is given
    for rows in (6, 2, 1, 6):
        x = rng.normal(3, 2, (rows, 3))
        np.testing.assert_allclose(layer.forward(x, True), twin(x, training=True), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(layer.moving_mean, twin.moving_mean, rtol=1e-12)
        np.testing.assert_allclose(layer.moving_variance, twin.moving_variance, rtol=1e-12)
        np.testing.assert_allclose(layer.forward(x), twin(x, training=False), rtol=1e-12)


def test_defaults_and_start_are_those_of_keras():
    layer, twin = BatchNormalization(2), keras.layers.BatchNormalization()
    twin.build((None, 2))
    assert (layer.momentum, layer.epsilon) == (twin.momentum, twin.epsilon) == (0.99, 1e-3)
    theirs = [twin.gamma, twin.beta, twin.moving_mean, twin.moving_variance]
    for ours, value in zip((layer.gamma, layer.beta, layer.moving_mean, layer.moving_variance), theirs, strict=True):
        np.testing.assert_array_equal(ours, value.value)


def test_pytorch_differs_in_the_running_variance_by_n_over_n_minus_1():
    torch = pytest.importorskip("torch", reason="compares with PyTorch")
    layer, rng = drawn(momentum=0.9, epsilon=1e-5)
    twin = torch.nn.BatchNorm1d(3, dtype=torch.float64)  # its momentum 0.1 is what is taken in, not what is kept
    before = layer.moving_variance.copy()
    with torch.no_grad():
        names = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}
        for theirs, ours in names.items():
            getattr(twin, theirs).copy_(torch.tensor(getattr(layer, ours)))
        x = rng.normal(3, 2, (6, 3))
        expected = twin(torch.tensor(x)).numpy()
    np.testing.assert_allclose(layer.forward(x, True), expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(layer.moving_mean, twin.running_mean.numpy(), rtol=1e-12)
    taken_in = layer.moving_variance - 0.9 * before
    np.testing.assert_allclose(taken_in * 6 / 5, twin.running_var.numpy() - 0.9 * before, rtol=1e-12)


def test_the_running_averages_approach_those_of_equal_batches():
    layer = BatchNormalization(1, momentum=0.9)
    for step in range(1, 4):
        layer.forward(ONE, True)
        assert layer.moving_mean[0] == pytest.approx(2.5 * (1 - 0.9**step))  # from 0
        assert layer.moving_variance[0] == pytest.approx(1.25 + (1 - 1.25) * 0.9**step)  # from 1
    for _ in range(300):
        layer.forward(ONE, True)
    np.testing.assert_allclose(layer.forward(ONE), layer.forward(ONE, True), rtol=1e-9)


def test_prediction_treats_each_row_by_itself_and_changes_no_state():
    layer, rng = drawn()
    x = rng.normal(size=(6, 3))
    before = layer.moving_mean.copy(), layer.moving_variance.copy()
    together = layer.forward(x)
    np.testing.assert_array_equal(together, np.vstack([layer.forward(row) for row in x[:, None]]))
    np.testing.assert_array_equal(before, (layer.moving_mean, layer.moving_variance))


def test_training_uses_the_batch_and_not_the_running_averages():
    layer, rng = drawn()
    x = rng.normal(size=(6, 3))
    y = layer.forward(x, True)
    layer.moving_mean[...], layer.moving_variance[...] = 1000, 1000
    np.testing.assert_array_equal(layer.forward(x, True), y)


@given(st.integers(2, 8), st.integers(0, 2**32 - 1))
def test_the_gradient_knows_that_mean_and_spread_do_not_matter(rows, seed):
    """x + c and c·x give the same output: dx has no part along 1 or x̂."""
    layer, rng = drawn(seed=seed, epsilon=0)
    x = 3 * np.arange(rows)[:, None] + rng.uniform(-1, 1, (rows, 3))  # no two rows alike: σ stays away from 0
    dy = rng.normal(size=(rows, 3))
    layer.forward(x, True)
    dx = layer.backward(dy)
    scale = np.abs(dy * layer.gamma / layer.std).max()
    np.testing.assert_allclose(dx.sum(axis=0) / scale, 0, atol=1e-12)
    np.testing.assert_allclose((dx * layer.x_hat).sum(axis=0) / scale, 0, atol=1e-12)
    if rows > 2:  # of two rows nothing else is left
        assert np.abs(dx).max() > 1e-6 * scale


def test_a_uniform_upstream_gradient_gives_none():
    layer, rng = drawn()
    layer.forward(rng.normal(size=(6, 3)), True)
    np.testing.assert_allclose(layer.backward(np.full((6, 3), 7.0)), 0, atol=1e-13)


def test_a_bias_before_batch_normalization_learns_nothing():
    rng = np.random.default_rng(0)
    dense = Dense(2, 3, rng)
    model = Sequential([dense, BatchNormalization(3), Dense(3, 1, rng)], np.float64).compile(SGD(), MeanSquaredError())
    model.loss_and_gradient(rng.normal(size=(6, 2)), rng.normal(size=(6, 1)))
    np.testing.assert_allclose(dense.db, 0, atol=1e-15)
    assert np.abs(dense.dW).max() > 1e-3


def test_a_model_learns_gamma_and_beta_and_keeps_the_averages_apart():
    layer = BatchNormalization(3)
    model = Sequential([layer])
    assert model.parameters.size == 6
    assert np.shares_memory(layer.gamma, model.parameters)
    layer.forward(np.ones((2, 3), np.float32), True)
    assert not np.shares_memory(layer.moving_mean, model.parameters)
    assert {array.dtype for array in layer.state().values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"width": 0}, "BatchNormalization: width: expected a whole number of at least 1. Received: 0"),
        ({"width": 3, "momentum": 1.5}, r"momentum: expected a number in \[0, 1\]. Received: 1.5"),
        ({"width": 3, "momentum": float("nan")}, "momentum: expected"),
        ({"width": 3, "epsilon": -1}, "epsilon: expected a number of at least 0. Received: -1"),
        ({"width": 3, "epsilon": "0.1"}, "epsilon: expected a number of at least 0. Received: '0.1'"),
    ],
)
def test_unusable_settings_raise(settings, message):
    with pytest.raises(ValueError, match=message):
        BatchNormalization(**settings)
