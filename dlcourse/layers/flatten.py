"""Flatten: a picture becomes one row of numbers."""

import math

from numpy.typing import ArrayLike, NDArray

from dlcourse.layers.base import Layer, kept_by_forward


class Flatten(Layer):
    """(N, …) → (N, product of the rest): row by row, the last axis fastest; the numbers stay as they are.

    Raises ValueError for a number alone, which has no rows.
    """

    shape: tuple[int, ...] = kept_by_forward()  # of x

    def forward(self, x: ArrayLike, training: bool = False) -> NDArray:
        """x (N, d₁, d₂, …) → (N, d₁ d₂ …)."""
        x = self.rows(x)
        if training:
            self.shape = x.shape
        return x.reshape(x.shape[0], math.prod(x.shape[1:]))

    def backward(self, da: ArrayLike) -> NDArray:
        """dx = da, in the shape of x."""
        N, *rest = self.shape
        return self.upstream(da, (N, math.prod(rest))).reshape(self.shape)

    def output_shape(self, shape: tuple[int, ...] | None) -> tuple[int, ...] | None:
        """The product of all sizes but N."""
        return None if shape is None else (math.prod(shape),)
