"""Figures of lecture 13: decision boundaries with and without a penalty, weights under L1 and L2, dropped units."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import Circle

from dlcourse.plots.boundaries import PALE, scatter_classes
from dlcourse.plots.curves import marked_lines
from dlcourse.plots.graphs import format_number
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, Numbers, Runs, in_style, new_axes, new_figure, with_alt_text


@in_style
def decision_boundary(
    x: np.ndarray,
    y: np.ndarray,
    mislabelled: np.ndarray,
    x1: np.ndarray,
    x2: np.ndarray,
    logits: np.ndarray,
    title: str,
    ax: Axes | None = None,
) -> Axes:
    """Plot points x (N, 2) of classes y (N,) over the regions of `logits` (P, P), with the decision boundary.

    `x1` and `x2` (P,) are the coordinates of the grid of `logits`. Points with a wrong label, True in `mislabelled`
    (N,), have a ring around them. Returns the Axes.
    """
    if ax is None:
        ax = new_axes(5.8, 4.6, layout="none")  # fixed margins: the explorer redraws faster
        ax.figure.subplots_adjust(left=0.13, right=0.98, top=0.93, bottom=0.12)
    scatter_classes(x, y, ["class 0", "class 1"], ax=ax)
    ringed = x[mislabelled]
    ax.scatter(
        ringed[:, 0], ringed[:, 1], s=150, facecolors="none", edgecolors=INK, linewidths=1.2, label="wrong label"
    )
    step0, step1 = (x1[1] - x1[0]) / 2, (x2[1] - x2[0]) / 2
    extent = (x1[0] - step0, x1[-1] + step0, x2[0] - step1, x2[-1] + step1)
    ax.imshow(logits > 0, cmap=ListedColormap(PALE[:2]), vmin=0, vmax=1, extent=extent, origin="lower", aspect="auto",
              interpolation="nearest", zorder=0)  # fmt: skip
    if logits.min() < 0 < logits.max():
        ax.contour(x1, x2, logits, levels=[0], colors=INK, linewidths=1.5, zorder=1)
    ax.set(title=title, xlim=(x1[0], x1[-1]), ylim=(x2[0], x2[-1]))
    ax.grid(visible=False)
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none", fontsize=9, loc="upper right")
    return ax


@in_style
def two_decision_boundaries(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Axes]:
    """Plot `decision_boundary` twice, side by side; `left` and `right` hold its arguments; return the Axes."""
    axes = new_figure(10.6, 4.5).subplots(1, 2)
    for ax, arguments in zip(axes, (left, right), strict=True):
        decision_boundary(**arguments, ax=ax)
    with_alt_text(
        axes[0],
        f"Two half moons of points and the border that a network draws. Left, {left['title']}: a jagged border with "
        f"bays and islands around points with a wrong label, which are ringed. Right, {right['title']}: a smooth "
        "border between the moons that leaves most ringed points on the wrong side.",
    )
    return list(axes)


@in_style
def shrinkage(weights: np.ndarray, l2_weights: np.ndarray, l1_weights: np.ndarray) -> Axes:
    """Plot the optimal weight with an L2 and with an L1 penalty against the optimal one without; return the Axes.

    All (A,): `weights` minimize the loss alone, `l2_weights` and `l1_weights` the loss plus the penalty.
    """
    ax = new_axes(6.6, 4.4)
    ax.plot(weights, weights, color=GREY, linewidth=1, linestyle=":")
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0, color=GREY, linewidth=0.8)
    for values, label, (color, marker, linestyle), mark_every in (
        (l2_weights, "L2: a shallower line", SERIES[0], 20),
        (l1_weights, "L1: flat, then shifted", SERIES[1], 20),
    ):
        ax.plot(weights, values, linestyle, color=color, marker=marker, markevery=mark_every, label=label)
    ax.plot([], [], ":", color=GREY, label="no price")
    ax.set(xlabel="weight that the loss alone would like, a", ylabel="weight of the lowest cost, w")
    ax.legend(frameon=False)
    zeroed = weights[np.asarray(l1_weights) == 0]
    low, high, reach = format_number(min(zeroed)), format_number(max(zeroed)), format_number(weights[-1])
    return with_alt_text(
        ax,
        "The weight of the lowest cost against the weight a that the loss alone would like, both from "
        f"{format_number(weights[0])} to {reach}. A dotted diagonal is no price. Under L2 a straight, shallower line "
        f"through 0 reaches {format_number(l2_weights[-1])} at a = {reach}. Under L1 the line lies flat on 0 from "
        f"{low} to {high}, then runs beside the diagonal, closer to 0 by the same amount everywhere, and reaches "
        f"{format_number(l1_weights[-1])}.",
    )


@in_style
def weights_side_by_side(
    weights: Mapping[str, np.ndarray], informative: np.ndarray, width: float = 10.4, height: float = 3.4
) -> list[Axes]:
    """Plot weights as stems, a panel per entry of `weights`, a dict from title to (n,); return the Axes in a list.

    The weights of `informative` inputs, bool (n,), are dark.
    """
    axes = new_figure(width, height).subplots(1, len(weights), sharey=True)
    for ax, (title, w) in zip(axes, weights.items(), strict=True):
        inputs = np.arange(len(w))
        for mask, color, marker in ((informative, BLUE, "o"), (~informative, GREY, "s")):
            ax.vlines(inputs[mask], 0, w[mask], color=color, linewidth=1.6)
            label = "inputs that matter" if marker == "o" else "inputs that do not"
            ax.plot(inputs[mask], w[mask], marker, color=color, markersize=4.5, label=label)
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set(title=title, xlabel="input")
    axes[0].set(ylabel="weight")
    axes[-1].legend(frameon=False, fontsize=9.5)
    sentences = [
        f"{title}: those of inputs that matter are {', '.join(format_number(value) for value in w[informative])}, the "
        f"others reach up to {format_number(np.abs(w[~informative]).max())} in size, half of them "
        f"{format_number(np.median(np.abs(w[~informative])))} or less"
        for title, w in weights.items()
    ]
    with_alt_text(axes[0], f"The {len(informative)} fitted weights, in {len(weights)} panels. {'; '.join(sentences)}.")
    return list(axes)


@in_style
def dropout_masks(
    masks: Sequence[Sequence[Sequence[bool]]], layer_sizes: Sequence[int], titles: Sequence[str]
) -> list[Axes]:
    """Draw a network once for each of `masks`, a boolean list (True: kept) per layer of `layer_sizes`; return the Axes.

    A dropped unit is crossed out, its connections are pale and dashed.
    """
    axes = new_figure(10.2, 3.4).subplots(1, len(masks))
    for ax, mask, title in zip(axes, masks, titles, strict=True):
        positions = [[(2.0 * k, (n - 1) / 2 - i) for i in range(n)] for k, n in enumerate(layer_sizes)]
        for k in range(len(layer_sizes) - 1):
            for i, (x0, y0) in enumerate(positions[k]):
                for j, (x1, y1) in enumerate(positions[k + 1]):
                    alive = mask[k][i] and mask[k + 1][j]
                    style = {"color": GREY, "linewidth": 1.1} if alive else {"color": "#dddddd", "linewidth": 0.7,
                             "linestyle": "--"}  # fmt: skip
                    ax.plot([x0, x1], [y0, y1], zorder=1, **style)
        for k, layer in enumerate(positions):
            for i, (x, y) in enumerate(layer):
                facecolor = "#cfe0f0" if mask[k][i] else "white"
                ax.add_patch(Circle((x, y), 0.3, facecolor=facecolor, edgecolor=INK, linewidth=1.2, zorder=2))
                if not mask[k][i]:
                    ax.plot(x, y, "x", color=INK, markersize=13, markeredgewidth=1.8, zorder=3)
        ax.set(aspect="equal", title=title)
        ax.set_axis_off()
    n_dropped = [sum(not unit for layer in mask for unit in layer) for mask in masks]
    summaries = [f"{title}, {count or 'none'} left out" for title, count in zip(titles, n_dropped, strict=True)]
    with_alt_text(
        axes[0],
        f"A network with layers of {', '.join(map(str, layer_sizes))} units, drawn {len(masks)} times; units that are "
        f"left out are crossed and their wires are dashed: {'; '.join(summaries)}.",
    )
    return list(axes)


def accuracy_by_penalty(penalties: Numbers, training: Runs, fresh: Runs) -> Axes:
    """Plot mean accuracy on training and on fresh rows against λ, with ranges over data sets; (seeds, penalties)."""
    series = {"training rows": np.mean(training, axis=0), "fresh rows": np.mean(fresh, axis=0)}
    bands = {
        "training rows": (np.min(training, axis=0), np.max(training, axis=0)),
        "fresh rows": (np.min(fresh, axis=0), np.max(fresh, axis=0)),
    }
    ax = marked_lines(penalties, series, "price λ of L2 (log scale)", "accuracy", bands, xscale="log")
    on_training, on_fresh = series.values()
    best = on_fresh.argmax()
    return with_alt_text(
        ax,
        f"Accuracy against the price λ, {penalties[0]:g} to {penalties[-1]:g}, on a logarithmic axis, as means over "
        f"{len(fresh)} sets of points with bands. The training curve falls from {on_training[0]:.2f} to "
        f"{on_training[-1]:.2f}. The curve for fresh rows goes from {on_fresh[0]:.2f} to its highest point, "
        f"{on_fresh[best]:.2f}, at {penalties[best]:g}, and ends at {on_fresh[-1]:.2f}.",
    )
