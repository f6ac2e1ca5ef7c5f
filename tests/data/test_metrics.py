"""Metrics on hand-counted rows, and against Keras and scikit-learn."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import keras, sklearn_metrics

from dlcourse.metrics import BinaryAccuracy, accuracy, mean_absolute_error
from dlcourse.preprocessing import one_hot

pytestmark = pytest.mark.usefixtures("keras_in_float64")


def test_accuracy_counts_the_rows_whose_largest_prediction_is_the_true_class():
    y_true = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]])
    y_pred = np.array([[0.4, 0.3, 0.3], [0.5, 0.4, 0.1], [-3, -2, -1], [1, 2, 9]])
    assert accuracy(y_true, y_pred) == 3 / 4


def test_one_column_is_a_probability_with_its_threshold_at_one_half():
    assert accuracy(np.array([[1], [0], [1], [0]]), np.array([[0.9], [0.1], [0.4], [0.5]])) == 3 / 4


@pytest.mark.parametrize(("y_pred", "expected"), [([[1.0, 0]], 0), ([[0.0, 1]], 1)])
def test_a_single_row_is_all_or_nothing(y_pred, expected):
    assert accuracy(np.array([[0, 1]]), np.array(y_pred)) == expected


@pytest.mark.parametrize("shape", [(4,), (4, 3)])
def test_other_shapes_than_the_predictions_raise_with_both_shapes(shape):
    with pytest.raises(ValueError, match=re.escape(f"{shape} and (4, 1)")):
        accuracy(np.ones(shape), np.ones((4, 1)))


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
@pytest.mark.parametrize("dtype", [np.int64, np.float32])
def test_labels_do_as_well_as_one_hot_rows(shape, dtype):
    y_pred = np.array([[0.4, 0.3, 0.3], [0.5, 0.4, 0.1], [-3, -2, -1], [1, 2, 9]])
    assert accuracy(np.array([0, 1, 2, 2], dtype).reshape(shape), y_pred) == 3 / 4


@given(st.integers(1, 20), st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_accuracy_equals_that_of_scikit_learn(rows, classes, seed):
    rng = np.random.default_rng(seed)
    labels, y_pred = rng.integers(0, classes, rows), rng.normal(size=(rows, classes))
    expected = sklearn_metrics.accuracy_score(labels, y_pred.argmax(axis=1))
    assert accuracy(labels, y_pred) == accuracy(one_hot(labels, classes), y_pred) == pytest.approx(expected, rel=1e-15)


def test_the_threshold_of_logits_is_zero():
    y_true, logits = np.array([[1], [0], [1], [0]]), np.array([[0.3], [-0.2], [0.1], [2.0]])
    assert accuracy(y_true, logits) == 1 / 4  # as probabilities, three of them are below 1/2
    assert accuracy(y_true, logits, threshold=0) == BinaryAccuracy(threshold=0)(y_true, logits) == 3 / 4


@pytest.mark.parametrize("threshold", [0, 0.5, 0.7])
def test_binary_accuracy_equals_that_of_keras(threshold):
    rng = np.random.default_rng(0)
    y_true, y_pred = rng.integers(0, 2, (30, 4)), rng.normal(0.5, 1, (30, 4))
    expected = np.mean(np.asarray(keras.metrics.binary_accuracy(y_true, y_pred, threshold)))
    assert BinaryAccuracy(threshold)(y_true, y_pred) == pytest.approx(expected, rel=1e-6)


@given(st.integers(1, 6), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_the_mean_absolute_error_equals_that_of_scikit_learn(rows, columns, seed):
    rng = np.random.default_rng(seed)
    y_true, y_pred = rng.normal(size=(2, rows, columns))
    expected = sklearn_metrics.mean_absolute_error(y_true, y_pred)
    assert mean_absolute_error(y_true, y_pred) == pytest.approx(expected, rel=1e-14)


def test_float32_stays_float32():
    assert mean_absolute_error(np.ones((2, 1), np.float32), np.zeros((2, 1), np.float32)).dtype == np.float32


@pytest.mark.parametrize("metric", [BinaryAccuracy(), mean_absolute_error])
def test_a_column_does_not_meet_a_row(metric):
    with pytest.raises(ValueError, match=re.escape("(4,) and (4, 1)")):
        metric(np.ones(4), np.ones((4, 1)))


@pytest.mark.parametrize("shape", [(3,), (4, 2), (1, 4), (4, 1, 1)])
def test_labels_that_do_not_fit_raise(shape):
    with pytest.raises(ValueError, match=re.escape(f"{shape} and (4, 3)")):
        accuracy(np.ones(shape), np.ones((4, 3)))
