"""Hinge: its value, and its gradient by weights and bias."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.perceptron_loss.rows import MANY, ONE, SOME, rows
from dlcourse.checks.engine.question import Case, Misconception, Question


def svm_hinge_loss(x, y, w, b):
    """L = 1/N Σ max(0, 1 − y f) with f = x·w + b; a row inside the margin adds −y x/N to dw and −y/N to db."""
    f = x @ w + b
    loss = np.mean(np.maximum(0, 1 - y * f))
    df = np.where(y * f < 1, -y, 0) / len(y)
    return loss, x.T @ df, df.sum()


def hinge_loop(x, y, w, b):
    """One row at a time, one weight at a time."""
    loss, dw, db = 0.0, [0.0] * len(w), 0.0
    for row, label in zip(x, y, strict=True):
        margin = label * (sum(row[i] * w[i] for i in range(len(w))) + b)
        if margin < 1:
            loss += (1 - margin) / len(x)
            db -= label / len(x)
            for i in range(len(w)):
                dw[i] -= label * row[i] / len(x)
    return loss, dw, db


def hinge_of_selected_rows(x, y, w, b):
    """Only the rows inside the margin, summed and divided once at the end."""
    margin = y * (x @ w + b)
    x_inside, y_inside = x[margin < 1], y[margin < 1]
    return (1 - margin[margin < 1]).sum() / len(x), -(y_inside @ x_inside) / len(x), -y_inside.sum() / len(x)


def hinge_with_a_column_of_ones(x, y, w, b):
    """The bias as the weight of an input that is always 1."""
    x1, w1 = np.column_stack([np.ones(len(x)), x]), np.append(b, w)
    shortfall = 1 - y * np.einsum("ni,i->n", x1, w1)
    gradient = np.einsum("n,n,ni->i", shortfall > 0, -y, x1) / len(x)
    return np.clip(shortfall, 0, None).mean(), gradient[1:], gradient[0]


def hinge_cases(rng):
    """Seven, five and one row, and seven in float32."""
    cases = []
    for wanted, inputs in [(MANY, 3), (SOME, 4), (ONE, 3)]:
        cases.append(Case(rows(rng, wanted, inputs), {"N": len(wanted), "inputs": inputs}))
    return [*cases, in_single_precision(cases[0])]


SVM_HINGE_LOSS = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("loss", "dw", "db"),
    reference=svm_hinge_loss,
    cases=hinge_cases,
    section="Hinge: a margin to spare",
    hints=(
        "Three steps: the scores f = x @ w + b, what each row costs, and the slope of that by f.",
        "A row with y·f < 1 costs 1 − y·f, so its slope by f is −y; all others have slope 0. Divide by N for the mean.",
        "The chain rule from f to the weights: f = x·w + b, so each row passes its slope on to w times its x, to b as is.",
        "With the slopes in `df` (N,): dw is `x.T @ df`, and db is the sum of df.",
    ),
    misconceptions=(
        Misconception(
            "perceptron_loss",
            edit(svm_hinge_loss, "1 - y * f → -y * f", "f < 1 → f < 0"),
            "Your {part} is that of the perceptron loss, max(0, −y·f). Hinge wants a row to be right by 1.",
            "max(0, 1 − y·f), and the rows that pull are those with y·f < 1.",
        ),
        Misconception(
            "only_missed_rows_pull",
            edit(svm_hinge_loss, "f < 1 → f < 0"),
            "Your value is that of hinge, but in your gradient only missed rows pull. Rows with y·f between 0 and 1 "
            "pay, so they pull too.",
            "The slope is 0 where the row costs nothing, which begins at y·f = 1, not at 0.",
        ),
        Misconception(
            "summed",
            edit(svm_hinge_loss, "mean → sum", " / len(y) → "),
            "Your {part} is a sum over the rows: {entry} is {yours}, expected {expected}, and the case has {N} rows.",
            "The loss is a mean, and its gradient too: divide by N.",
        ),
        Misconception(
            "label_missing",
            edit(svm_hinge_loss, "-y, 0 → -1, 0"),
            "The label is missing in your gradient. You added up −x/N where −y·x/N belongs, so rows of label −1 pull "
            "the wrong way.",
            "The derivative of 1 − y·f by f is −y.",
        ),
        Misconception(
            "uphill",
            edit(svm_hinge_loss, "-y, 0 → y, 0"),
            "Your gradient has the wrong sign. A minus was lost: 1 − y·f falls when y·f grows.",
            "The slope by f is −y.",
        ),
        Misconception(
            "max_left_out",
            edit(svm_hinge_loss, "np.maximum(0, 1 - y * f) → 1 - y * f", "np.where(y * f < 1, -y, 0) → -y"),
            "You left out max(0, …). Rows far on their side earn something and go on pulling.",
            "Rows with y·f > 1 cost 0 and have slope 0.",
        ),
        Misconception(
            "all_rows_pull",
            edit(svm_hinge_loss, "np.where(y * f < 1, -y, 0) → -y"),
            "Your value is right, but in your gradient every row pulls.",
            "A row with y·f > 1 costs nothing, and nothing changes when f moves a little: it has slope 0.",
        ),
        Misconception(
            "squared",
            edit(svm_hinge_loss, "1 - y * f) → 1 - y * f) ** 2", "-y, 0 → -2 * y * (1 - y * f), 0"),
            "Your {part} is that of the squared hinge. It exists, but it is another loss.",
            "A row costs 1 − y·f itself, and its slope by f does not depend on how far it is out.",
        ),
        Misconception(
            "step_inside",
            edit(svm_hinge_loss, "x @ w + b → np.where(x @ w + b >= 0, 1, -1)"),
            "You put the predicted class ±1 into hinge. A row then costs 0 or 2 and nothing between.",
            "y·f holds the score f, before the step.",
        ),
        Misconception(
            "bias_forgotten",
            edit(svm_hinge_loss, " + b → "),
            "Your scores have no bias.",
            "f = x·w + b.",
        ),
        Misconception(
            "bias_gradient_by_row",
            edit(svm_hinge_loss, "df.sum() → df"),
            "Your db is {yours}, one slope for each row. There is one bias, so its gradient is one number.",
            "Every row acts on the same b: add their slopes up.",
        ),
    ),
    alternatives=(hinge_loop, hinge_of_selected_rows, hinge_with_a_column_of_ones),
)
