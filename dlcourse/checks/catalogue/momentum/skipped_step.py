"""A momentum that rests when the gradient is 0, and gradients that show it."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def momentum_walk(gradients):
    """Return where w ends, from 0, with η = 0.1 and β = 0.9."""
    w, v = 0.0, 0.0
    for g in gradients:
        v = 0.9 * v + 0.1 * g
        w = w - v
    return w


def momentum_that_rests(gradients):
    """The same, but nothing is done where g = 0."""
    w, v = 0.0, 0.0
    for g in gradients:
        if g == 0:
            continue
        v = 0.9 * v + 0.1 * g
        w = w - v
    return w


def gradients_with_a_rest():
    """A push, then none."""
    return np.array([5.0, 0.0, 0.0])


GRADIENTS_WITH_A_REST = break_it_question(
    difficulty="easy",
    minutes=5,
    points=1,
    reference=gradients_with_a_rest,
    takes=(Input("gradients", "steps", least=3),),
    right=momentum_walk,
    broken=momentum_that_rests,
    margin=0.1,
    section="A ball with mass",
    hints=(
        "A ball on level ground: no slope pushes it. Does it stand still?",
        "With g = 0 the right step is βv. When is that not 0?",
        "Let a gradient that is not 0 come first, and a 0 after it.",
    ),
    hides=(
        Hides(
            "no_zero",
            lambda gradients: gradients.all(),
            lambda: np.array([5.0, -1.0, 2.0]),
            "None of your gradients is 0, so the function never rests.",
            "When is its first branch taken?",
        ),
        Hides(
            "all_zero",
            lambda gradients: not gradients.any(),
            lambda: np.array([0.0, 0.0, 0.0]),
            "All your gradients are 0, and so are v and w in both programs.",
            "Something must have set the ball moving.",
        ),
        Hides(
            "zeros_first",
            lambda gradients: gradients[np.flatnonzero(gradients)[0] :].all(),
            lambda: np.array([0.0, 5.0, 2.0]),
            "Your zeros come before the first push. There v is still 0, and to rest is right.",
            "When is there something in v, so that w moves without a gradient?",
        ),
    ),
    alternatives=(lambda: [2, 0, 3, -1], lambda: (np.array([0.0, 0.0, -3.0, 0.0]),)),
)
