"""Cross-entropy of K classes, for one-hot rows and for class indices: one loss, two ways to write the labels."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import as_floats, short
from dlcourse.losses._inputs import clip_probability, require_distributions, require_probabilities, rows


class CategoricalCrossentropy:
    """L = −1/N Σₙ Σₖ yₙₖ ln pₙₖ, for one-hot labels (or any rows that sum to 1).

    With `from_logits=True` the predictions are logits z and p = softmax(z): one stable formula, and a simple gradient.
    Probabilities are taken as they are; Keras divides each row by its sum first. L ≥ 0, in nats. Raises TypeError for
    anything but an array of numbers, ValueError where the shapes differ, for labels that do not sum to 1 and for
    probabilities outside [0, 1].
    """

    def __init__(self, from_logits: bool = False) -> None:
        self.from_logits = from_logits

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L (a number) and ∂L/∂y_pred, for arrays of shape (N, K).

        From logits the gradient is (softmax(z) − y)/N; from probabilities it is −y/p/N.
        """
        y_true, y_pred = rows(y_true, y_pred)
        require_distributions(y_true)
        return crossentropy(y_true, y_pred, self.from_logits)


class SparseCategoricalCrossentropy:
    """L = −1/N Σₙ ln pₙ[yₙ], for class indices y from 0 to K − 1: y (N,) or (N, 1), predictions (N, K).

    The same numbers as CategoricalCrossentropy of the one-hot rows. Raises TypeError for anything but an array of
    numbers, ValueError where the shapes do not fit, for labels out of range and for probabilities outside [0, 1].
    """

    def __init__(self, from_logits: bool = False) -> None:
        self.from_logits = from_logits

    def __call__(self, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, np.ndarray]:
        """Return L (a number) and ∂L/∂y_pred (N, K).

        From logits the gradient is (softmax(z) − [k = y])/N; from probabilities it is −[k = y]/p/N. Raises ValueError
        for labels that are not whole or not in 0 … K − 1.
        """
        y_pred = as_floats(y_pred, "y_pred")
        y = class_indices(y_true, y_pred)  # (N,)
        one_hot = np.arange(y_pred.shape[1], like=y) == y[:, None]  # (N, K)
        return crossentropy(one_hot.astype(y_pred.dtype), y_pred, self.from_logits)


def crossentropy(y: np.ndarray, y_pred: np.ndarray, from_logits: bool) -> tuple[float, np.ndarray]:
    """−1/N Σₙ Σₖ yₙₖ ln pₙₖ and its gradient for y_pred, (N, K): the logits z where p = softmax(z), else p itself."""
    N = y_pred.shape[0]
    if from_logits:
        p, log_p = softmax_and_log(y_pred)  # (N, K)
        return -(y * log_p).sum() / N, (p - y) / N
    require_probabilities(y_pred)
    p = clip_probability(y_pred)
    return -(y * np.log(p)).sum() / N, -y / p / N


def softmax_and_log(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """p = softmax(z) and ln pₖ = zₖ − ln Σⱼ e^(zⱼ), for each row of z (N, K); ln p is finite where p rounds to 0.

    It is worked out on a transposed copy, (K, N): of a few classes NumPy finds the largest several times as fast along
    the first axis.
    """
    z = z.T.copy()
    z -= z.max(axis=0)  # same result, no overflow
    e = np.exp(z)  # in (0, 1]
    total = e.sum(axis=0)  # (N,)
    p, log_p = e / total, z - np.log(total)
    return p.T.copy(), log_p.T.copy()  # (N, K)


def class_indices(y_true: Any, y_pred: np.ndarray) -> np.ndarray:
    """y_true as whole numbers (N,) for predictions (N, K); raises ValueError if it cannot be."""
    y = y_true if hasattr(y_true, "__array_function__") else as_floats(y_true, "y_true")
    if y_pred.ndim != 2 or 0 in y_pred.shape:
        raise ValueError(f"y_pred: expected rows (N, K), N and K at least 1. Received: shape {y_pred.shape}")
    N, K = y_pred.shape
    if y.shape not in ((N,), (N, 1)):
        hint = "; one-hot rows go with CategoricalCrossentropy" if y.shape == (N, K) else ""
        raise ValueError(f"y_true: expected class indices ({N},). Received: shape {y.shape}{hint}")
    if y.dtype.kind not in "fiub":
        raise TypeError(f"y_true: expected class indices. Received: {short(y)}")
    whole = y.dtype.kind != "f" or float((y == np.floor(y)).all())
    if not (whole and float(y.min()) >= 0 and float(y.max()) < K):
        wrong = y[(y != np.floor(y)) | (y < 0) | (y >= K)]
        raise ValueError(f"y_true: expected whole numbers from 0 to {K - 1}. Received: {float(wrong[0]):g}")
    return y.reshape(N)
