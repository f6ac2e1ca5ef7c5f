"""Figures of lecture 15: averages that forget, a ball with mass, and what the memory does in three hard places."""

import numpy as np

from dlcourse.plots.curves import label_ends
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, in_style, new_axes, new_figure
from dlcourse.plots.surfaces import contours

DAYS_BACK = 25


@in_style
def averages_by_day(temperatures, averages):
    """The temperatures (T,) as crosses; averages of them, a dict from label to (T,), one line each. Returns Axes."""
    days = np.arange(1, len(temperatures) + 1)
    ax = new_axes(6.6, 3.8)
    ax.set(xlabel="day", ylabel="temperature (degrees)", ylim=(0, max(temperatures) * 1.08))
    for (label, values), (colour, marker, dashes) in zip(averages.items(), SERIES, strict=False):
        ax.plot(days, values, dashes, color=colour, marker=marker, label=label)
    label_ends(ax)
    ax.plot(days, temperatures, "x", color=INK, markersize=9, markeredgewidth=2)
    ax.annotate("measured", (days[1], temperatures[1]), (0, -16), textcoords="offset points", ha="center")
    ax.set_xticks(days)
    return ax


@in_style
def memory_weights(betas):
    """The weight (1 − β)βⁱ that a value i steps back has in the average, one line for each β. Returns Axes."""
    ax = new_axes(6.6, 3.4)
    back = np.arange(DAYS_BACK + 1)
    ax.set(xlabel="steps back (0 is today)", ylabel="weight in the average", yscale="log", ylim=(1e-4, 1.4))
    for beta, (colour, marker, dashes) in zip(betas, SERIES, strict=False):
        weights = (1 - beta) * beta**back
        shown = weights >= 1e-4
        ax.plot(back[shown], weights[shown], dashes, color=colour, marker=marker, markersize=4, label=f"β = {beta}")
    label_ends(ax)
    return ax


@in_style
def ravine_paths(loss, walks, xlim, ylim, levels):
    """Paths (T, 2) on the lines of equal loss, one above the other, each in axes of its own. Returns the Axes."""
    figure = new_figure(7.6, 2.5 * len(walks))
    axes = figure.subplots(len(walks), 1, sharex=True, squeeze=False)[:, 0]
    for ax, (label, walk), (colour, marker, dashes) in zip(axes, walks.items(), SERIES, strict=False):
        contours(loss, xlim, ylim, levels=levels, ax=ax)
        walk = np.asarray(walk)
        ax.plot(*walk.T, dashes, color=colour, marker=marker, markersize=3.5, linewidth=1.2)
        ax.plot(*walk[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
        ax.plot(0, 0, "+", color=INK, markersize=12, markeredgewidth=2)
        ax.set_title(label)
    for ax in axes[:-1]:
        ax.set_xlabel("")
    return axes


@in_style
def steps_by_beta(beta, steps, cap):
    """Steps until the loss stays low, against β; both (B,), `cap` where it never does. Returns Axes."""
    ax = new_axes(7.2, 3.8)
    beta, steps = np.asarray(beta), np.asarray(steps)
    arrived = steps < cap
    ax.set(xlabel="β, the share of the velocity that is kept", ylabel="steps (log scale)", yscale="log")
    ax.plot(beta[arrived], steps[arrived], color=BLUE, marker="o", markersize=3.5)
    best = int(np.argmin(steps))
    for at, says, offset, align in (
        (0, f"no memory: {steps[0]:,}", (8, 8), "left"),
        (best, f"β = {beta[best]:.2f}: {steps[best]:,}", (0, -18), "center"),
        (int(np.argmin(np.abs(beta - 0.9))), f"β = 0.90: {steps[np.argmin(np.abs(beta - 0.9))]:,}", (-10, 4), "right"),
        (len(beta) - 1, f"β = {beta[-1]:.2f}: {steps[-1]:,}", (-10, 2), "right"),
    ):
        ax.annotate(says, (beta[at], steps[at]), offset, textcoords="offset points", ha=align, color=BLUE)
        ax.plot(beta[at], steps[at], "o", color=BLUE, markersize=9)
    ticks = [count for count in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if count > steps.min() / 1.9]
    ax.set_yticks(ticks, [f"{count:,}" for count in ticks])
    ax.minorticks_off()
    ax.set_ylim(steps.min() / 1.9, steps[arrived].max() * 1.4)
    return ax


@in_style
def two_valleys(curve, walks, w_limits, marks):
    """Left the landscape on its side (loss to the right, w upwards), right w by step for each of `walks`.

    `curve` is (w, loss), both (P,); `walks` maps a label to w (T,); `marks` maps the name of a place to its w.
    Returns the two Axes.
    """
    figure = new_figure(8.8, 4.4)
    land, time = figure.subplots(1, 2, sharey=True, width_ratios=(1, 2.4))
    w, height = curve
    land.plot(height, w, color=INK)
    land.set(xlabel="loss", ylabel="weight w", ylim=w_limits, title="the landscape, on its side")
    land.set_xlim(height.min() - 0.3, 2.4 * np.ptp(height[np.abs(w) < 2.2]))
    for name, at in marks.items():
        for ax in (land, time):
            ax.axhline(at, color=GREY, linewidth=0.9, linestyle=(0, (1, 2)))
        land.annotate(name, (land.get_xlim()[1], at), (-3, 3), textcoords="offset points", ha="right", color=GREY)
    steps = max(len(walk) for walk in walks.values()) - 1
    for (label, walk), (colour, marker, dashes) in zip(walks.items(), SERIES, strict=False):
        time.plot(walk, dashes, color=colour, marker=marker, markevery=max(1, steps // 14), markersize=5, label=label)
    time.set(xlabel="step", xlim=(0, steps), title="where the ball is")
    time.legend(loc="lower right", frameon=True, framealpha=0.9, edgecolor="none")
    return land, time


@in_style
def distance_by_step(distances, level, level_label):
    """Distances (T,) by step on a logarithmic scale, a dict from label to line, up to the step that passes `level`."""
    ax = new_axes(7.2, 3.6)
    ax.set(xlabel="step", ylabel="distance |w₂| (log scale)", yscale="log")
    for (label, distance), (colour, marker, dashes) in zip(distances.items(), SERIES, strict=False):
        distance = distance[: int(np.argmax(distance > level)) + 1]
        ax.plot(distance, dashes, color=colour, marker=marker, markevery=10, markersize=5, label=label)
        ax.plot(len(distance) - 1, distance[-1], marker, color=colour, markersize=9)
        ax.annotate(f"{label}: {len(distance) - 1} steps", (len(distance) - 1, distance[-1]), (-8, 8),
                    textcoords="offset points", ha="right", color=colour)  # fmt: skip
    ax.axhline(level, color=GREY, linewidth=1, linestyle=":")
    ax.text(np.mean(ax.get_xlim()), level * 0.8, level_label, va="top", ha="center", color=GREY)
    ax.set_ylim(top=level * 12)
    return ax


@in_style
def weight_by_step(walks, xlabel="step", ylabel="weight w"):
    """w (T,) by step, a dict from label to line, around the minimum at 0. Returns Axes."""
    ax = new_axes(7.2, 3.8)
    ax.axhline(0, color=GREY, linewidth=1)
    for (label, walk), (colour, marker, dashes) in zip(walks.items(), SERIES, strict=False):
        ax.plot(walk, dashes, color=colour, marker=marker, markevery=4, markersize=5, label=label)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none")
    return ax


@in_style
def losses_by_rate(rates, panels, ylabel):
    """Loss against the learning rate, one panel for each title of `panels`, which maps it to a dict label → (R,)."""
    figure = new_figure(9.0, 4.0)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for ax, (title, series) in zip(axes, panels.items(), strict=True):
        for (label, losses), (colour, marker, dashes) in zip(series.items(), SERIES, strict=False):
            ax.plot(rates, losses, dashes, color=colour, marker=marker, label=label)
        ax.set(xscale="log", yscale="log", xlabel="learning rate η (log scale)", title=title)
        ax.legend(frameon=True, framealpha=0.9, edgecolor="none", loc="lower left")
    axes[0].set_ylabel(ylabel)
    return axes


@in_style
def ball_and_loss(place, walk, excess, plain_excess, says, plain_says):
    """A walk (T, 2) on the lines of equal loss of a `place`, beside its loss by step and that of plain descent.

    `excess` and `plain_excess` (T,) are losses above the lowest there is; `place` has loss, xlim, ylim and levels;
    `says` is the title, and `plain_says` what became of plain descent. Returns the two Axes.
    """
    figure = new_figure(9.0, 3.9, layout="none")  # places set by hand: to find them takes longer than all the rest
    ground, time = figure.add_axes((0.085, 0.15, 0.46, 0.74)), figure.add_axes((0.635, 0.15, 0.345, 0.74))
    contours(place.loss, place.xlim, place.ylim, levels=place.levels, points=80, ax=ground)
    ground.plot(*walk.T, "-", color=BLUE, marker="o", markersize=3.5, linewidth=1.3)
    ground.plot(*walk[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
    ground.plot(*walk[-1], "o", markersize=9, color=BLUE, markeredgecolor="white")
    ground.set(xlim=place.xlim, ylim=place.ylim)
    ground.set_title(says)
    ground.locator_params(nbins=5)
    time.plot(plain_excess, "--", color=GREY, label=f"without momentum:\n{plain_says}")
    time.plot(excess, "-", color=BLUE, label="with momentum")
    time.set(xlabel="step", ylabel="loss above the lowest (log scale)", yscale="log", ylim=(1e-3, 1e3), xlim=(0, 200))
    tens = [10.0**k for k in range(-3, 4)]
    time.set_yticks(tens, [f"{ten:g}" for ten in tens])
    time.minorticks_off()
    time.set_xticks(range(0, 201, 50))
    time.axhline(1e-2, color=INK, linewidth=1, linestyle=":")
    time.legend(frameon=True, framealpha=0.9, edgecolor="none", loc="upper right", fontsize=10)
    return ground, time
