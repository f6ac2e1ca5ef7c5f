"""Figures of lecture 16: six optimizers side by side, distinguished by marker, dashes and name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from dlcourse.plots.style import GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text
from dlcourse.plots.surfaces import LossSurface, contours

SIX = (*SERIES, ("#8a6d00", "v", (0, (5, 1, 1, 1, 1, 1))), ("#a3195b", "X", (0, (6, 1.5))))
LEVELS = (0.02, 0.15, 0.5, 1.2, 3, 8, 20, 50)
REACH = 1.25  # the ravine is drawn from −REACH to REACH
SQUARE = 2.95  # from the centre of one square to that of the next


@in_style
def rare_and_common_words(panels: Mapping[str, Mapping[str, np.ndarray]], true_weights: Mapping[str, float]) -> Axes:
    """Plot the weights of a rare and of a common word by step, one panel per title; return the first Axes.

    `panels` maps a title to a dict from word to its weights (T,), `true_weights` a word to its true weight.
    """
    figure = new_figure(9.0, 3.8)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    sentences = []
    for ax, (title, series) in zip(axes, panels.items(), strict=True):
        ends = [f"{word} ends at {weights[-1]:.1f}" for word, weights in series.items()]
        sentences.append(f"With {title}, {' and '.join(ends)}")
        for (word, weights), (color, marker, linestyle) in zip(series.items(), SERIES, strict=False):
            ax.plot(weights, color=color, linestyle=linestyle, marker=marker, markevery=20, markersize=5, label=word)
            ax.axhline(true_weights[word], color=color, linewidth=1, linestyle=(0, (1, 3)))
        ax.set(xlabel="step (20 mails each)", title=title)
    for word, (color, _, _) in zip(true_weights, SERIES, strict=False):
        axes[0].annotate(
            f"true weight of “{word}”", (0, true_weights[word]), (0, 3), textcoords="offset points", color=color
        )
    axes[0].set_ylim(top=1.15 * max(true_weights.values()))
    axes[0].set_ylabel("weight of the word")
    axes[0].legend(frameon=True, framealpha=0.9, edgecolor="none", loc=(0.62, 0.56))
    steps = len(next(iter(next(iter(panels.values())).values()))) - 1
    true = " and ".join(f"{weight:g} for {word}" for word, weight in true_weights.items())
    return with_alt_text(
        axes[0],
        f"Weights of words over {steps} steps; the true weights are {true}. {'. '.join(sentences)}. The rare word "
        "moves in stairs, one for each batch that has it.",
    )


@in_style
def step_sizes(sizes: Mapping[str, np.ndarray]) -> Axes:
    """Plot the size of each step on logarithmic axes; `sizes` maps an optimizer to (T,). Returns the Axes."""
    ax = new_axes(7.4, 4.0)
    ax.set(xscale="log", yscale="log", xlabel="step t (log scale)", ylabel="size of the step, in η (log scale)")
    for (name, size), (color, marker, linestyle) in zip(sizes.items(), SIX[2:], strict=False):
        ticks = np.unique(np.geomspace(1, len(size), 9).round().astype(int)) - 1
        ax.plot(np.arange(1, len(size) + 1), size, color=color, linestyle=linestyle, marker=marker,
                markevery=list(ticks), label=name)  # fmt: skip
    ax.set_ylim(top=max(size.max() for size in sizes.values()) * 12)
    ax.legend(frameon=False, loc="upper center", ncols=2)
    summary = "; ".join(f"{name} from {size[0]:.2g} to {size[-1]:.2g}" for name, size in sizes.items())
    return with_alt_text(
        ax, f"Size of each step on an even slope, both axes logarithmic, from the first step to the last: {summary}."
    )


@in_style
def race_frame(
    surfaces: Sequence[tuple[str, LossSurface, Mapping[str, np.ndarray]]],
    step: int,
    width: float = 9.0,
    height: float = 5.6,
    tail: int = 8,
) -> list[Axes]:
    """Draw one frame of the race, at `step`: each of `surfaces` (title, loss, paths) in its own square.

    `paths` maps an optimizer to points (T, 2); its last `tail` steps are drawn as a line, its position as a marker.
    Returns the Axes.
    """
    figure = new_figure(width, height, layout="none")
    axes = []
    for k, (title, loss, paths) in enumerate(surfaces):
        ax = figure.add_axes((0.07 + 0.485 * k, 0.2, 0.435, 0.435 * width / height))
        contours(loss, (-REACH, REACH), (-REACH, REACH), levels=LEVELS, n_points=100, ax=ax)
        for (name, path), (color, marker, _) in zip(paths.items(), SIX, strict=False):
            current = min(step, len(path) - 1)
            ax.plot(*path[max(current - tail, 0) : current + 1].T, color=color, linewidth=1.3)
            ax.plot(*path[current], marker=marker, markersize=10, color=color, markeredgecolor="white", label=name,
                    linestyle="none")  # fmt: skip
        ax.plot(0, 0, "+", color=INK, markersize=13, markeredgewidth=2)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), title=f"{title}, step {step}")
        ax.set_ylabel("" if k else "w₂")
        ax.set_xticks([-1, 0, 1])
        ax.set_yticks([-1, 0, 1])
        axes.append(ax)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="lower center", ncols=6, frameon=False, columnspacing=1.2,
                  handletextpad=0.2)  # fmt: skip
    return axes


def race_frames(
    surfaces: Sequence[tuple[str, LossSurface, Mapping[str, np.ndarray]]], steps: Iterable[int]
) -> list[Axes]:
    """Return one frame of the race for each of `steps`, as Axes; see `race_frame`."""
    frames = [race_frame(surfaces, step)[0] for step in steps]
    with_alt_text(
        frames[-1],
        "The race as a film, on two maps. Along the axes, AdaGrad goes nearly straight and is close to the minimum "
        "within 5 steps; Adam and momentum roll past it and come back; SGD jumps across and creeps; RMSProp and "
        "Adadelta follow slowly. Turned by 45 degrees, momentum and SGD move as before, on a turned map; AdaGrad, "
        "RMSProp, Adadelta and Adam step across to the floor first and then creep along it.",
    )
    return frames


@in_style
def steps_straight_and_rotated(steps: dict[str, tuple[int | None, int | None]], max_steps: int) -> Axes:
    """Plot each optimizer's number of steps in the straight and in the rotated ravine as two joined marks; return Axes.

    `steps` maps an optimizer to (straight, rotated); None means that it did not arrive within `max_steps`.
    """
    ax = new_axes(7.6, 3.9)
    x_if_not_reached = max_steps * 1.5
    for row, pair in enumerate(reversed(steps.values())):
        positions = [x_if_not_reached if count is None else count for count in pair]
        ax.plot(positions, [row, row], color=GREY, linewidth=1.4, zorder=1)
        for count, x, (color, marker, _), shift in zip(pair, positions, SERIES, (-1, 1), strict=False):
            ax.plot(x, row, marker=marker, color=color, markersize=10 - 3 * shift, linestyle="none",
                    label=("along the axes", "turned by 45°")[shift > 0] if row == 0 else None)  # fmt: skip
            if positions[0] != positions[1] or shift > 0:
                side = shift if positions[0] <= positions[1] else -shift
                text = f"not in {max_steps}" if count is None else f"{count}"
                ax.annotate(text, (x, row), (9 * side, 0), textcoords="offset points", va="center", color=color,
                            ha="left" if side > 0 else "right")  # fmt: skip
    ax.set(xscale="log", xlabel="steps until the loss stays below 0.01 (log scale)", xlim=(3, x_if_not_reached * 3))
    ax.set_yticks(range(len(steps)), list(reversed(steps)))
    ticks = [count for count in (5, 10, 20, 50, 100, 200, 500) if count <= max_steps]
    ax.set_xticks(ticks, [f"{count}" for count in ticks])
    ax.minorticks_off()
    ax.set_ylim(-0.6, len(steps) - 0.1)
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none", loc="upper left")
    summary = "; ".join(
        f"{name} {' and '.join(f'not in {max_steps}' if count is None else f'{count}' for count in pair)}"
        for name, pair in steps.items()
    )
    return with_alt_text(
        ax,
        "The figure to remember: steps of each optimizer until the loss stays below 0.01, on a logarithmic scale, "
        f"first along the axes and then turned by 45 degrees. {summary}.",
    )


@in_style
def loss_by_learning_rate(
    learning_rates: Numbers, losses: Mapping[str, Numbers], marked: Iterable[tuple[float, str]] = ()
) -> Axes:
    """Plot the loss after training against the learning rate, a line for each name of `losses` (R,); return the Axes.

    `marked` holds (rate, text): a thin vertical line with a note.
    """
    ax = new_axes(7.6, 4.4)
    ax.set(xscale="log", yscale="log", xlabel="learning rate η (log scale)", ylabel="training loss (log scale)")
    for (name, loss), (color, marker, linestyle) in zip(losses.items(), SIX, strict=False):
        ax.plot(learning_rates, loss, color=color, linestyle=linestyle, marker=marker, label=name)
    for rate, text in marked:
        ax.axvline(rate, color=GREY, linewidth=1, linestyle=":")
        ax.text(rate, 5.5, f" {text}", color=INK, va="center", ha="left", fontsize=10)
    ax.set_ylim(top=8)
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    best = "; ".join(f"{name} at η = {learning_rates[int(np.argmin(loss))]:.2g}" for name, loss in losses.items())
    return with_alt_text(
        ax,
        "Training loss against the learning rate, both logarithmic, one line for each optimizer. Each falls into a "
        f"valley and rises steeply to its right, unless it ends before. Lowest: {best}.",
    )


@in_style
def paths_and_steps(
    loss: LossSurface, paths: Mapping[str, np.ndarray], steps: Mapping[str, int | None], max_steps: int
) -> tuple[Axes, Axes]:
    """Plot each optimizer's path on the ravine in its own square, beside a bar for its number of steps; return Axes.

    `steps` maps an optimizer to its number of steps, None if it did not arrive within `max_steps`. Returns the Axes of
    the squares and that of the bars.
    """
    figure = new_figure(9.4, 4.9, layout="none")  # fixed positions: computing the layout takes longer than all the rest
    left, right = figure.add_axes((0.03, 0.03, 0.7, 0.94)), figure.add_axes((0.775, 0.125, 0.2, 0.8))
    lines = ravine_contours(loss)
    for k, ((name, path), (color, marker, _)) in enumerate(zip(paths.items(), SIX, strict=False)):
        shift = np.array([SQUARE * (k % 3), -SQUARE * (k // 3)])
        frame = Rectangle((shift[0] - REACH, shift[1] - REACH), 2 * REACH, 2 * REACH, facecolor="white", edgecolor=GREY)
        left.add_patch(frame)
        shifted = LineCollection([line + shift for line in lines], colors=GREY, linewidths=0.7)
        shown_path = path[: (steps[name] or max_steps) + 1] + shift
        for artist in (
            left.add_collection(shifted),
            *left.plot(*shown_path.T, color=color, marker=marker, markersize=3.5, linewidth=1.2),
            *left.plot(*shown_path[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK),
            *left.plot(*shift, "+", color=INK, markersize=13, markeredgewidth=2),
        ):
            artist.set_clip_path(frame)
        left.text(shift[0] - REACH, shift[1] + REACH * 1.06, name, color=color, va="bottom", fontsize=12)
        arrived = steps[name]
        count = max_steps if arrived is None else arrived
        right.barh(k, count, height=0.3, color=color)
        right.plot(count, k, marker=marker, color=color, markersize=9, clip_on=False)
        text = f"not in {max_steps}" if arrived is None else f"{count}"
        right.text(0, k - 0.36, f"{name}: {text}", color=INK, va="center", fontsize=10)
    left.text(0, -SQUARE - REACH * 1.04, "w₁, from −1.25 to 1.25", ha="center", va="top")
    left.text(-REACH * 1.06, -SQUARE, "w₂, the same", ha="right", va="center", rotation=90)
    left.set(xlim=(-1.5, 2 * SQUARE + REACH), ylim=(-SQUARE - 1.5, 1.65), aspect="equal")
    left.set_axis_off()
    right.set(xlim=(0, max_steps), ylim=(len(paths) - 0.5, -0.7), xlabel="steps to loss < 0.01", yticks=[])
    right.set_xticks([0, max_steps // 2, max_steps])
    return left, right


def ravine_contours(loss: LossSurface, n_points: int = 60) -> list[np.ndarray]:
    """Return the contour lines of the loss between −REACH and REACH, a list of points (P, 2) each."""
    grid = np.linspace(-REACH, REACH, n_points)
    generator = contour_generator(grid, grid, loss(*np.meshgrid(grid, grid)))
    by_level: list[Any] = [generator.lines(level) for level in LEVELS]
    return [line for lines in by_level for line in lines]
