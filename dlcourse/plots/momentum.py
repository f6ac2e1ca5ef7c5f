"""Figures of lecture 15: weighted averages, a ball with mass, and momentum on three difficult losses."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from dlcourse.plots.curves import label_ends
from dlcourse.plots.style import BLUE, GREY, INK, SERIES, Runs, in_style, new_axes, new_figure, with_alt_text
from dlcourse.plots.surfaces import LossSurface, Surface, contours

DAYS_BACK = 25
RAVINE: dict[str, Any] = {"xlim": (-1.12, 0.45), "ylim": (-0.36, 0.36), "levels": (0.02, 0.1, 0.3, 0.8, 2, 4, 6)}
MARKS = {"shallow": -1.83, "hill": -0.31, "deep": 2.14}  # the two valleys and the hill between them
LEFT_AT = 0.5  # a ball this far from the ridge has left the saddle


@in_style
def averages_by_day(temperatures: np.ndarray, averages: Mapping[str, np.ndarray]) -> Axes:
    """Plot the temperatures (T,) as crosses and their averages, a dict from label to (T,), as lines; return Axes."""
    days = np.arange(1, len(temperatures) + 1)
    ax = new_axes(6.6, 3.8)
    ax.set(xlabel="day", ylabel="temperature (degrees)", ylim=(0, max(temperatures) * 1.08))
    for (label, values), (color, marker, linestyle) in zip(averages.items(), SERIES, strict=False):
        ax.plot(days, values, linestyle, color=color, marker=marker, label=label)
    label_ends(ax)
    ax.plot(days, temperatures, "x", color=INK, markersize=9, markeredgewidth=2)
    ax.annotate("measured", (days[1], temperatures[1]), (0, -16), textcoords="offset points", ha="center")
    ax.set_xticks(days)
    summary = [f"{label}: from {values[0]:.1f} to {values[-1]:.1f}" for label, values in averages.items()]
    below = [label for label, values in averages.items() if max(values) < min(temperatures)]
    return with_alt_text(
        ax,
        f"Temperatures of {len(days)} days as crosses, {', '.join(f'{value:.0f}' for value in temperatures)}, and "
        f"their averages as lines. {'; '.join(summary)}. Below every temperature: {', '.join(below) or 'none'}.",
    )


@in_style
def averaging_weights(betas: Sequence[float]) -> Axes:
    """Plot the weight (1 − β)βⁱ that a value i steps back has in the average, one line for each β; return the Axes."""
    ax = new_axes(6.6, 3.4)
    lag = np.arange(DAYS_BACK + 1)
    ax.set(xlabel="steps back (0 is today)", ylabel="weight in the average", yscale="log", ylim=(1e-4, 1.4))
    sentences = []
    for beta, (color, marker, linestyle) in zip(betas, SERIES, strict=False):
        weights = (1 - beta) * beta**lag
        low = np.flatnonzero(weights < 1e-3)
        end = f"below 0.001 after {low[0]} steps" if len(low) else f"at {weights[-1]:.1g} after {DAYS_BACK}"
        sentences.append(f"β = {beta} starts at {weights[0]:.2g} and is {end}")
        shown = weights >= 1e-4
        ax.plot(lag[shown], weights[shown], linestyle, color=color, marker=marker, markersize=4, label=f"β = {beta}")
    label_ends(ax)
    return with_alt_text(
        ax,
        "Weight of a value in the average against how many steps back it is, on a logarithmic scale: straight lines "
        f"that fall. {'; '.join(sentences)}.",
    )


@in_style
def ravine_paths(loss: LossSurface, paths: Mapping[str, ArrayLike]) -> Axes:
    """Plot paths (T, 2) on contours of the loss, one above the other, each in its own Axes; return the first Axes."""
    figure = new_figure(7.6, 2.5 * len(paths))
    axes = figure.subplots(len(paths), 1, sharex=True, squeeze=False)[:, 0]
    sentences = []
    for ax, (label, path), (color, marker, linestyle) in zip(axes, paths.items(), SERIES, strict=False):
        contours(loss, **RAVINE, ax=ax)
        path = np.asarray(path)
        ax.plot(*path.T, linestyle, color=color, marker=marker, markersize=3.5, linewidth=1.2)
        ax.plot(*path[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
        ax.plot(0, 0, "+", color=INK, markersize=12, markeredgewidth=2)
        ax.set_title(f"{label}: {len(path) - 1} steps")
        n_crossing = int(np.flatnonzero(np.abs(path[:, 1]) > 0.01)[-1]) + 1
        overshoot = path[:, 0].max()
        along_text = f"rolls past the minimum to w1 = {overshoot:.2f} and comes back" if overshoot > 0.1 else "creeps"
        sentences.append(
            f"{label}: {len(path) - 1} steps; for {n_crossing} of them it swings across, and along it {along_text}"
        )
    for ax in axes[:-1]:
        ax.set_xlabel("")
    return with_alt_text(
        axes[0],
        f"Paths on the long narrow contours of the ravine, all from the ring on the left. {'. '.join(sentences)}.",
    )


@in_style
def steps_by_beta(betas: ArrayLike, steps: ArrayLike, max_steps: int) -> Axes:
    """Plot the steps until the loss stays low against β; both (B,), `max_steps` if it never does. Returns the Axes."""
    ax = new_axes(7.2, 3.8)
    betas, steps = np.asarray(betas), np.asarray(steps)
    arrived = steps < max_steps
    ax.set(xlabel="β, the share of the velocity that is kept", ylabel="steps (log scale)", yscale="log")
    ax.plot(betas[arrived], steps[arrived], color=BLUE, marker="o", markersize=3.5)
    best = int(np.argmin(steps))
    for index, text, offset, align in (
        (0, f"no memory: {steps[0]:,}", (8, 8), "left"),
        (best, f"β = {betas[best]:.2f}: {steps[best]:,}", (0, -18), "center"),
        (
            int(np.argmin(np.abs(betas - 0.9))),
            f"β = 0.90: {steps[np.argmin(np.abs(betas - 0.9))]:,}",
            (-10, 4),
            "right",
        ),
        (len(betas) - 1, f"β = {betas[-1]:.2f}: {steps[-1]:,}", (-10, 2), "right"),
    ):
        ax.annotate(text, (betas[index], steps[index]), offset, textcoords="offset points", ha=align, color=BLUE)
        ax.plot(betas[index], steps[index], "o", color=BLUE, markersize=9)
    ticks = [count for count in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if count > steps.min() / 1.9]
    ax.set_yticks(ticks, [f"{count:,}" for count in ticks])
    ax.minorticks_off()
    ax.set_ylim(steps.min() / 1.9, steps[arrived].max() * 1.4)
    return with_alt_text(
        ax,
        "The figure to remember: steps until the loss stays low, on a logarithmic scale, against β. A valley: "
        f"{steps[0]:,} steps without memory, falling to {steps[best]:,} at β = {betas[best]:.2f}, then rising, ever "
        f"more steeply, to {steps[-1]:,} at {betas[-1]:.2f}.",
    )


@in_style
def paths_over_two_minima(
    loss: Callable[[np.ndarray], np.ndarray], paths: Mapping[float, np.ndarray], n_steps: int = 200
) -> Axes:
    """Plot `loss` turned on its side (loss to the right, w upwards), beside w by step for the first `n_steps`.

    `paths` maps β to w (T,). Returns the left Axes.
    """
    figure = new_figure(8.8, 4.4)
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1, 2.4))
    w = np.linspace(-4.3, 4.3, 300)
    losses = loss(w)
    left.plot(losses, w, color=INK)
    left.set(xlabel="loss", ylabel="weight w", ylim=(-4.4, 4.4), title="the landscape, on its side")
    left.set_xlim(losses.min() - 0.3, 2.4 * np.ptp(losses[np.abs(w) < 2.2]))
    for name, position in MARKS.items():
        for ax in (left, right):
            ax.axhline(position, color=GREY, linewidth=0.9, linestyle=(0, (1, 2)))
        left.annotate(name, (left.get_xlim()[1], position), (-3, 3), textcoords="offset points", ha="right", color=GREY)
    sentences = []
    for (beta, path), (color, marker, linestyle) in zip(paths.items(), SERIES, strict=False):
        label = f"β = {beta}" if beta else "no memory"
        right.plot(
            path[: n_steps + 1],
            linestyle,
            color=color,
            marker=marker,
            markevery=n_steps // 14,
            markersize=5,
            label=label,
        )
        crossings = np.count_nonzero(np.diff(np.sign(path - MARKS["hill"])))
        minimum = "deep" if path[-1] > MARKS["hill"] else "shallow"
        sentences.append(f"{label}: it crosses the hill {_times(crossings)} and ends in the {minimum} valley")
    right.set(xlabel="step", xlim=(0, n_steps), title="where the ball is")
    right.legend(loc="lower right", frameon=True, framealpha=0.9, edgecolor="none")
    positions = ", ".join(f"{name} {position}".replace("-", "−") for name, position in MARKS.items())
    return with_alt_text(
        left,
        f"Left, the landscape on its side: two valleys with a hill between them ({positions}). Right, where the ball "
        f"is by step. {'. '.join(sentences)}.",
    )


@in_style
def distance_by_step(distances: Mapping[str, np.ndarray], threshold: float = LEFT_AT) -> Axes:
    """Plot distances by step on a log scale, a dict from label to (T,), up to the step that passes `threshold`."""
    ax = new_axes(7.2, 3.6)
    ax.set(xlabel="step", ylabel="distance |w₂| (log scale)", yscale="log")
    sentences = []
    for (label, distance), (color, marker, linestyle) in zip(distances.items(), SERIES, strict=False):
        distance = distance[: int(np.argmax(distance > threshold)) + 1]
        ax.plot(distance, linestyle, color=color, marker=marker, markevery=10, markersize=5, label=label)
        ax.plot(len(distance) - 1, distance[-1], marker, color=color, markersize=9)
        sentences.append(f"{label}: {len(distance) - 1} steps")
        ax.annotate(sentences[-1], (len(distance) - 1, distance[-1]), (-8, 8),
                    textcoords="offset points", ha="right", color=color)  # fmt: skip
    ax.axhline(threshold, color=GREY, linewidth=1, linestyle=":")
    ax.text(float(np.mean(ax.get_xlim())), threshold * 0.8, "has left the saddle", va="top", ha="center", color=GREY)
    ax.set_ylim(top=threshold * 12)
    return with_alt_text(
        ax,
        "Distance from the ridge of the saddle by step, on a logarithmic scale. The lines are nearly straight. Until "
        f"the distance passes {threshold}: {'; '.join(sentences)}.",
    )


@in_style
def weight_by_step(paths: Mapping[str, np.ndarray], late_step: int = 40) -> Axes:
    """Plot w by step, a dict from label to (T,), around the minimum at 0; return the Axes.

    The alt text says how far w still swings after `late_step` steps.
    """
    ax = new_axes(7.2, 3.8)
    ax.axhline(0, color=GREY, linewidth=1)
    sentences = []
    for (label, path), (color, marker, linestyle) in zip(paths.items(), SERIES, strict=False):
        ax.plot(path, linestyle, color=color, marker=marker, markevery=4, markersize=5, label=label)
        late_text = (
            f", and after {late_step} steps still up to {np.abs(path[late_step:]).max():.2f} wide"
            if len(path) > late_step
            else ""
        )
        sentences.append(f"{label}: down to {path.min():.2f}".replace("-", "−") + late_text)
    ax.set(xlabel="step", ylabel="weight w")
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none")
    return with_alt_text(
        ax,
        f"The weight by step in a bowl with its minimum at 0. The lines swing past 0 and back. {'; '.join(sentences)}.",
    )


@in_style
def loss_by_learning_rate(learning_rates: np.ndarray, panels: Mapping[str, Mapping[str, Runs]]) -> Axes:
    """Plot training loss against the learning rate, a panel for each title of `panels`, a dict label → (seeds, R).

    Lines are medians over the seeds, bands reach from the lowest to the highest loss. Returns the first Axes.
    """
    figure = new_figure(9.0, 4.0)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    sentences = []
    for ax, (title, series) in zip(axes, panels.items(), strict=True):
        for (label, losses), (color, marker, linestyle) in zip(series.items(), SERIES, strict=False):
            median, low, high = (np.asarray(statistic(losses, axis=0)) for statistic in (np.median, np.min, np.max))
            ax.plot(learning_rates, median, linestyle, color=color, marker=marker, label=label)
            ax.fill_between(learning_rates, low, high, color=color, alpha=0.15, linewidth=0)
            best = median.argmin()
            sentences.append(f"{title}, {label}: lowest loss {_about(median[best])}, at η = {learning_rates[best]:.2g}")
        ax.set(xscale="log", yscale="log", xlabel="learning rate η (log scale)", title=title)
        ax.legend(frameon=True, framealpha=0.9, edgecolor="none", loc="lower left")
    axes[0].set_ylabel("training loss at the end (log scale)")
    return with_alt_text(
        axes[0],
        "Training loss at the end against the learning rate, both logarithmic; lines are medians over several starts, "
        f"with bands from the best to the worst. {'. '.join(sentences)}.",
    )


def _about(loss):
    """Format a loss to two digits after the point."""
    return "below 0.01" if loss < 0.01 else f"about {loss:.2f}"


def _times(count):
    """Return a count of times in words."""
    return {0: "never", 1: "once"}.get(count, f"{count} times")


@in_style
def path_and_loss(
    surface: Surface,
    path: np.ndarray,
    excess_loss: np.ndarray,
    plain_excess_loss: np.ndarray,
    title: str,
    plain_label: str,
) -> tuple[Axes, Axes]:
    """Plot a path (T, 2) on contours of the loss of a `surface`, beside its loss by step and that of plain descent.

    `excess_loss` and `plain_excess_loss` (T,) are losses above the minimum; `plain_label` is the outcome of plain
    descent in words. Returns the two Axes.
    """
    figure = new_figure(9.0, 3.9, layout="none")  # fixed positions: computing the layout takes longer than all the rest
    left, right = figure.add_axes((0.085, 0.15, 0.46, 0.74)), figure.add_axes((0.635, 0.15, 0.345, 0.74))
    contours(surface.loss, surface.xlim, surface.ylim, levels=surface.levels, n_points=80, ax=left)
    left.plot(*path.T, "-", color=BLUE, marker="o", markersize=3.5, linewidth=1.3)
    left.plot(*path[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
    left.plot(*path[-1], "o", markersize=9, color=BLUE, markeredgecolor="white")
    left.set(xlim=surface.xlim, ylim=surface.ylim)
    left.set_title(title)
    left.locator_params(nbins=5)
    right.plot(plain_excess_loss, "--", color=GREY, label=f"without momentum:\n{plain_label}")
    right.plot(excess_loss, "-", color=BLUE, label="with momentum")
    right.set(xlabel="step", ylabel="loss above the lowest (log scale)", yscale="log", ylim=(1e-3, 1e3), xlim=(0, 200))
    tens = [10.0**k for k in range(-3, 4)]
    right.set_yticks(tens, [f"{ten:g}" for ten in tens])
    right.minorticks_off()
    right.set_xticks(range(0, 201, 50))
    right.axhline(1e-2, color=INK, linewidth=1, linestyle=":")
    right.legend(frameon=True, framealpha=0.9, edgecolor="none", loc="upper right", fontsize=10)
    return left, right
