"""How many updates a run makes."""

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.engine.question import Misconception


def updates_by_hand():
    """⌈560/32⌉ = 18 mini-batches in each of 10 epochs."""
    return 180


UPDATES_BY_HAND = number_question(
    difficulty="easy",
    minutes=3,
    points=1,
    parts=("updates",),
    reference=updates_by_hand,
    tolerance=1e-4,
    section="The knobs, and what each one costs",
    hints=(
        "Which rows does the network learn from? The validation rows are only looked at.",
        "Divide the training rows by the batch size. What happens to the rows that are left over?",
        "The left-over rows make one more, smaller batch: round up. Then count all epochs.",
    ),
    misconceptions=(
        Misconception(
            "all_rows",
            lambda: 22 * 10,
            "{yours} counts updates on all 700 rows. The validation rows are kept aside: nothing is learnt from them.",
            "Take away the 20 % first.",
        ),
        Misconception(
            "last_batch_dropped",
            lambda: 17 * 10,
            "{yours} leaves out the last, smaller batch of each epoch. It is an update too.",
            "Round up, not down.",
        ),
        Misconception(
            "not_rounded",
            lambda: 175,
            "{yours} counts half batches. An epoch has a whole number of updates.",
            "Round up to whole batches within one epoch, then multiply by the epochs.",
        ),
        Misconception(
            "one_epoch",
            lambda: 18,
            "{yours} is the number of updates of one epoch.",
            "Each epoch goes through all batches again.",
        ),
        Misconception(
            "row_by_row",
            lambda: 560 * 10,
            "{yours} is one update for each row. Here the rows come in mini-batches, with one update for each batch.",
            "How many batches of 32 are there?",
        ),
    ),
)
