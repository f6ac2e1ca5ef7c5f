"""Figures of lecture 07: a tape of arrays and what of it must be kept; wrong gradients divided by the right ones."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Arc, Rectangle

from dlcourse.plots.page.style import BLUE, GREY, INK, ORANGE, Numbers, in_style, new_axes, new_figure, with_alt_text

KEPT = "#f3d9c8"
SIDE = 0.095  # inches for one row or column of an array
BASE = 1.2  # where the boxes stand
LOWEST, HIGHEST = -1.5, 3.5  # ratios shown; what lies beyond is drawn as a triangle at the edge


@in_style
def tape_of_arrays(
    shapes: Mapping[str, tuple[int, ...]], made_of: Mapping[str, Sequence[str]], kept: Collection[str]
) -> Axes:
    """Draw arrays as boxes to scale in the order of the tape, an arc from each to what was made of it.

    - `shapes`: a dict from name to shape, in the order of the tape; () is a number, (m,) is drawn as a row.
    - `made_of`: a dict from name to the names that it was made of; names that are absent were given.
    - `kept`: the names of those that the way back still reads; they are filled.

    Returns the Axes.
    """
    ax = new_axes(9.8, 3.6, layout=None)
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(0, 9.8), ylim=(0, 3.6))
    ax.set_axis_off()
    places = dict(zip(shapes, 9.8 / len(shapes) * (np.arange(len(shapes)) + 0.5), strict=True))
    tops = {}
    for name, shape in shapes.items():
        rows, columns = (1, 1, *shape)[-2:]
        wide, high = SIDE * columns, SIDE * rows
        corner = (places[name] - wide / 2, BASE)
        filled = name in kept
        ax.add_patch(
            Rectangle(corner, wide, high, facecolor=KEPT if filled else "white", edgecolor=ORANGE if filled else GREY,
                      hatch="//" if filled else "", linewidth=1.6 if filled else 1.0, zorder=3)
        )  # fmt: skip
        weight = "bold" if filled else "normal"
        ax.text(places[name], BASE - 0.2, name, ha="center", va="center", fontweight=weight)
        ax.text(places[name], BASE - 0.45, _write_shape(shape), ha="center", va="center", fontsize=9.5)
        tops[name] = BASE + high
    level = max(tops.values()) + 0.12
    for name, sources in made_of.items():
        for source in sources:
            reach = places[name] - places[source]
            middle = ((places[name] + places[source]) / 2, level)
            ax.add_patch(Arc(middle, reach, 2 * (0.15 + 0.17 * reach), theta2=180, color=GREY, linewidth=1.1))
            ax.plot(places[name] - 0.012, level + 0.05, "v", color=GREY, markersize=4)
    ax.text(0.15, 0.3, "filled: still read on the way back", va="center", fontsize=10.5, color=ORANGE)
    ax.text(9.65, 0.3, "empty: may go", ha="right", va="center", fontsize=10.5)
    boxes = ", ".join(f"{name} {_write_shape(shape)}" for name, shape in shapes.items())
    arcs = "; ".join(f"{name} from {' and '.join(sources)}" for name, sources in made_of.items())
    return with_alt_text(
        ax,
        f"Arrays as boxes to scale, in the order of the tape: {boxes}. Arcs lead from each array to what was made of "
        f"it: {arcs}. Filled, because the way back still reads them: {', '.join(n for n in shapes if n in kept)}. "
        f"Empty: {', '.join(n for n in shapes if n not in kept)}.",
    )


def _write_shape(shape):
    """Write a shape as rows × columns."""
    return " × ".join(map(str, shape)) if shape else "1"


@in_style
def wrong_over_right(ratios: Mapping[str, Mapping[str, Numbers]]) -> list[Axes]:
    """Plot gradients divided by the right ones, a panel for each program; return the Axes.

    `ratios` maps a program's letter to a dict from a parameter's name to the ratios of its entries, of any shape. A
    line marks 1, where a gradient is right; ratios beyond the axis are triangles at its edge.
    """
    figure = new_figure(9.8, 5.4)
    axes = figure.subplots(2, 2, sharex=True, sharey=True)
    told = []
    for ax, (letter, by_name) in zip(axes.flat, ratios.items(), strict=True):
        ax.axhline(1, color=INK, linewidth=0.9)
        for k, found in enumerate(by_name.values()):
            _draw_entries(ax, k, np.ravel(found), ORANGE if k % 2 else BLUE)
        ax.set_title(letter)
        ax.set_xticks(range(len(by_name)), by_name)
        ax.grid(False, axis="x")
        told.append(f"{letter}: {', '.join(_tell_entries(name, found) for name, found in by_name.items())}")
    axes[0, 0].set_ylim(LOWEST - 0.2, HIGHEST + 0.2)
    for ax in axes[:, 0]:
        ax.set_ylabel("theirs / numerical")
    with_alt_text(
        axes[0, 0],
        f"Four panels with the ratio of each gradient to the numerical one; 1 is right. {'; '.join(told)}.",
    )
    return list(axes.flat)


def _draw_entries(ax, k, found, color):
    """Draw ratios side by side around the k-th tick."""
    x = k + np.linspace(-0.3, 0.3, len(found)) if len(found) > 1 else np.array([k])
    for inside, marker in ((np.abs(found - 1) <= HIGHEST - 1, "o"), (found > HIGHEST, "^"), (found < LOWEST, "v")):
        ax.plot(x[inside], np.clip(found[inside], LOWEST, HIGHEST), marker, color=color, markersize=4)


def _tell_entries(name, found):
    """Return a parameter's name with the range of its ratios."""
    low, high = (f"{round(float(end), 2):g}".replace("-", "−") for end in (np.min(found), np.max(found)))
    return f"{name} {low}" if low == high else f"{name} {low} to {high}"
