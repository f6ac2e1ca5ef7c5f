"""A perceptron without a bias, and two points that defeat it."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def mistakes_with_bias(x, y):
    """Return how many points are wrong after 1000 epochs of the trick, with x₀ = 1."""
    return mistakes_without_bias(np.column_stack([np.ones(len(x)), x]), y)


def mistakes_without_bias(x, y):
    """Return how many points are wrong after 1000 epochs of the trick, from w = 0."""
    w = np.zeros(x.shape[1])
    for _ in range(1000):
        for row, label in zip(x, y, strict=True):
            w = w + (label - (row @ w >= 0)) * row
        if np.array_equal(x @ w >= 0, y):
            return 0
    return int(((x @ w >= 0) != y).sum())


def points_for_a_bias():
    """Two points in one direction from the origin."""
    return np.array([[1.0, 1.0], [2.0, 2.0]]), np.array([0, 1])


POINTS_FOR_A_BIAS = break_it_question(
    difficulty="medium",
    minutes=6,
    points=1,
    reference=points_for_a_bias,
    takes=(Input("x", "2 2"), Input("y", "2", low=0, high=1, whole=True)),
    right=mistakes_with_bias,
    broken=mistakes_without_bias,
    margin=1.0,
    forbids=((lambda x, y: not x.any(axis=1).all(), "One of your points is the origin; choose others."),),
    section="A neuron: weights, bias, step",
    hints=(
        "Without a bias, where does every line pass, whatever w is?",
        "A line through the origin has one side for all that lies in one direction from there. Draw a ray from the origin.",
        "Put both points on one ray. Can the line pass between them?",
    ),
    hides=(
        Hides(
            "same_point",
            lambda x, y: mistakes_with_bias(x, y) > 0,
            lambda: (np.array([[1.0, 2.0], [1.0, 2.0]]), np.array([0, 1])),
            "Not even the perceptron with a bias gets your two points right within 1000 epochs.",
            "The points must be far enough from each other for a line to pass between them.",
            always=True,
        ),
        Hides(
            "one_class",
            lambda x, y: y[0] == y[1],
            lambda: (np.array([[1.0, 2.0], [3.0, 1.0]]), np.array([1, 1])),
            "Both points have the same label, and one side of a line through the origin holds them both.",
            "The line should have to pass between the two.",
        ),
        Hides(
            "other_directions",
            lambda x, y: True,
            lambda: (np.array([[1.0, 2.0], [3.0, 1.0]]), np.array([0, 1])),
            "From the origin, your two points lie in different directions: a line through the origin passes between them.",
            "Every line without a bias passes through the origin. Where may it not pass?",
        ),
    ),
    alternatives=(
        lambda: ([[5, 0], [1, 0]], [0, 1]),
        lambda: (np.array([[-2.0, 4.0], [-1.0, 2.0]]), np.array([1, 0])),
    ),
)
