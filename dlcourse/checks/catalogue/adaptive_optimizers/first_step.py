"""The length of Adam's first step, by hand."""

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.engine.question import Misconception


def adam_first_change():
    """m̂ = g and v̂ = g² at t = 1, so the change is −η g/|g| = −η."""
    return -0.02


ADAM_FIRST_CHANGE = number_question(
    difficulty="easy",
    minutes=4,
    points=1,
    parts=("change",),
    reference=adam_first_change,
    tolerance=1e-3,
    section="Momentum over RMSProp: Adam",
    hints=(
        "Work out m₁ and v₁ from m₀ = v₀ = 0: each holds the new gradient only, times 1 − β.",
        "At t = 1 the corrections divide by 1 − β₁ and by 1 − β₂. What is left of m̂ and v̂?",
        "m̂ = g and v̂ = g². What is g/√(g²) for g = 40, and which sign has the change?",
    ),
    misconceptions=(
        Misconception(
            "not_corrected",
            lambda: -0.02 * 0.1 / 0.001**0.5,
            "{yours} comes from m and v as they are, 0.1·g and √0.001·g: the slow start is not corrected.",
            "Divide m by 1 − β₁ᵗ and v by 1 − β₂ᵗ first, with t = 1.",
        ),
        Misconception(
            "plain_step",
            lambda: -0.02 * 40,
            "{yours} is a step of plain gradient descent, η·g. Adam divides by the size of the gradient.",
            "Divide m̂ by √v̂ before you multiply by η.",
        ),
        Misconception(
            "uphill",
            lambda: 0.02,
            "{yours} has the wrong sign: the gradient is positive, so w goes down.",
            "w ← w − η m̂/(√v̂ + ε).",
        ),
        Misconception(
            "root_missing",
            lambda: -0.02 / 40,
            "{yours} divides m̂ by v̂, not by its root.",
            "√(g²) is as large as g; g² is not.",
        ),
        Misconception(
            "only_the_slope_corrected",
            lambda: -0.02 / 0.001**0.5,
            "{yours} corrects m and leaves v as it is, too small by 1 − β₂.",
            "Both averages start at 0, so both are corrected.",
        ),
        Misconception(
            "only_the_size_corrected",
            lambda: -0.02 * 0.1,
            "{yours} corrects v and leaves m as it is, too small by 1 − β₁.",
            "Both averages start at 0, so both are corrected.",
        ),
        Misconception(
            "momentum_alone",
            lambda: -0.02 * 4,
            "{yours} is η·m, with m = 0.1·g as it is and nothing below the line.",
            "Both averages are corrected, and the root of one divides the other.",
        ),
        Misconception(
            "plain_step_uphill",
            lambda: 0.02 * 40,
            "{yours} is η·g with a plus. Adam divides by the size of the gradient, and goes against it.",
            "Divide m̂ by √v̂ before you multiply by η.",
        ),
        Misconception(
            "not_corrected_uphill",
            lambda: 0.02 * 0.1 / 0.001**0.5,
            "{yours} comes from m and v as they are, and has the wrong sign.",
            "The slow start is to be corrected, and a positive gradient moves w down.",
        ),
        Misconception(
            "no_learning_rate",
            lambda: -1,
            "{yours} is what stands after η. The learning rate is missing.",
            "What stands before the fraction?",
        ),
        Misconception(
            "gradient_returned",
            lambda: -40,
            "{yours} is the gradient with a minus. Adam divides it by its own size, and multiplies by η.",
            "What is left of g/√(g²)?",
        ),
        Misconception(
            "root_missing_not_corrected",
            lambda: -0.02 * 4 / 1.6,
            "{yours} divides m by v as they are: neither is corrected, and the root is missing.",
            "Correct both averages first; then take the root below the line.",
        ),
        Misconception(
            "rate_of_the_other_gradient",
            lambda: -0.02 * 0.004,
            "{yours} belongs to a plain step with the gradient 0.004. The question asks for g = 40.",
            "What does Adam divide the gradient by?",
        ),
    ),
)
