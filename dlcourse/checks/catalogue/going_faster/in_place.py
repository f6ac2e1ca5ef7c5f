"""An update in place: which arrays may be written into, and when an assignment writes nothing."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question


def walk_in_place(update, w, gradients, learning_rate, beta):
    """Keep one w and one v for all steps; after each, what the caller finds in w, v and the gradient it handed over."""
    start = w
    w, v = w.copy(), np.zeros_like(w)
    ws, vs, gs = [], [], []
    for g in gradients.copy():
        if update(w, v, g, learning_rate, beta) is Ellipsis:
            return ...
        ws.append(w.copy())
        vs.append(v.copy())
        gs.append(g.copy())
    # with β = 0 something written into v may leave it at 0
    if beta and np.array_equal(gs, gradients) and np.array_equal(w, start) and not v.any():
        raise AnswerError(
            "After all calls w and v are what they were before: your function writes into neither. `v = …` gives a new "
            "array an old name; `v *= …` and `v[:] = …` write into the array you were given."
        )
    return np.array(ws), np.array(vs), np.array(gs)


def momentum_in_place(w, v, g, learning_rate, beta):
    """v ← βv + ηg and w ← w − v, written into the arrays v and w; what is returned is not looked at."""
    v *= beta
    v += learning_rate * g
    w -= v
    return w, v, g


def broken_momentum(w, v, g, learning_rate, beta):
    """As the exercise shows it: the gradient is overwritten, and the new velocity never reaches the caller."""
    g *= learning_rate
    v = beta * v + g
    w -= v


def weights_first(w, v, g, learning_rate, beta):
    """w moved by the old velocity."""
    w -= v
    v *= beta
    v += learning_rate * g


def momentum_with_out(w, v, g, learning_rate, beta):
    """ufuncs with out=, one buffer for the step."""
    step = np.multiply(g, learning_rate)
    np.multiply(v, beta, out=v)
    np.add(v, step, out=v)
    np.subtract(w, v, out=w)


def momentum_by_slices(w, v, g, learning_rate, beta):
    """Assigned to slices; returns the arrays too."""
    v[:] = beta * v + learning_rate * g
    w[...] = w - v
    return w, v


def momentum_entry_by_entry(w, v, g, learning_rate, beta):
    """One number at a time."""
    for i in range(len(w)):
        v[i] = beta * v[i] + learning_rate * g[i]
        w[i] = w[i] - v[i]


def momentum_case(w, gradients, learning_rate, beta, why=""):
    """A case with the settings that a message may name."""
    return Case((np.array(w), np.array(gradients), learning_rate, beta), {"eta": learning_rate, "beta": beta}, why)


def steep_and_flat(rng):
    """The example, one weight, no memory, gradients of 0; then nine signed, uneven gradients; float32."""
    halves = 0.5 ** np.arange(9)[:, None]
    cases = [
        momentum_case([1.0, 2.0], [10.0, -20.0] * halves, 0.1, 0.9, "the example of the exercise, and on from there"),
        momentum_case([-0.5], 3.0 - 2 * halves, 0.05, 0.8, "one weight"),
        momentum_case([1.0, -1.0, 0.5], [2.0, -1.0, 0.3] * halves[::-1], 0.3, 0.0, "β = 0"),
        momentum_case([1.0, 2.0, 0.0], [0.0, 4.0, -1.0] * (abs(halves - 0.1) > 0.07), 0.2, 0.6, "gradients of 0"),
    ]
    for n, learning_rate, beta in [(3, 0.03, 0.9), (5, 0.2, 0.7)]:
        gradients = away_from_zero(rng, (9, n)) * 10.0 ** rng.integers(-1, 2, size=(9, n))
        cases.append(momentum_case(rng.normal(size=n), gradients, learning_rate, beta))
    return [*cases, in_single_precision(cases[4])]


MOMENTUM_IN_PLACE = Question(
    kind="debug",
    difficulty="medium",
    minutes=8,
    points=3,
    parts=("w", "v", "g"),
    returns="nothing: it writes into w and v",
    use=walk_in_place,
    inputs=("w", "gradients", "learning_rate", "beta"),
    steps=True,
    reference=momentum_in_place,
    cases=steep_and_flat,
    section="In place, and its traps",
    hints=(
        "Ask of each line: does it write into the caller's array, or does it make a new one and give it an old name?",
        "`a *= 2` and `a[:] = …` write into the array. `a = …` makes a name point elsewhere, and the caller never sees it.",
        "w and v are to be written into, g is not: learning_rate * g makes a new array and leaves g alone.",
        "For the velocity: v *= beta, then v += learning_rate * g.",
    ),
    misconceptions=(
        Misconception(
            "unchanged",
            broken_momentum,
            "This is the broken version still: {entry} is {yours}, expected {expected}. Two of its lines do what they "
            "should not.",
            "Print v and g before and after a call: which has changed, and which should have?",
        ),
        Misconception(
            "gradient_overwritten",
            edit(broken_momentum, "v = beta * v + g → v[:] = beta * v + g"),
            "Weights and velocity are right; the caller's gradient is still overwritten: {entry} is {yours}, expected "
            "{expected}, which is η = {eta} times as much.",
            "`g *= …` writes into the caller's array; `step = g` and `step = g[:]` are the same memory under another name.",
        ),
        Misconception(
            "velocity_renamed",
            edit(broken_momentum, "g *= learning_rate → g = learning_rate * g"),
            "The gradient is safe now; the new velocity still does not reach the caller, and step 1 alone is right: {entry} "
            "is {yours}, expected {expected}.",
            "`v = …` makes a new array called v. `v *= beta` and `v += …` write into the one you were given.",
        ),
        Misconception(
            "weights_renamed",
            edit(momentum_in_place, "w -= v → w = w - v"),
            "The caller's w stays where it was: {entry} is {yours}, expected {expected}. If you compute a new w, it is an "
            "array of its own.",
            "`w = …` makes a new array and gives it the old name. What writes into the one you were given?",
        ),
        Misconception(
            "weights_first",
            weights_first,
            "Your weights move by the old velocity: {entry} is {yours}, expected {expected}.",
            "First both changes of v, then w.",
        ),
        Misconception(
            "rate_lost",
            edit(momentum_in_place, "learning_rate * g → g"),
            "The learning rate was lost in the repair: {entry} is {yours}, expected {expected}, and η = {eta}.",
            "v += learning_rate * g.",
        ),
        Misconception(
            "rate_on_everything",
            edit(momentum_in_place, "v += learning_rate * g → v[:] = learning_rate * (v + g)"),
            "You multiply the whole velocity by the learning rate: {entry} is {yours}, expected {expected}. What was in it "
            "has been multiplied before.",
            "Only the new gradient gets the factor: v += learning_rate * g.",
        ),
        Misconception(
            "memory_lost",
            edit(momentum_in_place, "v += → v[:] ="),
            "You write the new step over the old velocity: {entry} is {yours}, expected {expected}. β = {beta} of it should "
            "stay.",
            "v *= beta first, then add the step to it.",
        ),
        Misconception(
            "uphill",
            edit(momentum_in_place, "w -= v → w += v"),
            "You climb: {entry} is {yours}, expected {expected}.",
            "w -= v.",
        ),
        Misconception(
            "averaged_velocity",
            edit(momentum_in_place, "v += learning_rate * g → v += (1 - beta) * learning_rate * g"),
            "You took an average: the new gradient got the factor 1 − β as well. {entry} is {yours}, expected {expected}.",
            "What stands before g in the formula?",
        ),
        Misconception(
            "past_not_faded",
            edit(momentum_in_place, "v *= beta → "),
            "β is missing: the old velocity never fades. {entry} is {yours}, expected {expected}, and β = {beta}.",
            "What becomes of the old v in the formula?",
        ),
        Misconception(
            "learning_rate_in_the_weights",
            edit(momentum_in_place, "learning_rate * g → g", "w -= v → w -= learning_rate * v"),
            "You put the learning rate into the weights, as PyTorch does. {entry} is {yours}, expected {expected}.",
            "Where does η stand in the formulas?",
        ),
        Misconception(
            "learning_rate_twice",
            edit(momentum_in_place, "w -= v → w -= learning_rate * v"),
            "The weights get the learning rate a second time. {entry} is {yours}, expected {expected}.",
            "It is in v already.",
        ),
        Misconception(
            "velocity_not_used",
            edit(momentum_in_place, "w -= v → w -= learning_rate * g"),
            "Your weights move by the gradient alone: {entry} is {yours}, expected {expected}.",
            "Which of the two arrays moves w in the formula?",
        ),
        Misconception(
            "beta_on_both",
            edit(momentum_in_place, "v *= beta → ", "learning_rate * g → learning_rate * g; v *= beta"),
            "β shrinks the new gradient, too: {entry} is {yours}, expected {expected}.",
            "Which comes first, the fading or the new gradient?",
        ),
        Misconception(
            "velocity_reversed",
            edit(momentum_in_place, "v += → v -=", "w -= → w += "),
            "Your velocity points downhill, as in Keras. The weights come out right, v has the other sign: {entry} is {yours}, expected {expected}.",
            "Which sign does ηg have in the formula?",
        ),
        Misconception(
            "velocity_reversed_and_subtracted",
            edit(momentum_in_place, "v += → v -="),
            "You subtracted the new gradient from the velocity, and then the velocity from the weights: {entry} is {yours}, expected {expected}.",
            "Which sign does ηg have in the formula?",
        ),
        Misconception(
            "weights_renamed_and_gradient_overwritten",
            edit(momentum_in_place, "w -= v → w = w - v", "v += learning_rate * g → g *= learning_rate; v += g"),
            "The caller's w stays where it was, and its gradient is overwritten: {entry} is {yours}, expected {expected}.",
            "Ask of each line: does it write into the array it was given, and should it?",
        ),
        Misconception(
            "velocity_overwritten_by_the_gradient",
            edit(
                momentum_in_place,
                "v *= beta → v *= beta; g *= learning_rate",
                "learning_rate * g → g",
                "w -= v → w -= v; g[:] = v",
            ),
            "The new velocity ends up in g: {entry} is {yours}, expected {expected}.",
            "Which arrays may be written into?",
        ),
        Misconception(
            "nesterov_of_keras",
            edit(momentum_in_place, "w -= v → w -= beta * v + learning_rate * g"),
            "Your weights take the step of Nesterov: {entry} is {yours}, expected {expected}.",
            "By which array alone does w move in the formula?",
        ),
    ),
    alternatives=(
        momentum_with_out,
        momentum_by_slices,
        momentum_entry_by_entry,
        edit(broken_momentum, "g *= learning_rate → g = learning_rate * g", "v = beta * v + g → v[:] = beta * v + g"),
    ),
)
