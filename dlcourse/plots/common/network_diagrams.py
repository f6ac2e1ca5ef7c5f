"""Diagrams of fully connected networks: circles with the units' values, wires with the weights."""

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from numpy.typing import ArrayLike

from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.page.style import GREY, INK, TIGHT_PAPER, in_style, new_figure

RADIUS = 0.32  # inches
ACROSS, DOWN = 2.1, 1.0  # inches between layers, and between the units of a layer


@in_style
def network_diagram(
    layer_sizes: Sequence[int],
    values: Sequence[ArrayLike | None] | None = None,
    weights: Sequence[ArrayLike] | None = None,
    layer_names: Sequence[str] | None = None,
    highlight: Iterable[tuple[int, int, int]] = (),
    width: float | None = None,
    height: float | None = None,
) -> Axes:
    """Draw layers of units from left to right; return the Axes.

    - `layer_sizes`: units of each layer, the input first.
    - `values`: an array for each layer, or None, written into the circles; None for none.
    - `weights`: an array (fan_in, units) between two layers, written on the connections if there are at most 12, and
      shown by their thickness; dashed if negative. None draws all alike.
    - `layer_names`: a word under each layer; None for none.
    - `highlight`: connections (layer, i, j) to draw dark, from unit i to unit j of the next layer.
    - `width`: of the figure, in inches; None is by the number of layers.
    - `height`: of the figure, in inches; None is by the largest layer.
    """
    largest = max(layer_sizes)
    width, height = width or ACROSS * len(layer_sizes), height or DOWN * largest + 0.9
    figure = new_figure(width, height, layout="none")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.axis("off")
    positions = [unit_positions(k, n, len(layer_sizes), largest, width, height) for k, n in enumerate(layer_sizes)]
    for k in range(len(layer_sizes) - 1):
        _draw_wires(
            ax, k, positions[k], positions[k + 1], None if weights is None else np.asarray(weights[k]), set(highlight)
        )
    for k, layer_positions in enumerate(positions):
        for i, (x, y) in enumerate(layer_positions):
            ax.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor=INK, linewidth=1.4, zorder=3))
            layer_values = None if values is None else values[k]
            if layer_values is not None:
                text = format_number(float(np.asarray(layer_values).ravel()[i]))
                ax.text(x, y, text, ha="center", va="center", fontsize=9.5, zorder=4)
        if layer_names:
            ax.text(layer_positions[0][0], 0.22, layer_names[k], ha="center", va="center", fontsize=10, color=INK)
    return ax


def unit_positions(
    k: int, units: int, n_layers: int, largest: int, width: float, height: float
) -> list[tuple[float, float]]:
    """Return the centre (x, y) of each unit of a layer, in inches, centred vertically.

    - `k`: the layer, from 0.
    - `units`: units in it.
    - `n_layers`: layers of the network.
    - `largest`: units of the largest layer.
    - `width`: of the figure, in inches.
    - `height`: of the figure, in inches.
    """
    x = width * (k + 0.5) / n_layers
    step = (height - 0.5) / largest
    middle = 0.4 + (height - 0.5) / 2
    return [(x, middle + step * ((units - 1) / 2 - i)) for i in range(units)]


def _draw_wires(ax, k, left, right, weights, highlight):
    """Draw the wires between two layers, with numbers beside them if there is room."""
    largest = 1.0 if weights is None else max(np.abs(weights).max(), 1e-12)
    for i, (x0, y0) in enumerate(left):
        for j, (x1, y1) in enumerate(right):
            weight = None if weights is None else float(weights[i, j])
            color, extra = (INK, 1.2) if (k, i, j) in highlight else (GREY, 0.0)
            thickness = 1.0 if weight is None else 0.5 + 2 * abs(weight) / largest
            style = "--" if weight is not None and weight < 0 else "-"
            ax.plot([x0, x1], [y0, y1], style, color=color, linewidth=thickness + extra, zorder=1)
            if weight is not None and weights.size <= 12:
                share = 0.3 + 0.14 * (j % 3)  # so that numbers do not overlap
                position = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
                ax.text(
                    *position, format_number(weight), ha="center", va="center", fontsize=8.5, zorder=2, bbox=TIGHT_PAPER
                )
