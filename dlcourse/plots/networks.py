"""Diagrams of fully connected networks: circles with the units' values, wires with the weights."""

import numpy as np
from matplotlib.patches import Circle

from dlcourse.plots.graphs import number
from dlcourse.plots.style import GREY, INK, in_style, new_figure

RADIUS = 0.32  # inches
ACROSS, DOWN = 2.1, 1.0  # inches between layers, and between the units of a layer


@in_style
def network_diagram(sizes, values=None, weights=None, names=None, highlight=(), width=None, height=None):
    """Draw layers of `sizes` units from left to right; return the Axes.

    `values`: one array per layer, written into the circles. `weights`: one array (fan_in, units) between two layers,
    written on the wires if there are at most 12, and shown by the wires' thickness; dashed if negative. `names`: one
    word per layer. `highlight`: wires (layer, i, j) to draw dark, from unit i to unit j of the next layer.
    """
    tallest = max(sizes)
    width, height = width or ACROSS * len(sizes), height or DOWN * tallest + 0.9
    figure = new_figure(width, height, layout="none")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.axis("off")
    places = [place_layer(k, n, len(sizes), tallest, width, height) for k, n in enumerate(sizes)]
    for k in range(len(sizes) - 1):
        _draw_wires(
            ax, k, places[k], places[k + 1], None if weights is None else np.asarray(weights[k]), set(highlight)
        )
    for k, places_of_layer in enumerate(places):
        for i, (x, y) in enumerate(places_of_layer):
            ax.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor=INK, linewidth=1.4, zorder=3))
            if values is not None and values[k] is not None:
                text = number(float(np.ravel(values[k])[i]))
                ax.text(x, y, text, ha="center", va="center", fontsize=9.5, zorder=4)
        if names:
            ax.text(places_of_layer[0][0], 0.22, names[k], ha="center", va="center", fontsize=10, color=INK)
    return ax


def place_layer(k, units, layers, tallest, width, height):
    """Return the centre of each unit of layer k, with the layer centred vertically."""
    x = width * (k + 0.5) / layers
    step = (height - 0.5) / tallest
    middle = 0.4 + (height - 0.5) / 2
    return [(x, middle + step * ((units - 1) / 2 - i)) for i in range(units)]


def _draw_wires(ax, k, left, right, weights, highlight):
    """Draw the wires between two layers, with numbers beside them if there is room."""
    largest = 1.0 if weights is None else max(np.abs(weights).max(), 1e-12)
    for i, (x0, y0) in enumerate(left):
        for j, (x1, y1) in enumerate(right):
            weight = None if weights is None else float(weights[i, j])
            colour, extra = (INK, 1.2) if (k, i, j) in highlight else (GREY, 0.0)
            thickness = 1.0 if weight is None else 0.5 + 2 * abs(weight) / largest
            style = "--" if weight is not None and weight < 0 else "-"
            ax.plot([x0, x1], [y0, y1], style, color=colour, linewidth=thickness + extra, zorder=1)
            if weight is not None and weights.size <= 12:
                share = 0.3 + 0.14 * (j % 3)  # so that numbers do not overlap
                paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
                place = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
                ax.text(*place, number(weight), ha="center", va="center", fontsize=8.5, zorder=2, bbox=paper)
