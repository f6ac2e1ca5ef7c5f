"""All activations against JAX in float64: value, derivative, backward pass; dtypes, limits."""

import functools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from oracles import jax, jnp

from dlcourse import activations
from dlcourse.gradients.numerical import check_gradient

ALPHA = 0.3  # PReLU's, here one for all; test_activations_each.py has one for each unit
IN_JAX = {
    "linear": lambda z: z,
    "step": lambda z: jnp.heaviside(z, 1.0),
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "softmax": jax.nn.softmax,
    "relu": jax.nn.relu,
    "leaky_relu": lambda z: jax.nn.leaky_relu(z, 0.2),
    "prelu": lambda z: jnp.where(z > 0, z, ALPHA * z),
    "elu": jax.nn.elu,
    "selu": jax.nn.selu,
    "softplus": jax.nn.softplus,
    "swish": jax.nn.swish,
    "gelu": lambda z: jax.nn.gelu(z, approximate=True),
    "gelu_exact": lambda z: jax.nn.gelu(z, approximate=False),
}
FROM_OUTPUT = {"sigmoid", "tanh", "softmax"}
every_activation = pytest.mark.parametrize("name", IN_JAX)


def options(name):
    return {"prelu": {"alpha": ALPHA}, "gelu_exact": {"approximate": False}}.get(name, {})


def call(name, z, ending=""):
    return getattr(activations, name.removesuffix("_exact") + ending)(z, **options(name))


def backward_of(name):
    return getattr(activations, name.removesuffix("_exact") + "_backward")


def forward_and_backward(name, z, da):
    a = call(name, z)
    dz = backward_of(name)(da, a if name in FROM_OUTPUT else z, **options(name))
    return a, dz[0] if name == "prelu" else dz


@functools.cache
def by_jax(name):
    """JAX's value and backward pass, and its derivative, compiled once for each shape."""

    def forward_and_backward(z, da):
        a, vjp = jax.vjp(IN_JAX[name], z)
        return a, vjp(da)[0]

    derivative = jax.jacobian(IN_JAX[name]) if name == "softmax" else jax.vmap(jax.grad(IN_JAX[name]))
    return jax.jit(forward_and_backward), jax.jit(derivative)


away_from_zero = st.floats(-8, 8).filter(lambda value: abs(value) > 1e-3)  # the kink


@st.composite
def z_and_da(draw):
    """Two float64 arrays of one shape; z keeps away from the kink at 0."""
    shape = draw(st.sampled_from([(4,), (5, 1), (3, 4), (2, 3, 2)]))  # JAX compiles once a shape
    return draw(arrays(np.float64, shape, elements=away_from_zero)), draw(
        arrays(np.float64, shape, elements=st.floats(-10, 10))
    )


@every_activation
@given(z_and_da())
def test_value_and_backward_equal_jax(name, pair):
    z, da = pair
    a, dz = forward_and_backward(name, z, da)
    expected_a, expected_dz = by_jax(name)[0](z, da)
    np.testing.assert_allclose(a, expected_a, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(dz, expected_dz, rtol=1e-9, atol=1e-12)  # da is up to 10


@every_activation
@given(arrays(np.float64, 7, elements=away_from_zero))
def test_derivative_equals_jax(name, z):
    np.testing.assert_allclose(call(name, z, "_derivative"), by_jax(name)[1](z), rtol=1e-9, atol=1e-13)


@every_activation
@given(z_and_da())
def test_backward_matches_finite_differences(name, pair):
    z, da = pair
    check = check_gradient(lambda z: np.sum(da * call(name, z)), forward_and_backward(name, z, da)[1], z)
    assert check.passed or abs(check.analytic - check.numerical) < 1e-9, check  # softmax: of equal da nothing is left


@every_activation
@given(z_and_da())
def test_float32_gives_the_numbers_of_float64_to_its_rounding(name, pair):
    z, da = (array.astype(np.float32) for array in pair)
    narrow = *forward_and_backward(name, z, da), call(name, z, "_derivative")
    z, da = z.astype(float), da.astype(float)
    wide = *forward_and_backward(name, z, da), call(name, z, "_derivative")
    for result, expected in zip(narrow, wide, strict=True):
        assert result.dtype == np.float32
        np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-5 * (1 + np.abs(da).max()))


@every_activation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_from_zero_everything_is_finite_and_nothing_warns(name, dtype):
    z = np.array([[-1000, -100, -30, 0, 30, 100, 1000]], dtype)
    with np.errstate(all="raise", under="ignore"):
        a, dz = forward_and_backward(name, z, np.ones_like(z))
        derivative = call(name, z, "_derivative")
    for result in (a, dz, derivative):
        assert np.isfinite(result).all()


@pytest.mark.parametrize(
    ("name", "values", "derivatives"),
    [
        ("linear", [-1000, 0, 1000], [1, 1, 1]),
        ("step", [0, 1, 1], [0, 0, 0]),
        ("sigmoid", [0, 0.5, 1], [0, 0.25, 0]),
        ("tanh", [-1, 0, 1], [0, 1, 0]),
        ("relu", [0, 0, 1000], [0, 0, 1]),
        ("leaky_relu", [-200, 0, 1000], [0.2, 0.2, 1]),
        ("prelu", [-300, 0, 1000], [0.3, 0.3, 1]),
        ("elu", [-1, 0, 1000], [0, 1, 1]),
        ("selu", [-1.7580993408473766, 0, 1050.7009873554805], [0, 1.7580993408473766, 1.0507009873554805]),
        ("softplus", [0, np.log(2), 1000], [0, 0.5, 1]),
        ("swish", [0, 0, 1000], [0, 0.5, 1]),
        ("gelu", [0, 0, 1000], [0, 0.5, 1]),
        ("gelu_exact", [0, 0, 1000], [0, 0.5, 1]),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_limits_at_plus_and_minus_1000_and_what_is_taken_at_0(name, values, derivatives, dtype):
    z, rtol = np.array([-1000, 0, 1000], dtype), 1e-15 if dtype == np.float64 else 1e-7
    np.testing.assert_allclose(call(name, z), values, rtol=rtol)
    np.testing.assert_allclose(call(name, z, "_derivative"), derivatives, rtol=rtol)


@pytest.mark.parametrize("name", [name for name in IN_JAX if name != "softmax"])
def test_backward_is_what_comes_from_above_times_the_derivative(name):
    z, da = np.linspace(-3, 3, 13), np.linspace(2, -1, 13)  # 0 among them
    _, dz = forward_and_backward(name, z, da)
    np.testing.assert_allclose(dz, da * call(name, z, "_derivative"), rtol=1e-13, atol=1e-15)


@every_activation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_stays(name, dtype):
    z = np.array([[-2, 0.5, 3]], dtype)
    a, dz = forward_and_backward(name, z, np.ones_like(z))
    assert a.dtype == dz.dtype == call(name, z, "_derivative").dtype == dtype


@every_activation
@pytest.mark.parametrize("ending", ["", "_derivative"])
def test_lists_and_whole_numbers_become_float64(name, ending):
    expected = call(name, np.array([-2.0, 1, 3]), ending)
    for z in ([-2, 1, 3], np.array([-2, 1, 3]), np.array([-2, 1, 3], np.int8)):
        result = call(name, z, ending)
        assert result.dtype == np.float64
        np.testing.assert_array_equal(result, expected)


@every_activation
@pytest.mark.parametrize("bad", ["two", [[1, 2], [3]], None])
def test_what_is_no_number_raises(name, bad):
    for ending in ("", "_derivative"):
        with pytest.raises(TypeError, match=r"z: expected an array of numbers\. Received: "):
            call(name, bad, ending)
    for pair in ((bad, [1.0]), ([1.0], bad)):
        with pytest.raises(TypeError, match=r"(da|z|a): expected an array of numbers\. Received: "):
            backward_of(name)(*pair, **options(name))


@every_activation
@pytest.mark.parametrize("shape", [(3,), (2, 1), (3, 2)])
def test_a_gradient_of_another_shape_raises_with_both_shapes(name, shape):
    with pytest.raises(ValueError, match=re.escape(f"expected one shape. Received: {shape} and (2, 3)")):
        backward_of(name)(np.ones(shape), np.ones((2, 3)), **options(name))


@every_activation
def test_nan_gives_nan_and_no_rows_give_none(name):
    assert call(name, np.zeros((0, 3))).shape == (0, 3)
    if name != "step":  # heaviside
        assert np.isnan(call(name, np.array([[np.nan, 1.0]]))[0, 0])


@pytest.mark.parametrize("z", [1.0, [], [[], []]])
def test_softmax_of_nothing_raises(z):
    for function in (activations.softmax, activations.softmax_derivative):
        with pytest.raises(ValueError, match=re.escape("z: expected rows (…, K), K at least 1. Received: shape ")):
            function(z)


@every_activation
def test_read_only_inputs_work_and_stay_as_they_are(name):
    z, da = np.array([[-2, 0.5, 3]]), np.array([[1, -2, 0.5]])
    z.flags.writeable = da.flags.writeable = False
    results = *forward_and_backward(name, z, da), call(name, z, "_derivative")
    assert not any(np.shares_memory(result, given) for result in results for given in (z, da))
    np.testing.assert_array_equal(z, [[-2, 0.5, 3]])
    np.testing.assert_array_equal(da, [[1, -2, 0.5]])
