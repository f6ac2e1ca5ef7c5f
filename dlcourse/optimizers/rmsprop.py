"""RMSProp: AdaGrad that forgets."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from dlcourse._validation import ABOVE_0, FROM_0_BELOW_1
from dlcourse.optimizers.base import Optimizer


def rmsprop(
    w: np.ndarray,
    g: np.ndarray,
    v: np.ndarray,
    eta: float,
    rho: float,
    rest: float,
    inside: float,
    outside: float,
) -> tuple[np.ndarray, np.ndarray]:
    """v ← ρv + (1 − ρ)g²,  w ← w − η g/√v; ε is inside the root or outside. Returns the new w and v.

    - `w`: parameters, of any shape.
    - `g`: their gradient, of w's shape.
    - `v`: the slot, the mean of squared gradients, of w's shape, at least 0.
    - `eta`: the learning rate η, above 0.
    - `rho`: ρ, in [0, 1).
    - `rest`: 1 − ρ.
    - `inside`: ε if it is added under the root, otherwise 0.
    - `outside`: ε if it is added to the root, otherwise 0.
    """
    v = rho * v + rest * g * g
    return w - eta * (g / (np.sqrt(v + inside) + outside)), v


class RMSprop(Optimizer):
    """v ← ρv + (1 − ρ)g²,  w ← w − η g/√v: the gradient over its recent size (Hinton 2012, lecture 6e).

    v starts at 0 and is not corrected for it, so the first step is η/√(1 − ρ): 3.16 η at ρ = 0.9.

    | convention  | step            | ρ    | ε    | η     |
    |-------------|-----------------|------|------|-------|
    | `"keras"`   | η g / √(v + ε)  | 0.9  | 1e-7 | 0.001 |
    | `"pytorch"` | η g / (√v + ε)  | 0.99 | 1e-8 | 0.01  |
    | `"paper"`   | η g / (√v + ε)  | 0.9  | 1e-8 | 0.001 |

    The paper is a lecture, without ε: 0/0 where a gradient was 0 from the start. Raises ValueError for an argument out
    of its range.
    """

    formula = staticmethod(rmsprop)
    slot_names = ("v",)
    defaults: ClassVar = {
        "keras": {"learning_rate": 0.001, "rho": 0.9, "epsilon": 1e-7},
        "pytorch": {"learning_rate": 0.01, "rho": 0.99, "epsilon": 1e-8},
        "paper": {"learning_rate": 0.001, "rho": 0.9, "epsilon": 1e-8},
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
        self.rho = self._number("rho", rho, FROM_0_BELOW_1)  # PyTorch calls it alpha
        self.epsilon = self._number("epsilon", epsilon, ABOVE_0)

    def numbers(self) -> tuple[float, ...]:
        """ε stands inside the root in Keras, outside of it elsewhere."""
        inside, outside = (self.epsilon, 0.0) if self.convention == "keras" else (0.0, self.epsilon)
        return self.learning_rate, self.rho, 1 - self.rho, inside, outside
