"""Two lines, of which the one with fewer mistakes has the larger perceptron loss."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def better_by_mistakes(y, f_a, f_b):
    """1 if the line a makes fewer mistakes than b, −1 if it makes more, else 0."""
    return float(np.sign((y * f_b < 0).sum() - (y * f_a < 0).sum()))


def better_by_loss(y, f_a, f_b):
    """1 if the perceptron loss of a is below that of b, −1 if it is above, else 0."""
    loss_a, loss_b = np.maximum(0, -y * f_a).mean(), np.maximum(0, -y * f_b).mean()
    return float(np.sign(loss_b - loss_a))


def loss_chooses_worse():
    """One large mistake against two small ones."""
    return np.array([1, 1, -1]), np.array([-9.0, 1.0, -1.0]), np.array([-1.0, -1.0, -1.0])


LOSS_CHOOSES_WORSE = break_it_question(
    difficulty="medium",
    minutes=6,
    points=1,
    reference=loss_chooses_worse,
    takes=(Input("y", "N", low=-1, high=1, whole=True), Input("f_a", "N"), Input("f_b", "N")),
    right=better_by_mistakes,
    broken=better_by_loss,
    margin=2.0,
    forbids=(
        (lambda y, f_a, f_b: (y == 0).any(), "Your `y` holds 0; expected labels −1 and 1."),
        (
            lambda y, f_a, f_b: not (f_a.all() and f_b.all()),
            "One of your scores is 0: such a point lies on the line. Choose scores on one side or the other.",
        ),
    ),
    section="The perceptron loss",
    hints=(
        "What does a mistake cost: one that lies just behind the line, and one that lies far behind it?",
        "A few mistakes may cost more than many. Of which kind must the few be, and of which the many?",
        "Give a one mistake with a large score on the wrong side, and b two with small ones.",
    ),
    hides=(
        Hides(
            "not_fewer",
            lambda y, f_a, f_b: better_by_mistakes(y, f_a, f_b) < 1,
            lambda: (np.array([1, -1]), np.array([-2.0, -1.0]), np.array([3.0, -1.0])),
            "Your line a does not make fewer mistakes than b. A mistake is a score whose sign is not that of the label.",
            "Count for each line how often y and f have different signs.",
            always=True,
        ),
        Hides(
            "loss_agrees",
            lambda y, f_a, f_b: better_by_loss(y, f_a, f_b) == 1,
            lambda: (np.array([1, -1]), np.array([2.0, -1.0]), np.array([-3.0, -1.0])),
            "Your line a makes fewer mistakes, and the perceptron loss prefers it as well.",
            "How large are the scores of a's mistakes, and of b's?",
        ),
        Hides(
            "equal_losses",
            lambda y, f_a, f_b: better_by_loss(y, f_a, f_b) == 0,
            lambda: (np.array([1, 1]), np.array([-2.0, 1.0]), np.array([-1.0, -1.0])),
            "Your line a makes fewer mistakes, and both lines have the same perceptron loss: it prefers neither.",
            "Make the mistakes of a a little worse.",
        ),
    ),
    alternatives=(
        lambda: ([-1, -1], [10, -1], [0.5, 0.5]),
        lambda: (np.array([1.0, -1.0, 1.0, -1.0]), np.array([5.0, 5.0, 5.0, -5.0]), np.array([-2.0, 1.0, 1.0, 1.0])),
    ),
)
