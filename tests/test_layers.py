"""All layers, and Dense: forward and backward against JAX, finite differences and hand-worked numbers."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from fake_device import to_device, to_host
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_checks import (
    SHAPES,
    assert_equals_jax,
    assert_matches_finite_differences,
    gradients_of,
    in_dtype,
    on_device,
    rows_away_from_kinks,
    shake,
)

from dlcourse import activations, layers
from dlcourse.initializers import he_normal, zeros
from dlcourse.layers import Activation, BatchNormalization, Dense, Dropout, Flatten, Layer, PReLU, ReLU, Residual, Tanh
from dlcourse.layers.activation import NAMES, SYNONYMS
from dlcourse.losses import MeanSquaredError
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD
from dlcourse.regularizers import L1, L1L2, L2

ACTIVATIONS = {  # the class → the same in JAX
    "Linear": lambda z: z,
    "ReLU": jax.nn.relu,
    "LeakyReLU": lambda z: jax.nn.leaky_relu(z, 0.3),
    "ELU": jax.nn.elu,
    "SELU": jax.nn.selu,
    "Sigmoid": jax.nn.sigmoid,
    "Tanh": jnp.tanh,
    "Softmax": jax.nn.softmax,
    "Softplus": jax.nn.softplus,
    "GELU": lambda z: jax.nn.gelu(z, approximate=True),
    "Swish": jax.nn.swish,
}


def dense_in_jax(x, p):
    return x @ p[0]["W"] + p[0]["b"]


def normalized(x, p):
    return (x - x.mean(axis=0)) / jnp.sqrt(x.var(axis=0) + 1e-3) * p["gamma"] + p["beta"]


# name → (the layer for rows of this width, the same in JAX from x and a list of parameters)
LAYERS = {
    "Dense": (lambda width, rng: Dense(width, 4, rng), dense_in_jax),
    "Dense without bias": (lambda width, rng: Dense(width, 4, rng, use_bias=False), lambda x, p: x @ p[0]["W"]),
    "PReLU": (lambda width, rng: PReLU(width), lambda z, p: jnp.where(z > 0, z, p[0]["alpha"] * z)),
    "BatchNormalization": (lambda width, rng: BatchNormalization(width), lambda x, p: normalized(x, p[0])),
    "Dropout": (lambda width, rng: Dropout(0, rng), lambda x, p: x),
    "Flatten": (lambda width, rng: Flatten(), lambda x, p: x),
    "GELU exact": (lambda width, rng: layers.GELU(approximate=False), lambda z, p: jax.nn.gelu(z, approximate=False)),
    "Residual": (
        lambda width, rng: Residual([BatchNormalization(width), Tanh(), Dense(width, width, rng)]),
        lambda x, p: x + dense_in_jax(jnp.tanh(normalized(x, p[0])), p[1:]),
    ),
    "Activation tanh": (lambda width, rng: Activation("tanh"), lambda z, p: jnp.tanh(z)),
    **{
        name: (lambda width, rng, name=name: getattr(layers, name)(), lambda z, p, in_jax=in_jax: in_jax(z))
        for name, in_jax in ACTIVATIONS.items()
    },
}
every_layer = pytest.mark.parametrize("name", LAYERS)


def drawn(name, shape, seed=0):
    """A layer off its start, an input away from kinks and an upstream gradient that is not uniform."""
    rng = np.random.default_rng(seed)
    layer = shake(LAYERS[name][0](shape[1], rng), rng)
    x = rows_away_from_kinks(rng, shape)
    return layer, x, rng.normal(size=layer.forward(x).shape)


# What holds for every layer


def test_the_table_above_names_every_layer():
    public = {name for name in layers.__all__ if name not in ("Layer", "Activation")}
    assert public <= set(LAYERS)


@every_layer
@settings(max_examples=8)  # times twenty layers
@given(st.sampled_from(SHAPES[::2]), st.integers(0, 2**32 - 1))
def test_output_and_gradients_equal_jax(name, shape, seed):
    assert_equals_jax(*drawn(name, shape, seed), LAYERS[name][1])


@every_layer
@pytest.mark.parametrize("shape", SHAPES)
def test_gradients_match_finite_differences(name, shape):
    assert_matches_finite_differences(*drawn(name, shape))


@every_layer
def test_output_shape_is_that_of_the_output(name):
    layer, _, dy = drawn(name, (5, 3))
    assert layer.output_shape((3,)) == dy.shape[1:]
    assert layer.output_shape(None) in (None, dy.shape[1:])


@every_layer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_stays(name, dtype):
    layer, x, dy = drawn(name, (5, 3))
    in_dtype(layer, dtype)
    seen = [layer.forward(x.astype(dtype), training).dtype for training in (False, True)]
    seen.append(layer.backward(dy.astype(dtype)).dtype)
    seen += [array.dtype for part in gradients_of(layer) for array in part.values()]
    seen += [array.dtype for array in layer.state().values()]
    assert set(seen) == {np.dtype(dtype)}


@every_layer
def test_inputs_and_what_was_kept_of_them_are_never_changed(name):
    layer, x, dy = drawn(name, (5, 3))
    before = x.copy(), dy.copy()
    x.flags.writeable = dy.flags.writeable = False
    first = layer.forward(x, True).copy(), layer.backward(dy).copy()
    np.testing.assert_array_equal(layer.backward(dy), first[1])
    np.testing.assert_array_equal(layer.forward(x, True), first[0])
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(dy, before[1])


@every_layer
def test_forward_without_training_leaves_what_backward_needs(name):
    layer, x, dy = drawn(name, (5, 3))
    layer.forward(x, True)
    dx = layer.backward(dy)
    gradients = [array.copy() for part in gradients_of(layer) for array in part.values()]
    layer.forward(10 * x[:2])  # a validation batch, say
    np.testing.assert_array_equal(layer.backward(dy), dx)
    for part, expected in zip([a for p in gradients_of(layer) for a in p.values()], gradients, strict=True):
        np.testing.assert_array_equal(part, expected)


@every_layer
def test_gradients_are_written_in_place_and_not_added_up(name):
    layer, x, dy = drawn(name, (5, 3))
    arrays = [array for part in gradients_of(layer) for array in part.values()]
    layer.forward(x, True)
    layer.backward(dy)
    once = [array.copy() for array in arrays]
    layer.backward(dy)
    again = [array for part in gradients_of(layer) for array in part.values()]
    for array, same, expected in zip(arrays, again, once, strict=True):
        assert same is array
        np.testing.assert_array_equal(array, expected)


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "Dropout"])  # its Generator draws on the host
def test_layers_run_unchanged_on_device_arrays(name):
    here, x, dy = drawn(name, (5, 3))
    there = on_device(drawn(name, (5, 3))[0])
    for training in (True, False):
        y = there.forward(to_device(x), training)
        np.testing.assert_array_equal(to_host(y), here.forward(x, training))
    np.testing.assert_array_equal(to_host(there.backward(to_device(dy))), here.backward(dy))
    for part, expected in zip(gradients_of(there), gradients_of(here), strict=True):
        for key in part:
            np.testing.assert_array_equal(to_host(part[key]), expected[key])


def test_a_layer_that_defines_nothing_says_so():
    with pytest.raises(NotImplementedError):
        Layer().forward(np.ones((1, 1)))
    with pytest.raises(NotImplementedError):
        Layer().backward(np.ones((1, 1)))


# Dense


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


# Activations


@pytest.mark.parametrize("name", NAMES)
def test_an_activation_by_name_is_the_function_of_that_name(name):
    z = np.array([[-1.5, 0.5, 3]])
    np.testing.assert_array_equal(Activation(name).forward(z), getattr(activations, SYNONYMS.get(name, name))(z))
    assert Activation(name).name == f"Activation({name})"


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_layers_learn_nothing_and_take_any_shape(name):
    layer = getattr(layers, name)()
    assert layer.parameters() == {}
    assert layer.output_shape((7, 2)) == (7, 2)
    assert layer.name == name


def test_an_activation_of_ones_own_is_a_pair_of_functions():
    square = Activation(lambda z: z**2, lambda da, z: da * 2 * z)
    by_output = Activation(np.exp, lambda da, a: da * a)
    z, da = np.array([[-1.5, 3]]), np.array([[2.0, -1]])
    np.testing.assert_array_equal(square.forward(z, True), z**2)
    np.testing.assert_array_equal(square.backward(da), [[-6, -6]])
    np.testing.assert_array_equal(by_output.backward(da * by_output.forward(z, True) ** 0), da * np.exp(z))


@pytest.mark.parametrize("arguments", [("rleu",), (np.tanh,), ("relu", "relu_backward"), (None,), ([1],)])
def test_an_unknown_activation_raises_and_names_those_there_are(arguments):
    with pytest.raises(ValueError, match=r"Activation: function: expected one of linear, step, .*, or two functions"):
        Activation(*arguments)


def test_slopes_and_scales_reach_the_function():
    z = np.array([[-2.0, 1]])
    np.testing.assert_array_equal(layers.LeakyReLU(0.1).forward(z), [[-0.2, 1]])
    np.testing.assert_allclose(layers.ELU(2.0).forward(z), [[2 * np.expm1(-2), 1]], rtol=1e-15)
    leaky, elu = layers.LeakyReLU(0.1), layers.ELU(2.0)
    for layer, slope in ((leaky, 0.1), (elu, 2 * np.exp(-2))):
        layer.forward(z, True)
        np.testing.assert_allclose(layer.backward(np.ones_like(z)), [[slope, 1]], rtol=1e-15)


@pytest.mark.parametrize("value", [-1, "0.1", None, float("nan")])
def test_slopes_and_scales_are_numbers_of_at_least_0(value):
    with pytest.raises(ValueError, match="LeakyReLU: negative_slope: expected a number of at least 0"):
        layers.LeakyReLU(value)
    with pytest.raises(ValueError, match="ELU: alpha: expected a number of at least 0"):
        layers.ELU(value)


# PReLU


def test_prelu_equals_hand_worked_numbers():
    layer = PReLU(2)
    layer.alpha[...] = [0.5, 2]
    y = layer.forward(np.array([[-2.0, -3], [4, 5], [-6, 0]]), True)
    np.testing.assert_array_equal(y, [[-1, -6], [4, 5], [-3, 0]])  # right with α above 1 too
    dz = layer.backward(np.array([[1.0, 10], [100, 1000], [3, 0]]))
    np.testing.assert_array_equal(layer.dalpha, [-20, -30])  # 1·(−2) + 3·(−6), 10·(−3)
    np.testing.assert_array_equal(dz, [[0.5, 20], [100, 1000], [1.5, 0]])


def test_prelu_starts_at_one_quarter_unless_told_otherwise():
    np.testing.assert_array_equal(PReLU(3).alpha, [0.25] * 3)
    np.testing.assert_array_equal(PReLU(3, initial_alpha=0).alpha, [0] * 3)
