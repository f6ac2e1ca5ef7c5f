"""Too small, too large: predictions about the learning rate."""

from dlcourse.checks.catalogue.answers import choice_question, number_question
from dlcourse.checks.engine.question import Misconception

SECTION = "Too small, too large"


def slow_or_fast():
    """w ← (1 − η)w: the factors are 0.9 and −0.9, and both leave 0.9²⁰ = 0.12 of the distance."""
    return "c"


SLOW_OR_FAST = choice_question(
    difficulty="easy",
    minutes=3,
    points=1,
    reference=slow_or_fast,
    section=SECTION,
    hints=(
        "The gradient of w²/2 is w. Put it into the update, and take w out as a factor.",
        "Every step multiplies w by 1 − η. Which factor is that for 0.1, and which for 1.9?",
        "Compare the sizes of the two factors; the sign only says on which side of the minimum you are.",
    ),
    misconceptions=(
        Misconception(
            "larger_is_faster",
            lambda: "a",
            "a) would hold if a longer step were always a better one. With 1.9 each step leaps across the minimum.",
            "Make the first three steps with η = 1.9 on paper, and look at the distance from 0 after each.",
        ),
        Misconception(
            "large_means_diverged",
            lambda: "b",
            "b) takes leaping across for running away. It is running away only if the other side is farther from the "
            "minimum.",
            "From w = 1 with η = 1.9: is the next point nearer to 0 or farther? Where is the limit?",
        ),
        Misconception(
            "one_jump",
            lambda: "d",
            "d) is true of one learning rate only, and 1.9 is not it.",
            "By which factor does one step multiply w? For which η is that factor 0?",
        ),
    ),
)


def stability_limit():
    """w ← (1 − 5η)w shrinks as long as |1 − 5η| < 1, which is η < 2/5."""
    return 2 / 5


STABILITY_LIMIT = number_question(
    difficulty="medium",
    minutes=4,
    points=1,
    parts=("learning_rate",),
    reference=stability_limit,
    tolerance=1e-3,
    section=SECTION,
    hints=(
        "Work out the gradient of the loss, put it into the update, and take w out as a factor.",
        "Each step multiplies w by 1 − 5η. For which η is that exactly as far from 0 as 1 is?",
        "Two values have size 1. One of them belongs to η = 0; solve 1 − 5η = −1 for the other.",
    ),
    misconceptions=(
        Misconception(
            "jump_to_the_minimum",
            lambda: 1 / 5,
            "{yours} is the learning rate that reaches the minimum in one jump. Beyond it w leaps across, and still comes "
            "nearer for a while.",
            "Try a slightly larger one on paper: is the second point nearer than the first?",
        ),
        Misconception(
            "loss_factor_for_slope",
            lambda: 2 / 2.5,
            "{yours} uses the factor in front of w² as the gradient's. The square brings a 2 with it.",
            "Differentiate the loss once, carefully.",
        ),
        Misconception(
            "limit_of_another_bowl",
            lambda: 2,
            "{yours} is the limit for w²/2. This bowl is steeper.",
            "What changes in the update if the bowl gets steeper?",
        ),
        Misconception(
            "inverted",
            lambda: 5 / 2,
            "{yours} is upside down: it would allow longer steps in a steeper bowl.",
            "Put it back into the condition on 1 − 5η: does it hold?",
        ),
        Misconception(
            "curvature_itself",
            lambda: 5,
            "{yours} is the slope of the slope, how fast the bowl gets steeper. The question asks for a learning rate.",
            "Put this number into the update of w. How far from 0 is the first point?",
        ),
        Misconception(
            "one_for_every_bowl",
            lambda: 1,
            "{yours} does not depend on how steep the bowl is. In this one, a step with it leads from 1 to −4.",
            "Work out by which factor one step multiplies w.",
        ),
        Misconception(
            "sign_lost",
            lambda: -2 / 5,
            "{yours} is below 0: such a learning rate would climb.",
            "Follow the sign through your last lines.",
        ),
        Misconception(
            "one_zero_too_many",
            lambda: 0.04,
            "{yours} looks like a slip with the decimals.",
            "Make the division on paper once more, and count the decimals.",
        ),
    ),
)
