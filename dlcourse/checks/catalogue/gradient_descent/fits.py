"""Linear regression three ways: all rows at once, one by one, in mini-batches."""

import numpy as np

from dlcourse.checks.catalogue.answers import at_once
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


def fit_kept_at_each_update(w, x, y, orders, batch_size, learning_rate):
    """The weights after each update, in place of each epoch."""
    ws = []
    for order in orders:
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            w = w - learning_rate * 2 * (x[rows].T @ (x[rows] @ w - y[rows])) / len(rows)
            ws.append(w)
    return np.array(ws)


def fit_with_an_average(w, x, y, orders, batch_size, learning_rate):
    """The mean of the weights that an epoch went through."""
    each = fit_kept_at_each_update(w, x, y, orders, batch_size, learning_rate)
    return each.reshape(len(orders), -1, len(w)).mean(axis=1)


def regression_cases(rng):
    """The exercise's example; rows that no line fits, in batches with a rest, a rest of one row and none; one epoch, many
    epochs; as many rows as inputs; a start at the minimum; float32. No order is the file's, or its own inverse.
    """
    x, y, orders = np.array([[1.0], [2.0], [1.0]]), np.array([2.0, 3.0, 3.0]), np.array([[2, 0, 1]])
    sizes = {"N": 3, "B": 2, "left": 1, "eta": 0.1, "epochs": 1, "inputs": 1}
    cases = [Case((np.array([1.0]), x, y, orders, 2, 0.1), sizes, why="the example of the exercise")]
    for rows, inputs, batch_size, epochs, learning_rate, why in [
        (7, 2, 3, 5, 0.03, "a rest of one row"),
        (10, 3, 4, 4, 0.02, "a rest"),
        (8, 3, 4, 3, 0.02, "no rest"),
        (11, 4, 5, 3, 0.02, "a rest of one row"),
        (5, 2, 2, 25, 0.05, "many epochs"),
        (4, 4, 3, 3, 0.03, "as many rows as inputs"),
        (6, 2, 4, 3, 0.04, "a start at the minimum"),
    ]:
        w, x = rng.normal(size=inputs), away_from_zero(rng, (rows, inputs))
        y = x @ w - (why != "a start at the minimum") * 3 * away_from_zero(rng, rows)
        orders = np.array([order_of_rows(rng, rows) for _ in range(epochs)])
        sizes = {"N": rows, "B": batch_size, "left": rows % batch_size, "eta": learning_rate}
        sizes |= {"epochs": epochs, "inputs": inputs}
        cases.append(Case((w, x, y, orders, batch_size, learning_rate), sizes, why))
    return [*cases, in_single_precision(cases[1])]


def order_of_rows(rng, rows):
    """A random order that is not its own inverse, nor that of the file backwards."""
    order = rng.permutation(rows)
    while (order[order] == np.arange(rows)).all() or (order[::-1] == np.arange(rows)).all():
        order = rng.permutation(rows)
    return order


SUMMED = Misconception(
    "sum_not_mean",
    edit(fit_in_batches, " / len(rows) → "),
    "You add up the gradients of a batch and never divide. With batches of one nobody sees it.",
    "The loss is the mean over the batch. What does that make of its gradient?",
)
HALVED = Misconception(
    "two_lost",
    edit(fit_in_batches, "2 * → "),
    "The 2 of the square is lost in your gradient.",
    "Differentiate (x·w − y)² by w once more.",
)
CLIMBING = Misconception(
    "uphill",
    edit(fit_in_batches, "- learning_rate → + learning_rate"),
    "You climb: the updates go along the gradient, not against it.",
    "Check the sign of the update together with the order in your error.",
)
DROPPED = Misconception(
    "last_batch_dropped",
    edit(fit_in_batches, "len(x) → len(x) // batch_size * batch_size"),
    "The last, smaller batch makes no update. {N} rows in batches of {B} leave a rest of {left} in each epoch.",
    "Which start would the last batch have? A slice that reaches beyond the end is simply shorter.",
)
IN_FILE_ORDER = Misconception(
    "order_ignored",
    edit(fit_in_batches, "= order → = np.arange(len(x))"),
    "Your {N} rows come in the order of the file. `orders` says another one.",
    "Which rows are in the first batch of the example?",
)

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
        SUMMED,
        HALVED,
        CLIMBING,
        DROPPED,
        IN_FILE_ORDER,
        Misconception(
            "divided_by_all_rows",
            edit(fit_in_batches, "len(rows) → len(x)"),
            "You divide by all {N} rows, whatever the batch. Small batches make steps that are too short.",
            "The loss of a batch is the mean over its own rows.",
        ),
        Misconception(
            "divided_by_the_nominal_size",
            edit(fit_in_batches, "len(rows) → batch_size"),
            "You divide by batch_size even where the batch is smaller. With {N} rows and batches of {B} the last one "
            "holds {left}.",
            "How many rows does this batch have?",
        ),
        Misconception(
            "divided_by_all_entries",
            edit(fit_in_batches, "len(rows) → x[rows].size"),
            "You divide by the number of entries of a batch's x: by its rows times the {inputs} inputs.",
            "How many errors does a batch have, and how many terms has the sum in its loss?",
        ),
        Misconception(
            "divided_twice",
            edit(fit_in_batches, "len(rows) → len(rows) ** 2"),
            "You divide by the rows of a batch twice. With batches of one nobody sees it.",
            "One mean is enough: look where the first division is, and where the second.",
        ),
        Misconception(
            "product_of_means",
            edit(fit_in_batches, "(x[rows].T @ error) / len(rows) → x[rows].mean(axis=0) * error.mean()"),
            "You multiplied the mean of a batch's inputs by the mean of its errors. With batches of one nobody sees it.",
            "Each row's error belongs to its own inputs: multiply within the row, then take the mean.",
        ),
        Misconception(
            "summed_over_everything",
            edit(fit_in_batches, "(x[rows].T @ error) → (x[rows].T @ error).sum()"),
            "All your weights move by the same amount: the sum ran over the inputs as well as over the rows.",
            "Every weight has a derivative of its own: sum over the rows only.",
        ),
        Misconception(
            "range_ends_early",
            edit(fit_in_batches, "0, len(x) → 0, len(x) - batch_size"),
            "Your starts end too early: of {N} rows in batches of {B} the last batch makes no update, whether it is full "
            "or not.",
            "Write down the starts for six rows in batches of two. What does `range` do with its end?",
        ),
        Misconception(
            "one_row_too_many",
            edit(fit_in_batches, "start : start + batch_size → start : start + batch_size + 1"),
            "Your batches reach one row too far: that row is in the next batch as well.",
            "How many numbers are there from `start` up to, but without, `start + n`?",
        ),
        Misconception(
            "first_batch_each_time",
            edit(fit_in_batches, "start : start + batch_size → :batch_size"),
            "You take the first rows of the order at every update: {B} of the {N}.",
            "Where does the next batch begin?",
        ),
        Misconception(
            "first_batch_only",
            edit(fit_in_batches, "        for start in range(0, len(x), batch_size): →         for start in [0]:"),
            "You make one update in an epoch, with the first batch of it.",
            "How many batches are needed until every row has had its turn?",
        ),
        Misconception(
            "all_rows_each_time",
            edit(fit_in_batches, "order[start : start + batch_size] → order"),
            "Every step uses all {N} rows. You take as many steps as there are batches, and pay for the whole data at "
            "each.",
            "Which rows belong to this batch, and where do you choose them?",
        ),
        Misconception(
            "first_order_each_epoch",
            edit(fit_in_batches, "= order → = orders[0]"),
            "All epochs take the order of the first. (With all rows in one batch it would not matter.)",
            "`orders` has a row for each epoch.",
        ),
        Misconception(
            "order_inverted",
            edit(fit_in_batches, "= order → = np.argsort(order)"),
            "You read `orders` the other way: as the place that each row is moved to, not as the row that comes next.",
            "In the example the order [2, 0, 1] begins with row 2.",
        ),
        Misconception(
            "order_for_x_only",
            edit(fit_in_batches, "y[rows] → y[start : start + batch_size]"),
            "x and y have lost each other: x is taken in the given order, y in that of the file.",
            "The same row numbers have to serve both.",
        ),
        Misconception(
            "weights_of_the_epoch",
            edit(fit_in_batches, "for start → first = w\n        for start", "@ w → @ first"),
            "All batches of an epoch use its first weights for their error.",
            "At which weights is the gradient of the second batch asked for?",
        ),
        Misconception(
            "gradients_pile_up",
            edit(
                fit_in_batches,
                "ws = [] → ws, pile = [], 0",
                "2 * (x[rows].T @ error) / len(rows) → 2 * (pile := pile + (x[rows].T @ error) / len(rows))",
            ),
            "Each update uses the gradients of all batches so far, added up, those of earlier epochs, too.",
            "An update uses its own batch's gradient alone. Is there a sum that is never set back to 0, or a `+=` for a `=`?",
        ),
        Misconception(
            "gradients_pile_up_in_an_epoch",
            edit(
                fit_in_batches,
                "for start → pile = 0\n        for start",
                "2 * (x[rows].T @ error) / len(rows) → 2 * (pile := pile + (x[rows].T @ error) / len(rows))",
            ),
            "Each update uses the gradients of all batches of its epoch so far, added up. With all rows in one batch nobody "
            "sees it.",
            "An update uses its own batch's gradient alone. Where is the sum set back to 0?",
        ),
        Misconception(
            "learning_rate_missing",
            edit(fit_in_batches, "learning_rate * → "),
            "Your updates are whole gradients: the learning rate of {eta} is missing.",
            "The gradient says which way and how steep; how much of it is one update?",
        ),
        Misconception(
            "shrinking_rate",
            edit(
                fit_in_batches,
                "ws = [] → ws, t = [], 0",
                "w - learning_rate * 2 → w - learning_rate / (t := t + 1) * 2",
            ),
            "Your learning rate shrinks from update to update: the second is made with a half of it, the third with a "
            "third.",
            "In this question the learning rate is the same in every update.",
        ),
        Misconception(
            "restarted",
            edit(fit_in_batches, "ws = [] → ws, first = [], w", "for start → w = first\n        for start"),
            "Each epoch starts from the first weights again.",
            "Where is w set, before the epochs or in each of them?",
        ),
        Misconception(
            "same_array_in_every_place",
            edit(fit_in_batches, "ws = [] → ws, w = [], w.copy()", "w = w - → w -= "),
            "All your epochs show the last epoch's weights. One array was changed in place and appended again and "
            "again.",
            "What does `-=` do to an array that is in your list already?",
        ),
        Misconception(
            "each_update_kept",
            fit_kept_at_each_update,
            "You kept the weights after each update: your {part} is {yours}, expected {expected}, a row for each epoch.",
            "Which of the two loops does the line with `append` belong to?",
        ),
        Misconception(
            "start_kept",
            edit(fit_in_batches, "ws = [] → ws = [w]"),
            "Your {part} is {yours}, expected {expected}: the weights at the start are in it.",
            "The question asks for the weights at the end of each epoch.",
        ),
        Misconception(
            "weights_before_the_epoch",
            edit(
                fit_in_batches,
                "for start → ws.append(w)\n        for start",
                "        ws.append(w)\n    return →     return",
            ),
            "You kept the weights at the beginning of each epoch, not at its end.",
            "Is the line with `append` before the inner loop or after it?",
        ),
        Misconception(
            "averaged_over_the_epoch",
            fit_with_an_average,
            "You returned the mean of the weights that an epoch went through, not those at its end.",
            "Where does w stand when the last batch of an epoch is done?",
        ),
        Misconception(
            "last_epoch_only",
            edit(fit_in_batches, "np.array(ws) → ws[-1]"),
            "You returned the last epoch's weights only: your {part} is {yours}, expected {expected}.",
            "The question asks for the weights at the end of each epoch, one row for each.",
        ),
        at_once(SUMMED, HALVED),
        at_once(SUMMED, CLIMBING),
        at_once(HALVED, CLIMBING),
        at_once(SUMMED, DROPPED),
        at_once(HALVED, DROPPED),
        at_once(SUMMED, IN_FILE_ORDER),
        at_once(HALVED, IN_FILE_ORDER),
        at_once(DROPPED, IN_FILE_ORDER),
    ),
    alternatives=(fit_by_single_rows, fit_shuffled_copies, fit_in_single_precision),
)
