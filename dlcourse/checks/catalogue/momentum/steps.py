"""One step of momentum, judged on a trajectory of many; and how large a step becomes in the end."""

import numpy as np

from dlcourse.checks.catalogue.answers import choice_question
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk_from
from dlcourse.checks.engine.question import Case, Misconception, Question


def gradients_cases(rng):
    """The question's example; twelve steps of signed gradients of uneven size, some of them 0, alone or all of a step; the hard ones."""
    example = [np.array(a) for a in ([1.0], [0.5], [[2.0]])]
    cases = [momentum_case(*example, 0.1, 0.8, "the question's own example")]
    for n, learning_rate, beta, why in [
        (3, 0.03, 0.9, ""),
        (1, 0.2, 0.7, "a single weight"),
        (2, 0.3, 0.0, "a β of 0"),
        (4, 0.05, 0.6, "a start in motion"),
    ]:
        gradients = rng.normal(size=(12, n)) * 10.0 ** rng.integers(-2, 2, size=(12, n))
        gradients[rng.integers(2, 12)] = 0
        gradients[:2, 1:2] = 0  # a weight that is at rest while others move
        v = rng.normal(size=n) * ("motion" in why)
        cases.append(momentum_case(rng.normal(size=n), v, gradients, learning_rate, beta, why))
    return cases


def momentum_case(w, v, gradients, learning_rate, beta, why):
    """A case of these arguments."""
    return Case((w, v, gradients, learning_rate, beta), {"eta": learning_rate, "beta": beta}, why)


def moved_by_the_velocity(given, returned, g, learning_rate, beta):
    """The w that follows from the v that a step returned, be that right or not; None for v."""
    return given[0] - returned[1], None


def momentum_step(w, v, g, learning_rate, beta):
    """v ← βv + ηg, w ← w − v."""
    v_new = beta * v + learning_rate * g
    w_new = w - v_new
    return w_new, v_new


def momentum_loop(w, v, g, learning_rate, beta):
    """One weight at a time."""
    w_new, v_new = [], []
    for i in range(len(w)):
        v_new.append(beta * v[i] + learning_rate * g[i])
        w_new.append(w[i] - v_new[i])
    return np.array(w_new), np.array(v_new)


def momentum_in_place(w, v, g, learning_rate, beta):
    """Written into the copies it was given."""
    v *= beta
    v += learning_rate * g
    w -= v
    return w, v


MOMENTUM_STEP = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("w", "v"),
    use=walk_from(1, momentum_step, moved_by_the_velocity),
    inputs=("w", "v", "gradients", "learning_rate", "beta"),
    steps=True,
    reference=momentum_step,
    cases=gradients_cases,
    section="A ball with mass",
    hints=(
        "Two lines: first the velocity, then the weights. The velocity remembers, the weights follow it.",
        "The new velocity is β times the old one plus learning_rate times the gradient.",
        "The weights move against the new velocity: w − v_new. Return both, the weights first.",
    ),
    misconceptions=(
        Misconception(
            "averaged_velocity",
            edit(momentum_step, "learning_rate * g → (1 - beta) * learning_rate * g"),
            "Your new gradient counts 1 − β of itself. That is the averaged form of momentum; here the gradients "
            "add up.",
            "The formula of the question has no 1 − β. (The averaged form walks the same way with a learning rate "
            "1/(1 − β) times as large.)",
        ),
        Misconception(
            "learning_rate_missing",
            edit(momentum_step, "learning_rate * g → g"),
            "The learning rate is missing in the velocity: {entry} is {yours}, expected {expected}, and η = {eta}.",
            "Where does η stand in the formula?",
        ),
        Misconception(
            "old_velocity_used",
            edit(momentum_step, "w - v_new → w - v"),
            "Your weights follow the old velocity. They lag one step behind.",
            "Which of the two lines comes first?",
        ),
        Misconception(
            "uphill",
            edit(momentum_step, "w - v_new → w + v_new"),
            "Your weights move with the velocity, not against it.",
            "With v ← βv + η∇L, which way does v point, uphill or downhill?",
        ),
        Misconception(
            "learning_rate_twice",
            edit(momentum_step, "w - v_new → w - learning_rate * v_new"),
            "In the step of the weights there is a learning rate too. It is in the velocity already.",
            "How often does η stand in the formulas?",
        ),
        Misconception(
            "velocity_not_kept",
            edit(momentum_step, "return w_new, v_new → return w_new, v"),
            "You return the velocity that you were given, so it is forgotten after each step.",
            "Which velocity does the next step need?",
        ),
        Misconception(
            "no_memory",
            edit(momentum_step, "beta * v + → "),
            "Your velocity forgets. Without β·v this is plain gradient descent.",
            "What is left of the old velocity?",
        ),
        Misconception(
            "past_not_faded",
            edit(momentum_step, "beta * v + → v +"),
            "Your old velocity stays whole. It never fades.",
            "Which share of the old velocity stays?",
        ),
        Misconception(
            "learning_rate_in_the_weights",
            edit(momentum_step, "learning_rate * g → g", "w - v_new → w - learning_rate * v_new"),
            "Your velocity holds no learning rate. That is PyTorch's form of momentum, the same walk as long as η stays as "
            "it is.",
            "Here the velocity is a step in w, so η is a part of it.",
        ),
        Misconception(
            "averaged_velocity_without_rate",
            edit(momentum_step, "learning_rate * g → (1 - beta) * g", "w - v_new → w - learning_rate * v_new"),
            "Your velocity is an average of the gradients, (1 − β) g and all, and η stands before it in the step of the "
            "weights. Many courses write momentum so; here the gradients add up, and η is in the velocity.",
            "Compare your two lines with the two formulas, factor by factor.",
        ),
        Misconception(
            "velocity_reversed",
            edit(momentum_step, "beta * v + → beta * v -", "w - v_new → w + v_new"),
            "Your velocity points the other way. That is Keras's form, v ← βv − η∇L and w ← w + v.",
            "The same walk; here the velocity points uphill, and is subtracted.",
        ),
        Misconception(
            "velocity_reversed_and_subtracted",
            edit(momentum_step, "beta * v + → beta * v -"),
            "Your velocity points downhill, and you subtract it. So you climb.",
            "Look at the sign before η∇L.",
        ),
        Misconception(
            "velocity_not_used",
            edit(momentum_step, "w - v_new → w - learning_rate * g"),
            "Your weights make a plain step, η·g, and do not follow the velocity that you have worked out.",
            "What moves the weights in the second formula?",
        ),
        Misconception(
            "nesterov_of_keras",
            edit(momentum_step, "w - v_new → w - (beta * v_new + learning_rate * g)"),
            "Your weights move by β·v + η·g with the new v. That is Nesterov's momentum in Keras's form.",
            "In the second formula the weights move by the new velocity, and nothing is added.",
        ),
        Misconception(
            "beta_on_the_gradient",
            edit(momentum_step, "beta * v + learning_rate * g → v + beta * learning_rate * g"),
            "β stands at the wrong place. You damped the gradient and kept all of the old velocity.",
            "β is the share of the old velocity that stays.",
        ),
        Misconception(
            "beta_on_both",
            edit(momentum_step, "beta * v + learning_rate * g → beta * (v + learning_rate * g)"),
            "You damped the new gradient too: β stands before all of it.",
            "β is the share of the old velocity that stays.",
        ),
        Misconception(
            "learning_rate_on_both",
            edit(momentum_step, "beta * v + learning_rate * g → learning_rate * (beta * v + g)"),
            "The learning rate shrinks the old velocity too. It holds η already.",
            "η stands before the gradient only.",
        ),
        Misconception(
            "weights_swapped",
            edit(momentum_step, "beta * v + learning_rate * g → (1 - beta) * v + beta * learning_rate * g"),
            "Your old velocity keeps 1 − β of itself, and the gradient gets β = {beta}.",
            "β is the share of the old velocity that stays.",
        ),
        Misconception(
            "outputs_exchanged",
            edit(momentum_step, "return w_new, v_new → return v_new, w_new"),
            "Your two results have changed places.",
            "First the new w, then the new v.",
        ),
        Misconception(
            "step_returned",
            edit(momentum_step, "w - v_new → -v_new"),
            "You returned how far the weights move, not where they come to lie.",
            "The step starts at the old w.",
        ),
        Misconception(
            "resting_weights_left_out",
            edit(momentum_step, "return w_new, v_new → return np.where(g == 0, w, w_new), np.where(g == 0, v, v_new)"),
            "Where a gradient is 0 you leave everything as it is, the velocity too. Sparse versions of optimizers "
            "do so; the formulas hold at every step.",
            "Put g = 0 into the formulas: what fades, and what moves?",
        ),
        Misconception(
            "resting_weights_stand_still",
            edit(momentum_step, "return w_new, v_new → return np.where(g == 0, w, w_new), v_new"),
            "Where a gradient is 0 your weights stand still. The velocity carries them on.",
            "Put g = 0 into the formulas: what moves w then?",
        ),
        Misconception(
            "empty_steps_skipped",
            edit(momentum_step, "return w_new, v_new → return (w_new, v_new) if g.any() else (w, v)"),
            "A step whose gradients are all 0 you leave out. The past fades in it, and goes on moving the weights.",
            "Put g = 0 into the formulas: what fades, and what moves?",
        ),
        Misconception(
            "resting_weights_do_not_fade",
            edit(momentum_step, "beta * v + learning_rate * g → np.where(g == 0, v, beta * v + learning_rate * g)"),
            "Where a gradient is 0 your velocity stays as it is. It fades at every step.",
            "Put g = 0 into the formula.",
        ),
    ),
    alternatives=(
        momentum_loop,
        momentum_in_place,
        single(momentum_step),
        lambda w, v, g, eta, beta: ((w - beta * v - eta * g).tolist(), (beta * v + eta * g).tolist()),
        lambda w, v, g, eta, beta: [w + (-beta * v - eta * g), -(-beta * v - eta * g)],
    ),
)


def bigger_step():
    """In the long run v → ηg/(1 − β): ten times the plain step for β = 0.9."""
    return "c"


BIGGER_STEP = choice_question(
    difficulty="easy",
    minutes=3,
    points=1,
    reference=bigger_step,
    section="A ball with mass",
    hints=(
        "On a long even slope the velocity stops changing. Call it v, and write down what that means.",
        "v = βv + ηg. Solve it for v.",
        "v = ηg/(1 − β). How often does 1 − 0.9 go into 1?",
    ),
    misconceptions=(
        Misconception(
            "no_gain",
            lambda: "a",
            "a) says the velocity settles at one plain step. That is the averaged form, in which the gradient counts "
            "1 − β.",
            "Here gradients add up: v = βv + ηg.",
        ),
        Misconception(
            "beta_for_the_sum",
            lambda: "b",
            "b) adds one remembered step only: 1 + 0.9. The step before that counts 0.81, and so on.",
            "Add the whole series 1 + β + β² + …",
        ),
        Misconception(
            "no_limit",
            lambda: "d",
            "d) would be so for β = 1. With β = 0.9 each old step fades, and the sum has a limit.",
            "Add the series 1 + β + β² + …",
        ),
    ),
)
