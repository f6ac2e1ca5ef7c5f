"""Residual block: what its layers compute is added to their input, so that the gradient has a way past them."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import ArrayLike, NDArray

from dlcourse._validation import as_floats
from dlcourse.layers.base import Layer, output_shape_of, plain, require_layers


class Residual(Layer):
    """y = x + F(x), F the layers inside, one after the other: `Residual([Dense(8, 8, rng), ReLU(), Dense(8, 8, rng)])`.

    F must return rows as wide as its input. The gradient passes by F unchanged (dx = dy + …), however deep the network
    is (He et al. 2016, eq. 1). Raises ValueError where F returns another width than it takes.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = require_layers("Residual", layers)
        if len(set(self.layers)) < len(self.layers):
            raise ValueError(f"Residual: expected each layer once. Received: {self.layers}")
        self.input_shape = next((layer.input_shape for layer in self.layers if layer.input_shape), None)
        self.output_shape(None)

    def forward(self, x: ArrayLike, training: bool = False) -> NDArray:
        """y = x + F(x), of x's shape."""
        x = f = self.rows(x)
        for layer in self.layers:
            f = layer.forward(f, training)
        if f.shape != x.shape:  # of layers that take any width nothing was known before
            raise ValueError(f"Residual: expected F(x) of x's shape, {x.shape}. Received: {f.shape}")
        return x + f

    def backward(self, dy: ArrayLike) -> Any:
        """dx = dy + ∂L/∂x through F: x reaches the loss on two paths, so two gradients add up."""
        dy = df = as_floats(dy, "dy")
        for layer in reversed(self.layers):
            df = layer.backward(df)
            if df is None:  # nobody below learns
                return None
        return dy + df

    def output_shape(self, shape: tuple[int, ...] | None) -> tuple[int, ...] | None:
        """The input's shape; raises ValueError where F would return another."""
        shape = super().output_shape(shape)
        result = output_shape_of(self.layers, shape)
        if None not in (shape, result) and result != shape:
            raise ValueError(
                f"Residual: expected layers that return their input's width, {plain(shape)}. Received: {plain(result)}"
            )
        return shape
