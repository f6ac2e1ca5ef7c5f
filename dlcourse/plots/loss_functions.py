"""Figures of lecture 05: what an error costs and how hard it pulls, and what an outlier does to three fitted lines."""

import numpy as np

from dlcourse.plots.graphs import number
from dlcourse.plots.style import GREY, INK, SERIES, in_style, new_axes, new_figure


@in_style
def prices_and_pulls(x, losses, slopes, xlabel, labels, ylims=((0, 6), (-3, 3))):
    """Losses over their slopes on one x axis; both map a name to (P,). `labels`: where each name stands above, (x, y).

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
    """−ln p over p (P,), with the price written at each of the probabilities `marks`. Returns Axes."""
    ax = new_axes(6.4, 3.6)
    ax.plot(p, -np.log(p), color=SERIES[0][0], linewidth=2.2)
    for mark in marks:
        ax.plot(mark, -np.log(mark), "o", color=INK, zorder=3)
        said = f"p = {mark:g}: {-np.log(mark):.2f}"
        ax.annotate(said, (mark, -np.log(mark)), (8, 6), textcoords="offset points", fontsize=10)
    ax.set(xlabel="probability that was given to what happened", ylabel="price −ln p (nats)", xlim=(-0.03, 1.16))
    ax.set(ylim=(-0.2, 7.6))
    return ax


@in_style
def outlier_and_lines(x, y, lines, outlier, truth=None):
    """Points (N,) and the fitted `lines`, a dict from name to (slope, intercept); the point `outlier` is ringed.

    `truth`: the line of the other points, drawn broad and pale. Returns Axes.
    """
    ax = new_figure(7.4, 4.6, layout=None).add_axes((0.1, 0.12, 0.87, 0.85))  # a fixed place: sooner drawn
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
    return ax


def equation(slope, intercept):
    """A line as one writes it: "4.24 x − 4.96"."""
    sign = "−" if number(intercept).startswith("−") else "+"
    return f"{number(slope)} x {sign} {number(abs(intercept))}"
