"""Figures of lecture 15: weighted averages, a ball with mass, and momentum on three difficult losses."""

import numpy as np

from dlcourse.plots.curves import label_ends
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, described, in_style, new_axes, new_figure
from dlcourse.plots.surfaces import contours

DAYS_BACK = 25
RAVINE = {"xlim": (-1.12, 0.45), "ylim": (-0.36, 0.36), "levels": (0.02, 0.1, 0.3, 0.8, 2, 4, 6)}
MARKS = {"shallow": -1.83, "hill": -0.31, "deep": 2.14}  # the two valleys and the hill between them
LEFT_AT = 0.5  # a ball this far from the ridge has left the saddle


@in_style
def averages_by_day(temperatures, averages):
    """Plot the temperatures (T,) as crosses and their averages, a dict from label to (T,), as lines; return Axes."""
    days = np.arange(1, len(temperatures) + 1)
    ax = new_axes(6.6, 3.8)
    ax.set(xlabel="day", ylabel="temperature (degrees)", ylim=(0, max(temperatures) * 1.08))
    for (label, values), (colour, marker, dashes) in zip(averages.items(), SERIES, strict=False):
        ax.plot(days, values, dashes, color=colour, marker=marker, label=label)
    label_ends(ax)
    ax.plot(days, temperatures, "x", color=INK, markersize=9, markeredgewidth=2)
    ax.annotate("measured", (days[1], temperatures[1]), (0, -16), textcoords="offset points", ha="center")
    ax.set_xticks(days)
    said = [f"{label}: from {values[0]:.1f} to {values[-1]:.1f}" for label, values in averages.items()]
    below = [label for label, values in averages.items() if max(values) < min(temperatures)]
    return described(
        ax,
        f"Temperatures of {len(days)} days as crosses, {', '.join(f'{value:.0f}' for value in temperatures)}, and "
        f"their averages as lines. {'; '.join(said)}. Below every temperature: {', '.join(below) or 'none'}.",
    )


@in_style
def memory_weights(betas):
    """Plot the weight (1 − β)βⁱ that a value i steps back has in the average, one line for each β; return the Axes."""
    ax = new_axes(6.6, 3.4)
    back = np.arange(DAYS_BACK + 1)
    ax.set(xlabel="steps back (0 is today)", ylabel="weight in the average", yscale="log", ylim=(1e-4, 1.4))
    said = []
    for beta, (colour, marker, dashes) in zip(betas, SERIES, strict=False):
        weights = (1 - beta) * beta**back
        low = np.flatnonzero(weights < 1e-3)
        end = f"below 0.001 after {low[0]} steps" if len(low) else f"at {weights[-1]:.1g} after {DAYS_BACK}"
        said.append(f"β = {beta} starts at {weights[0]:.2g} and is {end}")
        shown = weights >= 1e-4
        ax.plot(back[shown], weights[shown], dashes, color=colour, marker=marker, markersize=4, label=f"β = {beta}")
    label_ends(ax)
    return described(
        ax,
        "Weight of a value in the average against how many steps back it is, on a logarithmic scale: straight lines "
        f"that fall. {'; '.join(said)}.",
    )


@in_style
def ravine_paths(loss, walks):
    """Plot paths (T, 2) on contours of the loss, one above the other, each in its own Axes; return the first Axes."""
    figure = new_figure(7.6, 2.5 * len(walks))
    axes = figure.subplots(len(walks), 1, sharex=True, squeeze=False)[:, 0]
    said = []
    for ax, (label, walk), (colour, marker, dashes) in zip(axes, walks.items(), SERIES, strict=False):
        contours(loss, **RAVINE, ax=ax)
        walk = np.asarray(walk)
        ax.plot(*walk.T, dashes, color=colour, marker=marker, markersize=3.5, linewidth=1.2)
        ax.plot(*walk[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
        ax.plot(0, 0, "+", color=INK, markersize=12, markeredgewidth=2)
        ax.set_title(f"{label}: {len(walk) - 1} steps")
        wide = int(np.flatnonzero(np.abs(walk[:, 1]) > 0.01)[-1]) + 1
        past = walk[:, 0].max()
        along = f"rolls past the minimum to w1 = {past:.2f} and comes back" if past > 0.1 else "creeps"
        said.append(f"{label}: {len(walk) - 1} steps; for {wide} of them it swings across, and along it {along}")
    for ax in axes[:-1]:
        ax.set_xlabel("")
    return described(
        axes[0], f"Paths on the long narrow contours of the ravine, all from the ring on the left. {'. '.join(said)}."
    )


@in_style
def steps_by_beta(beta, steps, cap):
    """Plot the steps until the loss stays low against β; both (B,), `cap` if it never does. Returns the Axes."""
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
    return described(
        ax,
        "The figure to remember: steps until the loss stays low, on a logarithmic scale, against β. A valley: "
        f"{steps[0]:,} steps without memory, falling to {steps[best]:,} at β = {beta[best]:.2f}, then rising, ever "
        f"more steeply, to {steps[-1]:,} at {beta[-1]:.2f}.",
    )


@in_style
def two_valleys(loss, walks, steps=200):
    """Plot on the left `loss` turned on its side (loss to the right, w upwards), on the right w by step, up to `steps`.

    `walks` maps β to w (T,). Returns the left Axes.
    """
    figure = new_figure(8.8, 4.4)
    land, time = figure.subplots(1, 2, sharey=True, width_ratios=(1, 2.4))
    w = np.linspace(-4.3, 4.3, 300)
    height = loss(w)
    land.plot(height, w, color=INK)
    land.set(xlabel="loss", ylabel="weight w", ylim=(-4.4, 4.4), title="the landscape, on its side")
    land.set_xlim(height.min() - 0.3, 2.4 * np.ptp(height[np.abs(w) < 2.2]))
    for name, at in MARKS.items():
        for ax in (land, time):
            ax.axhline(at, color=GREY, linewidth=0.9, linestyle=(0, (1, 2)))
        land.annotate(name, (land.get_xlim()[1], at), (-3, 3), textcoords="offset points", ha="right", color=GREY)
    said = []
    for (beta, walk), (colour, marker, dashes) in zip(walks.items(), SERIES, strict=False):
        label = f"β = {beta}" if beta else "no memory"
        time.plot(
            walk[: steps + 1], dashes, color=colour, marker=marker, markevery=steps // 14, markersize=5, label=label
        )
        crossings = np.count_nonzero(np.diff(np.sign(walk - MARKS["hill"])))
        valley = "deep" if walk[-1] > MARKS["hill"] else "shallow"
        said.append(f"{label}: it crosses the hill {_times(crossings)} and ends in the {valley} valley")
    time.set(xlabel="step", xlim=(0, steps), title="where the ball is")
    time.legend(loc="lower right", frameon=True, framealpha=0.9, edgecolor="none")
    places = ", ".join(f"{name} {at}".replace("-", "−") for name, at in MARKS.items())
    return described(
        land,
        f"Left, the landscape on its side: two valleys with a hill between them ({places}). Right, where the ball is "
        f"by step. {'. '.join(said)}.",
    )


@in_style
def distance_by_step(distances, level=LEFT_AT):
    """Plot distances by step on a logarithmic scale, a dict from label to (T,), up to the step that passes `level`."""
    ax = new_axes(7.2, 3.6)
    ax.set(xlabel="step", ylabel="distance |w₂| (log scale)", yscale="log")
    said = []
    for (label, distance), (colour, marker, dashes) in zip(distances.items(), SERIES, strict=False):
        distance = distance[: int(np.argmax(distance > level)) + 1]
        ax.plot(distance, dashes, color=colour, marker=marker, markevery=10, markersize=5, label=label)
        ax.plot(len(distance) - 1, distance[-1], marker, color=colour, markersize=9)
        said.append(f"{label}: {len(distance) - 1} steps")
        ax.annotate(said[-1], (len(distance) - 1, distance[-1]), (-8, 8),
                    textcoords="offset points", ha="right", color=colour)  # fmt: skip
    ax.axhline(level, color=GREY, linewidth=1, linestyle=":")
    ax.text(np.mean(ax.get_xlim()), level * 0.8, "has left the saddle", va="top", ha="center", color=GREY)
    ax.set_ylim(top=level * 12)
    return described(
        ax,
        "Distance from the ridge of the saddle by step, on a logarithmic scale. The lines are nearly straight. Until "
        f"the distance passes {level}: {'; '.join(said)}.",
    )


@in_style
def weight_by_step(walks, late=40):
    """Plot w by step, a dict from label to (T,), around the minimum at 0; return the Axes."""
    ax = new_axes(7.2, 3.8)
    ax.axhline(0, color=GREY, linewidth=1)
    said = []
    for (label, walk), (colour, marker, dashes) in zip(walks.items(), SERIES, strict=False):
        ax.plot(walk, dashes, color=colour, marker=marker, markevery=4, markersize=5, label=label)
        wide = f", and after {late} steps still up to {np.abs(walk[late:]).max():.2f} wide" if len(walk) > late else ""
        said.append(f"{label}: down to {walk.min():.2f}".replace("-", "−") + wide)
    ax.set(xlabel="step", ylabel="weight w")
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none")
    return described(
        ax, f"The weight by step in a bowl with its minimum at 0. The lines swing past 0 and back. {'; '.join(said)}."
    )


@in_style
def losses_by_rate(rates, panels):
    """Plot training loss against the learning rate, a panel for each title of `panels`, a dict label → (seeds, R).

    Lines are medians over the seeds, bands reach from the lowest to the highest loss. Returns the first Axes.
    """
    figure = new_figure(9.0, 4.0)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    said = []
    for ax, (title, series) in zip(axes, panels.items(), strict=True):
        for (label, losses), (colour, marker, dashes) in zip(series.items(), SERIES, strict=False):
            middle, low, high = (np.asarray(kind(losses, axis=0)) for kind in (np.median, np.min, np.max))
            ax.plot(rates, middle, dashes, color=colour, marker=marker, label=label)
            ax.fill_between(rates, low, high, color=colour, alpha=0.15, linewidth=0)
            best = middle.argmin()
            said.append(f"{title}, {label}: lowest loss {_about(middle[best])}, at η = {rates[best]:.2g}")
        ax.set(xscale="log", yscale="log", xlabel="learning rate η (log scale)", title=title)
        ax.legend(frameon=True, framealpha=0.9, edgecolor="none", loc="lower left")
    axes[0].set_ylabel("training loss at the end (log scale)")
    return described(
        axes[0],
        "Training loss at the end against the learning rate, both logarithmic; lines are medians over several starts, "
        f"with bands from the best to the worst. {'. '.join(said)}.",
    )


def _about(loss):
    """Format a loss to two digits after the point."""
    return "below 0.01" if loss < 0.01 else f"about {loss:.2f}"


def _times(count):
    """Return a count of times in words."""
    return {0: "never", 1: "once"}.get(count, f"{count} times")


@in_style
def ball_and_loss(place, walk, excess, plain_excess, says, plain_says):
    """Plot a path (T, 2) on contours of the loss of a `place`, beside its loss by step and that of plain descent.

    `excess` and `plain_excess` (T,) are losses above the minimum; `place` has loss, xlim, ylim and levels; `says` is
    the title, and `plain_says` the outcome of plain descent in words. Returns the two Axes.
    """
    figure = new_figure(9.0, 3.9, layout="none")  # fixed positions: computing the layout takes longer than all the rest
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
