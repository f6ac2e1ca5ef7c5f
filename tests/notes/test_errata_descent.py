"""Slips of the notes in lectures 08 and 12, computed: where gradient descent goes, how fast, on which numbers."""

import numpy as np
import pytest

from dlcourse import SGD, Dense, MeanSquaredError, Sequential, StandardScaler, Tanh
from dlcourse.data import salary_by_iq_and_gpa


def test_descent_from_the_wrong_side_ends_in_a_local_minimum():
    def loss(w):
        return w**4 - 2 * w**2 + w / 2  # two valleys

    def descend(w):
        w, optimizer = np.array([w]), SGD(0.01)
        for _ in range(2000):
            optimizer.apply(w, 4 * w**3 - 4 * w + 0.5)
        return w[0]

    left, right = descend(-2.0), descend(2.0)
    assert sorted(np.roots([4, 0, -4, 0.5]))[::2] == pytest.approx([left, right])  # both have slope 0
    assert loss(right) > loss(left) + 0.9  # and the one on the right is not the lowest


def test_with_eta_1_the_squared_loss_jumps_from_side_to_side():
    x, y = np.zeros((1, 1)), np.array([[3.0]])  # L = (3 − b)²

    def path(learning_rate):
        model = Sequential([Dense(1, 1, np.random.default_rng(0))], np.float64)
        model.compile(SGD(learning_rate), MeanSquaredError())
        return [model.train_step(x, y) for _ in range(4)], model.layers[0].b[0]

    assert path(1.0) == ([9, 9, 9, 9], 0)  # b: 0, 6, 0, 6, 0
    assert path(0.5)[1] == 3  # the step that fits this loss, η = 1/L″
    losses, _ = path(1.1)
    assert losses == sorted(losses)
    assert losses[-1] > 20


@pytest.fixture
def line():
    """100 rows of y = 2x + 1 + noise."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(100, 1))
    return x, 2 * x + 1 + 0.1 * rng.normal(size=(100, 1))


def test_stochastic_descent_does_a_hundred_steps_where_batch_descent_does_one(line):
    def one_epoch(batch_size):
        model = Sequential([Dense(1, 1, np.random.default_rng(0))], np.float64)
        model.compile(SGD(0.05), MeanSquaredError())
        model.fit(*line, epochs=1, batch_size=batch_size, rng=np.random.default_rng(1), verbose=False)
        return model.optimizer.step, model.evaluate(*line)["loss"]

    (batch_steps, batch_loss), (stochastic_steps, stochastic_loss) = one_epoch(None), one_epoch(1)
    assert (batch_steps, stochastic_steps) == (1, 100)  # so an epoch takes batch descent less time
    assert stochastic_loss < 0.02 < 1 < batch_loss  # and stochastic descent fewer epochs


def test_the_batch_gradient_can_be_summed_up_in_pieces():
    rng = np.random.default_rng(0)
    model = Sequential([Dense(3, 5, rng), Tanh(), Dense(5, 2, rng)], np.float64)
    model.compile(SGD(), MeanSquaredError())
    x, y = rng.normal(size=(100, 3)), rng.normal(size=(100, 2))
    _, at_once = model.loss_and_gradient(x, y)
    pieces = [slice(start, start + 30) for start in (0, 30, 60, 90)]  # the last has 10 rows
    summed = sum(len(x[piece]) * model.loss_and_gradient(x[piece], y[piece])[1] for piece in pieces) / 100
    assert summed == pytest.approx(at_once, rel=1e-12)
    assert model.loss_and_gradient(x[:30], y[:30])[1] != pytest.approx(at_once, rel=0.1)  # a part alone is not it


def test_a_learning_rate_of_0_1_explodes_on_raw_rows_and_learns_on_scaled_ones():
    x, y, _ = salary_by_iq_and_gpa()

    def losses(x, epochs):
        model = Sequential([Dense(2, 2, None, ones), Dense(2, 1, None, ones)], np.float64)
        model.compile(SGD(0.1), MeanSquaredError())
        return [model.train_step(x, y) for _ in range(epochs)]

    def ones(fan_in, units, rng):
        return np.ones((fan_in, units))

    raw = losses(x, 3)
    assert raw[0] < 25_000
    assert raw[1] > 1e15
    assert losses(StandardScaler().fit_transform(x), 1000)[-1] < 1e-6
