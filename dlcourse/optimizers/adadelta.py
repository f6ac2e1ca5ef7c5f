"""Adadelta: RMSProp whose step also has the size, and the units, of its own earlier steps."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from dlcourse._validation import ABOVE_0, FROM_0_BELOW_1
from dlcourse.optimizers.base import Optimizer


def adadelta(
    w: np.ndarray,
    g: np.ndarray,
    g2: np.ndarray,
    d2: np.ndarray,
    eta: float,
    rho: float,
    rest: float,
    epsilon: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """E[g²] ← ρE[g²] + (1 − ρ)g²,  Δ = √(E[Δ²] + ε)/√(E[g²] + ε) · g,  E[Δ²] ← ρE[Δ²] + (1 − ρ)Δ²,  w ← w − ηΔ.

    Returns the new w, E[g²] and E[Δ²].

    - `w`: parameters, of any shape.
    - `g`: their gradient, of w's shape, as are the slots.
    - `g2`: the slot E[g²], at least 0.
    - `d2`: the slot E[Δ²], at least 0.
    - `eta`: the learning rate η, above 0.
    - `rho`: ρ, in [0, 1).
    - `rest`: 1 − ρ.
    - `epsilon`: ε, above 0.
    """
    g2 = rho * g2 + rest * g * g
    delta = np.sqrt(d2 + epsilon) / np.sqrt(g2 + epsilon) * g
    d2 = rho * d2 + rest * delta * delta
    return w - eta * delta, g2, d2


class Adadelta(Optimizer):
    """Δ = RMS(Δ)/RMS(g) · g,  w ← w − ηΔ, where RMS(x) = √(mean of recent x² + ε) (Zeiler 2012, algorithm 1).

    | convention  | η     | ρ    | ε    |
    |-------------|-------|------|------|
    | `"keras"`   | 0.001 | 0.95 | 1e-7 |
    | `"pytorch"` | 1     | 0.9  | 1e-6 |
    | `"paper"`   | 1     | 0.95 | 1e-6 |

    The formula is one in all three. The paper has no η; Keras's default makes steps a thousand times smaller.
    It starts slowly: the first step is about √(ε/(1 − ρ)) η. Raises ValueError for an argument out of its range.
    """

    formula = staticmethod(adadelta)
    slot_names = ("g2", "d2")
    defaults: ClassVar = {
        "keras": {"learning_rate": 0.001, "rho": 0.95, "epsilon": 1e-7},
        "pytorch": {"learning_rate": 1.0, "rho": 0.9, "epsilon": 1e-6},
        "paper": {"learning_rate": 1.0, "rho": 0.95, "epsilon": 1e-6},
    }

    def __init__(
        self,
        learning_rate: float | Callable[[int], float] | None = None,
        rho: float | None = None,
        epsilon: float | None = None,
        **options: Any,
    ) -> None:
        """`options`: weight_decay, clipvalue, global_clipnorm, convention, as Optimizer says."""
        super().__init__(learning_rate, **options)
        self.rho = self._number("rho", rho, FROM_0_BELOW_1)
        self.epsilon = self._number("epsilon", epsilon, ABOVE_0)

    def numbers(self) -> tuple[float, ...]:
        """η, ρ, 1 − ρ and ε: the same at every step."""
        return self.learning_rate, self.rho, 1 - self.rho, self.epsilon
