"""A student's own training, judged by what the trained network reads on digits it has never seen."""

from functools import cache

import numpy as np

from dlcourse.checks.catalogue.digits_from_scratch.gradients import digits_gradients
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question
from dlcourse.data import load_digits

TRAINED_ON = 1000  # rows; the others, 797, are the test
CLASSES = 10
LEVELS = (0.5, 0.9, 0.94)  # shares of test digits: better than guessing, and what earns points

digits = cache(load_digits)


def digit_cases(rng):
    """All digits, divided anew, and a seed for the student's own generator."""
    x, y = digits()
    seed = int(rng.integers(1_000_000))
    order = rng.permutation(len(x))
    train, test = order[:TRAINED_ON], order[TRAINED_ON:]
    return [Case((x[train], y[train], x[test], y[test], seed), {"rows": len(train), "tests": len(test)})]


def read_digits(train, x_train, y_train, x_test, y_test, seed):
    """Train, then read the test digits: how far it got towards 90 %, and whether it got to 94 %."""
    returned = train(x_train, y_train, np.random.default_rng(seed))
    if returned is Ellipsis:
        return returned
    W1, b1, W2, b2 = read_weights(returned, x_train.shape[1])
    reached = level(W1, b1, W2, b2, x_test, y_test)
    return min(reached, 5) / 5, float(reached == 6)


def read_weights(returned, inputs):
    """W1, b1, W2, b2 as arrays; AnswerError where they are no such weights."""
    if not isinstance(returned, tuple | list) or len(returned) != 4:
        what = f"{len(returned)} values" if isinstance(returned, tuple | list) else f"a {type(returned).__name__}"
        raise AnswerError(f"Your function returned {what}; expected four arrays: W1, b1, W2, b2.")
    try:
        W1, b1, W2, b2 = (np.asarray(array, dtype=float) for array in returned)
    except (TypeError, ValueError):
        raise AnswerError("One of your W1, b1, W2, b2 is no array of numbers.") from None
    units = b1.size
    if W1.shape != (inputs, units) or W2.shape != (units, CLASSES) or b2.size != CLASSES:
        shapes = ", ".join(f"{array.shape}" for array in (W1, b1, W2, b2))
        raise AnswerError(
            f"Your W1, b1, W2, b2 have the shapes {shapes}; expected ({inputs}, units), (units,), (units, {CLASSES}), "
            f"({CLASSES},), with any number of units."
        )
    return W1, b1.ravel(), W2, b2.ravel()


def level(W1, b1, W2, b2, x, y):
    """How many hurdles are taken, from 0 to 6, each only where the one before it is.

    The weights are numbers; the hidden units differ; more than one digit is read; and the three LEVELS of accuracy.
    """
    if not all(np.isfinite(array).all() for array in (W1, b1, W2, b2)):
        return 0
    if W1.shape[1] > 1 and np.ptp(W1, axis=1).max() < 1e-9:
        return 1
    guess = (np.maximum(x @ W1 + b1, 0) @ W2 + b2).argmax(axis=1)
    if np.ptp(guess) == 0:
        return 2
    return 3 + sum((guess == y).mean() >= share for share in LEVELS)


def training(
    units=64, epochs=8, rate=0.2, momentum=0.9, batch_size=40, dtype=float, start=np.sqrt, bias=0.0, form=tuple
):
    """A right `train_digits` for sensible settings: the net n → p → q, by mini-batches, the rate falling to 0.

    `start` gives the size of the first weights, as `start(2 / fan_in)`, `bias` the first b1, `form` that of the answer.
    """

    def train_digits(x_train, y_train, rng):
        x = x_train.astype(dtype)
        fans = (x.shape[1], units, CLASSES)
        W1, W2 = (rng.normal(size=pair) * start(2 / pair[0]) for pair in (fans[:2], fans[1:]))
        weights = [a.astype(dtype) for a in (W1, np.full(units, bias), W2, np.zeros(CLASSES))]
        velocity = [np.zeros_like(w) for w in weights]
        for epoch in range(epochs):
            order = rng.permutation(len(x))
            for first in range(0, len(x), batch_size):
                rows = order[first : first + batch_size]
                _, *slopes = digits_gradients(x[rows], y_train[rows], *weights)
                eta = rate * (1 - epoch / epochs)
                velocity = [momentum * v + eta * dw for v, dw in zip(velocity, slopes, strict=True)]
                weights = [w - v for w, v in zip(weights, velocity, strict=True)]
        return form(weights)

    return train_digits


TRAIN_DIGITS = Question(
    name="train_digits",
    difficulty="hard",
    minutes=15,
    points=4,
    parts=("reached_90", "reached_94"),
    returns="W1, b1, W2, b2",
    use=read_digits,
    inputs=("x_train", "y_train", "x_test", "y_test", "seed"),
    reference=training(),
    cases=digit_cases,
    section="Epoch by epoch",
    hints=(
        "Four arrays to start with, then a loop over epochs, and in it a loop over mini-batches in an order drawn anew.",
        "First weights: rng.normal times √(2/fan_in); biases 0. Try 32 or 64 hidden units, batches of 32, and a learning "
        "rate of a few tenths. Print the mean loss of each epoch: from about 2.3 it should fall below 0.1.",
        "If the loss falls and the accuracy stays short of the mark, go on for longer: 20 to 40 epochs, in the end with a "
        "smaller learning rate. Then return W1, b1, W2, b2.",
    ),
    misconceptions=(
        Misconception(
            "exploded",
            training(units=16, epochs=1, start=lambda variance: 1e200),
            "Your trained weights are not all finite numbers, so none of the {tests} test digits can be read: the training "
            "blew up.",
            "Print the loss of the first steps. Is the learning rate too large, or the softmax without its shift?",
        ),
        Misconception(
            "twin_units",
            training(units=16, epochs=1, start=lambda variance: 0.0),
            "All your hidden units are the same: every row of W1 holds one number again and again, after {rows} rows as "
            "before. Units that start alike get the same gradient, or none.",
            "Draw the first weights at random: rng.normal, scaled by √(2/fan_in).",
        ),
        Misconception(
            "always_the_same_digit",
            training(units=16, epochs=1, bias=-100.0),
            "Your network reads one and the same digit for all {tests} test rows. Its hidden units are silent, or their "
            "part in the logits drowns in the biases.",
            "Look at h for a few rows: is it 0 everywhere? A too large learning rate kills ReLU units; start b1 at 0.",
        ),
        Misconception(
            "no_better_than_guessing",
            training(units=16, epochs=0),
            "Your network reads less than half of the {tests} test digits right: it has hardly learnt anything.",
            "Print the loss of each epoch. Rising: a sign is wrong. Level at 2.3: the new weights are not kept, the labels "
            "belong to other rows, or the rate is far too small. Falling: x is scaled in your function and not in the test.",
        ),
        Misconception(
            "below_90",
            training(units=32, epochs=2, rate=0.2, momentum=0.0),
            "Your network has learnt something, but reads less than 90 % of the {tests} test digits right.",
            "Is its loss still falling at the end? Then go on for longer, or with a larger learning rate. If you scale x "
            "inside, the test rows are not scaled with it.",
        ),
        Misconception(
            "below_94",
            training(units=128, epochs=5, rate=0.2, momentum=0.0),
            "Your network reads at least 90 % of the {tests} test digits right, and not yet 94 %.",
            "Train for longer, with more hidden units, or let the learning rate fall towards the end.",
        ),
    ),
    alternatives=(
        training(units=64, epochs=15, rate=0.8, momentum=0.0, batch_size=25),
        training(units=48, epochs=10, batch_size=50),
        training(epochs=10, batch_size=50, dtype=np.float32),
        training(units=80, form=lambda weights: [w.tolist() for w in weights]),
        training(units=72, epochs=10, rate=0.3, momentum=0.8, form=lambda weights: [*map(np.asfortranarray, weights)]),
    ),
)
