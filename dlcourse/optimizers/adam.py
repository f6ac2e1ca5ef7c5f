"""Adam: momentum over RMSProp, both corrected for their start at 0; AdamW, with the decay beside the step."""

import math
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from dlcourse._validation import ABOVE_0, FROM_0_BELOW_1
from dlcourse.optimizers.base import Optimizer


def adam(
    w: np.ndarray,
    g: np.ndarray,
    m: np.ndarray,
    v: np.ndarray,
    eta: float,
    epsilon: float,
    beta_1: float,
    beta_2: float,
    rest_1: float,
    rest_2: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  w ← w − η m/(√v + ε).

    Returns the new w, m and v.

    - `w`: parameters, of any shape.
    - `g`: their gradient, of w's shape, as are the slots.
    - `m`: the slot of the mean of gradients.
    - `v`: the slot of the mean of squared gradients, at least 0.
    - `eta`: η √(1 − β₂ᵗ)/(1 − β₁ᵗ), above 0.
    - `epsilon`: ε, or ε √(1 − β₂ᵗ) if the convention is not Keras's; above 0.
    - `beta_1`: β₁, in [0, 1).
    - `beta_2`: β₂, in [0, 1).
    - `rest_1`: 1 − β₁.
    - `rest_2`: 1 − β₂.
    """
    m = beta_1 * m + rest_1 * g
    v = beta_2 * v + rest_2 * g * g
    return w - eta * (m / (np.sqrt(v) + epsilon)), m, v


class Adam(Optimizer):
    """m̂/√v̂: the mean of recent gradients over their size (Kingma and Ba 2015, algorithm 1).

    m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  m̂ = m/(1 − β₁ᵗ),  v̂ = v/(1 − β₂ᵗ),  w ← w − η m̂/(√v̂ + ε)

    The first step is η for any gradient well above ε.

    | convention  | step                               | ε    |
    |-------------|------------------------------------|------|
    | `"keras"`   | η√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε) | 1e-7 |
    | `"pytorch"` | η m̂/(√v̂ + ε)                       | 1e-8 |
    | `"paper"`   | η m̂/(√v̂ + ε), algorithm 1          | 1e-8 |

    Keras's is the paper's quicker form (end of its section 2): there ε is not divided by √(1 − β₂ᵗ), so at the first
    step it counts 32 times as much. All have η = 0.001, β₁ = 0.9, β₂ = 0.999. Raises ValueError for an argument out of
    its range.
    """

    formula = staticmethod(adam)
    slot_names = ("m", "v")
    defaults: ClassVar = {
        "keras": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
        "pytorch": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
        "paper": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
    }

    def __init__(
        self,
        learning_rate: float | Callable[[int], float] | None = None,
        beta_1: float | None = None,
        beta_2: float | None = None,
        epsilon: float | None = None,
        **options: Any,
    ) -> None:
        """`options`: weight_decay, clipvalue, global_clipnorm, convention, as Optimizer says."""
        super().__init__(learning_rate, **options)
        self.beta_1 = self._number("beta_1", beta_1, FROM_0_BELOW_1)
        self.beta_2 = self._number("beta_2", beta_2, FROM_0_BELOW_1)
        self.epsilon = self._number("epsilon", epsilon, ABOVE_0)

    def numbers(self) -> tuple[float, ...]:
        """Those of the table's first line, at t = `self.step` ≥ 1; ε of the others is multiplied by √(1 − β₂ᵗ)."""
        t, beta_1, beta_2 = self.step, self.beta_1, self.beta_2
        root = math.sqrt(1 - beta_2**t)  # np.sqrt would give a float64 scalar
        epsilon = self.epsilon if self.convention == "keras" else self.epsilon * root
        return self.learning_rate * root / (1 - beta_1**t), epsilon, beta_1, beta_2, 1 - beta_1, 1 - beta_2


class AdamW(Adam):
    """Adam, and beside its step the decay, w ← w − ηλw (Loshchilov and Hutter 2019, algorithm 2).

    | convention  | decay            | λ     |
    |-------------|------------------|-------|
    | `"keras"`   | w ← w − ηλw      | 0.004 |
    | `"pytorch"` | w ← w − ηλw      | 0.01  |
    | `"paper"`   | w ← w − (η/α)λw  | 1e-5  |

    The paper multiplies λ by the schedule's factor η/α alone, α the learning rate at the start, so that η and λ can be
    chosen one by one; it leaves λ open, and 1e-5 is what PyTorch's is per step. Had λw gone into g, √v̂ would divide it
    away where gradients are large. Raises ValueError for an argument out of its range, and with "paper" for a schedule
    that starts at 0.
    """

    defaults: ClassVar = {
        "keras": {**Adam.defaults["keras"], "weight_decay": 0.004},
        "pytorch": {**Adam.defaults["pytorch"], "weight_decay": 0.01},
        "paper": {**Adam.defaults["paper"], "weight_decay": 1e-5},
    }

    def __init__(
        self,
        learning_rate: float | Callable[[int], float] | None = None,
        beta_1: float | None = None,
        beta_2: float | None = None,
        epsilon: float | None = None,
        **options: Any,
    ) -> None:
        """`options`: weight_decay, clipvalue, global_clipnorm, convention, as Optimizer says."""
        super().__init__(learning_rate, beta_1, beta_2, epsilon, **options)
        self.decay_is_coupled = False
        self.alpha = self.learning_rate  # that at the start
        if self.convention == "paper" and self.alpha == 0:
            self._refuse("learning_rate", "a schedule that starts above 0", self.alpha)

    def decayed(self, w: np.ndarray, g: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(w − ηλw, g), or in the paper's convention (w − (η/α)λw, g)."""
        if self.convention != "paper":
            return super().decayed(w, g)
        return w - self.learning_rate / self.alpha * self.weight_decay * w, g
