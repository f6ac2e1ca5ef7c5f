"""The nine-parameter loop: lecture 06's numbers, the library's network, and what it refuses."""

import numpy as np
import pytest
from forms import forms
from hypothesis import given
from hypothesis import strategies as st

from dlcourse import SGD, BinaryCrossentropy, Dense, MeanSquaredError, Sequential, Sigmoid
from dlcourse.data import salary_by_cgpa_and_resume

WORKED = [0.1, 0.3, 0.2, 0.4, 0.07, 0.08, 0.5, 0.6, 0.09]


@pytest.fixture(scope="module", params=forms("dlcourse.classical.nine_parameters", "train_by_hand"))
def train_by_hand(request):
    return request.param()


def network(parameters, learning_rate, classify):
    """The same network of layers: the library's way to the same numbers."""
    rng = np.random.default_rng(0)
    bend = [Sigmoid()] if classify else []
    model = Sequential([Dense(2, 2, rng), *bend, Dense(2, 1, rng)], dtype=np.float64)
    model.parameters[:] = parameters
    return model.compile(SGD(learning_rate), BinaryCrossentropy(from_logits=True) if classify else MeanSquaredError())


def test_one_step_moves_each_parameter_against_its_gradient_of_the_lecture(train_by_hand):
    after, losses = train_by_hand(WORKED, [[1, 2]], [10], 0.01)
    slopes = [-8.917, -10.7004, -17.834, -21.4008, -8.917, -10.7004, -10.16538, -21.04412, -17.834]
    np.testing.assert_allclose((np.array(WORKED) - after) / 0.01, slopes, rtol=1e-12)
    np.testing.assert_allclose(losses, [79.512889], rtol=1e-12)


def test_six_steps_on_the_worked_row_lose_what_the_lecture_shows(train_by_hand):
    _, losses = train_by_hand(WORKED, [[1, 2]], [10], 0.01, epochs=6)
    np.testing.assert_allclose(losses, [79.512889, 57.61079, 30.525815, 8.499094, 0.72119, 0.01094], atol=1e-5)


def test_a_label_of_one_pulls_the_first_weight_by_the_chain_of_four_links(train_by_hand):
    def s(z):
        return 1 / (1 + np.exp(-z))

    o_1, o_2 = s(0.57), s(1.18)
    y_hat = s(0.5 * o_1 + 0.6 * o_2 + 0.09)
    after, losses = train_by_hand(WORKED, [[1, 2]], [1], 1.0, classify=True)
    np.testing.assert_allclose(WORKED[0] - after[0], (y_hat - 1) * 0.5 * o_1 * (1 - o_1) * 1, rtol=1e-12)
    np.testing.assert_allclose(losses, [-np.log(y_hat)], rtol=1e-12)


@pytest.mark.parametrize("classify", [False, True])
@given(st.integers(1, 9), st.integers(0, 4), st.integers(0, 2**32 - 1))
def test_the_loop_is_the_librarys_network_trained_a_row_at_a_time(train_by_hand, classify, rows, epochs, seed):
    rng = np.random.default_rng(seed)
    start, x = rng.normal(size=9) / 2, rng.normal(size=(rows, 2))
    y = rng.integers(0, 2, (rows, 1)) if classify else rng.normal(size=(rows, 1))
    model = network(start, 0.01, classify)
    history = model.fit(x, y, epochs=epochs, batch_size=1, rng=None, verbose=False)
    after, losses = train_by_hand(start, x, y, 0.01, epochs, classify)
    np.testing.assert_allclose(after, model.parameters, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(losses, history.history["loss"] if epochs else [], rtol=1e-12, atol=1e-12)


def test_a_hundred_epochs_on_four_students_lose_what_the_lecture_shows(train_by_hand):
    x, y, _ = salary_by_cgpa_and_resume()
    rng = np.random.default_rng(0)
    start = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], dtype=np.float64).parameters
    _, losses = train_by_hand(start, x, y, 0.001, 100)
    assert [round(losses[k], 3) for k in (0, 1, 2, 99)] == [231.415, 23.032, 8.895, 0.052]


@pytest.mark.parametrize("classify", [False, True])
def test_what_is_given_is_left_alone_and_may_be_float32_or_lists(train_by_hand, classify):
    start, x, y = np.arange(9, dtype=np.float32) / 8, np.eye(2, dtype=np.float32), np.array([0, 1])
    for array in (start, x, y):
        array.flags.writeable = False
    after, losses = train_by_hand(start, x, y, 0.125, 3, classify)
    again, losses_again = train_by_hand(start.tolist(), x.tolist(), y.tolist(), 0.125, 3, classify)
    np.testing.assert_array_equal(after, again)
    assert after.dtype == np.float64
    assert losses == losses_again


@pytest.mark.parametrize("classify", [False, True])
def test_a_rate_that_is_too_large_ends_in_numbers_that_are_none_and_not_in_an_error(train_by_hand, classify):
    after, losses = train_by_hand(WORKED, [[1e200, 2e200]], [1], 1e200, 20, classify)
    assert not np.isfinite([*after, losses[-1]]).all()


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"parameters": WORKED[:8]}, ValueError, r"parameters: expected nine numbers \(9,\). Received: shape \(8,\)"),
        ({"parameters": ["a"] * 9}, TypeError, "parameters: expected an array of numbers"),
        ({"x": [[1, 2, 3]]}, ValueError, r"expected \(N, 2\) and \(N,\), N at least 1. Received: \(1, 3\) and \(1,\)"),
        ({"x": [1, 2]}, ValueError, r"Received: \(2,\) and \(1,\)"),
        ({"x": np.zeros((0, 2)), "y": []}, ValueError, r"Received: \(0, 2\) and \(0,\)"),
        ({"y": [1, 2]}, ValueError, r"Received: \(1, 2\) and \(2,\)"),
        ({"x": [[1, np.nan]]}, ValueError, "x: expected finite numbers"),
        ({"y": [2], "classify": True}, ValueError, r"y: expected labels in \[0, 1\]. Received: numbers from 2 to 2"),
        ({"learning_rate": 0}, ValueError, "learning_rate: expected a number above 0. Received: 0"),
        ({"epochs": -1}, ValueError, "epochs: expected a whole number of at least 0. Received: -1"),
        ({"epochs": 1.5}, ValueError, "epochs: expected a whole number"),
    ],
)
def test_unusable_input_is_refused(train_by_hand, changed, error, message):
    with pytest.raises(error, match=message):
        train_by_hand(**{"parameters": WORKED, "x": [[1, 2]], "y": [10]} | changed)
