"""The gradient by central differences."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question
from dlcourse.checks.engine.tabulated import tabulated


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


def numerical_gradient_in_place(f, w, h):
    """In place on a copy that keeps the type of w, each entry put back by arithmetic: right for floats alone."""
    w, gradient = w.copy(), np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        w[i] += h
        above = f(w)
        w[i] -= 2 * h
        gradient[i] = (above - f(w)) / (2 * h)
        w[i] += h
    return gradient


def sum_of_squares(w):
    """The text's example."""
    return (w**2).sum()


def curved(rng, w):
    """Return a curved function in which the entries act together, and which is steep at w in every entry."""
    a, b = away_from_zero(rng, w.shape), away_from_zero(rng, w.shape)

    def gentle(w):
        return np.sum(a * np.exp(w / 2)) + np.sin(np.sum(b * w)) + np.sum(w * w)

    slopes = 2.0 * np.where(a * np.exp(w / 2) / 2 + b * np.cos(np.sum(b * w)) + 2 * w < 0, -1, 1)  # ∂gentle/∂w
    return lambda w: gentle(w) + np.sum(slopes * w)


def parabola(rng, shape):
    """Return a function of second degree in which the entries act together: a central difference of any step is exact."""
    a, b = away_from_zero(rng, shape), away_from_zero(rng, shape)
    return lambda w: np.sum(a * w * w) + np.sum(b * w) ** 2 + np.sum(b * w)


def wave(w):
    """A function that turns fast: a step of 10⁻³ is too wide."""
    return np.sum(np.sin(6 * w) * np.array([1.0, -2.0, 1.5]))


def high_up(w):
    """A function of large values: with a step of 10⁻⁷ or less, the difference of two of them is mostly rounding."""
    return 30000.0 + np.sum(w**3 * np.array([[1.1, -2.3], [1.7, 0.9], [-1.3, 2.1]]))


def points_around(w, h):
    """Yield w, and the points at a distance of h to either side of it along each axis."""
    w = np.array(w, dtype=float)
    yield w
    for i in np.ndindex(w.shape):
        for step in (h, -h):
            moved = w.copy()
            moved[i] += step
            yield moved


def of_one_function(f, w, h, why=""):
    """Return the case of a function, of which an answer in a sandbox need not ask for each value."""
    return Case((tabulated(f, points_around(w, h)), w, h), {"entries": w.size}, why=why)


def numerical_gradient_cases(rng):
    """The text's example; arrays of any shape; whole numbers; a wide step; a function that turns fast, one of large values."""
    cases = [of_one_function(sum_of_squares, np.array([3, -1]), 1e-5, "the text's example, of whole numbers")]
    for shape, why in (
        ((2, 3), ""),
        ((4,), ""),
        ((2, 2), "a square matrix"),
        ((2, 1, 3), "an array with three axes"),
        ((1,), "a single entry"),
    ):
        w = rng.normal(size=shape)
        cases.append(of_one_function(curved(rng, w), w, 1e-4, why))
    whole = rng.permutation([2, -1, 3, 0])
    cases.append(of_one_function(curved(rng, whole), whole, 1e-4, "whole numbers"))
    w = rng.normal(size=(3, 2))
    cases.append(of_one_function(parabola(rng, (3, 2)), w, 0.5, "a step of h = 0.5"))
    cases.append(of_one_function(wave, np.array([0.3, -0.7, 1.1]), 1e-4, "a function that turns fast"))
    high = np.array([[0.9, -1.2], [1.4, 0.6], [-0.8, 1.3]])
    cases.append(of_one_function(high_up, high, 1e-4, "a function of large values"))
    return cases


def own_step(size):
    """Return the misconception of a step of one's own in the place of h."""
    much = (
        "too wide: where f turns fast, the slope between two points is not that at one"
        if size > 1e-6
        else (
            "too small: f(w + h) and f(w − h) agree in nearly all digits, and what is left of their difference is rounding"
        )
    )
    return Misconception(
        f"own_step_{size:.0e}".replace("-0", "_").replace("-", "_"),
        edit(numerical_gradient, "gradient = np → h = " + str(size) + "\n    gradient = np"),
        f"You use a step of your own, about {size:g}, and not h. It is {much}.",
        "`h` is an argument of your function.",
    )


NUMERICAL_GRADIENT = Question(
    difficulty="medium",
    minutes=10,
    parts=("gradient",),
    points=1,
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
            "You took a step upwards only. Its error shrinks like h, that of central differences like h².",
            "The formula has a step on either side, and so another distance below the line.",
        ),
        Misconception(
            "backward_difference",
            edit(numerical_gradient, "(f(up) - f(down)) / (2 * h) → (f(w) - f(down)) / h"),
            "You took a step downwards only. Its error shrinks like h, that of central differences like h².",
            "The formula has a step on either side, and so another distance below the line.",
        ),
        Misconception(
            "divided_by_h",
            edit(numerical_gradient, "(2 * h) → h"),
            "Your {part} is twice the expected one: you divided by h.",
            "How far is it from w − h to w + h?",
        ),
        Misconception(
            "forward_difference_over_two",
            edit(numerical_gradient, "f(up) - f(down) → f(up) - f(w)"),
            "You took a step upwards only, and divided by 2h.",
            "Above the line belongs f at both ends of the distance below it.",
        ),
        Misconception(
            "parentheses_missing",
            edit(numerical_gradient, "(2 * h) → 2 * h"),
            "Your {part} is h² times the expected one: `/ 2 * h` divides by 2 and then multiplies by h.",
            "Division and multiplication are done from left to right. Put the whole denominator into brackets.",
        ),
        Misconception(
            "not_divided",
            edit(numerical_gradient, " / (2 * h) → "),
            "Your {part} is the difference itself: the division by the distance is missing.",
            "A slope is a difference of f over a distance.",
        ),
        Misconception(
            "not_restored",
            edit(numerical_gradient, "w.copy(), w.copy() → w.copy(), w"),
            "Each entry stays moved when the next one's turn comes.",
            "While one entry moves, all others should be where they were.",
        ),
        Misconception(
            "not_restored_above",
            edit(numerical_gradient, "w.copy(), w.copy() → w, w.copy()"),
            "Each entry stays moved when the next one's turn comes.",
            "While one entry moves, all others should be where they were.",
        ),
        Misconception(
            "all_at_once",
            edit(numerical_gradient, "up[i] → up[:]", "down[i] → down[:]"),
            "You moved all entries at once: every entry of your {part} is {yours}, the sum of the gradient.",
            "Move one entry, keep the others where they are, and ask f; then the next.",
        ),
        Misconception(
            "whole_rows",
            edit(numerical_gradient, "np.ndindex(w.shape) → range(len(w))"),
            "You moved whole rows at once. For a vector that is right; for w with more axes every entry of a row gets the sum "
            "of the row.",
            "Each entry of w is moved by itself, whatever the number of axes.",
        ),
        Misconception(
            "whole_numbers",
            edit(numerical_gradient, ", dtype=float → "),
            "Where w holds whole numbers, w + h is cut back to a whole number: {entry} is {yours}, expected {expected}.",
            "NumPy keeps an array's type when you write into it. Which type should your copy have?",
        ),
        Misconception(
            "whole_numbers_in_place",
            numerical_gradient_in_place,
            "Where w holds whole numbers, every step is cut back to a whole number: {entry} is {yours}, expected {expected}.",
            "NumPy keeps an array's type when you write into it. Which type should your copy have?",
        ),
        Misconception(
            "step_lost_in_whole_numbers",
            lambda f, w, h: numerical_gradient(f, w, h) * (np.asarray(w).dtype.kind == "f"),
            "Where w holds whole numbers, your {part} is 0: w has not moved at all between your two calls of f.",
            "A step of h is lost in whole numbers. Which type should your copy of w have?",
        ),
        Misconception(
            "whole_numbers_cut",
            edit(
                numerical_gradient,
                "w = np.array(w, dtype=float)\n    gradient = np.zeros(w.shape) → gradient = np.zeros_like(w)\n    w = np.array(w, dtype=float)",
            ),
            "Where w holds whole numbers, your {part} is cut to whole numbers: `np.zeros_like(w)` has the type of w.",
            "Which type has the array that you write into? Ask for one of floats.",
        ),
        Misconception(
            "flattened",
            lambda f, w, h: numerical_gradient(lambda v: f(v), np.ravel(w), h).reshape(w.shape),
            "f gets a flat array from you, where it expects one of the shape of w: that works for vectors alone.",
            "In which shape must w be when f is asked?",
        ),
        Misconception(
            "flat_result",
            edit(numerical_gradient, "return gradient → return gradient.ravel()"),
            "Your {part} is flat: it is {yours}, expected {expected}.",
            "The gradient has the shape of w.",
        ),
        Misconception(
            "columns_first",
            edit(numerical_gradient, "return gradient → return gradient.ravel().reshape(w.shape, order='F')"),
            "The right numbers stand in the wrong places: they were found row by row, and filled in column by column.",
            "In which order does `reshape` fill an array, and in which did you find the slopes?",
        ),
        Misconception(
            "wrong_sign",
            edit(numerical_gradient, "f(up) - f(down) → f(down) - f(up)"),
            "Your {part} has the wrong sign.",
            "Uphill is positive: which of the two values is subtracted?",
        ),
        Misconception(
            "step_scaled",
            edit(numerical_gradient, "up[i] += h → up[i] += h * up[i]", "down[i] -= h → down[i] -= h * down[i]"),
            "Your steps are h times the entry, and you divided by 2h: each slope is multiplied by its entry.",
            "The step is h itself, for every entry.",
        ),
        Misconception(
            "single_precision",
            edit(numerical_gradient, "dtype=float → dtype=np.float32"),
            "You worked with float32: with its seven digits, little is left of the difference of two values that are nearly "
            "equal. {entry} is {yours}, expected {expected}.",
            "Which type has your copy of w? `float` has sixteen digits.",
        ),
        Misconception(
            "last_entry_left_out",
            edit(numerical_gradient, "np.ndindex(w.shape) → list(np.ndindex(w.shape))[:-1]"),
            "The last entry of your {part} is never filled in.",
            "How far does your loop run? `range(n)` ends at n − 1 already.",
        ),
        *(own_step(size) for size in (0.1, 1e-2, 1e-3, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15)),
        Misconception(
            "forward_difference_with_wrong_sign",
            edit(numerical_gradient, "(f(up) - f(down)) / (2 * h) → (f(w) - f(up)) / h"),
            "You took a step upwards only, and the sign is wrong.",
            "The formula has a step on either side. And uphill is positive.",
        ),
    ),
    alternatives=(numerical_gradient_flat, numerical_gradient_four_points, numerical_gradient_directions),
)
