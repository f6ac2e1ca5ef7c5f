"""Activation layers by name, by class and by two functions; PReLU's slope."""

import numpy as np
import pytest

from dlcourse import activations, layers
from dlcourse.layers import Activation, PReLU
from dlcourse.layers.activation import NAMES

CLASSES = ("Linear", "ReLU", "LeakyReLU", "ELU", "SELU", "Sigmoid", "Tanh", "Softmax", "Softplus", "GELU", "Swish")


@pytest.mark.parametrize("name", NAMES)
def test_an_activation_by_name_is_the_function_of_that_name(name):
    z = np.array([[-1.5, 0.5, 3]])
    np.testing.assert_array_equal(Activation(name).forward(z), getattr(activations, name)(z))
    assert Activation(name).name == f"Activation({name})"


@pytest.mark.parametrize("name", CLASSES)
def test_activation_layers_learn_nothing_and_take_any_shape(name):
    layer = getattr(layers, name)()
    assert layer.parameters() == {}
    assert layer.output_shape((7, 2)) == (7, 2)
    assert layer.name == name


def test_an_activation_of_ones_own_is_a_pair_of_functions():
    square = Activation(lambda z: z**2, lambda da, z: da * 2 * z)
    by_output = Activation(np.exp, lambda da, a: da * a)
    z, da = np.array([[-1.5, 3]]), np.array([[2.0, -1]])
    np.testing.assert_array_equal(square.forward(z, True), z**2)
    np.testing.assert_array_equal(square.backward(da), [[-6, -6]])
    np.testing.assert_array_equal(by_output.backward(da * by_output.forward(z, True) ** 0), da * np.exp(z))


@pytest.mark.parametrize("arguments", [("rleu",), (np.tanh,), ("relu", "relu_backward"), (None,), ([1],)])
def test_an_unknown_activation_raises_and_names_those_there_are(arguments):
    with pytest.raises(ValueError, match=r"Activation: function: expected one of linear, step, .*, or two functions"):
        Activation(*arguments)


def test_slopes_and_scales_reach_the_function():
    z = np.array([[-2.0, 1]])
    np.testing.assert_array_equal(layers.LeakyReLU(0.1).forward(z), [[-0.2, 1]])
    np.testing.assert_allclose(layers.ELU(2.0).forward(z), [[2 * np.expm1(-2), 1]], rtol=1e-15)
    leaky, elu = layers.LeakyReLU(0.1), layers.ELU(2.0)
    for layer, slope in ((leaky, 0.1), (elu, 2 * np.exp(-2))):
        layer.forward(z, True)
        np.testing.assert_allclose(layer.backward(np.ones_like(z)), [[slope, 1]], rtol=1e-15)


@pytest.mark.parametrize("value", [-1, "0.1", None, float("nan")])
def test_slopes_and_scales_are_numbers_of_at_least_0(value):
    with pytest.raises(ValueError, match="LeakyReLU: negative_slope: expected a number of at least 0"):
        layers.LeakyReLU(value)
    with pytest.raises(ValueError, match="ELU: alpha: expected a number of at least 0"):
        layers.ELU(value)


# PReLU


def test_prelu_equals_hand_worked_numbers():
    layer = PReLU(2)
    layer.alpha[...] = [0.5, 2]
    y = layer.forward(np.array([[-2.0, -3], [4, 5], [-6, 0]]), True)
    np.testing.assert_array_equal(y, [[-1, -6], [4, 5], [-3, 0]])  # right with α above 1 too
    dz = layer.backward(np.array([[1.0, 10], [100, 1000], [3, 0]]))
    np.testing.assert_array_equal(layer.dalpha, [-20, -30])  # 1·(−2) + 3·(−6), 10·(−3)
    np.testing.assert_array_equal(dz, [[0.5, 20], [100, 1000], [1.5, 0]])


def test_prelu_starts_at_one_quarter_unless_told_otherwise():
    np.testing.assert_array_equal(PReLU(3).alpha, [0.25] * 3)
    np.testing.assert_array_equal(PReLU(3, initial_alpha=0).alpha, [0] * 3)
