"""tanh and its slope."""

import math

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.activation_functions.drawing import cases_without
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Misconception, Question


def tanh_and_slope(z):
    """tanh(z) and 1 − tanh²(z)."""
    a = np.tanh(z)
    return a, 1 - a**2


def tanh_by_small_exponential(z):
    """e raised to negative powers only."""
    e = np.exp(-2 * np.abs(z))
    return np.sign(z) * (1 - e) / (1 + e), 4 * e / (1 + e) ** 2


def tanh_loop(z):
    """One entry at a time, lists out."""
    a = [math.tanh(value) for value in z.ravel()]
    slope = [(1 - value) * (1 + value) for value in a]
    return [np.reshape(a, z.shape).tolist(), np.reshape(slope, z.shape).tolist()]


TANH_AND_SLOPE = Question(
    difficulty="easy",
    minutes=5,
    points=2,
    parts=("value", "slope"),
    reference=tanh_and_slope,
    cases=cases_without([0.0, 1.0]),
    section="Smooth and bounded: sigmoid and tanh",
    hints=(
        "The value first. Its slope is easiest from the value, as with the sigmoid.",
        "The slope of tanh is 1 minus the square of the value.",
        "`np.tanh(z)` is stable, however far out z is. With a = np.tanh(z), return a and 1 − a².",
    ),
    misconceptions=(
        Misconception(
            "z_for_a",
            edit(tanh_and_slope, "a**2 → z**2"),
            "Your slope is 1 − z². The short formula wants the value a = tanh(z).",
            "A slope of tanh lies between 0 and 1. Do yours?",
        ),
        Misconception(
            "square_missing",
            edit(tanh_and_slope, "a**2 → a"),
            "Your slope is 1 − a: the square is missing.",
            "Where tanh is near −1 it is flat. What should its slope be there?",
        ),
        Misconception(
            "square_of_the_bracket",
            edit(tanh_and_slope, "1 - a**2 → (1 - a) ** 2"),
            "Your slope is (1 − a)²: the whole bracket is squared.",
            "Where tanh is near −1 it is flat. What should its slope be there?",
        ),
        Misconception(
            "slope_of_sigmoid",
            edit(tanh_and_slope, "1 - a**2 → a * (1 - a)"),
            "Your slope is a(1 − a). That is the sigmoid's formula, and a is a tanh here.",
            "A tanh never falls. Can its slope be negative?",
        ),
        Misconception(
            "sigmoid_slope",
            lambda z: (np.tanh(z), sigmoid(z) * sigmoid(-z)),
            "Your value is the tanh, and your slope is that of the sigmoid.",
            "How steep is tanh at 0, and how steep the sigmoid?",
        ),
        Misconception(
            "sigmoid_for_tanh",
            lambda z: (sigmoid(z), sigmoid(z) * sigmoid(-z)),
            "You returned the sigmoid and its slope.",
            "Between which two numbers does tanh lie?",
        ),
        Misconception(
            "tanh_twice",
            edit(tanh_and_slope, "a**2 → np.tanh(a) ** 2"),
            "You took the tanh twice in the slope.",
            "The short formula holds a. Is it a tanh already?",
        ),
        Misconception(
            "plus_for_minus",
            edit(tanh_and_slope, "1 - a**2 → 1 + a**2"),
            "Your slope is 1 + a².",
            "Far out tanh is flat. What should its slope be there?",
        ),
        Misconception(
            "wrong_sign",
            edit(tanh_and_slope, "1 - a**2 → a**2 - 1"),
            "Your slope has the right size and the wrong sign.",
            "A tanh never falls. What does that say about its slope?",
        ),
        Misconception(
            "value_squared",
            edit(tanh_and_slope, "1 - a**2 → a**2"),
            "Your slope is a².",
            "Far out tanh is flat. What should its slope be there?",
        ),
        Misconception(
            "shifted_sigmoid",
            lambda z: (2 * sigmoid(z) - 1, 2 * sigmoid(z) * sigmoid(-z)),
            "You returned 2σ(z) − 1 and its slope. Its range is that of tanh, but it rises half as steeply.",
            "Multiply tanh's fraction by e^z, above and below the line. Which power of e stands there then?",
        ),
        Misconception(
            "shifted_sigmoid_with_the_formula",
            lambda z: (2 * sigmoid(z) - 1, 1 - (2 * sigmoid(z) - 1) ** 2),
            "Your value is 2σ(z) − 1. Its range is that of tanh, but it rises half as steeply.",
            "Multiply tanh's fraction by e^z, above and below the line. Which power of e stands there then?",
        ),
        Misconception(
            "arctan_for_tanh",
            lambda z: (np.arctan(z), 1 / (1 + z**2)),
            "You returned the arctangent and its slope.",
            "Between which two numbers does tanh lie?",
        ),
        Misconception(
            "results_exchanged",
            edit(tanh_and_slope, "a, 1 - a**2 → 1 - a**2, a"),
            "Your two results have changed places: the slope came first.",
            "The question asks for the value, then for the slope.",
        ),
        Misconception(
            "slope_only",
            edit(tanh_and_slope, "return a, → return 1 - a**2,"),
            "Your value is the slope.",
            "The question asks for both: the value first.",
        ),
        Misconception(
            "overflow",
            edit(tanh_and_slope, "np.tanh(z) → (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))"),
            "Right for moderate z, and {yours} far out, where {expected} is right: e^1000 is too large for a float, "
            "and ∞/∞ is not a number.",
            "Can you write it such that e is never raised to a large positive power? Or let NumPy do it.",
        ),
        Misconception(
            "overflow_on_the_right",
            edit(tanh_and_slope, "np.tanh(z) → (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)"),
            "Right for moderate z, and {yours} far to the right, where {expected} is right: e^2000 is too large for a float, "
            "and ∞/∞ is not a number.",
            "Can you write it such that e is never raised to a large positive power? Or let NumPy do it.",
        ),
        Misconception(
            "overflow_on_the_left",
            edit(tanh_and_slope, "np.tanh(z) → (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))"),
            "Right for moderate z, and {yours} far to the left, where {expected} is right: e^2000 is too large for a float, "
            "and ∞/∞ is not a number.",
            "Can you write it such that e is never raised to a large positive power? Or let NumPy do it.",
        ),
    ),
    alternatives=(
        lambda z: (2 * sigmoid(2 * z) - 1, 4 * sigmoid(2 * z) * sigmoid(-2 * z)),
        tanh_by_small_exponential,
        tanh_loop,
        lambda z: tuple(a.astype(np.float32) for a in (np.tanh(z), 1 - np.tanh(z) ** 2)),
    ),
)
