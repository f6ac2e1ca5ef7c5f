"""Errors at the public edge say what, what was expected and what was received."""

import re

import numpy as np
import pytest
from fake_device import to_device

from dlcourse._validation import (
    ABOVE_0,
    AT_LEAST_0,
    BETWEEN_0_AND_1,
    FINITE,
    FROM_0_BELOW_1,
    FROM_0_TO_1,
    as_float_array,
    as_floats,
    require_generator,
    require_number,
    require_same_shape,
    short,
)


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        ([1, 2], np.float64),
        ([True, False], np.float64),
        (3, np.float64),
        (np.array([1, 2], np.uint8), np.float64),
        (np.array([1, 2], np.float16), np.float64),
        (np.array([1, 2], np.float32), np.float32),
        (np.array([1, 2], np.float64), np.float64),
    ],
)
def test_numbers_become_float64_and_float32_stays(value, dtype):
    array = as_float_array(value, "x")
    assert array.dtype == dtype
    np.testing.assert_array_equal(array, value)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("value", [[1, 2], np.array([1, 2], np.float32), np.array([1.0, 2])])
def test_the_type_asked_for_is_given(value, dtype):
    assert as_float_array(value, "x", dtype).dtype == dtype


def test_an_array_of_the_right_type_is_not_copied():
    x = np.ones(3, np.float32)
    assert as_float_array(x, "x", np.float32) is x


@pytest.mark.parametrize("value", [[[1, 2], [3]], "abc", ["1", "2"], None, [None], {}, 1j, object()])
def test_what_is_no_array_of_numbers_raises(value):
    with pytest.raises(TypeError, match="x: expected an array of numbers. Received: " + re.escape(short(value))):
        as_float_array(value, "x")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_raise_with_their_count(bad):
    with pytest.raises(ValueError, match=r"x: expected finite numbers\. Received: 2 NaN or infinite of 3"):
        as_float_array([bad, 1, bad], "x")


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_floats_of_a_host_or_a_device_pass_as_they_are_nan_too(dtype):
    for array in (np.array([1, np.nan], dtype), to_device(np.array([1, np.nan], dtype))):
        assert as_floats(array, "x") is array


@pytest.mark.parametrize("value", [[1, 2], (1, 2), np.array([1, 2], np.int8), to_device([1, 2])])
def test_what_holds_no_floats_becomes_float64_where_it_is(value):
    floats = as_floats(value, "x")
    assert floats.dtype == np.float64
    assert isinstance(floats, type(to_device(1))) == isinstance(value, type(to_device(1)))


@pytest.mark.parametrize("value", [[[1, 2], [3]], "abc", None, np.array(["a"]), np.array([None])])
def test_what_cannot_become_floats_raises(value):
    with pytest.raises(TypeError, match=r"x: expected an array of numbers\. Received: "):
        as_floats(value, "x")


@pytest.mark.parametrize("value", [1, 0.5, np.float64(2), np.float32(2), np.array(3)])
def test_a_number_becomes_a_python_float(value):
    assert type(require_number(value, "f: x", FINITE)) is float


@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf, "1", None, True, [1, 2]])
def test_a_number_that_is_not_right_raises(value):
    message = f"f: x: expected a number above 0. Received: {short(value)}"
    with pytest.raises(ValueError, match=re.escape(message)):
        require_number(value, "f: x", ABOVE_0)


@pytest.mark.parametrize(
    ("interval", "words", "inside", "outside"),
    [
        (FINITE, "a finite number", (-1e300, 0, 1e300), (np.inf, -np.inf, np.nan)),
        (ABOVE_0, "a number above 0", (1e-300, 1), (0, -1, np.inf)),
        (AT_LEAST_0, "a number of at least 0", (0, 1), (-1e-300, np.inf)),
        (FROM_0_TO_1, "a number in [0, 1]", (0, 0.5, 1), (-0.1, 1.1)),
        (FROM_0_BELOW_1, "a number in [0, 1)", (0, 0.999), (1, -0.1)),
        (BETWEEN_0_AND_1, "a number in (0, 1)", (0.001, 0.999), (0, 1)),
    ],
    ids=str,
)
def test_an_interval_says_in_words_what_it_holds(interval, words, inside, outside):
    assert str(interval) == words
    assert all(number in interval for number in inside)
    assert not any(number in interval for number in outside)
    with pytest.raises(ValueError, match=re.escape(f"expected {words} or a schedule. Received: {outside[0]!r}")):
        require_number(outside[0], "x", interval, " or a schedule")


@pytest.mark.parametrize("rng", [0, None, np.random, np.random.RandomState(0)])
def test_only_a_generator_is_one(rng):
    require_generator(np.random.default_rng(0))
    with pytest.raises(TypeError, match="rng: expected a Generator such as "):
        require_generator(rng)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_equal_shapes_pass_for_lists_arrays_and_device_arrays(shape):
    for array in (np.ones(shape), np.ones(shape).tolist(), to_device(np.ones(shape))):
        assert require_same_shape(array, array) is None


@pytest.mark.parametrize(("a", "b"), [((3, 1), (3,)), ((2, 3), (3, 2)), ((1, 3), (2, 3))])
def test_unequal_shapes_raise_with_both(a, b):
    with pytest.raises(ValueError, match=re.escape(f"expected the same shape. Received: {a} and {b}")):
        require_same_shape(np.ones(a), np.ones(b))


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_no_rows_or_no_columns_raise(shape):
    with pytest.raises(ValueError, match=re.escape(f"Received: shape {shape}")):
        require_same_shape(np.ones(shape), np.ones(shape))


def test_long_values_are_shortened_to_one_line():
    assert short([1, 2]) == "[1, 2]"
    assert short("a\nb") == "'a\\nb'"
    assert "\n" not in short(np.ones((20, 20)))
    assert short("a" * 200) == "'" + "a" * 78 + "…"
