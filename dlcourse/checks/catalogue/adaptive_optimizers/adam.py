"""Adam: the mean of recent gradients over their size, both corrected for their start at 0."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.gradients import uneven_cases, walk_with_clock
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


ADAM_STEP = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("w", "m", "v"),
    use=walk_with_clock(slots=2),
    inputs=("w", "gradients", "learning_rate", "beta_1", "beta_2", "epsilon"),
    steps=True,
    reference=adam_step,
    cases=uneven_cases("eta beta_1 beta_2 epsilon", (14, 4, 0.05, 0.9, 0.999, 1e-3), (11, 3, 0.02, 0.7, 0.95, 1e-8)),
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
            "Divide by 1 − β₁ᵗ and 1 − β₂ᵗ before the step.",
        ),
        Misconception(
            "power_missing",
            edit(adam_step, "**t ⇒ "),
            "You divided by 1 − β at every step. Only t = 1 is right that way.",
            "The missing weight fades as βᵗ: `1 - beta_1**t`.",
        ),
        Misconception(
            "clock_one_ahead",
            edit(adam_step, "**t ⇒ **(t + 1)"),
            "Your t is one too large.",
            "The t you are given is 1 at the first step. Use it as it is.",
        ),
        Misconception(
            "stored_back",
            edit(adam_step, "w_new, m_new, v_new → w_new, m_hat, v_hat"),
            "You stored the corrected averages back. They are corrected again at the next step.",
            "m and v go on as they are; m̂ and v̂ are for this step only.",
        ),
        Misconception(
            "only_the_slope_corrected",
            edit(adam_step, "np.sqrt(v_hat) → np.sqrt(v_new)"),
            "You corrected m and not v. The early steps are far too large, as v is still small.",
            "Divide m̂ by √v̂ + ε, both with hats.",
        ),
        Misconception(
            "betas_swapped",
            edit(adam_step, "beta_1, beta_2 → beta_2, beta_1"),
            "You swapped the betas. The gradients got β₂ = {beta_2}, their squares β₁ = {beta_1}.",
            "β₁ belongs to m, β₂ to v, in the averages and in the corrections.",
        ),
        Misconception(
            "squares_of_the_mean",
            edit(adam_step, "g**2 → m_new**2"),
            "Your v averages m², not g².",
            "v measures the size of the gradients themselves: β₂v + (1 − β₂)g².",
        ),
        Misconception(
            "gradients_not_squared",
            edit(adam_step, "g**2 → g"),
            "Your v averages g, not g². Where it is negative it has no root.",
            "v ← β₂v + (1 − β₂)g².",
        ),
        Misconception(
            "root_missing",
            edit(adam_step, "np.sqrt(v_hat) → v_hat"),
            "You divided by v̂ itself. The root is missing.",
            "√v̂ has the size of a gradient: m̂/(√v̂ + ε).",
        ),
        Misconception(
            "gradient_for_mean",
            edit(adam_step, "* m_hat → * g"),
            "Your step follows the newest gradient. That is RMSProp, corrected; the momentum is lost.",
            "m̂ stands in the numerator.",
        ),
        Misconception(
            "epsilon_in_the_root",
            edit(adam_step, "(np.sqrt(v_hat) + epsilon) → np.sqrt(v_hat + epsilon)"),
            "You put ε into the root. Small gradients feel it, since √ε is far more than ε.",
            "Here ε stands outside: √v̂ + ε.",
        ),
    ),
    alternatives=(adam_loop, adam_rate_corrected, adam_stacked, single(adam_step)),
)
