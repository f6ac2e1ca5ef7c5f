"""Functions that are lent with a table of their values: the same as the function itself, at every point."""

import warnings

import numpy as np
import pytest

from dlcourse.checks.engine.tabulated import TABLE, tabulated


def squares(calls):
    """Σ w², which notes the points at which it is asked."""

    def f(w):
        calls.append(np.array(w).tolist())
        return np.sum(np.asarray(w) ** 2)

    return f


def test_the_values_of_the_table_are_the_functions_and_it_is_asked_for_each_once():
    calls = []
    f = tabulated(squares(calls), [np.array([1.0, 2.0]), np.array([3.0, 0.0]), np.array([1.0, 2.0])])
    assert calls == []
    assert [f(np.array([1.0, 2.0])), f(np.array([3.0, 0.0])), f(np.array([1.0, 2.0]))] == [5.0, 9.0, 5.0]
    assert sorted(calls) == [[1.0, 2.0], [3.0, 0.0]]
    points, values = getattr(f, TABLE)()
    assert dict(zip(map(tuple, points.tolist()), values.tolist(), strict=True)) == {(1.0, 2.0): 5.0, (3.0, 0.0): 9.0}


@pytest.mark.parametrize(
    "w", [np.array([1.0, 2.5]), np.array([1, 2]), np.array([1.0, 2.0], np.float32), [1.0, 2.0], np.array([[1.0, 2.0]])]
)
def test_at_any_other_point_the_function_is_asked(w):
    calls = []
    f = tabulated(squares(calls), [np.array([1.0, 2.0])])
    getattr(f, TABLE)()
    calls.clear()
    assert f(w) == np.sum(np.asarray(w) ** 2)
    assert calls == [np.asarray(w).tolist()]


def test_an_array_in_another_order_in_memory_is_not_taken_for_a_point():
    f = tabulated(lambda w: w.strides[0], [np.zeros((2, 3))])
    assert (f(np.zeros((2, 3))), f(np.zeros((2, 3), order="F"))) == (24, 8)


def test_where_numpy_warns_the_function_is_asked_and_warns_each_time():
    f = tabulated(lambda w: np.sum(1 / w), [np.array([0.0]), np.array([2.0])])
    assert getattr(f, TABLE)()[0].tolist() == [[2.0]]
    for _ in range(2):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert f(np.array([0.0])) == np.inf
        assert [str(one.message) for one in caught] == ["divide by zero encountered in divide"]


def test_the_order_of_the_rows_does_not_hang_on_that_of_the_points():
    points = [np.array([x, y]) for x in (1.0, -1.0, 0.5) for y in (3.0, 2.0)]
    one, other = (getattr(tabulated(np.sum, order), TABLE)() for order in (points, points[::-1]))
    np.testing.assert_array_equal(one[0], other[0])
    np.testing.assert_array_equal(one[1], other[1])
