"""AdamW: Adam's step, and beside it a decay of the weights that no √v̂ divides."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.adam import adam_step
from dlcourse.checks.catalogue.adaptive_optimizers.gradients import optimizer_cases
from dlcourse.checks.catalogue.adaptive_optimizers.of_every_adam import IN_A_LOOP, LATE, MISTAKES, of_every_adam
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Misconception, Question


def adamw_path(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    """w ← w − η m̂/(√v̂ + ε) − ηλw, for all gradients in turn."""
    m, v = np.zeros_like(w), np.zeros_like(w)
    path = []
    for t, g in enumerate(gradients, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat = m / (1 - beta_1**t)
        v_hat = v / (1 - beta_2**t)
        step = learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
        w = w - step - learning_rate * weight_decay * w
        path.append(w)
    return np.array(path)


def adamw_shrink_first(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    """First w times 1 − ηλ, then Adam's step; a list of rows."""
    m, v, path = np.zeros(len(w)), np.zeros(len(w)), []
    for t, g in enumerate(gradients, start=1):
        w = w * (1 - learning_rate * weight_decay)
        w, m, v = adam_step(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon)
        path.append(w)
    return path


def adamw_one_bracket(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    """η outside a bracket of both; written into arrays of its own."""
    w, m, v = w.copy(), np.zeros(len(w)), np.zeros(len(w))
    path = np.empty((len(gradients), len(w)))
    for i in range(len(gradients)):
        m += (1 - beta_1) * (gradients[i] - m)
        v += (1 - beta_2) * (gradients[i] ** 2 - v)
        step = m / (1 - beta_1 ** (i + 1)) / (np.sqrt(v / (1 - beta_2 ** (i + 1))) + epsilon)
        w -= learning_rate * (step + weight_decay * w)
        path[i] = w
    return path


def adamw_by_weight(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    """One weight at a time through all its steps, joined at the end."""
    columns = []
    for weight, slopes in zip(w.tolist(), gradients.T.tolist(), strict=True):
        m = v = 0.0
        column = []
        for t, g in enumerate(slopes, start=1):
            m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g * g
            root = (v / (1 - beta_2**t)) ** 0.5
            weight -= learning_rate * (m / (1 - beta_1**t) / (root + epsilon) + weight_decay * weight)
            column.append(weight)
        columns.append(column)
    return np.array(columns).T


EXAMPLE = (np.array([1.0]), np.array([[2.0], [-1.0], [0.5]]), 0.1, 0.2, 0.9, 0.99, 1e-8)

ADAMW_PATH = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("path",),
    steps=True,
    reference=adamw_path,
    cases=optimizer_cases(
        "eta decay beta_1 beta_2 epsilon",
        0,
        EXAMPLE,
        [
            (13, 3, "", 0.2, 0.3, 0.9, 0.999, 1e-3),
            (10, 4, "", 0.1, 0.4, 0.7, 0.95, 1e-8),
            (9, 1, "a single weight", 0.05, 0.7, 0.8, 0.97, 1e-4),
            (10, 3, "faint gradients, as small as ε", 0.02, 0.6, 0.9, 0.99, 0.03),
            (8, 2, "a decay of 0", 0.1, 0.0, 0.9, 0.98, 1e-3),
        ],
        spread=3,
    ),
    section="Decay beside the step: AdamW",
    hints=(
        "It is a loop over the rows of `gradients`, with Adam inside; m and v start at 0 and t at 1.",
        "The gradient goes into m and v as it is. λ appears in one place only, the last line.",
        "w = w − η m̂/(√v̂ + ε) − ηλw, with the old w on the right. Append each new w to a list.",
    ),
    misconceptions=(
        Misconception(
            "decay_in_the_gradient",
            edit(
                adamw_path,
                "m = beta_1 → g = g + weight_decay * w; m = beta_1",
                "- learning_rate * weight_decay * w → ",
            ),
            "You added λw to the gradient. That is a penalty in the loss, L2, and √v̂ divides it away where gradients are "
            "large.",
            "The gradient is to go into m and v as it is. Where does λ appear in the formula?",
        ),
        Misconception(
            "rate_missing",
            edit(adamw_path, "learning_rate * weight_decay * w → weight_decay * w"),
            "You subtracted λw without η: {entry} is {yours}, expected {expected}, and η = {eta}.",
            "By what is the decay scaled in the formula?",
        ),
        Misconception(
            "decay_after_the_step",
            edit(adamw_path, "weight_decay * w → weight_decay * (w - step)"),
            "You shrank the weights after Adam's step. The step was shrunk with them.",
            "Both terms use the old w. With two lines, which one comes first?",
        ),
        Misconception(
            "decay_missing",
            edit(adamw_path, "- learning_rate * weight_decay * w → "),
            "This is Adam without decay. λ = {decay} is not used.",
            "Where does λ appear in the formula?",
        ),
        Misconception(
            "not_corrected",
            edit(adamw_path, "m / (1 - beta_1**t) → m", "v / (1 - beta_2**t) → v"),
            "You left m and v uncorrected. Both start at 0, v the slower, so the first steps come out too large.",
            "Which formulas of question 4 are not in your loop?",
        ),
        Misconception(
            "stored_back",
            edit(adamw_path, "_hat ⇒ "),
            "You stored the corrected averages back. They are corrected again at the next step.",
            "m̂ and v̂ are for one step only. What goes on to the next?",
        ),
        Misconception(
            "epsilon_in_the_root",
            edit(adamw_path, "(np.sqrt(v_hat) + epsilon) → np.sqrt(v_hat + epsilon)"),
            "You put ε into the root. Small gradients feel it, since √ε is far more than ε.",
            "Where does ε stand in the formula?",
        ),
        Misconception(
            "clock_from_zero",
            edit(adamw_path, "start=1 → start=0"),
            "Your t is 0 at the first step. 1 − β⁰ = 0, and you divided by it.",
            "Which t has the first step?",
        ),
        Misconception(
            "clock_one_ahead",
            edit(adamw_path, "start=1 → start=2"),
            "Your t is one too large: it is 2 at the first step.",
            "Which t has the first step?",
        ),
        Misconception(
            "power_missing",
            edit(adamw_path, "**t ⇒ "),
            "You divided by 1 − β at every step. Only t = 1 is right that way.",
            "The missing weight fades from step to step. How?",
        ),
        Misconception(
            "decay_doubled",
            edit(adamw_path, "weight_decay * w → 2 * weight_decay * w"),
            "Your decay is twice too strong. The 2 comes from the gradient of λ Σ w²; here λ is the decay itself.",
            "The formula of the question has no 2.",
        ),
        Misconception(
            "growth",
            edit(adamw_path, "step - → step +"),
            "Your weights grow. The decay has the wrong sign.",
            "Look at the sign before ηλw.",
        ),
        Misconception(
            "decay_over_the_size",
            edit(adamw_path, "m_hat / → (m_hat + weight_decay * w) /", "- learning_rate * weight_decay * w → "),
            "You divided the decay by √v̂ + ε too. A bracket opens too early or closes too late.",
            "What stands above the line, and what beside the fraction?",
        ),
        Misconception(
            "decay_twice",
            edit(adamw_path, "m = beta_1 → g = g + weight_decay * w; m = beta_1"),
            "You added λw to the gradient and let the weights decay as well.",
            "λ appears in one place only.",
        ),
        Misconception(
            "decay_in_the_mean",
            edit(
                adamw_path,
                "(1 - beta_1) * g → (1 - beta_1) * (g + weight_decay * w)",
                "- learning_rate * weight_decay * w → ",
            ),
            "You added λw to the gradient that goes into m. It is divided by √v̂ then.",
            "The gradient is to go into m as it is. Where does λ appear in the formula?",
        ),
        Misconception(
            "constant_decay",
            edit(adamw_path, "weight_decay * w → weight_decay"),
            "You subtracted ηλ from every weight. Negative weights then grow.",
            "A decay is a share of w, which pulls every weight towards 0.",
        ),
        Misconception(
            "pull_of_l1",
            edit(adamw_path, "weight_decay * w → weight_decay * np.sign(w)"),
            "Your pull does not depend on the weight's size. That is L1.",
            "A decay is a share of w.",
        ),
        Misconception(
            "decay_of_the_start",
            edit(adamw_path, "path = [] → path, start = [], w", "weight_decay * w → weight_decay * start"),
            "You subtract the same share of the first w at every step.",
            "Which w stands on the right in the formula?",
        ),
        Misconception(
            "decay_of_the_gradient",
            edit(adamw_path, "weight_decay * w → weight_decay * g"),
            "What you subtract as decay is a share of the gradient.",
            "A decay is a share of w.",
        ),
        Misconception(
            "no_decay_at_the_first_step",
            edit(adamw_path, "weight_decay * w → weight_decay * w * (t > 1)"),
            "At the first step your weights do not decay.",
            "The formula holds at every step.",
        ),
        Misconception(
            "decay_where_there_is_a_gradient",
            edit(adamw_path, "weight_decay * w → weight_decay * w * (g != 0)"),
            "Where the gradient is 0 your weights do not decay.",
            "The formula holds for every weight, whatever its gradient is.",
        ),
        Misconception(
            "rate_squared",
            edit(adamw_path, "learning_rate * weight_decay → learning_rate**2 * weight_decay"),
            "The learning rate stands in your decay twice.",
            "By what is the decay scaled in the formula?",
        ),
        Misconception(
            "uphill",
            edit(adamw_path, "w = w - step → w = w + step"),
            "You climb: Adam's steps go with the gradients.",
            "Look at the sign before the fraction.",
        ),
        Misconception(
            "betas_swapped",
            edit(adamw_path, "beta_1, beta_2, epsilon → beta_2, beta_1, epsilon"),
            "You swapped the betas. The gradients got β₂ = {beta_2}, their squares β₁ = {beta_1}.",
            "Which β belongs to m, and which to v?",
        ),
        Misconception(
            "root_missing",
            edit(adamw_path, "np.sqrt(v_hat) → v_hat"),
            "You divided by v̂ itself. The root is missing.",
            "Which of the two has the size of a gradient, v̂ or its root?",
        ),
        Misconception(
            "only_the_slope_corrected",
            edit(adamw_path, "np.sqrt(v_hat) → np.sqrt(v)"),
            "The v below the line is not corrected. The early steps are far too large, as v is still small.",
            "Which letters in the last formula have hats?",
        ),
        Misconception(
            "one_array_for_all_steps",
            edit(
                adamw_path,
                "m, v = np.zeros_like(w) → w, m, v = w.copy(), np.zeros_like(w)",
                "w = w - step → w -= step",
                "step - learning_rate → step + learning_rate",
            ),
            "All rows of your path are the last one. You changed w in place, so the list holds one array {steps} "
            "times.",
            "Each row has to be an array of its own.",
        ),
        Misconception(
            "start_included",
            edit(adamw_path, "path = [] → path = [w]"),
            "Your path has one row too many: the start stands in front of it.",
            "The first row is the weights after the first step.",
        ),
        Misconception(
            "weights_before_the_step",
            edit(adamw_path, "path = [] → path = [w]", "np.array(path) → np.array(path[:-1])"),
            "Each row holds the weights before the step, not after it.",
            "When are they appended?",
        ),
        Misconception(
            "last_weights_only",
            edit(adamw_path, "np.array(path) → path[-1]"),
            "You returned the weights after the last step only.",
            "Every step has a row.",
        ),
        Misconception(
            "resting_weights_stand_still",
            edit(adamw_path, "w = w - step - → w = w - step * (g != 0) -"),
            "Where a gradient is 0 your weights stand still. m carries them on.",
            "Put g = 0 into the formulas: what moves w then?",
        ),
        Misconception(
            "resting_weights_do_not_fade",
            edit(
                adamw_path,
                "beta_1 * m + (1 - beta_1) * g → np.where(g == 0, m, beta_1 * m + (1 - beta_1) * g)",
                "beta_2 * v + (1 - beta_2) * g**2 → np.where(g == 0, v, beta_2 * v + (1 - beta_2) * g**2)",
            ),
            "Where a gradient is 0 your m and v stay as they are. They fade at every step.",
            "Put g = 0 into the formula.",
        ),
        Misconception(
            "empty_steps_skipped",
            edit(
                adamw_path,
                "path = [] → path, start, kept = [], w, gradients.any(axis=1)",
                "enumerate(gradients → enumerate(gradients[kept]",
                "np.array(path) → np.array([start, *path])[kept.cumsum()]",
            ),
            "A step whose gradients are all 0 you leave out. The past fades in it, and goes on moving the weights.",
            "Put g = 0 into the formulas: what fades, and what moves?",
        ),
        *of_every_adam(adamw_path, *LATE, *IN_A_LOOP),
        *of_every_adam(adamw_path, *(name for name in MISTAKES if name != "root_missing")),
    ),
    alternatives=(adamw_shrink_first, adamw_one_bracket, adamw_by_weight, single(adamw_path)),
)
