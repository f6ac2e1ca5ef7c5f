"""Mistakes that every question on Adam knows: their averages are written alike, so one change makes the same mistake."""

from collections.abc import Callable

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Misconception

MEAN, SQUARES = "beta_1 * m + (1 - beta_1) * g", "beta_2 * v + (1 - beta_2) * g**2"
MISTAKES = {  # by name: the changes, what is wrong, what to look at
    "mean_forgets": (
        (f"{MEAN} → g",),
        "Your m is the newest gradient. It forgets all that came before.",
        "Which share of the old m stays?",
    ),
    "squares_added_up": (
        (f"{SQUARES} → v + g**2",),
        "Your v adds the squares up and never fades. That is AdaGrad's sum.",
        "Which share of the old v stays, and which share of the new square is added?",
    ),
    "squares_never_fall": (
        (f"{SQUARES} → np.maximum(v, {SQUARES})",),
        "Your v never becomes smaller. That is the idea of AMSGrad.",
        "Put g = 0 into the formula of v.",
    ),
    "sum_for_mean": (
        ("(1 - beta_1) * g → g",),
        "In your m the factor 1 − β₁ of the new gradient is missing.",
        "The two weights, of the past and of the new gradient, must add up to 1.",
    ),
    "sum_of_squares": (
        ("(1 - beta_2) * g**2 → g**2",),
        "In your v the factor 1 − β₂ of the new square is missing.",
        "The two weights, of the past and of the new square, must add up to 1.",
    ),
    "weights_swapped": (
        (
            f"{MEAN} → (1 - beta_1) * m + beta_1 * g",
            f"{SQUARES} → (1 - beta_2) * v + beta_2 * g**2",
        ),
        "The weights of your averages are swapped: what is new got β, the past 1 − β.",
        "β is the share of the past that stays.",
    ),
    "sizes_for_squares": (
        ("g**2 → np.abs(g)",),
        "Your v averages the sizes of the gradients, not their squares.",
        "Which squares does v average?",
    ),
    "gradients_not_squared": (
        ("g**2 → g",),
        "Your v averages g, not g². Where it is negative it has no root.",
        "Which squares does v average?",
    ),
    "one_average_for_all": (
        ("g**2 → (g**2).mean()",),
        "All your weights share one mean square.",
        "Each weight keeps its own average: all of it is entry by entry.",
    ),
    "gradient_for_mean": (
        ("m_hat / (np → g / (np",),
        "Your step follows the newest gradient. That is RMSProp, corrected; the momentum is lost.",
        "What stands above the line?",
    ),
    "only_the_size_corrected": (
        ("m_hat / (np → m / (np",),
        "The m above the line is not corrected. The early steps are too small, as m is still small.",
        "Which letters in the last formula have hats?",
    ),
    "root_missing": (
        ("np.sqrt(v_hat) → v_hat",),
        "You divided by v̂ itself. The root is missing.",
        "Which of the two has the size of a gradient, v̂ or its root?",
    ),
    "bracket_around_the_difference": (
        ("(1 - beta_1**t) → (1 - beta_1) ** t", "(1 - beta_2**t) → (1 - beta_2) ** t"),
        "You raised 1 − β to the power of t. At t = 1 that is no different.",
        "Only β is raised to a power.",
    ),
    "started_at_the_first_gradient": (
        ("np.zeros_like(w), np.zeros_like(w) → gradients[0], gradients[0] ** 2",),
        "Your m and v start at the first gradient and its square. They start at 0, and the corrections make up for that.",
        "What do m and v hold before the first step?",
    ),
}

AT_REST = {  # the same for weights whose gradient is 0, in a step that returns w_new, m_new, v_new
    "resting_weights_left_out": (
        (
            "return w_new, m_new, v_new → return np.where(g == 0, w, w_new), np.where(g == 0, m, m_new), "
            "np.where(g == 0, v, v_new)",
        ),
        "Where a gradient is 0 you leave everything as it is, m and v too. Sparse versions of optimizers do so; "
        "the formulas hold at every step.",
        "Put g = 0 into the formulas: what fades, and what moves?",
    ),
    "resting_weights_stand_still": (
        ("return w_new, m_new, v_new → return np.where(g == 0, w, w_new), m_new, v_new",),
        "Where a gradient is 0 your weights stand still. m carries them on.",
        "Put g = 0 into the formulas: what moves w then?",
    ),
    "empty_steps_skipped": (
        ("return w_new, m_new, v_new → return (w_new, m_new, v_new) if g.any() else (w, m, v)",),
        "A step whose gradients are all 0 you leave out. The past fades in it, and goes on moving the weights.",
        "Put g = 0 into the formulas: what fades, and what moves?",
    ),
    "resting_weights_do_not_fade": (
        (f"{MEAN} → np.where(g == 0, m, {MEAN})", f"{SQUARES} → np.where(g == 0, v, {SQUARES})"),
        "Where a gradient is 0 your m and v stay as they are. They fade at every step.",
        "Put g = 0 into the formula.",
    ),
}


LATE = {  # one of the two averages changes late, or not at all
    "resting_squares_do_not_fade": (
        (f"{SQUARES} → np.where(g == 0, v, {SQUARES})",),
        "Where a gradient is 0 your v stays as it is, and m fades. Both fade at every step.",
        "Put g = 0 into the formula of v.",
    ),
    "resting_mean_does_not_fade": (
        (f"{MEAN} → np.where(g == 0, m, {MEAN})",),
        "Where a gradient is 0 your m stays as it is, and v fades. Both fade at every step.",
        "Put g = 0 into the formula of m.",
    ),
}
NOT_KEPT = {  # in a step that returns w_new, m_new, v_new
    "squares_not_kept": (
        ("return w_new, m_new, v_new → return w_new, m_new, v",),
        "You return the v that you were given, so the squares are forgotten after each step.",
        "Which v does the next step need?",
    ),
    "mean_not_kept": (
        ("return w_new, m_new, v_new → return w_new, m, v_new",),
        "You return the m that you were given, so the gradients are forgotten after each step.",
        "Which m does the next step need?",
    ),
    "averages_not_kept": (
        ("return w_new, m_new, v_new → return w_new, m, v",),
        "You return the m and the v that you were given, so all is forgotten after each step.",
        "Which m and v does the next step need?",
    ),
}
IN_A_LOOP = {  # in a function of all steps
    "old_squares_used": (
        ("v_hat = v / (1 - beta_2**t) → pass", f"v = {SQUARES} → v_hat = v / (1 - beta_2**t); v = {SQUARES}"),
        "Your step divides by the v before this gradient: v comes one step late.",
        "Which formulas come first?",
    ),
    "old_mean_used": (
        ("m_hat = m / (1 - beta_1**t) → pass", f"m = {MEAN} → m_hat = m / (1 - beta_1**t); m = {MEAN}"),
        "Your step goes along the m before this gradient: m comes one step late.",
        "Which formulas come first?",
    ),
}


def of_every_adam(function: Callable, *names: str) -> tuple[Misconception, ...]:
    """The mistakes of these names, made in this function."""
    known = MISTAKES | AT_REST | LATE | NOT_KEPT | IN_A_LOOP
    return tuple(Misconception(name, edit(function, *known[name][0]), *known[name][1:]) for name in names)
