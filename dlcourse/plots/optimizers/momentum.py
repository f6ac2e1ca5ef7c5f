"""Figures of lecture 15: weighted averages, a ball with mass, and momentum on three difficult losses."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm
from numpy.typing import ArrayLike

from dlcourse.plots.common.curves import label_ends
from dlcourse.plots.common.surfaces import LossSurface, contours
from dlcourse.plots.neuron.loss_walks import LOWLANDS
from dlcourse.plots.page.style import GREY, INK, SERIES, Runs, in_style, new_axes, new_figure, with_alt_text

RAVINE_XLIM, RAVINE_TOP, RAVINE_LEVELS = (-1.12, 0.45), 0.36, (0.02, 0.1, 0.3, 0.8, 2, 4, 6, 12, 24, 40)
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
def roots_by_beta(directions: Mapping[str, float]) -> Axes:
    """Plot both roots of r² − (1 + β − ηh) r + β in the complex plane as β grows, and the larger |r| against β.

    `directions` is a dict from label to ηh. Returns the left Axes.
    """
    figure = new_figure(9.6, 4.3)
    plane, sizes = figure.subplots(1, 2, width_ratios=(1, 1.15))
    angles = np.linspace(0, 2 * np.pi, 200)
    plane.plot(np.cos(angles), np.sin(angles), ":", color=GREY, linewidth=1)
    plane.text(-1.06, -1.07, "outside it\nexplodes", color=GREY, fontsize=9, va="bottom")
    plane.axhline(0, color=GREY, linewidth=0.6)
    plane.axvline(0, color=GREY, linewidth=0.6)
    betas, told = np.linspace(0, 0.99, 991), []
    for (label, product), (color, marker, linestyle) in zip(directions.items(), SERIES, strict=False):
        roots = np.array([np.roots([1, -(1 + beta - product), beta]) for beta in betas])  # (991, 2)
        critical = (1 - np.sqrt(product)) ** 2
        meeting = np.sign(1 - np.sqrt(product)) * np.sqrt(critical)
        for root in (np.where(roots.imag.any(axis=1), roots[:, k], np.sort(roots.real)[:, k]) for k in (0, 1)):
            plane.plot(root.real, root.imag, linestyle, color=color, linewidth=2)
        plane.plot([0, 1 - product], [0, 0], marker, color=color, markerfacecolor="none", markersize=9)
        plane.plot(meeting, 0, marker, color=color, markersize=8)
        plane.annotate(f"meet at\nβ* = {critical:.2f}", (meeting, 0), (-8, -8 if product < 1 else 8), fontsize=9,
                       textcoords="offset points", ha="right", va="top" if product < 1 else "bottom",
                       color=color)  # fmt: skip
        size = np.abs(roots).max(axis=1)
        every = slice(None, None, 110)
        sizes.plot(betas, size, linestyle, color=color, label=label)
        sizes.plot(betas[every], size[every], marker, color=color, markersize=5)
        sizes.plot(critical, np.sqrt(critical), marker, color=color, markersize=9)
        told.append(f"{label}: from {1 - product:.3g} and 0, they meet at {meeting:.2f} for β = {critical:.2f}")
    plane.set(xlabel="real part of r", ylabel="imaginary part of r", aspect="equal", xlim=(-1.1, 1.1), ylim=(-1.1, 1.1),
              xticks=(-1, -0.5, 0, 0.5, 1), yticks=(-1, -0.5, 0, 0.5, 1))  # fmt: skip
    plane.set_title("the two roots, as β grows from 0 (hollow)", fontsize=11)
    sizes.plot(betas[betas > 0], np.sqrt(betas[betas > 0]), ":", color=INK, linewidth=1, label="√β")
    sizes.set(xlabel="β", ylabel="larger |r|, the share left", xlim=(0, 1), ylim=(0, 1.02))
    sizes.set_title("what a step leaves", fontsize=11)
    sizes.legend(loc="lower right")
    text = "Left, the two roots in the complex plane while β grows from 0 to 0.99. " + ". ".join(told) + ". "
    text += "From there both leave the real line, at a distance of √β from 0, and run out to the unit circle. "
    text += "Right, the larger size of the two against β: each falls to its lowest point at β*, and from there both "
    return with_alt_text(plane, text + "follow √β.")


@in_style
def ravine_paths(loss: LossSurface, paths: Mapping[str, ArrayLike]) -> Axes:
    """Plot paths (T, 2) on the shaded ravine, one above the other, each in its own Axes; return the first Axes."""
    figure = new_figure(7.6, 2.1 * len(paths) + 0.3)
    axes = figure.subplots(len(paths), 1, sharex=True, squeeze=False)[:, 0]
    sentences = []
    for ax, (label, path), (color, marker, linestyle) in zip(axes, paths.items(), SERIES, strict=False):
        path = np.asarray(path)
        top = max(RAVINE_TOP, 1.15 * float(np.abs(path[:, 1]).max()))
        _shaded_ravine(ax, loss, top)
        ax.plot(*path.T, linestyle, color=color, marker=marker, markersize=3.5, linewidth=1.2)
        ax.plot(*path[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
        ax.plot(0, 0, "+", color=INK, markersize=12, markeredgewidth=2)
        ax.set_title(label if top == RAVINE_TOP else f"{label} (other scale)")
        n_crossing = int(np.flatnonzero(np.abs(path[:, 1]) > 0.01)[-1]) + 1
        overshoot = path[:, 0].max()
        along_text = "creeps"
        if overshoot > 0.1:
            along_text = f"rolls past the minimum to w1 = {overshoot:.2f} and comes back"
            at = path[np.argmax(path[:, 0])]
            ax.annotate(f"rolls past,\nto {overshoot:.2f}", at, (0.36, -0.27), ha="center", fontsize=10,
                        arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 0.8, "shrinkB": 4})  # fmt: skip
        sentences.append(f"{label}: for {n_crossing} steps it swings across, and along it {along_text}")
    axes[0].annotate("start", (-1, 0.3), (-9, -4), textcoords="offset points", ha="right", fontsize=10)
    axes[0].annotate("minimum", (0, 0), (8, 6), textcoords="offset points", fontsize=10)
    for ax in axes[:-1]:
        ax.set_xlabel("")
    return with_alt_text(
        axes[0],
        f"Paths on the long narrow contours of the ravine, all from the ring on the left. {'. '.join(sentences)}.",
    )


def _shaded_ravine(ax, loss, top):
    """Shade the loss between its contours, from −top to top."""
    contours(loss, RAVINE_XLIM, (-top, top), levels=RAVINE_LEVELS, ax=ax)
    w1, w2 = np.meshgrid(np.linspace(RAVINE_XLIM[0], RAVINE_XLIM[1], 120), np.linspace(-top, top, 120))
    levels = (0, *RAVINE_LEVELS, 80)
    ax.contourf(w1, w2, loss(w1, w2), levels=levels, cmap=LOWLANDS, norm=BoundaryNorm(levels, LOWLANDS.N), zorder=0)


@in_style
def steps_by_beta(
    betas: ArrayLike, steps: Mapping[float, ArrayLike], critical: Mapping[float, float], max_steps: int
) -> Axes:
    """Plot the steps to arrive against β (B,), a line for each learning rate in `steps`, a dict from η to (B,).

    `critical` maps η to the β of critical damping, a dotted line; `max_steps` are the steps of who never arrives.
    Returns the Axes.
    """
    ax = new_axes(7.4, 4.2)
    betas = np.asarray(betas)
    ax.set(xlabel="β, the share of the velocity that is kept", ylabel="steps (log scale)", yscale="log")
    sentences = []
    for (eta, counts), (color, marker, linestyle) in zip(steps.items(), SERIES, strict=False):
        counts = np.asarray(counts)
        shown, best = counts < max_steps, int(np.argmin(counts))
        ax.plot(betas[shown], counts[shown], linestyle, color=color, marker=marker, markevery=8, markersize=5)
        ax.plot(betas[best], counts[best], marker, color=color, markersize=9)
        ax.axvline(critical[eta], color=color, linestyle=":", linewidth=1.4, zorder=1)
        first = int(np.argmax(shown))
        name, low = f"η = {eta}", f"{counts[best]:,}"
        ax.annotate(name, (betas[first], counts[first]), (10, 6), textcoords="offset points", color=color)
        if first:
            ax.annotate("explodes to the left", (betas[first], counts[first]), (-6, -30), textcoords="offset points",
                        ha="right", color=color)  # fmt: skip
        ax.annotate(low, (betas[best], counts[best]), (-5, -18), textcoords="offset points", ha="right", color=color)
        sentences.append(
            f"{name}: lowest with {low} steps at β = {betas[best]:.2f}, critical damping at {critical[eta]:.2f}, "
            f"{counts[-1]:,} steps at {betas[-1]:.2f}"
        )
    lowest = min(np.min(counts) for counts in steps.values())
    ax.set_ylim(lowest / 1.9, max_steps * 1.2)
    ax.annotate("critical damping", (max(critical.values()), max_steps * 1.1), (-5, 0), textcoords="offset points",
                rotation=90, ha="right", va="top", color=GREY)  # fmt: skip
    ax.set_yticks(ticks := [count for count in (20, 50, 100, 200, 500, 1000, 2000) if count > lowest / 1.9],
                  [f"{count:,}" for count in ticks])  # fmt: skip
    ax.minorticks_off()
    return with_alt_text(
        ax,
        "Steps until the ball has arrived, on a logarithmic scale, against β: for each learning rate a valley, whose "
        f"lowest point lies at the dotted line of critical damping. {'; '.join(sentences)}.",
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
    lengths = {label: int(np.argmax(distance > threshold)) + 1 for label, distance in distances.items()}
    longest_first = sorted(lengths, key=lambda label: -lengths[label])
    for (label, distance), (color, marker, linestyle) in zip(distances.items(), SERIES, strict=False):
        distance = distance[: lengths[label]]
        ax.plot(distance, linestyle, color=color, marker=marker, markevery=10, markersize=5, label=label)
        ax.plot(len(distance) - 1, distance[-1], marker, color=color, markersize=9)
        sentences.append(f"{label}: {len(distance) - 1} steps")
        side = -8 if len(distance) > 45 else 8  # near the left edge the words stand on the right
        up = 10 + 18 * longest_first.index(label)
        ax.annotate(sentences[-1], (len(distance) - 1, distance[-1]), (side, up), textcoords="offset points",
                    ha="right" if side < 0 else "left", color=color)  # fmt: skip
    ax.axhline(threshold, color=GREY, linewidth=1, linestyle=":")
    ax.text(float(np.mean(ax.get_xlim())), threshold * 0.8, "has left the saddle", va="top", ha="center", color=GREY)
    ax.set_ylim(top=threshold * 5 ** len(distances))
    return with_alt_text(
        ax,
        "Distance from the ridge of the saddle by step, on a logarithmic scale. The lines are nearly straight. Until "
        f"the distance passes {threshold}: {'; '.join(sentences)}.",
    )


@in_style
def weight_by_step(paths: Mapping[str, np.ndarray], late_step: int = 40) -> Axes:
    """Plot w by step, a dict from label to (T,) from positive starts on, around the minimum at 0; return the Axes.

    The alt text says how far w still is from 0 after `late_step` steps.
    """
    ax = new_axes(7.2, 3.8)
    ax.axhline(0, color=GREY, linewidth=1)
    sentences = []
    for (label, path), (color, marker, linestyle) in zip(paths.items(), SERIES, strict=False):
        every = max(4, len(path) // 15)
        ax.plot(path, linestyle, color=color, marker=marker, markevery=every, markersize=5, label=label)
        late_text = (
            f", and after {late_step} steps still up to {np.abs(path[late_step:]).max():.2f} from 0"
            if len(path) > late_step
            else ""
        )
        lowest = f"swings past 0, down to {path.min():.2f}" if path.min() < -0.005 else "does not swing past 0"
        sentences.append(f"{label}: {lowest}".replace("-", "−") + late_text)
    ax.set(xlabel="step", ylabel="weight w")
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none")
    return with_alt_text(
        ax,
        f"The weight by step in a bowl with its minimum at 0. {'; '.join(sentences)}.",
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


@in_style
def noisy_walks(balls: Mapping[str, np.ndarray]) -> Axes:
    """Plot one ball's w by step, a panel for each label of `balls`, a dict label → (T, N); return the first Axes.

    The band reaches one standard deviation of all N balls up and down from the minimum at 0.
    """
    figure = new_figure(9.4, 3.2)
    axes = figure.subplots(1, len(balls), sharey=True, squeeze=False)[0]
    reach = 1.1 * max(float(np.abs(walk[:, 0]).max()) for walk in balls.values())
    sentences = []
    for ax, (label, walk), (color, _, _) in zip(axes, balls.items(), SERIES, strict=False):
        spread = float(walk.std())
        ax.axhspan(-spread, spread, color=color, alpha=0.15, linewidth=0)
        ax.axhline(0, color=GREY, linewidth=1)
        ax.plot(walk[:, 0], color=color, linewidth=1.2)
        ax.set(xlabel="step", ylim=(-reach, reach))
        ax.set_title(f"{label}\nspread {spread:.2f}", fontsize=11)
        crossings = np.count_nonzero(np.diff(np.sign(walk[:, 0])))
        sentences.append(f"{label}: spread {spread:.2f}, and its ball passes the minimum {_times(crossings)}")
    axes[0].set_ylabel("weight w")
    return with_alt_text(
        axes[0],
        "The weight of one ball by step, wandering about the minimum at 0, a panel for each setting; the band reaches "
        f"the spread of all balls up and down. {'; '.join(sentences)}.",
    )


def _about(loss):
    """Format a loss to two digits after the point."""
    return "below 0.01" if loss < 0.01 else f"about {loss:.2f}"


def _times(count):
    """Return a count of times in words."""
    return {0: "never", 1: "once"}.get(count, f"{count} times")
