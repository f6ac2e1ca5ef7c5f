"""All questions of the course, by exercise: a package for each exercise, in it a module for each idea."""

import dataclasses
import difflib
from importlib import import_module

NAMES = (
    "00_start_here",
    "01_perceptron",
    "02_perceptron_loss",
    "03_multilayer_perceptron",
    "04_forward_propagation",
    "05_loss_functions",
    "06_backprop_by_hand",
    "07_backpropagation",
    "08_gradient_descent",
    "09_vanishing_exploding_gradients",
    "10_activation_functions",
    "11_weight_initialization",
    "12_improving_a_network",
    "13_regularization",
    "14_batch_normalization",
    "15_momentum",
    "16_adaptive_optimizers",
    "17_digits_from_scratch",
    "18_keras",
    "19_keras_tuner",
    "20_going_faster",
)


def questions_of(name):
    """The questions of one exercise, in the order in which it asks them; each knows the lecture of that name."""
    questions = import_module(f"{__name__}.{name[3:]}").QUESTIONS
    return tuple(dataclasses.replace(question, lecture=name) for question in questions)


EXERCISES = {name: questions_of(name) for name in NAMES}
QUESTIONS = {question.name: question for questions in EXERCISES.values() for question in questions}


def find_question(name):
    """The question of this name; raises LookupError, with the nearest name, where there is none."""
    if name in QUESTIONS:
        return QUESTIONS[name]
    near = difflib.get_close_matches(name, QUESTIONS, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    raise LookupError(f"no question is called {name!r}{meant}")
