"""Figures of lecture 06 with axes: the sign of a derivative, and a training."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.graphs import format_number
from dlcourse.plots.style import GREY, INK, SERIES, Numbers, in_style, new_axes, with_alt_text

GREEN = SERIES[2][0]  # a step: blue is what arrives on the way back, orange a link's own derivative


@in_style
def derivative_signs(
    b: np.ndarray, losses: np.ndarray, points: Sequence[tuple[float, float, float]], learning_rate: float
) -> Axes:
    """Plot the loss over one parameter, with the tangent and a gradient step at each of `points` (b, L, ∂L/∂b).

    `b` and `losses` (P,); the arrow of a step is −learning_rate · ∂L/∂b. Returns Axes.
    """
    ax = new_axes(7.2, 4.2)
    ax.plot(b, losses, color=GREY)
    ax.set(xlabel="bias b of the output (all other numbers stay)", ylabel="loss L = (y − ŷ)²")
    ax.set_ylim(-12, max(losses) * 1.05)
    span = (b[-1] - b[0]) * 0.09
    sentences = []
    for b0, loss0, derivative in points:
        ax.plot(
            [b0 - span, b0 + span],
            [loss0 - derivative * span, loss0 + derivative * span],
            color=INK,
            linewidth=1.5,
        )
        ax.plot(b0, loss0, "o", color=GREEN, markersize=8)
        arrow = {"arrowstyle": "-|>", "color": GREEN, "lw": 2.2, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (b0 - learning_rate * derivative, -6), (b0, -6), arrowprops=arrow)
        ax.plot([b0, b0], [-6, loss0], ":", color=GREEN, linewidth=1)
        side, ha = (1, "left") if derivative < 0 else (-1, "right")
        label = "falls to the right,\nso b goes up" if derivative < 0 else "rises to the right,\nso b goes down"
        label = f"derivative {format_signed(derivative)}: {label}"
        ax.annotate(label, (b0, loss0), xytext=(14 * side, 10), textcoords="offset points", ha=ha)
        pointing = "right" if derivative < 0 else "left"
        sentences.append(
            f"At b = {format_number(b0)} the derivative is {format_signed(derivative)}, "
            f"and the arrow points {pointing}."
        )
    lowest = b[np.argmin(losses)], np.min(losses)
    ax.plot(*lowest, "D", color=INK, markersize=7)
    ax.annotate("derivative 0", lowest, xytext=(0, 12), textcoords="offset points", ha="center", fontsize=10)
    return with_alt_text(
        ax,
        f"The loss over the output's bias b, a bowl with its lowest point near b = {lowest[0]:.1f}. "
        f"{' '.join(sentences)} Each arrow is a step with a learning rate of {learning_rate:g}, and leads towards the "
        "bottom.",
    )


def format_signed(value: float) -> str:
    """Format a number with two decimals and its sign, plus or minus."""
    return ("+" if value > 0 else "") + format_number(value)


@in_style
def mean_loss(losses: Numbers) -> Axes:
    """Plot the mean loss of each epoch (E,) on a logarithmic scale, labelled at both ends; return the Axes."""
    epochs = np.arange(1, len(losses) + 1)
    ax = new_axes()
    ax.plot(epochs, losses, color=INK)
    ax.set(xlabel="epoch", ylabel="mean loss (lakh², log scale)", yscale="log")
    for k, offset, ha in ((0, (10, 0), "left"), (-1, (0, 26), "right")):
        ax.plot(epochs[k], losses[k], "o", color=INK, markersize=7)
        text = f"epoch {epochs[k]}: {losses[k]:.3g}"
        ax.annotate(text, (epochs[k], losses[k]), xytext=offset, textcoords="offset points", ha=ha, va="center")
    return with_alt_text(
        ax,
        f"Mean loss of the four rows over {len(losses)} epochs, on a logarithmic scale: it is {losses[0]:.3g} in the "
        f"first epoch, {losses[9]:.2g} in the tenth and {losses[-1]:.2g} in the last.",
    )
