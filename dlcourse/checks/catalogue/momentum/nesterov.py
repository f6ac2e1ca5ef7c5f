"""Nesterov's step, which asks for the slope ahead, judged on a trajectory of many steps."""

import numpy as np

from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk
from dlcourse.checks.engine.question import Case, Misconception, Question


def valley_cases(rng):
    """Valleys of uneven curvature, twelve steps each."""
    cases = []
    for n, learning_rate, beta in [(2, 0.05, 0.9), (3, 0.11, 0.6)]:
        curvature, centre = rng.uniform(0.5, 6, size=n), rng.normal(size=n)
        sizes = {"eta": learning_rate, "beta": beta}
        cases.append(Case((rng.normal(size=n), curvature, centre, learning_rate, beta), sizes))
    return cases


def walk_the_valley(step, w, curvature, centre, learning_rate, beta):
    """Twelve steps on L = ½ Σ curvature·(w − centre)²; the step asks for the gradient where it wants it."""

    def gradient(point):
        return curvature * (np.asarray(point) - centre)

    return walk(step, [w, np.zeros_like(w)], [(gradient, learning_rate, beta)] * 12)


def nesterov_step(w, v, gradient, learning_rate, beta):
    """g at w − βv; v ← βv + ηg; w ← w − v."""
    ahead = w - beta * v
    v_new = beta * v + learning_rate * gradient(ahead)
    return w - v_new, v_new


def nesterov_two_moves(w, v, gradient, learning_rate, beta):
    """First the jump, then the correction by the gradient found there."""
    jump = w - beta * v
    correction = learning_rate * gradient(jump)
    return (jump - correction).tolist(), (beta * v + correction).tolist()


def nesterov_negative_velocity(w, v, gradient, learning_rate, beta):
    """With a velocity that points downhill, turned round at the door."""
    downhill = -beta * v - learning_rate * gradient(w + -beta * v)
    return w + downhill, -downhill


def nesterov_in_place(w, v, gradient, learning_rate, beta):
    """Written into the copies it was given."""
    v *= beta
    v += learning_rate * gradient(w - v)
    w -= v
    return [w, v]


NESTEROV_STEP = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("w", "v"),
    use=walk_the_valley,
    inputs=("w", "curvature", "centre", "learning_rate", "beta"),
    steps=True,
    reference=nesterov_step,
    cases=valley_cases,
    section="Look before you leap: Nesterov",
    hints=(
        "The velocity will carry you to w − βv in any case. Ask for the slope there.",
        "ahead = w − beta * v, and the gradient that enters the velocity is gradient(ahead).",
        "The rest is momentum: v_new = βv + η·gradient(ahead), and the weights go from w, not from ahead, to w − v_new.",
    ),
    misconceptions=(
        Misconception(
            "gradient_here",
            edit(nesterov_step, "gradient(ahead) → gradient(w)"),
            "You asked for the gradient at w. That is plain momentum; step 1 cannot tell the two apart, as v = 0.",
            "Nesterov asks at the point ahead, w − βv.",
        ),
        Misconception(
            "looked_back",
            edit(nesterov_step, "w - beta * v → w + beta * v"),
            "You looked back. w + βv lies where you came from.",
            "The weights move by −v, so ahead is w − βv.",
        ),
        Misconception(
            "looked_too_far",
            edit(nesterov_step, "w - beta * v → w - v"),
            "You looked a whole v ahead. Only βv of the velocity is left in the next step.",
            "ahead = w − β·v, with β = {beta}.",
        ),
        Misconception(
            "moved_from_ahead",
            edit(nesterov_step, "w - v_new → ahead - v_new"),
            "You started the step at the point ahead. βv is counted twice, once in the jump and once in the velocity.",
            "Looking is not moving: the gradient is from `ahead`, the step from `w`.",
        ),
        Misconception(
            "velocity_scaled_by_eta",
            edit(nesterov_step, "w - beta * v → w - learning_rate * beta * v"),
            "You looked ηβv ahead. The velocity holds the learning rate already.",
            "ahead = w − βv.",
        ),
        Misconception(
            "keras_form",
            edit(
                nesterov_step, "gradient(ahead) → gradient(w)", "- v_new → - beta * v_new - learning_rate * gradient(w)"
            ),
            "You wrote Keras's form. It asks for the slope at w and adds βv at the end, so its w is the point ahead.",
            "Here w is where you stand: ask for the slope at w − βv, and step from w.",
        ),
    ),
    alternatives=(
        nesterov_two_moves,
        nesterov_negative_velocity,
        nesterov_in_place,
        single(edit(nesterov_step, "gradient(ahead) → gradient(ahead).astype(np.float32)")),
    ),
)
