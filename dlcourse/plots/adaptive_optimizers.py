"""Figures of lecture 16: six optimizers side by side, distinguished by marker, dashes and name."""

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from dlcourse.plots.style import GREY, INK, SERIES, described, in_style, new_axes, new_figure
from dlcourse.plots.surfaces import contours

SIX = (*SERIES, ("#8a6d00", "v", (0, (5, 1, 1, 1, 1, 1))), ("#a3195b", "X", (0, (6, 1.5))))
LEVELS = (0.02, 0.15, 0.5, 1.2, 3, 8, 20, 50)
REACH = 1.25  # the ravine is drawn from −REACH to REACH
SQUARE = 2.95  # from the centre of one square to that of the next


@in_style
def rare_and_common(panels, truth):
    """Plot weights by step, a panel per title; `panels` maps it to a dict word → (T,), `truth` a word to its weight.

    Returns the first Axes.
    """
    figure = new_figure(9.0, 3.8)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    said = []
    for ax, (title, series) in zip(axes, panels.items(), strict=True):
        ends = [f"{word} ends at {weights[-1]:.1f}" for word, weights in series.items()]
        said.append(f"With {title}, {' and '.join(ends)}")
        for (word, weights), (colour, marker, dashes) in zip(series.items(), SERIES, strict=False):
            ax.plot(weights, color=colour, linestyle=dashes, marker=marker, markevery=20, markersize=5, label=word)
            ax.axhline(truth[word], color=colour, linewidth=1, linestyle=(0, (1, 3)))
        ax.set(xlabel="step (20 mails each)", title=title)
    for word, (colour, _, _) in zip(truth, SERIES, strict=False):
        axes[0].annotate(f"true weight of “{word}”", (0, truth[word]), (0, 3), textcoords="offset points", color=colour)
    axes[0].set_ylim(top=1.15 * max(truth.values()))
    axes[0].set_ylabel("weight of the word")
    axes[0].legend(frameon=True, framealpha=0.9, edgecolor="none", loc=(0.62, 0.56))
    steps = len(next(iter(next(iter(panels.values())).values()))) - 1
    true = " and ".join(f"{weight:g} for {word}" for word, weight in truth.items())
    return described(
        axes[0],
        f"Weights of words over {steps} steps; the true weights are {true}. {'. '.join(said)}. The rare word "
        "moves in stairs, one for each batch that has it.",
    )


@in_style
def step_sizes(sizes):
    """Plot the size of each step on logarithmic axes; `sizes` maps a name to (T,). Returns the Axes."""
    ax = new_axes(7.4, 4.0)
    ax.set(xscale="log", yscale="log", xlabel="step t (log scale)", ylabel="size of the step, in η (log scale)")
    for (name, size), (colour, marker, dashes) in zip(sizes.items(), SIX[2:], strict=False):
        ticks = np.unique(np.geomspace(1, len(size), 9).round().astype(int)) - 1
        ax.plot(np.arange(1, len(size) + 1), size, color=colour, linestyle=dashes, marker=marker,
                markevery=list(ticks), label=name)  # fmt: skip
    ax.set_ylim(top=max(size.max() for size in sizes.values()) * 12)
    ax.legend(frameon=False, loc="upper center", ncols=2)
    said = "; ".join(f"{name} from {size[0]:.2g} to {size[-1]:.2g}" for name, size in sizes.items())
    return described(
        ax, f"Size of each step on an even slope, both axes logarithmic, from the first step to the last: {said}."
    )


@in_style
def race_frame(grounds, step, width=9.0, height=5.6, tail=8):
    """Draw one frame of a race: each of `grounds` (title, loss, walks) in a square of its own, at `step`.

    `walks` maps a name to points (T, 2); the last `tail` steps are drawn as a line, and each runner as its marker.
    Returns the Axes.
    """
    figure = new_figure(width, height, layout="none")
    axes = []
    for k, (title, loss, walks) in enumerate(grounds):
        ax = figure.add_axes((0.07 + 0.485 * k, 0.2, 0.435, 0.435 * width / height))
        contours(loss, (-REACH, REACH), (-REACH, REACH), levels=LEVELS, points=100, ax=ax)
        for (name, walk), (colour, marker, _) in zip(walks.items(), SIX, strict=False):
            at = min(step, len(walk) - 1)
            ax.plot(*walk[max(at - tail, 0) : at + 1].T, color=colour, linewidth=1.3)
            ax.plot(*walk[at], marker=marker, markersize=10, color=colour, markeredgecolor="white", linestyle="none",
                    label=name)  # fmt: skip
        ax.plot(0, 0, "+", color=INK, markersize=13, markeredgewidth=2)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), title=f"{title}, step {step}")
        ax.set_ylabel("" if k else "w₂")
        ax.set_xticks([-1, 0, 1])
        ax.set_yticks([-1, 0, 1])
        axes.append(ax)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="lower center", ncols=6, frameon=False, columnspacing=1.2,
                  handletextpad=0.2)  # fmt: skip
    return axes


def race_film(grounds, moments):
    """Return the race at each of `moments`, one frame each, as Axes; see `race_frame`."""
    frames = [race_frame(grounds, step)[0] for step in moments]
    described(
        frames[-1],
        "The race as a film, on two maps. Along the axes, AdaGrad goes nearly straight and is close to the minimum "
        "within 5 steps; Adam and momentum roll past it and come back; SGD jumps across and creeps; RMSProp and "
        "Adadelta follow slowly. Turned by 45 degrees, momentum and SGD move as before, on a turned map; AdaGrad, "
        "RMSProp, Adadelta and Adam step across to the floor first and then creep along it.",
    )
    return frames


@in_style
def straight_and_turned(steps, cap):
    """Plot two marks per optimizer: steps in the straight and the turned ravine; `steps`: name to (straight, turned).

    None stands for "not within `cap` steps". Returns Axes.
    """
    ax = new_axes(7.6, 3.9)
    beyond = cap * 1.5
    for row, pair in enumerate(reversed(steps.values())):
        at = [beyond if count is None else count for count in pair]
        ax.plot(at, [row, row], color=GREY, linewidth=1.4, zorder=1)
        for count, place, (colour, marker, _), shift in zip(pair, at, SERIES, (-1, 1), strict=False):
            ax.plot(place, row, marker=marker, color=colour, markersize=10 - 3 * shift, linestyle="none",
                    label=("along the axes", "turned by 45°")[shift > 0] if row == 0 else None)  # fmt: skip
            if at[0] != at[1] or shift > 0:
                side = shift if at[0] <= at[1] else -shift
                said = f"not in {cap}" if count is None else f"{count}"
                ax.annotate(said, (place, row), (9 * side, 0), textcoords="offset points", va="center", color=colour,
                            ha="left" if side > 0 else "right")  # fmt: skip
    ax.set(xscale="log", xlabel="steps until the loss stays below 0.01 (log scale)", xlim=(3, beyond * 3))
    ax.set_yticks(range(len(steps)), list(reversed(steps)))
    ticks = [count for count in (5, 10, 20, 50, 100, 200, 500) if count <= cap]
    ax.set_xticks(ticks, [f"{count}" for count in ticks])
    ax.minorticks_off()
    ax.set_ylim(-0.6, len(steps) - 0.1)
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none", loc="upper left")
    said = "; ".join(
        f"{name} {' and '.join(f'not in {cap}' if count is None else f'{count}' for count in pair)}"
        for name, pair in steps.items()
    )
    return described(
        ax,
        "The figure to remember: steps of each optimizer until the loss stays below 0.01, on a logarithmic scale, "
        f"first along the axes and then turned by 45 degrees. {said}.",
    )


@in_style
def losses_by_rate(rates, losses, marked=()):
    """Plot the loss after training against the learning rate, a line for each name of `losses` (R,); return the Axes.

    `marked` holds (rate, text): a thin vertical line with a note.
    """
    ax = new_axes(7.6, 4.4)
    ax.set(xscale="log", yscale="log", xlabel="learning rate η (log scale)", ylabel="training loss (log scale)")
    for (name, loss), (colour, marker, dashes) in zip(losses.items(), SIX, strict=False):
        ax.plot(rates, loss, color=colour, linestyle=dashes, marker=marker, label=name)
    for rate, text in marked:
        ax.axvline(rate, color=GREY, linewidth=1, linestyle=":")
        ax.text(rate, 5.5, f" {text}", color=INK, va="center", ha="left", fontsize=10)
    ax.set_ylim(top=8)
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    best = "; ".join(f"{name} at η = {rates[np.argmin(loss)]:.2g}" for name, loss in losses.items())
    return described(
        ax,
        "Training loss against the learning rate, both logarithmic, one line for each optimizer. Each falls into a "
        f"valley and rises steeply to its right, unless it ends before. Lowest: {best}.",
    )


@in_style
def paths_and_steps(loss, walks, steps, cap):
    """Plot each path on the ravine in a square of its own, beside its number of steps; `steps`: name to number or None.

    Returns the Axes of the squares and that of the bars.
    """
    figure = new_figure(9.4, 4.9, layout="none")  # fixed positions: computing the layout takes longer than all the rest
    ground, bars = figure.add_axes((0.03, 0.03, 0.7, 0.94)), figure.add_axes((0.775, 0.125, 0.2, 0.8))
    lines = ravine_lines(loss)
    for k, ((name, walk), (colour, marker, _)) in enumerate(zip(walks.items(), SIX, strict=False)):
        shift = np.array([SQUARE * (k % 3), -SQUARE * (k // 3)])
        frame = Rectangle((shift[0] - REACH, shift[1] - REACH), 2 * REACH, 2 * REACH, facecolor="white", edgecolor=GREY)
        ground.add_patch(frame)
        shifted = LineCollection([line + shift for line in lines], colors=GREY, linewidths=0.7)
        path = walk[: (steps[name] or cap) + 1] + shift
        for artist in (
            ground.add_collection(shifted),
            *ground.plot(*path.T, color=colour, marker=marker, markersize=3.5, linewidth=1.2),
            *ground.plot(*path[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK),
            *ground.plot(*shift, "+", color=INK, markersize=13, markeredgewidth=2),
        ):
            artist.set_clip_path(frame)
        ground.text(*(shift + np.array([-REACH, REACH * 1.06])), name, color=colour, va="bottom", fontsize=12)
        count = cap if steps[name] is None else steps[name]
        bars.barh(k, count, height=0.3, color=colour)
        bars.plot(count, k, marker=marker, color=colour, markersize=9, clip_on=False)
        said = f"not in {cap}" if steps[name] is None else f"{count}"
        bars.text(0, k - 0.36, f"{name}: {said}", color=INK, va="center", fontsize=10)
    ground.text(0, -SQUARE - REACH * 1.04, "w₁, from −1.25 to 1.25", ha="center", va="top")
    ground.text(-REACH * 1.06, -SQUARE, "w₂, the same", ha="right", va="center", rotation=90)
    ground.set(xlim=(-1.5, 2 * SQUARE + REACH), ylim=(-SQUARE - 1.5, 1.65), aspect="equal")
    ground.set_axis_off()
    bars.set(xlim=(0, cap), ylim=(len(walks) - 0.5, -0.7), xlabel="steps to loss < 0.01", yticks=[])
    bars.set_xticks([0, cap // 2, cap])
    return ground, bars


def ravine_lines(loss, points=60):
    """Return the contour lines of the loss between −REACH and REACH, a list of points (P, 2) each."""
    side = np.linspace(-REACH, REACH, points)
    generator = contour_generator(side, side, loss(*np.meshgrid(side, side)))
    return [line for level in LEVELS for line in generator.lines(level)]
