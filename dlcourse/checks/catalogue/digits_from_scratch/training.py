"""A student's own training, judged by what the trained network reads on digits it has never seen."""

from collections import namedtuple
from functools import cache
from itertools import permutations

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.engine.outcome import as_numbers
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question
from dlcourse.data import load_digits

TRAINED_ON = 1000  # rows; the others, 797, are the test
CLASSES = 10
LEVELS = (0.5, 0.9, 0.94)  # shares of test digits: better than guessing, and what earns points
SPLIT, SEED = 4, 1  # of the digits and of the student's generator: the same in every draw, so that luck earns nothing
RENAMED = np.array([3, 7, 0, 8, 1, 9, 2, 5, 6, 4])  # label k is handed over as RENAMED[k], which never is k

Activation = namedtuple("Activation", ["value", "slope"])  # the slope as a function of the value
RELU = Activation(lambda z: np.maximum(z, 0), lambda h: h > 0)
SIGMOID = Activation(lambda z: 0.5 + 0.5 * np.tanh(z / 2), lambda h: h * (1 - h))
TANH = Activation(np.tanh, lambda h: 1 - h**2)
LINEAR = Activation(lambda z: z, np.ones_like)

digits = cache(load_digits)


def digit_cases(rng):
    """All digits, divided once and for all, their labels renamed, and a seed for the student's own generator.

    With other labels than those of `load_digits`, a network reads the test only if it was trained on what it was given.
    """
    x, y = digits()
    order = np.random.default_rng(SPLIT).permutation(len(x))
    train, test = order[:TRAINED_ON], order[TRAINED_ON:]
    labels = RENAMED[y]
    arguments = x[train], labels[train], x[test], labels[test], SEED
    return [
        Case(arguments, {"rows": len(train), "tests": len(test)}, why="labels of its own, so that no other rows help")
    ]


def read_digits(train, x_train, y_train, x_test, y_test, seed):
    """Train, then read the test digits: how far it got towards 90 %, and whether it got to 94 %.

    Below 0 stands what is known of a network that does not get to 90 %: see `READ_OTHERWISE`.
    """
    rng = np.random.default_rng(seed)
    returned = train(x_train, y_train, rng)
    if returned is None or returned is Ellipsis:
        return returned
    weights = read_weights(returned, x_train.shape[1])
    reached = level(*weights, x_test, y_test)
    if reached < 5:  # what the weights read of a changed test tells why
        otherwise = [share(weights, x_train, x_test, y_test) for share in READ_OTHERWISE] if reached > 2 else [0]
        best = int(np.argmax(otherwise))
        return (-1.0 - best if otherwise[best] >= LEVELS[1] else reached / 5), 0.0
    untouched = rng.bit_generator.state == np.random.default_rng(seed).bit_generator.state
    return 1.0, float(reached == 6) * (0.5 if untouched else 1)


def read_weights(returned, inputs):
    """W1, b1, W2, b2 as arrays; AnswerError if they are no such weights."""
    if not isinstance(returned, tuple | list) or len(returned) != 4:
        several = isinstance(returned, tuple | list)
        kind = getattr(returned, "type_name", type(returned).__name__)
        what = f"{len(returned)} value{'s' * (len(returned) != 1)}" if several else f"one {kind}"
        raise AnswerError(f"Your function returned {what}; expected four arrays: W1, b1, W2, b2.")
    arrays = [as_numbers(array) for array in returned]
    if any(array is None for array in arrays):
        raise AnswerError("One of your W1, b1, W2, b2 is no array of numbers.")
    if fit_together(*arrays, inputs):
        W1, b1, W2, b2 = (array.astype(float) for array in arrays)
        return W1, b1.ravel(), W2, b2.ravel()
    shapes = ", ".join(f"{array.shape}" for array in arrays)
    expected = f"({inputs}, units), (units,), (units, {CLASSES}), ({CLASSES},), with any number of units"
    W1, b1, W2, b2 = arrays
    reason = ""
    if fit_together(W1.T, b1, W2.T, b2, inputs):
        reason = " Your weights lie on their side, (units, inputs), as PyTorch keeps them; here it is x @ W1."
    elif any(fit_together(*others, inputs) for others in permutations(arrays)):
        reason = " They are the right shapes in another order."
    raise AnswerError(f"Your W1, b1, W2, b2 have the shapes {shapes}; expected {expected}.{reason}")


def fit_together(W1, b1, W2, b2, inputs):
    """Return True if these are the shapes of a network with one hidden layer; a bias may be a row or a column."""
    units = b1.size
    biases_are_rows = max(b1.shape, default=1) == units and max(b2.shape, default=1) == b2.size
    return biases_are_rows and W1.shape == (inputs, units) and W2.shape == (units, CLASSES) and b2.size == CLASSES


def level(W1, b1, W2, b2, x, y):
    """Return how many hurdles are taken, from 0 to 6, each only if the one before it is.

    The weights are finite; the hidden units differ; more than one digit is read; and the three LEVELS of accuracy.
    """
    if not all(np.isfinite(array).all() for array in (W1, b1, W2, b2)):
        return 0
    if W1.shape[1] > 1 and np.ptp(W1, axis=1).max() < 1e-9:
        return 1
    guess = (np.maximum(x @ W1 + b1, 0) @ W2 + b2).argmax(axis=1)
    if np.ptp(guess) == 0:
        return 2
    return 3 + sum((guess == y).mean() >= share for share in LEVELS)


def share_read(weights, x, y, activation=RELU):
    """The share of rows that a network with these weights reads right."""
    W1, b1, W2, b2 = weights
    return ((activation.value(x @ W1 + b1) @ W2 + b2).argmax(axis=1) == y).mean()


def standardised(x):
    """Each pixel with mean 0 and standard deviation 1."""
    deviation = x.std(axis=0)
    return (x - x.mean(axis=0)) / np.where(deviation > 0, deviation, 1)


def with_scaled_pixels(weights, x_train, x, y):
    """The largest share after one of the usual ways to scale or move the pixels."""
    deviation = x_train.std(axis=0)
    mean, largest = x_train.mean(axis=0), np.maximum(x_train.max(axis=0), 1e-9)
    tables = (
        (x - mean) / np.where(deviation > 0, deviation, 1),
        (x - x_train.mean()) / x_train.std(),
        x - mean,
        x - x_train.mean(),
        x - 0.5,
        2 * x - 1,
        16 * x,
        x / 16,
        x / largest,
        x / np.linalg.norm(x, axis=1, keepdims=True),
    )
    return max(share_read(weights, table, y) for table in tables)


# What else a network that falls short may have learnt: the share it reads if the test is changed accordingly.
READ_OTHERWISE = (
    lambda weights, x_train, x, y: share_read(weights, x, RENAMED.argsort()[y]),
    with_scaled_pixels,
    lambda weights, x_train, x, y: max(share_read(weights, x, y, other) for other in (SIGMOID, TANH, LINEAR)),
    lambda weights, x_train, x, y: max(share_read(weights, x, (y + shift) % CLASSES) for shift in (1, -1)),
)


def training(
    units=64,
    epochs=8,
    rate=0.2,
    momentum=0.9,
    batch_size=40,
    dtype=float,
    start=np.sqrt,
    bias=0.0,
    form=tuple,
    activation=RELU,
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
                slopes = gradients_with(activation, x[rows], y_train[rows], *weights)
                eta = rate * (1 - epoch / epochs)
                velocity = [momentum * v + eta * dw for v, dw in zip(velocity, slopes, strict=True)]
                weights = [w - v for w, v in zip(weights, velocity, strict=True)]
        return form(weights)

    return train_digits


def gradients_with(activation, x, y, W1, b1, W2, b2):
    """dW1, db1, dW2, db2 of the mean cross-entropy."""
    h = activation.value(x @ W1 + b1)
    dz2 = softmax(h @ W2 + b2)
    dz2[np.arange(len(x)), y] -= 1
    dz2 /= len(x)
    dz1 = (dz2 @ W2.T) * activation.slope(h)
    return x.T @ dz1, dz1.sum(axis=0), h.T @ dz2, dz2.sum(axis=0)


def remembered(train):
    """A wrong answer that is trained once: what it is given is the same in every draw."""

    @cache
    def weights():
        x_train, y_train, *_ = digit_cases(None)[0].arguments
        return train(x_train, y_train, np.random.default_rng(SEED))

    def train_digits(x_train, y_train, rng):
        rng.random()
        return weights()

    return train_digits


REFERENCE = training()

FACTS = {
    "reached_90": (
        {
            0: "Some of your weights are NaN or infinite.",
            0.2: "All your hidden units have the same weights.",
            0.4: "Your network reads the same digit from every row.",
            0.6: "Your network reads fewer than half of the test digits right.",
            0.8: "Your network reads more than half of the test digits right, and fewer than 90 %.",
            -1: "Your network reads 90 % of the test digits right only under other labels than those it was given.",
            -2: "Your network reads 90 % of the test digits right only if their pixels are scaled in another way.",
            -3: "Your network reads 90 % of the test digits right only with another activation than ReLU.",
            -4: "Your network reads 90 % of the test digits right only if each label is shifted by 1.",
        },
    ),
    "reached_94": (
        {
            0: "Your network reads fewer than 94 % of the test digits right.",
            0.5: "Your network reads 94 % of the test digits right, but nothing in it is drawn from `rng`.",
        },
    ),
}

TRAIN_DIGITS = Question(
    name="train_digits",
    difficulty="hard",
    minutes=15,
    points=4,
    parts=("reached_90", "reached_94"),
    returns="W1, b1, W2, b2",
    facts=FACTS,
    use=read_digits,
    inputs=("x_train", "y_train", "x_test", "y_test", "seed"),
    reference=REFERENCE,
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
            remembered(training(units=16, epochs=1, start=lambda variance: 1e200)),
            "Your trained weights are not all finite numbers, so none of the {tests} test digits can be read: the training "
            "blew up.",
            "Print the loss of the first steps. Is the learning rate too large, or the softmax without its shift?",
        ),
        Misconception(
            "twin_units",
            remembered(training(units=16, epochs=1, start=lambda variance: 0.0)),
            "All your hidden units have the same weights: every row of W1 holds one number again and again, after {rows} "
            "rows of training. Units that start alike get the same gradient, or none.",
            "What must the first weights be, so that no two units are alike?",
        ),
        Misconception(
            "always_the_same_digit",
            remembered(training(units=16, epochs=1, bias=-100.0)),
            "Your network reads one and the same digit in all {tests} test rows.",
            "Look at h for a few rows. If it is 0 everywhere, all units are silent: a too large learning rate does that, or "
            "biases far below 0. If not, look at the logits: do the biases drown everything else?",
        ),
        Misconception(
            "trained_on_other_rows",
            remembered(lambda x_train, y_train, rng: training()(*(array[:TRAINED_ON] for array in digits()), rng)),
            "Your network reads the digits well, by labels that it was not given: it was trained on the rows of "
            "`load_digits` or of your notebook, and not on the x_train and y_train that your function receives.",
            "Which names in your function are its arguments, and which come from outside?",
        ),
        Misconception(
            "scaled_inside",
            remembered(lambda x_train, y_train, rng: training()(standardised(x_train), y_train, rng)),
            "Your network reads 90 % of the test digits only if their pixels are scaled or moved first. Your function did so "
            "with x_train, and the test rows stay as they are.",
            "x lies between 0 and 1 already. Or could the scaling go into W1 and b1 at the end?",
        ),
        Misconception(
            "another_activation",
            remembered(training(units=16, epochs=6, rate=0.1, activation=TANH)),
            "Your network reads 90 % of the test digits only if its hidden units are no ReLUs, but sigmoids, tanh or without "
            "an activation. The check reads them by the formulas of question 2.",
            "Which activation do those formulas have?",
        ),
        Misconception(
            "labels_shifted",
            remembered(lambda x_train, y_train, rng: training()(x_train, (y_train + 1) % CLASSES, rng)),
            "Your network is off by one class: it reads 90 % of the test digits if 1 is added to each answer, or taken off.",
            "Labels count from 0. Where do the columns of W2 begin?",
        ),
        Misconception(
            "no_better_than_guessing",
            remembered(training(units=16, epochs=0)),
            "Your network reads less than half of the {tests} test digits right.",
            "Print the loss of each epoch. Rising: a sign is wrong. Level at 2.3: the new weights are not kept, the labels "
            "belong to other rows, or the rate is far too small. Falling: is what you return what you have trained?",
        ),
        Misconception(
            "below_90",
            remembered(training(units=32, epochs=2, rate=0.2, momentum=0.0)),
            "Your network has learnt something, but reads less than 90 % of the {tests} test digits right.",
            "Is its loss still falling at the end? Then go on for longer, or with a larger learning rate.",
        ),
        Misconception(
            "below_94",
            remembered(training(units=128, epochs=5, rate=0.2, momentum=0.0)),
            "Your network reads at least 90 % of the {tests} test digits right, and not yet 94 %.",
            "Train for longer, with more hidden units, or let the learning rate fall towards the end.",
        ),
        Misconception(
            "own_generator",
            lambda x_train, y_train, rng: REFERENCE(x_train, y_train, np.random.default_rng(0)),
            "Your network reads 94 % of the test digits, but `rng` comes back untouched: nothing is drawn from it when "
            "your function is called.",
            "A generator that is handed over makes a training repeatable from outside. Which one do you draw from?",
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
