"""ReLU and its relatives: z itself where z > 0, and below 0 nothing, a line or a curve.

At the kink z = 0 each derivative is the one from the left.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import FINITE, as_floats, require_number
from dlcourse.activations._inputs import takes_gradient, takes_numbers

# Klambauer et al. (2017), "Self-Normalizing Neural Networks": with these, normal inputs keep mean 0 and variance 1.
SELU_LAMBDA = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772


@takes_numbers
def relu(z: np.ndarray) -> np.ndarray:
    """ReLU(z) = max(0, z), in [0, ∞); any shape.

    Raises TypeError for anything but an array of numbers. Source: Nair and Hinton (2010).
    """
    return np.maximum(z, 0)


@takes_numbers
def relu_derivative(z: np.ndarray) -> np.ndarray:
    """ReLU′(z) = [z > 0]: 1 where the unit is on, else 0, also at the kink z = 0."""
    return np.heaviside(z, 0)


@takes_gradient
def relu_backward(da: np.ndarray, z: np.ndarray) -> np.ndarray:
    """∂L/∂z = ∂L/∂a · [z > 0]: the gradient passes where the unit was on. At the kink z = 0 it is taken as 0."""
    return da * (z > 0)


@takes_numbers
def leaky_relu(z: np.ndarray, negative_slope: float = 0.2) -> np.ndarray:
    """z where z > 0, else s z, s = `negative_slope`; any shape.

    The default is that of `keras.activations.leaky_relu`. Keras' layer LeakyReLU has 0.3, PyTorch 0.01.
    Raises TypeError for anything but an array of numbers, ValueError for an s that is not a number. Source: Maas et al.
    (2013).
    """
    s = slope("negative_slope", negative_slope)
    return np.where(z > 0, z, s * z)  # max(z, s z) would be wrong where s > 1


@takes_numbers
def leaky_relu_derivative(z: np.ndarray, negative_slope: float = 0.2) -> np.ndarray:
    """1 where z > 0, else s; at the kink z = 0 it is s."""
    return np.where(z > 0, z.dtype.type(1), slope("negative_slope", negative_slope))  # 1 as float32 for float32


@takes_gradient
def leaky_relu_backward(da: np.ndarray, z: np.ndarray, negative_slope: float = 0.2) -> np.ndarray:
    """∂L/∂z = ∂L/∂a · (1 where z > 0, else s): a unit that is off still learns."""
    return da * leaky_relu_derivative(z, negative_slope)


@takes_numbers
def prelu(z: np.ndarray, alpha: ArrayLike) -> np.ndarray:
    """z where z > 0, else α z, with α learnt; z (N, units) and α (units,), or one α for all.

    Raises TypeError for anything but an array of numbers, ValueError for an α of another shape than z's last axes.
    Source: He et al. (2015), "Delving Deep into Rectifiers", eq. 1.
    """
    return np.where(z > 0, z, slopes(alpha, z) * z)


@takes_numbers
def prelu_derivative(z: np.ndarray, alpha: ArrayLike) -> np.ndarray:
    """∂a/∂z = 1 where z > 0, else α; at the kink z = 0 it is α. The derivative for α is ∂a/∂α = min(z, 0)."""
    return np.where(z > 0, z.dtype.type(1), slopes(alpha, z))


@takes_gradient
def prelu_backward(da: np.ndarray, z: np.ndarray, alpha: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """∂L/∂z = ∂L/∂a · (1 where z > 0, else α) and ∂L/∂α = Σₙ ∂L/∂a · z [z < 0]; returns (dz, dalpha).

    An α serves all rows, so its gradient is the sum over them: dalpha has the shape of α, which is that of z's last
    axes. Source: He et al. (2015), eqs. 2 and 3.
    """
    shared = tuple(range(z.ndim - np.ndim(alpha)))  # the axes along which one α serves all entries
    dalpha = (da * np.minimum(z, 0)).sum(axis=shared)  # (units,)
    return da * prelu_derivative(z, alpha), dalpha


@takes_numbers
def elu(z: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """z where z > 0, else α(e^z − 1), in (−α, ∞); any shape.

    Raises TypeError for anything but an array of numbers, ValueError for an α that is not a number. Source: Clevert et
    al. (2016).
    """
    alpha = slope("alpha", alpha)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))  # the minimum: no overflow where z is not used


@takes_numbers
def elu_derivative(z: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """1 where z > 0, else α e^z = ELU(z) + α; at z = 0 it is α, and with α = 1 there is no kink."""
    return np.where(z > 0, 1, slope("alpha", alpha) * np.exp(np.minimum(z, 0)))


@takes_gradient
def elu_backward(da: np.ndarray, z: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """∂L/∂z = ∂L/∂a · (1 where z > 0, else α e^z)."""
    return da * elu_derivative(z, alpha)


@takes_numbers
def selu(z: np.ndarray) -> np.ndarray:
    """λ·ELU(z), i.e. λ z where z > 0, else λ α(e^z − 1), with λ ≈ 1.0507 and α ≈ 1.6733; in (−λα, ∞), λα ≈ 1.7581.

    Raises TypeError for anything but an array of numbers. Source: Klambauer et al. (2017), eq. 2.
    """
    return SELU_LAMBDA * elu(z, SELU_ALPHA)


@takes_numbers
def selu_derivative(z: np.ndarray) -> np.ndarray:
    """λ where z > 0, else λ α e^z = SELU(z) + λα; at the kink z = 0 it is λα."""
    return SELU_LAMBDA * elu_derivative(z, SELU_ALPHA)


@takes_gradient
def selu_backward(da: np.ndarray, z: np.ndarray) -> np.ndarray:
    """∂L/∂z = ∂L/∂a · λ (1 where z > 0, else α e^z)."""
    return da * selu_derivative(z)


def slope(what: str, value: Any) -> float:
    """The slope or scale below 0 as Python's float: NumPy's would make float32 float64. ValueError for no number."""
    return require_number(value, f"activations: {what}", FINITE)


def slopes(alpha: ArrayLike, z: np.ndarray) -> np.ndarray | float:
    """PReLU's α as floats of z's type; raises ValueError unless its shape is that of z's last axes."""
    if np.ndim(alpha) == 0:
        return slope("alpha", alpha)
    alpha = as_floats(alpha, "alpha")
    if alpha.shape != z.shape[z.ndim - alpha.ndim :]:
        raise ValueError(f"alpha: expected the shape of z's last axes, z {z.shape}. Received: shape {alpha.shape}")
    return alpha.astype(z.dtype, copy=False)
