"""Slips of the notes in lectures 11 and 13, computed: first weights, dropout, penalties."""

import math

import numpy as np
import pytest
from oracles import keras

from dlcourse import (
    L2,
    SGD,
    Dense,
    Dropout,
    MeanSquaredError,
    Sequential,
    glorot_normal,
    lecun_normal,
    minibatches,
)
from dlcourse.data import salary_by_cgpa_and_resume
from dlcourse.initializers import ones


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_one_over_n_is_lecuns_variance_and_not_glorots(rng):
    glorot, lecun = glorot_normal(200, 50, rng), lecun_normal(200, 50, rng)
    assert glorot.std() == pytest.approx(math.sqrt(2 / (200 + 50)), rel=0.03)
    assert lecun.std() == pytest.approx(math.sqrt(1 / 200), rel=0.03)
    theirs = [
        np.asarray(getattr(keras.initializers, name)(seed=1)((200, 50))) for name in ("GlorotNormal", "LecunNormal")
    ]
    assert [glorot.std(), lecun.std()] == pytest.approx([W.std() for W in theirs], rel=0.04)
    assert glorot.std() != pytest.approx(lecun.std(), rel=0.2)  # the same only where fan_in = units


def test_numbers_between_0_and_1_are_no_weights(rng):
    with pytest.raises(TypeError):
        np.random.random(280, 280)  # noqa: NPY002 - as the notes write it: the shape is one argument
    notes = rng.random((280, 280)) * math.sqrt(1 / 280)
    right = lecun_normal(280, 280, rng)
    assert notes.min() > 0 > right.min()
    assert notes.var() == pytest.approx(1 / 12 / 280, rel=0.02)  # a twelfth of what the root is meant to give
    assert right.var() == pytest.approx(1 / 280, rel=0.02)
    x = rng.random((100, 280))
    assert (x @ notes).mean() == pytest.approx(math.sqrt(280) / 4, rel=0.02)  # all units far up
    assert abs((x @ right).mean()) < 0.1


def test_two_units_that_start_equal_stay_twins(rng):
    x, y, _ = salary_by_cgpa_and_resume()

    def trained(initializer):
        model = Sequential([Dense(2, 2, rng, initializer), Dense(2, 1, rng, initializer)], np.float64)
        model.compile(SGD(0.001), MeanSquaredError()).fit(x, y, epochs=50, batch_size=1, rng=rng, verbose=False)
        assert model.evaluate(x, y)["loss"] < 2
        return model.layers[0].W, model.layers[1].W

    first, last = trained(ones)
    assert np.array_equal(first[:, 0], first[:, 1])
    assert last[0] == last[1]
    first, last = trained(lambda *shape: np.abs(glorot_normal(*shape)))
    assert first[:, 0] != pytest.approx(first[:, 1], rel=0.1)


def test_dropout_draws_anew_for_each_mini_batch(rng):
    layer, x = Dropout(0.5, rng), np.ones((80, 6))
    masks = []
    for rows in minibatches(80, 20):  # one epoch
        masks.append(layer.forward(x[rows], training=True) > 0)
    assert len({mask.tobytes() for mask in masks}) == 4  # the notes: one for the epoch
    assert len({row.tobytes() for row in masks[0]}) > 10  # and each row of a batch has its own


def test_weight_decay_by_1_minus_eta_lambda_needs_the_half_in_the_penalty(rng):
    eta, lam, n = 0.1, 0.3, 4
    x, y = rng.normal(size=(n, 2)), rng.normal(size=(n, 1))

    def one_step(regularizer):
        layer = Dense(2, 1, rng, ones, use_bias=False, kernel_regularizer=regularizer)
        model = Sequential([layer], np.float64).compile(SGD(eta), MeanSquaredError())
        model.train_step(x, y)
        return layer.W[:, 0]

    gradient = 2 * (x.T @ (x.sum(axis=1, keepdims=True) - y))[:, 0] / n
    decayed = (1 - eta * lam) * np.ones(2) - eta * gradient
    assert one_step(L2(lam / 2)) == pytest.approx(decayed)  # penalty λ/2 Σ w²
    notes = one_step(L2(lam / n))  # penalty λ/n Σ w²
    assert notes == pytest.approx((1 - 2 * eta * lam / n) * np.ones(2) - eta * gradient)
    assert notes != pytest.approx(decayed, rel=1e-3)
