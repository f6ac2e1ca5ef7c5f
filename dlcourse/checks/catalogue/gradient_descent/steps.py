"""One step downhill on the mean squared error of a line."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def gradient_descent_step(w, b, x, y, learning_rate):
    """e = xw + b − y; w ← w − η·(2/N) xᵀe, b ← b − η·(2/N) Σ e."""
    error = x @ w + b - y  # (N,)
    dw = 2 * (x.T @ error) / len(x)
    db = 2 * error.sum() / len(x)
    return w - learning_rate * dw, b - learning_rate * db


def step_by_rows(w, b, x, y, learning_rate):
    """Adding up the gradients of single rows."""
    dw, db = np.zeros(len(w)), 0.0
    for row, target in zip(x, y, strict=True):
        error = sum(float(v) * float(u) for v, u in zip(row, w, strict=True)) + b - target
        dw += 2 * error * row
        db += 2 * error
    return (w - learning_rate * dw / len(x)).tolist(), float(b - learning_rate * db / len(x))


def step_with_a_column_of_ones(w, b, x, y, learning_rate):
    """b as one more weight, of an input that is always 1."""
    wide = np.column_stack([x, np.ones(len(x))])
    both = np.append(w, b)
    both = both + learning_rate * np.mean(-2 * (wide @ both - y)[:, None] * wide, axis=0)
    return both[:-1], both[-1:]


def step_in_single_precision(w, b, x, y, learning_rate):
    """float32 and einsum."""
    w, x, y = (np.asarray(a, dtype=np.float32) for a in (w, x, y))
    error = np.einsum("ni,i->n", x, w) + np.float32(b) - y
    rate = np.float32(2 * learning_rate / len(x))
    return w - rate * np.einsum("ni,n->i", x, error), np.float32(b) - rate * error.sum()


def line_cases(rng):
    """Rows and inputs never equal in number; one row; errors away from 0; float32."""
    cases = []
    for rows, inputs, learning_rate in [(6, 4, 0.07), (1, 3, 0.2), (9, 5, 0.03)]:
        w, b, x = rng.normal(size=inputs), float(away_from_zero(rng, 1)[0]), rng.normal(size=(rows, inputs))
        y = x @ w + b - away_from_zero(rng, rows) - 0.7
        cases.append(Case((w, b, x, y, learning_rate), {"N": rows, "inputs": inputs, "eta": learning_rate}))
    return [*cases, in_single_precision(cases[0])]


GRADIENT_DESCENT_STEP = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("w", "b"),
    reference=gradient_descent_step,
    cases=line_cases,
    section="One step downhill",
    hints=(
        "First the errors of all rows, xw + b − y, an array (N,). Everything else is made from it.",
        "One row's gradient by w is 2·error·row, by b it is 2·error. The loss is a mean, so take the mean over the rows.",
        "dw = 2 * x.T @ error / N and db = 2 * error.mean(). Then each parameter minus learning_rate times its gradient.",
    ),
    misconceptions=(
        Misconception(
            "sum_not_mean",
            edit(gradient_descent_step, " / len(x) ⇒ "),
            "Your step is {N} times too long, and there are {N} rows. You added the rows' gradients up and never "
            "divided.",
            "The loss is a mean over the rows, so the gradient is one too: divide by N = {N}.",
        ),
        Misconception(
            "divided_by_all_entries",
            edit(gradient_descent_step, "len(x) ⇒ x.size"),
            "You divided by all entries of x. There are {N} rows with {inputs} inputs each, and the mean is over the "
            "rows.",
            "Divide by len(x), the number of errors.",
        ),
        Misconception(
            "two_lost",
            edit(gradient_descent_step, "2 * ⇒ "),
            "Your step is half as long as it should be. The 2 of the square is lost.",
            "The derivative of e² is 2e. (A loss with ½ in front would have none; this one has no ½.)",
        ),
        Misconception(
            "uphill",
            edit(gradient_descent_step, "- learning_rate ⇒ + learning_rate"),
            "You climb. The step has the right length and the wrong direction.",
            "The gradient points uphill: subtract it. Is the error xw + b − y, in this order?",
        ),
        Misconception(
            "learning_rate_missing",
            edit(gradient_descent_step, "learning_rate * ⇒ "),
            "The learning rate of {eta} is missing.",
            "w − learning_rate · dw.",
        ),
        Misconception(
            "one_after_the_other",
            edit(gradient_descent_step, "error.sum() → (x @ (w - learning_rate * dw) + b - y).sum()"),
            "w is right, and b took its gradient from the new w.",
            "Compute both gradients from the same errors, then move both parameters.",
        ),
        Misconception(
            "step_only",
            edit(gradient_descent_step, "w - learning_rate → -learning_rate", "b - learning_rate → -learning_rate"),
            "Your {part} is the step alone.",
            "Return the new parameters: the old ones plus the step.",
        ),
        Misconception(
            "bias_left_out_of_the_prediction",
            edit(gradient_descent_step, "x @ w + b → x @ w"),
            "Your prediction leaves b out.",
            "The error of a row is x·w + b − y.",
        ),
    ),
    alternatives=(step_by_rows, step_with_a_column_of_ones, step_in_single_precision),
)
