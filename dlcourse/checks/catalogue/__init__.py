"""All questions of the course, by exercise: a package for each exercise, in it a module for each idea.

An exercise's package is loaded when one of its questions is first asked for. A class's own questions, and the exercises
that ask them, stand beside them: see own_questions.py.
"""

import dataclasses
import difflib
from collections.abc import Iterator, Mapping
from importlib import import_module

from dlcourse.checks.engine.question import Question
from dlcourse.checks.own_questions import OwnQuestions, own_questions

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
    """For each exercise its questions, in the order in which it asks them; each knows the lecture of that name.

    Those of a class's own come after the course's.
    """

    def __init__(self) -> None:
        self.loaded: dict[str, tuple[Question, ...]] = {}

    def __getitem__(self, name: str) -> tuple[Question, ...]:
        """Return the questions of one exercise; raises KeyError if there is none of that name."""
        if name not in self:
            raise KeyError(name)
        own = of_this_class()
        return tuple(map(own.version_of, self.of_the_course(name))) + own.asked_by(name)

    def of_the_course(self, name: str) -> tuple[Question, ...]:
        """Return the course's own questions of an exercise, none if it has none of that name."""
        if name in NAMES and name not in self.loaded:
            questions = import_module(f"{__name__}.{name[3:]}").QUESTIONS
            self.loaded[name] = tuple(dataclasses.replace(question, lecture=name) for question in questions)
        return self.loaded.get(name, ())

    def load(self, name: str) -> None:
        """Load an exercise, if there is one of that name: its questions are found without loading others."""
        self.of_the_course(name)

    def __contains__(self, name: object) -> bool:
        """Return True if there is an exercise of that name; nothing of the course is loaded."""
        return name in NAMES or name in of_this_class().exercises()

    def __iter__(self) -> Iterator[str]:
        """Yield the names in the course's order, then those of a class's own; nothing of the course is loaded."""
        yield from NAMES
        yield from (name for name in of_this_class().exercises() if name not in NAMES)

    def __len__(self) -> int:
        """Return how many exercises there are."""
        return sum(1 for _ in self)


class Questions(Mapping[str, Question]):
    """Every question by its name, looked for in the exercises that are loaded first."""

    def __init__(self, exercises: Exercises) -> None:
        self.exercises = exercises
        self.met: dict[str, Question] = {}  # the course's that were asked for

    def __getitem__(self, name: str) -> Question:
        """Return the question; raises KeyError if there is none of that name."""
        found, own = self.of_the_course(name), of_this_class()
        return own.questions[name] if found is None else own.version_of(found)

    def of_the_course(self, name: str) -> Question | None:
        """Return the course's question of this name; None if it has none."""
        if name not in self.met:
            for exercise in sorted(NAMES, key=lambda exercise: exercise not in self.exercises.loaded):
                for question in self.exercises.of_the_course(exercise):
                    if question.name == name:
                        self.met[name] = question
                        return question
        return self.met.get(name)

    def __iter__(self) -> Iterator[str]:
        """Yield all names, exercise by exercise, then those of a class's own."""
        for exercise in NAMES:
            yield from (question.name for question in self.exercises.of_the_course(exercise))
        yield from of_this_class().questions

    def __len__(self) -> int:
        """Return how many questions there are."""
        return sum(1 for _ in self)


EXERCISES = Exercises()
QUESTIONS = Questions(EXERCISES)


def of_this_class() -> OwnQuestions:
    """Return the questions of a class's own: of the class in which the working folder lies, or that is graded."""
    return own_questions(QUESTIONS.of_the_course)


def exercise_of(question: Question) -> str:
    """Return the exercise that asks a question; "" for one of a class's own that none asks."""
    if QUESTIONS.of_the_course(question.name) is not None:
        return question.lecture
    return next((exercise for name, exercise, _ in of_this_class().files.asked if name == question.name), "")


def find_question(name: str) -> Question:
    """Return the question of this name; raises LookupError where there is none.

    The error has the nearest name, or says why a file of a class's own questions that names it cannot be used.
    """
    if name in QUESTIONS:
        return QUESTIONS[name]
    fault = of_this_class().fault_about(name)
    if fault:
        raise LookupError(f"the question {name!r} cannot be asked: {fault}")
    near = difflib.get_close_matches(name, QUESTIONS, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    raise LookupError(f"no question is called {name!r}{meant}")
