"""A backward pass of softmax that knows the diagonal alone, and a gradient that softmax swallows."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def softmax_of_row(z):
    """e^z / Σ e^z of one row."""
    e = np.exp(z - z.max())
    return e / e.sum()


def whole_softmax_backward(z, da):
    """dz = a · (da − Σ da·a)."""
    a = softmax_of_row(z)
    return a * (da - (da * a).sum())


def diagonal_softmax_backward(z, da):
    """dz = da · a · (1 − a), as if each output hung on its own input alone."""
    a = softmax_of_row(z)
    return da * a * (1 - a)


def swallowed_gradient():
    """All outputs pushed by the same amount."""
    return np.array([0.0, 1.0, 2.0]), np.array([3.0, 3.0, 3.0])


SWALLOWED_GRADIENT = break_it_question(
    difficulty="medium",
    minutes=6,
    points=1,
    reference=swallowed_gradient,
    takes=(Input("z", "K", least=2), Input("da", "K", least=2)),
    right=whole_softmax_backward,
    broken=diagonal_softmax_backward,
    margin=0.1,
    section="Softmax: every output depends on every input",
    hints=(
        "da says which way each probability is pushed. Which pushes can the probabilities not give way to?",
        "They always add up to 1. What becomes of a push that wants to raise all of them at once?",
        "dz is each da minus the weighted average of all da. For which da is nothing left of that, whatever the weights are?",
    ),
    hides=(
        Hides(
            "something_comes_through",
            lambda z, da: np.abs(whole_softmax_backward(z, da)).max() > 1e-9,
            lambda: (np.array([0.0, 0.0]), np.array([1.0, -1.0])),
            "Something of your da comes through: the true dz is not 0 everywhere.",
            "Which wish of da can probabilities not fulfil, since they always add up to 1?",
            always=True,
        ),
        Hides(
            "no_gradient",
            lambda z, da: not da.any(),
            lambda: (np.array([0.0, 0.0]), np.array([0.0, 0.0])),
            "Your da is 0, and both programs make 0 of it.",
            "Something must come from above, and be swallowed.",
        ),
        Hides(
            "one_sure_class",
            lambda z, da: np.abs(diagonal_softmax_backward(z, da)).max() < 0.1,
            lambda: (np.array([10.0, 0.0]), np.array([1.0, 1.0])),
            "Your da is swallowed, but the diagonal shows less than 0.1: a(1 − a) is tiny if one class has nearly all, or da is.",
            "Choose scores that are closer to each other, or a larger da.",
        ),
    ),
    alternatives=(lambda: ([0, 0], [1, 1]), lambda: (np.arange(8) / 4, np.full(8, -10.0))),
)
