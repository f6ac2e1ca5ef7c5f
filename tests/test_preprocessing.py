"""One-hot labels, the split, mini-batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.preprocessing import minibatches, one_hot, train_test_split


def test_one_hot_puts_a_one_in_the_column_of_the_label():
    np.testing.assert_array_equal(one_hot([2, 0, 2], 3), [[0, 0, 1], [1, 0, 0], [0, 0, 1]])


@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.uint8])
def test_one_hot_takes_every_whole_number_type(dtype):
    np.testing.assert_array_equal(one_hot(np.array([1, 0], dtype), 2), [[0, 1], [1, 0]])


@pytest.mark.parametrize("labels", [[0, 3], [-1, 2]])
def test_one_hot_refuses_labels_out_of_range(labels):
    with pytest.raises(ValueError, match=f"expected 0 … 2, counted from 0. Received: {labels[0]} … {labels[1]}"):
        one_hot(labels, 3)


@pytest.mark.parametrize("labels", [[0.0, 1.0], [[0, 1]], ["a", "b"], [True, False]])
def test_one_hot_refuses_labels_that_are_not_whole_numbers_in_a_row(labels):
    with pytest.raises(TypeError, match="labels: expected whole numbers"):
        one_hot(labels, 2)


@pytest.mark.parametrize(("test_size", "test_rows"), [(0.25, 5), (0.5, 10), (3, 3), (19, 19)])
def test_split_cuts_off_a_share_or_a_number_of_rows(test_size, test_rows):
    x = np.arange(20)
    parts = train_test_split(x, x, test_size, np.random.default_rng(0))
    assert [len(part) for part in parts] == [20 - test_rows, 20 - test_rows, test_rows, test_rows]


def test_split_keeps_each_x_with_its_y_and_every_row_once():
    x = np.arange(40).reshape(20, 2)
    x_train, y_train, x_test, y_test = train_test_split(x, x[:, 0] * 10, 0.3, np.random.default_rng(0))
    np.testing.assert_array_equal(x_train[:, 0] * 10, y_train)
    np.testing.assert_array_equal(x_test[:, 0] * 10, y_test)
    np.testing.assert_array_equal(np.sort(np.r_[x_train[:, 0], x_test[:, 0]]), x[:, 0])


def test_split_shuffles_and_equal_seeds_split_equally():
    x = np.arange(100)
    first, second = (train_test_split(x, x, 0.2, np.random.default_rng(seed)) for seed in (1, 1))
    np.testing.assert_array_equal(np.concatenate(first), np.concatenate(second))
    assert not np.array_equal(np.sort(first[2]), np.arange(20))
    assert not np.array_equal(np.sort(first[2]), np.arange(80, 100))


@pytest.mark.parametrize("test_size", [0, 20, 21, -1, 0.001, 0.999])
def test_split_refuses_to_leave_a_part_empty(test_size):
    with pytest.raises(ValueError, match="test_size"):
        train_test_split(np.arange(20), np.arange(20), test_size, np.random.default_rng(0))


def test_split_refuses_unequal_numbers_of_rows():
    with pytest.raises(ValueError, match="Received: 3 and 4"):
        train_test_split(np.ones(3), np.ones(4), 0.5, np.random.default_rng(0))


def test_ten_rows_in_batches_of_four_are_four_four_and_two():
    batches = list(minibatches(10, 4))
    assert [batch.tolist() for batch in batches] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


@given(st.integers(1, 50), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_minibatches_cover_each_row_once(rows, batch_size, seed):
    batches = list(minibatches(rows, batch_size, np.random.default_rng(seed)))
    assert sorted(np.concatenate(batches)) == list(range(rows))
    assert all(len(batch) == batch_size for batch in batches[:-1])
    assert 1 <= len(batches[-1]) <= batch_size


def test_minibatches_are_shuffled_anew_each_epoch():
    rng = np.random.default_rng(0)
    first, second = (np.concatenate(list(minibatches(100, 10, rng))) for _ in range(2))
    assert not np.array_equal(first, np.arange(100))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("batch_size", [0, -1, 2.5])
def test_a_batch_size_that_is_no_positive_whole_number_raises(batch_size):
    with pytest.raises(ValueError, match="batch_size: expected a whole number of at least 1"):
        list(minibatches(10, batch_size))
