"""Learning to place like near like: three points, of which two belong together."""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import ABOVE_0, as_floats, require_number


class TripletLoss:
    """L = 1/N Σₙ max(0, ‖a − p‖² − ‖a − n‖² + margin): the negative n shall lie farther from the anchor a than the
    positive p does, by `margin` > 0 at least.

    Squared distances and a margin of 0.2 as in the source; PyTorch takes distances that are not squared, and 1. Keras
    has no such loss. Raises ValueError for a margin that is not above 0 and where the shapes differ. Source: Schroff
    et al. (2015), FaceNet, eq. 3 (there a sum over the rows).
    """

    def __init__(self, margin: float = 0.2) -> None:
        self.margin = require_number(margin, "TripletLoss: margin", ABOVE_0)

    def __call__(
        self, anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike
    ) -> tuple[float, tuple[np.ndarray, ...]]:
        """Return L and its three gradients (∂L/∂a, ∂L/∂p, ∂L/∂n), for points a, p, n of shape (N, width).

        A row that keeps the margin has none, at the kink too. The three gradients of a row sum to 0: moving all points
        together changes nothing.
        """
        a, p, n = points(anchor, positive, negative)
        N = a.shape[0]
        gap = ((a - p) ** 2).sum(axis=-1) - ((a - n) ** 2).sum(axis=-1) + self.margin  # (N,)
        active = (gap > 0)[:, None]  # (N, 1)
        return np.maximum(gap, 0).sum() / N, tuple(2 * d * active / N for d in (n - p, p - a, a - n))


def points(anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The three as arrays of floats; raises ValueError unless they have one shape (N, width)."""
    given = as_floats(anchor, "anchor"), as_floats(positive, "positive"), as_floats(negative, "negative")
    shapes = [array.shape for array in given]
    if len(set(shapes)) > 1 or len(shapes[0]) != 2 or 0 in shapes[0]:
        raise ValueError(
            "anchor, positive and negative: expected one shape (N, width), N and width at least 1. Received: "
            f"{shapes[0]}, {shapes[1]} and {shapes[2]}"
        )
    return given
