"""An early stopping that compares with the epoch before, and losses on which it goes on too long."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def stop_by_best(val_losses):
    """The epoch after which a patience of 2 stops: two in a row not below the best so far."""
    best, wait = val_losses[0], 0
    for epoch in range(1, len(val_losses)):
        wait = 0 if val_losses[epoch] < best else wait + 1
        best = min(best, val_losses[epoch])
        if wait == 2:
            return epoch
    return len(val_losses) - 1


def stop_by_previous(val_losses):
    """The same, with each epoch compared with the one before it."""
    wait = 0
    for epoch in range(1, len(val_losses)):
        wait = 0 if val_losses[epoch] < val_losses[epoch - 1] else wait + 1
        if wait == 2:
            return epoch
    return len(val_losses) - 1


def losses_that_deceive():
    """Up and down, ever higher."""
    return np.array([1.0, 3.0, 2.0, 5.0, 4.0, 7.0])


LOSSES_THAT_DECEIVE = break_it_question(
    difficulty="medium",
    minutes=6,
    points=1,
    reference=losses_that_deceive,
    takes=(Input("val_losses", "epochs", low=0, least=3),),
    right=stop_by_best,
    broken=stop_by_previous,
    margin=3.0,
    section="Stop when the validation loss stops falling",
    hints=(
        "When does the function set its wait back to 0? And when should it?",
        "A loss may fall from one epoch to the next and still lie above the best. Draw such a curve.",
        "A saw: up, down a little, up again, and never below the first epoch. Make it long enough for 3 epochs too many.",
    ),
    hides=(
        Hides(
            "never_stops",
            lambda val_losses: stop_by_best(val_losses) == len(val_losses) - 1,
            lambda: np.array([5.0, 4.0, 3.0, 2.0, 1.0]),
            "On your losses the right rule does not stop before the last epoch, either.",
            "First make the right rule stop: two epochs in a row that are not better than the best one.",
        ),
        Hides(
            "rises_at_once",
            lambda val_losses: stop_by_previous(val_losses) == stop_by_best(val_losses),
            lambda: np.array([1.0, 2.0, 3.0, 4.0, 5.0]),
            "On your losses both rules stop after the same epoch: there, two epochs in a row are no better than the one before, "
            "and no better than the best.",
            "What could happen between two bad epochs, so that only one of the rules is deceived?",
        ),
        Hides(
            "too_short",
            lambda val_losses: True,
            lambda: np.array([1.0, 3.0, 2.0, 3.0, 4.0, 5.0]),
            "On your losses the function goes on too long, but not by 3 epochs.",
            "Deceive it again and again.",
        ),
    ),
    alternatives=(lambda: [5, 9, 8, 7, 6, 5.5], lambda: (np.array([4.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0]),)),
)
