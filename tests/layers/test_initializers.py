"""Initial weights: shapes, limits and moments from the papers, over 20,000 draws and more."""

import math

import numpy as np
import pytest
from oracles import keras

from dlcourse.initializers import (
    constant,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    lecun_normal,
    lecun_uniform,
    ones,
    random_normal,
    random_uniform,
    zeros,
)

pytestmark = pytest.mark.usefixtures("keras_in_float64")
FAN_IN, UNITS = 200, 50  # unequal, so that fan_in, units and their sum give different numbers
VARIANCES = {
    glorot_normal: 2 / 250,
    glorot_uniform: 2 / 250,
    he_normal: 2 / 200,
    he_uniform: 2 / 200,
    lecun_normal: 1 / 200,
    lecun_uniform: 1 / 200,
    random_normal(0.3): 0.09,
    random_normal(): 0.05**2,
    random_uniform(0.3): 0.03,
    random_uniform(): 0.05**2 / 3,
}
LIMITS = {
    glorot_uniform: math.sqrt(6 / 250),
    he_uniform: math.sqrt(6 / 200),
    lecun_uniform: math.sqrt(3 / 200),
    random_uniform(0.3): 0.3,
    random_uniform(): 0.05,
}
NORMAL = {glorot_normal: 2 / 250, he_normal: 2 / 200, lecun_normal: 1 / 200, random_normal(0.3): 0.09}
FIXED = {zeros: 0, ones: 1, constant(-0.7): -0.7}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def draws(initializer, rng):
    """40,000 weights of four layers with fans 200 and 50."""
    return np.stack([initializer(FAN_IN, UNITS, rng) for _ in range(4)])


@pytest.mark.parametrize("initializer", [*VARIANCES, *FIXED])
@pytest.mark.parametrize(("fan_in", "units"), [(1, 1), (3, 5), (7, 2)])
def test_weights_have_a_row_per_input_and_a_column_per_unit(initializer, fan_in, units, rng):
    W = initializer(fan_in, units, rng)
    assert W.shape == (fan_in, units)
    assert W.dtype == np.float64


@pytest.mark.parametrize("initializer", VARIANCES)
def test_equal_seeds_give_equal_weights_and_one_generator_never_the_same_twice(initializer):
    first, second = np.random.default_rng(5), np.random.default_rng(5)
    W = initializer(4, 3, first)
    np.testing.assert_array_equal(W, initializer(4, 3, second))
    assert not np.array_equal(W, initializer(4, 3, first))


@pytest.mark.parametrize(("initializer", "value"), FIXED.items())
def test_zeros_ones_and_constants_need_no_generator(initializer, value):
    np.testing.assert_array_equal(initializer(4, 3), np.full((4, 3), value))


@pytest.mark.parametrize(("initializer", "variance"), VARIANCES.items())
def test_mean_is_zero_and_variance_that_of_the_paper(initializer, variance, rng):
    W = draws(initializer, rng)
    assert W.mean() == pytest.approx(0, abs=4 * math.sqrt(variance / W.size))  # four standard errors
    assert W.std() == pytest.approx(math.sqrt(variance), rel=0.015)


@pytest.mark.parametrize(("initializer", "limit"), LIMITS.items())
def test_uniform_weights_fill_their_interval_and_stay_in_it(initializer, limit, rng):
    W = draws(initializer, rng)
    assert -limit <= W.min() < -0.999 * limit
    assert 0.999 * limit < W.max() <= limit
    quarters, _ = np.histogram(W, bins=4, range=(-limit, limit))
    np.testing.assert_allclose(quarters, W.size / 4, rtol=0.05)


@pytest.mark.parametrize(("initializer", "variance"), NORMAL.items())
def test_normal_weights_have_the_shares_of_a_normal_within_one_two_and_three_sigma(initializer, variance, rng):
    W = np.abs(draws(initializer, rng)) / math.sqrt(variance)
    shares = [np.mean(sigmas > W) for sigmas in (1, 2, 3)]
    np.testing.assert_allclose(shares, [0.6827, 0.9545, 0.9973], atol=0.01)
    assert W.max() > 3.5  # tails, unlike Keras', which ends at two (widened) standard deviations


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (glorot_normal, "GlorotNormal"),
        (glorot_uniform, "GlorotUniform"),
        (he_normal, "HeNormal"),
        (he_uniform, "HeUniform"),
        (lecun_normal, "LecunNormal"),
        (lecun_uniform, "LecunUniform"),
        (random_normal(), "RandomNormal"),
        (random_uniform(), "RandomUniform"),
    ],
)
def test_standard_deviations_equal_those_of_keras(ours, theirs, rng):
    expected = np.asarray(getattr(keras.initializers, theirs)(seed=1)((FAN_IN, UNITS))).std()
    assert draws(ours, rng).std() == pytest.approx(expected, rel=0.03)


def test_he_normal_keeps_the_mean_square_through_twenty_relu_layers(rng):
    a = rng.normal(size=(200, 256))
    before = np.mean(a**2)
    for _ in range(20):
        a = np.maximum(a @ he_normal(256, 256, rng), 0)
    assert 1 / 3 < np.mean(a**2) / before < 3


@pytest.mark.parametrize("initializer", VARIANCES)
@pytest.mark.parametrize("rng", [0, None, np.random])
def test_a_seed_in_place_of_a_generator_raises(initializer, rng):
    with pytest.raises(TypeError, match="rng: expected a Generator such as"):
        initializer(3, 2, rng)


@pytest.mark.parametrize(
    ("make", "value", "message"),
    [
        (constant, "1", "constant: value: expected a finite number. Received: '1'"),
        (constant, np.nan, "constant: value: expected a finite number. Received: nan"),
        (random_normal, -1, "random_normal: stddev: expected a number of at least 0. Received: -1"),
        (random_uniform, None, "random_uniform: limit: expected a number of at least 0. Received: None"),
    ],
)
def test_a_parameter_that_is_not_right_raises(make, value, message):
    with pytest.raises(ValueError, match=message):
        make(value)
