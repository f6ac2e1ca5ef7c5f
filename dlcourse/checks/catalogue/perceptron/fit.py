"""The trick, point after point and epoch after epoch."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.perceptron.neuron import eighths
from dlcourse.checks.engine.question import Case, Misconception, Question


def perceptron_fit(x, y, learning_rate, epochs):
    """From zero: for each row in order, w ← w + η(y − ŷ)x and b ← b + η(y − ŷ); the updates are counted."""
    w, b, updates = np.zeros(x.shape[1]), 0.0, 0
    for _ in range(epochs):
        for row, label in zip(x, y, strict=True):
            y_pred = 1 if row @ w + b >= 0 else 0
            error = label - y_pred
            w, b = w + learning_rate * error * row, b + learning_rate * error
            updates += abs(error)
    return w, b, updates


def fit_until_clean(x, y, learning_rate, epochs):
    """By cases, in place, and done after an epoch without a mistake."""
    w, b, updates = np.zeros(x.shape[1]), 0.0, 0
    for _ in range(epochs):
        before = updates
        for n in range(len(x)):
            fires = np.dot(w, x[n]) + b >= 0
            if fires and y[n] == 0:
                w -= learning_rate * x[n]
                b -= learning_rate
                updates += 1
            elif not fires and y[n] == 1:
                w += learning_rate * x[n]
                b += learning_rate
                updates += 1
        if updates == before:
            break
    return w, b, updates


def fit_with_x0(x, y, learning_rate, epochs):
    """The bias as the weight of x₀ = 1, and one long list of rows."""
    x1 = np.column_stack([np.ones(len(x)), x])
    w, missed = np.zeros(x1.shape[1]), []
    for n in list(range(len(x))) * epochs:
        if (w @ x1[n] >= 0) != y[n]:
            w = w + learning_rate * (1 if y[n] else -1) * x1[n]
            missed.append(n)
    return w[1:], w[0], len(missed)


def fit_loop(x, y, learning_rate, epochs):
    """Plain Python, one weight at a time."""
    w, b, updates = [0.0] * x.shape[1], 0.0, 0
    for _ in range(epochs):
        for row, label in zip(x.tolist(), y.tolist(), strict=True):
            z = b
            for i in range(len(w)):
                z += w[i] * row[i]
            step = learning_rate * (label - (z >= 0))
            for i in range(len(w)):
                w[i] += step * row[i]
            b += step
            updates += step != 0
    return w, b, updates


def fit_cases(rng):
    """AND; rows that no line need separate; rows that one does; one row; float32. Exact, as all are multiples of 1/8."""
    corners = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    sets = [(corners, np.array([0, 0, 0, 1]), 0.25, 7)]
    for rows, inputs, learning_rate, epochs in [(7, 3, 0.125, 4), (9, 2, 0.375, 3)]:
        sets.append((eighths(rng, (rows, inputs)), rng.permutation(np.arange(rows) % 2), learning_rate, epochs))
    x = eighths(rng, (8, 3))
    sets += [(x, (x @ [1, -2, 0.5] + 1 >= 0).astype(int), 0.25, 6), (eighths(rng, (1, 4)), np.array([0]), 0.375, 3)]
    cases = []
    for x, y, learning_rate, epochs in sets:
        cases.append(Case((x, y, learning_rate, epochs), {"N": len(x), "eta": learning_rate, "epochs": epochs}))
    return [*cases, in_single_precision(cases[1])]


PERCEPTRON_FIT = Question(
    difficulty="medium",
    minutes=12,
    points=3,
    parts=("w", "b", "updates"),
    reference=perceptron_fit,
    cases=fit_cases,
    section="Around again: epochs",
    hints=(
        "Two loops: the outer one counts epochs, the inner one goes through the rows. Everything happens in the inner one.",
        "Before the loops w = np.zeros(x.shape[1]), b = 0.0 and updates = 0. They are never set back.",
        "For a row: ŷ from the weights of this moment, error = y − ŷ, then w and b move by learning_rate · error.",
        "Count an update where the error is not 0. `updates += abs(error)` does it too.",
    ),
    misconceptions=(
        Misconception(
            "all_rows_at_once",
            edit(perceptron_fit, "label in zip(x, y → label, z in zip(x, y, x @ w + b", "row @ w + b → z"),
            "You judged all {N} rows by the weights from the beginning of the epoch. The trick moves the line before "
            "it looks at the next point.",
            "Compute ŷ inside the loop over the rows, from the weights of this moment.",
        ),
        Misconception(
            "one_epoch_only",
            edit(perceptron_fit, "range(epochs) → range(1)"),
            "You went through the rows once, not {epochs} times.",
            "A loop over the epochs around the loop over the rows. Is the `return` inside it?",
        ),
        Misconception(
            "started_anew",
            edit(perceptron_fit, "range(epochs): → range(epochs):\n        w, b = np.zeros(x.shape[1]), 0.0"),
            "You set w and b back to 0 in every epoch. All {epochs} epochs learn the same.",
            "Set them to 0 once, before the loop over the epochs.",
        ),
        Misconception(
            "zero_does_not_fire",
            edit(perceptron_fit, ">= → >"),
            "Your perceptron says 0 for a score of exactly 0. From zero weights, the very first row has that score.",
            "ŷ is 1 where the score is ≥ 0.",
        ),
        Misconception(
            "stops_at_a_right_row",
            edit(perceptron_fit, "abs(error) → abs(error)\n            if error == 0: break"),
            "You leave an epoch at the first row that is right. The rows behind it are never seen.",
            "A right row moves nothing, and the loop goes on to the next: no `break`, no `return`.",
        ),
        Misconception(
            "stops_at_a_mistake",
            edit(perceptron_fit, "abs(error) → abs(error)\n            if error != 0: break"),
            "You leave an epoch after its first update.",
            "Move the line and go on with the next row.",
        ),
        Misconception(
            "bias_frozen",
            edit(perceptron_fit, "b + learning_rate * error → b"),
            "Your bias stays 0. Every line you try goes through the origin.",
            "b moves with every update: b + η(y − ŷ).",
        ),
        Misconception(
            "learning_rate_missing",
            edit(perceptron_fit, "learning_rate * ⇒ "),
            "The learning rate is missing: {entry} is {yours}, expected {expected}, and η = {eta}. (The line is the same, "
            "as it started from 0; the numbers are not.)",
            "Multiply the move by learning_rate.",
        ),
        Misconception(
            "wrong_direction",
            edit(perceptron_fit, "label - y_pred → y_pred - label"),
            "You moved the line away from every missed 1 and towards every missed 0.",
            "y − ŷ, with a plus in front.",
        ),
        Misconception(
            "missed_zeros_ignored",
            edit(perceptron_fit, "label - y_pred → max(0, label - y_pred)"),
            "Nothing moves for a missed 0.",
            "There are two cases: a missed 1 is added, and a missed 0 is subtracted.",
        ),
        Misconception(
            "rows_counted",
            edit(perceptron_fit, "abs(error) → 1"),
            "Your weights are right, but you counted every row you looked at.",
            "An update is a row that was wrong. Where ŷ = y, nothing is counted.",
        ),
        Misconception(
            "errors_added_with_their_signs",
            edit(perceptron_fit, "abs(error) → error"),
            "Your weights are right, but missed ones and missed zeros cancel in your count.",
            "y − ŷ is −1 for a missed 0, and that is one update too.",
        ),
        Misconception(
            "last_epoch_counted",
            edit(perceptron_fit, "range(epochs): → range(epochs):\n        updates = 0"),
            "Your weights are right, but you counted the last epoch alone.",
            "Set the count to 0 once, before the loop over the epochs.",
        ),
    ),
    alternatives=(fit_until_clean, fit_with_x0, fit_loop),
)
