"""The number of updates in a run."""

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.engine.question import Misconception


def updates_by_hand():
    """⌈560/32⌉ = 18 mini-batches in each of 10 epochs."""
    return 180


UPDATES_BY_HAND = number_question(
    difficulty="easy",
    minutes=3,
    points=1,
    parts=("count",),
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
            "validation_rows_only",
            lambda: 5 * 10,
            "{yours} counts the mini-batches of the 140 validation rows. Those are the ones that nothing is learnt from.",
            "How many rows are left to train on?",
        ),
        Misconception(
            "last_batch_dropped",
            lambda: 17 * 10,
            "{yours} leaves out the last, smaller batch of each epoch. It is an update too.",
            "Round up, not down.",
        ),
        Misconception(
            "all_rows_last_batch_dropped",
            lambda: 21 * 10,
            "{yours} counts whole mini-batches of all 700 rows. The validation rows are not learnt from, and the smaller "
            "batch at the end of an epoch is an update too.",
            "Which rows are trained on, and what becomes of those that do not fill a batch?",
        ),
        Misconception(
            "not_rounded",
            lambda: 175,
            "{yours} counts half batches. An epoch has a whole number of updates.",
            "Round up to whole batches within one epoch, then multiply by the epochs.",
        ),
        Misconception(
            "all_rows_not_rounded",
            lambda: 218.75,
            "{yours} counts parts of batches, and all 700 rows.",
            "Take the validation rows away, and ask how many mini-batches, whole or not, one epoch has.",
        ),
        Misconception(
            "one_epoch",
            lambda: 18,
            "{yours} is the number of updates of one epoch.",
            "Each epoch goes through all batches again.",
        ),
        Misconception(
            "one_epoch_last_batch_dropped",
            lambda: 17,
            "{yours} is the number of whole mini-batches in one epoch. The smaller one at its end is an update too, and "
            "there are 10 epochs.",
            "Count the mini-batches of an epoch once more, then think of the other epochs.",
        ),
        Misconception(
            "one_epoch_of_all_rows",
            lambda: 22,
            "{yours} is what one epoch on all 700 rows takes. There are 10 epochs, and only a part of the rows is trained "
            "on.",
            "Take away the 20 % first; then count all epochs.",
        ),
        Misconception(
            "one_update_an_epoch",
            lambda: 10,
            "{yours} is one update for each epoch. That would be right if a batch held all rows.",
            "Each mini-batch gives an update of its own.",
        ),
        Misconception(
            "row_by_row",
            lambda: 560 * 10,
            "{yours} is one update for each row. Here the rows come in mini-batches, with one update for each batch.",
            "How many batches of 32 are there?",
        ),
        Misconception(
            "all_rows_one_by_one",
            lambda: 700 * 10,
            "{yours} is one update for each of all 700 rows. The rows come in mini-batches, and the validation rows stay "
            "out.",
            "How many rows are trained on, and how many batches of 32 do they make?",
        ),
    ),
)
