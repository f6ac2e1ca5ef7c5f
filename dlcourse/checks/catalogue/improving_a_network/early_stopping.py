"""Early stopping with patience: where training stops, and which epoch was the best."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

ZIGZAG = (1, 0.9, 0.95, 0.85, 0.9, 0.88, 0.95, 0.8, 0.7, 0.9, 0.9, 0.9, 0.9)
TIES = (1, 0.8, 0.6, 0.7, 0.6, 0.65, 0.7, 0.66, 0.9, 0.95)
UNFINISHED = (1, 0.9, 0.92, 0.7, 0.75, 0.6, 0.65, 0.64)
RISING = (0.5, 0.6, 0.55, 0.7, 0.8, 0.4, 0.9, 0.9)


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
    """The zigzag of the question; ties, the list's end before the stop, a rise from the start; noise; one epoch."""
    drawn = [(np.array(ZIGZAG), 3)]
    for curve, patience in [(TIES, 3), (UNFINISHED, 4), (RISING, 3)]:
        drawn.append((np.array(curve) * rng.uniform(0.2, 5), patience))
    for epochs, patience in [(25, 2), (40, 5), (1, 3)]:
        t = np.arange(epochs)
        drawn.append(((t / epochs - 0.6) ** 2 + 0.04 * rng.normal(size=epochs) + 1, patience))
    return [Case((losses, patience), {"patience": patience, "epochs": len(losses)}) for losses, patience in drawn]


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
        Misconception(
            "never_reset",
            edit(early_stopping_epochs, "best_epoch, wait = epoch, 0 → best_epoch = epoch"),
            "Your count is never set back. It adds up all bad epochs, not those in a row.",
            "A better epoch sets the count to 0.",
        ),
        Misconception(
            "previous_epoch",
            edit(early_stopping_epochs, "val_losses[best_epoch] → val_losses[epoch - 1]"),
            "You compare with the epoch before. A loss that goes up and down keeps such a count at bay.",
            "Compare with the best loss so far.",
        ),
        Misconception(
            "one_epoch_late",
            edit(early_stopping_epochs, "wait == patience → wait > patience"),
            "You stop one epoch too late: {entry} is {yours}, expected {expected} with a patience of {patience}.",
            "Stop when the count reaches `patience`, not when it exceeds it.",
        ),
        Misconception(
            "one_epoch_early",
            edit(early_stopping_epochs, "wait == patience → wait >= patience - 1"),
            "You stop one epoch too early: {entry} is {yours}, expected {expected} with a patience of {patience}.",
            "All {patience} epochs without an improvement must have passed.",
        ),
        Misconception(
            "no_patience",
            edit(early_stopping_epochs, "wait == patience → True"),
            "You stop at the first epoch that is not better.",
            "Wait for {patience} of them in a row.",
        ),
        Misconception(
            "ties_count",
            edit(early_stopping_epochs, " < → <="),
            "An epoch that equals the best counts as better for you.",
            "A tie is no improvement: `<`, not `<=`.",
        ),
        Misconception(
            "best_is_last",
            edit(early_stopping_epochs, "stop_epoch, best_epoch → stop_epoch, stop_epoch"),
            "You named the last epoch as the best. Training stopped because it was not.",
            "Remember the epoch of the lowest loss while you go.",
        ),
        Misconception(
            "best_of_all",
            edit(early_stopping_epochs, "stop_epoch, best_epoch → stop_epoch, np.argmin(val_losses)"),
            "Your best epoch comes after training has stopped. That epoch was never trained.",
            "Only epochs up to the stop count.",
        ),
        Misconception(
            "counted_back",
            edit(early_stopping_epochs, "stop_epoch, best_epoch → stop_epoch, max(stop_epoch - patience, 0)"),
            "You counted back from the end. That fails where the list ends before the patience does.",
            "Remember the best epoch when you meet it.",
        ),
        Misconception(
            "counted_from_one",
            edit(early_stopping_epochs, "stop_epoch, best_epoch → stop_epoch + 1, best_epoch + 1"),
            "You count epochs from 1.",
            "The first loss belongs to epoch 0.",
        ),
    ),
    alternatives=(stopping_by_distance, stopping_from_infinity, stopping_all_at_once),
)
