"""Three starts: which hidden units part, which stay equal, which never move?"""

from dlcourse.checks.catalogue.answers import choice_question, one_letter_wrong, one_of
from dlcourse.checks.engine.question import Misconception


def who_parts():
    """Equal everywhere: twins for ever. Random hidden biases: they part. All zero: nothing moves."""
    return "b", "a", "c"


prediction_but = one_letter_wrong(who_parts)


WHO_PARTS = choice_question(
    difficulty="medium",
    minutes=5,
    points=3,
    parts=("first", "second", "third"),
    use=one_of("a", "b", "c"),
    reference=who_parts,
    section="Twins: equal weights never part",
    hints=(
        "Two hidden units receive the same gradient as long as they compute the same and are weighted the same. Ask for "
        "each start whether that holds.",
        "A bias is part of what a unit computes: tanh(x w + b). Do two units with unequal b have the same h, and the "
        "same slope 1 − h²?",
        "dw2 is made from h, and dW1 from w2. What are both if h and w2 are 0?",
    ),
    misconceptions=(
        Misconception(
            "first_parts",
            prediction_but(0, "a"),
            "a) for the first start: nothing tells the units apart. They get the same inputs, the same h, the same w2, "
            "and so the same gradient at every step.",
            "Write down dW1 for both columns in the first step, and compare.",
        ),
        Misconception(
            "first_stands_still",
            prediction_but(0, "c"),
            "c) for the first start: w2 is not 0, so an error does reach W1.",
            "dW1 holds the factors ∂L/∂ŷ, w2 and 1 − h². Is one of them always 0?",
        ),
        Misconception(
            "second_stays_equal",
            prediction_but(1, "b"),
            "b) for the second start: the weights are equal, but the units do not compute the same, since their biases "
            "differ.",
            "Compare h and the slope 1 − h² of two units that differ in b only.",
        ),
        Misconception(
            "second_stands_still",
            prediction_but(1, "c"),
            "c) for the second start: w2 is not 0, so an error does reach W1.",
            "dW1 holds the factors ∂L/∂ŷ, w2 and 1 − h². Is one of them always 0?",
        ),
        Misconception(
            "third_parts",
            prediction_but(2, "a"),
            "a) for the third start: the units are equal in everything, and nothing tells them apart.",
            "Compute the first step's dW1 and dw2 with h = 0 and w2 = 0.",
        ),
        Misconception(
            "third_moves",
            prediction_but(2, "b"),
            "b) for the third start: to move W1, the error must come back through w2.",
            "Compute the first step's dW1 and dw2 with h = 0 and w2 = 0. Then the second step's.",
        ),
    ),
)
