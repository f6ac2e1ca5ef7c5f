"""The training loop: one row after the other, one epoch after the other."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def squared_error_and_gradient(w, row, target):
    """L = (w·x − y)² for one row, and ∂L/∂w."""
    error = np.asarray(w) @ row - target
    return error**2, 2 * error * row


def training_cases(rng):
    """Rows that pull in different directions; one case with a single row; learning rates that keep it finite."""
    cases = []
    for rows, inputs, epochs, learning_rate in [(5, 3, 6, 0.03), (1, 4, 8, 0.02), (7, 2, 4, 0.05)]:
        w, x = rng.normal(size=inputs), away_from_zero(rng, (rows, inputs))
        y = x @ w - 3 * away_from_zero(rng, rows)
        sizes = {"N": rows, "eta": learning_rate, "epochs": epochs}
        cases.append(Case((w, x, y, squared_error_and_gradient, learning_rate, epochs), sizes))
    return [*cases, in_single_precision(cases[0])]


def train_row_by_row(w, x, y, loss_and_gradient, learning_rate, epochs):
    """For each epoch, for each row: loss and gradient at the newest w, then w ← w − η·∂L/∂w."""
    ws, losses = [], []
    for _ in range(epochs):
        total = 0.0
        for row, target in zip(x, y, strict=True):
            loss, gradient = loss_and_gradient(w, row, target)
            w = w - learning_rate * gradient
            total += loss
        ws.append(w)
        losses.append(total / len(x))
    return np.array(ws), np.array(losses)


def loop_frozen_gradients(w, x, y, loss_and_gradient, learning_rate, epochs):
    """Losses and gradients computed once, before the loop."""
    costs, gradients = zip(*[loss_and_gradient(w, *pair) for pair in zip(x, y, strict=True)], strict=True)
    ws = [w - learning_rate * sum(gradients) * (epoch + 1) for epoch in range(epochs)]
    return np.array(ws), np.full(epochs, np.mean(costs))


def loop_in_place(w, x, y, loss_and_gradient, learning_rate, epochs):
    """On a copy of its own, with the weights kept as copies."""
    w = w.copy()
    ws, losses = np.zeros((epochs, len(w))), np.zeros(epochs)
    for epoch in range(epochs):
        for i in range(len(x)):
            loss, gradient = loss_and_gradient(w, x[i], y[i])
            losses[epoch] += loss / len(x)
            w -= learning_rate * gradient
        ws[epoch] = w
    return ws, losses


def loop_of_lists(w, x, y, loss_and_gradient, learning_rate, epochs):
    """Plain lists of Python floats."""
    w, ws, losses = [float(value) for value in w], [], []
    for _ in range(epochs):
        costs = []
        for row, target in zip(x, y, strict=True):
            cost, gradient = loss_and_gradient(np.array(w), row, target)
            costs.append(float(cost))
            w = [value - learning_rate * float(slope) for value, slope in zip(w, gradient, strict=True)]
        ws.append(w)
        losses.append(sum(costs) / len(costs))
    return ws, losses


def loop_all_steps(w, x, y, loss_and_gradient, learning_rate, epochs):
    """One long walk over epochs · N steps, cut into epochs afterwards; in single precision."""
    w, walk, costs = w.astype(np.float32), [], []
    for step in range(epochs * len(x)):
        cost, gradient = loss_and_gradient(w, x[step % len(x)], y[step % len(x)])
        w = (w - learning_rate * gradient).astype(np.float32)
        walk.append(w)
        costs.append(cost)
    losses = np.reshape(costs, (epochs, len(x))).mean(axis=1)
    return np.array(walk)[len(x) - 1 :: len(x)], losses.astype(np.float32)


TRAIN_ROW_BY_ROW = Question(
    difficulty="medium",
    minutes=10,
    points=2,
    parts=("ws", "losses"),
    steps=True,
    reference=train_row_by_row,
    cases=training_cases,
    section="The training loop",
    hints=(
        "Two loops, one inside the other: epochs outside, rows inside.",
        "Inside: ask for loss and gradient at the newest w, add the loss to the epoch's total, then move w.",
        "After the inner loop: append w to one list, total / len(x) to the other. Write `w = w - …`, not `w -= …`.",
    ),
    misconceptions=(
        Misconception(
            "once_an_epoch",
            edit(
                train_row_by_row,
                "total = 0.0 → total, pile = 0.0, 0",
                "w = w - learning_rate * gradient → pile = pile + gradient",
                "append(w) → append(w := w - learning_rate * pile)",
            ),
            "All rows of an epoch used its first weights. w should move after each row, {N} times an epoch.",
            "Ask for the gradient inside the inner loop, and update w there, before the next row.",
        ),
        Misconception(
            "frozen_gradients",
            loop_frozen_gradients,
            "Your gradients are those of the very first weights, in every epoch.",
            "When w has moved, loss and gradient are others. Call loss_and_gradient again with the new w.",
        ),
        Misconception(
            "gradients_pile_up",
            edit(
                train_row_by_row,
                "ws, losses = [], [] → ws, losses, pile = [], [], 0",
                "* gradient → * (pile := pile + gradient)",
            ),
            "Each step uses all gradients so far, added up.",
            "A row's step uses that row's gradient only. Is there a sum that is never set back to 0?",
        ),
        Misconception(
            "restarted",
            edit(
                train_row_by_row,
                "ws, losses = [], [] → ws, losses, first = [], [], w",
                "total = 0.0 → total, w = 0.0, first",
            ),
            "Every epoch starts again from the first weights: {entry} is {yours}, expected {expected}, and all epochs "
            "are alike.",
            "Set w once, before the loop over epochs.",
        ),
        Misconception(
            "uphill",
            edit(train_row_by_row, "w - learning_rate → w + learning_rate"),
            "You climb. The step goes with the gradient, not against it.",
            "w − learning_rate · gradient.",
        ),
        Misconception(
            "learning_rate_missing",
            edit(train_row_by_row, "learning_rate * → "),
            "The learning rate of {eta} is missing.",
            "w − learning_rate · gradient: the gradient gives the direction, the learning rate how far.",
        ),
        Misconception(
            "same_array_in_every_place",
            edit(train_row_by_row, "ws, losses = [], [] → ws, losses, w = [], [], w.copy()", "w = w - → w -="),
            "All rows of your ws are the last epoch's weights. One array was changed in place and appended {epochs} "
            "times.",
            "`w -= …` changes the array that is in the list already. Write `w = w - …`, or append `w.copy()`.",
        ),
        Misconception(
            "losses_summed",
            edit(train_row_by_row, "total / len(x) → total"),
            "Your losses are sums over the rows: {entry} is {yours}, expected {expected}, with {N} rows.",
            "Divide the epoch's total by len(x).",
        ),
        Misconception(
            "last_loss",
            edit(train_row_by_row, "total / len(x) → loss"),
            "Your losses hold the last row's loss. An epoch has {N} rows.",
            "Add up the losses of all rows of the epoch, then divide by their number.",
        ),
        Misconception(
            "loss_after_the_step",
            edit(train_row_by_row, "+= loss → += loss_and_gradient(w, row, target)[0]"),
            "Your losses are taken after each row's step. A row that has been learnt from looks better than it was.",
            "Keep the loss that came with the gradient, from before the step.",
        ),
        Misconception(
            "loss_after_the_epoch",
            edit(train_row_by_row, "total / len(x) → np.mean([loss_and_gradient(w, *pair)[0] for pair in zip(x, y)])"),
            "Your losses are measured at the epoch's last weights. Asked for is the mean of the losses met on the way.",
            "No second pass over the rows: add up what loss_and_gradient returned before each step.",
        ),
    ),
    alternatives=(loop_in_place, loop_of_lists, loop_all_steps),
)
