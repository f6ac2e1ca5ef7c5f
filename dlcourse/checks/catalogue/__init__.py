"""All questions of the course, by exercise: a package for each exercise, in it a module for each idea.

An exercise's package is loaded when one of its questions is first asked for.
"""

import dataclasses
import difflib
from collections.abc import Iterator, Mapping
from importlib import import_module

from dlcourse.checks.engine.question import Question

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


class Exercises(Mapping[str, tuple[Question, ...]]):
    """For each exercise its questions, in the order in which it asks them; each knows the lecture of that name."""

    def __init__(self) -> None:
        self.loaded: dict[str, tuple[Question, ...]] = {}

    def __getitem__(self, name: str) -> tuple[Question, ...]:
        """Return the questions of one exercise; raises KeyError if there is none of that name."""
        if name not in NAMES:
            raise KeyError(name)
        if name not in self.loaded:
            questions = import_module(f"{__name__}.{name[3:]}").QUESTIONS
            self.loaded[name] = tuple(dataclasses.replace(question, lecture=name) for question in questions)
        return self.loaded[name]

    def load(self, name: str) -> None:
        """Load an exercise, if there is one of that name: its questions are found without loading others."""
        if name in self:
            self[name]

    def __contains__(self, name: object) -> bool:
        """Return True if there is an exercise of that name; nothing is loaded."""
        return name in NAMES

    def __iter__(self) -> Iterator[str]:
        """Yield the names in the course's order; nothing is loaded."""
        return iter(NAMES)

    def __len__(self) -> int:
        """Return how many exercises there are."""
        return len(NAMES)


class Questions(Mapping[str, Question]):
    """Every question by its name, looked for in the exercises that are loaded first."""

    def __init__(self, exercises: Exercises) -> None:
        self.exercises = exercises

    def __getitem__(self, name: str) -> Question:
        """Return the question; raises KeyError if there is none of that name."""
        for exercise in sorted(NAMES, key=lambda exercise: exercise not in self.exercises.loaded):
            for question in self.exercises[exercise]:
                if question.name == name:
                    return question
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        """Yield all names, exercise by exercise."""
        return (question.name for questions in self.exercises.values() for question in questions)

    def __len__(self) -> int:
        """Return how many questions there are."""
        return sum(map(len, self.exercises.values()))


EXERCISES = Exercises()
QUESTIONS = Questions(EXERCISES)


def find_question(name: str) -> Question:
    """Return the question of this name; raises LookupError, with the nearest name, where there is none."""
    if name in QUESTIONS:
        return QUESTIONS[name]
    near = difflib.get_close_matches(name, QUESTIONS, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    raise LookupError(f"no question is called {name!r}{meant}")
