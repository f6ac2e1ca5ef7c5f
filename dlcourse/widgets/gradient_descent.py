"""The explorer of lecture 08: a learning rate, and its path on the loss surface of a line."""

import ipywidgets
import numpy as np

from dlcourse import plots
from dlcourse.plots.gradient_descent import descent_on_surface, written
from dlcourse.preprocessing import minibatches
from dlcourse.widgets.base import WIDE, explorer, slider

ROWS = 100
START = (-1.5, 2.5)


def line_data(mean=1.0):
    """Return 100 points around y = 2x + 1: x (100,) around `mean`, y (100,); the same points each time, shifted.

    They are drawn at random, then shifted and scaled: x has exactly the mean `mean` and the standard deviation 1, and
    y = 2x + 1 is exactly the least-squares line, with a mean squared error of 0.25. So the loss on all rows does not
    depend on the draw.
    """
    x, noise = np.random.default_rng(0).normal(size=(2, ROWS))
    x = (x - x.mean()) / x.std()
    noise = noise - noise.mean() - x * np.mean(x * noise)  # the least-squares line of the noise is 0
    x = mean + x
    return x, 2 * x + 1 + 0.5 * noise / noise.std()


def descent_explorer():
    """Return a slider for η over the path of lecture 08; batch size, steps and the mean of x are folded away."""
    first = {"learning_rate": slider("learning rate η", 0.1, 0.01, 0.45, 0.01)}
    more = {
        "mean": slider("mean of x", 1.0, 0, 3, 0.25),
        "batch_size": ipywidgets.Dropdown(options=[100, 10, 1], value=100, description="batch size", style=WIDE),
        "steps": ipywidgets.IntSlider(
            value=30, min=5, max=100, step=5, description="steps", style=WIDE, layout=first["learning_rate"].layout
        ),
    }
    return explorer(_draw_descent, first, more, "Move the data, the batch size and the number of steps")


def _draw_descent(**inputs):
    """Show the path."""
    walk = descent_values(**inputs)
    plots.show(
        descent_on_surface(walk["path"], walk["losses"], walk["lowest"], walk["curvature"])[0], describe_descent(walk)
    )


def descent_values(learning_rate=0.1, mean=1.0, batch_size=ROWS, steps=30):
    """Return the path of `steps` updates from (−1.5, 2.5), the loss on all rows at each point, and the loss surface.

    A dict: path (steps + 1, 2) of w and b, losses (steps + 1,), lowest (w, b, loss), curvature (2, 2), limit: the
    learning rate above which batch gradient descent diverges; learning_rate and batch_size as given.
    """
    x, y = line_data(mean)
    inputs = np.column_stack([x, np.ones(ROWS)])
    rng = np.random.default_rng(1)
    path, batches = [np.array(START)], iter(())
    for _ in range(steps):
        rows = next(batches, None)
        if rows is None:  # the next epoch
            batches = minibatches(ROWS, batch_size, rng)
            rows = next(batches)
        gradient = 2 * inputs[rows].T @ (inputs[rows] @ path[-1] - y[rows]) / len(rows)
        path.append(path[-1] - learning_rate * gradient)
    curvature = 2 * inputs.T @ inputs / ROWS
    best = np.linalg.solve(curvature, 2 * inputs.T @ y / ROWS)
    losses = [((inputs @ point - y) ** 2).mean() for point in (*path, best)]
    return {
        "path": np.array(path),
        "losses": np.array(losses[:-1]),
        "lowest": (*best, losses[-1]),
        "curvature": curvature,
        "limit": 2 / np.linalg.eigvalsh(curvature)[-1],
        "learning_rate": learning_rate,
        "batch_size": batch_size,
    }


def describe_descent(walk):
    """Describe the figure in words: where the path begins and ends, and whether the loss still changes."""
    losses, (best_w, best_b, lowest), number = walk["losses"], walk["lowest"], plots.number
    rows = "all rows" if walk["batch_size"] == ROWS else f"batches of {walk['batch_size']}"
    if losses[-1] > losses[0]:
        ending = "It has run away."
    else:
        end, last = walk["path"][-1], losses[-6:]
        ending = (
            f"It ends at w = {number(end[0])}, b = {number(end[1])}; over the last five steps the loss was between "
            f"{written(last.min())} and {written(last.max())}."
        )
    return (
        f"Map of the loss over slope w and intercept b, lowest at w = {number(best_w)}, b = {number(best_b)}, where it "
        f"is {written(lowest)}. The walk with a learning rate of {number(walk['learning_rate'])} on {rows} starts at a "
        f"loss of {written(losses[0])} and is at {written(losses[-1])} after {len(losses) - 1} steps. {ending}"
    )
