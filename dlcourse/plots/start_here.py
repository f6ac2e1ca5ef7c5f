"""Figures of lecture 00 that are measured: digits in any light, a network, what it has learnt, and when that pays."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, Rectangle
from numpy.typing import ArrayLike

from dlcourse.plots.curves import marked_lines
from dlcourse.plots.digits_from_scratch import format_percent
from dlcourse.plots.start_here_drawings import arrow, canvas, draw_picture, draw_relu
from dlcourse.plots.style import BLUE, GREY, INK, Runs, in_style, new_figure, with_alt_text

ORANGE = "#b3400e"


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
        place = (0.88 + 0.89 * k) / width, (1.3 - 0.94 * row) / height, 0.84 / width, 0.84 / height
        axes[row, k] = figure.add_axes(place)
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


@in_style
def network_on_a_picture(
    picture: np.ndarray, weights: Sequence[np.ndarray], outputs: Sequence[np.ndarray], probabilities: np.ndarray
) -> Axes:
    """Draw a network of two hidden layers at work on a picture (64,): the 32 weight images of layer 1, units, answer.

    `weights`: (64, 32), (32, 32), (32, 10); `outputs` of the hidden layers: (32,), (32,). Of the connections, the
    seven that carry most into the answer are drawn, and into the unit of layer 2 that speaks for the answer most.
    """
    answer = int(np.argmax(probabilities))
    into_answer = outputs[1] * weights[2][:, answer]
    speaker = int(np.argmax(into_answer))
    into_speaker = outputs[0] * weights[1][:, speaker]
    ax = canvas(9.6, 5.4)
    draw_picture(ax.inset_axes((0.12, 1.9, 1.5, 1.5), transform=ax.transData), picture)
    ax.text(0.87, 1.72, "each unit of layer 1\nsees all of them", ha="center", va="top", fontsize=10)
    first = _strongest_at_the_right(into_speaker)
    second = [(6.2, 4.72 - 0.139 * k) for k in range(32)]
    last = [(8.15, 4.62 - 0.45 * k) for k in range(10)]
    ax.add_collection(
        LineCollection(
            [((1.64, 2.65), (2.35, 4.62 - 0.58 * row)) for row in range(8)], colors="#c9c9c9", linewidths=0.8
        )
    )
    _draw_connections(ax, first, second[speaker], into_speaker, start=0.29, end=0.08)
    _draw_connections(ax, second, last[answer], into_answer, start=0.07, end=0.17)
    strongest = [out / out.max() for out in outputs]
    for k, (x, y) in enumerate(first):
        tile = ax.inset_axes((x - 0.2, y - 0.2, 0.4, 0.4), transform=ax.transData)
        _draw_weights(tile, weights[0][:, k])
        ax.add_patch(Rectangle((x + 0.215, y - 0.2), 0.06, 0.4, facecolor="#e4e4e4", edgecolor="none"))
        ax.add_patch(Rectangle((x + 0.215, y - 0.2), 0.06, 0.4 * strongest[0][k], facecolor=BLUE, edgecolor="none"))
    for k, (x, y) in enumerate(second):
        line = {"edgecolor": INK, "linewidth": 2.2} if k == speaker else {"edgecolor": GREY, "linewidth": 0.7}
        ax.add_patch(Circle((x, y), 0.062, facecolor=_shade(strongest[1][k]), zorder=3, **line))
    for digit, (x, y) in enumerate(last):
        p = probabilities[digit]
        ax.add_patch(Circle((x, y), 0.16, facecolor=_shade(p), edgecolor=GREY, linewidth=0.8, zorder=3))
        ax.text(x, y, f"{digit}", ha="center", va="center", zorder=4, color="white" if p > 0.5 else INK, fontsize=10)
        ax.add_patch(Rectangle((x + 0.26, y - 0.09), 0.55 * p, 0.18, facecolor=BLUE, edgecolor="none"))
        if p >= 0.1:
            ax.text(x + 0.3 + 0.55 * p, y, format_percent(p), va="center", fontsize=9.5)
    for x, text in ((0.87, "64 pixels"), (3.5, "layer 1: 32 units, each with\nits 64 weights as a picture"),
                    (6.2, "layer 2:\n32 units"), (8.35, "layer 3:\nten digits")):  # fmt: skip
        ax.text(x, 5.14, text, ha="center", va="center", fontsize=10.5)
    return with_alt_text(
        ax,
        "A network at work. Left, a picture of 8 by 8 pixels. In the middle the 32 units of layer 1, each with its "
        "64 weights as a grey picture, in many of which a spot or a stroke can be made out, and a bar that says "
        "how strongly the unit answers. Then the 32 units of layer 2 in a column, darker for a larger output. Seven "
        f"lines lead from layer 2 into the {answer}, and seven from layer 1 into the unit that speaks for it most, "
        "solid where they push up and dashed where they push down. Right, the ten "
        f"outputs with their probabilities: {answer} has {format_percent(probabilities[answer])}.",
    )


def _strongest_at_the_right(carried, rows=8, columns=4):
    """Return a place (x, y) for each of 32 tiles, those that carry most in the last column, so that no line hides."""
    order = np.argsort(-np.abs(carried))
    tiles = np.concatenate([np.sort(order[rows:]).reshape(rows, columns - 1), np.sort(order[:rows])[:, None]], axis=1)
    places = np.empty((len(carried), 2))
    for row, column in np.ndindex(tiles.shape):
        places[tiles[row, column]] = 2.55 + 0.62 * column, 4.62 - 0.58 * row
    return places


def _shade(share):
    """A blue for a share from 0 (white) to 1."""
    white, blue = np.ones(3), np.array([11, 95, 165]) / 255
    return tuple(white + np.clip(share, 0, 1) * (blue - white))


def _draw_connections(ax, starts, into, carried, start, end, strongest=7):
    """Draw the connections that carry most into one unit: solid where they add to it, dashed where they take."""
    x1, y1 = into
    for i in np.argsort(-np.abs(carried))[:strongest]:
        x0, y0 = starts[i]
        share = abs(carried[i]) / np.abs(carried).max()
        style = "-" if carried[i] > 0 else (0, (3, 2))
        color = BLUE if carried[i] > 0 else ORANGE
        ax.plot([x0 + start, x1 - end], [y0, y1], color=color, linestyle=style, linewidth=0.8 + 1.4 * share)


def _draw_weights(ax, weights, frame=True):
    """Draw a unit's 64 weights: bright is positive, dark negative, mid grey zero."""
    largest = np.abs(weights).max()
    ax.imshow(np.reshape(weights, (8, 8)), cmap="gray", vmin=-largest, vmax=largest, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(frame)


def features_forming(
    weights: Sequence[np.ndarray], accuracies: Sequence[float], epochs: Sequence[int]
) -> Iterator[Axes]:
    """Yield a frame for each of `epochs`: layer 1's weights (64, 32) then, and the test accuracies up to it."""
    for k in range(len(epochs)):
        yield _features_at(weights[k], accuracies, epochs, k)


@in_style
def _features_at(weights, accuracies, epochs, k):
    """Draw one frame."""
    figure = new_figure(9.2, 3.7, layout="none")
    ax = figure.add_axes((0.015, 0.04, 0.6, 0.84))
    ax.imshow(_mosaic(weights), cmap="gray", vmin=-1, vmax=1, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)
    word = "epoch" if epochs[k] == 1 else "epochs"
    ax.set_title(f"the weights of layer 1's 32 units after {epochs[k]} {word}", fontsize=11.5)
    curve = figure.add_axes((0.71, 0.17, 0.26, 0.71))
    curve.set(xlim=(-1, epochs[-1] + 1), ylim=(0, 1.02), xlabel="epoch (once through all digits)")
    curve.set_title("right on digits never seen", fontsize=11.5)
    curve.set_yticks(np.linspace(0, 1, 6), [f"{share:.0%}" for share in np.linspace(0, 1, 6)])
    curve.plot(epochs[: k + 1], accuracies[: k + 1], color=BLUE)
    curve.plot(epochs[k], accuracies[k], "o", color=BLUE)
    above = accuracies[k] < 0.5
    curve.annotate(
        f"{accuracies[k]:.0%}", (epochs[k], accuracies[k]), (0, 9 if above else -20), textcoords="offset points",
        ha="left" if above else "right", color=BLUE, fontsize=12,
    )  # fmt: skip
    return with_alt_text(
        ax,
        "An animation. Left, the weights of 32 units as 8 by 8 pictures: at first noise, and in the course of "
        f"{epochs[-1]} epochs spots and some strokes appear in most of them, bright beside dark. "
        f"Right, meanwhile, the share of right answers on digits never seen, from {accuracies[0]:.0%} to "
        f"{accuracies[k]:.0%}.",
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
        _draw_weights(second, weights)
        _draw_signed(third, product.reshape(8, 8) / largest)
        ax.text(0.17, y + 0.8, name, ha="center", va="center", fontsize=13, fontweight="bold")
        for x, sign in ((2.2, "×"), (4.3, "=")):
            ax.text(x, y + 0.8, sign, ha="center", va="center", fontsize=18)
        z = product.sum() + bias
        arrow(ax, (6.25, y + 0.8), (6.72, y + 0.8))
        ax.text(
            7.12, y + 0.8, f"sum\n{z:.2f}".replace("-", "−"), ha="center", va="center", fontsize=12, linespacing=1.5
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
def nearer_by_layer(shares: ArrayLike, names: Sequence[str], by_hand: Mapping[str, ArrayLike] | None = None) -> Axes:
    """Plot how often the same digit is the nearer one, at each of the stages `names`; `shares` (runs, stages).

    `by_hand` maps features that nobody trained to their shares (runs,): hatched bars behind the others.
    """
    by_hand = by_hand or {}
    shares = np.column_stack([np.asarray(shares, dtype=float), *by_hand.values()])
    names = [*names, *by_hand]
    mean, places = shares.mean(axis=0), np.arange(len(names))
    ax = new_figure(8.8, 3.7).add_subplot()
    ax.axhline(0.5, color=GREY, linewidth=1.2, linestyle=":")
    ax.text(-0.47, 0.515, "as often as not", color=GREY, fontsize=10)
    bars = ax.bar(places, mean, width=0.5, color="#9db7cf", edgecolor=INK, linewidth=0.8)
    for bar in bars[len(names) - len(by_hand) :]:
        bar.set(facecolor="white", hatch="///")
    ax.errorbar(places, mean, [mean - shares.min(axis=0), shares.max(axis=0) - mean], fmt="none", ecolor=INK, capsize=5)
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    for place, (share, top) in enumerate(zip(mean, shares.max(axis=0), strict=True)):
        ax.text(place, top + 0.03, _percent(share), ha="center", fontsize=12, fontweight="bold", bbox=paper)
    if by_hand:
        learnt = len(names) - len(by_hand)
        for middle, text in ((learnt / 2, "learnt"), (learnt + (len(by_hand) - 1) / 2, "by hand")):
            ax.text(middle, 1.21, text, ha="center", va="center", fontsize=11, color=GREY)
        ax.axvline(learnt - 0.5, color=GREY, linewidth=0.8)
    ax.set(ylim=(0, 1.28 if by_hand else 1.12), xlim=(-0.5, len(names) - 0.5))
    ax.set_xticks(places, names)
    ax.set_yticks(np.linspace(0, 1, 5), [f"{share:.0%}" for share in np.linspace(0, 1, 5)])
    ax.grid(False, axis="x")
    ax.set_title(
        "How often the same digit in another light is nearer than another digit in the same light", fontsize=11
    )
    said = ", ".join(f"{' '.join(name.split())} {_percent(share)}" for name, share in zip(names, mean, strict=True))
    hatched = " The last bars are hatched: features made by hand." if by_hand else ""
    return with_alt_text(
        ax,
        "Bars: how often the same digit in another light is nearer than another digit in the same light, measured "
        f"in the numbers at each stage of the network, mean of {len(shares)} runs with whiskers from lowest to highest."
        f"{hatched} {said}.",
    )


def _percent(share):
    """Format a share in per cent; what is short of all never reads 100%."""
    return format_percent(share) if 0.995 <= share < 1 else f"{share:.0%}"


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
        marked_lines(train_sizes, means, "training digits (equal steps multiply)", "", bands, xscale="log", ax=ax)
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
    """Where an axis of shares begins: at 0, or at 50% or 70% if nothing lies below."""
    return max(start for start in (0, 0.5, 0.7) if start <= lowest or start == 0)
