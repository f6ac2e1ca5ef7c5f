"""What is done row by row: the network of nine numbers, and the perceptron's trick; by dlcourse and by bare Python."""

import importlib

import numpy as np

from dlcourse import SGD, Dense, MeanSquaredError, Sequential

NINE = [0.1, 0.3, 0.2, 0.4, 0.07, 0.08, 0.5, 0.6, 0.09]  # W1 by rows, b1, W2, b2
ETA, ROWS = 0.01, 1000


def regression_rows():
    """x (N, 2) and y (N,), a plane with some noise."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((ROWS, 2))
    return x, x @ [0.5, -0.3] + 1 + 0.1 * rng.standard_normal(ROWS)


def classes():
    """x (N, 2) and labels (N,) of 0 and 1, that no line separates: no epoch is free of mistakes."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((ROWS, 2))
    return x, (x @ [1.0, -2.0] + 0.3 * rng.standard_normal(ROWS) > 0).astype(int)


class Nine:
    """Epochs over the rows, one after the other; `epochs` in a round, more for those that are quick."""

    epochs = 1

    def __init__(self, task):
        self.x, self.y = regression_rows()
        self.units = self.epochs * ROWS
        self.nine = NINE
        self.set_up()
        self.train(1)
        self.after_one_epoch = self.loss(self.nine)

    def set_up(self):
        """What has to be there before the first epoch."""

    def train(self, epochs):
        """Go on from `self.nine` for some epochs."""
        raise NotImplementedError

    def round(self):
        self.train(self.epochs)

    def loss(self, nine):
        """The mean squared error with these nine numbers."""
        W1, b1, W2, b2 = np.reshape(nine[:4], (2, 2)), nine[4:6], np.array(nine[6:8]), nine[8]
        return float((((self.x @ W1 + b1) @ W2 + b2 - self.y) ** 2).mean())

    def outcome(self):
        """The loss before training and after one epoch."""
        return [self.loss(NINE), self.after_one_epoch]


class Lists(Nine):
    """Weights in lists of lists, a loop for each sum: what a network looks like in Python without arrays."""

    epochs = 5

    def set_up(self):
        self.W = [[NINE[:2], NINE[2:4]], [[w] for w in NINE[6:8]]]
        self.b = [NINE[4:6], NINE[8:]]
        self.rows = list(zip(self.x.tolist(), self.y.tolist(), strict=True))

    def train(self, epochs):
        for _ in range(epochs):
            for x, y in self.rows:
                self.step(x, y)
        first, second = self.W
        self.nine = [*first[0], *first[1], *self.b[0], *(w for (w,) in second), *self.b[1]]

    def step(self, x, y):
        """Forward, and back through the layers."""
        activations = [x]
        for W, b in zip(self.W, self.b, strict=True):
            a = activations[-1]
            activations.append([sum(a[i] * W[i][j] for i in range(len(a))) + b[j] for j in range(len(b))])
        delta = [-2 * (y - activations[-1][0])]
        for W, b, a in zip(reversed(self.W), reversed(self.b), reversed(activations[:-1]), strict=True):
            below = [sum(W[i][j] * delta[j] for j in range(len(delta))) for i in range(len(a))]
            for j, d in enumerate(delta):
                b[j] -= ETA * d
                for i in range(len(a)):
                    W[i][j] -= ETA * a[i] * d
            delta = below


class ByHand(Nine):
    """The course's own loop over nine Python numbers."""

    module, epochs = "dlcourse.classical.nine_parameters", 20

    def set_up(self):
        self.train_by_hand = importlib.import_module(self.module).train_by_hand

    def train(self, epochs):
        self.nine, _ = self.train_by_hand(self.nine, self.x, self.y, ETA, epochs)


class ByHandWithNumba(ByHand):
    """The same loop, compiled."""

    module, epochs = "dlcourse.accel.numba", 2000


class BatchesOfOne(Nine):
    """`Sequential` in batches of one row, in order."""

    def set_up(self):
        rng = np.random.default_rng(0)
        self.model = Sequential([Dense(2, 2, rng), Dense(2, 1, rng)], dtype=np.float64)
        self.model.parameters[:] = NINE
        self.model.compile(SGD(ETA), MeanSquaredError())

    def train(self, epochs):
        self.model.fit(self.x, self.y[:, None], epochs, batch_size=1, verbose=False)
        self.nine = self.model.parameters


class Trick:
    """The perceptron's trick in the rows' order; `epochs` in a round."""

    epochs = 20

    def __init__(self, task):
        self.x, self.labels = classes()
        self.units = self.epochs * ROWS
        self.line = np.zeros(3)

    def outcome(self):
        """The share of the rows on their side of the line."""
        return float(((self.x @ self.line[:2] + self.line[2] >= 0) == self.labels).mean())


class TrickInPython(Trick):
    """Numbers and lists."""

    def round(self):
        w1, w2, b = 0.0, 0.0, 0.0
        rows = list(zip(*self.x.T.tolist(), self.labels.tolist(), strict=True))
        for _ in range(self.epochs):
            for x1, x2, label in rows:
                error = label - (w1 * x1 + w2 * x2 + b >= 0)
                if error:
                    w1, w2, b = w1 + error * x1, w2 + error * x2, b + error
        self.line = np.array([w1, w2, b])


class TrickInNumPy(Trick):
    """`dlcourse.Perceptron`."""

    module = "dlcourse"

    def __init__(self, task):
        super().__init__(task)
        self.make = importlib.import_module(self.module).Perceptron

    def round(self):
        perceptron = self.make(2)
        mistakes = perceptron.fit(self.x, self.labels, self.epochs)
        assert len(mistakes) == self.epochs  # a clean epoch would have ended it
        self.line = np.array([*perceptron.w, perceptron.b])


class TrickInNumba(TrickInNumPy):
    """`dlcourse.accel.numba.Perceptron`."""

    module, epochs = "dlcourse.accel.numba", 2000
