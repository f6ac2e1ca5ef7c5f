"""Data: the digits that travel with the course, MNIST where it can be had, and the small tables of the notes."""

import warnings

import numpy as np

from dlcourse.data.digits import load_digits as load_digits
from dlcourse.data.tables import (
    placement_by_cgpa_and_iq as placement_by_cgpa_and_iq,
)
from dlcourse.data.tables import (
    salary_by_cgpa_and_resume as salary_by_cgpa_and_resume,
)
from dlcourse.data.tables import (
    salary_by_iq_and_cgpa as salary_by_iq_and_cgpa,
)
from dlcourse.data.tables import (
    salary_by_iq_and_gpa as salary_by_iq_and_gpa,
)
from dlcourse.data.tables import (
    temperatures as temperatures,
)


def load_mnist(folder=None):
    """The 70,000 handwritten digits of MNIST: x_train (60000, 784), y_train (60000,), x_test (10000, 784), y_test.

    Pixels are float32 in [0, 1], labels int64 in 0 … 9. The four files are kept in `folder`, by default that of the
    environment variable DLCOURSE_DATA, else ~/.cache/dlcourse; what is missing there is fetched once (11 MB).
    Where that fails, there is a warning, and the small digits take their place: 1,437 and 360 rows of 64 columns. So
    ask `x_train.shape[1]` for the width. Source: Y. LeCun, C. Cortes, C. Burges, http://yann.lecun.com/exdb/mnist.
    """
    from dlcourse.data.mnist import MNISTUnavailable, read_mnist  # and with it hashlib and gzip: only when asked for

    try:
        return read_mnist(folder)
    except MNISTUnavailable as problem:
        warnings.warn(
            f"load_mnist: {problem}. You get the 1,797 small digits of 8×8 pixels instead (64 columns, not 784).",
            stacklevel=2,
        )
    x, y = load_digits()
    x = x.astype(np.float32)
    order = np.random.default_rng(0).permutation(len(x))  # the file is ordered by writer
    train, test = order[360:], order[:360]
    return x[train], y[train], x[test], y[test]
