"""Layers without an activation between them: they are one layer."""

from dlcourse.checks.catalogue.answers import choice_question
from dlcourse.checks.engine.question import Misconception

SECTION = "Why an activation stands between layers"


def layers_without_activation():
    """Five layers before the ReLU are one, and so are the five behind it, with the last unit."""
    return "b"


LAYERS_WITHOUT_ACTIVATION = choice_question(
    difficulty="easy",
    minutes=3,
    points=1,
    reference=layers_without_activation,
    section=SECTION,
    hints=(
        "Start with two layers and one unit in each: 3·(2x + 1) + 4. What kind of function of x is that?",
        "Multiply out what comes before the ReLU, and what comes after it.",
        "How many layers are left, and where does the ReLU stand among them?",
    ),
    misconceptions=(
        Misconception(
            "all_ten_layers_count",
            lambda: "a",
            "a) counts layers that have no activation. Without one, neighbours can be multiplied out.",
            "What kind of function are the first five layers together?",
        ),
        Misconception(
            "straight_line",
            lambda: "c",
            "c) would be right without any activation. There is one ReLU here, and a line bends where one of its units "
            "switches on or off.",
            "Which layers can be multiplied out into one, and which can not?",
        ),
        Misconception(
            "layers_behind_counted",
            lambda: "d",
            "d) has a second ReLU. The layers behind the only one are linear, and the sigmoid's unit is as well, up to "
            "its sigmoid.",
            "What kind of function leads from behind the ReLU to the number that goes into the sigmoid?",
        ),
    ),
)
