"""Activations against JAX in float64, hand-worked numbers and limits."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from fake_device import to_device, to_host
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dlcourse import activations

IN_JAX = {"sigmoid": jax.nn.sigmoid, "tanh": jnp.tanh, "relu": jax.nn.relu, "softmax": jax.nn.softmax}
every_activation = pytest.mark.parametrize("name", IN_JAX)


def forward_and_backward(name, z, da):
    a = getattr(activations, name)(z)
    kept = z if name == "relu" else a
    return a, getattr(activations, name + "_backward")(da, kept)


@st.composite
def z_and_da(draw):
    """Two float64 arrays of one shape; z keeps away from ReLU's kink."""
    shape = draw(st.sampled_from([(1,), (4,), (1, 3), (5, 1), (3, 4), (2, 3, 2)]))  # JAX compiles once a shape
    away_from_zero = st.floats(-5, 5).filter(lambda value: abs(value) > 1e-3)
    return draw(arrays(np.float64, shape, elements=away_from_zero)), draw(
        arrays(np.float64, shape, elements=st.floats(-10, 10))
    )


@every_activation
@given(z_and_da())
def test_value_and_backward_equal_jax(name, pair):
    z, da = pair
    a, dz = forward_and_backward(name, z, da)
    expected_a, vjp = jax.vjp(IN_JAX[name], z)
    np.testing.assert_allclose(a, expected_a, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(dz, vjp(jnp.asarray(da))[0], rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("sigmoid", [0, 0.5, 1]), ("tanh", [-1, 0, 1]), ("relu", [0, 0, 1000]), ("softmax", [0, 0, 1])],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_at_plus_and_minus_1000_are_the_limits(name, expected, dtype):
    z = np.array([[-1000, 0, 1000]], dtype)
    with np.errstate(all="raise", under="ignore"):
        a, dz = forward_and_backward(name, z, np.ones_like(z))
    np.testing.assert_array_equal(a, [expected])
    assert np.isfinite(dz).all()


def test_sigmoid_keeps_its_accuracy_far_below_zero():
    z = np.array([-30.0, -100.0, -700.0])
    np.testing.assert_allclose(activations.sigmoid(z), [math.exp(v) / (1 + math.exp(v)) for v in z], rtol=1e-15)


def test_sigmoid_is_one_half_at_zero_with_slope_one_quarter():
    assert activations.sigmoid(np.array(0.0)) == 0.5
    assert activations.sigmoid_backward(np.array(1.0), np.array(0.5)) == 0.25


@given(z_and_da())
def test_sigmoid_of_z_and_of_minus_z_sum_to_one(pair):
    z, _ = pair
    np.testing.assert_allclose(activations.sigmoid(z) + activations.sigmoid(-z), 1, rtol=1e-15)


def test_relu_passes_no_gradient_at_its_kink():
    np.testing.assert_array_equal(activations.relu_backward(np.full(3, 7.0), np.array([-1.0, 0.0, 1.0])), [0, 0, 7])


@given(z_and_da())
def test_softmax_rows_sum_to_one_and_its_backward_rows_to_zero(pair):
    a, dz = forward_and_backward("softmax", *pair)
    np.testing.assert_allclose(a.sum(axis=-1), 1, rtol=1e-14)
    np.testing.assert_allclose(dz.sum(axis=-1), 0, atol=1e-13)
    assert (a > 0).all()


def test_softmax_does_not_change_when_all_logits_move_together():
    far, near = activations.softmax(np.array([1000.0, 1001, 1002])), activations.softmax(np.array([0.0, 1, 2]))
    np.testing.assert_array_equal(far, near)
    powers = [1, math.e, math.e**2]
    np.testing.assert_allclose(near, [power / sum(powers) for power in powers], rtol=1e-14)


@every_activation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_stays(name, dtype):
    z = np.array([[-2, 0.5, 3]], dtype)
    a, dz = forward_and_backward(name, z, np.ones_like(z))
    assert a.dtype == dz.dtype == dtype


@every_activation
def test_read_only_inputs_work_and_stay_as_they_are(name):
    z, da = np.array([[-2, 0.5, 3]]), np.array([[1, -2, 0.5]])
    z.flags.writeable = da.flags.writeable = False
    a, dz = forward_and_backward(name, z, da)
    assert not any(np.shares_memory(result, given) for result in (a, dz) for given in (z, da))
    np.testing.assert_array_equal(z, [[-2, 0.5, 3]])
    np.testing.assert_array_equal(da, [[1, -2, 0.5]])


def test_device_array_refuses_numpy():
    device, host = to_device([1.0, 2.0]), np.ones(2)
    for mix in (
        lambda: device + host,
        lambda: host @ device,
        lambda: np.where(device > 0, host, device),
        lambda: device.__setitem__(..., host),
        lambda: host.__setitem__(..., device),
        lambda: np.asarray(device),
    ):
        with pytest.raises(TypeError, match="device array"):
            mix()
    np.testing.assert_array_equal(to_host(2 * device - 1), [1, 3])


@every_activation
def test_activations_run_unchanged_on_a_device_array(name):
    z, da = np.array([[-2, 0.5, 3]]), np.array([[1, -2, 0.5]])
    on_device = forward_and_backward(name, to_device(z), to_device(da))
    for result, expected in zip(on_device, forward_and_backward(name, z, da), strict=True):
        np.testing.assert_array_equal(to_host(result), expected)
