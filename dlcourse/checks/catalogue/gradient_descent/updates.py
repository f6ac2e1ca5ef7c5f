"""The number of updates in an epoch."""

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


def update_cases(rng):
    """Rests from one row to all but one, and none; halves, which `round` takes to the even number; few rows; many."""
    pairs = {
        (10, 4): "the example of the exercise",
        (9, 4): "a rest of one row",
        (11, 4): "a rest that lacks one row",
        (8, 4): "no rest",
        (6, 4): "a rest of a half, after one batch",
        (9, 9): "one full batch",
        (5, 32): "fewer rows than a batch",
        (1, 1): "one row",
        (7, 1): "batches of one row",
        (1797, 32): "many rows",
        (100_001, 100_000): "a very small rest",
    }
    return [Case(pair, {"N": pair[0], "B": pair[1]}, why) for pair, why in pairs.items()]


def gave(mistake):
    """A sentence that shows one case: the rows, the batches, and both numbers."""
    return f"{mistake}: {{N}} rows in batches of {{B}} gave {{yours}}, expected {{expected}}."


UPDATES_PER_EPOCH = Question(
    difficulty="easy",
    minutes=4,
    points=1,
    parts=("count",),
    reference=updates_per_epoch,
    cases=update_cases,
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
            gave("You rounded down") + " The last, smaller batch makes an update, too.",
            "What becomes of the rows that are left over?",
        ),
        Misconception(
            "multiplied",
            lambda rows, batch_size: rows * batch_size,
            gave("You multiplied") + " That grows with the batch; larger batches make fewer updates.",
            "How often does a batch go into the rows?",
        ),
        Misconception(
            "rounded_down_to_one",
            lambda rows, batch_size: max(1, rows // batch_size),
            gave("You rounded down, though never below 1") + " The last, smaller batch makes an update, too.",
            "What becomes of the rows that are left over?",
        ),
        Misconception(
            "always_one_more",
            lambda rows, batch_size: rows // batch_size + 1,
            gave("You always count one batch more than there are full ones") + " Here nothing is left over for it.",
            "When is there a last, smaller batch, and when not?",
        ),
        Misconception(
            "rounded",
            lambda rows, batch_size: round(rows / batch_size),
            gave("You rounded to the nearest") + " A small rest makes an update as well as a large one.",
            "How many rows must be left over for one more update?",
        ),
        Misconception(
            "rounded_but_never_to_zero",
            lambda rows, batch_size: max(1, round(rows / batch_size)),
            gave("You rounded to the nearest, though never below 1")
            + " A small rest makes an update as well as a large one.",
            "How many rows must be left over for one more update?",
        ),
        Misconception(
            "rounded_half_up",
            lambda rows, batch_size: int(rows / batch_size + 0.5),
            gave("You added a half and cut off the decimals, which rounds to the nearest")
            + " A small rest makes an update, too.",
            "How many rows must be left over for one more update?",
        ),
        Misconception(
            "nearly_rounded_up",
            lambda rows, batch_size: int(rows / batch_size + 0.9),
            gave("A small rest gets lost: it looks as if you added 0.9 before you cut off the decimals"),
            "A rest of a single row makes an update, however large the batches are.",
        ),
        Misconception(
            "not_rounded",
            lambda rows, batch_size: rows / batch_size,
            gave("An update cannot be made in parts"),
            "A whole number is asked for. Which way has it to be rounded?",
        ),
        Misconception(
            "not_rounded_after_adding",
            lambda rows, batch_size: (rows + batch_size - 1) / batch_size,
            gave("An update cannot be made in parts")
            + " You added batch_size − 1, which is the trick, and kept the fraction.",
            "Which of Python's two divisions leaves whole numbers?",
        ),
        Misconception(
            "one_update",
            lambda rows, batch_size: 1,
            gave("You took an epoch for an update") + " They are the same only for batch gradient descent.",
            "An epoch is one pass over all rows. How often do the weights move on the way?",
        ),
        Misconception(
            "one_for_each_row",
            lambda rows, batch_size: rows,
            gave("You counted the rows") + " That is stochastic gradient descent, with batches of one.",
            "How many rows share one update?",
        ),
        Misconception(
            "batch_size_returned",
            lambda rows, batch_size: batch_size,
            gave("You returned the size of a batch"),
            "The question is how many batches there are, not how many rows are in one.",
        ),
        Misconception(
            "remainder",
            lambda rows, batch_size: rows % batch_size,
            gave("You returned the rows that are left over"),
            "`%` gives the rest of a division. Which operator gives how often it goes?",
        ),
        Misconception(
            "remainder_added",
            lambda rows, batch_size: rows // batch_size + rows % batch_size,
            gave("You added the rows that are left over, as if each made an update of its own"),
            "All rows that are left over are in one batch.",
        ),
        Misconception(
            "upside_down",
            lambda rows, batch_size: -(-batch_size // rows),
            gave("Your fraction is upside down"),
            "Is it the rows that are cut into batches, or a batch that is cut into rows?",
        ),
        Misconception(
            "sliding_window",
            lambda rows, batch_size: rows - batch_size + 1,
            gave("You counted the places at which a window of the batch's size can stand"),
            "Batches do not overlap: each row is in one of them.",
        ),
    ),
    alternatives=(
        lambda rows, batch_size: math.ceil(rows / batch_size),
        lambda rows, batch_size: -(-rows // batch_size),
        lambda rows, batch_size: len(range(0, rows, batch_size)),
        count_by_walking,
    ),
)
