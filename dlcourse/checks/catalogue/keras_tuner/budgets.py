"""What a search costs, and what its best result is worth."""

from dlcourse.checks.catalogue.answers import choice_question, number_question
from dlcourse.checks.engine.question import Misconception


def hyperband_epochs():
    """27 networks for 1 epoch, 9 of them for 2 more, 3 for 6 more, 1 for 18 more."""
    return 27 * 1 + 9 * 2 + 3 * 6 + 1 * 18


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
        "A network goes on where it stopped: from 1 epoch to 3 it trains 2 more.",
        "27 networks train 1 epoch. Then 9 train 2 more, 3 train 6 more, and the last one 18 more. Add up.",
    ),
    misconceptions=(
        Misconception(
            "started_afresh",
            lambda: 27 * 1 + 9 * 3 + 3 * 9 + 1 * 27,
            "{yours} lets each round begin from epoch 0. The networks keep their weights and go on.",
            "From 3 epochs to 9 there are 6 more, not 9.",
        ),
        Misconception(
            "all_to_the_end",
            lambda: 27 * 27,
            "{yours} trains all 27 networks to the end. Most are stopped long before.",
            "After each round only a third goes on.",
        ),
        Misconception(
            "one_network_a_round",
            lambda: 1 + 3 + 9 + 27,
            "{yours} adds up the four rounds without asking how many networks, or how many epochs, there are in each.",
            "A round costs its number of networks times the epochs that each of them adds.",
        ),
        Misconception(
            "last_round_forgotten",
            lambda: 27 * 1 + 9 * 2 + 3 * 6,
            "{yours} stops before the last round, in which the winner goes on alone.",
            "It has 9 epochs behind it and trains until it has 27.",
        ),
        Misconception(
            "first_round_forgotten",
            lambda: 9 * 2 + 3 * 6 + 1 * 18,
            "{yours} leaves out the first round.",
            "27 networks train for one epoch before anyone is stopped.",
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
