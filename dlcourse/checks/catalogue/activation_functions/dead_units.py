"""The share of ReLU units that are silent on all rows."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def dead_cases(rng):
    """Layers with some dead units, none, and only such; rows and units different; one row; one silent row."""
    cases = []
    for rows, units, dead in [(6, 7, 3), (9, 5, 1), (4, 6, 0), (3, 5, 5), (1, 7, 4)]:
        z = np.abs(rng.normal(size=(rows, units))) + 0.1
        for k in range(units):
            off = rows if k < dead else rng.integers(rows)
            z[rng.permutation(rows)[:off], k] *= -1
        if dead == 3:
            z[2] = -np.abs(z[2])  # a row that no unit answers to; the living ones still have others
            z[3, dead:] = np.abs(z[3, dead:])
        a = np.maximum(z, 0)[:, rng.permutation(units)]
        cases.append(Case((a,), {"N": rows, "units": units}))
    return [*cases, in_single_precision(cases[0])]


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
            "A unit is dead only if all of its {N} rows are 0.",
        ),
        Misconception(
            "silent_once",
            edit(dead_share, "all → any"),
            "You called a unit dead that is silent on one row: {yours}, expected {expected}.",
            "One row above 0 is enough to live: `all`, not `any`.",
        ),
        Misconception(
            "rows_for_units",
            edit(dead_share, "axis=0 → axis=1"),
            "You counted rows on which all units are silent: {yours}, expected {expected}.",
            "Rows are examples, columns are units. Look down each column: axis=0.",
        ),
        Misconception(
            "living_share",
            edit(dead_share, "(a == 0).all → (a > 0).any"),
            "You returned the share of living units: {yours}, expected {expected}. The two add up to 1.",
            "Dead are those without any a > 0.",
        ),
        Misconception(
            "count_not_share",
            edit(dead_share, "mean() → sum()"),
            "You returned how many units are dead: {yours}, expected the share {expected}. The layer has {units} units.",
            "Divide by the number of units.",
        ),
        Misconception(
            "divided_by_rows",
            edit(dead_share, "mean() → sum() / len(a)"),
            "You divided by the number of rows, {N}: {yours}, expected {expected}. The layer has {units} units.",
            "len(a) counts rows; a.shape[1] counts units.",
        ),
        Misconception(
            "first_row_only",
            edit(dead_share, "(a == 0).all(axis=0) → a[0] == 0"),
            "You looked at the first row only: {yours}, expected {expected}. Units that are silent there may answer to the "
            "other rows.",
            "Ask for all {N} rows.",
        ),
    ),
    alternatives=(
        lambda a: sum(not any(value > 0 for value in column) for column in a.T) / a.shape[1],
        lambda a: 1 - np.count_nonzero(a.max(axis=0)) / a.shape[1],
        lambda a: np.float32((a.sum(axis=0) <= 0).mean()),
        lambda a: np.mean([not column.any() for column in np.asfortranarray(a).T]),
    ),
)
