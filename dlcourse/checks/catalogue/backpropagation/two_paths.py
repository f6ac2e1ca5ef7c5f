"""Two paths from one weight to the loss: factors multiply along a path, paths add up."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def two_paths_gradient(x, y, w, u1, u2, v1, v2):
    """∂L/∂w = ∂L/∂ŷ · [v1 (1 − o21²) u1 + v2 (1 − o22²) u2] · x."""
    o1 = w * x
    o21, o22 = np.tanh(u1 * o1), np.tanh(u2 * o1)
    y_pred = v1 * o21 + v2 * o22
    first, second = v1 * (1 - o21**2) * u1, v2 * (1 - o22**2) * u2
    return 2 * (y_pred - y) * (first + second) * x


def two_paths_by_blame(x, y, w, u1, u2, v1, v2):
    """Another way round: accumulate the gradient of o1, path by path."""
    o1, do1, paths = float(w * x), 0.0, ((u1, v1), (u2, v2))
    y_pred = sum(v * np.tanh(u * o1) for u, v in paths)
    for u, v in paths:
        do1 += 2 * (y_pred - y) * v * u / np.cosh(u * o1) ** 2
    return do1 * x


def two_paths_complex_step(x, y, w, u1, u2, v1, v2):
    """The derivative by a complex step, exact to rounding."""
    z = (w + 1e-20j) * x
    return ((v1 * np.tanh(u1 * z) + v2 * np.tanh(u2 * z) - y) ** 2).imag / 1e-20


def two_paths_as_array(x, y, w, u1, u2, v1, v2):
    """Both paths at once, as a dot product; returns an array of one number."""
    u, v = np.array([u1, u2]), np.array([v1, v2])
    o2 = np.tanh(u * (w * x))
    return np.array([2 * (v @ o2 - y) * ((v * (1 - o2**2)) @ u) * x])


def two_paths_cases(rng):
    """Eight nets with weights of either sign, none near 0 or ±1 times another."""
    return [Case(tuple(np.round(away_from_zero(rng, 7), 2).tolist())) for _ in range(8)]


TWO_PATHS = Question(
    name="two_path_gradient",
    difficulty="easy",
    minutes=8,
    parts=("dw",),
    points=2,
    reference=two_paths_gradient,
    cases=two_paths_cases,
    section="Two paths: add",
    hints=(
        "w reaches the loss by two roads: through o21 and through o22. Write down the factors met on each road.",
        "On the road through o21 you meet v1, then 1 − o21² (the slope of tanh), then u1. The other road is alike.",
        "Add the two roads' products, then multiply by what both share: 2(ŷ − y) in front and x at the end.",
    ),
    misconceptions=(
        Misconception(
            "last_path_only",
            edit(two_paths_gradient, "first + second → second"),
            "Your {part} holds only the path through o22 ({yours}, expected {expected}): the path through o21 is lost.",
            "Is there an `=` where a `+=` should be? The second path must not overwrite the first.",
        ),
        Misconception(
            "first_path_only",
            edit(two_paths_gradient, "first + second → first"),
            "Your {part} holds only the path through o21 ({yours}, expected {expected}): w also acts through o22.",
            "Follow every arrow that leaves o1. There are two.",
        ),
        Misconception(
            "paths_multiplied",
            edit(two_paths_gradient, "first + second → first * second"),
            "You multiplied the two paths ({yours}, expected {expected}); factors multiply along a path, paths add up.",
            "A small change of w changes ŷ a little through o21 and a little through o22. The changes add.",
        ),
        Misconception(
            "paths_averaged",
            edit(two_paths_gradient, "(first + second) → (first + second) / 2"),
            "Your {part} is half the expected one ({yours}, expected {expected}): you averaged the two paths, or left "
            "out the 2 of 2(ŷ − y).",
            "The paths add; nothing divides by how many there are. And L = (ŷ − y)² has the slope 2(ŷ − y).",
        ),
        Misconception(
            "wrong_sign",
            edit(two_paths_gradient, "y_pred - y → y - y_pred"),
            "Your {part} has the wrong sign ({yours}, expected {expected}): you used y − ŷ where ŷ − y belongs.",
            "∂(ŷ − y)²/∂ŷ = 2(ŷ − y). With y − ŷ a minus must stand in front.",
        ),
        Misconception(
            "through_the_weights",
            edit(two_paths_gradient, ") * u1 → ) * o1", ") * u2 → ) * o1"),
            "Your chain passes through the weights u1 and u2 ({yours}, expected {expected}): you used ∂o21/∂u1 = "
            "(1 − o21²)·o1 where ∂o21/∂o1 = (1 − o21²)·u1 belongs.",
            "u1 does not depend on w. The chain runs through the outputs: ŷ, o21, o1, w.",
        ),
        Misconception(
            "activation_slope_missing",
            edit(two_paths_gradient, "(1 - o21**2) * u1 → u1", "(1 - o22**2) * u2 → u2"),
            "The slope of tanh is missing ({yours}, expected {expected}): you went through o21 and o22 as if they were "
            "linear.",
            "o21 = tanh(u1·o1), so ∂o21/∂o1 = (1 − o21²)·u1.",
        ),
        Misconception(
            "stopped_at_o1",
            edit(two_paths_gradient, "(first + second) * x → (first + second)"),
            "You stopped one step early: {yours} is ∂L/∂o1, and ∂L/∂w is {expected}.",
            "o1 = w·x: the last factor of the chain is ∂o1/∂w = x.",
        ),
    ),
    alternatives=(two_paths_by_blame, two_paths_complex_step, two_paths_as_array),
)
