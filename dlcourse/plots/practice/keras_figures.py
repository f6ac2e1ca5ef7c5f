"""Figures of lecture 18: training curves, a wrongly configured loss, two libraries in step, dropout in both modes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.common.curves import label_ends, marked_lines
from dlcourse.plots.page.style import BLUE, GREY, INK, SERIES, Numbers, Runs, in_style, new_axes, with_alt_text

ROUNDING = 2.0**-24  # half the distance from 1 to the next float32
SIX_SERIES = (
    *SERIES,
    ("#8a5a00", "P", (0, (3, 1, 1, 1))),
    (INK, "v", (0, (5, 1, 1, 1))),
)  # two more than the style has


@in_style
def training_curves(
    training: Numbers, validation: Numbers, kept_epoch: int | None = None, at_end: float | None = None
) -> Axes:
    """Plot the training and the validation loss by epoch (E,), counted from 1, on a log scale; return the Axes.

    A vertical line marks `kept_epoch`, and a ring the training loss `at_end` of the first epoch, if given.
    """
    epochs = np.arange(1, len(training) + 1)
    ax = marked_lines(
        epochs,
        {"training": training, "validation": validation},
        "epoch",
        "loss (nats per row, log scale)",
        yscale="log",
        ax=new_axes(7.2, 3.4),
    )
    for line in ax.lines:
        line.set_markevery(max(1, len(epochs) // 20))
        line.set_markersize(4)
    ax.locator_params(axis="x", integer=True)
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_formatter("")
    kept = ""
    if kept_epoch is not None:
        ax.axvline(kept_epoch, color=INK, linewidth=1.2, linestyle="--")
        ax.text(kept_epoch - 0.01 * len(epochs), 0.97, f"kept: {kept_epoch}", ha="right", va="top", transform=_top(ax))
        kept = f" A dashed line marks epoch {kept_epoch}, whose weights are kept."
    if at_end is not None:
        ax.plot(1, at_end, "o", markersize=9, markerfacecolor="none", markeredgecolor=BLUE, markeredgewidth=1.6)
        ax.annotate("training loss, measured\nat the end of epoch 1", (1, at_end), (2.8, at_end), color=BLUE,
                    va="center", fontsize=10, arrowprops={"arrowstyle": "-", "color": BLUE, "shrinkB": 6})  # fmt: skip
        kept += f" A ring marks {at_end:.2f}, the training loss measured at the end of epoch 1."
    return with_alt_text(
        ax,
        f"Loss over {len(epochs)} epochs, log scale: training from {training[0]:.1f} to {training[-1]:.2f}, validation "
        f"from {validation[0]:.1f} to {validation[-1]:.2f}.{kept}",
    )


@in_style
def losses_by_epoch(
    losses: Mapping[str, Runs], lower_bound: float, accuracies: Mapping[str, Numbers] | None = None
) -> Axes:
    """Plot training losses by epoch on a log scale, a dict from label to (runs, E); return the Axes.

    Marked lines are the means of the runs, which are drawn thin. A dotted line marks `lower_bound`, the lowest loss
    that is possible if the softmax is applied twice. The lowest and the highest of the `accuracies`, a dict from label
    to those of the runs, stand beside the labels.
    """
    ax = new_axes(7.6, 4.2)
    right = {label: f"\n{_range(found)} right" for label, found in (accuracies or {}).items()}
    means = {label: np.mean(runs, axis=0) for label, runs in losses.items()}
    for (label, values), (color, marker, linestyle) in zip(means.items(), SERIES, strict=False):
        style: dict[str, Any] = {
            "color": color,
            "marker": marker,
            "markersize": 5,
            "label": label + right.get(label, ""),
        }
        ax.plot(np.arange(1, len(values) + 1), values, linestyle, **style)
    ax.set(xlabel="epoch", ylabel="loss that is reported\n(nats per row, log scale)", yscale="log")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.locator_params(axis="x", integer=True)
    every = np.concatenate([np.ravel(runs) for runs in losses.values()])
    ax.set_ylim(0.8 * every.min(), 1.25 * every.max())
    label_ends(ax, 34)
    for runs, (color, *_) in zip(losses.values(), SERIES, strict=False):
        ax.plot(np.arange(1, len(runs[0]) + 1), np.transpose(runs), color=color, linewidth=0.6, alpha=0.6)
    ax.axhline(lower_bound, color=GREY, linewidth=1, linestyle=":")
    text_style: dict[str, Any] = {
        "xytext": (-24, -4),
        "textcoords": "offset points",
        "ha": "right",
        "va": "top",
        "color": GREY,
    }
    ax.annotate(f"{lower_bound:.3f}: the lowest with two softmaxes", (ax.get_xlim()[1], lower_bound), **text_style)
    epochs = len(next(iter(means.values())))
    summary = "; ".join(
        f"{label} from {values[0]:.1f} to {values[-1]:.1f}{_spoken(right.get(label))}"
        for label, values in means.items()
    )
    return with_alt_text(
        ax,
        f"Reported loss over {epochs} epochs, log scale, for {len(losses)} ways to pair network and loss: {summary}. A "
        f"dotted line marks {lower_bound:.3f}, which the loss with two softmaxes cannot pass.",
    )


def _range(shares):
    """Return the lowest and the highest share in words, one if they are alike."""
    low, high = f"{min(shares):.0%}", f"{max(shares):.0%}"
    return low if low == high else f"{low} to {high}"


def _spoken(label):
    """Return a label's second line as the rest of a sentence."""
    return f", {label.strip()}" if label else ""


@in_style
def differences_by_step(
    differences: Mapping[str, Numbers],
    leaps: Mapping[str, tuple[int, str]] | None = None,
    rounding_error: float = ROUNDING,
) -> Axes:
    """Plot the largest difference between two libraries' weights after each step, label to (T,), on log scales.

    The lines of `leaps` are thick, with a note (step, text) where they leap. A grey band marks differences below
    `rounding_error`, which float32 loses when added to 1.
    """
    ax = new_axes(7.8, 5)
    leaps = leaps or {}
    for (label, values), (color, marker, linestyle) in zip(differences.items(), SIX_SERIES, strict=False):
        steps = np.arange(1, len(values) + 1)
        line_style: dict[str, Any] = {
            "color": color,
            "marker": marker,
            "linestyle": linestyle,
            "markersize": 4,
            "linewidth": 2.2 if label in leaps else 1.0,
        }
        marked = [step - 1 for step in (1, 2, 5, 10, 20, 50, 100) if step <= len(values)]
        ax.plot(steps, values, markevery=marked, label=label, **line_style)
    ax.set(xlabel="step (log scale)", ylabel="largest difference of a weight (log scale)", ylim=(5e-9, 1))
    ax.set(xscale="log", yscale="log", xlim=(0.9, 1.05 * steps[-1]))
    ax.set_xticks([step for step in (1, 2, 5, 10, 20, 50, 100) if step <= len(steps)])
    ax.xaxis.set_major_formatter("{x:g}")
    ax.xaxis.set_minor_formatter("")
    label_ends(ax)
    for label, (step, note) in leaps.items():
        shade = next(line.get_color() for line in ax.lines if line.get_label() == label)
        rise = np.array([(t, differences[label][t - 1]) for t in (max(step - 1, 1), step)])
        shift, va = ((10, 0), "center") if step > 1 else ((4, 7), "bottom")  # beside the rise, or above the start
        middle = np.exp(np.log(rise).mean(axis=0))
        ax.annotate(note, tuple(middle), shift, textcoords="offset points", color=shade, va=va, fontsize=10)
    ax.axhspan(ax.get_ylim()[0], rounding_error, color=GREY, alpha=0.15, linewidth=0)
    ax.text(0.97, 6e-9, "less than float32 can tell beside a 1", color=INK, va="bottom", fontsize=10)
    large = [label for label, values in differences.items() if np.max(values[:2]) > 1e-5]
    small = [label for label in differences if label not in large]
    bound = 10.0 ** np.ceil(np.log10(max(np.max(differences[label]) for label in small)))
    return with_alt_text(
        ax,
        f"Largest difference of a weight between our library and Keras over {len(steps)} steps, log scales. "
        f"{', '.join(small)} begin below 0.0000001 and stay below {bound:.7f}. "
        f"{', '.join(large)} jump within the first two steps, and end above 0.001.",
    )


@in_style
def dropout_predictions(probabilities: np.ndarray, inference_probability: float, digit: int) -> Axes:
    """Plot a histogram of the probability of `digit` over passes with dropout (P,); return the Axes.

    A dashed line marks `inference_probability`, its value at inference, without dropout.
    """
    ax = new_axes(6.6, 3.4)
    bins = np.linspace(0, 1, 26)
    ax.hist(probabilities, bins=bins.tolist(), color=BLUE, alpha=0.75, edgecolor="white")
    ax.set_ylim(top=1.6 * float(np.histogram(probabilities, bins)[0].max()))
    ax.axvline(inference_probability, color=INK, linewidth=2, linestyle="--")
    ha, shift = ("right", -0.015) if inference_probability > 0.5 else ("left", 0.015)
    ax.text(
        inference_probability + shift,
        0.95,
        f"at inference: {inference_probability:.2f},\nevery time",
        ha=ha,
        va="top",
        transform=_top(ax),
    )
    mean = float(np.mean(probabilities))
    ax.axvline(mean, ymax=0.79, color=INK, linewidth=1.2, linestyle=":")
    ha, shift = ("right", -0.015) if mean < inference_probability else ("left", 0.015)
    ax.text(mean + shift, 0.78, f"mean of the\npasses: {mean:.2f}", ha=ha, va="top", transform=_top(ax))
    ax.set(xlabel=f"probability of a {digit}", ylabel=f"passes, of {len(probabilities)}", xlim=(0, 1))
    return with_alt_text(
        ax,
        f"Histogram of the probability of a {digit} over {len(probabilities)} passes with dropout at work: from "
        f"{np.min(probabilities):.1f} to {np.max(probabilities):.1f}, {mean:.2f} in the mean, a dotted line. At "
        f"inference it is {inference_probability:.2f}, a dashed line, each time.",
    )


def _top(ax):
    """Return the transform with data coordinates along x and shares of the Axes along y."""
    return ax.get_xaxis_transform()
