"""Losses against JAX in float64, hand-worked numbers and limits."""

import math
import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from fake_device import to_device, to_host
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.losses import BinaryCrossentropy, CategoricalCrossentropy, MeanSquaredError, clip_probability


def binary_crossentropy_from_logits(y, z):
    return -jnp.mean(y * jax.nn.log_sigmoid(z) + (1 - y) * jax.nn.log_sigmoid(-z))


LOSSES = {
    "mse": MeanSquaredError(),
    "bce": BinaryCrossentropy(),
    "bce_logits": BinaryCrossentropy(from_logits=True),
    "cce": CategoricalCrossentropy(),
    "cce_logits": CategoricalCrossentropy(from_logits=True),
}
IN_JAX = {
    "mse": lambda y, p: jnp.mean((y - p) ** 2),
    "bce": lambda y, p: -jnp.mean(y * jnp.log(p) + (1 - y) * jnp.log(1 - p)),
    "bce_logits": binary_crossentropy_from_logits,
    "cce": lambda y, p: -jnp.mean(jnp.sum(y * jnp.log(p), axis=-1)),
    "cce_logits": lambda y, z: -jnp.mean(jnp.sum(y * jax.nn.log_softmax(z), axis=-1)),
}
every_loss = pytest.mark.parametrize("name", LOSSES)


def draw_pair(name, seed, shape):
    """Labels and predictions of one shape, fit for the loss."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 5, shape)
    if name == "mse":
        return rng.normal(0, 5, shape), z
    y = rng.uniform(size=shape).round(1) if name.startswith("bce") else rng.dirichlet(np.ones(shape[-1]), shape[0])
    return y, z if name.endswith("logits") else rng.uniform(0.01, 0.99, shape)


shapes = st.sampled_from([(1, 1), (1, 4), (5, 1), (3, 2), (4, 3)])  # JAX compiles once a shape
seeds = st.integers(0, 2**32 - 1)


@every_loss
@given(seeds, shapes)
def test_value_and_gradient_equal_jax(name, seed, shape):
    y_true, y_pred = draw_pair(name, seed, shape)
    loss, gradient = LOSSES[name](y_true, y_pred)
    expected_loss, expected_gradient = jax.value_and_grad(IN_JAX[name], argnums=1)(y_true, y_pred)
    np.testing.assert_allclose(loss, expected_loss, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize(
    ("name", "y_true", "y_pred", "loss", "gradient"),
    [
        ("mse", [[1, 2], [3, 4]], [[2, 2], [3, 1]], 10 / 4, [[0.5, 0], [0, -1.5]]),
        ("bce", [[1], [0]], [[0.8], [0.5]], (math.log(1.25) + math.log(2)) / 2, [[-0.625], [1]]),
        ("bce_logits", [[1], [0]], [[0], [0]], math.log(2), [[-0.25], [0.25]]),
        ("cce", [[1, 0], [0, 1]], [[0.25, 0.75], [0.5, 0.5]], (math.log(4) + math.log(2)) / 2, [[-2, 0], [0, -1]]),
        ("cce_logits", [[1, 0, 0, 0]], [[7, 7, 7, 7]], math.log(4), [[-0.75, 0.25, 0.25, 0.25]]),
    ],
)
def test_value_and_gradient_equal_hand_worked_numbers(name, y_true, y_pred, loss, gradient):
    value, dy = LOSSES[name](np.array(y_true, float), np.array(y_pred, float))
    assert value == pytest.approx(loss, rel=1e-14)
    np.testing.assert_allclose(dy, gradient, rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_binary_crossentropy_of_logits_is_stable_at_plus_and_minus_1000(dtype):
    loss, right, wrong = LOSSES["bce_logits"], np.array([[0], [1]], dtype), np.array([[1], [0]], dtype)
    z = np.array([[-1000], [1000]], dtype)
    with np.errstate(all="raise", under="ignore"):
        assert loss(right, z)[0] == 0
        assert loss(wrong, z)[0] == 1000
        np.testing.assert_array_equal(loss(wrong, z)[1], [[-0.5], [0.5]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_categorical_crossentropy_of_logits_is_stable_at_plus_and_minus_1000(dtype):
    loss, z = LOSSES["cce_logits"], np.array([[-1000, 1000]], dtype)
    with np.errstate(all="raise", under="ignore"):
        assert loss(np.array([[0, 1]], dtype), z)[0] == 0
        assert loss(np.array([[1, 0]], dtype), z)[0] == 2000
        np.testing.assert_array_equal(loss(np.array([[1, 0]], dtype), z)[1], [[-1, 1]])


@pytest.mark.parametrize("name", ["bce", "cce"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_probabilities_of_exactly_zero_and_one_give_finite_numbers(name, dtype):
    with np.errstate(all="raise"):
        loss, gradient = LOSSES[name](np.array([[1, 0], [0, 1]], dtype), np.array([[0, 1], [0, 1]], dtype))
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()
    assert loss > 5
    assert gradient[0, 0] < -1e5  # away from the wrong answer, hard


def test_clipping_leaves_ordinary_probabilities_alone():
    p = np.array([1e-6, 0.5, 1 - 1e-6], np.float32)
    np.testing.assert_array_equal(clip_probability(p), p)


@every_loss
def test_duplicated_rows_leave_the_loss_and_halve_the_gradient(name):
    y_true, y_pred = draw_pair(name, 1, (4, 3))
    loss, gradient = LOSSES[name](y_true, y_pred)
    twice, half = LOSSES[name](np.tile(y_true, (2, 1)), np.tile(y_pred, (2, 1)))
    assert twice == pytest.approx(loss, rel=1e-14)
    np.testing.assert_allclose(half, np.tile(gradient, (2, 1)) / 2, rtol=1e-14)


@every_loss
def test_a_column_against_a_flat_array_raises_with_both_shapes(name):
    with pytest.raises(ValueError, match=re.escape("(4, 1) and (4,)")):
        LOSSES[name](np.full((4, 1), 0.5), np.full(4, 0.5))


@every_loss
@pytest.mark.parametrize("shape", [(0, 3), (3, 0)])
def test_an_empty_batch_raises(name, shape):
    with pytest.raises(ValueError, match="at least one row"):
        LOSSES[name](np.ones(shape), np.ones(shape))


@every_loss
def test_float32_stays_float32(name):
    y_true, y_pred = draw_pair(name, 2, (4, 3))
    loss, gradient = LOSSES[name](y_true.astype(np.float32), y_pred.astype(np.float32))
    assert loss.dtype == gradient.dtype == np.float32


@every_loss
def test_read_only_inputs_work_and_stay_as_they_are(name):
    y_true, y_pred = draw_pair(name, 3, (4, 3))
    before = y_true.copy(), y_pred.copy()
    y_true.flags.writeable = y_pred.flags.writeable = False
    _, gradient = LOSSES[name](y_true, y_pred)
    assert gradient.flags.writeable
    np.testing.assert_array_equal((y_true, y_pred), before)


@every_loss
def test_losses_run_unchanged_on_device_arrays(name):
    y_true, y_pred = draw_pair(name, 4, (4, 3))
    loss, gradient = LOSSES[name](to_device(y_true), to_device(y_pred))
    expected_loss, expected_gradient = LOSSES[name](y_true, y_pred)
    assert float(loss) == expected_loss
    np.testing.assert_array_equal(to_host(gradient), expected_gradient)
