"""Losses over two weights: contours, and the paths of optimizers."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from dlcourse.plots.page.style import GREY, INK, SERIES, in_style, new_axes

LossSurface = Callable[[np.ndarray, np.ndarray], np.ndarray]  # the loss of two weights, elementwise


@in_style
def contours(
    loss: LossSurface,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    xlabel: str = "w₁",
    ylabel: str = "w₂",
    levels: Sequence[float] | np.ndarray | None = None,
    n_points: int = 120,
    ax: Axes | None = None,
) -> Axes:
    """Plot contours of a loss of two weights; return the Axes.

    - `loss`: a function of two arrays of one shape that returns an array of that shape.
    - `xlim`: (low, high) of the first weight.
    - `ylim`: (low, high) of the second weight.
    - `xlabel`: the label of the horizontal axis.
    - `ylabel`: the label of the vertical axis.
    - `levels`: the losses at which contours are drawn; None takes 12, closer together near the minimum.
    - `n_points`: points of the grid in each direction, at least 2.
    - `ax`: the Axes to draw on; None makes new ones.
    """
    ax = new_axes(6.2, 4.4) if ax is None else ax
    w1, w2 = np.meshgrid(np.linspace(xlim[0], xlim[1], n_points), np.linspace(ylim[0], ylim[1], n_points))
    losses = loss(w1, w2)
    if levels is None:
        low, high = losses.min(), losses.max()
        levels = low + (high - low) * np.linspace(0.03, 0.98, 12) ** 2
    ax.contour(w1, w2, losses, levels=levels, colors=GREY, linewidths=0.8)
    ax.set(xlabel=xlabel, ylabel=ylabel, xlim=xlim, ylim=ylim)
    ax.grid(visible=False)
    return ax


@in_style
def plot_paths(ax: Axes, paths: Mapping[str, ArrayLike], mark_every: int = 1) -> Axes:
    """Plot paths, a dict from label to points (T, 2), each with its own marker, dashes and colour; return the Axes.

    A ring marks each start, a filled marker each end; in between, every `mark_every`-th point is marked.
    """
    for (label, path), (color, marker, linestyle) in zip(paths.items(), SERIES * 2, strict=False):
        path = np.asarray(path)
        ax.plot(
            *path.T, linestyle=linestyle, marker=marker, markersize=4, markevery=mark_every, color=color, label=label
        )
        ax.plot(*path[0], marker="o", markersize=11, markerfacecolor="none", markeredgecolor=INK, linestyle="none")
        ax.plot(*path[-1], marker=marker, markersize=9, color=color, markeredgecolor="white", linestyle="none")
    if len(paths) > 1:
        ax.legend(frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    return ax
