"""Data sets: the digits included in the package, MNIST if it is available, and the small tables of the notes."""

import warnings
from typing import Any

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


def load_mnist(folder: Any = None) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the 70,000 MNIST digits: x_train (60000, 784), y_train (60000,), x_test (10000, 784), y_test (10000,).

    Pixels are float32 in [0, 1], labels int64 in 0 … 9. The four files are cached in `folder`, by default that of the
    environment variable DLCOURSE_DATA, else ~/.cache/dlcourse; missing files are downloaded once (11 MB). If that
    fails, a warning is issued and the small digits are returned instead: 1,437 and 360 rows of 64 columns; the width is
    `x_train.shape[1]`. Source: Y. LeCun, C. Cortes, C. Burges, http://yann.lecun.com/exdb/mnist.
    """
    from dlcourse.data.mnist import MNISTUnavailable, read_mnist  # imports hashlib and gzip, so only on demand

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
