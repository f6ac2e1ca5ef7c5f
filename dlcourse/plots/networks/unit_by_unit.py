"""Figures of lecture 03 about what units add up to: those of a small network, one by one, and waves made of steps."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from dlcourse.activations import relu
from dlcourse.plots.common.boundaries import CLASSES, boundary_line
from dlcourse.plots.page.style import GREY, INK, in_style, new_figure, with_alt_text

HIGHEST = 20  # above it a map of `unit_by_unit` keeps its colour: so high it is in corners alone
BANDS = 8  # of each colour
REDS, BLUES = (1 - np.linspace(0.1, 0.75, BANDS)[:, None] * (1 - np.array(to_rgb(c))) for c, _ in CLASSES[:2])


@in_style
def unit_by_unit(
    lines: Sequence[tuple[np.ndarray, float]], v: np.ndarray, c: float, x: np.ndarray, y: np.ndarray
) -> Axes:
    """Plot a map of v·ReLU(x·w + b) for each of four units, and a large one of their sum with the last bias.

    - `lines`: (w, b) of each unit.
    - `v`: their weights in the last unit, (4,).
    - `c`: the last unit's bias.
    - `x`: points, which lie on the large map, (N, 2).
    - `y`: class indices, (N,).

    Returns the first Axes.
    """
    parts = new_figure(10.4, 3.7).subplot_mosaic([[0, 1, "sum"], [2, 3, "sum"]], width_ratios=[1, 1, 2.05])
    low, high = x.min(axis=0) - 0.4, x.max(axis=0) + 0.4
    for name, ax in parts.items():
        ax.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1], xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
        ax.set(xlabel="" if name in (0, 1) else "x₁", ylabel="x₂" if name in (0, 2) else "")
        ax.grid(visible=False)
    x1, x2 = np.meshgrid(*(np.linspace(low[i], high[i], 121) for i in (0, 1)))
    plane = np.column_stack([x1.ravel(), x2.ravel()])
    total = np.full(len(plane), c)
    for j, (weight, (w, b)) in enumerate(zip(v, lines, strict=True)):
        share = weight * relu(plane @ w + b)
        total += share
        _map(parts[j], x1, x2, share.reshape(x1.shape), HIGHEST)
        parts[j].set_title(f"{weight:.1f} × unit {j + 1}".replace("-", "−"))
        for ax, width in ((parts[j], 1.4), (parts["sum"], 1)):
            boundary_line(ax, w, b, color=GREY, linestyle="--", linewidth=width)
    _map(parts["sum"], x1, x2, total.reshape(x1.shape), HIGHEST)
    _border(parts["sum"], x1, x2, total.reshape(x1.shape))
    for label, (color, marker) in enumerate(CLASSES[:2]):
        look: dict[str, Any] = {"color": color, "markersize": 6, "markeredgecolor": "white", "markeredgewidth": 0.8}
        parts["sum"].plot(*x[y == label].T, marker, **look)
    parts["sum"].set(title=f"their sum, and the last bias, {c:.1f}".replace("-", "−"))
    sides = ", ".join(f"unit {j} {'for class 1' if weight > 0 else 'for class 0'}" for j, weight in enumerate(v, 1))
    return with_alt_text(
        parts[0],
        f"{len(lines)} maps, each 0 on one side of a dashed line and a slope on the other: {sides}. A large map, their "
        f"sum and the last bias of {c:.1f}, has a boundary between the classes' points; it turns at the dashed lines.",
    )


@in_style
def layer_of_waves(nets: Mapping[str, Callable[[np.ndarray], np.ndarray]], u: Sequence[float]) -> Axes:
    """Plot maps of functions from (N, 2) to (N,) on a square, with an arrow in the direction `u` on all but the last.

    `nets` maps a title to a function. Each map has a scale of its own. Returns the first Axes.
    """
    axes = np.atleast_1d(new_figure(9.4, 3.3).subplots(1, len(nets), sharey=True))
    x1, x2 = np.meshgrid(np.linspace(-2, 2, 73), np.linspace(-2, 2, 73))
    plane = np.column_stack([x1.ravel(), x2.ravel()])
    for ax, (title, net) in zip(axes, nets.items(), strict=True):
        z = net(plane)
        _map(ax, x1, x2, z.reshape(x1.shape), float(np.abs(z).max()) * 1.001)
        ax.set(title=title, xlabel="x₁", xticks=[-2, 0, 2], yticks=[-2, 0, 2], aspect="equal")
        ax.grid(visible=False)
    for ax in axes[:-1]:
        ax.annotate("", u, (0, 0), arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.8})
        ax.annotate("u", u, (5, 5), textcoords="offset points", fontsize=12)
    axes[0].set(ylabel="x₂")
    return with_alt_text(
        axes[0],
        f"Maps of a square, blue above 0 and red below: {'; '.join(nets)}. One unit is a step across the direction u, "
        "units in that direction make straight stripes, and stripes in several directions add up to hills and hollows.",
    )


def _map(ax, x1, x2, z, highest):
    """Fill a map in bands of equal height up to the highest, blue above 0 and red below."""
    levels = np.linspace(0, highest, BANDS + 1)
    levels[0] = 0.001 * highest  # where it is all but 0, it has no colour
    for values, colors in ((z, BLUES), (-z, REDS)):
        if values.max() > levels[0]:
            ax.contourf(x1, x2, np.minimum(values, highest), levels=levels, colors=colors)


def _border(ax, x1, x2, z):
    """Draw where a map is 0."""
    ax.contour(x1, x2, z, levels=[0], colors=INK, linewidths=2)
