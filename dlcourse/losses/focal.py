"""Focal losses: cross-entropy that plays down rows that are already right, so that a few hard rows are not drowned by
many easy ones. Source: Lin et al. (2017), "Focal Loss for Dense Object Detection".
"""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import AT_LEAST_0, FROM_0_TO_1, as_floats, require_number
from dlcourse.activations import sigmoid, softplus
from dlcourse.losses._inputs import (
    clip_probability,
    entries,
    require_distributions,
    require_probabilities,
    require_unit_interval,
    rows,
)
from dlcourse.losses.categorical import softmax_and_log


class BinaryFocalCrossentropy:
    """L = −1/(N·K) Σ αₜ (1 − pₜ)^γ ln pₜ, with pₜ the probability given to the right label: p if y = 1, else 1 − p.

    γ = `gamma` ≥ 0 shrinks the loss of rows that are right already; γ = 0 is binary cross-entropy. αₜ is 1, or with
    `apply_class_balancing=True` `alpha` where y = 1 and 1 − `alpha` where y = 0. Labels are 0 and 1, nothing between.
    Defaults are those of Keras. Raises ValueError for an α outside [0, 1] and a γ below 0. Source: eqs. 4 and 5.
    """

    def __init__(
        self, apply_class_balancing: bool = False, alpha: float = 0.25, gamma: float = 2.0, from_logits: bool = False
    ) -> None:
        self.apply_class_balancing = apply_class_balancing
        self.alpha = require_number(alpha, "BinaryFocalCrossentropy: alpha", FROM_0_TO_1)
        self.gamma = _focus(self, gamma)
        self.from_logits = from_logits

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L and ∂L/∂y_pred, for arrays of shape (N, K) or (N,). s is +1 where y = 1 and −1 where y = 0."""
        y, y_pred = entries(y_true, y_pred)
        require_unit_interval(y, "y_true", "labels 0 and 1")
        if float((y * (1 - y)).max()) > 0:
            raise ValueError("y_true: expected labels 0 and 1. Received: a number between them")
        s = 2 * y - 1
        weight = (self.alpha * y + (1 - self.alpha) * (1 - y)) if self.apply_class_balancing else 1
        loss, slope = self.of_logits(s * y_pred) if self.from_logits else self.of_probabilities(y, y_pred)
        return np.mean(weight * loss), weight * s * slope / y_pred.size

    def of_logits(self, m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For m = s z and pₜ = σ(m): the loss σ(−m)^γ softplus(−m), and its derivative for m."""
        wrong = sigmoid(-m) ** self.gamma  # (1 − pₜ)^γ
        surprise = softplus(-m)  # −ln pₜ
        return wrong * surprise, -wrong * (self.gamma * sigmoid(m) * surprise + sigmoid(-m))

    def of_probabilities(self, y: np.ndarray, p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The loss −(1 − pₜ)^γ ln pₜ, and its derivative for pₜ."""
        require_probabilities(p)
        p = clip_probability(p)
        right, wrong = np.where(y > 0, p, 1 - p), np.where(y > 0, 1 - p, p)  # pₜ, 1 − pₜ
        slope = self.gamma * wrong ** (self.gamma - 1) * np.log(right) - wrong**self.gamma / right
        return -(wrong**self.gamma) * np.log(right), slope


class CategoricalFocalCrossentropy:
    """L = −1/N Σₙ Σₖ αₖ yₙₖ (1 − pₙₖ)^γ ln pₙₖ, for one-hot labels (or any rows that sum to 1).

    γ = `gamma` ≥ 0 shrinks the loss of rows that are right already; with γ = 0 and α = 1 it is categorical
    cross-entropy. `alpha` ≥ 0 is one weight for all classes, or a list of K, the larger the rarer the class. With
    `from_logits=True` the predictions are logits z and p = softmax(z). Defaults are those of Keras, which clips p at
    1e-7 and divides each row by its sum; here p is taken as it is. Raises ValueError for an α or γ below 0.
    """

    def __init__(self, alpha: ArrayLike = 0.25, gamma: float = 2.0, from_logits: bool = False) -> None:
        self.alpha = _class_weights(alpha)
        self.gamma = _focus(self, gamma)
        self.from_logits = from_logits

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L (a number) and ∂L/∂y_pred, for arrays of shape (N, K).

        With g = p ∂L/∂p = αy[γ(1 − p)^(γ−1) p ln p − (1 − p)^γ]/N the gradient is g/p from probabilities, and from
        logits g − p Σⱼ gⱼ, by the rule of softmax. Raises ValueError where there is not one α for each class, too.
        """
        y, y_pred = rows(y_true, y_pred)
        require_distributions(y)
        weight = self.weights_for(y)  # (N, K)
        N = y_pred.shape[0]
        if self.from_logits:
            p, log_p = softmax_and_log(y_pred)  # (N, K)
            wrong = -np.expm1(log_p)  # 1 − p keeps its digits where p is near 1
        else:
            require_probabilities(y_pred)
            p = clip_probability(y_pred)
            log_p, wrong = np.log(p), 1 - p
        faded = wrong**self.gamma  # (1 − p)^γ
        tiny = np.finfo(p.dtype).tiny  # ln p/(1 − p) is −1 in the limit p = 1, and there (1 − p)^γ is 0
        g = weight * faded * (self.gamma * p * log_p / np.maximum(wrong, tiny) - 1) / N  # (N, K)
        loss = -(weight * faded * log_p).sum() / N
        return loss, g - p * g.sum(axis=-1, keepdims=True) if self.from_logits else g / p

    def weights_for(self, y: np.ndarray) -> np.ndarray:
        """α y, (N, K)."""
        if isinstance(self.alpha, float):
            return self.alpha * y
        if len(self.alpha) != y.shape[1]:
            raise ValueError(
                f"CategoricalFocalCrossentropy: alpha: expected {y.shape[1]} weights, one for each class. "
                f"Received: {len(self.alpha)}"
            )
        return np.asarray(self.alpha, y.dtype, like=y) * y


def _focus(loss: object, gamma: float) -> float:
    """γ as Python's float; raises ValueError below 0."""
    return require_number(gamma, f"{type(loss).__name__}: gamma", AT_LEAST_0)


def _class_weights(alpha):
    """α as a float, or as a list of floats; raises ValueError for weights below 0 and TypeError for anything else."""
    weights = as_floats(alpha, "CategoricalFocalCrossentropy: alpha")
    if weights.ndim > 1 or weights.size == 0 or not weights.min() >= 0:
        expected = "a number of at least 0, or one for each class"
        raise ValueError(f"CategoricalFocalCrossentropy: alpha: expected {expected}. Received: {alpha}")
    return weights.tolist()  # Python's: NumPy's would make float32 float64
