"""Nadam: Adam whose momentum looks ahead, as Nesterov's does."""

import math
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from dlcourse._validation import ABOVE_0, AT_LEAST_0, FROM_0_BELOW_1
from dlcourse.optimizers.base import Optimizer


def nadam(
    w: np.ndarray,
    g: np.ndarray,
    m: np.ndarray,
    v: np.ndarray,
    eta: float,
    epsilon: float,
    beta_1: float,
    rest_1: float,
    beta_2: float,
    rest_2: float,
    c_m: float,
    c_g: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  w ← w − η (c_m m + c_g g)/(√v + ε).

    Returns the new w, m and v.

    - `w`: parameters, of any shape.
    - `g`: their gradient, of w's shape, as are the slots.
    - `m`: the slot of the mean of gradients.
    - `v`: the slot of the mean of squared gradients, at least 0.
    - `eta`: η √(1 − β₂ᵗ), above 0.
    - `epsilon`: ε √(1 − β₂ᵗ), above 0.
    - `beta_1`: β₁, in [0, 1); in the paper's convention μₜ.
    - `rest_1`: 1 − `beta_1`.
    - `beta_2`: β₂, in [0, 1).
    - `rest_2`: 1 − β₂.
    - `c_m`: the factor of m in m̂.
    - `c_g`: the factor of g in m̂.
    """
    m = beta_1 * m + rest_1 * g
    v = beta_2 * v + rest_2 * g * g
    return w - eta * ((c_m * m + c_g * g) / (np.sqrt(v) + epsilon)), m, v


class Nadam(Optimizer):
    """m̂ = μₜ₊₁ m/(1 − Πᵢ₌₁ᵗ⁺¹ μᵢ) + (1 − μₜ) g/(1 − Πᵢ₌₁ᵗ μᵢ),  w ← w − η m̂/(√v̂ + ε) (Dozat 2016).

    m, v and v̂ are Adam's; μₜ = β₁(1 − ½·0.96^(ψt)) grows from β₁/2 towards β₁, at a pace set by ψ.

    | convention  | ψ     | ε    | η     |
    |-------------|-------|------|-------|
    | `"keras"`   | 1     | 1e-7 | 0.001 |
    | `"pytorch"` | 0.004 | 1e-8 | 0.002 |
    | `"paper"`   | 0.004 | 1e-8 | 0.002 |

    - `learning_rate`: η, a number above 0 or a schedule.
    - `beta_1`: β₁, in [0, 1); 0.9 if None.
    - `beta_2`: β₂, in [0, 1); 0.999 if None.
    - `epsilon`: ε, above 0.
    - `momentum_decay`: ψ, at least 0.
    - `options`: weight_decay, clipvalue, global_clipnorm and convention, as Optimizer says.

    So Keras's μ is within 1 % of β₁ after 100 steps, PyTorch's after 24,000. The paper's algorithm 2 has the mean of
    gradients follow μ, too: m ← μₜm + (1 − μₜ)g, so that its weights sum to 1 − Πμᵢ, by which it is divided; both
    libraries keep Adam's β₁ there. (A factor β₂ on v̂ that the paper prints, but not its report or its author's code,
    is left out.) Raises ValueError for an argument out of its range.
    """

    formula = staticmethod(nadam)
    slot_names = ("m", "v")
    number_names = ("mu_product",)
    defaults: ClassVar = {
        "keras": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7, "momentum_decay": 1.0},
        "pytorch": {"learning_rate": 0.002, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8, "momentum_decay": 0.004},
        "paper": {"learning_rate": 0.002, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8, "momentum_decay": 0.004},
    }

    def __init__(
        self,
        learning_rate: float | Callable[[int], float] | None = None,
        beta_1: float | None = None,
        beta_2: float | None = None,
        epsilon: float | None = None,
        momentum_decay: float | None = None,
        **options: Any,
    ) -> None:
        """`options`: weight_decay, clipvalue, global_clipnorm, convention, as Optimizer says."""
        super().__init__(learning_rate, **options)
        self.beta_1 = self._number("beta_1", beta_1, FROM_0_BELOW_1)
        self.beta_2 = self._number("beta_2", beta_2, FROM_0_BELOW_1)
        self.epsilon = self._number("epsilon", epsilon, ABOVE_0)
        self.momentum_decay = self._number("momentum_decay", momentum_decay, AT_LEAST_0)
        self.mu_product = 1.0  # Πᵢ₌₁ᵗ μᵢ

    def mu(self, t: int) -> float:
        """μₜ = β₁(1 − ½·0.96^(ψt)), the momentum of step t, in [β₁/2, β₁)."""
        return self.beta_1 * (1 - 0.5 * 0.96 ** (self.momentum_decay * t))

    def begin_step(self) -> None:
        """Πᵢ₌₁ᵗ μᵢ = μₜ Πᵢ₌₁ᵗ⁻¹ μᵢ."""
        self.mu_product *= self.mu(self.step)

    def numbers(self) -> tuple[float, ...]:
        """Those of the formula above, at t = `self.step` ≥ 1, with both factors of m̂."""
        mu, mu_next, product = self.mu(self.step), self.mu(self.step + 1), self.mu_product
        beta_1 = mu if self.convention == "paper" else self.beta_1
        c_m, c_g = mu_next / (1 - product * mu_next), (1 - mu) / (1 - product)
        root = math.sqrt(1 - self.beta_2**self.step)  # √v̂ = √v / root
        moved = self.learning_rate * root, self.epsilon * root
        return *moved, beta_1, 1 - beta_1, self.beta_2, 1 - self.beta_2, c_m, c_g
