"""The gradient check: right on functions with known derivatives, and finds planted errors."""

import re

import numpy as np
import pytest

from dlcourse.gradients.numerical import STEP, GradientCheck, check_gradient, numerical_gradient

W = np.array([[0.5, -1.0, 2.0], [3.0, 0.25, -0.75]])
FUNCTIONS = {
    "constant": (lambda w: 7.0, np.zeros_like),
    "linear": (lambda w: np.sum(3 * w), lambda w: np.full_like(w, 3)),
    "cubic": (lambda w: np.sum(w**3 - 2 * w), lambda w: 3 * w**2 - 2),
    "exponential": (lambda w: np.sum(np.exp(w)), np.exp),
    "product": (np.prod, lambda w: np.prod(w) / w),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_numerical_gradient_equals_the_known_derivative(name):
    f, derivative = FUNCTIONS[name]
    np.testing.assert_allclose(numerical_gradient(f, W), derivative(W), rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_check_gradient_agrees_with_the_known_derivative(name):
    f, derivative = FUNCTIONS[name]
    check = check_gradient(f, derivative(W), W)
    assert check.passed
    assert str(check).startswith("the gradients agree")


def test_central_differences_are_exact_on_a_parabola():
    # (9 − 1)/2 and (0.25 − 2.25)/1: powers of two, so that nothing is rounded
    np.testing.assert_array_equal(numerical_gradient(lambda w: np.sum(w**2), np.array([2.0]), h=1), [4])
    np.testing.assert_array_equal(numerical_gradient(lambda w: np.sum(w**2), np.array([-1.0]), h=0.5), [-2])


def test_a_scalar_point_gives_a_scalar_gradient():
    gradient = numerical_gradient(np.exp, 0.0)
    assert gradient.shape == ()
    assert gradient == pytest.approx(1, rel=1e-9)


def test_the_point_is_left_unchanged():
    w = W.copy()
    w.flags.writeable = False
    numerical_gradient(lambda v: np.sum(v**2), w)
    np.testing.assert_array_equal(w, W)


@pytest.mark.parametrize("w", [[1, 2, 3], np.array([1, 2, 3]), np.array([1, 2, 3], np.float32)])
def test_whole_numbers_and_float32_are_differentiated_in_float64(w):
    gradient = numerical_gradient(lambda v: np.sum(v**2), w)
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, [2, 4, 6], rtol=1e-9)


def test_the_error_is_a_u_in_the_step_with_the_default_near_the_bottom():
    w = np.array([1.0])

    def error(h):
        return abs(numerical_gradient(lambda v: np.exp(v).sum(), w, h)[0] - np.e)

    best = error(None)
    assert best < 1e-9
    assert error(1e-1) == pytest.approx(np.e * 1e-1**2 / 6, rel=1e-2)  # the Taylor series' next term, h²f‴/6
    assert error(1e-1) > 1e4 * best
    assert error(1e-13) > 1e4 * best  # rounding
    assert 1e-6 < STEP < 1e-5


def test_the_step_grows_with_large_entries():
    w = np.array([1e8])
    np.testing.assert_allclose(numerical_gradient(lambda v: np.sum(v**2), w), 2e8, rtol=1e-9)


@pytest.mark.parametrize("where", [(0, 0), (1, 2)])
@pytest.mark.parametrize("factor", [-1, 1.01, 0])
def test_check_gradient_finds_a_planted_error_at_its_index(where, factor):
    wrong = 3 * W**2 - 2
    right = wrong[where]
    wrong[where] *= factor
    check = check_gradient(lambda w: np.sum(w**3 - 2 * w), wrong, W)
    assert not check.passed
    assert check.where == where
    assert check.analytic == wrong[where]
    assert check.numerical == pytest.approx(right, rel=1e-8)
    assert "DIFFER" in str(check)
    assert f"largest at {list(where)}" in str(check)


def test_the_relative_error_is_measured_against_the_largest_entry():
    almost = np.array([2.08, 4.0, 8.0])
    check = check_gradient(lambda w: np.sum(w**2), almost, np.array([1.0, 2, 4]))
    assert check.relative_error == pytest.approx(0.08 / 8, rel=1e-6)


def test_the_tolerance_decides():
    w, almost = np.array([1.0]), np.array([2.002])
    assert not check_gradient(lambda v: np.sum(v**2), almost, w, tolerance=1e-4).passed
    assert check_gradient(lambda v: np.sum(v**2), almost, w, tolerance=1e-2).passed


def test_a_function_that_gives_nan_does_not_pass():
    assert not check_gradient(lambda w: np.nan, np.ones(2), np.ones(2)).passed


def test_a_gradient_of_another_shape_raises_with_both_shapes():
    with pytest.raises(ValueError, match=re.escape("expected the shape of w, (2, 3). Received: (3, 2)")):
        check_gradient(np.sum, np.ones((3, 2)), W)


def test_a_gradient_with_nan_raises():
    with pytest.raises(ValueError, match="gradient: expected finite numbers"):
        check_gradient(np.sum, np.full_like(W, np.nan), W)


def test_a_check_reads_as_one_sentence():
    assert str(GradientCheck("differ", 0.5, (1, 2), 1.0, 2.0, 1e-6)) == (
        "the gradients DIFFER: relative error 5.0e-01 (tolerance 1e-06), largest at [1, 2]: analytic 1, numerical 2"
    )


def test_the_complex_step_is_exact_to_rounding():
    gradient = numerical_gradient(
        lambda w: np.sum(np.exp(w) / np.sqrt(np.sin(w) ** 3 + np.cos(w) ** 3)), [1.5], method="complex"
    )
    # the example of Squire and Trapp (1998); the slope, in 15 digits, as Martins et al. (2003) give it
    np.testing.assert_allclose(gradient, 4.05342789389862, rtol=1e-14)


@pytest.mark.parametrize(
    "f", [lambda w: np.sum(np.abs(w)), lambda w: np.sum(np.where(w.real > 0, w.real, 0)), lambda w: float(np.sum(w))]
)
@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
def test_the_complex_step_is_refused_where_it_does_not_hold(f):
    with pytest.raises(ValueError, match="complex step"):
        numerical_gradient(f, W, method="complex")


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match=r"expected 'central' or 'complex'. Received: 'forward'"):
        numerical_gradient(np.sum, W, method="forward")


@pytest.mark.parametrize("slope_at_zero", [0.0, 0.5, 1.0])
def test_any_slope_between_the_two_sides_of_a_kink_is_right(slope_at_zero):
    w = np.array([-1.0, 0.0, 2.0])
    check = check_gradient(lambda w: np.maximum(w, 0).sum(), np.array([0.0, slope_at_zero, 1.0]), w)
    assert check.passed
    assert check.kinks == (slope_at_zero != 0.5)  # a central difference at ReLU's 0 gives 1/2 by itself
    assert ("at a kink" in str(check)) == (slope_at_zero != 0.5)


@pytest.mark.parametrize("slope_at_zero", [-0.5, 1.5])
def test_a_slope_outside_the_two_sides_of_a_kink_is_wrong(slope_at_zero):
    w = np.array([-1.0, 0.0, 2.0])
    check = check_gradient(lambda w: np.maximum(w, 0).sum(), np.array([0.0, slope_at_zero, 1.0]), w)
    assert check.status == "differ"
    assert check.where == (1,)


def test_a_wrong_slope_beside_a_kink_is_still_wrong():
    check = check_gradient(lambda w: np.maximum(w, 0).sum(), np.array([0.0, 1.0, 0.9]), np.array([-1.0, 0.0, 2.0]))
    assert (check.status, check.where) == ("differ", (2,))


def test_a_loss_in_float32_cannot_be_decided():
    check = check_gradient(lambda w: np.float32((w**3).sum()), 3 * W**2 * (1 + 2e-4), W)
    assert check.status == "cannot decide"
    assert not check.passed
    assert "cannot be compared" in str(check)
    assert check.uncertainty > 1e-5


def test_a_gross_error_is_found_even_in_float32():
    assert check_gradient(lambda w: np.float32((w**3).sum()), -3 * W**2, W).status == "differ"


@pytest.mark.parametrize("size", [1, 7, 200])
def test_random_directions_find_a_single_wrong_entry(size):
    rng = np.random.default_rng(size)
    w = rng.normal(size=size)
    gradient = np.cos(w)
    assert check_gradient(lambda w: np.sin(w).sum(), gradient, w, directions=5, rng=rng).passed
    gradient[rng.integers(size)] *= 1.01
    assert check_gradient(lambda w: np.sin(w).sum(), gradient, w, directions=5, rng=rng).status == "differ"


def test_a_direction_costs_two_calls():
    calls = []

    def f(w):
        calls.append(w)
        return (w**2).sum()

    check_gradient(f, 2 * np.ones(1000), np.ones(1000), directions=3)
    assert len(calls) == 6


def test_nothing_to_check_is_refused():
    with pytest.raises(ValueError, match="expected at least one entry"):
        check_gradient(np.sum, np.zeros(0), np.zeros(0))
