"""The path that many steps downhill make."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def descent_path(w, gradient, learning_rate, steps):
    """The start, then w − η·gradient(w) again and again: (steps + 1, n)."""
    path = [w]
    for _ in range(steps):
        w = w - learning_rate * gradient(w)
        path.append(w)
    return np.array(path)


def path_preallocated(w, gradient, learning_rate, steps):
    """Rows of an array, filled one after the other."""
    path = np.zeros((steps + 1, len(w)))
    path[0] = w
    for t in range(steps):
        path[t + 1] = path[t] - learning_rate * gradient(path[t])
    return path


def path_in_place(w, gradient, learning_rate, steps):
    """On a copy, with a copy kept of every point; a list of lists."""
    w, path = w.copy(), [w.tolist()]
    while len(path) <= steps:
        w -= learning_rate * gradient(w)
        path.append(w.tolist())
    return path


def path_recursive(w, gradient, learning_rate, steps):
    """A point, and the path from the next one."""
    w = np.asarray(w, dtype=np.float32)
    if steps == 0:
        return w[None]
    return np.vstack([w, path_recursive(w - learning_rate * gradient(w), gradient, learning_rate, steps - 1)])


def bowl_cases(rng):
    """Convex bowls in which the coordinates act together, stepped down with half the largest stable rate or less."""
    cases = []
    for n, steps, share in [(3, 12, 0.4), (4, 9, 0.15), (1, 7, 0.3)]:
        root = rng.normal(size=(n, n)) + np.eye(n)
        curvature = root @ root.T + 0.3 * np.eye(n)
        centre = 2 * away_from_zero(rng, n)

        def gradient(w, curvature=curvature, centre=centre):
            return curvature @ (np.asarray(w) - centre)

        learning_rate = float(share * 2 / np.linalg.eigvalsh(curvature).max())
        start = centre + 3 * away_from_zero(rng, n)
        cases.append(Case((start, gradient, learning_rate, steps), {"eta": round(learning_rate, 4), "steps": steps}))
    return cases


DESCENT_PATH = Question(
    difficulty="medium",
    minutes=6,
    points=2,
    parts=("path",),
    reference=descent_path,
    cases=bowl_cases,
    section="One step downhill",
    hints=(
        "A loop that makes `steps` steps and keeps every point in a list. The start goes into the list before the loop.",
        "Each step asks for the gradient at the point where you are now, not at the start.",
        "Inside the loop: w = w - learning_rate * gradient(w), then append w. At the end np.array(the list).",
    ),
    misconceptions=(
        Misconception(
            "gradient_of_the_start",
            edit(descent_path, "gradient(w) → gradient(path[0])"),
            "Your gradient stays that of the start. The path goes straight on and never slows down.",
            "Ask `gradient(w)` inside the loop, at the newest w.",
        ),
        Misconception(
            "always_from_the_start",
            edit(descent_path, "= w - → = path[0] -"),
            "Every step begins at the start again. Only the first step is right.",
            "The new point is the last point minus the step: both `w` in w − η·gradient(w) are the same.",
        ),
        Misconception(
            "uphill",
            edit(descent_path, "w - → w +"),
            "You climb.",
            "w minus learning_rate · gradient(w).",
        ),
        Misconception(
            "learning_rate_missing",
            edit(descent_path, "learning_rate * → "),
            "The learning rate of {eta} is missing.",
            "The gradient gives direction and steepness; learning_rate says how far to go.",
        ),
        Misconception(
            "one_coordinate_at_a_time",
            edit(descent_path, "w = w → for axis in np.eye(len(w)): w = w", "gradient(w) → gradient(w) * axis"),
            "You move one coordinate and ask for the gradient again before the next. That is coordinate descent.",
            "One gradient for each step, and all coordinates move at once.",
        ),
        Misconception(
            "unit_steps",
            edit(descent_path, "gradient(w) → gradient(w) / np.linalg.norm(gradient(w))"),
            "All your steps are equally long. You divided the gradient by its length.",
            "The step is learning_rate · gradient(w) as it is: long where it is steep, short near the bottom.",
        ),
        Misconception(
            "same_array_in_every_place",
            edit(descent_path, "path = [w] → path = [w := w.copy()]", "w = w - → w -= "),
            "All {steps} points after the start, and the start too, are the last point. One array was changed in place "
            "and appended again and again.",
            "`w -= …` changes the array that is in the list already. Write `w = w - …`, or append `w.copy()`.",
        ),
        Misconception(
            "start_missing",
            edit(descent_path, "path = [w] → path = []"),
            "Your path lacks the start: it is {yours}, expected {expected} for {steps} steps.",
            "A path of {steps} steps has one point more than steps. Put w into the list before the loop.",
        ),
        Misconception(
            "last_point_missing",
            edit(descent_path, "range(steps) → range(steps - 1)"),
            "Your path ends one step early: it is {yours}, expected {expected} for {steps} steps.",
            "Append w after the step, or let the loop run once more.",
        ),
    ),
    alternatives=(path_preallocated, path_in_place, path_recursive),
)
