"""Layers: `forward` computes and keeps what `backward` needs; `backward` stands under it, one line a gradient.

`dW` is always ∂L/∂W, of W's shape. Parameters and gradients may be views into a model's flat vectors, so they are
written in place and never replaced.
"""

import numpy as np

from dlcourse import activations
from dlcourse.initializers import glorot_uniform


class Layer:
    """The common shape of all layers: nothing to learn, the output as wide as the input."""

    parameter_names: tuple[str, ...] = ()

    def forward(self, x, training=False):
        """Return the layer's output for the rows of x; `training` keeps what `backward` needs."""
        raise NotImplementedError

    def backward(self, da):
        """Return ∂L/∂x from da = ∂L/∂output, and write the gradients of the parameters."""
        raise NotImplementedError

    def output_width(self, width):
        """The number of columns of the output where the input has `width` (None: any)."""
        return width

    def parameters(self):
        """The names and arrays of what the layer learns."""
        return {name: getattr(self, name) for name in self.parameter_names}

    @property
    def name(self):
        """The class' name, as `summary` prints it."""
        return type(self).__name__


class Dense(Layer):
    """z = x W + b, with W (fan_in, units) and b (units,)."""

    parameter_names = ("W", "b")

    def __init__(self, fan_in, units, rng, kernel_initializer=glorot_uniform):
        for what, value in (("fan_in", fan_in), ("units", units)):
            if not isinstance(value, (int, np.integer)) or value < 1:
                raise ValueError(f"Dense: {what}: expected a whole number of at least 1. Received: {value!r}")
        self.W = kernel_initializer(fan_in, units, rng)  # (fan_in, units)
        self.b = np.zeros(units)  # (units,)
        self.dW = np.zeros_like(self.W)
        self.db = np.zeros_like(self.b)
        self.needs_dx = True  # a model's first layer has nobody below to pass ∂L/∂x to

    def forward(self, x, training=False):
        """z = x W + b; x (N, fan_in) → z (N, units)."""
        if training:
            self.x = x
        return x @ self.W + self.b  # (N, units)

    def backward(self, dz):
        """dW = xᵀ dz, db = Σₙ dz, dx = dz Wᵀ; the shapes allow nothing else."""
        self.dW[...] = self.x.T @ dz  # (fan_in, units)
        self.db[...] = dz.sum(axis=0)  # (units,)
        return dz @ self.W.T if self.needs_dx else None  # (N, fan_in)

    def output_width(self, width):
        """`units`; raises ValueError where the layer below has another width than fan_in."""
        fan_in, units = self.W.shape
        if width not in (None, fan_in):
            raise ValueError(f"Dense({fan_in}, {units}): expected an input of width {fan_in}. Received: {width}")
        return units


class ReLU(Layer):
    """a = max(0, z)."""

    def forward(self, z, training=False):
        """a = max(0, z), of z's shape."""
        if training:
            self.z = z
        return activations.relu(z)

    def backward(self, da):
        """dz = da · [z > 0]."""
        return activations.relu_backward(da, self.z)


class SmoothActivation(Layer):
    """An activation whose derivative is most easily written with its own output a."""

    function: staticmethod
    function_backward: staticmethod

    def forward(self, z, training=False):
        """a = φ(z), of z's shape."""
        a = self.function(z)
        if training:
            self.a = a
        return a

    def backward(self, da):
        """dz from da and a = φ(z)."""
        return self.function_backward(da, self.a)


class Sigmoid(SmoothActivation):
    """a = σ(z) = 1/(1 + e^(−z)); dz = da · a(1 − a)."""

    function = staticmethod(activations.sigmoid)
    function_backward = staticmethod(activations.sigmoid_backward)


class Tanh(SmoothActivation):
    """a = tanh z; dz = da · (1 − a²)."""

    function = staticmethod(activations.tanh)
    function_backward = staticmethod(activations.tanh_backward)


class Softmax(SmoothActivation):
    """a = softmax(z) along each row; dz = a (da − Σ da·a)."""

    function = staticmethod(activations.softmax)
    function_backward = staticmethod(activations.softmax_backward)
