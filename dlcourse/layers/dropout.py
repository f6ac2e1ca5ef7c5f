"""Dropout: in training a unit is left out by chance, so that none can rely on another (Srivastava et al. 2014)."""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import FROM_0_BELOW_1, require_number, short
from dlcourse.layers.base import Layer, kept_by_forward


class Dropout(Layer):
    """y = x · m / (1 − rate) in training, with m = 0 in a share `rate` of all places and 1 elsewhere; else y = x.

    `rate` in [0, 1) is the fraction dropped. A new m is drawn from `rng` for every mini-batch, for each row and column
    by itself. Dividing by the share that is kept leaves the expected value of y at x ("inverted" dropout), so that
    nothing needs to be scaled in prediction. Raises ValueError for another rate, TypeError if `rng` is not a Generator.
    """

    m: np.ndarray = kept_by_forward()  # of x's shape

    def __init__(self, rate: float, rng: np.random.Generator) -> None:
        self.rate = require_number(rate, f"{self.name}: rate", FROM_0_BELOW_1)
        if not hasattr(type(rng), "bit_generator"):  # CuPy's has one too
            raise TypeError(f"Dropout: rng: expected a numpy.random.Generator. Received: {short(rng)}")
        self.rng = rng

    def forward(self, x: ArrayLike, training: bool = False) -> np.ndarray:
        """y = x m / (1 − rate) in training, y = x in prediction; of x's shape."""
        x = self.rows(x)
        if not training:
            return x
        self.m = np.asarray(self.rng.random(x.shape) >= self.rate, like=x)  # True: kept; where x is
        return x * self.m / (1 - self.rate)

    def backward(self, dy: ArrayLike) -> np.ndarray:
        """dx = dy m / (1 − rate), with the m of the forward pass: what was dropped had no part in the loss."""
        return self.upstream(dy, self.m.shape) * self.m / (1 - self.rate)
