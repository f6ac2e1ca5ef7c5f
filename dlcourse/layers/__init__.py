"""Layers: `forward` computes and keeps what `backward` needs; `backward` stands under it, one line a gradient."""

from dlcourse.layers.activation import (
    ELU,
    GELU,
    SELU,
    Activation,
    LeakyReLU,
    Linear,
    ReLU,
    Sigmoid,
    Softmax,
    Softplus,
    Swish,
    Tanh,
)
from dlcourse.layers.base import Layer
from dlcourse.layers.batch_normalization import BatchNormalization
from dlcourse.layers.dense import Dense
from dlcourse.layers.dropout import Dropout
from dlcourse.layers.flatten import Flatten
from dlcourse.layers.prelu import PReLU
from dlcourse.layers.residual import Residual

__all__ = [
    "ELU",
    "GELU",
    "SELU",
    "Activation",
    "BatchNormalization",
    "Dense",
    "Dropout",
    "Flatten",
    "Layer",
    "LeakyReLU",
    "Linear",
    "PReLU",
    "ReLU",
    "Residual",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Swish",
    "Tanh",
]
