"""An accuracy that cuts logits at 0.5, and logits that it judges all wrong."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def accuracy_of_logits(y, logits):
    """The share of rows in which σ(logit) > 0.5 goes with the label."""
    return ((logits > 0) == y).mean()


def accuracy_at_half(y, logits):
    """The share of rows in which logit > 0.5 goes with the label."""
    return ((logits > 0.5) == y).mean()


def logits_misjudged():
    """All rows right, by a little."""
    return np.array([1, 1, 1, 1]), np.array([0.1, 0.2, 0.3, 0.4])


LOGITS_MISJUDGED = break_it_question(
    difficulty="medium",
    minutes=5,
    points=1,
    reference=logits_misjudged,
    takes=(Input("y", "N", low=0, high=1, whole=True, least=4), Input("logits", "N", least=4)),
    right=accuracy_of_logits,
    broken=accuracy_at_half,
    margin=1.0,
    section="A loss that knows what it is given",
    hints=(
        "Which probability belongs to a logit of 0? And which to one of 0.5?",
        "For a logit between 0 and 0.5 the two rules disagree. What does each of them say there?",
        "All rows have to be judged in opposite ways. So all logits lie there, and all labels are the same.",
    ),
    hides=(
        Hides(
            "none_between",
            lambda y, logits: not ((logits > 0) & (logits <= 0.5)).any(),
            lambda: (np.array([1, 0, 1, 0]), np.array([3.0, -2.0, 1.0, -0.3])),
            "On your logits both rules decide alike, row by row.",
            "Where on the axis of the logits does the one say yes and the other no?",
        ),
        Hides(
            "labels_cancel",
            lambda y, logits: ((logits > 0) & (logits <= 0.5)).all(),
            lambda: (np.array([1, 0, 1, 0]), np.array([0.1, 0.2, 0.3, 0.4])),
            "The rules disagree in all your rows. But in some the function is right by mistake, and that makes up for others.",
            "How must the labels be, so that nothing makes up for anything?",
        ),
        Hides(
            "some_between",
            lambda y, logits: True,
            lambda: (np.array([1, 1, 1, 1]), np.array([0.1, 0.2, 3.0, 4.0])),
            "The rules disagree in some of your rows only, and the accuracies must be 0 and 1.",
            "Every row has to be one on which the rules disagree.",
        ),
    ),
    alternatives=(lambda: ([0, 0, 0, 0], [0.25, 0.25, 0.25, 0.25]), lambda: (np.ones(8), np.full(8, 0.5))),
)
