"""A gradient check that compares lengths, to be fooled by a wrong gradient."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def judge(mine, numerical):
    """Return 1 if ‖mine − numerical‖ / (‖mine‖ + ‖numerical‖) < 10⁻⁶, else 0."""
    sizes = np.linalg.norm(mine) + np.linalg.norm(numerical)
    return float(np.linalg.norm(mine - numerical) / sizes < 1e-6)


def careless_judge(mine, numerical):
    """Return 1 if | ‖mine‖ − ‖numerical‖ | / (‖mine‖ + ‖numerical‖) < 10⁻⁶, else 0."""
    sizes = np.linalg.norm(mine) + np.linalg.norm(numerical)
    return float(abs(np.linalg.norm(mine) - np.linalg.norm(numerical)) / sizes < 1e-6)


def fool_the_judge():
    """Every sign is turned."""
    numerical = np.array([1.0, 2.0, -3.0])
    return -numerical, numerical


def is_multiple(mine, numerical):
    """Return True if mine = c · numerical."""
    product = abs(mine @ numerical)
    return bool(product > 0) and np.isclose(product, np.linalg.norm(mine) * np.linalg.norm(numerical))


FOOL_THE_JUDGE = break_it_question(
    difficulty="medium",
    minutes=6,
    points=1,
    reference=fool_the_judge,
    takes=(Input("mine", "n", least=2), Input("numerical", "n", least=2)),
    right=judge,
    broken=careless_judge,
    margin=1.0,
    forbids=((lambda mine, numerical: not mine.any() and not numerical.any(), "Both of your gradients are 0."),),
    section="Is it right? Checking a gradient",
    hints=(
        "The careless judge looks at two numbers only, and not at the gradients. Which two?",
        "It accepts any two arrays of the same length √(Σ gᵢ²). Which mistakes in a gradient leave this length alone?",
        "A backward pass may lose a sign, or put the right numbers into the wrong places. What does either do to Σ gᵢ²?",
    ),
    hides=(
        Hides(
            "no_mistake",
            lambda mine, numerical: judge(mine, numerical) == 1,
            lambda: (np.array([1.0, -2.0]), np.array([1.0, -2.0])),
            "Your `mine` is right, and both judges accept it. A careless judge shows on a wrong gradient.",
            "What could be wrong with `mine`?",
        ),
        Hides(
            "scaled",
            is_multiple,
            lambda: (np.array([2.0, -4.0]), np.array([1.0, -2.0])),
            "Your `mine` is a multiple of `numerical`. Its length is multiplied too, so the careless judge sees it and refuses it.",
            "Which mistake leaves the sum of the squares as it is?",
        ),
        Hides(
            "one_entry",
            lambda mine, numerical: (np.abs(np.abs(mine) - np.abs(numerical)) > 1e-9).sum() == 1,
            lambda: (np.array([1.0, -2.0, 5.0]), np.array([1.0, -2.0, 3.0])),
            "The sizes of your two gradients differ in one entry, and so their lengths differ: the careless judge refuses it too.",
            "What is longer in one place must be shorter in another, or of the same size everywhere.",
        ),
        Hides(
            "another_length",
            lambda mine, numerical: careless_judge(mine, numerical) == 0,
            lambda: (np.array([1.0, 2.0, 3.0]), np.array([2.0, -1.0, 0.5])),
            "Your two gradients have different lengths: the careless judge refuses `mine` too, and rightly.",
            "Compare the sums of the squares of your two arrays.",
        ),
    ),
    alternatives=(
        lambda: ([3, 4], [4, 3]),
        lambda: (np.array([0.0, 5.0]), np.array([3.0, 4.0])),
        lambda: [[1, -1, 2], [-1, 1, 2]],
    ),
)
