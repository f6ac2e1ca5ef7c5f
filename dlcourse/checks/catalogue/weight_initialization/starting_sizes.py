"""The size of the first weights, by hand."""

import math

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.engine.question import Misconception


def starting_sizes():
    """√(2/200), and √(6/(100 + 50))."""
    return 0.1, 0.2


STARTING_SIZES = number_question(
    difficulty="easy",
    minutes=4,
    points=2,
    parts=("he_deviation", "glorot_limit"),
    reference=starting_sizes,
    tolerance=1e-3,
    section="Glorot and He",
    hints=(
        "He looks at the inputs of a layer only; Glorot at inputs and units together.",
        "He: variance 2/fan_in. Glorot: the uniform distribution on (−l, l) with l² = 6/(fan_in + units).",
        "The first is the root of 2/200, the second the root of 6/150. Both roots come out even.",
    ),
    misconceptions=(
        Misconception(
            "results_exchanged",
            lambda: (0.2, 0.1),
            "Your two numbers have changed places.",
            "The question asks for He's first.",
        ),
        Misconception(
            "he_variance",
            lambda: (0.01, 0.2),
            "{yours} is the variance of He's weights. The standard deviation is its root.",
            "Which of the two has the unit of a weight, and which that of its square?",
        ),
        Misconception(
            "he_with_one",
            lambda: (math.sqrt(1 / 200), 0.2),
            "{yours} is √(1/fan_in), LeCun's. He has a 2 above the line, because a ReLU loses half of the mean square.",
            "What stands above the line in He's variance?",
        ),
        Misconception(
            "he_from_units",
            lambda: (math.sqrt(2 / 50), 0.2),
            "{yours} is made from the 50 units. He counts what comes in.",
            "Which of the two numbers of the layer is fan_in?",
        ),
        Misconception(
            "he_from_both",
            lambda: (math.sqrt(2 / 250), 0.2),
            "{yours} is made from inputs and units together. That is Glorot's standard deviation.",
            "What does He divide by?",
        ),
        Misconception(
            "he_limit",
            lambda: (math.sqrt(6 / 200), 0.2),
            "{yours} is the limit of He's uniform weights. The question asks for the standard deviation of normal ones.",
            "A limit lies √3 standard deviations from 0. Which of the two is asked for?",
        ),
        Misconception(
            "he_of_the_second_layer",
            lambda: (math.sqrt(2 / 100), 0.2),
            "{yours} belongs to a layer of 100 inputs, the one of the second question.",
            "Read the first question once more: how many inputs has the ReLU layer?",
        ),
        Misconception(
            "glorot_deviation",
            lambda: (0.1, math.sqrt(2 / 150)),
            "{yours} is the standard deviation of Glorot's weights. A uniform distribution reaches further: its limit is √3 "
            "standard deviations out.",
            "The variance of a uniform distribution on (−l, l) is l²/3. Solve for l.",
        ),
        Misconception(
            "glorot_squared",
            lambda: (0.1, 0.04),
            "{yours} is the limit squared. The root is missing.",
            "Which of the two has the unit of a weight, and which that of its square?",
        ),
        Misconception(
            "glorot_from_inputs",
            lambda: (0.1, math.sqrt(6 / 100)),
            "{yours} is made from the 100 inputs alone. That would be He's limit.",
            "What does Glorot divide by?",
        ),
        Misconception(
            "glorot_without_its_two",
            lambda: (0.1, math.sqrt(3 / 150)),
            "{yours} is √(3/(fan_in + units)): a factor 2 of the variance got lost.",
            "Write Glorot's variance down, then l² as three times that.",
        ),
        Misconception(
            "glorot_width",
            lambda: (0.1, 0.4),
            "{yours} is the length of the whole interval.",
            "The interval goes from −l to l. How long is it?",
        ),
        Misconception(
            "glorot_from_units",
            lambda: (0.1, math.sqrt(6 / 50)),
            "{yours} is made from the 50 units alone.",
            "What does Glorot divide by?",
        ),
        Misconception(
            "glorot_variance",
            lambda: (0.1, 2 / 150),
            "{yours} is the variance of Glorot's weights.",
            "The variance of a uniform distribution on (−l, l) is l²/3. Solve for l.",
        ),
        Misconception(
            "glorot_of_the_first_layer",
            lambda: (0.1, math.sqrt(6 / 250)),
            "{yours} belongs to the layer of the first question, with 200 inputs and 50 units.",
            "Read the second question once more: how many inputs has the tanh layer?",
        ),
    ),
)
