"""Linear regression three ways: all rows at once, one by one, in mini-batches."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def fit_in_batches(w, x, y, orders, batch_size, learning_rate):
    """For each epoch, the rows in its order, cut into batches; for each batch w ← w − η·(2/B) xᵀ(xw − y)."""
    ws = []
    for order in orders:
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            error = x[rows] @ w - y[rows]
            w = w - learning_rate * 2 * (x[rows].T @ error) / len(rows)
        ws.append(w)
    return np.array(ws)


def three_fits(fit, w, x, y, orders, batch_size, learning_rate):
    """The student's fit with all rows in a batch, with one, and with batch_size."""
    originals = tuple(argument.copy() for argument in (w, x, y, orders))
    results = []
    for size in (len(x), 1, batch_size):
        arrays = (w, x, y, orders) if not results else tuple(argument.copy() for argument in originals)
        results.append(fit(*arrays, size, learning_rate))
    if any(result is Ellipsis or result is None for result in results):
        return results[0]
    return tuple(results)


def fit_by_single_rows(w, x, y, orders, batch_size, learning_rate):
    """A batch's gradient added up row by row; lists."""
    ws = []
    for order in orders.tolist():
        while order:
            batch, order = order[:batch_size], order[batch_size:]
            gradient = sum(2 * (float(x[n] @ w) - float(y[n])) * x[n] for n in batch) / len(batch)
            w = w - learning_rate * gradient
        ws.append(w.tolist())
    return ws


def fit_shuffled_copies(w, x, y, orders, batch_size, learning_rate):
    """x and y put in order first, then cut by np.split; in place on a copy of w."""
    w, ws = w.copy(), np.zeros((len(orders), len(w)))
    cuts = range(batch_size, len(x), batch_size)
    for epoch, order in enumerate(orders):
        for a, b in zip(np.split(x[order], cuts), np.split(y[order], cuts), strict=True):
            w += learning_rate * np.mean(2 * (b - a @ w)[:, None] * a, axis=0)
        ws[epoch] = w
    return ws


def fit_in_single_precision(w, x, y, orders, batch_size, learning_rate):
    """float32 and einsum."""
    w, x, y = (np.asarray(a, dtype=np.float32) for a in (w, x, y))
    ws = []
    for order in orders:
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            error = np.einsum("ni,i->n", x[rows], w) - y[rows]
            w = w - np.float32(2 * learning_rate / len(rows)) * np.einsum("ni,n->i", x[rows], error)
        ws.append(w)
    return np.array(ws)


def regression_cases(rng):
    """Rows that no line fits; batches with a rest; every epoch with its own order; float32."""
    cases = []
    for rows, inputs, batch_size, epochs, learning_rate in [
        (7, 2, 3, 5, 0.03),
        (10, 3, 4, 4, 0.02),
        (11, 4, 5, 3, 0.02),
    ]:
        w, x = rng.normal(size=inputs), away_from_zero(rng, (rows, inputs))
        y = x @ w - 3 * away_from_zero(rng, rows)
        orders = np.array([rng.permutation(rows) for _ in range(epochs)])
        sizes = {"N": rows, "B": batch_size, "left": rows % batch_size, "eta": learning_rate}
        cases.append(Case((w, x, y, orders, batch_size, learning_rate), sizes))
    return [*cases, in_single_precision(cases[0])]


FIT_IN_BATCHES = Question(
    difficulty="hard",
    minutes=14,
    points=3,
    parts=("batch", "stochastic", "mini_batch"),
    use=three_fits,
    inputs=("w", "x", "y", "orders", "batch_size", "learning_rate"),
    steps=True,
    reference=fit_in_batches,
    cases=regression_cases,
    section="Batch, stochastic, mini-batch",
    hints=(
        "Two loops: over the epochs, `for order in orders`, and inside over the starts, range(0, N, batch_size).",
        "The rows of a batch are order[start : start + batch_size]. Take x and y at these rows, and nothing else.",
        "The batch's gradient is 2/(rows in this batch) · xᵀ(xw − y), at the newest w. Move w before the next batch.",
        "After the inner loop append w. Write `w = w - …`: `w -= …` would change the array you appended before.",
    ),
    misconceptions=(
        Misconception(
            "sum_not_mean",
            edit(fit_in_batches, " / len(rows) → "),
            "You add up the gradients of a batch and never divide. With batches of one nobody sees it.",
            "The loss is the mean over the batch: divide by the number of its rows.",
        ),
        Misconception(
            "divided_by_all_rows",
            edit(fit_in_batches, "len(rows) → len(x)"),
            "You divide by all {N} rows, whatever the batch. Small batches make steps that are too short.",
            "Divide by the number of rows in this batch.",
        ),
        Misconception(
            "divided_by_the_nominal_size",
            edit(fit_in_batches, "len(rows) → batch_size"),
            "You divide by batch_size even where the batch is smaller. With {N} rows and batches of {B} the last one "
            "holds {left}.",
            "Divide by len(rows), the rows that this batch has.",
        ),
        Misconception(
            "last_batch_dropped",
            edit(fit_in_batches, "len(x) → len(x) // batch_size * batch_size"),
            "The last, smaller batch makes no update. {N} rows in batches of {B} leave a rest of {left} in each epoch.",
            "range(0, N, batch_size); the last slice is shorter.",
        ),
        Misconception(
            "all_rows_each_time",
            edit(fit_in_batches, "order[start : start + batch_size] → order"),
            "Every step uses all {N} rows. You take as many steps as there are batches, and pay for the whole data at "
            "each.",
            "x[rows] and y[rows], not x and y.",
        ),
        Misconception(
            "order_ignored",
            edit(fit_in_batches, "= order → = np.arange(len(x))"),
            "Your {N} rows come in the order of the file. `orders` says another one.",
            "The rows of a batch are order[start : start + batch_size], not start : start + batch_size.",
        ),
        Misconception(
            "first_order_each_epoch",
            edit(fit_in_batches, "= order → = orders[0]"),
            "All epochs take the order of the first. The first epoch is right.",
            "Row e of `orders` belongs to epoch e.",
        ),
        Misconception(
            "order_for_x_only",
            edit(fit_in_batches, "y[rows] → y[start : start + batch_size]"),
            "x and y have lost each other. x is taken in the given order, y in that of the file.",
            "The same row numbers for both: x[rows] and y[rows].",
        ),
        Misconception(
            "weights_of_the_epoch",
            edit(fit_in_batches, "for start → first = w\n        for start", "@ w → @ first"),
            "All batches of an epoch use its first weights for their error.",
            "Each batch's error is made with the w that the batch before has left.",
        ),
        Misconception(
            "two_lost",
            edit(fit_in_batches, "2 * → "),
            "Your steps are half as long as they should be. The 2 of the square is lost.",
            "The derivative of (x·w − y)² is 2(x·w − y)·x.",
        ),
        Misconception(
            "uphill",
            edit(fit_in_batches, "- learning_rate → + learning_rate"),
            "You climb.",
            "With the error xw − y the update is w − learning_rate · gradient.",
        ),
        Misconception(
            "restarted",
            edit(fit_in_batches, "ws = [] → ws, first = [], w", "for start → w = first\n        for start"),
            "Each epoch starts from the first weights again. The first epoch is right.",
            "Set w once, before the loop over the epochs.",
        ),
        Misconception(
            "same_array_in_every_place",
            edit(fit_in_batches, "ws = [] → ws, w = [], w.copy()", "w = w - → w -= "),
            "All your epochs show the last epoch's weights. One array was changed in place and appended again and "
            "again.",
            "Write `w = w - …`, or append `w.copy()`.",
        ),
    ),
    alternatives=(fit_by_single_rows, fit_shuffled_copies, fit_in_single_precision),
)
