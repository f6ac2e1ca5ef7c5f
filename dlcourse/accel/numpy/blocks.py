"""Fused layers that write into arrays reused from mini-batch to mini-batch.

A block stands for one layer of a model, or for a Dense and the ReLU after it; it has a layer's `forward` and
`backward`. What it returns is overwritten by the next mini-batch, so blocks are for training only.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlcourse.layers import Dense, ReLU


def blocks_of(
    layers: Sequence[Any], dense_block: type["DenseBlock"], dense_relu_block: type["DenseReLUBlock"]
) -> list[Any]:
    """Return the layers as blocks: a Dense with its ReLU, a Dense alone; any other layer as it is."""
    blocks: list[Any]
    blocks, i = [], 0
    while i < len(layers):
        pair = [type(layer) for layer in layers[i : i + 2]]
        if pair == [Dense, ReLU] and layers[i].use_bias:
            blocks.append(dense_relu_block(*layers[i : i + 2]))
            i += 1
        elif pair[0] is Dense and layers[i].use_bias:
            blocks.append(dense_block(layers[i]))
        else:
            blocks.append(layers[i])
        i += 1
    return blocks


class DenseBlock:
    """z = x W + b, written into arrays that are allocated for the first mini-batch and again only for a longer one."""

    z: np.ndarray  # (N, units), as dz is in a gate
    dz: np.ndarray
    dx: np.ndarray  # (N, fan_in)
    ones: np.ndarray  # (N,)
    shape: tuple[int, ...] | None  # of the latest mini-batch
    dtype: np.dtype | None

    def __init__(self, dense: Dense) -> None:
        self.dense = dense
        self.shape, self.dtype, self.longest = None, None, 0

    def forward(self, x: np.ndarray, training: bool = True) -> np.ndarray:  # noqa: ARG002 - the signature of a layer
        """z = x W + b; x (N, fan_in) → z (N, units)."""
        if getattr(x, "shape", 0) != self.shape or x.dtype != self.dtype:
            x = self.dense.rows(x)
            self.take_on(x)
        self.dense.x = x
        np.dot(x, self.dense.W, out=self.z)  # (N, units)
        return self.activate(self.z, self.dense.b)

    def backward(self, da: np.ndarray) -> np.ndarray | None:
        """dW = xᵀ dz, db = Σₙ dz, dx = dz Wᵀ with dz from `gate`; returns dx."""
        dense = self.dense
        if da.shape != self.z.shape:
            da = dense.upstream(da, self.z.shape)
        dz = self.gate(da, dense.db)
        np.dot(dense.x.T, dz, out=dense.dW)  # (fan_in, units)
        if dense.kernel_regularizer is not None:
            dense.dW += dense.kernel_regularizer(dense.W)[1]
        return np.dot(dz, dense.W.T, out=self.dx) if dense.needs_dx else None  # (N, fan_in)

    def activate(self, z: np.ndarray, b: np.ndarray) -> np.ndarray:
        """z ← z + b, in place."""
        z += b
        return z

    def gate(self, da: np.ndarray, db: np.ndarray) -> np.ndarray:
        """dz = da, and db = Σₙ dz."""
        np.dot(self.ones, da, out=db)
        return da

    def work_arrays(self) -> dict[str, int]:
        """Return the names and widths of the work arrays."""
        return {"z": self.dense.units} | ({"dx": self.dense.fan_in} if self.dense.needs_dx else {})

    def take_on(self, x: np.ndarray) -> None:
        """Allocate the work arrays, or take views of their first rows, so that they fit x."""
        if len(x) > self.longest or x.dtype != self.dtype:
            self.longest = len(x)
            dtype = np.result_type(x, self.dense.W)
            self.whole = {name: np.empty((len(x), width), dtype) for name, width in self.work_arrays().items()}
            self.whole["ones"] = np.ones(len(x), dtype)  # Σₙ as a product is quicker than a sum along the first axis
        for name, array in self.whole.items():
            setattr(self, name, array[: len(x)])
        self.shape, self.dtype = x.shape, x.dtype


class DenseReLUBlock(DenseBlock):
    """a = max(0, x W + b)."""

    def __init__(self, dense: Dense, relu: ReLU) -> None:
        super().__init__(dense)
        self.relu = relu

    def activate(self, z: np.ndarray, b: np.ndarray) -> np.ndarray:
        """z ← max(0, z + b), in place: [z > 0] equals [a > 0]."""
        z += b
        return np.maximum(z, 0, out=z)

    def gate(self, da: np.ndarray, db: np.ndarray) -> np.ndarray:
        """dz = da · [a > 0], and db = Σₙ dz."""
        np.greater(self.z, 0, out=self.is_on)
        dz = np.multiply(da, self.is_on.view(np.int8), out=self.dz)
        np.dot(self.ones, dz, out=db)
        return dz

    def work_arrays(self) -> dict[str, int]:
        """Return those of Dense, and dz."""
        return super().work_arrays() | {"dz": self.dense.units}

    def take_on(self, x: np.ndarray) -> None:
        """Allocate those of Dense, and a boolean mask for the gate."""
        super().take_on(x)
        self.is_on = np.empty(self.z.shape, np.bool_)
