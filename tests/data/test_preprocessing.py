"""One-hot labels, the split, mini-batches, and scalers against scikit-learn."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import sklearn_preprocessing

from dlcourse.data import salary_by_iq_and_gpa
from dlcourse.preprocessing import MinMaxScaler, StandardScaler, minibatches, one_hot, train_test_split


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
    with pytest.raises(ValueError, match=r"Received: \(3,\) and \(4,\)"):
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


def test_without_a_batch_size_all_rows_are_one_batch():
    assert [batch.tolist() for batch in minibatches(3, None)] == [[0, 1, 2]]
    assert list(minibatches(0, None)) == []


@pytest.mark.parametrize("rng", [42, np.random, np.random.RandomState(0)])
def test_what_is_no_generator_raises(rng):
    with pytest.raises(TypeError, match="rng: expected a Generator such as"):
        list(minibatches(3, 1, rng))
    with pytest.raises(TypeError, match="rng: expected a Generator such as"):
        train_test_split(np.ones(4), np.ones(4), 0.5, rng)


# Scalers

every_scaler = pytest.mark.parametrize("scaler", [StandardScaler, MinMaxScaler])


@every_scaler
@given(
    rows=st.integers(1, 8), columns=st.integers(1, 4), seed=st.integers(0, 2**32 - 1), size=st.sampled_from([1, 999])
)
def test_a_scaler_equals_that_of_scikit_learn(scaler, rows, columns, seed, size):
    rng = np.random.default_rng(seed)
    train, test = size * rng.normal(2, 3, (rows, columns)), size * rng.normal(2, 3, (5, columns))
    train[:, 0] = train[0, 0]  # a constant column, and not a round number
    ours, theirs = scaler().fit(train), getattr(sklearn_preprocessing, scaler.__name__)().fit(train)
    np.testing.assert_allclose(ours.transform(test), theirs.transform(test), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(ours.fit_transform(train), theirs.transform(train), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(ours.inverse_transform(ours.transform(test)), test, rtol=1e-9, atol=1e-9 * size)


def test_the_students_of_the_notes_scaled_by_hand():
    x, _, _ = salary_by_iq_and_gpa()
    np.testing.assert_allclose(StandardScaler().fit_transform(x)[:, 0], [1.5**0.5, -(1.5**0.5), 0])  # σ² = 200/3
    np.testing.assert_allclose(MinMaxScaler().fit_transform(x), [[1, 0.375], [0, 1], [0.5, 0]])


@every_scaler
@pytest.mark.parametrize("value", [0, 0.1, 1e9 + 0.1, -3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_constant_column_becomes_exactly_0(scaler, value, dtype):
    x = np.full((7, 1), value, dtype)
    np.testing.assert_array_equal(scaler().fit_transform(x), np.zeros((7, 1)))


@every_scaler
def test_the_numbers_come_from_the_training_rows_alone(scaler):
    fitted = scaler().fit([[0.0], [2.0]])
    before = fitted.transform([[1.0]])
    fitted.transform([[50.0], [90.0]])
    np.testing.assert_array_equal(fitted.transform([[1.0]]), before)
    assert MinMaxScaler().fit([[0.0], [2.0]]).transform([[50.0]]) == 25  # not cut off at 1


@every_scaler
@pytest.mark.parametrize(("dtype", "expected"), [(np.float32, np.float32), (np.float64, np.float64), (int, np.float64)])
def test_scalers_keep_the_dtype_and_their_input(scaler, dtype, expected):
    x = np.array([[1, 5], [2, 5], [4, 5]], dtype)
    x.flags.writeable = False
    fitted = scaler().fit(x)
    assert fitted.transform(x).dtype == fitted.inverse_transform(x).dtype == expected
    assert fitted.offset.dtype == fitted.spread.dtype == expected
    assert scaler().fit(x.astype(np.float64)).transform(x.astype(np.float32)).dtype == np.float32
    np.testing.assert_array_equal(x, [[1, 5], [2, 5], [4, 5]])


@every_scaler
@pytest.mark.parametrize("method", ["transform", "inverse_transform"])
def test_transforming_before_fitting_raises(scaler, method):
    with pytest.raises(RuntimeError, match=f"{scaler.__name__}: call fit"):
        getattr(scaler(), method)([[1.0]])


@every_scaler
@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        ([1.0, 2], ValueError, "x: expected rows (N, n), N and n at least 1. Received: shape (2,)"),
        (np.ones((0, 2)), ValueError, "Received: shape (0, 2)"),
        ([[1.0, np.nan]], ValueError, "x: expected finite numbers"),
        ([["a"]], TypeError, "x: expected an array of numbers"),
    ],
)
def test_scalers_refuse_what_are_no_rows(scaler, x, error, message):
    with pytest.raises(error, match=re.escape(message)):
        scaler().fit(x)


@every_scaler
def test_other_columns_than_in_fit_raise(scaler):
    with pytest.raises(ValueError, match=re.escape("x: expected 2 columns, as in fit. Received: shape (1, 3)")):
        scaler().fit([[1.0, 2]]).transform([[1.0, 2, 3]])
