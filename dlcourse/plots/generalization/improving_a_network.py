"""Figures of lecture 12: which rows are used for what, and what scaling does to the loss."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.common.surfaces import LossSurface, plot_paths
from dlcourse.plots.page.style import (
    GREY,
    INK,
    PALE_PAPER,
    SERIES,
    Numbers,
    in_style,
    new_axes,
    new_figure,
    with_alt_text,
)

PARTS = (("training", "#cfe0f0", ""), ("validation", "#f3d9c8", "//"), ("test", "#d5e6cc", ".."))
LAND = LinearSegmentedColormap.from_list("land", ["#6f9487", "#fbf9f0"])  # low is dark
LEVELS = 10.0 ** np.arange(-3, 6)  # of the loss: from one contour to the next it is ten times as large
TONES = ("#f7f4ec", "#c9c2ae")  # the rows of one writer, of the next


@in_style
def data_split(cuts: Sequence[int], ends: Sequence[int], shuffled: np.ndarray) -> Axes:
    """Draw rows as stripes by writer, cut in three parts: shuffled first, or in order; return the Axes.

    `cuts`: where each writer begins, and the number of rows; `ends`: the ends of training, validation and test rows;
    `shuffled`: the rows' order in the upper bar.
    """
    ax = new_axes(9.4, 3.3)
    writer = np.searchsorted(cuts, np.arange(cuts[-1]), side="right") - 1
    for y, order in ((1.0, shuffled), (0.0, np.arange(cuts[-1]))):
        of_row = writer[order]
        edges = np.flatnonzero(np.diff(of_row, prepend=-1, append=-1))  # where the writer changes
        for left, right in pairwise(edges):
            ax.barh(y, right - left, left=left, height=0.42, color=TONES[of_row[left] % 2], linewidth=0)
        for start, end, (name, color, hatch) in zip([0, *ends], ends, PARTS, strict=False):
            ax.barh(
                y - 0.28, end - start, left=start, height=0.14, color=color, hatch=hatch, edgecolor=GREY, linewidth=0.8
            )
            if y == 0:
                ax.text((start + end) / 2, -0.42, f"{name}: {end - start:,}", ha="center", va="top")
            ax.plot([end, end], [y - 0.35, y + 0.3], color=INK, linewidth=1.6)
    ax.text(0, 1.27, "shuffled, then cut: each writer in all three parts", va="bottom")
    ax.text(0, 0.27, "cut between writers: no writer in two parts", va="bottom")
    for writer_number, (start, end) in enumerate(pairwise(cuts), 1):
        ax.text((start + end) / 2, 0, str(writer_number), ha="center", va="center", fontsize=9.5)
    ax.set(xlim=(-4, cuts[-1] + 4), ylim=(-0.75, 1.55))
    ax.axis("off")
    sizes = np.diff([0, *ends])
    return with_alt_text(
        ax,
        f"{cuts[-1]:,} rows as two bars, in stripes by writer. Above, shuffled: narrow stripes, each of the "
        f"{len(cuts) - 1} writers in all three parts. Below, in the file's order: one wide stripe a writer; the cuts "
        f"into {sizes[0]:,} training, {sizes[1]:,} validation and {sizes[2]:,} test rows lie between writers.",
    )


@in_style
def errors_by_writer(new: Numbers, known: Numbers, test: float | None = None) -> Axes:
    """Plot the errors on each writer kept aside, joined to those on as many rows of known hands; return the Axes.

    - `new`: errors on the rows of each writer kept aside in turn, (W,), in [0, 1].
    - `known`: errors on as many shuffled rows, (W,).
    - `test`: the error on the test rows, a cross in the row of the new hands; None for none.
    """
    new, known = 100 * np.asarray(new), 100 * np.asarray(known)
    ax = new_axes(8.4, 2.7)
    for pair in zip(new, known, strict=True):
        ax.plot(pair, (1, 0), color=GREY, linewidth=0.8, zorder=1)
    for y, found, (color, marker, _), side in ((1, new, SERIES[1], 1), (0, known, SERIES[0], -1)):
        ax.plot(found, np.full(len(found), y), marker, color=color, alpha=0.8)
        ax.plot([found.mean()] * 2, [y - 0.22, y + 0.22], color=INK, linewidth=2.5)
        words = f"mean {found.mean():.1f}%"
        ax.text(found.mean(), y + 0.4 * side, words, ha="center", va="center", fontsize=10)
    words = ""
    if test is not None:
        ax.plot(100 * test, 1, "X", color=INK, markersize=11, zorder=4)
        ax.text(100 * test, 0.8, "the three test writers", ha="center", va="top", fontsize=10, bbox=PALE_PAPER)
        words = f" A cross among the new hands: the test rows, {100 * test:.1f}%."
    ax.set_yticks([1, 0], ["a new hand", "known hands"])
    ax.set(xlabel="wrong answers in %", ylim=(-0.65, 1.65), xlim=(0, None))
    ax.grid(False, axis="y")
    ranges = [f"mean {each.mean():.1f}%, from {each.min():.1f} to {each.max():.1f}%" for each in (new, known)]
    return with_alt_text(
        ax,
        f"Wrong answers on {len(new)} writers kept aside in turn, {ranges[0]}; each joined by a line to the errors on "
        f"as many rows by known hands, {ranges[1]}.{words}",
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
    """Plot a shaded loss, a path and a cross at the minimum, in a square window with equal scales; return the Axes.

    The lower the darker; from one contour to the next the loss is ten times as large, and every window has the same.

    - `loss`: a function of two arrays of one shape, elementwise.
    - `path`: points passed, (T, 2).
    - `title`: the text above.
    - `xlabel`: the label of the horizontal axis.
    - `ylabel`: the label of the vertical axis.
    - `minimum`: the point of the lowest loss, (2,).
    - `window`: how far the window reaches to each side, horizontally of 0, vertically of `y_centre`; above 0.
    - `y_centre`: the middle of the window.
    - `ax`: the Axes to draw on; None makes new ones.
    """
    if ax is None:
        ax = new_axes(5.4, 5.0, layout="none")  # fixed margins: the explorer redraws faster
        ax.figure.subplots_adjust(left=0.13, right=0.97, top=0.93, bottom=0.11)
    xlim, ylim = (-window, window), (y_centre - window, y_centre + window)
    _shade(ax, loss, xlim, ylim)
    shown_path = path[
        : count_until_outside(path, 20 * window)
    ]  # of a path that diverges, only the beginning can be drawn
    plot_paths(ax, {"gradient descent": shown_path})
    ax.plot(*minimum, "x", color=INK, markersize=11, markeredgewidth=2.2, zorder=5)
    ax.set(title=title, aspect="equal", xlabel=xlabel, ylabel=ylabel, xlim=xlim, ylim=ylim)
    return ax


def _shade(ax, loss, xlim, ylim, n_points=241):
    """Fill the window by the loss, on the scale that all windows share, and write the losses at their contours."""
    w1, w2 = np.meshgrid(np.linspace(xlim[0], xlim[1], n_points), np.linspace(ylim[0], ylim[1], n_points))
    values = np.maximum(loss(w1, w2), LEVELS[0])
    colors = LAND(np.linspace(0, 1, len(LEVELS) - 1))
    ax.contourf(w1, w2, values, levels=LEVELS, colors=colors, zorder=0)
    lines = ax.contour(w1, w2, values, levels=LEVELS[1:], colors=GREY, linewidths=0.7, zorder=0.5)
    ax.grid(visible=False)
    ax.clabel(lines, fmt=lambda level: f"{level:,.0f}" if level >= 1 else f"{level:g}", fontsize=8.5, colors=INK)


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


def format_condition(kappa: float) -> str:
    """Return a condition number as text with two or three digits."""
    return f"{kappa / 1e6:.1f} million" if kappa >= 1e6 else f"{kappa:,.0f}" if kappa >= 20 else f"{kappa:.1f}"


def raw_and_scaled(raw: Mapping[str, Any], scaled: Mapping[str, Any]) -> list[Axes]:
    """Plot the loss over the weights of iq and gpa, for raw and for scaled columns, with a path on each, side by side.

    Both arguments hold `loss`, a function, `path` (T, 2), `minimum` (2,), `condition` of these two weights.
    Returns the Axes in a list.
    """
    panels = [
        {name: values[name] for name in ("loss", "path", "minimum")}
        | {"title": f"{what} columns, κ of both weights = {format_condition(values['condition'])}"}
        | {"xlabel": f"weight of {of}iq", "ylabel": f"weight of {of}gpa"}
        for values, what, of in ((raw, "raw", ""), (scaled, "scaled", "scaled "))
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
