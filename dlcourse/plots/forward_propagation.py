"""Figures of lecture 04: arrays as boxes to scale, a network with its values, images and their probabilities."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from dlcourse.model import Sequential
from dlcourse.plots.boundaries import PALE
from dlcourse.plots.graphs import format_number
from dlcourse.plots.networks import network_diagram, unit_positions
from dlcourse.plots.style import BLUE, GREY, INK, in_style, new_figure, with_alt_text

GAP = 0.9  # entries between two boxes, and the width of a sign


def network_shapes(n_rows: int, layer_sizes: Sequence[int]) -> Axes:
    """Draw the arrays of a forward pass as boxes to scale: x, then each layer's weights and output; return the Axes."""
    chain: list[Any] = [("x", n_rows, layer_sizes[0], True)]
    sentences = [f"x is {n_rows} by {layer_sizes[0]}"]
    for k, (fan_in, units) in enumerate(pairwise(layer_sizes), 1):
        chain += ["·", (f"W[{k}]", fan_in, units, False), "→", (f"a[{k}]", n_rows, units, True)]
        sentences.append(f"times W{k}, {fan_in} by {units}, gives {n_rows} by {units}")
    return with_alt_text(
        shape_boxes(chain),
        f"The chain of arrays as boxes to scale, for {n_rows} students: {'; '.join(sentences)}. The data, hatched, "
        f"have {n_rows} rows from beginning to end.",
    )


def layer_shapes(n_rows: int, fan_in: int, units: int) -> Axes:
    """Draw the arrays of x W + b for the first layer as boxes to scale; return the Axes."""
    x, W, b = ("x", n_rows, fan_in, True), ("W[1]", fan_in, units, False), ("b[1]", 1, units, False)
    return with_alt_text(
        shape_boxes([x, "·", W, "+", b, "=", ("z[1]", n_rows, units, True)], width=7.5),
        f"One layer as boxes to scale: x, {n_rows} by {fan_in} and hatched, times W1, {fan_in} by {units}, plus b1, a "
        f"single row of {units}, gives z1, {n_rows} by {units} and hatched.",
    )


@in_style
def shape_boxes(items: Sequence[str | tuple[str, int, int, bool]], width: float = 10.0) -> Axes:
    """Draw arrays as boxes to scale, left to right; return the Axes.

    An item is a sign ("·", "+", "=", "→"), or (name, rows, columns, is_data): data are hatched, since their rows are
    examples; weights and biases are plain. The shape is written below its box.
    """
    boxes = [item for item in items if not isinstance(item, str)]
    total = sum(columns for _, _, columns, _ in boxes) + GAP * (len(items) + 1)
    max_rows = max(rows for _, rows, _, _ in boxes)
    ax = new_figure(width, width * (max_rows + 2.8) / total, layout=None).add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, total), ylim=(-max_rows / 2 - 1.4, max_rows / 2 + 1.4))
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
def network_values(
    values: Sequence[np.ndarray],
    weights: Sequence[np.ndarray],
    input_names: Sequence[str] = (),
    highlighted_input: int | None = None,
    title: str | None = None,
) -> Axes:
    """Draw a network with each unit's output in its circle; return the Axes.

    `values`: one row (units,) per layer, the input first; `weights`: one (fan_in, units) between two layers, shown by
    the connections' thickness, dashed if negative. `input_names`: a word below each input's circle.
    `highlighted_input`: the index of the input whose connections are dark. `title`: by default the output with three
    decimals.
    """
    sizes = [len(value) for value in values]
    layer_names = ["inputs", *[f"layer {k}" for k in range(1, len(sizes))]]
    highlight = [] if highlighted_input is None else [(0, highlighted_input, j) for j in range(sizes[1])]
    ax = network_diagram(sizes, values, weights, layer_names, highlight=highlight, width=9.4, height=5.4)
    for text in [text for text in ax.texts if text.get_bbox_patch()]:
        text.remove()  # the numbers on the wires: 40 of them would be unreadable
    for name, (x, y) in zip(input_names, unit_positions(0, sizes[0], len(sizes), max(sizes), 9.4, 5.4), strict=False):
        ax.text(x, y - 0.43, name, ha="center", va="center", fontsize=9, color=GREY, zorder=5)
    output = f"output {values[-1][0]:.3f}"
    ax.text(9.2, 5.2, output if title is None else title, ha="right", va="top", fontsize=13)
    written = [", ".join(format_number(float(value)) for value in layer) for layer in values[:-1]]
    layers = "; ".join(f"layer {k}: {layer}" for k, layer in enumerate(written[1:], 1))
    return with_alt_text(
        ax,
        f"The {'-'.join(map(str, sizes))} net with its values in circles. Inputs {written[0]}; {layers}; {output}. "
        "Thick wires are large weights, dashed wires negative ones.",
    )


def digits_and_noise(model: Sequential, x: np.ndarray, y_true: np.ndarray, noise: np.ndarray) -> Axes:
    """Draw a 3 and an 8 that `model` classifies correctly, its most confident noise, a typical one; with probabilities.

    Digits x (N, 64) with one-hot y_true (N, 10), and noise (M, 64). Returns the first Axes.
    """
    predicted = model.predict(x).argmax(axis=1)
    digits = [x[(y_true.argmax(axis=1) == digit) & (predicted == digit)][0] for digit in (3, 8)]
    by_confidence = noise[np.argsort(model.predict(noise).max(axis=1))]
    chosen = np.vstack([*digits, by_confidence[-1], by_confidence[len(noise) // 2]])
    probabilities = model.predict(chosen)
    captions = ["a 3", "an 8", "noise: the surest", "noise: a typical one"]
    three, eight, most_confident, typical = (f"{largest:.2f}" for largest in probabilities.max(axis=1))
    return with_alt_text(
        images_and_probabilities(chosen, probabilities, captions)[0, 0],
        "A 3, an 8 and two pictures of pure noise, each above its ten probabilities. The digits have one high bar each "
        f"({three} and {eight}). So has the noise picture of which the net is surest ({most_confident}); a typical "
        f"one, with as many noise pictures above it as below, still has {typical}.",
    )


@in_style
def images_and_probabilities(images: np.ndarray, probabilities: np.ndarray, captions: Sequence[str]) -> np.ndarray:
    """Draw each 8×8 image above the ten probabilities of a network, the largest with its number; return the Axes."""
    axes = new_figure(2.5 * len(images), 4.2).subplots(2, len(images), squeeze=False)
    for column, (image, p, caption) in enumerate(zip(images, probabilities, captions, strict=True)):
        image_ax, bars = axes[:, column]
        image_ax.imshow(image.reshape(8, 8), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        image_ax.set(xticks=[], yticks=[], title=caption)
        image_ax.grid(visible=False)
        bars.bar(np.arange(10), p, color=BLUE)
        top = int(np.argmax(p))
        bars.text(top, p[top] + 0.03, f"{p[top]:.2f}", ha="center", fontsize=10)
        bars.set(xlabel="digit", ylim=(0, 1.18), xticks=range(10), yticks=[0, 0.5, 1])
    axes[1, 0].set(ylabel="probability")
    return axes
