"""Figures of lecture 02: two lines with their mistakes, the looks of losses, and the plane and loss of its explorer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from dlcourse.plots.common.boundaries import CLASSES, PALE, boundary_line, boundary_with_margins, scatter_classes
from dlcourse.plots.neuron.perceptron import Line, students_plane
from dlcourse.plots.page.style import GREY, INK, TIGHT_PAPER, in_style, new_figure, with_alt_text

FADE = LinearSegmentedColormap.from_list("fade", [PALE[0], "#ffffff", PALE[1]])
LOOKS: dict[str, tuple[str, Any]] = {  # of a loss: colours that no class of students has
    "count": (GREY, (0, (1, 1))),
    "perceptron loss": (INK, "-"),
    "hinge": ("#6a3d9a", "--"),
    "log loss": ("#ad1485", "-."),
    "squared error": ("#00707c", (0, (5, 1.2, 1, 1.2, 1, 1.2))),
}
BANDS = 9  # of colour, where an output fades


@in_style
def lines_with_misses(x: np.ndarray, y: np.ndarray, lines: Mapping[str, Line]) -> Axes:
    """Plot a plane for each of `lines`, a dict from name to (w, b), the misclassified students joined to it.

    Each title counts the mistakes. Returns the first Axes.
    """
    axes = new_figure(5.1 * len(lines), 5.4).subplots(1, len(lines), squeeze=False)[0]
    sentences = []
    for ax, (name, (w, b)) in zip(axes, lines.items(), strict=True):
        students_plane(x, y, ax)
        boundary_line(ax, w, b, linewidth=2.2)
        scores = x @ w + b
        missed = (scores >= 0) != y
        for row, score in zip(x[missed], scores[missed], strict=True):
            foot = row - score / (w @ w) * w
            ax.plot(*np.array([row, foot]).T, color=INK, linewidth=1.6, linestyle=(0, (2, 1.2)), zorder=2.5)
            ax.plot(
                *row, "o", markersize=17, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.8, zorder=4
            )
        _name_sides(ax, w, b)
        count = f"{missed.sum()} mistake{'s' if missed.sum() != 1 else ''}"
        ax.set_title(f"{name}: {count}", fontsize=11)
        sentences.append(f"{name}: {count}.")
    opening = (
        f"The same {len(x)} students with {len(lines)} lines; who is on the wrong side is ringed and joined to it. "
    )
    return with_alt_text(axes[0], opening + " ".join(sentences))


def _name_sides(ax, w, b):
    """Write what the neuron says into the upper right and the lower left corner."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    for corner, inset, across, up in (((right, top), -6, "right", "top"), ((left, bottom), 6, "left", "bottom")):
        says = int(np.dot(w, corner) + b >= 0)
        ax.annotate(f"says {says}", corner, (inset, inset), textcoords="offset points", ha=across, va=up, color=GREY)


@in_style
def _output_of_score(ax, w, b, output, levels, spread):
    """Colour the plane by a neuron's `output` of its score, and draw lines of equal score.

    `levels` are (score, words) of the lines; None draws only the two sides of the line. `spread` are the outputs
    between which the colours fade, in BANDS bands. Returns the Axes.
    """
    if levels is None:
        _shade(ax, w, b, [0.0], PALE[:2])
        return boundary_line(ax, w, b, linewidth=2.2)
    low, high = spread
    f = np.linspace(-8, 8, 3201)
    shares = np.arange(1, BANDS) / BANDS
    borders = np.interp(low + (high - low) * shares, output(f), f)
    _shade(ax, w, b, borders, [FADE((k + 0.5) / BANDS) for k in range(BANDS)])
    for score, words in levels:
        boundary_line(ax, w, b - score, linewidth=1.0)
        _write_on_line(ax, w, b - score, words)
    return ax


def _shade(ax, w, b, borders, colours):
    """Colour the bands between the scores at the `borders`, from the lowest to the highest score."""
    limits = ax.get_xlim(), ax.get_ylim()
    scores = np.stack(np.meshgrid(*limits), axis=-1) @ w + b  # (2, 2): the corners
    ends = min(scores.min(), borders[0]) - 1, max(scores.max(), borders[-1]) + 1
    bands = ax.contourf(*limits, scores, levels=[ends[0], *borders, ends[1]], colors=colours, zorder=0)
    bands.set(edgecolor="face", linewidth=0.8)  # no gap between two bands
    ax.set(xlim=limits[0], ylim=limits[1])
    ax.grid(visible=False)


def _write_on_line(ax, w, b, text):
    """Write a text on the line w·x + b = 0, just inside the lower or the left edge; nothing if it is outside."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    text_y, text_x = bottom + 0.07 * (top - bottom), left + 0.07 * (right - left)
    at_bottom = -(b + w[1] * text_y) / w[0] if w[0] else np.inf
    at_side = -(b + w[0] * text_x) / w[1] if w[1] else np.inf
    if text_x < at_bottom < right - 0.07 * (right - left):
        ax.text(at_bottom, text_y, text, fontsize=9, ha="center", va="center", bbox=TIGHT_PAPER)
    elif text_y < at_side < top:
        ax.text(text_x, at_side, text, fontsize=9, ha="center", va="center", bbox=TIGHT_PAPER)


@in_style
def loss_and_output(
    x: np.ndarray,
    y: np.ndarray,
    line: Line,
    output: tuple[Callable[[np.ndarray], np.ndarray], Any, tuple[float, float]],
    loss: Callable[[np.ndarray], np.ndarray],
    margins: np.ndarray,
    marked_row: int,
    limits: Sequence[tuple[float, float]],
    titles: Sequence[str],
    street: bool = False,
    enlarged: int = 1,
) -> tuple[Axes, Axes]:
    """Plot on the left the plane with line, output and points, on the right the loss over the margin; return both Axes.

    - `x`: the points, (N, 2).
    - `y`: their labels, (N,).
    - `line`: (w, b).
    - `output`: the neuron's output as a function of the score, (score, words) of the lines of equal score (None: two
      sides alone), and the outputs between which the colours fade.
    - `loss`: a function of margins, elementwise.
    - `margins`: those of the points, (N,).
    - `marked_row`: the index of the point drawn as a star.
    - `limits`: (low, high) of the plane, horizontally and vertically.
    - `titles`: of the left and the right Axes.
    - `street`: whether dashed lines are drawn where the score is −1 and 1.
    - `enlarged`: how many times the right panel is enlarged.
    """
    figure = new_figure(9.4, 6.0, layout="none")
    left, right = figure.add_axes((0.075, 0.17, 0.4, 0.72)), figure.add_axes((0.57, 0.17, 0.41, 0.72))
    scatter_classes(x, y, ["not placed", "placed"], xlabel="cgpa (grade points)", ylabel="iq (points)", ax=left)
    left.set(xlim=limits[0], ylim=limits[1])
    left.set_xticks([-2, 0, 2], ["5", "7", "9"])
    ticks = np.arange(-2, limits[1][1], 4)
    left.set_yticks(ticks, [f"{100 + 10 * tick:.0f}" for tick in ticks])
    left.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.11), ncols=2, fontsize=10, edgecolor="none")
    _output_of_score(left, *line, *output)
    boundary_line(left, *line, linewidth=2.4)
    if street:
        boundary_with_margins(left, *line)
    star: dict[str, Any] = {
        "marker": "*",
        "color": CLASSES[int(y[marked_row])][0],
        "markersize": 17,
        "markeredgecolor": INK,
    }
    left.plot(*x[marked_row], **star, zorder=4)
    for ax, title in zip((left, right), titles, strict=True):  # set_title would be slow: it measures all ticks
        ax.text(0, 1.02, title, transform=ax.transAxes, fontsize=10.5, va="bottom")

    low, high = -3.0 / enlarged, 6.0 / enlarged
    m = np.linspace(low, high, 140)
    right.axvspan(0, high, color="#e8e8e8", zorder=0)
    right.axvline(0, color=GREY, linewidth=1)
    right.plot(m, loss(m), color=INK)
    edge = 0.08 / enlarged
    shown_margins = np.clip(margins, low + edge, high - edge)
    for label in (0, 1):
        color, marker = CLASSES[label]
        rows = (y == label) & (np.arange(len(y)) != marked_row)
        right.plot(
            shown_margins[rows], loss(shown_margins[rows]), marker, color=color, markersize=7, markeredgecolor="white"
        )
    # the star is below the students, all of whom it would hide where scores are small
    right.plot(shown_margins[marked_row], loss(shown_margins[marked_row]), **star, zorder=1.5)
    scale = f"enlarged {enlarged} times" if enlarged > 1 else "cut off at the edges"
    right.set(xlabel=f"margin m = y · f ({scale})", ylabel="loss of a student",
              xlim=(low, high), ylim=(-0.25 / enlarged, 5 / enlarged), xticks=np.array([-2, 0, 2, 4, 6]) / enlarged,
              yticks=np.array([0, 2, 4]) / enlarged)  # fmt: skip
    top = 4.85 / enlarged
    right.text(low + 1.3 * edge, top, "wrong", va="top", color=GREY)  # no curve goes through the words
    right.text(1.3 * edge, top, "right", va="top", color=GREY)
    return left, right
