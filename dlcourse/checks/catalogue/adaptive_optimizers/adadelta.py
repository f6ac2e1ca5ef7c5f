"""Adadelta: the step has the size of its own earlier steps, and there is no learning rate."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.gradients import uneven_cases
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk_along
from dlcourse.checks.engine.question import Misconception, Question


def adadelta_step(w, g2, d2, g, rho, epsilon):
    """E[g²] ← ρE[g²] + (1 − ρ)g²,  Δ = √(E[Δ²] + ε)/√(E[g²] + ε) · g,  E[Δ²] ← ρE[Δ²] + (1 − ρ)Δ²,  w ← w − Δ."""
    g2_new = rho * g2 + (1 - rho) * g**2
    rms_d, rms_g = np.sqrt(d2 + epsilon), np.sqrt(g2_new + epsilon)
    delta = rms_d / rms_g * g
    d2_new = rho * d2 + (1 - rho) * delta**2
    return w - delta, g2_new, d2_new


def adadelta_loop(w, g2, d2, g, rho, epsilon):
    """One weight at a time, as lists."""
    rows = []
    for weight, square, moved, slope in zip(w, g2, d2, g, strict=True):
        square = rho * square + (1 - rho) * slope * slope
        delta = slope * ((moved + epsilon) / (square + epsilon)) ** 0.5
        rows.append((float(weight - delta), float(square), float(rho * moved + (1 - rho) * delta * delta)))
    return [list(column) for column in zip(*rows, strict=True)]


def adadelta_signed(w, g2, d2, g, rho, epsilon):
    """As in the paper: Δ points downhill, and is added."""

    def rms(mean_square):
        return np.sqrt(mean_square + epsilon)

    g2 = g2 + (1 - rho) * (np.square(g) - g2)
    delta = -rms(d2) / rms(g2) * g
    d2 = d2 + (1 - rho) * (np.square(delta) - d2)
    return w + delta, g2, d2


def adadelta_in_place(w, g2, d2, g, rho, epsilon):
    """Written into the copies it was given."""
    g2 *= rho
    g2 += (1 - rho) * g * g
    delta = g * np.sqrt(np.divide(d2 + epsilon, g2 + epsilon))
    d2 *= rho
    d2 += (1 - rho) * delta * delta
    w -= delta
    return w, g2, d2


ADADELTA_STEP = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("w", "g2", "d2"),
    use=walk_along(slots=2),
    inputs=("w", "gradients", "rho", "epsilon"),
    steps=True,
    reference=adadelta_step,
    cases=uneven_cases("rho epsilon", (14, 4, 0.9, 1e-3), (11, 3, 0.7, 1e-2)),
    section="A step that measures itself: Adadelta",
    hints=(
        "Four lines, in the order of the formulas: the mean of squared gradients, Δ, the mean of squared steps, w.",
        "Δ uses the new mean of squared gradients and the old mean of squared steps: the new one needs Δ itself.",
        "delta = √(d2 + ε)/√(g2_new + ε) · g; then d2_new averages delta**2 just as g2_new averages g**2; w − delta.",
    ),
    misconceptions=(
        Misconception(
            "bracket_misplaced",
            edit(adadelta_step, "rho * g2 + (1 - rho) * g**2 → (rho * g2 + (1 - rho)) * g**2"),
            "A bracket closes too late. You multiplied the whole average by g², the past as well.",
            "ρ·E[g²] + (1 − ρ)·g²: only the second summand holds the new gradient.",
        ),
        Misconception(
            "steps_not_remembered",
            edit(adadelta_step, "g2_new, d2_new → g2_new, d2"),
            "Your d2 never changes. The steps stay as small as ε makes the first.",
            "After Δ comes E[Δ²] ← ρE[Δ²] + (1 − ρ)Δ². Return that.",
        ),
        Misconception(
            "steps_from_gradients",
            edit(adadelta_step, "delta**2 → g**2"),
            "Your d2 averages the squared gradients again. Then both roots are alike from the second step on, and Δ is "
            "nearly g.",
            "d2 remembers the steps: average delta**2.",
        ),
        Misconception(
            "numerator_missing",
            edit(adadelta_step, "rms_d / rms_g → 1 / rms_g"),
            "You divided g by the root of E[g²] and stopped. That is RMSProp with a learning rate of 1.",
            "√(E[Δ²] + ε) stands in the numerator, in place of a learning rate.",
        ),
        Misconception(
            "ratio_inverted",
            edit(adadelta_step, "rms_d / rms_g → rms_g / rms_d"),
            "Your ratio is upside down. Large gradients make larger steps still.",
            "The size of the steps stands above, the size of the gradients below: √(E[Δ²] + ε)/√(E[g²] + ε).",
        ),
        Misconception(
            "roots_missing",
            edit(adadelta_step, "np.sqrt ⇒ "),
            "You divided the mean squares. Both roots are missing.",
            "RMS is a root: √(E[Δ²] + ε) over √(E[g²] + ε).",
        ),
        Misconception(
            "one_root_missing",
            edit(adadelta_step, "np.sqrt(d2 + epsilon) → d2 + epsilon"),
            "The root in the numerator is missing.",
            "Both sizes are roots: √(E[Δ²] + ε) over √(E[g²] + ε).",
        ),
        Misconception(
            "old_average_used",
            edit(adadelta_step, "np.sqrt(g2_new + epsilon) → np.sqrt(g2 + epsilon)"),
            "You divided by the mean square before this gradient.",
            "Below stands the new E[g²]; above the old E[Δ²], as the new one is not known yet.",
        ),
        Misconception(
            "epsilon_outside_the_roots",
            edit(adadelta_step, "d2 + epsilon) → d2) + epsilon", "g2_new + epsilon) → g2_new) + epsilon"),
            "You put ε outside the roots. The first step then starts from ε = {epsilon}, not from √ε.",
            "In Adadelta ε stands inside: √(E[Δ²] + ε) and √(E[g²] + ε).",
        ),
    ),
    alternatives=(adadelta_loop, adadelta_signed, adadelta_in_place, single(adadelta_step)),
)
