"""Gradient checking: is a derivative that was worked out by hand the one that the function really has?

Central differences (f(w + h) − f(w − h)) / 2h are off by h²f‴/6 from cutting the Taylor series and by about
ε·f/h from rounding, ε = 2.2e-16 in float64. The sum is least near h = ε^(1/3) ≈ 6e-6, scaled to the size of w.
"""

from dataclasses import dataclass

import numpy as np

from dlcourse.validation import as_float_array

STEP = np.finfo(np.float64).eps ** (1 / 3)


def numerical_gradient(f, w, h=None):
    """∂f/∂wᵢ ≈ (f(w + h·eᵢ) − f(w − h·eᵢ)) / 2h for each entry of w; f takes an array of w's shape, returns a number.

    `h` None chooses ε^(1/3)·max(1, |wᵢ|) for each entry. Works in float64 and leaves w unchanged.
    Source: Nocedal and Wright (2006), Numerical Optimization, section 8.1.
    """
    w = as_float_array(w, "w", np.float64)
    point = w.copy()
    gradient = np.empty_like(w)
    for i in np.ndindex(w.shape):
        step = STEP * max(1.0, abs(w[i])) if h is None else h
        point[i] = w[i] + step
        above = f(point)
        point[i] = w[i] - step
        below = f(point)
        point[i] = w[i]
        gradient[i] = (above - below) / (2 * step)
    return gradient


@dataclass(frozen=True)
class GradientCheck:
    """What `check_gradient` found: the largest relative error, where it is, and what both gradients are there."""

    relative_error: float
    where: tuple[int, ...]
    analytic: float
    numerical: float
    tolerance: float

    @property
    def passed(self):
        """True where the two gradients agree."""
        return self.relative_error <= self.tolerance

    def __str__(self):
        verdict = "agree" if self.passed else "DIFFER"
        return (
            f"the gradients {verdict}: relative error {self.relative_error:.1e} (tolerance {self.tolerance:.0e}), "
            f"largest at {list(self.where)}: analytic {self.analytic:.6g}, numerical {self.numerical:.6g}"
        )


def check_gradient(f, gradient, w, tolerance=1e-6):
    """Compare `gradient`, ∂f/∂w worked out by hand, with `numerical_gradient(f, w)`; returns a GradientCheck.

    The error of an entry is |a − n| relative to the largest entry of either gradient. Raises ValueError where the
    shapes of `gradient` and `w` differ. Not for points at a kink such as ReLU's 0, where f has no derivative.
    """
    analytic = as_float_array(gradient, "gradient", np.float64)
    if analytic.shape != np.shape(w):
        raise ValueError(f"gradient: expected the shape of w, {np.shape(w)}. Received: {analytic.shape}")
    numerical = numerical_gradient(f, w)
    scale = max(np.abs(analytic).max(), np.abs(numerical).max(), np.finfo(np.float64).tiny)
    error = np.abs(analytic - numerical) / scale
    where = np.unravel_index(error.argmax(), error.shape)
    return GradientCheck(
        float(error[where]), tuple(map(int, where)), float(analytic[where]), float(numerical[where]), tolerance
    )
