"""The digits that travel with the course are scikit-learn's."""

import numpy as np
import pytest
import sklearn.datasets

from dlcourse.data import load_digits


def test_digits_equal_those_of_scikit_learn():
    x, y = load_digits()
    pixels, labels = sklearn.datasets.load_digits(return_X_y=True)
    np.testing.assert_array_equal(x * 16, pixels)
    np.testing.assert_array_equal(y, labels)


def test_digits_have_the_promised_shapes_types_and_range():
    x, y = load_digits()
    assert (x.shape, y.shape) == ((1797, 64), (1797,))
    assert (x.dtype, y.dtype) == (np.float64, np.int64)
    assert (x.min(), x.max()) == (0, 1)
    assert set(y) == set(range(10))


@pytest.mark.parametrize("which", [0, 1])
def test_what_one_caller_changes_the_next_does_not_see(which):
    load_digits()[which][:] = 5
    assert not (load_digits()[which] == 5).all()
