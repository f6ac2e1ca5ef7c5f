"""Figures of lecture 04: arrays as boxes to scale, a matrix product entry by entry, a network with its values.

The figures of its network for digits are in `digit_network`.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.common.network_diagrams import network_diagram, unit_positions
from dlcourse.plots.page.style import BLUE, GREY, INK, ORANGE, PAPER, in_style, new_figure, with_alt_text

GAP = 0.9  # entries between two boxes, and the width of a sign
PALE_GREY = "#e9e9e9"
CELL_WIDTH, CELL_HEIGHT = 0.74, 0.4  # inches, of an entry of a matrix


def network_shapes(n_rows: int, layer_sizes: Sequence[int]) -> Axes:
    """Draw the arrays of a forward pass as boxes to scale: x, then each layer's weights and output; return the Axes."""
    chain: list[Any] = [("x", n_rows, layer_sizes[0], True)]
    sentences = [f"x is {n_rows} by {layer_sizes[0]}"]
    for k, (fan_in, units) in enumerate(pairwise(layer_sizes), 1):
        chain += ["·", (f"V[{k}]", fan_in, units, False), "→", (f"a[{k}]", n_rows, units, True)]
        sentences.append(f"times V{k}, {fan_in} by {units}, gives {n_rows} by {units}")
    ax = shape_boxes(chain)
    for k, arrow in enumerate((text for text in ax.texts if text.get_text() == "→"), 1):
        ax.text(arrow.get_position()[0], -0.4, f"+ c[{k}]\nσ", ha="center", va="top", fontsize=8, linespacing=1.3)
    return with_alt_text(
        ax,
        f"The chain of arrays as boxes to scale, for {n_rows} rows: {'; '.join(sentences)}; each product, with a bias "
        f"and a sigmoid, is the layer's output. The data, hatched, have {n_rows} rows from beginning to end.",
    )


@in_style
def shape_boxes(items: Sequence[str | tuple[str, int, int, bool]], width: float = 10.0) -> Axes:
    """Draw arrays as boxes to scale, left to right; return the Axes.

    An item is a sign ("·", "+", "=", "→"), or (name, rows, columns, is_data): data are hatched, since their rows are
    examples; weights and biases are plain. The shape is written below its box; a plain box of one row is a row, (n,).
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
        box = Rectangle(
            (left, -rows / 2), columns, rows, facecolor=PALE_GREY if is_data else "white", edgecolor=GREY, linewidth=0
        )
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
        shape = f"({rows}, {columns})" if is_data or rows > 1 else f"({columns},)"
        ax.text(middle, -rows / 2 - 0.25, shape, ha="center", va="top", fontsize=10, color=GREY)
        left += columns + GAP
    return ax


def product_frames(x: np.ndarray, W: np.ndarray) -> Iterator[Axes]:
    """Yield the frames of a film of x W: the first row of the product entry by entry, each other row at once.

    x (N, n) stands at the left, W (n, u) above the product (N, u): the lit row and the lit columns meet in the entries.
    """
    n_rows, units = len(x), W.shape[1]
    for column in range(units):
        yield _product_frame(x, W, 0, [column])
    for row in range(1, n_rows):
        yield _product_frame(x, W, row, range(units))


@in_style
def _product_frame(x, W, row, columns):
    """Draw x, W and the entries of x W up to those of a row in `columns`; these with their row and columns lit."""
    (n_rows, fan_in), units = x.shape, W.shape[1]
    product = x @ W
    done = np.arange(product.size).reshape(product.shape) <= row * units + columns[-1]
    left, bottom, gap = 0.3, 1.15, 0.45
    width = 2 * left + gap + CELL_WIDTH * (fan_in + units)
    height = bottom + gap + 0.3 + CELL_HEIGHT * (n_rows + fan_in)
    ax = new_figure(width, height, layout="none").add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.axis("off")
    right, above = left + gap + CELL_WIDTH * fan_in, bottom + gap + CELL_HEIGHT * n_rows
    lit_row = np.arange(n_rows) == row
    lit_column = np.isin(np.arange(units), columns)
    _draw_matrix(ax, "x", x, left, bottom, np.broadcast_to(lit_row[:, None], x.shape), hatched=True)
    _draw_matrix(ax, "V[1]", W, right, above, np.broadcast_to(lit_column, W.shape))
    _draw_matrix(ax, "", product, right, bottom, lit_row[:, None] & lit_column, done, hatched=True)
    ax.text(right + CELL_WIDTH * units, bottom - 0.2, "x V[1]", ha="right", va="center", fontsize=11)
    lit = f"column {columns[0] + 1}" if len(columns) == 1 else f"all {units} columns"
    ax.text(left, 0.62, f"row {row + 1} of x, {lit} of V[1]:", va="center", fontsize=11)
    if len(columns) == 1:
        terms = " + ".join(f"{_factor(a)}·{_factor(b)}" for a, b in zip(x[row], W[:, columns[0]], strict=True))
        result = f"{terms} = {_number(product[row, columns[0]])}"
    else:
        result = ",  ".join(_number(entry) for entry in product[row])
    ax.text(left, 0.28, result, va="center", fontsize=10.5, fontweight="bold")
    return with_alt_text(
        ax,
        f"A film of a matrix product. x, {n_rows} by {fan_in}, stands at the left and V1, {fan_in} by {units}, above "
        f"the product, {n_rows} by {units}. One row of x and one column of V1 light up; their {fan_in} pairs are "
        "multiplied and added, and the sum stands where row and column meet. After the first row the others follow, "
        f"each at once. The last row is {', '.join(_number(entry) for entry in product[-1])}.",
    )


def _draw_matrix(ax, name, values, left, bottom, lit, written=None, hatched=False):
    """Draw a matrix of numbers with its lower left corner at (left, bottom); lit entries have a thick dark frame."""
    rows, columns = values.shape
    for i, j in np.ndindex(rows, columns):
        x, y = left + j * CELL_WIDTH, bottom + (rows - 1 - i) * CELL_HEIGHT
        face = "#ffe08a" if lit[i, j] else PALE_GREY if hatched else "white"
        edge, width, order = (INK, 2.2, 3) if lit[i, j] else (GREY, 0.8, 2)
        ax.add_patch(Rectangle((x, y), CELL_WIDTH, CELL_HEIGHT, facecolor=face, edgecolor=edge, linewidth=width,
                               zorder=order))  # fmt: skip
        text = _number(values[i, j], 1) if written is None else _number(values[i, j]) if written[i, j] else ""
        ax.text(x + CELL_WIDTH / 2, y + CELL_HEIGHT / 2, text, ha="center", va="center", fontsize=10.5, zorder=4,
                fontweight="bold" if lit[i, j] else "normal")  # fmt: skip
    if name:
        ax.text(left, bottom + rows * CELL_HEIGHT + 0.15, name, va="center", fontsize=11)


def _number(value, decimals=2):
    """Format a number with a fixed number of decimals and a true minus."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", "−")


def _factor(value):
    """Format a factor of a product with one decimal, in brackets if negative."""
    return f"({_number(value, 1)})" if value < 0 else _number(value, 1)


@in_style
def ink_windows(images: np.ndarray, numbers: np.ndarray, captions: Sequence[str], names: Sequence[str]) -> Axes:
    """Draw images (M, 8, 8) with their four quarters and their middle framed, beside the five numbers (M, 5) of each.

    Returns the first Axes.
    """
    figure = new_figure(9.6, 2.6, layout="none")
    height = 0.42 * 9.6 / len(images) / 2.6  # square pictures
    share = 1 / len(images)
    limit = 1.15 * np.abs(numbers).max()
    axes = []
    for k, (image, row, caption) in enumerate(zip(images, numbers, captions, strict=True)):
        ax = figure.add_axes((share * (k + 0.03), 0.06, share * 0.42, height))
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[])
        ax.grid(visible=False)
        ax.spines[:].set_visible(True)
        ax.set_title(caption, fontsize=11, pad=5)
        ax.axvline(3.5, color=BLUE, linewidth=2)
        ax.axhline(3.5, color=BLUE, linewidth=2)
        ax.add_patch(Rectangle((2.5, 2.5), 2, 2, fill=False, edgecolor=BLUE, linewidth=2.6))
        bars = figure.add_axes((share * (k + 0.65), 0.06, share * 0.33, height))
        bars.set_title("ink in the window", fontsize=11, pad=5)
        bars.barh(range(len(row)), row, height=0.6, color=[BLUE if v > 0 else "white" for v in row],
                  edgecolor=[BLUE if v > 0 else ORANGE for v in row], linewidth=1.4)  # fmt: skip
        for i, value in enumerate(row):
            bars.text(value + (0.06 if value >= 0 else -0.06) * limit, i, _number(value, 1), va="center", fontsize=10,
                      ha="left" if value >= 0 else "right")  # fmt: skip
        bars.axvline(0, color=INK, linewidth=0.9)
        bars.set(xlim=(-1.75 * limit, 1.75 * limit), ylim=(len(row) - 0.5, -0.5), yticks=range(len(row)), xticks=[])
        bars.set_yticklabels(names, fontsize=9.5)
        bars.tick_params(axis="y", length=0)
        bars.grid(visible=False)
        bars.spines[:].set_visible(False)
        axes.append(ax)
    said = "; ".join(
        f"{caption}: {', '.join(f'{name} {_number(v, 1)}' for name, v in zip(names, row, strict=True))}"
        for caption, row in zip(captions, numbers, strict=True)
    )
    return with_alt_text(
        axes[0],
        "Handwritten digits, each cut into four quarters, with a square of 2 by 2 pixels framed in the middle, beside "
        f"the ink in these five windows, in standard deviations from the average. {said}.",
    )


@in_style
def network_values(
    values: Sequence[np.ndarray],
    weights: Sequence[np.ndarray],
    input_names: Sequence[str] = (),
    title: str | None = None,
    lit: tuple[int, int] | None = None,
) -> Axes:
    """Draw a network with each unit's output in its circle; return the Axes.

    `values`: one row (units,) per layer, the input first; `weights`: one (fan_in, units) between two layers, shown by
    the connections' thickness, dashed if negative. `input_names`: a word below each input's circle. `title`: by default
    the output with two decimals. `lit`: a layer, from 1, and a unit, from 0, into which the weights are written out.
    """
    sizes = [len(value) for value in values]
    layer_names = ["inputs", *[f"layer {k}" for k in range(1, len(sizes))]]
    ax = network_diagram(sizes, values, weights, layer_names, width=9.4, height=5.4)
    for text in [text for text in ax.texts if text.get_bbox_patch()]:
        text.remove()  # the numbers on the wires: 40 of them would be unreadable
    for line in ax.lines:
        line.set_color(BLUE if line.get_linestyle() == "-" else ORANGE)
    positions = [unit_positions(k, n, len(sizes), max(sizes), 9.4, 5.4) for k, n in enumerate(sizes)]
    if lit is not None:
        _write_weights(ax, positions[lit[0] - 1], positions[lit[0]][lit[1]], weights[lit[0] - 1][:, lit[1]])
    for name, (x, y) in zip(input_names, positions[0], strict=False):
        ax.text(x - 0.4, y, name.replace(" ", "\n"), ha="right", va="center", fontsize=9, color=GREY)
    output = f"output {values[-1][0]:.2f}"
    ax.text(9.2, 5.2, output if title is None else title, ha="right", va="top", fontsize=13)
    written = [", ".join(format_number(float(value)) for value in layer) for layer in values[:-1]]
    layers = "; ".join(f"layer {k}: {layer}" for k, layer in enumerate(written[1:], 1))
    return with_alt_text(
        ax,
        f"The {'-'.join(map(str, sizes))} net with its values in circles. Inputs {written[0]}; {layers}; {output}. "
        "Thick wires are large weights, dashed orange wires negative ones.",
    )


def _write_weights(ax, starts, end, weights):
    """Write one unit's weights on the wires into it."""
    for (x, y), weight in zip(starts, weights, strict=True):
        position = x + 0.3 * (end[0] - x), y + 0.3 * (end[1] - y)
        ax.text(
            *position,
            _number(weight, 1),
            ha="center",
            va="center",
            fontsize=9.5,
            fontweight="bold",
            bbox=PAPER | {"pad": 1.2},
        )
