"""AdaGrad: each weight has its own step, smaller the more gradient it has seen."""

import numpy as np

from dlcourse.checks.catalogue.adaptive_optimizers.gradients import uneven_cases
from dlcourse.checks.catalogue.drawing import single
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.momentum.trajectory import walk_along
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


ADAGRAD_STEP = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("w", "a"),
    use=walk_along(slots=1),
    inputs=("w", "gradients", "learning_rate", "epsilon"),
    steps=True,
    reference=adagrad_step,
    cases=uneven_cases("eta epsilon", (14, 4, 0.1, 1e-3), (11, 3, 0.03, 1e-8)),
    section="A step for each weight: AdaGrad",
    hints=(
        "Two lines: first the sum of squares, then the weights. All of it is entry by entry, no loop is needed.",
        "The new sum is a + g². The step divides by the root of that new sum, plus ε.",
        "w minus learning_rate times g, divided by (np.sqrt(a_new) + epsilon). Mind the brackets; return w first.",
    ),
    misconceptions=(
        Misconception(
            "root_missing",
            edit(adagrad_step, "np.sqrt(a_new) → a_new"),
            "You divided by the sum of squares itself. A gradient ten times as large gives a step a tenth as large "
            "that way.",
            "Take the root: √a has the size of a gradient, a has the size of its square.",
        ),
        Misconception(
            "old_sum_used",
            edit(adagrad_step, "np.sqrt(a_new) → np.sqrt(a)"),
            "You divided by the sum before this gradient. A weight's first gradient is then divided by ε = {epsilon} "
            "alone.",
            "Add g² first, then divide by the root of the new sum.",
        ),
        Misconception(
            "gradients_not_squared",
            edit(adagrad_step, "g**2 → g"),
            "You added up the gradients, not their squares. Signs cancel in such a sum, and a negative one has no "
            "root.",
            "a ← a + g².",
        ),
        Misconception(
            "no_memory",
            edit(adagrad_step, "a + g**2 → g**2"),
            "Your a holds the newest gradient only. Every step is then ±η, however much a weight has seen.",
            "The old a stays in the sum: a + g².",
        ),
        Misconception(
            "one_sum_for_all",
            edit(adagrad_step, "g**2 → (g**2).sum()"),
            "All your weights share one sum of squares.",
            "Each weight keeps its own sum: g**2 entry by entry, without `.sum()` or `@`.",
        ),
        Misconception(
            "gradient_missing",
            edit(adagrad_step, "learning_rate * g → learning_rate"),
            "You subtracted the adapted learning rate alone. All weights then move down, whatever the sign of their "
            "gradient.",
            "η/(√a + ε) is the size for this weight; multiply it by g.",
        ),
        Misconception(
            "epsilon_in_the_root",
            edit(adagrad_step, "(np.sqrt(a_new) + epsilon) → np.sqrt(a_new + epsilon)"),
            "You put ε into the root. That is Keras's form. Small sums feel it, since √ε is far more than ε.",
            "Here ε stands outside: √a + ε.",
        ),
        Misconception(
            "epsilon_missing",
            edit(adagrad_step, "np.sqrt(a_new) + epsilon → np.sqrt(a_new)"),
            "You left out ε. A weight whose gradients were all 0 so far is moved by 0/0.",
            "√a + ε is never 0.",
        ),
        Misconception(
            "uphill",
            edit(adagrad_step, "w - → w +"),
            "You climb. The sum of squares is right, the sign of the step is not.",
            "The weights go against the gradient: w minus the step.",
        ),
    ),
    alternatives=(adagrad_loop, adagrad_in_place, single(adagrad_step)),
)
