"""A broken Adam to mend: its clock is set back at every step, and it stores the corrected averages."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.adam import adam_step
from dlcourse.checks.catalogue.adaptive_optimizers.gradients import optimizer_cases
from dlcourse.checks.catalogue.adaptive_optimizers.of_every_adam import IN_A_LOOP, LATE, MISTAKES, of_every_adam
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.averages import ewma_matrix
from dlcourse.checks.engine.question import Case, Misconception, Question


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


EXAMPLE = (np.array([1.0]), np.array([[2.0], [-1.0], [0.5]]), 0.1, 0.9, 0.99, 1e-8)
EVEN_SLOPE = (np.array([1.0]), np.full((6, 1), 2.0), 0.1, 0.9, 0.999, 1e-8)


def paths_cases(rng):
    """The question's example and its even slope; uneven gradients; the hard ones one by one; a single step."""
    names = "eta", "beta_1", "beta_2", "epsilon"
    even = Case(EVEN_SLOPE, {"steps": 6} | dict(zip(names, EVEN_SLOPE[2:], strict=True)), "an even slope")
    example, *others = optimizer_cases(" ".join(names), 0, EXAMPLE, UNEVEN)(rng)
    once = Case(
        (rng.normal(size=3), rng.normal(size=(1, 3)), *EVEN_SLOPE[2:]), even.sizes | {"steps": 1}, "a single step"
    )
    return [example, even, *others, once]


UNEVEN = [
    (13, 3, "", 0.05, 0.9, 0.999, 1e-3),
    (10, 4, "", 0.02, 0.7, 0.95, 1e-8),
    (9, 1, "a single weight", 0.1, 0.8, 0.97, 1e-4),
    (10, 3, "faint gradients, as small as ε", 0.02, 0.9, 0.99, 0.03),
]

MENDED_ADAM = Question(
    kind="debug",
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("path",),
    steps=True,
    reference=mended_adam,
    cases=paths_cases,
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
            "Your t is 1 at every step: m and v are divided by 1 − β each time.",
            "What should t be at the second step, and where is it set?",
        ),
        Misconception(
            "still_stored_back",
            edit(mended_adam, "_hat ⇒ "),
            "The corrected averages are still stored back. The next step corrects them once more.",
            "m̂ and v̂ are for one step only. What goes on to the next?",
        ),
        Misconception(
            "mean_still_stored_back",
            edit(mended_adam, "m_hat ⇒ m"),
            "The corrected m is still stored back.",
            "m̂ is for one step only. What goes on to the next?",
        ),
        Misconception(
            "squares_still_stored_back",
            edit(mended_adam, "v_hat ⇒ v"),
            "The corrected v is still stored back.",
            "v̂ is for one step only. What goes on to the next?",
        ),
        Misconception(
            "clock_from_zero",
            edit(mended_adam, "t = 0 → t = -1"),
            "Your t is 0 at the first step. 1 − β⁰ = 0, and you divided by it.",
            "Which t has the first step?",
        ),
        Misconception(
            "clock_one_ahead",
            edit(mended_adam, "t = 0 → t = 1"),
            "Your t is one too large: it is 2 at the first step.",
            "Which t has the first step?",
        ),
        Misconception(
            "clock_counts_twice",
            edit(mended_adam, "path.append(w) → path.append(w); t = t + 1"),
            "Your t goes on by 2 at every step.",
            "How often is t raised in one turn of the loop?",
        ),
        Misconception(
            "correction_removed",
            edit(mended_adam, "m / (1 - beta_1**t) → m", "v / (1 - beta_2**t) → v"),
            "You removed the corrections. Now step 1 is wrong too, for every weight that has a gradient.",
            "The corrections are right; they need a t that counts, and a place of their own.",
        ),
        Misconception(
            "correction_of_the_mean_removed",
            edit(mended_adam, "m / (1 - beta_1**t) → m"),
            "m is not corrected any more.",
            "The corrections are right; they need a t that counts, and a place of their own.",
        ),
        Misconception(
            "correction_of_the_squares_removed",
            edit(mended_adam, "v / (1 - beta_2**t) → v"),
            "v is not corrected any more.",
            "The corrections are right; they need a t that counts, and a place of their own.",
        ),
        Misconception(
            "one_array_for_all_steps",
            edit(mended_adam, "t = 0 → t, w = 0, w.copy()", "w = w - → w -="),
            "All rows of your path are the last one. You changed w in place, so the list holds one array {steps} "
            "times.",
            "Each row has to be an array of its own.",
        ),
        Misconception(
            "start_included",
            edit(mended_adam, "path = [] → path = [w]"),
            "Your path has one row too many: the start stands in front of it.",
            "The first row is the weights after the first step.",
        ),
        Misconception(
            "weights_before_the_step",
            edit(mended_adam, "path = [] → path = [w]", "np.array(path) → np.array(path[:-1])"),
            "Each row holds the weights before the step, not after it.",
            "When are they appended?",
        ),
        Misconception(
            "last_weights_only",
            edit(mended_adam, "np.array(path) → path[-1]"),
            "You returned the weights after the last step only.",
            "Every step has a row.",
        ),
        Misconception(
            "one_step_short",
            edit(mended_adam, "np.array(path) → np.array(path[:-1])"),
            "The last step is missing in your path.",
            "How many rows should it have?",
        ),
        Misconception(
            "first_step_only",
            edit(mended_adam, "np.array(path) → np.array(path[:1])"),
            "Your path ends after the first step. Does the `return` stand inside of the loop?",
            "How many rows should it have?",
        ),
        Misconception(
            "averages_start_anew",
            edit(mended_adam, "m = beta_1 * m + → m = 0 * m +", "v = beta_2 * v + → v = 0 * v +"),
            "m and v forget their past: they begin at 0 in every turn of the loop.",
            "What has to be set before the loop?",
        ),
        Misconception(
            "squares_of_the_mean",
            edit(mended_adam, "g**2 → m**2"),
            "Your v averages m², not g².",
            "The broken one was right there.",
        ),
        Misconception(
            "betas_exchanged_in_the_correction",
            edit(mended_adam, "beta_1**t → beta_3**t", "beta_2**t → beta_1**t", "beta_3**t → beta_2**t"),
            "In your corrections the betas have changed places.",
            "Each average is corrected with the β that it was made with.",
        ),
        Misconception(
            "epsilon_in_the_root",
            edit(mended_adam, "(np.sqrt(v_hat) + epsilon) → np.sqrt(v_hat + epsilon)"),
            "You put ε into the root.",
            "The broken one was right there.",
        ),
        Misconception(
            "uphill",
            edit(mended_adam, "w = w - → w = w +"),
            "You climb: the steps go with the gradients.",
            "The broken one was right there.",
        ),
        Misconception(
            "resting_weights_stand_still",
            edit(
                mended_adam,
                "w - learning_rate * m_hat → w - (g != 0) * learning_rate * m_hat",
            ),
            "Where a gradient is 0 your weights stand still. m carries them on.",
            "Put g = 0 into the formulas: what moves w then?",
        ),
        Misconception(
            "resting_weights_do_not_fade",
            edit(
                mended_adam,
                "beta_1 * m + (1 - beta_1) * g → np.where(g == 0, m, beta_1 * m + (1 - beta_1) * g)",
                "beta_2 * v + (1 - beta_2) * g**2 → np.where(g == 0, v, beta_2 * v + (1 - beta_2) * g**2)",
            ),
            "Where a gradient is 0 your m and v stay as they are. They fade at every step.",
            "Put g = 0 into the formula.",
        ),
        Misconception(
            "resting_weights_left_out",
            edit(
                mended_adam,
                "m = beta_1 * m + (1 - beta_1) * g → m = np.where(g == 0, m, beta_1 * m + (1 - beta_1) * g)",
                "v = beta_2 * v + (1 - beta_2) * g**2 → v = np.where(g == 0, v, beta_2 * v + (1 - beta_2) * g**2)",
                "w - learning_rate * m_hat → w - (g != 0) * learning_rate * m_hat",
            ),
            "Where a gradient is 0 you leave everything as it is, m and v too. Sparse versions of optimizers do so; "
            "the formulas hold at every step.",
            "Put g = 0 into the formulas: what fades, and what moves?",
        ),
        Misconception(
            "empty_steps_skipped",
            edit(
                mended_adam,
                "t = 0 → t, start, kept = 0, w, gradients.any(axis=1)",
                "in gradients → in gradients[kept]",
                "np.array(path) → np.array([start, *path])[kept.cumsum()]",
            ),
            "A step whose gradients are all 0 you leave out. The past fades in it, and goes on moving the weights.",
            "Put g = 0 into the formulas: what fades, and what moves?",
        ),
        *of_every_adam(mended_adam, *LATE, *IN_A_LOOP),
        *of_every_adam(mended_adam, *(name for name in MISTAKES if name != "only_the_size_corrected")),
    ),
    alternatives=(path_by_steps, path_by_powers, path_at_once, single(mended_adam)),
)
