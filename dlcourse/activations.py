"""Activation functions a = φ(z), each with its backward pass beside it.

A backward pass takes `da` = ∂L/∂a, what comes from above, and returns `dz` = ∂L/∂z, of the same shape.
"""

import numpy as np


def sigmoid(z):
    """σ(z) = 1 / (1 + e^(−z)), in (0, 1); any shape.

    Only ever raises e to a negative power, so nothing overflows: for z < 0 it computes e^z / (1 + e^z).
    """
    e = np.exp(-np.abs(z))  # in (0, 1]
    return np.where(z >= 0, 1, e) / (1 + e)


def sigmoid_backward(da, a):
    """∂L/∂z = ∂L/∂a · σ(z)(1 − σ(z)), with a = σ(z); the factor is in (0, 1/4]."""
    return da * a * (1 - a)


def tanh(z):
    """tanh(z) = (e^z − e^(−z)) / (e^z + e^(−z)), in (−1, 1); any shape."""
    return np.tanh(z)


def tanh_backward(da, a):
    """∂L/∂z = ∂L/∂a · (1 − tanh²(z)), with a = tanh(z); the factor is in (0, 1]."""
    return da * (1 - a**2)


def relu(z):
    """ReLU(z) = max(0, z), in [0, ∞); any shape."""
    return np.maximum(z, 0)


def relu_backward(da, z):
    """∂L/∂z = ∂L/∂a · [z > 0]: the gradient passes where the unit was on. At the kink z = 0 it is taken as 0."""
    return da * (z > 0)


def softmax(z):
    """softmax(z)ₖ = e^(zₖ) / Σⱼ e^(zⱼ), along the last axis: positive, and each row sums to 1. Shape (…, K)."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))  # same result, no overflow
    return e / e.sum(axis=-1, keepdims=True)


def softmax_backward(da, a):
    """∂L/∂zₖ = aₖ (∂L/∂aₖ − Σⱼ ∂L/∂aⱼ aⱼ), with a = softmax(z); each row of the result sums to 0."""
    return a * (da - (da * a).sum(axis=-1, keepdims=True))
