"""Training with JAX: a Python loop over a step that is compiled whole, picking the batch's rows included."""

import os

import numpy as np

from race import rows
from race.tasks import LEARNING_RATES, first_weights, loss_of, rows_of

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["JAX_ENABLE_X64"] = "1"  # float64 where it is asked for; float32 stays float32

import jax
import jax.numpy as jnp


def loss_of_batch(weights, x, labels):
    """The mean cross-entropy of one batch."""
    for W, b in weights[:-1]:
        x = jax.nn.relu(x @ W + b)
    W, b = weights[-1]
    log_p = jax.nn.log_softmax(x @ W + b)
    return -jnp.take_along_axis(log_p, labels[:, None], axis=1).mean()


def sgd(weights, gradients, state):
    """w − ηg."""
    eta = LEARNING_RATES["sgd"]
    return jax.tree.map(lambda w, g: w - eta * g, weights, gradients), state


def adam(weights, gradients, state):
    """Kingma and Ba's algorithm 1 in the quicker form of the end of their section 2."""
    t, m, v = state
    t = t + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, gradients)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, gradients)
    eta_t = LEARNING_RATES["adam"] * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return jax.tree.map(lambda w, m, v: w - eta_t * m / (jnp.sqrt(v) + 1e-7), weights, m, v), (t, m, v)


class JittedStep:
    """The weights and the optimizer's state are given up to each step, which may write into them."""

    def __init__(self, task):
        self.task, self.rng = task, np.random.default_rng(2)
        self.rows = rows_of(task)
        self.x, self.labels = map(jnp.asarray, self.rows)
        self.weights = jax.tree.map(jnp.asarray, first_weights(task))
        zeros = [jax.tree.map(jnp.zeros_like, self.weights) for _ in range(2)]
        self.state = (jnp.zeros((), task["dtype"]), *zeros)
        optimizer = {"adam": adam, "sgd": sgd}[task["optimizer"]]

        def step(weights, state, x, labels, rows):
            x, labels = (
                each.at[rows].get(mode="promise_in_bounds") for each in (x, labels)
            )  # its quickest way to pick
            return optimizer(weights, jax.grad(loss_of_batch)(weights, x, labels), state)

        self.step = jax.jit(step, donate_argnums=(0, 1))

    def round(self):
        order, batch = self.rng.permutation(len(self.x)), self.task["batch"]
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            self.weights, self.state = self.step(self.weights, self.state, self.x, self.labels, rows)
        jax.block_until_ready(self.weights)

    def outcome(self):
        """The loss before and after."""
        after = [(np.asarray(W), np.asarray(b)) for W, b in self.weights]
        return [loss_of(weights, *self.rows) for weights in (first_weights(self.task), after)]


class NineNumbers(rows.Nine):
    """Nine numbers row by row: all steps of an epoch in one `lax.scan`, compiled."""

    epochs = 500

    def set_up(self):
        x, y = map(jnp.asarray, (self.x, self.y))

        def loss(nine, x, y):
            o = x @ nine[:4].reshape(2, 2) + nine[4:6]
            return (y - o @ nine[6:8] - nine[8]) ** 2

        def step(nine, row):
            return nine - rows.ETA * jax.grad(loss)(nine, *row), None

        self.epoch = jax.jit(lambda nine: jax.lax.scan(step, nine, (x, y))[0])

    def train(self, epochs):
        nine = jnp.asarray(self.nine)
        for _ in range(epochs):
            nine = self.epoch(nine)
        self.nine = np.asarray(nine)
