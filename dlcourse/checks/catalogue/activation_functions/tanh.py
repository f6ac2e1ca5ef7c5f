"""tanh and its slope."""

import math

import numpy as np

from dlcourse.activations import sigmoid
from dlcourse.checks.catalogue.activation_functions.drawing import pre_activation_cases
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
    cases=pre_activation_cases,
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
            "A slope of tanh lies between 0 and 1: 1 − a².",
        ),
        Misconception(
            "square_missing",
            edit(tanh_and_slope, "a**2 → a"),
            "Your slope is 1 − a. The square is missing.",
            "Where tanh is near −1 its slope is near 0, not near 2.",
        ),
        Misconception(
            "slope_of_sigmoid",
            edit(tanh_and_slope, "1 - a**2 → a * (1 - a)"),
            "Your slope is a(1 − a). That is the sigmoid's formula, and a is a tanh here.",
            "A tanh never falls, so its slope is never negative: 1 − a².",
        ),
        Misconception(
            "tanh_twice",
            edit(tanh_and_slope, "a**2 → np.tanh(a) ** 2"),
            "You took the tanh twice in the slope.",
            "1 − a², with a = tanh(z); a itself needs no further tanh.",
        ),
        Misconception(
            "shifted_sigmoid",
            lambda z: (2 * sigmoid(z) - 1, 2 * sigmoid(z) * sigmoid(-z)),
            "You returned 2σ(z) − 1 and its slope. Its range is that of tanh, but it rises half as steeply.",
            "tanh(z) = 2σ(2z) − 1: the 2 stands inside as well.",
        ),
        Misconception(
            "overflow",
            edit(tanh_and_slope, "np.tanh(z) → (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))"),
            "Right for moderate z, and {yours} at z = ±1000, where {expected} is right: e^1000 is too large for a float, "
            "and ∞/∞ is not a number.",
            "Use np.tanh, which is stable, or raise e to negative powers only.",
        ),
    ),
    alternatives=(
        lambda z: (2 * sigmoid(2 * z) - 1, 4 * sigmoid(2 * z) * sigmoid(-2 * z)),
        tanh_by_small_exponential,
        tanh_loop,
        lambda z: tuple(a.astype(np.float32) for a in (np.tanh(z), 1 - np.tanh(z) ** 2)),
    ),
)
