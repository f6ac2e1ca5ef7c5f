"""The worked numbers of the notes on forward pass, perceptron and averages, from their inputs by the library."""

from itertools import pairwise

import numpy as np
import pytest

from dlcourse import (
    SGD,
    CategoricalCrossentropy,
    Dense,
    Flatten,
    MeanSquaredError,
    Perceptron,
    Sequential,
    Sigmoid,
    SparseCategoricalCrossentropy,
    ewma,
    leaky_relu,
    sigmoid,
)
from dlcourse.activations import sigmoid_derivative
from dlcourse.data import (
    placement_by_cgpa_and_iq,
    salary_by_cgpa_and_resume,
    salary_by_iq_and_cgpa,
    salary_by_iq_and_gpa,
    temperatures,
)
from dlcourse.initializers import ones


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def dense_net(rng, *widths):
    """Dense layers in a row, with W = 1 and b = 0 as the notes start."""
    return Sequential([Dense(n, units, rng, ones) for n, units in pairwise(widths)], np.float64)


def test_predicting_1_for_0_costs_1():
    assert MeanSquaredError()([0.0], [1.0])[0] == 1


@pytest.mark.parametrize(
    ("y", "score", "y_pred", "change"), [(0, -1, 0, 0), (1, 1, 1, 0), (0, 1, 1, -1), (1, -1, 0, 1)]
)
def test_the_four_cases_of_the_perceptron_trick_move_by_y_minus_prediction(y, score, y_pred, change):
    neuron, x = Perceptron(2, learning_rate=0.5, w=[1, 1], b=score - 3), np.array([1.0, 2.0])
    assert neuron.update(x, y) == y_pred
    assert (neuron.w - 1).tolist() == [0.5 * change, 0.5 * change * 2]
    assert neuron.b - (score - 3) == 0.5 * change


def test_sigmoid_of_1_5_is_0_82():
    assert sigmoid(1.5) == pytest.approx(0.82, abs=0.005)


def test_units_of_0_2_and_0_8_add_to_1_0_and_give_0_73(rng):
    model = Sequential([Dense(2, 1, rng, ones), Sigmoid()], np.float64)
    assert model.layers[0].forward(np.array([[0.2, 0.8]])) == pytest.approx(1.0)
    assert model.predict([[0.2, 0.8]]) == pytest.approx(0.731, abs=0.0005)


def test_a_bias_of_0_5_takes_0_2_and_0_8_to_0_82(rng):
    model = Sequential([Dense(2, 1, rng, ones), Sigmoid()], np.float64)
    model.layers[0].b[...] = 0.5
    assert model.predict([[0.2, 0.8]]) == pytest.approx(0.818, abs=0.0005)


def test_the_4_3_2_1_net_has_26_parameters(rng):
    assert dense_net(rng, 4, 3, 2, 1).parameters.size == 26


def test_the_5_4_3_2_1_net_has_50_parameters(rng):
    assert dense_net(rng, 5, 4, 3, 2, 1).parameters.size == 50


def test_the_2_2_1_net_has_9_parameters(rng):
    assert dense_net(rng, 2, 2, 1).parameters.size == 9


def test_the_matrices_of_the_5_4_3_2_1_net_are_5x4_4x3_3x2_and_2x1(rng):
    shapes = [layer.W.shape for layer in dense_net(rng, 5, 4, 3, 2, 1).layers]
    assert shapes == [(5, 4), (4, 3), (3, 2), (2, 1)]


def test_the_5_4_3_2_1_net_hands_on_4_3_2_and_1_numbers(rng):
    a, widths = np.ones((1, 5)), []
    for layer in dense_net(rng, 5, 4, 3, 2, 1).layers:
        a = layer.forward(a)
        widths.append(a.shape)
    assert widths == [(1, 4), (1, 3), (1, 2), (1, 1)]


def test_scores_0_1_0_2_0_3_give_0_525_0_550_0_574():
    layer = Sigmoid()
    assert layer.forward(np.array([0.1, 0.2, 0.3])) == pytest.approx([0.525, 0.550, 0.574], abs=0.0005)


def test_a_picture_of_28_by_28_is_a_row_of_784():
    assert Flatten().forward(np.zeros((1, 28, 28))).shape == (1, 784)


def test_the_three_students_of_iq_and_gpa_are_predicted_167_128_and_146_4(rng):
    x, _, _ = salary_by_iq_and_gpa()
    assert dense_net(rng, 2, 2, 1).predict(x)[:, 0] == pytest.approx([167, 128, 146.4])  # 2 (iq + gpa)


def test_a_prediction_of_5_for_1_8_costs_10_24():
    assert MeanSquaredError()([1.8], [5.0])[0] == pytest.approx(10.24)


def test_a_prediction_of_167_for_1_8_costs_27_291():
    assert MeanSquaredError()([1.8], [167.0])[0] == pytest.approx(27_291.04)


def test_the_four_students_of_cgpa_and_resume_are_predicted_32_32_32_and_34(rng):
    x, _, _ = salary_by_cgpa_and_resume()
    assert dense_net(rng, 2, 2, 1).predict(x)[:, 0].tolist() == [32, 32, 32, 34]


def test_the_four_students_of_iq_and_cgpa_are_predicted_176_178_156_and_254(rng):
    x, _, _ = salary_by_iq_and_cgpa()
    assert dense_net(rng, 2, 2, 1).predict(x)[:, 0].tolist() == [176, 178, 156, 254]


def test_yes_no_and_maybe_cost_the_same_one_hot_and_as_0_1_2(rng):
    _, y, _ = placement_by_cgpa_and_iq()
    logits = rng.normal(size=(3, 3))
    sparse = SparseCategoricalCrossentropy(from_logits=True)(np.array([0, 1, 2]), logits)[0]
    assert CategoricalCrossentropy(from_logits=True)(y, logits)[0] == pytest.approx(sparse)


def test_the_leaky_relu_with_0_01_is_the_larger_of_0_01_x_and_x():
    z = np.array([-200.0, -1.0, 0.0, 3.0])
    assert leaky_relu(z, 0.01).tolist() == [-2, -0.01, 0, 3]


def test_the_steepest_slope_of_the_sigmoid_is_a_quarter():
    assert sigmoid_derivative(0.0) == 0.25


@pytest.mark.parametrize(
    ("factors", "product"),
    [((0.2, 0.1, 0.5, 0.1), 0.001), ((0.25, 0.15, 0.10, 0.05, 0.02), 3.75e-6), ((0.1, 0.1, 0.1, 0.1), 0.0001)],
)
def test_weights_in_a_row_multiply(rng, factors, product):
    model = dense_net(rng, *[1] * (len(factors) + 1))
    for layer, factor in zip(model.layers, factors, strict=True):
        layer.W[...] = factor
    assert model.predict([[1.0]]) == pytest.approx(product)


def test_temperatures_average_to_2_8_3_82_5_138_7_7242_and_11_25178():
    assert ewma(temperatures()[1], 0.9)[:, 0] == pytest.approx([2.8, 3.82, 5.138, 7.7242, 11.25178])


def test_corrected_temperatures_are_28_20_1_19_0_22_5_and_27_5():
    corrected = ewma(temperatures()[1], 0.9, bias_correction=True)[:, 0]
    assert np.round(corrected, 1).tolist() == [28, 20.1, 19.0, 22.5, 27.5]


def test_corrected_temperatures_are_those_of_pandas():
    pandas = pytest.importorskip("pandas")
    values = temperatures()[1][:, 0]
    expected = pandas.Series(values).ewm(alpha=0.1).mean().to_numpy()
    assert ewma(values, 0.9, bias_correction=True) == pytest.approx(expected, rel=1e-12)


def test_beta_0_98_has_the_memory_of_50_days_and_0_9_of_10():
    impulse = np.zeros(2000)
    impulse[0] = 1
    for beta, days in ((0.98, 50), (0.9, 10)):
        weights = ewma(impulse, beta)
        assert weights.sum() / weights[0] == pytest.approx(days)  # as many days of the newest one's weight


def test_sgd_has_the_defaults_of_the_notes():
    sgd = SGD()
    assert (sgd.learning_rate, sgd.momentum, sgd.nesterov) == (0.01, 0, False)
