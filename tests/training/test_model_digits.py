"""A small network learns the digits that travel with the course."""

import math

import numpy as np
import pytest

from dlcourse.data import load_digits
from dlcourse.initializers import he_normal, zeros
from dlcourse.layers import Dense, ReLU
from dlcourse.losses import CategoricalCrossentropy
from dlcourse.metrics import accuracy
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD
from dlcourse.preprocessing import one_hot, train_test_split


def digits_network(seed=0, last=he_normal):
    rng = np.random.default_rng(seed)
    model = Sequential([Dense(64, 32, rng, he_normal), ReLU(), Dense(32, 10, rng, last)])
    return model.compile(SGD(0.5), CategoricalCrossentropy(from_logits=True), [accuracy]), rng


@pytest.fixture(scope="module")
def digits():
    x, labels = load_digits()
    return x, one_hot(labels, 10)


def test_the_first_loss_is_ln_10_where_all_classes_are_equally_likely(digits):
    model, _ = digits_network(last=zeros)
    assert model.evaluate(*digits)["loss"] == pytest.approx(math.log(10), rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_the_first_loss_on_the_digits_is_near_ln_10(digits, seed):
    rng = np.random.default_rng(seed)
    model = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    model.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
    assert model.evaluate(*digits)["loss"] == pytest.approx(math.log(10), abs=0.5)


def test_sgd_reads_unseen_digits_with_at_least_95_percent_accuracy(digits):
    model, rng = digits_network()
    x_train, y_train, x_test, y_test = train_test_split(*digits, 0.25, rng)
    model.fit(x_train, y_train, epochs=30, batch_size=32, rng=rng, verbose=False)
    assert model.evaluate(x_test, y_test)["accuracy"] >= 0.95


def test_twenty_digits_are_learnt_by_heart(digits):
    x, y = digits[0][:20], digits[1][:20]
    model, rng = digits_network()
    model.fit(x, y, epochs=300, batch_size=5, rng=rng, verbose=False)
    measured = model.evaluate(x, y)
    assert measured["accuracy"] == 1
    assert measured["loss"] < 0.01
