"""An accuracy averaged over the digits, and two networks that it puts into the wrong order."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def better_by_rows(y, a, b):
    """1 if a has more rows right than b, −1 if it has fewer, else 0."""
    return float(np.sign((a == y).sum() - (b == y).sum()))


def better_by_digits(y, a, b):
    """1 if a has the higher share of right answers, averaged over the digits that occur; −1 if b, else 0."""
    gap = np.mean([(a == y)[y == digit].mean() - (b == y)[y == digit].mean() for digit in np.unique(y)])
    return float(np.sign(gap) * (abs(gap) > 1e-9))


def rare_digit():
    """A rare digit that only b reads."""
    return np.array([3, 3, 3, 3, 8]), np.array([3, 3, 3, 3, 0]), np.array([3, 3, 0, 0, 8])


RARE_DIGIT = break_it_question(
    difficulty="medium",
    minutes=7,
    points=1,
    reference=rare_digit,
    takes=tuple(Input(name, "N", low=0, high=9, whole=True) for name in ("y", "a", "b")),
    right=better_by_rows,
    broken=better_by_digits,
    margin=2.0,
    section="Which digits are mistaken for which",
    hints=(
        "Take a set with many 3s and one 8. How much does one row count for the function, a 3 or the 8?",
        "The one row with the rare digit counts as much as all rows with the frequent one together.",
        "Let a read all frequent digits and not the rare one, and b the rare one and some of the frequent ones.",
    ),
    hides=(
        Hides(
            "not_more",
            lambda y, a, b: better_by_rows(y, a, b) < 1,
            lambda: (np.array([3, 3, 8]), np.array([3, 0, 0]), np.array([3, 0, 8])),
            "Your a does not have more rows right than your b.",
            "Count the rows in which a and y agree, and those in which b and y agree.",
            always=True,
        ),
        Hides(
            "equally_frequent",
            lambda y, a, b: np.ptp(np.unique(y, return_counts=True)[1]) == 0,
            lambda: (np.array([3, 3, 8, 8]), np.array([3, 3, 8, 0]), np.array([3, 3, 0, 0])),
            "Every digit occurs equally often in your y. Then both averages are the same.",
            "Which rows count more than others for the function?",
        ),
        Hides(
            "agrees",
            lambda y, a, b: better_by_digits(y, a, b) == 1,
            lambda: (np.array([3, 3, 8]), np.array([3, 3, 8]), np.array([3, 0, 0])),
            "The function prefers a, too.",
            "Which rows count more than others for it? These b should have right.",
        ),
        Hides(
            "prefers_neither",
            lambda y, a, b: better_by_digits(y, a, b) == 0,
            lambda: (np.array([3, 3, 8]), np.array([3, 3, 0]), np.array([0, 0, 8])),
            "Your a has more rows right, and for the function both networks are equally good.",
            "Let b have one more of the frequent digits right, and still fewer than a in all.",
        ),
    ),
    alternatives=(
        lambda: ([1, 1, 1, 2], [1, 1, 1, 1], [1, 0, 0, 2]),
        lambda: (np.array([0] * 7 + [9]), np.array([0] * 8), np.array([0, 0, 0, 1, 1, 1, 1, 9])),
    ),
)
