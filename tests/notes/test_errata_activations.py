"""Slips of the notes in lecture 10, computed: activations, their ranges and derivatives."""

import numpy as np
import pytest
from oracles import jax, jnp

from dlcourse import SGD, BinaryCrossentropy, Dense, MeanSquaredError, ReLU, Sequential, elu, leaky_relu, selu, sigmoid
from dlcourse.activations import SELU_ALPHA, SELU_LAMBDA, elu_derivative, prelu, selu_derivative

Z = np.array([-3.0, -1.0, -0.2, 0.3, 2.0, 5.0])


def slopes(f):
    return np.asarray(jax.vmap(jax.grad(f))(Z))


def moments(f):
    """Mean and variance of f(z) for a normal z, by the trapezoidal rule."""
    z = np.linspace(-12, 12, 240_001)
    weights = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * (z[1] - z[0])
    mean = (weights * f(z)).sum()
    return mean, (weights * f(z) ** 2).sum() - mean**2


def test_the_sigmoid_reaches_neither_0_nor_1():
    assert 0 < sigmoid(-700.0) < 1e-300
    assert 1 - 1e-12 < sigmoid(30.0) < 1
    # were p ever 0, one row predicted so would cost infinitely much: −ln σ(−1000) = 1000
    assert BinaryCrossentropy(from_logits=True)([1.0], [-1000.0])[0] == 1000


def test_selu_keeps_mean_0_and_variance_1_with_lambda_1_0507_and_alpha_1_6733():
    assert moments(selu) == pytest.approx((0, 1), abs=1e-6)
    assert (round(SELU_LAMBDA, 4), round(SELU_ALPHA, 4)) == (1.0507, 1.6733)
    mean, variance = moments(lambda z: 1.673 * elu(z, 1.0587))  # the notes' numbers
    assert mean > 0.2
    assert variance > 1.5


def test_the_slope_of_elu_is_1_above_0():
    alpha = 1.5
    true = slopes(lambda z: jnp.where(z >= 0, z, alpha * (jnp.exp(z) - 1)))
    assert elu_derivative(Z, alpha) == pytest.approx(true)
    assert true[3:] == pytest.approx([1, 1, 1])
    assert Z[3:] != pytest.approx(true[3:], rel=0.1)  # "x" is the function, not its slope
    assert elu(Z, alpha)[:3] + alpha == pytest.approx(true[:3])


def test_the_slope_of_selu_carries_lambda_on_both_sides():
    true = slopes(jax.nn.selu)
    assert selu_derivative(Z) == pytest.approx(true, rel=1e-6)
    assert true[3:] == pytest.approx([1.0507] * 3, abs=1e-4)
    assert SELU_ALPHA * np.exp(Z[:3]) != pytest.approx(true[:3], rel=0.04)  # without λ
    assert Z[3:] != pytest.approx(true[3:], rel=0.1)


def test_a_relu_unit_that_gives_zero_for_one_row_is_not_dead():
    def unit(b):
        model = Sequential([Dense(1, 1, np.random.default_rng(0)), ReLU()], np.float64)
        model.parameters[...] = [1, b]
        return model.compile(SGD(0.1), MeanSquaredError())

    x, y = np.array([[-1.0], [0.1]]), np.array([[1.0], [3.0]])
    alive = unit(0)
    assert alive.predict(x).tolist() == [[0], [0.1]]
    for _ in range(200):
        alive.train_step(x, y)
    assert alive.predict(x)[0, 0] > 0.2  # the other row has moved it until it answers here too
    dead = unit(-5)  # off for every row
    assert not dead.loss_and_gradient(x, y)[1].any()


def test_leaky_relu_and_prelu_are_not_linear():
    for f in (lambda z: leaky_relu(z, 0.01), lambda z: prelu(z, 0.25)):
        parts = f(-1.0) + f(1.0)
        assert f(-1.0 + 1.0) == 0  # a linear f would give the sum of the parts
        assert parts > 0.7
