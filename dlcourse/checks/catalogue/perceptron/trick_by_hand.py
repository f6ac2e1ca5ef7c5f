"""The trick on one point, by hand."""

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.engine.question import Misconception

SECTION = "The perceptron trick"


def score_after_update():
    """w = (1 + 0.02·7, −1 + 0.02·9), b = −1 + 0.02; the score grows by η(‖x‖² + 1)."""
    return 1.14 * 7 - 0.82 * 9 - 0.98


SCORE_AFTER_UPDATE = number_question(
    difficulty="easy",
    minutes=5,
    points=1,
    parts=("score",),
    reference=score_after_update,
    tolerance=1e-3,
    section=SECTION,
    hints=(
        "First the score before: 1·7 − 1·9 − 1. What does the perceptron say, and is it right?",
        "It says 0 and the label is 1, so y − ŷ = 1: add η times each input to its weight, and η itself to the bias.",
        "The new weights are 1 + 0.02·7 and −1 + 0.02·9, the new bias is −1 + 0.02. Now the score once more.",
    ),
    misconceptions=(
        Misconception(
            "bias_not_moved",
            lambda: 1.14 * 7 - 0.82 * 9 - 1,
            "{yours} comes from the new weights and the old bias. The bias moves too.",
            "The bias is the weight of an input that is always 1: it moves by η(y − ŷ).",
        ),
        Misconception(
            "bias_moved_back",
            lambda: 1.14 * 7 - 0.82 * 9 - 1.02,
            "{yours} comes from the new weights and a bias that moved the wrong way. The bias grows, as the weights do.",
            "What is −1 + 0.02?",
        ),
        Misconception(
            "bias_alone_moved",
            lambda: 1 * 7 - 1 * 9 - 0.98,
            "{yours} comes from the new bias and the old weights. The weights move too.",
            "Each weight moves by η times its input.",
        ),
        Misconception(
            "first_weight_alone_moved",
            lambda: 1.14 * 7 - 1 * 9 - 0.98,
            "{yours} comes from the old second weight. It moves as well, by η times its own input.",
            "The second input is 9.",
        ),
        Misconception(
            "second_weight_alone_moved",
            lambda: 1 * 7 - 0.82 * 9 - 0.98,
            "{yours} comes from the old first weight. It moves as well, by η times its own input.",
            "The first input is 7.",
        ),
        Misconception(
            "second_weight_moved_back",
            lambda: 1.14 * 7 - 1.18 * 9 - 0.98,
            "{yours} comes from a second weight that moved down. Something is added to it, though it is negative.",
            "What is −1 + 0.02·9?",
        ),
        Misconception(
            "moved_away",
            lambda: 0.86 * 7 - 1.18 * 9 - 1.02,
            "{yours} is lower than the score before: you moved the line away from the point. It is a missed 1.",
            "y − ŷ = 1 − 0. The inputs are added.",
        ),
        Misconception(
            "learning_rate_missing",
            lambda: 8 * 7 + 8 * 9 + 0,
            "{yours} comes from adding the whole point to the weights. Only η = 0.02 of it is added.",
            "Multiply what you add by the learning rate.",
        ),
        Misconception(
            "learning_rate_ten_times",
            lambda: -3 + 0.2 * (49 + 81 + 1),
            "{yours} comes from a learning rate of 0.2. It is 0.02.",
            "Watch the point: 0.02 · 7 is less than 1.",
        ),
        Misconception(
            "score_before",
            lambda: 1 * 7 - 1 * 9 - 1,
            "{yours} is the score before the update.",
            "Move the weights and the bias, then compute the score again.",
        ),
        Misconception(
            "change_of_the_score",
            lambda: 0.02 * (49 + 81 + 1),
            "{yours} is by how much the score grows. The question asks for the score itself.",
            "Where did it begin?",
        ),
        Misconception(
            "score_for_class",
            lambda: -3 + 0.02 * 4 * (49 + 81 + 1),
            "{yours} comes from y − z = 1 − (−3) = 4. The trick asks for y − ŷ, and ŷ is a class.",
            "The step comes first: what does the perceptron say at a score of −3?",
        ),
        Misconception(
            "twice_as_far",
            lambda: -3 + 0.02 * 2 * (49 + 81 + 1),
            "{yours} is where two updates lead, or one with y − ŷ = 1 − (−1) = 2. The trick is used once, and the classes are 0 "
            "and 1.",
            "What is y − ŷ here?",
        ),
        Misconception(
            "inputs_left_out",
            lambda: 1.02 * 7 - 0.98 * 9 - 0.98,
            "{yours} comes from moving each weight by η alone. A weight moves by η times its input.",
            "The inputs are 7 and 9.",
        ),
        Misconception(
            "bias_left_out_of_the_score",
            lambda: 1.14 * 7 - 0.82 * 9,
            "{yours} is the new x·w. The score has the bias in it.",
            "Add the new bias.",
        ),
        Misconception(
            "bias_subtracted",
            lambda: 1.14 * 7 - 0.82 * 9 + 0.98,
            "{yours} comes from subtracting the new bias, which is negative. The score is x·w + b.",
            "Add the bias with its sign.",
        ),
        Misconception(
            "iq_not_in_tens",
            lambda: 1.14 * 7 + (-1 + 0.02 * 90) * 90 - 0.98,
            "{yours} comes from an iq of 90. It is written in tens here.",
            "x = (7, 9).",
        ),
        Misconception(
            "class_returned",
            lambda: 0,
            "{yours} is a class. The question asks for the score, which the step makes a class of.",
            "Return x·w + b with the new weights and the new bias.",
        ),
        Misconception(
            "label_returned",
            lambda: 1,
            "{yours} is the label, or a class. The question asks for the score.",
            "Return x·w + b with the new weights and the new bias.",
        ),
        Misconception(
            "sign_lost",
            lambda: -(1.14 * 7 - 0.82 * 9 - 0.98),
            "{yours} has lost its sign: is the point above the line now, or still below it?",
            "Add the three terms once more, with their signs.",
        ),
    ),
)
