"""Losses over two weights: contours, and the paths of optimizers."""

import numpy as np

from dlcourse.plots.style import GREY, INK, SERIES, in_style, new_axes


@in_style
def contours(loss, xlim, ylim, xlabel="w₁", ylabel="w₂", levels=None, points=120, ax=None):
    """Plot contours of `loss`, which takes two arrays of one shape and returns an array of that shape; return the Axes.

    `levels` are the losses to draw a line at; by default 12, closer together near the minimum.
    """
    ax = new_axes(6.2, 4.4) if ax is None else ax
    across, up = np.meshgrid(np.linspace(xlim[0], xlim[1], points), np.linspace(ylim[0], ylim[1], points))
    height = loss(across, up)
    if levels is None:
        low, high = height.min(), height.max()
        levels = low + (high - low) * np.linspace(0.03, 0.98, 12) ** 2
    ax.contour(across, up, height, levels=levels, colors=GREY, linewidths=0.8)
    ax.set(xlabel=xlabel, ylabel=ylabel, xlim=xlim, ylim=ylim)
    ax.grid(visible=False)
    return ax


@in_style
def paths(ax, walks, every=1):
    """Plot paths, a dict from label to points (T, 2), each with its own marker, dashes and colour; return the Axes.

    A ring marks each start, a filled marker each end; `every` thins out the marks in between.
    """
    for (label, walk), (colour, marker, style) in zip(walks.items(), SERIES * 2, strict=False):
        walk = np.asarray(walk)
        ax.plot(*walk.T, linestyle=style, marker=marker, markersize=4, markevery=every, color=colour, label=label)
        ax.plot(*walk[0], marker="o", markersize=11, markerfacecolor="none", markeredgecolor=INK, linestyle="none")
        ax.plot(*walk[-1], marker=marker, markersize=9, color=colour, markeredgecolor="white", linestyle="none")
    if len(walks) > 1:
        ax.legend(frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    return ax
