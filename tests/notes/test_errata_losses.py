"""Slips of the notes in lecture 05, computed: losses and their labels."""

import numpy as np
import pytest
from oracles import keras

from dlcourse import (
    CategoricalCrossentropy,
    Dense,
    Huber,
    MeanAbsoluteError,
    MeanSquaredError,
    ReLU,
    Sequential,
    SparseCategoricalCrossentropy,
    mean_absolute_error,
)

P = np.array([[0.5, 0.3, 0.2]])  # one row of predicted probabilities


def test_a_difference_is_no_loss():
    y, y_pred = np.array([1.0, 3.0]), np.array([3.0, 1.0])
    assert np.mean(y - y_pred) == 0  # wrong twice, and the errors cancel
    assert MeanSquaredError()(y, y_pred)[0] == 4
    assert mean_absolute_error(y, y_pred) == 2
    assert np.mean(y - (y_pred + 1000)) < 0  # far worse, and "lower"
    assert MeanSquaredError()(y, y_pred + 1000)[0] > 4


def test_mean_squared_error_divides_by_the_rows_and_by_nothing_else():
    y, y_pred = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])  # errors 1, 2, 3
    assert MeanSquaredError()(y, y_pred)[0] == pytest.approx(14 / 3)
    assert float(keras.losses.MeanSquaredError()(y, y_pred)) == pytest.approx(14 / 3, rel=1e-6)
    half_sums = [np.sum((np.tile(y, k) - np.tile(y_pred, k)) ** 2) / 2 for k in (1, 2)]
    assert half_sums == [7, 14]  # the same rows twice, twice the "mean"
    assert MeanSquaredError()(np.tile(y, 2), np.tile(y_pred, 2))[0] == pytest.approx(14 / 3)


def test_an_outlier_moves_the_best_mse_from_3_to_22_and_mae_and_huber_not_at_all():
    def best(loss, values):
        """The constant that costs least, on a grid of 0.5."""
        grid = np.arange(0, 101, 0.5)
        return grid[np.argmin([loss(values, np.full(5, constant))[0] for constant in grid])]

    near, far = np.array([1.0, 2, 3, 4, 5]), np.array([1.0, 2, 3, 4, 100])
    assert [best(MeanSquaredError(), values) for values in (near, far)] == [3, 22]  # the mean
    assert [best(MeanAbsoluteError(), values) for values in (near, far)] == [3, 3]  # the median
    assert [best(Huber(1.0), values) for values in (near, far)] == [3, 3]  # pulls clipped: +1 +1 0 −1 −1
    assert np.abs(MeanSquaredError()(far, np.full(5, 3.0))[1]).argmax() == 4
    assert Huber(1.0)(far, np.full(5, 3.0))[1] == pytest.approx([0.2, 0.2, 0, -0.2, -0.2])


def test_mse_of_a_network_has_two_best_points_and_a_hill_between():
    rng = np.random.default_rng(0)
    x, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    model = Sequential([Dense(2, 2, rng), ReLU(), Dense(2, 1, rng)], np.float64)
    first, last = model.layers[0], model.layers[2]
    ends = []
    for order in ([0, 1], [1, 0]):  # max(0, x₁ + x₂) − 2 max(0, x₁ + x₂ − 1) is XOR, whichever unit is which
        first.W[...], first.b[...] = 1, np.array([0, -1])[order]
        last.W[...], last.b[...] = np.array([[1], [-2]])[order], 0
        ends.append(model.parameters.copy())

    def loss(parameters):
        model.parameters[...] = parameters
        return MeanSquaredError()(y, model.predict(x))[0]

    assert not np.array_equal(*ends)
    assert [loss(end) for end in ends] == [0, 0]
    # half way: 2 max(0, s − ½) · (−½), so −½, −½ and −1.5 for s = 1, 1, 2: (2.25 + 2.25 + 2.25)/4
    assert loss((ends[0] + ends[1]) / 2) == pytest.approx(1.6875)


def test_cross_entropy_takes_the_logarithm_of_the_prediction():
    y = np.array([[1.0, 0, 0]])
    value = CategoricalCrossentropy()(y, P)[0]
    assert value == pytest.approx(np.log(2))
    assert value == pytest.approx(float(keras.losses.CategoricalCrossentropy()(y, P)), rel=1e-6)
    notes = -sum(label * np.log(label) for label in y[0] if label > 0)  # 0 ln 0 = 0
    assert notes == 0  # of any one-hot row, whatever is predicted


def test_the_index_of_the_label_is_that_of_the_sum():
    y = np.array([[1.0, 0, 0]])
    assert CategoricalCrossentropy()(y, P)[0] == pytest.approx(-np.log(0.5))
    notes = [-sum(y[0, i] * np.log(P[0, i]) for _ in range(3)) for i in range(3)]  # nothing in it depends on j
    assert notes == pytest.approx([-3 * np.log(0.5), 0, 0])


def test_sparse_labels_count_from_zero():
    rows = np.array([[0.5, 0.3, 0.2], [0.1, 0.7, 0.2], [0.1, 0.3, 0.6]])
    value = SparseCategoricalCrossentropy()([0, 1, 2], rows)[0]
    assert value == pytest.approx(-np.log(0.5 * 0.7 * 0.6) / 3)
    assert value == pytest.approx(CategoricalCrossentropy()(np.eye(3), rows)[0])
    assert value == pytest.approx(float(keras.losses.SparseCategoricalCrossentropy()(np.arange(3), rows)), rel=1e-6)
    with pytest.raises(ValueError, match=r"whole numbers from 0 to 2\. Received: 3"):
        SparseCategoricalCrossentropy()([1, 2, 3], rows)
    shifted = SparseCategoricalCrossentropy()([1, 2], rows[:2])[0]  # without class 3 it passes, on the wrong columns
    assert shifted == pytest.approx(-np.log(0.3 * 0.2) / 2)
    assert SparseCategoricalCrossentropy()([0, 1], rows[:2])[0] == pytest.approx(-np.log(0.5 * 0.7) / 2)
