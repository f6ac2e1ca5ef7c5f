"""A first function, the mean squared error; being wrong at first is part of the question."""

from itertools import product

import numpy as np

from dlcourse.checks.catalogue.answers import at_once
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def average_squared_error(y_true, y_pred):
    """Σ (ŷ − y)² / N."""
    errors = y_pred - y_true
    return (errors**2).mean()


def squared_error_loop(y_true, y_pred):
    """One row at a time."""
    total = 0.0
    for truth, prediction in zip(y_true, y_pred, strict=True):
        total += float(truth - prediction) ** 2
    return total / len(y_true)


def squared_error_by_norm(y_true, y_pred):
    """The squared length of the difference, over N; an array of one number."""
    difference = y_true - y_pred
    return np.array([np.linalg.norm(difference) ** 2 / difference.size])


def squared_error_of_lists(y_true, y_pred):
    """Through lists and a dot product."""
    errors = [p - t for t, p in zip(y_true.tolist(), y_pred.tolist(), strict=True)]
    return np.dot(errors, errors) / len(errors)


def squared_error_by_variance(y_true, y_pred):
    """The variance of the errors and the square of their mean; an array without axes."""
    errors = np.subtract(y_true, y_pred, dtype=float)
    return np.array(errors.var() + errors.mean() ** 2)


HARD_ERRORS = [
    ([1.0, 2.0, 3.0], [1.5, 2.0, 1.0], "the text's example"),
    ([0.5, 3.0, -2.0], [1000.5, -997.0, -2.0], "errors of 1000, −1000 and 0, which cancel"),
    ([2.5], [-1.0], "a single row"),
    ([4.0, -2.0], [7.0, 1.0], "equal errors, which have no spread"),
    ([3.0, 1.0, 2.0, -6.0], [2.0, 0.5, 0.0, -9.25], "predictions that are all too low"),
    ([1.5, -2.0, 0.25], [1.5, -2.0, 0.25], "predictions without any error"),
    ([0.125, -0.5], [0.25, -0.25], "errors below 1, which squares make smaller"),
]


def error_cases(rng):
    """The hard ones, then five and seven rows, and five in float32; errors of both signs, none near ±1."""
    cases = [Case((np.array(y), np.array(p)), {"N": len(y)}, why) for y, p, why in HARD_ERRORS]
    for rows in (5, 7):
        y_true = 10 * rng.normal(size=rows)
        y_pred = y_true + 2.5 * away_from_zero(rng, rows) + 0.7
        cases.append(Case((y_true, y_pred), {"N": rows}))
    return [*cases, in_single_precision(cases[-2])]


# what stands in the place of the square
WRONG_SQUARES = (
    Misconception(
        "not_squared",
        edit(average_squared_error, "errors**2 → errors"),
        "Your errors are not squared, and those of different sign cancel.",
        "An error of −3 is as bad as one of 3. What makes both positive before they are averaged?",
    ),
    Misconception(
        "absolute",
        edit(average_squared_error, "errors**2 → abs(errors)"),
        "You took the size of each error in the place of its square, as the mean absolute error does.",
        "In this loss an error counts by its square: 3 costs nine times as much as 1.",
    ),
    Misconception(
        "doubled",
        edit(average_squared_error, "errors**2 → errors*2"),
        "You doubled each error. A square is an error times itself.",
        "One star multiplies. What stands for a power?",
    ),
    Misconception(
        "squared_before_subtracting",
        edit(average_squared_error, "y_pred - y_true → y_pred**2 - y_true**2", "errors**2 → errors"),
        "You squared y and ŷ, and subtracted the squares. That is no square of an error: it can be negative.",
        "First the errors, then their squares.",
    ),
    Misconception(
        "brackets_missing",
        edit(average_squared_error, "y_pred - y_true → y_pred - y_true**2", "errors**2 → errors"),
        "You squared y alone: without brackets a power comes before the minus.",
        "The difference is what gets squared.",
    ),
)

# what stands in the place of the average
WRONG_AVERAGES = (
    Misconception(
        "summed",
        edit(average_squared_error, "mean → sum"),
        "You added up over the rows and did not divide by their number, {N}.",
        "The formula has 1/N in front of the sum.",
    ),
    Misconception(
        "not_averaged",
        edit(average_squared_error, ".mean() → "),
        "You returned a number for each of the {N} rows: your {part} is {yours}, where a single number is expected.",
        "The last of the three steps is missing: the average.",
    ),
)

AVERAGE_SQUARED_ERROR = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("loss",),
    reference=average_squared_error,
    cases=error_cases,
    section="The four parts",
    hints=(
        "Three steps: the errors, their squares, the average of the squares.",
        "`y_pred - y_true` are the errors of all rows at once, and `errors**2` squares each of them.",
        "`.mean()` at the end averages. Mind the brackets: the square belongs inside, before the mean.",
    ),
    misconceptions=(
        *WRONG_SQUARES,
        *WRONG_AVERAGES,
        *(at_once(square, average) for square, average in product(WRONG_SQUARES, WRONG_AVERAGES)),
        Misconception(
            "not_squared_other_way_round",
            edit(average_squared_error, "y_pred - y_true → y_true - y_pred", "errors**2 → errors"),
            "Your errors y − ŷ are not squared, and those of different sign cancel.",
            "Square each error before you average. Then it does not matter which way round you subtract.",
        ),
        Misconception(
            "half_the_sum",
            edit(average_squared_error, "mean() → sum() / 2"),
            "You took half the sum of the squares. The loss of this question is their mean, over {N} rows.",
            "The formula has 1/N in front of the sum, and no ½.",
        ),
        Misconception(
            "halved",
            edit(average_squared_error, "mean() → mean() / 2"),
            "Your {part} is half the expected one. Some books put ½ in front; here there is none.",
            "The average of the squares, as it is.",
        ),
        Misconception(
            "divided_again",
            edit(average_squared_error, "mean() → mean() / len(errors)"),
            "You divided by the number of rows, {N}, twice.",
            "A mean has its division by N inside.",
        ),
        Misconception(
            "divided_by_n_minus_1",
            edit(average_squared_error, "mean() → sum() / (len(errors) - 1)"),
            "You divided by N − 1 in the place of N, where N is {N}.",
            "N − 1 belongs to the variance of a sample. A loss is an ordinary mean.",
        ),
        Misconception(
            "divided_by_n_minus_1_in_plain_numbers",
            edit(average_squared_error, "(errors**2).mean() → float((errors**2).sum()) / (len(errors) - 1)"),
            "You divided by N − 1 in the place of N, which cannot be done for one row.",
            "N − 1 belongs to the variance of a sample. A loss is an ordinary mean.",
        ),
        Misconception(
            "rounded_down",
            edit(average_squared_error, "mean() → sum() // len(errors)"),
            "You rounded the mean down to a whole number.",
            "Python has two divisions, `/` and `//`.",
        ),
        Misconception(
            "square_of_the_mean",
            edit(average_squared_error, "(errors**2).mean() → errors.mean() ** 2"),
            "You squared the average. By then the errors of different sign have cancelled.",
            "First the squares, then their average. Mind the brackets.",
        ),
        Misconception(
            "summed_before_squaring",
            edit(average_squared_error, "(errors**2).mean() → errors.sum() ** 2 / len(errors)"),
            "You squared the sum of the errors. By then those of different sign have cancelled.",
            "First the squares, then their average. Mind the brackets.",
        ),
        Misconception(
            "variance_of_the_errors",
            edit(average_squared_error, "(errors**2).mean() → errors.var()"),
            "You took the variance of the errors. It leaves out what all errors have in common: predictions that are all "
            "too high by 3 would be perfect.",
            "The variance subtracts the mean error before it squares. The loss squares the errors as they are.",
        ),
        Misconception(
            "spread_of_the_errors",
            edit(average_squared_error, "(errors**2).mean() → errors.std()"),
            "You took the standard deviation of the errors. It leaves out what all errors have in common, and has a root.",
            "The loss squares the errors as they are, and averages the squares.",
        ),
        Misconception(
            "root_taken",
            edit(average_squared_error, "(errors**2).mean() → np.sqrt((errors**2).mean())"),
            "You took the square root at the end.",
            "Stop before the root.",
        ),
        Misconception(
            "length_of_the_errors",
            edit(average_squared_error, "(errors**2).mean() → np.sqrt((errors**2).sum())"),
            "You took the length of the vector of errors: the root of the sum of their squares.",
            "No root, and a mean in the place of the sum.",
        ),
        Misconception(
            "squared_before_subtracting_other_way_round",
            edit(average_squared_error, "y_pred - y_true → y_true**2 - y_pred**2", "errors**2 → errors"),
            "You squared y and ŷ, and subtracted the squares. That is no square of an error: it can be negative.",
            "First the errors, then their squares.",
        ),
        Misconception(
            "brackets_missing_other_way_round",
            edit(average_squared_error, "y_pred - y_true → y_true - y_pred**2", "errors**2 → errors"),
            "You squared ŷ alone: without brackets a power comes before the minus.",
            "The difference is what gets squared.",
        ),
        Misconception(
            "first_row_only",
            edit(average_squared_error, "(errors**2).mean() → errors[0]**2 / len(errors)"),
            "Only the first row is in your {part}, divided by N. Does your loop return after its first turn?",
            "What belongs behind the loop must not be indented like what belongs into it.",
        ),
        Misconception(
            "first_row_alone",
            edit(average_squared_error, "(errors**2).mean() → errors[0]**2"),
            "Only the first row is in your {part}.",
            "Every row has an error. Does your loop return after its first turn?",
        ),
        Misconception(
            "last_row_only",
            edit(average_squared_error, "(errors**2).mean() → errors[-1]**2 / len(errors)"),
            "Only the last row is in your {part}, divided by N. Does each turn of your loop forget the one before?",
            "A sum grows: each row is added to what is there already.",
        ),
        Misconception(
            "last_row_alone",
            edit(average_squared_error, "(errors**2).mean() → errors[-1]**2"),
            "Only the last row is in your {part}. Does each turn of your loop forget the one before?",
            "A sum grows: each row is added to what is there already.",
        ),
        Misconception(
            "first_row_skipped",
            edit(average_squared_error, "(errors**2).mean() → (errors[1:]**2).sum() / len(errors)"),
            "The first row is missing in your {part}.",
            "Rows are counted from 0. Where does your loop begin?",
        ),
        Misconception(
            "last_row_skipped",
            edit(average_squared_error, "(errors**2).mean() → (errors[:-1]**2).sum() / len(errors)"),
            "The last row is missing in your {part}.",
            "`range(n)` ends at n − 1. Where does your loop end?",
        ),
        Misconception(
            "absolute_of_the_mean",
            edit(average_squared_error, "(errors**2).mean() → abs(errors.mean())"),
            "You averaged the errors and dropped the sign at the end. By then those of different sign have cancelled.",
            "Each error is squared, before anything is averaged.",
        ),
        Misconception(
            "negative",
            edit(average_squared_error, "return → return -"),
            "Your {part} has the wrong sign. A loss made of squares is never below 0.",
            "A loss is to be small, so nothing has to be turned round.",
        ),
        Misconception(
            "median",
            edit(average_squared_error, "(errors**2).mean() → np.median(errors**2)"),
            "You took the median of the squares, the one in the middle.",
            "The average of the squares: all of them added up, divided by their number.",
        ),
        Misconception(
            "rounded_to_two_digits",
            edit(average_squared_error, "return (errors**2).mean() → return np.round((errors**2).mean(), 2)"),
            "You rounded the loss to two digits behind the point.",
            "Return the number as it is.",
        ),
        Misconception(
            "rounded_to_four_digits",
            edit(average_squared_error, "return (errors**2).mean() → return np.round((errors**2).mean(), 4)"),
            "You rounded the loss to four digits behind the point.",
            "Return the number as it is.",
        ),
        Misconception(
            "largest_error",
            edit(average_squared_error, "mean → max"),
            "You returned the largest of the squares.",
            "All rows count, by their average.",
        ),
    ),
    alternatives=(
        squared_error_loop,
        squared_error_by_norm,
        squared_error_of_lists,
        squared_error_by_variance,
    ),
)
