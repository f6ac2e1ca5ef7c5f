"""Cross-entropy of yes and no."""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse.activations import sigmoid
from dlcourse.losses._inputs import clip_probability, entries, require_probabilities, require_unit_interval


class BinaryCrossentropy:
    """L = −1/(N·K) Σ [y ln p + (1 − y) ln(1 − p)], for labels y in [0, 1].

    With `from_logits=True` the predictions are logits z and p = σ(z): one stable formula, and a simple gradient.
    Raises TypeError for anything but an array of numbers, ValueError where the two shapes differ or are empty
    and for labels or probabilities outside [0, 1]. L ≥ 0, in nats.
    """

    def __init__(self, from_logits: bool = False) -> None:
        self.from_logits = from_logits

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
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
