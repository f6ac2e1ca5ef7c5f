"""Initial weights W (fan_in, units), drawn from a Generator that the caller hands in."""

import numpy as np


def zeros(fan_in, units, rng=None):  # noqa: ARG001 - every initializer has one signature
    """W = 0: right for a bias, wrong for a hidden layer (its units would stay equal for ever)."""
    return np.zeros((fan_in, units))


def glorot_uniform(fan_in, units, rng):
    """W ~ U(−l, l), l = √(6 / (fan_in + units)): for sigmoid, tanh and softmax (Glorot and Bengio 2010, eq. 16)."""
    limit = np.sqrt(6 / (fan_in + units))
    return rng.uniform(-limit, limit, (fan_in, units))


def he_normal(fan_in, units, rng):
    """W ~ N(0, σ²), σ = √(2 / fan_in): for ReLU, which loses half the mean square (He et al. 2015, eq. 10)."""
    return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, units))
