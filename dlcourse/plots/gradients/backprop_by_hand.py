"""Figures of lecture 06 with axes: the sign of a derivative, what four rows wish for, and a training."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.common.boundaries import CLASSES, PALE
from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.page.style import GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text

GREEN = SERIES[2][0]  # a step up, or a right one: blue is what arrives on the way back, orange a link's own derivative
PURPLE = SERIES[3][0]  # a step down, or a wrong one
Walk: TypeAlias = Sequence[tuple[float, float, float]]


@in_style
def derivative_signs(b: np.ndarray, losses: np.ndarray, walks: Sequence[Walk], wrong: Walk) -> Axes:
    """Plot the loss over one parameter, with gradient steps on it; return the Axes.

    `b` and `losses` (P,). Each of `walks` is a list of points (b, L, ∂L/∂b), before the first step and after each; the
    first point has a tangent. `wrong`: the points of steps with the wrong sign, the first as in the first walk.
    """
    ax = new_axes(7.6, 4.6)
    ax.plot(b, losses, color=GREY)
    ax.set(xlabel="bias b of the output (all other numbers stay)", ylabel="loss L = (y − ŷ)²")
    ax.set(xlim=(b[0], b[-1]), ylim=(-14, max(losses)))
    for walk in walks:
        _draw_steps(ax, walk, GREEN, GREEN)
        _draw_tangent(ax, walk[0], (b[-1] - b[0]) * 0.07)
    _draw_steps(ax, wrong, PURPLE, "white")
    ax.annotate("with a plus: uphill", wrong[1][:2], xytext=(12, 4), textcoords="offset points", color=PURPLE)
    lowest = b[np.argmin(losses)], np.min(losses)
    ax.plot(*lowest, "D", color=INK, markersize=6)
    ax.annotate("derivative 0", lowest, xytext=(0, 12), textcoords="offset points", fontsize=10, ha="center")
    return with_alt_text(ax, _describe_steps(lowest[0], walks, wrong))


def _draw_steps(ax, points, color, face):
    """Draw the points of a walk on the curve, and an arrow for each step."""
    arrow = {"arrowstyle": "-|>", "color": color, "lw": 1.5, "shrinkA": 4, "shrinkB": 4}
    for k in range(len(points) - 1):
        ax.annotate("", points[k + 1][:2], points[k][:2], arrowprops=arrow)
    for point in points[face == "white" :]:  # the first point of the wrong steps is that of the right ones
        ax.plot(*point[:2], "o", color=color, markerfacecolor=face, markersize=7, markeredgewidth=1.5)


def _draw_tangent(ax, point, half):
    """Draw the tangent at a point, and say what its slope means."""
    b, loss, derivative = point
    ax.plot([b - half, b + half], [loss - derivative * half, loss + derivative * half], color=INK, linewidth=1.5)
    offset, va = ((-14, -10), "top") if derivative < 0 else ((-18, 12), "bottom")
    meaning = "falls to the right,\nso b goes up" if derivative < 0 else "rises to the right,\nso b goes down"
    label = f"derivative {_format_signed(derivative)}:\n{meaning}"
    ax.annotate(label, (b, loss), xytext=offset, textcoords="offset points", ha="right", va=va)


def _describe_steps(lowest, walks, wrong):
    said = [f"The loss over the output's bias b, a bowl with its lowest point near b = {lowest:.1f}."]
    for walk in walks:
        b, _, derivative = walk[0]
        points = ", ".join(format_number(point[0]) for point in walk[1:])
        said.append(
            f"At b = {format_number(b)} the derivative is {_format_signed(derivative)}, and the steps lead to {points}."
        )
    said.append(f"With a plus, steps from b = {format_number(wrong[0][0])} lead uphill, to ")
    return " ".join(said) + ", ".join(format_number(point[0]) for point in wrong[1:]) + "."


def _format_signed(value: float) -> str:
    """Format a number with two decimals and its sign, plus or minus, or none if it is written as 0."""
    text = format_number(value)
    return "+" + text if value > 0 and text != "0.00" else text


@in_style
def wishes_of_rows(
    rows: np.ndarray,
    labels: np.ndarray,
    gradients: Sequence[Mapping[str, np.ndarray]],
    indices: Mapping[str, tuple[str, tuple[int, ...]]],
) -> Axes:
    """Draw minus each row's derivative with respect to each parameter, as an arrow, and the mean; return the Axes.

    `rows` (N, 2), `labels` (N,); `gradients`: of each row, arrays by name; `indices`: a parameter's array and its index
    there. All arrows have one scale.
    """
    wishes = np.array([[-float(each[array][index]) for each in gradients] for array, index in indices.values()])
    wishes = np.column_stack([wishes, wishes.mean(axis=1)])
    heads = [f"({_format_whole(x1)}, {_format_whole(x2)})\nlabel {label:g}"
             for (x1, x2), label in zip(rows, labels, strict=True)] + ["mean of\nall rows"]  # fmt: skip
    ax = new_axes(8.4, 5.2, layout=None)
    ax.set_position((0, 0, 1, 1))
    columns, last = len(heads), len(indices)
    ax.set(xlim=(-0.75, columns), ylim=(last + 0.75, -1.35))
    ax.set_axis_off()
    ax.axvspan(columns - 1, columns, ymin=0.02, ymax=0.98, color="#eef4fa", zorder=0)
    for j, head in enumerate(heads):
        ax.text(j + 0.5, -0.65, head, ha="center", va="center", fontweight="bold" if j == columns - 1 else "normal")
    for i, name in enumerate(indices):
        ax.axhline(i, color="#e4e4e4", linewidth=1, zorder=0.5)
        ax.text(-0.4, i + 0.5, name, ha="center", va="center")
        for j in range(columns):
            _draw_wish(ax, j, i, wishes[i, j], np.abs(wishes).max())
    ax.axhline(last, color="#e4e4e4", linewidth=1, zorder=0.5)
    ax.text(-0.2, last + 0.4, "▲ this row wants it larger", color=GREEN, va="center", fontsize=10)
    ax.text(1.75, last + 0.4, "▼ smaller", color=PURPLE, va="center", fontsize=10)
    return with_alt_text(ax, _describe_wishes(heads, list(indices), wishes))


def _draw_wish(ax, column, line, wish, largest):
    """Draw one wish: a bar up or down from the middle of its cell and the number; 0 has no bar."""
    text = {"ha": "right", "va": "center", "fontsize": 10}
    if _format_signed(wish) == "0.00":
        ax.text(column + 0.76, line + 0.5, "0.00", color=GREY, **text)
        return
    color = GREEN if wish > 0 else PURPLE
    size = 0.44 * abs(wish) / largest
    ends = (line + 0.5 + size, line + 0.5 - size) if wish > 0 else (line + 0.5 - size, line + 0.5 + size)
    ax.plot([column + 0.24] * 2, ends, color=color, linewidth=3, solid_capstyle="butt")
    ax.plot(column + 0.24, ends[1], "^" if wish > 0 else "v", color=color, markersize=4 + 5 * abs(wish) / largest)
    ax.text(column + 0.76, line + 0.5, _format_signed(wish), color=color, **text)


def _describe_wishes(heads, names, wishes):
    said = ["Minus the derivative of each row's loss, a table with a line for each parameter."]
    for name, line in zip(names, wishes, strict=True):
        *written, mean = map(_format_signed, line)
        said.append(f"{name}: {', '.join(written)}; mean {mean}.")
    columns = ", ".join(head.replace("\n", " ") for head in heads[:-1])
    return f"{said[0]} The columns are the rows {columns}, and their mean. {' '.join(said[1:])}"


def _format_whole(value: float) -> str:
    """Format a number without needless decimals, with a proper minus sign."""
    return f"{value:g}".replace("-", "−")


@in_style
def training_of_four(
    losses: Numbers,
    rows: np.ndarray,
    labels: np.ndarray,
    maps: Mapping[int, Callable[[np.ndarray], np.ndarray]],
) -> Axes:
    """Plot the mean loss of each epoch (E,), and below it the network after some epochs; return the upper Axes.

    `rows` (4, 2), `labels` (4,); `maps`: by epoch, a function from (N, 2) to the N probabilities of label 1.
    """
    figure = new_figure(8.8, 5.0)
    grid = figure.add_gridspec(2, len(maps), height_ratios=(1, 1.25))
    ax = figure.add_subplot(grid[0, :])
    epochs = np.arange(1, len(losses) + 1)
    ax.plot(epochs, losses, color=INK)
    ax.axhline(np.log(2), color=GREY, linestyle=":", linewidth=1.2)
    ax.annotate("ln 2: one half for every row", (epochs[-1], np.log(2)), xytext=(0, 3), textcoords="offset points",
                ha="right", va="bottom", color=GREY, fontsize=10)  # fmt: skip
    ax.set(xlabel="epoch", ylabel="mean loss", ylim=(0, max(losses) * 1.15), xlim=(0, len(losses)))
    for k, (epoch, probability) in enumerate(maps.items()):
        if epoch:
            ax.plot(epoch, losses[epoch - 1], "o", color=INK, markersize=6, clip_on=False, zorder=4)
        _draw_map(figure.add_subplot(grid[1, k]), epoch, probability, rows, labels)
    for label, words in enumerate(("row with label 0", "row with label 1")):
        color, marker = CLASSES[label]
        ax.plot([], [], marker, color=color, markersize=7, label=words)
    ax.legend(
        loc="center right", frameon=False, fontsize=10, title="below, with the probability of 1:", title_fontsize=10
    )
    ends = {epoch: ", ".join(f"{p:.2f}" for p in probability(rows)) for epoch, probability in maps.items()}
    points = ", ".join(f"({_format_whole(a)}, {_format_whole(b)})" for a, b in rows)
    return with_alt_text(
        ax,
        f"The mean loss over {len(losses)} epochs is {losses[0]:.2f} in the first and {losses[-1]:.2f} in the last; it "
        f"changes little at first, then falls. Below, the plane of the two inputs after "
        f"{', '.join(str(epoch) for epoch in maps)} epochs, with the region where label 1 is more probable. "
        f"Probabilities at the rows {points}: " + "; ".join(f"epoch {epoch}: {p}" for epoch, p in ends.items()) + ".",
    )


def _draw_map(ax, epoch, probability, rows, labels):
    """Draw where label 1 is more probable, the rows, and their probabilities."""
    x1, x2 = np.meshgrid(np.linspace(-1.9, 1.9, 90), np.linspace(-1.9, 1.9, 90))
    p = probability(np.column_stack([x1.ravel(), x2.ravel()])).reshape(x1.shape)
    ax.contourf(x1, x2, p, levels=[0, 0.5, 1], colors=PALE[:2], zorder=0)
    ax.contour(x1, x2, p, levels=[0.5], colors=INK, linewidths=1.4, zorder=1)
    for row, label, here in zip(rows, labels, probability(rows), strict=True):
        color, marker = CLASSES[int(label)]
        ax.plot(*row, marker, color=color, markersize=7, zorder=3)
        ax.text(row[0], row[1] + 0.27, f"{here:.2f}", ha="center", va="bottom", fontsize=9.5, zorder=3)
    ax.set(xticks=[-1, 1], yticks=[-1, 1], aspect="equal", title=f"epoch {epoch}" if epoch else "at first")
    ax.set_xlabel("x₁", labelpad=1)
    ax.set_ylabel("x₂", labelpad=-6)
    ax.grid(visible=False)
