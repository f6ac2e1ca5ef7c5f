"""What one activation alone promises: its kink, its range, its constants, its parameter; against Keras and PyTorch."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import jax, jnp, keras

from dlcourse import activations
from dlcourse.activations.smooth import erf, normal_cdf, normal_cdf_by_tanh
from dlcourse.gradients.numerical import check_gradient

pytestmark = pytest.mark.usefixtures("keras_in_float64")
Z = np.linspace(-6, 6, 48)  # without 0
seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(
    "name",
    ["linear", "sigmoid", "tanh", "softmax", "relu", "leaky_relu", "elu", "selu", "softplus", "swish", "silu"],
)
def test_values_with_default_arguments_equal_keras(name):
    expected = getattr(keras.activations, name)(jnp.asarray(Z[None]))
    np.testing.assert_allclose(getattr(activations, name)(Z[None]), expected, rtol=1e-9, atol=1e-14)


def test_gelu_starts_from_the_default_of_keras_ops():
    z = jnp.asarray(Z)
    np.testing.assert_allclose(activations.gelu(Z), keras.ops.gelu(z), rtol=1e-9, atol=1e-14)
    exact = activations.gelu(Z, approximate=False)
    np.testing.assert_allclose(exact, keras.activations.gelu(z), rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize(
    ("name", "in_torch", "options"),
    [
        ("leaky_relu", "leaky_relu", {"negative_slope": 0.01}),
        ("leaky_relu", "leaky_relu", {"negative_slope": 1.7}),
        ("elu", "elu", {"alpha": 0.4}),
        ("selu", "selu", {}),
        ("swish", "silu", {}),
        ("softplus", "softplus", {}),
    ],
)
def test_value_and_backward_equal_pytorch(name, in_torch, options):
    torch = pytest.importorskip("torch", reason="PyTorch is one of the two libraries compared with")
    z, da = torch.tensor(Z, requires_grad=True), np.cos(Z)
    expected = getattr(torch.nn.functional, in_torch)(z, **options)
    expected.backward(torch.tensor(da))
    np.testing.assert_allclose(getattr(activations, name)(Z, **options), expected.detach(), rtol=1e-8, atol=1e-9)
    dz = getattr(activations, name + "_backward")(da, Z, **options)
    np.testing.assert_allclose(dz, z.grad, rtol=1e-8, atol=1e-9)  # softplus: PyTorch's turns linear above z = 20


def test_sigmoid_keeps_its_accuracy_far_below_zero():
    z = np.array([-30.0, -100.0, -700.0])
    np.testing.assert_allclose(activations.sigmoid(z), [math.exp(v) / (1 + math.exp(v)) for v in z], rtol=1e-15)


def test_sigmoid_is_one_half_at_zero_with_slope_one_quarter():
    assert activations.sigmoid(np.array(0.0)) == 0.5
    assert activations.sigmoid_backward(np.array(1.0), np.array(0.5)) == 0.25
    assert activations.sigmoid_derivative(0) == 0.25


@pytest.mark.parametrize("z", [40.0, 300.0])
def test_sigmoids_derivative_keeps_its_digits_on_both_sides(z):
    np.testing.assert_allclose(activations.sigmoid_derivative([z, -z]), math.exp(-z), rtol=1e-15)


@given(st.lists(st.floats(-700, 700), min_size=1, max_size=5))
def test_sigmoid_of_z_and_of_minus_z_sum_to_one(z):
    z = np.array(z)
    np.testing.assert_allclose(activations.sigmoid(z) + activations.sigmoid(-z), 1, rtol=1e-15)


def test_step_is_one_at_zero_and_passes_nothing_back():
    np.testing.assert_array_equal(activations.step([-0.1, 0, 0.1]), [0, 1, 1])
    np.testing.assert_array_equal(activations.step_backward(np.full(3, np.inf), Z[:3]), [0, 0, 0])


def test_relu_passes_no_gradient_at_its_kink():
    np.testing.assert_array_equal(activations.relu_backward(np.full(3, 7.0), np.array([-1.0, 0.0, 1.0])), [0, 0, 7])


@given(seeds)
def test_softmax_rows_sum_to_one_and_its_backward_rows_to_zero(seed):
    z, da = np.random.default_rng(seed).normal(0, 5, (2, 3, 4))
    a = activations.softmax(z)
    np.testing.assert_allclose(a.sum(axis=-1), 1, rtol=1e-14)
    np.testing.assert_allclose(activations.softmax_backward(da, a).sum(axis=-1), 0, atol=1e-13)
    assert (a > 0).all()


@given(seeds)
def test_softmax_backward_is_da_times_the_matrix_of_its_derivative(seed):
    z, da = np.random.default_rng(seed).normal(0, 2, (2, 5, 4))
    matrices = activations.softmax_derivative(z)
    assert matrices.shape == (5, 4, 4)
    np.testing.assert_allclose(
        activations.softmax_backward(da, activations.softmax(z)), np.einsum("nk,nkj->nj", da, matrices), atol=1e-14
    )


def test_softmax_does_not_change_when_all_logits_move_together():
    far, near = activations.softmax(np.array([1000.0, 1001, 1002])), activations.softmax(np.array([0.0, 1, 2]))
    np.testing.assert_array_equal(far, near)
    powers = [1, math.e, math.e**2]
    np.testing.assert_allclose(near, [power / sum(powers) for power in powers], rtol=1e-14)


@given(seeds, st.sampled_from([(5, 3), (1, 1), (4, 2, 3)]), st.sampled_from(["unit", "map", "shared"]))
def test_prelus_two_gradients_equal_jax(seed, shape, kind):
    rng = np.random.default_rng(seed)
    z, da = rng.normal(size=(2, *shape))
    alpha = rng.uniform(-0.5, 2, {"unit": shape[-1:], "map": shape[1:], "shared": ()}[kind])  # also α > 1
    a = activations.prelu(z, alpha)
    expected, vjp = jax.vjp(lambda z, alpha: jnp.where(z > 0, z, alpha * z), jnp.asarray(z), jnp.asarray(alpha))
    np.testing.assert_allclose(a, expected, rtol=1e-9)
    for gradient, expected in zip(activations.prelu_backward(da, z, alpha), vjp(jnp.asarray(da)), strict=True):
        assert gradient.shape == expected.shape
        np.testing.assert_allclose(gradient, expected, rtol=1e-9, atol=1e-13)


def test_prelu_equals_hand_worked_numbers():
    z, da, alpha = np.array([[-2.0, 3], [-1, -4]]), np.array([[1.0, 1], [10, 0.5]]), np.array([0.1, 0.5])
    np.testing.assert_array_equal(activations.prelu(z, alpha), [[-0.2, 3], [-0.1, -2]])
    dz, dalpha = activations.prelu_backward(da, z, alpha)
    np.testing.assert_array_equal(dz, [[0.1, 1], [1, 0.25]])
    np.testing.assert_array_equal(dalpha, [-12, -2])  # −2·1 − 1·10, −4·0.5: a sum over the rows


def test_prelu_gradient_of_alpha_matches_finite_differences():
    rng = np.random.default_rng(0)
    z, da, alpha = rng.normal(size=(7, 3)), rng.normal(size=(7, 3)), np.array([0.1, 0.3, 1.7])
    check = check_gradient(
        lambda alpha: np.sum(da * activations.prelu(z, alpha)), activations.prelu_backward(da, z, alpha)[1], alpha
    )
    assert check.passed, check


@pytest.mark.parametrize("alpha", [0.5, 1.0, 1.7])
def test_elus_derivative_below_zero_is_its_value_plus_alpha(alpha):
    z = np.array([-3.0, -0.5, 0])
    np.testing.assert_allclose(activations.elu_derivative(z, alpha), activations.elu(z, alpha) + alpha, rtol=1e-14)


def test_selus_constants_are_those_of_the_paper():
    """The two conditions behind them: a standard normal input has mean 0 and variance 1 afterwards."""
    alpha = math.sqrt(2 / math.pi) / (1 - math.erfc(1 / math.sqrt(2)) * math.sqrt(math.e))
    assert alpha == pytest.approx(activations.SELU_ALPHA, rel=1e-14)
    z = np.linspace(-12, 12, 400_001)
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) * (z[1] - z[0])
    assert np.sum(activations.selu(z) * density) == pytest.approx(0, abs=1e-9)
    assert np.sum(activations.selu(z) ** 2 * density) == pytest.approx(1, abs=1e-9)


def test_selus_derivative_at_minus_one_half_equals_a_hand_worked_number():
    expected = 1.0507009873554805 * 1.6732632423543772 / math.sqrt(math.e)  # λ α e^(−1/2), 1.066
    assert activations.selu_derivative(-0.5) == pytest.approx(expected, rel=1e-14)


def test_erf_equals_that_of_the_standard_library():
    x = np.concatenate([np.linspace(-7, 7, 5001), [-1000, -6, 0, 6, 1000]])
    np.testing.assert_allclose(erf(x), [math.erf(v) for v in x], rtol=0, atol=1e-15)
    single = erf(x.astype(np.float32))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, [math.erf(v) for v in x], rtol=0, atol=1e-6)


def test_silu_is_another_name_of_swish_as_in_keras():
    assert keras.activations.silu is keras.activations.swish
    for ending in ("", "_derivative", "_backward"):
        assert getattr(activations, "silu" + ending) is getattr(activations, "swish" + ending)


def test_gelus_two_forms_are_as_near_as_said():
    z = np.linspace(-10, 10, 20_001)
    apart = np.abs(activations.gelu(z) - activations.gelu(z, approximate=False)).max()
    assert 4e-4 < apart < 5e-4
    assert np.abs(normal_cdf_by_tanh(z) - normal_cdf(z)).max() < 2e-4


@pytest.mark.parametrize(("name", "least"), [("swish", -0.279), ("gelu", -0.170)])
def test_the_lowest_values_are_those_in_the_table(name, least):
    z = np.linspace(-10, 10, 20_001)
    assert getattr(activations, name)(z).min() == pytest.approx(least, abs=6e-4)


@pytest.mark.parametrize("slope", ["0.2", None, np.nan, [0.1, 0.2], True])
def test_a_slope_that_is_no_number_raises(slope):
    for function in (activations.leaky_relu, activations.leaky_relu_derivative):
        with pytest.raises(ValueError, match=r"negative_slope: expected a finite number\. Received: "):
            function([1.0], slope)
    for function in (activations.elu, activations.elu_derivative):
        with pytest.raises(ValueError, match=r"alpha: expected a finite number\. Received: "):
            function([1.0], slope)


@pytest.mark.parametrize("name", ["leaky_relu", "elu", "prelu"])
def test_a_slope_from_numpy_leaves_float32(name):
    z = np.array([-2, 3], np.float32)
    for ending in ("", "_derivative"):
        assert getattr(activations, name + ending)(z, np.float64(0.5)).dtype == np.float32
    assert activations.prelu(z, np.array([0.1, 0.2])).dtype == np.float32


@pytest.mark.parametrize("shape", [(2,), (1, 3), (4, 3), (2, 4, 3)])
def test_an_alpha_for_other_units_raises(shape):
    message = f"alpha: expected the shape of z's last axes, z (4, 3). Received: shape {shape}"
    if shape == (4, 3):  # one for each entry
        assert activations.prelu(np.ones((4, 3)), np.ones(shape)).shape == shape
        return
    for function in (activations.prelu, activations.prelu_derivative):
        with pytest.raises(ValueError, match=re.escape(message)):
            function(np.ones((4, 3)), np.ones(shape))
