"""Dropout: what is drawn by chance has no exact values, but a share, a scale, a mean, and a mask that is used twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.layers import Dense, Dropout
from dlcourse.losses import MeanSquaredError
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD

rates = st.sampled_from([0, 0.1, 0.3, 0.5, 0.9])
seeds = st.integers(0, 2**32 - 1)


@given(rates, seeds)
def test_about_the_share_rate_of_all_units_becomes_0_and_the_rest_is_scaled_up(rate, seed):
    x = np.random.default_rng(1).normal(size=(200, 100)) + 10  # none is 0
    y = Dropout(rate, np.random.default_rng(seed)).forward(x, training=True)
    dropped = y == 0
    assert dropped.mean() == pytest.approx(rate, abs=6 * np.sqrt(rate * (1 - rate) / x.size))  # six standard errors
    np.testing.assert_allclose(y[~dropped], x[~dropped] / (1 - rate), rtol=1e-14)


@given(rates, seeds)
def test_the_mean_over_many_masks_is_the_input(rate, seed):
    x = np.array([[1.0, -2, 0.5]])
    layer = Dropout(rate, np.random.default_rng(seed))
    mean = np.mean([layer.forward(x, True) for _ in range(2000)], axis=0)
    spread = np.abs(x) * np.sqrt(rate / (1 - rate) / 2000)
    assert (np.abs(mean - x) <= 6 * spread + 1e-12).all()


@given(rates, seeds)
def test_the_gradient_passes_where_the_unit_was_kept_with_the_same_scale(rate, seed):
    rng = np.random.default_rng(seed)
    layer, x, dy = Dropout(rate, rng), rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
    x[0] = 0  # an output of 0 need not have been dropped
    factor = layer.forward(np.ones_like(x), True)
    np.testing.assert_allclose(layer.backward(dy), dy * factor, rtol=1e-14)
    y = layer.forward(x, True)
    np.testing.assert_allclose(y[1:] / x[1:], layer.backward(np.ones_like(x))[1:], rtol=1e-14)


def test_rows_and_columns_are_dropped_one_by_one():
    y = Dropout(0.5, np.random.default_rng(0)).forward(np.ones((50, 40)), True)
    assert len({tuple(row) for row in y}) == 50
    assert len({tuple(column) for column in y.T}) == 40


@given(rates)
def test_prediction_leaves_x_as_it_is_and_draws_nothing(rate):
    rng = np.random.default_rng(0)
    before = rng.bit_generator.state
    x = np.random.default_rng(1).normal(size=(5, 3))
    np.testing.assert_array_equal(Dropout(rate, rng).forward(x), x)
    assert rng.bit_generator.state == before


def test_a_validation_batch_in_between_leaves_the_mask():
    layer = Dropout(0.5, np.random.default_rng(0))
    y = layer.forward(np.ones((6, 4)), True)
    layer.forward(np.ones((2, 4)))
    np.testing.assert_array_equal(layer.backward(np.ones((6, 4))), y)


def test_rate_0_is_the_identity_in_training_too():
    x = np.random.default_rng(1).normal(size=(5, 3))
    layer = Dropout(0, np.random.default_rng(0))
    np.testing.assert_array_equal(layer.forward(x, True), x)
    np.testing.assert_array_equal(layer.backward(x), x)


def test_each_batch_draws_a_new_mask_and_equal_seeds_draw_equal_ones():
    def masks(seed):
        layer = Dropout(0.4, np.random.default_rng(seed))
        return [layer.forward(np.ones((6, 4)), True).tobytes() for _ in range(3)]

    assert len(set(masks(0))) == 3
    assert masks(0) == masks(0)
    assert masks(0) != masks(1)


def test_equal_seeds_train_a_network_with_dropout_to_equal_bits():
    def trained():
        rng = np.random.default_rng(0)
        model = Sequential([Dense(3, 8, rng), Dropout(0.5, rng), Dense(8, 1, rng)])
        model.compile(SGD(0.1), MeanSquaredError())
        model.fit(rng.normal(size=(20, 3)), rng.normal(size=(20, 1)), 3, 4, rng=rng, verbose=False)
        return model.parameters.tobytes()

    assert trained() == trained()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_stays(dtype):
    layer = Dropout(0.3, np.random.default_rng(0))
    assert layer.forward(np.ones((2, 3), dtype), True).dtype == dtype
    assert layer.backward(np.ones((2, 3), dtype)).dtype == dtype


@pytest.mark.parametrize("rate", [1, 1.5, -0.1, float("nan"), "0.5", True, None])
def test_a_rate_that_is_no_fraction_below_1_raises(rate):
    with pytest.raises(ValueError, match=r"Dropout: rate: expected a number in \[0, 1\)\. Received: "):
        Dropout(rate, np.random.default_rng(0))


@pytest.mark.parametrize("rng", [None, 0, np.random])
def test_dropout_needs_a_generator(rng):
    with pytest.raises(TypeError, match=r"Dropout: rng: expected a numpy.random.Generator. Received: "):
        Dropout(0.5, rng)
