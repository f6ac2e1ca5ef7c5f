"""A mean squared error that gets labels and predictions in two shapes, to be caught at a perfect prediction."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def mse_of_column(y_true, y_pred):
    """Mean of (yₙ − ŷₙ)², row by row; y_true (N,), y_pred (N, 1)."""
    return ((y_true - y_pred[:, 0]) ** 2).mean()


def careless_mse(y_true, y_pred):
    """Mean of all the differences that (N,) − (N, 1) makes."""
    return ((y_true - y_pred) ** 2).mean()


def punished_prediction():
    """Two rows far apart, each predicted exactly."""
    return np.array([0.0, 6.0]), np.array([[0.0], [6.0]])


PUNISHED_PREDICTION = break_it_question(
    difficulty="medium",
    minutes=5,
    points=1,
    reference=punished_prediction,
    takes=(Input("y_true", "N"), Input("y_pred", "N 1")),
    right=mse_of_column,
    broken=careless_mse,
    margin=1.0,
    section="Three losses for an error: MSE, MAE, Huber",
    hints=(
        "Before the square stands a difference of two arrays. Print its shape for three rows.",
        "(N,) and (N, 1) broadcast to (N, N): each target meets the prediction of every row. What is in row i, column j?",
        "Off the diagonal stands a target minus the prediction of another row. When is that far from 0, though each row's own "
        "prediction is exact?",
    ),
    hides=(
        Hides(
            "not_perfect",
            lambda y_true, y_pred: mse_of_column(y_true, y_pred) > 0,
            lambda: (np.array([0.0, 6.0]), np.array([[6.0], [0.0]])),
            "Your prediction is not perfect: the true loss is above 0, too.",
            "Every row's prediction must be that row's target.",
            always=True,
        ),
        Hides(
            "one_row",
            lambda y_true, y_pred: len(y_true) == 1,
            lambda: (np.array([7.0]), np.array([[7.0]])),
            "With one row there is only one difference, its own: the loss is 0, and rightly.",
            "What is compared with what, if there are two rows?",
        ),
        Hides(
            "all_alike",
            lambda y_true, y_pred: np.ptp(y_true) == 0,
            lambda: (np.array([3.0, 3.0]), np.array([[3.0], [3.0]])),
            "All your targets are equal. Whichever of them meets a prediction, the difference is 0, and the fault does not show.",
            "What is compared with what, if there are two rows?",
        ),
    ),
    alternatives=(
        lambda: ([1, 2, 3, 4], [[1], [2], [3], [4]]),
        lambda: (np.arange(8) - 4, (np.arange(8) - 4).reshape(-1, 1)),
    ),
)
