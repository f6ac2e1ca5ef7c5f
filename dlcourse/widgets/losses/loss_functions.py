"""The explorer of lecture 05: one outlier, three losses, three fitted lines."""

import functools
from collections.abc import Callable
from itertools import combinations

import numpy as np

from dlcourse import Adam, Dense, Sequential, Tanh
from dlcourse.plots.losses.loss_functions import format_line, legend_texts, move_outlier, outlier_and_lines
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import Explorer, Scene, steps

Answer = Callable[[np.ndarray], np.ndarray]
TRUTH = (2.0, 1.0)  # slope and intercept of the nine other points
HEIGHTS = (-40, -20, 0, 10, 15, 18, 19, 20, 21, 25, 30, 40, 50, 60, 80, 100)  # of the outlier
DELTAS = (0.5, 1, 2, 5, 10, 20, 50, 100)
X_VALUES = (0, 2, 4, 6, 8, 9, 10, 12, 14, 16, 18, *range(20, 30), 30, 35, 40, 50, 60)  # of the outlier


def outlier_explorer() -> Explorer:
    """Return sliders for the outlier's coordinates and Huber's δ over points and fitted lines."""
    controls = {
        "y": steps("outlier's y", HEIGHTS, 60, _short),
        "delta": steps("Huber's δ", DELTAS, 5, str),
        "x": steps("outlier's x", X_VALUES, 9, _short),
    }
    return Explorer(_draw_outlier, controls, name="outlier")


def _short(number):
    """Write a whole number with a real minus."""
    return f"{number}".replace("-", "−")


def _draw_outlier(x, y, delta):
    """Return the points and the three lines for an outlier at (x, y)."""
    points, lines = outlier_values(x, y, delta)
    scene, ax = _scene(x)
    move_outlier(ax, *points, lines, 9, TRUTH)
    return scene.frame(_describe_outlier(x, y, delta, lines))


@functools.cache
def _scene(x):
    """Return the picture of an outlier at this x, and its Axes; the other points stay where they are."""
    widest = {f"{name}, δ = {100 * (name == 'Huber')}": (-88.88, -88.88) for name in ("MSE", "MAE", "Huber")}
    points, _ = outlier_values(x, 0, 1)
    ax = outlier_and_lines(*points, widest, 9, TRUTH)
    return Scene(figure_of(ax), [*ax.lines[1:], *legend_texts(ax)]), ax


def outlier_values(
    x: float, y: float, delta: float
) -> tuple[tuple[np.ndarray, np.ndarray], dict[str, tuple[float, float]]]:
    """Return nine points on y = 2x + 1, x = 0 … 8, with the outlier (x, y), and each loss's (slope, intercept)."""
    xs, ys = np.append(np.arange(9.0), x), np.append(2 * np.arange(9.0) + 1, y)
    lines = {
        "MSE": weighted_line(xs, ys, np.ones(10)),
        "MAE": median_line(xs, ys),
        f"Huber, δ = {delta:g}": huber_line(xs, ys, delta),
    }
    return (xs, ys), lines


def weighted_line(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Return the slope and intercept that minimize Σ weights · (y − ŷ)²."""
    normalized = weights / weights.sum()
    x_mean, y_mean = normalized @ x, normalized @ y
    slope = normalized @ ((x - x_mean) * (y - y_mean)) / (normalized @ (x - x_mean) ** 2)
    return float(slope), float(y_mean - slope * x_mean)


def median_line(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Return the slope and intercept that minimize Σ |y − ŷ|: one of the best lines passes through two points."""
    pairs = np.array([pair for pair in combinations(range(len(x)), 2) if x[pair[0]] != x[pair[1]]])
    i, j = pairs.T
    slopes = (y[j] - y[i]) / (x[j] - x[i])
    intercepts = y[i] - slopes * x[i]
    costs = np.abs(y - slopes[:, None] * x - intercepts[:, None]).sum(axis=1)
    best = int(np.argmin(costs))
    return float(slopes[best]), float(intercepts[best])


def huber_line(x: np.ndarray, y: np.ndarray, delta: float, max_iterations: int = 1000) -> tuple[float, float]:
    """Return the slope and intercept that minimize Huber's loss, by iteratively reweighted least squares.

    A point with an error |e| above δ gets the weight δ/|e|, so that its derivative is ±δ. (Huber's own method, 1964.)
    """
    slope, intercept = weighted_line(x, y, np.ones(len(x)))
    for _ in range(max_iterations):
        previous = slope, intercept
        error = np.abs(y - slope * x - intercept)
        slope, intercept = weighted_line(x, y, delta / np.maximum(error, delta))
        if abs(slope - previous[0]) + abs(intercept - previous[1]) < 1e-9:
            break
    return slope, intercept


def small_network(
    loss: Callable[..., tuple[float, np.ndarray]],
    x: np.ndarray,
    y: np.ndarray,
    seed: int,
    outputs: int = 1,
    epochs: int = 60,
) -> Answer:
    """Train a network of 16 hidden units on points with a loss; return what it answers, a function of x.

    - `loss`: a loss of the library, or such a function.
    - `x`: inputs, (N,).
    - `y`: targets, (N,).
    - `seed`: that of the first weights and of the shuffling.
    - `outputs`: the network's, at least 1.
    - `epochs`: passes over the points, at least 0.

    The answers are (N,) for one output, otherwise (N, outputs).
    """
    rng = np.random.default_rng(seed)
    network = Sequential([Dense(1, 16, rng), Tanh(), Dense(16, outputs, rng)])
    network.compile(Adam(0.01), loss)
    network.fit(x[:, None], y[:, None], epochs=epochs, batch_size=50, rng=rng, verbose=False)

    def answer(x):
        predicted = np.asarray(network.predict(x[:, None]))
        return predicted.ravel() if outputs == 1 else predicted

    return answer


def _describe_outlier(x, y, delta, lines):
    """Describe the figure in words: the outlier's position, and the three lines."""
    written = "; ".join(f"{name.split(',')[0]} {format_line(*line)}" for name, line in lines.items())
    return (
        f"Nine points on the line 2 x + 1 and an outlier at x = {x:g}, y = {y:g}. "
        f"Fitted lines, Huber's with δ = {delta:g}: {written}."
    )
