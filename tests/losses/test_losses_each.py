"""What one loss alone promises: stability far out, kinks, its parameter, labels it refuses."""

import re

import numpy as np
import pytest
from fake_device import to_device
from loss_cases import LOSSES, draw_pair

from dlcourse.losses import (
    Hinge,
    Huber,
    KLDivergence,
    MeanAbsoluteError,
    MeanSquaredError,
    PerceptronLoss,
    SparseCategoricalCrossentropy,
    clip_probability,
)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_binary_crossentropy_of_logits_is_stable_at_plus_and_minus_1000(dtype):
    loss, right, wrong = LOSSES["bce_logits"], np.array([[0], [1]], dtype), np.array([[1], [0]], dtype)
    z = np.array([[-1000], [1000]], dtype)
    with np.errstate(all="raise", under="ignore"):
        assert loss(right, z)[0] == 0
        assert loss(wrong, z)[0] == 1000
        np.testing.assert_array_equal(loss(wrong, z)[1], [[-0.5], [0.5]])


@pytest.mark.parametrize(("name", "right", "wrong"), [("cce_logits", [[0, 1]], [[1, 0]]), ("sparse_logits", [1], [0])])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_crossentropy_of_logits_is_stable_at_plus_and_minus_1000(name, right, wrong, dtype):
    loss, z = LOSSES[name], np.array([[-1000, 1000]], dtype)
    with np.errstate(all="raise", under="ignore"):
        assert loss(right, z)[0] == 0
        assert loss(wrong, z)[0] == 2000
        np.testing.assert_array_equal(loss(wrong, z)[1], [[-1, 1]])


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


def test_mean_absolute_error_is_flat_at_its_kink():
    loss, gradient = MeanAbsoluteError()([1, 2, 3, 4], [1, 2, 3, 6])
    assert loss == 0.5
    np.testing.assert_array_equal(gradient, [0, 0, 0, 0.25])


@pytest.mark.parametrize("delta", [0.3, 1, 2.5])
def test_hubers_two_pieces_meet_and_below_delta_it_is_half_the_squared_error(delta):
    just_inside, just_outside = (Huber(delta)([0.0], [delta * factor]) for factor in (1 - 1e-12, 1 + 1e-12))
    assert just_inside[0] == pytest.approx(just_outside[0], rel=1e-11)
    np.testing.assert_allclose(just_inside[1], just_outside[1], rtol=1e-11)
    y = np.array([0.1, -0.2])
    assert Huber(delta)(0 * y, y)[0] == pytest.approx(MeanSquaredError()(0 * y, y)[0] / 2, rel=1e-14)


@pytest.mark.parametrize("delta", [0, -1, np.nan, np.inf, "1", None, True])
def test_a_delta_that_is_not_above_0_raises(delta):
    with pytest.raises(ValueError, match=r"Huber: delta: expected a number above 0\. Received: "):
        Huber(delta)


def test_a_number_from_numpy_as_delta_leaves_float32():
    zero = np.zeros(2, np.float32)
    assert Huber(np.float64(0.5))(zero, zero)[1].dtype == np.float32


@pytest.mark.parametrize("y_true", [[[1, 1]], [[2, -1]], [[0.4, 0.5]], [[0, 0]]])
@pytest.mark.parametrize("name", ["cce", "cce_logits", "kl", "kl_logits"])
def test_label_rows_that_do_not_sum_to_1_raise(name, y_true):
    with pytest.raises(ValueError, match=r"y_true: expected rows of shares that sum to 1, such as one-hot rows"):
        LOSSES[name](y_true, [[0.5, 0.5]])


def test_class_indices_given_for_one_hot_rows_are_told_where_to_go():
    with pytest.raises(ValueError, match=r"\(2,\) and \(2, 3\); class indices \(N,\) go with Sparse"):
        LOSSES["cce"]([0, 2], np.full((2, 3), 1 / 3))
    with pytest.raises(ValueError, match=r"Received: shape \(2, 3\); one-hot rows go with CategoricalCrossentropy"):
        LOSSES["sparse"](np.eye(3)[:2], np.full((2, 3), 1 / 3))


@pytest.mark.parametrize(
    ("y_true", "received"), [([0, 3], "3"), ([-1, 0], "-1"), ([0.5, 1], "0.5"), (np.array([1, np.nan]), "nan")]
)
@pytest.mark.parametrize("place", [np.array, to_device])
def test_class_indices_that_are_not_0_to_k_minus_1_raise(y_true, received, place):
    message = f"y_true: expected whole numbers from 0 to 2. Received: {received}"
    with pytest.raises(ValueError, match=re.escape(message)):
        SparseCategoricalCrossentropy()(place(np.array(y_true)), place(np.full((2, 3), 1 / 3)))


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int64, np.float32, np.float64])
@pytest.mark.parametrize("from_logits", [False, True])
def test_class_indices_give_the_numbers_of_one_hot_rows(dtype, from_logits):
    labels = np.array([1, 0, 1, 1])
    y_pred = np.random.default_rng(0).uniform(size=(4, 3))
    expected = LOSSES["cce_logits" if from_logits else "cce"](np.eye(3)[labels], y_pred)
    for y_true in (labels.astype(dtype), labels.astype(dtype)[:, None]):
        loss, gradient = SparseCategoricalCrossentropy(from_logits)(y_true, y_pred)
        assert loss == pytest.approx(expected[0], rel=1e-14)
        np.testing.assert_array_equal(gradient, expected[1])


def test_perceptron_loss_moves_a_score_of_0_and_hinge_leaves_a_margin_of_1():
    np.testing.assert_array_equal(PerceptronLoss()([1, -1], [0, 0])[1], [-0.5, 0.5])
    np.testing.assert_array_equal(Hinge()([1, -1], [1, -1])[1], [0, 0])


def test_kl_divergence_of_equal_rows_is_0_also_with_zeros_in_them():
    for rows in ([[0.2, 0.8, 0]], [[1, 0, 0]]):
        assert KLDivergence()(rows, rows)[0] == 0


@pytest.mark.parametrize("name", ["", "_logits"])
def test_kl_divergence_is_crossentropy_less_the_labels_entropy_with_its_gradient(name):
    y_true, y_pred = draw_pair("kl" + name, 13, (4, 3))
    kl, crossentropy = LOSSES["kl" + name](y_true, y_pred), LOSSES["cce" + name](y_true, y_pred)
    entropy = -(y_true * np.log(y_true)).sum() / 4
    assert kl[0] == pytest.approx(crossentropy[0] - entropy, rel=1e-12)
    np.testing.assert_allclose(kl[1], crossentropy[1], rtol=1e-14)
