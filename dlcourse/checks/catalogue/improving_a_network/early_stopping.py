"""Early stopping with patience: where training stops, and which epoch was the best."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

CURVES = [  # losses, patience, and what makes them hard
    ((1, 0.9, 0.95, 0.85, 0.9, 0.88, 0.95, 0.8, 0.7, 0.9, 0.9, 0.9, 0.9), 3, "the question's own example"),
    ((1, 0.8, 0.6, 0.7, 0.6, 0.65, 0.7, 0.66, 0.9, 0.95), 3, "a tie with the best"),
    ((1.5, 0.9, 0.92, 0.7, 0.75, 0.6, 0.65, 0.64), 4, "a list that ends while training waits"),
    ((0.5, 0.6, 0.55, 0.7, 0.8, 0.4, 0.9, 0.9), 3, "losses that are only worse from the start"),
    ((5000, 6000, 5500, 4000, 9000, 8000, 7000, 3000), 3, "losses of thousands"),
    ((2.3, 2.1, 2.4, 2.0, 2.2, 1.9, 1.95, 1.7, 1.8), 1, "a patience of 1"),
    ((3, 2, 2.5, 2.4, 1.5, 1.9, 1.8, 1, 1.4, 1.3, 1.2, 0.5), 3, "an epoch that is better just when patience would end"),
    ((3, 2, 1, 1.4, 1.3, 1.2), 3, "a patience that ends with the list"),
    ((0.7, 0.7, 0.7, 0.7, 0.7, 0.7), 4, "nothing but ties"),
    ((0.9, 0.8, 0.7, 0.5, 0.4), 2, "losses that fall to the end"),
    ((1, 0.5, 1.2, 0.4, 0.6, 0.3), 2, "a peak between better epochs"),
    ((0.9, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2), 2, "losses that rise and rise"),
    ((0.9, 0.8, 0.799999, 0.85, 0.83, 0.9), 3, "an epoch that is better by very little"),
    ((0.9, 0.8, 0.79995, 0.85, 0.83, 0.9), 3, "an epoch that is better by 0.00005"),
    ((0.9, 0.8, 0.7995, 0.85, 0.83, 0.9), 3, "an epoch that is better by 0.0005"),
    ((0.9, 0.8, 0.795, 0.85, 0.83, 0.9), 3, "an epoch that is better by 0.005"),
    ((0.9, 0.95, 0.97), 5, "more patience than epochs"),
    ((0.4,), 3, "a single epoch"),
]


def early_stopping_epochs(val_losses, patience):
    """Stop when `patience` epochs in a row have not been better than the best one; a tie is not better."""
    best_epoch, wait, stop_epoch = 0, 0, len(val_losses) - 1
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[best_epoch]:
            best_epoch, wait = epoch, 0
        else:
            wait += 1
            if wait == patience:
                stop_epoch = epoch
                break
    return stop_epoch, best_epoch


def stopping_by_distance(val_losses, patience):
    """No counter: how long ago was the best epoch?"""
    best_epoch = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best_epoch]:
            best_epoch = epoch
        if epoch - best_epoch >= patience:
            break
    return epoch, best_epoch


def stopping_from_infinity(val_losses, patience):
    """The best loss as a number that starts at infinity; floats returned."""
    best, best_epoch, left = np.inf, None, patience
    epoch = -1
    while epoch + 1 < len(val_losses) and left > 0:
        epoch += 1
        left -= 1
        if val_losses[epoch] < best:
            best, best_epoch, left = val_losses[epoch], epoch, patience
    return float(epoch), float(best_epoch)


def stopping_all_at_once(val_losses, patience):
    """With the running minimum: the best epoch so far is where it was first reached."""
    losses = np.asarray(val_losses).tolist()
    best = np.array([losses.index(min(losses[: epoch + 1])) for epoch in range(len(losses))])
    late = np.flatnonzero(np.arange(len(losses)) - best >= patience)
    stop = late[0] if late.size else len(losses) - 1
    return [np.array([stop]), np.float32(best[stop])]


def curves(rng):
    """The curves above, and two with noise, in steps of 0.007, so that none is one of 0.01 up to rounding."""
    drawn = [(np.array(losses, dtype=float), patience, why) for losses, patience, why in CURVES]
    for epochs, patience in [(25, 2), (40, 5)]:
        t = np.arange(epochs)
        noisy = (t / epochs - 0.6) ** 2 + 0.04 * rng.normal(size=epochs) + 1
        drawn.append((0.007 * np.round(noisy / 0.007), patience, ""))
    return [Case((losses, n), {"patience": n, "epochs": len(losses)}, why) for losses, n, why in drawn]


def best_of_fixed_start(start):
    """The wrong answer that compares with a number of its own before there is a best loss."""

    def stopping(val_losses, patience):
        best, best_epoch, wait = start, 0, 0
        for epoch, loss in enumerate(val_losses):
            if loss < best:
                best, best_epoch, wait = loss, epoch, 0
            else:
                wait += 1
                if wait == patience:
                    return epoch, best_epoch
        return len(val_losses) - 1, best_epoch

    return stopping


def patience_epochs_ago(val_losses, patience):
    """Stop when an epoch is not better than the one `patience` epochs before it."""
    for epoch in range(patience, len(val_losses)):
        if val_losses[epoch] >= val_losses[epoch - patience]:
            return epoch, int(np.argmin(val_losses[: epoch + 1]))
    return len(val_losses) - 1, int(np.argmin(val_losses))


NEVER_RESET = Misconception(
    "never_reset",
    edit(early_stopping_epochs, "best_epoch, wait = epoch, 0 → best_epoch = epoch"),
    "Your count is never set back. It adds up all bad epochs, not those in a row.",
    "What should a better epoch do to the count?",
)
PREVIOUS_EPOCH = Misconception(
    "previous_epoch",
    edit(
        early_stopping_epochs,
        "val_losses[epoch] < val_losses[best_epoch] → val_losses[epoch] < val_losses[epoch - 1]",
        "best_epoch, wait = epoch, 0 → best_epoch, wait = min(best_epoch, epoch, key=val_losses.__getitem__), 0",
    ),
    "You compare with the epoch before. A loss that goes up and down keeps such a count at bay.",
    "Better than which epoch? Read the question's second sentence again.",
)
ONE_EPOCH_LATE = Misconception(
    "one_epoch_late",
    edit(early_stopping_epochs, "wait == patience → wait > patience"),
    "You wait for one epoch more than the patience of {patience}: {entry} is {yours}, expected {expected}.",
    "How many epochs without an improvement have passed when training stops?",
)
ONE_EPOCH_EARLY = Misconception(
    "one_epoch_early",
    edit(early_stopping_epochs, "wait == patience → wait >= patience - 1"),
    "You wait for one epoch less than the patience of {patience}: {entry} is {yours}, expected {expected}.",
    "How many epochs without an improvement have passed when training stops?",
)
TIES_COUNT = Misconception(
    "ties_count",
    edit(early_stopping_epochs, " < → <="),
    "An epoch that equals the best counts as better for you.",
    "What does the question say of a tie?",
)
OUTPUTS_EXCHANGED = Misconception(
    "outputs_exchanged",
    edit(early_stopping_epochs, "stop_epoch, best_epoch → best_epoch, stop_epoch"),
    "Your two numbers have changed places.",
    "First the epoch after which training stops, then the best one.",
)
LENGTH_FOR_LAST = Misconception(
    "length_for_last",
    edit(early_stopping_epochs, "len(val_losses) - 1 → len(val_losses)"),
    "Where the list ends first, you return its length: {entry} is {yours}, expected {expected}.",
    "Epochs count from 0. Which number has the last one?",
)
COUNTED_FROM_ONE = Misconception(
    "counted_from_one",
    edit(early_stopping_epochs, "stop_epoch, best_epoch → stop_epoch + 1, best_epoch + 1"),
    "You count epochs from 1.",
    "The first loss belongs to epoch 0.",
)


def better_by_more_than(size):
    """The misconception of an epoch that has to be better by so much to count, as Keras' `min_delta` asks for."""
    better = "val_losses[epoch] < val_losses[best_epoch]"
    return Misconception(
        "little_is_nothing" + ("" if size == "1e-4" else f"_{size}"),
        edit(early_stopping_epochs, f"{better} → {better} - {size}"),
        "An epoch that is better by very little does not count as better for you.",
        "An epoch is better when its loss is lower, by however little.",
    )


EARLY_STOPPING_EPOCHS = Question(
    difficulty="medium",
    minutes=10,
    points=2,
    parts=("stop_epoch", "best_epoch"),
    reference=early_stopping_epochs,
    cases=curves,
    section="Stop when the validation loss stops falling",
    hints=(
        "Two things are remembered from epoch to epoch: which epoch was the best so far, and how many have passed since.",
        "A better epoch becomes the best one and sets the count back to 0. Any other epoch, a tie included, counts.",
        "When the count reaches `patience`, return this epoch and the best one. After the loop: the last epoch and the "
        "best one.",
    ),
    misconceptions=(
        TIES_COUNT,
        NEVER_RESET,
        ONE_EPOCH_LATE,
        ONE_EPOCH_EARLY,
        PREVIOUS_EPOCH,
        LENGTH_FOR_LAST,
        OUTPUTS_EXCHANGED,
        COUNTED_FROM_ONE,
        Misconception(
            "stop_counted_from_one",
            edit(early_stopping_epochs, "return stop_epoch → return stop_epoch + 1"),
            "You count the epoch of the stop from 1: {entry} is {yours}, expected {expected}.",
            "The first loss belongs to epoch 0.",
        ),
        Misconception(
            "best_counted_from_one",
            edit(early_stopping_epochs, "stop_epoch, best_epoch → stop_epoch, best_epoch + 1"),
            "You count the best epoch from 1: {entry} is {yours}, expected {expected}.",
            "The first loss belongs to epoch 0.",
        ),
        Misconception(
            "previous_epoch_as_best",
            edit(early_stopping_epochs, "val_losses[best_epoch] → val_losses[epoch - 1]"),
            "You compare with the epoch before, and call the last one that was better than its predecessor the best.",
            "Better than which epoch? Read the question's second sentence again.",
        ),
        Misconception(
            "stop_noticed_late",
            edit(early_stopping_epochs, "stop_epoch = epoch → stop_epoch = min(epoch + 1, len(val_losses) - 1)"),
            "You see at the start of an epoch that it should not take place, and return that one: {entry} is {yours}, "
            "expected {expected}.",
            "The epoch in which patience ran out is the one before.",
        ),
        Misconception(
            "one_epoch_before_the_stop",
            edit(early_stopping_epochs, "stop_epoch = epoch → stop_epoch = epoch - 1"),
            "Your stop is the epoch before the one in which patience ends: {entry} is {yours}, expected {expected}.",
            "Training stops after the last of the epochs that were not better; that one still takes place.",
        ),
        Misconception(
            "no_patience",
            edit(early_stopping_epochs, "wait == patience → True"),
            "You stop at the first epoch that is not better.",
            "Wait for {patience} of them in a row.",
        ),
        Misconception(
            "never_stops",
            edit(early_stopping_epochs, "wait == patience → False"),
            "You never stop: your stop is the last epoch of the list, and your best epoch the best of all.",
            "What happens when {patience} epochs in a row were not better?",
        ),
        Misconception(
            "larger_is_better",
            edit(early_stopping_epochs, " < → >"),
            "You take the epoch with the largest loss for the best.",
            "A loss should be small.",
        ),
        *map(better_by_more_than, ("1e-4", "1e-5", "1e-3", "1e-2")),
        Misconception(
            "last_of_equal_bests",
            edit(
                early_stopping_epochs,
                "wait += 1 → wait += 1\n            if val_losses[epoch] == val_losses[best_epoch]:\n"
                "                best_epoch = epoch",
            ),
            "Where several epochs tie for the best, you name a later one: {yours}, expected {expected}.",
            "A tie is not better, so the epoch that was there first stays the best.",
        ),
        Misconception(
            "best_is_last",
            edit(early_stopping_epochs, "stop_epoch, best_epoch → stop_epoch, stop_epoch"),
            "You named the last epoch as the best. Training stopped because it was not.",
            "Which epoch had the lowest loss so far?",
        ),
        Misconception(
            "stop_is_best",
            edit(early_stopping_epochs, "stop_epoch, best_epoch → best_epoch, best_epoch"),
            "You returned the best epoch twice. Training goes on for a while after it.",
            "The first number is the epoch after which training stops.",
        ),
        Misconception(
            "best_of_all",
            edit(early_stopping_epochs, "stop_epoch, best_epoch → stop_epoch, np.argmin(val_losses)"),
            "Your best epoch comes after training has stopped. That epoch was never trained.",
            "Only epochs up to the stop count.",
        ),
        Misconception(
            "hindsight",
            edit(
                early_stopping_epochs,
                "return stop_epoch, best_epoch → "
                "best = int(np.argmin(val_losses)); return min(best + patience, len(val_losses) - 1), best",
            ),
            "You look for the lowest loss of the whole list. While training goes on, later losses are not known.",
            "Go from epoch to epoch and use only what has been seen so far.",
        ),
        Misconception(
            "counted_back",
            edit(early_stopping_epochs, "stop_epoch, best_epoch → stop_epoch, max(stop_epoch - patience, 0)"),
            "You counted back from the end. That fails where the list ends before the patience does.",
            "Remember the best epoch when you meet it.",
        ),
        Misconception(
            "best_plus_patience",
            edit(early_stopping_epochs, "return stop_epoch → return best_epoch + patience"),
            "Your stop is always the best epoch plus the patience: {entry} is {yours}, expected {expected}. The list may end "
            "first.",
            "Where the list ends first, training stops after the last epoch.",
        ),
        Misconception(
            "loss_for_epoch",
            edit(early_stopping_epochs, "stop_epoch, best_epoch → stop_epoch, val_losses[best_epoch]"),
            "You returned the lowest loss, {yours}. The question asks for its epoch.",
            "At which epoch was that loss?",
        ),
        Misconception(
            "losses_for_epochs",
            edit(early_stopping_epochs, "stop_epoch, best_epoch → val_losses[stop_epoch], val_losses[best_epoch]"),
            "You returned two losses. The question asks for the numbers of their epochs.",
            "At which epochs were those losses?",
        ),
        Misconception(
            "best_starts_at_1",
            best_of_fixed_start(1.0),
            "Your best loss starts at 1. Where all losses are larger, none is ever the best.",
            "Start with the first loss, or with a number that is larger than every loss.",
        ),
        Misconception(
            "best_starts_at_0",
            best_of_fixed_start(0.0),
            "Your best loss starts at 0, and no loss is ever below that.",
            "Start with the first loss, or with a number that is larger than every loss.",
        ),
        Misconception(
            "best_starts_at_100",
            best_of_fixed_start(100.0),
            "Your best loss starts at some number that a loss can exceed. Where all losses are larger, none is the best.",
            "Start with the first loss, or with a number that is larger than every loss.",
        ),
        Misconception(
            "patience_epochs_ago",
            patience_epochs_ago,
            "You compare each epoch with the one {patience} epochs before it.",
            "Better than which epoch? Read the question's second sentence again.",
        ),
    ),
    alternatives=(stopping_by_distance, stopping_from_infinity, stopping_all_at_once),
)
