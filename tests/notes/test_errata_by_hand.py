"""Slips of the notes in lecture 06, computed: networks small enough to work through by hand."""

import numpy as np
import pytest
from oracles import jax

from dlcourse import (
    SGD,
    BinaryCrossentropy,
    Dense,
    MeanSquaredError,
    Sequential,
    Sigmoid,
    numerical_gradient,
    sigmoid,
)
from dlcourse.data import salary_by_iq_and_gpa


def linear_2_2_1(W1, b1, W2, b2):
    """Two inputs, two linear units, one output, as a Sequential in float64."""
    rng = np.random.default_rng(0)
    model = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], np.float64)
    for layer, W, b in zip(model.layers, (W1, W2), (b1, b2), strict=True):
        layer.W[...], layer.b[...] = W, b
    return model


@pytest.fixture
def drawn():
    """A 2-2-1 net with unequal weights after a backward pass on one row: (model, x, y, o, ŷ)."""
    rng = np.random.default_rng(1)
    model = linear_2_2_1(rng.normal(size=(2, 2)), rng.normal(size=2), rng.normal(size=(2, 1)), rng.normal(size=1))
    x, y = np.array([[1.5, -0.5]]), np.array([[1.0]])
    model.compile(SGD(), MeanSquaredError()).loss_and_gradient(x, y)
    return model, x[0], y[0, 0], model.layers[0].forward(x)[0], model.predict(x)[0, 0]


@pytest.fixture
def worked():
    """The notes' regression example.

    Legible are 0.3, 0.4, W₂ and ŷ = 1.083; x = (1, 2), the other two weights and these biases fit all gradients there.
    """
    return linear_2_2_1([[0.1, 0.3], [0.2, 0.4]], [0.07, 0.08], [[0.5], [0.6]], [0.09])


def test_the_gradient_is_taken_at_the_old_weight():
    w = np.array([1.0])
    SGD(0.1).apply(w, np.array([float(jax.grad(lambda w: w**2)(1.0))]))
    assert w == pytest.approx(0.8)  # 1 − 0.1 · 2 · 1
    notes = 1 / 1.2  # w = 1 − 0.1 · 2w, solved for the new w: an equation, not a step that can be computed
    assert notes == pytest.approx(1 - 0.1 * 2 * notes)
    assert w != pytest.approx(notes, rel=0.01)


def test_the_line_named_w12_of_layer_2_is_the_gradient_of_w11_of_layer_1(drawn):
    model, x, y, o, y_hat = drawn
    front, (first, last) = -2 * (y - y_hat), model.layers
    w11, w21 = last.W[:, 0]
    nine = [front * o, front, front * np.outer(x, [w11, w21]), front * np.array([w11, w21])]
    for ours, hand in zip((last.dW[:, 0], last.db, first.dW, first.db), nine, strict=True):
        assert ours == pytest.approx(hand, rel=1e-12)
    assert last.W.shape == (2, 1)  # w₁₂² does not exist
    notes = front * w11 * x[0]
    assert notes == pytest.approx(first.dW[0, 0], rel=1e-12)
    assert notes != pytest.approx(first.dW[0, 1], rel=0.1)  # w₁₂¹, which has a line of its own


def test_the_first_student_is_predicted_167_from_unit_weights():
    x, y, _ = salary_by_iq_and_gpa()
    model = linear_2_2_1(1, 0, 1, 0)
    assert model.layers[0].forward(x[:1]).tolist() == [[83.5, 83.5]]  # 80 + 3.5
    assert model.predict(x[:1]) == 167 != 5
    assert MeanSquaredError()(y[:1], model.predict(x[:1]))[0] == pytest.approx(165.2**2)
    assert MeanSquaredError()(y[:1], [[5.0]])[0] == pytest.approx(10.24)  # theirs


def test_the_output_is_made_of_o11_and_o12_and_b21(drawn):
    model, _, y, o, y_hat = drawn
    (first, last), front = model.layers, -2 * (y - y_hat)
    assert last.W[:, 0] @ o + last.b[0] == pytest.approx(y_hat)
    assert last.dW[1, 0] == pytest.approx(front * o[1])
    assert front * y_hat != pytest.approx(last.dW[1, 0], rel=0.1)  # with o₂₁ in the place of o₁₂: that is ŷ itself
    assert first.db[1] == pytest.approx(front * last.W[1, 0])
    assert front != pytest.approx(first.db[1], rel=0.1)  # with b₁₂ added to the output directly
    assert last.db[0] == pytest.approx(front)


def test_a_gradient_has_an_entry_for_each_variable():
    def f(w):
        return w[0] ** 2 * w[1]

    gradient = numerical_gradient(f, [3.0, 2.0])
    assert gradient == pytest.approx([12, 9])  # 2w₁w₂, w₁²
    assert gradient == pytest.approx(np.asarray(jax.grad(f)(np.array([3.0, 2.0]))))
    downhill = f(np.array([3.0, 2.0]) - 0.01 * gradient)
    assert downhill < f(np.array([3.0 - 0.01 * 12, 2.0])) < f(np.array([3.0, 2.0]))  # one partial is less than all


def test_a_net_for_one_probability_ends_in_one_row_and_one_number():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(5, 3)), rng.integers(0, 2, (5, 1)).astype(float)
    model = Sequential([Dense(3, 64, rng), Sigmoid(), Dense(64, 1, rng), Sigmoid()])
    first, last = model.layers[0], model.layers[2]
    assert first.W.T.shape == (64, 3)  # 64 rows; the notes write one
    assert last.W.T.shape == (1, 64)
    assert model.compile(SGD(0.1), BinaryCrossentropy()).evaluate(x, y)["loss"] > 0
    assert model.parameters.size == 64 * 3 + 64 + 64 + 1
    two = Sequential([Dense(3, 64, rng), Sigmoid(), Dense(64, 2, rng), Sigmoid()])
    with pytest.raises(ValueError, match=r"\(5, 1\) and \(5, 2\)"):
        two.compile(SGD(0.1), BinaryCrossentropy()).evaluate(x, y)


def test_the_worked_regression_has_linear_units(worked):
    x = np.array([[1.0, 2.0]])
    assert worked.layers[0].forward(x) == pytest.approx(np.array([[0.57, 1.18]]))
    assert worked.predict(x) == pytest.approx(1.083)
    assert sigmoid(20.0) < 1 < 1.083  # no sigmoid puts out 1.083
    from_theirs = worked.layers[1].forward(np.array([[0.82, 1.083]])) - 0.09 + 0.07
    assert from_theirs == pytest.approx(1.1298)  # and what they write down does not give it
    assert sigmoid([0.57, 1.18]) == pytest.approx([0.639, 0.765], abs=1e-3)


def test_each_unit_of_the_worked_regression_sums_over_all_units_before_it(worked):
    x = np.array([[1.0, 2.0]])
    assert worked.layers[0].forward(x)[0, 0] == pytest.approx(1 * 0.1 + 2 * 0.2 + 0.07)
    without_x2, past_the_hidden_layer = 1 * 0.1 + 0.07, 1 * 0.5 + 2 * 0.6 + 0.09
    assert without_x2 != pytest.approx(0.57, rel=0.1)
    assert worked.predict(x)[0, 0] == pytest.approx(0.57 * 0.5 + 1.18 * 0.6 + 0.09)
    assert past_the_hidden_layer != pytest.approx(1.083, rel=0.1)


def test_a_hidden_units_gradients_carry_the_weight_it_goes_out_by(worked):
    worked.compile(SGD(), MeanSquaredError()).loss_and_gradient(np.array([[1.0, 2.0]]), np.array([[10.0]]))
    first = worked.layers[0]
    # −17.834 times 0.5 or 0.6, times 1 or 2
    assert first.dW == pytest.approx(np.array([[-8.917, -10.7004], [-17.834, -21.4008]]))
    assert first.db == pytest.approx([-8.917, -10.7004])
    by_w21 = -17.834 * 2 * 0.6
    assert first.dW[1, 0] != pytest.approx(by_w21, rel=0.1)
    assert first.dW[1, 0] != pytest.approx(-12.834, rel=0.1)
    assert first.dW[0, 1] != pytest.approx(-10.2, abs=0.1)
