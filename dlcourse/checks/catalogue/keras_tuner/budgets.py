"""The cost of a search, and the worth of its best result."""

from dlcourse.checks.catalogue.answers import choice_question, number_question
from dlcourse.checks.engine.question import Misconception


def hyperband_epochs():
    """16 networks for 1 epoch, 8 of them for 1 more, 4 for 2 more, 2 for 4 more, 1 for 8 more."""
    return 16 * 1 + 8 * 1 + 4 * 2 + 2 * 4 + 1 * 8


HYPERBAND_EPOCHS = number_question(
    difficulty="medium",
    minutes=5,
    points=1,
    parts=("epochs",),
    reference=hyperband_epochs,
    tolerance=1e-5,
    section="Hyperband: stop the hopeless early",
    hints=(
        "Go through the rounds one by one: how many networks, and how many epochs does each train in this round?",
        "A network goes on where it stopped: from 4 epochs to 8 it trains 4 more.",
        "16 networks train 1 epoch. Then 8 train 1 more, 4 train 2 more, 2 train 4 more, and the last one 8 more. Add up.",
    ),
    misconceptions=(
        Misconception(
            "started_afresh",
            lambda: 16 * 1 + 8 * 2 + 4 * 4 + 2 * 8 + 1 * 16,
            "{yours} lets each round begin from epoch 0. The networks keep their weights and go on.",
            "From 4 epochs to 8 there are 4 more, not 8.",
        ),
        Misconception(
            "all_to_the_end",
            lambda: 16 * 16,
            "{yours} trains all 16 networks to the end. Most are stopped long before.",
            "After each round only half of them go on.",
        ),
        Misconception(
            "one_network_a_round",
            lambda: 1 + 2 + 4 + 8 + 16,
            "{yours} adds up the five rounds without asking how many networks, or how many epochs, there are in each.",
            "A round costs its number of networks times the epochs that each of them adds.",
        ),
        Misconception(
            "last_round_forgotten",
            lambda: 16 * 1 + 8 * 1 + 4 * 2 + 2 * 4,
            "{yours} stops before the last round, in which the winner goes on alone.",
            "It has 8 epochs behind it and trains until it has 16.",
        ),
        Misconception(
            "first_round_forgotten",
            lambda: 8 * 1 + 4 * 2 + 2 * 4 + 1 * 8,
            "{yours} leaves out the first round.",
            "16 networks train for one epoch before anyone is stopped.",
        ),
    ),
)


def rows_that_chose():
    """The best of many is chosen for its luck on those rows as well."""
    return "b"


ROWS_THAT_CHOSE = choice_question(
    difficulty="easy",
    minutes=4,
    points=1,
    reference=rows_that_chose,
    section="Rows that chose cannot judge",
    hints=(
        "Imagine that all 60 networks were equally good. Would they all be right on the same number of test digits?",
        "Some are lucky on these 360 rows. Which one does the search report?",
        "Whatever a set of rows has chosen looks better on these rows than elsewhere, whether the choice was among weights "
        "or among networks.",
    ),
    misconceptions=(
        Misconception(
            "never_trained_on",
            lambda: "a",
            "a) is right for one network that was never compared. Here the rows were not trained on, and yet they decided: "
            "the best of 60 is in part the luckiest of 60.",
            "What was chosen by its score has a score that is too good.",
        ),
        Misconception(
            "too_few_epochs",
            lambda: "c",
            "c) might be so for a network stopped too early. It says nothing of what the choice among 60 does to the score.",
            "Think of 60 equally good networks: which one comes out on top?",
        ),
        Misconception(
            "first_found",
            lambda: "d",
            "d) counts training alone. To choose among 60 networks by their score is a way of fitting to these rows as well, "
            "and the best score of more trials is the more flattering.",
            "Think of 60 equally good networks: which one comes out on top?",
        ),
    ),
)
