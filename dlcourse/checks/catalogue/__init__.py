"""All questions of the course, by exercise; one module for each idea that questions share."""

import difflib

from dlcourse.checks.catalogue.activation_backward import RELU_BACKWARD, SIGMOID_BACKWARD
from dlcourse.checks.catalogue.dense_backward import DENSE_BACKWARD
from dlcourse.checks.catalogue.numerical_gradient import NUMERICAL_GRADIENT
from dlcourse.checks.catalogue.softmax_crossentropy import SOFTMAX_CROSSENTROPY
from dlcourse.checks.catalogue.two_layers import TWO_LAYER_BACKWARD
from dlcourse.checks.catalogue.two_paths import TWO_PATHS

EXERCISES = {
    "07_backpropagation": (
        TWO_PATHS,
        SIGMOID_BACKWARD,
        RELU_BACKWARD,
        DENSE_BACKWARD,
        SOFTMAX_CROSSENTROPY,
        TWO_LAYER_BACKWARD,
        NUMERICAL_GRADIENT,
    ),
}

QUESTIONS = {question.name: question for questions in EXERCISES.values() for question in questions}


def find_question(name):
    """The question of this name; raises LookupError, with the nearest name, where there is none."""
    if name in QUESTIONS:
        return QUESTIONS[name]
    near = difflib.get_close_matches(name, QUESTIONS, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    raise LookupError(f"no question is called {name!r}{meant}")
