"""Figures of lecture 00 that look into a network: loss and one weight, a digit in two lights, what excites units."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

from dlcourse.plots.networks.start_here_drawings import arrow, canvas, draw_picture, draw_weights
from dlcourse.plots.page.style import BLUE, GREY, INK, ORANGE, TIGHT_PAPER, Numbers, in_style, new_axes, with_alt_text
from dlcourse.plots.practice.digits_from_scratch import format_percent

ROWS, COLUMNS, TILE, PITCH = 4, 8, 0.4, 0.5  # the units of layer 1, placed as in the film


@in_style
def loss_of_one_weight(changes: Numbers, losses: Numbers, slope: float, step: float) -> Axes:
    """Plot the loss against the change of one weight, its slope at 0, and where one step of `step` leads."""
    changes, losses = np.asarray(changes), np.asarray(losses)
    before, after = np.interp([0, step], changes, losses)
    ax = new_axes(7.6, 3.5)
    ax.plot(changes, losses, color=BLUE)
    near = np.array([-1.6, 1.6])
    ax.plot(near, before + slope * near, color=ORANGE, linestyle="--")
    ax.annotate(f"slope {_signed(slope)}", (1.6, before + 1.6 * slope), (-4, -14), textcoords="offset points",
                ha="right", color=ORANGE)  # fmt: skip
    ax.plot([0, step], [before, after], "o", color=INK, zorder=4)
    ax.plot([0, step, step], [before, before, after], color=GREY, linestyle=":", zorder=1)
    ax.annotate(f"{before:.2f}, untrained", (0, before), (-8, -15), textcoords="offset points", ha="right")
    ax.annotate(f"{after:.2f} after the step", (step, after), (9, 2), textcoords="offset points")
    ax.text(step + 0.1, before + 0.02, f"step {_signed(step)}", va="bottom", color=GREY)
    ax.set(xlabel="change of this one weight", ylabel="loss on A", ylim=(0, None), xlim=(changes[0], changes[-1]))
    return with_alt_text(
        ax,
        f"The loss on A against the change of one weight, {_signed(changes[0])} to {_signed(changes[-1])}: a curve "
        f"that falls from {losses[0]:.2f} to {losses[-1]:.2f}, and less and less steeply. At 0 the loss is "
        f"{before:.2f}; a dashed line shows the slope there, {_signed(slope)}. One step of {_signed(step)} leads to "
        f"{after:.2f}.",
    )


def _signed(number):
    """Format a number with its sign."""
    return f"{number:+.2f}".replace("-", "−")


@in_style
def two_lights(
    pictures: np.ndarray,
    weights: Sequence[np.ndarray],
    outputs: Sequence[np.ndarray],
    unit: int,
    probabilities: np.ndarray,
    names: Sequence[str],
) -> Axes:
    """Draw for some pictures which units of layer 1 answer, and which contribute most to one unit of layer 2.

    - `pictures`: (M, 64).
    - `weights`: those of layers 1 and 2, (64, 32) and (32, 32).
    - `outputs`: those of both layers, (M, 32) each.
    - `unit`: the index of the unit of layer 2, from 0 to 31; units are named from 1.
    - `probabilities`: the answers, (M, 10).
    - `names`: a letter for each picture, beside it.

    The three units of layer 1 that contribute most are drawn once more, larger. Returns the Axes.
    """
    height = 2.45
    ax = canvas(9.8, height * len(pictures) + 0.3)
    top = height * len(pictures) + 0.05
    for x, text in ((0.95, "picture"), (3.95, "the 32 units of layer 1 (pale: silent)"),
                    (6.75, "contribute\nmost"), (8.2, f"unit {unit + 1}\nof layer 2"), (9.3, "answer")):  # fmt: skip
        ax.text(x, top, text, ha="center", va="center", fontsize=10.5)
    said = []
    for k, (picture, name) in enumerate(zip(pictures, names, strict=True)):
        middle = height * (len(pictures) - 1 - k) + 1.1
        draw_picture(ax.inset_axes((0.3, middle - 0.7, 1.4, 1.4), transform=ax.transData), picture)
        ax.text(0.13, middle, name, ha="center", va="center", fontsize=13, fontweight="bold")
        carried = outputs[0][k] * weights[1][:, unit]
        strongest = np.argsort(-carried)[:3]
        _draw_units(ax, (1.97, middle + ROWS * PITCH / 2), weights[0], outputs[0][k], strongest)
        for position, j in enumerate(strongest):
            y = middle + 0.68 * (1 - position)
            _draw_tile(ax, (6.35, y - 0.27), 0.54, weights[0][:, j])
            ax.text(6.31, y, f"{j + 1}", ha="right", va="center", fontsize=9)
            rise, side = (0.03, "bottom") if position < 2 else (-0.03, "top")
            ax.text(6.97, y + rise, f"+{carried[j]:.1f}", va=side, fontsize=10, color=BLUE)
            arrow(ax, (6.95, y), (7.9, middle + 0.1 * (1 - position)), color=BLUE)
        ax.add_patch(Circle((8.2, middle), 0.29, facecolor="#d5e3f0", edgecolor=INK, linewidth=1.8))
        ax.text(8.2, middle, f"{outputs[1][k, unit]:.1f}", ha="center", va="center", fontsize=11)
        arrow(ax, (8.52, middle), (8.85, middle))
        answer = int(np.argmax(probabilities[k]))
        share = format_percent(probabilities[k, answer])
        ax.text(9.3, middle + 0.1, f"{answer}", ha="center", va="center", fontsize=17, fontweight="bold")
        ax.text(9.3, middle - 0.22, share, ha="center", va="center", fontsize=10)
        said.append(
            f"{name}: {(outputs[0][k] > 0).sum()} units of layer 1 answer, most comes from "
            f"units {', '.join(str(j + 1) for j in strongest)}; unit {unit + 1} of layer 2 puts out "
            f"{outputs[1][k, unit]:.1f}; answer {answer} with {share}"
        )
    return with_alt_text(
        ax,
        "A row for each picture: the picture, the 32 units of layer 1 with their weights as small grey pictures, those "
        "that are silent pale, the three that contribute most to one unit of layer 2 framed and drawn once more, that "
        f"unit's output, and the network's answer. {'. '.join(said)}.",
    )


def _draw_units(ax, corner, weights, outputs, framed):
    """Draw the units of layer 1 as tiles from a corner (left, top): pale if silent, else with a bar of the output."""
    for j, out in enumerate(outputs):
        x, y = corner[0] + PITCH * (j % COLUMNS), corner[1] - PITCH * (j // COLUMNS) - 0.45
        _draw_tile(ax, (x, y), TILE, weights[:, j], alpha=1.0 if out > 0 else 0.16)
        ax.add_patch(Rectangle((x + TILE, y), 0.05, TILE * out / outputs.max(), facecolor=BLUE, edgecolor="none"))
        if j in framed:
            ax.add_patch(Rectangle((x, y), TILE, TILE, fill=False, edgecolor=BLUE, linewidth=2.6, zorder=7))
            ax.text(
                x + 0.05, y + TILE - 0.05, f"{j + 1}", ha="left", va="top", fontsize=7.5, bbox=TIGHT_PAPER, zorder=8
            )


def _draw_tile(ax, corner, side, weights, alpha=1.0):
    """Draw a unit's weights as a small picture with its lower left corner at `corner`."""
    draw_weights(ax.inset_axes((*corner, side, side), transform=ax.transData), weights, frame=False, alpha=alpha)


def _draw_tile_or_words(ax, corner, side, weights):
    """Draw a unit's weights if it has one for each pixel, else the words in their place."""
    if isinstance(weights, str):
        x, y = (place + side / 2 for place in corner)
        ax.text(x, y, weights, ha="center", va="center", color=GREY, fontsize=8.5, linespacing=1.2)
    else:
        _draw_tile(ax, corner, side, weights)


@in_style
def most_exciting(
    names: Sequence[str], weights: Sequence[np.ndarray | str], pictures: np.ndarray, labels: np.ndarray
) -> Axes:
    """Draw a row for each unit: its name, its weights, and the pictures that excite it most.

    `weights` are (64,) for a unit that sees pixels, else words that stand in their place.
    `pictures` (units, K, 64), the most exciting first; their `labels` (units, K) stand above them.
    """
    side, pitch = 0.7, 0.79
    ax = canvas(9.8, 0.98 * len(names) + 0.42)
    ax.text(2.13, 0.98 * len(names) + 0.25, "weights", ha="center", va="center", fontsize=10.5)
    ax.text(
        6.2, 0.98 * len(names) + 0.25, "the test pictures that excite it most", ha="center", va="center", fontsize=10.5
    )
    for row, name in enumerate(names):
        y = 0.98 * (len(names) - 1 - row) + 0.08
        ax.text(1.55, y + side / 2, name, ha="right", va="center", fontsize=10.5)
        _draw_tile_or_words(ax, (1.78, y), side, weights[row])
        for k, (picture, label) in enumerate(zip(pictures[row], labels[row], strict=True)):
            x = 2.7 + pitch * k
            draw_picture(ax.inset_axes((x, y, side, side), transform=ax.transData), picture)
            ax.text(x + side / 2, y + side + 0.02, f"{label}", ha="center", va="bottom", fontsize=8.5, color=GREY)
    said = "; ".join(
        f"{' '.join(name.split())}: {', '.join(str(label) for label in row)}"
        for name, row in zip(names, labels, strict=True)
    )
    return with_alt_text(
        ax,
        f"For each of {len(names)} units, one row: its weights if it sees the pixels, and the {pictures.shape[1]} test "
        f"pictures to which it answers most, with their digits above. {said}.",
    )
