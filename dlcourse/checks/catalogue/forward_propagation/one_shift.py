"""A softmax with one shift for the whole batch, and a batch on which that is not enough."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def softmax_by_rows(z):
    """Each row shifted by its own maximum."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_with_one_shift(z):
    """All rows shifted by the maximum of the batch."""
    e = np.exp(z - z.max())
    return e / e.sum(axis=1, keepdims=True)


def batch_for_one_shift():
    """A row of which nothing is left."""
    return np.array([[1000.0, 0.0], [0.0, 0.0]])


BATCH_FOR_ONE_SHIFT = break_it_question(
    difficulty="medium",
    minutes=6,
    points=1,
    reference=batch_for_one_shift,
    takes=(Input("z", "N K", low=-1000, high=1000, most=4),),
    right=softmax_by_rows,
    broken=softmax_with_one_shift,
    margin=0.1,
    section="Sigmoid and softmax without overflow",
    hints=(
        "No number overflows here: after the shift none is above 0. What else can go wrong with `np.exp`?",
        "`np.exp(-800)` is 0. What happens to a row in which all numbers become 0?",
        "The shift is set by the largest number of the batch. Put one row so far below it that nothing of the row is left.",
    ),
    hides=(
        Hides(
            "one_row",
            lambda z: len(z) == 1,
            lambda: np.array([[1000.0, -1000.0]]),
            "A batch of one row has one maximum: the shift is the right one.",
            "What if one row has large scores, and another has not?",
        ),
        Hides(
            "wide_rows",
            lambda z: np.ptp(z, axis=1).max() > 700,
            lambda: np.array([[1000.0, -1000.0], [900.0, -1000.0]]),
            "Your scores lie far apart within a row, but the largest ones of the rows do not: each row keeps its winner.",
            "When does a row lose its largest number, too?",
        ),
        Hides(
            "rows_alike",
            lambda z: True,
            lambda: np.array([[1.0, 2.0], [300.0, 100.0]]),
            "The largest scores of your rows lie too close together: something is left of each row, and its sum is not 0.",
            "How far below the largest number of the batch must a row lie, so that `np.exp` makes 0 of all of it?",
        ),
    ),
    alternatives=(
        lambda: [[-1000, -1000, -1000], [0, 1, 2]],
        lambda: (np.array([[400.0, 399.0], [-500.0, -499.0], [0.0, 0.0]]),),
    ),
)
