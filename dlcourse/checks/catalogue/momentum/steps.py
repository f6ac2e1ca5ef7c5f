"""One step of momentum, judged on a trajectory of many; and how large a step becomes in the end."""

import numpy as np

from dlcourse.checks.catalogue.answers import choice_question
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk_along
from dlcourse.checks.engine.question import Case, Misconception, Question


def gradients_cases(rng):
    """Twelve steps of signed gradients of uneven size, some of them 0; η and β other than 1 and ½."""
    cases = []
    for n, learning_rate, beta in [(3, 0.03, 0.9), (1, 0.2, 0.7)]:
        gradients = rng.normal(size=(12, n)) * 10.0 ** rng.integers(-2, 2, size=(12, n))
        gradients[rng.integers(2, 12)] = 0
        w = rng.normal(size=n)
        cases.append(Case((w, gradients, learning_rate, beta), {"eta": learning_rate, "beta": beta}))
    return cases


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
    use=walk_along(slots=1),
    inputs=("w", "gradients", "learning_rate", "beta"),
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
            "old_velocity_used",
            edit(momentum_step, "w - v_new → w - v"),
            "Your weights follow the old velocity. They lag one step behind.",
            "Compute the new velocity first, then move w by that one.",
        ),
        Misconception(
            "averaged_velocity",
            edit(momentum_step, "learning_rate * g → (1 - beta) * learning_rate * g"),
            "Your new gradient counts 1 − β of itself. That is the averaged form of momentum; here the gradients add "
            "up.",
            "v ← βv + η∇L, without 1 − β. (The averaged form walks the same way with a learning rate 1/(1 − β) as big.)",
        ),
        Misconception(
            "learning_rate_missing",
            edit(momentum_step, "learning_rate * g → g"),
            "The learning rate is missing: {entry} is {yours}, expected {expected}, and η = {eta}.",
            "Multiply the gradient by learning_rate where it enters the velocity.",
        ),
        Misconception(
            "learning_rate_twice",
            edit(momentum_step, "w - v_new → w - learning_rate * v_new"),
            "You used the learning rate twice. It is in the velocity already.",
            "w − v_new; η stands in one place only.",
        ),
        Misconception(
            "learning_rate_in_the_weights",
            edit(momentum_step, "learning_rate * g → g", "w - v_new → w - learning_rate * v_new"),
            "Your velocity holds no learning rate and your weights do. That is PyTorch's form of momentum, the same "
            "walk as long as η stays as it is.",
            "Here the velocity is a step in w: v ← βv + η∇L, then w ← w − v.",
        ),
        Misconception(
            "no_memory",
            edit(momentum_step, "beta * v + → "),
            "Your velocity forgets. Without β·v this is plain gradient descent.",
            "The old velocity enters with the factor β.",
        ),
        Misconception(
            "uphill",
            edit(momentum_step, "w - v_new → w + v_new"),
            "You climb. The velocity is right, and w moves with it, not against.",
            "With v ← βv + η∇L the weights go the other way: w − v.",
        ),
        Misconception(
            "velocity_reversed",
            edit(momentum_step, "beta * v + → beta * v -", "w - v_new → w + v_new"),
            "Your weights are right and your velocity points the other way. That is Keras's form, v ← βv − η∇L and w ← "
            "w + v.",
            "The same walk; here v ← βv + η∇L is subtracted.",
        ),
        Misconception(
            "beta_on_the_gradient",
            edit(momentum_step, "beta * v + learning_rate * g → v + beta * learning_rate * g"),
            "β stands at the wrong place. You damped the gradient and kept all of the old velocity.",
            "β is the share of the old velocity that stays: β·v + η·g.",
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
