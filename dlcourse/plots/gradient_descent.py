"""Lecture 08: walks in a bowl and on the loss surface of a line, learning rates, noise, and three clocks."""

import numpy as np
from matplotlib.collections import LineCollection

from dlcourse.plots.graphs import number
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, in_style, new_axes, new_figure


@in_style
def walks_in_a_bowl(walks, words):
    """The bowl L = w²/2 once for each walk (T + 1,), with its points joined; `words` stand below the titles.

    `walks` maps a learning rate to w before and after each step. Returns the Axes of all panels.
    """
    figure = new_figure(10.2, 2.9)
    axes = figure.subplots(1, len(walks), sharey=True)
    for ax, (rate, walk), word in zip(axes, walks.items(), words, strict=True):
        walk = np.asarray(walk)
        reach = max(1.3, 1.15 * np.abs(walk).max())
        w = np.linspace(-reach, reach, 81)
        ax.plot(w, w**2 / 2, color=GREY, linewidth=1.2)
        ax.plot(walk, walk**2 / 2, "--o", color=BLUE, linewidth=1.1, markersize=4.5)
        ax.plot(walk[0], walk[0] ** 2 / 2, "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
        ax.set(xlabel="w", ylim=(-0.08, 1.75))
        ax.set_title(f"η = {rate:g}\n{word}", fontsize=11)
    axes[0].set_ylabel("loss w²/2")
    return axes


@in_style
def loss_by_learning_rate(rates, losses, limit, lowest):
    """The loss after a fixed number of steps against the learning rate, both on logarithmic scales. Returns Axes."""
    ax = new_axes(7.2, 4.0)
    ax.loglog(rates, losses, "-o", color=BLUE, markersize=5)
    ax.axvline(limit, color=INK, linestyle="--", linewidth=1.2)
    ax.axhline(lowest, color=GREY, linestyle=":", linewidth=1.2)
    ax.set(xlabel="learning rate η (log scale)", ylabel="loss after 30 steps (log scale)", ylim=(lowest / 3, 1e4))
    ax.annotate(f"limit {limit:.2f}", (limit, 1500), xytext=(-6, 0), textcoords="offset points", ha="right", color=INK)
    ax.annotate("lowest possible", (rates[0], lowest), xytext=(0, -14), textcoords="offset points", color=GREY)
    ax.annotate("too small: creeps", (rates[2], losses[2]), xytext=(8, 8), textcoords="offset points", color=BLUE)
    return ax


@in_style
def two_valleys(w, loss, walks):
    """A loss over one weight, and walks {label: (T, 2) of w and L} down into it. Returns Axes."""
    ax = new_axes(7.2, 4.0)
    ax.plot(w, loss, color=GREY)
    for (label, walk), (colour, marker, _) in zip(walks.items(), SERIES, strict=False):
        walk = np.asarray(walk)
        ax.plot(*walk.T, marker=marker, linestyle="none", markersize=5, color=colour)
        ax.plot(*walk[0], marker="o", markersize=12, markerfacecolor="none", markeredgecolor=INK)
        ending = f"{label}, ends at {number(walk[-1, 1])}"
        ax.annotate(ending, walk[-1], xytext=(0, -14), textcoords="offset points", ha="center", va="top", color=colour)
    ax.set(xlabel="weight w", ylabel="loss", ylim=(loss.min() - 1.2, loss.max()))
    return ax


@in_style
def noise_by_batch_size(sizes, noise):
    """The standard deviation of a batch's gradient against the batch size, beside 1/√B from the first. Returns Axes."""
    ax = new_axes(6.4, 3.8)
    ax.loglog(sizes, noise[0] / np.sqrt(np.asarray(sizes) / sizes[0]), "--", color=GREY, label="1/√B")
    ax.loglog(sizes, noise, "o", color=BLUE, markersize=8, label="measured")
    ax.set(xlabel="batch size B (log scale)", ylabel="standard deviation of ∂L/∂w (log scale)")
    ax.set_xticks(sizes, [str(size) for size in sizes])
    ax.set_yticks([0.5, 1, 2, 5, 10], ["0.5", "1", "2", "5", "10"])
    ax.minorticks_off()
    for size, value in zip(sizes, noise, strict=True):
        ax.annotate(f"{value:.2f}", (size, value), xytext=(8, 6), textcoords="offset points", fontsize=10)
    ax.legend(frameon=False)
    return ax


@in_style
def walks_side_by_side(walks, best, curvature, window=3.8):
    """The map of a quadratic loss once for each walk {title: (T + 1, 2)}, with a diamond at its lowest point.

    Returns the Axes of all panels.
    """
    figure = new_figure(10.2, 3.9)
    axes = figure.subplots(1, len(walks), sharey=True)
    for ax, (title, walk) in zip(axes, walks.items(), strict=True):
        lines = ellipses(best, curvature, np.geomspace(0.05, 60, 8))
        ax.add_collection(LineCollection(lines, colors=GREY, linewidths=0.8))
        ax.plot(*walk.T, "-o", color=BLUE, linewidth=0.9, markersize=3.5 if len(walk) < 100 else 1.8)
        ax.plot(*walk[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
        ax.plot(*best, "D", markersize=6, color=INK)
        ax.set(xlabel="slope w", xlim=best[0] + (-window, window), ylim=best[1] + (-window, window))
        ax.set_aspect("equal")
        ax.grid(visible=False)
        ax.set_title(title, fontsize=11)
    axes[0].set_ylabel("intercept b")
    return axes


@in_style
def three_clocks(runs, target):
    """The same runs three times: the loss against updates, against epochs and against seconds. Returns the Axes.

    `runs` maps a label to a dict of "updates", "epochs", "seconds" and "loss", each (E,). All x axes are logarithmic.
    """
    figure = new_figure(10.4, 4.0)
    axes = figure.subplots(1, 3, sharey=True)
    for ax, clock in zip(axes, ("updates", "epochs", "seconds"), strict=True):
        for (label, run), (colour, marker, dashes) in zip(runs.items(), SERIES, strict=False):
            x, y = np.asarray(run[clock]), np.asarray(run["loss"])
            ax.plot(x, y, dashes, color=colour, marker=marker, markevery=max(1, len(x) // 8), label=label)
            ax.plot(x[-1], y[-1], marker=marker, color=colour, markersize=10, markeredgecolor=INK)
        first = min(runs, key=lambda label: runs[label][clock][-1])
        ax.set(xscale="log", yscale="log", xlabel=f"{clock} (log scale)")
        ax.set_title(f"by {clock}: {first} is first", fontsize=10.5)
        ax.axhline(target, color=GREY, linestyle=":", linewidth=1.2)
    axes[0].set_ylabel("loss on all rows (log scale)")
    axes[0].set_yticks([0.1, 0.2, 0.5, 1, 2], ["0.1", "0.2", "0.5", "1", "2"])
    axes[0].minorticks_off()
    axes[0].legend(framealpha=0.9, edgecolor="none", fontsize=10, loc="lower left", bbox_to_anchor=(0, 0.06))
    return axes


@in_style
def descent_on_surface(path, losses, lowest, curvature, window=4.5):
    """The walk (T + 1, 2) on the map of a quadratic loss, beside its loss after each step. Returns both Axes.

    The loss at p is L + ½ (p − best)ᵀ curvature (p − best); `lowest` is (w, b, L) at the best point. What lies beyond
    the map or above 10⁴ is cut off.
    """
    figure = new_figure(10.0, 4.2, layout="none")
    left, right = figure.add_axes((0.06, 0.13, 0.42, 0.76)), figure.add_axes((0.6, 0.13, 0.39, 0.76))
    best = np.array(lowest[:2])
    heights = np.geomspace(0.05, 300, 11)  # of the lines above the lowest point
    left.add_collection(LineCollection(ellipses(best, curvature, heights), colors=GREY, linewidths=0.8))
    left.plot(*path.T, "-o", color=BLUE, linewidth=1.1, markersize=3.5)
    left.plot(*path[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
    left.plot(*best, "D", markersize=7, color=INK)
    tall = (
        window * 0.76 * 4.2 / (0.42 * 10.0)
    )  # one scale across and up: a step then stands at right angles to its line
    left.set(xlabel="slope w", ylabel="intercept b", xlim=best[0] + (-window, window), ylim=best[1] + (-tall, tall))
    left.grid(visible=False)
    left.locator_params(nbins=5)  # each number on an axis costs a millisecond
    left.set_title("the walk on the map of the loss", fontsize=11)
    right.plot(np.arange(len(losses)), losses, "-o", color=BLUE, linewidth=1.2, markersize=3.5)
    right.axhline(lowest[2], color=GREY, linestyle=":", linewidth=1.2)
    right.set(xlabel="step", ylabel="loss on all rows (log scale)", yscale="log", ylim=(0.1, 1e4))
    right.set_yticks([0.1, 1, 10, 100, 1000, 10_000], ["0.1", "1", "10", "100", "1,000", "10,000"])
    right.minorticks_off()
    right.set_title(f"loss at the end: {written(losses[-1])}", fontsize=11)
    right.annotate("lowest possible", (0, lowest[2]), xytext=(0, -12), textcoords="offset points", color=GREY)
    return left, right


def ellipses(middle, curvature, heights, points=72):
    """The lines ½ dᵀ curvature d = one of `heights`, d being the way from the middle; each (points + 1, 2)."""
    stretch = np.linalg.cholesky(np.linalg.inv(curvature))
    turn = np.linspace(0, 2 * np.pi, points + 1)
    circle = np.column_stack([np.cos(turn), np.sin(turn)]) @ stretch.T
    return [middle + np.sqrt(2 * height) * circle for height in heights]


def written(loss):
    """A loss as one reads it: three decimals, or a power of ten where it ran away."""
    if loss < 1e4:
        return f"{loss:.3f}"
    digits, power = f"{loss:.0e}".split("e+")
    return f"{digits} · 10" + str(int(power)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
