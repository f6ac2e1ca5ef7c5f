"""Figures of lecture 05: losses and their derivatives, and what each makes of an outlier."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.page.style import (
    GREY,
    INK,
    PALE_PAPER,
    SERIES,
    Numbers,
    in_style,
    new_axes,
    new_figure,
    with_alt_text,
)

LOOKS = {
    "MSE": SERIES[0],
    "MAE": SERIES[1],
    "Huber": SERIES[2],
    "BCE": ("#6a3d9a", "D", "--"),
}  # one look each, in all figures
Labels = Mapping[str, tuple[float, float]]  # a text to its place


@in_style
def waits_on_a_line(minutes: Numbers, special: str = "strike") -> Axes:
    """Plot numbers (N,) as dots on a line, the largest one named `special`, and the question; return the Axes."""
    ax = new_axes(7.6, 1.7)
    ax.axhline(0, color=GREY, linewidth=1)
    ax.plot(minutes, np.zeros(len(minutes)), "o", color=INK, markersize=4, zorder=3)  # 1 to 4 stay apart
    largest = float(np.max(minutes))
    for group in _neighbours(sorted(map(float, minutes)), largest / 20):
        text = ", ".join(f"{each:g}" for each in group)
        ax.annotate(text, (float(np.mean(group)), 0), (0, 9), textcoords="offset points", ha="center")
    ax.annotate(special, (largest, 0), (0, 26), textcoords="offset points", ha="center", color=GREY)
    ax.text(largest / 2, 0.35, "which one number for tomorrow?", ha="center", color=INK, fontsize=12)
    ax.set(xlabel="minutes of waiting", ylim=(-0.35, 0.85), xlim=(-4, largest + 6), yticks=[])
    ax.spines["left"].set_visible(False)
    ax.grid(False)
    listed = ", ".join(f"{each:g}" for each in minutes)
    return with_alt_text(
        ax, f"Dots on a line of minutes at {listed}; the last one is marked: {special}. Which one number for tomorrow?"
    )


def _neighbours(numbers: Sequence[float], gap: float) -> list[list[float]]:
    """Return the sorted numbers in groups, in which each is less than `gap` above the one before."""
    groups = [[numbers[0]]]
    for before, each in pairwise(numbers):
        if each - before < gap:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def regression_losses(
    errors: np.ndarray, losses: Mapping[str, np.ndarray], derivatives: Mapping[str, np.ndarray], delta: float
) -> Axes:
    """Plot MSE, MAE and Huber over the error (P,), above their derivatives; both map names to (P,). Returns Axes."""
    labels = {"MSE: d²": (-1.75, 5.2), "MAE: |d|": (3.55, 2.6), f"Huber, δ = {delta:g}": (3.2, 5.3)}
    below = {"2d: no limit": (2.15, 2.45), "±1, none at 0": (3.2, 0.55), "d, but never beyond ±δ": (2.75, 1.78)}
    at_zero = np.abs(errors) < 1e-9  # MAE has no derivative at 0, so nothing is drawn there
    shown_derivatives = {**derivatives, "MAE": np.where(at_zero, np.nan, derivatives["MAE"])}
    upper, _ = losses_and_derivatives(errors, losses, shown_derivatives, "error d = ŷ − y", labels, below)
    return with_alt_text(
        upper,
        f"Above, the loss of an error from {format_short(errors[0])} to {format_short(errors[-1])}: MSE a parabola, "
        f"MAE a V, Huber with δ = {delta:g} a parabola in the middle with straight arms. Below, their derivatives: "
        "that of MSE grows without limit, that of MAE jumps from −1 to 1 at 0, that of Huber rises through 0 and stays "
        f"at {delta:g}.",
    )


def classification_losses(
    z: np.ndarray, losses: Mapping[str, np.ndarray], derivatives: Mapping[str, np.ndarray]
) -> Axes:
    """Plot binary cross-entropy and squared error over the logit z (P,) of a row of label 1, above their derivatives.

    `losses` and `derivatives` map "BCE" and "MSE" (of the probability) to (P,). Returns Axes.
    """
    labels = {"cross-entropy: −ln σ(z)": (-3.2, 6.4), "squared error: (σ(z) − 1)²": (-5.2, 1.35)}
    below = {"cross-entropy: near −1": (-7.0, -0.86), "squared error: near 0": (-7.0, -0.14)}
    upper, _ = losses_and_derivatives(
        z, losses, derivatives, "logit z of a row with label 1", labels, below, ylims=((0, 10.2), (-1.15, 0.15))
    )
    steepest = int(np.argmin(derivatives["MSE"]))
    return with_alt_text(
        upper,
        "Above, the loss of a logit z for label 1: cross-entropy is nearly the straight line −z on the left; the "
        "squared error flattens out at 1. Below, the derivatives: that of cross-entropy goes to −1 on the left, that "
        f"of the squared error dips to {format_short(derivatives['MSE'][steepest])} near z = "
        f"{format_short(z[steepest])} and is back near 0 at z = {format_short(z[0])}.",
    )


@in_style
def losses_and_derivatives(
    x: np.ndarray,
    losses: Mapping[str, np.ndarray],
    derivatives: Mapping[str, np.ndarray],
    xlabel: str,
    labels: Labels,
    derivative_labels: Labels,
    ylims: Sequence[tuple[float, float]] = ((0, 6), (-3, 3)),
    looks: Sequence[tuple[str, str, str]] | None = None,
) -> tuple[Axes, Axes]:
    """Plot losses above their derivatives; return the upper and the lower Axes.

    - `x`: the horizontal positions, (P,).
    - `losses`: a dict from name to values, (P,).
    - `derivatives`: a dict with the same names to derivatives, (P,).
    - `xlabel`: the label of the horizontal axis.
    - `labels`: a dict from text to its position (x, y) beside a loss, in the order of `losses`.
    - `derivative_labels`: the same for the derivatives.
    - `ylims`: (low, high) of the upper and of the lower axis.
    - `looks`: (colour, marker, line style) of each curve; None takes that of its name in LOOKS, or the next of the
      series.
    """
    upper, lower = new_figure(7.4, 5.6).subplots(2, 1, sharex=True)
    looks = looks or [LOOKS.get(name, style) for name, style in zip(losses, SERIES, strict=False)]
    for ax, curves, texts, ylabel, ylim in (
        (upper, losses, labels, "loss", ylims[0]),
        (lower, derivatives, derivative_labels, "derivative", ylims[1]),
    ):
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.axvline(0, color=GREY, linewidth=0.8)
        for (name, y), (color, _, linestyle) in zip(curves.items(), looks, strict=True):
            ax.plot(x, y, color=color, linestyle=linestyle, linewidth=2.2, label=name)
        for (text, position), (color, _, _) in zip(texts.items(), looks, strict=True):
            ax.text(*position, text, color=color, ha="center", bbox=PALE_PAPER, fontsize=10.5)
        ax.set(ylabel=ylabel, ylim=ylim, xlim=(x[0], x[-1]))
    lower.set(xlabel=xlabel)
    return upper, lower


@in_style
def costs_of_constants(constants: np.ndarray, costs: Mapping[str, np.ndarray], minutes: Numbers) -> Axes:
    """Plot the cost of each constant prediction (P,), a panel for each loss, with the lowest marked; return an Axes.

    `costs` maps a name that begins with that of a loss to (P,); the rows `minutes` (N,) are ticks at the bottom. MAE
    has a second panel, up to 6, as its kinks are too near to one another to be seen on the first.
    """
    panels = [(name, constants, cost) for name, cost in costs.items()]
    near = constants <= 6
    panels.insert(
        list(costs).index("MAE") + 1, ("MAE, enlarged", constants[near], np.asarray(costs["MAE"])[near])
    )  # fmt: skip
    axes = new_figure(9.8, 3.2).subplots(1, len(panels))
    found = []
    for ax, (name, across, cost) in zip(axes, panels, strict=True):
        color, marker, linestyle = LOOKS[name.split(",")[0]]
        best = int(np.argmin(cost))
        ax.plot(across, cost, color=color, linestyle=linestyle, linewidth=2.2)
        ax.plot(
            across[best], cost[best], marker, color=color, markersize=9, markerfacecolor="none", markeredgewidth=1.6
        )
        right = across[best] > 0.5 * across[-1]  # then the text ends near the mark, and stays in its panel
        ax.annotate(f"lowest at {across[best]:g}", (across[best], cost[best]), (16 if right else 4, -18),
                    textcoords="offset points", ha="right" if right else "left", color=color, fontsize=10)  # fmt: skip
        low = cost[best] - 0.25 * np.ptp(cost)
        inside = np.asarray(minutes)[np.asarray(minutes) <= across[-1]]
        ax.plot(inside, np.full(len(inside), low + 0.04 * np.ptp(cost)), "|", color=INK, markersize=10)
        if across[-1] < constants[-1]:
            ax.set_xticks(range(0, 7, 2))
        elif len(inside) < len(minutes):
            ax.text(across[-1], low + 0.04 * np.ptp(cost), f"{np.max(minutes):g} →", ha="right", va="center")
        ax.set(title=name, ylim=(low, cost.max() + 0.05 * np.ptp(cost)))
        ax.set_xlabel("ŷ, in minutes")
        found.append(f"{name}: lowest at {across[best]:g}")
    axes[0].set(ylabel="cost, a scale for each")
    return with_alt_text(
        axes[0],
        "The cost of each constant prediction, one panel and one scale for each loss. "
        + "; ".join(found)
        + ". That of MSE is a "
        "parabola, that of MAE is made of straight pieces with kinks at the rows.",
    )


@in_style
def loss_of_probability(q: np.ndarray, marked: Sequence[float]) -> Axes:
    """Plot −ln q over q (P,), in nats and in bits, written at each of the probabilities `marked`; return the Axes."""
    ax = new_axes(7.2, 3.9)
    color, _, _ = LOOKS["BCE"]
    ax.plot(q, -np.log(q), color=color, linewidth=2.2)
    for each in marked:
        ax.plot(each, -np.log(each), "o", color=INK, zorder=3)
        text = f"q = {each:g}: {-np.log(each):.2f} nats"
        offset, side = ((8, 6), "left") if each < 0.7 else ((-2, 12), "center")
        ax.annotate(text, (each, -np.log(each)), offset, textcoords="offset points", fontsize=10, ha=side)
    ax.set(xlabel="probability q that was given to what happened", ylabel="information −ln q, in nats")
    ax.set(xlim=(-0.02, 1.01), ylim=(-0.2, 7.6), xticks=np.linspace(0, 1, 6))
    bits = ax.secondary_yaxis("right", functions=(lambda nats: nats / np.log(2), lambda b: b * np.log(2)))
    bits.set(ylabel="in bits: that many heads in a row", yticks=range(0, 11, 2))
    text = ", ".join(f"{-np.log(each):.2f} at q = {each:g}" for each in marked)
    return with_alt_text(
        ax,
        f"The information −ln q against the probability q that was given to what happened, in nats: {text}. It falls "
        "to 0 at q = 1 and rises without limit towards q = 0. An axis on the right counts in bits, 0.69 nats each.",
    )


@in_style
def outlier_and_lines(
    x: np.ndarray,
    y: np.ndarray,
    lines: Mapping[str, tuple[float, float]],
    outlier: int,
    true_line: tuple[float, float] | None = None,
    ylim: tuple[float, float] = (-45, 105),
) -> Axes:
    """Plot points and fitted lines, with a ring around an outlier; return the Axes.

    - `x`: inputs of the points, (N,).
    - `y`: values of the points, (N,).
    - `lines`: a dict from name to (slope, intercept).
    - `outlier`: the index of the point in a ring.
    - `true_line`: (slope, intercept) of the line of the other points, drawn wide and pale; None for none.
    - `ylim`: (low, high) of the vertical axis.
    """
    ax = new_figure(7.4, 4.6, layout=None).add_axes((0.1, 0.12, 0.87, 0.85))  # a fixed position: faster to draw
    right = max(10.0, float(x.max())) + 1
    line_x = np.array([-1.0, right])
    if true_line is not None:
        ax.plot(line_x, true_line[0] * line_x + true_line[1], color="#d5d5d5", linewidth=9, zorder=1)
    for (name, (slope, intercept)), (color, _, linestyle) in zip(lines.items(), SERIES, strict=False):
        label = f"{name}: {format_line(slope, intercept)}"
        ax.plot(line_x, slope * line_x + intercept, color=color, linestyle=linestyle, linewidth=2.2, label=label)
    ax.plot(x, y, "o", color=INK, markersize=6, zorder=3)
    ax.plot(x[outlier], y[outlier], "o", markersize=15, markerfacecolor="none", markeredgecolor=INK, zorder=3)
    if true_line is not None:
        due = true_line[0] * x[outlier] + true_line[1]
        ax.plot([x[outlier]] * 2, [due, y[outlier]], ":", color=GREY, linewidth=1.4, zorder=1)
    ax.set(xlabel="x", ylabel="y", xlim=(-1, right), ylim=ylim)
    ax.legend(loc="upper left", frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    fitted = "; ".join(f"{name}: {format_line(*line)}" for name, line in lines.items())
    true_line_text = "" if true_line is None else f" on the line {format_line(*true_line)}"
    return with_alt_text(
        ax,
        f"{len(x) - 1} points{true_line_text} and an outlier at x = {x[outlier]:g}, y = {y[outlier]:g}. Fitted lines: "
        f"{fitted}.",
    )


def move_outlier(
    ax: Axes,
    x: np.ndarray,
    y: np.ndarray,
    lines: Mapping[str, tuple[float, float]],
    outlier: int,
    true_line: tuple[float, float],
) -> None:
    """Draw other points and lines on the Axes of `outlier_and_lines`, which had as many of both and a `true_line`.

    - `ax`: these Axes.
    - `x`: inputs of the points, (N,).
    - `y`: values of the points, (N,).
    - `lines`: a dict from name to (slope, intercept), in the same order.
    - `outlier`: the index of the point in a ring.
    - `true_line`: (slope, intercept), from which a dotted line leads to the outlier.
    """
    _, *fitted, points, ring, due = ax.lines
    for drawn, text, (name, (slope, intercept)) in zip(fitted, legend_texts(ax), lines.items(), strict=True):
        drawn.set_ydata(slope * np.asarray(drawn.get_xdata()) + intercept)
        text.set_text(f"{name}: {format_line(slope, intercept)}")
    points.set_data(x, y)
    ring.set_data([x[outlier]], [y[outlier]])
    due.set_data([x[outlier]] * 2, [true_line[0] * x[outlier] + true_line[1], y[outlier]])


def legend_texts(ax: Axes) -> list[Text]:
    """Return the texts of the legend of Axes."""
    legend = ax.get_legend()
    assert legend is not None
    return legend.get_texts()


@in_style
def answers_for_each_x(
    x: np.ndarray, y: np.ndarray, grid: np.ndarray, answers: Mapping[str, np.ndarray], truths: Mapping[str, np.ndarray]
) -> Axes:
    """Plot points (N,), what "MSE" and "MAE" make a network answer over the grid (P,), and mean and median; an Axes.

    `answers` and `truths`, drawn wide and pale, map both names to (P,). Rows above the axes are counted at its top.
    """
    ax = new_axes(7.6, 4.2)
    top = 3 * float(np.max(truths["MSE"]))
    ax.plot(x, y, "o", color="#9a9a9a", markersize=2.5, alpha=0.6, zorder=1)
    for name, meaning in (("MSE", "mean"), ("MAE", "median")):
        color, _, linestyle = LOOKS[name]
        ax.plot(grid, truths[name], color=color, linewidth=8, alpha=0.34, zorder=2, label=f"true {meaning} at each x")
        ax.plot(grid, answers[name], color=color, linestyle=linestyle, linewidth=2.2, zorder=3,
                label=f"network trained with {name}")  # fmt: skip
    above = int(np.sum(y > top))
    if above:
        ax.text(
            grid[-1], top * 0.96, f"longer waits, not drawn: {above}", ha="right", va="top", color=GREY, bbox=PALE_PAPER
        )
    ax.set(xlabel="x, hours from eight o'clock", ylabel="wait y, in minutes", xlim=(grid[0], grid[-1]), ylim=(0, top))
    label_hours(ax, grid)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.01), ncols=2, frameon=False, fontsize=10, borderaxespad=0)
    middle = int(np.argmax(truths["MSE"]))
    told = "; ".join(
        f"{name} {answers[name][middle]:.1f}, the true {meaning} {truths[name][middle]:.1f}"
        for name, meaning in (("MSE", "mean"), ("MAE", "median"))
    )
    return with_alt_text(
        ax,
        f"{len(x)} waits over the time of day, most of them short, a few very long, and two curves of one network. The "
        f"one trained with MSE follows the mean of the waits at each time, the one trained with MAE runs lower and "
        f"follows the median. At x = {format_short(grid[middle])}: {told}.",
    )


def label_hours(ax: Axes, grid: np.ndarray) -> None:
    """Label every second hour from eight o'clock within the grid (P,) with the time below it."""
    hours = np.arange(np.ceil(grid[0] / 2) * 2, grid[-1] + 0.1, 2) + 0.0  # no −0
    ax.set_xticks(hours, [f"{format_short(each)}\n{8 + each:g}:00" for each in hours])


def format_line(slope: float, intercept: float) -> str:
    """Format the equation of a line: "4.24 x − 4.96"."""
    sign = "−" if format_number(intercept).startswith("−") else "+"
    return f"{format_number(slope)} x {sign} {format_number(abs(intercept))}"


def format_short(value: float) -> str:
    """Format a number with at most one decimal and a proper minus sign: "−4", "0.3"."""
    return f"{round(float(value), 1):g}".replace("-", "−")
