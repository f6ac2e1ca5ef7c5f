"""What losses take and what they refuse: shapes, lists, whole numbers, empty batches, logits as probabilities."""

import re

import numpy as np
import pytest
from loss_cases import LABELS_FAR_OUT, LOSSES, PROBABILITIES, ROWS, draw_pair, every_loss


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


@pytest.mark.parametrize(
    ("name", "y_true", "message"),
    [
        ("bce", [-1.0, 1.0], "y_true: expected labels in [0, 1]. Received: numbers from -1 to 1"),
        ("bce_logits", [0.0, 2.0], "y_true: expected labels in [0, 1]. Received: numbers from 0 to 2"),
        ("focal", [-1.0, 1.0], "y_true: expected labels 0 and 1. Received: numbers from -1 to 1"),
        ("focal_logits", [0.5, 1.0], "y_true: expected labels 0 and 1. Received: a number between them"),
        ("hinge", [0.0, 1.0], "y_true: expected labels −1 and 1. Received: labels 0 and 1; 2 * y_true - 1 turns them"),
        ("perceptron", [0, 0], "y_true: expected labels −1 and 1. Received: labels 0 and 1; 2 * y_true - 1 turns them"),
        ("perceptron", [1, 3], "y_true: expected labels −1 and 1. Received: 3"),
        ("hinge", [1, np.nan], "y_true: expected finite numbers. Received: 1 NaN or infinite of 2"),
    ],
)
def test_labels_of_another_kind_raise_and_say_so(name, y_true, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        LOSSES[name](y_true, [0.5, 0.5])
