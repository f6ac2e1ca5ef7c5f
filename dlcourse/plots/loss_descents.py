"""Figures of lecture 05: how fast each loss descends."""

from collections.abc import Iterator, Mapping

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.loss_functions import LOOKS
from dlcourse.plots.style import GREY, INK, Numbers, in_style, new_figure, with_alt_text


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
    figure = new_figure(9.4, 3.5, layout=None)  # fixed positions: faster to draw, and nothing jumps
    middle, told = float(np.median(rows)), []
    for i, (name, path) in enumerate(paths.items()):
        ax = figure.add_axes((0.02, 0.69 - 0.27 * i, 0.56, 0.2))
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
    ax.set(xlabel="prediction ŷ, in minutes")
    right = figure.add_axes((0.68, 0.16, 0.31, 0.70))
    for name, path in paths.items():
        color, marker, linestyle = LOOKS[name.split(",")[0]]
        right.plot(np.abs(path - middle), color=color, marker=marker, linestyle=linestyle, markersize=4, linewidth=1.5)
    right.set(yscale="log", ylim=(3e-4, 20), xlim=(-0.4, last + 0.4), xlabel="step", xticks=range(0, last + 1, 2))
    right.set_title(f"distance to {middle:g}, in minutes", fontsize=11)
    figure.text(0.02, 0.93, f"step {len(path) - 1} of {last}", color=INK, weight="bold")
    return with_alt_text(
        figure.axes[0],
        f"A prediction descends from {path[0]:g} towards the middle of the waits, a track for each loss. After each "
        f"step: {'; '.join(told)}. Under MSE the steps become shorter all the way, under MAE they keep their length "
        "and end in going to and fro, under Huber they keep it far out and become shorter near the end. On the right "
        "the distance to the middle over the step, on a log scale: for MSE a straight line down, for MAE flat at last.",
    )
