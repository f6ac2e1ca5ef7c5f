"""RMSProp: AdaGrad whose memory fades."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.gradients import uneven_cases
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk_along
from dlcourse.checks.engine.question import Misconception, Question


def rmsprop_step(w, v, g, learning_rate, rho, epsilon):
    """v ← ρv + (1 − ρ)g²,  w ← w − η g/(√v + ε)."""
    v_new = rho * v + (1 - rho) * g**2
    w_new = w - learning_rate * g / (np.sqrt(v_new) + epsilon)
    return w_new, v_new


def rmsprop_loop(w, v, g, learning_rate, rho, epsilon):
    """One weight at a time."""
    w_new, v_new = np.empty(len(w)), np.empty(len(v))
    for i in range(len(w)):
        v_new[i] = v[i] + (1 - rho) * (g[i] * g[i] - v[i])
        w_new[i] = w[i] - learning_rate * g[i] / (v_new[i] ** 0.5 + epsilon)
    return w_new, v_new


def rmsprop_own_rates(w, v, g, learning_rate, rho, epsilon):
    """First the learning rate of each weight; lists at the door."""
    v = np.average([v, g**2], axis=0, weights=[rho, 1 - rho])
    rates = learning_rate / (v**0.5 + epsilon)
    return np.subtract(w, rates * g).tolist(), v.tolist()


RMSPROP_STEP = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("w", "v"),
    use=walk_along(slots=1),
    inputs=("w", "gradients", "learning_rate", "rho", "epsilon"),
    steps=True,
    reference=rmsprop_step,
    cases=uneven_cases("eta rho epsilon", (13, 4, 0.05, 0.9, 1e-3), (11, 3, 0.02, 0.7, 1e-8)),
    section="AdaGrad that forgets: RMSProp",
    hints=(
        "It is an exponentially weighted average, of the squared gradients, and a step divided by its root.",
        "The average: ρ times the old v plus (1 − ρ) times g².",
        "The step: learning_rate * g divided by (np.sqrt(v_new) + epsilon). Return the new w, then the new v.",
    ),
    misconceptions=(
        Misconception(
            "weights_swapped",
            edit(rmsprop_step, "rho * v + (1 - rho) * g**2 → (1 - rho) * v + rho * g**2"),
            "Your weights are swapped. The new square got ρ = {rho}, the past 1 − ρ.",
            "ρ is the share of the past that stays: v ← ρv + (1 − ρ)g².",
        ),
        Misconception(
            "sum_not_average",
            edit(rmsprop_step, "(1 - rho) * g**2 → g**2"),
            "Your v is a fading sum, not an average. The factor 1 − ρ of the new square is missing.",
            "The two weights, ρ and 1 − ρ, must add up to 1.",
        ),
        Misconception(
            "never_forgets",
            edit(rmsprop_step, "rho * v + (1 - rho) * g**2 → v + g**2"),
            "Your v never forgets. That is AdaGrad, whose steps can only shrink.",
            "Let the past fade by ρ and give the new square the rest, 1 − ρ.",
        ),
        Misconception(
            "no_memory",
            edit(rmsprop_step, "rho * v + → "),
            "Your v forgets everything. The past, ρ times the old v, is not in it.",
            "Add `rho * v`, with the v you were given.",
        ),
        Misconception(
            "average_of_gradients",
            edit(rmsprop_step, "g**2 → g"),
            "You averaged the gradients, not their squares. Signs cancel in such an average, and a negative one has no "
            "root.",
            "v ← ρv + (1 − ρ)g². RMS is short for root mean square.",
        ),
        Misconception(
            "average_squared",
            edit(rmsprop_step, "rho * v + (1 - rho) * g**2 → (rho * np.sqrt(v) + (1 - rho) * np.abs(g)) ** 2"),
            "You averaged the sizes and squared afterwards.",
            "Root, mean, square, read from the right: first the squares, then their mean, then the root.",
        ),
        Misconception(
            "root_missing",
            edit(rmsprop_step, "np.sqrt(v_new) → v_new"),
            "You divided by the mean square itself. The root is missing.",
            "√v has the size of a gradient, so that g/√v has no size at all; v has the size of its square.",
        ),
        Misconception(
            "old_average_used",
            edit(rmsprop_step, "np.sqrt(v_new) → np.sqrt(v)"),
            "You divided by the average before this gradient. A weight's first gradient is then divided by ε = "
            "{epsilon} alone.",
            "Compute the new v first, then divide by its root.",
        ),
        Misconception(
            "epsilon_in_the_root",
            edit(rmsprop_step, "(np.sqrt(v_new) + epsilon) → np.sqrt(v_new + epsilon)"),
            "You put ε into the root. That is Keras's form. Small averages feel it, since √ε is far more than ε.",
            "Here ε stands outside: √v + ε.",
        ),
    ),
    alternatives=(rmsprop_loop, rmsprop_own_rates, single(rmsprop_step)),
)
