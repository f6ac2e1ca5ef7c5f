"""Figures of lecture 14 on residual networks: the path, what each network is like before training, how far it gets."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch

from dlcourse.plots.page.style import BLUE, GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text


@in_style
def residual_path(variances: Mapping[str, Sequence[str]]) -> Axes:
    """Draw three residual blocks and what follows: the path of sums, the blocks beside it, a row of variances for each
    label of `variances`, which maps it to five texts: before the first block, after each of three, after the last.
    """
    ax = new_axes(10.4, 4.3, layout="none")
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(0, 10.4), ylim=(-0.35, 3.95))
    ax.axis("off")
    stops = (2.5, 4.3, 6.1, 7.9, 9.7)
    ax.annotate(
        "", (stops[-1], 3.0), (stops[0] + 0.15, 3.0), arrowprops={"arrowstyle": "-|>", "color": BLUE, "lw": 3.2}
    )
    ax.text(stops[0], 3.0, "x", ha="center", va="center", fontsize=14)
    ax.text(stops[-1] + 0.12, 3.0, "y", va="center", fontsize=14)
    ax.text(stops[0] + 0.1, 3.5, "the path: nothing on it but sums", color=BLUE)
    for left, right in pairwise(stops[:4]):
        _draw_block(ax, left, right)
    ax.text(8.75, 2.0, "… ten blocks", ha="center", va="center")
    ax.text(0.15, 1.12, "variance of the sum", color=GREY, fontsize=10)
    for k, (label, texts) in enumerate(variances.items()):
        height = 0.75 - 0.4 * k
        ax.text(0.15, height, label, va="center")
        for stop, text in zip(stops, texts, strict=True):
            ax.text(stop, height, text, ha="center", va="center")
    rows = ". ".join(f"{label}: {', '.join(texts[:-1])}, …, {texts[-1]}" for label, texts in variances.items())
    return with_alt_text(
        ax,
        "A chain of residual blocks. A thick straight line, the path, leads from x to y and meets nothing but sums. "
        "Before each sum a branch F leaves it and comes back at the sum: batch normalization, ReLU and a dense layer, "
        f"twice. Below, the variance of x and after each sum. {rows}.",
    )


def _draw_block(ax, left, right):
    """Draw a branch F below the path, which leaves it behind one sum and joins it at the next one."""
    start, middle = left + 0.35, (left + right) / 2 + 0.08
    ax.plot([start, start, middle - 0.5], [3.0, 2.0, 2.0], color=GREY, linewidth=1.4)
    ax.plot([middle + 0.5, right], [2.0, 2.0], color=GREY, linewidth=1.4)
    ax.annotate("", (right, 2.87), (right, 1.99), arrowprops={"arrowstyle": "-|>", "color": GREY, "lw": 1.4})
    box = FancyBboxPatch((middle - 0.5, 1.5), 1.0, 1.0, "round,pad=0.05", facecolor="#eef3f8", edgecolor=INK)
    ax.add_patch(box)
    ax.text(middle, 2.0, "F: twice\nBN, ReLU,\ndense", ha="center", va="center", fontsize=9.5, linespacing=1.3)
    ax.add_patch(Circle((right, 3.0), 0.15, facecolor="white", edgecolor=INK, linewidth=1.5, zorder=3))
    ax.text(right, 2.995, "+", ha="center", va="center", fontsize=13, zorder=4)


@in_style
def size_likeness_gradient(networks: Mapping[str, tuple[Numbers, Numbers, Numbers]]) -> list[Axes]:
    """Plot three numbers by block before training: sizes, cosines of two rows, norms of the arriving gradient.

    `networks` maps a name to the three, each (blocks + 1,), the first of them before the first block. Returns the Axes.
    """
    figure = new_figure(11.6, 4.4)
    axes = list(figure.subplots(1, 3))
    titles = (
        "size of the signal (log scale)",
        "how alike two digits are (cosine)",
        "gradient that arrives (log scale)",
    )
    for k, (ax, title, scale) in enumerate(zip(axes, titles, ("log", "linear", "log"), strict=True)):
        for (name, measured), (color, marker, line) in zip(networks.items(), SERIES, strict=False):
            blocks = np.arange(len(measured[k]))
            ax.plot(blocks, measured[k], line, color=color, marker=marker, markersize=5, label=name)
        ax.set_title(title, fontsize=11)
        ax.set(xlabel="after block (0: before the first)", yscale=scale, xticks=range(0, len(blocks), 2))
        ax.minorticks_off()
    axes[1].set_ylim(0, 1.02)
    _plain_numbers(axes[0], (1, 3, 10, 30))
    _plain_numbers(axes[2], (0.1, 0.3, 1, 3))
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(networks), frameon=False)
    sentences = [
        f"{name}: size {sizes[0]:.1f} to {sizes[-1]:.1f}, cosine {cosines[0]:.2f} to {cosines[-1]:.2f}, gradient "
        f"{gradients[-1]:.2f} after the last block and {gradients[0]:.2f} before the first"
        for name, (sizes, cosines, gradients) in networks.items()
    ]
    with_alt_text(
        axes[0],
        f"Three panels over {len(blocks) - 1} blocks, before training: the size of the signal, the mean cosine of two "
        f"digits, the norm of the gradient that arrives there. {'. '.join(sentences)}.",
    )
    return axes


def _plain_numbers(ax, ticks):
    """Write a logarithmic axis' ticks as they are."""
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])


@in_style
def accuracy_table(accuracies: Mapping[str, Mapping[str, np.ndarray]]) -> Axes:
    """Draw a shaded table of mean accuracies with their ranges below: row label to column label to (starts,)."""
    columns = list(next(iter(accuracies.values())))
    means = np.array([[row[column].mean() for column in columns] for row in accuracies.values()])
    ax = new_axes(8.2, 0.62 * len(accuracies) + 0.7)
    ax.imshow(means, cmap="Blues", vmin=0, vmax=1.9, aspect="auto")  # pale enough for dark ink
    for i, row in enumerate(accuracies.values()):
        for j, column in enumerate(columns):
            ax.text(j, i - 0.12, f"{means[i, j]:.2f}", ha="center", va="center", fontsize=13)
            span = f"{row[column].min():.2f} to {row[column].max():.2f}"
            ax.text(j, i + 0.26, span, ha="center", va="center", fontsize=9)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(accuracies)), list(accuracies))
    ax.tick_params(length=0, top=False, bottom=False, labeltop=True, labelbottom=False)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    sentences = [
        f"{name}: "
        + ", ".join(
            f"{scores.mean():.2f} ({scores.min():.2f} to {scores.max():.2f}) with {c}" for c, scores in row.items()
        )
        for name, row in accuracies.items()
    ]
    starts = len(next(iter(next(iter(accuracies.values())).values())))
    return with_alt_text(
        ax,
        f"A table of accuracies on the test digits, means of {starts} starts with their ranges. "
        f"{'. '.join(sentences)}.",
    )
