"""Figures of lecture 10: functions beside their derivatives, soft gates, Jacobians, and what a choice is worth."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle, Wedge
from matplotlib.text import Text

from dlcourse.plots.page.style import BLUE, GREY, INK, SERIES, Numbers, in_style, new_figure, with_alt_text

SHUT = 0.05  # a slope below this is shaded: next to nothing comes back
_TITLES = {"relu": "ReLU", "gelu": "GELU", "leaky_relu": "leaky ReLU"}
Curves = Mapping[str, tuple[np.ndarray, np.ndarray]]


@in_style
def fitted_curves(
    x: np.ndarray, y: np.ndarray, fits: Mapping[str, np.ndarray], width: float = 10, height: float = 3.2
) -> list[Axes]:
    """Plot the points (x, y), both (P,), with each network's fitted curve; `fits` maps a name to (P,).

    Returns the Axes in a list, one for each network.
    """
    figure = new_figure(width, height)
    axes = figure.subplots(1, len(fits), sharex=True, sharey=True, squeeze=False)[0]
    for ax, (name, fit), (color, _, linestyle) in zip(axes, fits.items(), SERIES, strict=False):
        ax.plot(x, y, "o", color="#b5b5b5", markersize=4)
        ax.plot(x, fit, linestyle, color=color, linewidth=2.2)
        ax.set(title=name, xlabel="x")
    axes[0].set(ylabel="y")
    return list(axes)


@in_style
def functions_and_derivatives(z: np.ndarray, functions: Curves, width: float = 10, height: float = 4.6) -> np.ndarray:
    """Plot each function in a column: its values above, its derivative below, one scale for each row.

    `functions` maps a name to (values, derivatives), both (P,) over z (P,). A tail in which the slope stays below 0.05
    in size is shaded in both. Returns the Axes (2, functions).
    """
    figure = new_figure(width, height)
    axes = figure.subplots(2, len(functions), sharex=True, sharey="row", squeeze=False)
    for column, (name, curves) in zip(axes.T, functions.items(), strict=True):
        for ax, curve, (color, _, linestyle) in zip(column, curves, SERIES, strict=False):
            ax.fill_between(z, 0, 1, where=_flat_tails(curves[1]), transform=ax.get_xaxis_transform(),
                            color="#dcdcdc", linewidth=0)  # fmt: skip
            ax.axhline(0, color=GREY, linewidth=0.8)
            ax.axvline(0, color=GREY, linewidth=0.8)
            ax.plot(z, _open_at_jumps(curve), linestyle, color=color, linewidth=2.4)
        column[0].set_title(name, fontsize=13)
        column[1].set(xlabel="z", xlim=(z[0], z[-1]))
    axes[0, 0].set(ylabel="value", ylim=(-2, 3))
    axes[1, 0].set(ylabel="slope", ylim=(-0.3, 2))
    return axes


def _open_at_jumps(curve):
    """Return a curve (P,) with a gap where it jumps by more than 0.3 between neighbours: there it has no value."""
    jumps = np.flatnonzero(np.abs(np.diff(curve)) > 0.3)
    open_curve = np.array(curve, float)
    open_curve[jumps] = np.nan
    return open_curve


def _flat_tails(slope):
    """Return a mask of the points from which a slope (P,) stays next to 0 to an end; a crossing of 0 is no tail."""
    flat = np.abs(slope) < SHUT
    return np.logical_and.accumulate(flat) | np.logical_and.accumulate(flat[::-1])[::-1]


@in_style
def steps_of_one_sign() -> Axes:
    """Plot the way of two weights whose changes have the same sign in each step, and the way that they want to go."""
    ax = new_figure(6.2, 3.9).add_subplot()
    for x, y in ((0, 0), (-2.6, -2.6)):
        ax.add_patch(Rectangle((x, y), 2.6 if x else 5.2, 2.6 if y else 2.2, facecolor="#cfe0f0", linewidth=0))
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0, color=GREY, linewidth=0.8)
    moves = np.array([(1.15, 0.3), (-0.25, -0.95)] * 4)
    way = np.vstack([np.zeros(2), np.cumsum(moves, axis=0)])
    arrow = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0}
    for turn in way[2:-1:2]:  # here, too, the same two quadrants are the allowed ones
        for degrees in (0, 180):
            ax.add_patch(Wedge(turn, 0.55, degrees, degrees + 90, facecolor="#cfe0f0", linewidth=0))
    for start, end in pairwise(way):
        ax.annotate("", end, start, arrowprops={**arrow, "color": BLUE, "linewidth": 1.8})
    ax.annotate("", way[-1], (0, 0), arrowprops={**arrow, "color": INK, "linewidth": 1.6, "linestyle": "--"})
    ax.text(0.15, 2.05, "both weights rise", va="top", fontsize=10)
    ax.text(-0.15, -2.45, "both weights fall", ha="right", fontsize=10)
    ax.text(0.15, -2.2, "the way wanted", fontsize=10)
    ax.text(3.2, -0.55, "the steps allowed", fontsize=10, color=BLUE)
    ax.set(xlim=(-2.6, 5.2), ylim=(-2.9, 2.2), aspect="equal", xticks=[], yticks=[])
    ax.set(xlabel="change of one weight", ylabel="change of another")
    ax.grid(visible=False)
    ax.spines[["left", "bottom"]].set_visible(False)
    return with_alt_text(
        ax,
        "A plane of the changes of two weights. Shaded are the quadrants in which both rise and in which both fall, "
        "and, smaller, the same two where each further pair of steps begins. The way wanted, dashed, leads to the "
        "lower right, into neither; the steps allowed, each up and to the right or down and to the left, reach the "
        "same place in a zigzag.",
    )


@in_style
def four_functions(z: np.ndarray, curves: Curves) -> Axes:
    """Plot sigmoid, tanh, ReLU and GELU (values, derivatives) with what to see in each slope; return the first Axes."""
    axes = functions_and_derivatives(z, curves)
    _note(
        axes[1],
        ("at most ¼", "1, at one\nplace only", "exactly 0,\nor exactly 1", "a little\nbelow 0\non the left"),
    )
    formulas = "$1/(1 + e^{-z})$", "$2\\,\\sigma(2z) - 1$", r"$\max(0, z)$", "$z\\,\\Phi(z)$"
    for ax, formula in zip(axes[0], formulas, strict=True):
        ax.set_title(formula, loc="right", fontsize=11)
    return with_alt_text(
        axes[0, 0],
        "Four functions above their slopes, on one scale; grey in tails with a slope below 0.05. Sigmoid: from 0 to 1, "
        "slope a low hill, at most a quarter, grey on both sides. Tanh: from −1 to 1, slope a hill that reaches 1 at "
        "0 only, grey on both sides. ReLU: 0, then z; slope exactly 0, then exactly 1, the whole left half grey. "
        "GELU: close to ReLU, but a smooth dip below 0 on the left; slope from 0 through small negative values up to "
        "a little above 1, grey on the far left.",
    )


@in_style
def more_functions(z: np.ndarray, curves: Curves) -> Axes:
    """Plot leaky ReLU, ELU and SELU (values, derivatives); return the first Axes."""
    axes = functions_and_derivatives(z, curves)
    _note(axes[1], ("α, or 1", "falls to 0\nfar left", "1.05, and up\nto 1.76"), 0.54)
    return with_alt_text(
        axes[0, 0],
        "Three more functions above their slopes, on one scale; grey in tails with a slope below 0.05. Leaky ReLU: a "
        "shallow line, then z; slope α = 0.2, then 1, nowhere grey. ELU: a curve that levels off at −1, then z; slope "
        "falls from 1 towards 0 on the left. SELU: like ELU, down to −1.76; slope 1.05 on the right, and just left of "
        "0 it jumps to 1.76.",
    )


def _note(axes, notes, x=0.05):
    """Write a note into the upper part of each Axes."""
    for ax, note in zip(axes, notes, strict=True):
        ax.text(x, 0.94, note, transform=ax.transAxes, va="top", fontsize=10, color=INK, linespacing=1.25)


@in_style
def soft_gates(
    z: np.ndarray,
    gates: Mapping[str, np.ndarray],
    functions: Mapping[str, np.ndarray],
    slopes: Mapping[str, np.ndarray],
) -> Axes:
    """Plot three gates (P,) over z, z times each of them close to 0, and the slopes of that; return the left Axes.

    Where the last slope is negative, the third panel is shaded; where the second turns positive, it is marked.
    """
    axes = new_figure(10, 3.7).subplots(1, 3)
    for ax, curves in zip(axes, (gates, functions, slopes), strict=True):
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.axvline(0, color=GREY, linewidth=0.8)
        for (name, curve), (color, _, linestyle) in zip(curves.items(), SERIES, strict=False):
            ax.plot(z, curve, linestyle, color=color, linewidth=2.2, label=name)
        ax.set(xlabel="z", xlim=(z[0], z[-1]))
    axes[0].set(title="the gate: how far it is open", ylim=(-0.08, 1.5))
    axes[0].legend(loc="upper left", frameon=False, fontsize=10, handlelength=2.6)
    axes[1].set(title="z times the gate", ylim=(-0.42, 1.2))
    axes[2].set(title="its slope", ylim=(-0.2, 1.2))
    swish, slope = list(functions.values())[-1], list(slopes.values())[-1]
    lowest = int(swish.argmin())
    text = f"swish is lowest,\n{swish[lowest]:.2f}, at {z[lowest]:.2f}".replace("-", "−")
    axes[1].annotate(
        text, (z[lowest], swish[lowest]), (z[0] + 0.2, 0.5), va="center", fontsize=10,
        arrowprops={"arrowstyle": "-", "color": INK, "shrinkB": 3},
    )  # fmt: skip
    axes[2].fill_between(
        z, 0, 1, where=slope < 0, transform=axes[2].get_xaxis_transform(), color="#f6dccb", linewidth=0, zorder=0
    )
    axes[2].text(z[0] + 0.2, 0.94, "here swish\nfalls as z\nrises", va="top", fontsize=10)
    turn, color = _last_crossing(z, list(slopes.values())[1]), SERIES[1][0]
    axes[2].plot([turn, turn], [-0.2, 0], ":", color=color, linewidth=1.6)
    axes[2].text(turn + 0.1, -0.19, f"{turn:.2f}".replace("-", "−"), color=color, fontsize=10, va="bottom")
    return with_alt_text(
        axes[0],
        "Three panels. First, three gates: ReLU's jumps from 0 to 1 at z = 0, GELU's climbs smoothly from 0 at about "
        "−2.5 to 1 at 2.5, swish's climbs more slowly. All are one half at 0, but for ReLU's. Second, z times each "
        "gate: ReLU is 0 and then z; GELU and swish dip below 0 on the left and approach z on the right. Swish is "
        f"lowest, {swish[lowest]:.2f}, at z = {z[lowest]:.2f}. Third, the slopes: ReLU's jumps from 0 to 1, those of "
        "GELU and swish are a little below 0 on the far left, one half at 0, and a little above 1 on the right; the "
        f"side where swish's is negative is shaded, and GELU's is marked at {turn:.2f}, where it turns "
        "positive.".replace("-", "−"),
    )


def _last_crossing(z, slope):
    """Return the last z, between two points, at which a slope (P,) turns from negative to positive."""
    k = np.flatnonzero((slope[:-1] < 0) & (slope[1:] >= 0))[-1]
    return float(np.interp(0, slope[k : k + 2], z[k : k + 2]))


@in_style
def jacobians(matrices: Mapping[str, np.ndarray]) -> Axes:
    """Draw Jacobians (K, K) as heat maps with their numbers: blue for positive, orange for negative; return the Axes.

    `matrices` maps a title to a matrix.
    """
    figure = new_figure(7.4, 3.5, layout="none")
    for k, (title, matrix) in enumerate(matrices.items()):
        ax = figure.add_axes((0.1 + 0.46 * k, 0.155, 0.365, 0.73))
        share = np.clip(np.abs(matrix) / 0.25, 0, 1)[..., None]
        tint = np.where(matrix[..., None] >= 0, (11, 95, 165), (179, 64, 14))
        ax.imshow((255 + share * (tint - 255.0)) / 255, interpolation="nearest")
        for j, i in np.ndindex(matrix.shape):
            dark = share[j, i, 0] > 0.55
            text = _number(matrix[j, i])
            size = 11 if len(text) < 6 else 8.5
            ax.text(i, j, text, ha="center", va="center", color="white" if dark else INK, fontsize=size)
        names = [str(1 + j) for j in range(len(matrix))]
        ax.set_xticks(range(len(matrix)), [f"$z_{name}$" for name in names])
        ax.set_yticks(range(len(matrix)), [f"$a_{name}$" for name in names])
        ax.set_title(title, fontsize=11.5, pad=8)
        ax.set_xlabel("moving this score …", fontsize=10)
        ax.grid(False)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(True)
        if k == 0:
            ax.set_ylabel("… moves this output by", fontsize=10)
            first = ax
    said = "; ".join(
        title.replace("\n", ", ") + ": " + ", ".join("(" + " ".join(map(_number, row)) + ")" for row in matrix)
        for title, matrix in matrices.items()
    ).replace("-", "−")
    return with_alt_text(
        first,
        "Square heat maps with numbers, a row for each output, a column for each score; blue for positive and orange "
        f"for negative. {said}.",
    )


def _number(entry):
    """Return an entry with two digits behind the point, or the first one that is not 0; with a true minus."""
    return "0" if entry == 0 else f"{entry:{'.2f' if abs(entry) >= 0.005 else '.1g'}}".replace("-", "−")


@in_style
def accuracies_by_activation(panels: Mapping[str, Mapping[str, tuple[float, Numbers]]]) -> Axes:
    """Plot, for each activation, the accuracy of each seed at its learning rate, and their mean; return the first Axes.

    `panels` maps a title to scores, which map a name to (learning rate, accuracies).
    """
    axes = new_figure(10, 3.9).subplots(1, len(panels), squeeze=False)[0]
    said = []
    for ax, (title, scores) in zip(axes, panels.items(), strict=True):
        lowest = min(min(values) for _, values in scores.values())
        low = 0.7 if lowest > 0.72 else 0.0  # the axis begins where the accuracies do
        for k, (rate, values) in enumerate(scores.values()):
            ax.plot(values, np.full(len(values), k), "o", color=BLUE, alpha=0.45, markersize=7, markeredgewidth=0)
            ax.plot([np.mean(values)] * 2, [k - 0.3, k + 0.3], color=INK, linewidth=2)
            left, gap = np.mean(values) > 0.5 + low / 2, 0.03 * (1 - low)  # the label stands where there is room
            text, at = f"{np.mean(values):.2f} (η = {rate:g})", min(values) - gap if left else max(values) + gap
            ax.text(at, k, text, ha="right" if left else "left", va="center", fontsize=10, color=INK)
        ax.set_yticks(range(len(scores)), [_TITLES.get(name, name) for name in scores])
        ax.set(
            title=title,
            xlabel="accuracy on test digits",
            xlim=(low, 1 + 0.02 * (1 - low)),
            ylim=(len(scores) - 0.4, -0.6),
        )
        ax.grid(axis="y", visible=False)
        each = "; ".join(
            f"{_TITLES.get(name, name)} {np.mean(values):.3f}, from {min(values):.3f} to {max(values):.3f}, at {rate:g}"
            for name, (rate, values) in scores.items()
        )
        said.append(f"{title}: {each}.")
    return with_alt_text(
        axes[0],
        "Accuracy on test digits by activation, five seeds (dots) and their mean (bar), each at a learning rate of its "
        "own. " + " ".join(said),
    )


@in_style
def fit_and_its_parts(
    x: np.ndarray, y: np.ndarray, wide: np.ndarray, units: int, fits: int, reach: float
) -> tuple[Axes, list[Line2D], list[Line2D], Text]:
    """Draw the Axes of the explorer: points, and room for the curves of some fits and for the parts of the first.

    - `x`: the points' inputs, (P,).
    - `y`: the points' values, (P,).
    - `wide`: the inputs over which the curves go, beyond those of the points.
    - `units`: hidden units of the network, a line for each.
    - `fits`: curves, at least 1; the first is bold.
    - `reach`: the right Axes show parts between −`reach` and `reach`, over the points' inputs alone.

    Returns the left Axes, the curves, the lines of the units' parts and, dashed, of the bias behind them, and the
    title: all without data.
    """
    figure = new_figure(10, 4.3, layout="none")
    left, right = figure.add_axes((0.05, 0.12, 0.52, 0.74)), figure.add_axes((0.64, 0.12, 0.345, 0.74))
    for side in ((wide[0], x.min()), (x.max(), wide[-1])):
        left.axvspan(*side, color="#ececec", linewidth=0, zorder=0)
    for ax, span in ((left, wide), (right, x)):
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.set(xlim=(span[0], span[-1]), xlabel="x")
    left.plot(x, y, "o", color="#9a9a9a", markersize=3.5)
    left.set_ylim(-5, 5)
    right.set_ylim(-reach, reach)
    left.text(0, -4.75, "bold: one start; thin: four others", ha="center", va="bottom", fontsize=10, color=GREY)
    for at in (x.min(), x.max()):
        left.text(
            (at + np.sign(at) * abs(wide[0])) / 2, 4.72, "no data", ha="center", va="top", fontsize=10, color=GREY
        )
    right.set_title("what each hidden unit adds to the bold one", fontsize=11)
    color, _, _ = SERIES[1]
    curves = [left.plot([], [], color=color, linewidth=0.9, alpha=0.75)[0] for _ in range(fits - 1)]
    curves = [left.plot([], [], color=BLUE, linewidth=2.6)[0], *curves]
    looks = [SERIES[k % len(SERIES)] for k in range(units)]
    parts = [
        right.plot([], [], line, color=color, linewidth=1.4 if k < len(SERIES) else 2.6)[0]
        for k, (color, _, line) in enumerate(looks)
    ]
    parts.append(right.plot([], [], linestyle=(0, (6, 3)), color=INK, linewidth=1)[0])
    return left, curves, parts, left.set_title("", fontsize=11)
