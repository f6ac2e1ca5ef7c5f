"""Data: the digits that travel with the course, MNIST where it can be had, and the small tables of the notes."""

import warnings
from importlib.resources import files

import numpy as np


def load_digits():
    """The 1,797 handwritten digits of scikit-learn: x (1797, 64) in [0, 1] and y (1797,) of labels 0 … 9.

    Each row is an 8×8 picture, a mean over 4×4 pixels of a 32×32 scan, scaled from 0 … 16 to 0 … 1.
    Source: E. Alpaydin, C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI; the test part, as embedded
    in scikit-learn (BSD-3-Clause). New arrays each time.
    """
    with files("dlcourse").joinpath("datasets/digits.npz").open("rb") as file, np.load(file) as digits:
        return digits["pixels"] / 16, digits["labels"].astype(np.int64)


def load_mnist(folder=None):
    """The 70,000 handwritten digits of MNIST: x_train (60000, 784), y_train (60000,), x_test (10000, 784), y_test.

    Pixels are float32 in [0, 1], labels int64 in 0 … 9. The four files are kept in `folder`, by default that of the
    environment variable DLCOURSE_DATA, else ~/.cache/dlcourse; what is missing there is fetched once (11 MB).
    Where that fails, there is a warning, and the small digits take their place: 1,437 and 360 rows of 64 columns. So
    ask `x_train.shape[1]` for the width. Source: Y. LeCun, C. Cortes, C. Burges, http://yann.lecun.com/exdb/mnist.
    """
    from dlcourse.mnist import MNISTUnavailable, read_mnist  # and with it hashlib and gzip: only when asked for

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


def salary_by_iq_and_gpa():
    """Three students of the notes on forward propagation: x (3, 2) of iq and gpa, y (3, 1) the salary in lakh."""
    return _table("iq gpa salary", [[80, 3.5, 1.8], [60, 4, 2.5], [70, 3.2, 2]])


def salary_by_cgpa_and_resume():
    """Four students of the notes on backpropagation: x (4, 2) of cgpa and resume score, y (4, 1) the salary in lakh."""
    return _table("cgpa resume_score salary", [[8, 8, 4], [7, 9, 5], [6, 10, 6], [5, 12, 7]])


def salary_by_iq_and_cgpa():
    """Four students of the notes: x (4, 2) of iq and cgpa, y (4, 1) the salary in lakh (lpa).

    Two further rows of the notes' table are not readable and left out.
    """
    return _table("iq cgpa lpa", [[80, 8, 3], [80, 9, 5], [70, 8, 5], [120, 7, 8]])


def placement_by_cgpa_and_iq():
    """Three students of the notes on cross-entropy: x (3, 2) of cgpa and iq, y (3, 3) one-hot of yes, no, maybe."""
    return _table("cgpa iq yes no maybe", [[7, 70, 1, 0, 0], [8, 80, 0, 1, 0], [6, 60, 0, 0, 1]])


def temperatures():
    """Five days of the notes on EWMA: x (5, 1) the date, y (5, 1) the temperature."""
    return _table("date temperature", [[1, 28], [2, 13], [3, 17], [4, 31], [5, 43]], inputs=1)


def _table(names, rows, inputs=2):
    """x (N, inputs), y (N, the others) and the columns' names."""
    numbers = np.array(rows, float)
    return numbers[:, :inputs], numbers[:, inputs:], names.split()
