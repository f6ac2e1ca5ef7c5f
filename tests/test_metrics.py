"""Accuracy on hand-counted rows."""

import re

import numpy as np
import pytest

from dlcourse.metrics import accuracy


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
