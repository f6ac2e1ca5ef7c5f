"""The KL divergence of one distribution from another."""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse.losses._inputs import require_distributions, require_probabilities, rows
from dlcourse.losses.categorical import softmax_and_log


class KLDivergence:
    """L = 1/N Σₙ Σₖ yₙₖ ln(yₙₖ/pₙₖ), for rows y and p that sum to 1: 0 where they are equal, else above 0.

    That is categorical cross-entropy less the entropy of y, which no p can change: the gradients are the same.
    0 ln 0 counts as 0. p is kept from 0 by the dtype's rounding unit (Keras clips y and p at 1e-7).
    With `from_logits=True`, which Keras does not have here, p = softmax(z). Raises TypeError for anything but an array
    of numbers, ValueError where the shapes differ, for rows of y that do not sum to 1 and for probabilities outside
    [0, 1]. Source: Kullback and Leibler (1951).
    """

    def __init__(self, from_logits: bool = False) -> None:
        self.from_logits = from_logits

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L and ∂L/∂y_pred, for arrays (N, K): −y/p/N from probabilities, (softmax(z) − y)/N from logits."""
        y, y_pred = rows(y_true, y_pred)
        require_distributions(y)
        N = y_pred.shape[0]
        log_y = np.log(np.where(y > 0, y, 1))  # (N, K), 0 where y = 0
        if self.from_logits:
            p, log_p = softmax_and_log(y_pred)  # (N, K)
            return (y * (log_y - log_p)).sum() / N, (p - y) / N
        require_probabilities(y_pred)
        p = np.maximum(y_pred, np.finfo(y_pred.dtype).eps)
        return (y * (log_y - np.log(p))).sum() / N, -y / p / N
