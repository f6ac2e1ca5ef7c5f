"""What a margin costs: hinge by hand, and who still gains where a row is right."""

from dlcourse.checks.catalogue.answers import choice_question, number_question
from dlcourse.checks.engine.question import Misconception


def hinge_by_hand():
    """Margins 2, 0.6 and −0.9, so 0 + 0.4 + 1.9, over three rows."""
    return (0 + 0.4 + 1.9) / 3


HINGE_BY_HAND = number_question(
    difficulty="easy",
    minutes=4,
    points=1,
    parts=("loss",),
    reference=hinge_by_hand,
    tolerance=1e-2,
    section="Hinge: a margin to spare",
    hints=(
        "First the margin of each row, y·f. It is positive where the label and the score have the same sign.",
        "The margins are 2, 0.6 and −0.9. What does each row cost, max(0, 1 − margin)?",
        "The first row costs nothing. Add what the other two cost, and divide by the number of all rows.",
    ),
    misconceptions=(
        Misconception(
            "summed",
            lambda: 0.4 + 1.9,
            "{yours} is the sum over the rows. The loss is their mean.",
            "Divide by the number of rows, those that cost nothing included.",
        ),
        Misconception(
            "mean_of_those_that_pay",
            lambda: (0.4 + 1.9) / 2,
            "{yours} is the mean of the rows that cost something. A row that costs 0 is a row too.",
            "There are three rows.",
        ),
        Misconception(
            "perceptron_loss",
            lambda: 0.9 / 3,
            "{yours} is the perceptron loss, max(0, −y·f). It lets the second row off, which is right by 0.6; hinge "
            "wants it to be right by 1.",
            "Put each margin into max(0, 1 − y·f).",
        ),
        Misconception(
            "max_left_out",
            lambda: (-1 + 0.4 + 1.9) / 3,
            "{yours} lets the first row pay −1. A row never earns anything by being far on its side.",
            "Where 1 − y·f is negative, the row costs 0.",
        ),
        Misconception(
            "labels_left_out",
            lambda: (0 + 1.6 + 0.1) / 3,
            "{yours} is the mean of max(0, 1 − f): the labels are not in it, so a score of −0.6 is expensive even where "
            "the label is −1.",
            "The margin is y·f. For the label −1 it turns the sign of the score.",
        ),
    ),
)


def who_still_gains():
    """At a margin of 1.2 only the log loss is still above 0."""
    return "b"


WHO_STILL_GAINS = choice_question(
    difficulty="easy",
    minutes=3,
    points=1,
    reference=who_still_gains,
    section="What should a mistake cost?",
    hints=(
        "Write down the three losses as functions of the margin m = y·f.",
        "They are max(0, −m), max(0, 1 − m) and ln(1 + e^−m).",
        "Put m = 1.2 into each, then m = 3. Which of the three values changes?",
    ),
    misconceptions=(
        Misconception(
            "right_is_right",
            lambda: "a",
            "a) says that a loss does not care for a row once its sign is right. Two of the three think so at a margin "
            "of 1.2; one is never satisfied.",
            "Work out ln(1 + e^−m) at m = 1.2 and at m = 3.",
        ),
        Misconception(
            "hinge_never_satisfied",
            lambda: "c",
            "c) has hinge ask for more than it does. It wants a margin of 1, and this row has 1.2 already.",
            "Work out max(0, 1 − 1.2).",
        ),
        Misconception(
            "further_is_always_better",
            lambda: "d",
            "d) would be so if a loss were minus the margin. There is a max(0, …) in two of the three.",
            "Work out max(0, −m) and max(0, 1 − m) at m = 1.2 and at m = 3.",
        ),
    ),
)
