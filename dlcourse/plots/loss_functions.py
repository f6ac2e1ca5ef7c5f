"""Figures of lecture 05: losses and their derivatives over the error, and an outlier's effect on three fitted lines."""

import numpy as np

from dlcourse.plots.graphs import number
from dlcourse.plots.style import GREY, INK, SERIES, described, in_style, new_axes, new_figure


def prices_of_errors(e, prices, pulls, delta):
    """Plot MSE, MAE and Huber over the error e (P,), above their derivatives; both map names to (P,). Returns Axes."""
    labels = {"MSE": (-1.9, 5.2), "MAE": (3.6, 2.6), f"Huber, δ = {delta:g}": (3.1, 4.9)}
    jump = np.abs(e) < 1e-9  # MAE has no derivative at 0, so nothing is drawn there
    slopes = {**pulls, "MAE": np.where(jump, np.nan, pulls["MAE"])}
    upper, _ = prices_and_pulls(e, prices, slopes, "error ŷ − y", labels)
    return described(
        upper,
        f"Above, the price of an error from {short(e[0])} to {short(e[-1])}: MSE a parabola, MAE a V, Huber with "
        f"δ = {delta:g} a parabola in the middle with straight arms. Below, the slopes: that of MSE runs away without "
        f"limit, that of MAE jumps from −1 to 1 at 0, that of Huber rises through 0 and stays at {delta:g}.",
    )


def prices_of_logits(z, prices, pulls):
    """Plot binary cross-entropy and squared error over the logit z (P,) of a row of label 1, above their derivatives.

    Both map the two names, cross-entropy first, to (P,). Returns Axes.
    """
    labels = {"BCE, −ln σ(z)": (-4.2, 6.4), "squared error, (σ(z) − 1)²": (-5.2, 1.35)}
    upper, _ = prices_and_pulls(z, prices, pulls, "logit z, label 1", labels, ylims=((0, 10.2), (-1.15, 0.15)))
    steepest = int(np.argmin(pulls["squared error"]))
    return described(
        upper,
        "Above, the price of a logit z for label 1: cross-entropy is nearly the straight line −z on the left; the "
        "squared error flattens out at 1. Below, the slopes: that of cross-entropy goes to −1 on the left, that of the "
        f"squared error dips to {short(pulls['squared error'][steepest])} near z = {short(z[steepest])} and is back "
        f"near 0 at z = {short(z[0])}.",
    )


@in_style
def prices_and_pulls(x, losses, slopes, xlabel, labels, ylims=((0, 6), (-3, 3))):
    """Plot losses above their derivatives; both map a name to (P,), `labels` to the name's position (x, y) above.

    Returns the upper and the lower Axes.
    """
    upper, lower = new_figure(7.4, 5.6).subplots(2, 1, sharex=True)
    for ax, curves, ylabel, ylim in ((upper, losses, "price", ylims[0]), (lower, slopes, "slope: the pull", ylims[1])):
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.axvline(0, color=GREY, linewidth=0.8)
        for (name, y), (colour, _, style) in zip(curves.items(), SERIES, strict=False):
            ax.plot(x, y, color=colour, linestyle=style, linewidth=2.2, label=name)
        ax.set(ylabel=ylabel, ylim=ylim, xlim=(x[0], x[-1]))
    for (name, place), (colour, _, _) in zip(labels.items(), SERIES, strict=False):
        upper.text(*place, name, color=colour, ha="center")
    lower.legend(loc="lower right", frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    lower.set(xlabel=xlabel)
    return upper, lower


@in_style
def price_of_a_probability(p, marks):
    """Plot −ln p over p (P,), with the loss written at each of the probabilities `marks`; return the Axes."""
    ax = new_axes(6.4, 3.6)
    ax.plot(p, -np.log(p), color=SERIES[0][0], linewidth=2.2)
    for mark in marks:
        ax.plot(mark, -np.log(mark), "o", color=INK, zorder=3)
        said = f"p = {mark:g}: {-np.log(mark):.2f}"
        ax.annotate(said, (mark, -np.log(mark)), (8, 6), textcoords="offset points", fontsize=10)
    ax.set(xlabel="probability that was given to what happened", ylabel="price −ln p", xlim=(-0.03, 1.16))
    ax.set(ylim=(-0.2, 7.6))
    said = ", ".join(f"{-np.log(mark):.2f} at p = {mark:g}" for mark in marks)
    return described(
        ax,
        f"The price −ln p against the probability p that was given to what happened: {said}. It falls to 0 at p = 1 "
        "and rises without limit towards p = 0.",
    )


@in_style
def outlier_and_lines(x, y, lines, outlier, truth=None):
    """Plot points (N,) and the fitted `lines`, a dict from name to (slope, intercept), with a ring around `outlier`.

    `truth`: the line of the other points, drawn wide and pale. Returns the Axes.
    """
    ax = new_figure(7.4, 4.6, layout=None).add_axes((0.1, 0.12, 0.87, 0.85))  # a fixed position: faster to draw
    right = max(10.0, float(x.max())) + 1
    across = np.array([-1.0, right])
    if truth is not None:
        ax.plot(across, truth[0] * across + truth[1], color="#d5d5d5", linewidth=9, zorder=1)
    for (name, (slope, intercept)), (colour, _, style) in zip(lines.items(), SERIES, strict=False):
        label = f"{name}: {equation(slope, intercept)}"
        ax.plot(across, slope * across + intercept, color=colour, linestyle=style, linewidth=2.2, label=label)
    ax.plot(x, y, "o", color=INK, markersize=6, zorder=3)
    ax.plot(x[outlier], y[outlier], "o", markersize=15, markerfacecolor="none", markeredgecolor=INK, zorder=3)
    ax.set(xlabel="x", ylabel="y", xlim=(-1, right), ylim=(-45, 105))
    ax.legend(loc="upper left", frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    fitted = "; ".join(f"{name}: {equation(*line)}" for name, line in lines.items())
    on = "" if truth is None else f" on the line {equation(*truth)}"
    return described(
        ax,
        f"{len(x) - 1} points{on} and an outlier at x = {x[outlier]:g}, y = {y[outlier]:g}. Fitted lines: {fitted}.",
    )


def equation(slope, intercept):
    """Format the equation of a line: "4.24 x − 4.96"."""
    sign = "−" if number(intercept).startswith("−") else "+"
    return f"{number(slope)} x {sign} {number(abs(intercept))}"


def short(value):
    """Format a number with at most one decimal and a proper minus sign: "−4", "0.3"."""
    return f"{round(float(value), 1):g}".replace("-", "−")
