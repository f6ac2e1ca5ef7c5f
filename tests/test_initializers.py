"""Initial weights: shapes, limits and moments from the papers."""

import numpy as np
import pytest

from dlcourse.initializers import glorot_uniform, he_normal, zeros

INITIALIZERS = [zeros, glorot_uniform, he_normal]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("initializer", INITIALIZERS)
@pytest.mark.parametrize(("fan_in", "units"), [(1, 1), (3, 5), (7, 2)])
def test_weights_have_a_row_per_input_and_a_column_per_unit(initializer, fan_in, units, rng):
    assert initializer(fan_in, units, rng).shape == (fan_in, units)


@pytest.mark.parametrize("initializer", [glorot_uniform, he_normal])
def test_equal_seeds_give_equal_weights_and_one_generator_never_the_same_twice(initializer):
    first, second = np.random.default_rng(5), np.random.default_rng(5)
    W = initializer(4, 3, first)
    np.testing.assert_array_equal(W, initializer(4, 3, second))
    assert not np.array_equal(W, initializer(4, 3, first))


def test_zeros_are_zero():
    assert not zeros(4, 3).any()


def test_glorot_uniform_fills_its_interval_and_has_variance_two_over_the_fans(rng):
    W = glorot_uniform(300, 100, rng)
    limit = np.sqrt(6 / 400)
    assert 0.99 * limit < np.abs(W).max() <= limit
    assert W.mean() == pytest.approx(0, abs=0.01 * limit)
    assert W.var() == pytest.approx(2 / 400, rel=0.03)  # a uniform on (−l, l) has variance l²/3


def test_he_normal_has_variance_two_over_fan_in(rng):
    W = he_normal(300, 100, rng)
    assert W.mean() == pytest.approx(0, abs=0.002)
    assert W.var() == pytest.approx(2 / 300, rel=0.03)
    assert np.abs(W).max() > 3 * np.sqrt(2 / 300)  # tails, unlike a uniform


def test_he_normal_keeps_the_mean_square_through_twenty_relu_layers(rng):
    a = rng.normal(size=(200, 256))
    before = np.mean(a**2)
    for _ in range(20):
        a = np.maximum(a @ he_normal(256, 256, rng), 0)
    assert 1 / 3 < np.mean(a**2) / before < 3
