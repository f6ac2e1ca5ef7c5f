"""Adam as Keras writes it: both corrections in the learning rate, ε beside the uncorrected root."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.gradients import optimizer_cases, walk_by_the_clock
from dlcourse.checks.catalogue.adaptive_optimizers.of_every_adam import AT_REST, LATE, NOT_KEPT, of_every_adam
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Misconception, Question


def keras_adam_step(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    """m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  w ← w − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)."""
    m_new = beta_1 * m + (1 - beta_1) * g
    v_new = beta_2 * v + (1 - beta_2) * g**2
    c_1, c_2 = 1 - beta_1**t, 1 - beta_2**t
    rate = learning_rate * np.sqrt(c_2) / c_1
    w_new = w - rate * m_new / (np.sqrt(v_new) + epsilon)
    return w_new, m_new, v_new


def adam_loop(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    """One weight at a time, as lists."""
    rows = []
    for place, mean, square, slope in zip(w, m, v, g, strict=True):
        mean = float(mean + (slope - mean) * (1 - beta_1))
        square = float(square + (slope * slope - square) * (1 - beta_2))
        rate = learning_rate * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t)
        rows.append((float(place) - mean * rate / (square**0.5 + epsilon), mean, square))
    return tuple(list(column) for column in zip(*rows, strict=True))


def adam_with_hats(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    """The paper's form with an ε that is as much larger; written into the copies it was given."""
    m *= beta_1
    m += (1 - beta_1) * g
    v *= beta_2
    v += (1 - beta_2) * g * g
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    w -= learning_rate * m_hat / (v_hat**0.5 + epsilon / (1 - beta_2**t) ** 0.5)
    return [w, m, v]


def adam_single(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    """In single precision, as Keras computes."""
    w, m, v, g = (array.astype(np.float32) for array in (w, m, v, g))
    return keras_adam_step(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon)


def moved_by_the_averages(given, returned, g, t, learning_rate, beta_1, beta_2, epsilon):
    """The w that follows from the m and v that a step returned, be they right or not; None for these."""
    _, m, v = returned
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    return given[0] - rate * m / (np.sqrt(v) + epsilon), None, None


EXAMPLE = (*(np.array(a) for a in ([1.0], [0.0], [0.0], [[0.5]])), 1, 0.1, 0.9, 0.99, 0.05)

KERAS_ADAM_STEP = Question(
    difficulty="hard",
    minutes=10,
    points=3,
    parts=("w", "m", "v"),
    use=walk_by_the_clock(2, keras_adam_step, moved_by_the_averages),
    inputs=("w", "m", "v", "gradients", "first_t", "learning_rate", "beta_1", "beta_2", "epsilon"),
    steps=True,
    reference=keras_adam_step,
    cases=optimizer_cases(
        "first eta beta_1 beta_2 epsilon",
        2,
        EXAMPLE,
        [
            (13, 4, "", 1, 0.05, 0.9, 0.999, 1e-3),
            (10, 3, "a large ε", 1, 0.02, 0.7, 0.95, 0.02),
            (9, 1, "a single weight", 1, 0.1, 0.8, 0.97, 1e-4),
            (10, 3, "faint gradients, as small as ε", 1, 0.02, 0.9, 0.99, 0.03),
            (8, 2, "a walk that is under way, at t = 1000", 1000, 0.05, 0.9, 0.999, 1e-3),
        ],
    ),
    section="The same step, line by line",
    hints=(
        "m and v are the two averages of every Adam, and they stay uncorrected. Only the line for w is Keras's own.",
        "First the learning rate of this step: η·√(1 − β₂ᵗ)/(1 − β₁ᵗ). The root belongs to the upper part alone.",
        "Then w − rate · m_new / (√v_new + ε), with m_new and v_new as they are, without hats.",
    ),
    misconceptions=(
        Misconception(
            "epsilon_of_the_paper",
            edit(keras_adam_step, " * np.sqrt(c_2) → ", "np.sqrt(v_new) → np.sqrt(v_new / c_2)"),
            "That is the paper's Adam, which adds ε to √v̂. Keras adds it to √v, and there it counts more in the first "
            "steps.",
            "Both corrections go into the learning rate; m and v stay without hats.",
        ),
        Misconception(
            "not_corrected",
            edit(keras_adam_step, " * np.sqrt(c_2) / c_1 → "),
            "The correction of the start is missing.",
            "Multiply the learning rate by √(1 − β₂ᵗ)/(1 − β₁ᵗ).",
        ),
        Misconception(
            "root_of_the_correction_missing",
            edit(keras_adam_step, "np.sqrt(c_2) → c_2"),
            "The root over 1 − β₂ᵗ is missing.",
            "v enters the step under a root, so its correction does too.",
        ),
        Misconception(
            "root_of_the_whole",
            edit(keras_adam_step, "np.sqrt(c_2) / c_1 → np.sqrt(c_2 / c_1)"),
            "Your root covers the whole fraction. Only v stands under a root in the step.",
            "√(1 − β₂ᵗ) divided by 1 − β₁ᵗ.",
        ),
        Misconception(
            "fraction_upside_down",
            edit(keras_adam_step, "np.sqrt(c_2) / c_1 → c_1 / np.sqrt(c_2)"),
            "The fraction stands on its head.",
            "√v stands below in the step, so its correction comes out on top: √(1 − β₂ᵗ)/(1 − β₁ᵗ).",
        ),
        Misconception(
            "betas_exchanged_in_the_correction",
            edit(keras_adam_step, "np.sqrt(c_2) / c_1 → np.sqrt(c_1) / c_2"),
            "The betas have changed places in the correction. β₁ = {beta_1} belongs to m, β₂ = {beta_2} to v.",
            "√(1 − β₂ᵗ)/(1 − β₁ᵗ).",
        ),
        Misconception(
            "corrected_twice",
            edit(keras_adam_step, "m_new / (np.sqrt(v_new) → m_new / c_1 / (np.sqrt(v_new / c_2)"),
            "You correct twice, in the learning rate and by hats on m and v.",
            "With the corrected learning rate, m and v enter as they are.",
        ),
        Misconception(
            "power_missing",
            edit(keras_adam_step, "**t ⇒ "),
            "Your correction never fades. Only t = 1 is right without the power.",
            "`beta_1**t` and `beta_2**t`.",
        ),
        Misconception(
            "epsilon_in_the_root",
            edit(keras_adam_step, "(np.sqrt(v_new) + epsilon) → np.sqrt(v_new + epsilon)"),
            "You put ε into the root. √ε is far more than ε = {epsilon}.",
            "√v + ε.",
        ),
        Misconception(
            "old_squares_used",
            edit(keras_adam_step, "np.sqrt(v_new) → np.sqrt(v)"),
            "Your step divides by the v before this gradient: v comes one step late.",
            "Which of the formulas come first?",
        ),
        Misconception(
            "old_mean_used",
            edit(keras_adam_step, "rate * m_new → rate * m"),
            "Your step goes along the m before this gradient: m comes one step late.",
            "Which of the formulas come first?",
        ),
        Misconception(
            "only_m_corrected",
            edit(keras_adam_step, " * np.sqrt(c_2) / c_1 → / c_1"),
            "You correct m only. v is still small in the first steps, so they come out too large.",
            "Two corrections stand in the fraction. Which one do you not have?",
        ),
        Misconception(
            "only_v_corrected",
            edit(keras_adam_step, "np.sqrt(c_2) / c_1 → np.sqrt(c_2)"),
            "You correct v only. m is still small in the first steps, so they come out too small.",
            "Two corrections stand in the fraction. Which one do you not have?",
        ),
        Misconception(
            "clock_one_ahead",
            edit(keras_adam_step, "**t ⇒ **(t + 1)"),
            "Your t is one too large.",
            "The t you are given is 1 at the first step.",
        ),
        Misconception(
            "epsilon_missing",
            edit(keras_adam_step, "(np.sqrt(v_new) + epsilon) → np.sqrt(v_new)"),
            "You left out ε. A weight whose gradients were all 0 so far is moved by 0/0.",
            "What keeps the denominator away from 0?",
        ),
        Misconception(
            "brackets_missing",
            edit(keras_adam_step, "(np.sqrt(v_new) + epsilon) → np.sqrt(v_new) + epsilon"),
            "The brackets around √v + ε are missing: Python divides by √v alone.",
            "The whole sum stands below the line.",
        ),
        Misconception(
            "epsilon_added_to_the_step",
            edit(
                keras_adam_step, "rate * m_new / (np.sqrt(v_new) + epsilon) → (rate * m_new / np.sqrt(v_new) + epsilon)"
            ),
            "You add ε = {epsilon} to the step itself. Below the line stands √v alone.",
            "The whole sum √v + ε stands below the line.",
        ),
        Misconception(
            "root_missing",
            edit(keras_adam_step, "np.sqrt(v_new) → v_new"),
            "You divided by v itself. The root is missing.",
            "Which of the two has the size of a gradient, v or its root?",
        ),
        Misconception(
            "uphill",
            edit(keras_adam_step, "w - rate → w + rate"),
            "You climb: the step goes with the gradients.",
            "Look at the sign before the fraction.",
        ),
        Misconception(
            "sizes_for_squares",
            edit(keras_adam_step, "g**2 → np.abs(g)"),
            "Your v averages the sizes of the gradients, not their squares.",
            "Which squares does v average?",
        ),
        Misconception(
            "gradients_not_squared",
            edit(keras_adam_step, "g**2 → g"),
            "Your v averages g, not g². Where it is negative it has no root.",
            "Which squares does v average?",
        ),
        Misconception(
            "share_squared_too",
            edit(keras_adam_step, "(1 - beta_2) * g**2 → ((1 - beta_2) * g) ** 2"),
            "You squared 1 − β₂ together with g.",
            "Only g is squared.",
        ),
        Misconception(
            "sums_not_averages",
            edit(keras_adam_step, "(1 - beta_1) * g → g", "(1 - beta_2) * g**2 → g**2"),
            "The factor 1 − β of what is new is missing in your averages.",
            "The two shares, of the past and of what is new, must add up to 1.",
        ),
        Misconception(
            "sum_for_mean",
            edit(keras_adam_step, "(1 - beta_1) * g → g"),
            "In your m the factor 1 − β₁ of the new gradient is missing.",
            "The two shares, of the past and of what is new, must add up to 1.",
        ),
        Misconception(
            "sum_of_squares",
            edit(keras_adam_step, "(1 - beta_2) * g**2 → g**2"),
            "In your v the factor 1 − β₂ of the new square is missing.",
            "The two shares, of the past and of what is new, must add up to 1.",
        ),
        Misconception(
            "weights_swapped",
            edit(
                keras_adam_step,
                "beta_1 * m + (1 - beta_1) * g → (1 - beta_1) * m + beta_1 * g",
                "beta_2 * v + (1 - beta_2) * g**2 → (1 - beta_2) * v + beta_2 * g**2",
            ),
            "The shares of your averages are swapped: what is new got β, the past 1 − β.",
            "β is the share of the past that stays.",
        ),
        Misconception(
            "betas_swapped",
            edit(keras_adam_step, "beta_1, beta_2 → beta_2, beta_1"),
            "You swapped the betas: β₁ = {beta_1} belongs to the gradients, β₂ = {beta_2} to their squares.",
            "Which β belongs to m, and which to v?",
        ),
        Misconception(
            "stored_back",
            edit(
                keras_adam_step,
                " * np.sqrt(c_2) / c_1 → ",
                "return w_new → m_new, v_new = m_new / c_1, v_new / c_2; w_new = w - rate * m_new / (np.sqrt(v_new) "
                "+ epsilon); return w_new",
            ),
            "You corrected m and v and stored them back. They are corrected again at the next step.",
            "In Keras's form, m and v themselves are never corrected.",
        ),
        Misconception(
            "outputs_exchanged",
            edit(keras_adam_step, "w_new, m_new, v_new → w_new, v_new, m_new"),
            "Your two averages have changed places.",
            "First the new w, then m, then v.",
        ),
        Misconception(
            "averages_first",
            edit(keras_adam_step, "return w_new, m_new, v_new → return m_new, v_new, w_new"),
            "Your results come in another order: the averages first, then the weights.",
            "First the new w, then m, then v.",
        ),
        Misconception(
            "learning_rate_missing",
            edit(keras_adam_step, "rate = learning_rate * np.sqrt → rate = np.sqrt"),
            "The learning rate η = {eta} is missing.",
            "What stands before the fraction?",
        ),
        Misconception(
            "squares_of_the_mean",
            edit(keras_adam_step, "g**2 → m_new**2"),
            "Your v averages m², not g².",
            "v measures the size of the gradients themselves.",
        ),
        *of_every_adam(
            keras_adam_step,
            *AT_REST,
            *LATE,
            *NOT_KEPT,
            "mean_forgets",
            "squares_added_up",
            "squares_never_fall",
            "one_average_for_all",
        ),
        Misconception(
            "gradient_for_mean",
            edit(keras_adam_step, "rate * m_new → rate * g"),
            "Your step follows the newest gradient. That is RMSProp, corrected; the momentum is lost.",
            "What stands above the line?",
        ),
        Misconception(
            "clock_one_behind",
            edit(keras_adam_step, "**t ⇒ **(t - 1)"),
            "Your t is one too small. At the first step 1 − β⁰ = 0, and you divided by it.",
            "The t you are given is 1 at the first step.",
        ),
        Misconception(
            "old_averages_used",
            edit(keras_adam_step, "rate * m_new / (np.sqrt(v_new) → rate * m / (np.sqrt(v)"),
            "Your step is made from the averages before this gradient.",
            "Which of the formulas come first?",
        ),
        Misconception(
            "bracket_around_the_difference",
            edit(keras_adam_step, "1 - beta_1**t, 1 - beta_2**t → (1 - beta_1) ** t, (1 - beta_2) ** t"),
            "You raised 1 − β to the power of t. At t = 1 that is no different.",
            "Only β is raised to a power.",
        ),
    ),
    alternatives=(adam_loop, adam_with_hats, adam_single),
)
