"""Figures of lecture 04: arrays as boxes to scale, the net with its values, pictures beside their probabilities."""

import numpy as np
from matplotlib.patches import Rectangle

from dlcourse.plots.boundaries import PALE
from dlcourse.plots.networks import network_diagram, place_layer
from dlcourse.plots.style import BLUE, GREY, INK, in_style, new_figure

GAP = 0.9  # entries between two boxes, and the width of a sign


@in_style
def shape_boxes(items, width=10.0):
    """Arrays as boxes to scale, left to right. Returns Axes.

    An item is a sign ("·", "+", "=", "→"), or (name, rows, columns, is_data): data are hatched, since their rows are
    examples; weights and biases are plain. The shape stands under its box.
    """
    boxes = [item for item in items if not isinstance(item, str)]
    total = sum(columns for _, _, columns, _ in boxes) + GAP * (len(items) + 1)
    tallest = max(rows for _, rows, _, _ in boxes)
    ax = new_figure(width, width * (tallest + 2.8) / total, layout=None).add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, total), ylim=(-tallest / 2 - 1.4, tallest / 2 + 1.4))
    ax.axis("off")
    left = GAP
    for item in items:
        if isinstance(item, str):
            ax.text(left, 0, item, ha="center", va="center", fontsize=16)
            left += GAP
            continue
        name, rows, columns, is_data = item
        box = Rectangle((left, -rows / 2), columns, rows, facecolor=PALE[is_data], edgecolor=GREY, linewidth=0)
        if is_data:
            box.set_hatch("//")
        ax.add_patch(box)
        for row in range(rows + 1):
            ax.plot([left, left + columns], [row - rows / 2] * 2, color=INK, linewidth=1.4 if row in (0, rows) else 0.5)
        for column in range(columns + 1):
            edge = column in (0, columns)
            ax.plot([left + column] * 2, [-rows / 2, rows / 2], color=INK, linewidth=1.4 if edge else 0.5)
        middle = left + columns / 2
        ax.text(middle, rows / 2 + 0.25, name, ha="center", va="bottom", fontsize=11)
        ax.text(middle, -rows / 2 - 0.25, f"({rows}, {columns})", ha="center", va="top", fontsize=10, color=GREY)
        left += columns + GAP
    return ax


@in_style
def values_in_net(values, weights, inputs=(), moved=None, title=""):
    """A net with the output of each unit in its circle; the wires of input number `moved` (from 0) are dark.

    `values`: one row (units,) a layer, the input first; `weights`: one (fan_in, units) between two layers, shown by the
    wires' thickness, dashed where negative. `inputs`: a word for each input, under its circle. Returns Axes.
    """
    sizes = [len(value) for value in values]
    names = ["inputs", *[f"layer {k}" for k in range(1, len(sizes))]]
    dark = [] if moved is None else [(0, moved, j) for j in range(sizes[1])]
    ax = network_diagram(sizes, values, weights, names, highlight=dark, width=9.4, height=5.4)
    for text in [text for text in ax.texts if text.get_bbox_patch()]:
        text.remove()  # the numbers on the wires: with 40 wires the eye is better off without
    for word, (x, y) in zip(inputs, place_layer(0, sizes[0], len(sizes), max(sizes), 9.4, 5.4), strict=False):
        ax.text(x, y - 0.43, word, ha="center", va="center", fontsize=9, color=GREY, zorder=5)
    ax.text(9.2, 5.2, title, ha="right", va="top", fontsize=13)
    return ax


@in_style
def pictures_and_probabilities(pictures, probabilities, captions):
    """Each 8×8 picture above the ten probabilities that a net gives it; the largest is written out. Returns Axes."""
    axes = new_figure(2.5 * len(pictures), 4.2).subplots(2, len(pictures), squeeze=False)
    for column, (picture, p, caption) in enumerate(zip(pictures, probabilities, captions, strict=True)):
        image, bars = axes[:, column]
        image.imshow(picture.reshape(8, 8), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        image.set(xticks=[], yticks=[], title=caption)
        image.grid(visible=False)
        bars.bar(np.arange(10), p, color=BLUE)
        top = int(np.argmax(p))
        bars.text(top, p[top] + 0.03, f"{p[top]:.2f}", ha="center", fontsize=10)
        bars.set(xlabel="digit", ylim=(0, 1.18), xticks=range(10), yticks=[0, 0.5, 1])
    axes[1, 0].set(ylabel="probability")
    return axes
