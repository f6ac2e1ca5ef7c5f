"""Small networks that the tests of models share, two of them with their twins in JAX."""

import numpy as np
from oracles import jax, jnp

from dlcourse.initializers import he_normal
from dlcourse.layers import Dense, ReLU, Sigmoid, Tanh
from dlcourse.losses import BinaryCrossentropy, CategoricalCrossentropy
from dlcourse.metrics import accuracy
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD
from dlcourse.preprocessing import one_hot


class StandStill:
    """An optimizer that only counts its calls: what fit reports is then known beforehand."""

    def __init__(self):
        self.calls = 0

    def apply(self, parameters, gradients):
        self.calls += 1


def three_classes(rng):
    """Dense-ReLU-Dense-Tanh-Dense with its data and loss; the same in JAX."""
    model = Sequential(
        [Dense(4, 6, rng, he_normal), ReLU(), Dense(6, 5, rng), Tanh(), Dense(5, 3, rng)], dtype=np.float64
    )
    model.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
    y = one_hot(rng.integers(0, 3, 7), 3)

    def in_jax(parameters, x):
        (W1, b1), (W2, b2), (W3, b3) = parameters
        logits = jnp.tanh(jax.nn.relu(x @ W1 + b1) @ W2 + b2) @ W3 + b3
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(logits), axis=-1))

    return model, rng.normal(size=(7, 4)), y, in_jax


def yes_or_no(rng):
    """Dense-Sigmoid-Dense with its data and loss; the same in JAX."""
    model = Sequential([Dense(3, 5, rng), Sigmoid(), Dense(5, 1, rng)], dtype=np.float64)
    model.compile(SGD(0.1), BinaryCrossentropy(from_logits=True))
    y = rng.integers(0, 2, (6, 1)).astype(float)

    def in_jax(parameters, x):
        (W1, b1), (W2, b2) = parameters
        z = jax.nn.sigmoid(x @ W1 + b1) @ W2 + b2
        return -jnp.mean(y * jax.nn.log_sigmoid(z) + (1 - y) * jax.nn.log_sigmoid(-z))

    return model, rng.normal(size=(6, 3)), y, in_jax


def drawn(network, seed=0):
    """A network with random biases too, so that no gradient is tested at a special point."""
    rng = np.random.default_rng(seed)
    model, x, y, in_jax = network(rng)
    model.parameters += 0.1 * rng.normal(size=model.parameters.size)
    return model, x, y, in_jax


def dense_layers(model):
    return [layer for layer in model.layers if isinstance(layer, Dense)]


def small(dtype=np.float32, optimizer=None, seed=0):
    """A network and ten rows to learn: y = [x₁ + x₂ > 0]."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(10, 2))
    y = (x.sum(axis=1, keepdims=True) > 0).astype(float)
    model = Sequential([Dense(2, 4, rng), Tanh(), Dense(4, 1, rng), Sigmoid()], dtype)
    return model.compile(optimizer or SGD(0.5), BinaryCrossentropy(), [accuracy]), x, y
