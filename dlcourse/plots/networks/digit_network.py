"""Figures of a small network that reads 8×8 digits: its way from pixels to probabilities, and what it makes of noise.

Ink is black. What a wire carries is blue and solid if positive, orange and dashed if negative.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from dlcourse.model import Sequential
from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.networks.hidden_units import SIDE, draw_digit, draw_frame, write_activation
from dlcourse.plots.page.style import BLUE, GREY, INK, ORANGE, SERIES, in_style, new_axes, new_figure, with_alt_text
from dlcourse.plots.practice.digits_from_scratch import a_digit, format_percent

WIRES = 110  # drawn of each kind in grey: the strongest


@in_style
def digit_on_its_way(
    image: np.ndarray,
    W1: np.ndarray,
    hidden: np.ndarray,
    W2: np.ndarray,
    logits: np.ndarray,
    probabilities: np.ndarray,
) -> Axes:
    """Draw a digit, the hidden units it switches on, scores and probabilities, with wires between; return the Axes.

    - `image`: the digit, (64,), in [0, 1].
    - `W1`: weights from pixels to hidden units, (64, H).
    - `hidden`: the hidden units' outputs, (H,).
    - `W2`: weights from hidden units to scores, (H, 10).
    - `logits`: the scores, (10,).
    - `probabilities`: their softmax, (10,).

    Each wire into the unit with the largest output, and into the most probable digit, is coloured and as thick as what
    it carries, its input times its weight; the strongest others are grey.
    """
    width, height = 9.8, 5.0
    ax = new_figure(width, height, layout="none").add_axes((0, 0, 1, 1))
    ax.axis("off")
    left, middle, pixel = 0.3, height / 2 + 0.1, 0.34
    top = middle + SIDE / 2 * pixel
    pixels = [(left + pixel * (k % SIDE + 0.5), top - pixel * (k // SIDE + 0.5)) for k in range(SIDE * SIDE)]
    units = [(4.75, middle + 0.265 * ((len(hidden) - 1) / 2 - j)) for j in range(len(hidden))]
    outputs = [(7.15, middle + 0.42 * ((len(probabilities) - 1) / 2 - k)) for k in range(len(probabilities))]
    unit, best = int(np.argmax(hidden)), int(np.argmax(probabilities))
    _draw_wires(ax, pixels, units, image[:, None] * W1, unit, offset=(0, -0.43))
    _draw_wires(ax, units, outputs, hidden[:, None] * W2, best, offset=(0.43, -0.2))
    extent = (left, left + SIDE * pixel, top - SIDE * pixel, top)
    ax.imshow(image.reshape(SIDE, SIDE), cmap="gray_r", vmin=0, vmax=1, extent=extent, aspect="auto", zorder=3)
    ax.add_patch(Rectangle((extent[0], extent[2]), SIDE * pixel, SIDE * pixel, fill=False, edgecolor=INK, zorder=4))
    _draw_units(ax, units, hidden)
    _draw_outputs(ax, outputs, logits, probabilities)
    below = ((left + SIDE * pixel / 2, "64 pixels"), (4.75, f"{len(hidden)} hidden units"), (7.3, "10 scores"))
    for x, text in (*below, (8.75, "10 probabilities")):
        ax.text(x, 0.17, text, ha="center", va="center", fontsize=11)
    key = f"in colour: the wires into unit {unit + 1} and into the {best}", "positive amounts", "negative amounts"
    for k, (text, color) in enumerate(zip(key, (INK, BLUE, ORANGE), strict=True)):
        ax.text(left, 4.83 - 0.22 * k, text, va="center", fontsize=9.5, color=color)
    for k, (color, style) in enumerate(((BLUE, "-"), (ORANGE, "--")), 1):
        ax.plot([left + 1.25, left + 1.75], [4.83 - 0.22 * k] * 2, style, color=color, linewidth=2)
    ax.set(xlim=(0, width), ylim=(0, height))
    on = ", ".join(f"unit {j + 1}: {format_number(float(hidden[j]))}" for j in np.flatnonzero(hidden > 0))
    return with_alt_text(
        ax,
        f"A handwritten digit of 8 by 8 pixels at the left, {len(hidden)} hidden units in a column, ten outputs at the "
        f"right. The units that are not 0 are {on}. The largest score is {format_number(float(logits[best]))}, and "
        f"the largest probability {format_percent(probabilities[best])}, for {a_digit(best)}. The wires from the inked "
        f"pixels to unit {unit + 1}, and from the units to the {best}, are drawn in colour, solid blue where they "
        "carry a positive amount and dashed orange where a negative one.",
    )


def _draw_units(ax, positions, hidden):
    """Draw a box for each hidden unit with its number and its output in it, darker for a larger one."""
    for j, ((x, y), value) in enumerate(zip(positions, hidden, strict=True), 1):
        shade = min(1.0, value / max(hidden.max(), 1e-9))
        box = Rectangle((x - 0.42, y - 0.115), 0.84, 0.23, facecolor=f"{1 - 0.85 * shade:.3f}", edgecolor=INK, zorder=3)
        ax.add_patch(box)
        text, color = f"{j}: {write_activation(value)}", "white" if shade > 0.55 else INK
        ax.text(x, y, text, ha="center", va="center_baseline", fontsize=8.5, color=color, zorder=4)


def _draw_outputs(ax, positions, logits, probabilities):
    """Draw a box for each digit, its logit and a bar for its probability, the largest in bold."""
    for k, ((x, y), logit, p) in enumerate(zip(positions, logits, probabilities, strict=True)):
        look = {"va": "center_baseline", "fontsize": 10, "fontweight": "bold" if k == np.argmax(logits) else "normal"}
        ax.add_patch(Rectangle((x - 0.17, y - 0.17), 0.34, 0.34, facecolor="white", edgecolor=INK, zorder=3))
        ax.text(x, y, str(k), ha="center", zorder=4, **look)
        ax.text(x + 0.8, y, format_number(float(logit)), ha="right", **look)
        ax.add_patch(Rectangle((x + 1.0, y - 0.12), 1.0 * p, 0.24, facecolor=INK, linewidth=0))
        if p >= 0.005:
            ax.text(x + 1.07 + 1.0 * p, y, format_percent(p), **look)


def _draw_wires(ax, starts, ends, amounts, lit, offset):
    """Draw the strongest wires in grey, and those to the end `lit` in colour, from a dot each.

    `offset` is added to the x of the starts and of the ends.
    """

    def segments(chosen):
        return [[(starts[i][0] + offset[0], starts[i][1]), (ends[j][0] + offset[1], ends[j][1])] for i, j in chosen]

    strength = np.abs(amounts)
    threshold = max(np.sort(strength, axis=None)[-min(WIRES, strength.size)], 1e-12)
    others = [(i, j) for i, j in np.argwhere(strength >= threshold) if j != lit]
    ax.add_collection(LineCollection(segments(others), colors=GREY, alpha=0.3, linewidths=0.6, zorder=1))
    for sign, color, style in ((1, BLUE, "solid"), (-1, ORANGE, (0, (4, 2)))):
        lines = segments((i, lit) for i in np.flatnonzero(np.sign(amounts[:, lit]) == sign))
        widths = 0.5 + 3.2 * strength[np.sign(amounts[:, lit]) == sign, lit] / max(strength[:, lit].max(), 1e-12)
        ax.add_collection(LineCollection(lines, colors=color, linewidths=widths, linestyles=style, alpha=0.8, zorder=5))
        for (x, y), _ in lines:
            ax.plot(x, y, "o", color=color, markersize=3.5, markeredgecolor="white", markeredgewidth=0.6, zorder=6)


@in_style
def softmax_stages(image: np.ndarray, logits: np.ndarray, caption: str) -> Axes:
    """Draw a digit (64,), its ten logits, e to the power of each, and their shares of the sum.

    `caption` stands above the digit. Returns the first Axes.
    """
    powers = np.exp(logits)
    shares = powers / powers.sum()
    figure = new_figure(9.8, 3.3, layout="none")
    picture = figure.add_axes((0.01, 0.2, 0.2, 0.6))
    draw_frame(picture)
    draw_digit(picture, image)
    picture.set_title(caption, fontsize=11, pad=5)
    written = [[format_number(float(value)) for value in logits], [f"{value:.1f}" for value in powers]]
    written.append([f"{share:.3f}" for share in shares])
    panels = zip((logits, powers, shares), written, ("logits z", "exp(z)", "divided by their sum"), strict=True)
    for k, (values, texts, title) in enumerate(panels):
        _draw_stage(figure.add_axes((0.28 + 0.245 * k, 0.04, 0.175, 0.84)), values, texts, title)
        if k:
            figure.text(0.235 + 0.245 * k, 0.49, "→", ha="center", va="center", fontsize=16)
    order = np.argsort(-logits)[:3]
    said = "; ".join(f"{k}: {' becomes '.join(each[k] for each in written)}" for k in order)
    return with_alt_text(
        picture,
        "A digit of which the network is not sure, its ten logits, e to the power of each logit, and these divided by "
        f"their sum. The three largest: {said}. All shares are positive, and their sum is 1.",
    )


def _draw_stage(ax, values, texts, title):
    """Draw ten values as bars, hollow if negative, each with its text."""
    faces = [INK if value > 0 else "white" for value in values]
    ax.barh(range(len(values)), values, height=0.7, color=faces, edgecolor=INK, linewidth=0.9)
    low, high = min(values.min(), 0), max(values.max(), 0)
    gap, room = 0.03 * (high - low), 0.36 * (high - low)
    for digit, (value, text) in enumerate(zip(values, texts, strict=True)):
        side = -1 if value < 0 else 1
        ax.text(value + side * gap, digit, text, ha="right" if side < 0 else "left", va="center", fontsize=9.5)
    ax.set(ylim=(9.5, -0.6), yticks=range(10), xticks=[], xlim=(low - 1.25 * room * (low < 0), high + room))
    ax.axvline(0, color=INK, linewidth=0.9)
    ax.tick_params(axis="y", length=0, labelsize=10)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.set_title(title, fontsize=11, pad=5)


def digit_negative_and_noise(model: Sequential, digits: np.ndarray, noise: np.ndarray) -> Axes:
    """Draw a typical digit of (N, 64), its negative and a typical noise picture of (M, 64), with `model`'s answers.

    Typical is a picture with as many above it as below, by its largest probability: the digit of which that is most
    nearly true for its negative, too. Returns the first Axes.
    """
    off_the_middle = [
        np.abs(np.argsort(np.argsort(model.predict(each).max(axis=1))) - len(each) // 2)
        for each in (digits, 1 - digits, noise)
    ]
    digit, typical = digits[(off_the_middle[0] + off_the_middle[1]).argmin()], noise[off_the_middle[2].argmin()]
    chosen = np.stack([digit, 1 - digit, typical])
    probabilities = model.predict(chosen)
    said = [f"{a_digit(int(p.argmax()))} with {format_percent(p.max())}" for p in probabilities]
    return with_alt_text(
        images_and_probabilities(chosen, probabilities, ["a typical digit", "its negative", "typical noise"])[0, 0],
        "A typical digit, its negative, white on black, and a picture of pure noise, each above its ten probabilities. "
        f"The digit is read as {said[0]}, the negative as {said[1]}, the noise as {said[2]}.",
    )


@in_style
def sureness_by_factor(factors: np.ndarray, sureness: Mapping[str, np.ndarray]) -> Axes:
    """Draw how sure several nets are of pictures multiplied by each of the factors (F,); return the Axes.

    `sureness` maps a kind of picture to the mean largest probability, (S, F), of S nets. A line is the nets' mean, its
    band their range.
    """
    ax = new_axes(8.2, 3.9)
    said = []
    for (color, marker, style), (name, values) in zip(SERIES, sureness.items(), strict=False):
        mean = values.mean(axis=0)
        ax.plot(factors, mean, marker=marker, linestyle=style, color=color, label=name)
        ax.fill_between(factors, values.min(axis=0), values.max(axis=0), color=color, alpha=0.2, linewidth=0)
        numbers = ", ".join(f"{p:.2f} at {factor:g}" for factor, p in zip(factors, mean, strict=True))
        said.append(f"{name}: {numbers}")
    ax.set(xscale="log", ylim=(0, 1.04), xlabel="all pixels multiplied by", ylabel="mean largest probability")
    ax.set_xticks(factors, [f"{factor:g}" for factor in factors])
    ax.minorticks_off()
    ax.axhline(0.1, color=GREY, linewidth=1, linestyle=":")
    ax.text(factors[-1], 0.12, "0.1: no idea", ha="right", va="bottom", fontsize=10, color=GREY)
    _name_lines(ax, factors, sureness)
    return with_alt_text(
        ax,
        f"Lines rise towards 1, the larger the factor by which all pixels are multiplied. {'; '.join(said)}.",
    )


def _name_lines(ax, factors, sureness):
    """Write each name beside its line, at the left, where the lines lie far apart."""
    places = (1, (-9, 8), "right", "bottom"), (0, (-4, 44), "left", "bottom"), (1, (9, -9), "left", "top")
    for (name, values), (color, *_), (at, shift, ha, va) in zip(sureness.items(), SERIES, places, strict=False):
        spot = factors[at], values[:, at].mean()
        ax.annotate(name, spot, shift, textcoords="offset points", color=color, fontsize=11, ha=ha, va=va)


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
        x, ha = (top, "center") if top else (-0.4, "left")  # to the right of the axis
        bars.text(x, p[top] + 0.03, format_percent(p[top]), ha=ha, fontsize=10)
        bars.set(xlabel="digit", ylim=(0, 1.18), xticks=range(10), yticks=[0, 0.5, 1])
    axes[1, 0].set(ylabel="probability")
    return axes
