"""Two predictions: the effect of the learning rate, and of XOR, on the trick."""

from dlcourse.checks.catalogue.answers import choice_question
from dlcourse.checks.engine.question import Misconception


def smaller_learning_rate():
    """From zero, η only rescales w and b, and a class does not depend on their length."""
    return "b"


SMALLER_LEARNING_RATE = choice_question(
    difficulty="medium",
    minutes=3,
    points=1,
    reference=smaller_learning_rate,
    section="Around again: epochs",
    hints=(
        "Write down w and b after the first update, once with η = 1 and once with η = 0.01. How are they related?",
        "The second are one hundredth of the first. Does that change on which side of the line a point lies?",
        "If every answer ŷ is the same, then every y − ŷ is the same. What does that say of the next update?",
    ),
    misconceptions=(
        Misconception(
            "smaller_is_more_careful",
            lambda: "a",
            "a) takes small steps for more careful ones. A step is small or large only beside the weights, and here they "
            "are made of these steps alone.",
            "Follow the first two updates with both learning rates.",
        ),
        Misconception(
            "smaller_is_slower",
            lambda: "c",
            "c) would be near the truth if the weights began somewhere else. They begin at 0.",
            "Compare the weights after the first update, and then which points they miss.",
        ),
        Misconception(
            "never_ends",
            lambda: "d",
            "d) fears that the line hardly moves. The weights are small, and so is what they have to overcome.",
            "Does 0.01·w draw another line than w?",
        ),
    ),
)


def trick_on_xor():
    """No line separates XOR, and from zero the weights go round the same six vectors."""
    return "d"


TRICK_ON_XOR = choice_question(
    difficulty="medium",
    minutes=4,
    points=1,
    reference=trick_on_xor,
    section="Where no line will do",
    hints=(
        "Draw the four points with their labels. Can a single line have both ones on one side and both zeros on the other?",
        "So in every epoch at least one point is missed, and the line moves. Does the trick know how many it misses?",
        "The inputs are 0 or 1 and η = 1, so the weights are whole numbers. Write down the first few, row by row: what "
        "happens once the same weights come back at the same row?",
    ),
    misconceptions=(
        Misconception(
            "more_epochs_help",
            lambda: "a",
            "a) trusts in patience. The trick is sure to end only where some line separates the classes.",
            "Draw the four points and try to find such a line.",
        ),
        Misconception(
            "fewest_mistakes",
            lambda: "b",
            "b) says that the trick looks for the best line. It looks at one point at a time and does not know how many "
            "others it misses.",
            "When does the trick stop moving? Can that happen here?",
        ),
        Misconception(
            "grows_for_ever",
            lambda: "c",
            "c) would need all updates to push the same way. A missed 0 takes away what a missed 1 has added.",
            "Write down the weights after each row of the first four epochs.",
        ),
    ),
)
