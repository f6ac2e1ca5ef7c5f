"""The map of lecture 15: how many steps momentum takes for each β and η, with the lines that its equation predicts."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.lines import Line2D

from dlcourse.plots.page.style import GREY, INK, SERIES, in_style, new_figure

RAVINE_LEVELS = (0.02, 0.1, 0.3, 0.8, 2, 4, 6)
MAP_LEVELS = (55, 75, 100, 150, 250, 500, 1000)
FAST_TO_SLOW = LinearSegmentedColormap.from_list("fast to slow", ["#7fae98", "#c9dac4", "#f3ead2", "#e9cfae"])


@in_style
def map_and_weights(
    betas: np.ndarray, etas: np.ndarray, steps: np.ndarray, curvatures: np.ndarray
) -> tuple[Axes, Line2D, list[Line2D], Line2D]:
    """Plot a map of the steps (etas, betas) with its three lines, and the ravine; beside, empty Axes for two weights.

    `curvatures` are those of the flat and of the steep direction. Returns the Axes of the map, a mark on it, the lines
    for both weights by step, and the line for the walk in the ravine.
    """
    figure = new_figure(9.6, 6.6, layout="none")  # fixed positions: computing the layout takes longer than all the rest
    left = figure.add_axes((0.085, 0.375, 0.50, 0.575))
    left.contourf(
        betas, etas, steps, levels=MAP_LEVELS, cmap=FAST_TO_SLOW, norm=BoundaryNorm(MAP_LEVELS, FAST_TO_SLOW.N)
    )
    lines = left.contour(betas, etas, steps, levels=MAP_LEVELS[1:-1], colors=GREY, linewidths=0.6)
    left.clabel(lines, fontsize=8, inline_spacing=2, fmt="%g")
    _border_lines(left, *curvatures)
    left.set(xlabel="β", ylabel="learning rate η", xlim=(0, 1), ylim=(0, 0.042))
    left.grid(visible=False)
    (mark,) = left.plot([0], [0.018], "o", color=INK, markersize=11, markerfacecolor="none", markeredgewidth=2.4)
    weights = []
    for row, (name, reach, (color, _, _)) in enumerate(
        (("w₁, along", 1.1, SERIES[0]), ("w₂, across", 0.95, SERIES[1]))
    ):
        ax = figure.add_axes((0.665, 0.715 - 0.34 * row, 0.32, 0.235))
        ax.axhline(0, color=GREY, linewidth=1)
        ax.set(xlim=(0, 60), ylim=(-reach, reach))
        ax.set_title(name, fontsize=11)
        weights += ax.plot([0], [0], color=color, marker="o", markersize=2.5, linewidth=1.2)
        ax.set_xlabel("step" if row else "")
        ax.tick_params(labelbottom=bool(row))
    return left, mark, weights, _ravine_and_walk(figure, curvatures)


def _ravine_and_walk(figure, curvatures):
    """Draw the ravine below the map; return an empty line for a walk in it."""
    ax = figure.add_axes((0.085, 0.085, 0.90, 0.17))
    w1, w2 = np.meshgrid(np.linspace(-1.15, 1.15, 120), np.linspace(-0.4, 0.4, 80))
    losses = (curvatures[0] * w1**2 + curvatures[1] * w2**2) / 2
    ax.contour(w1, w2, losses, levels=RAVINE_LEVELS, colors=GREY, linewidths=0.5)
    ax.plot(0, 0, "+", color=INK, markersize=11, markeredgewidth=2)
    ax.set(xlabel="w₁", ylabel="w₂", xlim=(-1.15, 1.15), ylim=(-0.4, 0.4))
    ax.grid(visible=False)
    ax.set_title("the first 60 steps in the ravine", fontsize=11)
    (walk,) = ax.plot([0], [0], color=SERIES[2][0], marker="o", markersize=2.5, linewidth=1.0)
    return walk


def _border_lines(ax, flat, steep):
    """Draw the speed limit and critical damping of both directions, and a star where these two meet."""
    beta = np.linspace(0, 0.999, 300)
    root = np.sqrt(beta)
    for rates, linestyle in (
        (2 * (1 + beta) / steep, "-"),
        ((1 + root) ** 2 / steep, "--"),
        ((1 - root) ** 2 / flat, ":"),
    ):
        ax.plot(beta, rates, linestyle, color=INK, linewidth=1.4)
    for x, y, words, turned, side in (
        (0.22, 0.0252, "speed limit", 32, "center"),
        (0.25, 0.0197, "critical, steep", 28, "center"),
        (0.625, 0.0395, "critical, flat", 0, "right"),
        (0.06, 0.034, "explodes", 0, "left"),
        (0.06, 0.003, "more than 1,000 steps", 0, "left"),
    ):
        ax.text(x, y, words, rotation=turned, fontsize=10, ha=side, rotation_mode="anchor")
    for x, y, words in ((0.88, 0.02, "both swing"), (0.48, 0.0115, "flat creeps")):
        ax.text(x, y, words, fontsize=9, ha="center")
    condition = np.sqrt(steep / flat)
    ax.plot(((condition - 1) / (condition + 1)) ** 2, 4 / (np.sqrt(flat) + np.sqrt(steep)) ** 2, "*", color=INK,
            markersize=13)  # fmt: skip
