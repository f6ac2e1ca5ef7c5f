"""Adam as Keras writes it: both corrections in the learning rate, ε beside the uncorrected root."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.gradients import uneven_gradients, walk_with_clock
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def adam_cases(rng):
    """Thirteen steps of four weights and ten of three; ε is large enough to tell where it stands."""
    cases = []
    for steps, n, eta, beta_1, beta_2, epsilon in [(13, 4, 0.05, 0.9, 0.999, 1e-3), (10, 3, 0.02, 0.7, 0.95, 0.02)]:
        arguments = (rng.normal(size=n), uneven_gradients(rng, steps, n), eta, beta_1, beta_2, epsilon)
        cases.append(Case(arguments, {"eta": eta, "beta_1": beta_1, "beta_2": beta_2, "epsilon": epsilon}))
    return cases


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


KERAS_ADAM_STEP = Question(
    difficulty="hard",
    minutes=10,
    points=3,
    parts=("w", "m", "v"),
    use=walk_with_clock(slots=2),
    inputs=("w", "gradients", "learning_rate", "beta_1", "beta_2", "epsilon"),
    steps=True,
    reference=keras_adam_step,
    cases=adam_cases,
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
            "old_averages",
            edit(keras_adam_step, "m_new / (np.sqrt(v_new) → m / (np.sqrt(v)"),
            "Your step uses m and v from before this gradient.",
            "Update both averages first, and use the new ones.",
        ),
    ),
    alternatives=(adam_loop, adam_with_hats, adam_single),
)
