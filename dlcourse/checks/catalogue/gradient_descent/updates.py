"""How many updates an epoch has."""

import math

from dlcourse.checks.engine.question import Case, Misconception, Question


def updates_per_epoch(rows, batch_size):
    """⌈rows / batch_size⌉, in whole numbers."""
    return (rows + batch_size - 1) // batch_size


def count_by_walking(rows, batch_size):
    """Take batches away until nothing is left."""
    count = 0
    while rows > 0:
        rows -= batch_size
        count += 1
    return count


UPDATES_PER_EPOCH = Question(
    difficulty="easy",
    minutes=4,
    points=1,
    parts=("updates",),
    reference=updates_per_epoch,
    cases=lambda rng: [
        Case(pair, {"N": pair[0], "B": pair[1]})
        for pair in [(10, 4), (1797, 32), (11, 4), (8, 4), (5, 32), (7, 1), (9, 9)]
    ],
    section="Cutting the rows into mini-batches",
    hints=(
        "Draw ten rows and cut them into batches of four. How many pieces are there, the small one included?",
        "It is a division that rounds up.",
        "math.ceil(rows / batch_size), or without fractions -(-rows // batch_size).",
    ),
    misconceptions=(
        Misconception(
            "rounded_down",
            lambda rows, batch_size: rows // batch_size,
            "You rounded down: {N} rows in batches of {B} gave {yours}, expected {expected}. The last, smaller batch makes "
            "an update too.",
            "Round up.",
        ),
        Misconception(
            "always_one_more",
            lambda rows, batch_size: rows // batch_size + 1,
            "You always add a last batch: {N} rows in batches of {B} gave {yours}, expected {expected}. Here nothing is left "
            "over for it.",
            "Add one only where the division leaves a remainder.",
        ),
        Misconception(
            "rounded",
            lambda rows, batch_size: max(1, round(rows / batch_size)),
            "You rounded to the nearest: {N} rows in batches of {B} gave {yours}, expected {expected}. A small remainder "
            "counts as much as a large one.",
            "Round up, always.",
        ),
        Misconception(
            "not_rounded",
            lambda rows, batch_size: rows / batch_size,
            "An update cannot be made in parts: {N} rows in batches of {B} gave {yours}, expected {expected}.",
            "Round up to a whole number.",
        ),
        Misconception(
            "one_update",
            lambda rows, batch_size: 1,
            "You took an epoch for an update: {N} rows in batches of {B} gave {yours}, expected {expected}. They are the "
            "same only for batch gradient descent.",
            "An epoch is one pass over all rows; there is one update for each batch.",
        ),
        Misconception(
            "one_for_each_row",
            lambda rows, batch_size: rows,
            "You counted the rows: {N} rows in batches of {B} gave {yours}, expected {expected}. That is stochastic "
            "gradient descent, with batches of one.",
            "Several rows share an update: divide by batch_size.",
        ),
    ),
    alternatives=(
        lambda rows, batch_size: math.ceil(rows / batch_size),
        lambda rows, batch_size: -(-rows // batch_size),
        lambda rows, batch_size: len(range(0, rows, batch_size)),
        count_by_walking,
    ),
)
