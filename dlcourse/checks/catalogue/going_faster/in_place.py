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
    if np.array_equal(gs, gradients) and np.array_equal(w, start) and not v.any():
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


def steep_and_flat(rng):
    """Nine steps of signed, uneven gradients; η and β other than 1 and ½; float32."""
    cases = []
    for n, learning_rate, beta in [(3, 0.03, 0.9), (5, 0.2, 0.7)]:
        gradients = away_from_zero(rng, (9, n)) * 10.0 ** rng.integers(-1, 2, size=(9, n))
        cases.append(Case((rng.normal(size=n), gradients, learning_rate, beta), {"eta": learning_rate, "beta": beta}))
    return [*cases, in_single_precision(cases[0])]


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
            "Your new w is an array of its own, and the caller's w stays where it was: {entry} is {yours}, expected "
            "{expected}.",
            "`w = w - v` makes a new array; `w -= v` writes into the old one.",
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
    ),
    alternatives=(
        momentum_with_out,
        momentum_by_slices,
        momentum_entry_by_entry,
        edit(broken_momentum, "g *= learning_rate → g = learning_rate * g", "v = beta * v + g → v[:] = beta * v + g"),
    ),
)
