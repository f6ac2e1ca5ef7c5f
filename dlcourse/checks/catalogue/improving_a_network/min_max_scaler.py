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


EXAMPLE = [[10], [30]], [[25], [50]]

FITTED_ON_ALL = Misconception(
    "fitted_on_all",
    edit(min_max_scale, "x_train.m ⇒ np.vstack([x_train, x_test]).m"),
    "Your min and max come from all rows. Something of the test rows has leaked into training.",
    "Which rows may be measured before the test? It is right that some test rows then fall outside of 0 … 1.",
)
ONE_RANGE_FOR_ALL = Misconception(
    "one_range_for_all",
    edit(min_max_scale, "axis=0 ⇒ "),
    "You used one minimum and one maximum for the whole table, not one for each column.",
    "Along which axis do the rows run?",
)
CLIPPED = Misconception(
    "clipped",
    edit(min_max_scale, "(x_test - low) / (high - low) → np.clip((x_test - low) / (high - low), 0, 1)"),
    "You cut the test rows off at 0 and 1. They do lie outside of what training has seen, and the network should be told.",
    "Test rows may fall outside of 0 … 1.",
)
DIVIDED_BY_THE_MAXIMUM = Misconception(
    "divided_by_the_maximum",
    edit(min_max_scale, "(high - low) ⇒ high"),
    "You divided by the maximum. That is right only where the minimum is 0.",
    "After subtracting the minimum, how large is the largest number?",
)
MINIMUM_KEPT = Misconception(
    "minimum_kept",
    edit(min_max_scale, "(x_train - low) → x_train", "(x_test - low) → x_test"),
    "You did not subtract the minimum.",
    "The smallest training number of a column must become 0.",
    family="left out",
)


def added_to_the_width(size):
    """The misconception of adding so small a number to max − min."""
    return Misconception(
        f"{size}_added_to_the_width",
        edit(min_max_scale, f"(high - low) ⇒ (high - low + {size})"),
        f"You add {size.replace('1e-', '10^−')} to max − min. Where a column is narrow, its largest training number falls "
        "short of 1.",
        "No training column is constant here, so nothing has to be kept away from 0.",
    )


MIN_MAX_SCALE = Question(
    difficulty="easy",
    minutes=5,
    points=2,
    parts=("scaled_train", "scaled_test"),
    reference=min_max_scale,
    cases=lambda rng: tables(rng, EXAMPLE, constant=False),
    section="Measure on the training rows, use on all",
    hints=(
        "The smallest and the largest number of each training column: `x_train.min(axis=0)`, `x_train.max(axis=0)`.",
        "Subtract the smallest, divide by the distance from the smallest to the largest. Mind the parentheses.",
        "The test rows are scaled with the same two numbers. It is right that some of them fall outside of 0 … 1.",
    ),
    misconceptions=(
        FITTED_ON_ALL,
        ONE_RANGE_FOR_ALL,
        DIVIDED_BY_THE_MAXIMUM,
        MINIMUM_KEPT,
        CLIPPED,
        Misconception(
            "refitted_on_test",
            edit(
                min_max_scale, "(x_test - low) / (high - low) → (x_test - x_test.min(axis=0)) / np.ptp(x_test, axis=0)"
            ),
            "You measured the test rows anew. The same row of numbers would then mean one thing in training and another "
            "in the test. (A single test row is even divided by 0.)",
            "With whose min and max is x_test scaled?",
        ),
        Misconception(
            "refitted_on_test_and_guarded",
            edit(
                min_max_scale,
                "(x_test - low) / (high - low) → "
                "(x_test - x_test.min(axis=0)) / np.where(np.ptp(x_test, axis=0) == 0, 1, np.ptp(x_test, axis=0))",
            ),
            "You measured the test rows anew. The same row of numbers would then mean one thing in training and another "
            "in the test.",
            "With whose min and max is x_test scaled?",
        ),
        Misconception(
            "maximum_of_all",
            edit(min_max_scale, "x_train.max( → np.vstack([x_train, x_test]).max("),
            "Your maximum comes from all rows, your minimum from the training rows. Something of the test rows has leaked into "
            "training.",
            "Which rows may be measured before the test? It is right that some test rows then lie above 1.",
        ),
        Misconception(
            "minimum_of_all",
            edit(min_max_scale, "x_train.min( → np.vstack([x_train, x_test]).min("),
            "Your minimum comes from all rows, your maximum from the training rows. Something of the test rows has leaked into "
            "training.",
            "Which rows may be measured before the test? It is right that some test rows then lie below 0.",
        ),
        *map(added_to_the_width, ("1e-8", "1e-7", "1e-6", "1e-5", "1e-3")),
        Misconception(
            "first_and_last_row",
            edit(min_max_scale, "x_train.min(axis=0), x_train.max(axis=0) → x_train[0], x_train[-1]"),
            "You took the first training row for the minimum and the last one for the maximum.",
            "The rows are in no order. Where in a column is its smallest number?",
        ),
        Misconception(
            "test_by_all_rows",
            edit(
                min_max_scale,
                "(x_test - low) / (high - low) → "
                "(x_test - np.vstack([x_train, x_test]).min(axis=0)) / np.ptp(np.vstack([x_train, x_test]), axis=0)",
            ),
            "The test rows are scaled by the min and max of all rows, not by those of training.",
            "With whose min and max is x_test scaled?",
        ),
        Misconception(
            "test_shifted_by_itself",
            edit(min_max_scale, "x_test - low → x_test - x_test.min(axis=0)"),
            "From the test rows you subtracted their own minimum, not that of training.",
            "With whose minimum is x_test scaled?",
        ),
        Misconception(
            "measured_after_scaling",
            edit(
                min_max_scale,
                "(x_train - low) / (high - low), (x_test - low) / (high - low) → (x_train - low) / (high - low), x_test",
            ),
            "Your test rows come out as they went in. Either they were left alone, or they were scaled by numbers measured "
            "on an x_train that was scaled already, whose min is 0 and whose max is 1.",
            "What is done to x_train is done to x_test, with the same numbers.",
        ),
        Misconception(
            "minimum_measured_after_scaling",
            edit(min_max_scale, "(x_test - low) / → x_test /"),
            "Nothing is taken from your test rows. Either you did not subtract, or you subtracted the minimum of an "
            "x_train that was scaled already, which is 0.",
            "What is done to x_train is done to x_test, with the same numbers.",
        ),
        Misconception(
            "range_measured_after_scaling",
            edit(min_max_scale, "(x_test - low) / (high - low) → x_test - low"),
            "Nothing divides your test rows. Either you did not divide, or you divided by the range of an x_train that was "
            "scaled already, which is 1.",
            "What is done to x_train is done to x_test, with the same numbers.",
        ),
        Misconception(
            "parentheses_missing",
            edit(min_max_scale, "(high - low) ⇒ high - low"),
            "The parentheses around max − min are missing. Python divided by max first and subtracted min afterwards.",
            "The whole difference max − min stands below the line.",
        ),
        Misconception(
            "minimum_not_divided",
            edit(
                min_max_scale,
                "(x_train - low) / (high - low) → x_train / (high - low) - low",
                "(x_test - low) / (high - low) → x_test / (high - low) - low",
            ),
            "You divided x by max − min and subtracted min afterwards, undivided.",
            "First the difference, then the division.",
        ),
        Misconception(
            "upper_parentheses_missing",
            edit(min_max_scale, "(x_train - low) → x_train - low", "(x_test - low) → x_test - low"),
            "The parentheses around x − min are missing. Python divides first, so that only min was divided.",
            "The whole difference x − min stands above the line.",
        ),
        Misconception(
            "minimum_kept_and_divided_by_the_maximum",
            edit(min_max_scale, "(x_train - low) → x_train", "(x_test - low) → x_test", "(high - low) ⇒ high"),
            "You divided by the maximum and did nothing else.",
            "The smallest training number of a column must become 0, the largest 1.",
        ),
        Misconception(
            "not_divided",
            edit(
                min_max_scale,
                "(x_train - low) / (high - low), (x_test - low) / (high - low) → x_train - low, x_test - low",
            ),
            "You did not divide by max − min.",
            "The largest training number of a column must become 1.",
        ),
        Misconception(
            "measured_from_the_maximum",
            edit(min_max_scale, "- low) / ⇒ - high) /"),
            "You subtracted the maximum. Your columns run from −1 to 0.",
            "The smallest training number of a column must become 0.",
        ),
        Misconception(
            "upside_down",
            edit(min_max_scale, "(x_train - low) → (high - x_train)", "(x_test - low) → (high - x_test)"),
            "Your smallest number became 1 and your largest 0.",
            "It is the other way round: x − min stands above the line.",
        ),
        Misconception(
            "rows_scaled",
            lambda x_train, x_test: tuple(min_max_scale(x.T, x.T)[0].T for x in (x_train, x_test)),
            "You scaled each row by itself. That mixes the units of the columns.",
            "A column is one quantity. Along which axis are its numbers?",
        ),
        Misconception(
            "clipped_above",
            edit(min_max_scale, "(x_test - low) / (high - low) → np.minimum((x_test - low) / (high - low), 1)"),
            "You cut the test rows off at 1. They do lie outside of what training has seen, and the network should be told.",
            "Test rows may fall outside of 0 … 1.",
        ),
        Misconception(
            "clipped_below",
            edit(min_max_scale, "(x_test - low) / (high - low) → np.maximum((x_test - low) / (high - low), 0)"),
            "You cut the test rows off at 0. They do lie outside of what training has seen, and the network should be told.",
            "Test rows may fall outside of 0 … 1.",
        ),
        Misconception(
            "absolute_values",
            edit(
                min_max_scale,
                "x_train.min(axis=0), x_train.max(axis=0) → np.abs(x_train).min(axis=0), np.abs(x_train).max(axis=0)",
                "(x_train - low) → (np.abs(x_train) - low)",
                "(x_test - low) → (np.abs(x_test) - low)",
            ),
            "You took absolute values. Columns with negative numbers come out wrong.",
            "The smallest number may be negative: it becomes 0 all the same.",
        ),
        Misconception(
            "mean_for_minimum",
            edit(min_max_scale, "- low) / ⇒ - x_train.mean(axis=0)) /"),
            "You subtracted the mean.",
            "What is subtracted should bring the column's start to 0.",
        ),
        Misconception(
            "divided_by_the_deviation",
            edit(min_max_scale, "(high - low) ⇒ x_train.std(axis=0)"),
            "You divided by the standard deviation.",
            "What divides should bring the column's end to 1.",
        ),
        Misconception(
            "standard_scale_instead",
            edit(min_max_scale, "- low) / (high - low) ⇒ - x_train.mean(axis=0)) / x_train.std(axis=0)"),
            "Your columns have mean 0 and standard deviation 1. That is the scale of the question before.",
            "Here the smallest training number becomes 0, the largest 1.",
        ),
        Misconception(
            "from_minus_1",
            edit(min_max_scale, "/ (high - low) ⇒ / (high - low) * 2 - 1"),
            "Your columns span −1 … 1.",
            "Here they should span 0 … 1.",
        ),
        Misconception(
            "whole_numbers",
            edit(
                min_max_scale,
                "(x_test - low) / (high - low) → ((x_test - low) / (high - low)).astype(x_test.dtype)",
                "(x_train - low) / (high - low) → ((x_train - low) / (high - low)).astype(x_train.dtype)",
            ),
            "Your result is cut to whole numbers if x holds whole numbers. An array made like x takes on its type.",
            "Which type has an array that is made by `zeros_like` or `copy`?",
        ),
        Misconception(
            "outputs_exchanged",
            edit(
                min_max_scale,
                "(x_train - low) / (high - low), (x_test - low) / (high - low) → "
                "(x_test - low) / (high - low), (x_train - low) / (high - low)",
            ),
            "Your two arrays have changed places.",
            "The scaled training rows come first.",
        ),
    ),
    alternatives=(min_max_loop, min_max_slope, min_max_in_single_precision),
)
