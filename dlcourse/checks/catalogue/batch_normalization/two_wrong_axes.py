"""Two batch normalizations over wrong axes, and a batch that tells them apart."""

import numpy as np

from dlcourse.checks.catalogue.breaking import EQUAL, Hides, Input, break_it_question, difference


def normalise_columns(x):
    """Each column by its own mean and variance."""
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)


def normalise_rows(x):
    """Each row by its own mean and variance."""
    return (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)


def normalise_all(x):
    """One mean and one variance for all numbers."""
    return (x - x.mean()) / np.sqrt(x.var() + 1e-5)


def telling_batch():
    """Equal columns."""
    return np.array([[1.0, 1.0], [3.0, 3.0]])


TELLING_BATCH = break_it_question(
    difficulty="hard",
    minutes=8,
    points=1,
    reference=telling_batch,
    takes=(Input("x", "N units", least=2, most=4),),
    right=normalise_columns,
    broken=normalise_rows,
    spared=normalise_all,
    margin=0.5,
    section="Each column to mean 0 and spread 1",
    hints=(
        "`normalise_all` uses one mean and one variance for all columns. For which columns is that right?",
        "It is right if all columns have the same mean and the same variance. Now look at the rows of such a batch.",
        "What would `normalise_rows` make of a row whose numbers are all equal? And what must such a batch look like?",
    ),
    hides=(
        Hides(
            "constant",
            lambda x: np.ptp(x) == 0,
            lambda: np.full((2, 3), 4.0),
            "All numbers of your batch are equal: all three functions return zeros.",
            "Something has to vary. Along the rows, or along the columns?",
        ),
        Hides(
            "columns_differ",
            lambda x: difference(normalise_columns(x), normalise_all(x)) > EQUAL,
            lambda: np.array([[1.0, 2.0], [3.0, 5.0]]),
            "On your batch `normalise_all` is wrong as well: your columns have different means or different variances.",
            "When is one mean and one variance right for all columns?",
        ),
        Hides(
            "rows_as_well",
            lambda x: difference(normalise_columns(x), normalise_rows(x)) <= EQUAL,
            lambda: np.array([[1.0, 3.0], [3.0, 1.0]]),
            "On your batch `normalise_all` is right, and so is `normalise_rows`: the rows are as the columns are.",
            "Keep the columns alike, and make the rows different from them.",
        ),
    ),
    alternatives=(
        lambda: [[0, 0, 0], [1, 1, 1]],
        lambda: np.array([[1.0, 2.0], [2.0, 1.0], [5.0, 5.0]]),
        lambda: (np.repeat([[-10.0], [0.0], [3.0], [9.0]], 4, axis=1),),
    ),
)
