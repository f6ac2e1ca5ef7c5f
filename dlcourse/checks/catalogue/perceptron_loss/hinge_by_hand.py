"""Hinge loss by hand: the loss of a margin, and which rows still gain when they are right."""

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
        Misconception(
            "plus_for_minus",
            lambda: (3 + 1.6 + 0.1) / 3,
            "{yours} comes from 1 + y·f: the more a row is right, the more it would cost.",
            "A large margin is cheap.",
        ),
        Misconception(
            "counted",
            lambda: 1 / 3,
            "{yours} is the share of missed rows. Hinge asks how far each is from a margin of 1.",
            "What does each row cost?",
        ),
        Misconception(
            "right_rows_are_free",
            lambda: 1.9 / 3,
            "{yours} lets the second row off, as it is right. Hinge wants it to be right by 1.",
            "Which of the three margins are below 1?",
        ),
        Misconception(
            "missed_rows_are_free",
            lambda: 0.4 / 3,
            "{yours} leaves the third row out. Its margin is below 0, and it costs most.",
            "A negative margin makes 1 − y·f larger than 1.",
        ),
        Misconception(
            "squared",
            lambda: (0 + 0.4**2 + 1.9**2) / 3,
            "{yours} is the mean of the squares. Hinge takes what is missing to 1 as it is.",
            "Nothing in the formula is squared.",
        ),
        Misconception(
            "log_loss",
            lambda: 0.601857,
            "{yours} is the log loss, ln(1 + e^−y·f). Hinge needs no exponential.",
            "Put each margin into max(0, 1 − y·f).",
        ),
        Misconception(
            "whole_numbers",
            lambda: 2 / 3,
            "{yours} comes from costs that are whole numbers: from classes in the place of scores, or from labels 0 in the place "
            "of −1.",
            "The margin is label times score, as they stand in the table.",
        ),
        Misconception(
            "largest_row",
            lambda: 1.9,
            "{yours} is what one of the rows costs. The loss is the mean of all three.",
            "Divide by the number of rows, those that cost nothing included.",
        ),
        Misconception(
            "rounded",
            lambda: 0.8,
            "{yours} is rounded too far: two digits are asked for.",
            "Give the number with two digits behind the point, or more.",
        ),
        Misconception(
            "minus_lost",
            lambda: -(0 + 0.4 + 1.9) / 3,
            "{yours} is negative. What a row costs is never below 0.",
            "Which sign has each of the three costs?",
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
