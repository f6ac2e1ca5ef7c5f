"""Adam: the mean of recent gradients over their size, both corrected for their start at 0."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.gradients import optimizer_cases, walk_by_the_clock
from dlcourse.checks.catalogue.adaptive_optimizers.of_every_adam import AT_REST, LATE, NOT_KEPT, of_every_adam
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Misconception, Question


def adam_step(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    """m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  w ← w − η m̂/(√v̂ + ε)."""
    m_new = beta_1 * m + (1 - beta_1) * g
    v_new = beta_2 * v + (1 - beta_2) * g**2
    m_hat = m_new / (1 - beta_1**t)
    v_hat = v_new / (1 - beta_2**t)
    w_new = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return w_new, m_new, v_new


def adam_loop(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    """One weight at a time, as lists."""
    rows = []
    for i in range(len(w)):
        mean = float(m[i] + (1 - beta_1) * (g[i] - m[i]))
        square = float(v[i] + (1 - beta_2) * (g[i] * g[i] - v[i]))
        size = (square / (1 - beta_2**t)) ** 0.5 + epsilon
        rows.append((float(w[i]) - learning_rate * mean / (1 - beta_1**t) / size, mean, square))
    return tuple(list(column) for column in zip(*rows, strict=True))


def adam_rate_corrected(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    """Both corrections moved into the learning rate, ε with them; written into the copies it was given."""
    late = (1 - beta_2**t) ** 0.5
    m *= beta_1
    m += (1 - beta_1) * g
    v *= beta_2
    v += (1 - beta_2) * g * g
    w -= learning_rate * late / (1 - beta_1**t) * m / (np.sqrt(v) + epsilon * late)
    return [w, m, v]


def adam_stacked(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    """Both averages in one array, in Fortran order."""
    betas = np.array([[beta_1], [beta_2]])
    averages = np.asfortranarray(betas * np.stack([m, v]) + (1 - betas) * np.stack([g, g * g]))
    m_hat, v_hat = averages / -np.expm1(t * np.log(betas))
    return w - learning_rate * m_hat / (v_hat**0.5 + epsilon), averages[0], averages[1]


def moved_by_the_averages(given, returned, g, t, learning_rate, beta_1, beta_2, epsilon):
    """The w that follows from the m and v that a step returned, be they right or not; None for these."""
    _, m, v = returned
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return given[0] - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), None, None


EXAMPLE = (*(np.array(a) for a in ([1.0], [1.0], [4.0], [[-2.0]])), 2, 0.1, 0.9, 0.99, 1e-8)

ADAM_STEP = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("w", "m", "v"),
    use=walk_by_the_clock(2, adam_step, moved_by_the_averages),
    inputs=("w", "m", "v", "gradients", "first_t", "learning_rate", "beta_1", "beta_2", "epsilon"),
    steps=True,
    reference=adam_step,
    cases=optimizer_cases(
        "first eta beta_1 beta_2 epsilon",
        2,
        EXAMPLE,
        [
            (14, 4, "", 1, 0.05, 0.9, 0.999, 1e-3),
            (11, 3, "", 1, 0.02, 0.7, 0.95, 1e-8),
            (9, 1, "a single weight", 1, 0.1, 0.8, 0.97, 1e-4),
            (10, 3, "faint gradients, as small as ε", 1, 0.02, 0.9, 0.99, 0.03),
            (8, 2, "a walk that is under way, at t = 1000", 1000, 0.05, 0.9, 0.999, 1e-3),
        ],
    ),
    section="Momentum over RMSProp: Adam",
    hints=(
        "Five lines, one for each formula. m and v are two averages of the same kind; keep them as they are.",
        "m_hat and v_hat are new variables: m_new / (1 - beta_1**t) and v_new / (1 - beta_2**t).",
        "w_new = w − learning_rate * m_hat / (np.sqrt(v_hat) + epsilon). Return w_new, m_new, v_new, without hats.",
    ),
    misconceptions=(
        Misconception(
            "not_corrected",
            edit(adam_step, "m_new / (1 - beta_1**t) → m_new", "v_new / (1 - beta_2**t) → v_new"),
            "You left m and v uncorrected. Both start at 0, v the slower, so the first steps come out too large.",
            "Which formulas of question 4 are not in your step?",
        ),
        Misconception(
            "power_missing",
            edit(adam_step, "**t ⇒ "),
            "You divided by 1 − β at every step. Only t = 1 is right that way.",
            "The missing weight fades from step to step. How?",
        ),
        Misconception(
            "clock_one_ahead",
            edit(adam_step, "**t ⇒ **(t + 1)"),
            "Your t is one too large.",
            "The t you are given is 1 at the first step.",
        ),
        Misconception(
            "stored_back",
            edit(adam_step, "w_new, m_new, v_new → w_new, m_hat, v_hat"),
            "You stored the corrected averages back. They are corrected again at the next step.",
            "m̂ and v̂ are for this step only. What goes on?",
        ),
        Misconception(
            "epsilon_in_the_root",
            edit(adam_step, "(np.sqrt(v_hat) + epsilon) → np.sqrt(v_hat + epsilon)"),
            "You put ε into the root. Small gradients feel it, since √ε is far more than ε.",
            "Where does ε stand in the formula of question 4?",
        ),
        Misconception(
            "betas_swapped",
            edit(adam_step, "beta_1, beta_2 → beta_2, beta_1"),
            "You swapped the betas. The gradients got β₂ = {beta_2}, their squares β₁ = {beta_1}.",
            "Which β belongs to m, and which to v?",
        ),
        Misconception(
            "uphill",
            edit(adam_step, "w - learning_rate → w + learning_rate"),
            "You climb: the step goes with the gradients.",
            "Look at the sign before the fraction.",
        ),
        Misconception(
            "root_missing",
            edit(adam_step, "np.sqrt(v_hat) → v_hat"),
            "You divided by v̂ itself. The root is missing.",
            "Which of the two has the size of a gradient, v̂ or its root?",
        ),
        Misconception(
            "only_the_slope_corrected",
            edit(adam_step, "np.sqrt(v_hat) → np.sqrt(v_new)"),
            "The v below the line is not corrected. The early steps are far too large, as v is still small.",
            "Which letters in the last formula have hats?",
        ),
        Misconception(
            "only_the_size_corrected",
            edit(adam_step, "* m_hat → * m_new"),
            "The m above the line is not corrected. The early steps are too small, as m is still small.",
            "Which letters in the last formula have hats?",
        ),
        Misconception(
            "epsilon_of_keras",
            edit(
                adam_step,
                "(np.sqrt(v_hat) + epsilon) → (np.sqrt(v_new) + epsilon) * np.sqrt(1 - beta_2**t)",
                "m_hat / (np → m_hat * (1 - beta_2**t) / (np",
            ),
            "Your ε stands beside the root of the uncorrected v. That is Keras's form, in which both corrections are moved "
            "into the learning rate; then ε weighs more in the first steps.",
            "In the formula of question 4 ε is added to √v̂.",
        ),
        Misconception(
            "gradient_for_mean",
            edit(adam_step, "* m_hat → * g"),
            "Your step follows the newest gradient. That is RMSProp, corrected; the momentum is lost.",
            "What stands above the line?",
        ),
        Misconception(
            "squares_of_the_mean",
            edit(adam_step, "g**2 → m_new**2"),
            "Your v averages m², not g².",
            "v measures the size of the gradients themselves.",
        ),
        Misconception(
            "gradients_not_squared",
            edit(adam_step, "g**2 → g"),
            "Your v averages g, not g². Where it is negative it has no root.",
            "Which squares does v average?",
        ),
        Misconception(
            "sizes_for_squares",
            edit(adam_step, "g**2 → np.abs(g)"),
            "Your v averages the sizes of the gradients, not their squares.",
            "Which squares does v average?",
        ),
        Misconception(
            "one_average_for_all",
            edit(adam_step, "g**2 → (g**2).mean()"),
            "All your weights share one mean square.",
            "Each weight keeps its own average: all of it is entry by entry.",
        ),
        Misconception(
            "betas_exchanged_in_the_correction",
            edit(adam_step, "beta_1**t → beta_3**t", "beta_2**t → beta_1**t", "beta_3**t → beta_2**t"),
            "In your corrections the betas have changed places.",
            "Each average is corrected with the β that it was made with.",
        ),
        Misconception(
            "corrected_at_the_first_step_only",
            edit(
                adam_step,
                "(1 - beta_1**t) → (1 - beta_1 if t == 1 else 1)",
                "(1 - beta_2**t) → (1 - beta_2 if t == 1 else 1)",
            ),
            "You corrected the first step only.",
            "The averages are too small at the second step as well, by a little less.",
        ),
        Misconception(
            "bracket_around_the_difference",
            edit(adam_step, "(1 - beta_1**t) → (1 - beta_1) ** t", "(1 - beta_2**t) → (1 - beta_2) ** t"),
            "You raised 1 − β to the power of t. At t = 1 that is no different.",
            "Only β is raised to a power.",
        ),
        Misconception(
            "one_minus_beta_times_t",
            edit(adam_step, "(1 - beta_1**t) → ((1 - beta_1) * t)", "(1 - beta_2**t) → ((1 - beta_2) * t)"),
            "You divided by (1 − β) t. At t = 1 that is no different.",
            "In βᵗ the t is an exponent, and only β has one.",
        ),
        Misconception(
            "times_t",
            edit(
                adam_step,
                "m_new / (1 - beta_1**t) → m_new / (1 - beta_1) * t",
                "v_new / (1 - beta_2**t) → v_new / (1 - beta_2) * t",
            ),
            "You divided by 1 − β and multiplied by t. At t = 1 that is no different.",
            "In βᵗ the t is an exponent.",
        ),
        Misconception(
            "clock_one_behind",
            edit(adam_step, "**t ⇒ **(t - 1)"),
            "Your t is one too small. At the first step 1 − β⁰ = 0, and you divided by it.",
            "The t you are given is 1 at the first step.",
        ),
        Misconception(
            "mean_stored_back",
            edit(adam_step, "w_new, m_new, v_new → w_new, m_hat, v_new"),
            "You stored the corrected m back. It is corrected again at the next step.",
            "m̂ is for this step only. What goes on?",
        ),
        Misconception(
            "squares_stored_back",
            edit(adam_step, "w_new, m_new, v_new → w_new, m_new, v_hat"),
            "You stored the corrected v back. It is corrected again at the next step.",
            "v̂ is for this step only. What goes on?",
        ),
        Misconception(
            "old_squares_used",
            edit(adam_step, "v_new / (1 → v / (1"),
            "Your step divides by the v before this gradient: v comes one step late.",
            "Which formulas come first?",
        ),
        Misconception(
            "old_mean_used",
            edit(adam_step, "m_new / (1 → m / (1"),
            "Your step goes along the m before this gradient: m comes one step late.",
            "Which formulas come first?",
        ),
        Misconception(
            "old_averages_used",
            edit(adam_step, "m_new / (1 → m / (1", "v_new / (1 → v / (1"),
            "Your step is made from the averages before this gradient.",
            "Which of the formulas come first?",
        ),
        Misconception(
            "weights_swapped",
            edit(
                adam_step,
                "beta_1 * m + (1 - beta_1) * g → (1 - beta_1) * m + beta_1 * g",
                "beta_2 * v + (1 - beta_2) * g**2 → (1 - beta_2) * v + beta_2 * g**2",
            ),
            "The weights of your averages are swapped: what is new got β, the past 1 − β.",
            "β is the share of the past that stays.",
        ),
        Misconception(
            "sum_for_mean",
            edit(adam_step, "(1 - beta_1) * g → g"),
            "In your m the factor 1 − β₁ of the new gradient is missing.",
            "The two weights, of the past and of the new gradient, must add up to 1.",
        ),
        Misconception(
            "sum_of_squares",
            edit(adam_step, "(1 - beta_2) * g**2 → g**2"),
            "In your v the factor 1 − β₂ of the new square is missing.",
            "The two weights, of the past and of the new square, must add up to 1.",
        ),
        Misconception(
            "sums_not_averages",
            edit(adam_step, "(1 - beta_1) * g → g", "(1 - beta_2) * g**2 → g**2"),
            "The factor 1 − β of what is new is missing in your averages.",
            "The two weights, of the past and of what is new, must add up to 1.",
        ),
        Misconception(
            "brackets_missing",
            edit(adam_step, "(np.sqrt(v_hat) + epsilon) → np.sqrt(v_hat) + epsilon"),
            "The brackets around √v̂ + ε are missing. Python divides by √v̂ and adds ε to the weight.",
            "The whole sum √v̂ + ε stands below the line.",
        ),
        Misconception(
            "epsilon_missing",
            edit(adam_step, "np.sqrt(v_hat) + epsilon → np.sqrt(v_hat)"),
            "You left out ε. A weight whose gradients were all 0 so far is moved by 0/0.",
            "What keeps the denominator away from 0?",
        ),
        Misconception(
            "epsilon_as_floor",
            edit(adam_step, "(np.sqrt(v_hat) + epsilon) → np.maximum(np.sqrt(v_hat), epsilon)"),
            "You take the larger one of √v̂ and ε.",
            "ε is added to every root.",
        ),
        Misconception(
            "learning_rate_missing",
            edit(adam_step, "w - learning_rate * m_hat → w - m_hat"),
            "The learning rate is missing: {entry} is {yours}, expected {expected}, and η = {eta}.",
            "What stands before the fraction?",
        ),
        Misconception(
            "learning_rate_fades",
            edit(adam_step, "w - learning_rate * → w - learning_rate / np.sqrt(t) *"),
            "Your learning rate fades with √t. The paper's proof does that; the formula of the question does not.",
            "What stands before the fraction?",
        ),
        Misconception(
            "outputs_exchanged",
            edit(adam_step, "return w_new, m_new, v_new → return w_new, v_new, m_new"),
            "Your two averages have changed places.",
            "First the new w, then m, then v.",
        ),
        Misconception(
            "averages_first",
            edit(adam_step, "return w_new, m_new, v_new → return m_new, v_new, w_new"),
            "Your results come in another order: the averages first, then the weights.",
            "First the new w, then m, then v.",
        ),
        *of_every_adam(adam_step, *AT_REST, *LATE, *NOT_KEPT, "mean_forgets", "squares_added_up", "squares_never_fall"),
        Misconception(
            "epsilon_not_scaled",
            edit(
                adam_step,
                "m_hat / (np.sqrt(v_hat) + epsilon) → np.sqrt(1 - beta_2**t) * m_hat / (np.sqrt(v_new) + epsilon)",
            ),
            "Both corrections are in your learning rate, and ε stands beside the root of the uncorrected v. That is Keras's form, in which ε weighs more in the first steps.",
            "In the formula of question 4 ε is added to √v̂.",
        ),
        Misconception(
            "nadam",
            edit(
                adam_step,
                "m_new / (1 - beta_1**t) → beta_1 * m_new / (1 - beta_1 ** (t + 1)) + (1 - beta_1) * g / (1 - beta_1**t)",
            ),
            "That is Nadam, which counts the newest gradient once more.",
            "What is m̂ in question 4?",
        ),
        Misconception(
            "adamax",
            edit(
                adam_step,
                "beta_2 * v + (1 - beta_2) * g**2 → np.maximum(beta_2 * v, np.abs(g))",
                "(np.sqrt(v_hat) + epsilon) → (v_new + epsilon)",
            ),
            "That is Adamax: your v is the largest size of late, and no mean of squares.",
            "What is v in question 4?",
        ),
    ),
    alternatives=(adam_loop, adam_rate_corrected, adam_stacked, single(adam_step)),
)
