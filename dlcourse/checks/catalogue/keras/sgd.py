"""SGD as Keras writes it, with momentum and Nesterov's version, judged on a walk of many steps."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.gradients import uneven_gradients
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk
from dlcourse.checks.engine.question import Case, Misconception, Question


def sgd_cases(rng):
    """Plain momentum and Nesterov's; the learning rate falls on the way, as a schedule makes it."""
    cases = []
    for n, momentum, nesterov in [(3, 0.9, False), (4, 0.8, True)]:
        rates = 0.07 * 0.85 ** np.arange(11)
        arguments = (rng.normal(size=n), uneven_gradients(rng, 11, n), rates, momentum, nesterov)
        cases.append(Case(arguments, {"mu": momentum}))
    return cases


def walk_with_schedule(step, w, gradients, rates, momentum, nesterov):
    """From v = 0 along all gradients, each with the learning rate of its step."""
    calls = [(g.copy(), float(rate), momentum, nesterov) for g, rate in zip(gradients, rates, strict=True)]
    return walk(step, [w, np.zeros_like(w)], calls)


def keras_sgd_step(w, v, g, learning_rate, momentum, nesterov):
    """v ← μv − ηg, then w ← w + v, or w ← w + μv − ηg with the new v where Nesterov's version is asked for."""
    v_new = momentum * v - learning_rate * g
    move = momentum * v_new - learning_rate * g if nesterov else v_new
    return w + move, v_new


def sgd_downhill(w, v, g, learning_rate, momentum, nesterov):
    """The step ηg first, then everything from it; written into the copies it was given."""
    downhill = learning_rate * g
    v *= momentum
    v -= downhill
    w += momentum * v - downhill if nesterov else v
    return [w, v]


def sgd_loop(w, v, g, learning_rate, momentum, nesterov):
    """One weight at a time, as lists."""
    w_new, v_new = [], []
    for place, speed, slope in zip(w, v, g, strict=True):
        speed = momentum * speed - learning_rate * slope
        move = momentum * speed - learning_rate * slope if nesterov else speed
        v_new.append(float(speed))
        w_new.append(float(place + move))
    return w_new, v_new


def sgd_two_weights_of_v(w, v, g, learning_rate, momentum, nesterov):
    """Nesterov's move multiplied out: μ²v − (1 + μ)ηg; in float32."""
    w, v, g = (array.astype(np.float32) for array in (w, v, g))
    v_new = momentum * v - learning_rate * g
    return w + (momentum**2 * v - (1 + momentum) * learning_rate * g if nesterov else v_new), v_new


KERAS_SGD_STEP = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("w", "v"),
    use=walk_with_schedule,
    inputs=("w", "gradients", "rates", "momentum", "nesterov"),
    steps=True,
    reference=keras_sgd_step,
    cases=sgd_cases,
    section="The same step, line by line",
    hints=(
        "The velocity is the same with and without Nesterov: v_new = μv − ηg. It points the way the weights will go.",
        "Without Nesterov the weights add the new velocity: w + v_new.",
        "With Nesterov they add what the next velocity would be, were the gradient the same: μ·v_new − ηg. Return the "
        "weights and v_new.",
    ),
    misconceptions=(
        Misconception(
            "velocity_subtracted",
            edit(keras_sgd_step, "w + move → w - move"),
            "You subtract the velocity. Its minus sign is in it already, so you walk uphill.",
            "v ← μv − ηg points downhill; the weights add it.",
        ),
        Misconception(
            "velocity_uphill",
            edit(keras_sgd_step, "- learning_rate ⇒ + learning_rate", "w + move → w - move"),
            "Your weights are right and your velocity has the other sign. That is the form v ← μv + ηg, w ← w − v.",
            "Keras stores v ← μv − ηg and adds it.",
        ),
        Misconception(
            "pytorch_form",
            edit(keras_sgd_step, "- learning_rate * g ⇒ + g", "w + move → w - learning_rate * move"),
            "That is PyTorch's form, without η in the velocity. The two part when the learning rate changes on the "
            "way.",
            "In Keras the velocity holds the steps themselves: v ← μv − ηg.",
        ),
        Misconception(
            "nesterov_ignored",
            edit(keras_sgd_step, "if nesterov → if False"),
            "`nesterov=True` changes nothing in your step.",
            "With Nesterov the weights move by μ·v_new − ηg. With the old v in its place it would be v_new again.",
        ),
        Misconception(
            "nesterov_always",
            edit(keras_sgd_step, "if nesterov → if True"),
            "You look ahead even where `nesterov` is False.",
            "if nesterov: …, else the weights add v_new.",
        ),
        Misconception(
            "nesterov_without_the_gradient",
            edit(keras_sgd_step, "v_new - learning_rate * g → v_new"),
            "Your look ahead leaves the gradient out.",
            "w + μ·v_new − ηg: the next velocity, with the same gradient in it once more.",
        ),
        Misconception(
            "nesterov_two_steps",
            edit(keras_sgd_step, "momentum * v_new → v_new + momentum * v_new"),
            "With Nesterov you take two steps in one. The weights get v_new, and the look ahead on top of it.",
            "The look ahead μ·v_new − ηg stands in place of v_new.",
        ),
        Misconception(
            "averaged_velocity",
            edit(keras_sgd_step, "learning_rate * g ⇒ (1 - momentum) * learning_rate * g"),
            "Your gradient counts 1 − μ of itself. That is the averaged form; here, with μ = {mu}, the steps add up.",
            "v ← μv − ηg, without 1 − μ.",
        ),
    ),
    alternatives=(sgd_downhill, sgd_loop, sgd_two_weights_of_v),
)
