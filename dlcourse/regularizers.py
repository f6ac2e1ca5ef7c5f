"""Regularizers: calling one with W returns its penalty, which is added to the loss, and ∂penalty/∂W.

The convention is Keras': the penalty is l2 · Σ W², without ½ and without n, and its gradient 2 · l2 · W. Texts that
write the cost as (1/n)(Σ losses + λ/2 Σ W²) have l2 = λ/(2n). One step of gradient descent with learning rate η
then multiplies W by 1 − 2η·l2 = 1 − ηλ/n in addition to the step of the loss: for SGD this is weight decay; for Adam
the two differ. A bias has no penalty. All raise ValueError if a factor is below 0, TypeError if W is not an array of
numbers.
"""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import AT_LEAST_0, as_floats, require_number


class L1L2:
    """penalty = l1 · Σ |W| + l2 · Σ W², both factors at least 0; W of any shape.

    Raises ValueError if a factor is below 0, TypeError if W is not an array of numbers. Source: Zou and Hastie (2005).
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        self.l1, self.l2 = factor(self, "l1", l1), factor(self, "l2", l2)

    def __call__(self, W: ArrayLike) -> tuple[float, np.ndarray]:
        """Return the penalty (a number) and its gradient l1 · sign(W) + 2 · l2 · W, of W's shape; sign(0) = 0."""
        W = as_floats(W, "W")
        return self.l1 * np.abs(W).sum() + self.l2 * (W**2).sum(), self.l1 * np.sign(W) + 2 * self.l2 * W

    def __repr__(self) -> str:
        return f"L1L2(l1={self.l1:g}, l2={self.l2:g})"


class L1:
    """penalty = l1 · Σ |W|: its gradient is as large for small weights as for large ones, so small ones end at 0.

    l1 ≥ 0, W of any shape. Raises ValueError if l1 is below 0, TypeError if W is not an array of numbers. Source:
    Tibshirani (1996).
    """

    def __init__(self, l1: float = 0.01) -> None:
        self.l1 = factor(self, "l1", l1)

    def __call__(self, W: ArrayLike) -> tuple[float, np.ndarray]:
        """Return the penalty (a number) and its gradient l1 · sign(W), of W's shape; at the kink W = 0 it is 0."""
        W = as_floats(W, "W")
        return self.l1 * np.abs(W).sum(), self.l1 * np.sign(W)

    def __repr__(self) -> str:
        return f"L1({self.l1:g})"


class L2:
    """penalty = l2 · Σ W²: its gradient grows with the weight, so all weights shrink and few end at 0.

    l2 ≥ 0, W of any shape. Raises ValueError if l2 is below 0, TypeError if W is not an array of numbers. Source: Hoerl
    and Kennard (1970).
    """

    def __init__(self, l2: float = 0.01) -> None:
        self.l2 = factor(self, "l2", l2)

    def __call__(self, W: ArrayLike) -> tuple[float, np.ndarray]:
        """Return the penalty (a number) and its gradient 2 · l2 · W, of W's shape."""
        W = as_floats(W, "W")
        return self.l2 * (W**2).sum(), 2 * self.l2 * W

    def __repr__(self) -> str:
        return f"L2({self.l2:g})"


def factor(regularizer: object, what: str, value: float) -> float:
    """Return the factor as a float; raise ValueError unless it is a number of at least 0."""
    name = type(regularizer).__name__
    return require_number(value, f"{name}: {what}", AT_LEAST_0)
