"""Figures of lecture 17: an image as a row, a network's predictions, its mistakes, its weights, shifted images."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from dlcourse.plots.curves import marked_lines
from dlcourse.plots.style import BLUE, GREY, INK, Numbers, in_style, new_figure, with_alt_text

ORANGE = "#b3400e"


@in_style
def image_as_row(image: np.ndarray) -> Axes:
    """Draw a digit (8, 8) as an image, as the numbers 0 … 16 of its pixels, and as a network's input row (64,)."""
    figure = new_figure(8.6, 4.4, layout="none")
    left = figure.add_axes((0.02, 0.36, 0.36, 0.57))
    right = figure.add_axes((0.45, 0.36, 0.53, 0.57))
    below = figure.add_axes((0.02, 0.09, 0.96, 0.13))
    _draw_image(left, image)
    left.set_title("a picture, 8 × 8", fontsize=11)
    right.imshow(np.zeros((8, 8)), cmap="gray_r", vmin=0, vmax=1, aspect="auto")
    right.set_title("64 numbers, here in sixteenths", fontsize=11)
    for i, j in np.ndindex(8, 8):
        ink = image[i, j]
        right.text(j, i, f"{16 * ink:.0f}", ha="center", va="center", color=GREY if ink == 0 else INK)
    below.imshow(image.reshape(1, 64), cmap="gray_r", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    below.set_title("one row of x: the rows of the picture, one behind the other", fontsize=11)
    for ax in (right, below):
        _bare(ax)
        ax.spines[:].set_visible(True)
    right.set_xticks(np.arange(-0.5, 8), minor=True)
    right.set_yticks(np.arange(-0.5, 8), minor=True)
    right.tick_params(which="minor", length=0)
    right.grid(True, which="minor")
    for row in range(8):
        below.axvline(8 * row - 0.5, color=BLUE, linewidth=1.8)
        below.text(8 * row + 3.5, 0.72, f"row {row + 1}", ha="center", va="top", fontsize=9)
    return with_alt_text(
        left,
        "A handwritten digit three times: as a picture of 8 by 8 grey pixels; as a table of 64 numbers from 0 to 16; "
        "and as one strip of 64 pixels, the eight rows of the picture one behind the other.",
    )


@in_style
def images_with_predictions(
    images: Sequence[np.ndarray], probabilities: Sequence[np.ndarray], titles: Sequence[str]
) -> Axes:
    """Draw each image (8, 8) beside the ten probabilities (10,) that a network predicts; return the first Axes."""
    figure = new_figure(3.1 * len(images), 3.0, layout="none")
    panel_width = 1 / len(images)
    axes = []
    for k, (picture, p, title) in enumerate(zip(images, probabilities, titles, strict=True)):
        ax = figure.add_axes((k * panel_width + 0.02 * panel_width, 0.12, 0.42 * panel_width, 0.68))
        _draw_image(ax, picture)
        bars = figure.add_axes((k * panel_width + 0.54 * panel_width, 0.12, 0.3 * panel_width, 0.68))
        _draw_bars(bars, p)
        figure.text((k + 0.02) * panel_width, 0.9, title, fontsize=11)
        axes.append(ax)
    return axes[0]


def shifted_predictions(images: Sequence[np.ndarray], probabilities: Sequence[np.ndarray]) -> Axes:
    """Draw a digit (1, 64) and the same one pixel further right, with a network's prediction for each; return Axes."""
    ax = images_with_predictions(
        [np.reshape(each, (8, 8)) for each in images], probabilities, ["as it came", "one pixel further right"]
    )
    first, second = (f"{format_percent(max(p))} for {a_digit(np.argmax(p))}" for p in probabilities)
    return with_alt_text(
        ax,
        "The same handwritten digit twice, the second time one pixel further right. The network gives the first "
        f"{first}, and the second {second}.",
    )


def losses_by_epoch(losses: Mapping[str, Numbers]) -> Axes:
    """Plot the mean loss after each epoch on a logarithmic scale; `losses`: name of rows to (E,). Returns Axes."""
    epochs = 1 + np.arange(len(next(iter(losses.values()))))
    summary = "; ".join(f"{rows} from {loss[0]:.1f} to {loss[-1]:.2f}" for rows, loss in losses.items())
    return with_alt_text(
        marked_lines(epochs, losses, "epoch", "mean loss (nats, log scale)", yscale="log"),
        f"Loss against the epoch, 1 to {len(epochs)}, on a logarithmic scale: {summary}. The lines fall together at "
        "first; later the one of the training rows falls on, while the other flattens out.",
    )


def _draw_image(ax, image):
    """Draw an image of any size, ink dark, with a frame."""
    ax.imshow(image, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    _bare(ax)
    ax.spines[:].set_visible(True)


def _draw_bars(ax, p):
    """Draw ten probabilities as bars, the largest dark and with its number."""
    best = int(np.argmax(p))
    colours = [INK if digit == best else "#9db7cf" for digit in range(len(p))]
    ax.barh(range(len(p)), p, color=colours, height=0.72)
    ax.text(p[best] + 0.04, best, format_percent(p[best]), va="center", fontsize=10)
    ax.set(xlim=(0, 1.0), ylim=(len(p) - 0.4, -0.6), yticks=range(len(p)), xticks=[])
    ax.tick_params(axis="y", length=0, labelsize=9)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.spines["left"].set_visible(True)
    ax.get_yticklabels()[best].set_fontweight("bold")


def a_digit(digit: int | np.integer) -> str:
    """Return a digit with its article: a 7, an 8."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def format_percent(p: float) -> str:
    """Format a probability in per cent, rounded down: no softmax gives 100%."""
    return f"{np.floor(1000 * p) / 10:.1f}%"


@in_style
def confusion_and_mistakes(
    counts: np.ndarray, images: np.ndarray, probabilities: np.ndarray, labels: np.ndarray
) -> Axes:
    """Draw the confusion matrix (10, 10) beside misclassified images, each with its largest probabilities.

    `images` (M, 8, 8) with `probabilities` (M, 10) and true `labels` (M,), worst first; up to eight are shown.
    """
    figure = new_figure(10.0, 4.6, layout="none")
    ax = figure.add_axes((0.06, 0.12, 0.4, 0.74))
    _draw_counts(ax, counts)
    for k in range(min(8, len(images))):
        column, row = k % 4, k // 4
        image_ax = figure.add_axes((0.515 + 0.122 * column, 0.55 - 0.43 * row, 0.1, 0.23))
        _draw_image(image_ax, images[k])
        p, true = probabilities[k], labels[k]
        predicted = int(np.argmax(p))
        image_ax.set_title(a_digit(true), fontsize=10, loc="left", pad=3)
        image_ax.set_xlabel(
            f"read as {predicted}: {format_percent(p[predicted])}\n{true}: {format_percent(p[true])}",
            fontsize=9,
            loc="left",
            labelpad=3,
        )
    figure.text(0.515, 0.905, "The mistakes, the surest first", fontsize=12)
    text = f"Left, a table of how often each digit was read as each: {len(images)} of {np.sum(counts)} "
    text += "stand off the diagonal."
    if len(images):
        p = probabilities[0]
        first_mistake = f"{a_digit(labels[0])}, read as {a_digit(np.argmax(p))} with {format_percent(max(p))}"
        text += f" Right, the surest mistakes as pictures; the first is {first_mistake}."
    return with_alt_text(ax, text)


def _draw_counts(ax, counts):
    """Write counts in a table, true classes down, predicted across; entries off the diagonal have a frame."""
    classes = len(counts)
    ax.set(xlim=(-0.5, classes - 0.5), ylim=(classes - 0.5, -0.5), aspect="equal")
    ax.set(xticks=range(classes), yticks=range(classes), xlabel="read as", ylabel="the digit was")
    ax.set_title("How often each was read as each", fontsize=12, pad=12)
    ax.grid(False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(True)
    for i, j in np.ndindex(classes, classes):
        wrong = i != j and counts[i, j] > 0
        if i == j:
            ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor="#e3ecf4", edgecolor="none"))
        if wrong:
            box = Rectangle((j - 0.46, i - 0.46), 0.92, 0.92, facecolor="#fbe3d8", edgecolor=ORANGE, linewidth=1.6)
            ax.add_patch(box)
        text = str(counts[i, j]) if counts[i, j] else "·"
        weight = "bold" if wrong else "normal"
        ax.text(j, i, text, ha="center", va="center", color=INK if counts[i, j] else GREY, fontweight=weight)


@in_style
def weight_images(weights: np.ndarray, captions: Sequence[str], columns: int = 4) -> Axes:
    """Draw the weights (64, M) of M units, each as 8×8 squares: larger for a larger weight.

    Filled squares are positive, empty ones negative. All units share one scale; `captions` are written below. Dotted
    lines separate the outer columns, in which the digits have hardly any ink.
    """
    rows = -(-len(captions) // columns)
    figure = new_figure(2.15 * columns, 2.5 * rows + 0.1, layout="none")
    largest = np.abs(weights).max()
    axes = []
    for k, caption in enumerate(captions):
        column, row = k % columns, k // columns
        height = 1 / rows
        ax = figure.add_axes((column / columns + 0.01, 1 - (row + 0.82) * height, 0.94 / columns, 0.8 * height))
        ax.set(xlim=(-0.5, 7.5), ylim=(7.5, -0.5), aspect="equal")
        _bare(ax)
        ax.spines[:].set_visible(True)
        for edge in (0.5, 6.5):
            ax.axvline(edge, color=BLUE, linewidth=1.2, linestyle=":")
        _draw_squares(ax, weights[:, k].reshape(8, 8) / largest)
        ax.set_xlabel(caption, fontsize=10)
        axes.append(ax)
    return with_alt_text(
        axes[0],
        f"The 64 weights of each of {len(captions)} hidden units, drawn as 8 by 8 squares, larger for larger weights, "
        "filled for positive and empty for negative. Here and there strokes and blobs can be made out, but no unit "
        "looks like a digit. The two outer columns hold squares too, although there is hardly any ink there.",
    )


def _draw_squares(ax, values):
    """Draw a square for each of the values (8, 8) in [−1, 1], with an area proportional to |value|."""
    side = 0.94 * np.sqrt(np.abs(values))
    for sign, face, edge in ((1, INK, INK), (-1, "white", ORANGE)):
        squares = [
            Rectangle((j - side[i, j] / 2, i - side[i, j] / 2), side[i, j], side[i, j])
            for i, j in np.argwhere(np.sign(values) == sign)
        ]
        ax.add_collection(PatchCollection(squares, facecolor=face, edgecolor=edge, linewidth=1.1))


@in_style
def accuracy_by_shift(accuracies: ArrayLike, titles: Sequence[str] = ("",)) -> Axes:
    """Draw test accuracies for images shifted by (down, right) pixels; arrays (2k + 1, 2k + 1), no shift in the centre.

    One table for each of `titles`; darker is better, and each field shows its number.
    """
    accuracies = np.asarray(accuracies, float).reshape(len(titles), *np.shape(accuracies)[-2:])
    size = accuracies.shape[-1]
    shifts = np.arange(size) - size // 2
    figure = new_figure(3.9 * len(titles) + 0.4, 4.2)
    axes = figure.subplots(1, len(titles), squeeze=False)[0]
    ticks = [f"{shift:+d}".replace("-", "−") if shift else "0" for shift in shifts]
    for ax, accuracy, title in zip(axes, accuracies, titles, strict=True):
        ax.imshow(accuracy, cmap="Blues", vmin=0, vmax=1.25)
        for i, j in np.ndindex(size, size):
            color = "white" if accuracy[i, j] > 0.8 else INK
            ax.text(j, i, f"{accuracy[i, j]:.0%}", ha="center", va="center", color=color, fontsize=11)
        ax.add_patch(Rectangle((size // 2 - 0.5, size // 2 - 0.5), 1, 1, fill=False, edgecolor=INK, linewidth=2))
        ax.set(xticks=range(size), yticks=range(size), xticklabels=ticks, yticklabels=ticks)
        ax.set(xlabel="moved right (pixels)", ylabel="moved down (pixels)")
        ax.set_title(title, fontsize=11)
        ax.grid(False)
        ax.tick_params(length=0)
    distance = np.maximum(*np.abs(np.meshgrid(shifts, shifts)))  # distance of each field from the centre
    sentences = [
        f"{title}: {accuracy[distance == 0].item():.0%} unmoved, "
        f"{accuracy[distance == 1].min():.0%} to {accuracy[distance == 1].max():.0%} "
        f"one pixel away, {accuracy[distance == 2].min():.0%} to {accuracy[distance == 2].max():.0%} two pixels away"
        for title, accuracy in zip(titles, accuracies, strict=True)
    ]
    return with_alt_text(
        axes[0],
        "Tables of test accuracy, for pictures moved by −2 to 2 pixels across and down, unmoved in the middle. "
        f"{'. '.join(sentences)}.",
    )


@in_style
def permuted_images(images: Sequence[np.ndarray], permuted: Sequence[np.ndarray], captions: Sequence[str]) -> Axes:
    """Draw images (M, 8, 8) above the same images with permuted pixels, captions below."""
    figure = new_figure(1.3 * len(images), 3.1)
    axes = figure.subplots(2, len(images), squeeze=False)
    for column, caption in enumerate(captions):
        _draw_image(axes[0, column], images[column])
        _draw_image(axes[1, column], permuted[column])
        axes[1, column].set_xlabel(caption)
    axes[0, 0].set_ylabel("for you")
    axes[1, 0].set_ylabel("pixels mixed")
    return with_alt_text(
        axes[0, 0],
        f"{len(captions)} handwritten digits, and below them the same with their 64 pixels in another order, the same "
        "order for all. The upper ones are easy to read; the lower ones look like noise.",
    )


def _bare(ax):
    """Remove ticks and grid."""
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
