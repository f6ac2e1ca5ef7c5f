"""Small nets n → p → q and rows for them: those that stand in every draw, and drawn ones away from the kink of ReLU."""

import numpy as np


def draw_net(rng, rows, inputs, units, classes):
    """x, integer labels y, and W1, b1, W2, b2; an ε of 10⁻⁷ in the logarithm of the loss changes less than 10⁻⁶ of it."""
    while True:
        x = rng.uniform(0, 1, size=(rows, inputs))
        W1, b1 = rng.normal(size=(inputs, units)), rng.normal(size=units)
        W2, b2 = rng.normal(size=(units, classes)), rng.normal(size=classes)
        y = rng.integers(0, classes, size=rows)
        y[: min(rows, 3)] = [0, classes - 1, 0][:rows]
        z1 = x @ W1 + b1
        p = probability_of(y, np.maximum(z1, 0) @ W2 + b2)
        if np.abs(z1).min() > 1e-2 and (z1 > 0).any() and (1 / p).mean() < -8 * np.log(p).mean():
            return x, y, W1, b1, W2, b2


def many_rows(x, y, W1, b1, W2, b2):
    """The same net and its rows again and again, until the probabilities of all labels together are below 10⁻³³⁰."""
    log_p = np.log(probability_of(y, np.maximum(x @ W1 + b1, 0) @ W2 + b2)).sum()
    times = int(np.ceil(330 * np.log(10) / -log_p))
    return np.tile(x, (times, 1)), np.tile(y, times), W1, b1, W2, b2


def probability_of(y, logits):
    """The softmax of each row, at its label."""
    return np.exp(logits[np.arange(len(y)), y] - np.logaddexp.reduce(logits, axis=1))


def example_net():
    """The net and the row of the exercise's example; what stands there without a point is a whole number here too."""
    W1, b1 = np.array([[1, -1, 0.5], [0.5, 1, -1]]), np.array([0, -2, 1])
    W2, b2 = np.array([[1, -1], [2, 0], [1, 1]]), np.array([-1, 1])
    return np.array([[1.0, 2.0]]), np.array([1]), W1, b1, W2, b2


def net_near_the_kink():
    """Units at exactly 0, at 1e-4 above and below, far above, and one that never fires; all with weights that matter."""
    x = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.5, 2.0]])
    W1 = np.array([[1.0, 0.5, 14.0, -1.0, -2.0], [-1.0, 0.5, 0.25, 2.0, -1.0]])
    b1 = np.array([0.0, -0.5 + 1e-4, -1.0, -1.0 - 1e-4, -0.5])
    W2 = np.array([[0.6, -0.7, 0.3], [-0.5, 0.4, 0.8], [0.03, -0.02, 0.05], [0.7, -0.2, -0.6], [0.9, -0.4, 0.2]])
    return x, np.array([2, 0, 1, 2]), W1, b1, W2, np.array([0.3, 0.2, -0.4])


def net_with_large_logits():
    """Rows of logits near 900, near −870 and near 0, in each of which the label is among the likely classes.

    All numbers are sums of few powers of two, so that single precision loses nothing before the softmax.
    """
    x, y = np.array([[1.0, 0.0], [0.0, 1.0], [0.125, 0.21875], [1.0, 0.0625]]), np.array([1, 0, 1, 0])
    W1, b1 = np.array([[8.0, -0.5], [-0.25, 8.0]]), np.array([0.5, -0.25])
    W2 = np.array([[106.0, 105.75, 55.0, 50.0], [-112.0, -111.875, -112.25, -112.125]])
    return x, y, W1, b1, W2, np.array([0.5, 0.5, -0.25, 0.125])


def sizes_of(rows, inputs, units, classes):
    """Return the facts that a message may name."""
    return {"N": rows, "inputs": inputs, "units": units, "classes": classes}
