"""All layers: forward and backward against JAX and finite differences; dtypes, places in memory."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_checks import (
    SHAPES,
    assert_equals_jax,
    assert_matches_finite_differences,
    gradients_of,
    in_dtype,
    rows_away_from_kinks,
    shake,
)
from oracles import jax, jnp

from dlcourse import layers
from dlcourse.layers import Activation, BatchNormalization, Dense, Dropout, Flatten, Layer, PReLU, Residual, Tanh

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
@settings(max_examples=8)
@given(st.tuples(st.integers(1, 5), st.integers(1, 4)), st.integers(0, 2**32 - 1))
def test_gradients_match_finite_differences(name, shape, seed):
    assert_matches_finite_differences(*drawn(name, shape, seed))


@every_layer
@settings(max_examples=8)
@given(st.tuples(st.integers(2, 5), st.integers(2, 4)), st.integers(0, 2**32 - 1))
def test_float32_gives_the_numbers_of_float64_to_its_rounding(name, shape, seed):
    results = []
    for dtype in (np.float32, np.float64):
        layer, x, dy = drawn(name, shape, seed)
        in_dtype(in_dtype(layer, np.float32), dtype)  # the same rounded numbers in both
        x, dy = (array.astype(np.float32).astype(dtype) for array in (x, dy))
        y, dx = layer.forward(x, True), layer.backward(dy)
        results.append([y, dx, *(array for part in gradients_of(layer) for array in part.values())])
    for narrow, wide in zip(*results, strict=True):
        assert narrow.dtype == np.float32
        np.testing.assert_allclose(narrow, wide, rtol=1e-3, atol=1e-3 * (1e-3 + np.abs(wide).max()))


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


def test_a_layer_that_defines_nothing_says_so():
    with pytest.raises(NotImplementedError):
        Layer().forward(np.ones((1, 1)))
    with pytest.raises(NotImplementedError):
        Layer().backward(np.ones((1, 1)))
