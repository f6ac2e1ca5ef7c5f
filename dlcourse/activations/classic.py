"""The oldest activations, and those of output layers: linear, step, sigmoid, tanh, softmax."""

import numpy as np

from dlcourse.activations._inputs import takes_gradient, takes_numbers, takes_rows


@takes_numbers
def linear(z: np.ndarray) -> np.ndarray:
    """φ(z) = z: no activation, for the output of a regression; any shape."""
    return +z  # a copy: what comes out never is what came in


@takes_numbers
def linear_derivative(z: np.ndarray) -> np.ndarray:
    """φ′(z) = 1."""
    return np.ones_like(z)


@takes_gradient
def linear_backward(da: np.ndarray, z: np.ndarray) -> np.ndarray:  # noqa: ARG001 - every backward pass has one signature
    """∂L/∂z = ∂L/∂a."""
    return +da


@takes_numbers
def step(z: np.ndarray) -> np.ndarray:
    """[z ≥ 0]: 1 where z ≥ 0, also at z = 0, else 0; any shape."""
    return np.heaviside(z, 1)


@takes_numbers
def step_derivative(z: np.ndarray) -> np.ndarray:
    """φ′(z) = 0, also at the jump z = 0, where there is none: nothing can be learnt through a step."""
    return np.zeros_like(z)


@takes_gradient
def step_backward(da: np.ndarray, z: np.ndarray) -> np.ndarray:  # noqa: ARG001
    """∂L/∂z = 0."""
    return np.zeros_like(da)


@takes_numbers
def sigmoid(z: np.ndarray) -> np.ndarray:
    """σ(z) = 1 / (1 + e^(−z)), in (0, 1); any shape.

    Only ever raises e to a negative power, so nothing overflows: for z < 0 it computes e^z / (1 + e^z). Raises
    TypeError for anything but an array of numbers. Source: Rumelhart, Hinton and Williams (1986).
    """
    e = np.exp(-np.abs(z))  # in (0, 1]
    return np.where(z >= 0, 1, e) / (1 + e)


@takes_numbers
def sigmoid_derivative(z: np.ndarray) -> np.ndarray:
    """σ′(z) = σ(z) σ(−z), in (0, 1/4]; σ(−z) is 1 − σ(z) without the loss of digits where σ(z) is near 1."""
    return sigmoid(z) * sigmoid(-z)


@takes_gradient
def sigmoid_backward(da: np.ndarray, a: np.ndarray) -> np.ndarray:
    """∂L/∂z = ∂L/∂a · σ(z)(1 − σ(z)), with a = σ(z); the factor is in (0, 1/4]."""
    return da * a * (1 - a)


@takes_numbers
def tanh(z: np.ndarray) -> np.ndarray:
    """tanh(z) = (e^z − e^(−z)) / (e^z + e^(−z)) = 2σ(2z) − 1, in (−1, 1); any shape.

    Raises TypeError for anything but an array of numbers. Source: LeCun et al. (1998), "Efficient BackProp", section
    4.4.
    """
    return np.tanh(z)


@takes_numbers
def tanh_derivative(z: np.ndarray) -> np.ndarray:
    """tanh′(z) = 1 − tanh²(z), in (0, 1]."""
    return 1 - np.tanh(z) ** 2


@takes_gradient
def tanh_backward(da: np.ndarray, a: np.ndarray) -> np.ndarray:
    """∂L/∂z = ∂L/∂a · (1 − tanh²(z)), with a = tanh(z); the factor is in (0, 1]."""
    return da * (1 - a**2)


@takes_rows
def softmax(z: np.ndarray) -> np.ndarray:
    """softmax(z)ₖ = e^(zₖ) / Σⱼ e^(zⱼ), along the last axis: positive, and each row sums to 1. Shape (…, K).

    Raises TypeError for anything but an array of numbers, ValueError for a single number and for K = 0. Source: Bridle
    (1990).
    """
    e = np.exp(z - z.max(axis=-1, keepdims=True))  # same result, no overflow
    return e / e.sum(axis=-1, keepdims=True)


@takes_rows
def softmax_derivative(z: np.ndarray) -> np.ndarray:
    """∂aₖ/∂zⱼ = aₖ([k = j] − aⱼ): a matrix for each row, z (…, K) → (…, K, K). Every output depends on every input."""
    a = softmax(z)
    identity = np.asarray(np.eye(a.shape[-1], dtype=a.dtype), like=a)  # (K, K)
    return a[..., :, None] * (identity - a[..., None, :])  # (…, K, K)


@takes_gradient
def softmax_backward(da: np.ndarray, a: np.ndarray) -> np.ndarray:
    """∂L/∂zₖ = aₖ (∂L/∂aₖ − Σⱼ ∂L/∂aⱼ aⱼ), with a = softmax(z); each row of the result sums to 0.

    That is the product of `da` with the matrix of `softmax_derivative`, without building it.
    """
    return a * (da - (da * a).sum(axis=-1, keepdims=True))
