"""Figures of lecture 05: losses and their derivatives over the error, and an outlier's effect on three fitted lines."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.graphs import format_number
from dlcourse.plots.style import GREY, INK, SERIES, in_style, new_axes, new_figure, with_alt_text


def regression_losses(
    errors: np.ndarray, losses: Mapping[str, np.ndarray], derivatives: Mapping[str, np.ndarray], delta: float
) -> Axes:
    """Plot MSE, MAE and Huber over the error (P,), above their derivatives; both map names to (P,). Returns Axes."""
    labels = {"MSE": (-1.9, 5.2), "MAE": (3.6, 2.6), f"Huber, δ = {delta:g}": (3.1, 4.9)}
    at_zero = np.abs(errors) < 1e-9  # MAE has no derivative at 0, so nothing is drawn there
    shown_derivatives = {**derivatives, "MAE": np.where(at_zero, np.nan, derivatives["MAE"])}
    upper, _ = losses_and_derivatives(errors, losses, shown_derivatives, "error ŷ − y", labels)
    return with_alt_text(
        upper,
        f"Above, the price of an error from {format_short(errors[0])} to {format_short(errors[-1])}: MSE a parabola, "
        f"MAE a V, Huber with δ = {delta:g} a parabola in the middle with straight arms. Below, the slopes: that of "
        "MSE runs away without limit, that of MAE jumps from −1 to 1 at 0, that of Huber rises through 0 and stays at "
        f"{delta:g}.",
    )


def classification_losses(
    z: np.ndarray, losses: Mapping[str, np.ndarray], derivatives: Mapping[str, np.ndarray]
) -> Axes:
    """Plot binary cross-entropy and squared error over the logit z (P,) of a row of label 1, above their derivatives.

    Both map the two names, cross-entropy first, to (P,). Returns Axes.
    """
    labels = {"BCE, −ln σ(z)": (-4.2, 6.4), "squared error, (σ(z) − 1)²": (-5.2, 1.35)}
    upper, _ = losses_and_derivatives(
        z, losses, derivatives, "logit z, label 1", labels, ylims=((0, 10.2), (-1.15, 0.15))
    )
    steepest = int(np.argmin(derivatives["squared error"]))
    return with_alt_text(
        upper,
        "Above, the price of a logit z for label 1: cross-entropy is nearly the straight line −z on the left; the "
        "squared error flattens out at 1. Below, the slopes: that of cross-entropy goes to −1 on the left, that of the "
        f"squared error dips to {format_short(derivatives['squared error'][steepest])} near z = "
        f"{format_short(z[steepest])} and is back near 0 at z = {format_short(z[0])}.",
    )


@in_style
def losses_and_derivatives(
    x: np.ndarray,
    losses: Mapping[str, np.ndarray],
    derivatives: Mapping[str, np.ndarray],
    xlabel: str,
    label_positions: Mapping[str, tuple[float, float]],
    ylims: Sequence[tuple[float, float]] = ((0, 6), (-3, 3)),
) -> tuple[Axes, Axes]:
    """Plot losses above their derivatives; both map a name to (P,), `label_positions` to the name's (x, y) above.

    Returns the upper and the lower Axes.
    """
    upper, lower = new_figure(7.4, 5.6).subplots(2, 1, sharex=True)
    for ax, curves, ylabel, ylim in (
        (upper, losses, "price", ylims[0]),
        (lower, derivatives, "slope: the pull", ylims[1]),
    ):
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.axvline(0, color=GREY, linewidth=0.8)
        for (name, y), (color, _, linestyle) in zip(curves.items(), SERIES, strict=False):
            ax.plot(x, y, color=color, linestyle=linestyle, linewidth=2.2, label=name)
        ax.set(ylabel=ylabel, ylim=ylim, xlim=(x[0], x[-1]))
    for (name, position), (color, _, _) in zip(label_positions.items(), SERIES, strict=False):
        upper.text(*position, name, color=color, ha="center")
    lower.legend(loc="lower right", frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    lower.set(xlabel=xlabel)
    return upper, lower


@in_style
def loss_of_probability(p: np.ndarray, marked: Sequence[float]) -> Axes:
    """Plot −ln p over p (P,), with the loss written at each of the probabilities `marked`; return the Axes."""
    ax = new_axes(6.4, 3.6)
    ax.plot(p, -np.log(p), color=SERIES[0][0], linewidth=2.2)
    for marked_p in marked:
        ax.plot(marked_p, -np.log(marked_p), "o", color=INK, zorder=3)
        text = f"p = {marked_p:g}: {-np.log(marked_p):.2f}"
        ax.annotate(text, (marked_p, -np.log(marked_p)), (8, 6), textcoords="offset points", fontsize=10)
    ax.set(xlabel="probability that was given to what happened", ylabel="price −ln p", xlim=(-0.03, 1.16))
    ax.set(ylim=(-0.2, 7.6))
    text = ", ".join(f"{-np.log(marked_p):.2f} at p = {marked_p:g}" for marked_p in marked)
    return with_alt_text(
        ax,
        f"The price −ln p against the probability p that was given to what happened: {text}. It falls to 0 at p = 1 "
        "and rises without limit towards p = 0.",
    )


@in_style
def outlier_and_lines(
    x: np.ndarray,
    y: np.ndarray,
    lines: Mapping[str, tuple[float, float]],
    outlier: int,
    true_line: tuple[float, float] | None = None,
) -> Axes:
    """Plot points (N,) and the fitted `lines`, a dict from name to (slope, intercept), with a ring around an outlier.

    `outlier` is its index; `true_line`, the line of the other points, is drawn wide and pale. Returns the Axes.
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
    ax.set(xlabel="x", ylabel="y", xlim=(-1, right), ylim=(-45, 105))
    ax.legend(loc="upper left", frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    fitted = "; ".join(f"{name}: {format_line(*line)}" for name, line in lines.items())
    true_line_text = "" if true_line is None else f" on the line {format_line(*true_line)}"
    return with_alt_text(
        ax,
        f"{len(x) - 1} points{true_line_text} and an outlier at x = {x[outlier]:g}, y = {y[outlier]:g}. Fitted lines: "
        f"{fitted}.",
    )


def format_line(slope: float, intercept: float) -> str:
    """Format the equation of a line: "4.24 x − 4.96"."""
    sign = "−" if format_number(intercept).startswith("−") else "+"
    return f"{format_number(slope)} x {sign} {format_number(abs(intercept))}"


def format_short(value: float) -> str:
    """Format a number with at most one decimal and a proper minus sign: "−4", "0.3"."""
    return f"{round(float(value), 1):g}".replace("-", "−")
