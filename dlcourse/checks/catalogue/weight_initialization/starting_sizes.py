"""How large the first weights are, by hand."""

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
        "He: variance 2/fan_in. Glorot: the uniform law on (−l, l) with l² = 6/(fan_in + units).",
        "The first is the root of 2/200, the second the root of 6/150. Both roots come out even.",
    ),
    misconceptions=(
        Misconception(
            "he_variance",
            lambda: (0.01, 0.2),
            "{yours} is the variance of He's weights. The standard deviation is its root.",
            "Take the root of 2/fan_in.",
        ),
        Misconception(
            "he_with_one",
            lambda: (math.sqrt(1 / 200), 0.2),
            "{yours} is √(1/fan_in), LeCun's. He has a 2 above the line, because a ReLU loses half of the mean square.",
            "Double the variance.",
        ),
        Misconception(
            "he_from_units",
            lambda: (math.sqrt(2 / 50), 0.2),
            "{yours} is made from the 50 units. He counts what comes in.",
            "fan_in is the number of inputs.",
        ),
        Misconception(
            "he_from_both",
            lambda: (math.sqrt(2 / 250), 0.2),
            "{yours} is made from inputs and units together. That is Glorot's standard deviation.",
            "He divides by fan_in alone.",
        ),
        Misconception(
            "glorot_deviation",
            lambda: (0.1, math.sqrt(2 / 150)),
            "{yours} is the standard deviation of Glorot's weights. A uniform law reaches further: its limit is √3 "
            "standard deviations out.",
            "The variance of a uniform law on (−l, l) is l²/3. Solve for l.",
        ),
        Misconception(
            "glorot_squared",
            lambda: (0.1, 0.04),
            "{yours} is the limit squared. The root is missing.",
            "l = √(6/(fan_in + units)).",
        ),
        Misconception(
            "glorot_from_inputs",
            lambda: (0.1, math.sqrt(6 / 100)),
            "{yours} is made from the inputs alone. That is He's limit.",
            "Glorot adds inputs and units.",
        ),
        Misconception(
            "glorot_without_its_two",
            lambda: (0.1, math.sqrt(3 / 150)),
            "{yours} is √(3/(fan_in + units)): a factor 2 of the variance got lost.",
            "Glorot's variance is 2/(fan_in + units), and l² is three times the variance.",
        ),
    ),
)
