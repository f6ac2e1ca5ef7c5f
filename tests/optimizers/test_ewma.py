"""The exponentially weighted moving average against hand-worked numbers and its closed form."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dlcourse.averages import ewma

TEMPERATURES = [28, 13, 17, 31, 43]


def closed_form(values, beta):
    """vₜ = Σᵢ (1 − β)βᵗ⁻ⁱ θᵢ."""
    return [
        sum((1 - beta) * beta ** (t - i) * theta for i, theta in enumerate(values[: t + 1])) for t in range(len(values))
    ]


def test_the_temperatures_equal_the_hand_worked_numbers():
    np.testing.assert_allclose(ewma(TEMPERATURES, 0.9), [2.8, 3.82, 5.138, 7.7242, 11.25178], rtol=1e-14)


def test_the_corrected_temperatures_equal_the_hand_worked_numbers():
    corrected = ewma(TEMPERATURES, 0.9, bias_correction=True)
    np.testing.assert_array_equal(np.round(corrected, 1), [28, 20.1, 19.0, 22.5, 27.5])
    # 3.82/0.19, 5.138/0.271, 7.7242/0.3439, 11.25178/0.40951
    np.testing.assert_allclose(corrected, [28, 20.10526316, 18.95940959, 22.46059901, 27.47620327], rtol=1e-9)


def test_the_corrected_average_is_the_weighted_mean_numpy_gives():
    weights = 0.9 ** np.arange(4, -1, -1)
    expected = np.average(TEMPERATURES, weights=weights)
    np.testing.assert_allclose(ewma(TEMPERATURES, 0.9, bias_correction=True)[-1], expected, rtol=1e-14)


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), beta=st.floats(0, 0.999))
def test_the_recursion_equals_its_closed_form(values, beta):
    expected = np.array(closed_form(values, beta))
    scale = np.abs(values).max()
    np.testing.assert_allclose(ewma(values, beta), expected, rtol=1e-11, atol=1e-13 * scale)
    sums = closed_form([1.0] * len(values), beta)
    np.testing.assert_allclose(ewma(values, beta, bias_correction=True), expected / sums, rtol=1e-9, atol=1e-12 * scale)


@given(value=st.floats(-1e6, 1e6), beta=st.floats(0, 0.999))
@example(value=2.2250738585e-313, beta=0.5)  # so near to 0 a float has few digits
def test_the_corrected_average_of_a_constant_is_that_constant(value, beta):
    averages = ewma([value] * 20, beta, bias_correction=True)
    np.testing.assert_allclose(averages, value, rtol=1e-11, atol=np.finfo(float).tiny)


def test_beta_zero_remembers_nothing():
    np.testing.assert_array_equal(ewma(TEMPERATURES, 0), TEMPERATURES)


def test_rows_are_averaged_column_by_column():
    rows = np.random.default_rng(0).normal(size=(6, 3))
    columns = [ewma(column, 0.8, bias_correction=True) for column in rows.T]
    np.testing.assert_allclose(ewma(rows, 0.8, bias_correction=True), np.transpose(columns), rtol=1e-15)


@pytest.mark.parametrize("shape", [(5,), (5, 2)])
@pytest.mark.parametrize("correct", [False, True])
def test_float32_stays_float32_and_the_values_stay_as_they_are(shape, correct):
    values = np.ones(shape, np.float32)
    values.flags.writeable = False
    assert ewma(values, np.float64(0.9), correct).dtype == np.float32


def test_no_values_give_no_averages():
    assert ewma([], 0.9).shape == (0,)


@pytest.mark.parametrize("beta", [-0.1, 1, 2, float("nan"), "0.9", None])
def test_a_beta_out_of_its_range_raises(beta):
    with pytest.raises(ValueError, match=r"beta: expected a number in \[0, 1\)\. Received"):
        ewma(TEMPERATURES, beta)


def test_a_value_alone_raises():
    with pytest.raises(ValueError, match=r"values: expected a row of numbers\. Received: 3"):
        ewma(3, 0.9)
