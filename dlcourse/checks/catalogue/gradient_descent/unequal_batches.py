"""An epoch's loss averaged over batches of unequal size, and two epochs whose order it turns."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def change_by_rows(first, second, batch_size):
    """Return how much the mean loss of all rows changes from the first epoch to the second."""
    return second.mean() - first.mean()


def mean_of_batches(losses, batch_size):
    """The mean of the batches' mean losses."""
    starts = range(0, len(losses), batch_size)
    return np.mean([losses[start : start + batch_size].mean() for start in starts])


def change_by_batches(first, second, batch_size):
    """The same with each epoch's loss averaged over its batches."""
    return mean_of_batches(second, batch_size) - mean_of_batches(first, batch_size)


def fall_like_a_rise():
    """One row by itself in the last batch gets worse, the others get better."""
    return np.array([1.0, 1.0, 1.0, 1.0, 1.0]), np.array([0.0, 0.0, 0.0, 0.0, 4.0]), 4


FALL_LIKE_A_RISE = break_it_question(
    difficulty="medium",
    minutes=7,
    points=1,
    reference=fall_like_a_rise,
    takes=(
        Input("first", "N", low=0),
        Input("second", "N", low=0),
        Input("batch_size", low=1, high=8, whole=True),
    ),
    right=change_by_rows,
    broken=change_by_batches,
    margin=0.1,
    section="Cutting the rows into mini-batches",
    hints=(
        "Write down the batches of your rows. How much does one row weigh in the mean of its batch, and how much in the end?",
        "All batches count alike in the second mean, however many rows they have. Which rows count too much?",
        "Leave one row to the last batch. Let it get worse from the first epoch to the second, and the others better.",
    ),
    hides=(
        Hides(
            "does_not_fall",
            lambda first, second, batch_size: second.mean() >= first.mean() - 1e-12,
            lambda: (np.array([1.0, 1.0, 1.0]), np.array([2.0, 2.0, 2.0]), 2),
            "Over all rows, your loss does not fall from the first epoch to the second.",
            "The mean of all numbers in `second` must be below that of `first`.",
            always=True,
        ),
        Hides(
            "one_batch",
            lambda first, second, batch_size: batch_size >= len(first),
            lambda: (np.array([2.0, 2.0, 2.0]), np.array([1.0, 1.0, 1.0]), 4),
            "All your rows are in one batch, and its mean is that of all rows.",
            "Cut the rows into several batches.",
            always=True,
        ),
        Hides(
            "equal_batches",
            lambda first, second, batch_size: len(first) % batch_size == 0,
            lambda: (np.array([2.0, 2.0, 2.0, 2.0]), np.array([1.0, 1.0, 1.0, 4.0]), 2),
            "Your batches all have the same size: then the mean of their means is the mean of all rows.",
            "Choose a batch size that does not divide the number of rows.",
            always=True,
        ),
        Hides(
            "falls_as_well",
            lambda first, second, batch_size: change_by_batches(first, second, batch_size) <= 1e-12,
            lambda: (np.array([2.0, 2.0, 2.0]), np.array([1.0, 1.0, 1.0]), 2),
            "The loss falls for the function, too: it does not report a rise.",
            "The rows of the last batch count too much. What should happen to them from one epoch to the next?",
            always=True,
        ),
    ),
    alternatives=(
        lambda: ([2, 2, 2], [1, 1, 3.5], 2),
        lambda: (np.array([5.0, 5.0, 5.0, 0.0]), np.array([1.0, 1.0, 1.0, 9.0]), 3),
    ),
)
