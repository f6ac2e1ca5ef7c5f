"""The reference with reused work arrays: NumPy alone, and no large new arrays in a training step.

    import dlcourse.accel.numpy as dl     # then as with `import dlcourse as dl`

All names of `dlcourse` are here. `Sequential` trains Dense and ReLU in reused arrays, and `SGD`, `Adam` and `AdamW`
update in place; everything else is the reference's own.
"""

from dlcourse import *
from dlcourse import __all__
from dlcourse.accel.numpy.model import Sequential
from dlcourse.accel.numpy.optimizers import SGD, Adam, AdamW
