"""Drawings of lecture 00: the four parts, a nerve cell beside a unit, how deep learning came about."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from dlcourse.plots.page.style import BLUE, GREY, INK, in_style, new_figure, with_alt_text

PALE = "#eef3f8"
BLACK, WHITE = -0.4, 0.6  # the darkest and the brightest pixel of `in_any_light`


def canvas(width: float, height: float, bottom: float = 0.0) -> Axes:
    """Return Axes that fill a new figure and count in inches, without frame."""
    ax = new_figure(width, height - bottom, layout="none").add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(bottom, height), aspect="equal")
    ax.axis("off")
    return ax


def _box(ax, x, y, width, height, text, color=INK, face="white", **style):
    """Draw a rounded box around its centre with a text in it."""
    shape = "round,pad=0,rounding_size=0.1"
    corner = x - width / 2, y - height / 2
    ax.add_patch(FancyBboxPatch(corner, width, height, shape, facecolor=face, edgecolor=color, linewidth=1.5))
    ax.text(x, y, text, ha="center", va="center", **style)


def arrow(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], color: str = INK, dashed: bool = False
) -> None:
    """Draw an arrow from start to end."""
    look: dict[str, Any] = {
        "arrowstyle": "-|>",
        "color": color,
        "lw": 1.7,
        "shrinkA": 0,
        "shrinkB": 0,
        "mutation_scale": 13,
    }
    look |= {"linestyle": (0, (4, 3)) if dashed else "-"}
    ax.annotate("", end, start, arrowprops=look)


def draw_picture(ax: Axes, picture: np.ndarray, black: float = BLACK, white: float = WHITE) -> None:
    """Draw 64 numbers as 8×8 grey pixels with a frame."""
    ax.imshow(np.reshape(picture, (8, 8)), cmap="gray", vmin=black, vmax=white, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set(visible=True, color=GREY, linewidth=0.8)


def draw_weights(ax: Axes, weights: np.ndarray, frame: bool = True, alpha: float = 1.0) -> None:
    """Draw a unit's 64 weights: bright is positive, dark negative, mid grey zero."""
    largest = np.abs(weights).max()
    image = np.reshape(weights, (8, 8))
    ax.imshow(image, cmap="gray", vmin=-largest, vmax=largest, interpolation="nearest", alpha=alpha)
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(frame)


def _draw_bars(ax, probabilities):
    """Draw ten probabilities as bars, the largest dark, with its number, and as long as there is room."""
    best = int(np.argmax(probabilities))
    colors = [INK if digit == best else "#9db7cf" for digit in range(len(probabilities))]
    ax.barh(range(len(probabilities)), probabilities, color=colors, height=0.74)
    ax.set(
        xlim=(0, max(probabilities)), ylim=(len(probabilities) - 0.4, -0.6), yticks=range(len(probabilities)), xticks=[]
    )
    ax.text(max(probabilities), best, f"{max(probabilities):.0%} ", ha="right", va="center", color="white", fontsize=7)
    ax.tick_params(axis="y", length=0, labelsize=8.5, pad=2)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.spines["left"].set_visible(True)


def draw_relu(ax: Axes, x: float, y: float) -> None:
    """Draw ReLU's curve in a small circle."""
    ax.add_patch(Circle((x, y), 0.23, facecolor="white", edgecolor=INK, linewidth=1.3))
    ax.plot([x - 0.14, x, x + 0.11], [y - 0.06, y - 0.06, y + 0.12], color=INK, linewidth=2)


@in_style
def four_parts(picture: np.ndarray, probabilities: np.ndarray, label: int) -> Axes:
    """Draw a round of training with its four parts, for a picture (64,), its ten `probabilities` and its label."""
    ax = canvas(9.6, 4.5, bottom=0.25)
    image = ax.inset_axes((0.15, 2.35, 1.3, 1.3), transform=ax.transData)
    draw_picture(image, picture)
    ax.text(0.8, 3.82, "64 pixels", ha="center", fontsize=10.5)
    layers = (2.15, 3.65, 5.15)
    for x, text in zip(layers, ("layer 1\n64 → 32", "layer 2\n32 → 32", "layer 3\n32 → 10"), strict=True):
        _box(ax, x, 3.0, 0.86, 1.3, text, face=PALE, fontsize=10.5)
    for x in (2.9, 4.4):
        draw_relu(ax, x, 3.0)
    ends = ((1.47, 1.7), (2.58, 2.67), (3.13, 3.22), (4.08, 4.17), (4.63, 4.72), (5.58, 5.86), (6.68, 6.9), (7.8, 8.16))
    for start, end in ends:
        arrow(ax, (start, 3.0), (end, 3.0))
    _box(ax, 6.27, 3.0, 0.8, 0.6, "softmax", fontsize=10.5)
    bars = ax.inset_axes((7.12, 2.2, 0.6, 1.6), transform=ax.transData)
    _draw_bars(bars, probabilities)
    ax.text(7.42, 3.92, "answer", ha="center", fontsize=10.5)
    ax.plot([1.72, 1.72, 5.58, 5.58], [3.8, 3.9, 3.9, 3.8], color=INK, linewidth=1.3)
    _box(ax, 8.75, 3.0, 1.14, 1.0, f"loss\n{-np.log(probabilities[label]):.2f}", fontsize=11)
    ax.text(8.75, 4.02, f"label: {label}", ha="center", va="center", fontsize=10.5)
    arrow(ax, (8.75, 3.88), (8.75, 3.54))
    for x, y, number, text in (
        (3.55, 4.15, "1", "layers"),
        (8.08, 2.05, "3", "loss: how wrong?"),
        (2.6, 0.48, "4", "optimizer: how far each weight moves"),
    ):
        _numbered(ax, x, y, number, text)
    for x in (2.9, 4.4):
        _numbered(ax, x + 0.3, 2.55, "2", "")
        ax.text(x, 2.24, "activation", ha="center", va="center", fontsize=11, fontweight="bold")
    _draw_way_back(ax, layers)
    return with_alt_text(
        ax,
        "The round of training. From left to right: a picture of 64 pixels goes through layer 1 (64 to 32), an "
        "activation, layer 2 (32 to 32), an activation, layer 3 (32 to 10) and softmax, and comes out as ten "
        f"probabilities, the answer. The loss compares it with the label {label} and gives "
        f"{-np.log(probabilities[label]):.2f}. A "
        "dashed way leads back from the loss past layer 3, layer 2 and layer 1, and from each a dashed arrow goes down "
        "to the optimizer, which gives each layer new weights: weight plus step.",
    )


def _draw_way_back(ax, layers):
    """Draw the dashed way from the loss past layers 3, 2 and 1 to the optimizer, and its solid arrows to the layers."""
    dashes = {"color": INK, "linewidth": 1.7, "linestyle": (0, (4, 3))}
    ax.plot([8.75, 8.75], [1.86, 1.6], **dashes)
    for start, end in zip((8.75, *layers[:0:-1]), layers[::-1], strict=True):
        arrow(ax, (start + 0.2 * (start < 8), 1.6), (end + 0.2, 1.6), dashed=True)
    for x in layers:
        arrow(ax, (x + 0.2, 1.6), (x + 0.2, 1.2), dashed=True)
        arrow(ax, (x - 0.2, 1.2), (x - 0.2, 2.33))
    ax.text(1.9, 1.77, "new\nweights", ha="right", va="center", fontsize=10, linespacing=1.2)
    ax.text(2.45, 1.4, "slopes", va="center", fontsize=10)
    text = "backpropagation, layer by layer:\nhow the loss changes with each weight"
    ax.text(7.1, 1.5, text, ha="center", va="top", fontsize=10, linespacing=1.3)
    _box(ax, 3.65, 0.95, 4.0, 0.5, "new weight = weight + step", fontsize=10.5)


def _numbered(ax, x, y, number, text):
    """Write a text behind a number in a dark disc."""
    ax.add_patch(Circle((x - 0.3, y), 0.13, facecolor=INK, edgecolor="none", zorder=5))
    ax.text(
        x - 0.3, y - 0.01, number, ha="center", va="center", color="white", fontsize=9.5, fontweight="bold", zorder=6
    )
    ax.text(x - 0.1, y, text, va="center", fontsize=11, fontweight="bold")


@in_style
def neuron_and_unit() -> Axes:
    """Draw a nerve cell beside a unit of a network, with what corresponds to what."""
    ax = canvas(9.4, 3.2)
    ax.text(2.3, 3.0, "a nerve cell", ha="center", va="center", fontsize=12, fontweight="bold")
    ax.text(7.0, 3.0, "a unit of a network", ha="center", va="center", fontsize=12, fontweight="bold")
    _draw_cell(ax, 1.75, 1.6)
    for k, (y, name) in enumerate(((2.35, "$x_1$"), (1.6, "$x_2$"), (0.85, "$x_3$"))):
        ax.text(5.3, y, name, ha="center", va="center", fontsize=12)
        arrow(ax, (5.5, y), (6.72, 1.6 + 0.14 * (1 - k)))
        ax.text(6.02, (y + 1.6) / 2 + (0.24, 0.13, -0.24)[k] + 0.07 * (1 - k), f"$w_{k + 1}$", ha="center", color=BLUE)
    ax.add_patch(Circle((7.0, 1.6), 0.3, facecolor=PALE, edgecolor=INK, linewidth=1.5))
    ax.text(7.0, 1.6, "Σ + b", ha="center", va="center", fontsize=10.5)
    arrow(ax, (7.32, 1.6), (7.6, 1.6))
    draw_relu(ax, 7.84, 1.6)
    arrow(ax, (8.08, 1.6), (8.7, 1.6))
    ax.text(8.85, 1.6, "$a$", ha="center", va="center", fontsize=12)
    for x, text in ((0.6, "signals in"), (1.75, "added up"), (3.6, "a pulse, if they are enough")):
        ax.text(x, 0.16, text, ha="center", va="center", fontsize=10)
    for x, text in ((5.2, "numbers in"), (6.75, "weighted, added up"), (8.42, "passed on if above 0")):
        ax.text(x, 0.16, text, ha="center", va="center", fontsize=10)
    return with_alt_text(
        ax,
        "Left, a nerve cell: branches that receive signals at synapses, a cell body that adds them up, and a long "
        "fibre that passes on a pulse if the sum is large enough. Right, a unit of a network: inputs x1, x2, x3 "
        "times weights w1, w2, w3 and a bias b are added up, ReLU lets through what is above 0: the output a.",
    )


def _draw_cell(ax, x, y):
    """Draw a cell body with branches to its left and a fibre to its right."""
    ends = [(-0.85, 0.72), (-1.1, 0.2), (-1.1, -0.3), (-0.8, -0.75), (-0.3, 0.9), (-0.25, -0.9)]
    t = np.linspace(0, 1, 30)
    for dx, dy in ends:
        wobble = 0.05 * np.sin(2 * np.pi * t)
        ax.plot(x + dx * t + wobble, y + dy * t**0.8, color=INK, linewidth=2.0, solid_capstyle="round")
        for turn in (0.5, -0.5):
            twig = 0.32 * np.array([np.cos(turn) * dx - np.sin(turn) * dy, np.sin(turn) * dx + np.cos(turn) * dy])
            ax.plot([x + dx, x + dx + twig[0]], [y + dy, y + dy + twig[1]], color=INK, linewidth=1.3)
    ax.add_patch(Circle((x, y), 0.34, facecolor=PALE, edgecolor=INK, linewidth=1.8, zorder=3))
    ax.add_patch(Circle((x, y), 0.1, facecolor=GREY, edgecolor="none", zorder=4))
    along = np.linspace(0.33, 2.2, 50)
    ax.plot(x + along, y + 0.05 * np.sin(4 * along), color=INK, linewidth=2.6)
    for dy in (0.3, 0.0, -0.3):
        ax.plot([x + 2.2, x + 2.55], [y + 0.03, y + dy], color=INK, linewidth=1.5)
        ax.plot(x + 2.58, y + dy, "o", color=INK, markersize=5)
    ax.plot(x + ends[0][0] - 0.35, y + ends[0][1] + 0.07, "o", color=BLUE, markersize=6)
    ax.text(0.08, y + 1.02, "synapse", fontsize=10, color=BLUE)
    ax.plot([0.3, 0.5], [y + 0.98, y + 0.84], color=BLUE, linewidth=1)
    ax.text(x + 1.25, y + 0.2, "fibre (axon)", fontsize=10, color=BLUE, ha="center")


TIMELINE: dict[str, list[tuple[int, str]]] = {
    "examples": [
        (1936, "150 irises,\nmeasured by hand"),
        (1998, "MNIST:\n70,000 digits"),
        (2009, "ImageNet: millions\nof labelled photos"),
        (2020, "hundreds of\nbillions of words"),
    ],
    "processors": [
        (1958, "IBM 704: thousands of\nmultiplications a second"),
        (1999, "graphics cards\nfor games"),
        (2007, "graphics cards, easily\nprogrammed"),
        (2016, "chips made\nfor networks"),
    ],
    "algorithms": [
        (1958, "perceptron\n(1)"),
        (1986, "backprop-\nagation (6, 7)"),
        (1989, "convolution\nfor digits"),
        (2010, "ReLU, better first\nweights (10, 11)"),
        (2015, "Adam, batch norm.,\nresiduals (14, 16)"),
        (2017, "transformer:\nlanguage"),
    ],
}
KNOTS = (
    (1930, 1950, 1986, 1989, 1999, 2005, 2007, 2010, 2012, 2015, 2017, 2020, 2024),
    (1.5, 1.95, 2.95, 3.86, 4.08, 5.05, 5.38, 5.85, 6.62, 7.5, 8.68, 9.14, 9.6),
)  # years, and inches on the page


@in_style
def why_now() -> Axes:
    """Draw three lanes of time, examples, processors and algorithms, and the year in which they met, 2012."""
    ax = canvas(9.8, 3.9, bottom=0.35)
    meeting = np.interp(2012, *KNOTS)
    ax.add_patch(Rectangle((meeting - 0.1, 0.42), 0.2, 3.0, facecolor="#efe6c8", edgecolor="none"))
    ax.text(meeting, 3.62, "2012: deep networks win\nthe ImageNet contest", ha="center", va="center", fontsize=10)
    for row, (lane, events) in enumerate(TIMELINE.items()):
        y = 2.95 - 0.98 * row
        ax.text(0.08, y, lane, va="center", fontsize=11.5, fontweight="bold")
        ax.plot([1.3, 9.7], [y, y], color=INK, linewidth=1.5)
        for year, text in events:
            x = np.interp(year, *KNOTS)
            ax.plot(x, y, "o", color=INK, markersize=7)
            ax.text(x, y + 0.12, f"{year}", ha="center", va="bottom", fontsize=9, fontweight="bold")
            ax.text(x, y - 0.12, text, ha="center", va="top", fontsize=9, linespacing=1.15)
    said = "; ".join(
        f"{lane}: " + ", ".join(f"{year} {' '.join(text.replace('-' + chr(10), '').split())}" for year, text in events)
        for lane, events in TIMELINE.items()
    )
    return with_alt_text(
        ax,
        f"Three lanes of time, not to scale. {said}. A band across all three at 2012: deep networks win the ImageNet "
        "contest. Numbers in brackets are lectures.",
    )
