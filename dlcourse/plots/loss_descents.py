"""Figures of lecture 05: how fast each loss descends."""

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
    ax.set(xlabel="prediction ŷ, in minutes")
    figure.text(0.03, 0.92, f"step {len(path) - 1} of {last}", color=INK, weight="bold")
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
    seen: set[str] = set()
    ended = 0
    for name, distance in distances.items():
        color, _, linestyle = LOOKS[name.split(",")[0]]
        linestyle = ":" if color in seen else linestyle  # a second rate of the same loss
        seen.add(color)
        shown = distance[: int(np.argmax(distance < 1e-7)) or None]  # below that, rounding is seen
        if len(shown) < len(distance):
            ended = max(ended, len(shown))
        ax.plot(np.arange(1, len(shown) + 1), shown, color=color, linestyle=linestyle, label=name, linewidth=1.8)
    n_steps = max(map(len, distances.values()))
    ax.set(yscale="log", xlabel="step", ylabel="distance from its own best line", xlim=(0, n_steps * 1.18))
    label_ends(ax, gap=15)
    ax.axhline(tolerance, color=GREY, linewidth=1)
    ax.annotate(f"stay below {tolerance:g}", (n_steps * 0.14, tolerance), (0, -13), textcoords="offset points",
                color=GREY, ha="center", fontsize=10, bbox=PAPER)  # fmt: skip
    if ended:
        text = f"not drawn below 10⁻⁷: there only rounding is left (step {ended})"
        ax.text(n_steps * 0.33, 3e-7, text, color=GREY, fontsize=10)
    told = "; ".join(f"{name}: {d[-1]:.1e} after {len(d)} steps" for name, d in distances.items())
    return with_alt_text(
        ax,
        f"The distance from each loss's own best line after each step, on a logarithmic axis: {told}. MSE and Huber "
        "fall in a straight line, MAE jumps to and fro at a height that its learning rate sets.",
    )
