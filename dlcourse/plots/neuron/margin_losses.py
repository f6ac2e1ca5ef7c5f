"""Figures of lecture 02: losses of a line that slides, losses and their slopes over the margin, many lines at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.common.boundaries import boundary_line, boundary_with_margins
from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.neuron.perceptron import Line, students_plane
from dlcourse.plots.neuron.perceptron_loss import LOOKS
from dlcourse.plots.page.style import GREY, INK, TIGHT_PAPER, Numbers, in_style, new_figure, with_alt_text

SHADE = "#e8e8e8"  # of the right side
LEFT, RIGHT = -2.5, 3.5  # of the margins
NAMES = {  # of each loss in the upper panel: where its name stands
    "squared error": (2.55, 2.75, "right"),
    "hinge": (-1.5, 2.75, "left"),
    "log loss": (-1.15, 1.62, "left"),
    "perceptron loss": (-1.35, 1.2, "right"),
    "count": (-2.42, 0.82, "left"),
}
SAID = {  # of each slope in the lower panel
    "count": "count: 0",
    "perceptron loss": "perceptron loss: −1, then 0",
    "hinge": "hinge: −1, then 0",
    "log loss": "log loss: −σ(−m)",
    "squared error": "squared error: 2(m − 1)",
}


@in_style
def losses_of_sliding_line(
    x: np.ndarray, y: np.ndarray, w: np.ndarray, biases: np.ndarray, losses: Mapping[str, Numbers], shown: Numbers
) -> Axes:
    """Plot the plane with a line at some biases, beside two losses over all biases; return the Axes of the plane.

    - `x`: the students, (N, 2).
    - `y`: their labels, (N,).
    - `w`: weights of the line, (2,).
    - `biases`: at which the losses are given, (B,).
    - `losses`: a dict from two titles to values, (B,): the count, drawn as a staircase, and a sum.
    - `shown`: the biases at which the line is drawn, and which are marked on both losses.
    """
    figure = new_figure(9.8, 5.4)
    panels = figure.subplot_mosaic([["plane", "count"], ["plane", "sum"]], width_ratios=(1, 1.15))
    plane = students_plane(x, y, panels["plane"])
    for bias in shown:
        boundary_line(plane, w, bias, linewidth=2.0)
        position = -bias / (w @ w) * w + 0.7 * np.array([-w[1], w[0]]) / np.linalg.norm(w)
        plane.text(
            position[0], position[1], f"b = {_short(bias)}", fontsize=10, ha="center", va="center", bbox=TIGHT_PAPER
        )
    told = []
    for ax, (title, values) in zip((panels["count"], panels["sum"]), losses.items(), strict=True):
        drawstyle = "steps-mid" if ax is panels["count"] else "default"
        ax.plot(biases, values, color=INK, linewidth=2.0, drawstyle=drawstyle)
        marked = np.interp(shown, biases, values)
        ax.plot(shown, marked, "o", color=INK, zorder=4)
        for bias, value in zip(shown, marked, strict=True):
            ax.annotate(f"{value:.3g}", (bias, value), (0, 8), textcoords="offset points", ha="center", fontsize=10,
                        bbox=TIGHT_PAPER)  # fmt: skip
        ax.set_title(title, fontsize=11)
        ax.set(xlim=(biases[0], biases[-1]), ylim=(-0.06 * np.max(values), 1.16 * np.max(values)))
        told.append(f"{title}: {', '.join(f'{value:.3g}' for value in marked)}")
    panels["count"].tick_params(labelbottom=False)
    panels["sum"].set(xlabel="b (the line slides as b grows)")
    return with_alt_text(
        plane,
        f"A line slides across the plane of the students, drawn at b = {', '.join(_short(bias) for bias in shown)}. "
        f"Beside it two losses over b, with their values there. {'; '.join(told)}. The count goes down and up in flat "
        "steps; the sum of distances falls and rises without flat steps.",
    )


def _short(number):
    """Return a number with no more decimals than it needs, and a true minus."""
    return f"{number:g}".replace("-", "−")


@in_style
def losses_and_slopes_by_margin(
    losses: Mapping[str, tuple[np.ndarray, np.ndarray]], margins: np.ndarray, marked: Numbers
) -> Axes:
    """Plot the loss of a point over its margin (P,), and below it the slope of that loss; return the upper Axes.

    `losses` maps the name of a loss, one of those in LOOKS, to its values and its slopes, both (P,). The side of the
    points that are right is shaded. At the margins `marked` each loss has a dot, and the different values are written.
    """
    figure = new_figure(8.4, 7.4)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1.25, 1))
    told = []
    for ax in (upper, lower):
        ax.axvspan(0, RIGHT, color=SHADE, zorder=0)
        ax.axvline(0, color=GREY, linewidth=1)
    for name, (values, slopes) in losses.items():
        color, linestyle = LOOKS[name]
        width = {"perceptron loss": 3.6, "count": 2.6}.get(name, 2.0)  # the wider one is seen below another
        style: dict[str, Any] = {"color": color, "linestyle": linestyle, "linewidth": width}
        upper.plot(margins, values, **style)
        kinks = 1 + np.flatnonzero(np.abs(np.diff(slopes)) > 0.5)  # a jump is no steep slope
        for k, (piece, slope) in enumerate(zip(np.split(margins, kinks), np.split(slopes, kinks), strict=True)):
            lower.plot(piece, slope, label=None if k else SAID[name], **style)
        across, up, side = NAMES[name]
        upper.text(across, up, name, color=color, ha=side, va="center", fontsize=10.5)
        told.append(f"{name} {', '.join(f'{np.interp(m, margins, values):.3g}' for m in marked)}")
    for m in marked:
        _mark_values(upper, m, {name: float(np.interp(m, margins, values)) for name, (values, _) in losses.items()})
    upper.text(RIGHT - 0.06, 3.55, "right", ha="right", va="top", color=GREY)
    upper.text(LEFT + 0.06, 3.55, "misclassified", va="top", color=GREY)
    upper.set(ylabel="loss of a point", xlim=(LEFT, RIGHT), ylim=(-0.4, 3.6))
    lower.set(xlabel="margin m = y · f", ylabel="slope", ylim=(-2.3, 2.3))
    lower.legend(loc="upper left", fontsize=10, framealpha=1, edgecolor="none", handlelength=3.2)
    return with_alt_text(
        upper,
        "Above, the losses of a point over its margin m; below, their slopes. The count is a step from 1 to 0 at m = "
        "0, with slope 0 on both sides. The perceptron loss falls with slope −1 to 0 at m = 0, hinge with slope −1 to "
        "0 at m = 1; log loss is a smooth curve whose slope rises from −1 towards 0 and never reaches it; the squared "
        f"error rises again beyond m = 1. At m = {' and '.join(_short(m) for m in marked)} a point costs: "
        f"{'; '.join(told)}.",
    )


def _mark_values(ax, m, values):
    """Put a dot on each loss at a margin, and write the values, those that nearly agree side by side."""
    groups: list[list[float]] = []
    for value in sorted(set(values.values())):
        if groups and value - groups[-1][-1] < 0.08:
            groups[-1].append(value)
        else:
            groups.append([value])
    for name, value in values.items():
        ax.plot(m, value, "o", color=LOOKS[name][0], markersize=6, zorder=4)
    for k, group in enumerate(groups):
        text, last = " and ".join(f"{value:.3g}" for value in reversed(group)), k == len(groups) - 1
        offset, side = ((7, 4), "left") if last or m > 1 else ((-6, -5), "right")
        if group[0] == 0:
            offset, side = (0, -15), "center"
        ax.annotate(text, (m, group[-1]), offset, textcoords="offset points", ha=side, fontsize=10, zorder=5)


@in_style
def fans_of_lines(
    x: np.ndarray, y: np.ndarray, fans: Mapping[str, Sequence[Line]], new_x: np.ndarray, new_y: np.ndarray
) -> Axes:
    """Plot a plane for each of `fans`, a dict from title to lines (w, b): all lines, thin, over new points, pale.

    Each title has the mean and the range of the lines' errors on the new points (M, 2). Returns the first Axes.
    """
    axes = new_figure(5.1 * len(fans), 5.6).subplots(1, len(fans), squeeze=False)[0]
    told = []
    for ax, (title, lines) in zip(axes, fans.items(), strict=True):
        students_plane(x, y, ax)
        for label, color in ((0, "#e3bfa6"), (1, "#a9c6e4")):
            ax.plot(*new_x[new_y == label][:240].T, ".", color=color, markersize=4, zorder=0.5)
        for w, b in lines:
            boundary_line(ax, w, b, linewidth=0.9)
        errors = [100 * np.mean((new_x @ w + b >= 0) != new_y) for w, b in lines]
        text = f"{np.mean(errors):.1f} of 100 new students wrong ({min(errors):.1f} to {max(errors):.1f})"
        ax.set_title(f"{title}:\n{text}", fontsize=11)
        told.append(f"{title}: {len(lines)} lines, on the average {text}")
    return with_alt_text(
        axes[0],
        f"The {len(x)} students, pale new ones scattered around them, and many lines that make no mistake on the "
        f"{len(x)}: a wide fan of lines for the first loss, one bundle for the second. {'. '.join(told)}.",
    )


@in_style
def street_of_lengths(x: np.ndarray, y: np.ndarray, line: Line, scales: Numbers) -> Axes:
    """Plot a plane for each of `scales`: the line of w and b times it, with dashed lines where the score is ±1.

    Returns the first Axes.
    """
    axes = new_figure(4.9 * len(scales), 5.4).subplots(1, len(scales), squeeze=False)[0]
    told = []
    for ax, scale in zip(axes, scales, strict=True):
        w, b = scale * np.asarray(line[0]), scale * line[1]
        students_plane(x, y, ax)
        boundary_with_margins(ax, w, b)
        half = 1 / float(np.linalg.norm(w))
        across = np.array([[0.0, 0.0], -b / (w @ w) * w])[1]
        along = np.array([-w[1], w[0]]) / np.linalg.norm(w)
        for side in (-1, 1):
            foot = across + 1.15 * along
            ax.annotate("", foot + side * half * w / np.linalg.norm(w), foot,
                        arrowprops={"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 0})  # fmt: skip
        name = "w" if scale == 1 else f"{scale:g}w"
        ax.set_title(f"{name}: 1/‖w‖ = {half:.2f} on each side".replace("‖w‖", f"‖{name}‖"), fontsize=11)
        told.append(f"for {name} it is {format_number(half)} on each side")
    return with_alt_text(
        axes[0],
        "The same line with weights of several lengths, and the street around it, up to where the score is 1 and −1: "
        f"{'; '.join(told)}.",
    )
