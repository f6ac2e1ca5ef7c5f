"""The worked numbers of the notes on the backward pass, corrected, from their inputs by the library."""

import numpy as np
import pytest

from dlcourse import SGD, Dense, MeanSquaredError, Sequential, Sigmoid
from dlcourse.data import salary_by_cgpa_and_resume, salary_by_iq_and_gpa


def two_two_one(W1=1, b1=0, W2=1, b2=0, learning_rate=0.1):
    """Two inputs, two linear units, one output; W = 1 and b = 0 as the notes start."""
    rng = np.random.default_rng(0)
    model = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], np.float64)
    for layer, W, b in zip(model.layers, (W1, W2), (b1, b2), strict=True):
        layer.W[...], layer.b[...] = W, b
    return model.compile(SGD(learning_rate), MeanSquaredError())


@pytest.fixture
def student():
    """The first student of iq and gpa: x (1, 2), y (1, 1)."""
    x, y, _ = salary_by_iq_and_gpa()
    return x[:1], y[:1]


@pytest.fixture
def worked():
    """The regression example after its backward pass.

    Legible in the notes are 0.3, 0.4, W₂ and ŷ = 1.083; x = (1, 2), 0.1, 0.2 and the biases fit all gradients there.
    """
    model = two_two_one([[0.1, 0.3], [0.2, 0.4]], [0.07, 0.08], [[0.5], [0.6]], 0.09)
    model.loss_and_gradient(np.array([[1.0, 2.0]]), np.array([[10.0]]))
    return model


def test_the_loss_has_the_slope_330_4_in_the_prediction_for_the_first_student(student):
    x, y = student
    model = two_two_one()
    assert MeanSquaredError()(y, model.predict(x))[1] == pytest.approx(330.4)  # −2 (1.8 − 167)


def test_the_output_weights_of_the_first_student_have_the_gradient_27_588_4(student):
    model = two_two_one()
    model.loss_and_gradient(*student)
    assert model.layers[1].dW == pytest.approx(27_588.4)  # 330.4 · 83.5


def test_the_output_bias_of_the_first_student_has_the_gradient_330_4(student):
    model = two_two_one()
    model.loss_and_gradient(*student)
    assert model.layers[1].db == pytest.approx(330.4)


def test_the_hidden_weights_of_the_first_student_have_the_gradients_26_432_and_1_156_4(student):
    model = two_two_one()
    model.loss_and_gradient(*student)
    assert model.layers[0].dW == pytest.approx(np.array([[26_432] * 2, [1_156.4] * 2]))  # 330.4 times 80 and 3.5


def test_the_output_bias_moves_to_minus_33_04_at_a_learning_rate_of_0_1(student):
    model = two_two_one()
    model.train_step(*student)
    assert model.layers[1].b == pytest.approx(-33.04)


def test_one_step_at_0_1_makes_the_first_students_loss_over_ten_trillion_times_as_large(student):
    model = two_two_one()
    before = model.train_step(*student)
    # W₂: 1 − 2,758.84; W₁: 1 − 2,643.2 and 1 − 115.64; b₁: −33.04; b₂: −33.04
    hidden = 80 * (1 - 2_643.2) + 3.5 * (1 - 115.64) - 33.04
    assert model.predict(student[0]) == pytest.approx(2 * hidden * (1 - 2_758.84) - 33.04)
    assert 1e13 < model.evaluate(*student)["loss"] / before < 1e14


def test_the_first_student_of_cgpa_and_resume_costs_784():
    x, y, _ = salary_by_cgpa_and_resume()
    assert two_two_one().evaluate(x[:1], y[:1])["loss"] == 784  # (4 − 32)²


def test_a_hundred_epochs_on_four_rows_are_400_stochastic_steps_and_100_batch_steps():
    x, y, _ = salary_by_cgpa_and_resume()
    steps = []
    for batch_size in (1, None):
        model = two_two_one(learning_rate=1e-4)
        model.fit(x, y, epochs=100, batch_size=batch_size, verbose=False)
        steps.append(model.optimizer.step)
    assert steps == [400, 100]


def test_the_worked_regression_has_the_hidden_outputs_0_57_and_1_18(worked):
    assert worked.layers[0].forward(np.array([[1.0, 2.0]]))[0] == pytest.approx([0.57, 1.18])


def test_the_worked_regression_predicts_1_083(worked):
    assert worked.predict([[1.0, 2.0]]) == pytest.approx(1.083)


def test_the_worked_regression_is_8_917_short(worked):
    assert 10 - worked.predict([[1.0, 2.0]]) == pytest.approx(8.917)


def test_the_worked_regression_costs_79_51(worked):
    assert worked.evaluate([[1.0, 2.0]], [[10.0]])["loss"] == pytest.approx(79.512889)


def test_the_first_factor_of_the_worked_regression_is_minus_17_834(worked):
    assert MeanSquaredError()([[10.0]], worked.predict([[1.0, 2.0]]))[1] == pytest.approx(-17.834)


def test_the_output_weights_of_the_worked_regression_have_gradients_minus_10_17_and_minus_21_04(worked):
    assert worked.layers[1].dW[:, 0] == pytest.approx([-10.16538, -21.04412])


def test_the_output_bias_of_the_worked_regression_has_the_gradient_minus_17_834(worked):
    assert worked.layers[1].db == pytest.approx(-17.834)


def test_the_first_hidden_unit_of_the_worked_regression_has_gradients_8_917_17_834_and_8_917_below_0(worked):
    first = worked.layers[0]
    assert [*first.dW[:, 0], first.db[0]] == pytest.approx([-8.917, -17.834, -8.917])


def test_the_second_hidden_unit_of_the_worked_regression_has_gradients_10_70_21_40_and_10_70_below_0(worked):
    first = worked.layers[0]
    assert [*first.dW[:, 1], first.db[1]] == pytest.approx([-10.7004, -21.4008, -10.7004])


def test_the_64_unit_net_on_n_inputs_learns_64n_plus_129_numbers():
    rng = np.random.default_rng(0)
    for n in (1, 10):
        model = Sequential([Dense(n, 64, rng), Sigmoid(), Dense(64, 1, rng), Sigmoid()])
        assert model.parameters.size == 64 * n + 129
