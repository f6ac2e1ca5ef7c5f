"""Figures of lecture 03: a folded plane, two units combined, names and counts, folds, a network and its lines."""

from itertools import pairwise

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle

from dlcourse.activations import sigmoid
from dlcourse.plots.boundaries import CLASSES, PALE, boundary_line, scatter_classes
from dlcourse.plots.graphs import number
from dlcourse.plots.networks import ACROSS, DOWN, network_diagram, place_layer
from dlcourse.plots.style import BLUE, GREY, INK, described, in_style, new_figure

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TWO = ListedColormap(PALE[:2])


@in_style
def folded_plane(hidden, v, c, labels=(0, 1, 1, 0)):
    """Plot the four corners of a square before and after a hidden layer that depends on s = x₁ + x₂ alone.

    `hidden` maps (N, 2) to (N, 2); the output's score is h·v + c. Left: the plane of the inputs with the regions of
    the output. Right: the plane of the hidden units, in which the whole input plane lies on one bent line. Returns the
    left Axes.
    """
    before, after = new_figure(9.6, 4.5).subplots(1, 2)
    v, labels = np.asarray(v, float), np.asarray(labels)
    across, up = np.meshgrid(np.linspace(-0.6, 1.6, 221), np.linspace(-0.6, 1.6, 221))
    score = (hidden(np.column_stack([across.ravel(), up.ravel()])) @ v + c).reshape(across.shape)
    before.pcolormesh(across, up, score >= 0, cmap=TWO, shading="nearest", rasterized=True)
    before.contour(across, up, score, levels=[0], colors=INK, linewidths=1.6)
    before.grid(visible=False)
    before.set(xlabel="x₁", ylabel="x₂", title="Before: the inputs", aspect="equal", xticks=[0, 1], yticks=[0, 1])
    across, up = np.meshgrid(np.linspace(-0.5, 2.7, 201), np.linspace(-0.6, 1.7, 201))
    after.pcolormesh(across, up, v[0] * across + v[1] * up + c >= 0, cmap=TWO, shading="nearest", rasterized=True)
    wire = hidden(np.column_stack([np.linspace(-0.4, 2.7, 301)] * 2) / 2)
    after.plot(*wire.T, color=GREY, linewidth=5, alpha=0.6, solid_capstyle="round", zorder=1)
    arrow = {"arrowstyle": "->", "color": GREY}
    after.annotate("the whole plane\nlies on this wire", (1.72, 0.75), (0.75, 1.25), ha="center", arrowprops=arrow)
    after.grid(visible=False)
    after.set(xlabel="h₁", ylabel="h₂", title="After: the hidden units", xlim=(-0.5, 2.7), ylim=(-0.6, 1.7))
    after.set(aspect="equal", xticks=[0, 1, 2], yticks=[0, 1])
    boundary_line(after, v, c, colour=INK, width=1.6)
    after.text(2.15, 0.5, "one line", ha="left", fontsize=10)
    places = hidden(CORNERS)
    for corner, place, label in zip(CORNERS, places, labels, strict=True):
        colour, marker = CLASSES[label]
        for ax, (x, y) in ((before, corner), (after, place)):
            ax.plot(x, y, marker, color=colour, markersize=12, markeredgecolor="white", zorder=4)
        before.annotate(f"({corner[0]:g}, {corner[1]:g})", corner, (9, 8), textcoords="offset points", fontsize=10)
    for place in np.unique(places, axis=0):
        who = [f"({a:g}, {b:g})" for (a, b), at in zip(CORNERS, places, strict=True) if np.array_equal(at, place)]
        right = {"xytext": (11, 0), "ha": "left", "va": "center"}
        above = {"xytext": (0, 10), "ha": "center", "va": "bottom"}
        below = {"xytext": (6, -11), "ha": "left", "va": "top"}
        after.annotate(
            "\nand ".join(who),
            place,
            textcoords="offset points",
            **(below if len(who) > 1 else right if place[1] > 0 else above),
        )
    of_class = [[f"({a:g}, {b:g})" for a, b in CORNERS[labels == label]] for label in (0, 1)]
    bend = ", ".join(f"{value:g}" for value in places[1])
    return described(
        before,
        f"Two planes. Left, the four corners of a square; {' and '.join(of_class[1])} lie in a diagonal strip between "
        f"two parallel lines, {' and '.join(of_class[0])} outside it. Right, the plane of h1 and h2: all lies on one "
        f"wire, bent at ({bend}), where both {' and '.join(of_class[1])} are; {' and '.join(of_class[0])} are to "
        "either side, and one straight line cuts them off.",
    )


@in_style
def committee(W, b, v, c, mark, xlim=(-3, 3), ylim=(-3, 3)):
    """Plot three maps of probabilities side by side: two units σ(x·w + b), and σ(h·v + c), which combines them.

    W (2, 2) has a column for each unit; b and v (2,). The third map has the line of each unit, dashed. Each map shows
    its value at the point `mark`. Returns the first Axes.
    """

    def answers(x):
        h = sigmoid(x @ W + b)  # (N, 2)
        return [*h.T, sigmoid(h @ v + c)]

    axes = new_figure(10.4, 3.9).subplots(1, 3, sharey=True)
    across, up = np.meshgrid(np.linspace(xlim[0], xlim[1], 121), np.linspace(ylim[0], ylim[1], 121))
    plane = np.column_stack([across.ravel(), up.ravel()])
    said = [number(float(answer[0])) for answer in answers(np.array([mark], float))]
    titles = ("unit 1 says", "unit 2 says", "their weighted sum, smoothed")
    for ax, answer, here, title in zip(axes, answers(plane), said, titles, strict=True):
        p = answer.reshape(across.shape)
        ax.pcolormesh(across, up, p, cmap="Blues", vmin=0, vmax=1.25, shading="gouraud", rasterized=True)
        marks = ax.contour(across, up, p, levels=[0.2, 0.5, 0.8], colors=INK, linewidths=[0.9, 2.2, 0.9])
        ax.clabel(marks, fmt="%.1f", fontsize=9)
        ax.plot(*mark, "D", color=INK, markersize=5)
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.85}
        ax.annotate(here, mark, (-7, 0), textcoords="offset points", ha="right", va="center", bbox=paper)
        ax.set(xlabel="x₁", title=title, aspect="equal")
        ax.grid(visible=False)
    axes[0].set(ylabel="x₂")
    for w, bias in zip(W.T, b, strict=True):
        boundary_line(axes[2], w, bias, colour=GREY, style="--", width=1.2)
    return described(
        axes[0],
        "Three maps of probability over the plane. The first two have straight contours, 0.2, 0.5 and 0.8, in two "
        "directions: one unit says yes to the right, the other says yes at the top. In the third, their weighted sum, "
        "the 0.5 contour follows one unit's dashed line, turns a rounded corner, and goes on along the other's. The "
        f"student in the middle is marked: {said[0]}, {said[1]}, and {said[2]} from the committee.",
    )


@in_style
def named_net(sizes, wire):
    """Draw a network with the outputs' names in its circles, and one `wire` (k, i, j), counted from 1, dark and named.

    Returns Axes.
    """
    k, i, j = wire
    names = ["layer 0: inputs", *[f"layer {layer}" for layer in range(1, len(sizes))]]
    ax = network_diagram(sizes, names=names, highlight=[(k - 1, i - 1, j - 1)])
    width, height = ACROSS * len(sizes), DOWN * max(sizes) + 0.9
    places = [place_layer(layer, units, len(sizes), max(sizes), width, height) for layer, units in enumerate(sizes)]
    for layer, places_of_layer in enumerate(places):
        for unit, (x, y) in enumerate(places_of_layer, 1):
            name = f"$x_{unit}$" if layer == 0 else f"$o_{{{layer}{unit}}}$"
            ax.text(x, y, name, ha="center", va="center", fontsize=11, zorder=5)
    (x0, y0), (x1, y1) = places[k - 1][i - 1], places[k][j - 1]
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    ax.text((x0 + x1) / 2, (y0 + y1) / 2, f"$w_{{{i}{j}}}^{k}$", ha="center", va="center", fontsize=14, bbox=paper)
    units = [", ".join(f"{'o' * (layer > 0) or 'x'}{layer or ''}{unit}" for unit in range(1, size + 1))
             for layer, size in enumerate(sizes)]  # fmt: skip
    return described(
        ax,
        f"The {'-'.join(map(str, sizes))} net: inputs {units[0]}; "
        + "; ".join(f"layer {layer} with {each}" for layer, each in enumerate(units[1:], 1))
        + f". The wire from o{k - 1}{i} to o{k}{j} is drawn dark and is called w with {i}{j} below and {k} above.",
    )


@in_style
def parameter_squares(sizes):
    """Draw each weight as a pale square, each bias as a dark one: by layer, a column for each unit; return the Axes."""
    pairs = list(pairwise(sizes))
    width = sum(units for _, units in pairs) + 2.4 * (len(pairs) - 1)
    ax = new_figure(8.6, 8.6 * (max(sizes) + 3.2) / (width + 1)).add_subplot()
    ax.set(xlim=(-0.5, width + 0.5), ylim=(-2.2, max(sizes) + 1), aspect="equal")
    ax.axis("off")
    left = 0.0
    for k, (fan_in, units) in enumerate(pairs, 1):
        for column in range(units):
            for row in range(fan_in):
                ax.add_patch(Rectangle((left + column, row), 0.88, 0.88, facecolor=PALE[1], edgecolor=GREY))
            ax.add_patch(Rectangle((left + column, -1.15), 0.88, 0.88, facecolor=BLUE, edgecolor=INK, hatch="///"))
        middle = left + units / 2
        ax.text(middle, fan_in + 0.25, f"layer {k}", ha="center", va="bottom", fontsize=11)
        ax.text(middle, -1.45, f"{fan_in}·{units} + {units} = {fan_in * units + units}", ha="center", va="top")
        left += units + 2.4
    ax.text(width, max(sizes) + 0.9, "pale: a weight;  hatched: a bias", ha="right", va="top", fontsize=10)
    counted = " ".join(
        f"Layer {k}: {fan_in} rows of {units} {'weight' if units == 1 else 'weights'} and a row of {units} "
        f"{'bias' if units == 1 else 'biases'}, {fan_in * units + units}."
        for k, (fan_in, units) in enumerate(pairs, 1)
    )
    return described(ax, f"The parameters of the {'-'.join(map(str, sizes))} net as squares. {counted}")


@in_style
def folds(x, curves, pieces):
    """Plot curves (P,) over x (P,) side by side, one for each number of layers; return the first Axes.

    `curves` maps a number of layers to a curve, `pieces` to its number of linear pieces.
    """
    axes = np.atleast_1d(new_figure(10.4, 3.0).subplots(1, len(curves), sharey=True))
    for ax, (layers, curve) in zip(axes, curves.items(), strict=True):
        ax.plot(x, curve, color=BLUE, linewidth=1.6 if pieces[layers] < 50 else 0.7)
        ax.set(xlabel="input x", title=f"{layers} layer{'s' * (layers > 1)}: {pieces[layers]} pieces")
        ax.set(xticks=[0, 0.5, 1])
    axes[0].set(ylabel="output")
    tents = "; ".join(
        f"{layers} layer{'s' * (layers > 1)}, {pieces[layers]} straight pieces, {pieces[layers] // 2} "
        f"tent{'' if pieces[layers] == 2 else 's'}"
        for layers in curves
    )
    return described(axes[0], f"Output against input for layers of two units, one behind the other: {tents}.")


@in_style
def net_and_lines(score, x, y, lines, names=None, title=""):
    """Plot the regions of a network under its points, with the line of each unit of its first hidden layer, dashed.

    `score` maps (N, 2) to (N,) and is 0 on the boundary. `lines` are pairs (w, b); empty for a network without hidden
    layers. Returns the Axes.
    """
    ax = new_figure(6.4, 4.9, layout=None).add_axes((0.1, 0.11, 0.87, 0.81))  # a fixed position: faster to draw
    scatter_classes(x, y, names, ax=ax)
    low, high = x.min(axis=0) - 0.4, x.max(axis=0) + 0.4
    across, up = np.meshgrid(*(np.linspace(low[i], high[i], 80) for i in (0, 1)))
    z = score(np.column_stack([across.ravel(), up.ravel()])).reshape(across.shape)
    box = (low[0], high[0], low[1], high[1])
    ax.imshow(z >= 0, origin="lower", extent=box, aspect="auto", cmap=TWO, vmin=0, vmax=1, interpolation="nearest")
    if z.min() < 0 < z.max():
        ax.contour(across, up, z, levels=[0], colors=INK, linewidths=2)
    ax.set(xlim=box[:2], ylim=box[2:], xticks=[-2, -1, 0, 1, 2], yticks=[-1, 0, 1], title=title)
    for w, b in lines:
        boundary_line(ax, w, b, colour=GREY, style=(0, (5, 3)), width=1.1)
    ax.grid(visible=False)
    ax.legend(loc="upper left", frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    return ax
