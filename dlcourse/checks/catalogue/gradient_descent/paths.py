"""The path that many steps downhill make."""

from collections.abc import Callable
from dataclasses import dataclass

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


def path_that_stops(w, gradient, learning_rate, steps):
    """No step where the gradient is nearly 0."""
    path = [w]
    for _ in range(steps):
        if np.linalg.norm(gradient(w)) < 1e-8:
            break
        w = w - learning_rate * gradient(w)
        path.append(w)
    return np.array(path)


def path_with_momentum(w, gradient, learning_rate, steps):
    """A velocity that remembers nine tenths of the last."""
    path, velocity = [w], 0
    for _ in range(steps):
        velocity = 0.9 * velocity + gradient(w)
        w = w - learning_rate * velocity
        path.append(w)
    return np.array(path)


@dataclass(frozen=True)
class Gradient:
    """The gradient of a loss, and its text as a learner could write it."""

    slope: Callable
    text: str

    def __call__(self, w):
        """Return ∇L(w)."""
        return self.slope(np.asarray(w))

    def __repr__(self):
        return self.text


EXAMPLE = Gradient(lambda w: np.array([1.0, 4.0]) * w, "lambda w: np.array([1.0, 4.0]) * w")
TWO_VALLEYS = Gradient(
    lambda w: w**3 - w, "lambda w: w**3 - w"
)  # of Σ (w² − 1)²/4, with a hill at 0 between two valleys


def bowl(rng, n, centre=None):
    """The gradient, the minimum and the largest curvature of a convex bowl in which the coordinates act together."""
    root = rng.normal(size=(n, n)) + np.eye(n)
    curvature = np.round(root @ root.T + 0.3 * np.eye(n), 3)
    centre = np.round(2 * away_from_zero(rng, n), 3) if centre is None else centre
    text = f"lambda w: np.array({curvature.tolist()}) @ (w - np.array({centre.tolist()}))"
    return Gradient(lambda w: curvature @ (w - centre), text), centre, np.linalg.eigvalsh(curvature).max()


def path_cases(rng):
    """The exercise's example; bowls with small steps, with leaps across and beyond the limit; a start at the minimum and
    one very near it; a loss that is no bowl; one step, many steps.
    """
    cases = [
        Case((np.ones(2), EXAMPLE, 0.1, 2), {"eta": 0.1, "steps": 2}, why="the example of the exercise"),
    ]
    for n, steps, share, why in [
        (3, 12, 0.4, ""),
        (4, 9, 0.15, ""),
        (1, 7, 0.3, "one coordinate"),
        (2, 1, 0.3, "one step"),
        (3, 8, 0.95, "steps that leap across the minimum"),
        (2, 6, 1.15, "a learning rate beyond the limit"),
        (2, 150, 0.004, "many steps"),
    ]:
        gradient, centre, steepest = bowl(rng, n)
        learning_rate = float(share * 2 / steepest)
        sizes = {"eta": round(learning_rate, 4), "steps": steps}
        cases.append(Case((centre + 3 * away_from_zero(rng, n), gradient, learning_rate, steps), sizes, why))
    gradient, centre, steepest = bowl(rng, 3)
    sizes = {"eta": round(0.5 / steepest, 4), "steps": 4}
    cases.append(Case((centre, gradient, float(0.5 / steepest), 4), sizes, why="a start at the minimum"))
    gradient, centre, steepest = bowl(rng, 2, np.zeros(2))
    sizes = {"eta": round(0.5 / steepest, 4), "steps": 5}
    start = 1e-14 * away_from_zero(rng, 2)
    cases.append(Case((start, gradient, float(0.5 / steepest), 5), sizes, why="a start near the minimum"))
    start = np.array([0.1, -0.4, 1.7]) * rng.uniform(0.9, 1.1)
    cases.append(Case((start, TWO_VALLEYS, 0.2, 10), {"eta": 0.2, "steps": 10}, why="a loss that is no bowl"))
    return cases


DESCENT_PATH = Question(
    difficulty="medium",
    minutes=6,
    points=2,
    parts=("path",),
    reference=descent_path,
    cases=path_cases,
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
            "The slope changes on the way: where should `gradient` be asked?",
        ),
        Misconception(
            "always_from_the_start",
            edit(descent_path, "= w - → = path[0] -"),
            "Every step begins at the start again, with the gradient of the newest point.",
            "The new point is the last point minus the step. Which point do you subtract from?",
        ),
        Misconception(
            "first_step_repeated",
            edit(descent_path, "= w - → = path[0] -", "gradient(w) → gradient(path[0])"),
            "All points after the start are the same one: each step begins at the start, with the start's gradient.",
            "What should the second step know about the first?",
        ),
        Misconception(
            "gradient_ahead",
            edit(descent_path, "gradient(w) → gradient(w - learning_rate * gradient(w))"),
            "Your gradient is not taken where you stand, but one step ahead of it.",
            "Count how often w moves before `gradient` is asked.",
        ),
        Misconception(
            "uphill",
            edit(descent_path, "w - → w +"),
            "Your path climbs: every step goes along the gradient, not against it.",
            "Which way does the gradient point?",
        ),
        Misconception(
            "learning_rate_missing",
            edit(descent_path, "learning_rate * → "),
            "Your steps are whole gradients: the learning rate of {eta} is missing.",
            "The gradient gives direction and steepness; something else says how far to go.",
        ),
        Misconception(
            "learning_rate_twice",
            edit(descent_path, "learning_rate * → learning_rate**2 *"),
            "The learning rate of {eta} is in each of your steps twice.",
            "Follow learning_rate through your lines: it should meet the gradient once.",
        ),
        Misconception(
            "two_too_many",
            edit(descent_path, "learning_rate * → 2 * learning_rate *"),
            "Your steps are twice as long as they should be.",
            "`gradient(w)` is the whole gradient already. Is there a 2 of your own, or is w moved twice in a step?",
        ),
        Misconception(
            "shrinking_rate",
            edit(descent_path, "for _ → for t", "learning_rate * → learning_rate / (t + 1) *"),
            "Your learning rate shrinks: the second step is made with a half of it, the third with a third.",
            "In this question the learning rate is the same in every step.",
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
            "All your steps are equally long: you divided the gradient by its length.",
            "A gradient descends in long steps where it is steep and in short ones near the bottom.",
        ),
        Misconception(
            "signs_only",
            edit(descent_path, "gradient(w) → np.sign(gradient(w))"),
            "Only the signs of the gradient are left in your steps: every coordinate moves by {eta}.",
            "How steep it is belongs to the step as well as the direction.",
        ),
        Misconception(
            "gradient_not_asked",
            edit(descent_path, "gradient(w) → w"),
            "You subtracted learning_rate · w, and `gradient` was never used.",
            "That would be the gradient of w²/2. Here the loss is any one: who knows its slope?",
        ),
        Misconception(
            "step_for_point",
            edit(descent_path, "w - learning_rate → -learning_rate"),
            "Your new point is the step alone.",
            "A step starts somewhere: what is it added to?",
        ),
        Misconception(
            "momentum_added",
            path_with_momentum,
            "Your steps remember nine tenths of the step before. That is momentum.",
            "Each step here depends on the gradient at the newest point and on nothing else.",
        ),
        Misconception(
            "gradients_pile_up",
            edit(descent_path, "path = [w] → path, pile = [w], 0", "gradient(w) → (pile := pile + gradient(w))"),
            "Each step uses all gradients so far, added up: the first step is right, and in the second the first gradient is "
            "still there.",
            "A step uses the gradient at the newest point alone. Is there a sum that is never set back to 0, or a `+=` for "
            "a `=`?",
        ),
        Misconception(
            "stopped_early",
            path_that_stops,
            "You stop where the gradient is nearly 0: your path is {yours}, expected {expected}.",
            "The question asks for `steps` steps, wherever they lead; standing still is a step, too.",
        ),
        Misconception(
            "stopped_after_a_short_step",
            edit(
                path_that_stops, "np.linalg.norm(gradient(w)) → len(path) > 1 and np.linalg.norm(path[-1] - path[-2])"
            ),
            "You stop as soon as a step is very short: your path is {yours}, expected {expected}.",
            "The question asks for `steps` steps, wherever they lead; standing still is a step, too.",
        ),
        Misconception(
            "same_array_in_every_place",
            edit(descent_path, "path = [w] → path = [w := w.copy()]", "w = w - → w -= "),
            "All {steps} points after the start, and the start too, are the last point. One array was changed in place "
            "and appended again and again.",
            "What does `-=` do to an array that is in your list already?",
        ),
        Misconception(
            "same_array_after_the_start",
            edit(descent_path, "path = [w] → path, w = [w], w.copy()", "w = w - → w -= "),
            "The start is kept, but every point after it shows the last one. One array was changed in place and appended "
            "again and again.",
            "What does `-=` do to an array that is in your list already?",
        ),
        Misconception(
            "start_overwritten",
            edit(
                descent_path, "path = [w] → path = [w := w.copy()]", "w = w - → w -= ", "append(w) → append(w.copy())"
            ),
            "The first row of your path should be the start, and it is the last point: that array was changed in place.",
            "The later points are copies. What about the one that went into the list before the loop?",
        ),
        Misconception(
            "start_missing",
            edit(descent_path, "path = [w] → path = []"),
            "Your path lacks the start: it is {yours}, expected {expected} for {steps} steps.",
            "A way of {steps} steps has one point more than steps.",
        ),
        Misconception(
            "last_point_missing",
            edit(descent_path, "range(steps) → range(steps - 1)"),
            "Your path ends one step early: it is {yours}, expected {expected} for {steps} steps.",
            "Count the points in your list when the loop is over. Is the last one in it?",
        ),
        Misconception(
            "one_step_too_many",
            edit(descent_path, "range(steps) → range(steps + 1)"),
            "Your path goes one step too far: it is {yours}, expected {expected} for {steps} steps.",
            "How often does the loop run, and how many points are in the list before it?",
        ),
        Misconception(
            "one_step",
            edit(descent_path, "range(steps) → range(1)"),
            "You made one step of {steps}: your path is {yours}, expected {expected}.",
            "Is the `return` inside the loop?",
        ),
        Misconception(
            "last_point_only",
            edit(descent_path, "np.array(path) → path[-1]"),
            "You returned the last point only: your path is {yours}, expected {expected}.",
            "The question asks for all points of the way, the start first.",
        ),
        Misconception(
            "transposed",
            edit(descent_path, "np.array(path) → np.array(path).T"),
            "Your points stand in columns: your path is {yours}, expected {expected}.",
            "One row for each point.",
        ),
        Misconception(
            "gradients_for_points",
            edit(
                descent_path,
                "w = w - → w, slope = w -",
                "* gradient(w) → * gradient(w), gradient(w)",
                "append(w) → append(slope)",
            ),
            "After the start your path holds the gradients, not the points.",
            "What do you append: where you are, or the slope there?",
        ),
    ),
    alternatives=(path_preallocated, path_in_place, path_recursive),
)
