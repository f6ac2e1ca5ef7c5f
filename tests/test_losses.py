"""All losses against JAX in float64: value and gradient; limits, shapes, types, devices."""

import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from fake_device import to_device, to_host
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.gradcheck import check_gradient
from dlcourse.losses import (
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    CategoricalCrossentropy,
    Hinge,
    Huber,
    KLDivergence,
    MeanAbsoluteError,
    MeanSquaredError,
    PerceptronLoss,
    SparseCategoricalCrossentropy,
)

LOSSES = {
    "mse": MeanSquaredError(),
    "mae": MeanAbsoluteError(),
    "huber": Huber(0.7),
    "bce": BinaryCrossentropy(),
    "bce_logits": BinaryCrossentropy(from_logits=True),
    "focal": BinaryFocalCrossentropy(gamma=1.5),
    "focal_logits": BinaryFocalCrossentropy(gamma=1.5, from_logits=True),
    "focal_balanced": BinaryFocalCrossentropy(apply_class_balancing=True, alpha=0.3, gamma=0.5),
    "focal_balanced_logits": BinaryFocalCrossentropy(True, 0.3, 0.5, from_logits=True),
    "cce": CategoricalCrossentropy(),
    "cce_logits": CategoricalCrossentropy(from_logits=True),
    "sparse": SparseCategoricalCrossentropy(),
    "sparse_logits": SparseCategoricalCrossentropy(from_logits=True),
    "kl": KLDivergence(),
    "kl_logits": KLDivergence(from_logits=True),
    "perceptron": PerceptronLoss(),
    "hinge": Hinge(),
}
PROBABILITIES = ("bce", "focal", "focal_balanced", "cce", "sparse", "kl")
ROWS = [name for name in LOSSES if name.startswith(("cce", "sparse", "kl"))]  # those that look at a whole row
ENTRIES = [name for name in LOSSES if name not in ROWS]


def bce_logits(y, z):
    return -jnp.mean(y * jax.nn.log_sigmoid(z) + (1 - y) * jax.nn.log_sigmoid(-z))


def focal(y, p, gamma=1.5, alpha=None):
    right = jnp.where(y == 1, p, 1 - p)
    weight = 1 if alpha is None else jnp.where(y == 1, alpha, 1 - alpha)
    return -jnp.mean(weight * (1 - right) ** gamma * jnp.log(right))


def focal_logits(y, z, gamma=1.5, alpha=None):
    weight, m = 1 if alpha is None else jnp.where(y == 1, alpha, 1 - alpha), jnp.where(y == 1, z, -z)
    return -jnp.mean(weight * jax.nn.sigmoid(-m) ** gamma * jax.nn.log_sigmoid(m))


def huber(y, p, delta=0.7):
    e = jnp.abs(p - y)
    return jnp.mean(jnp.where(e <= delta, e**2 / 2, delta * e - delta**2 / 2))


IN_JAX = {
    "mse": lambda y, p: jnp.mean((y - p) ** 2),
    "mae": lambda y, p: jnp.mean(jnp.abs(y - p)),
    "huber": huber,
    "bce": lambda y, p: -jnp.mean(y * jnp.log(p) + (1 - y) * jnp.log(1 - p)),
    "bce_logits": bce_logits,
    "focal": focal,
    "focal_logits": focal_logits,
    "focal_balanced": lambda y, p: focal(y, p, 0.5, 0.3),
    "focal_balanced_logits": lambda y, z: focal_logits(y, z, 0.5, 0.3),
    "cce": lambda y, p: -jnp.mean(jnp.sum(y * jnp.log(p), axis=-1)),
    "cce_logits": lambda y, z: -jnp.mean(jnp.sum(y * jax.nn.log_softmax(z), axis=-1)),
    "sparse": lambda y, p: -jnp.mean(jnp.log(p[jnp.arange(len(y)), y])),
    "sparse_logits": lambda y, z: -jnp.mean(jax.nn.log_softmax(z)[jnp.arange(len(y)), y]),
    "kl": lambda y, p: jnp.mean(jnp.sum(jax.scipy.special.xlogy(y, y / p), axis=-1)),
    "kl_logits": lambda y, z: jnp.mean(jnp.sum(jax.scipy.special.xlogy(y, y) - y * jax.nn.log_softmax(z), axis=-1)),
    "perceptron": lambda y, f: jnp.mean(jnp.maximum(0, -y * f)),
    "hinge": lambda y, f: jnp.mean(jnp.maximum(0, 1 - y * f)),
}
every_loss = pytest.mark.parametrize("name", LOSSES)
shapes = st.sampled_from([(1, 4), (5, 1), (4, 3)])  # JAX compiles once a shape
seeds = st.integers(0, 2**32 - 1)


def draw_pair(name, seed, shape):
    """Labels and predictions of one shape (class numbers: of one length), fit for the loss."""
    rng = np.random.default_rng(seed)
    y_pred = rng.uniform(0.01, 0.99, shape) if name in PROBABILITIES else rng.normal(0, 5, shape)
    if name.startswith("bce"):
        return rng.uniform(size=shape).round(1), y_pred
    if name.startswith(("cce", "kl")):
        return rng.dirichlet(np.ones(shape[-1]), shape[0]), y_pred
    if name.startswith("sparse"):
        return rng.integers(0, shape[-1], shape[0]), y_pred
    if name.startswith("focal"):
        return rng.integers(0, 2, shape).astype(float), y_pred
    if name in ("perceptron", "hinge"):
        return rng.choice([-1.0, 1.0], shape), y_pred
    return rng.normal(0, 5, shape), y_pred


@every_loss
@given(seeds, shapes)
def test_value_and_gradient_equal_jax(name, seed, shape):
    y_true, y_pred = draw_pair(name, seed, shape)
    loss, gradient = LOSSES[name](y_true, y_pred)
    expected_loss, expected_gradient = jax.value_and_grad(IN_JAX[name], argnums=1)(y_true, y_pred)
    np.testing.assert_allclose(loss, expected_loss, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-9, atol=1e-14)
    assert gradient.shape == y_pred.shape


@every_loss
def test_gradient_matches_finite_differences(name):
    y_true, y_pred = draw_pair(name, 5, (4, 3))
    check = check_gradient(lambda y_pred: LOSSES[name](y_true, y_pred)[0], LOSSES[name](y_true, y_pred)[1], y_pred)
    assert check.passed, check


LABELS_FAR_OUT = {
    "mse": [[0, 0, 0], [1, 1, 1]],
    "bce": [[1, 1, 0], [0, 0, 1]],
    "cce": [[1, 0, 0], [0, 0, 1]],
    "sparse": [0, 2],
    "perceptron": [[1, 1, -1], [-1, 1, 1]],
}
LABELS_FAR_OUT |= {"mae": LABELS_FAR_OUT["mse"], "huber": LABELS_FAR_OUT["mse"], "focal": LABELS_FAR_OUT["bce"]}
LABELS_FAR_OUT |= {"kl": LABELS_FAR_OUT["cce"], "hinge": LABELS_FAR_OUT["perceptron"]}


@every_loss
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_predictions_at_their_limits_give_finite_numbers_and_no_warning(name, dtype):
    """±1000 for numbers, scores and logits, exactly 0 and 1 for probabilities; once right and once wrong."""
    y_true = np.array(LABELS_FAR_OUT[name.split("_")[0]])
    y_true = y_true if name.startswith("sparse") else y_true.astype(dtype)
    far = np.array([[1000, 0, -1000], [-1000, 0, 1000]], dtype)
    for y_pred in (far, -far):
        y_pred = (np.sign(y_pred) + 1) / 2 if name in PROBABILITIES else y_pred
        with np.errstate(all="raise", under="ignore"):
            loss, gradient = LOSSES[name](y_true, y_pred)
        assert np.isfinite(loss)
        assert np.isfinite(gradient).all()


@every_loss
def test_duplicated_rows_leave_the_loss_and_halve_the_gradient(name):
    y_true, y_pred = draw_pair(name, 1, (4, 3))
    loss, gradient = LOSSES[name](y_true, y_pred)
    twice, half = LOSSES[name](np.concatenate([y_true, y_true]), np.tile(y_pred, (2, 1)))
    assert twice == pytest.approx(loss, rel=1e-14)
    np.testing.assert_allclose(half, np.tile(gradient, (2, 1)) / 2, rtol=1e-14)


@pytest.mark.parametrize("name", ENTRIES)
def test_a_flat_batch_and_a_column_give_the_same_numbers(name):
    y_true, y_pred = draw_pair(name, 6, (5, 1))
    loss, gradient = LOSSES[name](y_true, y_pred)
    flat_loss, flat_gradient = LOSSES[name](y_true.ravel(), y_pred.ravel())
    assert flat_loss == loss
    np.testing.assert_array_equal(flat_gradient, gradient.ravel())


@pytest.mark.parametrize("name", [name for name in LOSSES if not name.startswith("sparse")])
@pytest.mark.parametrize(("a", "b"), [((4, 1), (4,)), ((4,), (4, 1)), ((4, 1), (4, 3))])
def test_a_column_against_a_flat_array_raises_with_both_shapes(name, a, b):
    with pytest.raises(ValueError, match=re.escape(f"{a} and {b}")):
        LOSSES[name](np.full(a, 0.5), np.full(b, 0.5))


@every_loss
@pytest.mark.parametrize("shape", [(0, 3), (3, 0)])
def test_an_empty_batch_raises(name, shape):
    y_true = np.zeros(shape[0], int) if name.startswith("sparse") else np.ones(shape)
    with pytest.raises(ValueError, match=r"at least (one row|1)"):
        LOSSES[name](y_true, np.ones(shape))


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("y_true", [[0, 1, 0], 1])
def test_a_flat_row_of_predictions_raises(name, y_true):
    with pytest.raises(ValueError, match=r"expected (rows \(N, K\)|the same shape).* Received: .*\(3,\)"):
        LOSSES[name](y_true, [0.2, 0.5, 0.3])


@every_loss
def test_lists_and_whole_numbers_give_the_numbers_of_float64_arrays(name):
    y_true, y_pred = LABELS_FAR_OUT[name.split("_")[0]], [[0, 1, 0], [1, 0, 0]]
    labels = y_true if name.startswith("sparse") else np.array(y_true, float)
    expected_loss, expected_gradient = LOSSES[name](np.array(labels), np.array(y_pred, float))
    for pair in ((y_true, y_pred), (np.array(y_true), np.array(y_pred)), (np.array(y_true, np.int8), y_pred)):
        loss, gradient = LOSSES[name](*pair)
        assert loss == expected_loss
        assert gradient.dtype == np.float64
        np.testing.assert_array_equal(gradient, expected_gradient)


@every_loss
@pytest.mark.parametrize("bad", ["cat", [[1, 2], [3]], None])
def test_what_is_no_array_of_numbers_raises(name, bad):
    y_true, y_pred = draw_pair(name, 7, (4, 3))
    with pytest.raises(TypeError, match="y_true: expected an array of numbers"):
        LOSSES[name](bad, y_pred)
    with pytest.raises(TypeError, match="y_pred: expected an array of numbers"):
        LOSSES[name](y_true, bad)


@pytest.mark.parametrize("name", PROBABILITIES)
def test_logits_given_as_probabilities_raise_and_say_so(name):
    y_true, y_pred = draw_pair(name, 8, (4, 3))
    for wrong in (y_pred - 1, y_pred + 0.995):
        with pytest.raises(ValueError, match=r"y_pred: expected probabilities in \[0, 1\].* Received: numbers from"):
            LOSSES[name](y_true, wrong)


@every_loss
def test_predictions_of_nan_pass_so_that_a_run_can_say_that_it_diverged(name):
    y_true, y_pred = draw_pair(name, 9, (4, 3))
    y_pred[...] = np.nan
    assert np.isnan(LOSSES[name](y_true, y_pred)[0])


@every_loss
def test_float32_stays_float32_also_with_labels_of_float64(name):
    y_true, y_pred = draw_pair(name, 2, (4, 3))
    labels = [y_true] if name.startswith("sparse") else [y_true, y_true.astype(np.float32)]
    for y in labels:
        loss, gradient = LOSSES[name](y, y_pred.astype(np.float32))
        assert loss.dtype == gradient.dtype == np.float32


@every_loss
def test_read_only_inputs_work_and_stay_as_they_are(name):
    y_true, y_pred = draw_pair(name, 3, (4, 3))
    before = y_true.copy(), y_pred.copy()
    y_true.flags.writeable = y_pred.flags.writeable = False
    _, gradient = LOSSES[name](y_true, y_pred)
    assert gradient.flags.writeable
    np.testing.assert_array_equal(y_true, before[0])
    np.testing.assert_array_equal(y_pred, before[1])


@every_loss
def test_losses_run_unchanged_on_device_arrays(name):
    y_true, y_pred = draw_pair(name, 4, (4, 3))
    loss, gradient = LOSSES[name](to_device(y_true), to_device(y_pred))
    expected_loss, expected_gradient = LOSSES[name](y_true, y_pred)
    assert float(loss) == expected_loss
    np.testing.assert_array_equal(to_host(gradient), expected_gradient)
