"""A search that takes the trial with the luckiest run, and runs on which that is a bad choice."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def mean_of_best_mean(runs):
    """The mean accuracy of the trial whose mean over its runs is highest."""
    return runs[runs.mean(axis=1).argmax()].mean()


def mean_of_luckiest(runs):
    """The mean accuracy of the trial that holds the single best run."""
    return runs[runs.max(axis=1).argmax()].mean()


def lucky_run():
    """One lucky run in a bad trial."""
    return np.array([[0.9, 0.9, 0.9], [1.0, 0.2, 0.2]])


LUCKY_RUN = break_it_question(
    difficulty="medium",
    minutes=5,
    points=1,
    reference=lucky_run,
    takes=(Input("runs", "trials 3", low=0, high=1, least=2, most=5),),
    right=mean_of_best_mean,
    broken=mean_of_luckiest,
    margin=0.4,
    section="Reading the results",
    hints=(
        "The function looks at one number of each trial. At which one?",
        "One run out of three may be lucky. What do the other two look like then?",
        "Let one trial be good three times, and another one a little better once and bad twice.",
    ),
    hides=(
        Hides(
            "no_spread",
            lambda runs: np.ptp(runs, axis=1).max() < 1e-9,
            lambda: np.array([[0.9, 0.9, 0.9], [0.5, 0.5, 0.5]]),
            "In each of your trials all runs are equal: the best run is the mean.",
            "What does chance do to the runs of one trial?",
        ),
        Hides(
            "best_is_luckiest",
            lambda runs: runs.max(axis=1).argmax() == runs.mean(axis=1).argmax(),
            lambda: np.array([[0.9, 0.9, 0.8], [0.7, 0.2, 0.2]]),
            "The trial with the best run is the one with the best mean, too: the choice is right.",
            "Give the best run to another trial.",
        ),
        Hides(
            "small_loss",
            lambda runs: True,
            lambda: np.array([[0.9, 0.9, 0.9], [1.0, 0.8, 0.8]]),
            "The function chooses another trial, but that one's mean is less than 0.4 below the best mean.",
            "How bad can the other two runs of the lucky trial be?",
        ),
    ),
    alternatives=(
        lambda: [[0.7, 0.7, 0.8], [0, 0, 0.9]],
        lambda: (np.array([[0.1, 0.1, 1.0], [0.8, 0.9, 0.9], [0.5] * 3]),),
    ),
)
