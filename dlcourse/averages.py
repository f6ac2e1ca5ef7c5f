"""The exponentially weighted moving average: the memory inside momentum, RMSProp and Adam."""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import FROM_0_BELOW_1, as_float_array, require_number


def ewma(values: ArrayLike, beta: float, bias_correction: bool = False) -> np.ndarray:
    """vₜ = βvₜ₋₁ + (1 − β)θₜ with v₀ = 0, for the values θ₁ … θ_T (T,) or rows of them (T, n) → the same shape.

    It is the mean of about the last 1/(1 − β) values: vₜ = Σᵢ (1 − β)βᵗ⁻ⁱ θᵢ. These weights sum to 1 − βᵗ, so the first
    vₜ are too small; `bias_correction` divides by it, which is pandas' `ewm(alpha=1 - beta).mean()`.
    Raises ValueError for β outside [0, 1) and a value alone, and as `as_float_array` does.
    """
    values = as_float_array(values, "values")
    if values.ndim == 0:
        raise ValueError(f"values: expected a row of numbers. Received: {values}")
    beta = require_number(beta, "beta", FROM_0_BELOW_1)
    averages = np.zeros_like(values)
    v = 0.0
    for t, theta in enumerate(values, start=1):
        v = beta * v + (1 - beta) * theta
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages
