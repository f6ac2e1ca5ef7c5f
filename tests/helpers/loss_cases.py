"""Every loss of labels and predictions, the same in JAX, and labels far out."""

import pytest
from loss_pairs import ENTRIES, LOSSES, PROBABILITIES, ROWS, draw_pair
from oracles import jax, jnp

__all__ = ["ENTRIES", "IN_JAX", "LABELS_FAR_OUT", "LOSSES", "PROBABILITIES", "ROWS", "draw_pair", "every_loss"]


def bce_logits(y, z):
    return -jnp.mean(y * jax.nn.log_sigmoid(z) + (1 - y) * jax.nn.log_sigmoid(-z))


def focal(y, p, gamma=1.5, alpha=None):
    right = jnp.where(y == 1, p, 1 - p)
    weight = 1 if alpha is None else jnp.where(y == 1, alpha, 1 - alpha)
    return -jnp.mean(weight * (1 - right) ** gamma * jnp.log(right))


def focal_logits(y, z, gamma=1.5, alpha=None):
    weight, m = 1 if alpha is None else jnp.where(y == 1, alpha, 1 - alpha), jnp.where(y == 1, z, -z)
    return -jnp.mean(weight * jax.nn.sigmoid(-m) ** gamma * jax.nn.log_sigmoid(m))


def cfocal(y, log_p, alpha=0.25, gamma=2.0):
    return -jnp.mean(jnp.sum(alpha * y * (-jnp.expm1(log_p)) ** gamma * log_p, axis=-1))


def huber(y, p, delta=0.7):
    e = jnp.abs(p - y)
    return jnp.mean(jnp.where(e <= delta, e**2 / 2, delta * e - delta**2 / 2))


IN_JAX = {
    "mse": lambda y, p: jnp.mean((y - p) ** 2),
    "mae": lambda y, p: jnp.mean(jnp.abs(y - p)),
    "huber": huber,
    "bce": lambda y, p: -jnp.mean(y * jnp.log(p) + (1 - y) * jnp.log(1 - p)),
    "bce_logits": bce_logits,
    "focal": focal,
    "focal_logits": focal_logits,
    "focal_balanced": lambda y, p: focal(y, p, 0.5, 0.3),
    "focal_balanced_logits": lambda y, z: focal_logits(y, z, 0.5, 0.3),
    "cfocal": lambda y, p: cfocal(y, jnp.log(p)),
    "cfocal_logits": lambda y, z: cfocal(y, jax.nn.log_softmax(z), 0.6, 1.5),
    "cce": lambda y, p: -jnp.mean(jnp.sum(y * jnp.log(p), axis=-1)),
    "cce_logits": lambda y, z: -jnp.mean(jnp.sum(y * jax.nn.log_softmax(z), axis=-1)),
    "sparse": lambda y, p: -jnp.mean(jnp.log(p[jnp.arange(len(y)), y])),
    "sparse_logits": lambda y, z: -jnp.mean(jax.nn.log_softmax(z)[jnp.arange(len(y)), y]),
    "kl": lambda y, p: jnp.mean(jnp.sum(jax.scipy.special.xlogy(y, y / p), axis=-1)),
    "kl_logits": lambda y, z: jnp.mean(jnp.sum(jax.scipy.special.xlogy(y, y) - y * jax.nn.log_softmax(z), axis=-1)),
    "perceptron": lambda y, f: jnp.mean(jnp.maximum(0, -y * f)),
    "hinge": lambda y, f: jnp.mean(jnp.maximum(0, 1 - y * f)),
}
every_loss = pytest.mark.parametrize("name", LOSSES)


LABELS_FAR_OUT = {
    "mse": [[0, 0, 0], [1, 1, 1]],
    "bce": [[1, 1, 0], [0, 0, 1]],
    "cce": [[1, 0, 0], [0, 0, 1]],
    "sparse": [0, 2],
    "perceptron": [[1, 1, -1], [-1, 1, 1]],
}
LABELS_FAR_OUT |= {"mae": LABELS_FAR_OUT["mse"], "huber": LABELS_FAR_OUT["mse"], "focal": LABELS_FAR_OUT["bce"]}
LABELS_FAR_OUT |= {"kl": LABELS_FAR_OUT["cce"], "cfocal": LABELS_FAR_OUT["cce"], "hinge": LABELS_FAR_OUT["perceptron"]}
