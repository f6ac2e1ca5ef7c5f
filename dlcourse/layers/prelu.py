"""PReLU: a leaky ReLU that learns its slope below 0, one for each unit (He et al. 2015)."""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse import activations
from dlcourse._validation import FINITE, require_number
from dlcourse.layers.base import Layer, kept_by_forward, require_width


class PReLU(Layer):
    """a = z where z > 0, α z elsewhere, with α (width,) learnt; it starts at `initial_alpha`.

    0.25 is the start in the paper (section 2.1) and in PyTorch; Keras starts at 0. Raises ValueError for a width that
    is not a whole number of at least 1 and a start that is not a number.
    """

    parameter_names = ("alpha",)
    z: np.ndarray = kept_by_forward()  # (N, width)

    def __init__(self, width: int, initial_alpha: float = 0.25) -> None:
        self.width = require_width(self, "width", width)
        self.initial_alpha = require_number(initial_alpha, f"{self.name}: initial_alpha", FINITE)
        self.input_shape = (self.width,)
        self.alpha = np.full(self.width, self.initial_alpha)  # (width,)
        self.dalpha = np.zeros_like(self.alpha)

    def forward(self, z: ArrayLike, training: bool = False) -> np.ndarray:
        """a = z where z > 0, α z elsewhere; z (N, width) → a (N, width)."""
        z = self.rows(z)
        if training:
            self.z = z
        return activations.prelu(z, self.alpha)

    def backward(self, da: ArrayLike) -> np.ndarray:
        """dz = da · (1 where z > 0, α elsewhere); dα = Σₙ da · min(z, 0), for each unit."""
        dz, self.dalpha[...] = activations.prelu_backward(da, self.z, self.alpha)  # (N, width), (width,)
        return dz
