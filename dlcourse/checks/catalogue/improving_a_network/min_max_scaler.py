"""Min-max scaling: the range is measured on the training rows, and used on all."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.improving_a_network.tables import tables
from dlcourse.checks.engine.question import Misconception, Question


def min_max_scale(x_train, x_test):
    """(x − min)/(max − min) with min and max of the training columns."""
    low, high = x_train.min(axis=0), x_train.max(axis=0)  # (inputs,)
    return (x_train - low) / (high - low), (x_test - low) / (high - low)


def min_max_loop(x_train, x_test):
    """One column at a time; Fortran order and a list."""
    train, test = np.empty(x_train.shape, order="F"), np.empty(x_test.shape)
    for k in range(x_train.shape[1]):
        column = sorted(x_train[:, k])
        span = column[-1] - column[0]
        train[:, k] = (x_train[:, k] - column[0]) / span
        test[:, k] = (x_test[:, k] - column[0]) / span
    return train, test.tolist()


def min_max_slope(x_train, x_test):
    """a x + c, both parts by one function."""
    slope = 1 / np.ptp(x_train, axis=0)
    offset = -slope * np.min(x_train, axis=0)
    return [x * slope + offset for x in (x_train, x_test)]


def min_max_in_single_precision(x_train, x_test):
    """All of it in float32."""
    train, test = x_train.astype(np.float32), x_test.astype(np.float32)
    low = np.minimum.reduce(train)
    return np.divide(train - low, np.maximum.reduce(train) - low), (test - low) / (train - low).max(axis=0)


MIN_MAX_SCALE = Question(
    difficulty="easy",
    minutes=5,
    points=2,
    parts=("scaled_train", "scaled_test"),
    reference=min_max_scale,
    cases=lambda rng: tables(rng, constant=False),
    section="Measure on the training rows, use on all",
    hints=(
        "The smallest and the largest number of each training column: `x_train.min(axis=0)`, `x_train.max(axis=0)`.",
        "Subtract the smallest, divide by the distance from the smallest to the largest. Mind the parentheses.",
        "The test rows are scaled with the same two numbers. It is right that some of them fall outside of 0 … 1.",
    ),
    misconceptions=(
        Misconception(
            "refitted_on_test",
            edit(
                min_max_scale,
                "(x_test - low) / (high - low) → (x_test - x_test.min(axis=0)) / (np.ptp(x_test, axis=0) + 1e-9)",
            ),
            "You measured the test rows anew.",
            "Scale x_test with the min and the max of x_train.",
        ),
        Misconception(
            "fitted_on_all",
            edit(min_max_scale, "x_train.m ⇒ np.vstack([x_train, x_test]).m"),
            "Your min and max come from all rows. Something of the {N_test} test rows has leaked into training.",
            "Measure on x_train only, even if test rows then fall outside of 0 … 1.",
        ),
        Misconception(
            "divided_by_the_maximum",
            edit(min_max_scale, "(high - low) ⇒ high"),
            "You divided by the maximum. That is right only where the minimum is 0.",
            "After subtracting the minimum, the largest number is max − min. Divide by that.",
        ),
        Misconception(
            "parentheses_missing",
            edit(min_max_scale, "(high - low) ⇒ high - low"),
            "The parentheses around max − min are missing. Python divided by max first and subtracted min afterwards.",
            "Write `/ (high - low)`.",
        ),
        Misconception(
            "minimum_kept",
            edit(min_max_scale, "(x_train - low) → x_train", "(x_test - low) → x_test"),
            "You did not subtract the minimum.",
            "The smallest training number of a column must become 0.",
        ),
        Misconception(
            "one_range_for_all",
            edit(min_max_scale, "axis=0 ⇒ "),
            "You used one minimum and one maximum for all {inputs} columns.",
            "Each column has its own: `axis=0`.",
        ),
        Misconception(
            "clipped",
            edit(min_max_scale, "(x_test - low) / (high - low) → np.clip((x_test - low) / (high - low), 0, 1)"),
            "You cut the test rows off at 0 and 1. They do lie outside of what training has seen, and the network "
            "should be told.",
            "Leave out the `clip`.",
        ),
        Misconception(
            "mean_for_minimum",
            edit(min_max_scale, "- low) / ⇒ - x_train.mean(axis=0)) /"),
            "You subtracted the mean.",
            "Subtract the minimum, so that the column starts at 0.",
        ),
        Misconception(
            "from_minus_1",
            edit(min_max_scale, "/ (high - low) ⇒ / (high - low) * 2 - 1"),
            "Your columns span −1 … 1.",
            "Here they should span 0 … 1.",
        ),
    ),
    alternatives=(min_max_loop, min_max_slope, min_max_in_single_precision),
)
