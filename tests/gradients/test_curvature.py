"""The largest curvature of a loss: as automatic differentiation and a hand-worked bowl say, nothing left changed."""

import numpy as np
import pytest
from oracles import jax, jnp

from dlcourse import SGD, CategoricalCrossentropy, Dense, MeanSquaredError, Sequential, Tanh, one_hot
from dlcourse.gradients.curvature import largest_curvature
from dlcourse.layers import BatchNormalization, Dropout


def a_line():
    """A unit ŷ = wx + b on rows with mean(x²) = 2 and mean(x) = 1: H = 2 · [[2, 1], [1, 1]]."""
    unit = Sequential([Dense(1, 1, np.random.default_rng(0))], np.float64).compile(SGD(0.1), MeanSquaredError())
    return unit, np.array([[0.0], [2.0]]), np.array([[1.0], [3.0]])


def three_classes():
    rng = np.random.default_rng(1)
    layers = [Dense(4, 5, rng), Tanh(), Dense(5, 3, rng)]
    net = Sequential(layers, np.float64).compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
    return net, rng.normal(size=(20, 4)), one_hot(rng.integers(0, 3, 20), 3)


def test_the_bowl_of_a_line_is_as_steep_as_worked_by_hand():
    unit, x, y = a_line()
    curvature, axis = largest_curvature(unit, x, y)
    assert curvature == pytest.approx(3 + np.sqrt(5))
    assert np.abs(axis) == pytest.approx([0.850651, 0.525731], abs=1e-6)


def test_a_network_has_the_largest_eigenvalue_of_the_hessian_of_automatic_differentiation():
    net, x, y = three_classes()

    def loss(flat):
        W1, b1, W2, b2 = jnp.split(flat, [20, 25, 40])
        z = jnp.tanh(x @ W1.reshape(4, 5) + b1) @ W2.reshape(5, 3) + b2
        return jnp.mean(jax.nn.logsumexp(z, axis=1) - jnp.sum(z * y, axis=1))

    with jax.enable_x64(True):
        eigenvalues, axes = np.linalg.eigh(np.asarray(jax.hessian(loss)(net.parameters)))
    curvature, axis = largest_curvature(net, x, y, iterations=200)
    assert curvature == pytest.approx(eigenvalues[-1], rel=1e-4)
    assert abs(axis @ axes[:, -1]) == pytest.approx(1, abs=1e-4)


def test_going_on_from_the_axis_found_is_as_good_as_more_iterations():
    net, x, y = three_classes()
    first, axis = largest_curvature(net, x, y, iterations=3)
    second, _ = largest_curvature(net, x, y, axis, iterations=3)
    assert second == pytest.approx(largest_curvature(net, x, y, iterations=6)[0])
    assert second > first


def test_the_model_is_left_as_it_was():
    rng = np.random.default_rng(0)
    layers = [Dense(4, 5, rng), BatchNormalization(5), Dropout(0.5, np.random.default_rng(3)), Dense(5, 3, rng)]
    net = Sequential(layers, np.float64).compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
    _, x, y = three_classes()
    before = net.parameters.copy(), net.layers[1].state()["moving_mean"].copy(), layers[2].rng.bit_generator.state
    largest_curvature(net, x, y)
    assert np.array_equal(net.parameters, before[0])
    assert np.array_equal(net.layers[1].state()["moving_mean"], before[1])
    assert layers[2].rng.bit_generator.state == before[2]


@pytest.mark.parametrize("axis", [np.zeros(2), np.ones(3), [np.nan, 1.0]])
def test_an_axis_without_a_direction_or_of_another_length_is_refused(axis):
    unit, x, y = a_line()
    with pytest.raises(ValueError, match=r"axis: expected a direction of shape \(2,\)\. Received: shape"):
        largest_curvature(unit, x, y, axis)


def test_no_iteration_is_refused():
    unit, x, y = a_line()
    with pytest.raises(ValueError, match="iterations"):
        largest_curvature(unit, x, y, iterations=0)
