"""Figures of lecture 07: all paths from a weight to the loss as a fan, and a sweep back through the network."""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Arc

from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.page.style import BLUE, GREY, INK, SERIES, in_style, new_axes, with_alt_text

LEFT, RIGHT = SERIES[2][0], SERIES[3][0]  # the two units of a layer; BLUE is what has come back from the loss
PALE = "#cfcfcf"
WIDTH, HEIGHT = 9.8, 4.95
ROOT = np.array([3.85, 0.62])  # of the fan: the unit o₁
RIM = 3.75  # the radius at which the loss stands
WIDEST = np.radians(172)  # the angle of the leftmost tip; the rightmost mirrors it
NUMBERED = 4  # up to this layer the copies in the fan have room for a number
COLUMN, APART = 8.63, 0.42  # the middle of the network, and how far from it its units stand


@in_style
def fan_of_paths(layers: int) -> Axes:
    """Draw each path from o₁ to the loss, through layers of two units, as a fan; beside it the network itself."""
    ax = _page()
    for k in range(1, layers + 2):
        _draw_ring(ax, k, layers, None)
        _draw_edges(ax, k, layers, None)
    for k in range(1, min(layers, 6) + 1):
        _draw_copies(ax, k, layers)
    _draw_frame(ax, layers, {}, INK)
    ax.text(0.1, HEIGHT - 0.25, f"{2**layers:,} paths, each with its own end", va="center", fontsize=11)
    ax.text(WIDTH - 0.1, HEIGHT - 0.25, "the same network", ha="right", va="center", fontsize=11)
    return with_alt_text(
        ax,
        f"Left, a fan that grows from the unit o₁ at the bottom: at each of {layers} layers every branch splits in "
        f"two, one to the layer's left unit (green) and one to its right unit (violet). The rings have "
        f"{', '.join(f'{2**k:,}' for k in range(1, layers + 1))} branches, and all of the last end at the loss. Right, "
        f"the network that the fan was made from: a ladder of {2 * layers} units, two in each layer, with "
        f"{4 * layers} edges.",
    )


def sweep_frames(slopes: Sequence[np.ndarray]) -> Iterator[Axes]:
    """Yield the frames of one sweep back, from the loss to o₁, in the fan and in the network.

    `slopes`: the local derivatives, (1, 2) from o₁ to the first layer, (2, 2) between layers, (2, 1) to the loss.
    """
    layers = len(slopes) - 1
    received: dict[int, np.ndarray] = {layers + 1: np.ones(1)}
    for k in range(layers + 1, -1, -1):
        if k <= layers:
            received[k] = slopes[k] @ received[k + 1]
        ax = _sweep_frame(k, layers, received)
        if k:
            yield ax
    yield with_alt_text(
        ax,
        f"A film of one sweep back. In the network of {layers} layers, 2 or 4 edges turn blue at each step, from the "
        "loss down, and the two units of the next layer receive their derivative. In the fan, all copies of these two "
        f"units receive theirs at the same step: first {2**layers:,} branches turn blue, then half as many, and so on. "
        f"After {4 * layers} edges all {3 * 2**layers - 2:,} branches are blue, and o₁ has received "
        f"{format_number(float(received[0][0]))}.",
    )


@in_style
def _sweep_frame(reached, layers, received):
    """Draw the sweep when it has reached layer `reached`; `received`: ∂L/∂ of the units, by layer."""
    ax = _page()
    for k in range(1, layers + 2):
        color = BLUE if k > reached else PALE
        _draw_ring(ax, k, layers, color)
        _draw_edges(ax, k, layers, color)
    if 0 < reached <= layers:
        _draw_copies(ax, reached, layers)
    if 0 < reached <= min(NUMBERED, layers):
        _number_copies(ax, reached, layers, received[reached])
    _draw_frame(ax, layers, received, BLUE, reached)
    edges = sum(_edges(k, layers) for k in range(reached + 1, layers + 2))
    branches = sum(_branches(k, layers) for k in range(reached + 1, layers + 2))
    total = 3 * 2**layers - 2
    ax.text(0.1, HEIGHT - 0.25, f"{branches:,} of {total:,} branches", va="center", fontsize=11, color=BLUE)
    ax.text(WIDTH - 0.1, HEIGHT - 0.25, f"{edges} of {4 * layers} edges", ha="right", va="center", color=BLUE)
    return ax


def _page():
    """Return empty Axes in inches."""
    ax = new_axes(WIDTH, HEIGHT, layout=None)
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    ax.set_axis_off()
    return ax


def _radius(k, layers):
    """Return how far from the root layer k stands; the loss is layer `layers` + 1."""
    return RIM * (k / (layers + 1)) ** 0.9


def _angles(k):
    """Return the angles of the 2ᵏ copies of layer k's units, from left to right."""
    share = (np.arange(2**k) + 0.5) / 2**k
    return WIDEST + share * (np.pi - 2 * WIDEST)


def _spots(k, layers):
    """Return where the copies of layer k's units stand, (2ᵏ, 2)."""
    angle = _angles(k)
    return ROOT + _radius(k, layers) * np.column_stack([np.cos(angle), np.sin(angle)])


def _draw_ring(ax, k, layers, color):
    """Draw the branches that lead to layer k, or to the loss; without a colour, each in that of its unit."""
    if k == layers + 1:
        start, angle = _spots(layers, layers), _angles(layers)
        end = ROOT + RIM * np.column_stack([np.cos(angle), np.sin(angle)])
    else:
        start, end = np.repeat(_spots(k - 1, layers), 2, axis=0), _spots(k, layers)
    to_loss = k == layers + 1
    colors = color or (GREY if to_loss else [LEFT, RIGHT] * (len(end) // 2))
    width = max(0.3, 1.9 * 0.8**k) * (0.4 if to_loss and not color else 1)
    lines = LineCollection(list(np.stack([start, end], axis=1)), colors=colors, linewidths=width, zorder=1)
    ax.add_collection(lines)


def _draw_copies(ax, k, layers):
    """Draw a dot for each copy of layer k's units, in the colour of its unit."""
    size = max(1.0 if layers > 6 else 8.0, 42 * 0.62**k)
    for unit, color in ((0, LEFT), (1, RIGHT)):
        ax.scatter(*_spots(k, layers)[unit::2].T, s=size, color=color, zorder=3, linewidths=0)


def _number_copies(ax, k, layers, received):
    """Write beside each copy of layer k's units what the unit has received: the same number at all of them."""
    frame = {"boxstyle": "square,pad=0.12", "facecolor": "white", "edgecolor": "none"}
    for copy, angle in enumerate(_angles(k)):
        away = _radius(k, layers) + 0.16 + 0.12 * abs(np.cos(angle))  # a number is wider than high
        x, y = ROOT + away * np.array([np.cos(angle), np.sin(angle)])
        style = {"ha": "center", "va": "center", "fontsize": 8, "style": "italic", "color": (LEFT, RIGHT)[copy % 2]}
        ax.text(x, y, format_number(float(received[copy % 2])), bbox=frame, zorder=4, **style)


def _position(k, unit, layers):
    """Return where a unit of the network stands."""
    single = k in (0, layers + 1)
    return COLUMN + (0 if single else APART * (2 * unit - 1)), ROOT[1] + _radius(k, layers)


def _draw_edges(ax, k, layers, color):
    """Draw the network's edges that arrive at layer k, or at the loss."""
    below, here = (1 if j in (0, layers + 1) else 2 for j in (k - 1, k))
    for i in range(below):
        for j in range(here):
            shade = color or (INK if here == 1 else (LEFT, RIGHT)[j])
            start, end = _position(k - 1, i, layers), _position(k, j, layers)
            ax.plot(*zip(start, end, strict=True), color=shade, linewidth=1.3, zorder=1)


def _draw_frame(ax, layers, received, color, reached=0):
    """Draw the units of the network with what they have received, the loss, and the counts of the rings."""
    turn = np.degrees(np.pi - WIDEST)
    ax.add_patch(Arc((ROOT[0], ROOT[1]), 2 * RIM, 2 * RIM, theta1=turn, theta2=180 - turn, color=color, linewidth=2.2))
    ax.text(ROOT[0], ROOT[1] + RIM + 0.17, "the loss L", ha="center", va="center", fontsize=10.5, color=color)
    for k in range(1, layers + 1):
        for unit, shade in ((0, LEFT), (1, RIGHT)):
            x, y = _position(k, unit, layers)
            ax.scatter(x, y, s=52, color=shade, zorder=3, linewidths=0)
            if k in received and k >= reached:
                side = {"ha": "right" if unit == 0 else "left", "va": "center", "fontsize": 9}
                number = f"∂ {format_number(float(received[k][unit]))}"
                weight = "bold" if k == reached else "normal"
                ax.text(x + 0.13 * (2 * unit - 1), y, number, color=BLUE, style="italic", weight=weight, **side)
    for x, y, name in ((*ROOT, "o₁"), (*_position(0, 0, layers), "o₁"), (*_position(layers + 1, 0, layers), "L")):
        shade = color if name == "L" or 0 in received else INK
        ax.scatter(x, y, s=270, facecolor="white", edgecolor=shade, linewidths=1.6, zorder=4)
        ax.text(x, y, name, ha="center", va="center", fontsize=9.5, color=shade, zorder=5)
        if name == "o₁":
            ax.annotate("", (x, y - 0.16), (x, y - 0.42), arrowprops={"arrowstyle": "-|>", "color": INK, "shrinkB": 0})
            ax.text(x + 0.1, y - 0.38, "w", ha="left", va="center", fontsize=10)
    if 0 in received:
        x, y = _position(0, 0, layers)
        number = f"∂ {format_number(float(received[0][0]))}"
        ax.text(x + 0.22, y, number, color=BLUE, style="italic", va="center", fontsize=9)
    for k in range(1, layers + 1):
        x, y = ROOT[0] - _radius(k, layers), ROOT[1] - 0.05 - 0.14 * (k % 2)  # in turn higher and lower: room for 9 pt
        ax.text(x, y, f"{2**k:,}", ha="center", va="top", fontsize=9, color=GREY)
    ax.text(0.1, ROOT[1] - 0.47, "branches in each ring", va="center", fontsize=9, color=GREY)


def _edges(k, layers):
    """Return how many of the network's edges arrive at layer k, or at the loss."""
    return 2 if k in (1, layers + 1) else 4


def _branches(k, layers):
    """Return how many of the fan's branches arrive at layer k, or at the loss."""
    return 2 ** min(k, layers)
