"""Figures of lecture 05: how fast each loss descends, and a hill on the way from one network to another."""

from collections.abc import Iterator, Mapping

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.curves import label_ends
from dlcourse.plots.loss_functions import LOOKS, PAPER
from dlcourse.plots.style import GREY, INK, Numbers, in_style, new_axes, new_figure, with_alt_text


def descent_frames(paths: Mapping[str, np.ndarray], rows: Numbers) -> Iterator[Axes]:
    """Yield a frame for each step of several descents of one number: a track for each loss, older places pale.

    `paths` maps the name of a loss, then a comma and its learning rate, to the number after each step (T,). The `rows`
    (N,) are ticks on each track.
    """
    n_steps = min(map(len, paths.values()))
    for step in range(n_steps):
        yield _descent_frame({name: path[: step + 1] for name, path in paths.items()}, rows, n_steps - 1)


@in_style
def _descent_frame(paths, rows, last):
    """Draw the places so far on each track; return the first Axes."""
    figure = new_figure(8.0, 3.3, layout=None)  # fixed positions: faster to draw, and nothing jumps
    told = []
    for i, (name, path) in enumerate(paths.items()):
        ax = figure.add_axes((0.03, 0.70 - 0.27 * i, 0.94, 0.2))
        color, marker, _ = LOOKS[name.split(",")[0]]
        ax.axhline(0, color=GREY, linewidth=1, zorder=1)
        ax.plot(rows, np.zeros(len(rows)), "|", color=INK, markersize=12, zorder=2)
        ax.plot(path[:-1], np.zeros(len(path) - 1), marker, color=color, alpha=0.25, markersize=8, linestyle="")
        ax.plot(path[-1], 0, marker, color=color, markersize=11, zorder=3)
        ax.text(13.4, 0.45, f"{name}: ŷ = {path[-1]:.2f}", color=color, ha="right")
        ax.set(xlim=(0, 13.5), ylim=(-0.5, 1), yticks=[])
        ax.tick_params(labelbottom=i == len(paths) - 1)
        ax.spines["left"].set_visible(False)
        told.append(f"{name}: {', '.join(f'{each:.2f}' for each in path)}")
    ax.set(xlabel=f"prediction ŷ, in minutes          step {len(path) - 1} of {last}")
    return with_alt_text(
        figure.axes[0],
        f"A prediction descends from {path[0]:g} towards the middle of the waits, a track for each loss. After each "
        f"step: {'; '.join(told)}. Under MSE the steps become shorter all the way, under MAE they keep their length "
        "and end in going to and fro, under Huber they keep it far out and become shorter near the end.",
    )


@in_style
def distances_by_step(distances: Mapping[str, np.ndarray], tolerance: float) -> Axes:
    """Plot the distance from the best weights after each step, on a log axis; return the Axes.

    `distances` maps the name of a loss, then a comma and its learning rate, to (T,). The tolerance is a line.
    """
    ax = new_axes(8.6, 3.8)
    for name, distance in distances.items():
        color, _, linestyle = LOOKS[name.split(",")[0]]
        shown = distance[: int(np.argmax(distance < 1e-7)) or None]  # below that, rounding is seen
        ax.plot(np.arange(1, len(shown) + 1), shown, color=color, linestyle=linestyle, label=name, linewidth=1.8)
    n_steps = max(map(len, distances.values()))
    ax.set(yscale="log", xlabel="step", ylabel="distance from its own best line", xlim=(0, n_steps * 1.22))
    label_ends(ax, gap=15)
    ax.axhline(tolerance, color=GREY, linewidth=1)
    ax.annotate(f"stay below {tolerance:g}", (n_steps * 0.14, tolerance), (0, -13), textcoords="offset points",
                color=GREY, ha="center", fontsize=10, bbox=PAPER)  # fmt: skip
    told = "; ".join(f"{name}: {d[-1]:.1e} after {len(d)} steps" for name, d in distances.items())
    return with_alt_text(
        ax,
        f"The distance from each loss's own best line after each step, on a logarithmic axis: {told}. MSE and Huber "
        "fall in a straight line, MAE jumps to and fro at a height that its learning rate sets.",
    )


@in_style
def loss_between_networks(way: Numbers, losses: Numbers) -> Axes:
    """Plot the loss on the straight way (P,) from one network, at 0, to the same with two units swapped, at 1."""
    ax = new_axes(6.6, 3.0)
    color, _, linestyle = LOOKS["MSE"]
    ax.plot(way, losses, color=color, linestyle=linestyle, linewidth=2.2)
    top = int(np.argmin(np.abs(np.asarray(way) - 0.5)))
    for i, text, offset, ha in (
        (0, f"the net: {losses[0]:g}", (6, -16), "left"),
        (-1, f"two units swapped: {losses[-1]:g}", (-6, -16), "right"),
        (top, f"halfway: {losses[top]:.2f}", (0, 8), "center"),
    ):
        ax.plot(way[i], losses[i], "o", color=INK, zorder=3)
        ax.annotate(text, (way[i], losses[i]), offset, textcoords="offset points", ha=ha, bbox=PAPER)
    ax.set(xlabel="on the straight way from one set of weights to the other", ylabel="MSE", xticks=[0, 0.5, 1])
    ax.set(ylim=(-0.45, float(np.max(losses)) * 1.3))
    return with_alt_text(
        ax,
        f"The MSE on the straight way between two networks that compute the same: {losses[0]:g} at one end, a hill of "
        f"{losses[top]:.2f} halfway, {losses[-1]:g} at the other end.",
    )
