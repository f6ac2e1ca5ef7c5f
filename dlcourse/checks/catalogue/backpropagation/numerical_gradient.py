"""The gradient by central differences."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def numerical_gradient(f, w, h):
    """(f(w + h·eᵢ) − f(w − h·eᵢ)) / 2h for each entry."""
    w = np.array(w, dtype=float)
    gradient = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / (2 * h)
    return gradient


def numerical_gradient_flat(f, w, h):
    """Over a flat view, each entry put back afterwards."""
    point = np.array(w, dtype=float)
    flat, slopes = point.reshape(-1), []
    for i, kept in enumerate(flat.tolist()):
        flat[i] = kept + h
        above = f(point)
        flat[i] = kept - h
        slopes.append((above - f(point)) / (2 * h))
        flat[i] = kept
    return np.reshape(slopes, point.shape)


def numerical_gradient_four_points(f, w, h):
    """The formula with four points, more exact still."""
    return (4 * numerical_gradient(f, w, h) - numerical_gradient(f, w, 2 * h)) / 3


def numerical_gradient_directions(f, w, h):
    """Steps as rows of a unit matrix."""
    w = np.asarray(w, dtype=float)
    steps = h * np.eye(w.size).reshape(w.size, *w.shape)
    return np.reshape([(f(w + s) - f(w - s)) / h / 2 for s in steps], w.shape).tolist()


def numerical_gradient_cases(rng):
    """Curved functions in which the entries act together; a matrix, a vector, whole numbers."""
    cases = []
    for w in (rng.normal(size=(2, 3)), rng.normal(size=4), np.array([2, -1, 3])):
        a, b = away_from_zero(rng, w.shape), away_from_zero(rng, w.shape)

        def f(w, a=a, b=b):
            return np.sum(a * np.exp(w / 2)) + np.sin(np.sum(b * w)) + np.sum(w * w)

        cases.append(Case((f, w, 3e-4), {"entries": w.size}))
    return cases


NUMERICAL_GRADIENT = Question(
    difficulty="medium",
    minutes=10,
    parts=("gradient",),
    points=2,
    reference=numerical_gradient,
    cases=numerical_gradient_cases,
    section="Is it right? Checking a gradient",
    hints=(
        "One entry of w at a time: move it up by h, ask f; move it down by h, ask f. All other entries stay.",
        "The slope is the difference of the two answers over the distance between the two places. How far apart are they?",
        "Work on a copy of floats, `np.array(w, dtype=float)`, and put each entry back before you move the next.",
    ),
    misconceptions=(
        Misconception(
            "forward_difference",
            edit(numerical_gradient, "f(down)) / (2 * h) → f(w)) / h"),
            "You took a step on one side only. Its error shrinks like h, that of central differences like h².",
            "Use f(w + h) and f(w − h), and divide by 2h.",
        ),
        Misconception(
            "divided_by_h",
            edit(numerical_gradient, "(2 * h) → h"),
            "Your {part} is twice the expected one: you divided by h.",
            "From w − h to w + h the distance is 2h.",
        ),
        Misconception(
            "parentheses_missing",
            edit(numerical_gradient, "(2 * h) → 2 * h"),
            "Your {part} is h² times the expected one: `/ 2 * h` divides by 2 and then multiplies by h.",
            "Write `/ (2 * h)`.",
        ),
        Misconception(
            "not_restored",
            edit(numerical_gradient, "w.copy(), w.copy() → w.copy(), w"),
            "Each entry stays moved when the next one's turn comes.",
            "After the two calls put the entry back to what it was, or start from a fresh copy of w.",
        ),
        Misconception(
            "all_at_once",
            edit(numerical_gradient, "up[i] → up[:]", "down[i] → down[:]"),
            "You moved all {entries} entries at once: every entry of your {part} is {yours}, the sum of the gradient.",
            "Move one entry, keep the others where they are, and ask f; then the next.",
        ),
        Misconception(
            "whole_numbers",
            edit(numerical_gradient, ", dtype=float → "),
            "Where w holds whole numbers, w + h is cut back to w, and your {part} is {yours} where {expected} is right.",
            "Begin with `w = np.array(w, dtype=float)`: NumPy keeps an array's type when you write into it.",
        ),
        Misconception(
            "wrong_sign",
            edit(numerical_gradient, "f(up) - f(down) → f(down) - f(up)"),
            "Your {part} has the wrong sign.",
            "It is f(w + h) − f(w − h): uphill is positive.",
        ),
    ),
    alternatives=(numerical_gradient_flat, numerical_gradient_four_points, numerical_gradient_directions),
)
