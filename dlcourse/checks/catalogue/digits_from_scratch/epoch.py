"""One epoch: every row once, in mini-batches, in a given order."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.answers import at_once
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.outcome import as_numbers
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question


def softmax_gradients(x, y, weights):
    """[dW, db, …] of the mean cross-entropy of softmax(xW + b + …), no bias or several; NaN for a batch without rows."""
    W, *biases = (np.asarray(array) for array in weights)
    dz = softmax(x @ W + sum(biases)) - np.eye(W.shape[1])[y]
    return [x.T @ dz / len(x), *(np.divide(dz.sum(axis=0), len(x)) for _ in biases)]


def example_gradients(x, y, weights):
    """As in the exercise's example."""
    return [x.sum() * weights[0]]


def epoch_cases(rng):
    """The example; batches that divide the rows and do not, of one row, of all, of more; one array to three; float32."""
    example = (
        np.array([[1.0], [2.0], [3.0]]),
        np.zeros(3, dtype=int),
        np.array([1.0]),
        np.zeros((0, 1)),
        np.array([2, 0, 1]),
    )
    cases = [Case((*example, 2, 0.1), sizes_of(3, 2, 0.1), why="the example of the exercise: a list of one array")]
    for rows, inputs, classes, batch_size, eta, biases, why in [
        (11, 3, 4, 4, 0.3, 1, "a smaller last batch"),
        (10, 5, 3, 5, 0.7, 1, "batches that divide the rows"),
        (10, 3, 4, 4, 0.2, 1, "4, 4 and 2 rows, where equal parts would be 4, 3 and 3"),
        (5, 3, 4, 8, 0.4, 1, "one batch, larger than the data"),
        (6, 4, 3, 6, 0.9, 1, "one batch of all rows"),
        (4, 2, 3, 1, 0.5, 1, "one row at a time"),
        (1, 3, 2, 2, 1.3, 1, "one row"),
        (7, 3, 4, 3, 0.6, 2, "a list of three arrays"),
        (7, 4, 3, 2, 0.6, 0, "a list of one array"),
    ]:
        x, y = rng.normal(size=(rows, inputs)), rng.integers(0, classes, size=rows)
        W, b = rng.normal(size=(inputs, classes)), rng.normal(size=(biases, classes))
        arguments = x, y, W, b, shuffled(rng, rows, batch_size), batch_size, eta
        cases.append(Case(arguments, sizes_of(rows, batch_size, eta), why))
    return [*cases, in_single_precision(cases[1])]


def shuffled(rng, rows, batch_size):
    """An order whose first batch is another one than if the rows lay as in x, in reverse, or in the inverse order."""
    while True:
        order = rng.permutation(rows)
        others = np.arange(rows), order[::-1], np.argsort(order)
        first = set(order[:batch_size])
        if rows <= batch_size or all(set(other[:batch_size]) != first for other in others):
            return order


def sizes_of(rows, batch_size, eta):
    """Return the facts that a message may name."""
    return {"N": rows, "batch_size": batch_size, "eta": eta, "batches": -(-rows // batch_size)}


def run_epoch(epoch, x, y, W, b, order, batch_size, learning_rate):
    """The student's epoch; the weights come and go as a list: W, then the rows of b, as many biases as there are."""
    weights = [W, *b]
    gradients = example_gradients if W.ndim == 1 else softmax_gradients
    returned = epoch(x, y, weights, gradients, order, batch_size, learning_rate)
    if returned is None or returned is Ellipsis:
        return returned
    if not isinstance(returned, tuple | list) or len(returned) != len(weights):
        several = isinstance(returned, tuple | list)
        what = (
            f"{len(returned)} values" if several else f"one {getattr(returned, 'type_name', type(returned).__name__)}"
        )
        arrays = "array" if len(weights) == 1 else "arrays"
        raise AnswerError(
            f"Your function returned {what} where there are {len(weights)} {arrays} of weights: expected a "
            f"list of {len(weights)} {arrays}."
        )
    first, *others = returned
    for place, (new, old) in enumerate(zip(others, b, strict=True), start=1):
        array = as_numbers(new)
        if array is None or array.shape != old.shape:
            what = "is no array of numbers" if array is None else f"has the shape {array.shape}"
            raise AnswerError(f"What you return at place {place} of the list {what}; expected an array {old.shape}.")
    return first, others[0] if len(others) == 1 else np.array(others).reshape(b.shape)


def digits_epoch(x, y, weights, gradients, order, batch_size, learning_rate):
    """For each batch of rows, in this order: w ← w − η ∂L/∂w for every array of weights."""
    new = weights
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        slopes = gradients(x[rows], y[rows], new)
        new = [w - learning_rate * dw for w, dw in zip(new, slopes, strict=True)]
    return new


def epoch_split(x, y, weights, gradients, order, batch_size, learning_rate):
    """Shuffled copies, cut into pieces, and own copies of the weights changed in place; a tuple."""
    weights = [w.copy() for w in weights]
    cuts = range(batch_size, len(order), batch_size)
    for x_batch, y_batch in zip(np.split(x[order], cuts), np.split(y[order], cuts), strict=True):
        for w, dw in zip(weights, gradients(x_batch, y_batch, weights), strict=True):
            w -= learning_rate * dw
    return tuple(weights)


def epoch_while(x, y, weights, gradients, order, batch_size, learning_rate):
    """Take rows off a list until none is left; lists."""
    left = order.tolist()
    while left:
        rows, left = left[:batch_size], left[batch_size:]
        slopes = gradients(np.take(x, rows, axis=0), np.take(y, rows), weights)
        weights = [np.add(weights[i], -learning_rate * slopes[i]) for i in range(len(weights))]
    return [w.tolist() for w in weights]


def epoch_single(x, y, weights, gradients, order, batch_size, learning_rate):
    """In single precision."""
    weights = [w.astype(np.float32) for w in weights]
    return digits_epoch(x.astype(np.float32), y, weights, gradients, order, batch_size, np.float32(learning_rate))


def one_array_after_the_other(x, y, weights, gradients, order, batch_size, learning_rate):
    """A gradient for each array, after those before it have moved."""
    new = list(weights)
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        for i in range(len(new)):
            new[i] = new[i] - learning_rate * gradients(x[rows], y[rows], new)[i]
    return new


def two_arrays_expected(x, y, weights, gradients, order, batch_size, learning_rate):
    """W and b by name: right for a list of two."""
    W, b = weights
    return digits_epoch(x, y, [W, b], gradients, order, batch_size, learning_rate)


UPHILL = Misconception(
    "uphill",
    edit(digits_epoch, "w - learning_rate → w + learning_rate"),
    "You climb. The weights moved along the gradient.",
    "The gradient points uphill. Which sign has the step in the formula?",
)
DIVIDED_BY_THE_BATCH = Misconception(
    "divided_by_the_batch",
    edit(digits_epoch, "* dw → * dw / len(rows)"),
    "You divided by the number of rows in the batch once more: the gradients are means over their batch already.",
    "What does the text say of the gradients that you are given?",
)

DIGITS_EPOCH = Question(
    difficulty="medium",
    minutes=10,
    points=2,
    parts=("W", "b"),
    use=run_epoch,
    inputs=("x", "y", "W", "b", "order", "batch_size", "learning_rate"),
    reference=digits_epoch,
    cases=epoch_cases,
    section="Epoch by epoch",
    hints=(
        "A loop over the batches. Where does each start? `range(0, len(order), batch_size)` counts that off.",
        "rows = order[start : start + batch_size] are the row numbers of one batch; x[rows] and y[rows] are its rows. "
        "Slicing past the end is no error: the last batch is then smaller.",
        "Ask for gradients(x[rows], y[rows], weights), then make a new list: w − η·dw for each pair. The next batch "
        "starts from that list.",
    ),
    misconceptions=(
        Misconception(
            "order_ignored",
            edit(digits_epoch, "order[start → np.arange(len(x))[start"),
            "You took the rows as they lie in x. `order` is not used, or put back in order.",
            "Which row numbers make up the first batch? Look at the example.",
        ),
        Misconception(
            "order_reversed",
            edit(digits_epoch, "new = weights → new, order = weights, order[::-1]"),
            "You took the rows from the end of `order` to its beginning.",
            "Which row numbers make up the first batch? Look at the example.",
        ),
        Misconception(
            "inverse_order",
            edit(digits_epoch, "new = weights → new, order = weights, np.argsort(order)"),
            "You used the inverse of `order`: the place of each row in it, where the row at each place is asked.",
            "The entries of `order` are row numbers. What is x[order]?",
        ),
        Misconception(
            "gradients_pile_up",
            edit(
                digits_epoch,
                "new = weights → new, pile = weights, [0] * len(weights)",
                "slopes = gradients(x[rows], y[rows], new) → pile = [sum(both) for both in zip(pile, gradients(x[rows], y[rows], new), strict=True)]",
                "zip(new, slopes, strict=True) → zip(new, pile, strict=True)",
            ),
            "Each update uses the gradients of all batches so far, added up. With one batch nobody sees it.",
            "An update uses its own batch's gradients alone. Is there a sum that is never set back to 0, or a `+=` for a `=`?",
        ),
        Misconception(
            "labels_left_behind",
            edit(digits_epoch, "y[rows] → y[start : start + batch_size]"),
            "Your x is taken in the given order and your y is not. Rows meet the labels of others.",
            "Which label belongs to the first row of your batch?",
        ),
        Misconception(
            "rows_left_behind",
            edit(digits_epoch, "x[rows] → x[start : start + batch_size]"),
            "Your y is taken in the given order and your x is not. Labels meet the rows of others.",
            "Which row belongs to the first label of your batch?",
        ),
        Misconception(
            "last_batch_dropped",
            edit(digits_epoch, "range(0, len(order) → range(0, len(order) // batch_size * batch_size"),
            "You left out the rows that do not fill a batch.",
            "Every row is used once in an epoch. What becomes of those that are left over?",
        ),
        Misconception(
            "batches_of_equal_size",
            edit(
                digits_epoch,
                "rows = order[start : start + batch_size] → "
                "rows = np.array_split(order, -(-len(order) // batch_size))[start // batch_size]",
            ),
            "Your batches are about equally large. Here each takes `batch_size` rows, and only the last may be smaller.",
            "How many rows should the first batch have, and how many the last?",
        ),
        Misconception(
            "batch_size_as_number_of_batches",
            edit(
                digits_epoch,
                "range(0, len(order), batch_size) → range(batch_size)",
                "order[start : start + batch_size] → np.array_split(order, batch_size)[start]",
            ),
            "You made as many batches as `batch_size` says.",
            "`batch_size` is how many rows a batch has. How many batches are that?",
        ),
        Misconception(
            "one_batch_too_many",
            edit(digits_epoch, "len(order), → len(order) // batch_size * batch_size + 1,"),
            "You make a batch too many where the batches divide the rows: the last one has no rows, and the mean of nothing "
            "is not a number.",
            "10 rows in batches of 5: where does each batch begin?",
        ),
        Misconception(
            "last_row_of_each_batch_lost",
            edit(digits_epoch, "start + batch_size] → start + batch_size - 1]"),
            "Your batches are one row too short.",
            "A slice ends before its second number by itself.",
        ),
        Misconception(
            "batches_overlap",
            edit(digits_epoch, "start + batch_size] → start + batch_size + 1]"),
            "Your batches are one row too long: they overlap.",
            "A slice ends before its second number by itself. Is every row used once?",
        ),
        Misconception(
            "one_row_at_a_time",
            edit(digits_epoch, "new = weights → new, batch_size = weights, 1"),
            "You made a step after each row. `batch_size` is not used.",
            "How many rows does a step see, and how many steps does the epoch have?",
        ),
        Misconception(
            "one_batch_of_all",
            edit(digits_epoch, "new = weights → new, batch_size = weights, len(order)"),
            "You made one step with all rows. `batch_size` is not used.",
            "How many rows does a step see, and how many steps does the epoch have?",
        ),
        Misconception(
            "all_rows_each_time",
            edit(digits_epoch, "x[rows], y[rows] → x, y"),
            "Each of your steps uses all rows.",
            "A step sees its own batch only.",
        ),
        Misconception(
            "gradients_at_the_start",
            edit(digits_epoch, "y[rows], new → y[rows], weights"),
            "All your gradients belong to the weights at the start of the epoch.",
            "Which weights has the batch before left? Those are what the next gradient is asked for.",
        ),
        Misconception(
            "restarted",
            edit(digits_epoch, "y[rows], new → y[rows], weights", "zip(new → zip(weights"),
            "Each of your batches starts from the weights at the beginning of the epoch: only the last one is left.",
            "Which weights has the batch before left? The next step starts there.",
        ),
        Misconception(
            "new_gradients_from_the_old_weights",
            edit(digits_epoch, "zip(new → zip(weights"),
            "Your gradients belong to the newest weights, and they are subtracted from those at the beginning of the epoch.",
            "Which weights has the batch before left? The next step starts there.",
        ),
        Misconception(
            "new_weights_used_too_early",
            one_array_after_the_other,
            "Within a step you moved the first array and then asked for the gradient of the next: that one belongs to weights "
            "that had moved already.",
            "One step, one call of `gradients`: all arrays move from the same point.",
        ),
        Misconception(
            "first_batch_only",
            edit(digits_epoch, "    return →         return"),
            "You stopped after the first of {batches} batches.",
            "Is the `return` inside the loop?",
        ),
        UPHILL,
        Misconception(
            "learning_rate_missing",
            edit(digits_epoch, "learning_rate * dw → dw"),
            "Your {part} moves by whole gradients: the learning rate of {eta} is missing.",
            "How much of the gradient is one step?",
        ),
        DIVIDED_BY_THE_BATCH,
        Misconception(
            "divided_by_batch_size",
            edit(digits_epoch, "learning_rate * dw → learning_rate * dw / batch_size"),
            "You divided the gradients by `batch_size`. They are means over their batch already.",
            "What does the text say of the gradients that you are given?",
        ),
        Misconception(
            "divided_by_all_rows",
            edit(digits_epoch, "learning_rate * dw → learning_rate * dw / len(x)"),
            "You divided the gradients by the number of all rows. They are means over their batch already.",
            "What does the text say of the gradients that you are given?",
        ),
        Misconception(
            "divided_by_batches",
            edit(digits_epoch, "learning_rate * dw → learning_rate * dw / -(-len(x) // batch_size)"),
            "You divided the gradients by the number of batches.",
            "Each batch makes a whole step of its own.",
        ),
        Misconception(
            "multiplied_by_the_batch",
            edit(digits_epoch, "learning_rate * dw → learning_rate * len(rows) * dw"),
            "You multiplied the gradients by the number of rows in the batch.",
            "The step is η times the gradient as it comes.",
        ),
        Misconception(
            "weighted_by_the_batch",
            edit(digits_epoch, "learning_rate * dw → learning_rate * len(rows) / batch_size * dw"),
            "Your smaller batch makes a smaller step. Here each batch makes a step with the full learning rate.",
            "Does the formula know how many rows the batch has?",
        ),
        at_once(UPHILL, DIVIDED_BY_THE_BATCH),
        Misconception(
            "only_the_first_array_moves",
            edit(digits_epoch, "strict=True)] → strict=True)][:1] + new[1:]"),
            "Only your first array of weights has moved.",
            "The step is made for every array of the list.",
        ),
        Misconception(
            "two_arrays_expected",
            two_arrays_expected,
            "Your function works with two arrays of weights only. The list may have any length; the example has one array.",
            "How do you walk through a list of any length, and through the gradients beside it?",
        ),
        Misconception(
            "nothing_moved",
            edit(digits_epoch, "return new → return weights"),
            "You returned the weights as they were.",
            "Where do the new ones get their values, and which do you return?",
        ),
        Misconception(
            "gradients_returned",
            edit(digits_epoch, "return new → return slopes"),
            "You returned the last gradients.",
            "The gradient is where the step comes from. What is left to do with it?",
        ),
        Misconception(
            "steps_returned",
            edit(digits_epoch, "return new → return [w - old for w, old in zip(new, weights, strict=True)]"),
            "You returned by how much the weights have moved.",
            "The question asks for the point you arrive at, not for the way there.",
        ),
    ),
    alternatives=(epoch_split, epoch_while, epoch_single),
)
