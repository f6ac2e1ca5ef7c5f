"""All losses against JAX in float64 and finite differences: value and gradient; limits, means, dtypes."""

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loss_cases import ENTRIES, IN_JAX, LABELS_FAR_OUT, LOSSES, PROBABILITIES, draw_pair, every_loss
from oracles import jax

from dlcourse import losses
from dlcourse.gradients.numerical import check_gradient

# A loss of saturated logits is a difference of large numbers: its slopes may lie below their rounding.
SMALL_DIFFERENCES = {"sparse_logits"}
shapes = st.sampled_from([(1, 4), (5, 1), (4, 3)])  # JAX compiles once a shape
seeds = st.integers(0, 2**32 - 1)


@functools.cache
def by_jax(name):
    """JAX's value and gradient, compiled once for each shape."""
    return jax.jit(jax.value_and_grad(IN_JAX[name], argnums=1))


def test_every_loss_of_labels_and_predictions_is_tested_here():
    others = {"TripletLoss", "GANDiscriminatorLoss", "GANGeneratorLoss", "clip_probability"}  # in other files
    assert {type(loss).__name__ for loss in LOSSES.values()} == set(losses.__all__) - others


@every_loss
@given(seeds, shapes)
def test_value_and_gradient_equal_jax(name, seed, shape):
    y_true, y_pred = draw_pair(name, seed, shape)
    loss, gradient = LOSSES[name](y_true, y_pred)
    expected_loss, expected_gradient = by_jax(name)(y_true, y_pred)
    np.testing.assert_allclose(loss, expected_loss, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-9, atol=1e-14)
    assert gradient.shape == y_pred.shape


@every_loss
@given(seeds, st.tuples(st.integers(1, 6), st.integers(2, 5)))  # of one class alone softmax is 1: nothing to measure
def test_gradient_matches_finite_differences(name, seed, shape):
    y_true, y_pred = draw_pair(name, seed, shape)
    gradient = LOSSES[name](y_true, y_pred)[1]
    check = check_gradient(lambda y_pred: LOSSES[name](y_true, y_pred)[0], gradient, y_pred)
    if name in SMALL_DIFFERENCES and np.abs(gradient).max() < 1e-5:
        assert check.status != "differ", check  # what a finite difference cannot decide there, JAX does, above
    else:
        assert check.passed, check


@pytest.mark.parametrize("gap", [12, 13, 14, 15, 16])
@pytest.mark.parametrize("factor", [1, 1.01])
def test_a_slope_below_the_rounding_of_its_logits_is_not_decided_and_a_wrong_one_not_accepted(gap, factor):
    """At z = (gap, 0) the loss log(1 + e^−gap) is a difference of numbers near gap; its slopes are e^−gap."""
    y_true, z = np.array([0]), np.array([[gap, 0.3]])
    loss = LOSSES["sparse_logits"]
    check = check_gradient(lambda z: loss(y_true, z)[0], factor * loss(y_true, z)[1], z)
    exact = np.exp(0.3 - gap) / (1 + np.exp(0.3 - gap))
    np.testing.assert_allclose(loss(y_true, z)[1], [[-exact, exact]], rtol=1e-9)
    assert check.status != ("differ" if factor == 1 else "agree"), check


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


@every_loss
def test_predictions_of_nan_pass_so_that_a_run_can_say_that_it_diverged(name):
    y_true, y_pred = draw_pair(name, 9, (4, 3))
    y_pred[...] = np.nan
    assert np.isnan(LOSSES[name](y_true, y_pred)[0])


@every_loss
@given(seeds, st.tuples(st.integers(1, 6), st.integers(1, 5)))
def test_float32_gives_the_numbers_of_float64_to_its_rounding(name, seed, shape):
    y_true, y_pred = draw_pair(name, seed, shape)
    y_true, y_pred = y_true.astype(np.float32), y_pred.astype(np.float32)
    narrow, wide = LOSSES[name](y_true, y_pred), LOSSES[name](y_true.astype(float), y_pred.astype(float))
    for result, expected in zip(narrow, wide, strict=True):
        assert result.dtype == np.float32
        np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-6 * (1 + np.abs(expected).max()))


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
