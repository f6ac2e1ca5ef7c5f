"""The bounds of momentum, lecture 15: weights in a row that hear of a slope one by one, noise in many directions."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text

from dlcourse.plots.page.style import GREY, INK, SERIES, in_style, new_figure

PALE = "#c8c8c8"
NEAREST = 1e-4  # the lowest distance drawn
LOSSES = (1e-6, 3.0)  # the losses drawn
NAMES = ("plain descent", "heavy ball")


@in_style
def row_and_distances(n_weights: int, n_steps: int) -> tuple[Axes, dict[str, list[Line2D]], Line2D, Text, Polygon]:
    """Draw empty Axes for a row of weights, beside empty Axes for distances by step on a logarithmic scale.

    Returns the left Axes; its lines by name (`minimum`, `weights`) with those of the right Axes (`distances`, `now`);
    the line that no news has crossed, with its words; and the region below the bound.
    """
    figure = new_figure(9.6, 4.3, layout="none")
    left, right = figure.add_axes((0.07, 0.13, 0.53, 0.77)), figure.add_axes((0.695, 0.13, 0.295, 0.77))
    left.axhline(0, color=GREY, linewidth=0.8)
    minimum = left.plot([], [], color=PALE, linewidth=6, solid_capstyle="butt", label="the minimum")
    weights, distances, now = [], [], []
    for name, (color, marker, linestyle) in zip(NAMES, SERIES, strict=False):
        weights += left.plot([], [], linestyle, color=color, marker=marker, markersize=4, linewidth=1.1, label=name)
        distances += right.plot([], [], linestyle, color=color, label=name)
        now += right.plot([], [], marker, color=color, markersize=8)
    (front,) = left.plot([], [], ":", color=INK, linewidth=1.4)
    words = left.text(0, 0.63, " nothing has \n moved beyond ", fontsize=10, va="top")
    left.set(xlabel="place in the row", ylabel="weight", xlim=(0, n_weights + 1), ylim=(-0.04, 1.02))
    left.legend(loc="upper right", frameon=True, framealpha=0.9, edgecolor="none")
    right.set(xlabel="step", yscale="log", xlim=(0, n_steps), ylim=(NEAREST, 1.5))
    right.set_title("distance left (log scale)", fontsize=11)
    (region,) = right.fill([0, 0, 0], [1, 1, 1], color=GREY, alpha=0.22, linewidth=0)
    right.text(0.04 * n_steps, NEAREST * 1.5, "out of reach", fontsize=10, color=INK)
    return left, {"minimum": minimum, "weights": weights, "distances": distances, "now": now}, front, words, region


@in_style
def losses_and_directions(n_steps: int, curvatures: np.ndarray) -> tuple[Axes, dict[str, list[Line2D]]]:
    """Draw empty Axes for the loss by step, beside empty Axes for what each direction adds to it, both logarithmic.

    Returns the left Axes, and the lines by name: `losses` (one run, the mean, the way left, the noise) and
    `directions` (the way left, the noise).
    """
    figure = new_figure(9.6, 4.3, layout="none")
    left, right = figure.add_axes((0.075, 0.13, 0.475, 0.77)), figure.add_axes((0.635, 0.13, 0.355, 0.77))
    (way_color, way_mark, _), (noise_color, noise_mark, _) = SERIES[:2]
    losses = left.plot([], [], color=GREY, linewidth=1.1, label="one run")
    losses += left.plot([], [], color=INK, linewidth=2.2, label="mean of all runs")
    losses += left.plot([], [], "--", color=way_color, linewidth=1.4, label="way left")
    losses += left.plot([], [], ":", color=noise_color, linewidth=1.8, label="noise")
    left.set(xlabel="step", ylabel="loss (log scale)", yscale="log", xlim=(0, n_steps), ylim=LOSSES)
    left.legend(loc="lower left", frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    directions = right.plot([], [], way_mark, color=way_color, markersize=5, label="way left")
    directions += right.plot([], [], noise_mark, color=noise_color, markersize=5, label="noise")
    right.set(xlabel="curvature h (log scale)", xscale="log", yscale="log", ylim=(1e-8, 30))
    right.set_xlim(curvatures.min() / 1.2, curvatures.max() * 1.2)
    right.set_xticks(ticks := [1, 3, 10, 30, 100], [str(tick) for tick in ticks])
    right.minorticks_off()
    right.set_title(f"at step {n_steps}, in each direction", fontsize=11)
    right.legend(loc="upper right", frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    return left, {"losses": losses, "directions": directions}
