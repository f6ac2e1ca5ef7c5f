"""Small nets n → p → q and rows for them: every size another, no pre-activation near the kink of ReLU."""

import numpy as np


def draw_net(rng, rows, inputs, units, classes):
    """x, integer labels y, and W1, b1, W2, b2."""
    while True:
        x = rng.uniform(0, 1, size=(rows, inputs))
        W1, b1 = rng.normal(size=(inputs, units)), rng.normal(size=units)
        if np.abs(x @ W1 + b1).min() > 1e-2:
            break
    W2, b2 = rng.normal(size=(units, classes)), rng.normal(size=classes)
    return x, rng.integers(0, classes, size=rows), W1, b1, W2, b2


def sizes_of(rows, inputs, units, classes):
    """What a message may name."""
    return {"N": rows, "inputs": inputs, "units": units, "classes": classes}
