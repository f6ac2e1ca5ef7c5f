"""Learning-rate schedules: η as a function of the steps made so far, counted from 0 (names and formulas as in Keras).

`SGD(learning_rate=CosineDecay(0.1, decay_steps=1000))`; any function of the step will do as well.
The step counts updates, not epochs: one epoch of N rows makes ⌈N / batch_size⌉ of them.
"""

import math
from bisect import bisect_left
from itertools import pairwise
from numbers import Real

from dlcourse._validation import short


class PiecewiseConstantDecay:
    """η = values[i] while boundaries[i − 1] < step ≤ boundaries[i]: n boundaries in rising order, n + 1 values.

    Raises ValueError where there are not, TypeError for what are no lists.
    """

    def __init__(self, boundaries, values):
        for what, given in (("boundaries", boundaries), ("values", values)):
            if not isinstance(given, (list, tuple)):
                raise TypeError(f"{what}: expected a list of numbers. Received: {short(given)}")
        for each in boundaries:
            at_least_0("boundaries", each)
        boundaries, values = list(boundaries), list(values)
        if len(values) != len(boundaries) + 1:
            counts = f"{len(boundaries)} and {len(values)}"
            raise ValueError(f"boundaries and values: expected one value more than boundaries. Received: {counts}")
        if any(later <= earlier for earlier, later in pairwise(boundaries)):
            raise ValueError(f"boundaries: expected rising steps. Received: {boundaries}")
        self.boundaries, self.values = boundaries, [at_least_0("values", value) for value in values]

    def __call__(self, step):
        """η at this step; a boundary still has the value before it."""
        return self.values[bisect_left(self.boundaries, step)]


class ExponentialDecay:
    """η = η₀ · γ^(step/s), γ = `decay_rate`, s = `decay_steps`; with `staircase`, η₀ · γ^⌊step/s⌋: step decay.

    Always from η₀: multiplying the η of the step before by γ^(step/s) would decay it twice. Raises ValueError unless
    all three are numbers above 0.
    """

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False):
        self.initial_learning_rate = above_0("initial_learning_rate", initial_learning_rate)
        self.decay_steps = above_0("decay_steps", decay_steps)
        self.decay_rate = above_0("decay_rate", decay_rate)
        self.staircase = staircase

    def __call__(self, step):
        """η at this step."""
        exponent = step // self.decay_steps if self.staircase else step / self.decay_steps
        return self.initial_learning_rate * self.decay_rate**exponent


class CosineDecay:
    """η = η₀ [(1 − α) ½(1 + cos(π·step/s)) + α]: half a wave from η₀ to αη₀ in s = `decay_steps`, then constant.

    With `warmup_target` η₁, η first rises in a straight line from η₀ to η₁ in `warmup_steps`, and the wave, from η₁
    to αη₁, begins there (Loshchilov and Hutter 2017, equation 5; warm-up: Goyal et al. 2017). Raises ValueError for
    numbers out of their range, an α outside [0, 1] among them.
    """

    def __init__(self, initial_learning_rate, decay_steps, alpha=0.0, warmup_target=None, warmup_steps=0):
        if warmup_target is None and warmup_steps:
            expected = f"a number above 0 with warmup_steps = {warmup_steps}"
            raise ValueError(f"warmup_target: expected {expected}. Received: None")
        self.initial_learning_rate = at_least_0("initial_learning_rate", initial_learning_rate)
        self.decay_steps = above_0("decay_steps", decay_steps)
        self.alpha = number("alpha", alpha, "a number in [0, 1]", lambda value: 0 <= value <= 1)
        self.warmup_target = None if warmup_target is None else above_0("warmup_target", warmup_target)
        self.warmup_steps = at_least_0("warmup_steps", warmup_steps)

    def __call__(self, step):
        """η at this step."""
        start, top = self.initial_learning_rate, self.warmup_target
        if top is None:
            top = start
        if step < self.warmup_steps:
            return start + (top - start) * step / self.warmup_steps
        share = min((step - self.warmup_steps) / self.decay_steps, 1)  # of the way down
        return top * ((1 - self.alpha) * 0.5 * (1 + math.cos(math.pi * share)) + self.alpha)


def above_0(what, value):
    """`value` as a float; ValueError unless it is a finite number above 0."""
    return number(what, value, "a number above 0", lambda value: 0 < value < math.inf)


def at_least_0(what, value):
    """`value` as a float; ValueError unless it is a finite number of at least 0."""
    return number(what, value, "a number of at least 0", lambda value: 0 <= value < math.inf)


def number(what, value, expected, is_right):
    """`value` as a float; ValueError unless it is a number and `is_right`."""
    if not (isinstance(value, Real) and is_right(float(value))):
        raise ValueError(f"{what}: expected {expected}. Received: {short(value)}")
    return float(value)
