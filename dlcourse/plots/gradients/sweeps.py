"""Figures of lecture 07: a small network with the local derivative of each edge, and what two sweeps leave in it."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from dlcourse.plots.page.style import BLUE, GREY, INK, ORANGE, in_style, new_axes, with_alt_text

RADIUS, PITCH, HALF, MIDDLE = 0.27, 1.32, 0.72, 1.55  # inches: of a unit, between layers, between units, of the network
ON_EDGE = 0.33  # where on an edge that crosses another its derivative stands, from its start: before they cross


@in_style
def edge_derivatives(slopes: Sequence[np.ndarray]) -> Axes:
    """Draw a network from o₁ to the loss with the local derivative on each edge; return the Axes.

    `slopes`: the local derivatives, (1, 2) from o₁ to the first layer, (2, 2) between layers, (2, 1) to the loss.
    """
    ax = _page(PITCH * len(slopes) + 1.2, 2.7)
    _draw_network(ax, 0.6, slopes, None, INK, ahead=True)
    return with_alt_text(
        ax,
        f"A network from left to right: o₁, {len(slopes) - 1} layers of two units, the loss L. {_tell_edges(slopes)}",
    )


@in_style
def two_sweeps(slopes: Sequence[np.ndarray]) -> Axes:
    """Draw what a sweep forwards from o₁ and one backwards from the loss leave at each unit; return the Axes.

    `slopes`: as for `edge_derivatives`. Below, for each layer, the products of what the two left at its units, summed.
    """
    forwards, backwards = [np.ones(1)], [np.ones(1)]
    for table in slopes:
        forwards.append(forwards[-1] @ table)
    for table in reversed(slopes):
        backwards.insert(0, table @ backwards[0])
    ax = _page(9.8, 3.15)
    _draw_network(ax, 0.5, slopes, forwards, INK, ahead=True)
    _draw_network(ax, 5.35, slopes, backwards, BLUE, ahead=False)
    ax.text(0.15, 2.95, "forwards: ∂(unit)/∂o₁", va="center", fontweight="bold")
    ax.text(5.0, 2.95, "backwards: ∂L/∂(unit)", va="center", color=BLUE, style="italic")
    ax.text(9.65, 2.95, "×: derivative of one edge", ha="right", va="center", fontsize=10, color=ORANGE)
    sums = []
    for k, (there, back) in enumerate(zip(forwards[1:-1], backwards[1:-1], strict=True), start=1):
        terms = " + ".join(f"{_bracket(a)}·{_bracket(b)}" for a, b in zip(there, back, strict=True))
        sums.append(f"layer {k}: {terms} = {_write(there @ back)}")
    ax.text(4.9, 0.15, f"forwards · backwards:   {',   '.join(sums)}", ha="center", va="center")
    inner = range(1, len(slopes))
    told = [
        "; ".join(f"layer {k} {' and '.join(map(_write, left[k]))}" for k in order)
        for left, order in ((forwards, inner), (backwards, reversed(inner)))
    ]
    return with_alt_text(
        ax,
        f"The same network twice. {_tell_edges(slopes)} Left, a sweep forwards starts with 1 at o₁ and leaves at the "
        f"units: {told[0]}; at the loss {_write(forwards[-1][0])}. Right, a sweep backwards starts with 1 at the loss "
        f"and leaves: {told[1]}; at o₁ {_write(backwards[0][0])}. The two end with the same number; what they leave in "
        f"between differs. Below, {'; '.join(sums)}.",
    )


def _page(width, height):
    """Return empty Axes in inches."""
    ax = new_axes(width, height, layout=None)
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.set_axis_off()
    return ax


def _draw_network(ax, left, slopes, found, color, ahead):
    """Draw the network with the derivative of each edge and, unless `found` is None, the numbers that a sweep left."""
    last = len(slopes)
    columns = [[np.array([left + PITCH * k, MIDDLE])] for k in range(last + 1)]
    for k in range(1, last):
        columns[k] = [columns[k][0] + (0, HALF), columns[k][0] - (0, HALF)]
        ax.text(
            left + PITCH * k, MIDDLE - HALF - 0.48, f"layer {k}", ha="center", va="center", fontsize=9.5, color=GREY
        )
    for table, (before, after) in zip(slopes, pairwise(columns), strict=True):
        for i, start in enumerate(before):
            for j, end in enumerate(after):
                _draw_edge(ax, start, end, table[i][j], color, ahead)
    for k, units in enumerate(columns):
        for unit, position in enumerate(units):
            ax.add_patch(
                Circle((position[0], position[1]), RADIUS, facecolor="white", edgecolor=INK, linewidth=1.4, zorder=3)
            )
            name = {0: "o₁", last: "L"}.get(k, "")
            if found is None:
                ax.text(*position, name, ha="center", va="center", zorder=4)
                continue
            ax.text(position[0], position[1] - RADIUS - 0.17, name, ha="center", va="center")
            look = {"fontweight": "bold"} if ahead else {"style": "italic", "color": color}
            number = ("" if ahead else "∂ ") + _write(found[k][unit])
            ax.text(*position, number, ha="center", va="center", fontsize=10.5, zorder=4, **look)


def _draw_edge(ax, start, end, slope, color, ahead):
    """Draw an arrow between two units, in the direction of the sweep, and on it the derivative of the edge."""
    along = (end - start) / np.linalg.norm(end - start)
    tail, head = start + RADIUS * along, end - RADIUS * along
    dashes = "solid" if ahead else (0, (4, 3))
    arrow = {"arrowstyle": "-|>" if ahead else "->", "color": color, "shrinkA": 1, "shrinkB": 2, "lw": 1.2}
    ax.annotate("", *((head, tail) if ahead else (tail, head)), arrowprops=arrow | {"linestyle": dashes}, zorder=1)
    frame = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}
    style = {"color": ORANGE, "fontsize": 10, "bbox": frame, "zorder": 2}
    crosses = start[1] + end[1] == 2 * MIDDLE
    place = start + (ON_EDGE if crosses else 0.48) * (end - start)
    ax.text(*place, f"× {_write(slope)}", ha="center", va="center", **style)


def _tell_edges(slopes):
    """Return a sentence with the derivative of each edge."""
    rows = [
        f"{'from o₁' if k == 0 else f'from unit {i} of layer {k}'} {' and '.join(map(_write, row))}"
        for k, table in enumerate(slopes)
        for i, row in enumerate(table, start=1)
    ]
    return f"The local derivatives of the edges: {'; '.join(rows)}."


def _write(number):
    """Write a number with the decimals that it needs, at most two."""
    return f"{round(float(number), 2):g}".replace("-", "−")


def _bracket(number):
    """Write a number, in brackets if it is negative."""
    return f"({_write(number)})" if number < 0 else _write(number)
