"""Figures of a small network that reads 8×8 digits: its way from pixels to probabilities, and what it makes of noise.

Ink is black. What a wire carries is blue and solid if positive, orange and dashed if negative.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from dlcourse.model import Sequential
from dlcourse.plots.digits_from_scratch import a_digit, format_percent
from dlcourse.plots.graphs import format_number
from dlcourse.plots.hidden_units import ORANGE, SIDE, draw_digit, draw_frame, write_activation
from dlcourse.plots.style import BLUE, INK, in_style, new_figure, with_alt_text

WIRES = 110  # drawn of each kind: the strongest


@in_style
def digit_on_its_way(
    image: np.ndarray, W1: np.ndarray, hidden: np.ndarray, W2: np.ndarray, probabilities: np.ndarray
) -> Axes:
    """Draw a digit (64,), the hidden units it switches on, and the probabilities, with the strongest wires between.

    `W1` (64, H) and `W2` (H, 10) are the weights, `hidden` (H,) the hidden units' outputs. A wire is as thick as what
    it carries, its input times its weight. Returns the Axes.
    """
    width, height = 9.8, 5.0
    ax = new_figure(width, height, layout="none").add_axes((0, 0, 1, 1))
    ax.axis("off")
    left, middle, pixel = 0.3, height / 2 + 0.1, 0.34
    top = middle + SIDE / 2 * pixel
    pixels = [(left + pixel * (k % SIDE + 0.5), top - pixel * (k // SIDE + 0.5)) for k in range(SIDE * SIDE)]
    units = [(5.15, middle + 0.265 * ((len(hidden) - 1) / 2 - j)) for j in range(len(hidden))]
    outputs = [(7.75, middle + 0.42 * ((len(probabilities) - 1) / 2 - k)) for k in range(len(probabilities))]
    _draw_wires(ax, pixels, units, image[:, None] * W1, offset=(0, -0.43))
    _draw_wires(ax, units, outputs, hidden[:, None] * W2, offset=(0.43, -0.2))
    extent = (left, left + SIDE * pixel, top - SIDE * pixel, top)
    ax.imshow(image.reshape(SIDE, SIDE), cmap="gray_r", vmin=0, vmax=1, extent=extent, aspect="auto", zorder=3)
    ax.add_patch(Rectangle((extent[0], extent[2]), SIDE * pixel, SIDE * pixel, fill=False, edgecolor=INK, zorder=4))
    _draw_units(ax, units, hidden)
    _draw_outputs(ax, outputs, probabilities)
    for x, text in ((left + SIDE * pixel / 2, "64 pixels"), (5.15, f"{len(hidden)} hidden units"), (8.2, "10 outputs")):
        ax.text(x, 0.17, text, ha="center", va="center", fontsize=11)
    ax.set(xlim=(0, width), ylim=(0, height))
    best = int(np.argmax(probabilities))
    on = ", ".join(f"unit {j + 1}: {format_number(float(hidden[j]))}" for j in np.flatnonzero(hidden > 0))
    return with_alt_text(
        ax,
        f"A handwritten digit of 8 by 8 pixels at the left, {len(hidden)} hidden units in a column, ten outputs at the "
        f"right. The units that are not 0 are {on}. The largest probability is {format_percent(probabilities[best])} "
        f"for {a_digit(best)}. The strongest wires are drawn, solid blue where they carry a positive amount and dashed "
        "orange where a negative one.",
    )


def _draw_units(ax, places, hidden):
    """Draw a box for each hidden unit with its number and its output in it, darker for a larger one."""
    for j, ((x, y), value) in enumerate(zip(places, hidden, strict=True), 1):
        shade = min(1.0, value / max(hidden.max(), 1e-9))
        box = Rectangle((x - 0.42, y - 0.115), 0.84, 0.23, facecolor=f"{1 - 0.85 * shade:.3f}", edgecolor=INK, zorder=3)
        ax.add_patch(box)
        text, color = f"{j}: {write_activation(value)}", "white" if shade > 0.55 else INK
        ax.text(x, y, text, ha="center", va="center_baseline", fontsize=8.5, color=color, zorder=4)


def _draw_outputs(ax, places, probabilities):
    """Draw a box for each digit and a bar for its probability, the largest in bold."""
    for k, ((x, y), p) in enumerate(zip(places, probabilities, strict=True)):
        weight = "bold" if k == np.argmax(probabilities) else "normal"
        ax.add_patch(Rectangle((x - 0.17, y - 0.17), 0.34, 0.34, facecolor="white", edgecolor=INK, zorder=3))
        ax.text(x, y, str(k), ha="center", va="center_baseline", fontsize=11, fontweight=weight, zorder=4)
        ax.add_patch(Rectangle((x + 0.25, y - 0.12), 1.1 * p, 0.24, facecolor=INK, linewidth=0))
        if p >= 0.005:
            ax.text(x + 0.32 + 1.1 * p, y, format_percent(p), va="center_baseline", fontsize=10, fontweight=weight)


def _draw_wires(ax, starts, ends, amounts, offset):
    """Draw the strongest wires; `offset` is added to the x of the starts and of the ends."""
    strength = np.abs(amounts)
    threshold = np.sort(strength, axis=None)[-min(WIRES, strength.size)]
    for sign, color, style in ((1, BLUE, "solid"), (-1, ORANGE, (0, (4, 2)))):
        chosen = np.argwhere((np.sign(amounts) == sign) & (strength >= threshold))
        lines = [[(starts[i][0] + offset[0], starts[i][1]), (ends[j][0] + offset[1], ends[j][1])] for i, j in chosen]
        shares = np.array([strength[i, j] for i, j in chosen]) / max(strength.max(), 1e-12)
        colors = [(*_rgb(color), 0.18 + 0.6 * share) for share in shares]
        ax.add_collection(
            LineCollection(lines, colors=colors, linewidths=0.5 + 3.2 * shares, linestyles=style, zorder=1)
        )


def _rgb(color):
    """Return a colour #rrggbb as three numbers in [0, 1]."""
    return tuple(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))


@in_style
def softmax_stages(image: np.ndarray, logits: np.ndarray, caption: str) -> Axes:
    """Draw a digit (64,), its ten logits, e to the power of each minus the largest, and their shares.

    `caption` stands above the digit. Returns the first Axes.
    """
    powers = np.exp(logits - logits.max())
    shares = powers / powers.sum()
    figure = new_figure(9.8, 3.3, layout="none")
    picture = figure.add_axes((0.01, 0.2, 0.2, 0.6))
    draw_frame(picture)
    draw_digit(picture, image)
    picture.set_title(caption, fontsize=11, pad=5)
    panels = ((logits, "logits z"), (powers, "exp(z − the largest)"), (shares, "divided by their sum"))
    for k, (values, title) in enumerate(panels):
        numbered = np.argsort(-values)[: len(values) if k == 0 else 3]
        _draw_stage(figure.add_axes((0.28 + 0.245 * k, 0.04, 0.175, 0.84)), values, title, numbered)
        if k:
            figure.text(0.235 + 0.245 * k, 0.49, "→", ha="center", va="center", fontsize=16)
    order = np.argsort(-logits)[:3]
    said = ", ".join(f"{k}: {format_number(float(logits[k]))} becomes {format_number(float(shares[k]))}" for k in order)
    return with_alt_text(
        picture,
        "A digit of which the network is not sure, its ten logits, e to the power of each logit minus the largest, and "
        f"these divided by their sum. The three largest: {said}. All shares are positive, and their sum is 1.",
    )


def _draw_stage(ax, values, title, numbered):
    """Draw ten values as bars, hollow if negative, those in `numbered` with their numbers."""
    faces = [INK if value > 0 else "white" for value in values]
    ax.barh(range(len(values)), values, height=0.7, color=faces, edgecolor=INK, linewidth=0.9)
    low, high = min(values.min(), 0), max(values.max(), 0)
    gap, room = 0.03 * (high - low), 0.36 * (high - low)
    for digit in numbered:
        value, side = float(values[digit]), -1 if values[digit] < 0 else 1
        look = {"ha": "right" if side < 0 else "left", "va": "center", "fontsize": 9.5}
        ax.text(value + side * gap, digit, format_number(value), **look)
    ax.set(ylim=(9.5, -0.6), yticks=range(10), xticks=[], xlim=(low - 1.25 * room * (low < 0), high + room))
    ax.axvline(0, color=INK, linewidth=0.9)
    ax.tick_params(axis="y", length=0, labelsize=10)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.set_title(title, fontsize=11, pad=5)


def digits_and_noise(model: Sequential, digits: np.ndarray, noise: np.ndarray) -> Axes:
    """Draw a typical digit of (N, 64), a typical noise picture of (M, 64) and the surest one, with `model`'s answers.

    A typical picture has as many above it as below, by its largest probability. Returns the first Axes.
    """
    by_sureness = [each[np.argsort(model.predict(each).max(axis=1))] for each in (digits, noise)]
    chosen = np.stack([by_sureness[0][len(digits) // 2], by_sureness[1][len(noise) // 2], by_sureness[1][-1]])
    probabilities = model.predict(chosen)
    digit, typical, surest = (format_percent(largest) for largest in probabilities.max(axis=1))
    return with_alt_text(
        images_and_probabilities(chosen, probabilities, ["a typical digit", "typical noise", "the surest noise"])[0, 0],
        "A typical digit and two pictures of pure noise, each above its ten probabilities. The digit has one high bar "
        f"({digit}). A typical noise picture still has one of {typical}, and that of which the net is surest {surest}.",
    )


@in_style
def sureness(on_digits: np.ndarray, on_noise: np.ndarray, threshold: float) -> Axes:
    """Draw how the largest probabilities of several nets are distributed on digits (S, N) and on noise (S, M).

    Bars are the nets' mean share of the pictures, a line on each is the range over the nets. Returns the first Axes.
    """
    figure = new_figure(9.6, 3.6)
    edges = np.linspace(0, 1, 11)
    said = []
    axes = figure.subplots(1, 2, sharey=True)
    for ax, name, values in zip(axes, ("digits", "noise"), (on_digits, on_noise), strict=True):
        shares = np.array([np.histogram(each, edges)[0] / len(each) for each in values])
        mean, middles = shares.mean(axis=0), (edges[1:] + edges[:-1]) / 2
        beyond = middles > threshold
        faces = [INK if each else "white" for each in beyond]
        ax.bar(middles, mean, width=0.086, color=faces, edgecolor=INK, linewidth=1.2)
        ax.vlines(middles, shares.min(axis=0), shares.max(axis=0), color=ORANGE, linewidth=2.2)
        above = format_percent(float(np.mean(values > threshold)))
        ax.set(title=name, xlabel="largest probability", ylim=(0, 1.1), xlim=(0, 1), yticks=[0, 0.5, 1])
        ax.grid(visible=False, axis="x")
        ax.text(0.86, shares[:, beyond].max(), f"{above} above {threshold}", ha="right", va="top", fontsize=11)
        said.append(f"{name}: {above} of the pictures have more than {threshold}")
    axes[0].set(ylabel="share of the pictures")
    key = f"orange: the range over the {len(on_digits)} nets"
    axes[0].text(0.03, 0.62, key, va="center", fontsize=10, color=ORANGE)
    return with_alt_text(
        axes[0],
        f"Two histograms of the largest probability, over {len(on_digits)} nets. {'; '.join(said)}. The digits crowd "
        "at 1; the noise is spread from 0.3 to 1 and is most frequent at 1, too.",
    )


@in_style
def images_and_probabilities(images: np.ndarray, probabilities: np.ndarray, captions: Sequence[str]) -> np.ndarray:
    """Draw each 8×8 image above the ten probabilities of a network, the largest with its number; return the Axes."""
    axes = new_figure(2.45 * len(images), 4.2).subplots(2, len(images), squeeze=False)
    for column, (image, p, caption) in enumerate(zip(images, probabilities, captions, strict=True)):
        image_ax, bars = axes[:, column]
        image_ax.imshow(image.reshape(SIDE, SIDE), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        image_ax.set(title=caption)
        draw_frame(image_ax)
        bars.bar(np.arange(10), p, color=INK)
        top = int(np.argmax(p))
        bars.text(top, p[top] + 0.03, format_percent(p[top]), ha="center", fontsize=10)
        bars.set(xlabel="digit", ylim=(0, 1.18), xticks=range(10), yticks=[0, 0.5, 1])
    axes[1, 0].set(ylabel="probability")
    return axes


@in_style
def network_response(before: tuple[np.ndarray, np.ndarray], now: tuple[np.ndarray, np.ndarray], title: str) -> Axes:
    """Draw the explorer's figure: the hidden units' outputs (H,) and the probabilities (10,), now and `before`.

    Bars are as it is now; those of the picture as it was chosen are short lines across them. Returns the first Axes.
    """
    figure = new_figure(4.9, 4.2, layout="none")
    tallest = max(each.max() for each in (before[0], now[0]))
    axes = [
        _draw_bars_now_and_before(figure.add_axes(place), old, new, limit, write, name)
        for place, old, new, limit, write, name in (
            ((0.06, 0.09, 0.44, 0.75), before[0], now[0], max(6.5, 1.3 * tallest), format_number, "hidden units"),
            ((0.57, 0.09, 0.42, 0.75), before[1], now[1], 1.35, format_percent, "probabilities"),
        )
    ]
    axes[0].set_yticklabels([str(j + 1) for j in range(len(now[0]))])
    figure.text(0.01, 0.95, title, fontsize=12, va="center")
    figure.text(0.06, 0.03, "orange line: the picture as it was chosen", fontsize=9, va="center", color=ORANGE)
    return axes[0]


def _draw_bars_now_and_before(ax, old, new, limit, write, name):
    """Draw a bar for each new value, a line for each old one, and the new values in a column at the right."""
    ax.barh(range(len(new)), new, color=INK, height=0.62)
    ax.vlines(old, np.arange(len(old)) - 0.46, np.arange(len(old)) + 0.46, color=ORANGE, linewidth=2.2)
    for i in np.flatnonzero(new >= 0.01):
        ax.text(limit, i, write(float(new[i])), ha="right", va="center", fontsize=9)
    ax.set(ylim=(len(new) - 0.4, -0.6), xlim=(0, limit), yticks=range(len(new)), xticks=[])
    ax.tick_params(axis="y", length=0, labelsize=9)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.spines["left"].set_visible(True)
    ax.set_title(name, fontsize=10.5, pad=4)
    return ax
