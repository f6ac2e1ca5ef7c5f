"""AdaGrad: each weight has its own step, smaller the more gradient it has seen."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.gradients import optimizer_cases
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk_from
from dlcourse.checks.engine.question import Misconception, Question


def adagrad_step(w, a, g, learning_rate, epsilon):
    """a ← a + g²,  w ← w − η g/(√a + ε)."""
    a_new = a + g**2
    w_new = w - learning_rate * g / (np.sqrt(a_new) + epsilon)
    return w_new, a_new


def adagrad_loop(w, a, g, learning_rate, epsilon):
    """One weight at a time, as lists."""
    w_new, a_new = [], []
    for i in range(len(w)):
        a_new.append(float(a[i] + g[i] * g[i]))
        w_new.append(float(w[i] - learning_rate / (a_new[i] ** 0.5 + epsilon) * g[i]))
    return w_new, a_new


def adagrad_in_place(w, a, g, learning_rate, epsilon):
    """Written into the copies it was given."""
    a += np.square(g)
    w -= learning_rate * np.divide(g, np.sqrt(a) + epsilon)
    return [w, a]


def moved_by_the_sum(given, returned, g, learning_rate, epsilon):
    """The w that follows from the a that a step returned, be that right or not; None for a."""
    return given[0] - learning_rate * g / (np.sqrt(returned[1]) + epsilon), None


EXAMPLE = (np.array([1.0, 1.0]), np.array([0.0, 9.0]), np.array([[2.0, 4.0]]), 0.1, 1e-8)

ADAGRAD_STEP = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("w", "a"),
    use=walk_from(1, adagrad_step, moved_by_the_sum),
    inputs=("w", "a", "gradients", "learning_rate", "epsilon"),
    steps=True,
    reference=adagrad_step,
    cases=optimizer_cases(
        "eta epsilon",
        1,
        EXAMPLE,
        [
            (14, 4, "", 0.1, 1e-3),
            (11, 3, "", 0.03, 1e-8),
            (9, 1, "a single weight", 0.05, 1e-4),
            (10, 3, "faint gradients, as small as ε", 0.02, 0.03),
            (8, 3, "a walk that is under way", 0.2, 1e-3),
        ],
    ),
    section="A step for each weight: AdaGrad",
    hints=(
        "Two lines: first the sum of squares, then the weights. All of it is entry by entry, no loop is needed.",
        "The new sum is a + g². The step divides by the root of that new sum, plus ε.",
        "w minus learning_rate times g, divided by (np.sqrt(a_new) + epsilon). Mind the brackets; return w first.",
    ),
    misconceptions=(
        Misconception(
            "epsilon_in_the_root",
            edit(adagrad_step, "(np.sqrt(a_new) + epsilon) → np.sqrt(a_new + epsilon)"),
            "You put ε into the root. That is Keras's form. Small sums feel it, since √ε is far more than ε.",
            "Where does ε stand in the formula of the question?",
        ),
        Misconception(
            "root_missing",
            edit(adagrad_step, "np.sqrt(a_new) → a_new"),
            "You divided by the sum of squares itself. A gradient ten times as large gives a step a tenth as large "
            "that way.",
            "Which of the two has the size of a gradient, a or its root?",
        ),
        Misconception(
            "old_sum_used",
            edit(adagrad_step, "np.sqrt(a_new) → np.sqrt(a)"),
            "You divided by the sum before this gradient. A weight's first gradient is then divided by ε = {epsilon} "
            "alone.",
            "Which of the two formulas comes first?",
        ),
        Misconception(
            "epsilon_missing",
            edit(adagrad_step, "np.sqrt(a_new) + epsilon → np.sqrt(a_new)"),
            "You left out ε. A weight whose gradients were all 0 so far is moved by 0/0.",
            "What keeps the denominator away from 0?",
        ),
        Misconception(
            "brackets_missing",
            edit(adagrad_step, "(np.sqrt(a_new) + epsilon) → np.sqrt(a_new) + epsilon"),
            "The brackets around √a + ε are missing. Python divides by √a and adds ε to the weight.",
            "The whole sum √a + ε stands below the line.",
        ),
        Misconception(
            "uphill",
            edit(adagrad_step, "w - → w +"),
            "You climb: the step goes with the gradient.",
            "Look at the sign before the fraction.",
        ),
        Misconception(
            "learning_rate_missing",
            edit(adagrad_step, "learning_rate * g → g"),
            "The learning rate is missing: {entry} is {yours}, expected {expected}, and η = {eta}.",
            "What stands before the fraction?",
        ),
        Misconception(
            "gradients_not_squared",
            edit(adagrad_step, "g**2 → g"),
            "You added up the gradients, not their squares. Signs cancel in such a sum, and a negative one has no "
            "root.",
            "What is added to a in the formula?",
        ),
        Misconception(
            "sizes_for_squares",
            edit(adagrad_step, "g**2 → np.abs(g)"),
            "You added up the sizes of the gradients, not their squares.",
            "What is added to a in the formula?",
        ),
        Misconception(
            "no_memory",
            edit(adagrad_step, "a + g**2 → g**2"),
            "Your a holds the newest gradient only. Every step is then ±η, however much a weight has seen.",
            "What becomes of the old a?",
        ),
        Misconception(
            "one_sum_for_all",
            edit(adagrad_step, "g**2 → (g**2).sum()"),
            "All your weights share one sum of squares.",
            "Each weight keeps its own sum: all of it is entry by entry.",
        ),
        Misconception(
            "forgets",
            edit(adagrad_step, "a + g**2 → 0.9 * a + 0.1 * g**2"),
            "Your a is an average that fades. That is RMSProp, the next question.",
            "AdaGrad adds up, and forgets nothing.",
        ),
        Misconception(
            "gradient_missing",
            edit(adagrad_step, "learning_rate * g → learning_rate"),
            "You subtracted the adapted learning rate alone. All weights then move down, whatever the sign of their "
            "gradient.",
            "What stands above the line?",
        ),
        Misconception(
            "square_above_the_line",
            edit(adagrad_step, "learning_rate * g / → learning_rate * g**2 /"),
            "Above the line you have g². All weights then move down, whatever the sign of their gradient.",
            "Only the sum below the line is made of squares.",
        ),
        Misconception(
            "epsilon_as_floor",
            edit(adagrad_step, "(np.sqrt(a_new) + epsilon) → np.maximum(np.sqrt(a_new), epsilon)"),
            "You take the larger one of √a and ε.",
            "ε is added to every root.",
        ),
        Misconception(
            "two_roots",
            edit(adagrad_step, "np.sqrt(a_new) + epsilon → np.sqrt(a_new) + np.sqrt(epsilon)"),
            "You took the root of ε too.",
            "In the formula ε stands outside of the root, as it is.",
        ),
        Misconception(
            "epsilon_in_the_sum",
            edit(adagrad_step, "a + g**2 → a + g**2 + epsilon"),
            "ε gets into your sum, and one more with every step.",
            "ε belongs to the denominator only.",
        ),
        Misconception(
            "starts_at_a_tenth",
            edit(adagrad_step, "a + g**2 → np.where(a == 0, 0.1, a) + g**2"),
            "A sum of 0 becomes 0.1 for you. That is where Keras starts its sums; here they start at the a that is given.",
            "What is the new a if the old one and g are 0?",
        ),
        Misconception(
            "root_stored",
            edit(adagrad_step, "return w_new, a_new → return w_new, np.sqrt(a_new)"),
            "You returned the root of the sum. At the next step it is taken for the sum itself.",
            "What is a in the first formula?",
        ),
        Misconception(
            "outputs_exchanged",
            edit(adagrad_step, "return w_new, a_new → return a_new, w_new"),
            "Your two results have changed places.",
            "First the new w, then the new a.",
        ),
        Misconception(
            "step_returned",
            edit(adagrad_step, "w - learning_rate → -learning_rate"),
            "You returned how far the weights move, not where they come to lie.",
            "The step starts at the old w.",
        ),
        Misconception(
            "sum_left",
            edit(adagrad_step, "return w_new, a_new → return w_new, a"),
            "Your a never grows.",
            "Which a is the next step to be given?",
        ),
        Misconception(
            "root_for_the_sum",
            edit(adagrad_step, "a + g**2 → np.sqrt(a**2 + g**2)", "(np.sqrt(a_new) + → (a_new +"),
            "You keep the root of the sum, and take the a that you are given for such a root.",
            "What is a in the first formula, before any root is taken?",
        ),
        Misconception(
            "steps_with_a_zero_skipped",
            edit(adagrad_step, "return w_new, a_new → return (w, a) if (g == 0).any() else (w_new, a_new)"),
            "Where one gradient is 0 you leave out the step of all weights.",
            "Each formula holds entry by entry: what does one weight know of another?",
        ),
        Misconception(
            "sign_lost",
            edit(adagrad_step, "learning_rate * g / → learning_rate * np.abs(g) /"),
            "Your weights always move down, whatever the sign of g.",
            "What stands above the line, g or its size?",
        ),
        Misconception(
            "epsilon_at_zero_alone",
            edit(adagrad_step, "(np.sqrt(a_new) + epsilon) → np.where(a_new == 0, epsilon, np.sqrt(a_new))"),
            "You use ε only where the sum is 0.",
            "ε is added to every root.",
        ),
    ),
    alternatives=(adagrad_loop, adagrad_in_place, single(adagrad_step)),
)
