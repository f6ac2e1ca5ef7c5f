"""Two distances of pictures that save memory in the wrong place, and pictures that tell them apart."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def squared_distance(a, b):
    """Σ (a − b)²."""
    return int(((a - b) ** 2).sum())


def distance_by_bytes(a, b):
    """The difference in bytes, the square in whole numbers of 64 bits."""
    difference = a.astype(np.uint8) - b.astype(np.uint8)
    return int((difference.astype(int) ** 2).sum())


def distance_by_squared_bytes(a, b):
    """The difference in whole numbers of 64 bits, the square in bytes."""
    squares = ((a - b) ** 2).astype(np.uint8)
    return int(squares.astype(int).sum())


def telling_pictures():
    """A little darker in one pixel."""
    return np.array([10, 200]), np.array([12, 200])


TELLING_PICTURES = break_it_question(
    difficulty="hard",
    minutes=7,
    points=1,
    reference=telling_pictures,
    takes=tuple(Input(name, "pixels", low=0, high=255, whole=True) for name in ("a", "b")),
    right=squared_distance,
    broken=distance_by_bytes,
    spared=distance_by_squared_bytes,
    margin=1.0,
    section="Memory or arithmetic",
    hints=(
        "A byte holds 0 to 255. Which whole numbers do not fit, and what becomes of 3 − 5 in bytes? Try it.",
        "The first function goes wrong at differences below 0, the second at squares above 255. How large may a difference be?",
        "Some pixel of a must be darker than that of b, by 15 at most.",
    ),
    hides=(
        Hides(
            "equal",
            lambda a, b: (a == b).all(),
            lambda: (np.array([7, 9]), np.array([7, 9])),
            "Your pictures are equal: every difference is 0, in bytes as well.",
            "Which differences does a byte not hold?",
        ),
        Hides(
            "squares_too_large",
            lambda a, b: np.abs(a - b).max() >= 16,
            lambda: (np.array([0, 9]), np.array([200, 9])),
            "In one pixel, at least, your pictures differ by 16 or more. The square does not fit into a byte: the second function is wrong.",
            "Which differences have a square of 255 at most?",
        ),
        Hides(
            "never_darker",
            lambda a, b: (a >= b).all(),
            lambda: (np.array([9, 9]), np.array([7, 9])),
            "Your a is nowhere darker than b. Every difference is 0 or more and fits into a byte: the first function is right.",
            "Which differences does a byte not hold?",
        ),
    ),
    alternatives=(lambda: ([0], [15]), lambda: (np.array([100, 100, 100]), np.array([90, 101, 100]))),
)
