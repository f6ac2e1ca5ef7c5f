"""Figures of the race of lecture 16: six optimizers in a ravine that can be rotated."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, Rectangle

from dlcourse.plots.common.surfaces import LossSurface, contours
from dlcourse.plots.optimizers.adaptive_optimizers import SIX
from dlcourse.plots.page.style import GREY, INK, Numbers, in_style, new_figure, with_alt_text

LEVELS = (0.02, 0.15, 0.5, 1.2, 3, 8, 20, 50)
REACH = 1.25  # the ravine is drawn from −REACH to REACH
SQUARE = 2.95  # from the centre of one square to that of the next
APART = 0.02  # points of a path that are closer together are one dot


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
        "The race as a film, on two maps. Along the axes, AdaGrad is at the minimum within 6 steps; Adam and momentum "
        "roll past it and come back; SGD jumps across and creeps; RMSProp and Adadelta follow slowly. Turned by 45 "
        "degrees, momentum and SGD move as before, on a turned map, and Adam arrives together with momentum; AdaGrad "
        "steps across to the floor first and then creeps along it, as RMSProp and Adadelta do.",
    )
    return frames


@in_style
def leaping_adam(
    losses: Numbers, rates: Numbers, limit: float, arrived: float = 1e-4, race_end: int = 800, floor: float = 1e-30
) -> Axes:
    """Plot Adam's loss beside its rate by step, on log scales; return the Axes of the loss.

    - `losses`: the loss at each of T steps, (T,)
    - `rates`: η/√v̂ at each of them, (T,)
    - `limit`: the rate above which the loss grows, a line
    - `arrived`: the loss below which Adam has arrived, a line
    - `race_end`: the step at which the race ends, a line
    - `floor`: losses below it are cut off
    """
    losses, rates = np.asarray(losses), np.asarray(rates)
    figure = new_figure(9.0, 3.6)
    left, right = figure.subplots(1, 2)
    for ax, values, title, label in (
        (left, losses, "the loss", "loss (log scale)"),
        (right, rates, "its rate, η/√v̂", "rate (log scale)"),
    ):
        ax.plot(np.maximum(values, floor), color=SIX[5][0], linewidth=1.3)
        ax.axvline(race_end, color=GREY, linewidth=1, linestyle="--")
        ax.text(race_end, 0.45 * (ax is left) + 0.05, " end of\n the race", color=GREY, va="bottom", fontsize=10,
                transform=ax.get_xaxis_transform())  # fmt: skip
        ax.set(yscale="log", xlabel="step", ylabel=label, title=title, xlim=(0, len(losses)))
    left.axhline(arrived, color=INK, linewidth=1, linestyle=":")
    left.set_ylim(floor, 1e6)
    left.text(0.99 * len(losses), 30, "below the dotted line: arrived", ha="right", va="bottom", fontsize=10)
    right.axhline(limit, color=INK, linewidth=1, linestyle=":")
    right.set_ylim(0.5 * rates.min(), 4 * limit)
    right.text(0.99 * len(losses), 1.3 * limit, f"{limit:g}: too long for the steep direction", ha="right",
               va="bottom", fontsize=10)  # fmt: skip
    right.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    right.set_yticks([], minor=True)
    leaps = ", ".join(f"{step:,}" for step in _leaps(losses, arrived, race_end))
    return with_alt_text(
        left,
        f"Adam in the turned ravine for {len(losses):,} steps, in two panels on log scales. Left: the loss falls far "
        f"below {arrived:g} before the race ends at step {race_end}, and leaps up above it again at steps {leaps}. "
        f"Right: the rate η/√v̂ grows steadily to about {limit:g}; each leap throws it down, and it grows again.",
    )


def _leaps(losses, low, start, calm=300):
    """Return the steps after `start` at which the loss leaps above `low`, after `calm` steps below it."""
    above = np.flatnonzero(losses >= low)
    before = np.concatenate([[0], above[:-1]])
    return above[(above - before > calm) & (above > start)].tolist()


@in_style
def paths_and_steps(
    H: np.ndarray, paths: Mapping[str, np.ndarray], steps: Mapping[str, int | None], max_steps: int
) -> tuple[Axes, Axes]:
    """Plot each optimizer's path on ½ wᵀHw in its own square, beside a bar for its number of steps; return the Axes.

    `steps` maps an optimizer to its number of steps, None if it did not arrive within `max_steps`. Returns the Axes of
    the squares and that of the bars.
    """
    figure = new_figure(9.4, 4.9, layout="none")  # fixed positions: computing the layout takes longer than all the rest
    left, right = figure.add_axes((0.03, 0.03, 0.7, 0.94)), figure.add_axes((0.775, 0.125, 0.2, 0.8))
    for k, ((name, path), (color, marker, _)) in enumerate(zip(paths.items(), SIX, strict=False)):
        shift = np.array([SQUARE * (k % 3), -SQUARE * (k // 3)])
        _draw_square(left, shift, H, path[: (steps[name] or max_steps) + 1], color, 3.5)
        left.text(shift[0] - REACH, shift[1] + REACH * 1.06, name, color=color, va="bottom", fontsize=12)
        arrived = steps[name]
        count = max_steps if arrived is None else arrived
        right.barh(k, count, height=0.3, color=color)
        right.plot(count, k, marker=marker, color=color, markersize=9, clip_on=False)
        text = f"not in {max_steps}" if arrived is None else f"{count}"
        right.text(0, k - 0.36, f"{name}: {text}", color=INK, va="center", fontsize=10)
    left.text(0, -SQUARE - REACH * 1.04, "w₁, from −1.25 to 1.25", ha="center", va="top")
    left.text(-REACH * 1.06, -SQUARE, "w₂, the same", ha="right", va="center", rotation=90)
    left.set(xlim=(-1.5, 2 * SQUARE + REACH + 0.03), ylim=(-SQUARE - 1.5, 1.65), aspect="equal")
    left.set_axis_off()
    right.set(xlim=(0, max_steps), ylim=(len(paths) - 0.5, -0.7), xlabel="steps to loss < 0.0001", yticks=[])
    right.set_xticks([0, max_steps // 2, max_steps])
    return left, right


def _draw_square(
    ax: Axes, center: np.ndarray, H: np.ndarray, path: np.ndarray, color: str, size: float
) -> list[Line2D]:
    """Draw a path with dots of a size on contours in a frame; return the lines of the path, its start, the minimum."""
    frame = Rectangle(tuple(center - REACH), 2 * REACH, 2 * REACH, facecolor="white", edgecolor=GREY)
    ax.add_patch(frame)
    ellipses = [
        ax.add_patch(Ellipse(tuple(center), *size_of, angle=angle, fill=False, edgecolor=GREY, linewidth=0.7))
        for *size_of, angle in ravine_ellipses(H)
    ]
    shown = visible_points(path) + center
    drawn = [
        *ax.plot(*shown.T, color=color, marker="o", markersize=size, linewidth=1.2),
        *ax.plot(*shown[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK),
        *ax.plot(*center, "+", color=INK, markersize=13, markeredgewidth=2),
    ]
    for artist in (*ellipses, *drawn):
        artist.set_clip_path(frame)
    return drawn


def visible_points(path: np.ndarray) -> np.ndarray:
    """Return the points of a path (T, 2) that can be told apart: each at least APART from the one kept before it."""
    kept = [path[0]]
    for point in path[1:]:
        if np.abs(point - kept[-1]).max() >= APART:
            kept.append(point)
    return np.array(kept)


def ravine_ellipses(H: np.ndarray) -> list[tuple[float, float, float]]:
    """Return where ½ wᵀHw has each of LEVELS: the ellipse's width, its height, and its angle in degrees."""
    curvatures, axes = np.linalg.eigh(H)
    angle = np.degrees(np.arctan2(axes[1, 0], axes[0, 0]))
    return [(*(2 * np.sqrt(2 * level / curvatures)).tolist(), float(angle)) for level in LEVELS]
