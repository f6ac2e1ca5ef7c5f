"""Smooth relatives of ReLU: softplus, swish (SiLU) and GELU have no kink."""

import math

import numpy as np

from dlcourse.activations._inputs import takes_gradient, takes_numbers
from dlcourse.activations.classic import sigmoid

CUBE = 0.044715  # Hendrycks and Gimpel (2016), section 2
SCALE = math.sqrt(2 / math.pi)


@takes_numbers
def softplus(z: np.ndarray) -> np.ndarray:
    """ln(1 + e^z) = max(z, 0) + ln(1 + e^(−|z|)), in (0, ∞); the second form does not overflow. Any shape.

    Raises TypeError for anything but an array of numbers. Source: Dugas et al. (2001).
    """
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


@takes_numbers
def softplus_derivative(z: np.ndarray) -> np.ndarray:
    """softplus′(z) = σ(z), in (0, 1)."""
    return sigmoid(z)


@takes_gradient
def softplus_backward(da: np.ndarray, z: np.ndarray) -> np.ndarray:
    """∂L/∂z = ∂L/∂a · σ(z)."""
    return da * sigmoid(z)


@takes_numbers
def swish(z: np.ndarray) -> np.ndarray:
    """z σ(z), also called SiLU, in [−0.279, ∞); any shape.

    Raises TypeError for anything but an array of numbers. Source: Ramachandran et al. (2017).
    """
    return z * sigmoid(z)


@takes_numbers
def swish_derivative(z: np.ndarray) -> np.ndarray:
    """σ(z) + z σ(z)σ(−z) = σ(z)(1 + z σ(−z)), by the product rule."""
    return sigmoid(z) * (1 + z * sigmoid(-z))


@takes_gradient
def swish_backward(da: np.ndarray, z: np.ndarray) -> np.ndarray:
    """∂L/∂z = ∂L/∂a · σ(z)(1 + z σ(−z))."""
    return da * swish_derivative(z)


# Keras has both names, too; the sigmoid linear unit is Elfwing et al. (2018).
silu, silu_derivative, silu_backward = swish, swish_derivative, swish_backward


@takes_numbers
def gelu(z: np.ndarray, approximate: bool = True) -> np.ndarray:
    """z Φ(z), with Φ(z) the chance that a standard normal number is below z; in [−0.170, ∞). Any shape.

    Φ(z) = (1 + erf(z/√2))/2. `approximate=True` takes (1 + tanh(√(2/π)(z + 0.044715 z³)))/2 in its place, which moves
    the result by 5e-4 at most. That is the default of `keras.ops.gelu`; `keras.activations.gelu` and PyTorch start
    from the exact form. Raises TypeError for anything but an array of numbers. Source: Hendrycks and Gimpel (2016).
    """
    return z * (normal_cdf_by_tanh(z) if approximate else normal_cdf(z))


@takes_numbers
def gelu_derivative(z: np.ndarray, approximate: bool = True) -> np.ndarray:
    """Φ(z) + z Φ′(z), by the product rule; Φ′(z) = e^(−z²/2)/√(2π), or the derivative of the approximation."""
    if not approximate:
        return normal_cdf(z) + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    t = np.tanh(SCALE * (z + CUBE * z**3))
    return (1 + t) / 2 + z * (1 - t**2) / 2 * SCALE * (1 + 3 * CUBE * z**2)


@takes_gradient
def gelu_backward(da: np.ndarray, z: np.ndarray, approximate: bool = True) -> np.ndarray:
    """∂L/∂z = ∂L/∂a · (Φ(z) + z Φ′(z))."""
    return da * gelu_derivative(z, approximate)


def normal_cdf_by_tanh(z: np.ndarray) -> np.ndarray:
    """(1 + tanh(√(2/π)(z + 0.044715 z³)))/2, within 2e-4 of Φ(z)."""
    return (1 + np.tanh(SCALE * (z + CUBE * z**3))) / 2


def normal_cdf(z: np.ndarray) -> np.ndarray:
    """Φ(z) = (1 + erf(z/√2))/2."""
    return (1 + erf(z / math.sqrt(2))) / 2


def erf(x: np.ndarray) -> np.ndarray:
    """erf(x) = 2/√π ∫₀ˣ e^(−t²) dt, to within 1e-15; NumPy has none.

    Also erf(x) = 2/π ∫₀^∞ e^(−t²) sin(2xt)/t dt, and there the trapezoidal rule with steps of h is off by less than
    erfc(π/h − |x|): with h = π/12 and |x| < 6 below 1e-16, as are the terms after the 24th. Beyond 6 it is ±1.
    """
    h = math.pi / 12
    waves = sum(math.exp(-((n * h) ** 2)) / n * np.sin(2 * n * h * x) for n in range(1, 25))
    return np.where(np.abs(x) < 6, 2 / math.pi * (h * x + waves), np.sign(x))
