"""Figures of lecture 02 on log loss: two bells whose log odds are a straight line, and the bars of a likelihood."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from dlcourse.activations import sigmoid
from dlcourse.plots.common.boundaries import CLASSES
from dlcourse.plots.neuron.perceptron import Line
from dlcourse.plots.page.style import GREY, INK, in_style, new_figure, with_alt_text

BAR = 0.03  # of half the width of a panel, from one bar to the next where scores are equal


@in_style
def two_bells(x: np.ndarray, centres: tuple[float, float], width: float, marked: float) -> Axes:
    """Plot the densities of two classes over x (P,), the logarithm of their ratio, and its sigmoid; return Axes.

    `centres` are those of class 0 and class 1, `width` is the standard deviation of both. At `marked` the values are
    written.
    """
    axes = new_figure(9.8, 3.3).subplots(1, 3)
    scale = 1 / (width * np.sqrt(2 * np.pi))

    def density(label, at):
        return scale * np.exp(-0.5 * ((at - centres[label]) / width) ** 2)

    for label, name in enumerate(("not placed", "placed")):
        color, _ = CLASSES[label]
        axes[0].plot(x, density(label, x), color=color, linestyle=("--", "-")[label], linewidth=2)
        axes[0].text(centres[label], scale * 1.04, name, color=color, ha=("right", "left")[label], fontsize=10)
        axes[0].plot([marked] * 2, [0, density(label, marked)], color=color, linewidth=1.6, alpha=0.8)
        axes[0].plot(marked, density(label, marked), "o", color=color)
    ratio = density(1, marked) / density(0, marked)
    f = np.log(density(1, x) / density(0, x))
    axes[0].text(
        x[-1], 0.85 * scale, f"at {marked:g}\n{ratio:.2f} times\nas high", fontsize=9.5, ha="right", va="center"
    )
    for ax, curve, value, text, offset, side in (
        (axes[1], f, np.log(ratio), f"ln {ratio:.2f} = {np.log(ratio):.2g}", (-8, 5), "right"),
        (axes[2], sigmoid(f), sigmoid(np.log(ratio)), f"{sigmoid(np.log(ratio)):.2f}", (9, -8), "left"),
    ):
        ax.axhline(0 if ax is axes[1] else 0.5, color=GREY, linewidth=1)
        ax.plot(x, curve, color=INK, linewidth=2)
        ax.plot(marked, value, "o", color=INK)
        ax.annotate(text, (marked, value), offset, textcoords="offset points", ha=side, fontsize=10)
    axes[0].set(title="how often each iq occurs", ylim=(0, scale * 1.18), yticks=[])
    axes[1].set(title="ln of the ratio: the score f")
    axes[2].set(title="probability of placed: σ(f)", ylim=(-0.04, 1.04))
    for ax in axes:
        ax.set(xlabel="iq", xlim=(x[0], x[-1]))
        ax.title.set_fontsize(11)
    return with_alt_text(
        axes[0],
        f"Three panels over the iq. Left, two bell curves of equal width around {centres[0]:g}, not placed, and "
        f"{centres[1]:g}, placed; at {marked:g} the second is {ratio:.2f} times as high. Middle, the logarithm of "
        f"their ratio is a straight line, {np.log(ratio):.2g} at {marked:g}. Right, the probability of placed is its "
        f"sigmoid, {sigmoid(np.log(ratio)):.2f} at {marked:g}.",
    )


@in_style
def likelihood_of_labels(x: np.ndarray, y: np.ndarray, lines: Mapping[str, Line]) -> Axes:
    """Plot the sigmoid over the score for each of `lines`, with a bar as long as the probability of each label.

    Bars hang from 1 for the label 0 and stand on 0 for the label 1; they end at the height of the curve. The longest
    are the labels that the neuron expected most; the title has their product. Returns the first Axes.
    """
    axes = new_figure(10.2, 4.4).subplots(1, len(lines), sharey=True, squeeze=False)[0]
    limit = 1.12 * max(float(np.abs(x @ w + b).max()) for w, b in lines.values())
    f = np.linspace(-limit, limit, 201)
    sentences = []
    for ax, (name, (w, b)) in zip(axes, lines.items(), strict=True):
        scores = x @ w + b
        shown = _side_by_side(scores, y, BAR * limit)
        q = sigmoid((2 * y - 1) * scores)
        ax.axvline(0, color=GREY, linewidth=1, zorder=1)
        ax.plot(f, sigmoid(f), color=GREY, linewidth=1.4, zorder=2)
        for label, (color, marker) in enumerate(CLASSES[:2]):
            rows, start = y == label, float(label == 0)
            ends = sigmoid(scores[rows])
            ax.vlines(shown[rows], start, ends, color=color, linewidth=3, zorder=3)
            ax.plot(shown[rows], np.full(rows.sum(), start), marker, color=color, markersize=4, zorder=4,
                    label=("not placed: bar = 1 − p", "placed: bar = p")[label])  # fmt: skip
        worst = int(np.argmin(q))
        place, offset, side = (1.0, 8, "bottom") if y[worst] == 0 else (0.0, -8, "top")
        ax.annotate(f"q = {q[worst]:.2f}", (shown[worst], place), (0, offset), textcoords="offset points", ha="center",
                    va=side, fontsize=10)  # fmt: skip
        ax.set_title(f"{name}\nproduct of the bars: {np.prod(q):.2g}", fontsize=11)
        ax.set(xlabel="score f (bars of equal scores side by side)", ylim=(-0.14, 1.16), xlim=(-limit, limit))
        sentences.append(
            f"{name}: the bars are {q.min():.2f} to {q.max():.2f} long, their product is {np.prod(q):.2g}."
        )
    axes[0].set(ylabel="p = σ(f)")
    axes[0].legend(loc="upper left", bbox_to_anchor=(-0.02, -0.16), ncols=2, fontsize=10, edgecolor="none")
    return with_alt_text(
        axes[0],
        f"The sigmoid over the score, with a bar for each of {len(x)} students, as long as the probability that the "
        f"neuron gave to what happened. {' '.join(sentences)}",
    )


def _side_by_side(values, labels, gap):
    """Return values (N,) moved apart by `gap` where several are equal, around their common place, label by label."""
    moved = np.array(values, dtype=float)
    for value in np.unique(moved):
        same = np.flatnonzero(values == value)
        same = same[np.argsort(labels[same], kind="stable")]
        moved[same] = value + gap * (np.arange(len(same)) - (len(same) - 1) / 2)
    return moved
