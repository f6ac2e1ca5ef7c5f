"""Activation layers: the functions of `dlcourse.activations` as layers, by name or as classes of their own.

There are the ranges and the sources. All take z of any shape (softmax: rows (…, K)) and raise as `Layer` says.
"""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlcourse import activations
from dlcourse._validation import AT_LEAST_0, require_number, short
from dlcourse.layers.base import Layer, kept_by_forward

NAMES = (
    *("linear", "step", "sigmoid", "tanh", "softmax", "relu", "leaky_relu", "elu", "selu", "softplus"),
    *("swish", "silu", "gelu"),
)


class Activation(Layer):
    """a = φ(z), by the name of an activation, `Activation("relu")`, or by two functions of your own.

    Your own: `Activation(f, f_backward)`, with f(z) → a and f_backward(da, z) → dz; a second argument called `a` says
    that it is given the output f(z) in place of z. Raises ValueError for a name that is not known.
    """

    kept: np.ndarray = kept_by_forward()  # z, or a where φ′ is written with it

    def __init__(self, function: str | Callable, function_backward: Callable | None = None) -> None:
        phi, phi_backward = function, function_backward
        if function in NAMES and function_backward is None:
            phi, phi_backward = getattr(activations, function), getattr(activations, function + "_backward")
        if not (callable(phi) and callable(phi_backward)):
            expected = f"one of {', '.join(NAMES)}, or two functions"
            received = short(function if function_backward is None else (function, function_backward))
            raise ValueError(f"Activation: function: expected {expected}. Received: {received}")
        self.function, self.function_backward = function, function_backward
        self.phi: Callable = phi
        self.phi_backward: Callable = phi_backward
        self.settings: dict[str, Any] = {}  # what φ has beside z, such as its slope below 0
        self.keeps_output = list(inspect.signature(phi_backward).parameters)[1] == "a"

    def forward(self, z: ArrayLike, training: bool = False) -> np.ndarray:
        """a = φ(z), of z's shape."""
        z = self.rows(z)
        a = self.phi(z, **self.settings)
        if training:
            self.kept = a if self.keeps_output else z
        return a

    def backward(self, da: ArrayLike) -> np.ndarray:
        """dz = da φ′(z), where φ′ is most easily written with z or with a = φ(z); softmax's mixes the columns."""
        return self.phi_backward(da, self.kept, **self.settings)

    @property
    def name(self) -> str:
        """The class' name, and where that says too little the function's."""
        if type(self) is not Activation:
            return type(self).__name__
        return f"Activation({self.function if self.function in NAMES else self.phi.__name__})"


class Linear(Activation):
    """a = z, of any shape; dz = da. Raises as every Layer does."""

    def __init__(self) -> None:
        super().__init__("linear")


class ReLU(Activation):
    """a = max(0, z), in [0, ∞), of z's shape; dz = da · [z > 0]. Raises as every Layer does."""

    def __init__(self) -> None:
        super().__init__("relu")


class LeakyReLU(Activation):
    """a = z where z > 0, α z elsewhere, with α = `negative_slope`; dz = da · (1 or α).

    The default is that of Keras' layer; PyTorch has 0.01. Raises ValueError for an α below 0.
    """

    def __init__(self, negative_slope: float = 0.3) -> None:
        super().__init__("leaky_relu")
        self.negative_slope = require_number(negative_slope, f"{self.name}: negative_slope", AT_LEAST_0)
        self.settings = {"negative_slope": self.negative_slope}


class ELU(Activation):
    """a = z where z > 0, α(e^z − 1) elsewhere, in (−α, ∞); dz = da · (1 or α e^z).

    Raises ValueError for an α below 0.
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__("elu")
        self.alpha = require_number(alpha, f"{self.name}: alpha", AT_LEAST_0)
        self.settings = {"alpha": self.alpha}


class SELU(Activation):
    """a = λ · ELU(z), in (−1.76, ∞), with the λ and α that keep mean 0 and variance 1 from layer to layer.

    It asks for `lecun_normal`. Raises as every Layer does.
    """

    def __init__(self) -> None:
        super().__init__("selu")


class Sigmoid(Activation):
    """a = σ(z) = 1/(1 + e^(−z)), in (0, 1); dz = da · a(1 − a). Raises as every Layer does."""

    def __init__(self) -> None:
        super().__init__("sigmoid")


class Tanh(Activation):
    """a = tanh z, in (−1, 1); dz = da · (1 − a²). Raises as every Layer does."""

    def __init__(self) -> None:
        super().__init__("tanh")


class Softmax(Activation):
    """a = softmax(z) along each row (…, K), K ≥ 1, in (0, 1); dz = a (da − Σ da·a). Raises as every Layer does."""

    def __init__(self) -> None:
        super().__init__("softmax")


class Softplus(Activation):
    """a = ln(1 + e^z), in (0, ∞); dz = da · σ(z). Raises as every Layer does."""

    def __init__(self) -> None:
        super().__init__("softplus")


class GELU(Activation):
    """a = z Φ(z), Φ the distribution function of N(0, 1), or its approximation by tanh; dz = da (Φ + z Φ′).

    In [−0.170, ∞). Raises as every Layer does.
    """

    def __init__(self, approximate: bool = True) -> None:
        super().__init__("gelu")
        self.approximate = bool(approximate)
        self.settings = {"approximate": self.approximate}


class Swish(Activation):
    """a = z σ(z), also called SiLU, in [−0.279, ∞); dz = da · σ(z)(1 + z σ(−z)). Raises as every Layer does."""

    def __init__(self) -> None:
        super().__init__("swish")
