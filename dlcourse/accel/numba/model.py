"""Sequential whose blocks of layers are compiled."""

from dlcourse.accel import numpy as in_place
from dlcourse.accel.numba import kernels
from dlcourse.accel.numpy.blocks import DenseBlock, DenseReLUBlock


class CompiledDenseBlock(DenseBlock):
    """z = x W + b."""

    def activate(self, z, b):
        """z + b, in z's place."""
        kernels.bias(z, b)
        return z


class CompiledDenseReLUBlock(DenseReLUBlock):
    """a = max(0, x W + b), with one pass for bias and ReLU, and one for gate and bias gradient."""

    def activate(self, z, b):
        """a = max(0, z + b), in z's place."""
        kernels.bias_relu(z, b)
        return z

    def gate(self, da, db):
        """dz = da · [a > 0], and db = Σₙ dz."""
        kernels.gate(da, self.z, self.dz, db)
        return self.dz


class Sequential(in_place.Sequential):
    """`dlcourse.Sequential`, trained in blocks of layers that are compiled: the same numbers, to rounding.

    What `forward(x, training=True)` returns is overwritten at the next batch. Prediction and everything else is the
    reference's own, and the layers stay as they are, each with its own `forward` and `backward`.
    """

    dense_block, dense_relu_block = CompiledDenseBlock, CompiledDenseReLUBlock
