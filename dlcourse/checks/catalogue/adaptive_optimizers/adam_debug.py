"""A broken Adam to mend: its clock is set back at every step, and it stores the corrected averages."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.adam import adam_step
from dlcourse.checks.catalogue.adaptive_optimizers.gradients import uneven_cases
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.averages import ewma_matrix
from dlcourse.checks.engine.question import Misconception, Question


def mended_adam(w, gradients, learning_rate, beta_1, beta_2, epsilon):
    """Algorithm 1 of Adam: t counts on from 1; m and v stay as they are."""
    m, v = np.zeros_like(w), np.zeros_like(w)
    t = 0
    path = []
    for g in gradients:
        t = t + 1
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat = m / (1 - beta_1**t)
        v_hat = v / (1 - beta_2**t)
        w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
        path.append(w)
    return np.array(path)


def path_by_steps(w, gradients, learning_rate, beta_1, beta_2, epsilon):
    """One function for a step, called again and again; a list of lists."""
    m = v = np.zeros(len(w))
    path = []
    for t, g in enumerate(gradients, start=1):
        w, m, v = adam_step(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon)
        path.append(w.tolist())
    return path


def path_by_powers(w, gradients, learning_rate, beta_1, beta_2, epsilon):
    """The corrections by repeated multiplication; the path filled in, in Fortran order."""
    path = np.empty(gradients.shape, order="F")
    mean, square, left_1, left_2 = 0.0, 0.0, 1.0, 1.0
    for t in range(len(gradients)):
        mean = mean + (1 - beta_1) * (gradients[t] - mean)
        square = square + (1 - beta_2) * (gradients[t] * gradients[t] - square)
        left_1, left_2 = left_1 * beta_1, left_2 * beta_2
        w = w - learning_rate * (mean / (1 - left_1)) / (np.sqrt(square / (1 - left_2)) + epsilon)
        path[t] = w
    return path


def path_at_once(w, gradients, learning_rate, beta_1, beta_2, epsilon):
    """Both averages as matrices of weights, without a loop over the steps."""
    t = np.arange(1, len(gradients) + 1)[:, None]
    m_hat = ewma_matrix(gradients, beta_1) / (1 - beta_1**t)
    v_hat = ewma_matrix(gradients**2, beta_2) / (1 - beta_2**t)
    return w - learning_rate * np.cumsum(m_hat / (np.sqrt(v_hat) + epsilon), axis=0)


MENDED_ADAM = Question(
    kind="debug",
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("path",),
    steps=True,
    reference=mended_adam,
    cases=uneven_cases("eta beta_1 beta_2 epsilon", (13, 3, 0.05, 0.9, 0.999, 1e-3), (10, 4, 0.02, 0.7, 0.95, 1e-8)),
    section="Momentum over RMSProp: Adam",
    hints=(
        "The first step is right, so look for what should change from one turn of the loop to the next.",
        "There are two bugs. Follow t through three turns of the loop; then follow m, and compare it with the formula.",
        "Set t = 0 before the loop and raise it inside. Keep m and v; call the corrected ones m_hat and v_hat.",
    ),
    misconceptions=(
        Misconception(
            "unchanged",
            edit(mended_adam, "t = t + 1 → t = 1", "_hat ⇒ "),
            "This is still the broken one. Step 1 is right, and nothing after it.",
            "Print t, m and v at the first three steps, and compare with the formulas by hand.",
        ),
        Misconception(
            "clock_still_set_back",
            edit(mended_adam, "t = t + 1 → t = 1"),
            "Your t is 1 at every step. m and v now go on as they should, and are divided by 1 − β each time.",
            "Set t once, before the loop. Inside it only grows, and β is raised to it.",
        ),
        Misconception(
            "still_stored_back",
            edit(mended_adam, "_hat ⇒ "),
            "Your t now counts, and the corrected averages are still stored back. The next step corrects them once "
            "more.",
            "Give the corrected ones names of their own, m_hat and v_hat.",
        ),
        Misconception(
            "mean_still_stored_back",
            edit(mended_adam, "m_hat ⇒ m"),
            "The corrected m is still stored back. v is mended.",
            "What you did for v, do for m.",
        ),
        Misconception(
            "squares_still_stored_back",
            edit(mended_adam, "v_hat ⇒ v"),
            "The corrected v is still stored back. m is mended.",
            "What you did for m, do for v.",
        ),
        Misconception(
            "clock_from_zero",
            edit(mended_adam, "t = 0 → t = -1"),
            "Your t is 0 at the first step. 1 − β⁰ = 0, and you divided by it.",
            "Raise t before the corrections use it.",
        ),
        Misconception(
            "clock_from_two",
            edit(mended_adam, "t = 0 → t = 1"),
            "Your t is 2 at the first step.",
            "Start at t = 0 and raise it first, or start at 1 and raise it last.",
        ),
        Misconception(
            "correction_removed",
            edit(mended_adam, "m / (1 - beta_1**t) → m", "v / (1 - beta_2**t) → v"),
            "You removed the corrections. Now step 1 is wrong too, for every weight that has a gradient.",
            "The corrections are right; they need a t that counts, and a place of their own.",
        ),
        Misconception(
            "one_array_for_all_steps",
            edit(mended_adam, "t = 0 → t, w = 0, w.copy()", "w = w - → w -="),
            "All rows of your path are the last one. You changed w in place, so the list holds one array {steps} "
            "times.",
            "Write `w = w - …`, which makes a new array, or append `w.copy()`.",
        ),
    ),
    alternatives=(path_by_steps, path_by_powers, path_at_once, single(mended_adam)),
)
