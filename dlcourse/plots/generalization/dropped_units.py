"""Figures of lecture 13 on dropout: which units are left out, and the borders of thinned networks."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle

from dlcourse.plots.generalization.regularization import decision_boundary
from dlcourse.plots.page.style import GREY, INK, ORANGE, in_style, new_figure, with_alt_text


@in_style
def dropout_masks(
    masks: Sequence[Sequence[Sequence[bool]]], layer_sizes: Sequence[int], titles: Sequence[str], scale: float
) -> list[Axes]:
    """Draw a network once for each of `masks`, a boolean list (True: kept) per layer of `layer_sizes`; return the Axes.

    A dropped unit is crossed out, its connections are pale and dashed. In a network with dropped units the hidden units
    that stay have `scale` written into them.
    """
    axes = new_figure(10.2, 3.1).subplots(1, len(masks))
    n_dropped = [sum(not unit for layer in mask for unit in layer) for mask in masks]
    for ax, mask, title, dropped in zip(axes, masks, titles, n_dropped, strict=True):
        positions = [[(1.6 * k, (n - 1) / 2 - i) for i in range(n)] for k, n in enumerate(layer_sizes)]
        _draw_wires(ax, mask, positions)
        for k, layer in enumerate(positions):
            for i, position in enumerate(layer):
                scaled = dropped and 0 < k < len(positions) - 1
                _draw_unit(ax, position, mask[k][i], f"×{scale:.2f}" if scaled else "")
        ax.set_title(title, fontsize=11)
        ax.set(
            aspect="equal",
            xlim=(-0.5, 1.6 * (len(layer_sizes) - 1) + 0.5),
            ylim=(-(max(layer_sizes) - 1) / 2 - 0.5, (max(layer_sizes) - 1) / 2 + 0.5),
        )
        ax.set_axis_off()
    summaries = [f"{title}, {count or 'none'} left out" for title, count in zip(titles, n_dropped, strict=True)]
    with_alt_text(
        axes[0],
        f"A network with layers of {', '.join(map(str, layer_sizes))} units, drawn {len(masks)} times; units that are "
        f"left out are crossed and their wires are dashed: {'; '.join(summaries)}. In training the outputs of the "
        f"hidden units that stay are multiplied by {scale:.2f}.",
    )
    return list(axes)


def _draw_wires(ax, mask, positions):
    """Draw the connections: those of a dropped unit pale and dashed."""
    for k in range(len(positions) - 1):
        for i, (x0, y0) in enumerate(positions[k]):
            for j, (x1, y1) in enumerate(positions[k + 1]):
                alive = mask[k][i] and mask[k + 1][j]
                color, width, linestyle = (GREY, 1.1, "-") if alive else ("#bdbdbd", 0.8, (0, (3, 3)))
                ax.plot([x0, x1], [y0, y1], zorder=1, color=color, linewidth=width, linestyle=linestyle)


def _draw_unit(ax, position, kept, text):
    """Draw a unit: filled with its text, or crossed out."""
    facecolor = "#cfe0f0" if kept else "white"
    ax.add_patch(Circle(position, 0.38, facecolor=facecolor, edgecolor=INK, linewidth=1.2, zorder=2))
    if kept:
        ax.text(*position, text, ha="center", va="center", fontsize=7.5, zorder=3)
    else:
        ax.plot(*position, "x", color=INK, markersize=13, markeredgewidth=1.8, zorder=3)


@in_style
def committee(
    penalized: Mapping[str, Any], prediction: Mapping[str, Any], thinned: np.ndarray, mean_probability: np.ndarray
) -> list[Axes]:
    """Plot the border under a penalty; the one with dropout; and those of thinned networks, with their mean's border.

    `penalized` and `prediction` hold the arguments of `decision_boundary`; `thinned` (networks, P, P) are
    probabilities, `mean_probability` (P, P) is their mean. Returns the three Axes.
    """
    axes = new_figure(11.4, 4.5).subplots(1, 3, sharey=True)
    for ax, arguments in zip(axes, (penalized, prediction), strict=False):
        decision_boundary(**arguments, ax=ax)
        ax.label_outer()
    last = axes[2]
    x1, x2 = prediction["x1"], prediction["x2"]
    for probability in thinned:
        if probability.min() < 0.5 < probability.max():
            last.contour(x1, x2, probability, levels=[0.5], colors=GREY, linewidths=0.6, alpha=0.6)
    last.contour(x1, x2, prediction["logits"], levels=[0], colors=INK, linewidths=3.4)
    last.contour(x1, x2, mean_probability, levels=[0.5], colors=ORANGE, linewidths=1.7, linestyles="--")
    last.set(title=f"{len(thinned)} thinned networks", xlabel="x₁", xlim=(x1[0], x1[-1]), ylim=(x2[0], x2[-1]))
    last.grid(visible=False)
    for ax in axes:
        ax.title.set_fontsize(10.5)
    lines = [
        Line2D([], [], color=GREY, linewidth=0.8, label="a thinned network"),
        Line2D([], [], color=ORANGE, linewidth=1.7, linestyle="--", label="the mean of 100 of them"),
        Line2D([], [], color=INK, linewidth=3.4, label="prediction, all units"),
    ]
    last.figure.legend(handles=lines, ncols=3, frameon=False, fontsize=10, loc="outside lower right")
    with_alt_text(
        axes[0],
        f"Three panels of the moons. Left, {penalized['title']}, and middle, {prediction['title']}: a smooth border "
        f"each. Right: the borders of {len(thinned)} thinned networks, which wander on both sides of "
        "the prediction's; the border of their mean, dashed, lies close to it.",
    )
    return list(axes)
