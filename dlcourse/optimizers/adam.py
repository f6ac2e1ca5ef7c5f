"""Adam: momentum over RMSProp, both corrected for their start at 0; AdamW, with the decay beside the step."""

import math
from typing import ClassVar

import numpy as np

from dlcourse.optimizers.base import Optimizer


class Adam(Optimizer):
    """m̂/√v̂: the mean of recent gradients over their size (Kingma and Ba 2015, algorithm 1).

    m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  m̂ = m/(1 − β₁ᵗ),  v̂ = v/(1 − β₂ᵗ),  w ← w − η m̂/(√v̂ + ε)

    The first step is η for any gradient well above ε.

    | convention  | step                               | ε    |
    |-------------|------------------------------------|------|
    | `"keras"`   | η√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε) | 1e-7 |
    | `"pytorch"` | η m̂/(√v̂ + ε), algorithm 1          | 1e-8 |

    Keras's is the paper's quicker form (end of its section 2): there ε is not divided by √(1 − β₂ᵗ), so at the first
    step it counts 32 times as much. Both have η = 0.001, β₁ = 0.9, β₂ = 0.999.
    """

    slot_names = ("m", "v")
    defaults: ClassVar = {
        "keras": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
        "pytorch": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
    }

    def __init__(self, learning_rate=None, beta_1=None, beta_2=None, epsilon=None, **options):
        """`options`: weight_decay, clipvalue, global_clipnorm, convention, as Optimizer says."""
        super().__init__(learning_rate, **options)
        self.beta_1 = self._fraction("beta_1", beta_1)
        self.beta_2 = self._fraction("beta_2", beta_2)
        self.epsilon = self._above_0("epsilon", epsilon)

    def update(self, w, g, slots):
        """The formula above, at t = `self.step` ≥ 1."""
        t, eta, beta_1, beta_2 = self.step, self.learning_rate, self.beta_1, self.beta_2
        m = beta_1 * slots["m"] + (1 - beta_1) * g
        v = beta_2 * slots["v"] + (1 - beta_2) * g * g
        if self.convention == "keras":
            eta_t = eta * math.sqrt(1 - beta_2**t) / (1 - beta_1**t)  # np.sqrt would give a float64 scalar
            return w - eta_t * m / (np.sqrt(v) + self.epsilon), {"m": m, "v": v}
        m_hat = m / (1 - beta_1**t)
        v_hat = v / (1 - beta_2**t)
        return w - eta * m_hat / (np.sqrt(v_hat) + self.epsilon), {"m": m, "v": v}


class AdamW(Adam):
    """Adam, and beside its step w ← w − ηλw, in both conventions (Loshchilov and Hutter 2019, algorithm 2).

    λ = 0.004 (Keras) or 0.01 (PyTorch) unless `weight_decay` says otherwise. Both libraries multiply λ by all of η;
    the paper by the schedule's factor alone. Had λw gone into g, √v̂ would divide it away where gradients are large.
    """

    defaults: ClassVar = {
        "keras": {**Adam.defaults["keras"], "weight_decay": 0.004},
        "pytorch": {**Adam.defaults["pytorch"], "weight_decay": 0.01},
    }

    def __init__(self, learning_rate=None, beta_1=None, beta_2=None, epsilon=None, **options):
        """`options`: weight_decay, clipvalue, global_clipnorm, convention, as Optimizer says."""
        super().__init__(learning_rate, beta_1, beta_2, epsilon, **options)
        self.decay_is_coupled = False
