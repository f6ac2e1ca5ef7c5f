"""Formulas and loops of the reference, compiled by Numba.

    import dlcourse.accel.numba as dl    # then as with `import dlcourse as dl`

All names of `dlcourse` are here, and `train_by_hand` of `dlcourse.classical.nine_parameters`. `Sequential` trains Dense
and ReLU in compiled passes; the cross-entropies of logits, all optimizers, the perceptron's loop and that of
`train_by_hand` are compiled; everything else is the reference's own. Raises ImportError without Numba, which
the line in its message installs.
"""

try:
    import numba  # asked for here, so that one message says which extra is missing
except ImportError as error:
    from dlcourse.extras import install_line

    raise ImportError(f"dlcourse.accel.numba: expected Numba: run `{install_line('numba')}`") from error

from dlcourse import *
from dlcourse import __all__
from dlcourse.accel.numba.loops import Perceptron, train_by_hand
from dlcourse.accel.numba.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy
from dlcourse.accel.numba.model import Sequential
from dlcourse.accel.numba.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, Nadam, RMSprop
