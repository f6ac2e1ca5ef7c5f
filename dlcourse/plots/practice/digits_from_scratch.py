"""Figures of lecture 17: an image as a row, a network's predictions, its losses, and its mistakes."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from dlcourse.plots.common.curves import marked_lines
from dlcourse.plots.page.style import BLUE, GREY, INK, ORANGE, Numbers, in_style, new_figure, with_alt_text


@in_style
def image_as_row(image: np.ndarray) -> Axes:
    """Draw a digit (8, 8) as an image, as the numbers 0 … 16 of its pixels, and as a network's input row (64,)."""
    figure = new_figure(8.6, 4.4, layout="none")
    left = figure.add_axes((0.02, 0.36, 0.36, 0.57))
    right = figure.add_axes((0.45, 0.36, 0.53, 0.57))
    below = figure.add_axes((0.02, 0.09, 0.96, 0.13))
    draw_image(left, image)
    left.set_title("a picture, 8 × 8", fontsize=11)
    right.imshow(np.zeros((8, 8)), cmap="gray_r", vmin=0, vmax=1, aspect="auto")
    right.set_title("64 numbers, here in sixteenths", fontsize=11)
    for i, j in np.ndindex(8, 8):
        ink = image[i, j]
        right.text(j, i, f"{16 * ink:.0f}", ha="center", va="center", color=GREY if ink == 0 else INK)
    below.imshow(image.reshape(1, 64), cmap="gray_r", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    below.set_title("one row of x: the rows of the picture, one behind the other", fontsize=11)
    for ax in (right, below):
        bare(ax)
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
def shifted_predictions(images: Sequence[np.ndarray], probabilities: Sequence[np.ndarray], label: int) -> Axes:
    """Draw a digit (1, 64) above the same one pixel further right, each beside a network's ten probabilities (10,).

    The bar of the right digit, `label`, is framed; a line marks the digit's first column with ink. Returns Axes.
    """
    figure = new_figure(8.2, 5.2, layout="none")
    axes, said = [], []
    for k, (image, p, title) in enumerate(
        zip(images, probabilities, ("as it was scanned", "one pixel further right"), strict=True)
    ):
        bottom = 0.53 - 0.5 * k
        ax = figure.add_axes((0.02, bottom, 0.264, 0.416))
        draw_image(ax, np.reshape(image, (8, 8)))
        _draw_grid(ax)
        first_inked = int(np.argmax(np.reshape(image, (8, 8)).max(axis=0) > 0))
        ax.axvline(first_inked - 0.5, color=BLUE, linewidth=2.4)
        figure.text(0.31, bottom + 0.3, title, fontsize=12)
        figure.text(0.31, bottom + 0.235, f"read as {a_digit(np.argmax(p))}", fontsize=12, fontweight="bold")
        _draw_bars(figure.add_axes((0.58, bottom, 0.31, 0.416)), p, label)
        axes.append(ax)
        said.append(f"{format_percent(max(p))} for {a_digit(np.argmax(p))}")
    return with_alt_text(
        axes[0],
        "The same handwritten digit twice, below one pixel further right. The network gives the first "
        f"{said[0]}, and the second {said[1]}.",
    )


@in_style
def losses_by_epoch(losses: Mapping[str, Numbers], baseline: float) -> Axes:
    """Plot losses (E + 1,) from epoch 0 on, on a logarithmic scale, with a line at the baseline; return Axes."""
    epochs = np.arange(len(next(iter(losses.values()))))
    ax = marked_lines(epochs, losses, "epoch", "mean loss (nats, log scale)", yscale="log")
    ticks = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2)
    ax.set_ylim(min(min(loss) for loss in losses.values()) / 1.2, 1.6 * baseline)
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    ax.axhline(baseline, color=GREY, linewidth=1.2, linestyle=":")
    ax.annotate("ln 10: guessing", (epochs[-1], baseline), (0, 4), textcoords="offset points", color=GREY, ha="right")
    summary = "; ".join(f"{rows} from {loss[0]:.1f} to {loss[-1]:.2f}" for rows, loss in losses.items())
    return with_alt_text(
        ax,
        f"Loss against the epoch, 0 to {len(epochs) - 1}, on a logarithmic scale: {summary}. A thin line at "
        f"{baseline:.1f} is the loss of guessing. The lines fall together at first; then the one of the training rows "
        "falls on, while the other flattens out.",
    )


def draw_image(ax: Axes, image: np.ndarray) -> None:
    """Draw an image of any size, ink dark, with a frame."""
    ax.imshow(image, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    bare(ax)
    ax.spines[:].set_visible(True)


def _draw_grid(ax):
    """Draw thin lines between the 8×8 pixels."""
    for edge in np.arange(0.5, 7):
        ax.axhline(edge, color=GREY, linewidth=0.4)
        ax.axvline(edge, color=GREY, linewidth=0.4)


def _draw_bars(ax, p, label):
    """Draw ten probabilities as bars, the largest dark and with its number, a frame around that of the true label."""
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
    frame = Rectangle((0, label - 0.42), 1.0, 0.84, fill=False, edgecolor=BLUE, linewidth=1.4, clip_on=False)
    ax.add_patch(frame)
    if label != best:
        ax.text(1.04, label, f"it is {a_digit(label)}", va="center", fontsize=10, color=BLUE)


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
        draw_image(image_ax, images[k])
        p, true = probabilities[k], labels[k]
        predicted = int(np.argmax(p))
        image_ax.set_title(a_digit(true), fontsize=10, loc="left", pad=3)
        image_ax.set_xlabel(
            f"read as {predicted}: {format_percent(p[predicted])}\n{true}: {format_percent(p[true])}",
            fontsize=9,
            loc="left",
            labelpad=3,
        )
    title = f"The {len(images)} mistakes" if len(images) <= 8 else f"Eight of the {len(images)} mistakes"
    figure.text(0.515, 0.905, f"{title}, the surest first", fontsize=12)
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


def bare(ax: Axes) -> None:
    """Remove ticks and grid."""
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
