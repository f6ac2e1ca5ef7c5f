"""The digits that travel with the course are scikit-learn's, the tables are the notes'."""

import numpy as np
import pytest
from oracles import sklearn_datasets

from dlcourse import data
from dlcourse.data import load_digits


def test_digits_equal_those_of_scikit_learn():
    x, y = load_digits()
    pixels, labels = sklearn_datasets.load_digits(return_X_y=True)
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


@pytest.mark.parametrize(
    ("table", "x", "y", "names"),
    [
        ("salary_by_iq_and_gpa", [[80, 3.5], [60, 4], [70, 3.2]], [1.8, 2.5, 2], "iq gpa salary"),
        ("salary_by_cgpa_and_resume", [[8, 8], [7, 9], [6, 10], [5, 12]], [4, 5, 6, 7], "cgpa resume_score salary"),
        ("salary_by_iq_and_cgpa", [[80, 8], [80, 9], [70, 8], [120, 7]], [3, 5, 5, 8], "iq cgpa lpa"),
        ("temperatures", [[1], [2], [3], [4], [5]], [28, 13, 17, 31, 43], "date temperature"),
    ],
)
def test_a_table_holds_the_numbers_of_the_notes(table, x, y, names):
    rows, targets, columns = getattr(data, table)()
    np.testing.assert_array_equal(rows, x)
    np.testing.assert_array_equal(targets, np.reshape(y, (-1, 1)))
    assert columns == names.split()
    assert rows.dtype == targets.dtype == np.float64


def test_the_placement_of_three_students_is_one_hot():
    x, y, names = data.placement_by_cgpa_and_iq()
    np.testing.assert_array_equal(x, [[7, 70], [8, 80], [6, 60]])
    np.testing.assert_array_equal(y, np.eye(3))
    assert names == ["cgpa", "iq", "yes", "no", "maybe"]


def test_a_table_is_new_each_time():
    data.temperatures()[1][:] = 0
    assert data.temperatures()[1][0] == 28
