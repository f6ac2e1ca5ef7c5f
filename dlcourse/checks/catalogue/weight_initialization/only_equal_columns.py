"""A test for twins that looks at the first layer alone, and a start that it misjudges."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question

X, Y = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 2.0], [-1.0, 1.0]]), np.array([1.0, -1.0, 2.0, 0.0])


def stay_twins(W1, w2):
    """1 if the columns of W1 are still equal, to 0.001, after 50 steps of gradient descent; else 0."""
    b1, b2 = np.zeros(2), 0.0
    for _ in range(50):
        h = np.tanh(X @ W1 + b1)
        dy = 2 * (h @ w2 + b2 - Y) / len(X)
        dz = dy[:, None] * w2 * (1 - h**2)
        W1, b1 = W1 - 0.05 * X.T @ dz, b1 - 0.05 * dz.sum(axis=0)
        w2, b2 = w2 - 0.05 * h.T @ dy, b2 - 0.05 * dy.sum()
    return float(np.abs(W1[:, 0] - W1[:, 1]).max() < 1e-3)


def will_be_twins(W1, w2):
    """1 if the two columns of W1 are equal, else 0."""
    del w2  # the same comes in, so the same goes out
    return float((W1[:, 0] == W1[:, 1]).all())


def columns_that_part():
    """Equal columns, and different weights on the way out."""
    return np.array([[0.5, 0.5], [0.5, 0.5]]), np.array([0.5, -0.5])


COLUMNS_THAT_PART = break_it_question(
    difficulty="medium",
    minutes=6,
    points=1,
    reference=columns_that_part,
    takes=(Input("W1", "2 2", low=-2, high=2), Input("w2", "2", low=-2, high=2)),
    right=stay_twins,
    broken=will_be_twins,
    margin=1.0,
    section="Twins: equal weights never part",
    hints=(
        "Which gradient does each of the two units get? Which numbers stand in it beside x and the slope?",
        "With equal columns both units put out the same. The gradient that comes back to a unit passes its weight in w2.",
        "Equal columns, then, but two different weights on the way out.",
    ),
    hides=(
        Hides(
            "columns_differ",
            lambda W1, w2: will_be_twins(W1, w2) == 0,
            lambda: (np.array([[0.5, 0.4], [0.5, 0.5]]), np.array([0.5, 0.5])),
            "The columns of your W1 differ from the start: the function does not take them for twins.",
            "Make the columns equal. What else can tell two units apart?",
            always=True,
        ),
        Hides(
            "all_equal",
            lambda W1, w2: w2[0] == w2[1],
            lambda: (np.array([[0.5, 0.5], [1.0, 1.0]]), np.array([0.5, 0.5])),
            "Your two units have the same weights on the way in and on the way out: they are twins, and stay it.",
            "Through what does a gradient come back to a unit?",
        ),
        Hides(
            "too_alike",
            lambda W1, w2: True,
            lambda: (np.array([[0.5, 0.5], [1.0, 1.0]]), np.array([0.5, 0.50001])),
            "Your two units part too slowly: after 50 steps their columns are still equal to 0.001.",
            "Make the difference between them larger.",
        ),
    ),
    alternatives=(
        lambda: ([[0, 0], [0, 0]], [1, -1]),
        lambda: (np.array([[0.1, 0.1], [-0.3, -0.3]]), np.array([0.0, 1.0])),
    ),
)
