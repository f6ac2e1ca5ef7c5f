"""The explorers of lecture 08: learning rates, batch sizes and schedules, and their paths on the loss of a line."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np

from dlcourse import plots
from dlcourse.plots.optimizers.batch_sizes import KINDS, name_of, noise_on_surface
from dlcourse.plots.optimizers.gradient_descent import descent_on_surface
from dlcourse.plots.optimizers.loss_maps import format_loss
from dlcourse.plots.page.style import figure_of
from dlcourse.preprocessing import minibatches
from dlcourse.widgets.page.frames import Explorer, Scene, radios, steps

ROWS = 100
LEARNING_RATES = tuple(round(0.01 * k, 2) for k in range(1, 46))
MEANS = (0.0, 0.5, 1.0, 2.0, 3.0)
N_STEPS = (10, 30, 100)
N_EPOCHS = 20
START = (-1.5, 2.5)


def line_data(mean: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
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


def descent_explorer() -> Explorer:
    """Return sliders for η and for the mean of x over the path of lecture 08; the number of steps is folded away."""
    controls = {
        "learning_rate": steps("learning rate η", LEARNING_RATES, 0.1),
        "mean": steps("mean of x", MEANS, 1.0, lambda value: f"{value:g}"),
    }
    folded = {"n_steps": steps("steps", N_STEPS, 30, str)}
    return Explorer(_draw_descent, controls, folded, "Change the number of steps", name="descent")


def _draw_descent(**inputs):
    """Return the path, on the map of its data and with room for its steps."""
    values = descent_values(**inputs)
    scene, path, losses, title = _axes_of(inputs["mean"], inputs["n_steps"])
    path.set_data(*values["path"].T)
    losses.set_data(np.arange(len(values["losses"])), values["losses"])
    title.set_text(f"loss at the end: {format_loss(values['losses'][-1])}")
    return scene.frame(describe_descent(values))


@cache
def _axes_of(mean, n_steps):
    """Return the map of the loss and the axes for the losses, and what moves on them."""
    values = descent_values(mean=mean, n_steps=n_steps)
    left, right = descent_on_surface(values["path"], values["losses"], values["minimum"], values["curvature"])
    low, high = np.linalg.eigvalsh(values["curvature"])
    left.set_title(f"curvatures {low:.2f} and {high:.2f}: condition number {high / low:.3g}", fontsize=11, loc="left")
    path, losses, title = left.lines[1], right.lines[0], right.set_title("", loc="left", fontsize=11)
    return Scene(figure_of(left), [path, losses, title]), path, losses, title


def noise_explorer() -> Explorer:
    """Return controls for η, the batch size and a schedule over 20 epochs of descent on the line of lecture 08."""
    controls = {
        "batch_size": radios("batch size B", [1, 10, 100]),
        "learning_rate": steps("learning rate η", (0.005, 0.01, 0.02, 0.05, 0.1), 0.1, lambda value: f"{value:g}"),
        "falling": radios("schedule", {"constant": False, "falling: η / (1 + t/50)": True}),
    }
    return Explorer(_draw_noise, controls, name="noise")


def _draw_noise(**inputs):
    """Return the path, its points in the last five epochs, and its mean loss in each epoch."""
    scene, path, late, losses, title = _noise_axes()
    values = descent_values(n_steps=N_EPOCHS * ROWS // inputs["batch_size"], **inputs)
    by_epoch = excess_by_epoch(values)
    color, _ = KINDS[name_of(inputs["batch_size"], ROWS)]
    path.set_color(color)
    losses.set_color(color)
    path.set_data(*values["path"].T)
    late.set_data(*values["path"][-len(values["path"]) // 4 :].T)
    losses.set_data(np.arange(1, N_EPOCHS + 1), by_epoch)
    title.set_text(f"last five epochs: {by_epoch[-5:].mean():.2g} above the lowest")
    return scene.frame(describe_noise(values))


@cache
def _noise_axes():
    """Return the map and the axes for losses by epoch, and what moves on them."""
    values = descent_values()
    left, right, *lines = noise_on_surface(values["minimum"], values["curvature"], START, N_EPOCHS)
    title = right.set_title("", loc="left", fontsize=11)
    return Scene(figure_of(left), [*lines, title]), *lines, title


def excess_by_epoch(values: Mapping[str, Any]) -> np.ndarray:
    """Return the mean over each epoch's steps of the loss on all rows, above the lowest: (epochs,)."""
    return (values["losses"][1:] - values["minimum"][2]).reshape(-1, ROWS // values["batch_size"]).mean(axis=1)


def descent_values(
    learning_rate: float = 0.1,
    mean: float = 1.0,
    batch_size: int = ROWS,
    n_steps: int = 30,
    falling: bool = False,
    seed: int = 1,
) -> dict[str, Any]:
    """Return the path of gradient descent from (−1.5, 2.5), the loss on all rows at each point, and the loss surface.

    - `learning_rate`: η, above 0.
    - `mean`: of the inputs.
    - `batch_size`: rows of an update, from 1 to ROWS, all of them.
    - `n_steps`: updates, at least 0.
    - `falling`: whether step t is made with η / (1 + t/50).
    - `seed`: that of the shuffling.

    A dict: path (n_steps + 1, 2) of w and b, losses (n_steps + 1,), minimum (w, b, loss), curvature (2, 2), limit: the
    learning rate above which batch gradient descent diverges; learning_rate, batch_size and falling as given.
    """
    x, y = line_data(mean)
    inputs = np.column_stack([x, np.ones(ROWS)])
    rng = np.random.default_rng(seed)
    path = [np.array(START)]
    batches: Iterator[np.ndarray] = iter(())
    for t in range(n_steps):
        rows = next(batches, None)
        if rows is None:  # the next epoch
            batches = minibatches(ROWS, batch_size, rng)
            rows = next(batches)
        gradient = 2 * inputs[rows].T @ (inputs[rows] @ path[-1] - y[rows]) / len(rows)
        path.append(path[-1] - (learning_rate / (1 + t / 50) if falling else learning_rate) * gradient)
    curvature = 2 * inputs.T @ inputs / ROWS
    best = np.linalg.solve(curvature, 2 * inputs.T @ y / ROWS)
    losses = [((inputs @ point - y) ** 2).mean() for point in (*path, best)]
    return {
        "path": np.array(path),
        "losses": np.array(losses[:-1]),
        "minimum": (*best, losses[-1]),
        "curvature": curvature,
        "limit": 2 / np.linalg.eigvalsh(curvature)[-1],
        "learning_rate": learning_rate,
        "batch_size": batch_size,
        "falling": falling,
    }


def describe_descent(values: Mapping[str, Any]) -> str:
    """Describe the figure in words: where the path begins and ends, and whether the loss still changes."""
    losses, (best_w, best_b, lowest), number = values["losses"], values["minimum"], plots.format_number
    rows_text = "all rows" if values["batch_size"] == ROWS else f"batches of {values['batch_size']}"
    if losses[-1] > losses[0]:
        ending = "It has diverged."
    else:
        end, last = values["path"][-1], losses[-6:]
        ending = (
            f"It ends at w = {number(end[0])}, b = {number(end[1])}; over the last five steps the loss was between "
            f"{format_loss(last.min())} and {format_loss(last.max())}."
        )
    return (
        f"Map of the loss over slope w and intercept b, lowest at w = {number(best_w)}, b = {number(best_b)}, where it "
        f"is {format_loss(lowest)}. The walk with a learning rate of {number(values['learning_rate'])} on {rows_text} "
        f"starts at a loss of {format_loss(losses[0])} and is at {format_loss(losses[-1])} after {len(losses) - 1} "
        f"steps. {ending}"
    )


def describe_noise(values: Mapping[str, Any]) -> str:
    """Describe the figure in words: how many steps were made, and how far above the lowest the loss is at the end."""
    by_epoch, (best_w, best_b, _) = excess_by_epoch(values), values["minimum"]
    rate = f"{values['learning_rate']:g}" + (", divided by 1 + t/50 at step t" if values["falling"] else "")
    return (
        f"Map of the loss, lowest at w = {plots.format_number(best_w)}, b = {plots.format_number(best_b)}, with the "
        f"{len(values['path']) - 1:,} steps of {N_EPOCHS} epochs in batches of {values['batch_size']}, with a learning "
        f"rate of {rate}. The mean loss of an epoch is {by_epoch[0]:.2g} above the lowest in the first, "
        f"{by_epoch[2]:.2g} in the third, and {by_epoch[-5:].mean():.2g} over the last five."
    )
