"""Losses: calling one with (y_true, y_pred) returns its value and its gradient ∂L/∂y_pred.

Every loss is a mean over the batch, and this is the one place where anything is divided by N: the layers below
only pass on what they receive. Names and arguments follow Keras.
"""

import numpy as np

from dlcourse.activations import sigmoid, softmax
from dlcourse.validation import require_same_shape


class MeanSquaredError:
    """L = 1/(N·K) Σₙ Σₖ (ŷₙₖ − yₙₖ)²."""

    def __call__(self, y_true, y_pred):
        """Return L (a number) and ∂L/∂ŷ = 2(ŷ − y)/(N·K), both for arrays of shape (N, K) or (N,)."""
        require_same_shape(y_true, y_pred)
        error = y_pred - y_true  # (N, K)
        return np.mean(error**2), 2 * error / error.size


class BinaryCrossentropy:
    """L = −1/(N·K) Σ [y ln p + (1 − y) ln(1 − p)], for labels y in [0, 1].

    With `from_logits=True` the predictions are logits z and p = σ(z): one stable formula, and a simple gradient.
    """

    def __init__(self, from_logits=False):
        self.from_logits = from_logits

    def __call__(self, y_true, y_pred):
        """Return L (a number) and ∂L/∂y_pred, for arrays of shape (N, K) or (N,).

        From logits the gradient is (σ(z) − y)/(N·K); from probabilities it is (p − y)/(p(1 − p))/(N·K).
        """
        require_same_shape(y_true, y_pred)
        if self.from_logits:
            z = y_pred
            # −[y ln σ(z) + (1 − y) ln(1 − σ(z))], with ln(1 + e^z) = max(z, 0) + ln(1 + e^(−|z|)): no overflow
            loss = np.maximum(z, 0) - z * y_true + np.log1p(np.exp(-np.abs(z)))
            return np.mean(loss), (sigmoid(z) - y_true) / z.size
        p = clip_probability(y_pred)
        loss = -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))
        return np.mean(loss), (p - y_true) / (p * (1 - p)) / p.size


class CategoricalCrossentropy:
    """L = −1/N Σₙ Σₖ yₙₖ ln pₙₖ, for one-hot labels (or any rows that sum to 1).

    With `from_logits=True` the predictions are logits z and p = softmax(z): one stable formula, and a simple gradient.
    """

    def __init__(self, from_logits=False):
        self.from_logits = from_logits

    def __call__(self, y_true, y_pred):
        """Return L (a number) and ∂L/∂y_pred, for arrays of shape (N, K).

        From logits the gradient is (softmax(z) − y)/N; from probabilities it is −y/p/N.
        """
        require_same_shape(y_true, y_pred)
        rows = y_pred.shape[0]
        if self.from_logits:
            shifted = y_pred - y_pred.max(axis=-1, keepdims=True)  # same result, no overflow
            log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
            return -(y_true * log_p).sum() / rows, (softmax(y_pred) - y_true) / rows
        p = clip_probability(y_pred)
        return -(y_true * np.log(p)).sum() / rows, -y_true / p / rows


def clip_probability(p):
    """Keep p in [ε, 1 − ε], ε = the dtype's rounding unit, so that ln p and 1/p are finite (Keras clips at 1e-7)."""
    epsilon = np.finfo(p.dtype).eps
    return np.clip(p, epsilon, 1 - epsilon)
