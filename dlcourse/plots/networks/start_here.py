"""Figures of lecture 00 that are measured: digits in any light, a network, what it has learnt, and when that pays."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from dlcourse.plots.common.curves import marked_lines
from dlcourse.plots.networks.start_here_drawings import arrow, canvas, draw_picture, draw_relu, draw_weights
from dlcourse.plots.page.style import BLUE, GREY, ORANGE, Runs, in_style, new_figure, with_alt_text


@in_style
def three_pictures(pictures: np.ndarray) -> Axes:
    """Draw three digits in their lights, `pictures` (3, 64), named A, B and C; return the first Axes."""
    figure = new_figure(7.2, 2.35, layout="none")
    axes = [figure.add_axes((0.04 + 0.33 * k, 0.03, 0.26, 0.8)) for k in range(3)]
    for ax, picture, name in zip(axes, pictures, "ABC", strict=True):
        draw_picture(ax, picture)
        ax.set_title(name, fontsize=13, loc="center", fontweight="bold")
    return with_alt_text(
        axes[0],
        "Three small grey pictures of handwritten digits. A and B are the same handwritten 3, once in dark ink on "
        "white paper, once in light strokes on a dark ground. C is an 8 in dark ink on the same white paper as A.",
    )


@in_style
def scans_and_pictures(scans: np.ndarray, pictures: np.ndarray, labels: Sequence[int] | np.ndarray) -> Axes:
    """Draw digits as they were scanned, (N, 64), above the same in any light, (N, 64), labels (N,) below."""
    figure = new_figure(0.89 * len(scans) + 0.9, 2.2, layout="none")
    width, height = figure.get_size_inches()
    axes = np.empty((2, len(scans)), dtype=object)
    for row, k in np.ndindex(axes.shape):
        position = (0.88 + 0.89 * k) / width, (1.3 - 0.94 * row) / height, 0.84 / width, 0.84 / height
        axes[row, k] = figure.add_axes(position)
    for above, below, scan, picture, label in zip(*axes, scans, pictures, labels, strict=True):
        draw_picture(above, -scan, -1, 0)
        draw_picture(below, picture)
        below.set_xlabel(f"{label}", fontsize=12)
    for ax, text in zip(axes[:, 0], ("scanned", "in any\nlight"), strict=True):
        ax.set_ylabel(text, rotation=0, ha="right", va="center", labelpad=8)
    return with_alt_text(
        axes[0, 0],
        f"{len(labels)} handwritten digits, {', '.join(map(str, labels))}. Above, as scanned: dark on white, easy to "
        "read. Below, the same in other lights: some dark on bright, some bright on dark, some hardly darker than "
        "their ground, some in a shadow that grows towards one side.",
    )


def features_forming(
    weights: Sequence[np.ndarray], losses: Sequence[float], accuracies: Sequence[float], epochs: Sequence[int]
) -> Iterator[Axes]:
    """Yield a frame for each of `epochs`: layer 1's weights (64, 32), training losses and test accuracies."""
    for k in range(len(epochs)):
        yield _features_at(weights[k], losses, accuracies, epochs, k)


@in_style
def _features_at(weights, losses, accuracies, epochs, k):
    """Draw one frame."""
    figure = new_figure(9.2, 3.7, layout="none")
    ax = figure.add_axes((0.015, 0.04, 0.6, 0.84))
    ax.imshow(_mosaic(weights), cmap="gray", vmin=-1, vmax=1, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)
    word = "epoch" if epochs[k] == 1 else "epochs"
    ax.set_title(f"the weights of layer 1's 32 units after {epochs[k]} {word}", fontsize=11.5)
    above = figure.add_axes((0.71, 0.6, 0.26, 0.28))
    above.set(xlim=(-1, epochs[-1] + 1), ylim=(0, 1.1 * max(losses)), xticklabels=[])
    above.set_title("loss on the training digits", fontsize=11.5)
    below = figure.add_axes((0.71, 0.16, 0.26, 0.28))
    below.set(xlim=(-1, epochs[-1] + 1), ylim=(0, 1.05), xlabel="epoch (once through all digits)")
    below.set_title("right on digits never seen", fontsize=11.5)
    below.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    for curve, values, text in ((above, losses, f"{losses[k]:.2f}"), (below, accuracies, f"{accuracies[k]:.0%}")):
        curve.plot(epochs[: k + 1], values[: k + 1], color=BLUE)
        curve.plot(epochs[k], values[k], "o", color=BLUE)
        high = values[k] > 0.5 * curve.get_ylim()[1]
        shift, side = ((9, -4), "left") if epochs[k] < 0.75 * epochs[-1] else ((0, -19 if high else 8), "right")
        curve.annotate(
            text, (epochs[k], values[k]), shift, textcoords="offset points", ha=side, color=BLUE, fontsize=12
        )
    return with_alt_text(
        ax,
        "An animation. Left, the weights of 32 units as 8 by 8 pictures: at first noise, and in the course of "
        f"{epochs[-1]} epochs spots and some strokes appear in many of them, bright beside dark. "
        f"Right, meanwhile, the loss on the training digits, from {losses[0]:.2f} to {losses[k]:.2f}, and the share of "
        f"right answers on digits never seen, from {accuracies[0]:.0%} to {accuracies[k]:.0%}.",
    )


def _mosaic(weights):
    """Return 32 units' weights, each scaled by its largest, as one array of 4 × 8 pictures with gaps (NaN)."""
    mosaic = np.full((4 * 9 - 1, 8 * 9 - 1), np.nan)
    for k, unit in enumerate(weights.T):
        row, column = 9 * (k // 8), 9 * (k % 8)
        mosaic[row : row + 8, column : column + 8] = unit.reshape(8, 8) / np.abs(unit).max()
    return mosaic


@in_style
def one_unit(pictures: np.ndarray, weights: np.ndarray, bias: float, names: Sequence[str]) -> Axes:
    """Draw what a unit with `weights` (64,) and `bias` computes for each of `pictures` (M, 64): products, sum, ReLU."""
    ax = canvas(9.4, 1.9 * len(pictures) + 0.35)
    products = pictures * weights
    largest = np.abs(products).max()
    for k, (picture, product, name) in enumerate(zip(pictures, products, names, strict=True)):
        y = 1.9 * (len(pictures) - 1 - k) + 0.12
        first, second, third = (ax.inset_axes((x, y, 1.6, 1.6), transform=ax.transData) for x in (0.35, 2.45, 4.55))
        draw_picture(first, picture)
        draw_weights(second, weights)
        _draw_signed(third, product.reshape(8, 8) / largest)
        ax.text(0.17, y + 0.8, name, ha="center", va="center", fontsize=13, fontweight="bold")
        for x, sign in ((2.2, "×"), (4.3, "=")):
            ax.text(x, y + 0.8, sign, ha="center", va="center", fontsize=18)
        z = product.sum() + bias
        arrow(ax, (6.25, y + 0.8), (6.72, y + 0.8))
        ax.text(
            7.12, y + 0.8, f"sum + b\n{z:.2f}".replace("-", "−"), ha="center", va="center", fontsize=12, linespacing=1.5
        )
        arrow(ax, (7.5, y + 0.8), (7.9, y + 0.8))
        draw_relu(ax, 8.15, y + 0.8)
        ax.text(8.95, y + 0.8, f"out\n{max(z, 0):.2f}", ha="center", va="center", fontsize=12, linespacing=1.5)
    for x, text in ((1.15, "pixels"), (3.25, "weights of the unit"), (5.35, "products")):
        ax.text(x, 1.9 * len(pictures) + 0.08, text, ha="center", va="center", fontsize=11)
    sums = [float(product.sum() + bias) for product in products]
    said = "; ".join(f"{name}: sum {z:.2f}, output {max(z, 0):.2f}" for name, z in zip(names, sums, strict=True))
    said = said.replace("-", "−")
    return with_alt_text(
        ax,
        "What a unit computes: each pixel of a picture times the weight at its place gives 64 products, filled "
        "squares for positive and empty ones for negative; they are summed up, and what is below 0 becomes 0. "
        f"{said}.",
    )


def _draw_signed(ax, values):
    """Draw (8, 8) values in [−1, 1] as squares: filled for positive, empty for negative, larger for larger."""
    ax.set(xlim=(-0.5, 7.5), ylim=(7.5, -0.5), xticks=[], yticks=[], aspect="equal")
    ax.grid(False)
    ax.spines[:].set(visible=True, color=GREY, linewidth=0.8)
    for i, j in np.ndindex(8, 8):
        side = 0.92 * np.sqrt(abs(values[i, j]))
        face, edge = (BLUE, BLUE) if values[i, j] > 0 else ("white", ORANGE)
        ax.add_patch(Rectangle((j - side / 2, i - side / 2), side, side, facecolor=face, edgecolor=edge, linewidth=1.1))


@in_style
def accuracy_by_train_size(train_sizes: Sequence[int], tasks: Mapping[str, Mapping[str, Runs]]) -> Axes:
    """Plot mean test accuracy and its range against training rows, in a panel for each of `tasks`.

    A task maps each learner to its accuracies (splits, sizes).

    The same learner has the same colour and marker in each panel. Returns the first Axes.
    """
    figure = new_figure(9.8, 4.1)
    axes = figure.subplots(1, len(tasks), squeeze=False)[0]
    sentences = []
    for ax, (task, scores) in zip(axes, tasks.items(), strict=True):
        means = {name: np.mean(runs, axis=0) for name, runs in scores.items()}
        bands = {name: (np.min(runs, axis=0), np.max(runs, axis=0)) for name, runs in scores.items()}
        lowest = _lowest_shown(min(low.min() for low, _ in bands.values()))
        ax.set_ylim(lowest, 1 + 0.1 * (1 - lowest))  # before the labels, which are set apart by it
        marked_lines(train_sizes, means, "training digits (log scale)", "", bands, xscale="log", ax=ax)
        ax.set_title(task if lowest == 0 else f"{task} (axis from {lowest:.0%})", fontsize=12)
        shown = np.linspace(lowest, 1, 4 if lowest == 0.7 else 6)
        ax.set_yticks(shown, [f"{share:.0%}" for share in shown])
        ax.set_xticks(train_sizes, [f"{count:,}" for count in train_sizes])
        ax.minorticks_off()
        ax.tick_params(axis="x", labelsize=9.5)
        best = max(means, key=lambda name: means[name][-1])
        said = ", ".join(f"{name} {mean[0]:.2f} and {mean[-1]:.2f}" for name, mean in means.items())
        sentences.append(f"{task}: {said}; highest at the end: {best}.")
    axes[0].set_ylabel("right on 360 other digits")
    return with_alt_text(
        axes[0],
        f"Test accuracy against training digits, {train_sizes[0]:,} to {train_sizes[-1]:,}, each learner a marked "
        "line with a band from its worst to its best split. Mean accuracy with the fewest and with the most digits. "
        + " ".join(sentences),
    )


def _lowest_shown(lowest):
    """Return where an axis of shares begins: at 0, or at 50% or 70% if nothing lies below."""
    return max(start for start in (0, 0.5, 0.7) if start <= lowest or start == 0)
