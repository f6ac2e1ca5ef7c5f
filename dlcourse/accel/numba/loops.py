"""Loops over rows, compiled as they stand in the reference: `dlcourse.by_hand` and `dlcourse.perceptron`.

The first call of each loop compiles it and keeps the machine code on disk: beside the source, or where that cannot be
written in the user's cache folder, or in that of the environment variable NUMBA_CACHE_DIR. On a server CPU, by
`python benchmarks/first_call.py`: import of Numba 0.25 s, a call that compiles 0.8 s, the first call in a later process
0.45 s, which is Numba's own start, once for all loops.
"""

from functools import partial

import numpy as np

from dlcourse import by_hand, perceptron
from dlcourse.accel.numba.compiled import compiled

regression_loop = compiled(by_hand.regression_loop)
classification_loop = compiled(by_hand.classification_loop)


def train_by_hand(parameters, x, y, learning_rate=0.01, epochs=1, classify=False):
    """θ ← θ − η ∂L/∂θ, row after row: returns and raises what `dlcourse.by_hand.train_by_hand` does.

    A regression's numbers are the same to the bit, a classification's to the rounding of e^x, ln and tanh.
    """
    nine, columns, learning_rate, epochs = by_hand.checked(parameters, x, y, learning_rate, epochs, classify)
    loop = classification_loop if classify else regression_loop
    nine, losses = loop(nine, *columns, learning_rate, epochs)
    return np.array(nine), losses


class Perceptron(perceptron.Perceptron):
    """ŷ = 1 where w·x + b ≥ 0, else 0: `dlcourse.Perceptron` with its loop compiled; the same lines, to the bit.

    Takes, returns and raises what that one does.
    """

    _loop = staticmethod(compiled(perceptron.turn_line))
    _numbers = staticmethod(partial(np.array, order="C"))  # arrays of one kind, so that one machine code does
