"""Figures of lecture 03: a lamp, a folded plane, two units combined, names, folds, starts, a network's lines."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from contourpy import contour_generator
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import ArrayLike

from dlcourse.activations import sigmoid
from dlcourse.plots.common.boundaries import CLASSES, PALE, boundary_line, scatter_classes
from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.common.network_diagrams import ACROSS, DOWN, RADIUS, network_diagram, unit_positions
from dlcourse.plots.page.style import BLUE, GREY, INK, PALE_PAPER, PAPER, in_style, new_axes, new_figure, with_alt_text

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


@in_style
def lamp_network(W: ArrayLike, b: ArrayLike) -> Axes:
    """Draw two switches, two units with the weights W (2, 2) and the biases b (2,), and a lamp behind; return the Axes.

    The lamp's own weights and bias are question marks.
    """
    W, b = np.asarray(W, float), np.asarray(b, float)
    width, height = 8.2, 3.0
    names = ["two switches", "two perceptrons", "one lamp"]
    ax = network_diagram([2, 2, 1], layer_names=names, width=width, height=height)
    switches, units, (lamp,) = [unit_positions(k, n, 3, 2, width, height) for k, n in enumerate((2, 2, 1))]
    inside = [*zip(switches, ("$x_1$", "$x_2$"), strict=True), *zip(units, ("$h_1$", "$h_2$"), strict=True)]
    for (x, y), name in (*inside, (lamp, "$\\hat y$")):
        ax.text(x, y, name, ha="center", va="center", fontsize=12, zorder=5)
    wires = [(switches[i], units[j], _short(W[i, j])) for i in (0, 1) for j in (0, 1)]
    for start, end, text in (*wires, *((unit, lamp, "?") for unit in units)):
        x, y = np.array(start) + 0.3 * (np.array(end) - start)
        ax.text(x, y, text, ha="center", va="center", fontsize=11, bbox=PAPER, zorder=2)
    for (x, y), text in zip((*units, lamp), (*map(_short, b), "?"), strict=True):
        ax.text(x, y - RADIUS - 0.06, f"bias {text}", ha="center", va="top", fontsize=10, bbox=PAPER, zorder=2)
    biases = " and ".join(map(_short, b))
    return with_alt_text(
        ax,
        "A network from left to right: two switches, x1 and x2; two perceptrons, h1 and h2, each connected with both "
        f"switches, weights {', '.join(text for *_, text in wires)}, biases {biases}; and a lamp, connected with both "
        "perceptrons, whose weights and bias are question marks.",
    )


def _short(number):
    """Write a number with the digits that it has, and a real minus."""
    return f"{number:g}".replace("-", "−")


@in_style
def folded_plane(
    hidden: Callable[[np.ndarray], np.ndarray], v: ArrayLike, c: float, labels: ArrayLike = (0, 1, 1, 0)
) -> Axes:
    """Plot the four corners of a square before and after a hidden layer that depends on s = x₁ + x₂ alone.

    `hidden` maps (N, 2) to (N, 2); the output's score is h·v + c. Left: the plane of the inputs with the regions of
    the output. Middle: the plane of the hidden units, in which the whole input plane lies on one bent line. Right: both
    units and h·v over s. Returns the left Axes.
    """
    before, after, along = new_figure(11.2, 3.7).subplots(1, 3, width_ratios=[1, 1.32, 1.05])
    v, labels = np.asarray(v, float), np.asarray(labels)
    x1, x2 = np.meshgrid(np.linspace(-0.6, 1.6, 221), np.linspace(-0.6, 1.6, 221))
    score = (hidden(np.column_stack([x1.ravel(), x2.ravel()])) @ v + c).reshape(x1.shape)
    before.contourf(x1, x2, score, levels=_halves(score), colors=PALE[:2])
    before.contour(x1, x2, score, levels=[0], colors=INK, linewidths=1.6)
    before.grid(visible=False)
    before.set(xlabel="x₁", ylabel="x₂", title="Before: the inputs", aspect="equal", xticks=[0, 1], yticks=[0, 1])
    x1, x2 = np.meshgrid(np.linspace(-0.5, 2.7, 201), np.linspace(-0.6, 1.7, 201))
    score = v[0] * x1 + v[1] * x2 + c
    after.contourf(x1, x2, score, levels=_halves(score), colors=PALE[:2])
    bent_line = hidden(np.column_stack([np.linspace(-0.4, 2.7, 301)] * 2) / 2)
    after.plot(*bent_line.T, color=GREY, linewidth=5, alpha=0.6, solid_capstyle="round", zorder=1)
    arrow = {"arrowstyle": "->", "color": GREY}
    after.annotate(
        "the whole plane\nlies on this wire", (2.35, 1.38), (0.7, 1.4), ha="center", va="center", arrowprops=arrow
    )
    after.grid(visible=False)
    after.set(xlabel="h₁", ylabel="h₂", title="After: the hidden units", xlim=(-0.5, 2.7), ylim=(-0.6, 1.7))
    after.set(aspect="equal", xticks=[0, 1, 2], yticks=[0, 1])
    boundary_line(after, v, c, color=INK, linewidth=1.6)
    after.text(1.62, 0.32, "one line", ha="left", fontsize=10)
    images = hidden(CORNERS)
    beside: dict[str, Any] = {"xytext": (8, 8), "ha": "left", "va": "bottom"}
    positions: list[dict[str, Any]] = [
        {"xytext": (8, -6), "ha": "left", "va": "top"},
        {"xytext": (-7, 6), "ha": "right", "va": "bottom"},
    ]
    for corner, image, label, offset in zip(CORNERS, images, labels, (*positions, positions[0], beside), strict=True):
        color, marker = CLASSES[label]
        for ax, (x, y) in ((before, corner), (after, image)):
            ax.plot(x, y, marker, color=color, markersize=12, markeredgecolor="white", zorder=4)
        name = f"({corner[0]:g}, {corner[1]:g})"
        before.annotate(name, corner, textcoords="offset points", fontsize=10, **offset)
    for image in np.unique(images, axis=0):
        corner_names = [
            f"({a:g}, {b:g})" for (a, b), other in zip(CORNERS, images, strict=True) if np.array_equal(other, image)
        ]
        left = {"xytext": (-11, 3), "ha": "right", "va": "center"}
        above = {"xytext": (-22, 9), "ha": "left", "va": "bottom"}
        below = {"xytext": (6, -11), "ha": "left", "va": "top"}
        after.annotate(
            "from " + "\nand ".join(corner_names) + ("" if image.any() else "\nand all s ≤ 0"),
            image,
            textcoords="offset points",
            **(below if len(corner_names) > 1 else left if image[1] > 0 else above),
        )
    _plot_along(along, hidden, v, c)
    of_class = [[f"({a:g}, {b:g})" for a, b in CORNERS[labels == label]] for label in (0, 1)]
    bend_text = ", ".join(f"{value:g}" for value in images[1])
    return with_alt_text(
        before,
        f"Two planes and three curves. Left, the four corners of a square; {' and '.join(of_class[1])} lie in a "
        f"diagonal strip between two parallel lines, {' and '.join(of_class[0])} outside it. Middle, the plane of h1 "
        f"and h2: all lies on one wire, bent at ({bend_text}), where both {' and '.join(of_class[1])} are; "
        f"{' and '.join(of_class[0])} are to either side, and one straight line cuts them off. Right, over "
        "s = x1 + x2: h1 rises from s = 0 on, h2 from s = 1 on, and the output, which both make, goes up between the "
        "two places and then down.",
    )


def _halves(score):
    """Return levels that part a map of scores at 0."""
    return [min(float(score.min()), 0) - 1, 0, max(float(score.max()), 0) + 1]


def _plot_along(ax, hidden, v, c):
    """Plot two hidden units, and the output h·v with the height −c that it has on the boundary, over s = x₁ + x₂."""
    s = np.linspace(-0.6, 2.4, 301)
    h = hidden(np.column_stack([s, s]) / 2)
    ax.axhspan(-9, 9, color=PALE[0], linewidth=0, zorder=0)
    ax.fill_between(s, -9, 9, where=h @ v + c >= 0, color=PALE[1], linewidth=0, zorder=0.1)
    ax.axhline(-c, color=GREY, linewidth=1, linestyle=":")
    ax.plot(s, h[:, 0], "--", color=GREY, linewidth=1.8)
    ax.plot(s, h[:, 1], "-.", color=GREY, linewidth=1.8)
    ax.plot(s, h @ v, color=INK, linewidth=2.4)
    ax.set(xlabel="s = x₁ + x₂", title="Along s", xlim=(s[0], s[-1]), ylim=(-0.85, 2.2))
    ax.set(xticks=[0, 1, 2], yticks=[0, -c, 1, 2])
    ax.grid(visible=False)
    ax.text(-0.56, 0.04 - c, "answer changes", ha="left", va="bottom", fontsize=9)
    ax.text(1.4, 1.62, "h₁", ha="right", fontsize=11)
    ax.text(2.1, 0.72, "h₂", ha="left", fontsize=11)
    ax.text(2.0, -0.35, "ŷ", ha="right", fontsize=11)


@in_style
def committee(
    W: np.ndarray,
    b: np.ndarray,
    v: np.ndarray,
    c: float,
    point: tuple[float, float],
    xlim: tuple[float, float] = (-3, 3),
    ylim: tuple[float, float] = (-3, 3),
) -> Axes:
    """Plot three maps of probabilities side by side: two units σ(x·w + b), and σ(h·v + c), which combines them.

    - `W`: a column of weights for each unit, (2, 2).
    - `b`: the units' biases, (2,).
    - `v`: the weights that combine them, (2,).
    - `c`: the bias that goes with these.
    - `point`: where each map shows its value, (2,).
    - `xlim`: (low, high) of the horizontal axes.
    - `ylim`: (low, high) of the vertical axes.

    The third map has the line of each unit, dashed. Returns the first Axes.
    """

    def outputs(x):
        h = sigmoid(x @ W + b)  # (N, 2)
        return [*h.T, sigmoid(h @ v + c)]

    axes = new_figure(10.4, 3.9).subplots(1, 3, sharey=True)
    x1, x2 = np.meshgrid(np.linspace(xlim[0], xlim[1], 241), np.linspace(ylim[0], ylim[1], 241))
    plane = np.column_stack([x1.ravel(), x2.ravel()])
    values_at_point = [format_number(float(output[0])) for output in outputs(np.array([point], float))]
    titles = ("unit 1 says", "unit 2 says", "the committee says")
    for ax, output, value, title in zip(axes, outputs(plane), values_at_point, titles, strict=True):
        p = output.reshape(x1.shape)
        ax.contourf(x1, x2, p, levels=np.linspace(0, 1, 11), cmap="Blues", vmin=0, vmax=1.25)
        levels = [0.2, 0.5, 0.8]
        contour_lines = ax.contour(x1, x2, p, levels=levels, colors=INK, linewidths=[0.9, 2.2, 0.9])
        if (
            ax is axes[2] and (p[:, 190] >= 0.8).any() and (p[0, 190] < 0.2)
        ):  # one above the other, where they are apart
            positions = [(x1[0, 190], x2[(p[:, 190] >= level).argmax(), 190]) for level in levels]
            ax.clabel(contour_lines, fmt="%.1f", fontsize=9, manual=positions)
        else:
            ax.clabel(contour_lines, fmt="%.1f", fontsize=9)
        ax.plot(*point, "D", color=INK, markersize=5)
        ax.annotate(value, point, (-10, 5), textcoords="offset points", ha="right", va="center", bbox=PALE_PAPER)
        ax.set(xlabel="x₁", title=title, aspect="equal")
        ax.grid(visible=False)
    axes[0].set(ylabel="x₂")
    for w, bias in zip(W.T, b, strict=True):
        boundary_line(axes[2], w, bias, color=GREY, linestyle="--", linewidth=1.2)
    return with_alt_text(
        axes[0],
        "Three maps of probability over the plane. The first two have straight contours, 0.2, 0.5 and 0.8, in two "
        "directions: one unit says yes to the right, the other says yes at the top. In the third, their weighted sum, "
        "the 0.5 contour follows one unit's dashed line, turns a rounded corner, and goes on along the other's. The "
        f"point in the middle is marked: {values_at_point[0]}, {values_at_point[1]}, and {values_at_point[2]} from "
        "the committee.",
    )


@in_style
def named_network(layer_sizes: Sequence[int], connection: tuple[int, int, int]) -> Axes:
    """Draw a network with the names of the outputs in its circles, and one connection dark and named; return Axes.

    `connection` is (k, i, j), counted from 1: from unit i of layer k − 1 to unit j of layer k.
    """
    k, i, j = connection
    names = ["layer 0: inputs", *[f"layer {layer}" for layer in range(1, len(layer_sizes))]]
    ax = network_diagram(layer_sizes, layer_names=names, highlight=[(k - 1, i - 1, j - 1)])
    width, height = ACROSS * len(layer_sizes), DOWN * max(layer_sizes) + 0.9
    positions = [
        unit_positions(layer, units, len(layer_sizes), max(layer_sizes), width, height)
        for layer, units in enumerate(layer_sizes)
    ]
    for layer, layer_positions in enumerate(positions):
        for unit, (x, y) in enumerate(layer_positions, 1):
            name = f"$x_{unit}$" if layer == 0 else f"$o_{{{layer}{unit}}}$"
            ax.text(x, y, name, ha="center", va="center", fontsize=11, zorder=5)
    (x0, y0), (x1, y1) = positions[k - 1][i - 1], positions[k][j - 1]
    ax.text((x0 + x1) / 2, (y0 + y1) / 2, f"$w_{{{i}{j}}}^{k}$", ha="center", va="center", fontsize=14, bbox=PAPER)
    units = [", ".join(f"{'o' * (layer > 0) or 'x'}{layer or ''}{unit}" for unit in range(1, size + 1))
             for layer, size in enumerate(layer_sizes)]  # fmt: skip
    return with_alt_text(
        ax,
        f"The {'-'.join(map(str, layer_sizes))} net: inputs {units[0]}; "
        + "; ".join(f"layer {layer} with {each}" for layer, each in enumerate(units[1:], 1))
        + f". The wire from o{k - 1}{i} to o{k}{j} is drawn dark and is called w with {i}{j} below and {k} above.",
    )


@in_style
def folded_strip(x: np.ndarray, curves: Mapping[int, np.ndarray]) -> Axes:
    """Plot for each number of folds the graph over a strip in eight colours, and the strip folded, one part a column.

    `curves` maps 1, 2 or 3 folds to the place (P,) to which each point x (P,) of the strip comes; P − 1 is a multiple
    of 8. Returns the first Axes.
    """
    axes = np.atleast_1d(new_figure(10.4, 3.5).subplots(1, len(curves), sharey=True))
    ends = np.arange(9) * (len(x) - 1) // 8
    colors = colormaps["viridis"](np.linspace(0, 0.95, 8))
    for ax, (folds, positions) in zip(axes, curves.items(), strict=True):
        parts = 2**folds
        width = 0.5 / parts
        for i, (start, end) in enumerate(pairwise(ends)):
            across, up = x[[start, end]], np.sort(positions[[start, end]])
            ax.add_patch(Rectangle((across[0], -0.2), 1 / 8, 0.1, facecolor=colors[i], edgecolor="white"))
            ax.plot(across, positions[[start, end]], color=colors[i], linewidth=3.5, solid_capstyle="round")
            left = 1.15 + i * parts // 8 * width
            ax.add_patch(Rectangle((left, up[0]), 0.92 * width, up[1] - up[0], facecolor=colors[i], edgecolor="none"))
            ax.text(across.mean(), -0.22, f"{i + 1}", ha="center", va="top", fontsize=9)
        for place, name in ((0.5, "the strip"), (1.4, "folded")):
            ax.text(place, -0.32, name, ha="center", va="top", fontsize=9)
        ax.set(xlim=(-0.04, 1.7), ylim=(-0.44, 1.06), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1], xlabel="input x")
        ax.set(title=f"{folds} fold{'s' * (folds > 1)}: {parts} pieces")
        ax.grid(visible=False)
    pair = x[[ends[1] + (ends[2] - ends[1]) // 2, ends[7] - (ends[7] - ends[6]) // 2]]
    height = np.interp(pair[0], x, next(iter(curves.values())))
    axes[0].plot([pair[0], 1.64], [height, height], color=INK, linewidth=1, linestyle=":", zorder=4)
    axes[0].plot(pair, [height, height], "o", color=INK, markersize=6, zorder=5)
    axes[0].text(0.5, height - 0.04, "x and 1 − x:\none height", ha="center", va="top", fontsize=9)
    axes[0].set(ylabel="output")
    sentences = "; ".join(f"{folds}: {2**folds} pieces, {2**folds} parts in columns" for folds in curves)
    return with_alt_text(
        axes[0],
        "A strip in eight colours, the zigzag to which folds carry it, and beside it the folded strip, each part in a "
        f"column. By number of folds, {sentences}. After the first fold x and 1 − x lie at the same height.",
    )


@in_style
def xor_starts(rows: Mapping[str, tuple[Sequence[bool], Sequence[bool]]]) -> Axes:
    """Plot a square for each start of a training, filled if it has solved XOR; return the Axes.

    `rows` maps a name to two lists: which starts succeeded, and in which a unit was silent before the first step. Those
    have a cross.
    """
    ax = new_axes(8.6, 0.42 * len(rows) + 0.8)
    sentences = []
    for row, (name, (solved, silent)) in enumerate(rows.items()):
        for start, (good, mute) in enumerate(zip(solved, silent, strict=True)):
            face = BLUE if good else "white"
            ax.add_patch(Rectangle((start, row), 0.84, 0.72, facecolor=face, edgecolor=GREY, linewidth=1))
            if mute:
                ax.plot(
                    start + 0.42, row + 0.36, "x", color="white" if good else INK, markersize=7, markeredgewidth=1.8
                )
        ax.text(len(solved) + 0.4, row + 0.36, f"{sum(solved)} of {len(solved)}", ha="left", va="center", fontsize=10)
        sentences.append(f"{name}: {sum(solved)} of {len(solved)} solved, {sum(silent)} with a unit silent at first")
    ax.set(xlim=(-0.2, len(solved) + 3.2), ylim=(len(rows), -0.15), xticks=[])
    ax.set_yticks(np.arange(len(rows)) + 0.36, list(rows))
    ax.set(title="filled: solved; cross: a unit is silent at first")
    ax.tick_params(length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.grid(visible=False)
    return with_alt_text(ax, f"A row of squares, one for each start, by network. {'; '.join(sentences)}.")


def without_needless_corners(points: np.ndarray, tolerance: float) -> np.ndarray:
    """Return the corners of a polyline (P, 2) without those at most `tolerance` from a straight line between others.

    David Douglas and Thomas Peucker, 1973.
    """
    start, end = points[0], points[-1]
    along = end - start
    length = np.hypot(*along)
    from_start = points - start
    across = np.abs(from_start @ [-along[1], along[0]]) / length if length else np.hypot(*from_start.T)
    farthest = int(across.argmax())
    if across[farthest] <= tolerance:
        return np.array([start, end])
    before = without_needless_corners(points[: farthest + 1], tolerance)
    return np.vstack([before[:-1], without_needless_corners(points[farthest:], tolerance)])


def _fill_and_border(ax, contours, z, tolerance):
    """Fill where z is at least 0 in the colour of class 1, and draw its border, both with few corners."""
    for points, offsets in zip(*contours.filled(0, max(float(z.max()), 0) + 1), strict=True):
        rings = [points[i:j] for i, j in pairwise(offsets.tolist())]
        paths = [Path(without_needless_corners(ring, tolerance), closed=True) for ring in rings]
        region = Path.make_compound_path(*paths)
        ax.add_patch(PathPatch(region, facecolor=PALE[1], edgecolor="none", zorder=0.5))
    if z.min() < 0 < z.max():
        border = [without_needless_corners(line, tolerance) for line in contours.lines(0)]
        ax.add_collection(LineCollection(border, colors=INK, linewidths=2, zorder=2))


@in_style
def regions_and_unit_lines(
    score: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    y: np.ndarray,
    lines: Sequence[tuple[np.ndarray, float]],
    names: Sequence[str] | None = None,
    title: str = "",
) -> Axes:
    """Plot the regions of a network under its points, with the line of each unit of its first hidden layer, dashed.

    - `score`: a function from (N, 2) to (N,), 0 on the boundary.
    - `x`: points, (N, 2).
    - `y`: class indices, (N,).
    - `lines`: (w, b) of each unit; empty for a network without hidden layers.
    - `names`: the classes' names in the legend; None writes "class 0", ….
    - `title`: the text above.

    Returns the Axes.
    """
    ax = new_figure(6.4, 4.9, layout=None).add_axes((0.1, 0.14, 0.87, 0.78))  # a fixed position: faster to draw
    scatter_classes(x, y, names, ax=ax)
    low, high = x.min(axis=0) - 0.4, x.max(axis=0) + 0.4
    x1, x2 = np.meshgrid(*(np.linspace(low[i], high[i], 80) for i in (0, 1)))
    z = score(np.column_stack([x1.ravel(), x2.ravel()])).reshape(x1.shape)
    extent = (low[0], high[0], low[1], high[1])
    ax.add_patch(Rectangle(low, *(high - low), facecolor=PALE[0], zorder=0))
    _fill_and_border(ax, contour_generator(x1, x2, z), z, tolerance=float((high - low).max()) / 1000)
    ax.set(xticks=[-2, -1, 0, 1, 2], yticks=[-1, 0, 1], title=title)
    ax.set(xlim=extent[:2], ylim=extent[2:])  # after the ticks, which would widen them
    for w, b in lines:
        boundary_line(ax, w, b, color=GREY, linestyle=(0, (5, 3)), linewidth=1.1)
    ax.grid(visible=False)
    ax.legend(
        loc="upper right", bbox_to_anchor=(1.02, -0.06), ncols=2, frameon=False, fontsize=10
    )  # below, off the points
    return ax
