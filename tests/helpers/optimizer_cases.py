"""What the tests of optimizers share: every optimizer in every convention, and gradients to feed them."""

import numpy as np
import pytest

from dlcourse.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, Nadam, Optimizer, RMSprop


class Accumulating(Optimizer):
    """v ← v/2 + g, w ← w − η v: the smallest update with a memory."""

    slot_names = ("v",)

    def update(self, w, g, slots):
        v = slots["v"] / 2 + g
        return w - self.learning_rate * v, {"v": v}


CLASSES = [Accumulating, SGD, Adagrad, Adadelta, RMSprop, Adam, AdamW, Nadam]
# Every optimizer in every convention, and what else may be chosen.
OPTIMIZERS = [(cls, {"convention": convention}) for cls in CLASSES for convention in cls.defaults]
OPTIMIZERS += [(SGD, {"convention": c, "momentum": 0.9, "nesterov": n}) for c in SGD.defaults for n in (False, True)]
OPTIMIZERS += [
    (cls, {"convention": c, "weight_decay": 0.1}) for cls in (SGD, Adam, AdamW) for c in ("keras", "pytorch", "paper")
]
OPTIMIZERS += [(Adam, {"clipvalue": 0.5}), (Adam, {"global_clipnorm": 0.5})]
every_optimizer = pytest.mark.parametrize(
    ("cls", "settings"),
    OPTIMIZERS,
    ids=[f"{cls.__name__}-{'-'.join(map(str, settings.values()))}" for cls, settings in OPTIMIZERS],
)


def draw_gradients(steps, size, seed=0):
    """Gradients (steps, size) that change sign, are 0 at times, and range over five decades."""
    rng = np.random.default_rng(seed)
    return (
        rng.normal(size=(steps, size)) * 10 ** rng.uniform(-5, 0, size=(steps, size)) * (rng.random((steps, 1)) > 0.1)
    )
