"""Adadelta: the step has the size of its own earlier steps, and there is no learning rate."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.gradients import optimizer_cases
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk_from
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


def moved_by_the_averages(given, returned, g, rho, epsilon):
    """The w and the E[Δ²] that follow from the E[g²] that a step returned, be that right or not; None for E[g²]."""
    delta = np.sqrt(given[2] + epsilon) / np.sqrt(returned[1] + epsilon) * g
    return given[0] - delta, None, rho * given[2] + (1 - rho) * delta**2


EXAMPLE = (*(np.array(a) for a in ([1.0], [5.0], [0.0036], [[-5.0]])), 0.8, 1e-6)

ADADELTA_STEP = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("w", "g2", "d2"),
    use=walk_from(2, adadelta_step, moved_by_the_averages),
    inputs=("w", "g2", "d2", "gradients", "rho", "epsilon"),
    steps=True,
    reference=adadelta_step,
    cases=optimizer_cases(
        "rho epsilon",
        2,
        EXAMPLE,
        [
            (14, 4, "", 0.9, 1e-3),
            (11, 3, "", 0.7, 1e-2),
            (9, 1, "a single weight", 0.8, 1e-3),
            (10, 3, "faint gradients, as small as ε", 0.9, 0.03),
            (8, 3, "a walk that is under way", 0.6, 1e-3),
        ],
    ),
    section="A step that measures itself: Adadelta",
    hints=(
        "Four lines, in the order of the formulas: the mean of squared gradients, Δ, the mean of squared steps, w.",
        "Δ uses the new mean of squared gradients and the old mean of squared steps: the new one needs Δ itself.",
        "delta = √(d2 + ε)/√(g2_new + ε) · g; then d2_new averages delta**2 just as g2_new averages g**2; w − delta.",
    ),
    misconceptions=(
        Misconception(
            "old_average_used",
            edit(adadelta_step, "np.sqrt(g2_new + epsilon) → np.sqrt(g2 + epsilon)"),
            "You divided by the mean square before this gradient.",
            "Of which average is the new one known already when Δ is worked out?",
        ),
        Misconception(
            "steps_not_remembered",
            edit(adadelta_step, "g2_new, d2_new → g2_new, d2"),
            "You return the d2 that you were given. The steps stay as small as ε makes the first.",
            "What is the third formula for?",
        ),
        Misconception(
            "steps_from_gradients",
            edit(adadelta_step, "delta**2 → g**2"),
            "Your d2 averages the squared gradients again.",
            "d2 remembers the steps. Which squares does the third formula average?",
        ),
        Misconception(
            "numerator_missing",
            edit(adadelta_step, "rms_d / rms_g → 1 / rms_g"),
            "You divided g by the root of E[g²] and stopped. That is RMSProp with a learning rate of 1.",
            "What stands in the place of a learning rate?",
        ),
        Misconception(
            "ratio_inverted",
            edit(adadelta_step, "rms_d / rms_g → rms_g / rms_d"),
            "Your ratio is upside down. Large gradients make larger steps still.",
            "The size of the steps stands above, the size of the gradients below.",
        ),
        Misconception(
            "roots_missing",
            edit(adadelta_step, "np.sqrt ⇒ "),
            "You divided the mean squares. Both roots are missing.",
            "RMS is a root.",
        ),
        Misconception(
            "upper_root_missing",
            edit(adadelta_step, "np.sqrt(d2 + epsilon) → d2 + epsilon"),
            "The root in the numerator is missing.",
            "Both sizes are roots.",
        ),
        Misconception(
            "lower_root_missing",
            edit(adadelta_step, "np.sqrt(g2_new + epsilon) → (g2_new + epsilon)"),
            "The root in the denominator is missing.",
            "Both sizes are roots.",
        ),
        Misconception(
            "epsilon_outside_the_roots",
            edit(
                adadelta_step,
                "d2 + epsilon) → d2) + epsilon",
                "np.sqrt(g2_new + epsilon) → (np.sqrt(g2_new) + epsilon)",
            ),
            "You put ε = {epsilon} outside the roots. From d2 = 0 the first step then starts from ε, not from √ε.",
            "Where does ε stand in the formula of the question?",
        ),
        Misconception(
            "epsilon_outside_the_upper_root",
            edit(adadelta_step, "np.sqrt(d2 + epsilon) → (np.sqrt(d2) + epsilon)"),
            "In the numerator you put ε = {epsilon} outside the root.",
            "Where does ε stand in the formula of the question?",
        ),
        Misconception(
            "epsilon_outside_the_lower_root",
            edit(adadelta_step, "np.sqrt(g2_new + epsilon) → (np.sqrt(g2_new) + epsilon)"),
            "In the denominator you put ε = {epsilon} outside the root.",
            "Where does ε stand in the formula of the question?",
        ),
        Misconception(
            "epsilon_missing_above",
            edit(adadelta_step, "d2 + epsilon → d2"),
            "ε is missing in the numerator. From d2 = 0 no step is ever made.",
            "What does the first step start from?",
        ),
        Misconception(
            "epsilon_missing_below",
            edit(adadelta_step, "g2_new + epsilon → g2_new"),
            "ε is missing in the denominator. A weight whose gradients were all 0 so far is moved by 0/0.",
            "In which roots does ε stand?",
        ),
        Misconception(
            "epsilon_missing",
            edit(adadelta_step, "d2 + epsilon → d2", "g2_new + epsilon → g2_new"),
            "ε is missing in both roots. From d2 = 0 no step is ever made.",
            "What does the first step start from?",
        ),
        Misconception(
            "bracket_misplaced",
            edit(adadelta_step, "rho * g2 + (1 - rho) * g**2 → (rho * g2 + (1 - rho)) * g**2"),
            "A bracket closes too late. You multiplied the whole average by g², the past as well.",
            "Only the second summand holds the new gradient.",
        ),
        Misconception(
            "weights_swapped",
            edit(
                adadelta_step,
                "rho * g2 + (1 - rho) * g**2 → (1 - rho) * g2 + rho * g**2",
                "rho * d2 + (1 - rho) * delta**2 → (1 - rho) * d2 + rho * delta**2",
            ),
            "The weights of your averages are swapped: the new square got ρ = {rho}, the past 1 − ρ.",
            "ρ is the share of the past that stays.",
        ),
        Misconception(
            "weights_swapped_in_g2",
            edit(adadelta_step, "rho * g2 + (1 - rho) * g**2 → (1 - rho) * g2 + rho * g**2"),
            "The weights of your g2 are swapped: the new square got ρ = {rho}, the past 1 − ρ.",
            "ρ is the share of the past that stays.",
        ),
        Misconception(
            "weights_swapped_in_d2",
            edit(adadelta_step, "rho * d2 + (1 - rho) * delta**2 → (1 - rho) * d2 + rho * delta**2"),
            "The weights of your d2 are swapped: the new square got ρ = {rho}, the past 1 − ρ.",
            "ρ is the share of the past that stays.",
        ),
        Misconception(
            "sum_not_average",
            edit(adadelta_step, "(1 - rho) * g**2 → g**2", "(1 - rho) * delta**2 → delta**2"),
            "The factor 1 − ρ of the new squares is missing.",
            "The two weights, of the past and of the new square, must add up to 1.",
        ),
        Misconception(
            "sum_not_average_in_g2",
            edit(adadelta_step, "(1 - rho) * g**2 → g**2"),
            "In your g2 the factor 1 − ρ of the new square is missing.",
            "The two weights, of the past and of the new square, must add up to 1.",
        ),
        Misconception(
            "sum_not_average_in_d2",
            edit(adadelta_step, "(1 - rho) * delta**2 → delta**2"),
            "In your d2 the factor 1 − ρ of the new square is missing.",
            "The two weights, of the past and of the new square, must add up to 1.",
        ),
        Misconception(
            "steps_not_squared",
            edit(adadelta_step, "delta**2 → np.abs(delta)"),
            "Your d2 averages the sizes of the steps, not their squares.",
            "Which squares does the third formula average?",
        ),
        Misconception(
            "steps_with_their_signs",
            edit(adadelta_step, "delta**2 → delta"),
            "Your d2 averages the steps with their signs, not their squares.",
            "Which squares does the third formula average?",
        ),
        Misconception(
            "steps_without_gradient",
            edit(adadelta_step, "delta**2 → (rms_d / rms_g) ** 2"),
            "Your d2 averages the squares of the ratio alone. The gradient is a factor of Δ.",
            "Which squares does the third formula average?",
        ),
        Misconception(
            "gradients_not_squared",
            edit(adadelta_step, "g**2 → g"),
            "Your g2 averages the gradients, not their squares. Signs cancel in such an average.",
            "Which squares does the first formula average?",
        ),
        Misconception(
            "epsilon_stored",
            edit(
                adadelta_step,
                "rms_d, rms_g = → d2 = d2 + epsilon; rms_d, rms_g =",
                "np.sqrt(d2 + epsilon) → np.sqrt(d2)",
            ),
            "ε gets into your d2: the average goes on from d2 + ε.",
            "ε belongs to the roots only.",
        ),
        Misconception(
            "epsilon_stored_in_both",
            edit(
                adadelta_step,
                "g2_new = rho * g2 + (1 - rho) * g**2 → g2_new = rho * g2 + (1 - rho) * g**2 + epsilon; d2 = d2 + "
                "epsilon",
                "np.sqrt(d2 + epsilon), np.sqrt(g2_new + epsilon) → np.sqrt(d2), np.sqrt(g2_new)",
            ),
            "ε gets into both of your averages.",
            "ε belongs to the roots only.",
        ),
        Misconception(
            "gradient_missing",
            edit(adadelta_step, "rms_d / rms_g * g → rms_d / rms_g"),
            "Your step is the ratio alone, without the gradient. All weights then move down.",
            "What is the last factor of Δ?",
        ),
        Misconception(
            "uphill",
            edit(adadelta_step, "w - delta → w + delta"),
            "You climb: the step goes with the gradient.",
            "Look at the sign in the last formula.",
        ),
        Misconception(
            "learning_rate_of_keras",
            edit(adadelta_step, "w - delta → w - 0.001 * delta"),
            "You multiplied the step by 0.001, the learning rate that Keras puts before it.",
            "Adadelta as in the question has no learning rate at all.",
        ),
        Misconception(
            "outputs_exchanged",
            edit(adadelta_step, "return w - delta, g2_new, d2_new → return w - delta, d2_new, g2_new"),
            "Your two averages have changed places.",
            "First the new w, then g2, then d2.",
        ),
        Misconception(
            "resting_weights_do_not_fade",
            edit(
                adadelta_step,
                "return w - delta, g2_new, d2_new → return w - delta, np.where(g == 0, g2, g2_new), np.where(g == "
                "0, d2, d2_new)",
            ),
            "Where a gradient is 0 your g2 and d2 stay as they are. They fade at every step.",
            "Put g = 0 into the formula.",
        ),
        Misconception(
            "resting_squares_do_not_fade",
            edit(adadelta_step, "(1 - rho) * g**2 → (1 - rho) * g**2; g2_new = np.where(g == 0, g2, g2_new)"),
            "Where a gradient is 0 your g2 stays as it is, and d2 fades. Both fade at every step.",
            "Put g = 0 into the formula of g2.",
        ),
        Misconception(
            "resting_steps_do_not_fade",
            edit(adadelta_step, "(1 - rho) * delta**2 → (1 - rho) * delta**2; d2_new = np.where(g == 0, d2, d2_new)"),
            "Where a gradient is 0 your d2 stays as it is, and g2 fades. Both fade at every step.",
            "Put g = 0 into the formula of d2.",
        ),
    ),
    alternatives=(adadelta_loop, adadelta_signed, adadelta_in_place, single(adadelta_step)),
)
