"""Adam and AdamW in one pass over the parameters: the reference's formula, elementwise, in one kernel.

In the reference each operation is a kernel of its own that reads and writes whole vectors.
"""

import cupy
import numpy as np

from dlcourse import optimizers

# `dlcourse.optimizers.adam.adam`, line by line; each output is read before it is written.
step = cupy.ElementwiseKernel(
    "T g, T eta, T epsilon, T beta_1, T beta_2, T rest_1, T rest_2",
    "T w, T m, T v",
    """
    m = beta_1 * m + rest_1 * g;
    v = beta_2 * v + rest_2 * g * g;
    w = w - eta * (m / (sqrt(v) + epsilon));
    """,
    "dlcourse_adam",
)


class Adam(optimizers.Adam):
    """w ← w − η m̂/(√v̂ + ε), in one pass over a GPU's memory; arguments and errors are those of `dlcourse.Adam`.

    Parameters that are not CuPy arrays are updated by the reference.
    """

    def write_update(self, w: np.ndarray, g: np.ndarray, slots: dict[str, np.ndarray]) -> None:
        """Decay and update w and the slots in place."""
        if not (isinstance(w, cupy.ndarray) and w.dtype == g.dtype):
            return super().write_update(w, g, slots)
        g = self.write_decay(w, g)
        step(g, *self.numbers(), w, slots["m"], slots["v"])
        return None


class AdamW(Adam, optimizers.AdamW):
    """Adam with decoupled weight decay; arguments and errors are those of `dlcourse.AdamW`."""
