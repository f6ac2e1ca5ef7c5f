"""Sequential whose training steps write into preallocated arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from dlcourse import model
from dlcourse.accel.numpy.blocks import DenseBlock, DenseReLUBlock, blocks_of


class Sequential(model.Sequential):
    """`dlcourse.Sequential`, trained in blocks of layers: the same numbers up to rounding, no new arrays in a step.

    What `forward(x, training=True)` returns is overwritten by the next mini-batch. Prediction and everything else is
    inherited, and the layers are not changed, each with its own `forward` and `backward`.
    """

    dense_block, dense_relu_block = DenseBlock, DenseReLUBlock

    def __init__(self, layers: Sequence[Any], dtype: DTypeLike = "float32", like: np.ndarray | None = None) -> None:
        super().__init__(layers, dtype, like)
        self.blocks = blocks_of(self.layers, self.dense_block, self.dense_relu_block)
        self.batch = np.empty((0, 0))

    def pick(self, x: np.ndarray, rows: Any) -> np.ndarray:
        """Return x[rows] in a reused array."""
        if len(self.batch) < len(rows) or (self.batch.shape[1:], self.batch.dtype) != (x.shape[1:], x.dtype):
            self.batch = np.empty((len(rows), *x.shape[1:]), x.dtype)
        return np.take(x, rows, axis=0, out=self.batch[: len(rows)], mode="clip")  # "raise" would make a copy first

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Feed x (N, n) through all layers; if `training`, block by block."""
        if not training:
            return super().forward(x)
        for block in self.blocks:
            x = block.forward(x, training)
        return x

    def backward(self, dy: np.ndarray) -> None:
        """Propagate dy = ∂L/∂ŷ back through the blocks, last to first; fill `gradients`."""
        for block in reversed(self.blocks):
            dy = block.backward(dy)
            if dy is None:
                break
