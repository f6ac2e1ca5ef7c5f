"""Figures of lecture 12: which rows are used for what, when to stop a run, and what scaling does to the loss."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.curves import marked_lines
from dlcourse.plots.graphs import format_number
from dlcourse.plots.style import GREY, INK, Numbers, Runs, in_style, new_axes, new_figure, with_alt_text
from dlcourse.plots.surfaces import LossSurface, contours, plot_paths

PARTS = (("training", "#cfe0f0", ""), ("validation", "#f3d9c8", "//"), ("test", "#d5e6cc", ".."))
ROLES = ("the weights look at these,\nat every step", "you look at these,\nat every choice", "opened once,\nat the end")


@in_style
def data_split(counts: Sequence[int], roles: Sequence[str] = ROLES) -> Axes:
    """Draw all rows as a bar, split into training, validation and test rows; return the Axes.

    `counts`: the number of rows in each part, `roles`: a line of text for each.
    """
    ax = new_axes(9.0, 2.0)
    start = 0
    for (name, color, hatch), count, role in zip(PARTS, counts, roles, strict=True):
        ax.barh(0, count, left=start, height=0.5, color=color, edgecolor=GREY, hatch=hatch, linewidth=0.8)
        middle = start + count / 2
        ax.text(middle, 0, f"{name}: {count:,}", ha="center", va="center", bbox={"facecolor": "white", "pad": 2.5,
                "edgecolor": "none"})  # fmt: skip
        ax.text(middle, -0.42, role, ha="center", va="top", fontsize=10.5, linespacing=1.35)
        start += count
    ax.set(xlim=(0, start), ylim=(-0.95, 0.35))
    ax.axis("off")
    parts = [f"{count:,} {name} rows" for (name, *_), count in zip(PARTS, counts, strict=True)]
    sentences = [f"{part}: {role}".replace("\n", " ") for part, role in zip(parts, roles, strict=True)]
    return with_alt_text(ax, f"A bar of {start:,} rows in three parts. {'; '.join(sentences)}.")


def accuracy_by_parameters(n_parameters: Numbers, training: Runs, validation: Runs) -> Axes:
    """Plot training and validation accuracy against the number of parameters, as means with their range over seeds.

    `training` and `validation` are (seeds, n_parameters). Returns the Axes.
    """
    series = {"training rows": np.mean(training, axis=0), "validation rows": np.mean(validation, axis=0)}
    bands = {
        "training rows": (np.min(training, axis=0), np.max(training, axis=0)),
        "validation rows": (np.min(validation, axis=0), np.max(validation, axis=0)),
    }
    ax = marked_lines(n_parameters, series, "parameters of the network (log scale)", "accuracy", bands, xscale="log")
    ax.set(ylim=(0, 1.04))
    on_training, on_validation = series.values()
    return with_alt_text(
        ax,
        f"Accuracy against the number of parameters, {n_parameters[0]:,.0f} to {n_parameters[-1]:,.0f}, on a "
        f"logarithmic axis, as means over {len(training)} runs with bands. The training curve rises steeply from "
        f"{on_training[0]:.1f} and ends at {on_training[-1]:.2f}; the validation curve rises from "
        f"{on_validation[0]:.1f}, flattens and ends at {on_validation[-1]:.2f}.",
    )


@in_style
def early_stopping(training_losses: Numbers, validation_losses: Numbers, best_epoch: int, stopped_epoch: int) -> Axes:
    """Plot both losses after each epoch (E,), and the best and the last epoch, counted from 0; return the Axes."""
    epochs = np.arange(len(training_losses))
    series = {"training": training_losses, "validation": validation_losses}
    ax = marked_lines(epochs, series, "epoch (counted from 0)", "loss (nats per row)", ax=new_axes(8.0, 4.2))
    for line in ax.lines[:2]:
        line.set_markevery(4)
    ax.axvspan(best_epoch, stopped_epoch, color="#eeeeee", zorder=0)
    ax.axvline(best_epoch, color=INK, linewidth=1.2)
    ax.axvline(stopped_epoch, color=INK, linewidth=1.2, linestyle="--")
    top = ax.get_ylim()[1]
    text = f"line, epoch {best_epoch}: keep these weights\ndashed, epoch {stopped_epoch}: no longer patient, stop"
    ax.text(stopped_epoch + 1, top, text, ha="left", va="top", fontsize=10.5, linespacing=1.4)
    return with_alt_text(
        ax,
        f"Training and validation loss over {len(epochs)} epochs. The training loss goes from {training_losses[0]:.1f} "
        f"to {training_losses[-1]:.2f}. The validation loss falls to {validation_losses[best_epoch]:.2f} in epoch "
        f"{best_epoch}, marked by a line, and ends at {validation_losses[-1]:.2f}. A dashed line marks the stop in "
        f"epoch {stopped_epoch}.",
    )


@in_style
def loss_over_two_weights(
    loss: LossSurface,
    path: np.ndarray,
    title: str,
    xlabel: str,
    ylabel: str,
    minimum: np.ndarray,
    window: float = 1.5,
    y_centre: float = 0.0,
    ax: Axes | None = None,
) -> Axes:
    """Plot contours of `loss`, a path (T, 2) and a cross at the minimum, in a square window with equal scales.

    The window reaches `window` to each side of 0 horizontally, and of `y_centre` vertically. Returns the Axes.
    """
    if ax is None:
        ax = new_axes(5.4, 5.0, layout="none")  # fixed margins: the explorer redraws faster
        ax.figure.subplots_adjust(left=0.13, right=0.97, top=0.93, bottom=0.11)
    xlim, ylim = (-window, window), (y_centre - window, y_centre + window)
    contours(loss, xlim, ylim, xlabel, ylabel, n_points=64, ax=ax)
    shown_path = path[
        : count_until_outside(path, 20 * window)
    ]  # of a path that diverges, only the beginning can be drawn
    plot_paths(ax, {"gradient descent": shown_path})
    ax.plot(*minimum, "x", color=INK, markersize=11, markeredgewidth=2.2, zorder=5)
    ax.set(title=title, aspect="equal", xlim=xlim, ylim=ylim)
    return ax


def count_until_outside(path: np.ndarray, radius: float) -> int:
    """Return the number of points up to and including the first one with a coordinate beyond ±radius."""
    outside = np.flatnonzero(~(np.abs(path).max(axis=1) <= radius))
    return len(path) if len(outside) == 0 else int(outside[0]) + 1


@in_style
def two_losses_over_weights(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Axes]:
    """Plot `loss_over_two_weights` twice, side by side; `left` and `right` hold its arguments; return the Axes."""
    figure = new_figure(10.2, 5.0)
    axes = figure.subplots(1, 2)
    for ax, arguments in zip(axes, (left, right), strict=True):
        loss_over_two_weights(**arguments, ax=ax)
    return list(axes)


def raw_and_scaled(raw: Mapping[str, Any], scaled: Mapping[str, Any]) -> list[Axes]:
    """Plot the loss over the weights of iq and gpa, for raw and for scaled columns, with a path on each, side by side.

    Both arguments hold `loss`, a function, `path` (T, 2), `minimum` (2,) and `condition`. Returns the Axes in a list.
    """
    panels = [
        {name: values[name] for name in ("loss", "path", "minimum")}
        | {"title": title, "xlabel": "weight of iq", "ylabel": "weight of gpa"}
        for values, title in ((raw, "raw columns: a gorge"), (scaled, "scaled columns: a bowl"))
    ]
    axes = two_losses_over_weights(*panels)
    (left_end, left_minimum), (right_end, right_minimum) = (
        [", ".join(format_number(value) for value in point) for point in (values["path"][-1], values["minimum"])]
        for values in (raw, scaled)
    )
    with_alt_text(
        axes[0],
        f"Lines of equal loss over the weights of iq and gpa, with {len(raw['path']) - 1} steps of gradient descent "
        f"from (1, 1). Left, raw columns: the lines are nearly vertical and straight; the walk jumps from wall to wall "
        f"and ends at ({left_end}), far from the best point, ({left_minimum}). Right, scaled columns: ellipses, "
        f"{np.sqrt(scaled['condition']):.1f} times as long as wide; the walk ends at ({right_end}), and the best point "
        f"is ({right_minimum}).",
    )
    return axes
