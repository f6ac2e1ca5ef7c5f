"""Learning-rate schedules: η as a function of the steps made so far, counted from 0 (names and formulas as in Keras).

`SGD(learning_rate=CosineDecay(0.1, decay_steps=1000))`; any function of the step works too.
The step counts updates, not epochs: one epoch of N rows has ⌈N / batch_size⌉ of them.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from dlcourse._validation import ABOVE_0, AT_LEAST_0, FROM_0_TO_1, require_number, short


class PiecewiseConstantDecay:
    """η = values[i] while boundaries[i − 1] < step ≤ boundaries[i]: n boundaries in increasing order, n + 1 values.

    Raises ValueError if order, counts or numbers are invalid, TypeError if `boundaries` or `values` is not a list.
    """

    def __init__(self, boundaries: Sequence[float], values: Sequence[float]) -> None:
        for what, given in (("boundaries", boundaries), ("values", values)):
            if not isinstance(given, (list, tuple)):
                raise TypeError(f"{what}: expected a list of numbers. Received: {short(given)}")
        for each in boundaries:
            require_number(each, "boundaries", AT_LEAST_0)
        boundaries, values = list(boundaries), list(values)
        if len(values) != len(boundaries) + 1:
            counts = f"{len(boundaries)} and {len(values)}"
            raise ValueError(f"boundaries and values: expected one value more than boundaries. Received: {counts}")
        if any(later <= earlier for earlier, later in pairwise(boundaries)):
            raise ValueError(f"boundaries: expected rising steps. Received: {boundaries}")
        self.boundaries, self.values = boundaries, [require_number(value, "values", AT_LEAST_0) for value in values]

    def __call__(self, step: int) -> float:
        """Return η at this step; at a boundary it is still the value before it."""
        return self.values[bisect_left(self.boundaries, step)]


class ExponentialDecay:
    """η = η₀ · γ^(step/s), γ = `decay_rate`, s = `decay_steps`; with `staircase`, η₀ · γ^⌊step/s⌋: step decay.

    It is always computed from η₀: multiplying the previous step's η by γ^(step/s) would decay it twice. Raises
    ValueError unless all three are numbers above 0.
    """

    def __init__(
        self, initial_learning_rate: float, decay_steps: float, decay_rate: float, staircase: bool = False
    ) -> None:
        self.initial_learning_rate = require_number(initial_learning_rate, "initial_learning_rate", ABOVE_0)
        self.decay_steps = require_number(decay_steps, "decay_steps", ABOVE_0)
        self.decay_rate = require_number(decay_rate, "decay_rate", ABOVE_0)
        self.staircase = staircase

    def __call__(self, step: int) -> float:
        """Return η at this step."""
        exponent = step // self.decay_steps if self.staircase else step / self.decay_steps
        return self.initial_learning_rate * self.decay_rate**exponent


class CosineDecay:
    """η = η₀ [(1 − α) ½(1 + cos(π·step/s)) + α]: half a wave from η₀ to αη₀ in s = `decay_steps`, then constant.

    With `warmup_target` η₁, η first rises linearly from η₀ to η₁ in `warmup_steps`, and the half wave, from η₁ to αη₁,
    begins there (Loshchilov and Hutter 2017, equation 5; warm-up: Goyal et al. 2017). Raises ValueError if a number is
    out of range, such as an α outside [0, 1].
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        alpha: float = 0.0,
        warmup_target: float | None = None,
        warmup_steps: float = 0,
    ) -> None:
        if warmup_target is None and warmup_steps:
            expected = f"a number above 0 with warmup_steps = {warmup_steps}"
            raise ValueError(f"warmup_target: expected {expected}. Received: None")
        self.initial_learning_rate = require_number(initial_learning_rate, "initial_learning_rate", AT_LEAST_0)
        self.decay_steps = require_number(decay_steps, "decay_steps", ABOVE_0)
        self.alpha = require_number(alpha, "alpha", FROM_0_TO_1)
        self.warmup_target = None if warmup_target is None else require_number(warmup_target, "warmup_target", ABOVE_0)
        self.warmup_steps = require_number(warmup_steps, "warmup_steps", AT_LEAST_0)

    def __call__(self, step: int) -> float:
        """Return η at this step."""
        start, top = self.initial_learning_rate, self.warmup_target
        if top is None:
            top = start
        if step < self.warmup_steps:
            return start + (top - start) * step / self.warmup_steps
        share = min((step - self.warmup_steps) / self.decay_steps, 1)  # of the way down
        return top * ((1 - self.alpha) * 0.5 * (1 + math.cos(math.pi * share)) + self.alpha)
