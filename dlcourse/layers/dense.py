"""Dense: every output is a weighted sum of all inputs, plus a bias."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import as_floats, short
from dlcourse.initializers import glorot_uniform, zeros
from dlcourse.layers.base import Layer, kept_by_forward, require_width


class Dense(Layer):
    """z = x W + b, with W (fan_in, units) and b (units,).

    - `fan_in`: inputs, a whole number of at least 1.
    - `units`: outputs, a whole number of at least 1.
    - `rng`: the numpy Generator from which W and b are drawn; None if neither initializer needs one.
    - `kernel_initializer`: draws W; called as (fan_in, units, rng), it returns an array (fan_in, units).
    - `bias_initializer`: draws b in the same way, with a fan_in of 1.
    - `use_bias`: False leaves b out, as before a BatchNormalization, whose β does the same.
    - `kernel_regularizer`: such as `L2(0.01)`, adds its penalty to the model's loss and its gradient to dW; b has no
      penalty.

    Raises ValueError for widths that are not whole numbers of at least 1 and for an initializer's W or b of another
    shape, TypeError if an initializer, a regularizer or `rng` is something else.
    """

    parameter_names: tuple[str, ...] = ("W", "b")
    x: np.ndarray = kept_by_forward()  # (N, fan_in)

    def __init__(
        self,
        fan_in: int,
        units: int,
        rng: np.random.Generator | None,
        kernel_initializer: Callable[..., np.ndarray] = glorot_uniform,
        bias_initializer: Callable[..., np.ndarray] = zeros,
        use_bias: bool = True,
        kernel_regularizer: Callable[[np.ndarray], tuple[float, np.ndarray]] | None = None,
    ) -> None:
        self.fan_in = require_width(self, "fan_in", fan_in)
        self.units = require_width(self, "units", units)
        self.input_shape = (self.fan_in,)
        if isinstance(kernel_regularizer, type) or not (kernel_regularizer is None or callable(kernel_regularizer)):
            raise TypeError(
                f"Dense: kernel_regularizer: expected one such as L2(0.01). Received: {kernel_regularizer!r}"
            )
        self.use_bias = use_bias
        self.kernel_regularizer = kernel_regularizer
        self.W = self.drawn("kernel_initializer", kernel_initializer, self.fan_in, rng)  # (fan_in, units)
        self.dW = np.zeros_like(self.W)
        if use_bias:
            self.b = self.drawn("bias_initializer", bias_initializer, 1, rng)[0]  # (units,)
            self.db = np.zeros_like(self.b)
        else:
            self.parameter_names = ("W",)

    def drawn(
        self, what: str, initializer: Callable[..., np.ndarray], fan_in: int, rng: np.random.Generator | None
    ) -> np.ndarray:
        """Return the initializer's draw, (fan_in, units); raises TypeError or ValueError if it is something else."""
        if not callable(initializer):
            raise TypeError(f"Dense: {what}: expected a function such as he_normal. Received: {short(initializer)}")
        array = as_floats(initializer(fan_in, self.units, rng), f"Dense: {what}")
        if array.shape != (fan_in, self.units):
            raise ValueError(f"Dense: {what}: expected shape {(fan_in, self.units)}. Received: {array.shape}")
        return array

    def forward(self, x: ArrayLike, training: bool = False) -> np.ndarray:
        """z = x W + b; x (N, fan_in) → z (N, units)."""
        x = self.rows(x)
        if training:
            self.x = x
        z = x @ self.W  # (N, units)
        if self.use_bias:
            z += self.b  # z is new, so that nothing else changes
        return z

    def backward(self, dz: ArrayLike) -> Any:
        """dW = xᵀ dz, db = Σₙ dz, dx = dz Wᵀ; the shapes allow nothing else. A penalty adds its gradient to dW."""
        dz = self.upstream(dz, (len(self.x), self.units))
        np.matmul(self.x.T, dz, out=self.dW)  # (fan_in, units)
        if self.kernel_regularizer is not None:
            self.dW += self.kernel_regularizer(self.W)[1]  # (fan_in, units)
        if self.use_bias:
            dz.sum(axis=0, out=self.db)  # (units,)
        return dz @ self.W.T if self.needs_dx else None  # (N, fan_in)

    def penalty(self) -> float:
        """The kernel regularizer's penalty on W, a number; 0 without one."""
        return 0 if self.kernel_regularizer is None else self.kernel_regularizer(self.W)[0]

    def output_shape(self, shape: tuple[int, ...] | None) -> tuple[int, ...]:
        """`units`; raises ValueError where the layer below has another width than fan_in."""
        super().output_shape(shape)
        return (self.units,)

    def __repr__(self) -> str:
        return f"Dense({self.fan_in}, {self.units})"
