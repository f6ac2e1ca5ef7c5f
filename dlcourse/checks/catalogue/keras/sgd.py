"""SGD as Keras writes it, with momentum and Nesterov's version, judged on a walk of many steps."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.gradients import uneven_gradients
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk
from dlcourse.checks.engine.question import Case, Misconception, Question


def sgd_cases(rng):
    """The example; plain momentum and Nesterov's, from rest and under way; the learning rate falls on the way."""
    example = np.array([1.0]), np.array([0.5]), np.array([[2.0]]), np.array([0.1]), 0.8, True
    cases = [Case(example, {"mu": 0.8}, "the question's own example")]
    for n, momentum, nesterov, speed, why in [
        (3, 0.9, False, 0, ""),
        (4, 0.8, True, 0, ""),
        (1, 0.7, False, 1, "a single weight that is under way"),
        (2, 0.95, True, 1, "weights that are under way"),
        (2, 0.0, True, 1, "no momentum"),
    ]:
        rates = 0.07 * 0.85 ** np.arange(11)
        start = rng.normal(size=n), speed * rng.normal(size=n)
        arguments = (*start, uneven_gradients(rng, 11, n), rates, momentum, nesterov)
        cases.append(Case(arguments, {"mu": momentum}, why))
    return cases


def walk_with_schedule(step, w, v, gradients, rates, momentum, nesterov):
    """From w and v along all gradients, each with the learning rate of its step."""
    calls = [(g.copy(), float(rate), momentum, nesterov) for g, rate in zip(gradients, rates, strict=True)]
    return walk(step, [w, v], calls, keras_sgd_step, moved_by_the_velocity)


def keras_sgd_step(w, v, g, learning_rate, momentum, nesterov):
    """v ← μv − ηg, then w ← w + v, or w ← w + μv − ηg with the new v where Nesterov's version is asked for."""
    v_new = momentum * v - learning_rate * g
    move = momentum * v_new - learning_rate * g if nesterov else v_new
    return w + move, v_new


def moved_by_the_velocity(given, returned, g, learning_rate, momentum, nesterov):
    """The w that follows from the v that a step returned, be it right or not; None for v."""
    v = returned[1]
    return given[0] + (momentum * v - learning_rate * g if nesterov else v), None


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
    inputs=("w", "v", "gradients", "rates", "momentum", "nesterov"),
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
            "Your velocity points uphill: it has the other sign. That is the form v ← μv + ηg, w ← w − v.",
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
        Misconception(
            "outputs_exchanged",
            edit(keras_sgd_step, "return w + move, v_new → return v_new, w + move"),
            "Your two results have changed places.",
            "First the new w, then the new v.",
        ),
        Misconception(
            "uphill",
            edit(keras_sgd_step, "- learning_rate ⇒ + learning_rate"),
            "Your gradients are added, and the weights add the velocity: you walk uphill.",
            "Look at the sign before ηg.",
        ),
        Misconception(
            "velocity_adds_the_gradient",
            edit(keras_sgd_step, "v_new = momentum * v - learning_rate → v_new = momentum * v + learning_rate"),
            "Your velocity adds ηg, and the weights add the velocity: plain steps lead uphill.",
            "Look at the sign before ηg in the first formula.",
        ),
        Misconception(
            "nesterov_reversed",
            edit(keras_sgd_step, "if nesterov → if not nesterov"),
            "Your two versions have changed places: you look ahead where `nesterov` is False, and not where it is "
            "True.",
            "Look at your `if`.",
        ),
        Misconception(
            "nesterov_adds_the_gradient",
            edit(keras_sgd_step, "momentum * v_new - learning_rate → momentum * v_new + learning_rate"),
            "Your look ahead adds ηg. It should go down, like the velocity.",
            "Look at the sign before ηg in Nesterov's line.",
        ),
        Misconception(
            "nesterov_without_momentum",
            edit(keras_sgd_step, "momentum * v_new → v_new"),
            "Your look ahead has all of the new velocity in it. Its factor μ is missing.",
            "What stands before v in Nesterov's line?",
        ),
        Misconception(
            "momentum_missing",
            edit(keras_sgd_step, "momentum * v - → v -"),
            "Your velocity never fades: its factor μ = {mu} is missing.",
            "What happens to the old velocity in the first formula?",
        ),
        Misconception(
            "learning_rate_missing",
            edit(keras_sgd_step, "v - learning_rate * g → v - g"),
            "Your velocity has the gradient without its learning rate.",
            "What stands before g in the first formula?",
        ),
        Misconception(
            "no_memory",
            edit(keras_sgd_step, "momentum * v - → -"),
            "Your velocity has no memory: it is the newest step alone.",
            "What becomes of the old velocity in the first formula?",
        ),
        Misconception(
            "old_velocity_used",
            edit(keras_sgd_step, "else v_new → else v"),
            "Your plain step adds the velocity from before this gradient.",
            "Which v is on the right in the second formula: the old one or the new one?",
        ),
        Misconception(
            "velocity_not_kept",
            edit(keras_sgd_step, "w + move, v_new → w + move, v"),
            "You return the velocity as you were given it.",
            "The next step needs the new one.",
        ),
        Misconception(
            "look_ahead_stored",
            edit(keras_sgd_step, "return w + move, v_new → return w + move, move"),
            "With Nesterov you return the look ahead for the velocity. The next step then starts from it.",
            "The velocity itself is the same with and without Nesterov.",
        ),
        Misconception(
            "averaged_velocity_alone",
            edit(
                keras_sgd_step,
                "v_new = momentum * v - learning_rate → v_new = momentum * v - (1 - momentum) * learning_rate",
            ),
            "In your velocity the gradient counts 1 − μ of itself. Here, with μ = {mu}, the steps add up.",
            "v ← μv − ηg, without 1 − μ.",
        ),
        Misconception(
            "resting_weights_left_out",
            edit(
                keras_sgd_step,
                "return w + move, v_new → return np.where(g == 0, w, w + move), np.where(g == 0, v, v_new)",
            ),
            "Where a gradient is 0 you leave everything as it is, the velocity too. Sparse versions of optimizers "
            "do so; the formulas hold at every step.",
            "Put g = 0 into the formulas: what fades, and what moves?",
        ),
        Misconception(
            "resting_weights_stand_still",
            edit(keras_sgd_step, "return w + move, v_new → return np.where(g == 0, w, w + move), v_new"),
            "Where a gradient is 0 your weights stand still. The velocity carries them on.",
            "Put g = 0 into the formulas: what moves w then?",
        ),
        Misconception(
            "empty_steps_skipped",
            edit(keras_sgd_step, "return w + move, v_new → return (w + move, v_new) if g.any() else (w, v)"),
            "A step whose gradients are all 0 you leave out. The past fades in it, and goes on moving the weights.",
            "Put g = 0 into the formulas: what fades, and what moves?",
        ),
        Misconception(
            "resting_weights_do_not_fade",
            edit(
                keras_sgd_step,
                "momentum * v - learning_rate * g → np.where(g == 0, v, momentum * v - learning_rate * g)",
            ),
            "Where a gradient is 0 your velocity stays as it is. It fades at every step.",
            "Put g = 0 into the formula.",
        ),
        Misconception(
            "momentum_on_both",
            edit(
                keras_sgd_step, "v_new = momentum * v - learning_rate * g → v_new = momentum * (v - learning_rate * g)"
            ),
            "Your momentum fades the new step, too, not the old velocity alone.",
            "Which of the two terms is multiplied by μ?",
        ),
        Misconception(
            "learning_rate_on_both",
            edit(
                keras_sgd_step, "v_new = momentum * v - learning_rate * g → v_new = learning_rate * (momentum * v - g)"
            ),
            "Your learning rate is multiplied with the old velocity, which holds it already.",
            "Which of the two terms is multiplied by η?",
        ),
        Misconception(
            "momentum_on_the_gradient",
            edit(keras_sgd_step, "v_new = momentum * v - learning_rate * g → v_new = v - momentum * learning_rate * g"),
            "You multiply the new step by the momentum, and the old velocity stays whole.",
            "Which of the two terms is multiplied by μ?",
        ),
        Misconception(
            "weights_swapped",
            edit(
                keras_sgd_step,
                "v_new = momentum * v - learning_rate * g → v_new = (1 - momentum) * v - momentum * learning_rate * g",
            ),
            "Your velocity keeps the share 1 − μ of the past, and μ of the new step.",
            "μ is the share of the past that stays. Which factor has the new step?",
        ),
        Misconception(
            "step_returned",
            edit(keras_sgd_step, "w + move → move"),
            "You returned how far the weights move, not where they come to lie.",
            "The step starts at the old w.",
        ),
    ),
    alternatives=(sgd_downhill, sgd_loop, sgd_two_weights_of_v),
)
