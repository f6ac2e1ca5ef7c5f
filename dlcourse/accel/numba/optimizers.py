"""All optimizers with compiled formulas: one pass over the parameters per step."""

import numpy as np

from dlcourse import optimizers
from dlcourse.accel.numba.one_pass import one_pass


class Compiled(optimizers.Optimizer):
    """Optimizer whose own `formula` is compiled; arguments, conventions and numbers are the reference's."""

    chunk_size = 1 << 60  # one chunk: there are no temporaries to keep small

    def write_update(self, w: np.ndarray, g: np.ndarray, slots: dict[str, np.ndarray]) -> None:
        """Decay and update one chunk in place, in one pass."""
        g = self.write_decay(w, g)
        kind = w.dtype.type
        numbers = tuple(map(kind, self.numbers()))  # as float64 they would make all arithmetic float64
        one_pass(self.formula, len(slots))(w, g, *slots.values(), numbers, np.finfo(w.dtype).tiny)

    def flush_slots(self, slots: dict[str, np.ndarray]) -> None:
        """Do nothing: each step already flushes subnormal numbers."""


class SGD(Compiled, optimizers.SGD):
    """`dlcourse.SGD`, compiled."""


class Adagrad(Compiled, optimizers.Adagrad):
    """`dlcourse.Adagrad`, compiled."""


class Adadelta(Compiled, optimizers.Adadelta):
    """`dlcourse.Adadelta`, compiled."""


class RMSprop(Compiled, optimizers.RMSprop):
    """`dlcourse.RMSprop`, compiled."""


class Adam(Compiled, optimizers.Adam):
    """`dlcourse.Adam`, compiled."""


class AdamW(Compiled, optimizers.AdamW):
    """`dlcourse.AdamW`, compiled."""


class Nadam(Compiled, optimizers.Nadam):
    """`dlcourse.Nadam`, compiled."""
