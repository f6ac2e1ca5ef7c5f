"""Cross-entropy of yes and no: binary cross-entropy, and focal loss, which plays down what is already right."""

import numpy as np

from dlcourse.activations import sigmoid, softplus
from dlcourse.losses.edge import (
    clip_probability,
    entries,
    require_probabilities,
    require_unit_interval,
)
from dlcourse.validation import require_number


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
        y_true, y_pred = entries(y_true, y_pred)
        require_unit_interval(y_true, "y_true", "labels in [0, 1]")
        if self.from_logits:
            z = y_pred
            # −[y ln σ(z) + (1 − y) ln(1 − σ(z))], with ln(1 + e^z) = max(z, 0) + ln(1 + e^(−|z|)): no overflow
            loss = np.maximum(z, 0) - z * y_true + np.log1p(np.exp(-np.abs(z)))
            return np.mean(loss), (sigmoid(z) - y_true) / z.size
        require_probabilities(y_pred)
        p = clip_probability(y_pred)
        loss = -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))
        return np.mean(loss), (p - y_true) / (p * (1 - p)) / p.size


class BinaryFocalCrossentropy:
    """L = −1/(N·K) Σ αₜ (1 − pₜ)^γ ln pₜ, with pₜ the probability given to the right label: p if y = 1, else 1 − p.

    γ = `gamma` ≥ 0 shrinks the loss of rows that are right already; γ = 0 is binary cross-entropy. αₜ is 1, or with
    `apply_class_balancing=True` `alpha` where y = 1 and 1 − `alpha` where y = 0. Labels are 0 and 1, nothing between.
    Defaults are those of Keras. Source: Lin et al. (2017), eqs. 4 and 5.
    """

    def __init__(self, apply_class_balancing=False, alpha=0.25, gamma=2.0, from_logits=False):
        name = type(self).__name__
        self.apply_class_balancing = apply_class_balancing
        self.alpha = require_number(name, "alpha", alpha, "a number in [0, 1]", lambda alpha: 0 <= alpha <= 1)
        self.gamma = require_number(name, "gamma", gamma, "a number of at least 0", lambda gamma: gamma >= 0)
        self.from_logits = from_logits

    def __call__(self, y_true, y_pred):
        """Return L and ∂L/∂y_pred, for arrays of shape (N, K) or (N,). s is +1 where y = 1 and −1 where y = 0."""
        y, y_pred = entries(y_true, y_pred)
        require_unit_interval(y, "y_true", "labels 0 and 1")
        if float((y * (1 - y)).max()) > 0:
            raise ValueError("y_true: expected labels 0 and 1. Received: a number between them")
        s = 2 * y - 1
        weight = (self.alpha * y + (1 - self.alpha) * (1 - y)) if self.apply_class_balancing else 1
        loss, slope = self.of_logits(s * y_pred) if self.from_logits else self.of_probabilities(y, y_pred)
        return np.mean(weight * loss), weight * s * slope / y_pred.size

    def of_logits(self, m):
        """For m = s z and pₜ = σ(m): the loss σ(−m)^γ softplus(−m), and its derivative for m."""
        wrong = sigmoid(-m) ** self.gamma  # (1 − pₜ)^γ
        surprise = softplus(-m)  # −ln pₜ
        return wrong * surprise, -wrong * (self.gamma * sigmoid(m) * surprise + sigmoid(-m))

    def of_probabilities(self, y, p):
        """The loss −(1 − pₜ)^γ ln pₜ, and its derivative for pₜ."""
        require_probabilities(p)
        p = clip_probability(p)
        right, wrong = np.where(y > 0, p, 1 - p), np.where(y > 0, 1 - p, p)  # pₜ, 1 − pₜ
        slope = self.gamma * wrong ** (self.gamma - 1) * np.log(right) - wrong**self.gamma / right
        return -(wrong**self.gamma) * np.log(right), slope
