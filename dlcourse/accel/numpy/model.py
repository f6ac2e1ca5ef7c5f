"""Sequential whose training steps write into arrays that are kept."""

from dlcourse import model
from dlcourse.accel.numpy.blocks import DenseBlock, DenseReLUBlock, blocks_of


class Sequential(model.Sequential):
    """`dlcourse.Sequential`, trained in blocks of layers: the same numbers, with no new arrays in a step.

    What `forward(x, training=True)` returns is overwritten at the next batch. Prediction and everything else is the
    reference's own, and the layers stay as they are, each with its own `forward` and `backward`.
    """

    dense_block, dense_relu_block = DenseBlock, DenseReLUBlock

    def __init__(self, layers, dtype="float32", like=None):
        super().__init__(layers, dtype, like)
        self.blocks = blocks_of(self.layers, self.dense_block, self.dense_relu_block)

    def forward(self, x, training=False):
        """Feed x (N, n) through all layers; in training, block by block."""
        if not training:
            return super().forward(x)
        for block in self.blocks:
            x = block.forward(x, training)
        return x

    def backward(self, dy):
        """Send dy = ∂L/∂ŷ back through the blocks, last to first; fills `gradients`."""
        for block in reversed(self.blocks):
            dy = block.backward(dy)
            if dy is None:
                break
