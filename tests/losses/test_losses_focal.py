"""Focal losses: what γ and α do, for two classes and for many; against Keras, JAX and the paper."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loss_cases import LOSSES, cfocal, draw_pair
from oracles import jax, jnp, keras

from dlcourse.losses import BinaryFocalCrossentropy, CategoricalCrossentropy, CategoricalFocalCrossentropy

pytestmark = pytest.mark.usefixtures("keras_in_float64")


def test_focal_loss_without_focus_is_binary_crossentropy():
    for name in ("bce", "bce_logits"):
        y_true, y_pred = draw_pair("focal_logits" if name == "bce_logits" else "focal", 12, (4, 3))
        unfocused = BinaryFocalCrossentropy(gamma=0, from_logits=name == "bce_logits")(y_true, y_pred)
        for result, expected in zip(unfocused, LOSSES[name](y_true, y_pred), strict=True):
            np.testing.assert_allclose(result, expected, rtol=1e-12)


def test_focal_loss_plays_down_what_is_right_as_in_the_paper():
    """Section 3.2: with γ = 2 a row with pₜ = 0.9 costs 100 times less than with cross-entropy."""
    plain, focused = BinaryFocalCrossentropy(gamma=0)([1.0], [0.9])[0], BinaryFocalCrossentropy()([1.0], [0.9])[0]
    assert plain / focused == pytest.approx(100, rel=1e-12)


@pytest.mark.parametrize(("options", "what"), [({"gamma": -1}, "gamma"), ({"alpha": 1.5}, "alpha")])
def test_a_focal_parameter_out_of_range_raises(options, what):
    with pytest.raises(ValueError, match=f"BinaryFocalCrossentropy: {what}: expected a number"):
        BinaryFocalCrossentropy(**options)


def draw_classes(seed, shape=(5, 3)):
    """One-hot labels and logits that leave no probability near 0 or 1."""
    rng = np.random.default_rng(seed)
    return np.eye(shape[1])[rng.integers(0, shape[1], shape[0])], rng.normal(size=shape)


@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 0.5, 1, 3]))
def test_a_weight_for_each_class_and_any_focus_equal_jax(seed, gamma):
    y, z = draw_classes(seed)
    alpha = [0.1, 0.9, 2.5]
    p = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    for from_logits, y_pred in ((True, z), (False, p)):
        to_log_p = jax.nn.log_softmax if from_logits else jnp.log
        in_jax = jax.value_and_grad(lambda x, f=to_log_p: cfocal(y, f(x), jnp.array(alpha), gamma))
        results = CategoricalFocalCrossentropy(alpha, gamma, from_logits)(y, y_pred)
        for result, wanted in zip(results, in_jax(jnp.asarray(y_pred)), strict=True):
            np.testing.assert_allclose(result, wanted, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("from_logits", [False, True])
def test_a_weight_for_each_class_equals_keras(from_logits):
    y, z = draw_classes(1)
    y_pred = z if from_logits else np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    twin = keras.losses.CategoricalFocalCrossentropy([0.1, 0.9, 2.5], 1.5, from_logits, dtype="float64")
    value, _ = CategoricalFocalCrossentropy([0.1, 0.9, 2.5], 1.5, from_logits)(y, y_pred)
    np.testing.assert_allclose(value, twin(jnp.asarray(y), jnp.asarray(y_pred)), rtol=1e-9)


def test_defaults_are_those_of_keras():
    ours, theirs = CategoricalFocalCrossentropy(), keras.losses.CategoricalFocalCrossentropy()
    assert (ours.alpha, ours.gamma, ours.from_logits) == (theirs.alpha, theirs.gamma, theirs.from_logits)


@pytest.mark.parametrize("from_logits", [False, True])
def test_without_focus_and_weight_it_is_categorical_crossentropy(from_logits):
    y_true, y_pred = draw_pair("cce_logits" if from_logits else "cce", 14, (4, 3))
    focal = CategoricalFocalCrossentropy(alpha=1, gamma=0, from_logits=from_logits)(y_true, y_pred)
    for result, expected in zip(focal, CategoricalCrossentropy(from_logits)(y_true, y_pred), strict=True):
        np.testing.assert_allclose(result, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("gamma", [0.5, 2])
def test_a_row_that_is_surely_right_costs_nothing_and_one_that_is_surely_wrong_its_distance(gamma):
    y, z = np.array([[0.0, 1]]), np.array([[-1000.0, 1000]])
    loss = CategoricalFocalCrossentropy(1, gamma, from_logits=True)
    with np.errstate(all="raise", under="ignore"):
        right, wrong = loss(y, z), loss(y, -z)
    assert right[0] == 0
    np.testing.assert_array_equal(right[1], 0)
    assert wrong[0] == 2000
    np.testing.assert_array_equal(wrong[1], [[1, -1]])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gamma": -1}, "gamma: expected a number of at least 0. Received: -1"),
        ({"alpha": -0.1}, "alpha: expected a number of at least 0, or one for each class. Received: -0.1"),
        ({"alpha": [0.5, -1]}, "alpha: expected a number of at least 0, or one for each class. Received: [0.5, -1]"),
        ({"alpha": []}, "alpha: expected a number of at least 0, or one for each class. Received: []"),
        ({"alpha": [[1, 2]]}, "alpha: expected a number of at least 0, or one for each class. Received: [[1, 2]]"),
    ],
)
def test_a_weight_or_focus_below_0_raises(options, message):
    with pytest.raises(ValueError, match=re.escape("CategoricalFocalCrossentropy: " + message)):
        CategoricalFocalCrossentropy(**options)


def test_as_many_weights_as_classes_are_needed():
    with pytest.raises(ValueError, match=r"alpha: expected 3 weights, one for each class. Received: 2"):
        CategoricalFocalCrossentropy([0.5, 0.5])(np.eye(3), np.full((3, 3), 1 / 3))
