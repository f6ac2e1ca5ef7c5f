"""Slopes of one layer by numbers: equal to the known derivatives, whichever entries may be nudged together."""

import numpy as np
import pytest

from dlcourse.gradients.layer import has_separable_columns, measured_slopes

RNG = np.random.default_rng(0)
X, W, DA = RNG.normal(size=(3, 4)), RNG.normal(size=(4, 5)), RNG.normal(size=(3, 5))
ROWS = RNG.normal(size=(3, 3))


def counted(f):
    """f, and the list in which each call leaves a mark."""
    calls = []

    def count():
        calls.append(1)
        return f()

    return count, calls


@pytest.mark.parametrize(
    ("f", "w", "expected"),
    [
        (lambda: X @ W, W, X.T @ DA),  # a column of W moves its own column
        (lambda: X @ W, X, DA @ W.T),  # a row of X moves its own row
        (lambda: ROWS @ (X @ W), X, ROWS.T @ DA @ W.T),  # everything moves everything
        (lambda: np.exp(X) @ W, X, np.exp(X) * (DA @ W.T)),
    ],
)
def test_slopes_are_those_of_the_known_derivative_and_w_is_left_as_it_was(f, w, expected):
    before = w.copy()
    np.testing.assert_allclose(measured_slopes(f, w, DA), expected, rtol=1e-8, atol=1e-9)
    np.testing.assert_array_equal(w, before)


@pytest.mark.parametrize("shape", [(), (1,), (5,), (1, 5), (2, 1, 5)])
def test_an_array_of_any_shape_has_slopes_of_that_shape(shape):
    w = RNG.normal(size=shape)

    def f():
        return X @ W * np.sum(np.sin(w))

    np.testing.assert_allclose(measured_slopes(f, w, DA), np.cos(w) * np.sum(DA * (X @ W)), rtol=1e-7)


@pytest.mark.parametrize(
    ("f", "w", "apart"),
    [
        (lambda: X @ W, W, True),
        (lambda: np.tanh(X), X, True),
        (lambda: (X - X.mean(axis=0)) / X.std(axis=0), X, True),  # batch normalization: columns for themselves
        (lambda: X / X.sum(axis=1, keepdims=True), X, False),
        (lambda: X[:, [1, 0, 2, 3]], X, False),  # as many places, but others
        (lambda: X[:, [2, 1, 0, 3]], X, False),
        (lambda: X + 1e-6 * X[:, [3]] * [1, 0, 0, 0], X, False),  # a single entry leans on another
        (lambda: X @ W, X, False),  # another number of places
    ],
)
def test_places_are_apart_where_each_moves_its_own_alone(f, w, apart):
    assert has_separable_columns(f, w) is apart


def test_a_dense_layer_costs_a_nudge_for_each_row_of_w_and_not_for_each_entry():
    w = RNG.normal(size=(40, 50))
    f, calls = counted(lambda: np.ones((2, 40)) @ w)
    measured_slopes(f, w, np.ones((2, 50)))
    assert 2 * 40 <= len(calls) < 2 * 40 + 20
