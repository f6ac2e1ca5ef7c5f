"""One epoch: every row once, in mini-batches, in a given order."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question


def softmax_regression_gradients(x, y, weights):
    """[dW, db] of the mean cross-entropy of a net without a hidden layer."""
    W, b = (np.asarray(array) for array in weights)
    dz = (softmax(x @ W + b) - np.eye(len(b))[y]) / len(x)
    return [x.T @ dz, dz.sum(axis=0)]


def epoch_cases(rng):
    """A last batch that is smaller, one that is not, a batch larger than the data; float32."""
    cases = []
    for rows, inputs, classes, batch_size, eta in [(11, 3, 4, 4, 0.3), (10, 5, 3, 5, 0.7), (5, 3, 4, 8, 0.4)]:
        x, y = rng.normal(size=(rows, inputs)), rng.integers(0, classes, size=rows)
        W, b = rng.normal(size=(inputs, classes)), rng.normal(size=classes)
        order = np.roll(np.arange(rows)[::-1], rng.integers(1, rows))
        sizes = {"N": rows, "batch_size": batch_size, "eta": eta, "batches": -(-rows // batch_size)}
        cases.append(Case((x, y, W, b, order, batch_size, eta), sizes))
    return [*cases, in_single_precision(cases[0])]


def run_epoch(epoch, x, y, W, b, order, batch_size, learning_rate):
    """The student's epoch on a net of one layer; its weights come and go as a list [W, b]."""
    returned = epoch(x, y, [W, b], softmax_regression_gradients, order, batch_size, learning_rate)
    if isinstance(returned, np.ndarray):
        raise AnswerError("Your function returned one array; expected a list of arrays, as many as there were weights.")
    return returned


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
            "You took the rows as they lie in x. `order` is not used.",
            "The rows of a batch are order[start : start + batch_size].",
        ),
        Misconception(
            "labels_left_behind",
            edit(digits_epoch, "y[rows] → y[start : start + batch_size]"),
            "Your x is taken in the given order and your y is not. Rows meet the labels of others.",
            "Use the same row numbers for both: x[rows], y[rows].",
        ),
        Misconception(
            "remainder_dropped",
            edit(digits_epoch, "range(0, len(order) → range(0, len(order) // batch_size * batch_size"),
            "You left out the last, smaller batch. {N} rows make {batches} batches of at most {batch_size}.",
            "Every row counts once an epoch; the last batch takes what is left.",
        ),
        Misconception(
            "gradients_at_the_start",
            edit(digits_epoch, "y[rows], new → y[rows], weights"),
            "All your gradients belong to the weights at the start of the epoch.",
            "Pass the newest weights to `gradients`, those that the batch before has left.",
        ),
        Misconception(
            "all_rows_each_time",
            edit(digits_epoch, "x[rows], y[rows] → x, y"),
            "Each of your steps uses all {N} rows.",
            "A step sees its own batch only: x[rows], y[rows].",
        ),
        Misconception(
            "first_batch_only",
            edit(digits_epoch, "    return →         return"),
            "You stopped after the first of {batches} batches.",
            "Is the `return` inside the loop?",
        ),
        Misconception(
            "uphill",
            edit(digits_epoch, "w - learning_rate → w + learning_rate"),
            "You climb. The weights moved along the gradient.",
            "w minus learning_rate times dw.",
        ),
        Misconception(
            "divided_by_the_batch",
            edit(digits_epoch, "learning_rate * dw → learning_rate / len(rows) * dw"),
            "You divided by the batch size once more. The loss is a mean already, and so are the gradients you are "
            "given.",
            "w − η·dw; the 1/N is inside dw.",
        ),
        Misconception(
            "multiplied_by_the_batch",
            edit(digits_epoch, "learning_rate * dw → learning_rate * len(rows) * dw"),
            "You multiplied the gradients by the batch size.",
            "w − η·dw, with dw as it comes.",
        ),
    ),
    alternatives=(epoch_split, epoch_while, epoch_single),
)
