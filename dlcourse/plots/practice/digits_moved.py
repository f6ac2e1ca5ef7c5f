"""Figures of lecture 17: what a network of pixels looks at, and what it reads where the pictures are moved."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from dlcourse.plots.page.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    SERIES,
    Numbers,
    in_style,
    new_axes,
    new_figure,
    with_alt_text,
)
from dlcourse.plots.practice.digits_from_scratch import bare, draw_image

AGAINST_AND_FOR = LinearSegmentedColormap.from_list("against and for", [ORANGE, "#f3b79b", "#ffffff", "#9cc4e6", BLUE])
MNIST_PIXEL = 8 / 20  # a digit is 20 pixels high in MNIST, and 8 here


@in_style
def weight_images(weights: np.ndarray, digits: Sequence[tuple[int, int]], means: np.ndarray) -> Axes:
    """Draw the weights (64, M) of M units, and below each the mean images of the two digits it speaks for and against.

    `digits`: for each unit the digit for which it speaks most, and that against which; `means` (10, 64). Blue pixels
    have positive weights, orange ones negative; dotted lines separate the outer columns, where there is hardly any ink.
    """
    count = len(digits)
    figure = new_figure(2.4 * count, 4.2, layout="none")
    largest = np.abs(weights).max()
    axes = []
    for k, pair in enumerate(digits):
        ax = figure.add_axes(((k + 0.04) / count, 0.4, 0.92 / count, 0.92 * 2.4 / 4.2))
        _draw_signed(ax, weights[:, k], largest)
        for edge in (0.5, 6.5):
            ax.axvline(edge, color=INK, linewidth=1.3, linestyle=":")
        for at, word, digit in zip((0.06, 0.54), ("for", "against"), pair, strict=True):
            below = figure.add_axes(((k + at) / count, 0.1, 0.4 / count, 0.4 * 2.4 / 4.2))
            draw_image(below, means[digit].reshape(8, 8))
            below.set_xlabel(f"{word} {digit}", fontsize=11, labelpad=4)
        axes.append(ax)
    figure.text(0.04 / count, 0.965, "weights: blue > 0, orange < 0; below: mean pictures of two digits", fontsize=11)
    pairs = "; ".join(f"for {one}, against {other}" for one, other in digits)
    return with_alt_text(
        axes[0],
        f"The 64 weights of each of {count} hidden units as 8 by 8 pixels, blue for positive and orange for negative, "
        f"and below each the mean pictures of two digits: {pairs}. No unit looks like a digit. The two outer columns "
        "have some colour, too, although there is hardly any ink there.",
    )


def _draw_signed(ax, values, largest):
    """Draw 64 values as pixels, blue for positive, orange for negative."""
    image = np.reshape(values, (8, 8))
    ax.imshow(image, cmap=AGAINST_AND_FOR, vmin=-largest, vmax=largest, interpolation="nearest")
    bare(ax)
    ax.spines[:].set_visible(True)


@in_style
def pixel_contributions(
    images: np.ndarray, contributions: np.ndarray, sums: Sequence[float], pair: tuple[int, int], means: np.ndarray
) -> Axes:
    """Draw images (2, 64), in place and moved, what each pixel contributes (2, 64), and mean images (2, 64).

    A contribution is that to the score of `pair[0]` less that of `pair[1]`; `sums` are the differences of these scores.
    `means` are those of `pair[1]`, the right digit, and of `pair[0]`, as which the moved one is read.
    """
    figure = new_figure(9.6, 6.2, layout="none")
    largest = np.abs(contributions).max()
    one, other = pair
    columns = (0.015, 0.345, 0.675)
    titles = ("the picture", f"for {one} (blue), for {other} (orange)", "to compare")
    for left, title in zip(columns, titles, strict=True):
        figure.text(left, 0.96, title, fontsize=11.5)
    first = None
    for k in range(2):
        bottom = 0.525 - 0.47 * k
        panels = [figure.add_axes((left, bottom, 0.265, 0.265 * 9.6 / 6.2)) for left in columns]
        first = first or panels[1]
        draw_image(panels[0], images[k].reshape(8, 8))
        _draw_signed(panels[1], contributions[k], largest)
        for pixel in np.flatnonzero(np.abs(contributions[k]) >= 0.95).tolist():
            i, j = divmod(pixel, 8)
            number = f"{contributions[k][pixel]:+.0f}".replace("-", "−")
            color = "white" if abs(contributions[k][pixel]) > 0.6 * largest else INK
            panels[1].text(j, i, number, ha="center", va="center", fontsize=9, color=color)
        total = f"{sums[k]:+.1f}".replace("-", "−")
        panels[1].set_xlabel(f"score of {one} less score of {other}: {total}", fontsize=11, labelpad=3)
        panels[0].set_xlabel(("in its place", "one pixel further right")[k], fontsize=11, labelpad=3)
        draw_image(panels[2], means[k].reshape(8, 8))
        panels[2].set_xlabel(f"mean of the {pair[1 - k]}s", fontsize=11, labelpad=3)
    assert first is not None
    row, column = divmod(int(np.argmax(contributions[1])), 8)
    return with_alt_text(
        first,
        "A digit in its place and one pixel further right; how much each of its pixels adds to the score of "
        f"{one} less that of {other}; and the mean pictures of both digits. In its place the difference is "
        f"{sums[0]:.1f}; moved, it is {sums[1]:.1f}, and the pixel in row {row + 1}, column {column + 1} adds most.",
    )


@in_style
def accuracy_by_move(
    moves: Numbers, shares: Sequence[Numbers], confidences: Sequence[Numbers], titles: Sequence[str]
) -> Axes:
    """Plot, for each network of `titles`, the share read right and the mean confidence (M,) against the move in pixels.

    Dotted lines mark a move by one pixel of MNIST, whose digits are 20 pixels high.
    """
    figure = new_figure(4.9 * len(titles), 4.2)
    axes = figure.subplots(1, len(titles), squeeze=False, sharey=True)[0]
    for k, (ax, title) in enumerate(zip(axes, titles, strict=True)):
        for y, name, (color, marker, line) in (
            (confidences[k], "says of itself", SERIES[1]),
            (shares[k], "is right", SERIES[0]),
        ):
            ax.plot(moves, y, line, color=color, marker=marker, label=name, markersize=5)
        for side in (-MNIST_PIXEL, MNIST_PIXEL):
            ax.axvline(side, color=GREY, linewidth=1.2, linestyle=":")
        ax.set(xlabel="moved to the right (pixels)", ylim=(0, 1.03), yticks=np.linspace(0, 1, 6), xticks=range(-2, 3))
        ax.set_yticks(np.linspace(0, 1, 6), [f"{share:.0%}" for share in np.linspace(0, 1, 6)])
        ax.set_title(title, fontsize=11.5)
    axes[-1].legend(loc="lower center", facecolor="white", edgecolor="none", framealpha=1)
    axes[0].annotate("one pixel of MNIST", (MNIST_PIXEL, 0.04), (6, 0), textcoords="offset points", color=GREY,
                     fontsize=10)  # fmt: skip
    at = {move: int(np.argmin(np.abs(np.asarray(moves) - move))) for move in (0, 1, 2)}
    sentences = [
        f"{title}: "
        + ", ".join(f"moved by {move}, right {share[i]:.0%} and says {sure[i]:.0%}" for move, i in at.items())
        for title, share, sure in zip(titles, shares, confidences, strict=True)
    ]
    return with_alt_text(
        axes[0],
        "Two lines for each network against how far the pictures are moved sideways: the share that is read right, and "
        f"the mean probability that the network gives to its answer. {'. '.join(sentences)}.",
    )


@in_style
def accuracy_by_hand(groups: Mapping[str, Numbers], interval: tuple[float, float, float]) -> Axes:
    """Draw one point for each hand's accuracy, a row for each group; below the mean of the last one and its interval.

    `interval`: mean, low and high.
    """
    ax = new_axes(7.8, 0.75 * len(groups) + 1.5)
    rows = list(groups)
    for y, scores in enumerate(groups.values()):
        color, marker, _ = SERIES[y % len(SERIES)]
        ax.plot(scores, np.full(len(scores), y), marker, color=color, markersize=8, alpha=0.8)
        ax.plot([np.mean(scores)] * 2, [y - 0.24, y + 0.24], color=color, linewidth=2)
    mean, low, high = interval
    y = len(rows)
    ax.errorbar([mean], [y], xerr=[[mean - low], [high - mean]], color=INK, marker="o", capsize=5, linewidth=2)
    ax.set_yticks(range(len(rows) + 1), [*rows, "mean of such hands: 95%"])
    ax.set(ylim=(len(rows) + 0.5, -0.6), xlabel="share read right, one point a hand (bar: their mean)")
    ticks = np.arange(0.8, 1.001, 0.05)
    ax.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks])
    ax.grid(False, axis="y")
    ax.tick_params(axis="y", length=0)
    sentences = [f"{name}: {min(scores):.0%} to {max(scores):.0%}" for name, scores in groups.items()]
    return with_alt_text(
        ax,
        f"The share read right, one point for each hand. {'; '.join(sentences)}. Below them the mean of the last, "
        f"{mean:.1%}, with an interval from {low:.0%} to {high:.0%}.",
    )


@in_style
def permuted_images(images: Sequence[np.ndarray], permuted: Sequence[np.ndarray], captions: Sequence[str]) -> Axes:
    """Draw images (M, 8, 8) above the same images with permuted pixels, captions below."""
    figure = new_figure(1.3 * len(images), 3.1)
    axes = figure.subplots(2, len(images), squeeze=False)
    for column, caption in enumerate(captions):
        draw_image(axes[0, column], images[column])
        draw_image(axes[1, column], permuted[column])
        axes[1, column].set_xlabel(caption)
    axes[0, 0].set_ylabel("for you")
    axes[1, 0].set_ylabel("pixels mixed")
    return with_alt_text(
        axes[0, 0],
        f"{len(captions)} handwritten digits, and below them the same with their 64 pixels in another order, the same "
        "order for all. The upper ones are easy to read; the lower ones look like noise.",
    )
