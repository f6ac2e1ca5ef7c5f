"""Figures of lecture 13 on the moons: decision boundaries, a way through a wrong label, and scores by penalty."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path

from dlcourse.plots.common.boundaries import CLASSES, scatter_classes
from dlcourse.plots.page.style import GREY, INK, SERIES, Numbers, Runs, in_style, new_axes, new_figure, with_alt_text

SURE = (0.1, 0.4, 0.6, 0.9)  # the probabilities of class 1 at which the shading changes
SHADES = ["#eebb9d", "#f7e4d9", "#ffffff", "#dfeaf5", "#a9cbe8"]
TWO_RINGS: Any = Path.make_compound_path(Path.circle(radius=0.6), Path.circle())  # a marker
SCALES = {"training": SERIES[1], "validation": SERIES[0]}


@in_style
def decision_boundary(
    x: np.ndarray,
    y: np.ndarray,
    mislabelled: np.ndarray,
    followed: np.ndarray,
    x1: np.ndarray,
    x2: np.ndarray,
    logits: np.ndarray,
    title: str,
    ax: Axes | None = None,
) -> Axes:
    """Plot points over a network's probabilities, with the decision boundary; return the Axes.

    - `x`: points, (N, 2).
    - `y`: their classes, 0 or 1, (N,).
    - `mislabelled`: True for a point with a wrong label, which has a ring, (N,).
    - `followed`: True where the network answers as labelled, (N,); a mislabelled point has a second ring then.
    - `x1`: horizontal coordinates of the grid, (P,).
    - `x2`: vertical coordinates of the grid, (P,).
    - `logits`: on the grid, (P, P); the shading is stronger where the network is surer.
    - `title`: the text above.
    - `ax`: the Axes to draw on; None makes new ones.

    The legend is `legend_of_points`.
    """
    ax = new_axes(5.8, 4.6) if ax is None else ax
    scatter_classes(x, y, ["class 0", "class 1"], ax=ax)
    legend = ax.get_legend()
    assert legend is not None
    legend.remove()
    for rows, size in ((mislabelled, 95), (mislabelled & followed, 190)):
        ax.scatter(x[rows, 0], x[rows, 1], s=size, facecolors="none", edgecolors=INK, linewidths=1.1, zorder=4)
    levels = [np.log(p / (1 - p)) for p in SURE]
    ax.contourf(x1, x2, logits, levels=levels, colors=SHADES, extend="both", zorder=0)
    if logits.min() < 0 < logits.max():
        ax.contour(x1, x2, logits, levels=[0], colors=INK, linewidths=1.5, zorder=1)
    ax.set(title=title, xlim=(x1[0], x1[-1]), ylim=(x2[0], x2[-1]))
    ax.grid(visible=False)
    return ax


def legend_of_points(ax: Axes, **where: Any) -> None:
    """Add the legend of `decision_boundary` to the figure of the Axes; `where` goes to `Figure.legend`."""
    dots = [
        Line2D([], [], linestyle="", color=color, marker=marker, markersize=6, label=f"class {k}")
        for k, (color, marker) in enumerate(CLASSES[:2])
    ]
    rings = [
        Line2D([], [], linestyle="", marker=marker, markersize=size, markerfacecolor="none", color=INK, label=label)
        for marker, size, label in (("o", 8, "wrong label, let go"), (TWO_RINGS, 13, "wrong label, followed"))
    ]
    ax.figure.legend(handles=dots + rings, ncols=4, frameon=False, fontsize=10, **where)


@in_style
def two_decision_boundaries(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Axes]:
    """Plot `decision_boundary` twice, side by side; `left` and `right` hold its arguments; return the Axes."""
    axes = new_figure(10.6, 5.0).subplots(1, 2, sharey=True)
    for ax, arguments in zip(axes, (left, right), strict=True):
        decision_boundary(**arguments, ax=ax)
        ax.label_outer()
    legend_of_points(axes[0], loc="outside lower center")
    n_followed = [int((side["mislabelled"] & side["followed"]).sum()) for side in (left, right)]
    with_alt_text(
        axes[0],
        f"Two half moons of points and the border that a network draws; the shading is stronger where it is surer. "
        f"Left, {left['title']}: a jagged border with bays and islands, strongly shaded; {n_followed[0]} of the ringed "
        f"points, which have a wrong label, are followed. Right, {right['title']}: a smooth border between the moons, "
        f"weakly shaded around it; {n_followed[1]} of the ringed points are followed.",
    )
    return list(axes)


@in_style
def along_a_line(
    positions: np.ndarray,
    probabilities: Mapping[str, np.ndarray],
    points: np.ndarray,
    labels: np.ndarray,
    wrong: np.ndarray,
) -> Axes:
    """Plot probabilities of class 1 along a line, and the labels of the points beside it; return the Axes.

    `positions` (P,) and each of `probabilities` (P,) are the line; `points` (K,) are the points' positions, `labels`
    (K,) are 0 or 1, and `wrong` (K,) is True where the label is wrong.
    """
    ax = new_axes(8.4, 3.9)
    ax.axhline(0.5, color=GREY, linewidth=0.9)
    for (name, p), (color, _, linestyle) in zip(probabilities.items(), SERIES, strict=False):
        ax.plot(positions, p, linestyle, color=color, linewidth=2.2, label=name)
    for p, size, color in zip(probabilities.values(), (10, 4), (INK, SERIES[1][0]), strict=False):
        at = positions[np.flatnonzero(np.diff(p > 0.5))]
        ax.plot(at, np.full(len(at), 0.5), "o", color=color, markersize=size,
                markerfacecolor="none" if size > 5 else color, zorder=5)  # fmt: skip
    for label, (color, marker) in enumerate(CLASSES[:2]):
        rows = labels == label
        ax.plot(points[rows], labels[rows], marker, color=color, markersize=7, markeredgecolor="white", zorder=4)
    ax.plot(points[wrong], labels[wrong], "o", color=INK, markersize=14, markerfacecolor="none", zorder=4)
    ax.text(positions[0] + 0.05, 1.1, "ringed: wrong labels", color=INK)
    ax.set(ylim=(-0.08, 1.2))
    ax.set(xlabel="x₁, along the line", ylabel="probability of class 1", xlim=(positions[0], positions[-1]))
    ax.figure.legend(loc="outside upper left", ncols=3, frameon=False)
    sentences = [f"{name}: from {p.min():.2f} to {p.max():.2f}" for name, p in probabilities.items()]
    return with_alt_text(
        ax,
        f"The probability of class 1 along a level line, and the labels of {len(points)} points near it, {wrong.sum()} "
        f"of them wrong and ringed. Marks show where the first two curves cross one half. {'; '.join(sentences)}. The "
        "curve of the weights as they are falls and rises like cliffs around wrong labels; that of the smaller weights "
        "crosses one half at the same points and hardly leaves it; that with a penalty is a gentle slope.",
    )


@in_style
def accuracy_by_penalty(penalties: Numbers, training: Runs, validation: Runs, right: float) -> Axes:
    """Plot mean accuracy on training and validation rows against λ, with ranges; both (seeds, penalties), λ = 0 first.

    `right` is the accuracy of whoever knows the class of every point. Returns the Axes.
    """
    figure = new_figure(8.6, 4.3)
    none, ax = figure.subplots(1, 2, sharey=True, width_ratios=(1, 9))
    penalties = np.asarray(penalties)
    runs = {"training": np.asarray(training), "validation": np.asarray(validation)}
    for name, scores in runs.items():
        color, marker, linestyle = SCALES[name]
        mean, low, high = scores.mean(axis=0), scores.min(axis=0), scores.max(axis=0)
        ax.plot(penalties[1:], mean[1:], linestyle, color=color, marker=marker)
        ax.fill_between(penalties[1:], low[1:], high[1:], color=color, alpha=0.14, linewidth=0)
        ax.annotate(f"{name} rows", (penalties[1], mean[1]), xytext=(4, 12 if name == "training" else -26),
                    textcoords="offset points", color=color)  # fmt: skip
        none.errorbar([0], mean[:1], [mean[:1] - low[:1], high[:1] - mean[:1]], color=color, marker=marker, capsize=4)
    for part in (none, ax):
        part.axhline(right, color=INK, linewidth=1, linestyle=(0, (1, 2)))
    none.set(xlim=(-1, 1), xticks=[0], xticklabels=["0"], ylabel="accuracy", ylim=(0.4, 1.03))
    ax.set(xscale="log", xlabel="penalty coefficient λ of L2 (log scale)")
    top = penalties[-1]
    ax.text(top, right + 0.015, f"every class right: {right:.0%} of the labels", color=INK, ha="right")
    on_validation = runs["validation"].mean(axis=0)
    best = int(on_validation.argmax())
    for at, words, side in (
        (1, "follows mistakes", "left"),
        (best, "best", "center"),
        (-1, "loses the moons", "right"),
    ):
        ax.annotate(words, (penalties[at], 0.43), ha=side, color=GREY)
    means = runs["training"].mean(axis=0)
    return with_alt_text(
        ax,
        f"Accuracy against the penalty coefficient, 0 and {penalties[1]:g} to {top:g}, on a logarithmic axis, as means "
        f"over {len(runs['training'])} sets of points with ranges. On the training rows it falls from {means[0]:.2f} "
        f"to {means[-1]:.2f}. On validation rows it rises from {on_validation[0]:.2f} to its highest point, "
        f"{on_validation[best]:.2f}, at {penalties[best]:g}, and ends at {on_validation[-1]:.2f}. A dotted line at "
        f"{right:.2f} is the accuracy of whoever knows every class.",
    )


@in_style
def scores_against(
    ax: Axes, penalties: Sequence[float], training: Numbers, validation: Numbers, at: int, right: float
) -> None:
    """Plot accuracies on training and validation rows as a function of λ.

    - `ax`: the Axes to draw on.
    - `penalties`: each λ, in increasing order, at least 0.
    - `training`: the accuracy on training rows at each, in [0, 1].
    - `validation`: the accuracy on validation rows at each.
    - `at`: the index of the λ that is marked.
    - `right`: the share of rows with the right label, a dotted line.
    """
    places = np.arange(len(penalties))
    for name, scores in (("training", training), ("validation", validation)):
        color, marker, linestyle = SCALES[name]
        ax.plot(places, scores, linestyle, color=color, marker=marker, markersize=4, label=f"{name} rows")
        ax.plot([at], [scores[at]], marker, color=color, markersize=11, markeredgecolor=INK)
    ax.axhline(right, color=INK, linewidth=1, linestyle=(0, (1, 2)))
    ax.set(ylim=(0.4, 1.03), xlabel="λ", title="accuracy")
    ax.set_xticks(places, [f"{penalty:g}" for penalty in penalties], rotation=60, fontsize=9)
    ax.legend(loc="lower left", frameon=False, fontsize=9.5)
