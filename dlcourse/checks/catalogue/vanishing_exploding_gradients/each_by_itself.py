"""Clipping of each layer by itself, and gradients that it leaves too long."""

import numpy as np

from dlcourse.checks.catalogue.breaking import EQUAL, Hides, Input, break_it_question, difference


def clip_together(g1, g2):
    """Both gradients shortened by one factor, so that their length together is 5 at most."""
    norm = np.sqrt((g1**2).sum() + (g2**2).sum())
    factor = 5 / max(norm, 5)
    return g1 * factor, g2 * factor


def clip_each(g1, g2):
    """Each gradient shortened to a length of 5 at most."""
    return g1 * 5 / max(np.linalg.norm(g1), 5), g2 * 5 / max(np.linalg.norm(g2), 5)


def too_long_together():
    """Two lengths of 4.5."""
    return np.array([4.5, 0.0]), np.array([0.0, 4.5])


TOO_LONG_TOGETHER = break_it_question(
    difficulty="medium",
    minutes=5,
    points=1,
    reference=too_long_together,
    takes=(Input("g1", "n"), Input("g2", "m")),
    right=clip_together,
    broken=clip_each,
    margin=0.5,
    section="A limit on the gradient: clipping",
    hints=(
        "Work out three lengths: that of g1, that of g2, and that of all numbers together.",
        "The function is silent if the first two are 5 at most. How large can the third be then?",
        "Two lengths of 5 make a length of √50 together. Choose both close to 5, and count: is it enough for 0.5 in an entry?",
    ),
    hides=(
        Hides(
            "shortened_too",
            lambda g1, g2: difference(clip_each(g1, g2), (g1, g2)) > EQUAL,
            lambda: (np.array([6.0, 8.0]), np.array([1.0])),
            "One of your gradients is longer than 5 by itself, and the function shortens it.",
            "It should leave both as they are.",
            always=True,
        ),
        Hides(
            "short_together",
            lambda g1, g2: difference(clip_together(g1, g2), (g1, g2)) <= EQUAL,
            lambda: (np.array([3.0, 0.0]), np.array([0.0, 3.0])),
            "Together your gradients have a length of 5 at most: there is nothing to shorten.",
            "The length together is the root of the sum of all squares, of both arrays.",
        ),
        Hides(
            "hardly_longer",
            lambda g1, g2: True,
            lambda: (np.array([3.6]), np.array([3.6])),
            "Together your gradients are longer than 5, but so little that no entry moves by 0.5.",
            "Make both longer, as long as each alone may be.",
        ),
    ),
    alternatives=(lambda: ([5], [5]), lambda: (np.full(4, 2.5), np.array([-3.0, 4.0]))),
)
