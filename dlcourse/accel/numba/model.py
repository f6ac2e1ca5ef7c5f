"""Sequential with compiled blocks of layers."""

import numpy as np

from dlcourse.accel import numpy as in_place
from dlcourse.accel.numba import kernels
from dlcourse.accel.numpy.blocks import DenseBlock, DenseReLUBlock


class CompiledDenseBlock(DenseBlock):
    """z = x W + b."""

    def activate(self, z: np.ndarray, b: np.ndarray) -> np.ndarray:
        """z ← z + b, in place."""
        kernels.bias(z, b)
        return z


class CompiledDenseReLUBlock(DenseReLUBlock):
    """a = max(0, x W + b), with one pass for bias and ReLU, and one for gate and bias gradient."""

    def activate(self, z: np.ndarray, b: np.ndarray) -> np.ndarray:
        """z ← max(0, z + b), in place."""
        kernels.bias_relu(z, b)
        return z

    def gate(self, da: np.ndarray, db: np.ndarray) -> np.ndarray:
        """dz = da · [a > 0], and db = Σₙ dz."""
        kernels.gate(da, self.z, self.dz, db)
        return self.dz


class Sequential(in_place.Sequential):
    """`dlcourse.Sequential`, trained in compiled blocks of layers: the same numbers up to rounding.

    What `forward(x, training=True)` returns is overwritten by the next mini-batch. Prediction and everything else is
    inherited, and the layers are not changed, each with its own `forward` and `backward`.
    """

    dense_block, dense_relu_block = CompiledDenseBlock, CompiledDenseReLUBlock
