"""RMSProp: AdaGrad whose memory fades."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.gradients import optimizer_cases
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk_from
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


def moved_by_the_average(given, returned, g, learning_rate, rho, epsilon):
    """The w that follows from the v that a step returned, be that right or not; None for v."""
    return given[0] - learning_rate * g / (np.sqrt(returned[1]) + epsilon), None


EXAMPLE = (np.array([1.0]), np.array([5.0]), np.array([[-5.0]]), 0.3, 0.8, 1e-8)

RMSPROP_STEP = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("w", "v"),
    use=walk_from(1, rmsprop_step, moved_by_the_average),
    inputs=("w", "v", "gradients", "learning_rate", "rho", "epsilon"),
    steps=True,
    reference=rmsprop_step,
    cases=optimizer_cases(
        "eta rho epsilon",
        1,
        EXAMPLE,
        [
            (13, 4, "", 0.05, 0.9, 1e-3),
            (11, 3, "", 0.02, 0.7, 1e-8),
            (9, 1, "a single weight", 0.1, 0.8, 1e-4),
            (10, 3, "faint gradients, as small as ε", 0.02, 0.9, 0.03),
            (8, 3, "a walk that is under way", 0.2, 0.6, 1e-3),
        ],
    ),
    section="AdaGrad that forgets: RMSProp",
    hints=(
        "It is an exponentially weighted average, of the squared gradients, and a step divided by its root.",
        "The average: ρ times the old v plus (1 − ρ) times g².",
        "The step: learning_rate * g divided by (np.sqrt(v_new) + epsilon). Return the new w, then the new v.",
    ),
    misconceptions=(
        Misconception(
            "epsilon_in_the_root",
            edit(rmsprop_step, "(np.sqrt(v_new) + epsilon) → np.sqrt(v_new + epsilon)"),
            "You put ε into the root. That is Keras's form. Small averages feel it, since √ε is far more than ε.",
            "Where does ε stand in the formula of the question?",
        ),
        Misconception(
            "weights_swapped",
            edit(rmsprop_step, "rho * v + (1 - rho) * g**2 → (1 - rho) * v + rho * g**2"),
            "Your weights are swapped. The new square got ρ = {rho}, the past 1 − ρ.",
            "ρ is the share of the past that stays.",
        ),
        Misconception(
            "sum_not_average",
            edit(rmsprop_step, "(1 - rho) * g**2 → g**2"),
            "Your v is a fading sum, not an average. The factor 1 − ρ of the new square is missing.",
            "The two weights, of the past and of the new square, must add up to 1.",
        ),
        Misconception(
            "old_average_used",
            edit(rmsprop_step, "np.sqrt(v_new) → np.sqrt(v)"),
            "You divided by the average before this gradient. A weight's first gradient is then divided by ε = "
            "{epsilon} alone.",
            "Which of the two formulas comes first?",
        ),
        Misconception(
            "root_missing",
            edit(rmsprop_step, "np.sqrt(v_new) → v_new"),
            "You divided by the mean square itself. The root is missing.",
            "Which of the two has the size of a gradient, v or its root?",
        ),
        Misconception(
            "uphill",
            edit(rmsprop_step, "w - → w +"),
            "You climb: the step goes with the gradient.",
            "Look at the sign before the fraction.",
        ),
        Misconception(
            "epsilon_missing",
            edit(rmsprop_step, "np.sqrt(v_new) + epsilon → np.sqrt(v_new)"),
            "You left out ε. A weight whose gradients were all 0 so far is moved by 0/0.",
            "What keeps the denominator away from 0?",
        ),
        Misconception(
            "brackets_missing",
            edit(rmsprop_step, "(np.sqrt(v_new) + epsilon) → np.sqrt(v_new) + epsilon"),
            "The brackets around √v + ε are missing. Python divides by √v and adds ε to the weight.",
            "The whole sum √v + ε stands below the line.",
        ),
        Misconception(
            "never_forgets",
            edit(rmsprop_step, "rho * v + (1 - rho) * g**2 → v + g**2"),
            "Your v never forgets. That is AdaGrad, whose steps can only shrink.",
            "Which share of the past stays, and which does the new square get?",
        ),
        Misconception(
            "past_not_faded",
            edit(rmsprop_step, "rho * v + → v +"),
            "The past stays whole in your v, so that it can only grow.",
            "The two weights, of the past and of the new square, must add up to 1.",
        ),
        Misconception(
            "no_memory",
            edit(rmsprop_step, "rho * v + → "),
            "Your v forgets everything: the past is not in it.",
            "What becomes of the v that you are given?",
        ),
        Misconception(
            "average_of_gradients",
            edit(rmsprop_step, "g**2 → g"),
            "You averaged the gradients, not their squares. Signs cancel in such an average, and a negative one has no "
            "root.",
            "RMS is short for root mean square.",
        ),
        Misconception(
            "average_of_sizes",
            edit(rmsprop_step, "g**2 → np.abs(g)"),
            "You averaged the sizes of the gradients, not their squares.",
            "RMS is short for root mean square.",
        ),
        Misconception(
            "average_squared",
            edit(rmsprop_step, "rho * v + (1 - rho) * g**2 → (rho * np.sqrt(v) + (1 - rho) * np.abs(g)) ** 2"),
            "You averaged the sizes and squared afterwards.",
            "Root, mean, square, read from the right: first the squares, then their mean, then the root.",
        ),
        Misconception(
            "one_average_for_all",
            edit(rmsprop_step, "g**2 → (g**2).mean()"),
            "All your weights share one mean square.",
            "Each weight keeps its own average: all of it is entry by entry.",
        ),
        Misconception(
            "one_sum_for_all",
            edit(rmsprop_step, "g**2 → (g**2).sum()"),
            "All your weights share one sum of squares.",
            "Each weight keeps its own average: all of it is entry by entry.",
        ),
        Misconception(
            "root_stored",
            edit(rmsprop_step, "return w_new, v_new → return w_new, np.sqrt(v_new)"),
            "You returned the root of the average. At the next step it is taken for the average itself.",
            "What is v in the first formula?",
        ),
        Misconception(
            "resting_weights_do_not_fade",
            edit(rmsprop_step, "rho * v + (1 - rho) * g**2 → np.where(g == 0, v, rho * v + (1 - rho) * g**2)"),
            "Where a gradient is 0 your v stays as it is. It fades at every step.",
            "Put g = 0 into the first formula.",
        ),
        Misconception(
            "epsilon_as_floor",
            edit(rmsprop_step, "(np.sqrt(v_new) + epsilon) → np.maximum(np.sqrt(v_new), epsilon)"),
            "You take the larger one of √v and ε.",
            "ε is added to every root.",
        ),
        Misconception(
            "two_roots",
            edit(rmsprop_step, "np.sqrt(v_new) + epsilon → np.sqrt(v_new) + np.sqrt(epsilon)"),
            "You took the root of ε too.",
            "In the formula ε stands outside of the root, as it is.",
        ),
        Misconception(
            "epsilon_in_the_average",
            edit(rmsprop_step, "(1 - rho) * g**2 → (1 - rho) * g**2 + epsilon"),
            "ε gets into your average.",
            "ε belongs to the denominator only.",
        ),
        Misconception(
            "learning_rate_missing",
            edit(rmsprop_step, "learning_rate * g → g"),
            "The learning rate is missing: {entry} is {yours}, expected {expected}, and η = {eta}.",
            "What stands before the fraction?",
        ),
        Misconception(
            "gradient_missing",
            edit(rmsprop_step, "learning_rate * g → learning_rate"),
            "You subtracted the adapted learning rate alone. All weights then move down, whatever the sign of their "
            "gradient.",
            "What stands above the line?",
        ),
        Misconception(
            "square_above_the_line",
            edit(rmsprop_step, "learning_rate * g / → learning_rate * g**2 /"),
            "Above the line you have g². All weights then move down, whatever the sign of their gradient.",
            "Only the average below the line is made of squares.",
        ),
        Misconception(
            "outputs_exchanged",
            edit(rmsprop_step, "return w_new, v_new → return v_new, w_new"),
            "Your two results have changed places.",
            "First the new w, then the new v.",
        ),
        Misconception(
            "average_left",
            edit(rmsprop_step, "return w_new, v_new → return w_new, v"),
            "Your v never changes.",
            "Which v is the next step to be given?",
        ),
        Misconception(
            "share_of_the_gradient",
            edit(rmsprop_step, "learning_rate * g / → learning_rate * (1 - rho) * g /"),
            "Your step has a factor 1 − ρ too many: {entry} is {yours}, expected {expected}.",
            "In which of the two formulas does 1 − ρ stand?",
        ),
        Misconception(
            "started_at_the_first_square",
            edit(rmsprop_step, "rho * v + (1 - rho) * g**2 → np.where(v == 0, g**2, rho * v + (1 - rho) * g**2)"),
            "Where v is 0 you put g² in its place, and not its share.",
            "Put v = 0 into the first formula.",
        ),
        Misconception(
            "centred",
            edit(rmsprop_step, "g**2 → (g - g.mean()) ** 2"),
            "You subtract the mean of all gradients before you square.",
            "What is squared in the formula, and which weight knows of another?",
        ),
        Misconception(
            "never_falls",
            edit(rmsprop_step, "rho * v + (1 - rho) * g**2 → np.maximum(v, rho * v + (1 - rho) * g**2)"),
            "Your v never becomes smaller. RMSProp forgets.",
            "Put g = 0 into the first formula.",
        ),
        Misconception(
            "sign_lost",
            edit(rmsprop_step, "learning_rate * g / → learning_rate * np.abs(g) /"),
            "Your weights always move down, whatever the sign of g.",
            "What stands above the line, g or its size?",
        ),
    ),
    alternatives=(rmsprop_loop, rmsprop_own_rates, single(rmsprop_step)),
)
