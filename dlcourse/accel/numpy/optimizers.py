"""SGD, Adam and AdamW that update in place, with the order of operations, and so the bits, of their formulas."""

from typing import Any

import numpy as np

from dlcourse import optimizers


class InPlace(optimizers.Optimizer):
    """Optimizer that updates a chunk in place, with one work array."""

    chunk_size = 1 << 16  # twice the reference's: there are fewer temporaries

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.work = np.empty(0)

    def write_update(self, w: np.ndarray, g: np.ndarray, slots: dict[str, np.ndarray]) -> None:
        """Decay and update one chunk in place."""
        g = self.write_decay(w, g)
        if self.work.size < w.size or self.work.dtype != w.dtype:
            self.work = np.empty_like(w)
        self.update_in_place(w, g, slots, self.work[: w.size])

    def update_in_place(self, w: np.ndarray, g: np.ndarray, slots: dict[str, np.ndarray], work: np.ndarray) -> None:
        """Write the result of `formula` into w and the slots; `work` is as long as they are."""
        raise NotImplementedError


class SGD(InPlace, optimizers.SGD):
    """w ← w − η g, as `dlcourse.SGD`; with momentum, the reference's own step."""

    def write_update(self, w: np.ndarray, g: np.ndarray, slots: dict[str, np.ndarray]) -> None:
        """Update one chunk in place if there is no momentum, else as the reference does."""
        if self.momentum:
            return super(InPlace, self).write_update(w, g, slots)
        return super().write_update(w, g, slots)

    def update_in_place(self, w: np.ndarray, g: np.ndarray, slots: dict[str, np.ndarray], work: np.ndarray) -> None:  # noqa: ARG002 - without momentum there are none
        """w ← w − η g."""
        (eta,) = self.numbers()
        np.multiply(g, eta, out=work)
        w -= work


class Adam(InPlace, optimizers.Adam):
    """w ← w − η m̂/(√v̂ + ε), as `dlcourse.Adam`."""

    def update_in_place(self, w: np.ndarray, g: np.ndarray, slots: dict[str, np.ndarray], work: np.ndarray) -> None:
        """Compute `dlcourse.optimizers.adam.adam` line by line, one operation per line."""
        eta, epsilon, beta_1, beta_2, rest_1, rest_2 = self.numbers()
        m, v = slots["m"], slots["v"]
        np.multiply(g, rest_1, out=work)
        m *= beta_1
        m += work  # β₁m + (1 − β₁)g
        np.multiply(g, rest_2, out=work)
        work *= g
        v *= beta_2
        v += work  # β₂v + (1 − β₂)g²
        np.sqrt(v, out=work)
        work += epsilon
        np.divide(m, work, out=work)
        work *= eta
        w -= work  # η m/(√v + ε)


class AdamW(Adam, optimizers.AdamW):
    """Adam with decoupled weight decay, as `dlcourse.AdamW`."""
