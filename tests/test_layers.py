"""Layers: forward and backward against JAX, finite differences and hand-worked numbers."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from fake_device import to_device, to_host
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.gradcheck import check_gradient
from dlcourse.initializers import he_normal, zeros
from dlcourse.layers import Dense, Layer, ReLU, Sigmoid, Softmax, Tanh
from dlcourse.model import Sequential

ACTIVATIONS = [ReLU, Sigmoid, Tanh, Softmax]
IN_JAX = {ReLU: jax.nn.relu, Sigmoid: jax.nn.sigmoid, Tanh: jnp.tanh, Softmax: jax.nn.softmax}
SHAPES = [(5, 3, 2), (2, 4, 7), (1, 3, 2), (1, 1, 1)]  # N rows, n inputs, u units; the last two a batch of one


def dense_x_dz(rows, fan_in, units, seed=0):
    """A Dense layer with a bias that is not zero, an input and an upstream gradient that is not uniform."""
    rng = np.random.default_rng(seed)
    layer = Dense(fan_in, units, rng)
    layer.b[...] = rng.normal(size=units)
    return layer, rng.normal(size=(rows, fan_in)), rng.normal(size=(rows, units))


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


@given(st.sampled_from(SHAPES), st.integers(0, 2**32 - 1))
def test_dense_gradients_equal_jax(shape, seed):
    layer, x, dz = dense_x_dz(*shape, seed)
    z = layer.forward(x, training=True)
    dx = layer.backward(dz)
    expected_z, vjp = jax.vjp(lambda x, W, b: x @ W + b, x, layer.W, layer.b)
    np.testing.assert_allclose(z, expected_z, rtol=1e-9, atol=1e-14)
    for gradient, expected in zip((dx, layer.dW, layer.db), vjp(jnp.asarray(dz)), strict=True):
        np.testing.assert_allclose(gradient, expected, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["W", "b"])
def test_dense_gradients_match_finite_differences(shape, name):
    layer, x, dz = dense_x_dz(*shape)
    layer.forward(x, training=True)
    layer.backward(dz)
    W, b = layer.W.copy(), layer.b.copy()

    def loss(w):
        return np.sum(dz * (x @ w + b if name == "W" else x @ W + w))

    check = check_gradient(loss, getattr(layer, "d" + name), getattr(layer, name), tolerance=1e-8)
    assert check.passed, check


@pytest.mark.parametrize("shape", SHAPES)
def test_dense_passes_back_the_gradient_of_its_input(shape):
    layer, x, dz = dense_x_dz(*shape)
    layer.forward(x, training=True)
    check = check_gradient(lambda x: np.sum(dz * layer.forward(x)), layer.backward(dz), x, tolerance=1e-8)
    assert check.passed, check


def test_dense_writes_its_gradients_in_place_and_does_not_add_them_up():
    layer, x, dz = dense_x_dz(5, 3, 2)
    dW, db = layer.dW, layer.db
    layer.forward(x, training=True)
    layer.backward(dz)
    once = dW.copy(), db.copy()
    layer.backward(dz)
    assert layer.dW is dW
    assert layer.db is db
    np.testing.assert_array_equal(dW, once[0])
    np.testing.assert_array_equal(db, once[1])


def test_forward_without_training_leaves_what_backward_needs():
    layer, x, dz = dense_x_dz(5, 3, 2)
    layer.forward(x, training=True)
    layer.backward(dz)
    expected = layer.dW.copy()
    layer.forward(10 * x)  # a validation batch, say
    layer.backward(dz)
    np.testing.assert_array_equal(layer.dW, expected)


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


@pytest.mark.parametrize("layer_class", ACTIVATIONS)
@pytest.mark.parametrize("rows", [1, 4])
def test_activation_layers_equal_jax(layer_class, rows):
    rng = np.random.default_rng(rows)
    z, da = rng.normal(size=(rows, 3)), rng.normal(size=(rows, 3))
    layer = layer_class()
    a = layer.forward(z, training=True)
    expected_a, vjp = jax.vjp(IN_JAX[layer_class], z)
    np.testing.assert_allclose(a, expected_a, rtol=1e-9)
    np.testing.assert_allclose(layer.backward(da), vjp(jnp.asarray(da))[0], rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("layer_class", ACTIVATIONS)
def test_activation_layers_learn_nothing_and_keep_the_width(layer_class):
    assert layer_class().parameters() == {}
    assert layer_class().output_width(7) == 7
    assert layer_class().name == layer_class.__name__


def test_a_layer_that_defines_nothing_says_so():
    with pytest.raises(NotImplementedError):
        Layer().forward(np.ones((1, 1)))
    with pytest.raises(NotImplementedError):
        Layer().backward(np.ones((1, 1)))


def test_dense_runs_unchanged_on_device_arrays():
    layer, x, dz = dense_x_dz(5, 3, 2)
    z = layer.forward(x, training=True)
    dx = layer.backward(dz)
    moved, _, _ = dense_x_dz(5, 3, 2)
    for name in ("W", "b", "dW", "db"):
        setattr(moved, name, to_device(getattr(moved, name)))
    z_moved = moved.forward(to_device(x), training=True)
    dx_moved = moved.backward(to_device(dz))
    for result, expected in ((z_moved, z), (dx_moved, dx), (moved.dW, layer.dW), (moved.db, layer.db)):
        np.testing.assert_array_equal(to_host(result), expected)


@pytest.mark.parametrize("layer_class", ACTIVATIONS)
def test_activation_layers_run_unchanged_on_device_arrays(layer_class):
    z, da = np.array([[-2, 0.5, 3]]), np.array([[1, -2, 0.5]])
    here, there = layer_class(), layer_class()
    np.testing.assert_array_equal(to_host(there.forward(to_device(z), True)), here.forward(z, True))
    np.testing.assert_array_equal(to_host(there.backward(to_device(da))), here.backward(da))
