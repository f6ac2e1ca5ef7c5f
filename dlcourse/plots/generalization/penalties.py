"""Figures of lecture 13 on penalties: one weight, two weights, thirty weights, and what early stopping keeps."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon

from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.page.style import (
    BLUE,
    GREY,
    INK,
    SERIES,
    Numbers,
    Runs,
    in_style,
    new_axes,
    new_figure,
    with_alt_text,
)

L2_COLOR, L1_COLOR = SERIES[0][0], SERIES[1][0]
PALE_BAND = "#ececec"


@in_style
def one_weight(
    a: np.ndarray, by_l2: np.ndarray, by_l1: np.ndarray, penalty: float, examples: Sequence[float]
) -> list[Axes]:
    """Plot the cost ½(w − a)² + λ|w| for two `examples` of a; beside it the weight of the lowest cost against a.

    All (A,): `a` is the weight that the loss alone would like, `by_l2` and `by_l1` the weights of the lowest cost.
    `penalty` is the λ of L1. Returns both Axes.
    """
    left, right = new_figure(10.4, 4.3).subplots(1, 2)
    w = np.linspace(-0.8, max(examples) + 0.8, 401)
    for target, (color, marker, linestyle) in zip(examples, SERIES[1:], strict=False):
        cost = (w - target) ** 2 / 2 + penalty * np.abs(w)
        lowest = np.sign(target) * max(abs(target) - penalty, 0)
        left.plot(w, cost, linestyle, color=color)
        left.plot(lowest, (lowest - target) ** 2 / 2 + penalty * abs(lowest), marker, color=color, markersize=9)
        side = w[0] + 0.03 if target < penalty else w[-1] - 0.03
        left.annotate(f"a = {target:g}", (side, (side - target) ** 2 / 2 + penalty * abs(side)), xytext=(0, 6),
                      textcoords="offset points", color=color, ha="left" if side < 0 else "right")  # fmt: skip
    left.axvline(0, color=GREY, linewidth=0.8)
    left.set(xlabel="weight w", title=f"the cost under L1, λ = {penalty:g}", ylim=(0, None))
    right.axvspan(-penalty, penalty, color=PALE_BAND, linewidth=0)
    right.plot(a, a, ":", color=GREY, linewidth=1.2)
    for values, color, linestyle in ((by_l2, L2_COLOR, "-"), (by_l1, L1_COLOR, "--")):
        right.plot(a, values, linestyle, color=color)
    reach = a[-1]
    for height, text, color in ((reach, "no penalty", GREY), (by_l1[-1], "L1", L1_COLOR), (by_l2[-1], "L2", L2_COLOR)):
        right.annotate(text, (reach, height), xytext=(5, 0), textcoords="offset points", color=color, va="center",
                       annotation_clip=False)  # fmt: skip
    right.text(0, 0.15 - reach, "L1: exactly 0", ha="center", va="bottom", color=L1_COLOR)
    right.set(xlabel="weight that the loss alone would like, a", title="the weight of the lowest cost")
    right.set(xlim=(-reach, reach), ylim=(-reach, reach))
    ends = [format_number(value) for value in (by_l2[-1], by_l1[-1], reach, penalty)]
    with_alt_text(
        left,
        f"Left: the cost of a single weight under L1, with a kink at 0. For a = {examples[0]:g} its lowest point lies "
        f"in the kink, for a = {examples[1]:g} to the right of it, at {max(examples[1] - penalty, 0):g}. Right: the "
        f"weight of the lowest cost against a. A dotted diagonal is no penalty. Under L2 a straight, shallower line "
        f"through 0 reaches {ends[0]} at a = {ends[2]}. Under L1 the line lies flat on 0 for a between "
        f"−{ends[3]} and {ends[3]}, a grey band, then runs beside the diagonal and reaches {ends[1]}.",
    )
    return [left, right]


@in_style
def two_penalties(
    matrix: np.ndarray,
    best: np.ndarray,
    lines: Mapping[str, np.ndarray],
    few: Mapping[str, np.ndarray],
    many: Mapping[str, np.ndarray],
    informative: np.ndarray,
    at: int,
    penalty: float,
) -> Figure:
    """Plot two weights under L2 and L1, with the loss, the penalty and the path; below, all weights of a larger fit.

    - `matrix`: A of the loss (w − best)ᵀ A (w − best), (2, 2).
    - `best`: the weights of the lowest loss, (2,).
    - `lines`: a dict from "L2" and "L1" to the paths drawn, (any number, 2): λ rises in finer steps than in `few`.
    - `few`: a dict from both to the weights of the lowest cost for each λ, (λs, 2).
    - `many`: the same of the larger fit, (λs, n).
    - `informative`: True where an input of the larger fit matters, (n,).
    - `at`: the index of the λ shown.
    - `penalty`: this λ, at least 0.

    Returns the figure.
    """
    figure = new_figure(9.6, 6.9, layout="none")  # fixed positions: many frames are drawn
    for column, name in enumerate(("L2", "L1")):
        top = figure.add_axes((0.075 + 0.485 * column, 0.43, 0.43, 0.51))
        _bowl(top, matrix, best, lines[name], few[name][at], name)
        top.set_title(f"{name}, λ = {penalty:g}")
        below = figure.add_axes((0.075 + 0.485 * column, 0.085, 0.43, 0.235))
        _stems(below, many[name][at], informative)
        if not column:
            top.set_ylabel("w₂")
            below.set_ylabel("weight")
    return figure


def _bowl(ax, matrix, best, line, w, name):
    """Draw the loss's contours, the circle or diamond through the weights `w`, and their path."""
    w1, w2 = np.meshgrid(np.linspace(-3.4, 3.6, 106), np.linspace(-3.2, 2.7, 90))
    d1, d2 = w1 - best[0], w2 - best[1]
    loss = matrix[0, 0] * d1**2 + 2 * matrix[0, 1] * d1 * d2 + matrix[1, 1] * d2**2
    ax.contour(w1, w2, loss, levels=[0.1, 0.4, 1, 2, 3.5, 5.5, 8, 12, 18], colors="#b9b9b9", linewidths=0.9)
    ax.axhline(0, color=GREY, linewidth=0.9)
    ax.axvline(0, color=GREY, linewidth=0.9)
    color = L2_COLOR if name == "L2" else L1_COLOR
    ax.plot(*line.T, color=INK, linewidth=1.3)
    ax.plot(*best, "+", color=INK, markersize=11, markeredgewidth=1.8)
    if np.any(w):
        d = w - best
        ax.contour(w1, w2, loss, levels=[max(float(d @ matrix @ d), 1e-4)], colors=INK, linewidths=1.2,
                   linestyles="--")  # fmt: skip
        size = np.abs(w).sum()
        shape = (
            Circle((0, 0), np.hypot(*w))
            if name == "L2"
            else Polygon(size * np.array([[1, 0], [0, 1], [-1, 0], [0, -1]]))
        )
        shape.set(facecolor=color, alpha=0.16)
        ax.add_patch(shape)
    ax.plot(*w, "o", color=color, markersize=10, markeredgecolor="white", zorder=5)
    ax.set(xlabel="w₁", xlim=(-3.4, 3.6), ylim=(-3.2, 2.7), aspect="equal")
    ax.grid(visible=False)


def _stems(ax, w, informative):
    """Draw weights as stems: dark those of inputs that matter; small squares mark the others."""
    inputs = np.arange(len(w))
    for mask, color, marker in ((~informative, GREY, "s"), (informative, BLUE, "o")):
        ax.vlines(inputs[mask], 0, w[mask], color=color, linewidth=1.6)
        ax.plot(inputs[mask], w[mask], marker, color=color, markersize=4)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set(xlabel=f"{len(w)} inputs, {informative.sum()} of them matter: exactly 0 are {int((w == 0).sum())}",
           ylim=(-2.1, 2.4))  # fmt: skip


@in_style
def weight_paths(
    penalties: Numbers,
    paths: Mapping[str, np.ndarray],
    true: np.ndarray,
    errors: Mapping[str, Runs],
) -> list[Axes]:
    """Plot all weights against λ, a column per entry of `paths` (λs, n); below, the validation errors (sets, λs).

    `true` (n,) are the weights of the data: the curves of those that are not 0 are dark and end in a hollow mark on the
    left. Returns the Axes.
    """
    axes = new_figure(10.4, 6.2).subplots(2, len(paths), sharex=True, sharey="row", height_ratios=(5, 3))
    for column, (name, weights) in enumerate(paths.items()):
        top, below = axes[:, column]
        for k in np.flatnonzero(true == 0):
            top.plot(penalties, weights[:, k], color="#a9a9a9", linewidth=0.9)
        for k in np.flatnonzero(true):
            top.plot(penalties, weights[:, k], color=BLUE, linewidth=2.2)
            top.plot([penalties[0]], [true[k]], "o", color=BLUE, markerfacecolor="white", markersize=8, zorder=5)
        runs = np.asarray(errors[name])
        mean = runs.mean(axis=0)
        below.plot(penalties, mean, color=INK)
        below.fill_between(penalties, runs.min(axis=0), runs.max(axis=0), color=GREY, alpha=0.16, linewidth=0)
        best = penalties[mean.argmin()]
        for ax in (top, below):
            ax.axvline(best, color=INK, linewidth=1.2, linestyle="--")
        below.annotate(f"lowest at λ = {best:.2g}", (best, 0.08), xytext=(6, 0), textcoords="offset points")
        top.set(title=f"{name} (circles: the true weights)", xscale="log")
        below.set(xlabel="penalty coefficient λ (log scale)", ylim=(0, 2.7))
    axes[0, 0].set_ylabel("weights of the first set")
    axes[1, 0].set_ylabel("validation error")
    ends = [
        f"under {name}, {int((weights[-1] == 0).sum())} are exactly 0 at the largest λ, and the lowest mean error is "
        f"at λ = {penalties[np.asarray(errors[name]).mean(axis=0).argmin()]:.2g}"
        for name, weights in paths.items()
    ]
    with_alt_text(
        axes[0, 0],
        f"The {len(true)} weights of a fit against the penalty coefficient λ, {penalties[0]:.2g} to "
        f"{penalties[-1]:.2g}, a panel for each penalty; below, the validation error with its range over {len(runs)} "
        f"sets. The weights shrink as a whole with λ: under L2 smoothly, under L1 one after the other down to "
        f"exactly 0, those of inputs that matter last; {'; '.join(ends)}.",
    )
    return list(axes.ravel())


@in_style
def kept_shares(curvatures: np.ndarray, shares: Mapping[str, np.ndarray]) -> Axes:
    """Plot the share of a weight that is kept against the curvature of the loss, a line per entry; return the Axes."""
    ax = new_axes(7.4, 3.6)
    for (name, values), (color, _, linestyle) in zip(shares.items(), SERIES, strict=False):
        ax.plot(curvatures, values, linestyle, color=color, linewidth=2.2, label=name)
    ax.text(curvatures[0], 0.16, "flat directions:\nheld back", color=GREY)
    ax.text(curvatures[-1], 0.84, "steep directions:\nlearnt", color=GREY, ha="right", va="top")
    ax.set(xscale="log", xlabel="curvature h of the loss (log scale)", ylabel="share of a that is reached")
    ax.legend(frameon=False, loc="upper left")
    ends = [f"{name} goes from {values[0]:.2f} to {values[-1]:.2f}" for name, values in shares.items()]
    gap = max(np.abs(np.subtract(*list(shares.values())[:2])))
    return with_alt_text(
        ax,
        f"The share of the best weight that is reached, against the loss's curvature from {curvatures[0]:g} to "
        f"{curvatures[-1]:g}, on a logarithmic axis: two curves of the same S shape, at most {gap:.2f} apart. "
        f"{'; '.join(ends)}.",
    )
