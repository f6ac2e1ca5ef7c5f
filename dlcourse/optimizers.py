"""Optimizers: an update is a pure formula (w, g, slots) → (w, slots); the base class loops and alone writes."""

import math
from numbers import Real

PIECE = 32_000  # numbers updated at once: small enough that a formula's temporaries stay in the cache


class Optimizer:
    """Applies `update` to the flat vector of parameters, piece by piece."""

    slot_names: tuple[str, ...] = ()

    def __init__(self, learning_rate):
        if not (isinstance(learning_rate, Real) and 0 < float(learning_rate) < math.inf):
            raise ValueError(
                f"{type(self).__name__}: learning_rate: expected a number above 0. Received: {learning_rate!r}"
            )
        self.learning_rate = float(learning_rate)
        self.step = 0
        self.slots = None

    def update(self, w, g, slots):
        """Return the new parameters and the new slots for one piece; changes nothing it was given."""
        raise NotImplementedError

    def apply(self, parameters, gradients):
        """One step: write the updated values into `parameters`, a flat vector, from `gradients` of the same shape."""
        self.step += 1
        if self.slots is None:
            self.slots = {name: parameters * 0 for name in self.slot_names}
        for start in range(0, parameters.size, PIECE):
            piece = slice(start, start + PIECE)
            slots = {name: values[piece] for name, values in self.slots.items()}
            parameters[piece], slots = self.update(parameters[piece], gradients[piece], slots)
            for name, values in slots.items():
                self.slots[name][piece] = values


class SGD(Optimizer):
    """Gradient descent: w ← w − η g. It is batch, mini-batch or stochastic by what `fit` gives it."""

    def __init__(self, learning_rate=0.01):
        super().__init__(learning_rate)

    def update(self, w, g, slots):
        """w − η g."""
        return w - self.learning_rate * g, slots
