"""AdaGrad: each parameter has its own step, smaller the more gradient it has seen."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from dlcourse._validation import ABOVE_0, AT_LEAST_0
from dlcourse.optimizers.base import Optimizer


def adagrad(
    w: np.ndarray, g: np.ndarray, a: np.ndarray, eta: float, inside: float, outside: float
) -> tuple[np.ndarray, np.ndarray]:
    """a ← a + g²,  w ← w − η g/√a; ε is inside the root or outside. Returns the new w and a.

    - `w`: parameters, of any shape.
    - `g`: their gradient, of w's shape.
    - `a`: the slot, the sum of squared gradients, of w's shape, at least 0.
    - `eta`: the learning rate η, above 0.
    - `inside`: ε if it is added under the root, otherwise 0.
    - `outside`: ε if it is added to the root, otherwise 0.
    """
    a = a + g * g
    return w - eta * (g / (np.sqrt(a + inside) + outside)), a


class Adagrad(Optimizer):
    """a ← a + g²,  w ← w − η g/√a: rare features keep large steps (Duchi, Hazan and Singer 2011).

    a only grows, so the steps only shrink: after t gradients of one size, the step is η/√t.

    | convention  | step            | a starts at | ε     | η     |
    |-------------|-----------------|-------------|-------|-------|
    | `"keras"`   | η g / √(a + ε)  | 0.1         | 1e-7  | 0.001 |
    | `"pytorch"` | η g / (√a + ε)  | 0           | 1e-10 | 0.01  |
    | `"paper"`   | η g / (√a + ε)  | 0           | 1e-10 | 0.01  |

    PyTorch took the paper's form, δ + √Σg² (its figure 1), which leaves η and δ open. From a = 0 the first step is η
    whatever the gradient's size. Raises ValueError for an argument out of its range.
    """

    formula = staticmethod(adagrad)
    slot_names = ("a",)
    defaults: ClassVar = {
        "keras": {"learning_rate": 0.001, "initial_accumulator_value": 0.1, "epsilon": 1e-7},
        "pytorch": {"learning_rate": 0.01, "initial_accumulator_value": 0.0, "epsilon": 1e-10},
        "paper": {"learning_rate": 0.01, "initial_accumulator_value": 0.0, "epsilon": 1e-10},
    }

    def __init__(
        self,
        learning_rate: float | Callable[[int], float] | None = None,
        initial_accumulator_value: float | None = None,
        epsilon: float | None = None,
        **options: Any,
    ) -> None:
        """`options`: weight_decay, clipvalue, global_clipnorm, convention, as Optimizer says."""
        super().__init__(learning_rate, **options)
        self.initial_accumulator_value = self._number(
            "initial_accumulator_value", initial_accumulator_value, AT_LEAST_0
        )
        self.epsilon = self._number("epsilon", epsilon, ABOVE_0)

    def new_slots(self, parameters: np.ndarray) -> dict[str, np.ndarray]:
        """The sum of squares starts at `initial_accumulator_value`."""
        return {"a": np.full_like(parameters, self.initial_accumulator_value)}

    def numbers(self) -> tuple[float, ...]:
        """ε stands inside the root in Keras, outside of it elsewhere."""
        inside, outside = (self.epsilon, 0.0) if self.convention == "keras" else (0.0, self.epsilon)
        return self.learning_rate, inside, outside
