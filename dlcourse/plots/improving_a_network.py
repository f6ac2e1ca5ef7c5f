"""Figures of lecture 12: which rows are used for what, when to stop a run, and what scaling does to the loss."""

import numpy as np

from dlcourse.plots.curves import marked_lines
from dlcourse.plots.graphs import number
from dlcourse.plots.style import GREY, INK, described, in_style, new_axes, new_figure
from dlcourse.plots.surfaces import contours, paths

PARTS = (("training", "#cfe0f0", ""), ("validation", "#f3d9c8", "//"), ("test", "#d5e6cc", ".."))
ROLES = ("the weights look at these,\nat every step", "you look at these,\nat every choice", "opened once,\nat the end")


@in_style
def row_roles(rows, roles=ROLES):
    """Draw all rows as a bar, split into training, validation and test: `rows` has a count, `roles` a line for each."""
    ax = new_axes(9.0, 2.0)
    start = 0
    for (name, colour, hatch), count, role in zip(PARTS, rows, roles, strict=True):
        ax.barh(0, count, left=start, height=0.5, color=colour, edgecolor=GREY, hatch=hatch, linewidth=0.8)
        middle = start + count / 2
        ax.text(middle, 0, f"{name}: {count:,}", ha="center", va="center", bbox={"facecolor": "white", "pad": 2.5,
                "edgecolor": "none"})  # fmt: skip
        ax.text(middle, -0.42, role, ha="center", va="top", fontsize=10.5, linespacing=1.35)
        start += count
    ax.set(xlim=(0, start), ylim=(-0.95, 0.35))
    ax.axis("off")
    parts = [f"{count:,} {name} rows" for (name, *_), count in zip(PARTS, rows, strict=True)]
    told = [f"{part}: {role}".replace("\n", " ") for part, role in zip(parts, roles, strict=True)]
    return described(ax, f"A bar of {start:,} rows in three parts. {'; '.join(told)}.")


def accuracy_by_parameters(parameters, training, validation):
    """Plot mean accuracy on both kinds of rows, with its range over seeds: `training`, `validation` (seeds, sizes)."""
    series = {"training rows": np.mean(training, axis=0), "validation rows": np.mean(validation, axis=0)}
    bands = {
        "training rows": (np.min(training, axis=0), np.max(training, axis=0)),
        "validation rows": (np.min(validation, axis=0), np.max(validation, axis=0)),
    }
    ax = marked_lines(parameters, series, "parameters of the network (log scale)", "accuracy", bands, xscale="log")
    ax.set(ylim=(0, 1.04))
    on_training, on_validation = series.values()
    return described(
        ax,
        f"Accuracy against the number of parameters, {parameters[0]:,.0f} to {parameters[-1]:,.0f}, on a logarithmic "
        f"axis, as means over {len(training)} runs with bands. The training curve rises steeply from "
        f"{on_training[0]:.1f} and ends at {on_training[-1]:.2f}; the validation curve rises from "
        f"{on_validation[0]:.1f}, flattens and ends at {on_validation[-1]:.2f}.",
    )


@in_style
def where_to_stop(training, validation, best, stopped):
    """Plot both losses after each epoch (E,), the best epoch and the epoch at which early stopping stops; from 0."""
    epochs = np.arange(len(training))
    series = {"training": training, "validation": validation}
    ax = marked_lines(epochs, series, "epoch (counted from 0)", "loss (nats per row)", ax=new_axes(8.0, 4.2))
    for line in ax.lines[:2]:
        line.set_markevery(4)
    ax.axvspan(best, stopped, color="#eeeeee", zorder=0)
    ax.axvline(best, color=INK, linewidth=1.2)
    ax.axvline(stopped, color=INK, linewidth=1.2, linestyle="--")
    top = ax.get_ylim()[1]
    words = f"line, epoch {best}: keep these weights\ndashed, epoch {stopped}: no longer patient, stop"
    ax.text(stopped + 1, top, words, ha="left", va="top", fontsize=10.5, linespacing=1.4)
    return described(
        ax,
        f"Training and validation loss over {len(epochs)} epochs. The training loss goes from {training[0]:.1f} to "
        f"{training[-1]:.2f}. The validation loss falls to {validation[best]:.2f} in epoch {best}, marked by a line, "
        f"and ends at {validation[-1]:.2f}. A dashed line marks the stop in epoch {stopped}.",
    )


@in_style
def loss_over_two_weights(loss, walk, title, xlabel, ylabel, best, window=1.5, middle=0.0, ax=None):
    """Plot contours of `loss`, a path (T, 2) and a cross at the minimum, in a square window with equal scales.

    The window reaches `window` to each side of 0 horizontally, and of `middle` vertically. Returns the Axes.
    """
    if ax is None:
        ax = new_axes(5.4, 5.0, layout="none")  # fixed margins: the explorer redraws faster
        ax.figure.subplots_adjust(left=0.13, right=0.97, top=0.93, bottom=0.11)
    xlim, ylim = (-window, window), (middle - window, middle + window)
    contours(loss, xlim, ylim, xlabel, ylabel, points=64, ax=ax)
    inside = walk[: outside(walk, 20 * window)]  # of a path that diverges, only the beginning can be drawn
    paths(ax, {"gradient descent": inside})
    ax.plot(*best, "x", color=INK, markersize=11, markeredgewidth=2.2, zorder=5)
    ax.set(title=title, aspect="equal", xlim=xlim, ylim=ylim)
    return ax


def outside(walk, far):
    """Return the number of points up to and including the first one that is farther than `far` from 0."""
    away = np.flatnonzero(~(np.abs(walk).max(axis=1) <= far))
    return len(walk) if len(away) == 0 else int(away[0]) + 1


@in_style
def gorge_and_bowl(left, right):
    """Plot `loss_over_two_weights` twice, side by side; `left` and `right` hold its arguments as dicts."""
    figure = new_figure(10.2, 5.0)
    axes = figure.subplots(1, 2)
    for ax, arguments in zip(axes, (left, right), strict=True):
        loss_over_two_weights(**arguments, ax=ax)
    return list(axes)


def raw_and_scaled(raw, scaled):
    """Plot the loss over the weights of iq and gpa, for raw and for scaled columns, with a path on each, side by side.

    Both arguments hold `loss`, a function, `walk` (T, 2), `best` (2,) and `condition`. Returns the Axes in a list.
    """
    panels = [
        {name: values[name] for name in ("loss", "walk", "best")}
        | {"title": title, "xlabel": "weight of iq", "ylabel": "weight of gpa"}
        for values, title in ((raw, "raw columns: a gorge"), (scaled, "scaled columns: a bowl"))
    ]
    axes = gorge_and_bowl(*panels)
    (left_end, left_best), (right_end, right_best) = (
        [", ".join(number(value) for value in place) for place in (values["walk"][-1], values["best"])]
        for values in (raw, scaled)
    )
    described(
        axes[0],
        f"Lines of equal loss over the weights of iq and gpa, with {len(raw['walk']) - 1} steps of gradient descent "
        f"from (1, 1). Left, raw columns: the lines are nearly vertical and straight; the walk jumps from wall to wall "
        f"and ends at ({left_end}), far from the best point, ({left_best}). Right, scaled columns: ellipses, "
        f"{np.sqrt(scaled['condition']):.1f} times as long as wide; the walk ends at ({right_end}), and the best point "
        f"is ({right_best}).",
    )
    return axes
