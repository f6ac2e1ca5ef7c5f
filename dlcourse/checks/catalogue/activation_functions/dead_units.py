"""The share of ReLU units that are silent on all rows."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def dead_cases(rng):
    """The exercise's example; some dead units, none, only such; rows and units unequal and equal, one of each; a silent row;
    units that fire once, faintly, among many rows; float32.
    """
    example = np.array([[0.0, 2.0, 0.0, 1.0], [0.0, 0.0, 0.0, 3.0]])
    cases = [Case((example,), {"N": 2, "units": 4}, why="the example of the exercise")]
    for rows, units, dead, why in [
        (6, 7, 3, ""),
        (9, 5, 1, ""),
        (4, 6, 0, "no dead unit"),
        (3, 5, 5, "dead units only"),
        (1, 7, 4, "one row"),
        (5, 5, 2, "as many rows as units"),
        (8, 1, 0, "one living unit"),
        (6, 6, 1, "a row on which all units are silent"),
        (200, 4, 1, "units that fire once and faintly"),
    ]:
        z = np.abs(rng.normal(size=(rows, units))) + 0.1
        for k in range(units):
            off = rows if k < dead else min(rows - 1, 1 + rng.integers(rows))
            z[rng.permutation(rows)[:off], k] *= -1
        if why.startswith("a row"):
            z[2] = -np.abs(z[2])
            z[3, dead:] = np.abs(z[3, dead:])
        if rows == 200:
            z[:, dead:] = -1
            z[[0, 100, 199], [1, 2, 3]] = 1e-9, 1e-3, 0.2  # the first, one in the middle, the last
        a = np.maximum(z, 0)[:, rng.permutation(units)]
        cases.append(Case((a,), {"N": rows, "units": units}, why))
    return [*cases, in_single_precision(cases[1])]


def dead_share(a):
    """The number of columns without any a > 0, by the number of columns."""
    silent = (a == 0).all(axis=0)
    return silent.mean()


DEAD_SHARE = Question(
    difficulty="easy",
    minutes=5,
    points=1,
    parts=("share",),
    reference=dead_share,
    cases=dead_cases,
    section="Units that never fire",
    hints=(
        "One row cannot tell: a unit is dead if its whole column of `a` is 0.",
        "First an array of True and False, one for each unit: `(a == 0).all(axis=…)`. Which axis are the rows?",
        "The rows are axis 0. True counts as 1 and False as 0, so the mean of that array is the share.",
    ),
    misconceptions=(
        Misconception(
            "zeros_counted",
            edit(dead_share, ".all(axis=0) → "),
            "You counted zeros, not units: {yours}, expected {expected}. A unit that is silent on some rows is at work on "
            "others; a ReLU is meant to be silent now and then.",
            "What must hold of a whole column, before its unit counts as dead?",
        ),
        Misconception(
            "silent_once",
            edit(dead_share, "all → any"),
            "You called a unit dead that is silent on one row: {yours}, expected {expected}.",
            "On how many rows does a unit have to fire, to be alive?",
        ),
        Misconception(
            "silent_on_most_rows",
            edit(dead_share, "(a == 0).all(axis=0) → (a == 0).mean(axis=0) > 0.5"),
            "You called a unit dead that is silent on more than half of the rows: {yours}, expected {expected}.",
            "On how many rows does a unit have to fire, to be alive?",
        ),
        Misconception(
            "silent_on_average",
            edit(dead_share, "(a == 0).all(axis=0) → a.mean(axis=0) < 0.01"),
            "You called a unit dead that fires seldom or faintly: {yours}, expected {expected}.",
            "A unit that fires once, however faintly, receives a gradient.",
        ),
        Misconception(
            "rows_for_units",
            edit(dead_share, "axis=0 → axis=1"),
            "You counted rows on which all units are silent: {yours}, expected {expected}.",
            "Rows are examples, columns are units. Along which axis does one unit lie?",
        ),
        Misconception(
            "living_share",
            edit(dead_share, "(a == 0).all → (a > 0).any"),
            "You returned the share of living units: {yours}, expected {expected}. The two add up to 1.",
            "Which units does the question ask for?",
        ),
        Misconception(
            "never_silent_share",
            edit(dead_share, "(a == 0).all → (a > 0).all"),
            "You returned the share of units that fire on every row: {yours}, expected {expected}.",
            "Which units does the question ask for?",
        ),
        Misconception(
            "below_zero",
            edit(dead_share, "a == 0 → a < 0"),
            "You looked for numbers below 0, and the outputs of a ReLU have none: {yours}, expected {expected}.",
            "What does a ReLU return where it does not fire?",
        ),
        Misconception(
            "count_not_share",
            edit(dead_share, "mean() → sum()"),
            "You returned how many units are dead: {yours}, expected the share {expected}. The layer has {units} units.",
            "A share is a number from 0 to 1. What is missing?",
        ),
        Misconception(
            "percent",
            edit(dead_share, "silent.mean() → 100 * silent.mean()"),
            "You returned percent: {yours}, expected {expected}.",
            "A share is a number from 0 to 1.",
        ),
        Misconception(
            "divided_by_rows",
            edit(dead_share, "mean() → sum() / len(a)"),
            "You divided by the number of rows, {N}: {yours}, expected {expected}. Here the units are {units}.",
            "What does `len` of a matrix count?",
        ),
        Misconception(
            "divided_by_all_entries",
            edit(dead_share, "mean() → sum() / a.size"),
            "You divided by the number of all entries: {yours}, expected {expected}. Here the units are {units}.",
            "A share of what is asked for?",
        ),
        Misconception(
            "first_row_only",
            edit(dead_share, "(a == 0).all(axis=0) → a[0] == 0"),
            "You looked at the first row only: {yours}, expected {expected}. Units that are silent there may answer to the "
            "other rows.",
            "How many rows have to be asked?",
        ),
        Misconception(
            "last_row_only",
            edit(dead_share, "(a == 0).all(axis=0) → a[-1] == 0"),
            "You looked at the last row only: {yours}, expected {expected}. Units that are silent there may answer to the "
            "other rows.",
            "How many rows have to be asked? Is a result overwritten in a loop?",
        ),
        Misconception(
            "all_or_nothing",
            edit(dead_share, "axis=0 → "),
            "Your share is 1 if all units are dead and 0 otherwise: {yours}, expected {expected}.",
            "Along which axis does `all` have to go? Or does something cut the share to a whole number?",
        ),
        Misconception(
            "one_for_each_unit",
            edit(dead_share, "silent.mean() → silent"),
            "You returned an answer for each unit: your share is {yours}, expected one number.",
            "What is the share of those that are True?",
        ),
        Misconception(
            "cut_to_whole_numbers",
            edit(dead_share, "a == 0 → a.astype(int) == 0"),
            "You cut a to whole numbers, so a unit that fires below 1 counts as dead: {yours}, expected {expected}.",
            "A unit that fires, however faintly, receives a gradient.",
        ),
    ),
    alternatives=(
        lambda a: sum(not any(value > 0 for value in column) for column in a.T) / a.shape[1],
        lambda a: 1 - np.count_nonzero(a.max(axis=0)) / a.shape[1],
        lambda a: np.float32((a.sum(axis=0) <= 0).mean()),
        lambda a: np.mean([not column.any() for column in np.asfortranarray(a).T]),
    ),
)
