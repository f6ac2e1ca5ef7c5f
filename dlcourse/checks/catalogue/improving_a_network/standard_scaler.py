"""Standard scaling: mean and spread are measured on the training rows, and used on all."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.improving_a_network.tables import tables
from dlcourse.checks.engine.question import Misconception, Question


def standard_scale(x_train, x_test):
    """(x − μ)/σ with μ and σ of the training columns; a column without spread is divided by 1."""
    mean = x_train.mean(axis=0)  # (inputs,)
    std = np.sqrt(((x_train - mean) ** 2).mean(axis=0))  # (inputs,)
    std = np.where(std == 0, 1, std)
    return (x_train - mean) / std, (x_test - mean) / std


def standard_loop(x_train, x_test):
    """One column at a time, with Python's numbers."""
    columns_train, columns_test = [], []
    for column, test in zip(x_train.T.tolist(), x_test.T.tolist(), strict=True):
        mean = sum(column) / len(column)
        std = (sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5 or 1.0
        columns_train.append([(value - mean) / std for value in column])
        columns_test.append([(value - mean) / std for value in test])
    return [list(row) for row in zip(*columns_train, strict=True)], np.array(columns_test).T


def standard_together(x_train, x_test):
    """Both parts scaled at once, then cut; Fortran order."""
    mean, std = x_train.mean(0, keepdims=True), x_train.std(0, keepdims=True)
    std[std == 0] = 1
    scaled = np.asfortranarray((np.concatenate([x_train, x_test]) - mean) * (1 / std))
    return scaled[: len(x_train)], scaled[len(x_train) :]


def standard_in_single_precision(x_train, x_test):
    """On float32 copies, written into."""
    train, test = x_train.astype(np.float32), x_test.astype(np.float32)
    mean = np.einsum("nk->k", train) / np.float32(len(train))
    train -= mean
    test -= mean
    std = np.sqrt(np.einsum("nk,nk->k", train, train) / np.float32(len(train)))
    divisor = std + (std == 0)
    return train / divisor, test / divisor


STANDARD_SCALE = Question(
    difficulty="easy",
    minutes=8,
    points=2,
    parts=("scaled_train", "scaled_test"),
    reference=standard_scale,
    cases=lambda rng: tables(rng, constant=True),
    section="Measure on the training rows, use on all",
    hints=(
        "Each column has its own mean and its own standard deviation: `axis=0`.",
        "Both come from x_train alone. The test rows are scaled with the very same numbers.",
        "A constant column has the standard deviation 0. `np.where(std == 0, 1, std)` divides it by 1 instead.",
    ),
    misconceptions=(
        Misconception(
            "refitted_on_test",
            lambda x_train, x_test: tuple(standard_scale(x, x)[0] for x in (x_train, x_test)),
            "You measured the test rows anew. The same row of numbers would then mean one thing in training and "
            "another in the test.",
            "Scale x_test with the mean and the standard deviation of x_train.",
        ),
        Misconception(
            "fitted_on_all",
            lambda x_train, x_test: tuple(
                standard_scale(np.vstack([x_train, x_test]), x)[1] for x in (x_train, x_test)
            ),
            "Your mean and standard deviation come from all rows. Something of the {N_test} test rows has leaked into "
            "training.",
            "Measure on x_train only.",
        ),
        Misconception(
            "one_mean_for_all",
            edit(standard_scale, "axis=0 ⇒ "),
            "You used one mean and one standard deviation for all {inputs} columns.",
            "`x_train.mean(axis=0)` has one entry for each column.",
        ),
        Misconception(
            "rows_scaled",
            lambda x_train, x_test: tuple(standard_scale(x.T, x.T)[0].T for x in (x_train, x_test)),
            "You scaled each row by itself. That mixes the units of the columns.",
            "A column is one quantity: measure along `axis=0`.",
        ),
        Misconception(
            "divided_by_n_minus_1",
            edit(standard_scale, "np.sqrt(((x_train - mean) ** 2).mean(axis=0)) → x_train.std(axis=0, ddof=1)"),
            "Your standard deviation divides by N − 1: {entry} is {yours}, expected {expected}, with {N_train} training "
            "rows.",
            "The formula divides by N, as `x.std(axis=0)` does. (For many rows it makes no odds, but the check sees it.)",
        ),
        Misconception(
            "variance_for_spread",
            edit(standard_scale, "np.sqrt → "),
            "You divided by the variance.",
            "The standard deviation is its root; only that has the units of x.",
        ),
        Misconception(
            "not_centred",
            edit(standard_scale, "(x_train - mean) / std → x_train / std", "(x_test - mean) / std → x_test / std"),
            "You divided, but did not subtract the mean.",
            "Each training column must end with mean 0.",
        ),
        Misconception(
            "divided_by_zero",
            edit(standard_scale, "np.where(std == 0, 1, std) → std"),
            "One training column is constant and you divided by its standard deviation, 0.",
            "Divide such a column by 1.",
        ),
        Misconception(
            "divided_by_nearly_zero",
            edit(standard_scale, "np.where(std == 0, 1, std) → std + 1e-8"),
            "One training column is constant and you divided it by 1e-8. A test row that differs there becomes huge.",
            "Replace a standard deviation of 0 by 1, and leave the others as they are.",
        ),
        Misconception(
            "test_left_unscaled",
            edit(standard_scale, "(x_test - mean) / std → x_test"),
            "You left the test rows as they were. The network has never seen numbers of that size.",
            "What is done to x_train is done to x_test, with the same numbers.",
        ),
    ),
    alternatives=(standard_loop, standard_together, standard_in_single_precision),
)
