"""Figures of the hidden units of a network for 8×8 digits: their weights, what these make of a digit, their favourites.

Ink is black. Weights and products are blue and filled if positive, orange and hollow if negative.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import FancyArrowPatch, Rectangle

from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.page.style import BLUE, GREY, INK, ORANGE, in_style, new_figure, with_alt_text

SIDE = 8  # pixels


@in_style
def unit_on_digits(images: np.ndarray, weights: np.ndarray, bias: float, captions: Sequence[str]) -> Axes:
    """Draw what one unit with `weights` (64,) does with each of the images (M, 64): pixels × weights, and their sum.

    One row an image, with its caption above it; returns the first Axes.
    """
    figure = new_figure(9.6, 2.75 * len(images), layout="none")
    height = 0.78 / len(images)
    axes, sentences = [], []
    for row, (image, caption) in enumerate(zip(images, captions, strict=True)):
        bottom = 1 - (row + 0.93) / len(images)
        products = image * weights
        positive, negative = products[products > 0].sum(), products[products < 0].sum()
        axes.append(_draw_product(figure, image, weights, bottom, height, caption))
        _write_sum(figure, positive, negative, bias, bottom, height)
        z = positive + negative + bias
        sentences.append(
            f"{caption}: ink on filled squares gives {format_number(positive)}, ink on hollow ones "
            f"{format_number(negative)}, the bias is {format_number(bias)}; z = {format_number(z)}, and "
            f"{write_activation(z)} after the ReLU"
        )
    return with_alt_text(
        axes[0],
        "Pictures times a unit's 64 weights, pixel by pixel. Weights are squares, larger for larger weights, filled if "
        f"positive and hollow if negative; only those under ink are left in the product. {'. '.join(sentences)}.",
    )


def _draw_product(figure, image, weights, bottom, height, caption):
    """Draw an image, a unit's weights and their products side by side; return the first Axes."""
    panels = [figure.add_axes((x, bottom, 0.215, height)) for x in (0.01, 0.265, 0.52)]
    for ax, title in zip(panels, (caption, "the unit's 64 weights", "pixel × weight"), strict=True):
        draw_frame(ax)
        ax.set_title(title, fontsize=10.5, pad=4)
    largest = np.abs(weights).max()
    draw_digit(panels[0], image)
    draw_weights(panels[1], weights / largest)
    draw_weights(panels[2], image * weights / largest)
    for x, sign in ((0.245, "×"), (0.5, "=")):
        figure.text(x, bottom + height / 2, sign, ha="center", va="center", fontsize=18)
    return panels[0]


def _write_sum(figure, positive, negative, bias, bottom, height):
    """Write a unit's sum from its two parts and its bias, and what the ReLU makes of it."""
    z = positive + negative + bias
    lines: tuple[tuple[float, str, str, dict[str, Any]], ...] = (
        (0.86, format_number(positive), "ink on filled squares", {"color": BLUE}),
        (0.69, format_number(negative), "ink on hollow squares", {"color": ORANGE}),
        (0.52, format_number(bias), "bias", {}),
        (0.3, format_number(z), "z, their sum", {}),
        (0.1, write_activation(z), "after ReLU", {"fontweight": "bold"}),
    )
    for share, number, text, look in lines:
        y = bottom + share * height
        figure.text(0.82, y, number, ha="right", va="center", fontsize=11, **look)
        figure.text(0.83, y, text, ha="left", va="center", fontsize=10, **look)
    y = bottom + 0.42 * height
    figure.add_artist(FancyArrowPatch((0.755, y), (0.985, y), arrowstyle="-", color=INK))


def draw_digit(ax: Axes, image: np.ndarray) -> None:
    """Draw an image (64,), ink dark."""
    ax.imshow(np.reshape(image, (SIDE, SIDE)), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")


def draw_weights(ax: Axes, values: np.ndarray, colors: tuple[str, str] = (BLUE, ORANGE)) -> None:
    """Draw 64 values in [−1, 1] as 8×8 squares with areas in proportion: filled if positive, hollow if negative."""
    values = np.asarray(values).reshape(SIDE, SIDE)
    side = 0.94 * np.sqrt(np.abs(values))
    ax.set(xlim=(-0.5, SIDE - 0.5), ylim=(SIDE - 0.5, -0.5), aspect="equal")
    for sign, face, edge in ((1, colors[0], colors[0]), (-1, "white", colors[1])):
        squares = [
            Rectangle((j - side[i, j] / 2, i - side[i, j] / 2), side[i, j], side[i, j])
            for i, j in np.argwhere(np.sign(values) == sign)
            if side[i, j] > 0.04
        ]
        ax.add_collection(PatchCollection(squares, facecolor=face, edgecolor=edge, linewidth=1.2))


def draw_frame(ax: Axes) -> None:
    """Remove ticks and grid, show the frame, keep the pixels square."""
    ax.set(xticks=[], yticks=[], aspect="equal")
    ax.grid(visible=False)
    ax.spines[:].set_visible(True)


@in_style
def unit_templates(W1: np.ndarray, hidden: np.ndarray, idle: Sequence[int] = ()) -> Axes:
    """Draw all hidden units' weights (64, H) as squares, with each unit's output (H,) below; return the first Axes.

    The units in `idle`, counted from 0, stand last and in grey.
    """
    columns = 8
    rows = -(-W1.shape[1] // columns)
    figure = new_figure(9.8, 1.62 * rows, layout="none")
    largest = np.abs(W1).max()
    axes = []
    order = [*(j for j in range(len(hidden)) if j not in set(idle)), *idle]
    for position, j in enumerate(order):
        row, column = divmod(position, columns)
        ax = figure.add_axes((column / columns + 0.006, 1 - (row + 0.8) / rows, 0.113, 0.76 / rows))
        draw_frame(ax)
        draw_weights(ax, W1[:, j] / largest, (GREY, GREY) if j in set(idle) else (BLUE, ORANGE))
        on = hidden[j] > 0
        ax.set_xlabel(f"{j + 1}: {write_activation(hidden[j])}", fontsize=10, labelpad=3,
                      fontweight="bold" if on else "normal", color=INK if on else GREY)  # fmt: skip
        for spine in ax.spines.values():
            spine.set(linewidth=2.4 if on else 0.8, edgecolor=INK if on else GREY)
        axes.append(ax)
    if len(idle):
        axes[-len(idle)].text(0, 1.04, "idle:", transform=axes[-len(idle)].transAxes, fontsize=9.5, color=GREY)
    on = ", ".join(f"{j + 1} ({format_number(float(hidden[j]))})" for j in np.flatnonzero(hidden > 0))
    grey = ", ".join(str(j + 1) for j in idle)
    return with_alt_text(
        axes[0],
        f"The 64 weights of each of the {len(hidden)} hidden units as 8 by 8 squares, filled where positive and hollow "
        "where negative, all on one scale. Some have a stroke or a blob of filled squares beside one of hollow ones; "
        f"none looks like a whole digit. The units that this picture switches on have a thick frame: {on}."
        + (f" Units without a pattern stand last, in grey: {grey}." if grey else ""),
    )


@in_style
def unit_patterns(means: np.ndarray, units: Sequence[int]) -> Axes:
    """Draw the mean outputs (D, U) of hidden `units`, counted from 0, for each digit as a table of shades."""
    digits, n_units = means.shape
    ax = new_figure(7.4, 3.5, layout="none").add_axes((0.1, 0.02, 0.88, 0.83))
    for (digit, column), mean in np.ndenumerate(means):
        shade = mean / means.max()
        box = Rectangle((column, digit), 1, 1, facecolor=f"{1 - 0.88 * shade:.3f}", edgecolor=GREY, linewidth=0.6)
        ax.add_patch(box)
        ax.text(column + 0.5, digit + 0.5, f"{mean:.1f}", ha="center", va="center_baseline", fontsize=10,
                color="white" if shade > 0.55 else INK)  # fmt: skip
    _draw_labels(ax, np.arange(n_units) + 0.5, [str(unit + 1) for unit in units], digits)
    ax.set(xlim=(-0.05, n_units + 0.05), ylim=(digits + 0.05, -0.05))
    ax.set_title("hidden unit", fontsize=11, pad=6)
    said = "; ".join(
        f"{digit}s: {', '.join(f'unit {units[k] + 1} {row[k]:.1f}' for k in np.argsort(-row)[:3])}"
        for digit, row in enumerate(means)
    )
    return with_alt_text(
        ax,
        f"A table of the mean activations of {n_units} hidden units, a row for each digit, darker for larger ones. "
        f"Each row has a pattern of its own. The three largest of the {said}.",
    )


def _draw_labels(ax, positions, names, digits):
    """Write the names of the columns above a table, and the digits at its left; no axes."""
    ax.set_xticks(positions, names)
    ax.set_yticks(np.arange(digits) + 0.5, [f"{k}s" for k in range(digits)])
    ax.tick_params(axis="both", length=0, labelsize=10, labeltop=True, labelbottom=False)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)


@in_style
def unit_favourites(
    W1: np.ndarray, W2: np.ndarray, units: Sequence[int], images: np.ndarray, labels: np.ndarray
) -> Axes:
    """Draw, for some hidden units, their weights, the images with the largest output, and their weights to the outputs.

    `units` are columns of W1 (64, H) and rows of W2 (H, 10); images (M, F, 64) with labels (M, F) are each unit's
    favourites. Returns the first Axes.
    """
    total = 1.6 * len(units) + 0.4
    figure = new_figure(9.8, total, layout="none")
    titles = "its 64 weights", "the test digits that drive it highest", "its weights to the ten outputs"
    for x, text in zip((0.035, 0.205, 0.7), titles, strict=True):
        figure.text(x, 1 - 0.2 / total, text, va="center", fontsize=11)
    axes, sentences = [], []
    for row, unit in enumerate(units):
        bottom, height = (len(units) - 1 - row + 0.06) * 1.6 / total, 1.6 / total
        ax = figure.add_axes((0.035, bottom, 0.14, 0.86 * height))
        draw_frame(ax)
        draw_weights(ax, W1[:, unit] / np.abs(W1).max())
        ax.set_ylabel(f"unit {unit + 1}", fontsize=10.5, labelpad=4)
        axes.append(ax)
        for k, image in enumerate(images[row]):
            small = figure.add_axes((0.205 + 0.091 * k, bottom + 0.15 * height, 0.085, 0.56 * height))
            draw_frame(small)
            draw_digit(small, image)
            small.set_xlabel(str(labels[row][k]), fontsize=9.5, labelpad=2)
        bars = figure.add_axes((0.7, bottom + 0.13 * height, 0.29, 0.66 * height))
        _draw_votes(bars, W2[unit], 1.1 * np.abs(W2[list(units)]).max())
        seen = ", ".join(str(label) for label in labels[row])
        up, down = np.argsort(-W2[unit])[:2], np.argsort(W2[unit])[:2]
        sentences.append(
            f"Unit {unit + 1} is driven highest by the digits {seen}, votes for {up[0]} and {up[1]} and against "
            f"{down[0]} and {down[1]}"
        )
    return with_alt_text(
        axes[0], f"Some hidden units, their favourites and their weights to the outputs. {'. '.join(sentences)}."
    )


@in_style
def right_without(whole: float, off: np.ndarray, held: np.ndarray, units: Sequence[int]) -> Axes:
    """Plot the share of pictures read right if a hidden unit is set to 0, and if it is held at its mean.

    `whole` is the share with all units; `off` and `held` (U,) are the shares without each of the `units`, counted
    from 0. Returns the Axes.
    """
    ax = new_figure(8.2, 3.2).add_subplot()
    places = np.arange(len(units))
    ax.plot([-0.6, len(units) - 0.8], [100 * whole] * 2, ":", color=INK, linewidth=1.2)
    ax.vlines(places, 100 * off, 100 * held, color=GREY, linewidth=1)
    ax.plot(places, 100 * held, "o", color=BLUE, markerfacecolor="white", markersize=8, markeredgewidth=1.8)
    ax.plot(places, 100 * off, "o", color=ORANGE, markersize=8)
    for share, text, color in ((whole, "all units", INK), (held[-1], "at its mean", BLUE), (off[-1], "at 0", ORANGE)):
        ax.text(len(units) - 0.7, 100 * share, text, va="center", fontsize=11, color=color)
    low = 10 * np.floor(10 * min(off.min(), held.min()) - 0.1)
    ax.set(xlim=(-0.6, len(units) + 0.7), ylim=(low, 102), xlabel="hidden unit", ylabel="right in 100 digits")
    ax.set_xticks(places, [str(unit + 1) for unit in units])
    ax.grid(axis="x", visible=False)
    said = "; ".join(
        f"unit {unit + 1}: {100 * zero:.0f} and {100 * mean:.0f}"
        for unit, zero, mean in zip(units, off, held, strict=True)
    )
    return with_alt_text(
        ax,
        f"Two marks for each of {len(units)} hidden units: how many digits in 100 are read right with the unit at 0, "
        f"filled, and with the unit held at its mean, hollow. With all units, {100 * whole:.0f} are right. {said}.",
    )


def _draw_votes(ax, weights, limit):
    """Draw a unit's weights (10,) to the outputs as bars, hollow if negative."""
    colors = [BLUE if weight > 0 else ORANGE for weight in weights]
    faces = [BLUE if weight > 0 else "white" for weight in weights]
    ax.bar(range(len(weights)), weights, color=faces, edgecolor=colors, linewidth=1.4, width=0.7)
    ax.axhline(0, color=INK, linewidth=0.9)
    ax.set(xticks=range(len(weights)), yticks=[-2, 0, 2], ylim=(-limit, limit), xlim=(-0.6, len(weights) - 0.4))
    ax.tick_params(axis="both", length=0, labelsize=9)


def write_activation(value: float) -> str:
    """Write what a ReLU puts out: 0 without decimals."""
    return format_number(float(value)) if value > 0 else "0"
