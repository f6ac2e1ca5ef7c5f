"""Batch normalization: each column gets mean 0 and spread 1 over the mini-batch, then a scale and a shift that are
learnt (Ioffe and Szegedy 2015).
"""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import AT_LEAST_0, FROM_0_TO_1, require_number
from dlcourse.layers.base import Layer, kept_by_forward, require_width


class BatchNormalization(Layer):
    """y = γ x̂ + β, x̂ = (x − μ)/√(σ² + ε): μ, σ² of the mini-batch in training, running averages of them after it.

    After each training batch r ← m r + (1 − m) · batch, with m = `momentum`, the fraction kept. Defaults and σ² (which
    divides by N) are those of Keras. PyTorch differs: its momentum is 1 − m (0.1 there is 0.9 here), its ε is 1e-5, and
    its running variance divides by N − 1. Raises ValueError for a width that is not a whole number of at least 1, an m
    outside [0, 1], an ε below 0, and a training batch without rows.
    """

    parameter_names = ("gamma", "beta")
    state_names = ("moving_mean", "moving_variance")
    centred: np.ndarray = kept_by_forward()  # (N, width)
    std: np.ndarray = kept_by_forward()  # (width,)
    x_hat: np.ndarray = kept_by_forward()  # (N, width)

    def __init__(self, width: int, momentum: float = 0.99, epsilon: float = 1e-3) -> None:
        self.width = require_width(self, "width", width)
        self.momentum = require_number(momentum, f"{self.name}: momentum", FROM_0_TO_1)
        self.epsilon = require_number(epsilon, f"{self.name}: epsilon", AT_LEAST_0)
        self.input_shape = (self.width,)
        self.gamma, self.beta = np.ones(self.width), np.zeros(self.width)  # (width,)
        self.dgamma, self.dbeta = np.zeros(self.width), np.zeros(self.width)
        self.moving_mean, self.moving_variance = np.zeros(self.width), np.ones(self.width)

    def forward(self, x: ArrayLike, training: bool = False) -> np.ndarray:
        """y = γ x̂ + β; x (N, width) → y (N, width). In training the running averages take in the batch."""
        x = self.rows(x)
        if not training:
            x_hat = (x - self.moving_mean) / np.sqrt(self.moving_variance + self.epsilon)  # (N, width)
            return self.gamma * x_hat + self.beta
        if x.shape[0] == 0:
            raise ValueError(f"{self}: expected at least one row to train on. Received: shape {x.shape}")
        mean = x.mean(axis=0)  # (width,)
        self.centred = x - mean  # (N, width)
        variance = (self.centred**2).mean(axis=0)  # (width,), divided by N
        self.std = np.sqrt(variance + self.epsilon)  # (width,)
        self.x_hat = self.centred / self.std  # (N, width)
        self.moving_mean[...] = self.momentum * self.moving_mean + (1 - self.momentum) * mean
        self.moving_variance[...] = self.momentum * self.moving_variance + (1 - self.momentum) * variance
        return self.gamma * self.x_hat + self.beta

    def backward(self, dy: ArrayLike) -> np.ndarray:
        """dx on the three paths from x to x̂: directly, through σ², and through μ (the paper's section 3).

        Each row has its part in μ and σ², so a row's gradient holds something of all other rows'.
        """
        dy = self.upstream(dy, self.x_hat.shape)
        rows = dy.shape[0]  # N
        self.dgamma[...] = (dy * self.x_hat).sum(axis=0)  # (width,)
        self.dbeta[...] = dy.sum(axis=0)  # (width,)
        dx_hat = dy * self.gamma  # (N, width)
        dvariance = -(dx_hat * self.centred).sum(axis=0) / (2 * self.std**3)  # (width,): ∂x̂/∂σ² = −(x − μ)/(2 std³)
        dmean = -dx_hat.sum(axis=0) / self.std  # (width,): ∂x̂/∂μ = −1/std, and ∂σ²/∂μ = −2 mean(x − μ) = 0
        return dx_hat / self.std + dvariance * 2 * self.centred / rows + dmean / rows  # (N, width)
