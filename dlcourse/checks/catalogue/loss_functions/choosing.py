"""Pairs of an output activation and a loss: three tasks, four pairs."""

from dlcourse.checks.catalogue.answers import choice_question, one_letter_wrong
from dlcourse.checks.engine.question import Misconception


def output_and_loss():
    """A number: linear and MSE. Any of five topics: sigmoids. One class index: softmax and sparse."""
    return "a", "b", "c"


answering = one_letter_wrong(output_and_loss)


OUTPUT_AND_LOSS = choice_question(
    difficulty="easy",
    minutes=4,
    points=3,
    parts=("price", "topics", "digit"),
    reference=output_and_loss,
    section="Which output goes with which loss",
    hints=(
        "Ask first what the output has to be: any number, several answers of yes or no, or one class out of many.",
        "Sigmoids answer one by one and may all say yes. The probabilities of a softmax share one whole, 1.",
        "Two of the pairs differ only in how the labels are written: as class indices, or as one-hot rows.",
    ),
    misconceptions=(
        Misconception(
            "price_by_sigmoid",
            answering(0, "b"),
            "price: with b) the output lies between 0 and 1, and the loss expects a yes or a no. A price is neither.",
            "The output must be able to reach every number that the labels can take.",
        ),
        Misconception(
            "price_by_softmax",
            answering(0, "c"),
            "price: c) picks one class out of several. With a single output unit a softmax is 1, whatever goes in.",
            "A price is not a class: 301 is closer to 300 than to 500, and the loss should know.",
        ),
        Misconception(
            "price_by_one_hot",
            answering(0, "d"),
            "price: d) needs one-hot rows, one column for each class. How many columns would prices have?",
            "A price is not a class: 301 is closer to 300 than to 500, and the loss should know.",
        ),
        Misconception(
            "topics_by_numbers",
            answering(1, "a"),
            "topics: a) predicts amounts without bounds. The labels are five times yes or no.",
            "Each of the five outputs should be a probability, so it has to stay between 0 and 1.",
        ),
        Misconception(
            "topics_by_softmax",
            answering(1, "c"),
            "topics: with c) the five probabilities share one whole, and the label can name one topic only. An article on "
            "politics and sport cannot have both near 1.",
            "May several answers be yes at once? Then each needs a probability of its own.",
        ),
        Misconception(
            "topics_by_one_hot",
            answering(1, "d"),
            "topics: d) takes rows of labels like 1 0 1 0 0, and its softmax cannot give them: the five probabilities "
            "share one whole.",
            "May several answers be yes at once? Then each needs a probability of its own.",
        ),
        Misconception(
            "digit_by_numbers",
            answering(2, "a"),
            "digit: a) treats the class index as an amount, and then an 8 taken for a 3 costs more than an 8 taken for a 7.",
            "The ten classes are names. Predict a probability for each.",
        ),
        Misconception(
            "digit_by_sigmoids",
            answering(2, "b"),
            "digit: with b) the ten outputs answer one by one and need not agree: two may say yes, or none. A picture shows "
            "exactly one digit.",
            "Where exactly one class is right, let the probabilities share one whole.",
        ),
        Misconception(
            "digit_by_one_hot",
            answering(2, "d"),
            "digit: the output of d) fits and its loss does not: it expects one-hot rows, and these labels are class "
            "numbers.",
            "How are the labels written? Look at their shape, (N,) or (N, 10).",
        ),
    ),
)
