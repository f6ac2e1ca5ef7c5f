"""The gradient check: right on functions with known derivatives, and finds planted errors."""

import re

import numpy as np
import pytest

from dlcourse.gradcheck import STEP, GradientCheck, check_gradient, numerical_gradient

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
    assert str(GradientCheck(0.5, (1, 2), 1.0, 2.0, 1e-6)) == (
        "the gradients DIFFER: relative error 5.0e-01 (tolerance 1e-06), largest at [1, 2]: analytic 1, numerical 2"
    )
