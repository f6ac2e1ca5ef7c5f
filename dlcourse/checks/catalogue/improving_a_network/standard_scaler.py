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


EXAMPLE = [[1.0, 5.0], [3.0, 5.0]], [[4.0, 6.0]]

FITTED_ON_ALL = Misconception(
    "fitted_on_all",
    edit(
        standard_scale,
        "x_train.mean( → np.vstack([x_train, x_test]).mean(",
        "((x_train - mean) ** → ((np.vstack([x_train, x_test]) - mean) **",
    ),
    "Your mean and standard deviation come from all rows. Something of the test rows has leaked into training.",
    "Which rows may be measured before the test?",
)
DIVIDED_BY_N_MINUS_1 = Misconception(
    "divided_by_n_minus_1",
    edit(standard_scale, "np.sqrt(((x_train - mean) ** 2).mean(axis=0)) → x_train.std(axis=0, ddof=1)"),
    "Your standard deviation divides by N − 1: {entry} is {yours}, expected {expected}, with {N_train} training rows.",
    "The formula in the question divides by N.",
)
VARIANCE_FOR_DEVIATION = Misconception(
    "variance_for_deviation",
    edit(standard_scale, "np.sqrt → "),
    "You divided by the variance.",
    "Which of the two has the units of x?",
)
DIVIDED_BY_ZERO = Misconception(
    "divided_by_zero",
    edit(standard_scale, "np.where(std == 0, 1, std) → std"),
    "A training column is constant and you divided by its standard deviation, 0.",
    "The question says by what such a column is divided.",
)
REFITTED_ON_TEST = Misconception(
    "refitted_on_test",
    edit(
        standard_scale,
        "(x_test - mean) / std → (x_test - x_test.mean(axis=0)) / "
        "np.where(x_test.std(axis=0) == 0, 1, x_test.std(axis=0))",
    ),
    "You measured the test rows anew. The same row of numbers would then mean one thing in training and another in the "
    "test.",
    "With whose mean and standard deviation is x_test scaled?",
)
ONE_MEAN_FOR_ALL = Misconception(
    "one_mean_for_all",
    edit(standard_scale, "axis=0 ⇒ "),
    "You used one mean and one standard deviation for the whole table, not one for each column.",
    "Along which axis do the rows run?",
)


def nearly_zero(size):
    """The misconception of adding so small a number to the standard deviation."""
    return Misconception(
        "divided_by_nearly_zero" + ("" if size == "1e-8" else f"_{size}"),
        edit(standard_scale, f"np.where(std == 0, 1, std) → std + {size}"),
        f"A training column is constant and you divided it by {size.replace('1e-', '10^−')}. A test row that differs there "
        "becomes huge.",
        "Only a standard deviation of 0 is replaced, and by 1.",
    )


STANDARD_SCALE = Question(
    difficulty="easy",
    minutes=8,
    points=2,
    parts=("scaled_train", "scaled_test"),
    reference=standard_scale,
    cases=lambda rng: tables(rng, EXAMPLE, constant=True),
    section="Measure on the training rows, use on all",
    hints=(
        "Each column has its own mean and its own standard deviation: `axis=0`.",
        "Both come from x_train alone. The test rows are scaled with the very same numbers.",
        "A constant column has the standard deviation 0. `np.where(std == 0, 1, std)` divides it by 1 instead.",
    ),
    misconceptions=(
        DIVIDED_BY_ZERO,
        DIVIDED_BY_N_MINUS_1,
        VARIANCE_FOR_DEVIATION,
        FITTED_ON_ALL,
        ONE_MEAN_FOR_ALL,
        nearly_zero("1e-8"),
        REFITTED_ON_TEST,
        Misconception(
            "refitted_without_guard",
            edit(
                standard_scale,
                "np.where(std == 0, 1, std) → std",
                "(x_test - mean) / std → (x_test - x_test.mean(axis=0)) / x_test.std(axis=0)",
            ),
            "You measured the test rows anew, and where a standard deviation is 0 you divided by it.",
            "With whose numbers is x_test scaled? And by what is a constant column divided?",
        ),
        Misconception(
            "test_by_all_rows",
            edit(
                standard_scale,
                "(x_test - mean) / std → (x_test - np.vstack([x_train, x_test]).mean(axis=0)) / "
                "np.where(np.vstack([x_train, x_test]).std(axis=0) == 0, 1, np.vstack([x_train, x_test]).std(axis=0))",
            ),
            "The test rows are scaled by the mean and standard deviation of all rows, not by those of training.",
            "With whose mean and standard deviation is x_test scaled?",
        ),
        Misconception(
            "test_centred_by_itself",
            edit(standard_scale, "x_test - mean → x_test - x_test.mean(axis=0)"),
            "From the test rows you subtracted their own mean, not that of training.",
            "With whose mean is x_test scaled?",
        ),
        Misconception(
            "test_spread_by_itself",
            edit(
                standard_scale,
                "(x_test - mean) / std → (x_test - mean) / np.where(x_test.std(axis=0) == 0, 1, x_test.std(axis=0))",
            ),
            "The test rows are divided by their own standard deviation, not by that of training.",
            "With whose standard deviation is x_test scaled?",
        ),
        Misconception(
            "one_spread_for_all",
            edit(standard_scale, "np.sqrt(((x_train - mean) ** 2).mean(axis=0)) → x_train.std()"),
            "You divided all columns by one standard deviation.",
            "Measure the spread column by column, as you did with the mean.",
        ),
        Misconception(
            "one_mean_own_spreads",
            edit(
                standard_scale,
                "x_train.mean(axis=0) → x_train.mean()",
                "((x_train - mean) ** 2) → ((x_train - x_train.mean(axis=0)) ** 2)",
            ),
            "From all columns you subtracted one mean.",
            "Measure the mean column by column too.",
        ),
        Misconception(
            "rows_scaled",
            lambda x_train, x_test: tuple(standard_scale(x.T, x.T)[0].T for x in (x_train, x_test)),
            "You scaled each row by itself. That mixes the units of the columns.",
            "A column is one quantity. Along which axis are its numbers?",
        ),
        Misconception(
            "multiplied",
            edit(standard_scale, "mean) / std ⇒ mean) * std"),
            "You multiplied by the standard deviation. Wide columns have become wider.",
            "Afterwards every column should have the standard deviation 1.",
        ),
        Misconception(
            "mean_not_divided",
            edit(
                standard_scale,
                "(x_train - mean) / std → x_train / std - mean",
                "(x_test - mean) / std → x_test / std - mean",
            ),
            "You divided x by σ and subtracted μ afterwards, undivided.",
            "First the difference, then the division.",
        ),
        Misconception(
            "brackets_missing",
            edit(
                standard_scale, "(x_train - mean) / std → x_train - mean / std", "(x_test - mean) / → x_test - mean /"
            ),
            "The brackets around x − μ are missing. Python divides first, so that only the mean was divided.",
            "The whole difference stands above the σ.",
        ),
        Misconception(
            "not_centred",
            edit(standard_scale, "(x_train - mean) / std → x_train / std", "(x_test - mean) / std → x_test / std"),
            "You did not subtract the mean.",
            "Each training column must end with mean 0.",
        ),
        Misconception(
            "not_divided",
            edit(standard_scale, "mean) / std ⇒ mean)"),
            "You did not divide by the standard deviation.",
            "Each training column must end with the standard deviation 1.",
        ),
        Misconception(
            "spread_around_zero",
            edit(standard_scale, "((x_train - mean) ** 2) → (x_train**2)"),
            "Your σ is the root of the mean square of x, which measures how far the column is from 0.",
            "The spread is measured around the mean.",
        ),
        Misconception(
            "mean_absolute_deviation",
            edit(standard_scale, "np.sqrt(((x_train - mean) ** 2).mean(axis=0)) → np.abs(x_train - mean).mean(axis=0)"),
            "You divided by the mean distance from the mean, not by the standard deviation.",
            "The formula squares the differences, and takes the root of their mean.",
        ),
        Misconception(
            "min_max_instead",
            edit(
                standard_scale,
                "x_train.mean(axis=0) → x_train.min(axis=0)",
                "np.sqrt(((x_train - mean) ** 2).mean(axis=0)) → np.ptp(x_train, axis=0)",
            ),
            "Your columns run from 0 to 1. That is the scale of the next question.",
            "Here the mean is subtracted, and the standard deviation divides.",
        ),
        *map(nearly_zero, ("1e-12", "1e-10", "1e-9", "1e-7", "1e-6", "1e-5", "1e-3")),
        Misconception(
            "spread_at_least_one",
            edit(standard_scale, "np.where(std == 0, 1, std) → np.maximum(std, 1)"),
            "A standard deviation below 1 became 1 for you. A narrow column is then left narrow.",
            "Only a standard deviation of exactly 0 is replaced by 1.",
        ),
        Misconception(
            "narrow_columns_left_alone",
            edit(standard_scale, "np.where(std == 0, 1, std) → np.where(std < 1e-3, 1, std)"),
            "You divide narrow columns by 1, too: your test for a constant column asks for a standard deviation below some "
            "small number, and a column of small numbers has one, too. {entry} is {yours}, expected {expected}.",
            "Only a standard deviation of 0 is replaced by 1, but for rounding.",
        ),
        Misconception(
            "one_constant_column_decides_for_all",
            edit(standard_scale, "np.where(std == 0, 1, std) → (np.ones_like(std) if (std == 0).any() else std)"),
            "As soon as one column is constant, you divide none of the columns.",
            "Which columns have a standard deviation of 0? That is asked column by column.",
        ),
        Misconception(
            "one_added_to_every_spread",
            edit(standard_scale, "np.where(std == 0, 1, std) → std + 1"),
            "You added 1 to every standard deviation, also to those that are not 0.",
            "Only a standard deviation of exactly 0 is replaced by 1.",
        ),
        Misconception(
            "constant_column_left_alone",
            edit(
                standard_scale,
                "(x_train - mean) / std, (x_test - mean) / std → "
                "(x_train - mean * (std0 > 0)) / std, (x_test - mean * (std0 > 0)) / std",
                "std = np.where → std0 = std; std = np.where",
            ),
            "A constant training column comes out as it went in. Its mean is to be subtracted like that of any other.",
            "Only what it is divided by is special about such a column.",
        ),
        Misconception(
            "constant_column_set_to_0",
            edit(
                standard_scale, "mean) / std ⇒ mean) / std * (std0 > 0)", "std = np.where → std0 = std; std = np.where"
            ),
            "A column that is constant in training became 0 in the test rows too. There it is not constant.",
            "Divide that column by 1 and keep what is left of it.",
        ),
        Misconception(
            "divided_by_zero_made_finite",
            edit(
                standard_scale,
                "(x_train - mean) / std, (x_test - mean) / std → "
                "np.nan_to_num((x_train - mean) / std), np.nan_to_num((x_test - mean) / std)",
                "np.where(std == 0, 1, std) → std",
            ),
            "A training column is constant and you divided by 0; afterwards NaN was made 0, and infinity a huge number.",
            "The question says by what such a column is divided.",
        ),
        Misconception(
            "test_left_unscaled",
            edit(standard_scale, "(x_test - mean) / std → x_test"),
            "Your test rows come out as they went in. Either they were left alone, or they were scaled by numbers measured "
            "on an x_train that was scaled already, whose mean is 0 and whose spread is 1.",
            "What is done to x_train is done to x_test, with the same numbers.",
        ),
        Misconception(
            "test_not_centred",
            edit(standard_scale, "(x_test - mean) / std → x_test / std"),
            "Nothing is taken from your test rows. Either you did not subtract, or you subtracted the mean of an x_train "
            "that was scaled already, which is 0.",
            "What is done to x_train is done to x_test, with the same numbers.",
        ),
        Misconception(
            "outputs_exchanged",
            edit(
                standard_scale,
                "(x_train - mean) / std, (x_test - mean) / std → (x_test - mean) / std, (x_train - mean) / std",
            ),
            "Your two arrays have changed places.",
            "The scaled training rows come first.",
        ),
    ),
    alternatives=(standard_loop, standard_together, standard_in_single_precision),
)
