"""The training loop: one row after the other, one epoch after the other."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.compare import ROUNDING, SINGLE_PRECISION
from dlcourse.checks.engine.outcome import as_numbers
from dlcourse.checks.engine.question import Case, Misconception, Question


def squared_error_and_gradient(w, row, target):
    """L = (w·x − y)² for one row, and ∂L/∂w."""
    error = np.asarray(w) @ row - target
    return error**2, 2 * error * row


def log_loss_and_gradient(w, row, target):
    """L = ln(1 + e^z) − z y with z = w·x for one row, and ∂L/∂w: another loss than the text's."""
    z = np.asarray(w) @ row
    return np.logaddexp(0, z) - z * target, (1 / (1 + np.exp(-z)) - target) * row


SIZES = (  # rows, inputs, epochs, η, and what makes them hard
    (5, 3, 6, 0.03, ""),
    (1, 4, 8, 0.02, "a single row"),
    (7, 2, 4, 0.05, ""),
    (3, 3, 1, 0.05, "a single epoch"),
    (5, 2, 3, 0.04, "a row that comes twice in turn"),
    (4, 1, 4, 0.04, "a single weight, and as many rows as epochs"),
)


def training_cases(rng):
    """The text's example; rows that pull in different directions, η that keep it finite; another loss; float32."""
    example = (np.array([1.0]), np.array([[1.0], [2.0]]), np.array([2.0, 2.0]), squared_error_and_gradient, 0.1, 2)
    cases = [Case(example, {"N": 2, "eta": 0.1, "epochs": 2}, why="the text's example")]
    for rows, inputs, epochs, learning_rate, why in SIZES:
        w, x = rng.normal(size=inputs), away_from_zero(rng, (rows, inputs)).clip(-2, 2)
        if "twice" in why:
            x[3] = x[2]
        y = x @ w - 3 * away_from_zero(rng, rows)
        sizes = {"N": rows, "eta": learning_rate, "epochs": epochs}
        cases.append(Case((w, x, y, squared_error_and_gradient, learning_rate, epochs), sizes, why=why))
    w, x = rng.normal(size=3), away_from_zero(rng, (6, 3))
    sizes = {"N": 6, "eta": 0.5, "epochs": 3}
    another = (w, x, rng.permutation([0.0, 1.0] * 3), log_loss_and_gradient, 0.5, 3)
    return [*cases, Case(another, sizes, why="another loss than the squared error"), in_single_precision(cases[1])]


def with_losses_met(function, w, x, y, loss_and_gradient, learning_rate, epochs):
    """Call the function; its losses count as right if they are the means of those it met, wherever its weights went."""
    met, start = [], w.copy()

    def noted(weights, row, target):
        loss, gradient = loss_and_gradient(weights, row, target)
        met.append(float(loss))
        return loss, gradient

    returned = function(w, x, y, noted, learning_rate, epochs)
    if not isinstance(returned, tuple | list) or len(returned) != 2 or len(met) != epochs * len(x):
        return returned
    losses, means = as_numbers(returned[1]), np.reshape(met, (epochs, len(x))).mean(axis=1)
    if losses is None or losses.shape != means.shape:
        return returned
    single = np.float32 in (losses.dtype, start.dtype)
    if not np.allclose(losses, means, rtol=SINGLE_PRECISION if single else ROUNDING):
        return returned
    return returned[0], train_row_by_row(start, x, y, loss_and_gradient, learning_rate, epochs)[1]


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


def loop_every_row_many_times(w, x, y, loss_and_gradient, learning_rate, epochs):
    """The two loops exchanged: each row in turn, as many times as there are epochs."""
    ws, losses = [], []
    for row, target in zip(x, y, strict=True):
        total = 0.0
        for _ in range(epochs):
            loss, gradient = loss_and_gradient(w, row, target)
            w = w - learning_rate * gradient
            total += loss
        ws.append(w)
        losses.append(total / epochs)
    return np.array(ws), np.array(losses)


TRAIN_ROW_BY_ROW = Question(
    difficulty="medium",
    minutes=10,
    points=2,
    parts=("ws", "losses"),
    steps=True,
    use=with_losses_met,
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
            "Which w does the second row of an epoch see? It should be the one that the first row has left.",
        ),
        Misconception(
            "once_an_epoch_by_the_mean",
            edit(
                train_row_by_row,
                "total = 0.0 → total, pile = 0.0, 0",
                "w = w - learning_rate * gradient → pile = pile + gradient / len(x)",
                "append(w) → append(w := w - learning_rate * pile)",
            ),
            "You made one step an epoch, by the mean gradient of its rows. w should move after each row, {N} times an epoch.",
            "Which w does the second row of an epoch see? It should be the one that the first row has left.",
        ),
        Misconception(
            "learning_rate_divided",
            edit(train_row_by_row, "learning_rate * gradient → learning_rate * gradient / len(x)"),
            "Your steps are divided by the number of rows, {N}.",
            "A row's step uses that row's gradient as it is. Only the losses are averaged.",
        ),
        Misconception(
            "frozen_gradients",
            loop_frozen_gradients,
            "Your gradients are those of the very first weights, in every epoch.",
            "When w has moved, loss and gradient are others. At which w do you ask for them?",
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
            "gradients_pile_up_in_an_epoch",
            edit(
                train_row_by_row,
                "total = 0.0 → total, pile = 0.0, 0",
                "* gradient → * (pile := pile + gradient)",
            ),
            "Each step uses all gradients of the epoch so far, added up.",
            "A row's step uses that row's gradient only.",
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
            "How often is w set to the given weights? Once is enough.",
        ),
        Misconception(
            "uphill",
            edit(train_row_by_row, "w - learning_rate → w + learning_rate"),
            "You climb. The step goes with the gradient, not against it.",
            "The gradient points to where the loss grows.",
        ),
        Misconception(
            "learning_rate_missing",
            edit(train_row_by_row, "learning_rate * → "),
            "The learning rate of {eta} is missing.",
            "The gradient gives the direction, the learning rate how far.",
        ),
        Misconception(
            "function_ignored",
            edit(
                train_row_by_row,
                "loss, gradient = loss_and_gradient(w, row, target) → loss, gradient = (w @ row - target) ** 2, 2 * (w @ row - target) * row",
            ),
            "You worked out the squared error yourself: that is right for it alone, and another loss may be given. For such a "
            "one {entry} is {yours}, expected {expected}.",
            "`loss_and_gradient` is an argument. It says what the loss and its gradient are.",
        ),
        Misconception(
            "rows_reversed",
            edit(train_row_by_row, "zip(x, y, strict=True) → zip(x[::-1], y[::-1], strict=True)"),
            "You went through the rows from the last to the first.",
            "The rows are taken in their order.",
        ),
        Misconception(
            "last_row_left_out",
            edit(train_row_by_row, "zip(x, y, strict=True) → zip(x[:-1], y[:-1], strict=True)"),
            "The last row is never used.",
            "How far does your loop over the rows run? `range(n)` ends at n − 1 already.",
        ),
        Misconception(
            "first_row_left_out",
            edit(train_row_by_row, "zip(x, y, strict=True) → zip(x[1:], y[1:], strict=True)"),
            "The first row is never used.",
            "Where does your loop over the rows begin? Python counts from 0.",
        ),
        Misconception(
            "first_row_only",
            edit(train_row_by_row, "(w, row, target) → (w, x[0], y[0])"),
            "Every step uses the first row.",
            "Which row is at work in a turn of the inner loop?",
        ),
        Misconception(
            "loops_exchanged",
            loop_every_row_many_times,
            "Your two loops have changed places: each row was used {epochs} times on end, and then the next one.",
            "An epoch is over when all rows have had their turn. Which loop is outside?",
        ),
        Misconception(
            "same_array_in_every_place",
            edit(train_row_by_row, "ws, losses = [], [] → ws, losses, w = [], [], w.copy()", "w = w - → w -="),
            "All rows of your ws are the last epoch's weights. One array was changed in place and appended {epochs} "
            "times.",
            "`-=` changes the array that is in the list already. What else may stand in the list?",
        ),
        Misconception(
            "recorded_before_the_epoch",
            edit(
                train_row_by_row,
                "total = 0.0\n → total = 0.0\n        ws.append(w)\n",
                "        ws.append(w)\n        losses →         losses",
            ),
            "Your ws hold the weights before each epoch, and so the given ones first.",
            "Asked for are the weights at the end of each epoch. Where does the line stand that keeps them?",
        ),
        Misconception(
            "start_included",
            edit(train_row_by_row, "ws, losses = [], [] → ws, losses = [w], []"),
            "Your ws have one row too many: the given weights stand in front.",
            "Asked for are the weights at the end of each epoch.",
        ),
        Misconception(
            "every_step_kept",
            edit(
                train_row_by_row,
                "* gradient\n → * gradient\n            ws.append(w)\n",
                "        ws.append(w)\n        losses →         losses",
            ),
            "Your ws hold the weights after every row: {yours}, expected {expected}.",
            "Asked for are the weights at the end of each epoch. Inside which loop do you keep them?",
        ),
        Misconception(
            "weights_averaged",
            edit(
                train_row_by_row,
                "total = 0.0 → total, path = 0.0, []",
                "total += loss → total += loss\n            path.append(w)",
                "ws.append(w) → ws.append(np.mean(path, axis=0))",
            ),
            "Your ws hold the mean of each epoch's weights.",
            "Only the losses are averaged. Asked for are the weights at the end of each epoch.",
        ),
        Misconception(
            "last_epoch_only",
            edit(train_row_by_row, "np.array(ws), np.array(losses) → w, losses[-1]"),
            "You returned the weights and the loss of the last epoch alone.",
            "Asked for is one row for each epoch. What do you keep at the end of each?",
        ),
        Misconception(
            "one_epoch_short",
            edit(train_row_by_row, "range(epochs) → range(epochs - 1)"),
            "You ran one epoch too few.",
            "`range(n)` runs n times.",
        ),
        Misconception(
            "one_epoch_too_many",
            edit(train_row_by_row, "range(epochs) → range(epochs + 1)"),
            "You ran one epoch too many.",
            "`range(n)` runs n times.",
        ),
        Misconception(
            "losses_summed",
            edit(train_row_by_row, "total / len(x) → total"),
            "Your losses are sums over the rows: {entry} is {yours}, expected {expected}, with {N} rows.",
            "Asked for are means. Over how many losses?",
        ),
        Misconception(
            "never_reset",
            edit(train_row_by_row, "ws, losses = [], [] → ws, losses, total = [], [], 0.0", "        total = 0.0\n → "),
            "Your losses pile up: each epoch's holds those of all epochs before it.",
            "Where is the total set to 0? Every epoch needs a new one.",
        ),
        Misconception(
            "divided_by_epochs",
            edit(train_row_by_row, "total / len(x) → total / epochs"),
            "Your losses are divided by the number of epochs, {epochs}, where there are {N} rows.",
            "Asked for are means over the rows.",
        ),
        Misconception(
            "last_loss",
            edit(train_row_by_row, "total / len(x) → loss"),
            "Your losses hold the last row's loss. An epoch has {N} rows.",
            "The mean runs over the losses of all rows.",
        ),
        Misconception(
            "last_loss_divided",
            edit(train_row_by_row, "total / len(x) → loss / len(x)"),
            "Your losses hold the last row's loss, divided by {N}. The losses of the other rows are lost.",
            "Is there an `=` where a `+=` belongs?",
        ),
        Misconception(
            "first_loss",
            edit(train_row_by_row, "total += loss → total = total or loss", "total / len(x) → total"),
            "Your losses hold the first row's loss. An epoch has {N} rows.",
            "The mean runs over the losses of all rows.",
        ),
        Misconception(
            "loss_for_each_row",
            edit(
                train_row_by_row,
                "total = 0.0 → total = []",
                "total += loss → total.append(loss)",
                "total / len(x) → total",
            ),
            "Your losses have one number for each row: {yours}, expected {expected}.",
            "Asked for is the mean over the rows, one number for each epoch.",
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
            "A second pass over the rows is not needed: each row's loss came with its gradient.",
        ),
        Misconception(
            "loss_before_the_epoch",
            edit(
                train_row_by_row,
                "total = 0.0 → total = sum(loss_and_gradient(w, *pair)[0] for pair in zip(x, y))",
                "            total += loss\n → ",
            ),
            "Your losses are measured at the epoch's first weights. Asked for is the mean of the losses met on the way.",
            "w moves from row to row. Each row's loss came with its gradient.",
        ),
        Misconception(
            "losses_first",
            edit(train_row_by_row, "np.array(ws), np.array(losses) → np.array(losses), np.array(ws)"),
            "Your two arrays come in another order: the losses first.",
            "Asked for are ws, then losses.",
        ),
        Misconception(
            "losses_never_emptied",
            edit(
                train_row_by_row,
                "ws, losses = [], [] → ws, losses, total, rows = [], [], 0.0, 0",
                "        total = 0.0 →         rows += len(x)",
                "total / len(x) → total / rows",
            ),
            "Your `losses` are means over all rows so far, also those of earlier epochs.",
            "What must be empty when an epoch begins?",
        ),
        Misconception(
            "every_second_epoch_backwards",
            edit(
                train_row_by_row,
                "zip(x, y, strict=True) → zip(x[:: (-1) ** len(ws)], y[:: (-1) ** len(ws)], strict=True)",
            ),
            "Every second epoch you take the rows from the last to the first.",
            "In which order are the rows taken, in each epoch?",
        ),
        Misconception(
            "target_of_the_next_row",
            edit(
                train_row_by_row,
                "for row, target in zip(x, y, strict=True) → for row, target, after in zip(x, y, np.roll(y, -1), strict=True)",
                "loss, gradient = loss_and_gradient(w, row, target) → loss, gradient = loss_and_gradient(w, row, target)[0], loss_and_gradient(w, row, after)[1]",
            ),
            "Your gradient is made with the target of the next row.",
            "Which `y` belongs to `x[i]`?",
        ),
        Misconception(
            "rate_divided_by_the_epoch",
            edit(train_row_by_row, "learning_rate * gradient → learning_rate / (len(ws) + 1) * gradient"),
            "Your learning rate becomes smaller from epoch to epoch.",
            "Does anything in the question change η?",
        ),
        Misconception(
            "mean_of_one_row_more",
            edit(train_row_by_row, "total / len(x) → total / (len(x) + 1)"),
            "Each of your {N} losses of an epoch counts too little: you divide by one more than there are.",
            "How many rows are there?",
        ),
    ),
    alternatives=(loop_in_place, loop_of_lists, loop_all_steps),
)
