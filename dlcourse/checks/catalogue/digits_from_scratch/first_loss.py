"""The loss of a net before its first step."""

from dlcourse.checks.catalogue.answers import choice_question
from dlcourse.checks.engine.question import Misconception


def suspicious_start():
    """A net that knows nothing gives each digit 1/10: ln 10 = 2.3. Seven means sure and wrong: weights too large."""
    return "c"


SUSPICIOUS_START = choice_question(
    difficulty="medium",
    minutes=4,
    points=1,
    reference=suspicious_start,
    section="Before the first step",
    hints=(
        "What probability should a net that has learnt nothing give to each of ten digits, and what is −ln of that?",
        "A mean loss of 7 says that the right digit gets about e⁻⁷, a thousandth. What must the logits look like for that?",
        "Logits far apart make one probability nearly 1 and the rest nearly 0. What in a fresh net sets their size?",
    ),
    misconceptions=(
        Misconception(
            "any_start_will_do",
            lambda: "a",
            "a) takes the first loss for an accident. Before training it is the one loss you can work out in advance.",
            "A fresh net should know nothing, and say so: ten equal probabilities. Work out −ln of one of them.",
        ),
        Misconception(
            "blames_the_learning_rate",
            lambda: "b",
            "b) blames the learning rate, but no step has been taken yet: it has not been used.",
            "Ask what has been used so far: the pixels, the first weights, the formulas.",
        ),
        Misconception(
            "blames_the_labels",
            lambda: "d",
            "d) would spoil the training, but not the start: a net that knows nothing is as wrong with shuffled labels as "
            "with the right ones.",
            "A loss of 7 takes more than not knowing: the net is sure of something. Of what, and why?",
        ),
    ),
)
