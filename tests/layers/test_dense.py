"""Dense: hand-worked numbers, widths, initializers, bias, penalties."""

import numpy as np
import pytest
from layer_checks import in_dtype
from oracles import jax, jnp

from dlcourse.initializers import he_normal, zeros
from dlcourse.layers import Dense, ReLU, Residual
from dlcourse.losses import MeanSquaredError
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD
from dlcourse.regularizers import L1, L1L2, L2


def test_dense_forward_equals_hand_worked_numbers():
    layer = Dense(2, 3, np.random.default_rng(0))
    layer.W[...] = [[1, 2, 3], [4, 5, 6]]
    layer.b[...] = [10, 20, 30]
    np.testing.assert_array_equal(layer.forward(np.array([[1.0, 1], [2, -1]])), [[15, 27, 39], [8, 19, 30]])


def test_dense_backward_equals_hand_worked_numbers():
    layer = Dense(2, 1, np.random.default_rng(0))
    layer.W[...] = [[2], [3]]
    layer.forward(np.array([[1.0, 4], [5, -1]]), training=True)
    dx = layer.backward(np.array([[1.0], [10]]))
    np.testing.assert_array_equal(layer.dW, [[51], [-6]])  # 1·1 + 5·10, 4·1 − 1·10: a sum over rows, no mean
    np.testing.assert_array_equal(layer.db, [11])
    np.testing.assert_array_equal(dx, [[2, 3], [20, 30]])


def test_dense_starts_with_the_initializer_asked_for_and_no_bias():
    layer = Dense(4, 3, np.random.default_rng(1), he_normal)
    np.testing.assert_array_equal(layer.W, he_normal(4, 3, np.random.default_rng(1)))
    assert not layer.b.any()
    assert not Dense(4, 3, None, zeros).W.any()


def test_the_first_layer_of_a_model_skips_the_gradient_nobody_needs():
    rng = np.random.default_rng(0)
    first, second = Dense(3, 4, rng), Dense(4, 2, rng)
    model = Sequential([first, second], dtype=np.float64)
    x = rng.normal(size=(5, 3))
    model.forward(x, training=True)
    dz = second.backward(rng.normal(size=(5, 2)))
    assert dz.shape == (5, 4)
    assert first.backward(dz) is None
    np.testing.assert_allclose(first.dW, np.einsum("ni,nj->ij", x, dz), rtol=1e-12)


def test_a_layer_of_the_wrong_width_raises_with_both_widths():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"Dense\(5, 2\): expected an input of width 5\. Received: 4"):
        Sequential([Dense(3, 4, rng), ReLU(), Dense(5, 2, rng)])


@pytest.mark.parametrize(("fan_in", "units"), [(0, 2), (2, 0), (-1, 2), (2.0, 2), ("2", 2)])
def test_dense_takes_only_whole_positive_widths(fan_in, units):
    with pytest.raises(ValueError, match="whole number of at least 1"):
        Dense(fan_in, units, np.random.default_rng(0))


def test_a_bias_starts_as_its_initializer_says():
    layer = Dense(2, 3, np.random.default_rng(1), bias_initializer=lambda fan_in, units, rng: np.full((1, units), 0.1))
    np.testing.assert_array_equal(layer.b, [0.1, 0.1, 0.1])
    np.testing.assert_array_equal(layer.forward(np.zeros((1, 2))), [[0.1, 0.1, 0.1]])


def test_a_dense_layer_without_bias_has_none():
    layer = Dense(2, 3, np.random.default_rng(1), use_bias=False)
    assert set(layer.parameters()) == {"W"}
    assert not layer.forward(np.zeros((4, 2))).any()
    assert Sequential([layer]).parameters.size == 6


# Penalties


@pytest.mark.parametrize(
    ("regularizer", "in_jax"),
    [
        (L2(0.01), lambda W: 0.01 * jnp.sum(W**2)),
        (L1(0.02), lambda W: 0.02 * jnp.sum(jnp.abs(W))),
        (L1L2(0.02, 0.01), lambda W: 0.02 * jnp.sum(jnp.abs(W)) + 0.01 * jnp.sum(W**2)),
    ],
)
def test_a_penalty_enters_the_loss_and_the_gradient_of_w_alone(regularizer, in_jax):
    rng = np.random.default_rng(0)
    inner = Dense(3, 3, rng, kernel_regularizer=regularizer)
    model = Sequential([Residual([inner]), Dense(3, 2, rng)], np.float64).compile(SGD(0.1), MeanSquaredError())
    model.parameters += 0.1
    x, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    loss, gradient = model.loss_and_gradient(x, y)

    def expected(flat):
        W1, b1, W2, b2 = jnp.split(flat, [9, 12, 18])
        y_pred = (x + x @ W1.reshape(3, 3) + b1) @ W2.reshape(3, 2) + b2
        return jnp.mean((y - y_pred) ** 2) + in_jax(W1)

    wanted, slope = jax.value_and_grad(expected)(jnp.asarray(model.parameters))
    assert loss == pytest.approx(float(wanted), rel=1e-12)
    np.testing.assert_allclose(gradient, slope, rtol=1e-9, atol=1e-13)
    assert model.evaluate(x, y)["loss"] == pytest.approx(float(wanted), rel=1e-12)
    assert model.train_step(x, y) == pytest.approx(float(wanted), rel=1e-12)


def test_a_penalty_keeps_float32():
    layer = in_dtype(Dense(3, 2, np.random.default_rng(0), kernel_regularizer=L2(0.1)), np.float32)
    layer.forward(np.ones((1, 3), np.float32), True)
    layer.backward(np.ones((1, 2), np.float32))
    assert layer.dW.dtype == np.asarray(layer.penalty()).dtype == np.float32


@pytest.mark.parametrize("regularizer", [0.01, "l2", L2])
def test_a_regularizer_is_an_object_that_can_be_called(regularizer):
    with pytest.raises(TypeError, match=r"Dense: kernel_regularizer: expected one such as L2\(0.01\). Received: "):
        Dense(3, 2, np.random.default_rng(0), kernel_regularizer=regularizer)
