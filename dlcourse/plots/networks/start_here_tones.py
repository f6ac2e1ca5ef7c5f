"""Figures of lecture 00 about tones: why ink and chalk take two units, and a digit in a light to turn."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from dlcourse.plots.networks.start_here_drawings import BLACK, WHITE
from dlcourse.plots.page.style import BLUE, GREY, INK, ORANGE, in_style, new_axes, new_figure, with_alt_text

FARTHEST = 5.4  # of the distances drawn, in times A to C
GAP = 2  # pixels between two pictures
PALE_BLUE = "#9db7cf"


@in_style
def two_tones() -> Axes:
    """Plot a unit's output against its weighted sum, that of the unit with opposite weights, and both added up."""
    ax = new_axes(7.2, 2.9)
    z = np.array([-3.0, 0.0, 3.0])
    ax.plot(z, np.abs(z), color="#d9d9d9", linewidth=8, solid_capstyle="butt", zorder=1)
    ax.plot(z, np.maximum(z, 0), color=BLUE, zorder=2)
    ax.plot(z, np.maximum(-z, 0), color=ORANGE, linestyle="--", zorder=2)
    ax.plot([-2, 2], [2, 2], color=INK, linewidth=1, linestyle=":", zorder=3)
    ax.plot([-2, 2], [2, 2], "o", color=INK, zorder=4)
    ax.text(2.15, 1.9, "in ink", va="top")
    ax.text(-2.15, 1.9, "in chalk", va="top", ha="right")
    ax.text(0, 2.08, "both, added up: the same", ha="center", va="bottom")
    ax.text(1.15, 0.85, "one unit", color=BLUE, va="top")
    ax.text(-1.15, 0.85, "its opposite", color=ORANGE, va="top", ha="right")
    ax.set(xlabel="weighted sum of the pixels", ylabel="output", xlim=(-3, 3), ylim=(-0.15, 3))
    ax.set_yticks([0, 1, 2, 3])
    return with_alt_text(
        ax,
        "Output against the weighted sum of the pixels, from −3 to 3. A unit with ReLU puts out 0 up to 0, and then "
        "the sum; the unit with the opposite weights, dashed, is its mirror image: it falls to 0 and stays there. "
        "Both added up, a broad pale line, make a V. Two dots at the same height, at +2 for a digit in ink and at −2 "
        "for the same in chalk, show that the V gives 2 for both.",
    )


@in_style
def pictures_distances_and_answer() -> tuple[
    Axes, AxesImage, tuple[list[Rectangle], list[Text]], tuple[list[Rectangle], Text]
]:
    """Draw the Axes of the explorer: three pictures, two distances as bars with their numbers, ten probabilities.

    Returns the first Axes, the image (see `side_by_side`), the bars and numbers of the distances, and the bars of the
    answer and the title over them: all without data.
    """
    figure = new_figure(9.8, 2.6, layout="none")
    left, middle, right = (
        figure.add_axes(box) for box in ((0.01, 0.19, 0.47, 0.51), (0.59, 0.24, 0.17, 0.46), (0.86, 0.06, 0.12, 0.74))
    )
    blank = np.zeros((8, 3 * 8 + 2 * GAP))
    image = left.imshow(blank, cmap="gray", vmin=BLACK, vmax=WHITE, interpolation="nearest", aspect="auto")
    left.axis("off")
    for k, name in enumerate(("A", "B", "C")):
        left.text((8 + GAP) * k + 3.5, -1.1, name, ha="center", va="center", fontsize=13, fontweight="bold")
        left.add_patch(Rectangle(((8 + GAP) * k - 0.5, -0.5), 8, 8, fill=False, edgecolor=GREY, linewidth=0.8))
    far = middle.barh([0, 1], [0, 0], color=[GREY, BLUE], height=0.55)
    middle.set(xlim=(0, FARTHEST), ylim=(1.5, -0.5), xticks=[0, 1, 2, 3, 4, 5])
    middle.set_yticks([0, 1], ["64 pixels", "10 scores"])
    middle.set_title("A to B, in times A to C", fontsize=11)
    middle.axvline(1, color=INK, linewidth=1.2, linestyle="--")
    middle.tick_params(axis="y", length=0)
    numbers = [middle.text(FARTHEST + 0.1, k, "", va="center", fontsize=10.5) for k in range(2)]
    answer = right.barh(range(10), np.zeros(10), color=PALE_BLUE, height=0.74)
    right.set(xlim=(0, 1), ylim=(9.6, -0.6), yticks=range(10), xticks=[])
    right.tick_params(axis="y", length=0, labelsize=8.5, pad=2)
    right.grid(visible=False)
    title = right.set_title("", fontsize=11)
    return left, image, (list(far), numbers), (list(answer), title)


def side_by_side(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Return three pictures (64,) in one array, with gaps (NaN).

    In one image their shades stay as they are on any page, for together they are never a plain area.
    """
    row = np.full((8, 3 * 8 + 2 * GAP), np.nan)
    for k, picture in enumerate((a, b, c)):
        row[:, (8 + GAP) * k : (8 + GAP) * k + 8] = np.reshape(picture, (8, 8))
    return row
